from contextvars import Context
from io import BytesIO
from typing import Any

import pytest
from cast import Cast, form_of, post, send
from pages import get, queries_of_database
from sqlalchemy import select
from werkzeug.test import TestResponse

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentKind, Edition
from tracker.organisations.models import Organisation

LIST, ADD = "/settings/documents", "/settings/documents/add"
PDF = b"%PDF-1.7 a form"


def document(code: str) -> Document:
    session.rollback()
    return session.scalars(select(Document).where(Document.code == code)).one()


def one(code: str) -> str:
    return f"{LIST}/{document(code).id}"


def new(cast: Cast, **fields: Any) -> str:
    """The address of a document that the chair has added, with one edition."""
    said = {"code": "F-1", "kind": "form", "title__en": "Clearance form", "edition": "2020", **fields}
    return str(post(cast.client("chair"), ADD, **said).response.location)


def asked(cast: Cast, who: str, address: str) -> TestResponse:
    return Context().run(cast.client(who).get, address)


def upload(cast: Cast, name: str = "form.pdf", data: bytes = PDF, status: int = 302, who: str = "chair") -> Any:
    edition = document("F-1").editions[0].id
    client, address = cast.client(who), f"{LIST}/editions/{edition}/file"
    fields = {**form_of(client, address), "language": "lo", "file": (BytesIO(data), name)}
    return send(client, address, fields, status)


def test_the_list_shows_kind_edition_and_stage(cast: Cast) -> None:
    client = cast.client("admin")
    page = get(client, LIST)
    codes = page.texts("//tbody/tr/th")
    assert codes == sorted(codes, key=str.lower)
    assert len(codes) > 3
    forms = get(client, f"{LIST}?kind=form").texts("//tbody/tr/td[2]")
    assert set(forms) == {"Form"}
    assert get(client, f"{LIST}?kind=nonsense").texts("//tbody/tr/th") == codes


@pytest.mark.parametrize("said", ["CLEARANCE F", "f-1", "ແບບຟອມ"])
def test_a_search_finds_by_code_and_title(cast: Cast, said: str) -> None:
    new(cast, title__lo="ແບບຟອມ ເກັບກູ້ທົດສອບ")
    assert "F-1" in get(cast.client("admin"), f"{LIST}?search={said}").texts("//tbody/tr/th")
    assert get(cast.client("admin"), f"{LIST}?search=nothing%00").texts("//tbody/tr") == []


def test_a_document_is_added_and_edited(cast: Cast) -> None:
    address = new(cast)
    assert address == one("F-1")
    npa = session.scalars(select(Organisation.id).where(Organisation.short_name == "NPA")).one()
    post(cast.client("admin"), f"{address}/edit", held_by_id=npa, asked_on="29/03/2021", title__lo="ແບບຟອມ")
    row = document("F-1")
    assert (row.held_by_id, f"{row.asked_on}", row.title.lo, row.version) == (npa, "2021-03-29", "ແບບຟອມ", 2)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "document.revised")).one()
    assert entry.details is not None
    assert entry.details["changes"]["asked_on"] == {"from": None, "to": "2021-03-29"}
    page = get(cast.client("secretary"), address)
    assert page.heading == "F-1"
    assert "29/03/2021" in page.text("//dl")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": ""}, "Code: Fill this in."),
        ({"code": "f-1"}, "is the code of a document already: F-1"),
        ({"code": "x" * 61}, "60 characters"),
        ({"kind": "letter"}, "Choose one of the list"),
        ({"title-en": ""}, "Title: Fill this in."),
        ({"asked_on": "2021"}, "as day/month/year, for example 29/03/2021"),
        ({"held_by_id": "999999"}, "Choose one of the list"),
    ],
)
def test_mistakes_are_explained(cast: Cast, fields: dict[str, str], said: str) -> None:
    new(cast)
    client = cast.client("admin")
    good = {**form_of(client, ADD), "code": "F-2", "kind": "form", "title-en": "Another"}
    assert said in send(client, ADD, {**good, **fields}, status=422).text("//*[@class='problem']")


def test_whoever_saves_second_sees_both(cast: Cast) -> None:
    address = f"{new(cast)}/edit"
    client = cast.client("admin")
    stale = form_of(client, address)
    post(client, address, title__en="Theirs")
    page = send(client, address, {**stale, "title-en": "Mine"}, status=409)
    assert "Theirs" in page.text("//section[@aria-labelledby='theirs']")
    assert document("F-1").title.en == "Theirs"


def test_editions_are_added_and_renamed(cast: Cast) -> None:
    address = new(cast)
    post(cast.client("chair"), f"{address}/editions/add", label="2021")
    again = post(cast.client("chair"), f"{address}/editions/add", status=422, label=" 2021 ")
    assert "has an edition “2021” already" in again.text("//*[@class='problem']")
    first, second = document("F-1").editions
    post(cast.client("admin"), f"{LIST}/editions/{second.id}/edit", label="2021a")
    taken = post(cast.client("admin"), f"{LIST}/editions/{first.id}/edit", status=422, label="2021A")
    assert "already" in taken.text("//*[@class='problem']")
    assert [each.label for each in document("F-1").editions] == ["2020", "2021a"]


def test_a_file_is_kept_and_given_back_as_it_came(cast: Cast) -> None:
    address = new(cast)
    assert upload(cast, name="ແບບຟອມ.pdf").response.location == address
    page = get(cast.client("secretary"), address)
    (link,) = [href for words, href in page.links().items() if words == "ແບບຟອມ.pdf"]
    answer = asked(cast, "secretary", link)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    upload(cast, data=b"%PDF-newer")
    (kept,) = document("F-1").editions[0].files
    assert (kept.language, kept.file.name, kept.file.size) == ("lo", "form.pdf", 10)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.verb == "document.file_put")).all()
    details = [entry.details or {} for entry in entries]
    assert [each["before"] for each in details] == [None, details[0]["sha256"]]
    for name in ("npa", "management", "translator"):
        assert asked(cast, name, link).data == b"%PDF-newer"
    assert asked(cast, "", link).status_code == 302


@pytest.mark.parametrize(("name", "said"), [("form.exe", "one of these kinds"), ("", "Fill this in")])
def test_a_file_of_another_kind_is_refused(cast: Cast, name: str, said: str) -> None:
    new(cast)
    assert said in upload(cast, name=name, status=422).text("//*[@class='problem']")


@pytest.mark.parametrize(
    ("name", "data"),
    [("form.pdf", b"MZ"), ("form.docx", PDF), ("form.xlsx", b"PK\x03\x04"), ("form.doc", PDF), ("form.zip", b"PK")],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(cast: Cast, name: str, data: bytes) -> None:
    new(cast)
    assert "is not what its name says" in upload(cast, name, data, 422).text("//*[@class='problem']")
    assert document("F-1").editions[0].files == []


def test_a_file_that_is_too_large_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    new(cast)
    monkeypatch.setattr("tracker.files.kinds.LARGEST", len(PDF) - 1)
    assert "MB at the most" in upload(cast, status=413).text("//*[@class='problem']")
    assert document("F-1").editions[0].files == []


def test_who_may_not(cast: Cast) -> None:
    address = new(cast)
    edition = document("F-1").editions[0].id
    reading = [LIST, ADD, address, f"{address}/editions/add", f"{LIST}/editions/{edition}/file"]
    changing = [f"{address}/edit", f"{LIST}/editions/{edition}/edit"]
    for name in ("npa", "mag", "party", "translator", "management"):
        for each in (*reading, *changing):
            get(cast.client(name), each, status=403)
    for each in changing:
        get(cast.client("chair"), each, status=403)
    for each in ("999999", "999999/edit", "999999/editions/add", "editions/999999/file", "files/999999"):
        get(cast.client("admin"), f"{LIST}/{each}", status=404)


def test_a_form_works_once_and_only_with_its_token(cast: Cast) -> None:
    client = cast.client("admin")
    fields = {**form_of(client, ADD), "code": "F-9", "kind": "form", "title-en": "Nine"}
    send(client, ADD, {**fields, "csrf_token": None}, status=400)
    first, second = (send(client, ADD, fields).response.location for _ in range(2))
    assert first == second == one("F-9")


def test_the_list_needs_the_same_queries_however_long_it_is(cast: Cast) -> None:
    client = cast.client("admin")
    with queries_of_database() as few:
        get(client, LIST)
    with transaction():
        session.add_all(
            Document(code=f"D{n:03}", kind=DocumentKind.FORM, title=Bilingual("T"), editions=[Edition(label="1")])
            for n in range(80)
        )
    with queries_of_database() as many:
        page = get(client, LIST)
    assert len(many) == len(few)
    assert len(page.texts("//tbody/tr")) == 50
