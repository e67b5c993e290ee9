"""A small group with its chair, parties and actions, and sweeps of single days, for the tests of what falls due."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from tracker.accounts.models import Account
from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter_of
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.groups.models import Seat, SeatRole, WorkingGroup
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person
from tracker.reminders.jobs_addressing import address_all
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.sweeping import sweep

BEGIN = date(2021, 1, 1)
AGREED = date(2021, 3, 30)
APRIL = Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
_numbers = count(1)


def organisation(short_name: str, *, email: str = "", parent: str = "", language: Language = "en") -> Organisation:
    """An organisation by its short name, made where it is not there; in the transaction that is open."""
    found = session.scalar(select(Organisation).where(Organisation.short_name == short_name))
    if found is None:
        above = organisation(parent) if parent else None
        found = Organisation(
            short_name=short_name, name=Bilingual.same(short_name), email=email, parent=above, language=language
        )
        session.add(found)
        session.flush()
    return found


def person(name: str, of: str, *, email: str | None = None, language: Language = "en") -> Person:
    """A person of an organisation with an address, in the transaction that is open."""
    key = name.lower().replace(" ", "-")
    found = session.scalar(select(Person).where(Person.key == key))
    if found is None:
        address = f"{key}@twg.example" if email is None else email
        found = Person(
            key=key, name=Bilingual.same(name), organisation=organisation(of), email=address, language=language
        )
        session.add(found)
        session.flush()
    return found


def seat(group_id: int, of: Person, role: SeatRole) -> None:
    session.add(Seat(group_id=group_id, person=of, role=role))
    session.flush()


def a_group(begin: date | None = BEGIN, acronym: str = "IM") -> int:
    """A group that is reminded, with a chair and a secretary of NRA, NPA's focal point, and somebody of management."""
    with transaction() as current:
        group = WorkingGroup(slug=acronym.lower(), acronym=acronym, name=Bilingual.same(acronym), reminders_from=begin)
        current.add(group)
        current.flush()
        seat(group.id, person("Chair", "NRA"), SeatRole.CHAIR)
        seat(group.id, person("Secretary", "NRA"), SeatRole.SECRETARY)
        seat(group.id, person("Focal", "NPA"), SeatRole.FOCAL_POINT)
        manager = person("Manager", "MLSW")
        if session.scalar(select(Account.id).where(Account.person_id == manager.id)) is None:
            current.add(
                Account(person=manager, email=manager.email, is_management=True, created_at=clock.midday(BEGIN))
            )
        return group.id


def a_meeting(group_id: int, on: date, *, state: MeetingState = MeetingState.PLANNED, **more: object) -> int:
    """A regular meeting of the quarter of its day."""
    with transaction() as current:
        year, quarter = quarter_of(on)
        meeting = Meeting(
            group_id=group_id, held_on=on, state=state, **{"period_year": year, "period_quarter": quarter, **more}
        )
        current.add(meeting)
        current.flush()
        return meeting.id


def an_action(
    group_id: int, *owners: str, window: Window = APRIL, support: str = "", follow_up: str = "", **more: object
) -> int:
    """An action agreed outside a meeting, its parts open."""
    roles = [*((name, AssignmentRole.OWNER) for name in owners)]
    roles += [(support, AssignmentRole.SUPPORT)] if support else []
    roles += [(follow_up, AssignmentRole.FOLLOW_UP)] if follow_up else []
    with transaction() as current:
        action = Action(
            group_id=group_id, reference=f"T-A-{next(_numbers):04}", first=window,
            **{"agreed_on": AGREED, "text": Bilingual.same("Do it"), **more},
            assignments=[
                Assignment(organisation=organisation(name), role=role, window=window, position=place)
                for place, (name, role) in enumerate(roles)
            ],
        )  # fmt: skip
        current.add(action)
        current.flush()
        return action.id


def parts_of(action_id: int) -> dict[str, int]:
    """By the short name of the organisation: the number of its part."""
    session.rollback()
    rows = session.execute(
        select(Organisation.short_name, Assignment.id)
        .join(Assignment, Assignment.organisation_id == Organisation.id)
        .where(Assignment.action_id == action_id)
    )
    return {row.short_name: row.id for row in rows}


def move(part_id: int, state: AssignmentState) -> None:
    """A part came into a state."""
    over = state in {AssignmentState.ACCEPTED, AssignmentState.DROPPED}
    with transaction() as current:
        part = current.get_one(Assignment, part_id)
        part.state, part.closed_at = state, clock.midday(AGREED) if over else None


def swept(group_id: int, day: date) -> int:
    """The group is swept on a day."""
    with transaction():
        return sweep(group_id, day, at=clock.midday(day))


def swept_on(group_id: int, *days: date) -> dict[date, list[str]]:
    """The group is swept on these days; by day, the steps that were due then."""
    for day in days:
        swept(group_id, day)
    told: dict[date, list[str]] = {}
    for row in reminders():
        if row.state == ReminderState.DUE:
            told.setdefault(row.due_on, []).append(row.step)
    return told


def days_of(first: date, last: date) -> list[date]:
    """All days of a stretch."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def reminders(step: str = "") -> list[Reminder]:
    """What was found, or only of a step, the oldest first."""
    session.rollback()
    wanted = select(Reminder).order_by(Reminder.due_on, Reminder.id)
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    return [row for row in found if step in ("", row.step)]


def states() -> dict[str, str]:
    """By step: what became of its reminder."""
    return {row.step: row.state.value for row in reminders()}


def told(day: date) -> dict[str, set[str]]:
    """Who is told is written down; by step, whom of those that were due on that day."""
    address_all(day, clock.midday(day))
    return {
        row.step: {
            (each.person.key if each.person else each.organisation.short_name if each.organisation else "")
            + ("" if each.is_reachable else "?") + ("!" if each.escalates else "")
            for each in row.receivers
        }
        for row in reminders()
        if row.due_on == day and row.state == ReminderState.DUE
    }  # fmt: skip
