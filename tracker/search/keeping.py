"""Keeping the folded texts in step with what they are made of, in the transaction of each change; knows no page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, delete, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstanceState, InstrumentedAttribute, Session, UOWTransaction

from tracker.core.db import Base, session
from tracker.search.models import SearchText
from tracker.search.sources import SOURCES, Source, Watch

TOUCHED = "search.touched"
BATCH = 500

Touched = dict[tuple[str, InstrumentedAttribute[Any]], set[int]]
"""For each kind, and each column by which its rows are asked for, the values that were touched."""


@event.listens_for(session, "after_flush")
def _note(current: Session, _context: UOWTransaction) -> None:
    touched: Touched = current.info.setdefault(TOUCHED, defaultdict(set))
    watches = [(source.kind, watch) for source in SOURCES.values() for watch in source.watched]
    for row in (*current.new, *current.deleted):
        _touch(touched, watches, row, whole=True)
    for row in current.dirty:
        _touch(touched, watches, row, whole=False)


@event.listens_for(session, "before_commit")
def _keep(current: Session) -> None:
    """What was flushed before is noted already; the rest is written out here, before the commit would do it."""
    if not current.info.get("writing"):
        return
    current.flush()
    touched: Touched = current.info.pop(TOUCHED, {})
    for source in SOURCES.values():
        ways = {column: values for (kind, column), values in touched.items() if kind == source.kind and values}
        if ways:
            refold(source, ways)


@event.listens_for(session, "after_rollback")
def _forget(current: Session) -> None:
    current.info.pop(TOUCHED, None)


def _touch(touched: Touched, watches: Iterable[tuple[str, Watch]], row: Base, *, whole: bool) -> None:
    state: InstanceState[Any] = inspect(row)
    for kind, watch in watches:
        if not isinstance(row, watch.model):
            continue
        if whole or any(state.attrs[name].history.has_changes() for name in watch.columns):
            was = state.attrs[watch.names].history.deleted or ()
            values = (state.dict.get(watch.names), *was)
            touched[kind, watch.found_by].update(value for value in values if value is not None)


def refold(source: Source, ways: Mapping[InstrumentedAttribute[Any], Collection[int]]) -> None:
    """Write the texts of these rows anew, and take away what is not found any more."""
    for column, values in ways.items():
        ordered = sorted(values)  # always in the same order: two who write the same rows wait, and never for each other
        for start in range(0, len(ordered), BATCH):
            _refold(source, column, ordered[start : start + BATCH])


def _refold(source: Source, column: InstrumentedAttribute[Any], values: Sequence[int]) -> None:
    rows = session.execute(_rows(source, column), {"values": values}).all()
    kept = {row[0]: source.folded(row) for row in rows if row[1]}
    gone = {row[0] for row in rows}.union(values if column is source.id else ()) - kept.keys()
    if gone:
        session.connection().execute(_of(source.kind, gone))
    if kept:
        found = [{"kind": source.kind, "row_id": row_id, "folded": folded} for row_id, folded in kept.items()]
        session.connection().execute(_writing(session.get_bind().dialect.name), found)


@lru_cache
def _rows(source: Source, column: InstrumentedAttribute[Any]) -> Select[Any]:
    return source.where(column.in_(bindparam("values", expanding=True))).order_by(source.id)


def _of(kind: str, row_ids: Collection[int]) -> Any:
    return delete(SearchText).where(SearchText.kind == kind, SearchText.row_id.in_(row_ids))


@lru_cache
def _writing(dialect: str) -> Insert:
    """Whoever comes second writes over what the first one wrote: the index never refuses a change."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    adding = insert(SearchText)
    return adding.on_conflict_do_update(
        index_elements=["kind", "row_id"], set_={"folded": adding.excluded.folded},
        where=SearchText.folded != adding.excluded.folded,
    )  # fmt: skip


def lacking(source: Source, most: int) -> Sequence[int]:
    """Rows that may be found and are not, since they were written past the session, and rows of which a text is kept
    though they may not be found any more."""
    rows = source.rows.subquery()
    row_id, found = rows.c[0], rows.c[1]
    kept = and_(SearchText.kind == source.kind, SearchText.row_id == row_id)
    missing = select(row_id).where(found, ~select(SearchText.id).where(kept).exists()).limit(most)
    there = select(rows.c[0]).where(rows.c[0] == SearchText.row_id, rows.c[1])
    gone = select(SearchText.row_id).where(SearchText.kind == source.kind, ~there.exists()).limit(most)
    return sorted({*session.scalars(missing), *session.scalars(gone)})


def differing(source: Source, first: int, last: int) -> Sequence[int]:
    """Rows of a stretch of ids whose kept text is not what it would be now."""
    kept = dict(
        session.execute(
            select(SearchText.row_id, SearchText.folded).where(
                SearchText.kind == source.kind, SearchText.row_id.between(first, last)
            )
        ).all()
    )
    rows = session.execute(source.where(source.id.between(first, last)))
    return [row[0] for row in rows if row[1] and kept.get(row[0]) != source.folded(row)]


def all_ids(source: Source) -> Sequence[int]:
    """Every row that there is, and every one of which a text is kept."""
    known = session.scalars(source.rows.with_only_columns(source.id))
    kept = session.scalars(select(SearchText.row_id).where(SearchText.kind == source.kind))
    return sorted({*known, *kept})


def of_unknown_kinds() -> Any:
    """What takes away the texts of kinds that nobody declares any more."""
    return delete(SearchText).where(SearchText.kind.not_in(list(SOURCES)))
