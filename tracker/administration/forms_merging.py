from wtforms import HiddenField

from tracker.administration.merging import Party
from tracker.core.fields import Choice, later
from tracker.core.forms import TrackerForm


class PickForm(TrackerForm):
    """Read from the address: picking changes nothing."""

    keep = Choice(later("The one that stays"), kind=int, empty=later("choose"))
    gone = Choice(later("The one that goes"), kind=int, empty=later("choose"))


class MergeForm(TrackerForm):
    """Confirms what was shown: which two, and in which version."""

    keep_version = HiddenField()
    gone_version = HiddenField()

    def bases(self) -> tuple[int, int]:
        return _number(self.keep_version.data), _number(self.gone_version.data)

    def shown(self, keep: Party, gone: Party) -> None:
        self.keep_version.data, self.gone_version.data = str(keep.version), str(gone.version)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
