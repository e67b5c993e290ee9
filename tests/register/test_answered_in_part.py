from datetime import date

import pytest
from applications import NOON
from cast import Cast
from pages import get
from parties import put_sample
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.drafting.planning import Plan, plan_regular
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import Disposition, Extent, MeetingState, RecordState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register.models import AgendaItem, Review, Verdict
from tracker.register.queries import outstanding

LATER = date(2021, 6, 30)
IN_PART = {f"IM-2021-Q1/{number}" for number in (2, 7, 8, 9, 10, 11, 12, 14)}  # as DOMAIN.md counts them: eight


def entry(number: int = 2) -> Entry:
    session.rollback()
    return session.scalars(select(Entry).where(Entry.number == number).order_by(Entry.id).limit(1)).one()


def points(before: date = LATER) -> set[str]:
    session.rollback()
    group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
    return {item.reference for item in outstanding(group, before) if item.which == "entry"}


def test_what_was_answered_only_in_part_stays(either_cast: Cast) -> None:
    assert points() == IN_PART
    assert points(entry().meeting.held_on) == set()


@pytest.mark.parametrize("disposition", [Disposition.NOTED, Disposition.DECLINED, Disposition.WITHDRAWN])
def test_until_the_chair_says_what_becomes_of_it(cast: Cast, disposition: Disposition) -> None:
    number = entry().id
    with transaction():
        session.get_one(Entry, number).disposition = disposition
    assert points() == IN_PART - {"IM-2021-Q1/2"}


def test_until_another_conclusion_answers_it_whole(cast: Cast) -> None:
    number = entry().id
    with transaction():
        last = session.scalars(select(Entry).where(Entry.key == "c3")).one()
        last.answers.append(Answer(entry_id=number, extent=Extent.WHOLE))
    assert "IM-2021-Q1/2" not in points()


@pytest.mark.parametrize(("verdict", "stays"), [(Verdict.DONE, False), (Verdict.CARRIED_OVER, True)])
def test_until_a_meeting_closes_it(cast: Cast, verdict: Verdict, stays: bool) -> None:
    number = entry().id
    with transaction() as current:
        made = Meeting(
            group_id=cast.group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 1),
            state=MeetingState.HELD, record=RecordState.CIRCULATED,
        )  # fmt: skip
        current.add(Review(meeting=made, entry_id=number, verdict=verdict, remark=Bilingual()))
    assert ("IM-2021-Q1/2" in points()) == stays


def test_the_next_agenda_and_the_register_say_so(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    page = get(cast.client("mag"), "/groups/im-twg/register")
    (row,) = [each for each in page.texts("//tbody/tr") if each.startswith("IM-2021-Q1/2 ")]
    assert row.endswith("answered in part")
    chair = cast.actor("chair")
    session.rollback()
    plan = Plan(Bilingual(), LATER, None, None, Bilingual(), Bilingual(), None, None)
    with transaction():
        made = plan_regular(cast.group_id, Period(2021, 2), plan, by=chair, at=NOON)
        rows = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == made.id))
        assert {each.entry.reference for each in rows if each.entry} == IN_PART
