import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from applications import NOON
from cast import Cast
from flask import Flask
from mailing import put
from pages import get, queries_of_database, speaks
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tracker.administration import queries_health
from tracker.administration.backups import name_at
from tracker.core import clock
from tracker.core.db import transaction
from tracker.jobs import services
from tracker.jobs.jobs_leased import Keeper
from tracker.mail.models import MailState, OutgoingMail

MINUTE = timedelta(minutes=1)


def healthz(app: Flask) -> tuple[int, dict[str, Any]]:
    response = app.test_client().get("/healthz")
    assert response.mimetype == "application/json"
    return response.status_code, response.get_json()


def beaten(ago: timedelta) -> None:
    with transaction():
        services.live("scheduler", at=clock.now() - ago)


def ran(name: str, trouble: str = "", *, ends: bool = True, lasts: timedelta = MINUTE) -> None:
    with transaction():
        assert services.take(name, "one", lasts, at=clock.now())
        if ends:
            services.finish(name, "one", trouble, at=clock.now())


def a_backup(app: Flask, age: timedelta = timedelta()) -> Path:
    """A file that looks like a backup of so long ago."""
    folder = Path(app.config["TRACKER_BACKUPS"])
    folder.mkdir(exist_ok=True)
    file = folder / name_at(clock.now() - age, ".sqlite")
    file.write_bytes(b"x" * 1_234_567)
    return file


def mails(**states: int) -> None:
    """So many mails in each of these states, that were written long ago."""
    for state, count in states.items():
        for number in range(count):
            mail_id = put(f"{state} {number}")
            with transaction() as current:
                current.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(state=MailState(state)))


# For watching from outside


def test_anybody_may_ask_how_it_goes(either_app: Flask) -> None:
    assert healthz(either_app) == (
        503,
        {
            "web": True, "database": True, "scheduler": None, "jobs": {},
            "mail": {"waiting": 0, "late": 0, "failed": 0}, "backup": {"age": None, "ok": False},
        },
    )  # fmt: skip
    Keeper().beat()
    mails(waiting=2, failed=1, by_hand=1)
    ran("mail")
    ran("backup", "ProgramMissing")
    status, told = healthz(either_app)
    assert (status, told["mail"]) == (200, {"waiting": 2, "late": 2, "failed": 1})
    assert 0 <= told["scheduler"] < 60
    assert {name: (job["age"] < 60, job["ok"]) for name, job in told["jobs"].items()} == {
        "mail": (True, True), "backup": (True, False),
    }  # fmt: skip


@pytest.mark.parametrize(("age", "well"), [(timedelta(hours=47), True), (timedelta(hours=49), False)])
def test_the_age_of_the_last_backup_is_told(app: Flask, age: timedelta, well: bool) -> None:
    a_backup(app, age)
    told = healthz(app)[1]["backup"]
    assert abs(told["age"] - age.total_seconds()) < 10
    assert told["ok"] is well
    app.config["TRACKER_BACKUPS"] = None
    assert healthz(app)[1]["backup"] is None


def test_watching_costs_three_queries_whatever_there_is(app: Flask) -> None:
    Keeper().beat()
    mails(waiting=5, failed=5)
    for name in ("mail", "search", "backup", "cleaning"):
        ran(name)
    with queries_of_database() as sent:
        assert healthz(app)[0] == 200
    assert len([each for each in sent if not each.startswith(("BEGIN", "ROLLBACK"))]) == 3


@pytest.mark.parametrize(("ago", "status"), [(2 * MINUTE, 200), (4 * MINUTE, 503), (-2 * MINUTE, 200)])
def test_a_scheduler_that_fell_silent_is_told(app: Flask, ago: timedelta, status: int) -> None:
    beaten(ago)
    told = healthz(app)
    assert told[0] == status
    assert abs(told[1]["scheduler"] - max(ago.total_seconds(), 0)) < 10


def test_where_the_timetable_is_kept_elsewhere_nobody_is_missed_before_it_began(app: Flask) -> None:
    app.config["TRACKER_SCHEDULER"] = False
    assert healthz(app)[0] == 200
    beaten(4 * MINUTE)
    assert healthz(app)[0] == 503


def test_only_what_waits_longer_than_a_quarter_of_an_hour_is_late(app: Flask) -> None:
    mails(waiting=1)
    mail_id = put("fresh")
    with transaction() as current:
        current.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(created_at=clock.now()))
    assert healthz(app)[1]["mail"] == {"waiting": 2, "late": 1, "failed": 0}


def test_a_database_that_does_not_answer_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_at: object) -> None:
        raise OperationalError("SELECT", {}, Exception("postgresql://tracker:secret@db"))

    monkeypatch.setattr(queries_health, "signs", broken)
    assert healthz(app) == (
        503,
        {
            "web": True, "database": False, "scheduler": None, "jobs": None, "mail": None,
            "backup": {"age": None, "ok": False},
        },
    )  # fmt: skip


# For the administrator


@pytest.fixture
def well(cast: Cast) -> Cast:
    Keeper().beat()
    ran("mail")
    ran("comment dates")
    return cast


def test_the_administrator_sees_that_everything_runs(well: Cast) -> None:
    page = get(well.client("admin"), "/settings/health")
    assert page.heading == "Health"
    assert "Everything runs." in page.text("//main")
    rows = page.texts("//section[@aria-labelledby='h-jobs']//tbody/tr")
    assert [row.split()[0] for row in rows] == ["Noting", "Sending"]
    assert all(row.endswith("done") for row in rows)
    here = page.text("//section[@aria-labelledby='h-here']")
    assert "SQLite" in here
    assert "LibreOffice not found" in here
    assert get(well.client("admin"), "/settings").links()["Health"] == "/settings/health"


def test_the_same_in_lao(well: Cast) -> None:
    page = get(speaks(well.client("admin"), "lo"), "/settings/health")
    assert page.heading == "ສະພາບຂອງລະບົບ"


def test_what_is_found_of_libreoffice_and_postgresql_is_said(well: Cast) -> None:
    well.app.config["TRACKER_OFFICE"] = Path("/usr/bin/soffice")
    assert "LibreOffice /usr/bin/soffice" in get(well.client("admin"), "/settings/health").text("//main")


@pytest.mark.usefixtures("either_app")
def test_the_database_is_named_with_its_size() -> None:
    store = queries_health.store()
    assert store.kind in {"SQLite", "PostgreSQL"}
    assert 100_000 < store.size < 100_000_000


def test_trouble_stands_on_top(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    beaten(12.5 * MINUTE)
    mails(waiting=3, failed=1, by_hand=2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=12_300_000))
    page = get(cast.client("admin"), "/settings/health")
    assert [each.split(":")[0].strip(". ") for each in page.texts("//div[contains(@class, 'notice')]/p")] == [
        "The scheduler has been silent for 12 minutes",
        "Little room is left on the disk",
        "3 mails wait longer than 15 minutes. 1 mail could not be sent",
    ]
    assert "Everything runs." not in page.text("//main")
    assert "To be sent by hand2" in page.text("//section[@aria-labelledby='h-mail']")


def test_a_tracker_whose_timetable_nobody_keeps_says_so(cast: Cast) -> None:
    page = get(cast.client("admin"), "/settings/health")
    assert "Nobody keeps the timetable" in page.text("//main")
    assert "No job has run yet." in page.text("//main")


def test_each_job_says_how_its_last_run_ended(cast: Cast) -> None:
    ran("a")
    ran("b", "KeyError")
    ran("c", ends=False)
    ran("d", ends=False, lasts=-MINUTE)
    page = get(cast.client("admin"), "/settings/health")
    assert page.texts("//section[@aria-labelledby='h-jobs']//tbody/tr/td[2]") == [
        "done", "failed KeyError; the log says more", "runs now", "stopped in the middle",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["chair", "secretary", "npa", "management", "party"])
def test_others_may_not(cast: Cast, who: str) -> None:
    get(cast.client(who), "/settings/health", 403)
    assert "Health" not in get(cast.client("chair"), "/settings").links()


def test_it_asks_as_much_however_many_mails_there_are(well: Cast) -> None:
    client = well.client("admin")
    with queries_of_database() as few:
        get(client, "/settings/health")
    mails(waiting=20, failed=20)
    with queries_of_database() as many:
        get(client, "/settings/health")
    assert len(many) == len(few)


def test_moments_are_those_of_the_last_run(cast: Cast) -> None:
    with transaction():
        services.take("mail", "one", MINUTE, at=NOON)
        services.finish("mail", "one", at=NOON)
    page = get(cast.client("admin"), "/settings/health")
    assert page.texts("//section[@aria-labelledby='h-jobs']//tbody/tr/td[1]") == ["01/04/2021 12:00"]
