"""What the chair changes about who owes what: reassigning, naming owners, splitting, merging doubles, and actions that
are made outside a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions import mails, policy
from tracker.actions.asking import settle_asks
from tracker.actions.deciding import Seen, lock_asked, lock_seen, note_decision
from tracker.actions.mails import Outcome
from tracker.actions.models import Action, AskKind, Assignment, AssignmentRole, Progress, ProgressKind, standing
from tracker.actions.moving import Step, is_settled, keep_history, lock_live, step, tell
from tracker.actions.services import Agreement, agree_action, require_documents, require_organisations
from tracker.actions.states import Act
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation

NOTHING = Bilingual()
ADDED = "action.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """An action that is agreed outside a meeting, and why; it may follow from an entry of told minutes."""

    agreed: Agreement
    reason: Bilingual
    entry_id: int | None = None
    support: tuple[int, ...] = field(default=())


def reassign(seen: Seen, organisation_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Give a part to another organisation, which begins anew in the window that holds; what was reported stays."""
    part = lock_seen(seen, by=by)
    require_reason(reason)
    told = _hand_over(part, organisation_id, Step(note=reason), by=by, at=at)
    mails.tell_owed([part], reason, by=by, at=at)
    return told


def grant_not_ours(ask_id: int, organisation_id: int, answer: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Agree that a part is not the organisation's, and give it to the one that it is."""
    ask, part = lock_asked(ask_id, AskKind.NOT_OURS, by=by)
    note_decision(ask, granted=True, answer=answer, by=by, at=at)
    told = _hand_over(part, organisation_id, Step(note=answer, ask_id=ask.id), by=by, at=at)
    mails.tell_ask(ask, part, Outcome.MOVED, by=by, at=at)
    mails.tell_owed([part], answer, by=by, at=at)
    return told


def add_part(
    action_id: int, organisation_id: int, role: AssignmentRole, what: Bilingual, *, by: Actor, at: datetime
) -> Assignment:  # fmt: skip
    """Name another organisation in an action: an owner where none was named, or one more."""
    action = lock_live(action_id)
    require(policy.can_decide(by, action))
    require_organisations((organisation_id,))
    _refuse_twice(action, organisation_id, role)
    part = Assignment(
        organisation_id=organisation_id, role=role, part=what, window=action.first, position=_next_position(action)
    )  # fmt: skip
    action.assignments.append(part)
    session.flush()
    keep_history(part, clock.day_of(at))
    tell(action, ProgressKind.REASSIGNED, Step(note=what), part=part, by=by, at=at)
    audit.record("action.part_added", "action", action.id, by=by, at=at, subject=action.reference, part=part.id,
                 organisation=organisation_id, role=role)  # fmt: skip
    mails.tell_owed([part], NOTHING, by=by, at=at)
    return part


def split_action(action_id: int, new: NewAction, *, by: Actor, at: datetime) -> Action:
    """Make part of an action an action of its own, which knows where it comes from; the first one goes on."""
    action = lock_live(action_id)
    require(policy.can_decide(by, action))
    made = _make(action.group, new, by=by, at=at)
    made.split_from_id = action.id
    session.flush()
    note = Bilingual.said("%(reference)s was split off.", reference=made.reference)
    tell(action, ProgressKind.SPLIT, Step(note=note), by=by, at=at)
    tell(made, ProgressKind.SPLIT, Step(note=Bilingual.said("Split off from %(reference)s.",
                                                            reference=action.reference)), by=by, at=at)  # fmt: skip
    audit.record("action.split", "action", action.id, by=by, at=at, subject=action.reference, new=made.reference)
    return made


def merge_actions(keep_id: int, gone_ids: Sequence[int], reason: Bilingual, *, by: Actor, at: datetime) -> Action:
    """Let actions that say the same go on as one: those that go keep their page and lead to the one that stays, which
    takes over every organisation that it lacks. All of one group."""
    require_reason(reason)
    wanted = {keep_id, *gone_ids}
    if len(wanted) < 2:
        raise Refused(Bilingual.said("Choose the other action that says the same."))
    actions = {action_id: lock_live(action_id) for action_id in sorted(wanted)}
    keep = actions.pop(keep_id)
    for action in actions.values():
        require(policy.can_decide(by, action))
        if action.group_id != keep.group_id:
            raise Refused(Bilingual.said("Only actions of one group can be merged."))
    require(policy.can_decide(by, keep))
    if is_settled(keep):
        raise Refused(
            Bilingual.said("%(reference)s is over. Reopen it first, or keep the other one.", reference=keep.reference)
        )
    for action in actions.values():
        _merge(keep, action, reason, by=by, at=at)
    return keep


def add_action(group_id: int, new: NewAction, *, by: Actor, at: datetime) -> Action:
    """A new action agreed outside a meeting, with the reason; the next meeting is to confirm it."""
    group = _group(group_id)
    require(policy.may_add(by, group_id))
    return _make(group, new, by=by, at=at)


def instruct(group_id: int, new: NewAction, *, by: Actor, at: datetime) -> Action:
    """A new action that the direction wishes, with the reason; the next meeting is to confirm it."""
    group = _group(group_id)
    require(policy.may_instruct(by, group_id))
    return _make(group, new, by=by, at=at)


def _group(group_id: int) -> WorkingGroup:
    group = session.get(WorkingGroup, group_id)
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    return group


def _make(group: WorkingGroup, new: NewAction, *, by: Actor, at: datetime) -> Action:
    agreed = new.agreed
    require_reason(new.reason)
    entry = session.get(Entry, new.entry_id) if new.entry_id else None
    if new.entry_id and (entry is None or not _is_told(entry, group)):
        raise Refused(Bilingual.said("There is no such point in this group."))
    if not (agreed.text or entry):
        raise Refused(Bilingual.said("Say what is to be done, in one language at least."), "text")
    require_organisations({*agreed.owners, *agreed.recipients, *new.support})
    require_documents({agreed.document_id} if agreed.document_id else ())
    made = agree_action(group, agreed, entry=entry)
    made.reason, made.told_on = new.reason, clock.day_of(at)
    for organisation_id in new.support:
        made.assignments.append(
            Assignment(organisation_id=organisation_id, role=AssignmentRole.SUPPORT, window=made.first,
                       position=_next_position(made))
        )  # fmt: skip
    session.flush()
    _refuse_again(made, by=by)  # only now: the series of references is locked, so that of two at once the second sees
    for part in made.assignments:
        keep_history(part, agreed.on)
    audit.record(ADDED, "action", made.id, by=by, at=at, subject=made.reference, owners=list(agreed.owners),
                 reason={"en": new.reason.en, "lo": new.reason.lo})  # fmt: skip
    mails.tell_owed(made.assignments, new.reason, by=by, at=at)
    return made


def _refuse_again(made: Action, *, by: Actor) -> None:
    """Refuse the very same of the same person and day: a page that was gone back to and sent."""
    said = select(AuditEntry.id).where(
        AuditEntry.subject_kind == "action", AuditEntry.subject_id == Action.id, AuditEntry.verb == ADDED,
        AuditEntry.actor == by.label[:200],
    )  # fmt: skip
    before = session.scalars(
        select(Action).where(
            Action.group_id == made.group_id, Action.agreed_on == made.agreed_on, Action.id != made.id,
            Action.merged_into_id.is_(None), Action.meeting_id.is_(None), standing(), said.exists(),
        )
    )  # fmt: skip
    there = next((each for each in before if _told_of(each) == _told_of(made)), None)
    if there is not None:
        raise Conflict(
            Bilingual.said(
                "%(reference)s says the very same, since today. Go on with that one, or say what is different.",
                reference=there.reference,
            ),
            "text",
        )


def _told_of(action: Action) -> tuple[object, ...]:
    parties = frozenset((part.organisation_id, part.role) for part in action.assignments)
    texts = [(each.en, each.lo) for each in (action.text, action.words, action.reason)]
    return *texts, action.kind, action.entry_id, action.document_id, action.stage, action.first, parties


def _is_told(entry: Entry, group: WorkingGroup) -> bool:
    """Whether it stands in minutes of the group that left its desk; what a draft says can still be taken out of it."""
    told = entry.meeting.record != RecordState.DRAFT
    return told and entry.deleted_at is None and entry.meeting.group_id == group.id


def _hand_over(part: Assignment, organisation_id: int, said: Step, *, by: Actor, at: datetime) -> Progress:
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise Refused(Bilingual.said("There is no such organisation."))
    if organisation_id == part.organisation_id:
        raise Refused(Bilingual.said("That is the organisation that has it now."))
    _refuse_twice(part.action, organisation_id, part.role)
    settle_asks(part, at)
    before = part.organisation.short_name
    tell(part.action, ProgressKind.REASSIGNED, said, part=part, by=by, at=at)
    part.organisation, part.person_id = organisation, None
    part.done_count = part.total_count = None
    session.flush()
    told = step(part, Act.REASSIGN, Step(meeting_id=said.meeting_id), by=by, at=at)
    audit.record("action.reassigned", "action", part.action_id, by=by, at=at, subject=part.action.reference,
                 part=part.id, before=before, now=organisation.short_name,
                 note={"en": said.note.en, "lo": said.note.lo})  # fmt: skip
    return told


def _merge(keep: Action, gone: Action, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    there = {(part.organisation_id, part.role): part for part in keep.assignments}
    taken_up = Bilingual.said("%(reference)s became part of this one.", reference=gone.reference)
    for part in gone.assignments:
        mine = there.get((part.organisation_id, part.role))
        if part.closed_at is None and mine is not None and mine.closed_at is not None:
            step(mine, Act.REOPEN, Step(note=taken_up, window=part.window), by=by, at=at)
        elif part.closed_at is None and mine is None:
            taken = Assignment(
                organisation_id=part.organisation_id, person_id=part.person_id, role=part.role, state=part.state,
                part=part.part or gone.text, window=part.window, done_count=part.done_count,
                total_count=part.total_count, position=_next_position(keep),
            )  # fmt: skip
            keep.assignments.append(taken)
            session.flush()
            keep_history(taken, clock.day_of(at))
    note = Bilingual.said("Goes on as %(reference)s.", reference=keep.reference)
    for part in gone.assignments:
        if part.closed_at is None:
            step(part, Act.DROP, Step(note=note), by=by, at=at)
            settle_asks(part, at)
    session.execute(update(Action).where(Action.merged_into_id == gone.id).values(merged_into_id=keep.id))
    gone.merged_into_id = keep.id
    tell(gone, ProgressKind.MERGED, Step(note=reason), by=by, at=at)
    tell(keep, ProgressKind.MERGED, Step(note=taken_up), by=by, at=at)
    audit.record("action.merged", "action", gone.id, by=by, at=at, subject=gone.reference, into=keep.reference,
                 reason={"en": reason.en, "lo": reason.lo})  # fmt: skip


def _next_position(action: Action) -> int:
    return 1 + max((part.position for part in action.assignments), default=0)


def _refuse_twice(action: Action, organisation_id: int, role: AssignmentRole) -> None:
    taken = select(Assignment.id).where(
        Assignment.action_id == action.id, Assignment.organisation_id == organisation_id, Assignment.role == role
    )
    if session.scalar(taken) is not None:
        raise Refused(Bilingual.said("That organisation has this part in the action already."))
