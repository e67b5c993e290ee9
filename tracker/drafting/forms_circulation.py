from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import HiddenField

from tracker.core.bilingual import Bilingual
from tracker.core.fields import LANGUAGE_CHOICES, Choice, Day, Line, Mail, Pairs, later
from tracker.core.forms import TrackerForm
from tracker.core.i18n import language_or
from tracker.minutes.models import Reason
from tracker.minutes.sending import Recipient

PLACES = (1, 2, 3)
LONGEST_ADDRESS = 254


def _address() -> Mail:
    return Mail(later("E-mail"), most=LONGEST_ADDRESS, example="name@example.org")


def _name() -> Line:
    return Line(later("Name"))


def _organisation() -> Choice:
    return Choice(later("Organisation"), kind=int, empty=later("none"))


def _language() -> Choice:
    return Choice(later("Language"), choices=LANGUAGE_CHOICES, default="lo")


class CirculateForm(TrackerForm):
    comment_until = Day(later("Comments until"), needed=True, example="08/04/2021")
    seen = HiddenField()
    revision = HiddenField()
    address_1, address_2, address_3 = _address(), _address(), _address()
    name_1, name_2, name_3 = _name(), _name(), _name()
    organisation_1, organisation_2, organisation_3 = _organisation(), _organisation(), _organisation()
    language_1, language_2, language_3 = _language(), _language(), _language()

    def organisations(self, choices: Pairs) -> None:
        """What the rows for more addresses can choose from."""
        known = list(choices)
        for place in PLACES:
            self[f"organisation_{place}"].choices = known

    def added(self) -> list[Recipient]:
        """The addresses that were typed in."""
        return [self._added(place) for place in PLACES if self[f"address_{place}"].data]

    def rows(self) -> list[tuple[Mail, Line, Choice, Choice]]:
        """The rows for more addresses, as they are shown."""
        names = ("address", "name", "organisation", "language")
        return [tuple(self[f"{name}_{place}"] for name in names) for place in PLACES]

    @property
    def last_seen(self) -> int:
        """The number of the newest version that the form knows of."""
        said = str(self.seen.data or "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """A row with a name or an organisation needs its address."""
        sound = bool(super().validate(extra_validators))
        for place in PLACES:
            address = self[f"address_{place}"]
            if not address.data and (self[f"name_{place}"].data or self[f"organisation_{place}"].data):
                self.refuse(Bilingual.said("Write the address, or leave the whole row empty."), address.name)
                sound = False
        return sound

    def _added(self, place: int) -> Recipient:
        address, name, organisation_id, language = (
            self[f"{part}_{place}"].data for part in ("address", "name", "organisation", "language")
        )
        return Recipient(address, name, language_or(language, "lo"), Reason.ADDED, None, organisation_id)


class CommentDateForm(TrackerForm):
    until = Day(later("Comments until"), needed=True, example="08/04/2021")
    base = Day()


class Ticked:
    """The proposed recipients as they were sent back: who is ticked, and in which language each reads."""

    def __init__(self, sent: Mapping[str, str], listed: Sequence[str], ticked: Sequence[str]) -> None:
        self._sent, self._listed, self._ticked = sent, frozenset(listed), frozenset(ticked)

    def is_ticked(self, recipient: Recipient) -> bool:
        """One that the form did not show is ticked, so that nobody is left out unseen."""
        return recipient.address in self._ticked or recipient.address not in self._listed

    def with_language(self, recipient: Recipient) -> Recipient:
        """The recipient with the language that was chosen."""
        asked = self._sent.get(f"language-{recipient.address}")
        return replace(recipient, language=language_or(asked, recipient.language))

    def knows(self, recipients: Iterable[Recipient]) -> bool:
        """Whether the form showed exactly these."""
        return self._listed == {each.address for each in recipients}


def merged(ticked: Sequence[Recipient], added: Sequence[Recipient]) -> list[Recipient]:
    """Both lists, each address once; what was typed in does not replace somebody who is ticked."""
    there = {each.address.casefold() for each in ticked}
    more = {each.address.casefold(): each for each in added if each.address.casefold() not in there}
    return [*ticked, *more.values()]
