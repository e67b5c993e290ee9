"""What the timetable does for searching: finding what was written past the session, a bounded share at a time."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.search import accelerator, keeping
from tracker.search.sources import SOURCES, Source

SECONDS = 60
LACKING, ROUNDS = 2_000, 20  # rows in one transaction, and how many of those in one run


def heal() -> None:
    """Write the texts that are missing, take away those too many, and compare a share of the others, so that each has
    its turn; make the accelerator where it could be and is not."""
    for source in SOURCES.values():
        for _ in range(ROUNDS):
            if not _refold(source, keeping.lacking(source, LACKING)):
                break
        _refold(source, keeping.differing(source, *_stretch(source)))
    if accelerator.is_missing():
        session.rollback()
        with transaction():
            accelerator.make()


def rebuild() -> dict[str, int]:
    """Write every text anew and make the accelerator again; how many texts of each kind were looked at."""
    counts = {}
    for source in SOURCES.values():
        ids = keeping.all_ids(source)
        for start in range(0, len(ids), LACKING):
            _refold(source, ids[start : start + LACKING])
        counts[source.kind] = len(ids)
    with transaction() as current:
        current.execute(keeping.of_unknown_kinds())
        accelerator.make()
    return counts


def _refold(source: Source, ids: Sequence[int]) -> bool:
    if not ids:
        return False
    session.rollback()
    with transaction():
        keeping.refold(source, {source.id: ids})
    return True


def _stretch(source: Source) -> tuple[int, int]:
    """The ids whose turn it is in this minute."""
    last = session.scalar(select(func.max(source.id))) or 0
    turns = -(-last // source.stretch) or 1
    first = int(clock.now().timestamp()) // SECONDS % turns * source.stretch
    return first + 1, first + source.stretch
