"""What is asked for when signing in and on the pages of one's own account."""

from wtforms import HiddenField

from tracker.accounts.passwords import LEAST
from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Line, Secret, Tick, later
from tracker.core.forms import KeptForm, TrackerForm


class SignInForm(TrackerForm):
    email = Line(later("E-mail address"), most=254, needed=True, complete="username")
    password = Secret(later("Password"), needed=True, complete="current-password")
    stays = Tick(
        later("Keep me signed in on this device for 30 days"), hint=later("Only on a device that nobody else uses.")
    )


class CodeForm(TrackerForm):
    code = Line(
        later("Code"), most=40, needed=True, complete="one-time-code", example="123456",
        hint=later("The six digits that your telephone shows, or one of your recovery codes."),
    )  # fmt: skip


class ForgottenForm(TrackerForm):
    email = Line(later("E-mail address"), most=254, needed=True, complete="username")


class NewPasswordForm(TrackerForm):
    password = Secret(
        later("New password"), needed=True, complete="new-password",
        hint=later("%(least)s characters or more; some words in a row will do.", least=LEAST),
    )  # fmt: skip
    password_again = Secret(later("New password once more"), needed=True, complete="new-password")


class ChangePasswordForm(NewPasswordForm):
    password_present = Secret(later("Present password"), needed=True, complete="current-password")


class PresentPasswordForm(TrackerForm):
    password_present = Secret(later("Present password"), needed=True, complete="current-password")


class SetUpForm(PresentPasswordForm):
    sealed = HiddenField()
    code = Line(
        later("Code"), most=20, needed=True, complete="one-time-code", example="123456",
        hint=later("The six digits that your telephone shows now."),
    )  # fmt: skip


class DetailsForm(KeptForm):
    name = Both(later("Name"), needed=True)
    language = Choice(
        later("Language"), choices=LANGUAGE_CHOICES, empty=later("As the browser asks for"),
        hint=later("Of your pages, and of the mails that you get."),
    )  # fmt: skip
