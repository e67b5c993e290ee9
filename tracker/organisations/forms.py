from wtforms.validators import ValidationError

from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Line, Mail, Text, Tick, later
from tracker.core.forms import KeptForm
from tracker.core.lao import clean
from tracker.organisations.facts import OrganisationFacts, PersonFacts
from tracker.organisations.models import OrganisationKind

KINDS = {
    OrganisationKind.AUTHORITY: later("Authority"),
    OrganisationKind.OPERATOR: later("Operator"),
    OrganisationKind.NGO: later("NGO"),
    OrganisationKind.UN: later("United Nations"),
    OrganisationKind.DONOR: later("Donor"),
    OrganisationKind.COMPANY: later("Company"),
    OrganisationKind.MINISTRY: later("Ministry"),
    OrganisationKind.UNIT: later("Unit"),
    OrganisationKind.OTHER: later("Other"),
}
ALIAS = 200
MOST_ALIASES = 50


class OrganisationForm(KeptForm):
    short_name = Line(
        later("Short name"), most=60, needed=True, hint=later("As it is said and printed in meetings: NPA.")
    )
    lao_short_name = Line(later("Short name in Lao letters"), most=60)
    name = Both(later("Full name"), most=300, needed=True)
    kind = Choice(later("Kind"), choices=KINDS.items(), kind=OrganisationKind, default=OrganisationKind.OTHER)
    parent_id = Choice(
        later("Unit of"),
        kind=int,
        empty=later("none: it stands for itself"),
        hint=later("What a unit owes counts for this one, in figures of past days as well."),
    )
    aliases = Text(
        later("Other names"),
        most=5000,
        hint=later("One on each line. Only names that always mean exactly this organisation."),
    )
    email = Mail(later("E-mail"), most=254)
    language = Choice(later("Language of its mails"), choices=LANGUAGE_CHOICES, default="lo")
    is_active = Tick(later("Active: it can be chosen in new records"), default=True)

    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (" ".join(clean(line).split()) for line in (self.aliases.data or "").split("\n"))))

    def validate_aliases(self, _field: Text) -> None:
        names = self.names()
        if any("," in name for name in names):  # a comma divides the organisations that raised a point
            raise ValidationError(str(later("Write each name on a line of its own, without a comma.")))
        if len(names) > MOST_ALIASES or any(len(name) > ALIAS for name in names):
            raise ValidationError(
                str(later("Write %(most)s names at the most, each of %(letters)s characters at the most.",
                          most=MOST_ALIASES, letters=ALIAS))
            )  # fmt: skip

    def facts(self) -> OrganisationFacts:
        return OrganisationFacts(
            short_name=self.short_name.data, lao_short_name=self.lao_short_name.data, name=self.name.data,
            kind=self.kind.data, parent_id=self.parent_id.data, email=self.email.data, language=self.language.data,
            aliases=self.names(), is_active=self.is_active.data,
        )  # fmt: skip


class PersonForm(KeptForm):
    name = Both(later("Name"), most=200, needed=True, hint=later("With the title, as it is printed: Mr, ທ່ານ."))
    post = Both(later("Post"), most=200)
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("choose"), needed=True)
    email = Mail(later("E-mail"), most=254)
    phone = Line(later("Telephone"), most=60)
    language = Choice(later("Language of the mails"), choices=LANGUAGE_CHOICES, default="lo")
    is_active = Tick(later("Active: can be chosen in new records"), default=True)

    def facts(self) -> PersonFacts:
        return PersonFacts(
            name=self.name.data, organisation_id=self.organisation_id.data, post=self.post.data, email=self.email.data,
            phone=self.phone.data, language=self.language.data, is_active=self.is_active.data,
        )  # fmt: skip


def organisation_values(facts: OrganisationFacts, version: int) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in OrganisationFacts.__dataclass_fields__}
    return {**values, "aliases": "\n".join(facts.aliases), "base": version}


def person_values(facts: PersonFacts, version: int) -> dict[str, object]:
    return {**{name: getattr(facts, name) for name in PersonFacts.__dataclass_fields__}, "base": version}
