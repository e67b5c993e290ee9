"""Moving a standard through its stages: beginning one, ending it with what comes next, handing it over, taking the last
step back. A stage does not end without a next action or a reason. Knows no page."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions import policy
from tracker.actions.changing import NewAction, add_action
from tracker.actions.models import Action, Progress, standing
from tracker.actions.moving import lock_action
from tracker.actions.queries import actions_visible_to
from tracker.actions.queries_documents import driving_groups, ends_stage
from tracker.actions.words import told_until
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, Refused
from tracker.documents.course import course, following, running
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.documents.policy import can_keep
from tracker.documents.services import lock_document
from tracker.organisations.models import Organisation

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a stage ends, and what comes next: an open action or one that is made now (in which group), or why there is
    none yet. Without a stage the one that follows comes next; without a holder whoever owes the action has it."""

    on: date
    next_stage: Stage | None = None
    action_id: int | None = None
    new: NewAction | None = None
    group_id: int | None = None
    holder_id: int | None = None
    due_on: date | None = None
    because: Bilingual = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """When a stage begins, who holds it and until when; why, where it is not the one that follows."""

    on: date
    holder_id: int | None = None
    due_on: date | None = None
    because: Bilingual = NOTHING


def begin_stage(document_id: int, stage: Stage, how: Beginning, *, by: Actor, at: datetime) -> StageSpan:
    """Begin a stage of a standard on which no stage runs; another one than follows needs its reason."""
    row = _locked(document_id, by)
    if row.kind != DocumentKind.STANDARD:
        raise Refused(Bilingual.said("Only a standard goes through stages."))
    if running(row.stages) is not None:
        raise Refused(Bilingual.said("A stage runs already. End it first."))
    last = course(row.stages).last
    if last is not None and stage != course(row.stages).next_stage and not how.because:
        raise Refused(_why_another())
    _require_day(how.on, last.until_on if last else None, at)
    if last is not None:
        last.remark = last.remark or how.because
    begun = _begin(row, stage, how.on, how.holder_id, how.due_on)
    _record("document.stage_begun", row, by=by, at=at, stage=stage, on=how.on, holder=_called(begun),
            due_on=how.due_on, because=_plain(how.because))  # fmt: skip
    return begun


def end_stage(document_id: int, stage: Stage, ending: Ending, *, by: Actor, at: datetime) -> StageSpan | None:
    """End the stage that runs and begin the next one, which this answers with; None after the last.

    Raises Refused without a next action or a reason, for a stage that is skipped or gone back to without one, and for a
    day before the stage began or after today; Conflict where another stage runs by now.
    """
    row = _locked(document_id, by)
    current = _running(row, stage)
    _require_day(ending.on, current.from_on, at)
    goes_to = _goes_to(stage, ending)
    made = _next_action(row, goes_to, ending, by=by, at=at) if goes_to else None
    if goes_to and made is None and not ending.because:
        raise Refused(Bilingual.said("Say which action comes next, or why there is none yet."))
    current.until_on, current.remark = ending.on, ending.because
    session.flush()
    begun = _follow(row, goes_to, made, ending) if goes_to else None
    _record("document.stage_ended", row, by=by, at=at, stage=stage, on=ending.on, next_stage=goes_to,
            action=made.reference if made else None, holder=_called(begun), because=_plain(ending.because))  # fmt: skip
    return begun


def stage_done(action_id: int, ending: Ending | None, *, by: Actor, at: datetime) -> StageSpan | None:
    """End the stage that an action drove, once it is accepted and nothing else drives it; None where it does not.

    Without an ending nothing moves either: whoever looks at the standard sees that its work is accepted.
    """
    action = lock_action(action_id)
    if ending is None or action.document_id is None or action.stage is None or not action.is_accepted:
        return None
    if ends_stage(action, by) is None:
        return None
    return end_stage(action.document_id, action.stage, ending, by=by, at=at)


def hand_over(
    document_id: int, stage: Stage, holder_id: int | None, on: date | None = None, *, by: Actor, at: datetime
) -> StageSpan:  # fmt: skip
    """Let another organisation hold the stage that runs, from a day on (today, where none is given); who had it until
    then stays on record. For the one that has it, the day says since when, where that was not known."""
    row = _locked(document_id, by)
    current = _running(row, stage)
    if current.holder_id == holder_id and (on is None or current.from_on is not None):
        return current
    day, before = on or clock.day_of(at), _called(current)
    _require_day(day, current.from_on, at)
    if current.holder_id in (None, holder_id) or current.from_on in (None, day):
        current.holder, current.from_on = _organisation(holder_id), current.from_on or day
        held = current
    else:
        current.until_on = day
        session.flush()
        held = _begin(row, stage, day, holder_id, current.due_on)
    session.flush()
    _record("document.stage_handed_over", row, by=by, at=at, stage=stage, on=day, before=before, now=_called(held))
    return held


def set_due(document_id: int, stage: Stage, due_on: date | None, *, by: Actor, at: datetime) -> StageSpan:
    """Say until when the stage that runs is to end, or that it has no date."""
    row = _locked(document_id, by)
    current = _running(row, stage)
    before, current.due_on = current.due_on, due_on
    if before != due_on:
        _record("document.stage_dated", row, by=by, at=at, stage=stage, before=before, now=due_on)
    return current


def take_back(document_id: int, span_id: int, *, by: Actor, at: datetime) -> StageSpan | None:
    """Undo the last step of a standard: what ended runs again, with whoever held it; None where nothing is left.

    Actions that were made stay, open, until they are chosen again. Refused once something was reported on the stage
    that followed; Conflict where `span_id` is not the last step any more.
    """
    row = _locked(document_id, by)
    last = row.stages[-1] if row.stages else None
    if last is None or last.id != span_id:
        raise Conflict(Bilingual.said("Somebody else moved the standard meanwhile. Look at where it stands now."))
    if why := why_not_back(row):
        raise Refused(why)
    again: StageSpan | None = last
    if last.until_on is None:
        row.stages.remove(last)
        again = row.stages[-1] if row.stages else None
    if again is not None and (last is again or (following(again.stage) and again.until_on == last.from_on)):
        again.until_on, again.remark = None, NOTHING
    session.flush()
    _record("document.stage_taken_back", row, by=by, at=at, stage=last.stage, holder=_called(last), due_on=last.due_on,
            again=again.stage if again else None)  # fmt: skip
    return again


def why_not_back(row: Document) -> Bilingual | None:
    """Why the last step of a standard can't be taken back; None where it can."""
    if not row.stages or (row.stages[-1].until_on is None and row.stages[-1].from_on is None):
        return Bilingual.said("There is no step to take back.")
    last, before = row.stages[-1], row.stages[-2] if len(row.stages) > 1 else None
    if last.until_on is not None or (before and before.stage == last.stage):
        return None
    reported = (
        select(Progress.id)
        .join(Action, Action.id == Progress.action_id)
        .where(Action.document_id == row.id, Action.stage == last.stage, standing(), Progress.on >= last.from_on)
    )
    if session.scalar(reported.limit(1)) is None:
        return None
    return Bilingual.said("Something was reported on this stage since. End it and go back, with the reason.")


def _goes_to(stage: Stage, ending: Ending) -> Stage | None:
    """The stage that comes next; None after the last one."""
    usual = following(stage)
    goes_to = ending.next_stage or usual
    if goes_to == stage:
        raise Refused(Bilingual.said("The stage that ends can't come next. Hand it over if somebody else takes it."))
    if goes_to != usual and not ending.because:
        raise Refused(_why_another())
    return goes_to


def _next_action(row: Document, stage: Stage, ending: Ending, *, by: Actor, at: datetime) -> Action | None:
    """The open action that was chosen, or the one that is made now."""
    if ending.new is not None and ending.group_id is not None:
        agreed = ending.new.agreed
        if (agreed.document_id, agreed.stage) != (row.id, stage):
            raise Refused(Bilingual.said("The action is about another document or stage."))
        return add_action(ending.group_id, ending.new, by=by, at=at)
    if ending.action_id is None:
        return None
    action = session.scalar(select(Action).where(Action.id == ending.action_id, actions_visible_to(by)))
    if action is None or (action.document_id, action.stage) != (row.id, stage):
        raise Refused(Bilingual.said("The action is about another document or stage."))
    if action.is_over or not policy.is_live(action):
        raise Refused(Bilingual.said("That action is not open any more. Choose another one."))
    return action


def _follow(row: Document, stage: Stage, made: Action | None, ending: Ending) -> StageSpan:
    there = next((span for span in row.stages if span.until_on is None and span.stage == stage), None)
    if there is not None:  # as an import may have said
        return there
    owed = next((part for part in made.owners if part.closed_at is None), None) if made else None
    holder_id = ending.holder_id or (owed.organisation_id if owed else None)
    due_on = ending.due_on or (told_until(owed.window, made.confirmed_on) if owed and made else None)
    return _begin(row, stage, ending.on, holder_id, due_on)


def _begin(row: Document, stage: Stage, on: date, holder_id: int | None, due_on: date | None) -> StageSpan:
    span = StageSpan(stage=stage, holder=_organisation(holder_id), from_on=on, due_on=due_on, remark=NOTHING)
    row.stages.append(span)
    session.flush()
    return span


def _locked(document_id: int, by: Actor) -> Document:
    row = lock_document(document_id)
    require(can_keep(by, driving_groups(document_id)))
    session.expire(row, ["stages"])
    return row


def _running(row: Document, stage: Stage) -> StageSpan:
    current = running(row.stages)
    if current is None or current.stage != stage:
        raise Conflict(Bilingual.said("Somebody else moved the standard meanwhile. Look at where it stands now."))
    return current


def _require_day(on: date, since: date | None, at: datetime) -> None:
    if on > clock.day_of(at):
        raise Refused(Bilingual.said("That day has not come yet. Write the day on which it happened."))
    if since is not None and on < since:
        raise Refused(Bilingual.said("That is before the stage began."))


def _organisation(organisation_id: int | None) -> Organisation | None:
    found = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation_id and found is None:
        raise Refused(Bilingual.said("There is no such organisation."))
    return found


def _why_another() -> Bilingual:
    return Bilingual.said("Another stage than the one that follows comes next. Say why, in one language at least.")


def _called(span: StageSpan | None) -> str | None:
    return span.holder.short_name if span and span.holder else None


def _plain(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "lo": text.lo}


def _record(verb: str, row: Document, *, by: Actor, at: datetime, **details: object) -> None:
    audit.record(verb, "document", row.id, by=by, at=at, subject=row.code, **details)
