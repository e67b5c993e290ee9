"""What the timetable does for tidiness: once a day what nobody needs any more is deleted, in small transactions."""

import logging
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, delete
from sqlalchemy.exc import IntegrityError

from tracker.administration.cleaning import AT_ONCE, batch, over, superfluous
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.jobs import queries as jobs
from tracker.mail import eml
from tracker.mail.post import current_post

SECONDS = 3600
NAME = "cleaning"
_MAIL = re.compile(r"mail-([0-9]{6,9})\.eml")
_log = logging.getLogger(__name__)


def clean() -> None:
    """Clean once a day of the office, whoever asks and however often."""
    last = jobs.run_of(NAME)
    ended = last.ended_at if last is not None and not last.trouble else None
    if ended is not None and clock.day_of(ended) == clock.today():
        return
    sweep_out()
    remove_mail_files(current_post().folder)


def sweep_out() -> dict[str, int]:
    """Delete what may go; how many rows of which table."""
    deleted: dict[str, int] = {}
    session.rollback()
    for key, condition in list(superfluous(clock.now())):
        name = key.table.name
        try:
            deleted[name] = _delete(key, condition)
        except IntegrityError:
            _log.warning("rows of %s are needed again since a moment; they stay", name)
    return deleted


def _delete(key: Column[Any], condition: ColumnElement[bool]) -> int:
    """In a transaction for each thousand; what they need is looked at again in it."""
    gone = 0
    while True:
        with transaction():
            keys = session.scalars(batch(key, condition)).all()
            done = session.execute(
                delete(key.table).where(key.in_(keys), condition).execution_options(synchronize_session=False)
            )
            count = int(done.rowcount)  # type: ignore[attr-defined]
        gone += count
        if len(keys) < AT_ONCE or not count:
            return gone


def remove_mail_files(folder: Path) -> None:
    """Remove the files of mails that are sent or given up: they may hold secret links."""
    found = [_MAIL.fullmatch(path.name) for path in folder.glob("mail-*.eml")]
    ids = sorted(int(name[1]) for name in found if name)
    for start in range(0, len(ids), AT_ONCE):
        for mail_id in over(ids[start : start + AT_ONCE]):
            eml.remove(folder, mail_id)
    session.rollback()
