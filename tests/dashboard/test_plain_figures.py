import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from busy_archive import BOTH, busy_app
from cast import Cast
from flask import Flask
from followed import followed, number
from lived import UNTIL
from pages import Page, get
from sqlalchemy import select

from tracker.actions.models import ActionKind
from tracker.actions.words import kind
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.dashboard import sheets
from tracker.dashboard.asked import Asked
from tracker.dashboard.cockpit_facts import told
from tracker.dashboard.cockpit_tables import FIGURES
from tracker.dashboard.counting import cockpit
from tracker.documents.models import Stage
from tracker.documents.words import stage_name
from tracker.organisations.models import Organisation

__all__ = ["followed"]  # a fixture

Table = list[tuple[Any, ...]]
QUESTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"as_of": UNTIL - timedelta(days=200)}, ["--as-of", str(UNTIL - timedelta(days=200))]),
    (
        {"as_of": UNTIL, "group": "g1", "kind": ActionKind.GENERAL, "from_": UNTIL - timedelta(days=500),
         "to": UNTIL - timedelta(days=40)},
        ["--as-of", str(UNTIL), "--group", "g1", "--kind", "general", "--from", str(UNTIL - timedelta(days=500)),
         "--to", str(UNTIL - timedelta(days=40))],
    ),
]  # fmt: skip
"""What is asked, and how a command says it."""


@pytest.fixture(scope="module", params=BOTH)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from busy_app(request, tmp_path_factory.mktemp("busy"))


def figures(app: Flask, *args: str) -> Any:
    done = app.test_cli_runner().invoke(args=["dashboard", "figures", "--format", "json", *args])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def workbook(asked: Asked) -> Mapping[str, Table]:
    """The rows of each sheet, days as scripts get them."""
    made = sheets.cockpit_file(cockpit(None, asked), told(None, asked), asked, [Bilingual.same("All")], "en")
    book = openpyxl.load_workbook(BytesIO(made))
    return {
        sheet.title: [tuple(map(plain, row)) for row in sheet.iter_rows(min_row=2, values_only=True)]
        for sheet in book.worksheets
    }


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else value


def rows(found: Sequence[Mapping[str, Any]], *names: str) -> Table:
    return [tuple(plain(each[name]) for name in names) for each in found]


def spoken(text: Mapping[str, str]) -> str:
    return text["en"] or text["lo"]


WHOLE = [each.value for each in FIGURES.whole]


def tasks_of(found: Any) -> Mapping[str, Table]:
    """What a script gets of tasks, as the sheets have it."""
    return {
        "Together": [(each.called.en, plain(found["whole"][each.value])) for each in FIGURES.whole],
        "By organisation": [
            (each["organisation"] or "Nobody", *(plain(each[name]) for name in WHOLE))
            for each in found["organisations"]
        ],
        "By kind": [
            (kind(ActionKind(each["kind"])).en, *(plain(each[name]) for name in WHOLE)) for each in found["kinds"]
        ],
        "How old is what is open": rows(found["ages"], "least", "most", "open", "late"),
        "Quarter by quarter": rows(found["trend"], "agreed", "done", "open", "late"),
    }


def facts_of(found: Any) -> Mapping[str, Table]:
    """What a script gets besides, as the sheets have it."""
    stages = [(stage_name(Stage(each["stage"])).en, each) for each in found["stages"]]
    special = [
        {
            **each, "text": spoken(each["text"]), "deadline": spoken(each["deadline"]),
            "organisations": ", ".join(each["organisations"]),
            "state": each["state"].replace("not_planned", "not planned yet"),
        }
        for each in found["special_meetings"]
    ]  # fmt: skip
    kinds = {"regular": "Regular meeting", "special": "Special meeting"}
    meetings = [{**each, "kind": kinds[each["kind"]]} for each in found["minutes"]["meetings"]]
    return {
        "Standards by stage": [
            (name, *row)
            for name, stage in stages
            for row in rows(
                [{**each, "title": spoken(each["title"])} for each in stage["standards"]],
                "code", "title", "held_by", "since", "until", "days", "days_late",
            )
        ],
        "Days in stage": [
            (name, *rows([each["finished"]], "times", "median_days", "longest_days")[0]) for name, each in stages
        ],
        "Minutes": rows(
            meetings, "reference", "group", "kind", "held_on", "circulated_on", "issued_on", "days_to_circulation",
            "days_to_issue", "days_not_circulated", "sent", "acknowledged",
        ),
        "Attendance by organisation": rows(
            found["attendance"]["organisations"], "organisation", "meetings", "of", "people"
        ),
        "Special meetings": rows(
            special, "reference", "group", "text", "organisations", "agreed_on", "deadline", "from", "to", "state",
            "planned_for", "held_on", "times_postponed", "days_late",
        ),
        "Carried over": [
            (reference, group, spoken(text), times, since)
            for reference, group, text, times, since in rows(
                found["carried_over"], "reference", "group", "text", "times", "since"
            )
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("asked", "args"), QUESTIONS)
def test_a_script_gets_every_figure_of_the_workbook(busy: Flask, asked: dict[str, Any], args: list[str]) -> None:
    today = clock.today()
    wanted = Asked(**{"today": today, "as_of": today, **asked})
    found, book = figures(busy, *args), workbook(wanted)
    mine = {**tasks_of(found), **facts_of(found)}
    assert book.keys() - mine.keys() == {"What was asked"}
    for title, table in mine.items():
        part = {"Quarter by quarter": slice(1, None), "Together": slice(2)}.get(title, slice(None))
        assert table == [row[part] for row in book[title]], title
        assert table, title
    assert [(each["year"], each["quarter"]) for each in found["trend"]] == [
        (int(row[0][:4]), int(row[0][6])) for row in book["Quarter by quarter"]
    ]
    assert found["as_of"] == wanted.as_of.isoformat()


def test_attendance_is_of_the_organisation_that_is_asked_for(busy: Flask) -> None:
    first = figures(busy)["attendance"]["organisations"][0]
    name = session.scalars(select(Organisation.short_name).where(Organisation.id == first["id"])).one()
    found = figures(busy, "--organisation", name)
    assert found["asked"] == {"organisation": first["id"]}
    assert found["attendance"]["organisations"] == [first]


def told_of(page: Page, heading: str) -> list[float]:
    """The numbers that stand beside a heading of the minutes."""
    said = page.text(f"//section[@aria-labelledby='h-minutes']//dt[.='{heading}']/following-sibling::dd[1]")
    return [number(word) for word in said.replace("(", "").split() if word.replace(".", "").replace(",", "").isdigit()]


@pytest.mark.parametrize("asked", [(), ("--group", "g1", "--as-of", "2020-12-31")])
def test_a_script_gets_what_the_page_works_out_of_minutes_too(followed: Cast, asked: tuple[str, ...]) -> None:
    minutes = figures(followed.app, *asked)["minutes"]
    page = get(followed.client("management"), "/follow-up?group=g1&as_of=31/12/2020" if asked else "/follow-up")
    for heading, key in (
        ("From the meeting to circulation", "to_circulation"), ("From the meeting to issue", "to_issue"),
    ):  # fmt: skip
        took = minutes[key]
        assert told_of(page, heading) == [took["median_days"], took["times"], took["longest_days"]]
    waiting = minutes["not_circulated"]
    longest = [waiting["longest_days"]] if waiting["times"] else []
    assert told_of(page, "Not circulated yet") == [waiting["times"], *longest]
    assert minutes["held"] == len(minutes["meetings"]) > 0
