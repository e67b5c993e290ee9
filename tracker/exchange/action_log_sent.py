"""An action log on its way between two pages: its cells, sealed for one person and one purpose. Knows no column."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.exchange import uploads
from tracker.exchange.uploads import Sent
from tracker.sheets.reader import Cell, Row

LARGEST = 3 * 1024 * 1024  # of the sealed text: a page's form may have 4 MB


def seal(name: str, rows: Sequence[Row], *, who: str, secret_key: str) -> str:
    """The cells as a text that only the same person can hand in again, for the same purpose, within a day. Raises
    Refused where they are too many for a page."""
    data = json.dumps([[row.number, [_plain(cell) for cell in row.cells]] for row in rows], ensure_ascii=False)
    sealed = uploads.seal(Sent(name, data.encode()), who=who, secret_key=secret_key)
    if len(sealed) > LARGEST:
        raise Refused(Bilingual.said("The sheet holds too much text to be taken in at once. Take it in parts."))
    return sealed


def unseal(text: str, *, who: str, secret_key: str) -> tuple[str, tuple[Row, ...]]:
    """The file's name and its cells; Refused where somebody else sealed them, for another purpose, or too long ago."""
    sent = uploads.unseal(text, who=who, secret_key=secret_key)
    rows = json.loads(sent.data)
    return sent.name, tuple(Row(number, tuple(map(_cell, cells))) for number, cells in rows)


def _plain(cell: Cell) -> Any:
    return {"date": cell.isoformat()} if isinstance(cell, date) else cell


def _cell(said: Any) -> Cell:
    return date.fromisoformat(said["date"]) if isinstance(said, dict) else str(said)
