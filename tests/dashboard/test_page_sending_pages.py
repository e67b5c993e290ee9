from datetime import date
from typing import Any

import pytest
from cast import Cast, form_of, post, send
from pages import Page, get, queries_of_database
from parties import outsiders
from sent_pages import DUE, run, wished
from sqlalchemy import select
from standing import token_of
from time_machine import travel

from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.dashboard.models import PageSending

HERE = "/groups/im-twg/page-sending"
OF_ALL = "/follow-up/page-sending"
SUMMARY = "//*[@class='problem']"


def kept() -> list[tuple[int, date]]:
    session.rollback()
    return [(each.days, each.since) for each in session.scalars(select(PageSending))]


def audited() -> list[dict[str, object]]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.details).where(AuditEntry.verb == "page_sending.set")))


def saved(cast: Cast, who: str = "chair", status: int = 302, **fields: Any) -> Page:
    return post(cast.client(who), HERE, status=status, **fields)


@pytest.mark.parametrize("who", ["chair", "secretary", "admin"])
def test_it_is_sent_from_now_on(cast: Cast, who: str) -> None:
    with travel(clock.midday(date(2021, 7, 2)), tick=False):
        client = cast.client(who)
        assert get(client, HERE).root.xpath("//input[@name='is_sent' and @checked]") == []
        post(client, HERE, is_sent="1", days="10")
        page = get(client, HERE)
    assert kept() == [(10, date(2021, 7, 2))]
    assert audited() == [{"before": None, "now": 10}]
    assert "Next: Quarter 3, 2021, on 11/10/2021." in page.text()
    assert "The page of each quarter is sent to management from now on." in page.text("//*[@role='status']")


def test_other_days_keep_since_when_and_it_is_taken_back(cast: Cast) -> None:
    wished(cast.group_id, 10, date(2021, 1, 4))
    saved(cast, days="20")
    assert kept() == [(20, date(2021, 1, 4))]
    saved(cast, is_sent=None)
    assert kept() == []
    assert audited() == [{"before": 10, "now": 20}, {"before": 20, "now": None}]
    assert "Next:" not in get(cast.client("chair"), HERE).text()


@pytest.mark.parametrize(("days", "said"), [("", "Say after how many days."), ("81", "from 1 to 80"), ("x", "whole")])
def test_what_is_typed_wrongly_is_explained(cast: Cast, days: str, said: str) -> None:
    page = saved(cast, status=422, is_sent="1", days=days)
    assert said in page.text(SUMMARY)
    assert page.root.xpath("//input[@name='days']/@value") == [days]
    assert kept() == []


def test_somebody_else_was_quicker(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, HERE)
    wished(cast.group_id, 15)
    page = send(client, HERE, {**form, "is_sent": "1", "days": "10"}, 409)
    assert "Somebody else changed it meanwhile." in page.text(SUMMARY)
    assert "15" in page.text("//*[@aria-labelledby='theirs']")
    send(client, HERE, {**form_of_page(page), "is_sent": "1", "days": "12"})
    assert [days for days, _ in kept()] == [12]


def form_of_page(page: Page) -> dict[str, object]:
    return dict(page.root.xpath("//form[@method='post'][.//input[@name='days']]")[0].form_values())


def test_sent_again_it_is_done_once(cast: Cast) -> None:
    client = cast.client("chair")
    form = {**form_of(client, HERE), "is_sent": "1", "days": "10"}
    assert send(client, HERE, form).response.location == send(client, HERE, form).response.location
    assert len(audited()) == 1


def test_who_gets_it_and_what_went_out(cast: Cast) -> None:
    wished(cast.group_id)
    page = get(cast.client("chair"), HERE)
    assert page.texts("//section[@aria-labelledby='h-readers']//li") == ["Management Person in English"]
    assert "No page was sent yet." in page.text()
    run(DUE)
    page = get(cast.client("chair"), HERE)
    assert page.texts("//section[@aria-labelledby='h-sent']//li") == ["Quarter 2, 2021 12/07/2021"]
    account_id = cast.account("management").id
    with transaction() as current:
        current.get_one(Account, account_id).is_management = False
    assert "so nobody gets it" in get(cast.client("chair"), HERE).text()


@pytest.mark.parametrize("who", ["management", "admin"])
def test_the_page_of_all_groups_is_sent_from_now_on_and_not_any_more(cast: Cast, who: str) -> None:
    with travel(clock.midday(date(2021, 7, 2)), tick=False):
        client = cast.client(who)
        page = get(client, OF_ALL)
        assert page.heading == "Sending the page of all groups"
        post(client, OF_ALL, is_sent="1", days="12")
        page = get(client, OF_ALL)
    assert kept() == [(12, date(2021, 7, 2))]
    assert "Next: Quarter 3, 2021, on 12/10/2021." in page.text()
    assert "Next:" not in get(cast.client("chair"), HERE).text()
    post(cast.client(who), OF_ALL, is_sent=None)
    assert kept() == []
    assert audited() == [{"before": None, "now": 12}, {"before": 12, "now": None}]
    told = select(AuditEntry.subject, AuditEntry.subject_id).where(AuditEntry.verb == "page_sending.set")
    assert {tuple(each) for each in session.execute(told)} == {("all", None)}


def test_groups_and_all_of_them_have_settings_of_their_own(cast: Cast) -> None:
    wished(None, 15, date(2021, 4, 1))
    saved(cast, is_sent="1", days="10")
    assert sorted(days for days, _ in kept()) == [10, 15]
    admin = cast.client("admin")
    assert get(admin, OF_ALL).root.xpath("//input[@name='days']/@value") == ["15"]
    assert get(admin, HERE).root.xpath("//input[@name='days']/@value") == ["10"]
    run(DUE)
    assert get(admin, OF_ALL).texts("//section[@aria-labelledby='h-sent']//li") == []
    run(date(2021, 7, 15))
    sent = get(admin, OF_ALL)
    assert sent.texts("//section[@aria-labelledby='h-sent']//li") == ["Quarter 2, 2021 15/07/2021"]
    assert sent.root.xpath("//section[@aria-labelledby='h-sent']//a/@href") == ["/follow-up/page?period=2021-Q2"]


def test_somebody_else_set_all_groups_first(cast: Cast) -> None:
    client = cast.client("management")
    form = form_of(client, OF_ALL)
    wished(None, 15)
    page = send(client, OF_ALL, {**form, "is_sent": "1", "days": "10"}, 409)
    assert "Somebody else changed it meanwhile." in page.text(SUMMARY)


@pytest.mark.parametrize(("who", "is_offered"), [("management", True), ("admin", True), ("chair", False)])
def test_the_page_of_all_groups_says_whether_it_is_sent(cast: Cast, who: str, is_offered: bool) -> None:
    client = cast.client(who)
    found = get(client, "/follow-up/page").root.xpath(f"//a[@href='{OF_ALL}']/text()")
    assert found == (["Sending"] if is_offered else [])
    if is_offered:
        assert "The page is not sent to management." in get(client, "/follow-up/page").text()
        wished(None, 15)
        assert "sent to management 15 days after" in get(client, "/follow-up/page").text()


@pytest.mark.parametrize(("who", "status"), [("", 401), ("npa", 403), ("chair", 403), ("secretary", 403)])
def test_that_of_all_groups_is_not_for_everybody(cast: Cast, who: str, status: int) -> None:
    client = cast.client(who)
    get(client, OF_ALL, status=200 if not who else status)
    send(client, OF_ALL, {**token_of(client), "is_sent": "1", "days": "10"}, status)
    assert kept() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("", 401), ("npa", 403), ("translator", 403), ("management", 403), ("other", 403), ("stranger", 403)],
)
def test_it_is_not_for_everybody(cast: Cast, who: str, status: int) -> None:
    outsiders(cast)
    client = cast.client(who)
    get(client, HERE, status=200 if not who else status)  # whoever has not signed in is led to do so
    send(client, HERE, {**token_of(client), "is_sent": "1", "days": "10"}, status)
    assert kept() == []


def test_a_group_that_nobody_sees_is_not_there(cast: Cast) -> None:
    get(cast.client("chair"), "/groups/clearance-twg/page-sending", status=404)
    get(cast.client("admin"), "/groups/nowhere/page-sending", status=404)


def test_the_queries_are_few(cast: Cast) -> None:
    client = cast.client("chair")
    get(client, HERE)
    with queries_of_database() as asked:
        get(client, HERE)
    assert len(asked) <= 12
