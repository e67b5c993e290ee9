from datetime import date, time
from typing import Any

import pytest
from applications import NOON
from cast import Cast
from sqlalchemy import select
from together import at_once

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import Change, TextConflict, Wording
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.meetings import services
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.meetings.services import MeetingRevision, Signing


def the_meeting() -> Meeting:
    session.rollback()
    return session.scalars(select(Meeting).where(Meeting.held_on == date(2021, 3, 29))).one()


def revise(cast: Cast, who: str = "chair", **changes: Any) -> None:
    by, meeting_id = cast.actor(who), the_meeting().id
    with transaction():
        services.revise_meeting(meeting_id, MeetingRevision(**changes), by=by, at=NOON)


def test_the_head_and_the_foot_are_revised(cast: Cast) -> None:
    meeting = the_meeting()
    venue, revision, chair = meeting.venue, meeting.revision, meeting.chair_id
    revise(
        cast,
        venue=Wording(en="the NRA's hall", base_en=venue.en),
        closing=Wording(en="The meeting was closed.", lo="ກອງປະຊຸມໄດ້ປິດລົງ."),
        starts_at=Change(time(9), time(8, 30)), ends_at=Change(None, time(12)), headcount=Change(18, 20),
        chair_id=Change(None, chair), secretary_id=Change(chair, None), authentic_language=Change("en", "lo"),
    )  # fmt: skip
    meeting = the_meeting()
    assert meeting.venue == Bilingual("the NRA's hall", venue.lo, stale="lo", before=venue.en)
    assert meeting.closing == Bilingual("The meeting was closed.", "ກອງປະຊຸມໄດ້ປິດລົງ.")
    assert (meeting.starts_at, meeting.ends_at, meeting.headcount) == (time(9), None, 18)
    assert (meeting.chair_id, meeting.secretary_id, meeting.authentic_language) == (None, chair, "en")
    assert meeting.revision == revision + 1
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert told.details is not None
    assert (told.verb, told.subject, told.details["headcount"]) == ("meeting.revised", "IM-2021-Q1", 18)


def test_an_emptied_sentence_is_composed_again(cast: Cast) -> None:
    revise(cast, opening=Wording(en="Here we are."))
    revise(cast, opening=Wording(en="", base_en="Here we are."))
    assert the_meeting().opening == Bilingual()


def test_saving_what_stands_leaves_no_trace(cast: Cast) -> None:
    before = len(session.scalars(select(AuditEntry.id)).all())
    revise(cast, headcount=Change(20, 20), closing=Wording(en="", lo=""))
    assert len(session.scalars(select(AuditEntry.id)).all()) == before


def test_two_who_change_one_text_choose(cast: Cast) -> None:
    revise(cast, title=Wording(en="By the chair"))
    with pytest.raises(TextConflict) as error:
        revise(cast, "secretary", title=Wording(en="By the secretary"), closing=Wording(en="x"))
    assert [(each.field, each.theirs, each.mine) for each in error.value.collisions] == [
        ("title", "By the chair", "By the secretary")
    ]
    session.rollback()
    revise(cast, "translator", title=Wording(lo="ໂດຍປະທານ", en="", base_en=""))
    assert the_meeting().title == Bilingual("By the chair", "ໂດຍປະທານ")
    assert the_meeting().closing == Bilingual()


def test_a_fact_that_somebody_else_changed_stays(cast: Cast) -> None:
    revise(cast, headcount=Change(18, 20))
    with pytest.raises(Conflict):
        revise(cast, "secretary", headcount=Change(19, 20))
    session.rollback()
    revise(cast, "secretary", headcount=Change(18, 20))
    assert the_meeting().headcount == 18


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_at": Change(time(8), time(12))}, "must end after it began"),
        ({"ends_at": Change(time(8), time(12)), "chair_id": Change(None, 1)}, "must end after it began"),
        ({"headcount": Change(-1, 20)}, "from 0 to 100000"),
        ({"headcount": Change(10**9, 20)}, "from 0 to 100000"),
        ({"secretary_id": Change(99_999, None)}, "no such person"),
        ({"title": Wording(en="x" * 100_000)}, "20000 characters"),
    ],
)
def test_bad_input_is_explained(cast: Cast, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        revise(cast, **changes)
    assert the_meeting().headcount == 20


def test_a_translator_writes_texts_alone(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        revise(cast, "translator", headcount=Change(18, 20))
    session.rollback()
    with pytest.raises(Refused, match="one language at a time"):
        revise(cast, "translator", title=Wording(en="one"), closing=Wording(lo="ສອງ"))


@pytest.mark.parametrize("who", ["npa", "mag", "other", "management", "party"])
def test_others_change_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        revise(cast, who, title=Wording(en="x"))


@pytest.mark.parametrize("state", [TextState.FROZEN, TextState.ISSUED])
def test_frozen_and_issued_minutes_stay(cast: Cast, state: TextState) -> None:
    with transaction():
        session.get_one(Meeting, the_meeting().id).text_state = state
    with pytest.raises(Refused, match=state.value):
        revise(cast, title=Wording(en="x"))


def test_circulated_minutes_are_corrected(cast: Cast) -> None:
    with transaction():
        session.get_one(Meeting, the_meeting().id).record = RecordState.CIRCULATED
    revise(cast, title=Wording(en="x"))
    assert the_meeting().title.en == "x"


def test_who_is_to_sign(cast: Cast) -> None:
    person = the_meeting().chair_id
    by, meeting_id = cast.actor("chair"), the_meeting().id
    blocks = [Signing(Bilingual(en="Chair"), person_id=person), Signing(Bilingual()), Signing(Bilingual(en="NRA"))]
    with transaction():
        services.revise_signatures(meeting_id, blocks, by=by, at=NOON)
    assert [(each.role.en, each.person_id, each.position) for each in the_meeting().signatures] == [
        ("Chair", person, 1), ("NRA", None, 2),
    ]  # fmt: skip
    with pytest.raises(Refused), transaction():
        services.revise_signatures(meeting_id, [Signing(Bilingual(en="x"), person_id=99_999)], by=by, at=NOON)
    translator = cast.actor("translator")
    with pytest.raises(Forbidden), transaction():
        services.revise_signatures(meeting_id, [], by=translator, at=NOON)


def test_a_meeting_that_is_not_there(cast: Cast) -> None:
    by = cast.actor("admin")
    with pytest.raises(NotFound), transaction():
        services.lock_draft(99_999, by=by)


def test_changes_at_the_same_time_all_count(either_cast: Cast) -> None:
    cast = either_cast
    meeting_id, revision, by = the_meeting().id, the_meeting().revision, cast.actor("chair")

    def change(number: int) -> None:
        with transaction():
            services.lock_draft(meeting_id, by=by).last_number += number

    at_once(cast.app, [lambda: change(1)] * 6)
    assert the_meeting().revision == revision + 6
