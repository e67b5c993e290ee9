import json

import pytest
from click.testing import Result
from flask import Flask

from tracker.actions import commands
from tracker.core import clock


def flask(*arguments: str) -> Result:
    app = Flask(__name__)
    app.cli.add_command(commands.group)
    return app.test_cli_runner().invoke(args=["actions", "deadline", *arguments])


def test_json() -> None:
    result = flask("ອາທິດທີ 3 ຫາ ທີ 4 ຂອງເດືອນເມສາ 2021", "--on", "2021-03-29", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "words": "ອາທິດທີ 3 ຫາ ທີ 4 ຂອງເດືອນເມສາ 2021",
        "from": "2021-04-12",
        "by": "2021-04-25",
        "latest": "2021-05-02",
        "precision": "week",
        "basis": "fixed",
        "alternatives": [],
    }


def test_text() -> None:
    assert flask("by 04/05/2021", "--on", "29/03/2021").output.splitlines() == [
        "words:     by 04/05/2021",
        "from:      -",
        "by:        04/05/2021",
        "latest:    04/05/2021",
        "precision: day",
        "or:        by 05/04/2021",
    ]
    assert flask("next meeting", "--on", "2021-03-29").output.splitlines()[1] == "due:       at the next meeting"
    assert flask("some day", "--on", "2021-03-29").output.splitlines()[1] == "due:       no date can be read"


def test_today_where_no_date_is_given() -> None:
    assert json.loads(flask("today", "--format", "json").output)["by"] == clock.today().isoformat()


@pytest.mark.parametrize("on", ["2021-02-30", "03/29/2021", "yesterday", ""])
def test_a_bad_date_is_explained(on: str) -> None:
    result = flask("15 April", "--on", on)
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith(f"Error: --on {on}: ")
