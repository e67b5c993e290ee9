"""What is asked for when an administrator adds or changes an account."""

from typing import Any

from wtforms import ValidationError

from tracker.accounts.services_managing import AccountFacts
from tracker.core.fields import Both, Choice, Mail, Tick, later
from tracker.core.forms import KeptForm


class AccountForm(KeptForm):
    email = Mail(later("E-mail address"), needed=True, hint=later("The name to sign in with; links are sent there."))
    is_admin = Tick(later("Administrator"), hint=later("Sees everything and changes all settings."))
    is_management = Tick(
        later("Management"), hint=later("Reads what all groups have circulated or issued, and changes nothing.")
    )

    def facts(self, *, is_active: bool = True) -> AccountFacts:
        return AccountFacts(self.email.data, bool(self.is_admin.data), bool(self.is_management.data), is_active)


class AddAccountForm(AccountForm):
    person = Choice(later("Person"), kind=int, empty=later("somebody new, named below"))
    name = Both(later("Name"))
    organisation = Choice(later("Organisation"), kind=int, empty=later("choose"))
    send = Tick(
        later("Send a link to choose a password"), default=True,
        hint=later("Without it you can show a link afterwards and hand it over."),
    )  # fmt: skip

    def __init__(self, *, people: Any, organisations: Any) -> None:
        super().__init__()
        self.person.choices, self.organisation.choices = list(people), list(organisations)

    def validate_person(self, person: Choice) -> None:
        if person.data is None and not (self.name.data and self.organisation.data):
            raise ValidationError(str(later("Choose a person, or give the name and organisation of somebody new.")))


class EditAccountForm(AccountForm):
    is_active = Tick(
        later("May sign in"), hint=later("Without it all sign-ins end at once, and links to a password work no more.")
    )
