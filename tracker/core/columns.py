"""The kinds of columns that tables are made of: both languages, choices, moments, references."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, String, Text
from sqlalchemy.orm import Composite, MappedColumn, composite, mapped_column
from sqlalchemy.types import TypeDecorator

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language

Merge = Literal["move", "move_or_drop", "combine"]
"""What a merge of two rows does with the rows that refer to the one that goes: they follow. Where a unique key lets
only one of two stand: the one that says nothing new is dropped, or the two become one by a rule of their own."""


NEVER_AGAIN = {"sqlite_autoincrement": True}
"""For tables whose ids stand in addresses and records: SQLite may not give the id of a deleted row to a new one."""


class Moment(TypeDecorator[datetime]):
    """An instant. Kept as UTC and given back with its zone, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BilingualLines(TypeDecorator[tuple[Bilingual, ...]]):
    """Some lines in both languages that are only ever read and written together."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Bilingual] | None, dialect: Dialect) -> Any:
        return [{"en": line.en, "lo": line.lo} for line in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Bilingual, ...]:
        return tuple(Bilingual(en=line["en"], lo=line["lo"]) for line in value or ())


def _bilingual(en: str | None, lo: str | None, stale: Language | None, before: str | None) -> Bilingual:
    """A row that was not stored yet has None where its defaults will stand."""
    return Bilingual(en or "", lo or "", stale, before or "")


def bilingual(name: str) -> Composite[Bilingual]:
    """The four columns of a text in both languages."""
    return composite(
        _bilingual,
        mapped_column(f"{name}_en", Text, default="", server_default="", nullable=False),
        mapped_column(f"{name}_lo", Text, default="", server_default="", nullable=False),
        mapped_column(f"{name}_stale", choice_of("en", "lo", name=f"{name}_stale"), nullable=True),
        mapped_column(f"{name}_before", Text, default="", server_default="", nullable=False),
    )


def choice(kind: type[StrEnum], name: str) -> Enum:
    """One of a StrEnum's values, kept as its word and checked by the database."""
    return Enum(
        kind, values_callable=lambda of: [member.value for member in of], name=name, native_enum=False,
        create_constraint=True, length=30,
    )  # fmt: skip


def choice_of(*words: str, name: str) -> Enum:
    """One of a few words, checked by the database."""
    return Enum(*words, name=name, native_enum=False, create_constraint=True, length=30)


def language(name: str = "language") -> MappedColumn[Any]:
    """Which of the two languages; Lao where nobody said."""
    return mapped_column(choice_of("en", "lo", name=name), default="lo")


def to(
    target: str, *, merge: Merge | None = None, ondelete: str = "RESTRICT", index: bool = True, unique: bool = False
) -> MappedColumn[Any]:
    """A reference to another table's row.

    One to an organisation or a person also says what a merge of two of them does with it.
    """
    return mapped_column(
        ForeignKey(f"{target}.id", ondelete=ondelete),
        index=index and not unique,
        unique=unique or None,
        info={"merge": merge} if merge else {},
    )


def short(length: int = 200, **options: Any) -> MappedColumn[Any]:
    """A line of text."""
    return mapped_column(String(length), **options)


def name_for_calendars() -> MappedColumn[Any]:
    """A name that nobody else gives and that stays whatever becomes of the row, the settings and the machine (RFC 7986
    §5.3); no row that comes after a backup was put back gets the one of a row that was lost."""
    return short(36, default=lambda: str(uuid4()), server_default="")
