import ast
from collections.abc import Iterator

import pytest
from sources import FEATURES, ROOT, Source, docstrings, is_kind, none_of, planted, source, tracker

OPENS = ("views", "commands", "jobs")
CLOCKS = {
    f"{place}.{name}"
    for place, names in {
        "datetime.datetime": ("now", "utcnow", "today"),
        "datetime.date": ("today",),
        "time": ("time", "time_ns", "localtime", "gmtime", "ctime"),
        "sqlalchemy.func": ("now", "current_timestamp", "current_date", "localtimestamp", "sysdate"),
        "sqlalchemy.sql.func": ("now", "current_timestamp", "current_date", "localtimestamp"),
        "sqlalchemy.sql.expression.func": ("now", "current_timestamp", "current_date", "localtimestamp"),
    }.items()
    for name in names
}
TOLD = ("forms", "services", "mails", "queries", "policy", "models")
LOCKERS = {"tracker.meetings.services", "tracker.exchange.loading"}  # a file is loaded with all that it may replace
CLOCK_WORDS = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "LOCALTIMESTAMP", "now()", "datetime('now'", "date('now'")


def commits(file: Source) -> Iterator[str]:
    """Calls of commit() outside core/db.py."""
    if file.module == "tracker.core.db":
        return
    for node in file.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"{file.at(node)}: commit() stands in core/db.py only; open `with transaction():` in the view"


def transactions(file: Source) -> Iterator[str]:
    """Calls of transaction() where neither a request, nor a command, nor a job begins."""
    if any(is_kind(file.room, kind) for kind in OPENS) or file.module in {"tracker.core.db", "tracker.mail.delivery"}:
        return
    for node in file.nodes:
        if isinstance(node, ast.Call) and file.full_name(node.func).endswith("core.db.transaction"):
            yield f"{file.at(node)}: transaction() is opened by views, commands, jobs and mail/delivery only"


def clocks(file: Source) -> Iterator[str]:
    """Readings of the time, in Python or by the database, outside core/clock.py."""
    if file.module == "tracker.core.clock":
        return
    spoken = docstrings(file.tree)
    for node in file.nodes:
        name = file.full_name(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        told = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
        word = next((word for word in CLOCK_WORDS if word in str(node.value)), "") if told else ""  # type: ignore[attr-defined]
        if name in CLOCKS or word:
            yield f"{file.at(node)}: {name or word} reads the time; take it from core/clock, and hand the day down"


def days(file: Source) -> Iterator[str]:
    """Rooms that ask for the day themselves; whoever calls them passes it."""
    if file.floor not in FEATURES or not any(is_kind(file.room, kind) for kind in TOLD):
        return
    for node in file.nodes:
        if isinstance(node, ast.Call) and file.full_name(node.func) in {
            "tracker.core.clock.now",
            "tracker.core.clock.today",
        }:
            yield f"{file.at(node)}: a room of this kind is told the day; take it as an argument"


def locks(file: Source) -> Iterator[str]:
    """Places that lock the row of a meeting in a way of their own."""
    if file.module in LOCKERS:
        return
    for node in file.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "with_for_update":
            of = [file.full_name(each.value) for each in node.keywords if each.arg == "of"]
            if "tracker.meetings.models.Meeting" in of:
                yield f"{file.at(node)}: a meeting is locked by meetings.services.lock_meeting, with its group"


def test_core_db_holds_the_only_commit() -> None:
    none_of(line for file in tracker() for line in commits(file))


def test_only_callers_open_a_transaction() -> None:
    none_of(line for file in tracker() for line in transactions(file))


def test_only_the_clock_reads_the_time() -> None:
    migrations = [source(path) for path in sorted((ROOT / "migrations").rglob("*.py"))]
    none_of(line for file in (*tracker(), *migrations) for line in clocks(file))


def test_the_day_is_passed() -> None:
    none_of(line for file in tracker() for line in days(file))


def test_a_meeting_is_locked_in_one_way() -> None:
    none_of(line for file in tracker() for line in locks(file))


def test_a_room_that_asks_for_the_day_is_seen() -> None:
    text = "from tracker.core import clock\ntoday = clock.today()\n"
    assert list(days(planted("tracker.minutes.queries_answers", text)))
    assert not list(days(planted("tracker.minutes.views_answers", text)))


def test_a_lock_of_ones_own_is_seen() -> None:
    text = (
        "from tracker.meetings.models import Meeting\n"
        "select(Meeting).options(x).with_for_update(of=Meeting).execution_options()\n"
    )
    assert list(locks(planted("tracker.minutes.signing", text)))
    assert not list(locks(planted("tracker.meetings.services", text)))


def test_a_commit_is_seen() -> None:
    text = "def save(session): session.commit()\n"
    assert list(commits(planted("tracker.meetings.views", text)))
    assert not list(commits(planted("tracker.core.db", text)))


@pytest.mark.parametrize(
    "text",
    [
        "from tracker.core.db import transaction\nwith transaction(): pass\n",
        "from tracker.core import db\nwith db.transaction(): pass\n",
        "from tracker.core.db import transaction as write\nwith write(): pass\n",
    ],
)
def test_a_transaction_in_a_service_is_seen(text: str) -> None:
    assert list(transactions(planted("tracker.meetings.services", text)))
    assert not list(transactions(planted("tracker.meetings.views_attendance", text)))
    assert not list(transactions(planted("tracker.mail.delivery", text)))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()\n",
        "import datetime as dt\nx = dt.date.today()\n",
        "from datetime import date\nx = field(default_factory=date.today)\n",
        "import time\nx = time.time()\n",
        "from time import time as t\nx = t()\n",
        "from sqlalchemy import func\nx = func.now()\n",
        "import sqlalchemy as sa\nx = sa.func.current_timestamp()\n",
        "x = sa.text('CURRENT_TIMESTAMP')\n",
        "x = text(\"SELECT datetime('now')\")\n",
    ],
)
def test_a_reading_of_the_time_is_seen(text: str) -> None:
    assert list(clocks(planted("tracker.meetings.services", text)))


def test_the_clock_itself_and_measures_of_time_are_no_reading() -> None:
    assert not list(clocks(planted("tracker.core.clock", "from datetime import datetime\nx = datetime.now()\n")))
    allowed = '"""Never now()."""\nimport time\nfrom datetime import date\nx = time.monotonic(), date(2021, 3, 29)\n'
    assert not list(clocks(planted("tracker.meetings.services", allowed)))
