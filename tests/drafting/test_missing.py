from dataclasses import replace
from datetime import date

import pytest
from applications import load
from cast import Cast
from drafts import added, entry, now, the_meeting
from flask import Flask
from pages import get, queries_of_database
from records import with_entries
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound
from tracker.drafting import entries_order
from tracker.drafting.missing import Kind, Missing, still_missing
from tracker.meetings.kinds import Disposition, MeetingState, Presence, RecordState, Section
from tracker.meetings.models import Attendance, Entry, Meeting
from tracker.minutes.queries_circulation import Hindered


def missing() -> Missing:
    session.rollback()
    return still_missing(the_meeting().id)


def keys(kind: Kind) -> list[str]:
    return [session.get_one(Entry, entry_id).key for entry_id in missing().of(kind).entries]


def test_what_the_sample_lacks(cast: Cast) -> None:
    assert keys(Kind.DISPOSITION) == ["o1", "i2", "r1", "r2", "r4"]
    assert keys(Kind.OWNER) == ["c1", "c2"]
    assert keys(Kind.DATE) == ["c1", "c3"]
    assert keys(Kind.CONFIRMATION) == ["c2"]
    assert {gap.kind for gap in missing().gaps} == {
        Kind.DISPOSITION, Kind.OWNER, Kind.DATE, Kind.CONFIRMATION, Kind.HEADCOUNT,
    }  # fmt: skip
    found = missing().of(Kind.HEADCOUNT)
    assert (found.count, found.anchor, found.first) == (10, "attendance", None)
    assert missing().total == 11
    first = missing().of(Kind.DISPOSITION)
    assert first.anchor == f"entry-{entry('o1').id}"
    assert first.words == Bilingual("points without disposition", first.words.lo)


def test_what_becomes_of_a_point(cast: Cast) -> None:
    with transaction():
        entry("o1").disposition = Disposition.CARRIED_OVER
        entry("i2").disposition = Disposition.DECLINED
        entry("r1").disposition = Disposition.REFERRED
    assert keys(Kind.DISPOSITION) == ["r2", "r4"]
    assert keys(Kind.REASON) == ["i2", "r1"]
    with transaction():
        entry("i2").disposition_remark = Bilingual.same("MAG 1")
        entry("r1").referred_group_id = cast.other_group_id
    assert keys(Kind.REASON) == []


def test_texts_that_lack_a_language_or_lag(cast: Cast) -> None:
    one = added(cast, "in English only")
    two = added(cast, "ພາສາລາວເທົ່ານັ້ນ", Section.RECOMMENDATIONS)
    agreed = added(cast, "NPA: revise it - by end of Q2", Section.CONCLUSIONS)
    with transaction():
        entry("r5").text = replace(entry("r5").text, stale="lo", before="x")
        the_meeting().closing = Bilingual(en="Closed.")
    found = missing()
    assert found.of(Kind.LAO).entries == (one, agreed)
    assert found.of(Kind.LAO).others == ("heading-closing",)
    assert (found.of(Kind.ENGLISH).entries, found.of(Kind.LAO).count) == ((two,), 3)
    assert keys(Kind.STALE) == ["r5"]
    only = still_missing(the_meeting().id, "en")
    assert (only.of(Kind.LAO).count, only.of(Kind.ENGLISH).count) == (0, 1)


def test_documents_that_are_named_and_not_linked(cast: Cast) -> None:
    with transaction():
        point = entry("r5")
        point.named.clear()
        session.scalars(select(Action).where(Action.reference == "IM-A-003")).one().document_id = None
    assert keys(Kind.DOCUMENT) == ["r5", "c3"]


def test_dates_that_do_not_fit(cast: Cast) -> None:
    strange = [added(cast, f"It was found on {day}.") for day in ("03/12/2012", "31/02/2021", "2031-01-01")]
    for fine in ("03/12/2020", "1.1.2", "12/2021", "10.1/2.3"):
        added(cast, f"It was found on {fine}.")
    past = added(cast, "NPA: revise it - by 01/03/2021", Section.CONCLUSIONS)
    assert missing().of(Kind.STRANGE_DATE).entries == (*strange, past)
    with transaction():
        the_meeting().held_on = date(2021, 4, 1)
    assert missing().of(Kind.STRANGE_DATE).others == ("heading-opening",)


def test_proposals_wait_to_be_looked_at(cast: Cast) -> None:
    with transaction():
        entry("i1").proposed_by_id = entry("i1").raisers[0].organisation_id
    assert keys(Kind.PROPOSAL) == ["i1"]


def test_a_deadline_at_the_next_meeting_is_one(cast: Cast) -> None:
    agreed = added(cast, "NPA: report - at the next meeting", Section.CONCLUSIONS)
    assert agreed not in missing().of(Kind.DATE).entries
    assert agreed not in missing().of(Kind.OWNER).entries


def test_what_was_deleted_is_not_missed(cast: Cast) -> None:
    by = cast.actor("chair")
    for key in ("c1", "c2", "o1"):
        entry_id = entry(key).id
        with transaction():
            entries_order.delete(entry_id, by=by, at=now())
    assert (keys(Kind.OWNER), keys(Kind.CONFIRMATION)) == ([], [])
    assert keys(Kind.DISPOSITION) == [
        "i1", "i2", "r1", "r2", "r3-1", "r3-2", "r3-3", "r3-4", "r3-5", "r3-6", "r4",
    ]  # fmt: skip


def test_as_many_queries_however_long_the_meeting(app: Flask) -> None:
    sent_for: list[int] = []
    for count in (10, 300):
        meeting_id = load(with_entries(count)).meeting_id
        session.rollback()
        with queries_of_database() as sent:
            still_missing(meeting_id)
        sent_for.append(len([statement for statement in sent if not statement.startswith("BEGIN")]))
    assert sent_for == [7, 7]


def test_a_draft_that_is_not_there(app: Flask) -> None:
    with pytest.raises(NotFound):
        still_missing(99_999)


def test_a_list_that_nobody_has_noted_is_missing(cast: Cast) -> None:
    with transaction():
        meeting = the_meeting()
        meeting.headcount = None
        for row in meeting.attendance:
            row.presence = Presence.ABSENT
    assert missing().of(Kind.ATTENDANCE).anchor == "attendance"
    with transaction():
        the_meeting().attendance[0].presence = Presence.PRESENT
    assert not missing().of(Kind.ATTENDANCE).count


def test_what_stands_in_the_way_of_circulation_is_missing_in_the_same_words(cast: Cast) -> None:
    with transaction() as current:
        meeting = Meeting(
            group_id=cast.group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 1), headcount=None,
            attendance=[Attendance(position=1, description=Bilingual.same("Operators"), headcount=3)],
        )  # fmt: skip
        current.add(meeting)
        current.flush()
        meeting_id, address = meeting.id, "/meetings/im-twg/2021-Q2"
    found = still_missing(meeting_id)
    assert (found.gaps, found.total, found.hindered) == ((), 3, Hindered(True, True, True))
    chair, translator = cast.client("chair"), cast.client("translator")
    told = get(chair, f"{address}/circulate").texts("//section[@aria-labelledby='h-first']//li")
    said = ["The meeting is not noted as held.", "The minutes hold no entry yet.",
            "Nobody has said how many people were there."]  # fmt: skip
    assert told == [f"{said[0]} Mark as held", f"{said[1]} Write one", f"{said[2]} Say how many"]
    listed = "//*[@id='missing']//li//span[2]"
    assert get(chair, f"{address}/room").texts(listed) == said
    assert get(chair, f"/room/{meeting_id}/missing").links()[f"! {said[0]}"] == f"{address}/plan/held"
    page = get(translator, f"/room/{meeting_id}/missing")
    assert page.texts("//li//span[2]") == said
    assert not page.root.xpath("//@href")
    with transaction():
        session.get_one(Meeting, meeting_id).state = MeetingState.HELD
    desk = get(chair, "/").texts("//section[@aria-labelledby='h-drafts']//article[1]//li//span[2]")
    assert desk == said[1:]
    with transaction():
        row = session.get_one(Meeting, meeting_id)
        row.record = RecordState.ISSUED
    assert not still_missing(meeting_id).hindered
