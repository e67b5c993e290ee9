"""Loading how an action went: what was reported about it, and how each assignment stood from day to day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from tracker.actions.deadlines import NO_WINDOW
from tracker.actions.models import CLOSED, Action, Assignment, AssignmentSpan, AssignmentState, Progress, ProgressKind
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import UpdatePart
from tracker.organisations.models import Organisation

Told: TypeAlias = tuple[UpdatePart, Organisation | None]
"""A report of the file, and for whom it was made."""

KINDS = {
    AssignmentState.SUBMITTED: ProgressKind.HANDED_IN,
    AssignmentState.ACCEPTED: ProgressKind.ACCEPTED,
    AssignmentState.POSTPONED: ProgressKind.POSTPONED,
    AssignmentState.DROPPED: ProgressKind.DROPPED,
}


def state_after(said: AssignmentState, told: Sequence[Told]) -> AssignmentState:
    """The state that the file gives or, where it gives none, that of the last report."""
    if said != AssignmentState.OPEN:
        return said
    return next((part.state for part, _ in reversed(told) if part.state), said)


def closed_at(state: AssignmentState, told: Sequence[Told], otherwise: date) -> datetime | None:
    """When it was over: on the day of the last report of it, else on the day the record gives."""
    if state not in CLOSED:
        return None
    days = [part.on for part, _ in told if part.state == state]
    return clock.midday(days[-1] if days else otherwise)


def put_spans(row: Assignment, told: Sequence[Told], held_on: date, ledger: Ledger) -> None:
    """How it stood from the day of the meeting on, a span for every state that was reported."""
    steps: list[tuple[date, AssignmentState]] = [(held_on, AssignmentState.OPEN)]
    for part, _ in told:
        if part.state and part.state != steps[-1][1]:
            steps.append((max(part.on, steps[-1][0]), part.state))
    if steps[-1][1] != row.state:
        steps.append((steps[-1][0], row.state))
    last: dict[date, AssignmentState] = dict(steps)  # one state a day: the day's last
    _forget(row, last)
    days = list(last)
    ends = [day - timedelta(days=1) for day in days[1:]]
    wanted = [
        {
            "from_on": day, "until_on": end, "state": last[day], "window": row.window,
            "organisation_id": row.organisation.id,
        }
        for day, end in zip(days, [*ends, None], strict=True)
    ]  # fmt: skip
    ledger.match(row.spans, wanted, ("from_on",), lambda: AssignmentSpan(window=NO_WINDOW))


def _forget(row: Assignment, days: Collection[date]) -> None:
    """Take spans away at once that begin on other days: only one may be without an end."""
    gone = [span for span in row.spans if span.from_on not in days]
    for span in gone:
        row.spans.remove(span)
    if gone:
        session.flush()


def put_reports(row: Action, told: Iterable[Told], ledger: Ledger, *, by: str, at: datetime) -> None:
    """Reports are only ever added, and keep what was handed in with them; where a draft's file tells a day otherwise,
    that day is told anew from there on. `told` stands in the order of days."""
    waiting = list(row.progress)
    reports = []
    for part, organisation in told:
        while waiting and waiting[0].on < part.on:
            waiting.pop(0)
        if waiting and _says(waiting[0], part, organisation):
            reports.append(waiting.pop(0))
            continue
        while waiting and waiting[0].on == part.on:
            waiting.pop(0)
        reports.append(_report(part, organisation, by, at))
    if reports != row.progress:
        ledger.changes += 1
        row.progress = reports
    owed = {part.organisation: part for part in row.assignments}
    for report in reports:
        if report.assignment not in row.assignments:
            report.assignment = owed.get(report.organisation) if report.organisation else None


def _says(report: Progress, part: UpdatePart, organisation: Organisation | None) -> bool:
    known = (report.on, report.organisation, report.note.en, report.note.lo, report.state_to)
    return known == (part.on, organisation, part.note.en, part.note.lo, part.state)


def _report(part: UpdatePart, organisation: Organisation | None, by: str, at: datetime) -> Progress:
    kind = KINDS.get(part.state, ProgressKind.REPORT) if part.state else ProgressKind.REPORT
    note = Bilingual(en=part.note.en, lo=part.note.lo)
    return Progress(on=part.on, organisation=organisation, note=note, state_to=part.state, at=at, by=by, kind=kind)
