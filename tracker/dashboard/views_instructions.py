from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import answer_repeat
from tracker.core.i18n import say
from tracker.core.web import reader_language, tell
from tracker.dashboard import instructing, mails_instructions, queries_instructions, queries_sending
from tracker.dashboard.forms_instructions import InstructionForm
from tracker.dashboard.instructing import Remark
from tracker.dashboard.models import Instruction
from tracker.dashboard.page import require_begun
from tracker.dashboard.policy import FOLLOWERS
from tracker.dashboard.quarters import Quarter
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off
from tracker.minutes.sentences import both
from tracker.organisations.queries import organisation_choices

bp = Blueprint("instructions", __name__)


@bp.post("/follow-up/instructions")
@for_roles(*FOLLOWERS)
def give() -> ResponseReturnValue:
    actor = current_actor()
    answer_repeat(actor.who)
    form = InstructionForm()
    quarter, as_of = _page_of(form)
    groups = {group.slug: group for group in queries_instructions.groups_followed_by(actor)}
    group = groups.get(form.group.data or "")
    if form.group.data and group is None:
        raise NotFound(Bilingual.said("There is no working group %(slug)s.", slug=form.group.data))
    _offer(form, actor, list(groups.values()))
    form.anchor(clock.today(), days_off(group.id) if group else ())
    back = url_for("quarter_page.show", group=str(form.of.data or "") or None, period=str(quarter), as_of=as_of)
    if form.validate_on_submit() and group and form.is_understood():
        remark = form.remark(group.id, quarter, as_of)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_given, remark, back, actor)))
    return render_template(
        "dashboard/instruct.html", instruct=form, quarter=quarter, as_of=as_of, back=back, group=form.of.data
    ), form.status  # fmt: skip


def on_the_page(actor: Actor, groups: list[WorkingGroup], of: str, quarter: Quarter, as_of: date) -> dict[str, object]:
    """What the page of a quarter tells of instructions and of its being sent, and the form for a new instruction; `of`
    is the group of the page, '' where it is of several."""
    form = InstructionForm(
        formdata=None,
        data={"group": of or None, "period": str(quarter), "as_of": as_of.isoformat(), "of": of},
    )  # fmt: skip
    _offer(form, actor, groups)
    return {
        "instruct": form,
        "instructions": queries_instructions.instructions_on(
            [group.id for group in groups], quarter, as_of, clock.today()
        ),
        "sending": queries_sending.sending_of(groups[0].id if of and groups else None),
    }


def _page_of(form: InstructionForm) -> tuple[Quarter, date]:
    page = form.page
    if page is None or page[1] > clock.today():
        raise Refused(Bilingual.said("It is not said on which page. Go back to the page, and write it there."))
    require_begun(*page)
    return page


def _offer(form: InstructionForm, actor: Actor, groups: list[WorkingGroup]) -> None:
    language = reader_language()
    form.offer([(group.slug, group.name) for group in groups], organisation_choices(language))
    if instructing.speaks_itself(actor):
        form.speak_for_itself()


def _given(remark: Remark, back: str, actor: Actor) -> str:
    at = clock.now()
    given = instructing.give_instruction(remark, by=actor, at=at)
    tell(both(lambda side: " ".join(each[side] for each in _told(given, actor, at))))
    return f"{back}#instructions"


def _told(given: Instruction, actor: Actor, at: datetime) -> Iterator[Bilingual]:
    """What became of an instruction, and who hears of it and who does not, each in a sentence."""
    reference = given.action.reference
    yield Bilingual.said("%(reference)s is an action now, and the next meeting confirms it.", reference=reference)
    match mails_instructions.reaches_leading(given, by=actor, at=at):
        case True:
            yield Bilingual.said("Who leads the group is told.")
        case False:
            yield Bilingual.said("Nobody who leads the group has an e-mail address: have them told another way.")
    if untold := instructing.untold(given, by=actor, at=at):
        yield both(
            lambda side: say(
                "Nobody of %(names)s has an e-mail address in this group: have them told another way.",
                side, names=untold[side],
            )
        )  # fmt: skip
    elif given.action.owners:
        yield Bilingual.said("Who owes it is told.")
    else:
        yield Bilingual.said("Nobody owes it yet.")
