"""Parts of actions for the tests of the desk, made as the minutes would have left them."""

from datetime import date, datetime, timedelta
from typing import Any

from cast import Cast
from lives import organisation, the_meeting

from tracker.access.voices import Voice
from tracker.actions import asking, deciding, reporting
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.deciding import Seen
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.actions.reporting import Report
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import RecordState

DONE = Report(note=Bilingual(en="All of it", lo="ໝົດແລ້ວ"))
TABLE_IS_MISSING = Bilingual(en="Table 3 is missing", lo="ຂາດຕາຕະລາງທີ 3")
WORDS = Bilingual(en="by the middle of the month", lo="ກາງເດືອນ")


def issued(record: RecordState = RecordState.ISSUED) -> None:
    """Let the sample's minutes have gone out."""
    with transaction():
        the_meeting().record = record


def in_days(days: int | None) -> Window:
    """A window that ends so many days from now, or none."""
    if days is None:
        return NO_WINDOW
    last = clock.today() + timedelta(days=days)
    return Window(None, last, last)


def owed(
    name: str, days: int | None = 30, owner: str = "NPA", role: AssignmentRole = AssignmentRole.OWNER, **more: Any
) -> int:  # fmt: skip
    """A part of a new action of the sample's meeting, due in so many days; gives back its id."""
    window = in_days(days)
    with transaction() as current:
        meeting = the_meeting()
        action = Action(
            group=meeting.group, meeting=meeting, reference=f"IM-{name}"[:40], agreed_on=meeting.held_on, first=window,
            text=Bilingual(en=name, lo=f"ວຽກ {name}"), words=WORDS if window.by else Bilingual(), **more,
        )  # fmt: skip
        part = Assignment(organisation=organisation(owner), role=role, window=window)
        action.assignments.append(part)
        current.add(action)
        current.flush()
        return part.id


def join(assignment_id: int, short_name: str, role: AssignmentRole) -> int:
    """Let another organisation have a part in the same action."""
    with transaction() as current:
        first = current.get_one(Assignment, assignment_id)
        part = Assignment(
            action_id=first.action_id, organisation=organisation(short_name), role=role, window=first.window, position=9
        )  # fmt: skip
        current.add(part)
        current.flush()
        return part.id


def hand_in(cast: Cast, assignment_id: int, who: str = "npa", at: datetime | None = None) -> None:
    part = session.get_one(Assignment, assignment_id)
    voice, actor = Voice(part.organisation_id), cast.actor(who)
    with transaction():
        reporting.hand_in(assignment_id, DONE, voice, by=actor, at=at or clock.now())


def give_back(cast: Cast, assignment_id: int) -> None:
    chair = cast.actor("chair")
    with transaction():
        seen = Seen(assignment_id, session.get_one(Assignment, assignment_id).version)
        deciding.return_with_reason(seen, TABLE_IS_MISSING, by=chair, at=clock.now())


def accept(cast: Cast, assignment_id: int, at: datetime | None = None) -> None:
    chair = cast.actor("chair")
    with transaction():
        seen = Seen(assignment_id, session.get_one(Assignment, assignment_id).version)
        deciding.accept(seen, by=chair, at=at or clock.now())


def ask_for_time(cast: Cast, assignment_id: int, days: int = 60) -> int:
    part = session.get_one(Assignment, assignment_id)
    voice, actor = Voice(part.organisation_id), cast.actor("npa")
    why = Bilingual(en="The translator is ill", lo="ຜູ້ແປເຈັບ")
    with transaction():
        return asking.ask_for_time(assignment_id, in_days(days), why, voice, by=actor, at=clock.now()).id


def refuse(cast: Cast, ask_id: int) -> None:
    chair = cast.actor("chair")
    with transaction():
        deciding.refuse_ask(ask_id, Bilingual(en="The adoption waits for it", lo="ການຮັບຮອງລໍຖ້າຢູ່"), by=chair,
                            at=clock.now())  # fmt: skip


def last_year() -> date:
    return clock.today() - timedelta(days=370)
