"""Actions in any number for tests of lists and searches, written as a bulk load writes them."""

from datetime import date, timedelta
from typing import Any

from applications import NOON
from sqlalchemy import insert, select

from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation

FIRST = date(2021, 1, 4)
PARTIES = ("NPA", "MAG", "UXO Lao", "HI", "WEI")
STATES = (
    AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.ACCEPTED,
)  # fmt: skip


def many_actions(count: int, slug: str = "im-twg") -> list[int]:
    """So many actions outside meetings, each of one organisation, one of four over, one of seven without a date, one of
    eleven owned by nobody."""
    group = session.scalars(select(WorkingGroup.id).where(WorkingGroup.slug == slug)).one()
    parties = [
        session.scalars(select(Organisation.id).where(Organisation.short_name == name)).one() for name in PARTIES
    ]
    last = max(session.scalars(select(Action.id)), default=0)
    actions: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        day = FIRST + timedelta(days=number % 700)
        due = None if number % 7 == 0 else day + timedelta(days=30)
        window = {"due_from": due, "due_by": due, "due_latest": due}
        actions.append({
            "id": last + number, "group_id": group, "reference": f"X-A-{last + number:06d}", "position": 0,
            "text_en": f"Bring the survey of village {number} in order",
            "text_lo": f"ໃຫ້ປັບປຸງຂໍ້ມູນການສຳຫຼວດ ບ້ານນ້ຳ {number}", "agreed_on": day, "version": 1, "kind": "general",
            "basis": "none", "from_file": False, **window,
        })  # fmt: skip
        state = STATES[number % 4]
        if number % 11:
            parts.append({
                "action_id": last + number, "position": 0, "organisation_id": parties[number % 5],
                "role": AssignmentRole.OWNER, "state": state, "version": 1, **window,
                "closed_at": NOON if state == AssignmentState.ACCEPTED else None,
            })  # fmt: skip
    with transaction() as current:
        current.connection().execute(insert(Action), actions)
        current.connection().execute(insert(Assignment), parts)
    return [each["id"] for each in actions]
