"""The folder of backups: what lies in it, whether a new one is due, which of them are kept. Knows no database."""

import contextlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from tracker.core import clock

JOB = "backup"
"""Under which name the timetable makes them."""

NIGHT = time(1)  # by the office's clock; after it the day's backup is due
DAYS, MONTHS = 14, 12
OLD = timedelta(days=2)
_AHEAD = timedelta(hours=1)  # a backup of a later moment was made while the clock was wrong
_ABANDONED = timedelta(hours=6)
_NAME = re.compile(r"tracker-(\d{4}-\d{2}-\d{2}-\d{6})\.(sqlite|dump)")
_MOMENT = "%Y-%m-%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the folder; `at` is when it was begun, as its name says by the office's clock, `size` in bytes."""

    path: Path
    at: datetime
    size: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def on(self) -> date:
        """The day of the office."""
        return clock.day_of(self.at)


def name_at(at: datetime, suffix: str) -> str:
    """What a backup that begins now is called."""
    return f"tracker-{clock.at_office(at).strftime(_MOMENT)}{suffix}"


def kept(folder: Path) -> list[Backup]:
    """The backups in the folder, the newest first; what is not whole has another name."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:  # a folder that can't be read holds none
        for entry in entries:
            at = _moment(entry.name)
            with contextlib.suppress(FileNotFoundError):  # somebody may be deleting it
                if at is not None and entry.is_file():
                    found.append(Backup(Path(entry.path), at, entry.stat().st_size))
    return sorted(found, key=lambda each: (each.at, each.name), reverse=True)


def _moment(name: str) -> datetime | None:
    said = _NAME.fullmatch(name)
    if said is None:
        return None
    try:
        return datetime.strptime(said[1], _MOMENT).replace(tzinfo=clock.office()).astimezone(UTC)
    except ValueError:
        return None


def latest(backups: Iterable[Backup], now: datetime) -> Backup | None:
    """The newest that a clock which goes right can have made."""
    return max((each for each in backups if each.at <= now + _AHEAD), key=lambda each: each.at, default=None)


def is_due(backups: Iterable[Backup], now: datetime) -> bool:
    """Whether there is none since the last one o'clock in the morning; so a machine that was off then makes it once it
    is on."""
    local = clock.at_office(now)
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    if local < night:
        night = datetime.combine(local.date() - timedelta(days=1), NIGHT, local.tzinfo)
    newest = latest(backups, now)
    return newest is None or newest.at < night


def superfluous(backups: Iterable[Backup], today: date) -> list[Backup]:
    """What need not be kept: all but those of today, the newest of each of fourteen days, and the first of each of
    twelve months. Days and months without a backup don't count, so however long nothing was made the last ones stay."""
    newest_first = sorted(backups, key=lambda each: each.at, reverse=True)
    days: dict[date, Backup] = {}
    months: dict[tuple[int, int], Backup] = {}
    for each in newest_first:
        days.setdefault(each.on, each)
        months[each.on.year, each.on.month] = each
    stay = {each.path for each in [*list(days.values())[:DAYS], *list(months.values())[:MONTHS]]}
    return [each for each in newest_first if each.path not in stay and each.on != today]


def tidy(folder: Path, now: datetime) -> None:
    """Delete what need not be kept, and what was left by a process that was killed. A file that another program has
    open, as Windows minds, stays until the next time."""
    for each in superfluous(kept(folder), clock.day_of(now)):
        with contextlib.suppress(OSError):
            each.path.unlink()
    for part in folder.glob("tracker-*.part*"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < (now - _ABANDONED).timestamp():
                part.unlink()


def unfinished(target: Path) -> Path:
    """Where a file is written until it is whole."""
    return target.with_name(f"{target.name}.{uuid4().hex[:8]}.part")


def finish(part: Path, target: Path) -> None:
    """Give a file that is whole its name, so that it is there after a power cut or not at all."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(target)
    if os.name != "nt":  # Windows can't open a folder
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
