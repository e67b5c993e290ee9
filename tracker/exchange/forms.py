from wtforms import HiddenField

from tracker.core.fields import Upload, later
from tracker.core.forms import TrackerForm


class FileForm(TrackerForm):
    file = Upload(
        later("Meeting file"), suffixes=(".yaml", ".yml"), needed=True,
        hint=later("A text file that ends in .yaml. Nothing is changed before you have seen what it brings."),
    )  # fmt: skip


class LoadForm(TrackerForm):
    kept = HiddenField()
