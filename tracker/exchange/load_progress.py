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


def steps(row: Action, organisation: Organisation) -> list[Progress]:
    """What was reported for an organisation, by a file or in the tracker itself, in the order of days."""
    return sorted((each for each in row.progress if each.organisation is organisation), key=lambda each: each.on)


def state_after(said: AssignmentState, reports: Sequence[Progress]) -> AssignmentState:
    """The state that the file gives or, where it gives none, that of the last report."""
    if said != AssignmentState.OPEN:
        return said
    return next((each.state_to for each in reversed(reports) if each.state_to), said)


def closed_at(state: AssignmentState, reports: Sequence[Progress], otherwise: date) -> datetime | None:
    """When it was over: on the day of the last report of it, else on the day the record gives."""
    if state not in CLOSED:
        return None
    days = [each.on for each in reports if each.state_to == state]
    return clock.midday(days[-1] if days else otherwise)


def put_spans(row: Assignment, reports: Iterable[Progress], held_on: date, ledger: Ledger) -> None:
    """How it stood from the day of the meeting on, a span for every state that was reported."""
    states: list[tuple[date, AssignmentState]] = [(held_on, AssignmentState.OPEN)]
    for each in reports:
        if each.state_to and each.state_to != states[-1][1]:
            states.append((max(each.on, states[-1][0]), each.state_to))
    if states[-1][1] != row.state:
        states.append((states[-1][0], row.state))
    last: dict[date, AssignmentState] = dict(states)  # one state a day: the day's last
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
    """Bring the reports in line with the file, which tells them in the order of days.

    One that says the same stays, with what was handed in with it; where the file tells a day otherwise, that day is
    told anew from there on. What was reported in the tracker itself stays in any case.
    """
    own = [each for each in row.progress if not each.from_file]
    waiting = [each for each in row.progress if each.from_file]
    gone: list[Progress] = []
    new = []
    for part, organisation in told:
        same = next((each for each in own if _says(each, part, organisation)), None)
        if same is not None:
            own.remove(same)
            continue
        while waiting and waiting[0].on < part.on:
            gone.append(waiting.pop(0))
        if waiting and _says(waiting[0], part, organisation):
            waiting.pop(0)
            continue
        while waiting and waiting[0].on == part.on:
            gone.append(waiting.pop(0))
        new.append(_report(part, organisation, by, at))
    for each in (*gone, *waiting):
        row.progress.remove(each)
    row.progress.extend(new)
    ledger.changes += bool(new or gone or waiting)


def link_reports(row: Action) -> None:
    """Tie each report to the part of the organisation that it was made for."""
    owed = {part.organisation: part for part in row.assignments}
    for each in row.progress:
        if each.assignment not in row.assignments:
            each.assignment = owed.get(each.organisation) if each.organisation else None


def _says(report: Progress, part: UpdatePart, organisation: Organisation | None) -> bool:
    known = (report.on, report.organisation, report.note.en, report.note.lo, report.state_to)
    return known == (part.on, organisation, part.note.en, part.note.lo, part.state)


def _report(part: UpdatePart, organisation: Organisation | None, by: str, at: datetime) -> Progress:
    kind = KINDS.get(part.state, ProgressKind.REPORT) if part.state else ProgressKind.REPORT
    note = Bilingual(en=part.note.en, lo=part.note.lo)
    return Progress(
        on=part.on, organisation=organisation, note=note, state_to=part.state, at=at, by=by, kind=kind, from_file=True
    )
