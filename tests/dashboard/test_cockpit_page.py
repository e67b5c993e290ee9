from collections.abc import Sequence
from contextvars import Context
from datetime import timedelta

import pytest
from cast import Cast
from followed import agreed, figures, followed
from pages import Page, get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.dashboard.cockpit_tables import FIGURES
from tracker.dashboard.measures import Measure, Summary
from tracker.groups.models import WorkingGroup

__all__ = ["followed"]  # a fixture

COCKPIT = "/follow-up"
MEASURES = {each.called.en for each in Measure}
SUMMARIES = {each.called.en for each in Summary}


def words(page: Page) -> list[str]:
    """What is asked, as the page says it."""
    return page.texts("//h1/following-sibling::p[1]/span")


def whole(page: Page) -> Sequence[tuple[str, float, str]]:
    """The figures of all together that are a number of rows."""
    return [each for each in list(figures(page))[: len(FIGURES.whole)] if each[0] in MEASURES]


@pytest.mark.parametrize("asked", ["?as_of=31/12/2020", "?kind=general&from_=01/02/2020&to=31/08/2020"])
def test_every_figure_leads_to_as_many_rows_as_it_says(followed: Cast, asked: str) -> None:
    client = followed.client("management")
    page = get(client, COCKPIT + asked)
    assert {name for name, _, _ in figures(page)} >= MEASURES - {Measure.LATER.called.en} | SUMMARIES
    for name, count, address in whole(page):
        told = get(client, address).text("//p[@role='status']")
        assert told == f"{count:.0f} task{'s' if count != 1 else ''}", f"{name}: {address}"


def test_organisations_quarters_and_ages_lead_to_their_rows_too(followed: Cast) -> None:
    client = followed.client("management")
    page = get(client, f"{COCKPIT}?group=g1")
    late = Measure.LATE.called.en
    for table in ("organisations", "ages", "trend", "kinds"):
        path = f"//section[@aria-labelledby='h-{table}']//td[@data-label='{late}']//a[contains(@href, 'measure=late')]"
        links = page.root.xpath(path)
        assert links, table
        for link in links[:4]:
            rows = get(client, link.get("href")).text("//p[@role='status']")
            assert rows.split()[0] == link.text_content().strip().replace(",", ""), link.get("href")


def test_each_figure_says_how_it_is_counted(followed: Cast) -> None:
    page = get(followed.client("management"), COCKPIT)
    told = dict(zip(page.texts("//dl[@class='how']/dt"), page.texts("//dl[@class='how']/dd"), strict=True))
    assert set(told) == {each.called.en for each in (*Measure, *Summary) if each != Measure.LATER}
    assert told["Late"] == Measure.LATE.told.en


def test_the_whole_stands_in_words_first(followed: Cast) -> None:
    page = get(followed.client("management"), COCKPIT)
    assert page.heading == "Follow-up of conclusions"
    assert words(page) == ["All groups", f"as of {short_date(clock.today())}"]
    said = page.text("//section[@aria-labelledby='h-whole']/p")
    named = {name: f"{count:,.0f}" for name, count, _ in list(figures(page))[: len(FIGURES.whole)]}
    assert said.startswith(f"Done: {named['Done']} of {named['Agreed']} tasks.")
    assert f"Open: {named['Open']}, of these late: {named['Late']}." in said


def test_organisations_with_most_that_is_late_come_first(followed: Cast) -> None:
    page = get(followed.client("management"), COCKPIT)
    rows = page.root.xpath("//section[@aria-labelledby='h-organisations']//tbody/tr")
    late = [int(row.xpath("string(td[@data-label='Late'])").replace(",", "")) for row in rows]
    assert late[:-1] == sorted(late[:-1], reverse=True)
    assert rows[-1].xpath("string(th)").strip() == "Nobody"
    assert all(len(row.xpath(".//*[local-name()='svg' and @aria-hidden='true']")) == 1 for row in rows)


def test_a_quarter_that_runs_says_until_which_day_it_is_told(followed: Cast) -> None:
    client, trend = followed.client("management"), "//section[@aria-labelledby='h-trend']"
    page = get(client, f"{COCKPIT}?as_of=2020-08-15")
    assert page.texts(f"{trend}//tbody/tr/th")[-2:] == ["Quarter 2, 2020", "Quarter 3, 2020, to 15/08"]
    said = "Quarter 3, 2020 is counted only to 15/08/2020; what stands beside it is a whole quarter."
    assert said in page.text(f"{trend}/p")
    assert page.texts(f"({trend}//ol)[1]/li")[-1] == "Q3to 15/08"
    over = get(client, f"{COCKPIT}?as_of=2020-09-30")
    assert over.texts(f"{trend}//tbody/tr/th")[-1] == "Quarter 3, 2020"
    assert "is counted only" not in over.text(f"{trend}/p")


def test_what_is_asked_stands_in_words_and_in_the_address(followed: Cast) -> None:
    client = followed.client("management")
    page = get(client, f"{COCKPIT}?group=g1&period=2020-Q2&kind=submission&organisation=0&as_of=30/06/2020")
    group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "g1")).one()
    assert words(page) == [
        group.name.en, "nobody responsible yet", "Submission", "agreed in Quarter 2, 2020", "as of 30/06/2020",
    ]  # fmt: skip
    chosen = {each.getparent().get("name"): each.get("value") for each in page.root.xpath("//option[@selected]")}
    assert chosen == {"group": "g1", "period": "2020-Q2", "kind": "submission", "organisation": "0"}
    assert page.root.xpath("//input[@name='as_of']/@value") == ["30/06/2020"]
    assert page.root.xpath("//details[summary[contains(., 'More')]]/@open")
    assert words(get(client, f"{COCKPIT}?from_=2020-02-01&to=31/3/2020"))[1] == "agreed from 01/02/2020 to 31/03/2020"
    assert words(get(client, f"{COCKPIT}?done=2020-Q4"))[1] == "done in Quarter 4, 2020"


def test_a_day_that_is_none_stays_and_is_explained(followed: Cast) -> None:
    client = followed.client("management")
    page = get(client, f"{COCKPIT}?as_of=31/02/2020&from_=soon")
    assert page.text("//div[@role='alert']").startswith("2 things are to be put right")
    assert page.root.xpath("//input[@name='from_']/@value") == ["soon"]
    assert page.root.xpath("//input[@name='as_of']/@aria-invalid") == ["true"]
    assert page.text("//p[@id='e-as_of']").startswith("Write the date as day/month/year")
    tomorrow = short_date(clock.today() + timedelta(days=1))
    assert "still to come" in get(client, f"{COCKPIT}?as_of={tomorrow}").text("//p[@id='e-as_of']")
    turned = get(client, f"{COCKPIT}?from_=02/01/2021&to=01/01/2021")
    assert "before the one" in turned.text("//p[@id='e-to']")


@pytest.mark.parametrize("day", ["0001-01-01", "31/12/1899"])
def test_a_day_of_no_calendar_of_ours_is_told_as_the_first_one(followed: Cast, day: str) -> None:
    client = followed.client("management")
    assert words(get(client, f"{COCKPIT}?as_of={day}"))[-1] == "as of 01/01/1900"
    for address in (f"{COCKPIT}/rows", f"{COCKPIT}.xlsx", f"{COCKPIT}/rows.xlsx", f"{COCKPIT}/page"):
        assert client.get(f"{address}?as_of={day}").status_code == 200


def test_a_chair_follows_his_own_group(followed: Cast) -> None:
    for who in ("chair", "secretary"):
        page = get(followed.client(who), COCKPIT)
        assert page.root.xpath("//select[@name='group']/option/@value") == ["", "im-twg"]
        assert page.root.xpath("//nav//a[@aria-current='page']/@href") == [COCKPIT]
        for address in (COCKPIT, f"{COCKPIT}/rows", f"{COCKPIT}.xlsx", f"{COCKPIT}/rows.xlsx"):
            get(followed.client(who), f"{address}?group=g1", 404)
            get(followed.client(who), f"{address}?group=nowhere", 404)
    assert len(get(followed.client("admin"), COCKPIT).root.xpath("//select[@name='group']/option")) == 5


@pytest.mark.parametrize("who", ["npa", "mag", "party", "translator"])
def test_others_may_not_look(cast: Cast, who: str) -> None:
    outsiders(cast)
    for address in (COCKPIT, f"{COCKPIT}/rows", f"{COCKPIT}.xlsx", f"{COCKPIT}/rows.xlsx"):
        get(cast.client(who), address, 403)
        assert Context().run(cast.client().get, address).status_code == 302
        assert Context().run(cast.client("management").post, address).status_code == 405
    assert COCKPIT not in get(cast.client(who), "/").links("//nav//a").values()


def test_an_empty_page_says_how_to_begin(cast: Cast) -> None:
    client = cast.client("management")
    page = get(client, COCKPIT)
    assert page.text("//div[@class='empty']").startswith("Nothing is counted yet.")
    assert not list(figures(page))
    of_a_group = get(client, f"{COCKPIT}?group=clearance-twg").text("//div[@class='empty']")
    assert of_a_group.startswith("Nothing is counted yet.")
    assert "No task is like that." in get(client, f"{COCKPIT}?kind=submission").text("//div[@class='empty']")
    agreed(cast)
    assert next(figures(get(client, COCKPIT)))[:2] == ("Agreed", 1)


def test_the_page_asks_the_database_as_often_for_few_as_for_many(followed: Cast) -> None:
    client = followed.client("management")
    sent = []
    for asked in ("as_of=31/08/2019", "", "period=2020-Q1&kind=general"):
        get(client, f"{COCKPIT}?{asked}")
        with queries_of_database() as queries:
            get(client, f"{COCKPIT}?{asked}")
        sent.append(len(queries))
    assert len(set(sent)) == 1, sent


def test_the_pictures_are_drawn_with_the_numbers_beside_them(followed: Cast) -> None:
    page = get(followed.client("management"), COCKPIT)
    lines = page.root.xpath("//figure[@class='trend']//*[local-name()='polyline']/@points")
    assert [len(line.split()) for line in lines] == [8, 8, 8, 8]
    assert len(page.root.xpath("//section[@aria-labelledby='h-trend']//tbody/tr")) == 8
    for picture in page.root.xpath("//main//*[local-name()='svg']"):
        hidden = picture.xpath("ancestor-or-self::*[@aria-hidden='true']")
        assert hidden
        assert not picture.xpath(".//*[local-name()='text']")


def test_in_lao_it_is_lao(followed: Cast) -> None:
    page = get(followed.client("management", "lo"), f"{COCKPIT}?group=g1&as_of=31/12/2020")
    assert page.heading == "ການປະຕິບັດມະຕິ"
    headings = page.texts("//main//h2")
    assert len(headings) >= 9
    assert not [each for each in headings if each.isascii()]
