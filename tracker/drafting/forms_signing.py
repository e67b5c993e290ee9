from wtforms import HiddenField

from tracker.core.bilingual import Bilingual
from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Day, Line, Tick, Upload, later
from tracker.core.forms import TrackerForm
from tracker.minutes.signing import Freezing, Numbering

LONGEST_NUMBER = 60
SCAN_HINT = later("The signed and stamped paper as one PDF file, 25 MB at the most.")


class FreezeForm(TrackerForm):
    numbering = Choice(later("Number"), kind=Numbering, choices=[(each, each.value) for each in Numbering])
    issued_on = Day(
        later("Date of issue"), needed=True,
        hint=later(
            "Printed at the top, right. The letterhead is the one of this day."
            " Number and date can be changed until the minutes are issued."
        ),
    )  # fmt: skip
    authentic = Choice(
        later("Authentic language"), choices=LANGUAGE_CHOICES,
        hint=later("Which text counts where the two differ; the minutes say so."),
    )  # fmt: skip
    changes = Both(later("List of changes"), most=5000, lines=4)
    early = Tick(later("Freeze before the comment date is over"))

    def wanted(self) -> Freezing:
        return Freezing(
            numbering=self.numbering.data, issued_on=self.issued_on.data, authentic=self.authentic.data,
            early=bool(self.early.data), changes=self.changes.data or Bilingual(),
        )  # fmt: skip


class NumberForm(TrackerForm):
    number = Line(
        later("Number"), most=LONGEST_NUMBER, example="012/NRA",
        hint=later("As the registry gave it; dots are printed while it is empty."),
    )  # fmt: skip
    issued_on = Day(later("Date of issue"), needed=True)


class ScanForm(TrackerForm):
    scan = Upload(later("Signed scan"), needed=True, suffixes=(".pdf",), hint=SCAN_HINT)


class AddScanForm(ScanForm):
    send = Tick(later("Send the minutes with it to everybody who got them"), default=True)


class TakeBackForm(TrackerForm):
    reason = Both(later("Reason"), needed=True, most=1000, lines=2)


class IssueForm(TrackerForm):
    sha256 = HiddenField()
    no_number = Tick(later("Issue without a number"))
    no_scan = Tick(later("Send without the signed scan"))

    def without(self) -> frozenset[str]:
        ticked = {"number": self.no_number.data, "scan": self.no_scan.data}
        return frozenset(name for name, chosen in ticked.items() if chosen)


class AmendForm(TrackerForm):
    reason = Both(later("Reason"), needed=True, most=5000, lines=4)
