from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sweeps import AGREED, a_group, a_meeting, an_action, move, organisation, parts_of

from tracker.actions.deadlines import Window
from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    AskKind,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.groups.models import Audience, Membership, Trigger
from tracker.invitations.models import Invitation, Reply
from tracker.meetings.kinds import EntryKind, MeetingState, RecordState, Section
from tracker.meetings.models import Entry
from tracker.minutes.models import Delivery, Stance, StanceKind, Version, VersionKind
from tracker.organisations.models import Organisation
from tracker.points.models import NoPoints
from tracker.reminders.outstanding import Asked, number
from tracker.reminders.sources import SOURCES

TODAY = date(2021, 4, 20)
NONE = Window()
Found = list[tuple[str, int, str, date | None, date | None]]


def found(trigger: Trigger, group_id: int, audience: Audience = Audience.OWNER, on: date = TODAY) -> Found:
    """What is outstanding: of which kind, which, whose, and from which days the steps count."""
    session.rollback()
    rows: Found = []
    for each in SOURCES[trigger](Asked(group_id, on, audience)):
        columns = (each.item, number(each.organisation), each.before, each.after)
        for item, whose, before, after in session.execute(each.base.add_columns(*columns)):
            rows.append((each.kind.value, item, _name(whose), before, after))
    return sorted(rows)


def _name(organisation_id: int | None) -> str:
    return session.get_one(Organisation, organisation_id).short_name if organisation_id else ""


def whose(rows: Found) -> list[str]:
    return sorted(row[2] for row in rows)


def test_parts_that_are_owed_with_both_ends_of_their_window(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    parts = parts_of(an_action(group_id, "NPA", "MAG"))
    by, latest = date(2021, 4, 25), date(2021, 5, 2)
    assert found(Trigger.DUE, group_id) == [
        ("part", parts["NPA"], "NPA", by, latest), ("part", parts["MAG"], "MAG", by, latest)
    ]  # fmt: skip
    move(parts["NPA"], AssignmentState.SUBMITTED)
    assert whose(found(Trigger.DUE, group_id)) == ["MAG"]
    move(parts["MAG"], AssignmentState.ACCEPTED)
    assert found(Trigger.DUE, group_id) == []


def test_a_window_with_one_end_has_that_one_for_both(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA", window=Window(None, date(2021, 4, 25), None))
    an_action(group_id, "MAG", window=Window(None, date(2021, 4, 25), date(2021, 4, 25)))
    assert {row[3:] for row in found(Trigger.DUE, group_id)} == {(date(2021, 4, 25), date(2021, 4, 25))}


def test_who_supports_is_reminded_while_an_owner_works_and_never_told_on(app: Flask) -> None:
    del app
    group_id = a_group()
    parts = parts_of(an_action(group_id, "NPA", support="WEI", follow_up="NRA"))
    assert whose(found(Trigger.DUE, group_id)) == ["NPA", "NRA", "WEI"]
    assert whose(found(Trigger.DUE, group_id, Audience.CHAIR)) == ["NPA"]
    move(parts["NPA"], AssignmentState.SUBMITTED)
    assert found(Trigger.DUE, group_id) == []


def test_actions_of_a_draft_merged_ones_and_those_without_their_conclusion_are_nobodys(app: Flask) -> None:
    del app
    group_id, other = a_group(), a_group(acronym="OTHER")
    draft = a_meeting(group_id, date(2021, 3, 25), state=MeetingState.HELD)
    stays = an_action(group_id, "NPA")
    an_action(group_id, "MAG", meeting_id=draft)
    an_action(group_id, "WEI", merged_into_id=stays)
    an_action(other, "HI")
    with transaction() as current:
        gone = Entry(
            meeting_id=draft, key="c1", number=1, section=Section.CONCLUSIONS, kind=EntryKind.CONCLUSION, position=1,
            text=Bilingual.same("It was agreed"), deleted_at=clock.midday(AGREED),
        )  # fmt: skip
        current.add(gone)
        current.flush()
        entry_id = gone.id
    an_action(group_id, "UXO", entry_id=entry_id)
    assert whose(found(Trigger.DUE, group_id)) == ["NPA"]
    assert whose(found(Trigger.DUE, other)) == ["HI"]


def test_parts_without_a_date_count_from_the_next_regular_meeting_or_the_quarters_end(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA", window=NONE)
    an_action(group_id, "MAG", window=NONE, confirmed_on=date(2021, 5, 1))
    assert [row[2:4] for row in found(Trigger.NEXT_MEETING, group_id)] == [("NPA", date(2021, 6, 30))]
    a_meeting(group_id, date(2021, 3, 30), period_quarter=1)
    a_meeting(group_id, date(2021, 6, 15))
    assert [row[2:4] for row in found(Trigger.NEXT_MEETING, group_id)] == [("NPA", date(2021, 6, 15))]


def test_actions_that_nobody_owns_count_from_the_day_they_lost_their_owner(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    free = an_action(group_id, support="WEI")
    over = an_action(group_id)
    with transaction() as current:
        step = {"at": clock.midday(AGREED), "by": "Chair"}
        current.add(Progress(action_id=over, on=AGREED, kind=ProgressKind.DROPPED, **step))
    assert found(Trigger.NO_OWNER, group_id, Audience.CHAIR) == [("action", free, "", AGREED, AGREED)]
    with transaction() as current:
        on = date(2021, 4, 9)
        current.add(Progress(action_id=free, on=on, kind=ProgressKind.REASSIGNED, **step))
    assert found(Trigger.NO_OWNER, group_id, Audience.CHAIR) == [("action", free, "", on, on)]


def test_special_meetings_that_have_no_day(app: Flask) -> None:
    del app
    group_id = a_group()
    owed = an_action(group_id, "NPA", kind=ActionKind.SPECIAL_MEETING)
    opens = date(2021, 4, 12)
    assert [row[2:4] for row in found(Trigger.WINDOW_OPENS, group_id)] == [("NPA", opens)]
    assert found(Trigger.WINDOW_OPENS, group_id, Audience.CHAIR) == [("action", owed, "", opens, opens)]
    meeting_id = a_meeting(group_id, date(2021, 4, 28))
    with transaction() as current:
        current.get_one(Action, owed).scheduled_meeting_id = meeting_id
    for trigger in (Trigger.WINDOW_OPENS, Trigger.DUE, Trigger.NO_OWNER):
        assert found(trigger, group_id) == found(trigger, group_id, Audience.CHAIR) == []


def test_what_waits_for_the_chair(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    parts = parts_of(an_action(group_id, "NPA", "MAG"))
    move(parts["NPA"], AssignmentState.SUBMITTED)
    late_evening = clock.midday(date(2021, 4, 9)) + timedelta(hours=11)
    with transaction() as current:
        action_id = current.scalars(select(Action.id)).one()
        current.add(
            Progress(
                action_id=action_id, assignment_id=parts["NPA"], on=date(2021, 4, 8), kind=ProgressKind.HANDED_IN,
                at=clock.midday(AGREED), by="Focal",
            )
        )  # fmt: skip
        ask = Ask(
            assignment_id=parts["MAG"], organisation_id=organisation("MAG").id, kind=AskKind.QUESTION,
            asked_at=late_evening, asked_by="Somebody",
        )  # fmt: skip
        current.add(ask)
        current.flush()
        ask_id = ask.id
    waiting = found(Trigger.WAITING, group_id, Audience.CHAIR)
    assert waiting == [
        ("ask", ask_id, "MAG", date(2021, 4, 9), date(2021, 4, 9)),
        ("part", parts["NPA"], "NPA", date(2021, 4, 8), date(2021, 4, 8)),
    ]
    with transaction() as current:
        current.get_one(Ask, ask_id).decided_at = late_evening
    assert [row[0] for row in found(Trigger.WAITING, group_id, Audience.CHAIR)] == ["part"]


def joined(group_id: int, *names: str) -> None:
    with transaction() as current:
        current.add_all(Membership(group_id=group_id, organisation_id=organisation(name).id) for name in names)


def test_members_are_called_for_points_until_they_have_answered(app: Flask) -> None:
    del app
    group_id, on = a_group(), date(2021, 6, 15)
    joined(group_id, "NPA", "MAG")
    meeting_id = a_meeting(group_id, on)
    assert whose(found(Trigger.CALL, group_id)) == ["MAG", "NPA"]
    with transaction() as current:
        none = {"at": clock.midday(TODAY), "by": "Focal"}
        current.add(NoPoints(meeting_id=meeting_id, organisation_id=organisation("MAG").id, **none))
    assert found(Trigger.CALL, group_id) == [("meeting", meeting_id, "NPA", on, on)]


def test_a_meeting_comes_for_those_who_were_invited_and_can_come(app: Flask) -> None:
    del app
    group_id, on = a_group(), date(2021, 6, 15)
    joined(group_id, "NPA", "MAG")
    meeting_id = a_meeting(group_id, on)
    assert whose(found(Trigger.MEETING, group_id)) == ["MAG", "NPA"]
    at = clock.midday(TODAY)
    with transaction() as current:
        for name in ("NPA", "WEI"):
            current.add(
                Invitation(meeting_id=meeting_id, organisation_id=organisation(name).id, email=f"{name}@x", sent_at=at)
            )
    assert whose(found(Trigger.MEETING, group_id)) == ["NPA", "WEI"]
    with transaction() as current:
        wei = organisation("WEI").id
        current.add(Reply(meeting_id=meeting_id, organisation_id=wei, people=0, for_day=on, at=at, by="WEI"))
    assert found(Trigger.MEETING, group_id) == [("meeting", meeting_id, "NPA", on, on)]


def test_meetings_whose_minutes_are_on_the_desk(app: Flask) -> None:
    del app
    group_id = a_group()
    held = a_meeting(group_id, date(2021, 3, 25), state=MeetingState.HELD)
    a_meeting(group_id, date(2020, 12, 21), state=MeetingState.HELD, record=RecordState.ISSUED)
    a_meeting(group_id, date(2021, 6, 15))
    assert [row[:3] for row in found(Trigger.HELD, group_id, Audience.CHAIR)] == [("meeting", held, "")]


@pytest.mark.parametrize(
    ("state", "missing"), [(MeetingState.PLANNED, False), (MeetingState.HELD, False), (MeetingState.CANCELLED, True)]
)
def test_a_quarter_without_a_regular_meeting(app: Flask, state: MeetingState, missing: bool) -> None:
    del app
    group_id, first = a_group(), date(2021, 4, 1)
    none = [("group", group_id, "", first, first)]
    assert found(Trigger.NO_MEETING, group_id, Audience.CHAIR) == none
    a_meeting(group_id, date(2021, 7, 2), period_quarter=2, state=state)
    assert found(Trigger.NO_MEETING, group_id, Audience.CHAIR) == (none if missing else [])


def test_circulated_minutes_that_were_not_answered(app: Flask) -> None:
    del app
    group_id, until = a_group(), date(2021, 4, 26)
    meeting_id = a_meeting(group_id, date(2021, 3, 25), state=MeetingState.HELD, record=RecordState.CIRCULATED)
    at = clock.midday(AGREED)
    with transaction() as current:
        version = Version(
            meeting_id=meeting_id, number=1, kind=VersionKind.CIRCULATED, outline={}, sha256="0" * 64, at=at,
            by="Chair", sealed_at=at, comment_until=until,
        )  # fmt: skip
        current.add(version)
        current.flush()
        for name in ("NPA", "MAG"):
            sent = {"address": f"{name}@x", "language": "en"}
            current.add(Delivery(version_id=version.id, organisation_id=organisation(name).id, **sent))
        version_id = version.id
    assert whose(found(Trigger.COMMENT_DATE, group_id)) == ["MAG", "NPA"]
    with transaction() as current:
        said = {"kind": StanceKind.AGREES, "at": at, "by": "Focal"}
        current.add(Stance(version_id=version_id, organisation_id=organisation("MAG").id, **said))
    assert found(Trigger.COMMENT_DATE, group_id) == [("version", version_id, "NPA", until, until)]


def test_stages_that_run_and_minutes_of_others_by_the_group_that_drives_them(app: Flask) -> None:
    del app
    group_id, other = a_group(), a_group(acronym="OTHER")
    due, asked_on = date(2021, 4, 30), date(2021, 4, 1)
    with transaction() as current:
        standard = Document(code="NS-24", kind=DocumentKind.STANDARD)
        external = Document(
            code="QA", kind=DocumentKind.EXTERNAL_MINUTES, asked_on=asked_on, held_by_id=organisation("UXO").id
        )
        current.add_all([standard, external])
        current.flush()
        holder = {"document_id": standard.id, "holder_id": organisation("NPA").id, "due_on": due}
        running = StageSpan(stage=Stage.TRANSLATE, **holder)
        current.add_all([StageSpan(stage=Stage.REVISE, until_on=AGREED, **holder), running])
        current.flush()
        span_id, standard_id, external_id = running.id, standard.id, external.id
    assert found(Trigger.STAGE, group_id) == found(Trigger.EXTERNAL_MINUTES, group_id) == []
    an_action(group_id, "NPA", document_id=standard_id)
    an_action(group_id, "UXO", document_id=external_id)
    assert found(Trigger.STAGE, group_id) == [("stage", span_id, "NPA", due, due)]
    asked = [("document", external_id, "UXO", asked_on, asked_on)]
    assert found(Trigger.EXTERNAL_MINUTES, group_id) == asked
    assert found(Trigger.STAGE, other) == []
    assert found(Trigger.EXTERNAL_MINUTES, other) == []
    with transaction() as current:
        current.add(Membership(group_id=other, organisation_id=organisation("NPA").id))
        for action in current.scalars(select(Action)):
            action.document_id = None
    assert found(Trigger.STAGE, group_id) == []
    assert found(Trigger.STAGE, other) == [("stage", span_id, "NPA", due, due)]
    assert found(Trigger.EXTERNAL_MINUTES, other) == []
    with transaction() as current:
        organisation("UXO").parent = organisation("NPA")
    assert found(Trigger.EXTERNAL_MINUTES, other) == asked
    with transaction() as current:
        current.get_one(StageSpan, span_id).until_on = TODAY
        current.get_one(Document, external_id).received_on = TODAY
    assert found(Trigger.STAGE, other) == found(Trigger.EXTERNAL_MINUTES, other) == []
    assert found(Trigger.STAGE, group_id) == found(Trigger.EXTERNAL_MINUTES, group_id) == []
