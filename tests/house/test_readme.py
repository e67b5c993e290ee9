import json
import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask
from sources import ROOT, none_of

import tasks
from config import KNOWN
from deploy.bundle import PYTHONS
from deploy.vendor_assets import RECORD, VENDOR
from tracker.core.release import newest
from tracker.scheduler import TIMETABLE

README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")


def flask_commands(text: str) -> set[str]:
    """The commands of the tracker that a text names, such as 'meetings load'."""
    return set(re.findall(r"flask ([a-z]+ [a-z]+)", text))


def lost(text: str, root: click.Group) -> Iterator[str]:
    """Commands that a text names and that the tracker does not have."""
    with click.Context(root) as context:
        for command in sorted(flask_commands(text)):
            group, verb = command.split()
            found = root.get_command(context, group)
            if not isinstance(found, click.Group) or found.get_command(context, verb) is None:
                yield f"the README names `flask {command}`, which does not exist"


def test_the_settings_are_those_of_the_program() -> None:
    assert set(re.findall(r"^\| `(TRACKER_\w+)`", README, re.MULTILINE)) == KNOWN


def test_the_commands_exist(app: Flask) -> None:
    none_of(lost(README + CHANGELOG, app.cli))


def test_the_jobs_are_those_of_the_timetable() -> None:
    table = README.split("\n## What runs by itself\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE) == [entry.name for entry in TIMETABLE]


def test_the_tasks_exist() -> None:
    assert set(re.findall(r"tasks\.py ([a-z]+)", README)) <= set(tasks.COMMANDS)


def test_the_bundle_serves_the_pythons_it_promises() -> None:
    assert f"Python {', '.join(PYTHONS[:-1])} or {PYTHONS[-1]}" in README


def test_what_is_vendored_stands_with_its_licence() -> None:
    record = json.loads((VENDOR / RECORD).read_text("utf-8"))
    files = {name: each["licence"] for name, each in record.items() if not name.endswith(".txt")}
    rows = re.findall(r"^\| .*\(`tracker/static/vendor/(.+)`\) \| (.+) \|$", README, re.MULTILINE)
    for name, licence in files.items():
        assert [kind for pattern, kind in rows if re.fullmatch(pattern.replace("*", ".*"), name)] == [licence], name


def test_the_robot_calls_the_test_command_of_the_readme() -> None:
    last = (ROOT / ".ci" / "run").read_text("utf-8").strip().splitlines()[-1]
    assert last == "CI=true exec python3 tasks.py test"
    assert "```\npython3 tasks.py test\n```" in README


def test_the_changelog_tells_versions_with_their_days() -> None:
    heads = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert heads[0].startswith(newest(CHANGELOG))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ – \d{4}-\d\d-\d\d", head) for head in heads)
    assert len({head.split()[0] for head in heads}) == len(heads)  # each version is told of once
    assert set(re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE)) <= {"Added", "Changed", "Fixed"}


@pytest.mark.parametrize("text", ["`flask meetings burn`", "`flask nothing here`"])
def test_a_lost_command_is_seen(app: Flask, text: str) -> None:
    assert len(list(lost(text, app.cli))) == 1
