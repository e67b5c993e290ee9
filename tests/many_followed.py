"""Actions in any number with their history, written as a bulk load writes them, for counting the follow-up."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentSpan, AssignmentState
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation

PARTIES, BATCH, YEARS = 50, 20_000, 10
UNTIL = date(2021, 9, 15)
OPEN, DOING, SUBMITTED, ACCEPTED, DROPPED = (
    AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.ACCEPTED,
    AssignmentState.DROPPED,
)  # fmt: skip
LIVES = {0: (OPEN, DOING), 1: (OPEN, DOING, SUBMITTED), 2: (OPEN, DROPPED)}
DONE = (OPEN, DOING, SUBMITTED, ACCEPTED)
STEP = timedelta(days=20)
Rows = list[dict[str, Any]]


def follow(count: int, begin: int = 0) -> None:
    """So many actions of ten years: one of thirty owned by nobody, one of nine without a date, one of twenty open, one
    handed in and one dropped, the others done. `begin` counts those that there are already."""
    with transaction() as current:
        group = current.query(WorkingGroup).first() or WorkingGroup(slug="im", acronym="IM", name=Bilingual.same("IM"))
        parties = [Organisation(short_name=f"F{begin}-{n:02}", name=Bilingual.same("Party")) for n in range(PARTIES)]
        current.add_all([group, *parties])
        current.flush()
        group_id, ids = group.id, [each.id for each in parties]
    for start in range(begin + 1, begin + count + 1, BATCH):
        _write(group_id, ids, range(start, min(start + BATCH, begin + count + 1)))


def _write(group_id: int, parties: list[int], numbers: range) -> None:
    actions: Rows = []
    parts: Rows = []
    spans: Rows = []
    for number in numbers:
        on = UNTIL - timedelta(days=number * 7 % (YEARS * 365))
        due = on + timedelta(days=60 + number % 40) if number % 9 else None
        window = {"due_from": None, "due_by": due, "due_latest": due}
        actions.append({
            "id": 1_000_000 + number, "group_id": group_id, "reference": f"F-A-{number:07}", "agreed_on": on,
            "told_on": on, "text_en": "Count the reports.", "text_lo": "ນັບບົດລາຍງານ.", "version": 1,
            "kind": ("general", "submission", "follow_up")[number % 3], **window,
        })  # fmt: skip
        if number % 30:
            owner = parties[number % PARTIES]
            lived = [span for span in _spans(number, on) if span["from_on"] <= UNTIL]
            spans += [{**span, "organisation_id": owner, **window} for span in lived]
            lived[-1]["until_on"] = spans[-1]["until_on"] = None
            state = lived[-1]["state"]
            parts.append({
                "id": 1_000_000 + number, "action_id": 1_000_000 + number, "organisation_id": owner, "state": state,
                "role": AssignmentRole.OWNER, "version": 1, **window,
                "closed_at": clock.midday(UNTIL) if state in {ACCEPTED, DROPPED} else None,
            })  # fmt: skip
    with transaction() as current:
        for table, rows in ((Action, actions), (Assignment, parts), (AssignmentSpan, spans)):
            current.connection().execute(insert(table), rows)
    session.rollback()


def _spans(number: int, on: date) -> Rows:
    states = LIVES.get(number % 20, DONE)
    return [
        {
            "assignment_id": 1_000_000 + number, "state": state, "from_on": on + STEP * place,
            "until_on": on + STEP * (place + 1) - timedelta(days=1),
        }
        for place, state in enumerate(states)
    ]  # fmt: skip
