import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import FEATURES, PLUMBING, ROOMS, ROOT, Source, is_kind, none_of, planted, tracker

OUTSIDE = {"config", "wsgi", "tasks", "migrations", "deploy", "tests"}
WITHOUT_FLASK = ("models", "policy", "queries", "services", "outline")
ALLOWED_FROM_FLASK = {"flask_login.UserMixin"}
ONLY_IN = {
    "smtplib": "tracker.mail.transport",
    "docx": "tracker.docx",
    "openpyxl": "tracker.sheets",
    "resvg_py": "tracker.docx",
    "icalendar": "tracker.calendar",
    "holidays": "tracker.calendar",
    "apscheduler": "tracker.scheduler",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter, with the contract of pyproject.toml, on the package `tracker` in a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"]
    config = ["--config", str(ROOT / "pyproject.toml")]
    return subprocess.run([*command, *config], cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_down_the_house() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nWhat combines two features lives in the upper one."


def test_the_contract_sees_an_import_that_goes_up(tmp_path: Path) -> None:
    for floor in ("meetings", "organisations", "core"):
        (tmp_path / "tracker" / floor).mkdir(parents=True)
        (tmp_path / "tracker" / floor / "__init__.py").touch()
    (tmp_path / "tracker" / "__init__.py").touch()
    (tmp_path / "tracker" / "meetings" / "models.py").write_text("from tracker.organisations import models\n")
    (tmp_path / "tracker" / "organisations" / "models.py").write_text("from tracker.core import clock\n")
    (tmp_path / "tracker" / "core" / "clock.py").touch()
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "tracker" / "core" / "clock.py").write_text("from tracker.meetings import models\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert "tracker.core.clock -> tracker.meetings.models" in done.stdout


def test_the_contract_sees_a_floor_that_is_not_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "tracker" / "cellar").mkdir(parents=True)
    for package in ("tracker", "tracker/cellar"):
        (tmp_path / package / "__init__.py").touch()
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert "cellar" in done.stdout + done.stderr


# Where an import stands


def misplaced(file: Source) -> Iterator[str]:
    """Imports anywhere but at the top of the file, relative ones, and those that leave the package upward."""
    top = {id(statement) for statement in file.tree.body}
    for node, name in file.imports():
        if id(node) not in top:
            yield f"{file.at(node)}: {name} is imported inside a block; imports stand at the top, whatever they cost"
        if name.startswith("."):
            yield f"{file.at(node)}: {name} is relative; write it in full, from tracker.…"
        if name.split(".")[0] in OUTSIDE:
            yield f"{file.at(node)}: {name} stands outside the package; what the tracker is told comes in as arguments"


def test_imports_stand_at_the_top_and_stay_in_the_house() -> None:
    none_of(line for file in tracker() for line in misplaced(file))


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    import os\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tracker.core import db\n",
        "try:\n    import lxml\nexcept ImportError:\n    pass\n",
        "from . import models\n",
        "from config import Config\n",
        "import tasks\n",
    ],
)
def test_a_misplaced_import_is_seen(text: str) -> None:
    assert list(misplaced(planted("tracker.meetings.queries", text)))


# Rooms of a feature


def neighbours(files: tuple[Source, ...]) -> dict[str, set[str]]:
    """For each module of the package the modules that it imports."""
    known = {file.module for file in files}
    found: dict[str, set[str]] = {file.module: set() for file in files}
    for file in files:
        for _, name in file.imports():
            target = name if name in known else name.rsplit(".", 1)[0]
            if target in known and target != file.module:
                found[file.module].add(target)
    return found


def rooms_upward(files: tuple[Source, ...]) -> Iterator[str]:
    """Imports inside one feature that go up the rooms, also by way of rooms that are named by their topic."""
    by_name = {file.module: file for file in files}
    graph = neighbours(files)
    for file in files:
        if file.rank is None or file.floor not in FEATURES:
            continue
        seen: set[str] = set()
        waiting: list[tuple[str, tuple[str, ...]]] = [(target, (file.module, target)) for target in graph[file.module]]
        while waiting:
            target, way = waiting.pop()
            other = by_name[target]
            if target in seen or other.floor != file.floor:
                continue
            seen.add(target)
            if other.rank is None:
                waiting += [(further, (*way, further)) for further in graph[target]]
            elif other.rank < file.rank:
                order = " → ".join("/".join(names) for names in ROOMS)
                yield f"{file.path}: {' → '.join(way)} goes up; rooms import down: {order}"


def circles(files: tuple[Source, ...]) -> Iterator[str]:
    """Modules that import each other, directly or through others."""
    graph = neighbours(files)
    for start in graph:
        seen: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            target = waiting.pop()
            if target == start:
                yield f"{start} imports itself through its neighbours; put what both need into a room below"
                break
            if target not in seen:
                seen.add(target)
                waiting += graph[target]


def test_rooms_import_down() -> None:
    none_of(rooms_upward(tracker()))


def test_no_circles() -> None:
    none_of(circles(tracker()))


def test_a_room_that_imports_up_is_seen_also_through_a_topic() -> None:
    models = planted("tracker.meetings.models", "from tracker.meetings import planning\n")
    planning = planted("tracker.meetings.planning", "from tracker.meetings.queries_lists import due\n")
    queries = planted("tracker.meetings.queries_lists", "")
    found = list(rooms_upward((models, planning, queries)))
    assert len(found) == 1
    assert "tracker.meetings.models → tracker.meetings.planning → tracker.meetings.queries_lists" in found[0]
    assert list(rooms_upward((planning, queries))) == []


def test_a_circle_is_seen() -> None:
    one = planted("tracker.meetings.models", "from tracker.meetings import words\n")
    other = planted("tracker.meetings.words", "from tracker.meetings.models import Meeting\n")
    assert len(list(circles((one, other)))) == 2
    assert list(circles((one, planted("tracker.meetings.words", "")))) == []


# Libraries


def from_flask(files: tuple[Source, ...]) -> Iterator[str]:
    """Flask where there is no request: in the lower rooms, in docx, and in the rooms that these import."""
    by_name = {file.module: file for file in files}
    graph = neighbours(files)
    bound = [file.module for file in files if _is_bound(file)]
    seen: set[str] = set()
    while bound:
        module = bound.pop()
        if module in seen or by_name[module].floor in {"core", ""}:
            continue
        seen.add(module)
        bound += graph[module]
        file = by_name[module]
        for node, name in file.imports():
            if name.split(".")[0].startswith("flask") and name not in ALLOWED_FROM_FLASK:
                yield f"{file.at(node)}: {name}; the request stays in views, commands and forms; hand down its facts"


def _is_bound(file: Source) -> bool:
    lower = any(is_kind(file.room, kind) for kind in WITHOUT_FLASK)
    return file.floor == "docx" or (lower and file.floor in FEATURES + PLUMBING)


def strangers(file: Source) -> Iterator[str]:
    """Libraries outside the one room that may know them."""
    for node, name in file.imports():
        home = ONLY_IN.get(name.split(".")[0])
        if home and file.module != home and not file.module.startswith(f"{home}."):
            yield f"{file.at(node)}: {name.split('.')[0]} is known in {home} only; ask that room"


def test_no_request_below_the_views() -> None:
    none_of(from_flask(tracker()))


def test_each_library_stays_in_its_room() -> None:
    none_of(line for file in tracker() for line in strangers(file))


@pytest.mark.parametrize(
    "module", ["tracker.meetings.services", "tracker.minutes.outline", "tracker.docx.writer", "tracker.audit.models"]
)
def test_flask_in_a_lower_room_is_seen(module: str) -> None:
    assert list(from_flask((planted(module, "from flask import request\n"),)))
    assert list(from_flask((planted(module, "import flask_login\n"),)))
    assert not list(from_flask((planted(module, "from flask_login import UserMixin\n"),)))


def test_flask_behind_a_topic_is_seen() -> None:
    planning = planted("tracker.meetings.planning", "from flask import g\n")
    services = planted("tracker.meetings.services", "from tracker.meetings.planning import plan\n")
    assert not list(from_flask((planning,)))
    assert list(from_flask((planning, services)))


def test_a_library_outside_its_room_is_seen() -> None:
    assert list(strangers(planted("tracker.mail.delivery", "import smtplib\n")))
    assert list(strangers(planted("tracker.minutes.outline", "from docx.shared import Pt\n")))
    assert not list(strangers(planted("tracker.mail.transport", "import smtplib\n")))
    assert not list(strangers(planted("tracker.meetings.services", "from tracker.docx import writer\n")))
