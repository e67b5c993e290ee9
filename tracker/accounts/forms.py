"""What is asked for when signing in."""

from tracker.core.fields import Line, Secret, later
from tracker.core.forms import TrackerForm


class SignInForm(TrackerForm):
    email = Line(later("E-mail address"), most=254, needed=True, complete="username")
    password = Secret(later("Password"), needed=True, complete="current-password")
