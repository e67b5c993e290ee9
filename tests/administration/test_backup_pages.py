import shutil
from pathlib import Path

import pytest
from backing import folder_of, made, there
from cast import Cast, form_of, post, send
from pages import get, speaks
from sqlalchemy import select

from tracker.administration import backup
from tracker.audit.models import AuditEntry
from tracker.core.db import db, session
from tracker.jobs.jobs_leased import Keeper

PAGE, MAKE = "/settings/health", "/settings/health/backups"


@pytest.fixture
def well(cast: Cast) -> Cast:
    Keeper().beat()
    return cast


def entries(verb: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)))


def test_the_administrator_makes_one_and_sees_it(well: Cast) -> None:
    client = well.client("admin")
    assert "No backup has been made yet." in get(client, PAGE).text("//section[@id='backups']")
    assert post(client, MAKE, PAGE).response.location == PAGE
    (one,) = there(well.app)
    page = get(client, PAGE)
    assert page.texts("//*[@role='status']") == ["The backup is made."]
    assert len(page.texts("//section[@id='backups']//tbody/tr")) == 1
    assert [(entry.subject, entry.actor) for entry in entries("backup.made")] == [(one.name, "Admin Person")]
    assert backup.check(db.engine, one.path)


def test_sent_twice_it_is_made_once(well: Cast) -> None:
    client = well.client("admin")
    fields = form_of(client, PAGE, MAKE)
    for _ in range(2):
        assert send(client, MAKE, fields).response.location == PAGE
    assert len(entries("backup.made")) == 1
    assert len(there(well.app)) == 1


def test_a_download_is_a_file_and_is_written_down(well: Cast, tmp_path: Path) -> None:
    one = made(well.app)
    client = well.client("admin")
    response = client.post(f"{MAKE}/{one.name}/take", data=form_of(client, PAGE, MAKE), buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f"attachment; filename={one.name}"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    (tmp_path / "copy.sqlite").write_bytes(response.data)
    assert response.data == one.path.read_bytes()
    assert backup.check(db.engine, tmp_path / "copy.sqlite")
    assert [entry.subject for entry in entries("backup.taken")] == [one.name]


@pytest.mark.parametrize("name", ["tracker.sqlite", "..%2Ftracker.sqlite", "tracker-2021-01-01-010000.sqlite", "x"])
def test_nothing_else_can_be_downloaded(well: Cast, name: str) -> None:
    made(well.app)
    client = well.client("admin")
    send(client, f"{MAKE}/{name}/take", form_of(client, PAGE, MAKE), 404)
    assert entries("backup.taken") == []


@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("management", 403), ("npa", 403), ("", 401)])
def test_others_may_not(well: Cast, who: str, status: int) -> None:
    one = made(well.app)
    client = well.client(who)
    for address in (MAKE, f"{MAKE}/{one.name}/take"):
        response = client.post(address)
        assert response.status_code in {status, 302 if not who else status, 200 if not who else status}
        assert one.path.read_bytes()[:15] not in response.data
    assert len(there(well.app)) == 1
    assert entries("backup.taken") == []


def test_looking_does_nothing(well: Cast) -> None:
    one = made(well.app)
    client = well.client("admin")
    for address in (MAKE, f"{MAKE}/{one.name}/take"):
        assert client.get(address).status_code == 405


def test_one_that_cannot_be_made_says_why_and_stands_on_the_page(well: Cast) -> None:
    client = well.client("admin")
    fields = form_of(client, PAGE, MAKE)
    well.app.config["TRACKER_BACKUPS"] = Path(well.app.instance_path) / "tracker.sqlite" / "backups"
    page = send(client, MAKE, fields, 422)
    assert "Nothing can be written into the folder of backups" in page.text("//*[@id='problem']")
    assert "The last backup could not be made." in get(client, PAGE).text("//main")
    assert entries("backup.made") == []


def test_while_one_is_made_another_is_refused(well: Cast) -> None:
    client = well.client("admin")
    fields = form_of(client, PAGE, MAKE)
    pages = []
    Keeper().run("backup", lambda: pages.append(send(client, MAKE, fields, 422)))
    assert "A backup is being made at this moment." in pages[0].text("//*[@id='problem']")


def test_where_they_are_off_the_page_says_so(well: Cast) -> None:
    client = well.client("admin")
    fields = form_of(client, PAGE, MAKE)
    well.app.config["TRACKER_BACKUPS"] = None
    page = get(client, PAGE)
    assert "TRACKER_BACKUPS is off" in page.text("//section[@id='backups']")
    send(client, MAKE, fields, 404)


def test_the_same_in_lao(well: Cast) -> None:
    made(well.app)
    page = get(speaks(well.client("admin"), "lo"), PAGE)
    assert page.texts("//section[@id='backups']//button")[0] != "Download"
    shutil.rmtree(folder_of(well.app))
