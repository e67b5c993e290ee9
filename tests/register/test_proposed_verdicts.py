from datetime import date

import pytest
from cast import Cast
from following import WHY, itself, organisation_id, owed, seen
from looking_back import IN_JUNE, IN_MAY, looked_at, meeting, next_meeting, part, told
from pages import queries_of_database
from sqlalchemy import select

from tracker.actions import changing, deciding, reporting, special
from tracker.actions.deadlines import Window
from tracker.actions.models import Action
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Stage, StageSpan
from tracker.meetings.kinds import Disposition, Extent, MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register.models import AgendaItem, Review, Verdict
from tracker.register.review import reviewed

pytestmark = pytest.mark.usefixtures("parts_noted")

ADOPTION = "IM-2021-Q1/14: carried_over; "
LATE = "IM-A-002: late; "


def report(cast: Cast, reference: str, **more: object) -> None:
    the_part, npa = part(reference), cast.actor("npa")
    with transaction():
        reporting.report_progress(the_part.id, Report(**more), itself(the_part), by=npa, at=IN_MAY)  # type: ignore[arg-type] # as a test says it


def entry(key: str) -> Entry:
    return session.scalars(select(Entry).where(Entry.key == key)).one()


def test_what_nobody_spoke_of_is_carried_over_or_late(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    assert told(found) == ["IM-A-001: carried_over; ", LATE, "IM-A-003: carried_over; ", ADOPTION]


def test_what_is_reported_is_on_its_way(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    report(cast, "IM-A-003", note=Bilingual("Two chapters are left.", "ຍັງເຫຼືອ ສອງບົດ."), done=37, total=120)
    remark = looked_at(found)["IM-A-003"].remark
    assert remark == Bilingual("37 of 120: Two chapters are left.", "37 ຈາກ 120: ຍັງເຫຼືອ ສອງບົດ.")
    assert "IM-A-003: on_track; 37 of 120: Two chapters are left." in told(found)


def test_a_report_in_one_language_leaves_the_other_to_be_written(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    report(cast, "IM-A-003", note=Bilingual(lo="ຍັງເຫຼືອ ສອງບົດ."))
    row = looked_at(found)["IM-A-003"]
    assert (row.remark.en, row.remark.lo, row.remark.stale) == ("reported on 12/05/2021", "ຍັງເຫຼືອ ສອງບົດ.", "en")
    assert row.printed.stale is None, "on paper nothing lags that nobody looked at"


def test_what_is_handed_in_waits_and_is_not_late(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    action_id = owed(cast, at=IN_MAY)
    reference = reference_of(action_id)
    the_part, npa = part(reference), cast.actor("npa")
    assert f"{reference}: late; " in told(found)
    with transaction():
        reporting.hand_in(the_part.id, Report(note=Bilingual("Here it is.")), itself(the_part), by=npa, at=IN_MAY)
    expected = f"{reference}: on_track; handed in on 12/05/2021, waits for the chair; Here it is."
    assert expected in told(found)


def test_what_is_accepted_is_done_and_told_once(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    accept("IM-A-003", cast)
    assert "IM-A-003: done; accepted on 12/05/2021; Thank you." in told(found)
    with transaction():
        row = session.get_one(Meeting, found)
        row.record = RecordState.CIRCULATED
        later = Meeting(
            group_id=cast.group_id, period_year=2021, period_quarter=3, held_on=date(2021, 9, 30),
            state=MeetingState.HELD,
        )  # fmt: skip
        session.add(later)
        session.flush()
        later_id = later.id
    assert "IM-A-003" not in looked_at(later_id)


def accept(reference: str, cast: Cast) -> None:
    the_part, chair = part(reference), cast.actor("chair")
    with transaction():
        deciding.accept(seen(the_part), Bilingual("Thank you.", "ຂອບໃຈ."), by=chair, at=IN_MAY)


def test_what_was_told_as_done_is_not_told_again(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    accept("IM-A-003", cast)
    with transaction():
        first = session.scalars(select(Meeting).where(Meeting.period_quarter == 1)).one()
        session.add(Review(meeting_id=first.id, action_id=action_id_of("IM-A-003"), verdict=Verdict.DONE))
    assert "IM-A-003" not in looked_at(found)


def action_id_of(reference: str) -> int:
    return session.scalars(select(Action.id).where(Action.reference == reference)).one()


def test_more_time_defers_it(cast: Cast) -> None:
    found, chair = next_meeting(cast.group_id), cast.actor("chair")
    for until, verdict in (
        (date(2021, 7, 1), "carried_over; until 01/07/2021"),  # its first date
        (date(2021, 7, 15), "deferred; until 15/07/2021"),
    ):
        with transaction():
            deciding.give_time(seen(part("IM-A-003")), Window(None, until, until), WHY, by=chair, at=IN_MAY)
        assert f"IM-A-003: {verdict}" in told(found)


def test_what_is_dropped_says_why(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    the_part, chair = part("IM-A-003"), cast.actor("chair")
    with transaction():
        deciding.drop(seen(the_part), WHY, by=chair, at=IN_MAY)
    assert "IM-A-003: dropped; dropped on 12/05/2021; Because." in told(found)


def test_each_of_several_owners_is_heard(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    action_id = owed(cast, ("NPA", "MAG"), at=IN_MAY)
    reference = reference_of(action_id)
    report(cast, reference, note=Bilingual("Half.", "ເຄິ່ງໜຶ່ງ."))
    row = looked_at(found)[reference]
    assert (row.verdict, row.remark.en) == (Verdict.LATE, "NPA: Half.")


def reference_of(action_id: int) -> str:
    session.rollback()
    return session.get_one(Action, action_id).reference


def test_a_special_meeting_is_on_its_way_once_there_is_one(cast: Cast) -> None:
    found, chair = next_meeting(cast.group_id), cast.actor("chair")
    asked = action_id_of("IM-A-002")
    with transaction() as current:
        called = Meeting(
            group_id=cast.group_id, kind=MeetingKind.SPECIAL, name="incomplete-data", period_year=2021,
            period_quarter=2, held_on=date(2021, 4, 22), state=MeetingState.PLANNED,
        )  # fmt: skip
        current.add(called)
        current.flush()
        special.schedule(asked, called, by=chair, at=IN_MAY)
        called_id = called.id
    assert "IM-A-002: on_track; scheduled for 22/04/2021" in told(found)
    with transaction():
        held = session.get_one(Meeting, called_id)
        held.state, held.record = MeetingState.HELD, RecordState.CIRCULATED
        special.meeting_circulated(held, by=chair, at=IN_MAY)
    assert "IM-A-002: done; held on 22/04/2021" in told(found)


def test_its_own_minutes_tell_the_special_meeting_as_held(cast: Cast) -> None:
    next_meeting(cast.group_id)
    asked, chair = action_id_of("IM-A-002"), cast.actor("chair")
    with transaction() as current:
        called = Meeting(
            group_id=cast.group_id, kind=MeetingKind.SPECIAL, name="incomplete-data", period_year=2021,
            period_quarter=2, held_on=date(2021, 4, 22), state=MeetingState.PLANNED,
        )  # fmt: skip
        current.add(called)
        current.flush()
        current.add(AgendaItem(meeting_id=called.id, position=1, action_id=asked))
        special.schedule(asked, called, by=chair, at=IN_MAY)
        called_id = called.id
    assert told(called_id) == ["IM-A-002: on_track; scheduled for 22/04/2021"]
    with transaction() as current:
        current.get_one(Meeting, called_id).state = MeetingState.HELD
    assert told(called_id) == ["IM-A-002: done; held on 22/04/2021"]


def test_a_special_meeting_looks_back_on_its_agenda_alone(cast: Cast) -> None:
    next_meeting(cast.group_id)
    asked = action_id_of("IM-A-001")
    with transaction() as current:
        called = Meeting(
            group_id=cast.group_id, kind=MeetingKind.SPECIAL, name="data", period_year=2021, period_quarter=2,
            held_on=date(2021, 4, 22), state=MeetingState.HELD,
        )  # fmt: skip
        current.add(called)
        current.flush()
        current.add(AgendaItem(meeting_id=called.id, position=1, action_id=asked))
        called_id = called.id
    assert told(called_id) == ["IM-A-001: carried_over; "]


def test_a_point_follows_what_becomes_of_it(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    with transaction():
        entry("i2").disposition = Disposition.CARRIED_OVER
    assert "IM-2021-Q1/3: carried_over; " in told(found)
    chair, agreed = cast.actor("chair"), organisation_id("NPA")
    new = changing.NewAction(
        agreed=Agreement(on=date(2021, 5, 2), text=Bilingual("Look at it."), owners=(agreed,)), reason=WHY,
        entry_id=entry("i2").id,
    )  # fmt: skip
    with transaction():
        made = changing.add_action(cast.group_id, new, by=chair, at=IN_MAY).reference
    assert f"IM-2021-Q1/3: carried_over; {made} followed from it" in told(found)
    with transaction():
        conclusion = Entry(
            meeting_id=found, key="c1", number=1, section="conclusions", kind="conclusion", position=1,
            text=Bilingual("Settled"),
        )  # fmt: skip
        conclusion.answers.append(Answer(entry=entry("i2"), extent=Extent.WHOLE))
        session.add(conclusion)
    assert "IM-2021-Q1/3: done; answered in the conclusions" in told(found)


def test_an_adopted_standard_is_told_as_done(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    with transaction():
        document = entry("r5").documents[0]
        document.stages.append(StageSpan(stage=Stage.ADOPT, from_on=date(2021, 5, 1), until_on=date(2021, 5, 20)))
    assert "IM-2021-Q1/14: done; the standard was adopted" in told(found)


def test_what_is_reopened_is_open_again(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    accept("IM-A-003", cast)
    the_part, chair = part("IM-A-003"), cast.actor("chair")
    with transaction():
        deciding.reopen(seen(the_part), WHY, by=chair, at=IN_JUNE)
    assert looked_at(found)["IM-A-003"].verdict == Verdict.ON_TRACK


def test_the_number_of_queries_is_the_same_however_much_there_is(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    with queries_of_database() as few:
        before = len(reviewed(meeting(found)))
    for _ in range(12):
        owed(cast, ("NPA", "MAG"), at=IN_MAY)
    with transaction():
        for key in ("i1", "i2", "r1", "r2"):
            entry(key).disposition = Disposition.CARRIED_OVER
    with queries_of_database() as many:
        assert len(reviewed(meeting(found))) == before + 16
    assert len(few) == len(many)
    assert len(many) <= 12
