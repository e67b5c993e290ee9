"""What the drafting room shows: the draft as it will print, with what is about each entry in its margin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import subqueryload

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.docx.outline import Outline
from tracker.drafting.entry_facts import Facts, facts_of
from tracker.meetings import policy
from tracker.meetings.models import (
    Attendance,
    Disposition,
    Entry,
    EntryKind,
    EntryRaisedBy,
    Meeting,
    Presence,
    Section,
)
from tracker.minutes import outline, sentences, words
from tracker.minutes.queries import record_of
from tracker.minutes.sentences import both
from tracker.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark in the margin; `warn` where minutes should not go out like this."""

    shape: str
    words: Bilingual
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the room prints it, with the entries below it."""

    entry: Entry
    label: str
    lead: tuple[Organisation, ...]
    marks: tuple[Mark, ...]
    facts: Facts | None = None  # of the one that is open
    below: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A row of the attendance in one line."""

    row: Attendance

    def shown(self, language: Language) -> str:
        """'NRA 6', 'Tetra Tech: 1 expert', 'WEI, apologies'."""
        name = sentences.name_of(self.row, language)
        match self.row.presence:
            case Presence.APOLOGIES:
                return f"{name} ({Bilingual.said('apologies')[language]})"
            case Presence.ABSENT:
                return f"{name} ({Bilingual.said('absent')[language]})"
        return name if self.row.headcount is None or self.row.person else f"{name} {self.row.headcount}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole draft."""

    meeting: Meeting
    outline: Outline
    opening: Bilingual
    participants: Bilingual
    closing: Bilingual
    attendance: tuple[Sitting, ...]
    parts: Mapping[str, tuple[Line, ...]]
    language: Language
    may_draft: bool
    may_write: bool
    open_id: int | None = None

    @property
    def differs(self) -> bool:
        """Whether as many people were said to be there as are listed."""
        return self.meeting.headcount is not None and self.meeting.headcount != self.meeting.counted


def sheet_of(meeting_id: int, language: Language, *, actor: Actor, open_id: int | None = None) -> Sheet:
    """The draft in a fixed number of queries, however long it is."""
    record = record_of(meeting_id)
    meeting = record.meeting
    standing = [entry for entry in meeting.entries if entry.deleted_at is None]
    draft = _Draft.of(standing, record.actions, language, open_id)
    is_draft = not policy.is_told(meeting)
    return Sheet(
        meeting=meeting,
        outline=outline.build(record),
        opening=sentences.opening(meeting),
        participants=sentences.participants(meeting),
        closing=sentences.closing(meeting),
        attendance=tuple(Sitting(row) for row in meeting.attendance),
        parts={section.value: draft.lines(section) for section in Section},
        language=language,
        may_draft=is_draft and policy.can_draft(actor, meeting),
        may_write=is_draft and policy.can_translate(actor, meeting),
        open_id=open_id,
    )


def line_of(entry: Entry, language: Language, *, is_open: bool) -> Line:
    """One entry by itself, as it stands among its neighbours, with what is below it."""
    beside = session.scalars(_beside(entry)).all()
    draft = _Draft.of(beside, session.scalars(_actions_of(entry)).all(), language, entry.id if is_open else None)
    return draft.line(entry, draft.place(entry), entry.parent.raised_by if entry.parent else ())


def new_line(entry: Entry, language: Language) -> Line:
    """An entry that was just added, without a look at all that stand before it."""
    same = (Entry.meeting_id == entry.meeting_id, Entry.section == entry.section, Entry.deleted_at.is_(None))
    before = select(func.count()).where(*same, Entry.parent_id == entry.parent_id, Entry.position < entry.position)
    if entry.parent_id is None:
        before = select(func.count()).where(*same, Entry.parent_id.is_(None), Entry.position < entry.position)
    draft = _Draft.of([entry], session.scalars(_actions_of(entry)).all(), language, None)
    return draft.line(entry, session.scalar(before) or 0, entry.parent.raised_by if entry.parent else ())


def _beside(entry: Entry) -> Select[Entry]:
    """The entries that decide how one is labelled and what hangs below it."""
    return (
        select(Entry)
        .where(Entry.meeting_id == entry.meeting_id, Entry.section == entry.section, Entry.deleted_at.is_(None))
        .order_by(Entry.position, Entry.id)
        .options(subqueryload(Entry.raisers).joinedload(EntryRaisedBy.organisation), subqueryload(Entry.answers))
    )


def _actions_of(entry: Entry) -> Select[Action]:
    return (
        select(Action)
        .where(Action.meeting_id == entry.meeting_id, Action.entry_id == entry.id)
        .options(subqueryload(Action.assignments).joinedload(Assignment.organisation))
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known about the entries while they are put in order."""

    below: Mapping[int | None, Sequence[Entry]]
    agreed: Mapping[int | None, Sequence[Action]]
    answered: frozenset[int]
    language: Language
    open_id: int | None

    @classmethod
    def of(
        cls, entries: Sequence[Entry], actions: Sequence[Action], language: Language, open_id: int | None
    ) -> "_Draft":
        below: dict[int | None, list[Entry]] = defaultdict(list)
        agreed: dict[int | None, list[Action]] = defaultdict(list)
        for entry in entries:
            below[entry.parent_id].append(entry)
        for action in actions:
            agreed[action.entry_id].append(action)
        answered = frozenset(answer.entry_id for entry in entries for answer in entry.answers)
        return cls(below, agreed, answered, language, open_id)

    def place(self, entry: Entry) -> int:
        """Which one it is among those beside it, from 0."""
        return [each.id for each in self.below[entry.parent_id] if each.section == entry.section].index(entry.id)

    def lines(self, section: Section) -> tuple[Line, ...]:
        """The entries of a section."""
        top = [entry for entry in self.below.get(None, ()) if entry.section == section]
        return tuple(self.line(entry, place, ()) for place, entry in enumerate(top))

    def line(self, entry: Entry, place: int, above: Sequence[Organisation]) -> Line:
        """An entry with those below it. Who raised a point is said once: not again below one of the same."""
        raised_by = entry.raised_by
        actions = self.agreed.get(entry.id, ())
        is_open = entry.id == self.open_id
        return Line(
            entry=entry,
            label=_label(entry, place),
            lead=() if raised_by == above else tuple(raised_by),
            marks=tuple(_marks(entry, actions, answered=entry.id in self.answered)),
            facts=facts_of(entry, actions[0] if actions else None, self.language) if is_open else None,
            below=tuple(self.line(each, number, raised_by) for number, each in enumerate(self.below.get(entry.id, ()))),
        )


def _label(entry: Entry, place: int) -> str:
    if entry.label is not None:
        return entry.label
    return f"{place + 1}." if entry.section == Section.CONCLUSIONS or entry.parent_id else "–"


def _marks(entry: Entry, actions: Sequence[Action], *, answered: bool) -> list[Mark]:
    marks = []
    if entry.text.lacks == "en":
        marks.append(Mark("missing", Bilingual.said("EN missing")))
    elif entry.text.lacks == "lo":
        marks.append(Mark("missing", Bilingual.said("LO missing")))
    elif entry.text.stale == "en":
        marks.append(Mark("stale", Bilingual.said("EN stale")))
    elif entry.text.stale == "lo":
        marks.append(Mark("stale", Bilingual.said("LO stale")))
    if entry.section != Section.CONCLUSIONS:
        marks += _of_a_point(entry, answered)
    for action in actions:
        marks += _of_an_action(action)
    return marks


NATURAL = {
    Section.PURPOSE: {EntryKind.ISSUE, EntryKind.INFORMATION},
    Section.ISSUES: {EntryKind.ISSUE, EntryKind.INFORMATION},
    Section.RECOMMENDATIONS: {EntryKind.RECOMMENDATION, EntryKind.INFORMATION},
}


def _of_kind(kind: EntryKind) -> Bilingual:
    match kind:
        case EntryKind.ISSUE:
            return Bilingual.said("kind: issue")
        case EntryKind.RECOMMENDATION:
            return Bilingual.said("kind: recommendation")
        case _:
            return Bilingual.said("kind: information")


def _of_a_point(entry: Entry, answered: bool) -> list[Mark]:
    marks = []
    if entry.kind not in NATURAL[entry.section]:
        marks.append(Mark("kind", _of_kind(entry.kind)))
    if entry.disposition:
        shape = "forward" if entry.disposition in {Disposition.CARRIED_OVER, Disposition.REFERRED} else "tick"
        marks.append(Mark(shape, words.disposition(entry.disposition)))
    elif answered:
        marks.append(Mark("tick", Bilingual.said("answered")))
    elif entry.kind != EntryKind.INFORMATION:
        marks.append(Mark("undecided", Bilingual.said("no disposition"), warn=True))
    return marks


def _of_an_action(action: Action) -> list[Mark]:
    marks = []
    owners = [part.organisation.called for part in action.assignments if part.role == AssignmentRole.OWNER]
    if owners:
        marks.append(Mark("forward", both(lambda side: ", ".join(name[side] for name in owners))))
    else:
        marks.append(Mark("noowner", Bilingual.said("no owner"), warn=True))
    if action.first.by or action.first.from_:
        window = action.first
        marks.append(Mark("window", both(lambda side: dates.window(window.from_, window.by, side))))
    elif action.words:
        marks.append(Mark("window", action.words))
    else:
        marks.append(Mark("nodate", Bilingual.said("no date"), warn=True))
    return marks
