"""What the timetable calls for reminders: what is due is found, given to those who are told, and told once a day."""

import logging

from tracker.core import clock
from tracker.core.db import transaction
from tracker.reminders import jobs_addressing, jobs_digests, sweeping
from tracker.reminders.hours import is_time

_log = logging.getLogger(__name__)


def remind() -> None:
    """Sweep the groups that were not swept today and make the mails of the day, on a working day, from the sending
    hour on; what fails is logged and tried again with the next run."""
    at = clock.now()
    today = clock.today()
    if not is_time(at):
        return
    for group_id in sweeping.to_sweep(today):
        try:
            with transaction():
                sweeping.sweep(group_id, today, at=at)
        except Exception:
            _log.exception("what is due in group %s could not be found", group_id)
    jobs_addressing.address_all(today, at)
    jobs_digests.make_due(today, at)
