"""What is said of an organisation or a person, as it travels between a form, a service and the trail."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.organisations.models import Organisation, OrganisationKind, Person

NOTHING = Bilingual()


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationFacts:
    """Everything that is said of an organisation; only its short name must be known."""

    short_name: str
    lao_short_name: str = ""
    name: Bilingual = NOTHING
    kind: OrganisationKind = OrganisationKind.OTHER
    parent_id: int | None = None
    email: str = ""
    language: Language = "lo"
    aliases: tuple[str, ...] = ()
    is_active: bool = True

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationFacts":
        """What is said of it now."""
        return cls(
            short_name=row.short_name, lao_short_name=row.lao_short_name, name=_plain(row.name), kind=row.kind,
            parent_id=row.parent_id, email=row.email, language=row.language,
            aliases=tuple(each.alias for each in row.aliases), is_active=row.is_active,
        )  # fmt: skip

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which it is matched, each once."""
        return tuple(dict.fromkeys(filter(None, (self.short_name, self.lao_short_name, *self.aliases))))


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFacts:
    """Everything that is said of a person."""

    name: Bilingual
    organisation_id: int
    post: Bilingual = NOTHING
    email: str = ""
    phone: str = ""
    language: Language = "lo"
    is_active: bool = True

    @classmethod
    def of(cls, row: Person) -> "PersonFacts":
        """What is said of him or her now."""
        return cls(
            name=_plain(row.name), organisation_id=row.organisation_id, post=_plain(row.post), email=row.email,
            phone=row.phone, language=row.language, is_active=row.is_active,
        )  # fmt: skip


def _plain(text: Bilingual) -> Bilingual:
    """What it says, without what its translation lags behind."""
    return Bilingual(en=text.en, lo=text.lo)
