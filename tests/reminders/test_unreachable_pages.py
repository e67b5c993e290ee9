from datetime import timedelta

import pytest
from cast import Cast, form_of, post, send
from desks import issued
from pages import get, queries_of_database
from reminded import begun, unreached
from sqlalchemy import select

from tracker.access.voices import How
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.reminders.models import Receiver

PAGE = "/reminders/unreachable"
SUMMARY = "//*[@class='problem']"


@pytest.fixture
def waiting(cast: Cast) -> int:
    """Somebody waits to be told by hand; the number of the receiver."""
    issued()
    begun(cast)
    return unreached(cast, "Count the reports")


def receiver(number: int) -> Receiver:
    session.rollback()
    return session.get_one(Receiver, number, populate_existing=True)


def audited() -> int:
    session.rollback()
    return len(session.scalars(select(AuditEntry).where(AuditEntry.verb == "reminders.told_by_hand")).all())


def test_who_cannot_be_reached_since_when_and_what_about(cast: Cast, waiting: int) -> None:
    page = get(cast.client("chair"), PAGE)
    section = page.text("//section[@aria-labelledby]")
    since = short_date(clock.today() - timedelta(days=5))
    assert section.startswith("Lao National Unexploded Ordnance Programme UXO Lao")
    assert f"since {since}" in section
    assert "Count the reports" in section
    texts = page.texts("//textarea")
    assert len(texts) == 2
    assert all("IM-Count the reports" in text for text in texts)
    assert page.root.xpath("//textarea/@data-copy") == ["Copy the text"] * 2
    assert f"{PAGE}/{waiting}/told" in page.links().values()


def test_of_one_group_alone(cast: Cast, waiting: int) -> None:
    assert waiting
    assert "Count the reports" in get(cast.client("admin"), f"{PAGE}?group=im-twg").text()
    page = get(cast.client("admin"), f"{PAGE}?group=clearance-twg")
    assert "Everybody who is to be told something can be reached." in page.text()


def test_the_letter_to_print(cast: Cast, waiting: int) -> None:
    page = get(cast.client("secretary"), f"{PAGE}/{waiting}/letter?text=en")
    letter = page.text("//article")
    assert "Lao People" in letter
    assert "Count the reports" in letter
    assert get(cast.client("secretary"), f"{PAGE}/{waiting}/letter?text=lo").root.xpath("//article/@lang") == ["lo"]


def test_noting_that_they_were_told_takes_them_off_the_list(cast: Cast, waiting: int) -> None:
    chair, address = cast.client("chair"), f"{PAGE}/{waiting}/told"
    yesterday = clock.today() - timedelta(days=1)
    post(chair, address, how="whatsapp", on=short_date(yesterday))
    told = receiver(waiting)
    assert (told.told_how, told.told_on, told.told_by) == (How.WHATSAPP, yesterday, "Chair Person")
    assert audited() == 1
    assert "Count the reports" not in get(chair, PAGE).text()
    get(chair, address, status=404)


def test_a_repeated_request_and_mistakes(cast: Cast, waiting: int) -> None:
    chair, address = cast.client("chair"), f"{PAGE}/{waiting}/told"
    assert "Fill this in" in post(chair, address, status=422, how="").text(SUMMARY)
    late = short_date(clock.today() + timedelta(days=2))
    assert "has not come yet" in post(chair, address, status=422, how="telephone", on=late).text(SUMMARY)
    fields = {**form_of(chair, address), "how": "telephone"}
    send(chair, address, fields)
    send(chair, address, fields)
    assert audited() == 1


def test_only_who_drafts_for_the_group(cast: Cast, waiting: int) -> None:
    for name in ("npa", "management", "translator"):
        get(cast.client(name), PAGE, status=403)
    assert "Count the reports" not in get(cast.client("other"), PAGE).text()
    for place in ("told", "letter"):
        get(cast.client("other"), f"{PAGE}/{waiting}/{place}", status=404)
        get(cast.client("npa"), f"{PAGE}/{waiting}/{place}", status=403)


def test_a_fixed_number_of_queries(cast: Cast, waiting: int) -> None:
    chair = cast.client("chair")
    unreached(cast, "two", "HI")
    unreached(cast, "three", "MAG")
    few = asked(cast)
    for number in range(97):
        unreached(cast, f"more {number}", ("UXO Lao", "HI", "MAG")[number % 3])
    assert asked(cast) == few
    assert waiting
    assert len(get(chair, PAGE).root.xpath("//main/section")) == 3


def asked(cast: Cast) -> int:
    chair = cast.client("chair")
    get(chair, PAGE)
    with queries_of_database() as sent:
        get(chair, PAGE)
    return len(sent)
