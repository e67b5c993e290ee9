"""What is told of meetings, their minutes and who came, as values that pages and sheets show; asks no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.dashboard.facts import Place, Took
from tracker.dashboard.measures_besides import OfAttendance, OfMinutes
from tracker.meetings.kinds import MeetingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesOf:
    """How the minutes of one meeting went out: after how many days, or for how many they are waited for, and to how
    many."""

    id: int
    reference: str
    group: str
    kind: MeetingKind
    held_on: date
    circulated_on: date | None
    issued_on: date | None
    to_circulate: int | None
    to_issue: int | None
    waiting: int | None
    sent: int
    acknowledged: int
    address: Place

    def days(self, figure: OfMinutes) -> int | None:
        """The days that a figure is worked out of; None where the meeting has none of it."""
        return {
            OfMinutes.TO_CIRCULATE: self.to_circulate, OfMinutes.TO_ISSUE: self.to_issue,
            OfMinutes.WAITING: self.waiting,
        }.get(figure)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MinutesTold:
    """How long minutes took to be circulated and to be issued, how many wait and for how long, and how many of those to
    whom they went acknowledged them."""

    meetings: Sequence[MinutesOf]
    took: Mapping[OfMinutes, Took] = field(init=False)

    def __post_init__(self) -> None:
        of_days = (OfMinutes.TO_CIRCULATE, OfMinutes.TO_ISSUE, OfMinutes.WAITING)
        took = {each: Took.of(row.days(each) or 0 for row in self.behind(each)) for each in of_days}
        object.__setattr__(self, "took", took)

    def behind(self, figure: OfMinutes) -> Sequence[MinutesOf]:
        """The meetings that a figure counts; all of them for one that counts deliveries."""
        if figure is OfMinutes.HELD or figure.is_of_deliveries:
            return self.meetings
        return [row for row in self.meetings if row.days(figure) is not None]

    @property
    def to_circulate(self) -> Took:
        """From the meetings to the first circulation."""
        return self.took[OfMinutes.TO_CIRCULATE]

    @property
    def to_issue(self) -> Took:
        """From the meetings to issue."""
        return self.took[OfMinutes.TO_ISSUE]

    @property
    def waiting(self) -> Took:
        """Since the meetings whose minutes were not circulated."""
        return self.took[OfMinutes.WAITING]

    @property
    def sent(self) -> int:
        """How many deliveries there were."""
        return sum(row.sent for row in self.meetings)

    @property
    def acknowledged(self) -> int:
        """How many of them were acknowledged."""
        return sum(row.acknowledged for row in self.meetings)

    @property
    def acknowledged_rate(self) -> int | None:
        """How many of a hundred acknowledged them; None where they went to nobody."""
        return round(100 * self.acknowledged / self.sent) if self.sent else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """That a version of the minutes of a meeting went to somebody, and the day on which it was acknowledged."""

    meeting: MinutesOf
    version: int
    name: str
    organisation: Bilingual
    sent_on: date
    acknowledged_on: date | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Those present whom one line of a list of attendance names: a person, or so many of an organisation."""

    id: int
    people: int


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting as lists name it."""

    reference: str
    held_on: date
    address: Place


@dataclass(frozen=True, slots=True)
class AtMeeting:
    """Whom an organisation had at a meeting; without a line it was not there."""

    meeting: Met
    lines: Sequence[Present]

    @property
    def was_there(self) -> bool:
        """Whether the minutes say that it was present."""
        return bool(self.lines)

    @property
    def people(self) -> int:
        """With how many people."""
        return sum(line.people for line in self.lines)


@dataclass(frozen=True, slots=True)
class AttendedBy:
    """The meetings of the groups on whose lists an organisation stands, with its units, and whom it had at each."""

    id: int
    name: Bilingual
    at: Sequence[AtMeeting]

    def behind(self, figure: OfAttendance) -> Sequence[AtMeeting]:
        """The meetings that a figure counts."""
        return self.at if figure is OfAttendance.MEETINGS else [each for each in self.at if each.was_there]

    @property
    def meetings(self) -> int:
        """At how many it was present."""
        return len(self.behind(OfAttendance.THERE))

    @property
    def of(self) -> int:
        """Of how many."""
        return len(self.at)

    @property
    def people(self) -> int:
        """With how many people in all."""
        return sum(each.people for each in self.behind(OfAttendance.PEOPLE))


@dataclass(frozen=True, slots=True)
class Attended:
    """Attendance by organisation, those first that came most, at so many meetings."""

    meetings: int
    organisations: Sequence[AttendedBy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendant:
    """One line of those present, in words: for whom it was counted, at which meeting, who, and how many."""

    counted_for: Bilingual
    meeting: Met
    organisation: Bilingual
    who: Bilingual
    people: int
