"""What a meeting file says, typed: the parts of the contract, key by key. Knows neither YAML nor rows of tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from tracker.actions.models import ActionKind, AssignmentRole, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.documents.models import Stage
from tracker.exchange import words
from tracker.exchange.background import DocumentPart, GroupPart, OrganisationPart, PersonPart
from tracker.exchange.kinds import NOTHING, Many, Names, Part, Record, Reference, Shorthands, Text, Values, takes
from tracker.meetings.addresses import Address, Period
from tracker.meetings.kinds import (
    AttendanceRole,
    Disposition,
    EntryKind,
    Extent,
    MeetingKind,
    MeetingState,
    Presence,
    RecordState,
    Section,
)
from tracker.register.models import Verdict


def usual_section(entry: Values, around: Values) -> Section:
    """Where an entry is printed if the file does not say: with the entry it stands under, or with others of its kind
    (information among the issues)."""
    above = around.get("section")
    if isinstance(above, Section):
        return above
    return Section.RECOMMENDATIONS if entry.get("kind") == EntryKind.RECOMMENDATION else Section.ISSUES


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingPart(Part):
    """Composed sentences that somebody edited."""

    opening: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    participants: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    closing: Bilingual = field(default=NOTHING, metadata=takes(Text()))


@dataclass(frozen=True, kw_only=True, slots=True)
class AttendancePart(Part):
    """A person, an organisation with so many people, or a group that is only described."""

    ONE_LINE = True

    organisation: str = field(default="", metadata=takes(words.ORGANISATION))
    person: str = field(default="", metadata=takes(words.PERSON))
    description: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    headcount: int | None = field(default=None, metadata=takes(words.PEOPLE, "How many people this row stands for."))
    role: AttendanceRole = field(default=AttendanceRole.MEMBER, metadata=takes(words.choice(AttendanceRole)))
    presence: Presence = field(default=Presence.PRESENT, metadata=takes(words.choice(Presence)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPart(Part):
    """The verdict on an older item."""

    ONE_LINE = True

    item: str = field(metadata=takes(words.ITEM, "The reference of an action or of an older entry."))
    verdict: Verdict = field(metadata=takes(words.choice(Verdict)))
    remark: Bilingual = field(default=NOTHING, metadata=takes(Text()))


@dataclass(frozen=True, kw_only=True, slots=True)
class DuePart(Part):
    """When something is due: not before, by, and at the very latest."""

    ONE_LINE = True

    from_: date | None = field(default=None, metadata=takes(words.DATE))
    by: date | None = field(default=None, metadata=takes(words.DATE))
    latest: date | None = field(default=None, metadata=takes(words.DATE))


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentPart(Part):
    """One organisation's part of an action."""

    ONE_LINE = True

    organisation: str = field(metadata=takes(words.ORGANISATION))
    role: AssignmentRole = field(default=AssignmentRole.OWNER, metadata=takes(words.choice(AssignmentRole)))
    person: str = field(default="", metadata=takes(words.PERSON))
    state: AssignmentState = field(default=AssignmentState.OPEN, metadata=takes(words.choice(AssignmentState)))
    due: DuePart | None = field(default=None, metadata=takes(Record(lambda: DuePart)))


BY_ROLE = Shorthands(
    of=lambda: AssignmentPart,
    word=words.ORGANISATION,
    into="organisation",
    keys={
        "owners": {"role": AssignmentRole.OWNER},
        "recipients": {"role": AssignmentRole.RECIPIENT},
        "support": {"role": AssignmentRole.SUPPORT},
        "follow_up": {"role": AssignmentRole.FOLLOW_UP},
    },
)


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdatePart(Part):
    """What was reported about an action, and the state it was in from then on."""

    ONE_LINE = True

    on: date = field(metadata=takes(words.DATE))
    organisation: str = field(default="", metadata=takes(words.ORGANISATION))
    note: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    state: AssignmentState | None = field(default=None, metadata=takes(words.choice(AssignmentState)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionPart(Part):
    """Something agreed to be done. Its assignments stand in the order of their roles."""

    ref: str = field(default="", metadata=takes(words.REFERENCE, "Given on load where it is missing."))
    kind: ActionKind = field(default=ActionKind.GENERAL, metadata=takes(words.choice(ActionKind)))
    text: Bilingual = field(default=NOTHING, metadata=takes(Text(), "Where it differs from what it follows from."))
    assignments: tuple[AssignmentPart, ...] = field(
        default=(), metadata=takes(Many(Record(lambda: AssignmentPart)), shorthands=BY_ROLE)
    )
    deadline: Bilingual = field(default=NOTHING, metadata=takes(Text(), "The words as agreed."))
    due: DuePart | None = field(
        default=None, metadata=takes(Record(lambda: DuePart), "The window, where it is not read from the deadline.")
    )
    confirmed: date | None = field(default=None, metadata=takes(words.DATE))
    document: str = field(default="", metadata=takes(words.DOCUMENT))
    stage: Stage | None = field(default=None, metadata=takes(words.choice(Stage)))
    meeting: Address | None = field(default=None, metadata=takes(words.MEETING, "The meeting it asked for."))
    updates: tuple[UpdatePart, ...] = field(default=(), metadata=takes(Many(Record(lambda: UpdatePart))))


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPart(Part):
    """An issue, a recommendation or a piece of information, with the points under it."""

    id: str = field(metadata=takes(words.ID, "A stable name within the meeting."))
    kind: EntryKind = field(metadata=takes(words.choice(EntryKind, without=EntryKind.CONCLUSION)))
    section: Section = field(
        default=Section.ISSUES,
        metadata=takes(
            words.choice(Section, without=Section.CONCLUSIONS),
            "Where it is printed, where that does not follow from the kind.",
            usual=usual_section,
        ),
    )
    text: Bilingual = field(metadata=takes(Text()))
    raised_by: tuple[str, ...] = field(default=(), metadata=takes(Many(words.ORGANISATION)))
    asked_of: tuple[str, ...] = field(default=(), metadata=takes(Many(words.ORGANISATION)))
    label: str | None = field(
        default=None, metadata=takes(words.LABEL, "The printed label, where it is not the natural one; may be empty.")
    )
    documents: tuple[str, ...] = field(default=(), metadata=takes(Many(words.DOCUMENT)))
    disposition: Disposition | None = field(default=None, metadata=takes(words.choice(Disposition)))
    actions: tuple[ActionPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: ActionPart))))
    points: "tuple[EntryPart, ...]" = field(default=(), metadata=takes(Many(Record(lambda: EntryPart))))


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPart(Part):
    """That a conclusion answers an entry."""

    ONE_LINE = True

    entry: str = field(metadata=takes(words.ID))
    extent: Extent = field(default=Extent.WHOLE, metadata=takes(words.choice(Extent)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ConclusionPart(Part):
    """What was agreed, what it answers and what follows from it."""

    id: str = field(metadata=takes(words.ID, "A stable name within the meeting."))
    text: Bilingual = field(metadata=takes(Text()))
    answers: tuple[AnswerPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: AnswerPart))))
    actions: tuple[ActionPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: ActionPart))))


@dataclass(frozen=True, kw_only=True, slots=True)
class SignaturePart(Part):
    """Where somebody signs."""

    ONE_LINE = True

    role: Bilingual = field(metadata=takes(Text()))
    unit: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    person: str = field(default="", metadata=takes(words.PERSON))


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingPart(Part):
    """The meeting itself. Its identity within the group is period, kind and name."""

    period: Period = field(metadata=takes(words.QUARTER, "The quarter in the series; the date may lie outside it."))
    kind: MeetingKind = field(default=MeetingKind.REGULAR, metadata=takes(words.choice(MeetingKind)))
    name: str = field(default="", metadata=takes(words.MEETING_NAME, "Of a special meeting, unique in the group."))
    state: MeetingState = field(default=MeetingState.HELD, metadata=takes(words.choice(MeetingState)))
    record: RecordState = field(
        default=RecordState.DRAFT, metadata=takes(words.choice(RecordState, without=RecordState.AMENDED))
    )
    number: str = field(default="", metadata=takes(words.NAME))
    circulated_on: date | None = field(default=None, metadata=takes(words.DATE))
    issued_on: date | None = field(default=None, metadata=takes(words.DATE))
    title: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    held_on: date = field(metadata=takes(words.DATE))
    starts_at: time | None = field(default=None, metadata=takes(words.TIME))
    ends_at: time | None = field(default=None, metadata=takes(words.TIME))
    venue: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    chair: str = field(default="", metadata=takes(words.PERSON))
    secretary: str = field(default="", metadata=takes(words.PERSON))
    previous: Address | date | None = field(
        default=None,
        metadata=takes(words.PREVIOUS, "The previous meeting, or its date if the tracker does not hold it."),
    )
    headcount: int | None = field(default=None, metadata=takes(words.PEOPLE, "How many people took part, as declared."))
    purpose: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    wording: WordingPart = field(
        default=WordingPart(), metadata=takes(Record(lambda: WordingPart), "Composed sentences that were edited.")
    )
    authentic_language: Language | None = field(default=None, metadata=takes(words.LANGUAGE))
    attendance: tuple[AttendancePart, ...] = field(default=(), metadata=takes(Many(Record(lambda: AttendancePart))))
    reviews: tuple[ReviewPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: ReviewPart))))
    entries: tuple[EntryPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: EntryPart))))
    conclusions: tuple[ConclusionPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: ConclusionPart))))
    signatures: tuple[SignaturePart, ...] = field(default=(), metadata=takes(Many(Record(lambda: SignaturePart))))

    @property
    def address(self) -> Address:
        """How the meeting is addressed within its group."""
        return Address(self.period, self.name)

    def every_entry(self) -> Iterator[EntryPart]:
        """The entries and all points under them, each before its points."""
        waiting = list(reversed(self.entries))
        while waiting:
            entry = waiting.pop()
            yield entry
            waiting.extend(reversed(entry.points))

    def every_action(self) -> Iterator[ActionPart]:
        """The actions of entries and of conclusions, in the order of the file."""
        for entry in self.every_entry():
            yield from entry.actions
        for conclusion in self.conclusions:
            yield from conclusion.actions


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingFile(Part):
    """A whole file. `references` lists what it names and where, for whoever knows what exists; it is not compared."""

    group: GroupPart = field(metadata=takes(Record(lambda: GroupPart, short="slug")))
    organisations: tuple[OrganisationPart, ...] = field(
        default=(), metadata=takes(Many(Record(lambda: OrganisationPart)), "Those not yet known.")
    )
    people: tuple[PersonPart, ...] = field(
        default=(), metadata=takes(Many(Record(lambda: PersonPart)), "Those not yet known.")
    )
    documents: tuple[DocumentPart, ...] = field(
        default=(), metadata=takes(Many(Record(lambda: DocumentPart)), "Those not yet known.")
    )
    meeting: MeetingPart = field(metadata=takes(Record(lambda: MeetingPart)))
    references: tuple[Reference, ...] = field(default=(), compare=False, repr=False)

    @property
    def organisation_names(self) -> dict[str, OrganisationPart]:
        """Every name under which the file itself introduces an organisation: short names and aliases."""
        return {
            name: part
            for part in self.organisations
            for name in (*part.aliases, part.lao_short_name, part.short_name)
            if name
        }

    def known(self, names: Names) -> frozenset[str]:
        """What the file itself introduces, and so may name."""
        match names:
            case Names.ORGANISATION:
                return frozenset(self.organisation_names)
            case Names.PERSON:
                return frozenset(person.key for person in self.people)
            case Names.DOCUMENT:
                return frozenset(document.code for document in self.documents)
