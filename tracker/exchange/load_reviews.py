"""Loading the verdicts that a meeting gave on older items; knows nothing of its own entries and actions."""

from collections.abc import Iterable

from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import ReviewPart
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.meetings.models import Entry, Meeting
from tracker.register.models import Review
from tracker.register.queries import item_by_reference


def apply(meeting: Meeting, parts: Iterable[ReviewPart], name: str, ledger: Ledger) -> None:
    """Make, change and remove the verdicts of a meeting; `name` is the file's, for its problems."""
    items: dict[Action | Entry, int] = {}
    wanted = []
    for position, part in enumerate(parts, 1):
        item = _item(meeting, part, name)
        if item in items:
            values = {"name": quoted(part.item), "first": items[item]}
            reason = Bilingual.said("%(name)s stands twice; first on line %(first)s", **values)
            raise _problem(name, part, reason)
        items[item] = part.line_of("item")
        action, entry = (item, None) if isinstance(item, Action) else (None, item)
        wanted.append(
            {"action": action, "entry": entry, "position": position, "verdict": part.verdict, "remark": part.remark}
        )
    # What was written when the minutes were frozen is no part of a file, unless the file gives a verdict on that item.
    kept = session.scalars(select(Review).where(Review.meeting_id == meeting.id))
    before = [row for row in kept if row.given or (row.action or row.entry) in items]
    rows = list(before)
    ledger.match(rows, wanted, ("action", "entry"), lambda: Review(meeting=meeting))
    for row in before:
        if row not in rows:
            session.delete(row)
    session.add_all(rows)


def _item(meeting: Meeting, part: ReviewPart, name: str) -> Action | Entry:
    item = item_by_reference(meeting.group, part.item)
    if item is None:
        raise _problem(name, part, Bilingual.said("the tracker holds no item %(item)s", item=quoted(part.item)))
    if item.meeting_id == meeting.id:
        reason = Bilingual.said(
            "%(item)s is an item of this meeting itself; verdicts are given on older ones", item=quoted(part.item)
        )
        raise _problem(name, part, reason)
    return item


def _problem(name: str, part: ReviewPart, reason: Bilingual) -> FileProblems:
    return FileProblems([Problem(name, part.line_of("item"), reason)])
