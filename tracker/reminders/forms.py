from datetime import date

from wtforms import HiddenField

from tracker.access.voices import How
from tracker.core.dates import short_date
from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Day, later
from tracker.core.forms import TrackerForm

EACH_STEP, WEEKLY = "each_step", "weekly"
TODAYS, NEXT = "today", "next"
WHOLE = "all"
WAYS = (
    (How.WHATSAPP, later("by WhatsApp")), (How.TELEPHONE, later("by telephone")), (How.PAPER, later("on paper")),
    (How.MEETING, later("in a meeting")), (How.MAIL, later("by mail")),
)  # fmt: skip


class WishForm(TrackerForm):
    language = Choice(later("In which language"), choices=LANGUAGE_CHOICES, needed=True)
    often = Choice(
        later("How often"), choices=((EACH_STEP, later("at each step, on the day it comes")),
                                     (WEEKLY, later("once a week, with everything in it"))),
    )  # fmt: skip
    paused_until = Day(later("None before"), hint=later("For a leave or a journey, three months at the most."))


class NowForm(TrackerForm):
    when = Choice(later("When"), choices=())

    def offer(self, next_on: date, *, today: bool) -> None:
        """Today's mail, where it can still carry it, and that of the next working day."""
        offered = [(TODAYS, later("with a mail of today"))] if today else []
        self.when.choices = [*offered, (NEXT, later("with the digest of %(date)s", date=short_date(next_on)))]
        self.when.data = self.when.data or self.when.choices[0][0]  # the sooner one, where nothing is said


class SkipForm(TrackerForm):
    reason = Both(later("Why"), needed=True, most=500, lines=2)
    party = Choice(later("For whom"), default=WHOLE)


class ToldForm(TrackerForm):
    seen = HiddenField()
    how = Choice(later("How they were told"), kind=How, choices=WAYS, empty=later("choose"), needed=True)
    on = Day(later("When"), needed=True)

    @property
    def receivers(self) -> frozenset[int]:
        """Whom and what the page showed."""
        parts = str(self.seen.data or "").split(",")
        return frozenset(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10)
