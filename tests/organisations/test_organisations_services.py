import pytest
from applications import NOON, TESTER
from cast import Cast
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.organisations import services
from tracker.organisations.facts import OrganisationFacts, PersonFacts
from tracker.organisations.models import Organisation, Person


def named(short_name: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()


def add(short_name: str, **facts: object) -> int:
    with transaction():
        return services.add_organisation(
            OrganisationFacts(short_name=short_name, **facts), by=TESTER, at=NOON  # type: ignore[arg-type]
        ).id  # fmt: skip


def test_a_new_organisation_is_found_by_all_its_names(cast: Cast) -> None:
    add("  JICA ", lao_short_name="ໄຈກາ", aliases=("Jica Laos", "JICA", "Jica Laos"))
    row = named("JICA")
    assert (row.lao_short_name, [each.alias for each in row.aliases]) == ("ໄຈກາ", ["Jica Laos"])
    assert (row.name.en, row.lao_sort != "") == ("JICA", True)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "organisation.added")).one()
    assert (entry.subject, entry.subject_id, entry.details) == (
        "JICA", row.id, {"names": ["JICA", "ໄຈກາ", "Jica Laos"], "kind": "other"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [
        {"short_name": "npa"},
        {"short_name": "New", "lao_short_name": "NPA"},
        {"short_name": "New", "aliases": ("Npa",)},
        {"short_name": "New", "aliases": ("uxo",)},  # an alias of UXO Lao
        {"short_name": "ຄຊກລ"},
    ],
)
def test_a_name_belongs_to_one_organisation(cast: Cast, facts: dict[str, object]) -> None:
    with pytest.raises(Refused, match="already a name of"):
        add(**facts)  # type: ignore[arg-type]


def test_an_organisation_needs_a_name(cast: Cast) -> None:
    with pytest.raises(Refused, match="needs a short name"):
        add(" \u200b ")


def test_revising_says_what_changed(cast: Cast) -> None:
    npa = named("NPA")
    facts = OrganisationFacts.of(npa)
    changed = OrganisationFacts(
        short_name="NPA", name=Bilingual(en=facts.name.en, lo="ອົງການ"), kind=facts.kind, email="npa@example.org",
        aliases=("N.P.A.",),
    )  # fmt: skip
    with transaction():
        services.revise_organisation(npa.id, changed, base=npa.version, by=TESTER, at=NOON)
    row = named("NPA")
    assert [each.alias for each in row.aliases] == ["N.P.A."]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "organisation.revised")).one()
    assert entry.details is not None
    assert entry.details["changes"]["aliases"] == {"from": list(facts.aliases), "to": ["N.P.A."]}
    assert entry.details["changes"]["email"] == {"from": facts.email, "to": "npa@example.org"}


def test_an_alias_alone_is_a_change(cast: Cast) -> None:
    npa = named("NPA")
    before, facts = npa.version, OrganisationFacts.of(npa)
    wanted = OrganisationFacts(**{**{n: getattr(facts, n) for n in facts.__dataclass_fields__}, "aliases": ("N.P.A.",)})
    with transaction():
        services.revise_organisation(npa.id, wanted, base=before, by=TESTER, at=NOON)
    with pytest.raises(Conflict), transaction():
        services.revise_organisation(npa.id, facts, base=before, by=TESTER, at=NOON)
    assert named("NPA").version == before + 1


def test_nothing_changed_is_no_change(cast: Cast) -> None:
    npa = named("NPA")
    before = npa.version
    with transaction():
        services.revise_organisation(npa.id, OrganisationFacts.of(npa), base=before, by=TESTER, at=NOON)
    assert named("NPA").version == before
    assert not session.scalars(select(AuditEntry).where(AuditEntry.verb == "organisation.revised")).all()


def test_units_form_no_circle(cast: Cast) -> None:
    top = add("Top")
    middle = add("Middle", parent_id=top)
    bottom = add("Bottom", parent_id=middle)
    for wrong in (top, middle, bottom):
        with pytest.raises(Refused, match="can't be a unit of itself"), transaction():
            services.revise_organisation(
                top, OrganisationFacts(short_name="Top", parent_id=wrong), base=1, by=TESTER, at=NOON
            )
    with pytest.raises(Refused, match="no such organisation"):
        add("Lost", parent_id=999_999)


def test_who_drafts_may_add_and_only_the_administrator_changes(cast: Cast) -> None:
    npa = named("NPA")
    for name in ("chair", "secretary", "other"):
        actor = cast.actor(name)
        with transaction():
            services.add_organisation(OrganisationFacts(short_name=f"of {name}"), by=actor, at=NOON)
        with pytest.raises(Forbidden), transaction():
            services.revise_organisation(npa.id, OrganisationFacts.of(npa), base=npa.version, by=actor, at=NOON)
    for name in ("npa", "mag", "translator", "management", "party"):
        actor = cast.actor(name)
        with pytest.raises(Forbidden), transaction():
            services.add_organisation(OrganisationFacts(short_name=f"of {name}"), by=actor, at=NOON)
        with pytest.raises(Forbidden), transaction():
            services.add_person(PersonFacts(name=Bilingual("A"), organisation_id=npa.id), by=actor, at=NOON)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (Bilingual("Ms Khamla Southivong"), ["khamla-southivong", "khamla-southivong-2"]),
        (Bilingual(lo="ຄຳລາ"), ["person", "person-2"]),
        (Bilingual("Dr. É" + "x" * 300), ["e" + "x" * 49, "e" + "x" * 49 + "-2"]),
    ],
)
def test_a_person_gets_a_key_for_meeting_files(cast: Cast, name: Bilingual, keys: list[str]) -> None:
    npa = named("NPA").id
    made = []
    for _ in keys:
        with transaction():
            made.append(services.add_person(PersonFacts(name=name, organisation_id=npa), by=TESTER, at=NOON).key)
    assert made == keys


def test_a_person_is_revised_and_never_over_a_newer_version(cast: Cast) -> None:
    person = session.scalars(select(Person).where(Person.key == "cast-npa")).one()
    facts = PersonFacts(name=Bilingual("Noy", "ນ້ອຍ"), organisation_id=named("MAG").id, phone="020 5555")
    with transaction():
        services.revise_person(person.id, facts, base=person.version, by=TESTER, at=NOON)
    row = session.scalars(select(Person).where(Person.key == "cast-npa")).one()
    assert (row.name.lo, row.organisation.short_name, row.phone, row.version) == ("ນ້ອຍ", "MAG", "020 5555", 2)
    with pytest.raises(Conflict), transaction():
        services.revise_person(person.id, facts, base=1, by=TESTER, at=NOON)
    with pytest.raises(Refused, match="needs a name"), transaction():
        services.revise_person(
            person.id, PersonFacts(name=Bilingual(), organisation_id=row.organisation_id), base=2, by=TESTER, at=NOON
        )
