from tracker.core.fields import Mail, later
from tracker.core.forms import TrackerForm


class MailForm(TrackerForm):
    """Confirms what is done with one mail."""


class TrialForm(TrackerForm):
    """Where a test mail goes."""

    email = Mail(later("E-mail address"), most=254, needed=True, complete="email")
