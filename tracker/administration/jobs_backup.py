"""What the timetable does for backups: one a night, whoever asks."""

from flask import current_app

from tracker.administration import backup
from tracker.administration.backups import is_due, kept
from tracker.core import clock
from tracker.core.db import db

SECONDS = 1800


def back_up() -> None:
    """Make the backup of the night, if it is due. One that fails is tried again half an hour later."""
    folder, now = current_app.config["TRACKER_BACKUPS"], clock.now()
    if folder is not None and is_due(kept(folder), now):
        backup.make(db.engine, folder, now)
