from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from applications import NOON, TESTER
from cast import Cast
from filling import contents, counts
from flask import Flask
from sqlalchemy import ColumnElement, func, select

from tracker.actions.deadlines import read
from tracker.actions.models import CLOSED, Action, Assignment, AssignmentRole, AssignmentSpan, Progress
from tracker.actions.states import TABLE, TOLD_AS
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import db, session, transaction
from tracker.core.errors import Refused
from tracker.core.lao import has_lao
from tracker.documents.models import Document
from tracker.exchange import archive, archive_removal
from tracker.exchange.archive_plan import Wanted
from tracker.groups.models import NumberSeries, WorkingGroup
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Entry, EntryDocument, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation, Person
from tracker.register.models import Review
from tracker.register.queries import outstanding

UNTIL = date(2026, 3, 1)
SMALL = Wanted(years=1, groups=3, actions=120, seed=7, until=UNTIL)
NOT_ITS_OWN = {"audit_entry", "batch", "batch_row", "alembic_version"}


def make(wanted: Wanted = SMALL, *accounts: archive.Newcomer) -> archive.Made:
    with transaction():
        return archive.make(wanted, accounts, by=TESTER, at=NOON)


def remove(name: str = "demo") -> archive_removal.Removed:
    with transaction():
        return archive_removal.remove(name, by=TESTER, at=NOON)


def number(wanted: type[Any], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(wanted).where(*where)) or 0


def left() -> dict[str, int]:
    return {name: count for name, count in counts().items() if count and name not in NOT_ITS_OWN}


@pytest.fixture
def generated(app: Flask) -> Iterator[None]:
    del app
    make()
    yield
    session.rollback()


def test_it_holds_what_was_asked_for_and_goes_without_a_trace(either_app: Flask) -> None:
    before = left()
    made = make()
    assert (made.groups, made.rows["action"], number(WorkingGroup)) == (("g1", "g2", "g3"), 120, 3)
    with transaction() as current:  # the database goes on with ids of its own
        current.add(Organisation(short_name="Real", name=current.scalars(select(Organisation.name)).first()))
    removed = remove()
    assert (removed.kept, removed.rows["action"]) == ([], 120)
    with transaction() as current:
        current.delete(current.scalars(select(Organisation)).one())
    assert left() == before


@pytest.mark.usefixtures("app")
def test_the_same_seed_makes_the_same_archive() -> None:
    def told() -> list[tuple[Any, ...]]:
        rows = session.execute(
            select(Action.reference, Action.agreed_on, Action.text, Assignment.state, Assignment.window)
            .join(Assignment)
            .order_by(Action.reference, Assignment.position)
        ).all()
        return [tuple(row) for row in rows]

    make()
    first = told()
    remove()
    make()
    assert told() == first
    remove()
    make(Wanted(years=1, groups=3, actions=120, seed=8, until=UNTIL))
    assert told() != first


@pytest.mark.usefixtures("generated")
def test_every_part_has_one_state_a_day() -> None:
    spans: dict[int, list[AssignmentSpan]] = {}
    for span in session.scalars(select(AssignmentSpan).order_by(AssignmentSpan.from_on)):
        spans.setdefault(span.assignment_id, []).append(span)
    parts = session.scalars(select(Assignment)).all()
    assert spans.keys() == {part.id for part in parts}
    for part in parts:
        mine = spans[part.id]
        assert mine[0].from_on == part.action.agreed_on
        assert all(after.from_on == (before.until_on or date.max) + timedelta(days=1)
                   for before, after in pairwise(mine))  # fmt: skip
        last = mine[-1]
        assert (last.until_on, last.state, last.window) == (None, part.state, part.window)
        assert (part.closed_at is not None) == (part.state in CLOSED)


@pytest.mark.usefixtures("generated")
def test_every_step_is_one_of_the_table() -> None:
    ways = {(TOLD_AS[act], before, after) for act, row in TABLE.items() for before, after in row.items()}
    steps: dict[int | None, list[Progress]] = {}
    for step in session.scalars(select(Progress).order_by(Progress.on)):
        assert (step.kind, step.state_from, step.state_to) in ways
        assert step.on <= UNTIL
        steps.setdefault(step.assignment_id, []).append(step)
    for mine in steps.values():
        assert mine[0].state_from == "open"
        assert all(before.state_to == after.state_from for before, after in pairwise(mine))
        assert mine[-1].assignment is not None
        assert mine[-1].assignment.state == mine[-1].state_to


@pytest.mark.usefixtures("generated")
def test_deadlines_mean_in_lao_what_they_mean_in_english() -> None:
    actions = session.scalars(select(Action)).all()
    for action in actions:
        english, lao = read(action.words.en, action.agreed_on), read(action.words.lo, action.agreed_on)
        assert (english.window, english.basis) == (lao.window, lao.basis) == (action.first, action.basis)
        assert has_lao(action.text.lo)
        assert not has_lao(action.text.en)
        assert "{" not in action.text.en + action.text.lo
    assert sum(bool(action.first) for action in actions) > len(actions) / 2


@pytest.mark.usefixtures("generated")
def test_the_last_meetings_lie_around_the_end() -> None:
    meetings = session.scalars(select(Meeting)).all()
    states = {(meeting.state, meeting.record) for meeting in meetings}
    assert {(MeetingState.PLANNED, RecordState.DRAFT), (MeetingState.HELD, RecordState.DRAFT),
            (MeetingState.HELD, RecordState.CIRCULATED), (MeetingState.HELD, RecordState.ISSUED)} <= states  # fmt: skip
    assert all((meeting.held_on <= UNTIL) == (meeting.state != MeetingState.PLANNED) for meeting in meetings)
    drafts = Progress.action_id.in_(
        select(Action.id).join(Action.meeting).where(Meeting.record == RecordState.DRAFT)
    )  # fmt: skip
    assert number(Progress, drafts) == 0
    for meeting in meetings:
        assert meeting.last_number == number(Entry, Entry.meeting_id == meeting.id)


@pytest.mark.usefixtures("generated")
def test_what_is_open_stands_in_the_register() -> None:
    for group in session.scalars(select(WorkingGroup)):
        registered = {item.id for item in outstanding(group, UNTIL) if item.which == "action"}
        owned = Assignment.role == AssignmentRole.OWNER
        unfinished = select(Assignment.action_id).where(owned, Assignment.closed_at.is_(None))
        special = select(Action.id).where(Action.scheduled_meeting_id.is_not(None))
        wanted = select(Action.id).where(
            Action.group_id == group.id, Action.agreed_on < UNTIL, Action.id.in_(unfinished), Action.id.not_in(special)
        )
        assert set(session.scalars(wanted)) <= registered
    assert number(Review) > 20


@pytest.mark.usefixtures("generated")
def test_references_go_on_behind_those_of_the_archive() -> None:
    for group in session.scalars(select(WorkingGroup)):
        series = session.scalars(select(NumberSeries).where(NumberSeries.group_id == group.id)).one()
        assert series.last == number(Action, Action.group_id == group.id) == 40


@pytest.mark.usefixtures("generated")
def test_everything_of_it_says_that_it_is_generated() -> None:
    assert all(name.startswith("Demo ") for name in session.scalars(select(Organisation.short_name)))
    assert all("(generated)" in name.en for name in session.scalars(select(Organisation.name)))
    assert all("(generated)" in name.en for name in session.scalars(select(WorkingGroup.name)))
    assert all(mail.endswith("@demo.example") for mail in session.scalars(select(Person.email)))
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == ("archive.generated", "demo")


@pytest.mark.usefixtures("generated")
def test_a_second_archive_needs_a_name_of_its_own() -> None:
    with pytest.raises(Refused, match="There is an archive demo already"):
        make()
    session.rollback()
    other = Wanted(years=1, groups=1, actions=10, seed=1, until=UNTIL, name="other")
    assert make(other).groups == ("g4",)
    remove()
    assert number(Action) == 10
    remove("other")
    with pytest.raises(Refused, match="There is no generated archive other"):
        remove("other")


def test_people_who_worked_in_it_leave_nothing_behind(cast: Cast) -> None:
    before = left()
    newcomers = archive.newcomers()
    make(SMALL, *newcomers)
    with transaction() as current:
        group = current.scalars(select(WorkingGroup).where(WorkingGroup.acronym == "G1")).one()
        mine = current.scalars(select(Action).where(Action.group_id == group.id).limit(2)).all()
        mine[0].merged_into_id, mine[0].confirmed_on = mine[1].id, clock.today()
        mine[1].split_from_id = mine[0].id
        real = current.scalars(select(Entry).where(Entry.meeting.has(Meeting.group_id == cast.group_id))).first()
        assert real is not None
        real.disposition, real.referred_group_id = "referred", group.id  # type: ignore[assignment] # stored as its word
    removed = remove()
    assert (removed.kept, removed.rows["account"]) == ([], 4)
    assert left() == before
    session.rollback()
    assert session.get_one(Entry, real.id).referred_group_id is None


def test_what_another_group_needs_is_kept_and_named(cast: Cast) -> None:
    make()
    with transaction() as current:
        entry = current.scalars(select(Entry).where(Entry.meeting.has(Meeting.group_id == cast.group_id))).first()
        assert entry is not None
        party = current.scalars(select(Organisation).where(Organisation.short_name == "Demo Operator 01")).one()
        entry.raisers.append(EntryRaisedBy(organisation=party, position=9))
        document = current.scalars(select(Document).where(Document.code == "Demo form G1-1")).one()
        entry.named.append(EntryDocument(document=document, position=9))
    removed = remove()
    assert {"Demo Operator 01", "Demo form G1-1"} <= set(removed.kept)
    assert len(removed.kept) < 9  # they, and who was told of the form
    session.rollback()
    assert number(Action, Action.reference.startswith("G")) == 0
    assert {"Demo Operator 01", "NRA"} <= set(session.scalars(select(Organisation.short_name)))


def test_the_commands(app: Flask) -> None:
    runner = app.test_cli_runner()
    told = runner.invoke(args=["demo", "archive", "--years", "1", "--groups", "2", "--actions", "30", "--until",
                               "2026-03-01", "--accounts"])  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "groups: g1, g2" in told.output
    assert "chair@demo.example" in told.output
    asked = runner.invoke(args=["demo", "remove"], input="n\n")
    assert (asked.exit_code, number(Action)) == (1, 30)
    session.rollback()
    gone = runner.invoke(args=["demo", "remove", "--yes"])
    assert gone.exit_code == 0, gone.output
    assert "The archive demo holds" in gone.output
    again = runner.invoke(args=["demo", "remove", "--yes"])
    assert (again.exit_code, "There is no generated archive demo" in again.output) == (1, True)
    assert left() == {}
    with db.engine.connect() as connection:
        assert set(contents(connection)) <= NOT_ITS_OWN
