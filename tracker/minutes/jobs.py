"""What the timetable calls for minutes: comment dates that have passed."""

import logging

from tracker.core import clock
from tracker.core.db import transaction
from tracker.minutes import stances
from tracker.minutes.queries_answers import past_comment_date

_log = logging.getLogger(__name__)


def note_silence() -> None:
    """Record the silence of those who said nothing until the comment date, one version at a time; one that can't be
    is logged and tried again with the next run."""
    today = clock.today()
    for version_id in past_comment_date(today):
        try:
            with transaction():
                stances.note_silence(version_id, today=today, at=clock.now())
        except Exception:
            _log.exception("the silence after version %s could not be noted", version_id)
