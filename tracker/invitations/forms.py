from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.access.voices import How
from tracker.core.fields import LANGUAGE_CHOICES, Choice, Line, Pairs, Text, Whole, later
from tracker.core.forms import TrackerForm
from tracker.core.i18n import language_or
from tracker.invitations.guests import Asked, Guest, Reason
from tracker.invitations.replying import MOST

MOST_ADDRESSES = 50
COMING, NOT_COMING = "coming", "not_coming"
HOW = (
    (How.MAIL, later("by mail")),
    (How.TELEPHONE, later("by telephone")),
    (How.WHATSAPP, later("by WhatsApp")),
    (How.PAPER, later("on paper")),
    (How.MEETING, later("in a meeting")),
)
FURTHER = later("One e-mail address in each line, and after it its organisation, which then gets a link to answer.")


class InviteForm(TrackerForm):
    called: Mapping[str, int | None] = MappingProxyType({})
    seen = HiddenField()
    more = Text(later("Further addresses"), most=5000, lines=2, hint=FURTHER)
    language = Choice(later("Language of these"), choices=LANGUAGE_CHOICES, default="lo")

    @property
    def last_seen(self) -> int:
        said = str(self.seen.data or "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1

    def added(self) -> list[Guest]:
        language = language_or(self.language.data, "lo")
        return [
            Guest(each, "", language, Reason.ADDED, None, self.called.get(name))
            for each, name in _addresses(self.more.data or "").items()
        ]

    def names(self) -> frozenset[str]:
        """The organisations that are named beside addresses."""
        return frozenset(_addresses(self.more.data or "").values()) - {""}

    def validate_more(self, field: Text) -> None:
        found = _addresses(field.data or "")
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(str(later("Write %(most)s addresses at the most.", most=MOST_ADDRESSES)))
        for each in found:
            try:
                validate_email(each, check_deliverability=False)
            except EmailNotValidError:
                raise ValidationError(str(later("%(address)s is no e-mail address.", address=each[:100]))) from None
        for name in sorted(self.names()):
            if self.called.get(name) is None:
                raise ValidationError(str(later("No organisation is called %(name)s.", name=name[:100])))


class ReplyForm(TrackerForm):
    organisation_id = Choice(later("Your organisation"), kind=int)
    says = Choice(later("Your answer"), choices=[(COMING, ""), (NOT_COMING, "")])
    people = Whole(
        later("How many people come"), least=1, most=MOST, example="2", hint=later("Not needed if nobody can come.")
    )
    note = Line(later("Who comes, or what we should know"), most=500)

    def offer(self, organisations: Pairs) -> None:
        self.organisation_id.choices = list(organisations)
        if self.organisation_id.data is None and self.organisation_id.choices:
            self.organisation_id.data = self.organisation_id.choices[0][0]

    @property
    def is_alone(self) -> bool:
        return len(self.organisation_id.choices) == 1

    @property
    def number(self) -> int:
        return int(self.people.data or 0) if self.says.data == COMING else 0

    def validate_people(self, field: Any) -> None:
        if self.says.data == COMING and not field.data:
            raise ValidationError(str(later("Say how many people come.")))


class OnBehalfForm(ReplyForm):
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("Choose one"), needed=True)
    how = Choice(later("How it came"), kind=How, choices=HOW)
    said_by = Line(later("Who said it"), needed=True, most=200, example="Ms Bounmy, MAG")

    def offer(self, organisations: Pairs) -> None:
        self.organisation_id.choices = list(organisations)


class Ticked:
    """The list as it was sent back: who is ticked, and in which language each reads."""

    def __init__(self, sent: Mapping[str, str], listed: Sequence[str], ticked: Sequence[str]) -> None:
        self._sent, self._listed, self._ticked = sent, frozenset(listed), frozenset(ticked)

    def is_ticked(self, row: Asked) -> bool:
        return row.guest.address in self._ticked

    def with_language(self, guest: Guest) -> Guest:
        return replace(guest, language=language_or(self._sent.get(f"language-{guest.address}"), guest.language))

    def knows(self, rows: Iterable[Asked]) -> bool:
        return self._listed == {each.guest.address for each in rows}


def _addresses(text: str) -> dict[str, str]:
    """Each address with the organisation that its line names; a line without any is taken for addresses."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        parts = line.replace(",", " ").replace(";", " ").split()
        addresses = [part for part in parts if "@" in part] or parts
        name = " ".join(part for part in parts if part not in addresses)
        for each in addresses:
            found.setdefault(each, name)
    return found
