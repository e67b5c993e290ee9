import pytest
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from pages import get
from sqlalchemy import select

from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.organisations.models import Organisation, Person

ORGANISATIONS, PEOPLE = "/settings/organisations/merge", "/settings/people/merge"


def called(short_name: str) -> Organisation | None:
    session.rollback()
    return session.scalar(select(Organisation).where(Organisation.short_name == short_name))


def two(keep: str, gone: str) -> str:
    rows = [called(name) for name in (keep, gone)]
    ids = [row.id for row in rows if row]
    return f"{ORGANISATIONS}?keep={ids[0]}&gone={ids[1]}"


def people(keep: str, gone: str) -> str:
    session.rollback()
    ids = [session.scalars(select(Person.id).where(Person.key == f"cast-{name}")).one() for name in (keep, gone)]
    return f"{PEOPLE}?keep={ids[0]}&gone={ids[1]}"


@pytest.fixture
def admin(cast: Cast) -> FlaskClient:
    return cast.client("admin")


def test_two_are_picked_first(admin: FlaskClient) -> None:
    page = get(admin, ORGANISATIONS)
    assert page.heading == "Merge two organisations"
    assert page.root.xpath("//form[@method='get']//select/@name") == ["keep", "gone"]
    assert not page.root.xpath("//section")
    assert get(admin, PEOPLE).heading == "Merge two people"


@pytest.mark.parametrize("language", ["en", "lo"])
def test_what_will_happen_is_shown_in_words(cast: Cast, language: Language) -> None:
    page = get(cast.client("admin", language), two("NPA", "WEI"))
    words = dict(zip(page.texts("//tbody/tr/th"), page.texts("//tbody/tr/td[1]"), strict=True))
    raised = {"en": "Points raised", "lo": "ບັນຫາ ແລະ ຂໍ້ສະເໜີທີ່ຍົກຂຶ້ນ"}[language]
    assert int(words[raised]) > 1
    what = page.text("//section[@aria-labelledby='what']")
    assert "WEI" in what
    past = {"en": "In figures of past days, too", "lo": "ຕົວເລກຂອງມື້ຜ່ານມາ"}[language]
    assert past in what
    assert past not in get(cast.client("admin", language), people("npa", "mag")).text("//main")


def test_they_are_merged(admin: FlaskClient) -> None:
    address = two("NPA", "WEI")
    after = send(admin, address, form_of(admin, address))
    npa = called("NPA")
    assert npa is not None
    assert after.response.location == f"/settings/organisations/{npa.id}"
    assert "WEI" in [each.alias for each in npa.aliases]
    assert called("WEI") is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "organisation.merged")).one()
    assert (entry.actor, entry.subject, entry.subject_id) == ("Admin Person", "NPA", npa.id)
    get(admin, address, status=404)


def test_a_repeated_form_merges_once_and_one_without_its_token_never(admin: FlaskClient) -> None:
    address = two("NPA", "WEI")
    fields = form_of(admin, address)
    send(admin, address, {**fields, "csrf_token": None}, status=400)
    assert called("WEI") is not None
    first, second = (send(admin, address, fields).response.location for _ in range(2))
    assert first == second


def test_what_changed_since_it_was_shown_is_shown_anew(admin: FlaskClient) -> None:
    address = two("NPA", "WEI")
    fields = form_of(admin, address)
    with transaction():
        wei = session.scalars(select(Organisation).where(Organisation.short_name == "WEI")).one()
        wei.email = "wei@example.org"
    page = send(admin, address, fields, status=409)
    assert "wei@example.org" in page.text("//section[@aria-labelledby='what']")
    for wrong in ("", "x", "9" * 40):
        send(admin, address, {**fields, "gone_version": wrong, "request_key": f"k{wrong[:9]}"}, status=409)
    assert called("WEI") is not None


def test_nobody_is_merged_with_himself(admin: FlaskClient) -> None:
    page = get(admin, two("NPA", "NPA"), status=422)
    assert "Choose two different ones" in page.text("//*[@class='problem']")


def test_two_active_accounts_must_be_decided_first(cast: Cast, admin: FlaskClient) -> None:
    address = people("npa", "mag")
    page = get(admin, address)
    assert "Both have an account" in page.text("//*[@class='problem']")
    assert not page.root.xpath("//form[@method='post']//button[contains(., 'Merge')]")
    token = form_of(admin, "/settings/organisations/add")["csrf_token"]
    send(admin, address, {"csrf_token": token, "keep_version": "1", "gone_version": "1"}, status=422)
    with transaction():
        session.scalars(select(Account).where(Account.email == "mag@twg.example")).one().is_active = False
    send(admin, address, form_of(admin, address))
    assert session.scalar(select(Person).where(Person.key == "cast-mag")) is None


def test_only_the_administrator(cast: Cast) -> None:
    address = two("NPA", "WEI")
    for name in ("chair", "secretary", "npa", "mag", "translator", "management", "other"):
        for each in (ORGANISATIONS, PEOPLE, address):
            get(cast.client(name), each, status=403)
    chair = cast.client("chair")
    token = form_of(chair, "/settings/organisations/add")["csrf_token"]
    send(chair, address, {"csrf_token": token}, status=403)


@pytest.mark.parametrize("query", ["keep=1&gone=999999", "keep=999999&gone=1"])
def test_who_is_not_there_is_not_found(admin: FlaskClient, query: str) -> None:
    get(admin, f"{ORGANISATIONS}?{query}", status=404)


@pytest.mark.parametrize("query", ["keep=99999999999999999999&gone=1", "keep=-1&gone=1", "keep=x&gone=1", "keep=1"])
def test_what_is_no_choice_is_picked_anew(admin: FlaskClient, query: str) -> None:
    assert not get(admin, f"{ORGANISATIONS}?{query}").root.xpath("//section")


def test_the_settings_lead_to_every_page(cast: Cast) -> None:
    links = get(cast.client("admin"), "/settings").links("//main//a")
    assert list(links) == ["Organisations", "Persons", "Working groups", "Documents", "Accounts", "Outbox", "Health"]
    for address in links.values():
        get(cast.client("admin"), address)
    for address in get(cast.client("chair"), "/settings").links("//main//a").values():
        get(cast.client("chair"), address)
    get(cast.client("npa"), "/settings", status=403)
