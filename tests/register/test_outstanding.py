from contextvars import Context
from datetime import date
from typing import Any

import pytest
from applications import NOON
from cast import Cast
from following import organisation_id
from looking_back import looked_at, next_meeting
from pages import queries_of_database
from parties import put_sample
from sqlalchemy import select

from tracker.actions.models import Action, Assignment, AssignmentState, Progress, ProgressKind
from tracker.core.bilingual import Bilingual
from tracker.core.clock import midday
from tracker.core.db import session, transaction
from tracker.documents.models import Stage, StageSpan
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import Disposition, Extent, MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register.items import Item
from tracker.register.models import Review, Verdict
from tracker.register.queries import outstanding
from tracker.register.words import standing

pytestmark = pytest.mark.usefixtures("parts_noted")

LATER = date(2021, 6, 30)
ADOPTION = "IM-2021-Q1/14"  # the recommendation to adopt Chapter 24, which waits until that is adopted


def group(slug: str = "im-twg") -> WorkingGroup:
    return session.scalars(select(WorkingGroup).where(WorkingGroup.slug == slug)).one()


def found(before: Meeting | date = LATER, slug: str = "im-twg") -> dict[str, Item]:
    return {item.reference: item for item in outstanding(group(slug), before)}


def entry(key: str) -> Entry:
    return session.scalars(select(Entry).where(Entry.key == key)).one()


def action(reference: str) -> Action:
    return session.scalars(select(Action).where(Action.reference == reference)).one()


def dispose_of(key: str, disposition: Disposition | None, **more: Any) -> None:
    with transaction():
        row = entry(key)
        row.disposition = disposition
        for name, value in more.items():
            setattr(row, name, value)


def meeting(year: int, quarter: int, day: date, **more: Any) -> Meeting:
    """A later meeting of the sample's group."""
    row = Meeting(
        group=group(), period_year=year, period_quarter=quarter, held_on=day, state=MeetingState.HELD,
        title=Bilingual(), venue=Bilingual(), purpose=Bilingual(), last_number=0,
        **{"record": RecordState.CIRCULATED, **more},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def review(verdict: Verdict, day: date, quarter: int, **item: Any) -> None:
    with transaction():
        session.add(Review(meeting=meeting(2021, quarter, day), verdict=verdict, **item))


def test_actions_stay_until_they_are_over(either_cast: Cast) -> None:
    assert list(found()) == ["IM-A-001", "IM-A-002", "IM-A-003", ADOPTION]
    with transaction():
        part = session.scalars(select(Assignment).join(Action).where(Action.reference == "IM-A-003")).one()
        part.state, part.closed_at = AssignmentState.ACCEPTED, NOON
    assert list(found()) == ["IM-A-001", "IM-A-002", ADOPTION]
    assert "IM-A-003" in found(date(2021, 3, 31)), "it was still open then"


def test_an_item_tells_all_that_a_register_prints(cast: Cast) -> None:
    item = found()["IM-A-002"]
    assert (item.which, item.kind, item.meeting, item.address) == ("action", "special_meeting", "IM-2021-Q1", "2021-Q1")
    assert item.words.en == "between the 3rd and 4th week of April 2021"
    assert (item.window.from_, item.window.latest) == (date(2021, 4, 12), date(2021, 5, 2))
    assert item.is_late(LATER)
    assert not item.is_late(date(2021, 5, 2))
    assert item.parties == ()
    assert item.since == date(2021, 3, 29)
    owned = found()["IM-A-003"]
    assert [party.en for party in owned.parties] == ["NPA"]
    assert owned.text.en.startswith("NPA is to revise")
    assert owned.state == AssignmentState.OPEN


def test_nothing_of_the_meeting_itself_nor_of_its_day_or_later(cast: Cast) -> None:
    held = session.scalars(select(Meeting)).one()
    assert found(held) == {}
    assert found(date(2021, 3, 29)) == {}
    assert len(found(date(2021, 3, 30))) == 4


def test_a_point_stands_while_it_is_carried_over(either_cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER)
    item = found()["IM-2021-Q1/3"]
    assert (item.which, item.carried, item.disposition) == ("entry", 1, Disposition.CARRIED_OVER)
    review(Verdict.CARRIED_OVER, date(2021, 6, 1), 2, entry_id=entry("i2").id)
    assert found()["IM-2021-Q1/3"].carried == 2
    review(Verdict.DONE, date(2021, 9, 1), 3, entry_id=entry("i2").id)
    assert "IM-2021-Q1/3" in found(), "the meeting that closed it was later"
    assert "IM-2021-Q1/3" not in found(date(2021, 12, 1))


@pytest.mark.parametrize("disposition", [Disposition.NOTED, Disposition.DECLINED, Disposition.WITHDRAWN])
def test_a_point_that_was_settled_is_not_outstanding(cast: Cast, disposition: Disposition) -> None:
    dispose_of("i2", disposition)
    assert "IM-2021-Q1/3" not in found()


def test_a_point_that_was_deleted_is_not_outstanding(cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER, deleted_at=NOON)
    assert "IM-2021-Q1/3" not in found()


def test_a_point_that_was_referred_stands_with_the_other_group_alone(cast: Cast) -> None:
    dispose_of("i2", Disposition.REFERRED, referred_group_id=cast.other_group_id)
    put_sample(RecordState.CIRCULATED)
    assert "IM-2021-Q1/3" not in found()
    (item,) = found(slug="clearance-twg").values()
    assert (item.reference, item.home, item.carried) == ("IM-2021-Q1/3", "IM", 0)


def test_a_point_that_was_referred_to_a_unit_stays_until_a_meeting_closes_it(either_cast: Cast) -> None:
    dispose_of("i2", Disposition.REFERRED, referred_to_id=organisation_id("MRE Unit"))
    assert standing(found()["IM-2021-Q1/3"]) == Bilingual("referred to MRE Unit", "ສົ່ງຕໍ່ໃຫ້ ໜ່ວຍງານ MRE")
    assert found(slug="clearance-twg") == {}
    following = next_meeting(either_cast.group_id)
    item = looked_at(following)["IM-2021-Q1/3"]
    assert (item.verdict, item.remark.en) == (Verdict.CARRIED_OVER, "referred to MRE Unit")
    review(Verdict.CARRIED_OVER, date(2021, 8, 1), 3, entry_id=entry("i2").id)
    assert found(date(2021, 12, 1))["IM-2021-Q1/3"].carried == 1
    review(Verdict.DONE, date(2021, 9, 1), 4, entry_id=entry("i2").id)
    assert "IM-2021-Q1/3" not in found(date(2021, 12, 1))


def test_a_point_in_the_draft_of_another_group_is_told_by_nobody(cast: Cast) -> None:
    dispose_of("i2", Disposition.REFERRED, referred_group_id=cast.other_group_id)
    put_sample(RecordState.DRAFT)
    assert found(slug="clearance-twg") == {}
    page = Context().run(cast.client("other").get, "/meetings/clearance-twg/special").text
    assert "IM-2021-Q1/3" not in page


def test_a_later_meeting_that_answers_a_point_whole_closes_it(either_cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER)
    for extent, stands in ((Extent.PART, True), (Extent.WHOLE, False)):
        with transaction():
            answered = entry("i2")
            held = meeting(2021, 2 if extent == Extent.PART else 3, date(2021, 6, 1))
            conclusion = Entry(
                key="c", number=1, section="conclusions", kind="conclusion", position=1, text=Bilingual("Settled")
            )
            held.entries.append(conclusion)
            conclusion.answers.append(Answer(entry=answered, extent=extent))
        assert ("IM-2021-Q1/3" in found()) == stands


def test_an_action_that_nobody_owns_is_closed_by_a_verdict(either_cast: Cast) -> None:
    review(Verdict.LATE, date(2021, 5, 1), 2, action_id=action("IM-A-001").id)
    assert found()["IM-A-001"].carried == 1
    review(Verdict.DROPPED, date(2021, 6, 1), 3, action_id=action("IM-A-001").id)
    assert "IM-A-001" not in found()


def test_a_verdict_counts_once_its_minutes_are_told(either_cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER)
    review(Verdict.DONE, date(2021, 6, 1), 2, entry_id=entry("i2").id)
    assert "IM-2021-Q1/3" not in found()
    with transaction():
        session.scalars(select(Meeting).where(Meeting.period_quarter == 2)).one().record = RecordState.DRAFT
    assert "IM-2021-Q1/3" in found(), "a draft can still say something else"


def test_a_special_meeting_is_asked_for_until_its_minutes_are_told(either_cast: Cast) -> None:
    with transaction():
        special = meeting(2021, 2, date(2021, 4, 20), kind=MeetingKind.SPECIAL, name="incomplete-data")
        special.state, special.record = MeetingState.PLANNED, RecordState.DRAFT
        action("IM-A-002").scheduled_meeting = special
    assert found()["IM-A-002"].scheduled_on == date(2021, 4, 20)
    for state, record, stands in (
        (MeetingState.POSTPONED, RecordState.DRAFT, True), (MeetingState.HELD, RecordState.DRAFT, True),
        (MeetingState.HELD, RecordState.CIRCULATED, False), (MeetingState.CANCELLED, RecordState.DRAFT, True),
    ):  # fmt: skip
        with transaction():
            called = session.scalars(select(Meeting).where(Meeting.name != "")).one()
            called.state, called.record = state, record
        assert ("IM-A-002" in found()) == stands, state
    assert "IM-A-002" in found(session.scalars(select(Meeting).where(Meeting.name != "")).one())


def test_what_nobody_owns_is_over_once_somebody_says_so(either_cast: Cast) -> None:
    def say_so(kind: ProgressKind, day: int) -> None:
        with transaction():
            on = date(2021, 5, day)
            session.add(Progress(action=action("IM-A-001"), on=on, at=midday(on), by="Chair Person", kind=kind))

    say_so(ProgressKind.ACCEPTED, 3)
    assert "IM-A-001" not in found()
    assert "IM-A-001" in found(date(2021, 5, 3)), "it was still open then"
    say_so(ProgressKind.REOPENED, 4)
    assert "IM-A-001" in found()
    say_so(ProgressKind.DROPPED, 5)
    assert "IM-A-001" not in found()


def test_what_asks_for_a_standard_waits_for_its_adoption(either_cast: Cast) -> None:
    waits = entry("r5")
    assert (waits.reference, waits.disposition) == (ADOPTION, Disposition.NOTED)
    review(Verdict.DONE, date(2021, 5, 1), 2, entry_id=waits.id)
    assert ADOPTION in found(), "a meeting may find it done, but the standard is not adopted"
    for disposition, stands in (
        (Disposition.NOTED, True), (Disposition.DECLINED, False), (Disposition.WITHDRAWN, False), (None, True),
    ):  # fmt: skip
        dispose_of("r5", disposition)
        assert (ADOPTION in found()) == stands, disposition
    with transaction():
        document = entry("r5").documents[0]
        document.stages.append(StageSpan(stage=Stage.ADOPT, from_on=date(2021, 5, 1), until_on=date(2021, 5, 20)))
    assert ADOPTION not in found()


def test_what_asks_for_a_standard_can_be_dropped(either_cast: Cast) -> None:
    review(Verdict.DROPPED, date(2021, 5, 1), 2, entry_id=entry("r5").id)
    assert ADOPTION not in found()


def test_the_oldest_stand_first(cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER)
    with transaction():
        older = meeting(2020, 4, date(2020, 12, 3))
        older.entries.append(
            Entry(
                key="a", number=1, section="issues", kind="issue", position=1, text=Bilingual("Older"),
                disposition=Disposition.CARRIED_OVER,
            )
        )  # fmt: skip
    assert list(found()) == ["IM-2020-Q4/1", "IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/3", ADOPTION]


def test_the_number_of_queries_is_two_whatever_there_is(cast: Cast) -> None:
    dispose_of("i2", Disposition.CARRIED_OVER)
    with queries_of_database() as few:
        before = len(found())
    for key in ("i1", "r1", "r2", "r4"):
        dispose_of(key, Disposition.CARRIED_OVER)
    session.expire_all()
    with queries_of_database() as many:
        assert len(found()) == before + 4
    assert len(few) == len(many)
