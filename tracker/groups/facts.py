"""What is said of a group, a seat or a letterhead, as it travels between a form, a service and the trail."""

from dataclasses import dataclass
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.docx.outline import NO_TEXT
from tracker.groups.models import Attach, Letterhead, Seat, SeatRole, WorkingGroup


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupFacts:
    """What a group is called, where its mail arrives, from when on it is reminded, in which form its minutes go out and
    whether anybody may read the issued ones."""

    slug: str
    acronym: str
    name: Bilingual
    mailbox: str = ""
    reminders_from: date | None = None
    attach: Attach = Attach.PDF
    is_public: bool = False

    @classmethod
    def of(cls, row: WorkingGroup) -> "GroupFacts":
        """What is said of it now."""
        return cls(
            slug=row.slug, acronym=row.acronym, name=row.name, mailbox=row.mailbox, reminders_from=row.reminders_from,
            attach=row.attach, is_public=row.is_public,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatFacts:
    """Who sits on which seat, from one day until another; both included, open where there is none."""

    person_id: int
    role: SeatRole
    from_on: date | None = None
    until_on: date | None = None

    @classmethod
    def of(cls, row: Seat) -> "SeatFacts":
        """What is said of it now."""
        return cls(person_id=row.person_id, role=row.role, from_on=row.from_on, until_on=row.until_on)

    def meets(self, other: "SeatFacts") -> bool:
        """Whether both hold on one day at least."""
        first, last = self.from_on or date.min, self.until_on or date.max
        return first <= (other.until_on or date.max) and (other.from_on or date.min) <= last


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterheadFacts:
    """The head of the group's papers from one day on."""

    valid_from: date
    top: tuple[Bilingual, ...] = ()
    left: tuple[Bilingual, ...] = ()
    place: Bilingual = NO_TEXT
    number_pattern: str = ""
    lao_font: str = "Phetsarath OT"
    lao_size: int = 12

    @classmethod
    def of(cls, row: Letterhead) -> "LetterheadFacts":
        """What is said of it now."""
        return cls(
            valid_from=row.valid_from, top=row.top, left=row.left, place=row.place,
            number_pattern=row.number_pattern, lao_font=row.lao_font, lao_size=row.lao_size,
        )  # fmt: skip
