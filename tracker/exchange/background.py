"""What must be known before a meeting can be read: its group, organisations, people and documents. Knows no meeting."""

from dataclasses import dataclass, field
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.documents.models import DocumentKind, Stage
from tracker.exchange import words
from tracker.exchange.kinds import NOTHING, Many, Part, Record, Text, takes
from tracker.groups.models import SeatRole
from tracker.organisations.models import OrganisationKind


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterheadPart(Part):
    """The head of the group's papers from one day on."""

    valid_from: date = field(metadata=takes(words.DATE))
    top: tuple[Bilingual, ...] = field(default=(), metadata=takes(Many(Text()), "Centred lines: country and motto."))
    left: tuple[Bilingual, ...] = field(default=(), metadata=takes(Many(Text()), "The issuing body, from above down."))
    place: Bilingual = field(default=NOTHING, metadata=takes(Text(), "Printed before the date."))
    number: str = field(default="", metadata=takes(words.NAME, "How numbers are made; {n} is the running number."))


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupPart(Part):
    """The group: only its slug where it is known already, everything else where the file also creates it."""

    slug: str = field(metadata=takes(words.GROUP))
    acronym: str = field(
        default="", metadata=takes(words.ACRONYM, "Stands first in references: IM-A-003.", required=True)
    )
    name: Bilingual = field(default=NOTHING, metadata=takes(Text(), required=True))
    mailbox: str = field(default="", metadata=takes(words.MAIL))
    reminders_from: date | None = field(
        default=None, metadata=takes(words.DATE, "No reminder is sent for anything before this day; without it, none.")
    )
    letterheads: tuple[LetterheadPart, ...] = field(default=(), metadata=takes(Many(Record(lambda: LetterheadPart))))
    members: tuple[str, ...] = field(default=(), metadata=takes(Many(words.ORGANISATION)))

    @property
    def is_described(self) -> bool:
        """Whether the file says what the group is, and not only which."""
        return bool(self.acronym)


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationPart(Part):
    """An organisation; what is not given is not said (None or empty), so that a known one can be checked."""

    short_name: str = field(metadata=takes(words.NAME))
    lao_short_name: str = field(default="", metadata=takes(words.NAME))
    name: Bilingual = field(metadata=takes(Text()))
    kind: OrganisationKind | None = field(default=None, metadata=takes(words.choice(OrganisationKind)))
    parent: str = field(default="", metadata=takes(words.ORGANISATION, "The organisation that it is a unit of."))
    aliases: tuple[str, ...] = field(default=(), metadata=takes(Many(words.ALIAS), "Other names, matched exactly."))
    email: str = field(default="", metadata=takes(words.MAIL))
    language: Language | None = field(default=None, metadata=takes(words.LANGUAGE))


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonPart(Part):
    """A person, and the seat in the group if there is one."""

    key: str = field(metadata=takes(words.ID, "How this person is named elsewhere in the file."))
    name: Bilingual = field(metadata=takes(Text()))
    post: Bilingual = field(default=NOTHING, metadata=takes(Text()))
    organisation: str = field(metadata=takes(words.ORGANISATION))
    email: str = field(default="", metadata=takes(words.MAIL))
    language: Language | None = field(default=None, metadata=takes(words.LANGUAGE))
    seat: SeatRole | None = field(default=None, metadata=takes(words.choice(SeatRole)))


@dataclass(frozen=True, kw_only=True, slots=True)
class StagePart(Part):
    """A stage on the way of a standard."""

    ONE_LINE = True

    stage: Stage = field(metadata=takes(words.choice(Stage)))
    from_: date | None = field(default=None, metadata=takes(words.DATE))
    until: date | None = field(default=None, metadata=takes(words.DATE))
    holder: str = field(default="", metadata=takes(words.ORGANISATION))
    due: date | None = field(default=None, metadata=takes(words.DATE))


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentPart(Part):
    """A form, standard, system or somebody else's minutes."""

    code: str = field(metadata=takes(words.NAME))
    kind: DocumentKind = field(metadata=takes(words.choice(DocumentKind)))
    title: Bilingual = field(metadata=takes(Text()))
    edition: str = field(default="", metadata=takes(words.NAME))
    held_by: str = field(default="", metadata=takes(words.ORGANISATION, "Who has it: for external minutes."))
    stages: tuple[StagePart, ...] = field(default=(), metadata=takes(Many(Record(lambda: StagePart))))
    asked_on: date | None = field(default=None, metadata=takes(words.DATE))
    received_on: date | None = field(default=None, metadata=takes(words.DATE))
