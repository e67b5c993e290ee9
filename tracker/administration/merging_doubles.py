"""How two rows become one where both could not stand: assignments, stances, seats, accounts. Each gives back what went,
for the trail."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, Table, delete, insert, select, update

from tracker.accounts import links
from tracker.actions.models import AssignmentState
from tracker.administration.merging_windows import Stretch, how_far, woven
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.core.errors import Refused
from tracker.groups.models import Seat
from tracker.minutes.models import StanceKind

Went: TypeAlias = dict[str, Any]
Combine: TypeAlias = Callable[[int, int, datetime], Went]
"""Of the row that is kept and the one that goes, by their ids; the kept one then says what both said."""

WINDOW = ("due_from", "due_by", "due_latest")


def assignments(keep: int, gone: int, at: datetime) -> Went:
    """Two parts of one action in one role: the part is as far as the one that is less far, and what was reported,
    asked and handed in for either belongs to it."""
    del at
    table, spans = _table("assignment"), _table("assignment_span")
    mine, theirs = _row(table, keep), _row(table, gone)
    went = {**facts(table, gone), "spans": [facts(spans, each.id) for each in _spans(spans, gone)]}
    stood = {name: str(getattr(mine, name)) for name in ("state", "due_by", "closed_at")}
    moved = {theirs.organisation_id: mine.organisation_id}
    stretches = woven(*([_stretch(each, moved) for each in _spans(spans, row_id)] for row_id in (keep, gone)))
    _point_to(table, keep, gone, without={"assignment_span"})
    session.execute(delete(spans).where(spans.c.assignment_id.in_([keep, gone])))
    session.execute(delete(table).where(table.c.id == gone))
    session.execute(update(table).where(table.c.id == keep).values(_less_far(mine, theirs)))
    if stretches:
        session.execute(insert(spans), [{"assignment_id": keep, **asdict(each)} for each in stretches])
    return {**went, "stood": stood}


def _less_far(mine: Row[Any], theirs: Row[Any]) -> dict[str, Any]:
    """What the part says from now on."""
    less, more = (theirs, mine) if _reached(theirs) < _reached(mine) else (mine, theirs)
    closed = [each.closed_at for each in (less, more) if each.closed_at]
    return {
        "state": less.state,
        "closed_at": max(closed) if less.closed_at else None,
        **{name: getattr(less, name) for name in (*WINDOW, "done_count", "total_count")},
        "person_id": mine.person_id or theirs.person_id,
        "position": min(mine.position, theirs.position),
        "version": mine.version + 1,
    }


def _reached(row: Row[Any]) -> tuple[int, date]:
    return how_far(AssignmentState(row.state), row.due_by)


def _spans(table: Table, assignment_id: int) -> list[Row[Any]]:
    return list(session.execute(select(table).where(table.c.assignment_id == assignment_id).order_by(table.c.from_on)))


def _stretch(row: Row[Any], moved: Mapping[int, int]) -> Stretch:
    return Stretch(
        AssignmentState(row.state), row.due_from, row.due_by, row.due_latest,
        moved.get(row.organisation_id, row.organisation_id), row.from_on, row.until_on,
    )  # fmt: skip


def stances(keep: int, gone: int, at: datetime) -> Went:
    """Two stances on one version: an objection wins, then what was said over what was silence, then the later one."""
    del at
    table = _table("stance")
    mine, theirs = _row(table, keep), _row(table, gone)
    went = {**facts(table, gone), "stood": facts(table, keep)}
    wins = max((mine, theirs), key=lambda row: (row.kind == StanceKind.OBJECTS, not row.silent, row.at))
    other = theirs if wins is mine else mine
    both_object = wins.kind == other.kind == StanceKind.OBJECTS
    values = {name: getattr(wins, name) for name in ("kind", "silent", "at", "by", "by_person_id", "how", "said_by")}
    for name in ("reason_en", "reason_lo"):
        said = [getattr(row, name) for row in ((wins, other) if both_object else (wins,))]
        values[name] = "\n\n".join(dict.fromkeys(filter(None, said)))
    values |= {"reason_stale": wins.reason_stale, "reason_before": wins.reason_before}
    session.execute(delete(table).where(table.c.id == gone))
    session.execute(update(table).where(table.c.id == keep).values(values | {"file_id": wins.file_id or other.file_id}))
    return went


def seats(keep: int, gone: int, at: datetime) -> Went:
    """Two seats in one role from one day: it is held until the later end."""
    del at
    mine, theirs = session.get_one(Seat, keep), session.get_one(Seat, gone)
    went = facts(_table("seat"), gone)
    ends = [each.until_on for each in (mine, theirs) if each.until_on]
    mine.until_on = max(ends) if len(ends) == 2 else None
    session.delete(theirs)
    session.flush()
    return {**went, "stood": str(ends)}


def accounts(keep: int, gone: int, at: datetime) -> Went:
    """Two accounts: only one that nobody can sign in with may go, with its sessions and preferences."""
    table = _table("account")
    mine, theirs = _row(table, keep), _row(table, gone)
    if mine.is_active and theirs.is_active:
        raise Refused(two_accounts())
    stays, goes = (theirs, mine) if theirs.is_active else (mine, theirs)
    links.revoke(goes.id, at)
    _hand_on_lists(goes.id, stays.id)
    session.execute(delete(table).where(table.c.id == goes.id))
    session.execute(
        update(table).where(table.c.id == stays.id).values(person_id=mine.person_id, version=stays.version + 1)
    )
    return {"id": goes.id, "email": goes.email, "is_admin": goes.is_admin, "is_management": goes.is_management}


def _hand_on_lists(gone: int, keep: int) -> None:
    """The lists that one account kept are the other's, unless that one has a list of the same name."""
    lists = _table("saved_list")
    names = select(lists.c.name).where(lists.c.account_id == keep)
    mine = lists.c.account_id == gone
    session.execute(update(lists).where(mine, lists.c.name.not_in(names)).values(account_id=keep))


def two_accounts() -> Bilingual:
    """Why two people can't be merged before somebody has decided which account is the one to use."""
    return Bilingual.said("Both have an account that is active. Close the one that is not to be used, then merge them.")


COMBINED: Mapping[str, Combine] = {
    "account.person_id": accounts,
    "assignment.organisation_id": assignments,
    "seat.person_id": seats,
    "stance.organisation_id": stances,
}


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _row(table: Table, row_id: int) -> Row[Any]:
    return session.execute(select(table).where(table.c.id == row_id)).one()


def facts(table: Table, row_id: int) -> dict[str, Any]:
    """A row as the trail keeps it; what is empty is left out."""
    row = session.execute(select(table).where(table.c.id == row_id)).mappings().one()
    return {
        name: value if isinstance(value, int) else str(value) for name, value in row.items() if value not in (None, "")
    }


def _point_to(table: Table, keep: int, gone: int, without: set[str]) -> None:
    """Let everything that refers to one row refer to the other."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and other.name not in without:
                session.execute(update(other).where(key.parent == gone).values({key.parent: keep}))
