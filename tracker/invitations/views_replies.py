from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles, for_signed_in
from tracker.access.voices import Voice
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time
from tracker.core.db import transaction
from tracker.core.errors import Forbidden
from tracker.core.web import asked_number, reader_language, tell
from tracker.invitations import policy, queries, replying
from tracker.invitations.forms import OnBehalfForm, ReplyForm
from tracker.invitations.models import Reply
from tracker.invitations.views import INVITERS
from tracker.meetings.models import Meeting
from tracker.minutes.queries import meeting_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("replies", __name__, url_prefix="/meetings/<slug>/<path:address>/reply")


@bp.app_template_global("own_replies")
def own_replies(meeting: Meeting) -> list[Reply]:
    return queries.own_replies(current_actor(), [meeting.id]).get(meeting.id, [])


@bp.route("", methods=["GET", "POST"])
@for_signed_in
def give(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    organisations = queries.answering_for(actor, meeting)
    if not organisations:
        raise Forbidden(Bilingual.said("Your organisation is not among those that are asked."))
    home = queries.home_of(actor)
    chosen = next((each for each in organisations if each.id == home), organisations[0])
    given = queries.reply_of(meeting.id, chosen.id)
    form = ReplyForm(data=values(given) | {"organisation_id": chosen.id})
    form.offer([(each.id, each.called) for each in organisations])
    meeting_id, back = meeting.id, url_for("minutes.show", slug=slug, address=address)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: answered(meeting_id, form, actor, back)))
    return render_template(
        "invitations/reply.html", meeting=meeting, form=form, given=given, back=back, clock_time=clock_time,
        too_late=policy.too_late(meeting, clock.today()),
    ), form.status  # fmt: skip


@bp.route("/on-behalf", methods=["GET", "POST"])
@for_roles(*INVITERS)
def on_behalf(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(policy.can_invite(actor, meeting))
    organisation_id = asked_number("organisation")
    given = queries.reply_of(meeting.id, organisation_id) if organisation_id else None
    form = OnBehalfForm(data=values(given) | {"organisation_id": organisation_id})
    form.offer(organisation_choices(reader_language(), chosen=organisation_id))
    meeting_id, back = meeting.id, url_for("invitations.index", slug=slug, address=address)

    def act() -> str:
        voice = Voice(form.organisation_id.data, form.how.data, form.said_by.data)
        replying.answer(meeting_id, form.number, form.note.data, voice, by=actor, at=clock.now())
        tell(Bilingual.said("It is written down as the organisation's own word."))
        return back

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("invitations/on_behalf.html", meeting=meeting, form=form, back=back), form.status


def values(given: Reply | None) -> dict[str, object]:
    return {"people": given.people or None, "note": given.note} if given else {}


def answered(meeting_id: int, form: ReplyForm, actor: Actor, then: str) -> str:
    voice = Voice(form.organisation_id.data)
    replying.answer(meeting_id, form.number, form.note.data, voice, by=actor, at=clock.now())
    if form.number:
        tell(Bilingual.said("Thank you. It is noted how many of you come: %(people)s.", people=form.number))
    else:
        tell(Bilingual.said("Thank you. It is noted that you can't come."))
    return then
