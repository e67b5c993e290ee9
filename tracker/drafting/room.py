"""What the drafting room shows: the draft as it will print, with what is about each entry in its margin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.docx.outline import Outline
from tracker.drafting.entry_facts import Facts, facts_of
from tracker.drafting.queries_room import Surroundings, surroundings
from tracker.drafting.room_reviews import ReviewSheet
from tracker.meetings import policy
from tracker.meetings.kinds import Disposition, EntryKind, Presence, Section
from tracker.meetings.models import Answer, Attendance, Entry, EntryRaisedBy, Meeting
from tracker.minutes import outline, sentences, words
from tracker.minutes.queries import record_of
from tracker.minutes.sentences import both
from tracker.organisations.models import Organisation
from tracker.register.words import shortened

LONGEST_MARK = 80  # letters of a remark in the margin; the minutes have it whole


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
    language: Language
    natural: str  # the label that it has where nobody gave it one
    facts: Facts | None = None  # of the one that is open
    below: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A row of the attendance in one line: an organisation, who came of it, how many."""

    row: Attendance

    @property
    def organisation(self) -> Bilingual:
        """The organisation by its short name; nothing where none is named."""
        found = self.row.organisation or (self.row.person.organisation if self.row.person else None)
        return found.called if found else Bilingual()

    def who(self, language: Language) -> str:
        """'Mr Boun', 'technicians 6', 'apologies'."""
        own = self.row.person.name if self.row.person else self.row.description
        number = "" if self.row.headcount is None or self.row.person else str(self.row.headcount)
        away = Bilingual.said("apologies") if self.row.presence == Presence.APOLOGIES else Bilingual()
        said = " ".join(filter(None, (own.in_(language).text, number)))
        return ", ".join(filter(None, (said, away[language])))


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
    review: ReviewSheet
    open_id: int | None = None
    open_review: str = ""

    @property
    def differs(self) -> bool:
        """Whether as many people were said to be there as are listed."""
        return self.meeting.headcount is not None and self.meeting.headcount != self.meeting.counted


def sheet_of(
    meeting_id: int, language: Language, *, actor: Actor, open_id: int | None = None, open_review: str = ""
) -> Sheet:
    """The draft in a fixed number of queries, however long it is."""
    record = record_of(meeting_id)
    meeting = record.meeting
    standing = [entry for entry in meeting.entries if entry.deleted_at is None]
    answered = frozenset(answer.entry_id for entry in standing for answer in entry.answers)
    around = surroundings(meeting) if open_id else None
    draft = _Draft.of(standing, record.actions, answered, language, open_id, around)
    is_open = policy.is_open(meeting)
    return Sheet(
        meeting=meeting,
        outline=outline.build(record),
        opening=sentences.opening(meeting),
        participants=sentences.participants(meeting),
        closing=sentences.closing(meeting),
        attendance=tuple(Sitting(row) for row in meeting.attendance if row.presence != Presence.ABSENT),
        parts={section.value: draft.lines(section) for section in Section},
        language=language,
        may_draft=is_open and policy.can_draft(actor, meeting),
        may_write=is_open and policy.can_translate(actor, meeting),
        review=ReviewSheet.of(record.reviews),
        open_id=open_id,
        open_review=open_review,
    )


def line_of(entry: Entry, language: Language, *, is_open: bool = False) -> Line:
    """One entry by itself, as it stands among its neighbours, with what is below it: a fixed number of queries."""
    around = surroundings(entry.meeting) if is_open else None
    entries = session.scalars(_with_below(entry)).all()
    draft = _Draft.of(
        entries, session.scalars(_actions_of(entry)).all(), _answered(entries), language,
        entry.id if is_open else None, around,
    )  # fmt: skip
    place = session.scalar(_before(entry)) or 0
    return draft.line(entry, place, entry.parent.raised_by if entry.parent else ())


def _with_below(entry: Entry) -> Select[Entry]:
    below = select(Entry.id).where(Entry.id == entry.id).cte("below", recursive=True)
    below = below.union(select(Entry.id).where(Entry.parent_id == below.c.id, Entry.deleted_at.is_(None)))
    return (
        select(Entry)
        .where(Entry.id.in_(select(below.c.id)))
        .order_by(Entry.position, Entry.id)
        .options(
            selectinload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
            joinedload(Entry.referred_group),
            joinedload(Entry.referred_to),
        )
    )


def _answered(entries: Sequence[Entry]) -> frozenset[int]:
    """Which of these are answered by a conclusion that stands."""
    return frozenset(
        session.scalars(
            select(Answer.entry_id)
            .join(Entry, Entry.id == Answer.conclusion_id)
            .where(Answer.entry_id.in_([each.id for each in entries]), Entry.deleted_at.is_(None))
        )
    )


def _before(entry: Entry) -> Select[int]:
    """How many stand before it in its list."""
    beside = Entry.parent_id == entry.parent_id if entry.parent_id else Entry.parent_id.is_(None)
    return select(func.count()).where(
        Entry.meeting_id == entry.meeting_id, Entry.section == entry.section, Entry.deleted_at.is_(None), beside,
        or_(Entry.position < entry.position, and_(Entry.position == entry.position, Entry.id < entry.id)),
    )  # fmt: skip


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
    around: Surroundings | None

    @classmethod
    def of(
        cls, entries: Sequence[Entry], actions: Sequence[Action], answered: frozenset[int], language: Language,
        open_id: int | None, around: Surroundings | None,
    ) -> "_Draft":  # fmt: skip
        """The entries and actions by what they belong to."""
        below: dict[int | None, list[Entry]] = defaultdict(list)
        agreed: dict[int | None, list[Action]] = defaultdict(list)
        for entry in entries:
            below[entry.parent_id].append(entry)
        for action in actions:
            agreed[action.entry_id].append(action)
        return cls(below, agreed, answered, language, open_id, around)

    def lines(self, section: Section) -> tuple[Line, ...]:
        """The entries of a section."""
        top = [entry for entry in self.below.get(None, ()) if entry.section == section]
        return tuple(self.line(entry, place, ()) for place, entry in enumerate(top))

    def line(self, entry: Entry, place: int, above: Sequence[Organisation]) -> Line:
        """An entry with those below it. Who raised a point is said once: not again below one of the same."""
        raised_by = entry.raised_by
        actions = self.agreed.get(entry.id, ())
        facts = None
        if entry.id == self.open_id and self.around:
            facts = facts_of(entry, actions[0] if actions else None, self.language, self.around)
        return Line(
            entry=entry,
            label=_natural(entry, place) if entry.label is None else entry.label,
            natural=_natural(entry, place),
            language=self.language,
            lead=() if raised_by == above else tuple(raised_by),
            marks=tuple(_marks(entry, actions, answered=entry.id in self.answered)),
            facts=facts,
            below=tuple(self.line(each, number, raised_by) for number, each in enumerate(self.below.get(entry.id, ()))),
        )


def _natural(entry: Entry, place: int) -> str:
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
        marks.append(Mark(shape, _shortened(words.outcome(entry))))
    elif answered:
        marks.append(Mark("tick", Bilingual.said("answered")))
    elif entry.kind != EntryKind.INFORMATION:
        marks.append(Mark("undecided", Bilingual.said("no disposition"), warn=True))
    return marks


def _shortened(text: Bilingual) -> Bilingual:
    """A remark that fits into the margin; a side that lacks reads as the other one."""
    return both(lambda side: shortened(text.in_(side).text, LONGEST_MARK))


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
