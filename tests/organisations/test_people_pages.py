import pytest
from cast import Cast, form_of, post, send
from pages import get, queries_of_database
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.organisations.models import Organisation, Person

LIST, ADD = "/settings/people", "/settings/people/add"


def organisation(short_name: str) -> int:
    session.rollback()
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def person(key: str) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.key == key)).one()


def edit(key: str) -> str:
    return f"{LIST}/{person(key).id}/edit"


def test_people_stand_by_their_organisations(cast: Cast) -> None:
    page = get(cast.client("admin"), LIST)
    organisations = page.texts("//tbody/tr/td[1]")
    assert organisations == sorted(organisations, key=str.lower)
    assert "Npa Person" in page.links()
    assert get(cast.client("admin"), f"{LIST}?search=NPA@TWG").texts("//tbody/tr/th") == ["Npa Person"]


def test_lao_names_stand_in_lao_order(cast: Cast) -> None:
    names = ["ນາງ ອຸໄທ", "ທ່ານ ແກ້ວ", "ທ່ານ ໄຊ", "ດຣ. ຂັນ"]
    ministry = organisation("MLSW")
    with transaction():
        for n, name in enumerate(names):
            row = Person(key=f"lao-{n}", name=Bilingual(lo=name), organisation_id=ministry)
            row.sort_anew()
            session.add(row)
    shown = get(cast.client("admin", "lo"), LIST).texts("//tbody/tr[td/a='ກະຊວງ ຮສສ']/th")
    assert shown == ["ທ່ານ ແກ້ວ", "ດຣ. ຂັນ", "ທ່ານ ໄຊ", "ນາງ ອຸໄທ"]


def test_a_person_is_added_and_edited(cast: Cast) -> None:
    npa = organisation("NPA")
    after = post(cast.client("secretary"), f"{ADD}?organisation={npa}", page=f"{ADD}?organisation={npa}",
                 name__en="Noy Vong", phone="020 555")  # fmt: skip
    assert after.response.location == f"/settings/organisations/{npa}"
    assert (person("noy-vong").organisation_id, person("noy-vong").phone) == (npa, "020 555")
    post(cast.client("admin"), edit("noy-vong"), name__lo="ນ້ອຍ", post__en="Officer", organisation_id=organisation("HI"))
    row = person("noy-vong")
    assert (row.name.lo, row.post.en, row.organisation_id, row.version) == ("ນ້ອຍ", "Officer", organisation("HI"), 2)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name-en": ""}, "Name: Fill this in."),
        ({"organisation_id": ""}, "Organisation: Fill this in."),
        ({"organisation_id": "999999"}, "Choose one of the list"),
        ({"email": "x"}, "Write an e-mail address"),
        ({"phone": "0" * 61}, "60 characters"),
    ],
)
def test_mistakes_are_explained(cast: Cast, fields: dict[str, str], said: str) -> None:
    client = cast.client("admin")
    good = {**form_of(client, ADD), "name-en": "Noy", "organisation_id": organisation("NPA")}
    page = send(client, ADD, {**good, **fields}, status=422)
    assert said in page.text("//*[@class='problem']")


def test_whoever_saves_second_sees_both(cast: Cast) -> None:
    client, address = cast.client("admin"), edit("cast-npa")
    stale = form_of(client, address)
    post(client, address, phone="020 1")
    page = send(client, address, {**stale, "phone": "020 2"}, status=409)
    assert "020 1" in page.text("//section[@aria-labelledby='theirs']")
    assert person("cast-npa").phone == "020 1"


def test_who_may_not(cast: Cast) -> None:
    for name in ("npa", "mag", "party", "translator", "management"):
        for address in (LIST, ADD, edit("cast-mag")):
            get(cast.client(name), address, status=403)
    for name in ("chair", "secretary"):
        get(cast.client(name), edit("cast-mag"), status=403)
    get(cast.client("admin"), f"{LIST}/999999/edit", status=404)


def test_a_form_works_once_and_only_with_its_token(cast: Cast) -> None:
    client = cast.client("admin")
    fields = {**form_of(client, ADD), "name-en": "Noy Once", "organisation_id": organisation("NPA")}
    send(client, ADD, {**fields, "csrf_token": None}, status=400)
    for _ in range(2):
        send(client, ADD, fields)
    session.rollback()
    assert [row.key for row in session.scalars(select(Person).where(Person.key.startswith("noy")))] == ["noy-once"]


def test_the_list_needs_the_same_queries_however_long_it_is(cast: Cast) -> None:
    client = cast.client("admin")
    npa = organisation("NPA")
    with queries_of_database() as few:
        get(client, LIST)
    with transaction():
        session.add_all(Person(key=f"p{n}", name=Bilingual(f"P {n}"), organisation_id=npa) for n in range(80))
    with queries_of_database() as many:
        page = get(client, LIST)
    assert len(many) == len(few)
    assert len(page.texts("//tbody/tr")) == 50
