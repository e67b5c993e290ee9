"""What the timetable calls to make the mails of a day: one reader after the other, each in a transaction of its own."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.calendar.workdays import is_working_day
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.reminders import digests, ripe
from tracker.reminders.models import Receiver
from tracker.reminders.receivers import Readers

_log = logging.getLogger(__name__)


def make_due(on: date, at: datetime) -> int:
    """Make the digests that go out on a day, each in a transaction of its own; how many were made. None on a day off.
    What fails for one reader is logged, and tried again with the next run."""
    if not is_working_day(on):
        return 0
    asked, lost = ripe.waiting(on), ripe.lost()
    if not (asked or lost):
        return 0
    readers = Readers.load(session.scalars(select(WorkingGroup.id)).all(), on)
    made = 0
    for to in asked:
        try:
            with transaction():
                made += digests.make(to, readers, on, at=at)
        except IntegrityError:
            _log.info("the digest of %s for %s was made elsewhere at the same moment", on, to.key)
        except Exception:
            _log.exception("the digest of %s for %s could not be made", on, to.key)
    _find_again(lost, readers)
    return made


def _find_again(lost: Sequence[Receiver], readers: Readers) -> None:
    """Let whom nobody could write to be looked for once more, where somebody can be written to now."""
    for row in lost:
        reminder = row.reminder
        asked = (reminder.audience, reminder.organisation_id, reminder.person_id, reminder.step)
        found = readers.of(reminder.group_id, *asked)
        if found and all(each.is_reachable for each in found):
            with transaction() as current:
                current.delete(current.merge(row, load=True))
