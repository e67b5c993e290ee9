"""Bringing a meeting file in on somebody's behalf: nobody reaches further by a file than by the pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, true

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange import loading
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.policy import can_load_anywhere
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.groups.models import Seat, WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.organisations.models import Person


def groups_to_load_into(by: Actor) -> Sequence[WorkingGroup]:
    """The groups whose meetings somebody may bring in by a file."""
    wanted = true() if can_load_anywhere(by) else WorkingGroup.id.in_(groups_drafted_by(by))
    return session.scalars(select(WorkingGroup).where(wanted).order_by(WorkingGroup.slug)).all()


def take_in(file: MeetingFile, name: str, *, by: Actor, at: datetime) -> loading.Outcome:
    """Load a file, in the transaction that is open: anywhere for the administrator, else only into one's own groups.

    Raises FileProblems, after which the transaction must be rolled back.
    """
    if not can_load_anywhere(by):
        problems = [Problem(name, line, reason) for line, reason in _reaches_too_far(file, by)]
        if problems:
            raise FileProblems(problems)
    return loading.load(file, name, by=by, at=at)


def _reaches_too_far(file: MeetingFile, by: Actor) -> Iterator[tuple[int, Bilingual]]:
    """A group that is not one's own, in the same words whether it is there or not; a seat that nobody gave."""
    groups = {group.slug: group for group in groups_to_load_into(by)}
    group = groups.get(file.group.slug)
    if group is None:
        yield (
            file.group.line,
            Bilingual.said(
                "%(name)s is not a group of yours; you may load meetings into: %(groups)s",
                name=quoted(file.group.slug), groups=", ".join(groups),
            ),
        )  # fmt: skip
        return
    held = session.execute(select(Person.key, Seat.role).join(Seat.person).where(Seat.group_id == group.id)).all()
    taken = {(key, role) for key, role in held}
    for part in file.people:
        if part.seat and (part.key, part.seat) not in taken:
            reason = Bilingual.said(
                "only the administrator gives a seat; leave out the seat of %(name)s", name=quoted(part.key)
            )
            yield part.line_of("seat"), reason
