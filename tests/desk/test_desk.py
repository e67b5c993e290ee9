from datetime import date

import pytest
from cast import Cast
from pages import get, queries_of_database
from records import many_meetings

from tracker.core.db import session, transaction
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting


@pytest.fixture
def draft(cast: Cast) -> Cast:
    """The sample's minutes, still being written, and a meeting to come."""
    with transaction() as current:
        meeting = current.query(Meeting).one()
        meeting.record, meeting.issued_on, meeting.circulated_on = RecordState.DRAFT, None, None
        current.add(
            Meeting(
                group=meeting.group, period_year=2100, period_quarter=1, held_on=date(2100, 1, 20),
                state=MeetingState.PLANNED,
            )
        )  # fmt: skip
    return cast


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_the_chair_goes_on_where_something_is_missing(draft: Cast, who: str) -> None:
    page = get(draft.client(who), "/")
    assert page.heading == "Desk"
    assert "points without disposition" in page.text("//section[@aria-labelledby='h-drafts']")
    links = page.links("//section[@aria-labelledby='h-drafts']//a")
    assert links["Go on writing"] == "/meetings/im-twg/2021-Q1/room"
    assert "Quarter 1, 2100" in page.text("//section[@aria-labelledby='h-coming']")
    assert "Plan the next meeting" in page.links()


def test_the_translator_is_asked_to_translate(draft: Cast) -> None:
    page = get(draft.client("translator"), "/")
    assert "Translate" in page.links("//section[@aria-labelledby='h-drafts']//a")
    assert "disposition" not in page.text("//section[@aria-labelledby='h-drafts']")


@pytest.mark.parametrize("who", ["npa", "mag", "management", "party"])
def test_others_see_no_draft(draft: Cast, who: str) -> None:
    page = get(draft.client(who), "/")
    assert "2021" not in page.text("//main//section[last()]")
    assert not page.root.xpath("//section[@aria-labelledby='h-drafts']")


def test_minutes_that_went_out_are_there_for_their_readers(cast: Cast) -> None:
    with transaction() as current:
        meeting = current.query(Meeting).one()
        meeting.record, meeting.issued_on = RecordState.ISSUED, date(2021, 4, 6)
    for who in ("chair", "npa", "management", "admin"):
        assert "Quarter 1, 2021" in get(cast.client(who), "/").text("//section[@aria-labelledby='h-told']"), who


def test_an_empty_desk_says_how_to_begin(cast: Cast) -> None:
    page = get(cast.client("other"), "/")
    assert "No meeting is planned." in page.text()
    assert page.links()["Plan the next meeting"] == "/meetings/clearance-twg/plan"


def test_the_desk_asks_as_much_for_many_meetings(cast: Cast) -> None:
    client = cast.client("admin")
    with queries_of_database() as few:
        get(client, "/")
    many_meetings(30)
    with queries_of_database() as many:
        get(client, "/")
    assert len(many) == len(few)
    assert session.query(Meeting).count() > 30
