from contextvars import Context
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from applications import SAMPLE
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from pages import Page, get
from sqlalchemy import func, select

from tracker.app import LARGEST_REQUEST
from tracker.audit.models import AuditEntry
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language
from tracker.exchange import reading, uploads
from tracker.exchange.dumping import dump
from tracker.exchange.uploads import Sent
from tracker.groups.models import Seat, WorkingGroup
from tracker.meetings.models import Meeting
from tracker.meetings.queries import meeting_at

HERE = "/meetings/files"
LOAD = f"{HERE}/load"
NEXT = """
group: im-twg
organisations:
  - {short_name: Humanity, name: Humanity First}
meeting:
  period: 2021-Q2
  held_on: 2021-06-30
  headcount: 3
  attendance: [{organisation: Humanity}]
  entries:
    - {id: i1, kind: issue, text: ລາຍງານ, raised_by: [Humanity], points: [{id: p1, kind: issue, text: Later}]}
  conclusions:
    - {id: c1, text: All report, actions: [{owners: [Humanity]}]}
"""
NEW_GROUP = """
group: {slug: new-twg, acronym: NEW, name: New}
meeting: {period: 2021-Q2, held_on: 2021-06-30}
"""


def upload(client: FlaskClient, text: str | bytes, name: str = "q2.yaml", status: int = 200) -> Page:
    """Choose a file on the page and send it."""
    data = text.encode() if isinstance(text, str) else text
    page = send(client, HERE, {**form_of(client, HERE), "file": (BytesIO(data), name)}, status)
    page.response.request.environ["wsgi.input"].close()  # the test's own copy of a large file
    return page


def loading(page: Page) -> dict[str, Any]:
    """What the button of the page that shows a file's contents sends."""
    (form,) = [each for each in page.root.forms if each.get("action") == LOAD]
    return dict(form.form_values())


def meetings() -> list[str]:
    session.rollback()
    return [meeting.reference for meeting in session.scalars(select(Meeting).order_by(Meeting.id))]


def loads() -> list[str]:
    session.rollback()
    rows = select(AuditEntry).where(AuditEntry.verb.like("meeting.%")).order_by(AuditEntry.id)
    return [f"{entry.verb} {entry.subject} {entry.actor}" for entry in session.scalars(rows)][1:]


@pytest.mark.parametrize("name", ["chair", "secretary", "admin"])
def test_a_file_is_shown_first_and_loaded_once(cast: Cast, name: str) -> None:
    client = cast.client(name)
    page = upload(client, NEXT)
    told = page.text("//dl")
    for said in ("q2.yaml", "IM-2021-Q2, 30/06/2021", "2 points", "1 conclusion", "1 action", "Humanity", "said 3"):
        assert said in told
    assert meetings() == ["IM-2021-Q1"]
    fields = loading(page)
    for _ in range(2):
        assert send(client, LOAD, fields).response.location == "/meetings/im-twg/2021-Q2"
    assert meetings() == ["IM-2021-Q1", "IM-2021-Q2"]
    assert loads() == [f"meeting.loaded IM-2021-Q2 {name.title()} Person"]
    assert "IM-2021-Q2 loaded" in get(client, "/meetings/im-twg/2021-Q2").text("//*[@role='status']")
    assert "just as the file says" in upload(client, NEXT.replace("owners: [H", "ref: IM-A-004, owners: [H")).text(
        "//dl"
    )


def test_a_draft_is_changed_by_a_newer_file(cast: Cast) -> None:
    client = cast.client("chair")
    send(client, LOAD, loading(upload(client, NEXT)))
    page = upload(client, NEXT.replace("All report", "Nobody reports"))
    assert "is in the tracker already; 1 change" in page.text("//dl")
    assert page.texts("//main//button") == ["Change the meeting"]
    send(client, LOAD, loading(page))
    assert [entry.split()[0] for entry in loads()] == ["meeting.loaded", "meeting.updated"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["there is no such day as '2021-02-30'", "unknown key 'venu'; did you mean 'venue'?"]),
        ("lo", ["'2021-02-30'", "'venu'"]),
    ],
)
def test_every_mistake_is_told_with_its_line(cast: Cast, language: Language, told: list[str]) -> None:
    text = "group: im-twg\nmeeting:\n  period: 2021-Q2\n  title: x\n  held_on: 2021-02-30\n  venu: here\n"
    page = upload(cast.client("chair", language), text, status=422)
    lines, reasons = page.texts("//tbody//td[1]"), page.texts("//tbody//td[2]")
    assert lines == ["5", "6"]
    assert ("there is no such day" in reasons[0]) == (language == "en")
    assert all(word in reason for word, reason in zip(told, reasons, strict=True))
    assert meetings() == ["IM-2021-Q1"]


BAD: list[tuple[bytes, int, str]] = [
    (b"", 422, "the file is empty"),
    (b"\x00\xff" * 400, 422, "UTF-8"),
    (b"PK\x03\x04" + b"\x00" * 100, 422, "control character"),
    (b"a: &a [*a, *a]", 422, "alias"),
    (b"#" * 2_000_001, 413, "the file is larger than 2 MB"),
    (b"group: im-twg\nmeeting: {period: 2021-Q2, held_on: 2021-06-30, chair: <script>}", 422, "<script>"),
]


def test_what_is_no_meeting_file_is_told(cast: Cast) -> None:
    client = cast.client("chair")
    for data, status, told in BAD:
        page = upload(client, data, status=status)
        assert told in page.text("//div[@role='alert']")
        assert not page.root.xpath("//script[not(@src)]")
    for name in ("q2.docx", "yaml", ""):
        assert "Meeting file: " in upload(client, NEXT, name, 422).text("//div[@role='alert']")
    assert "Meeting file: " in send(client, HERE, form_of(client, HERE), 422).text("//div[@role='alert']")


def test_a_file_larger_than_any_request_is_refused(cast: Cast) -> None:
    client = cast.client("chair")
    page = upload(client, b"#" * (LARGEST_REQUEST + 1), status=413)
    assert page.heading == "Too large"


def test_a_large_file_that_is_sound_gets_through(cast: Cast) -> None:
    client = cast.client("chair")
    entries = "".join(f"    - {{id: e{n}, kind: issue, text: 'ລາຍງານ ສະບັບທີ {n * 7919}'}}\n" for n in range(4000))
    page = upload(client, "group: im-twg\nmeeting:\n  period: 2021-Q2\n  held_on: 2021-06-30\n  entries:\n" + entries)
    send(client, LOAD, loading(page))
    assert meetings() == ["IM-2021-Q1", "IM-2021-Q2"]


def test_nobody_loads_into_a_group_that_is_not_his(cast: Cast) -> None:
    for name in ("other", "chair"):
        client = cast.client(name)
        own, foreign = ("clearance-twg", "im-twg") if name == "other" else ("im-twg", "clearance-twg")
        assert get(client, HERE).texts("//main//code") == [own]
        told = {
            slug: upload(client, NEXT.replace("im-twg", slug), status=422).text("//tbody//td[2]").replace(slug, "x")
            for slug in (foreign, "nix")
        }
        assert told[foreign] == told["nix"] == f"'x' is not a group of yours; you may load meetings into: {own}"
        upload(client, NEW_GROUP, status=422)
    assert meetings() == ["IM-2021-Q1"]


def test_only_the_administrator_makes_a_group_by_a_file(cast: Cast) -> None:
    client = cast.client("admin")
    page = upload(client, NEW_GROUP)
    assert "new-twg" in page.text("//dl")
    send(client, LOAD, loading(page))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(WorkingGroup)) == 3


def test_a_file_gives_no_seat(cast: Cast) -> None:
    people = "people: [{key: me, name: Me, organisation: NRA, seat: chair}]\nmeeting:"
    page = upload(cast.client("chair"), NEXT.replace("meeting:", people, 1), status=422)
    assert "only the administrator gives a seat; leave out the seat of 'me'" in page.text("//tbody")
    seats = session.scalar(select(func.count()).select_from(Seat))
    admin = cast.client("admin")
    send(admin, LOAD, loading(upload(admin, NEXT.replace("meeting:", people, 1))))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Seat)) == (seats or 0) + 1


def test_what_waits_is_bound_to_its_sender_and_can_not_be_changed(cast: Cast) -> None:
    chair, secretary = cast.client("chair"), cast.client("secretary")
    fields = loading(upload(chair, NEXT))
    theirs = loading(upload(secretary, NEXT))
    for kept in (theirs["kept"], fields["kept"][:-8] + "x" * 8, "", "x" * 100_000):
        page = send(chair, LOAD, {**fields, "kept": kept}, 422)
        assert "This page is too old. Choose the file once more." in page.text("//div[@role='alert']")
    assert meetings() == ["IM-2021-Q1"]


def test_what_waits_for_more_than_a_day_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    text = uploads.seal(Sent("ກ.yaml", NEXT.encode()), who="session:1", secret_key="s" * 32)
    assert uploads.unseal(text, who="session:1", secret_key="s" * 32) == Sent("ກ.yaml", NEXT.encode())
    later = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
    monkeypatch.setattr("itsdangerous.TimestampSigner.get_timestamp", lambda _self: later)
    with pytest.raises(Refused):
        uploads.unseal(text, who="session:1", secret_key="s" * 32)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("q2.yaml", "q2.yaml"), ("C:\\Users\\me\\q2.yaml", "q2.yaml"), ("../../etc/q2.yaml", "q2.yaml"),
     ("a\nb\x1b[31m.yaml", "a?b?[31m.yaml"), ("", "meeting.yaml"), ("x" * 500 + ".yaml", "x" * 115 + ".yaml")],
)  # fmt: skip
def test_a_file_is_named_in_one_line(sent: str, kept: str) -> None:
    assert uploads.named(sent) == kept


def test_what_was_circulated_meanwhile_is_refused(cast: Cast) -> None:
    client = cast.client("chair")
    circulated = NEXT.replace("  headcount: 3", "  record: circulated\n  circulated_on: 2021-07-01\n  headcount: 3")
    fields = loading(upload(client, NEXT.replace("headcount: 3", "headcount: 4")))
    send(client, LOAD, loading(upload(client, circulated)))
    page = send(client, LOAD, fields, 422)
    assert "the minutes of this meeting were circulated" in page.text("//div[@role='alert']")


@pytest.mark.parametrize("name", ["translator", "npa", "party", "management"])
def test_nobody_else_loads_or_takes_out_files(cast: Cast, name: str) -> None:
    client = cast.client(name)
    form = form_of(cast.client("chair"), HERE)
    for address in (HERE, LOAD):
        send(client, address, form, 403)
    get(client, HERE, 403)
    get(client, "/meetings/im-twg/2021-Q1/meeting.yaml", 403)
    assert "/meetings/files" not in get(client, "/meetings").links().values()


def test_nothing_is_loaded_without_a_token_or_by_asking(cast: Cast) -> None:
    client = cast.client("chair")
    for address in (HERE, LOAD):
        assert Context().run(client.post, address, data={"kept": "x"}).status_code == 400
    get(client, LOAD, 404)


def test_a_meeting_is_taken_out_as_a_file(cast: Cast) -> None:
    for name in ("chair", "secretary", "admin"):
        answer = Context().run(cast.client(name).get, "/meetings/im-twg/2021-Q1/meeting.yaml")
        assert answer.headers["Content-Disposition"] == "attachment; filename=IM-2021-Q1.yaml"
        assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/yaml", "nosniff")
        file = reading.read(answer.data, "taken out")
        assert file == dump(meeting_at("im-twg", "2021-Q1").id)
        assert file.meeting == reading.read(SAMPLE.read_bytes(), "sample").meeting
    get(cast.client("other"), "/meetings/im-twg/2021-Q1/meeting.yaml", 403)
    get(cast.client("admin"), "/meetings/im-twg/2021-Q4/meeting.yaml", 404)
