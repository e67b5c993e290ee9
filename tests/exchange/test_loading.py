from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from applications import NOON, SAMPLE, TESTER, load
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import func, select
from strategies import meeting_files

from tracker.actions.deadlines import Window, read
from tracker.actions.models import Action, Assignment, AssignmentSpan, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session, transaction
from tracker.exchange import loading, reading
from tracker.exchange.dumping import dump
from tracker.exchange.loading import Outcome
from tracker.exchange.meeting_file import ActionPart, DuePart, EntryPart, MeetingFile
from tracker.exchange.problems import FileProblems
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import Organisation

SMALL = """
group: {slug: im-twg, acronym: IM, name: {en: Information Management, lo: ການຄຸ້ມຄອງຂໍ້ມູນ}}
organisations:
  - {short_name: NRA, name: National Regulatory Authority}
  - {short_name: NPA, name: Norwegian People's Aid, aliases: [Norwegian]}
meeting:
  period: 2021-Q1
  held_on: 2021-03-29
  entries:
    - {id: i1, kind: issue, text: {en: Reports are late, lo: ບົດລາຍງານຊັກຊ້າ}, raised_by: [NPA]}
  conclusions:
    - id: c1
      text: Send them
      answers: [{entry: i1}]
      actions:
        - {owners: [NPA], deadline: by 15 April 2021}
"""


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def refused(data: str) -> str:
    before = rows()
    with pytest.raises(FileProblems) as caught:
        load(data)
    session.rollback()
    assert rows() == before
    return str(caught.value)


def test_the_sample_comes_back_as_its_file_says(either_app: Flask) -> None:
    outcome = load(SAMPLE.read_bytes(), SAMPLE.name)
    assert dump(outcome.meeting_id) == reading.read(SAMPLE.read_bytes(), SAMPLE.name)


def test_loading_twice_leaves_one_meeting_and_changes_nothing(either_app: Flask) -> None:
    first = load(SAMPLE.read_bytes())
    before = rows()
    second = load(SAMPLE.read_bytes())
    assert (first.made, second.made, second.changes) == (True, False, 0)
    assert rows() == before


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(file=meeting_files())
def test_any_file_comes_back(app: Flask, file: MeetingFile) -> None:
    try:
        with transaction():
            outcome = loading.load(file, "random", by=TESTER, at=NOON)
            session.expire_all()
            dumped = dump(outcome.meeting_id)
            again = loading.load(dumped, "dumped", by=TESTER, at=NOON)
            assert facts(dumped) == facts(file)
            assert again.changes == 0
            assert dump(outcome.meeting_id) == dumped
            raise InterruptedError  # nothing is kept for the next example
    except InterruptedError:
        pass


def facts(file: MeetingFile) -> MeetingFile:
    """A file as its reader means it: with the window that the deadline's words mean, a state where the reports say it,
    and no window of an assignment that is the action's own."""
    group = file.group
    meeting = file.meeting
    return replace(
        file,
        group=replace(group, letterheads=tuple(sorted(group.letterheads, key=lambda head: head.valid_from))),
        meeting=replace(
            meeting,
            entries=tuple(_entry(each, meeting.held_on) for each in meeting.entries),
            conclusions=tuple(
                replace(each, actions=tuple(_action(action, meeting.held_on) for action in each.actions))
                for each in meeting.conclusions
            ),
        ),
    )


def _entry(part: EntryPart, on: date) -> EntryPart:
    return replace(
        part,
        actions=tuple(_action(action, on) for action in part.actions),
        points=tuple(_entry(point, on) for point in part.points),
    )


def _due(part: DuePart | None) -> DuePart | None:
    return replace(part, latest=part.latest or part.by) if part else None


def _action(part: ActionPart, on: date) -> ActionPart:
    due = _due(part.due)
    if due is None:
        read_as = next((each for each in (read(part.deadline.en, on), read(part.deadline.lo, on)) if each.window), None)
        due = _due_in(read_as.window) if read_as else None
    assignments = []
    for each in part.assignments:
        said = [update.state for update in part.updates if update.organisation == each.organisation and update.state]
        state = said[-1] if said and each.state == AssignmentState.OPEN else each.state
        own = _due(each.due)
        assignments.append(replace(each, state=state, due=None if own == due else own))
    return replace(part, due=due, assignments=tuple(assignments))


def _due_in(window: Window) -> DuePart:
    return DuePart(from_=window.from_, by=window.by, latest=window.latest)


def test_a_changed_file_updates_the_same_meeting(either_app: Flask) -> None:
    first = load(SMALL)
    second = load(SMALL.replace("Reports are late", "Reports come late").replace("Send them", "Send them all"))
    assert (second.meeting_id, second.made, second.changes) == (first.meeting_id, False, 2)
    entry = session.scalars(select(Entry).where(Entry.key == "i1")).one()
    assert entry.text == Bilingual(en="Reports come late", lo="ບົດລາຍງານຊັກຊ້າ", stale="lo", before="Reports are late")
    assert [action.reference for action in session.scalars(select(Action))] == ["IM-A-001"]


def test_an_entry_that_left_the_file_is_deleted_and_can_come_back(app: Flask) -> None:
    load(SMALL)
    gone = SMALL.replace("    - {id: i1", "    - {id: i2").replace("entry: i1", "entry: i2")
    load(gone)
    assert {entry.key for entry in session.scalars(select(Entry).where(Entry.deleted_at.is_not(None)))} == {"i1"}
    load(SMALL)
    entries = {entry.key: entry for entry in session.scalars(select(Entry))}
    assert entries["i1"].deleted_at is None
    assert entries["i2"].deleted_at is not None
    assert [entries[key].number for key in ("i1", "c1", "i2")] == [1, 2, 3]


def test_circulated_minutes_are_found_but_not_changed(either_app: Flask) -> None:
    issued = SMALL.replace("  held_on:", "  record: issued\n  issued_on: 2021-04-20\n  held_on:")
    load(issued)
    assert load(issued).changes == 0
    assert "circulated" in refused(issued.replace("Send them", "Send nothing"))
    assert "circulated" in refused(issued.replace("[NPA], deadline", "[NRA], deadline"))
    assert "circulated" in refused(SMALL)


def test_a_draft_can_come_in_as_issued_later(app: Flask) -> None:
    load(SMALL)
    outcome = load(SMALL.replace("  held_on:", "  record: issued\n  held_on:"))
    assert session.get_one(Meeting, outcome.meeting_id).record == "issued"


def test_an_alias_is_the_organisation_and_a_guess_is_not(app: Flask) -> None:
    load(SMALL.replace("owners: [NPA]", "owners: [Norwegian]"))
    assert [part.organisation.short_name for part in session.scalars(select(Assignment))] == ["NPA"]
    assert refused(SMALL.replace("owners: [NPA]", "owners: [NPAA]")) == (
        "meeting.yaml:16: there is no organisation 'NPAA'; did you mean 'NPA'?"
    )


def test_a_known_organisation_is_checked_and_never_changed(app: Flask) -> None:
    load(SMALL)
    said = refused(SMALL.replace("Norwegian People's Aid", "Another Name"))
    assert said.startswith("meeting.yaml:5: 'NPA' is known with another name: 'Norwegian People's Aid'")
    assert session.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one().name.en.startswith("Nor")


def test_previous_must_be_known_and_may_not_turn_in_a_circle(app: Flask) -> None:
    assert "holds no meeting 2020-Q4" in refused(SMALL.replace("  held_on:", "  previous: 2020-Q4\n  held_on:"))
    load(SMALL)
    later = SMALL.replace("period: 2021-Q1", "period: 2021-Q2\n  previous: 2021-Q1")
    load(later)
    assert "meeting.yaml:8: 2021-Q2 itself follows" in refused(
        SMALL.replace("  held_on:", "  previous: 2021-Q2\n  held_on:")
    )


def test_a_reference_of_another_meeting_is_refused(app: Flask) -> None:
    load(SMALL)
    other = SMALL.replace("period: 2021-Q1", "period: 2021-Q2").replace("{owners", "{ref: IM-A-001, owners")
    assert "'IM-A-001' is an action of another meeting" in refused(other)


def test_references_go_on_behind_those_that_came_along(app: Flask) -> None:
    load(SMALL.replace("{owners", "{ref: IM-A-041, owners"))
    load(SMALL.replace("period: 2021-Q1", "period: 2021-Q2"))
    assert sorted(session.scalars(select(Action.reference))) == ["IM-A-041", "IM-A-042"]


def test_a_meeting_asked_for_is_linked_when_it_comes(app: Flask) -> None:
    load(SMALL.replace("{owners", "{kind: special_meeting, meeting: 2021-Q2/data, owners"))
    action = session.scalars(select(Action)).one()
    assert (action.asked_meeting, action.scheduled_meeting_id) == ("2021-Q2/data", None)
    special = "group: im-twg\nmeeting: {period: 2021-Q2, kind: special, name: data, held_on: 2021-04-22}\n"
    outcome = load(special)
    session.expire_all()
    assert session.scalars(select(Action)).one().scheduled_meeting_id == outcome.meeting_id


def test_reports_move_an_assignment_and_leave_its_history(app: Flask) -> None:
    load(
        SMALL.replace(
            "deadline: by 15 April 2021",
            "deadline: by 15 April 2021, updates: [{on: 2021-04-02, organisation: NPA, state: in_progress}, "
            "{on: 2021-04-14, organisation: NPA, note: all sent, state: accepted}]",
        )
    )
    part = session.scalars(select(Assignment)).one()
    assert (part.state, part.closed_at) == (AssignmentState.ACCEPTED, datetime(2021, 4, 14, 5, tzinfo=UTC))
    spans = session.scalars(select(AssignmentSpan).order_by(AssignmentSpan.from_on)).all()
    assert [(str(span.from_on), str(span.until_on), span.state.value) for span in spans] == [
        ("2021-03-29", "2021-04-01", "open"),
        ("2021-04-02", "2021-04-13", "in_progress"),
        ("2021-04-14", "None", "accepted"),
    ]


def test_verdicts_name_older_items_by_reference(app: Flask) -> None:
    load(SMALL)
    second = SMALL.replace("period: 2021-Q1", "period: 2021-Q2").replace(
        "  entries:", "  reviews: [{item: IM-A-001, verdict: done}, {item: IM-2021-Q1/1, verdict: late}]\n  entries:"
    )
    outcome = load(second)
    assert [review.item for review in dump(outcome.meeting_id).meeting.reviews] == ["IM-A-001", "IM-2021-Q1/1"]
    assert "holds no item 'IM-A-999'" in refused(second.replace("IM-A-001", "IM-A-999"))


def test_a_load_leaves_an_entry_in_the_trail(app: Flask) -> None:
    load(SMALL)
    load(SMALL)
    load(SMALL.replace("Send them", "Send all"))
    trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.verb, entry.subject, entry.actor) for entry in trail] == [
        ("meeting.loaded", "IM-2021-Q1", "a test"),
        ("meeting.updated", "IM-2021-Q1", "a test"),
    ]


def test_a_difference_in_numbers_is_told_and_not_refused(sample: Outcome) -> None:
    assert [warning.en for warning in sample.warnings] == ["said 20 people, listed 10"]
    assert replace(sample, warnings=()).made
