from contextvars import Context
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pages_made
import pytest
from cast import Cast
from followed import followed
from pages import get, queries_of_database, speaks

from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.dashboard import page_words, views_page
from tracker.dashboard.page import day_of, page_of, quarter_at
from tracker.dashboard.quarters import Quarter

__all__ = ["followed"]  # a fixture

PAGE = "/follow-up/page"
PAST = f"{PAGE}?period=2020-Q3"


def status(cast: Cast, who: str, address: str) -> int:
    return Context().run(cast.client(who).get, address).status_code


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2021, 7, 12), Quarter(2021, 2)), (date(2021, 8, 1), Quarter(2021, 3)),
        (date(2021, 9, 30), Quarter(2021, 3)), (date(2021, 1, 31), Quarter(2020, 4)),
    ],
)  # fmt: skip
def test_a_quarter_is_looked_at_from_its_second_month_on(today: date, quarter: Quarter) -> None:
    assert quarter_at(today) == quarter


def test_a_quarter_is_looked_at_as_of_its_last_day_or_of_today_while_it_runs() -> None:
    assert day_of(Quarter(2021, 2), date(2021, 7, 12)) == date(2021, 6, 30)
    assert day_of(Quarter(2021, 3), date(2021, 7, 12)) == date(2021, 7, 12)


def test_the_page_shows_a_quarter_in_english_alone(followed: Cast) -> None:
    page = get(followed.client("management"), PAST)
    assert page.heading == "Follow-up of conclusions, quarter 3, 2020"
    assert page.text("//article/header/p") == "All working groups · as of 30/09/2020"
    assert page.texts("//article//h2") == [
        "Decisions needed from management", "Late, by organisation", "Standards by stage", "Special meetings",
        "Change since last quarter", "Carried over three times or more",
    ]  # fmt: skip
    assert page.root.xpath("//article/@lang") == ["en"]
    assert not page.root.xpath("//article//*[@lang='lo'][contains(@class, 'gloss')]")


def test_a_lao_reader_reads_lao_with_english_beside(followed: Cast) -> None:
    page = get(speaks(followed.client("management"), "lo"), PAST)
    assert page.root.xpath("//article/@lang") == ["lo"]
    assert page.texts("//article//h2/*[contains(@class, 'gloss')]")[:2] == [
        "Decisions needed from management", "Late, by organisation",
    ]  # fmt: skip
    alone = get(speaks(followed.client("management"), "lo"), f"{PAST}&layout=lao")
    assert not alone.root.xpath("//article//*[contains(@class, 'gloss')]")


def test_its_figures_are_those_of_the_rows_that_they_lead_to(followed: Cast) -> None:
    client = followed.client("management")
    page = get(client, PAST)
    links = page.root.xpath("//article//td[contains(@class, 'num')]/a")
    assert len(links) > 8
    for link in [*links[:4], *links[-2:]]:
        told = get(client, link.get("href")).text("//p[@role='status']")
        assert told.split()[0] == link.text_content().strip(), link.get("href")


def test_every_link_of_the_sheet_leads_somewhere(followed: Cast) -> None:
    client = followed.client("management")
    for address in {each.get("href") for each in get(client, PAST).root.xpath("//article//a[strong]")}:
        get(client, address)


def test_another_day_is_asked_for_and_said(followed: Cast) -> None:
    page = get(followed.client("management"), f"{PAST}&as_of=15/08/2020&group=g1")
    assert page.text("//article/header/p").endswith("as of 15/08/2020")
    assert page.links("//a[contains(., 'Word')]")["Download Word"] == (
        "/follow-up/page.docx?group=g1&period=2020-Q3&layout=english&as_of=2020-08-15"
    )


@pytest.mark.parametrize("typed", ["31/02/2020", "soon", "31/12/2999"])
def test_a_day_that_there_is_not_is_explained_and_stays(followed: Cast, typed: str) -> None:
    page = get(followed.client("management"), f"{PAST}&as_of={typed}")
    assert page.texts("//*[@id='h-as_of']")[0]
    assert page.root.xpath("//input[@id='f-as_of']/@value") == [typed]
    assert page.text("//article/header/p").endswith("as of 30/09/2020")


def test_a_quarter_that_has_not_begun_is_refused_and_not_offered(followed: Cast) -> None:
    client = followed.client("management")
    for address in (f"{PAGE}?period=2999-Q1", "/follow-up/page.docx?period=2999-Q1"):
        answer = Context().run(client.get, address)
        assert answer.status_code == 422
        assert "Quarter 1, 2999 begins on 01/01/2999." in answer.text
    lao = Context().run(speaks(followed.client("management"), "lo").get, f"{PAGE}?period=2999-Q1")
    assert "ເລີ່ມວັນທີ" in lao.text
    offered = get(followed.client("management"), PAST).root.xpath("//select[@name='period']/option/@value")
    assert offered[0] == str(Quarter.holding(clock.today()))


def test_a_day_before_the_quarter_is_explained_and_stays(followed: Cast) -> None:
    page = get(followed.client("management"), f"{PAST}&as_of=30/06/2020")
    assert page.text("//*[@id='h-as_of']").startswith("Quarter 3, 2020 begins on 01/07/2020.")
    assert page.root.xpath("//input[@id='f-as_of']/@value") == ["30/06/2020"]
    assert page.text("//article/header/p").endswith("as of 30/09/2020")


def test_a_quarter_that_runs_says_so_beside_a_whole_one(followed: Cast) -> None:
    page = get(followed.client("management"), f"{PAST}&as_of=15/08/2020")
    assert page.texts("//section[@aria-labelledby='p-changes']//th[@scope='col']")[1:3] == [
        "Q2 2020", "Q3 2020 to 15/08",
    ]  # fmt: skip
    assert page.texts("//section[@aria-labelledby='p-changes']/p") == [
        "Quarter 3, 2020 is counted only to 15/08/2020; what stands beside it is a whole quarter."
    ]
    assert not get(followed.client("management"), PAST).root.xpath("//section[@aria-labelledby='p-changes']/p")
    lao = get(speaks(followed.client("management"), "lo"), f"{PAST}&as_of=15/08/2020&layout=lao")
    assert "Q3 2020 ຮອດ 15/08" in lao.text("//section[@aria-labelledby='p-changes']//thead")


@pytest.mark.parametrize("asked", ["period=2020-Q9", "layout=side-by-side", "period=%00&layout=%00"])
def test_what_the_address_says_wrongly_is_not_asked(followed: Cast, asked: str) -> None:
    page = get(followed.client("management"), f"{PAGE}?{asked}")
    today = clock.today()
    quarter = quarter_at(today)
    assert page.text("//article/header/p").endswith(f"as of {short_date(day_of(quarter, today))}")


def test_what_has_no_room_is_counted_and_leads_to_all_of_it(followed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page_of(None, None, Quarter(2020, 3), Quarter(2020, 3).last, clock.today())
    full = replace(pages_made.page(25, 8, 9, 9), today=whole.today, as_of=whole.as_of, quarter=whole.quarter)
    monkeypatch.setattr(views_page, "page_of", lambda *_: full)
    page = get(followed.client("management"), PAST)
    assert len(page.texts("//ol[@class='decisions']/li")) == 6
    more = page.texts("//section[@aria-labelledby='p-decisions']/p")
    assert more == [f"and 2 more: {full.decisions[6].what.en}; {full.decisions[7].what.en}"]
    links = page.links("//article//a[contains(., 'more') or contains(., 'others')]")
    asked = "as_of=2020-09-30&group=im-twg"
    assert links == {
        "6 others": f"/follow-up?{asked}#h-organisations", "and 5 more": f"/follow-up/carried-over?{asked}",
    }  # fmt: skip
    assert page.links("//section[@aria-labelledby='p-meetings']//a[contains(., 'more')]") == {
        "and 5 more": f"/follow-up/special-meetings?figure=of_quarter&quarter=2020-Q3&{asked}"
    }
    assert page.texts("//article/p")[-1] == page_words.elsewhere().en
    meetings = page.texts("//section[@aria-labelledby='p-meetings']/p")
    assert meetings[0] == "Asked for: 9 · held in the quarter: 3 · not held yet: 6"
    assert len(meetings) == 1 + 2 * 4 + 1


@pytest.mark.parametrize("suffix", ["", ".docx", ".xlsx"])
def test_who_may_not_follow_is_kept_out(followed: Cast, suffix: str) -> None:
    for who in ("npa", "mag", "translator", "party"):
        assert status(followed, who, f"/follow-up/page{suffix}") == 403, who
    assert status(followed, "", f"/follow-up/page{suffix}") in {302, 303, 401, 403}
    for who in ("chair", "secretary", "management", "admin"):
        assert status(followed, who, f"/follow-up/page{suffix}") == 200, who


def test_a_group_of_others_is_not_there(followed: Cast) -> None:
    for who, group, expected in (("chair", "im-twg", 200), ("chair", "g1", 404), ("admin", "g1", 200)):
        assert status(followed, who, f"{PAGE}?group={group}") == expected
        assert status(followed, who, f"/follow-up/page.docx?group={group}") == expected
    assert status(followed, "management", f"{PAGE}?group=nowhere") == 404


def test_who_leads_one_group_sees_its_page_at_once(followed: Cast) -> None:
    assert "Information Management" in get(followed.client("chair"), PAGE).text("//article/header/p")


def test_nothing_is_posted_to_it(followed: Cast) -> None:
    assert Context().run(followed.client("management").post, PAGE).status_code == 405


def test_it_is_taken_away_as_word_and_excel(followed: Cast) -> None:
    client = followed.client("management")
    word = Context().run(client.get, "/follow-up/page.docx?period=2020-Q3&layout=lao&group=g1")
    assert word.data.startswith(b"PK")
    assert "follow-up-g1-2020-Q3.lao.docx" in word.headers["Content-Disposition"]
    answer = Context().run(client.get, "/follow-up/page.xlsx?period=2020-Q3&group=g1&layout=english")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == [
        "Decisions needed", "Late, by organisation", "Standards by stage", "Special meetings",
        "Change since last quarter", "Carried over", "About this workbook",
    ]  # fmt: skip
    rows: list[Any] = list(book["Late, by organisation"].iter_rows(values_only=True))
    assert rows[0] == ("Organisation", "Open", "Late", "Not late", "Longest delay in days")
    assert all(open_ == late + rest for _, open_, late, rest, _ in rows[1:])
    assert len(rows) > 5


def test_a_machine_without_an_office_program_says_so(followed: Cast) -> None:
    answer = Context().run(followed.client("management").get, "/follow-up/page.pdf?period=2020-Q3")
    assert answer.status_code == 422
    assert "Take the Word file" in answer.text


def test_the_page_takes_as_many_queries_with_much_as_with_little(followed: Cast) -> None:
    counted = []
    for asked in ("group=im-twg", "group=g1", "group=g2"):
        session.expire_all()
        with queries_of_database() as queries:
            get(followed.client("admin"), f"{PAGE}?period=2020-Q3&{asked}")
        counted.append(len(queries))
    assert max(counted) - min(counted) <= 1, counted  # the stages of standards, where there are any
    assert max(counted) <= 35


def test_the_worst_stand_first_and_what_nobody_owns_last(followed: Cast) -> None:
    quarter = Quarter(2020, 3)
    page = page_of(None, None, quarter, quarter.last, clock.today())
    late = [each.counts.late for each in page.organisations if each.id is not None]
    assert late == sorted(late, reverse=True)
    assert all(each.counts.open for each in page.organisations)
    assert [each.id for each in page.organisations].index(None) == len(page.organisations) - 1
    assert page.whole.open == sum(each.counts.open for each in page.organisations)
