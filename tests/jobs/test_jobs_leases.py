import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from applications import KEY, NOON, dispose
from flask import Flask
from sqlalchemy import select, update
from together import at_once

import config
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.jobs import jobs_leased, queries, services
from tracker.jobs.jobs_leased import Keeper
from tracker.jobs.models import JobRun
from tracker.organisations.models import Organisation

MINUTE = timedelta(minutes=1)


def take(name: str, lease: str, at: datetime) -> bool:
    with transaction():
        return services.take(name, lease, MINUTE, at=at)


def the_run(name: str = "mail") -> JobRun:
    session.rollback()
    return session.scalars(select(JobRun).where(JobRun.name == name)).one()


@pytest.mark.usefixtures("either_app")
def test_one_has_it_until_it_is_given_back() -> None:
    assert take("mail", "one", NOON)
    assert not take("mail", "two", NOON)
    assert take("other", "two", NOON)
    with transaction():
        assert not services.finish("mail", "two", at=NOON)
        assert services.finish("mail", "one", at=NOON + MINUTE)
    run = the_run()
    assert (run.lease, run.leased_until, run.began_at, run.ended_at) == (None, None, NOON, NOON + MINUTE)
    assert (run.failed_at, run.trouble) == (None, "")
    assert take("mail", "two", NOON + MINUTE)


@pytest.mark.usefixtures("either_app")
def test_who_falls_silent_loses_it_and_changes_nothing_any_more() -> None:
    assert take("mail", "one", NOON)
    assert not take("mail", "two", NOON + MINUTE)
    late = NOON + 2 * MINUTE
    assert take("mail", "two", late)
    with transaction():
        assert not services.beat("mail", "one", MINUTE, at=late)
        assert not services.finish("mail", "one", "Late", at=late)
    run = the_run()
    assert (run.lease, run.leased_until, run.trouble) == ("two", late + MINUTE, "")


@pytest.mark.usefixtures("either_app")
def test_a_sign_of_life_keeps_it() -> None:
    assert take("mail", "one", NOON)
    with transaction():
        assert services.beat("mail", "one", MINUTE, at=NOON + MINUTE)
    assert not take("mail", "two", NOON + MINUTE * 1.5)
    assert the_run().beat_at == NOON + MINUTE


@pytest.mark.usefixtures("either_app")
def test_trouble_is_told_until_a_run_ends_well() -> None:
    for number, trouble in enumerate(("KeyError", "")):
        at = NOON + number * MINUTE
        assert take("mail", "one", at)
        with transaction():
            services.finish("mail", "one", trouble, at=at)
        assert (the_run().trouble, the_run().failed_at, the_run().ended_at) == (trouble, NOON, at)


def test_many_at_once_and_one_has_it(either_app: Flask) -> None:
    taken = at_once(either_app, [lambda each=str(n): take("mail", each, NOON) for n in range(16)])  # type: ignore[misc]
    assert sorted(taken) == [False] * 15 + [True]
    assert the_run().lease == str(taken.index(True))


def test_many_first_signs_of_life_make_one_row(either_app: Flask) -> None:
    at_once(either_app, [Keeper().beat] * 8)
    at = queries.last_beat()
    assert at is not None
    assert clock.now() - at < MINUTE
    assert [run.name for run in queries.rows()] == [queries.SCHEDULER]


def lapse(name: str) -> None:
    """As if whoever has it had been silent for long."""
    with transaction() as current:
        current.execute(update(JobRun).where(JobRun.name == name).values(leased_until=NOON))
    dispose()


# Running under a lease


@pytest.mark.usefixtures("either_app")
def test_a_job_runs_and_is_given_back() -> None:
    seen: list[str | None] = []
    keeper = Keeper()
    assert keeper.run("mail", lambda: seen.append(the_run().lease))
    assert seen[0]
    assert (the_run().lease, the_run().trouble) == (None, "")
    assert the_run().ended_at is not None


@pytest.mark.usefixtures("app")
def test_a_job_that_runs_elsewhere_is_left_alone() -> None:
    other: list[bool] = []
    Keeper().run("mail", lambda: other.append(Keeper().run("mail", lambda: other.append(True))))
    assert other == [False]


@pytest.mark.usefixtures("app")
def test_of_an_error_the_kind_is_kept_and_not_its_words() -> None:
    def job() -> None:
        session.add(Organisation(short_name="half done"))
        raise RuntimeError("secret")

    with pytest.raises(RuntimeError, match="secret"):
        Keeper().run("mail", job)
    run = the_run()
    assert (run.trouble, run.lease, run.failed_at) == ("RuntimeError", None, run.ended_at)
    assert session.scalar(select(Organisation.id)) is None


@pytest.mark.usefixtures("either_app")
def test_a_beat_keeps_what_runs_here_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_leased, "LEASE", MINUTE)
    keeper = Keeper()
    ends: list[datetime | None] = []
    take("other", "elsewhere", NOON)

    def job() -> None:
        monkeypatch.setattr(jobs_leased, "LEASE", 10 * MINUTE)
        keeper.beat()
        ends.extend([the_run().leased_until, the_run("other").leased_until])

    keeper.run("mail", job)
    assert ends[0] is not None
    assert ends[0] - clock.now() > 9 * MINUTE
    assert ends[1] == NOON + MINUTE
    monkeypatch.setattr(jobs_leased, "LEASE", MINUTE)
    keeper.beat()
    assert the_run().lease is None


# Processes of their own

WORKER = """
import sys, time
from pathlib import Path
from tracker.jobs.jobs_leased import Keeper
from wsgi import app

log, me, lasts, until = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), time.monotonic() + float(sys.argv[4])

def job():
    with log.open("a") as file:
        print(me, "begins", file=file, flush=True)
        time.sleep(lasts)
        print(me, "ends", file=file, flush=True)

print("ready", flush=True)
keeper = Keeper()
with app.app_context():
    while time.monotonic() < until:
        keeper.run("slow", job)
        time.sleep(0.01)
"""


def worker(app: Flask, log: Path, name: str, lasts: float, stays: float) -> subprocess.Popen[str]:
    """A process that runs the job again and again, whenever it may."""
    settings = {
        "TRACKER_INSTANCE": app.instance_path,
        "TRACKER_SECRET_KEY": KEY,
        "TRACKER_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-c", WORKER, str(log), name, str(lasts), str(stays)]
    return subprocess.Popen(
        command, env=os.environ | settings, cwd=Path(config.__file__).parent, stdout=subprocess.PIPE, text=True
    )


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def test_two_processes_take_turns_and_a_killed_one_is_replaced(either_app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "log"
    dispose()
    with worker(either_app, log, "one", 60, 60) as first:
        for _ in range(200):
            if lines(log):
                break
            time.sleep(0.1)
        first.kill()
        first.wait(10)
    assert lines(log) == ["one begins"]
    assert not take("slow", "too early", clock.now())
    lapse("slow")
    with worker(either_app, log, "two", 0.02, 2) as second, worker(either_app, log, "three", 0.02, 2) as third:
        assert (second.wait(30), third.wait(30)) == (0, 0)
    after = lines(log)[1:]
    assert {line.split()[0] for line in after} == {"two", "three"}
    assert len(after) >= 8
    for begin, end in zip(after[::2], after[1::2], strict=True):
        assert (begin.split()[1], end) == ("begins", begin.replace("begins", "ends"))
