"""The verbs of actions: so far agreeing on one, and changing what was agreed while the minutes are written. Knows
neither who may nor how far the minutes are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select

from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import Basis, Precision, Reading, Window, read
from tracker.actions.models import (
    Action,
    ActionKind,
    Assignment,
    AssignmentRole,
    AssignmentSpan,
    AssignmentState,
    Progress,
)
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Change, Wording, put_texts
from tracker.core.errors import Refused
from tracker.documents.models import Document, Stage
from tracker.groups import services as groups
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import Organisation

NOTHING = Bilingual()
SOME = 500  # references that are asked for at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed on a day: who does what by when. The window is what the words say, unless one is given; ids
    must be those of rows that are there."""

    on: date
    kind: ActionKind = ActionKind.GENERAL
    text: Bilingual = NOTHING
    words: Bilingual = NOTHING
    window: Window | None = None
    document_id: int | None = None
    stage: Stage | None = None
    owners: tuple[int, ...] = ()
    recipients: tuple[int, ...] = ()
    days_off: Collection[date] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRevision:
    """What a form changes in an action; None is not touched. New words are read anew, unless the form
    gives a window as well."""

    text: Wording | None = None
    words: Wording | None = None
    window: Change[Window] | None = None
    confirmed_on: Change[date | None] | None = None
    kind: Change[ActionKind] | None = None
    document_id: Change[int | None] | None = None
    stage: Change[Stage | None] | None = None
    owners: Change[tuple[int, ...]] | None = None
    recipients: Change[tuple[int, ...]] | None = None

    @property
    def only_texts(self) -> bool:
        """Whether nothing but texts is changed, which a translator may do."""
        facts = (self.window, self.confirmed_on, self.kind, self.document_id, self.stage, self.owners, self.recipients)
        return all(fact is None for fact in facts)


def new_reference(group: WorkingGroup) -> str:
    """A reference that no action has; the group's series stays locked until the transaction ends."""
    return new_references(group, 1)[0]


def new_references(group: WorkingGroup, number: int) -> list[str]:
    """So many references that no action has, in their order."""
    found: list[str] = []
    while len(found) < number:
        some = groups.next_references(group, min(SOME, number - len(found)))
        taken = set(session.scalars(select(Action.reference).where(Action.reference.in_(some))))
        found += [each for each in some if each not in taken]
    return found


def is_taken(reference: str) -> bool:
    """Whether an action has this reference."""
    return session.scalar(select(Action.id).where(Action.reference == reference)) is not None


def agreed_reading(words: Bilingual, on: date, days_off: Collection[date] = ()) -> Reading:
    """What the parser makes of the words: of the English ones or, where it can't read them, of the Lao."""
    english = read(words.en, on, days_off)
    return english if english.basis != Basis.NONE or not words.lo else read(words.lo, on, days_off)


def agree_action(
    group: WorkingGroup, agreed: Agreement, *, meeting: Meeting | None = None, entry: Entry | None = None,
    position: int = 0,
) -> Action:  # fmt: skip
    """A new action with its reference, and an open assignment for each organisation."""
    reading = agreed_reading(agreed.words, agreed.on, agreed.days_off)
    window = reading.window if agreed.window is None else agreed.window
    action = Action(
        group=group, reference=new_reference(group), meeting=meeting, entry=entry, position=position, kind=agreed.kind,
        text=agreed.text, words=agreed.words, agreed_on=agreed.on, document_id=agreed.document_id, stage=agreed.stage,
        first=window, precision=_precision(window, reading), basis=_basis(window, reading), reason=NOTHING,
    )  # fmt: skip
    session.add(action)
    for role, parties in ((AssignmentRole.OWNER, agreed.owners), (AssignmentRole.RECIPIENT, agreed.recipients)):
        for organisation_id in dict.fromkeys(parties):
            _assign(action, organisation_id, role)
    return action


def revise_action(action: Action, revision: AgreementRevision, days_off: Collection[date] = ()) -> tuple[str, ...]:
    """Change what was agreed while the minutes are written, and answer with the names of what changed.

    Raises TextConflict or Conflict where somebody else changed the same thing meanwhile, and Refused for parties or
    documents that are not there, and for taking a part from an organisation that has reported on it already.
    """
    owners = _parties(action, AssignmentRole.OWNER, revision.owners)
    recipients = _parties(action, AssignmentRole.RECIPIENT, revision.recipients)
    document = _document(action, revision.document_id)
    read_before = agreed_reading(action.words, action.agreed_on, days_off)
    changed = list(put_texts(action, [("text", revision.text), ("words", revision.words)]))
    changed += _put_window(action, revision.window, read_before, days_off)
    if revision.confirmed_on and (day := revision.confirmed_on.over(action.confirmed_on)) != action.confirmed_on:
        settle_day(action, day, action.agreed_on)
        changed.append("confirmed_on")
    for name, change in (("kind", revision.kind), ("stage", revision.stage), ("document_id", document)):
        new = change.over(getattr(action, name)) if change else getattr(action, name)
        if new != getattr(action, name):
            setattr(action, name, new)
            changed.append(name)
    changed += [name for name, wanted, role in (("owners", owners, AssignmentRole.OWNER),
                                                ("recipients", recipients, AssignmentRole.RECIPIENT))
                if wanted is not None and _put_parties(action, role, wanted)]  # fmt: skip
    return tuple(changed)


def is_on_its_way(action_ids: Iterable[int]) -> bool:
    """Whether anything has followed from one of these actions: a report, a part of it, a merger."""
    ids = list(action_ids)
    followed = or_(
        exists().where(Progress.action_id.in_(ids)),
        exists().where(Action.split_from_id.in_(ids), Action.id.not_in(ids)),
        exists().where(Action.id.in_(ids), or_(Action.merged_into_id.is_not(None), Action.split_from_id.is_not(None))),
        exists().where(Action.merged_into_id.in_(ids)),
    )
    return bool(ids) and bool(session.scalar(select(followed)))


def _precision(window: Window, reading: Reading) -> Precision | None:
    if window == reading.window:
        return reading.precision
    return Precision.DAY if window.by and window.by == window.latest else None


def _basis(window: Window, reading: Reading) -> Basis:
    if window == reading.window:
        return reading.basis
    return Basis.FIXED if window else Basis.NONE


def _put_window(
    action: Action, change: Change[Window] | None, before: Reading, days_off: Collection[date]
) -> list[str]:
    """The window that a person gave or, where the words now say something else than before, what they say."""
    reading = agreed_reading(action.words, action.agreed_on, days_off)
    said_anew = (reading.window, reading.basis) != (before.window, before.basis)
    if change is not None and change.to != change.base:
        window = change.over(action.first)
    elif said_anew:
        window = reading.window
    else:
        return []
    old, action.first = action.first, window
    action.precision, action.basis = _precision(window, reading), _basis(window, reading)
    for part in action.assignments:
        if part.window == old:
            part.window = window
            for span in part.spans:
                span.window = window
    return ["window"] if old != window else []


def _assign(action: Action, organisation_id: int, role: AssignmentRole) -> None:
    span = AssignmentSpan(
        organisation_id=organisation_id, state=AssignmentState.OPEN, window=action.first, from_on=action.agreed_on
    )
    action.assignments.append(
        Assignment(
            organisation_id=organisation_id, role=role, position=len(action.assignments) + 1, window=action.first,
            state=AssignmentState.OPEN, spans=[span],
        )
    )  # fmt: skip


def parties_of(action: Action, role: AssignmentRole) -> tuple[int, ...]:
    """The organisations that have this part in an action, in their order."""
    return tuple(part.organisation_id for part in action.assignments if part.role == role)


def _parties(action: Action, role: AssignmentRole, change: Change[tuple[int, ...]] | None) -> tuple[int, ...] | None:
    if change is None:
        return None
    wanted = tuple(dict.fromkeys(change.over(parties_of(action, role))))
    require_organisations(wanted)
    return wanted


def _put_parties(action: Action, role: AssignmentRole, wanted: tuple[int, ...]) -> bool:
    """Line up the organisations that have this part; one that stays keeps its row."""
    if parties_of(action, role) == wanted:
        return False
    there = {part.organisation_id: part for part in action.assignments if part.role == role}
    gone = [part for organisation_id, part in there.items() if organisation_id not in wanted]
    reported = {each.organisation_id for each in action.progress}
    if any(part.state != AssignmentState.OPEN or part.organisation_id in reported for part in gone):
        raise Refused(Bilingual.said("An organisation that has reported on an action keeps its part in it."))
    for part in gone:
        action.assignments.remove(part)
    for organisation_id in wanted:
        if organisation_id not in there:
            _assign(action, organisation_id, role)
    roles = list(AssignmentRole)
    order = {organisation_id: place for place, organisation_id in enumerate(wanted)}
    action.assignments.sort(
        key=lambda part: (roles.index(part.role), order.get(part.organisation_id, 0) if part.role == role
                          else part.position)
    )  # fmt: skip
    for place, part in enumerate(action.assignments, 1):
        part.position = place
    return True


def require_organisations(ids: Collection[int]) -> None:
    """Refuse ids of organisations that are not there."""
    known = set(session.scalars(select(Organisation.id).where(Organisation.id.in_(ids)))) if ids else set()
    if set(ids) - known:
        raise Refused(Bilingual.said("There is no such organisation."))


def _document(action: Action, change: Change[int | None] | None) -> Change[int | None] | None:
    if change and change.to is not None and change.to != action.document_id:
        require_documents((change.to,))
    return change


def require_documents(ids: Collection[int]) -> None:
    """Refuse ids of documents that are not there."""
    known = set(session.scalars(select(Document.id).where(Document.id.in_(ids)))) if ids else set()
    if set(ids) - known:
        raise Refused(Bilingual.said("There is no such document."))
