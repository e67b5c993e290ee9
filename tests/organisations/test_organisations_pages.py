from typing import Any

import pytest
from cast import Cast, form_of, post, send
from flask import Flask
from pages import get, queries_of_database
from sqlalchemy import func, select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.organisations.models import Organisation

LIST, ADD = "/settings/organisations", "/settings/organisations/add"
NEW: dict[str, Any] = {
    "short_name": "JICA",
    "lao_short_name": "ໄຈກາ",
    "name-lo": "ອົງການ ໄຈກາ",
    "aliases": "Jica Laos\n\n jica-lao ",
}


def named(short_name: str) -> Organisation:
    session.rollback()
    return session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()


def one(name: str) -> str:
    return f"{LIST}/{named(name).id}"


def number() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_the_tree_shows_units_under_what_they_belong_to(cast: Cast) -> None:
    page = get(cast.client("admin"), LIST)
    names = page.texts("//tbody/tr/th/a")
    assert names.index("IM Unit") - names.index("NRA") in {1, 2}
    assert "depth-1" in page.root.xpath("//tbody//th[a='IM Unit']")[0].get("class")
    assert "UXO" in page.text("//tbody/tr[th/a='UXO Lao']/td[2]").split()


def test_lao_readers_get_lao_names_in_lao_order(cast: Cast) -> None:
    names = get(cast.client("admin", "lo"), LIST).texts("//tbody/tr/th[@class='depth-0']/a")
    lao = [name for name in names if name[0] > "\u0e80"]
    assert lao == ["ກອງທັບ 58", "ກະຊວງ ຮສສ", "ຄກລ", "ຄຊກລ", "ແມັກ"]


@pytest.mark.parametrize(("said", "found"), [("uxo", "UXO Lao"), ("ຄກລ", "UXO Lao"), ("norwegian", "NPA")])
def test_a_search_looks_into_every_name(cast: Cast, said: str, found: str) -> None:
    assert found in get(cast.client("admin"), f"{LIST}?search={said}").texts("//tbody/tr/th/a")
    assert get(cast.client("admin"), f"{LIST}?search=nobody%00").texts("//tbody/tr") == []


def test_one_is_shown_with_its_units_and_people(cast: Cast) -> None:
    page = get(cast.client("admin"), one("NRA"))
    assert page.heading == "NRA"
    assert "IM Unit" in page.links()
    assert "Chair Person" in page.links()


def test_a_new_one_is_added(cast: Cast) -> None:
    client = cast.client("chair")
    after = post(client, ADD, **NEW)
    row = named("JICA")
    assert after.response.location == one("JICA")
    assert ([each.alias for each in row.aliases], row.name) == (["Jica Laos", "jica-lao"], Bilingual(lo="ອົງການ ໄຈກາ"))
    assert get(client, one("JICA")).text("//*[@role='status']") == "JICA is added."
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "organisation.added")).one()
    assert (entry.actor, entry.subject) == ("Chair Person", "JICA")


def test_it_is_edited(cast: Cast) -> None:
    client, address = cast.client("admin"), f"{one('NPA')}/edit"
    nra = named("NRA").id
    post(client, address, parent_id=nra, email="npa@example.org", language="lo", is_active=None)
    row = named("NPA")
    assert (row.parent_id, row.email, row.language, row.is_active) == (nra, "npa@example.org", "lo", False)
    assert "not active" in get(client, one("NPA")).text("//h1")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"short_name": ""}, "Short name: Fill this in."),
        ({"short_name": "x" * 100_000}, "60 characters at the most"),
        ({"short_name": "npa"}, "already a name of NPA"),
        ({"name-lo": "", "name-en": ""}, "Full name: Fill this in. One language is enough."),
        ({"aliases": "WEI Lao, World Ed"}, "Other names: Write each name on a line of its own"),
        ({"aliases": "x" * 201}, "each of 200 characters at the most"),
        ({"aliases": "\n".join(f"a{n}" for n in range(51))}, "50 names at the most"),
        ({"email": "nobody"}, "Write an e-mail address"),
        ({"kind": "club"}, "Choose one of the list"),
        ({"parent_id": "999999"}, "Choose one of the list"),
        ({"parent_id": "x"}, "Choose one of the list"),
    ],
)
def test_mistakes_are_explained_and_what_was_typed_stays(cast: Cast, fields: dict[str, str], said: str) -> None:
    before, client = number(), cast.client("admin")
    page = send(client, ADD, {**form_of(client, ADD), **NEW, **fields}, status=422)
    assert said in page.text("//*[@class='problem']")
    assert number() == before
    if "lao_short_name" not in fields:
        assert page.root.xpath("//*[@name='lao_short_name']/@value") == ["ໄຈກາ"]


def test_whoever_saves_second_sees_both(cast: Cast) -> None:
    address = f"{one('NPA')}/edit"
    mine, theirs = cast.client("admin"), cast.client("admin")
    stale = form_of(mine, address)
    post(theirs, address, email="theirs@example.org")
    page = send(mine, address, {**stale, "email": "mine@example.org"}, status=409)
    assert "theirs@example.org" in page.text("//section[@aria-labelledby='theirs']")
    assert page.root.xpath("//*[@name='email']/@value") == ["mine@example.org"]
    assert named("NPA").email == "theirs@example.org"
    again = {**stale, "email": "mine@example.org", "base": page.root.xpath("//*[@name='base']/@value")[0]}
    send(mine, address, {**again, "request_key": "another"})
    assert named("NPA").email == "mine@example.org"


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 30, "٣"])
def test_a_base_that_is_no_version_is_stale(cast: Cast, base: str) -> None:
    client, address = cast.client("admin"), f"{one('NPA')}/edit"
    send(client, address, {**form_of(client, address), "email": "x@example.org", "base": base}, status=409)


def test_a_circle_is_explained(cast: Cast) -> None:
    client, unit = cast.client("admin"), named("IM Unit").id
    page = post(client, f"{one('NRA')}/edit", status=422, parent_id=unit)
    assert "can't be a unit of itself" in page.text("//*[@class='problem']")


def test_who_may_not(cast: Cast) -> None:
    for name in ("npa", "mag", "party", "translator", "management"):
        for address in (LIST, ADD, one("NPA"), f"{one('NPA')}/edit"):
            get(cast.client(name), address, status=403)
    for name in ("chair", "secretary", "other"):
        client = cast.client(name)
        assert "Edit" not in get(client, one("NPA")).links()
        get(client, f"{one('NPA')}/edit", status=403)
        send(client, f"{one('NPA')}/edit", {"csrf_token": form_of(client, ADD)["csrf_token"]}, status=403)


def test_who_is_not_there_is_not_found(cast: Cast) -> None:
    for address in ("999999", "999999/edit", "x", "99999999999999999999"):
        get(cast.client("admin"), f"{LIST}/{address}", status=404)


def test_a_form_works_once_and_only_with_its_token(cast: Cast) -> None:
    client = cast.client("admin")
    fields = {**form_of(client, ADD), **NEW}
    before = number()
    send(client, ADD, {**fields, "csrf_token": None}, status=400)
    assert number() == before
    first, second = (send(client, ADD, fields).response.location for _ in range(2))
    assert (first, number()) == (second, before + 1)


def test_the_list_needs_the_same_queries_however_long_it_is(cast: Cast, app: Flask) -> None:
    del app
    client = cast.client("admin")
    get(client, LIST)
    with queries_of_database() as few:
        get(client, LIST)
    with transaction():
        session.add_all(Organisation(short_name=f"Org {n:03}", name=Bilingual(f"Org {n}")) for n in range(150))
    with queries_of_database() as many:
        page = get(client, LIST)
    assert len(many) == len(few) <= 12
    assert len(page.texts("//tbody/tr")) == 100
    assert "?page=2" in page.links().values()
