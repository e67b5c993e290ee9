from wtforms import HiddenField

from tracker.core.fields import Line, later
from tracker.core.forms import TrackerForm


class SavedListForm(TrackerForm):
    name = Line(
        later("Name"), most=120, needed=True, hint=later("So that you find it again, for example: late in my group.")
    )


class NewSavedListForm(SavedListForm):
    page = HiddenField()
    asked = HiddenField()


class RemoveSavedListForm(TrackerForm):
    pass
