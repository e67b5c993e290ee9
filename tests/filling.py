"""Two rows in every table, made from what the columns say of themselves; and everything that a database holds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    func,
    insert,
    select,
)

from tracker.core.bilingual import Bilingual
from tracker.core.columns import BilingualLines, Moment
from tracker.core.db import Base, db

OVERRIDES: Mapping[str, Any] = {
    "agenda_item.entry_id": None,
    "agenda_item.text_en": "",
    "agenda_item.text_lo": "",
    "answer.conclusion_id": 1,  # of the sample; the other one is of the filling
    "ask.withdrawn_at": None,
    "point.withdrawn_at": None,
    "assignment.state": "accepted",
    "entry.disposition": "referred",
    "letterhead.lao_size": 12,
    "meeting.ends_at": time(12),
    "meeting.name": "",
    "meeting.period_year": 2021,
    "outgoing_mail.sent_at": None,
    "outgoing_mail.state": "leased",
    "review.entry_id": None,
}
PLAIN: Mapping[type[Any], Any] = {
    BilingualLines: (Bilingual(en="NRA", lo="ຄຊກລ"),),
    Boolean: True,
    Date: date(2021, 3, 29),
    Integer: 1,
    JSON: {"ກ": [1, None]},
    LargeBinary: b"\x00\xff",
    Moment: datetime(2021, 3, 29, 1, 30, tzinfo=UTC),
    Time: time(8, 30),
}


def fill(connection: Connection) -> None:
    """Add two rows to every table; each refers to the rows of its own round wherever it can."""
    for turn in "12":
        made: dict[str, Any] = {}
        for table in Base.metadata.sorted_tables:
            values = {column.name: _value(table, column, turn, made) for column in table.columns if column.name != "id"}
            key = insert(table).values(values).returning(*table.primary_key)
            made[table.name] = connection.execute(key).scalar_one()


def _value(table: Table, column: Column[Any], turn: str, made: Mapping[str, Any]) -> Any:
    name = f"{table.name}.{column.name}"
    if name in OVERRIDES:
        return OVERRIDES[name]
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return made.get(key.column.table.name)
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, String):
        length = column.type.length or 80
        return turn * 64 if length == 64 else f"{turn} {name} ຂໍ້"[:length]
    return PLAIN[type(column.type)]


def contents(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that has any."""
    rows = {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
    return {name: found for name, found in rows.items() if found}


def counts() -> dict[str, int]:
    """How many rows each table of the application's database holds."""
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
