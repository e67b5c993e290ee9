from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.forms import answer_repeat
from tracker.core.i18n import LANGUAGES, language_or
from tracker.core.web import tell
from tracker.groups.letterheads import printed
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.groups.queries import group_for, groups_for, letterhead_on
from tracker.reminders import by_hand, policy, texts
from tracker.reminders.forms import ToldForm
from tracker.reminders.queries_unreachable import Unreached, unreachable

bp = Blueprint("unreachable", __name__, url_prefix="/reminders/unreachable")


@bp.get("")
@for_roles(*policy.CHANGERS)
def index() -> ResponseReturnValue:
    actor, slug = current_actor(), request.args.get("group", "")
    group = group_for(actor, slug) if slug else None
    groups = [each.id for each in _led(actor) if group is None or each.id == group.id]
    rows = [
        (each, [(language, texts.whatsapp(each, language)) for language in LANGUAGES])
        for each in unreachable(groups, clock.today())
    ]
    return render_template("reminders/unreachable.html", rows=rows, group=group, several=len(groups) > 1)


@bp.get("/<int:receiver_id>/letter")
@for_roles(*policy.CHANGERS)
def letter(receiver_id: int) -> ResponseReturnValue:
    told, today = _told(current_actor(), receiver_id), clock.today()
    language = language_or(request.args.get("text"), told.language)
    head = printed(letterhead_on(told.group.id, today), "", today)
    return render_template(
        "reminders/letter.html", told=told, language=language, head=head, receiver_id=receiver_id,
        letter=texts.letter(told, language, today),
    )  # fmt: skip


@bp.route("/<int:receiver_id>/told", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def told(receiver_id: int) -> ResponseReturnValue:
    actor = current_actor()
    answer_repeat(actor.who)
    row = _told(actor, receiver_id)
    form = ToldForm(data={"on": clock.today(), "seen": ",".join(map(str, row.receiver_ids))})
    slug = row.group.slug

    def act() -> str:
        by_hand.told_by_hand(form.receivers, form.how.data, form.on.data, by=actor, at=clock.now())
        tell(Bilingual.said("It is noted that they were told."))
        return url_for("unreachable.index", group=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        row = _told(actor, receiver_id)
    return render_template("reminders/told.html", row=row, form=form, receiver_id=receiver_id), form.status


def _led(actor: Actor) -> list[WorkingGroup]:
    runs, mine = Role.ADMINISTRATOR in actor.everywhere, groups_drafted_by(actor)
    return [each for each in groups_for(actor) if runs or each.id in mine]


def _told(actor: Actor, receiver_id: int) -> Unreached:
    groups = [each.id for each in _led(actor)]
    found = (each for each in unreachable(groups, clock.today()) if receiver_id in each.receiver_ids)
    row = next(found, None)
    if row is None:
        raise NotFound(Bilingual.said("Nobody waits here to be told by hand any more."))
    return row
