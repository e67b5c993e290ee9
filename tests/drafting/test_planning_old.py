from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from applications import NOON
from cast import Cast, form_of, send
from pages import get
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, Refused
from tracker.drafting.old_meetings import OldMeeting, OpenItem, enter_old
from tracker.drafting.scans import Scan, checked
from tracker.files.kinds import LARGEST
from tracker.files.models import StoredFile
from tracker.files.services import read
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes.models import Version
from tracker.organisations.models import Organisation
from tracker.register.queries import outstanding

HERE = "/meetings/im-twg/old"
PDF = b"%PDF-1.7 signed and stamped"
TODAY = date(2021, 4, 6)


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week after the sample's meeting."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def word_file() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return made.getvalue()


def owner(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def filled(cast: Cast, name: str = "chair", **more: Any) -> dict[str, Any]:
    """The form as somebody fills it in."""
    return {
        **form_of(cast.client(name), HERE), "held_on": "03/12/2020", "number": "012/NRA", "attended": owner("NPA"),
        "text_1": "Send the missing reports", "owner_1": owner("NPA"), "words_1": "by end of April 2021",
        "text_2": "ສົ່ງຂໍ້ມູນ", "scan": (BytesIO(PDF), "signed scan.pdf"), **more,
    }  # fmt: skip


def enter(cast: Cast, status: int = 302, /, **more: Any) -> Any:
    client = cast.client("chair")
    fields = {**filled(cast, **more), "csrf_token": form_of(client, HERE)["csrf_token"]}
    return send(client, HERE, fields, status)


def entered() -> Meeting:
    session.rollback()
    return session.scalars(select(Meeting).order_by(Meeting.id.desc()).limit(1)).one()


def test_an_old_meeting_comes_in_with_its_scan_and_what_is_open(cast: Cast) -> None:
    page = enter(cast)
    made = entered()
    assert page.response.headers["Location"] == "/meetings/im-twg/2020-Q4"
    assert (made.state, made.record, made.number) == (MeetingState.HELD, RecordState.ISSUED, "012/NRA")
    assert (made.issued_on, made.counted) == (date(2020, 12, 3), 1)
    version = session.scalars(select(Version)).one()
    (file,) = version.files
    assert (file.layout, file.file.name, file.file.media_type) == ("scan", "signed scan.pdf", "application/pdf")
    assert read(file.file) == PDF
    told = [item for item in outstanding(made.group, TODAY) if item.meeting == "IM-2020-Q4"]
    assert [(item.reference, item.text.en or item.text.lo) for item in told] == [
        ("IM-A-004", "Send the missing reports"), ("IM-A-005", "ສົ່ງຂໍ້ມູນ")
    ]  # fmt: skip
    assert (told[0].window.by, [each.en for each in told[0].parties]) == (date(2021, 4, 30), ["NPA"])
    assert (told[1].window.by, told[1].parties) == (None, ())
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "meeting.entered")).one()
    assert (entry.subject, (entry.details or {})["items"]) == ("IM-2020-Q4", 2)
    page = get(cast.client("npa"), "/meetings/im-twg/2020-Q4")
    assert "Send the missing reports" in page.text()
    scan = cast.client("npa").get(page.links("//aside//a")["Signed scan"])
    assert (scan.data, scan.mimetype) == (PDF, "application/pdf")
    assert scan.headers["Content-Disposition"].startswith("attachment")
    get(cast.client("chair"), "/meetings/im-twg/2021-Q1/scan", 404)


def test_a_draft_that_knew_only_the_date_follows_the_meeting(cast: Cast) -> None:
    sample = session.scalars(select(Meeting)).one()
    assert (sample.previous, sample.previous_on) == (None, date(2020, 12, 3))
    enter(cast)
    made = entered()
    assert (sample.previous, sample.previous_on) == (made, None)


def test_a_special_one_stands_outside_the_series(cast: Cast) -> None:
    enter(cast, 302, is_special="True", quarter="1", year="2021", **{"title-en": "Data"})
    assert entered().address == "2021-Q1/data"
    assert entered().previous is None


def test_more_rows_keep_what_was_typed(cast: Cast) -> None:
    client = cast.client("chair")
    fields = {**filled(cast), "csrf_token": form_of(client, HERE)["csrf_token"], "more": "1", "held_on": "x"}
    page = send(client, HERE, fields, 200)
    assert len(page.root.xpath("//input[starts-with(@name, 'text_')]")) == 15
    assert page.root.xpath("//input[@name='text_1']/@value") == ["Send the missing reports"]
    assert page.root.xpath("//input[@name='held_on']/@value") == ["x"]
    assert not page.root.xpath("//*[@id='problem']")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_on": ""}, "Fill this in."),
        ({"held_on": "07/04/2021"}, "That day is still to come"),
        ({"held_on": "29/03/2021"}, "The group has a meeting of 2021-Q1 already."),
        ({"issued_on": "01/12/2020"}, "on the day of the meeting or later"),
        ({"scan": (BytesIO(b""), "")}, "Fill this in."),
        ({"scan": (BytesIO(PDF), "scan.exe")}, "Choose a file of one of these kinds"),
        ({"scan": (BytesIO(b"MZ"), "scan.pdf")}, "is not a PDF"),
        ({"is_special": "True"}, "A special meeting needs a title."),
        ({"owner_3": "1"}, "Write what is to be done, or empty the row."),
        ({"owner_1": "99999"}, "Choose one of the list."),
        ({"attended": "99999"}, "Choose one of the list."),
        ({"text_1": "x" * 100_000}, "at the most"),
        ({"headcount": "many"}, "Write a whole number."),
        ({"year": "1900"}, "Write a number from"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_kept(cast: Cast, fields: dict[str, Any], words: str) -> None:
    page = enter(cast, 422, **fields)
    assert words in page.text("//*[@id='problem']")
    assert len(session.scalars(select(Meeting)).all()) == 1
    assert session.scalars(select(StoredFile)).all() == []


def test_the_form_sent_twice_records_once(cast: Cast) -> None:
    client = cast.client("chair")
    fields = {**filled(cast), "csrf_token": form_of(client, HERE)["csrf_token"]}
    first = send(client, HERE, fields).response.headers["Location"]
    again = {**fields, "scan": (BytesIO(PDF), "signed scan.pdf")}
    assert send(client, HERE, again).response.headers["Location"] == first
    session.rollback()
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.verb == "meeting.entered")).all()) == 1
    send(client, HERE, {**again, "csrf_token": None, "scan": (BytesIO(PDF), "x.pdf")}, 400)


@pytest.mark.parametrize(("name", "status"), [("secretary", 200), ("admin", 200), ("npa", 403), ("other", 403)])
def test_who_may_enter_one(cast: Cast, name: str, status: int) -> None:
    get(cast.client(name), HERE, status)
    get(cast.client(name), "/meetings/nix/old", 403 if name == "npa" else 404)


@pytest.mark.parametrize(
    ("data", "name", "sound"),
    [
        (PDF, "A.PDF", True),
        (b"\xff\xd8\xff\xe0", "a.jpeg", True),
        (b"\x89PNG\r\n\x1a\n", "a.png", True),
        (word_file(), "a.docx", True),
        (PDF, "a.png", False),
        (b"PK\x03\x04broken", "a.docx", False),
        (PDF, "a", False),
        (b"", "a.pdf", False),
        (b"%PDF-" + b" " * LARGEST, "a.pdf", False),
    ],
)
def test_files_are_known_by_their_first_bytes(data: bytes, name: str, sound: bool) -> None:
    try:
        assert checked(data, name).data == data
        assert sound
    except Refused:
        assert not sound


@pytest.fixture
def on_either(either_cast: Cast) -> Cast:
    return either_cast


def test_an_archive_with_more_names_than_a_document_has_is_not_read() -> None:
    many = BytesIO()
    with ZipFile(many, "w") as archive:
        for name in ("word/document.xml", *(f"{number:0200}" for number in range(8000))):
            archive.writestr(name, b"")
    with pytest.raises(Refused):
        checked(many.getvalue(), "a.docx")


@pytest.mark.parametrize("ending", [b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + bytes(18), b""])
def test_an_archive_whose_end_lies_is_refused(ending: bytes) -> None:
    with pytest.raises(Refused):
        checked(b"PK\x03\x04" + bytes(60) + ending, "a.docx")


def test_an_old_meeting_on_both_databases(on_either: Cast) -> None:
    told = OldMeeting(
        held_on=date(2019, 3, 1), period=Period(2019, 1), is_special=False, title=Bilingual(), number="",
        issued_on=None, headcount=20, attended=(owner("NPA"),),
        items=(OpenItem(Bilingual("Hold a special meeting on data"), owner("NRA"), "ທ້າຍປີ 2019"),),
    )  # fmt: skip
    scan = Scan(PDF, "a.pdf", "application/pdf")
    with pytest.raises(Forbidden), transaction():
        enter_old(on_either.group_id, told, scan, TODAY, by=on_either.actor("npa"), at=NOON)
    with transaction():
        enter_old(on_either.group_id, told, scan, TODAY, by=on_either.actor("chair"), at=NOON)
    action = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert (action.kind, action.agreed_on) == ("special_meeting", date(2019, 3, 1))
    assert [part.organisation.short_name for part in action.assignments] == ["NRA"]
