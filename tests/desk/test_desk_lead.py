from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from cast import Cast
from desks import accept, ask_for_time, hand_in, issued, join, owed
from pages import Page, get, queries_of_database
from sqlalchemy import select

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, AssignmentState
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.desk.queries_chair import lead
from tracker.documents.models import Document, Stage, StageSpan
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.register.models import Review, Verdict

CHAIR, GROUPS = ("//section[@aria-labelledby='h-chair']", "//section[@aria-labelledby='h-actions']")


@pytest.fixture
def told(cast: Cast) -> Cast:
    """The sample's minutes, issued."""
    issued()
    return cast


def desk(cast: Cast, who: str = "chair") -> Page:
    session.rollback()
    return get(cast.client(who), "/")


def test_the_oldest_three_of_what_waits(told: Cast) -> None:
    for days in range(5):
        hand_in(told, owed(f"part {days}", 30), at=clock.now() - timedelta(days=days))
    page = desk(told)
    assert page.texts(f"{CHAIR}//h2") == ["Waiting for the chair 5"]
    assert page.texts(f"{CHAIR}//h3") == ["part 4", "part 3", "part 2"]
    assert page.text(f"{CHAIR}//article") == "for 4 days part 4 NPA handed it in"
    assert page.links(CHAIR + "//a")["Answer what waits"] == "/actions/waiting"
    assert page.texts("//main//*[contains(@class, 'btn-primary')]") == ["Answer what waits"]


def test_what_is_asked_waits_as_well(told: Cast) -> None:
    ask_for_time(told, owed("a", 30))
    page = desk(told)
    assert page.texts(f"{CHAIR}//article") == ["since today a NPA asks for more time"]


def test_the_secretary_sees_it_and_leaves_it_to_the_chair(told: Cast) -> None:
    hand_in(told, owed("a", 30))
    page = desk(told, "secretary")
    assert page.texts(f"{CHAIR}//h3") == ["a"]
    assert "Answer what waits" not in page.text()


@pytest.mark.parametrize("who", ["npa", "mag", "translator", "management", "other", "party"])
def test_what_waits_elsewhere_is_not_for_everybody(told: Cast, who: str) -> None:
    hand_in(told, owed("a", 30))
    page = desk(told, who)
    assert not page.root.xpath(CHAIR)
    assert "Schedule it" not in page.text()


def test_what_is_answered_waits_no_more(told: Cast) -> None:
    part = owed("a", 30)
    hand_in(told, part)
    accept(told, part)
    assert not desk(told).root.xpath(CHAIR)


def test_what_the_group_left_open(told: Cast) -> None:
    page = desk(told)
    links = page.links(f"{GROUPS}//a")
    assert links["2actions without owner"] == "/actions?group=im-twg&mark=no_owner"
    assert links["2actions without date"] == "/actions?group=im-twg&mark=no_date"
    assert links["Standing register"] == "/groups/im-twg/register"


def test_the_verdict_of_a_draft_takes_nothing_off_the_desk(told: Cast) -> None:
    with transaction() as current:
        later = Meeting(group_id=told.group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 28))
        current.add(later)
        for action in current.scalars(select(Action)):
            current.add(Review(meeting=later, action_id=action.id, verdict=Verdict.DONE))
    assert "2actions without owner" in desk(told).links(f"{GROUPS}//a")
    with transaction() as current:
        current.merge(later).record = RecordState.CIRCULATED
    assert "without owner" not in desk(told).text(GROUPS)


def test_a_special_meeting_waits_to_be_scheduled(told: Cast) -> None:
    page = desk(told)
    action_id = session.scalars(select(Action.id).where(Action.kind == ActionKind.SPECIAL_MEETING)).one()
    assert "Agreed: between the 3rd and 4th week of April 2021 12/04/2021 – 25/04/2021" in page.text(GROUPS)
    assert page.links(f"{GROUPS}//a")["Schedule it"] == f"/meetings/im-twg/special?for=action-{action_id}"
    with transaction() as current:
        action = current.get_one(Action, action_id)
        action.scheduled_meeting_id = action.meeting_id
    page = desk(told)
    assert "Schedule it" not in page.text()
    assert "1action without owner" in page.links(f"{GROUPS}//a")


def test_a_standard_whose_stage_has_no_action(told: Cast) -> None:
    assert "Say what comes next" not in desk(told).text()
    with transaction() as current:
        standard = current.scalars(select(Document).where(Document.code == "NS-24")).one()
        current.query(StageSpan).update({"until_on": clock.today()})
        current.add(StageSpan(document_id=standard.id, stage=Stage.REVIEW, from_on=clock.today(), remark=Bilingual()))
        document_id = standard.id
    assert desk(told).links(f"{GROUPS}//a")["Say what comes next"] == f"/documents/{document_id}"


def test_a_chair_of_an_empty_group_is_left_in_peace(told: Cast) -> None:
    page = desk(told, "other")
    assert page.texts(f"{GROUPS}//a") == ["Standing register"]
    assert "Nothing waits for you." not in page.text()


def test_a_newcomer_reads_one_sentence(cast: Cast) -> None:
    page = desk(cast, "party")
    assert page.texts("//main//section") == []
    assert page.text("//main").endswith(
        "Nothing waits for you. Actions that name your organisation, and minutes that are sent to you, will stand here."
    )


def test_the_desk_asks_as_much_of_many(told: Cast) -> None:
    client = told.client("chair")
    hand_in(told, owed("a", 30))
    with queries_of_database() as few:
        get(client, "/")
    for number in range(12):
        part = owed(f"n{number}", None)
        join(part, "MAG", AssignmentRole.SUPPORT)
        hand_in(told, part)
    with queries_of_database() as many:
        get(client, "/")
    assert len(many) == len(few)


@pytest.fixture
def either(either_cast: Cast) -> Iterator[Cast]:
    """The sample and everybody in it, on each database."""
    issued()
    yield either_cast
    session.rollback()


def test_both_databases_say_the_same(either: Cast) -> None:
    handed, asked = owed("a", 30), owed("b", 30)
    hand_in(either, handed)
    ask_for_time(either, asked)
    hand_in(either, asked, at=clock.now() - timedelta(days=2))
    with transaction() as current:
        gone = current.get_one(
            Entry, current.scalars(select(Action.entry_id).where(Action.reference == "IM-A-001")).one()
        )
        gone.deleted_at = clock.now()
    found = lead(either.actor("chair"), clock.today())
    assert [(each.part.id, each.asked is None, each.days(clock.today())) for each in found.waiting] == [
        (asked, True, 2), (handed, True, 0), (asked, False, 0),
    ]  # fmt: skip
    assert found.waiting_count == 3
    assert [each.reference for each in found.unscheduled] == ["IM-A-002"]
    (group,) = found.groups
    assert (group.group.slug, group.no_owner, group.no_date) == ("im-twg", 1, 1)
    assert group.group == session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
    with transaction() as current:
        part = current.scalars(select(Assignment).join(Action).where(Action.reference == "IM-A-003")).one()
        part.state, part.closed_at = AssignmentState.ACCEPTED, clock.now()
    assert [each.code for each in lead(either.actor("secretary"), clock.today()).stuck] == ["NS-24"]
