"""What the timetable calls to find whom reminders are told: group by group, each in a transaction of its own."""

import logging
from datetime import date, datetime

from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.reminders.addressing import address, lacking
from tracker.reminders.models import Reminder
from tracker.reminders.receivers import Readers

_log = logging.getLogger(__name__)


def address_all(on: date, at: datetime) -> int:
    """Give every reminder that is due and has no receivers those that it is told, group by group; how many that makes.
    A group for which it fails is logged, and tried again with the next run."""
    del at  # receivers are of a day
    groups = session.scalars(select(Reminder.group_id).where(lacking(on)).distinct().order_by(Reminder.group_id)).all()
    if not groups:
        return 0
    readers = Readers.load(groups, on)
    made = 0
    for group_id in groups:
        try:
            with transaction():
                made += address(group_id, readers, on)
        except Exception:
            _log.exception("whom to remind in group %s could not be found", group_id)
    return made
