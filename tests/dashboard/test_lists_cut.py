"""Lists of which the follow-up shows the first rows lead to pages with all of them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from cast import Cast
from followed import followed as made
from later import Later
from lived import UNTIL
from pages import Page, get

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.dashboard import views_page
from tracker.dashboard.decisions import decisions, grounds
from tracker.dashboard.facts import CarriedOver, DecisionKind, Place
from tracker.dashboard.page import MOST_MEETINGS, page_of
from tracker.dashboard.quarters import Quarter

__all__ = ["made"]  # a fixture

LISTS = {"special": "/follow-up/special-meetings", "carried": "/follow-up/carried-over"}


@pytest.fixture(scope="module")
def followed(made: Cast) -> Cast:
    later = Later(Random(4), datetime(UNTIL.year, UNTIL.month, UNTIL.day, 3, tzinfo=UTC) + timedelta(days=60))  # noqa: S311  no secret
    for _ in range(16):
        later.do("ask for a special meeting")
    return made


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> list[CarriedOver]:
    """More that was carried over than is shown, and than a page of rows takes."""
    found = [
        CarriedOver(
            reference=f"G1-A-{number:03}", group="G1", text=Bilingual.same(f"Count the reports {number}"), times=3,
            since=date(2020, 1, 1), address=Place("action_list.index"),
        )
        for number in range(61)
    ]  # fmt: skip
    for room in ("tracker.dashboard.cockpit_facts", "tracker.dashboard.decisions", "tracker.dashboard.rows_behind"):
        monkeypatch.setattr(f"{room}.carried", lambda *_: found)
    return found


def counted(page: Page) -> int:
    return int(page.text("//p[@role='status']").split()[0])


def rows(page: Page) -> list[str]:
    return page.texts("//tbody/tr/th/a | //tbody/tr/th/span[@class='nowrap']/a")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_cut_leads_to_all_of_it(followed: Cast, often: list[CarriedOver], name: str) -> None:
    client = followed.client("management")
    page = get(client, "/follow-up?kind=general&from_=01/02/2020")
    section = f"//section[@aria-labelledby='h-{name}']"
    shown = [each.split()[0] for each in page.texts(f"{section}//tbody/tr/th/a | {section}//li/a")]
    ((said, address),) = page.links(f"{section}/p//a | {section}/div/p//a").items()
    assert len(shown) == 12
    assert address.startswith(f"{LISTS[name]}?kind=general&from_=2020-02-01")
    more, whole = map(int, re.findall(r"\d+", said))
    behind = get(client, address)
    assert (more + 12, whole) == (whole, counted(behind))
    assert rows(behind)[:12] == shown
    assert len(often) == 61


def test_the_rows_come_in_pages(followed: Cast, often: list[CarriedOver]) -> None:
    client = followed.client("management")
    first = get(client, f"{LISTS['carried']}?group=g1")
    assert (counted(first), len(rows(first))) == (61, 50)
    second = get(client, f"{LISTS['carried']}{first.links()['Next']}")
    assert rows(second) == [each.reference for each in often[50:]]
    assert second.root.xpath("//nav[@aria-label='Where this is']//a/@href") == ["/follow-up?group=g1"]


def test_the_page_of_a_quarter_leads_to_the_special_meetings_it_counts(
    followed: Cast, often: list[CarriedOver]
) -> None:
    client = followed.client("management")
    page = get(client, "/follow-up/page?period=2021-Q4&layout=english")
    whole = page_of(None, None, Quarter(2021, 4), Quarter(2021, 4).last, clock.today())
    assert len(whole.meetings) > MOST_MEETINGS
    (address,) = page.links("//section[@aria-labelledby='p-meetings']//a[contains(., 'more')]").values()
    behind = get(client, address)
    assert counted(behind) == len(whole.meetings)
    assert rows(behind)[: len(whole.meetings)] == [each.reference for each in whole.meetings]
    assert behind.texts("//h1/following-sibling::p[1]/span")[0] == "Quarter 4, 2021"
    (address,) = page.links("//section[@aria-labelledby='p-carried']//a[contains(., 'more')]").values()
    assert counted(get(client, address)) == len(often)


def test_a_decision_leads_to_as_many_rows_as_it_tells_of(followed: Cast, often: list[CarriedOver]) -> None:
    day = clock.today()
    found = {each.kind: each for each in decisions(grounds(None, "", day))}
    client = followed.client("management")
    for kind in (DecisionKind.SPECIAL_MEETING, DecisionKind.CARRIED):
        needs = found[kind]
        with followed.app.test_request_context():
            address = views_page.address(needs.address)
        behind = get(client, address)
        assert needs.about.en.startswith(f"{counted(behind)} "), kind
    assert all("late" in each for each in get(client, f"{LISTS['special']}?figure=overdue").texts("//tbody/tr/td[1]"))
    del often


def test_one_that_is_alone_leads_to_itself(followed: Cast, often: list[CarriedOver]) -> None:
    del followed
    known = replace(grounds(None, "", clock.today()), carried=often[:1])
    (needs,) = [each for each in decisions(known) if each.kind == DecisionKind.CARRIED]
    assert needs.address == often[0].address


def test_the_picture_shows_quarters_by_their_names_and_each_day_as_a_ring(followed: Cast) -> None:
    asked = "?as_of=31/12/2021"
    page = get(followed.client("management"), LISTS["special"] + asked)
    assert page.texts("//thead//ol/li") == ["Q22021", "Q3", "Q4"]
    assert page.texts("//thead//th[3]/span") == ["01/04/2021 – 31/12/2021"]
    pictures = page.root.xpath("//tbody//td[@class='window-cell']")
    assert [len(each.xpath(".//ol/li")) for each in pictures] == [3] * len(pictures)
    later = get(followed.client("management"), LISTS["special"])
    assert [each[-4:] for each in later.texts("//thead//ol/li")] == ["2025", "2026"]
    assert "earlier or later" in later.text("//div[@class='panel panel-long mt-2']/p")
    assert "earlier or later" not in page.text("//div[@class='panel panel-long mt-2']/p")
    done = get(followed.client("management"), "/follow-up/rows?measure=done&group=g1").root
    assert {len(each.xpath(".//*[@class='window-ring']")) for each in done.xpath("//tbody//td/svg")} == {1}
