from contextvars import Context
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from cast import Cast
from followed import agreed, figures, followed, number
from pages import get, queries_of_database

from tracker.dashboard.cockpit_tables import FIGURES
from tracker.dashboard.measures import Measure, Summary

__all__ = ["followed"]  # a fixture

ROWS = "/follow-up/rows"


def book(cast: Cast, address: str, who: str = "management", language: Any = "en") -> openpyxl.Workbook:
    answer = Context().run(cast.client(who, language).get, address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=follow-up-")
    return openpyxl.load_workbook(BytesIO(answer.data))


def table(made: openpyxl.Workbook, title: str) -> list[tuple[Any, ...]]:
    return list(made[title].iter_rows(values_only=True))


def test_a_row_says_who_until_when_and_how_late(cast: Cast) -> None:
    action = agreed(cast)
    reference = action.reference
    page = get(cast.client("management"), f"{ROWS}?measure=open")
    assert page.heading == "Open"
    assert page.text("//main/p[2]") == Measure.OPEN.told.en
    assert page.text("//p[@role='status']") == "1 task"
    row = page.text("//tbody/tr")
    assert row.startswith(f"{reference} Count the reports NPA 01/04/2021 30/04/2021")
    assert page.text("//td[@data-label='State']").endswith("days late")
    row = get(cast.client("management"), f"{ROWS}?measure=open&as_of=02/04/2021").text("//tbody/tr")
    assert "30/04/2021 not yet begun" in row
    assert page.links("//tbody//th//a")[f"{reference} Count the reports"] == f"/actions/{action.id}"
    get(cast.client("npa"), ROWS, 403)


def test_the_rows_come_in_pages_and_lead_back_with_all_that_was_asked(followed: Cast) -> None:
    client = followed.client("management")
    page = get(client, f"{ROWS}?measure=agreed&group=g1")
    assert len(page.root.xpath("//tbody/tr")) == 50
    back = page.links("//nav[@aria-label='Where this is']//a")["Follow-up of conclusions"]
    assert back == "/follow-up?group=g1"
    second = get(client, f"{ROWS}{page.links()['Next']}")
    assert second.root.xpath("//tbody/tr/th//a/@href")[0] not in page.root.xpath("//tbody/tr/th//a/@href")
    assert get(client, f"{ROWS}?measure=nonsense").heading == "Open"
    nothing = get(client, f"{ROWS}?measure=late&as_of=01/01/2000")
    assert nothing.text("//div[@class='empty']").startswith("No task is like that.")


def test_the_rows_of_one_organisation_lead_to_the_figures_of_all_of_the_same_day(followed: Cast) -> None:
    client, words = followed.client("management"), "Figures of all organisations"
    narrow = get(client, f"{ROWS}?measure=late&group=g1&as_of=31/12/2020&organisation=0&kind=general&late_for=5")
    assert narrow.links()[words] == "/follow-up?as_of=2020-12-31&group=g1#h-organisations"
    assert words not in get(client, f"{ROWS}?measure=late&group=g1&as_of=31/12/2020").links()


@pytest.mark.parametrize("asked", ["", "group=g1", "as_of=31/12/2020", "period=2020-Q1"])
def test_what_is_worked_out_of_the_rows_stands_above_them_too(followed: Cast, asked: str) -> None:
    client = followed.client("management")
    names = {each.called.en for each in Summary}
    whole = list(figures(get(client, f"/follow-up?{asked}")))[: len(FIGURES.whole)]
    told = [(name, count, address) for name, count, address in whole if name in names and count]
    assert told
    for name, count, address in told:
        above = get(client, address).texts("//main/p[not(@role)]/span")
        assert [number(each.removeprefix(f"{name}: ")) for each in above if each.startswith(name)] == [count]


def test_late_rows_show_their_window_and_since_when(followed: Cast) -> None:
    page = get(followed.client("management"), f"{ROWS}?measure=late&group=g1&as_of=31/12/2020")
    rows = page.root.xpath("//tbody/tr")
    assert rows
    for row in rows:
        assert "late" in row.xpath("string(td[@data-label='State'])")
        assert row.xpath(".//*[local-name()='rect' and @class='bars-late']")


def test_the_rows_ask_the_database_as_often_for_few_as_for_many(followed: Cast) -> None:
    client, sent = followed.client("management"), []
    for asked in ("measure=late&as_of=30/09/2019", "measure=agreed"):
        get(client, f"{ROWS}?{asked}")
        with queries_of_database() as queries:
            get(client, f"{ROWS}?{asked}")
        sent.append(len(queries))
    assert sent[0] == sent[1], sent


def test_the_workbook_says_what_the_page_says(followed: Cast) -> None:
    page = get(followed.client("management"), "/follow-up?group=g1&as_of=31/12/2020")
    made = book(followed, "/follow-up.xlsx?group=g1&as_of=31/12/2020")
    assert made.sheetnames == [
        "Together", "By organisation", "By kind", "How old is what is open", "Quarter by quarter", "Standards by stage",
        "Days in stage", "Minutes", "Attendance by organisation", "Special meetings", "Carried over", "What was asked",
    ]  # fmt: skip
    whole = {row[0]: row[1] for row in table(made, "Together")[1:]}
    assert whole == {name: count for name, count, _ in list(figures(page))[: len(FIGURES.whole)]}
    by_organisation = table(made, "By organisation")
    assert by_organisation[0][1:] == tuple(whole)
    late = by_organisation[0].index("Late")
    assert sum(row[late] for row in by_organisation[1:]) == whole["Late"]
    assert table(made, "What was asked")[-1][0] == "as of 31/12/2020"
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in made.worksheets)


def test_the_rows_as_a_workbook_are_those_of_the_page(followed: Cast) -> None:
    asked = "measure=done&group=g1&as_of=31/12/2020"
    page = get(followed.client("management"), f"{ROWS}?{asked}")
    made = book(followed, f"/follow-up/rows.xlsx?{asked}")
    assert made.sheetnames == ["Done", "What was asked"]
    heading, *rows = table(made, "Done")
    assert f"{len(rows)} tasks" == page.text("//p[@role='status']")
    references = [row[0] for row in rows][:50]
    assert references == page.texts("//tbody/tr/th/a/span[1]")
    assert all(row[heading.index("Days until done")] >= 0 for row in rows)


def test_in_lao_the_workbook_is_lao(followed: Cast) -> None:
    made = book(followed, "/follow-up.xlsx?group=g1", language="lo")
    assert not [name for name in made.sheetnames if name.isascii()]


def test_a_text_that_looks_like_a_formula_stays_a_text(cast: Cast) -> None:
    agreed(cast, "=1+1")
    sheet = book(cast, "/follow-up/rows.xlsx?measure=agreed").worksheets[0]
    cell = sheet["D2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
