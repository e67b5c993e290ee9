from contextvars import Context
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from pages import Page, get
from sqlalchemy import func, select

from tracker.actions.models import Action
from tracker.audit.models import AuditEntry
from tracker.core.db import session
from tracker.exchange import views_action_log
from tracker.sheets.writer import Column, workbook

HERE = "/groups/im-twg/action-log"
HEADS = ("No.", "Date", "Action point", "Responsible", "Due", "Notes of the desk", "Status")
ROWS: list[tuple[Any, ...]] = [
    ("1", date(2020, 6, 15), "Send the maps", "NPA", "before the end of July 2020", "half", "ongoing"),
    ("2", date(2020, 6, 15), "ແກ້ໄຂຖານຂໍ້ມູນ", "NPR", "", "", "done"),
]


def log(rows: list[tuple[Any, ...]] = ROWS, heads: tuple[str, ...] = HEADS) -> bytes:
    return workbook("Log", [Column(head) for head in heads], rows)


def upload(client: FlaskClient, data: bytes, name: str = "log.xlsx", status: int = 200) -> Page:
    return send(client, HERE, {**form_of(client, HERE), "file": (BytesIO(data), name)}, status)


def fields(page: Page) -> dict[str, Any]:
    (form,) = [each for each in page.root.forms if each.get("action") == f"{HERE}/load"]
    return dict(form.form_values())


def loaded() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Action).where(Action.reference.like("IM-LOG-%"))) or 0


def verbs() -> list[str]:
    session.rollback()
    return [each for each in session.scalars(select(AuditEntry.verb)) if each.startswith("action_log")]


@pytest.mark.parametrize("name", ["chair", "secretary", "admin"])
def test_a_log_is_shown_first_and_taken_in_once(cast: Cast, name: str) -> None:
    client = cast.client(name)
    assert HERE in get(client, "/meetings/files").links().values()
    page = upload(client, log())
    told = page.text("//main")
    for said in ("log.xlsx", "1 action", "1 row", "NPR", "'NPR' is no organisation that is known here", "IM-LOG-1",
                 "before the end of July 2020", "31/07/2020", "in progress"):  # fmt: skip
        assert said in told
    assert loaded() == 0
    sent = fields(page)
    for _ in range(2):
        send(client, f"{HERE}/load", sent)
    assert (loaded(), verbs()) == (1, ["action_log.loaded"])
    page = get(client, HERE)
    assert "log.xlsx" in page.text("//table")
    assert "1 action was taken in from log.xlsx." in page.text("//main")


def test_a_column_is_chosen_by_hand(cast: Cast) -> None:
    client = cast.client("chair")
    sent = fields(upload(client, log()))
    assert (sent["column_ref"], sent["column_text_en"], sent["column_progress"]) == ("0", "2", "")
    page = send(client, f"{HERE}/look", {**sent, "column_progress": "5"}, 200)
    again = fields(page)
    assert again["column_progress"] == "5"
    send(client, f"{HERE}/load", again)
    row = session.scalars(select(Action).where(Action.reference == "IM-LOG-1")).one()
    assert "half" in [step.note.en for step in row.progress]


def test_a_load_is_taken_back_once(cast: Cast) -> None:
    client = cast.client("chair")
    send(client, f"{HERE}/load", fields(upload(client, log())))
    (address,) = [form.get("action") or "" for form in get(client, HERE).root.forms if "undo" in form.get("action", "")]
    form = form_of(client, HERE, address)
    for _ in range(2):
        send(client, address, form)
    assert (loaded(), verbs()) == (0, ["action_log.loaded", "action_log.undone"])
    assert "taken back" in get(client, HERE).text("//table")
    send(client, f"{HERE}/999/undo", {**form, "request_key": "x"}, 404)


@pytest.mark.parametrize("name", ["translator", "npa", "mag", "management", "other"])
def test_nobody_else_takes_in_logs(cast: Cast, name: str) -> None:
    client = cast.client(name)
    get(client, HERE, 403)
    form = form_of(client, "/meetings/files") if name == "other" else form_of(cast.client("chair"), HERE)
    for address in (HERE, f"{HERE}/look", f"{HERE}/load", f"{HERE}/1/undo"):
        send(client, address, form, 403)
    assert loaded() == 0


def test_a_stranger_learns_nothing(cast: Cast) -> None:
    get(cast.client("chair"), "/groups/nix/action-log", 404)
    get(cast.client("chair"), "/groups/clearance-twg/action-log", 404)
    assert Context().run(cast.client().get, HERE).status_code == 302


def test_nothing_is_taken_in_by_asking_or_without_a_token(cast: Cast) -> None:
    client = cast.client("chair")
    for part in ("look", "load", "1/undo"):
        get(client, f"{HERE}/{part}", 405)
        assert Context().run(client.post, f"{HERE}/{part}", data={"kept": "x"}).status_code == 400


def test_what_is_no_log_is_told(cast: Cast) -> None:
    client = cast.client("chair")
    for data, told in (
        (b"Ref,Action", "This is no Excel workbook"), (log([("x",)], ("a",)), "No row of headings was found"),
        (log([], ("Ref",)), "No row of headings was found"),
    ):  # fmt: skip
        assert told in upload(client, data, status=422).text("//div[@role='alert']")
    assert "Action log: " in upload(client, log(), "log.xls", 422).text("//div[@role='alert']")


def test_what_waits_is_bound_to_its_sender_and_its_group(cast: Cast) -> None:
    chair, secretary = cast.client("chair"), cast.client("secretary")
    mine, theirs = fields(upload(chair, log())), fields(upload(secretary, log()))
    for kept in (theirs["kept"], mine["kept"][:-8] + "x" * 8, ""):
        for part in ("look", "load"):
            page = send(chair, f"{HERE}/{part}", {**mine, "kept": kept}, 422)
            assert "This page is too old" in page.text("//div[@role='alert']")
    admin = cast.client("admin")
    elsewhere = fields(upload(admin, log()))
    send(admin, "/groups/clearance-twg/action-log/load", elsewhere, 422)
    assert loaded() == 0


def test_a_column_that_is_not_there_is_refused(cast: Cast) -> None:
    client = cast.client("chair")
    sent = fields(upload(client, log()))
    for wrong in ("99", "x", "-1"):
        page = send(client, f"{HERE}/load", {**sent, "column_ref": wrong}, 422)
        assert "Choose one of the list." in page.text("//div[@role='alert']")
    assert loaded() == 0


def test_a_long_log_shows_its_first_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_action_log, "SHOWN", 3)
    client = cast.client("chair")
    page = upload(client, log([(str(n), date(2020, 6, 15), f"Send map {n}", "NPA") for n in range(9)]))
    assert "The first 3 are shown." in page.text("//main")
    assert page.texts("//tbody/tr/td[2]") == ["IM-LOG-0", "IM-LOG-1", "IM-LOG-2"]
