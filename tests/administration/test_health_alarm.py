from datetime import timedelta
from pathlib import Path

import pytest
from applications import dispose
from cast import Cast
from mailing import put
from pages import get, queries_of_database, speaks
from sqlalchemy import update

from tracker.administration.backups import name_at
from tracker.core import clock
from tracker.core.db import transaction
from tracker.jobs import services
from tracker.jobs.jobs_leased import Keeper
from tracker.mail.models import MailState, OutgoingMail

MINUTE = timedelta(minutes=1)
ALARM = "//div[contains(@class, 'alarm')]//*[@aria-live='polite']"


@pytest.fixture
def well(cast: Cast) -> Cast:
    Keeper().beat()
    return cast


def beaten(ago: timedelta) -> None:
    with transaction():
        services.live("scheduler", at=clock.now() - ago)


def a_backup(cast: Cast, age: timedelta) -> None:
    folder = Path(cast.app.config["TRACKER_BACKUPS"])
    folder.mkdir(exist_ok=True)
    (folder / name_at(clock.now() - age, ".sqlite")).write_text("x")


def a_failed_mail() -> None:
    mail_id = put("failed")
    with transaction() as current:
        current.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(state=MailState.FAILED))


def said(cast: Cast, who: str = "admin", address: str = "/meetings") -> list[str]:
    return get(cast.client(who), address).texts(ALARM)


def test_while_all_is_well_nothing_is_said(well: Cast) -> None:
    assert said(well) == []


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        (4, []),
        (6, ["The scheduler has been silent for 6 minutes: no mail is sent. See how the tracker is"]),
    ],
)
def test_a_late_tick_is_told_on_every_page_and_goes_with_the_next_one(
    cast: Cast, silent: int, words: list[str]
) -> None:
    beaten(silent * MINUTE)
    assert said(cast) == words
    assert said(cast, address="/documents") == words
    Keeper().beat()
    assert said(cast) == []


def test_where_nobody_keeps_the_timetable_it_is_told_unless_another_is_to(cast: Cast) -> None:
    assert said(cast) == ["Nobody keeps the timetable: no mail is sent. See how the tracker is"]
    cast.app.config["TRACKER_SCHEDULER"] = False
    assert said(cast) == []
    beaten(6 * MINUTE)
    assert said(cast) != []


def test_an_old_backup_is_told_and_goes_with_the_next_one(well: Cast) -> None:
    a_backup(well, timedelta(hours=49))
    day = clock.day_of(clock.now() - timedelta(hours=49))
    assert said(well) == [f"The newest backup is of {day:%d/%m/%Y}. See how the tracker is"]
    a_backup(well, timedelta(hours=47))
    assert said(well) == []


def test_a_first_backup_that_failed_is_told(well: Cast) -> None:
    with transaction():
        services.take("backup", "one", MINUTE, at=clock.now())
        services.finish("backup", "one", "ProgramMissing", at=clock.now())
    assert said(well) == ["No backup could be made yet. See how the tracker is"]
    page = get(well.client("admin"), "/settings/health")
    assert "pg_dump and pg_restore are not found." in page.text("//main")


def test_a_mail_that_failed_is_told_and_the_link_leads_on(well: Cast) -> None:
    a_failed_mail()
    page = get(well.client("admin"), "/meetings")
    assert page.texts(ALARM) == ["1 mail could not be sent. See how the tracker is"]
    assert page.links(f"{ALARM}//a") == {"See how the tracker is": "/settings/health"}
    assert get(speaks(well.client("admin"), "lo"), "/meetings").texts(ALARM) != []
    assert said(well, address="/settings/health") == []  # the page itself says it all


@pytest.mark.parametrize("who", ["chair", "npa", "management", "party"])
def test_others_see_and_pay_nothing(cast: Cast, who: str) -> None:
    a_failed_mail()
    client = cast.client(who)
    get(client, "/meetings")
    with queries_of_database() as sent:
        assert get(client, "/meetings").texts(ALARM) == []
    assert not [each for each in sent if "job_run" in each or "outgoing_mail" in each]


def test_administrators_pay_one_query(well: Cast) -> None:
    client = well.client("admin")
    get(client, "/settings")
    with queries_of_database() as sent:
        get(client, "/settings")
    assert len([each for each in sent if "job_run" in each or "outgoing_mail" in each]) == 1


def test_a_page_of_an_error_asks_nothing(cast: Cast) -> None:
    client = cast.client("admin")
    with queries_of_database() as sent:
        assert get(client, "/nowhere", 404).texts(ALARM) == []
    assert not [each for each in sent if "job_run" in each]
    dispose()
