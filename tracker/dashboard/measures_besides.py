"""The figures besides those of tasks that lead to the rows behind them: what each is called, and how it is counted."""

from enum import StrEnum

from tracker.core.bilingual import Bilingual


class OfMinutes(StrEnum):
    """What is counted of the minutes of the meetings that were held."""

    HELD = "held"
    TO_CIRCULATE = "to_circulate"
    TO_ISSUE = "to_issue"
    WAITING = "waiting"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its rows."""
        return {
            OfMinutes.HELD: Bilingual.said("Meetings held"),
            OfMinutes.TO_CIRCULATE: Bilingual.said("From the meeting to circulation"),
            OfMinutes.TO_ISSUE: Bilingual.said("From the meeting to issue"),
            OfMinutes.WAITING: Bilingual.said("Not circulated yet"),
            OfMinutes.SENT: Bilingual.said("Deliveries of minutes"),
            OfMinutes.ACKNOWLEDGED: Bilingual.said("Acknowledged deliveries of minutes"),
        }[self]

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return {
            OfMinutes.HELD: Bilingual.said("Counted are the meetings that were held in this time."),
            OfMinutes.TO_CIRCULATE: Bilingual.said(
                "Counted are the days from the meeting to the first circulation of its minutes."
            ),
            OfMinutes.TO_ISSUE: Bilingual.said("Counted are the days from the meeting to the issue of its minutes."),
            OfMinutes.WAITING: Bilingual.said(
                "Counted are the meetings whose minutes were not circulated by the day of the figures."
            ),
            OfMinutes.SENT: Bilingual.said(
                "Counted is each delivery of minutes of these meetings to one person or mailbox, in each version."
            ),
            OfMinutes.ACKNOWLEDGED: Bilingual.said(
                "Counted is each delivery of minutes of these meetings that was acknowledged by the day of the figures."
            ),
        }[self]

    @property
    def is_of_deliveries(self) -> bool:
        """Whether its rows are deliveries, and not meetings."""
        return self in {OfMinutes.SENT, OfMinutes.ACKNOWLEDGED}


class OfAttendance(StrEnum):
    """What is counted of attendance: meetings at which an organisation was, of how many, and people."""

    THERE = "there"
    MEETINGS = "meetings"
    PEOPLE = "people"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its rows."""
        return {
            OfAttendance.THERE: Bilingual.said("Attendance: was there"),
            OfAttendance.MEETINGS: Bilingual.said("Attendance: all meetings"),
            OfAttendance.PEOPLE: Bilingual.said("Attendance: people"),
        }[self]

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return {
            OfAttendance.THERE: Bilingual.said(
                "Counted are the meetings with minutes at which the organisation or one of its units was present."
            ),
            OfAttendance.MEETINGS: Bilingual.said(
                "Counted are all meetings with minutes of the groups on whose lists the organisation stands."
            ),
            OfAttendance.PEOPLE: Bilingual.said(
                "Counted is everybody on the lists of those present; where only a number was written, that number."
            ),
        }[self]


class OfStages(StrEnum):
    """What is counted of a stage: the standards that are in it now, and the times it was finished."""

    NOW = "now"
    FINISHED = "finished"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its rows."""
        return {
            OfStages.NOW: Bilingual.said("Standards now in a stage"),
            OfStages.FINISHED: Bilingual.said("Finished stages of standards"),
        }[self]

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return {
            OfStages.NOW: Bilingual.said(
                "Counted are the standards by the stage that ran on the day of the figures, and its days until then."
            ),
            OfStages.FINISHED: Bilingual.said(
                "Counted is each stage that a standard had finished by the day of the figures, from its first day to "
                "its last."
            ),
        }[self]


class OfSpecialMeetings(StrEnum):
    """What is counted of the special meetings that were asked for: all, those whose time is over, those of the page of
    a quarter."""

    ASKED = "asked"
    OVERDUE = "overdue"
    OF_QUARTER = "of_quarter"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its rows."""
        return {
            OfSpecialMeetings.ASKED: Bilingual.said("Special meetings: asked for and held"),
            OfSpecialMeetings.OVERDUE: Bilingual.said("Special meetings whose time is over"),
            OfSpecialMeetings.OF_QUARTER: Bilingual.said("Special meetings of a quarter"),
        }[self]

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return {
            OfSpecialMeetings.ASKED: Bilingual.said(
                "Counted are all special meetings that were asked for by the day of the figures."
            ),
            OfSpecialMeetings.OVERDUE: Bilingual.said(
                "Counted are the special meetings whose agreed time was over on the day of the figures and of which "
                "none was planned."
            ),
            OfSpecialMeetings.OF_QUARTER: Bilingual.said(
                "Counted are the special meetings that were not held by the day of the figures, and those that were "
                "held in the quarter."
            ),
        }[self]


class OfCarriedOver(StrEnum):
    """What is counted of what meetings carry over."""

    OFTEN = "often"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its rows."""
        return Bilingual.said("Carried over three times or more")

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return Bilingual.said(
            "Counted are the actions and points that meetings took up three times or more and that were still open on "
            "the day of the figures."
        )
