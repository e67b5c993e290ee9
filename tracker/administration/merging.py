"""Making one of two organisations or people that turned out to be the same: what will happen, and doing it. What
becomes of a table's rows is said at the column that refers; here stands what holds for all of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import delete, func, select, update

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.accounts.models import Account
from tracker.actions.models import Action
from tracker.administration.merging_doubles import COMBINED, facts, two_accounts
from tracker.administration.merging_references import Reference, count, doubles, ids, meetings_of, references
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.audit.models import BatchRow
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.core.edits import refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.meetings.models import Meeting
from tracker.organisations import policy
from tracker.organisations.facts import OrganisationFacts
from tracker.organisations.models import Organisation, OrganisationAlias, Person

Party: TypeAlias = Organisation | Person
Kind: TypeAlias = Literal["organisation", "person"]
KINDS: dict[Kind, type[Party]] = {"organisation": Organisation, "person": Person}


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to the rows of one column: how many go over, and how many become one with another."""

    place: str
    moved: int
    doubled: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would do: rows that go over, names that are kept as other names, facts that the one that stays lacks
    and takes. `refusals` say why it can't be done."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]
    taken: dict[str, Any]
    refusals: tuple[Bilingual, ...]


@dataclass(slots=True)
class _Done:
    """What was done so far, for the trail."""

    moved: dict[str, list[int]] = field(default_factory=dict)
    dropped: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    combined: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    meetings: set[int] = field(default_factory=set)


def plan(keep: Party, gone: Party) -> Plan:
    """What would happen if one became the other."""
    _refuse_same(keep, gone)
    kind = _kind(keep)
    numbers = [(each, count(each, gone.id), len(doubles(each, keep.id, gone.id))) for each in references(kind)]
    lines = [Line(each.place, number - double, double) for each, number, double in numbers if number]
    refusals = (two_accounts(),) if kind == "person" and _active_accounts(keep.id, gone.id) == 2 else ()
    return Plan(tuple(lines), _new_names(keep, gone), _taken(keep, gone), refusals)


def merge(kind: Kind, keep_id: int, gone_id: int, *, bases: tuple[int, int], by: Actor, at: datetime) -> Party:
    """Everything of one belongs to the other from now on, and the first is gone; organisations are known by both names.

    `bases` are the versions that were shown of the one that stays and the one that goes; Conflict if either is older.
    """
    require(policy.can_revise(by))
    _lock(kind, keep_id, gone_id)
    keep, gone = party(kind, keep_id), party(kind, gone_id)
    _refuse_same(keep, gone)
    refuse_stale(keep.version, bases[0])
    refuse_stale(gone.version, bases[1])
    table = Base.metadata.tables[kind]
    went, names, taken = facts(table, gone_id), _new_names(keep, gone), _taken(keep, gone)
    _lift(keep, gone)
    session.expunge(gone)
    done = _Done()
    for each in references(kind):
        _take_over(each, keep_id, gone_id, done, at)
    session.execute(delete(table).where(table.c.id == gone_id))
    session.expire_all()
    _complete(keep, names, taken)
    _tell(kind, keep, gone_id, done)
    audit.record(f"{kind}.merged", kind, keep_id, by=by, at=at, subject=called(keep), gone=went, names=names,
                 taken={name: plain(value) for name, value in taken.items()}, moved=done.moved, dropped=done.dropped,
                 combined=done.combined)  # fmt: skip
    audit.record(f"{kind}.merged_into", kind, gone_id, by=by, at=at, subject=called(keep), into=keep_id)
    return keep


def party(kind: Kind, row_id: int) -> Party:
    """An organisation or a person, as it stands in the database; NotFound if there is none."""
    row = cast("Party | None", session.get(KINDS[kind], row_id, populate_existing=True))
    if row is None:
        raise NotFound(Bilingual.said("One of the two is not there any more."))
    return row


def called(row: Party) -> str:
    """By what the trail knows it."""
    return row.short_name if isinstance(row, Organisation) else row.name.in_("en").text


def _kind(row: Party) -> Kind:
    return "organisation" if isinstance(row, Organisation) else "person"


def _refuse_same(keep: Party, gone: Party) -> None:
    if keep is gone:
        raise Refused(Bilingual.said("Choose two different ones."))


def _lock(kind: Kind, keep_id: int, gone_id: int) -> None:
    """Lock every meeting and action first, as whoever writes into one does, and the two after them: rows of any of them
    may be about to refer to the one that goes (PostgreSQL; SQLite has one writer)."""
    session.execute(select(Meeting.id).order_by(Meeting.id).with_for_update()).all()
    session.execute(select(Action.id).order_by(Action.id).with_for_update()).all()
    both = KINDS[kind].id.in_([keep_id, gone_id])
    session.execute(select(KINDS[kind].id).where(both).order_by(KINDS[kind].id).with_for_update()).all()


def _active_accounts(keep_id: int, gone_id: int) -> int:
    active = select(func.count()).where(Account.person_id.in_([keep_id, gone_id]), Account.is_active)
    return session.scalar(active) or 0


def _new_names(keep: Party, gone: Party) -> tuple[str, ...]:
    """The names of the one that goes by which files and lines name it, and which the other one has not."""
    if not (isinstance(keep, Organisation) and isinstance(gone, Organisation)):
        return ()
    taken = {_taken(keep, gone).get("lao_short_name"), *OrganisationFacts.of(keep).names}
    own = (gone.short_name, gone.lao_short_name)  # its other names go over as rows
    return tuple(dict.fromkeys(name for name in own if name and name not in taken))


def _taken(keep: Party, gone: Party) -> dict[str, Any]:
    """What the one that stays lacks and the other has, by the names of the columns."""
    wanted = ["email", "is_active"]
    wanted += ["lao_short_name", "name"] if isinstance(keep, Organisation) else ["phone", "name", "post"]
    found: dict[str, Any] = {}
    for name in wanted:
        old, new = getattr(keep, name), getattr(gone, name)
        if isinstance(old, Bilingual):
            filled = Bilingual(en=old.en or new.en, lo=old.lo or new.lo)
            if (filled.en, filled.lo) != (old.en, old.lo):
                found[name] = filled
        elif new and not old:
            found[name] = new
    return found


def _lift(keep: Party, gone: Party) -> None:
    """A unit of the one that goes moves up to its place, so that no circle closes when those between become its units;
    and one that stood alone comes under the parent of the other."""
    if not (isinstance(keep, Organisation) and isinstance(gone, Organisation)):
        return
    above = _above(keep.id)
    if gone.id in above or (keep.parent_id is None and gone.parent_id and keep.id not in _above(gone.id)):
        keep.parent_id = gone.parent_id
        session.flush()


def _above(organisation_id: int) -> set[int]:
    """The ids of everything that an organisation is a unit of."""
    parents = dict(session.execute(select(Organisation.id, Organisation.parent_id)).all())
    found: set[int] = set()
    parent = parents.get(organisation_id)
    while parent is not None and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


def _take_over(reference: Reference, keep_id: int, gone_id: int, done: _Done, at: datetime) -> None:
    """Let what refers to the one refer to the other, doubles first."""
    table, place = reference.table, reference.place
    done.meetings |= meetings_of(table, reference.column == gone_id)
    for kept, going in doubles(reference, keep_id, gone_id):
        if reference.merge == "combine":
            done.combined.setdefault(place, []).append(COMBINED[place](kept, going, at))
        else:
            done.dropped.setdefault(place, []).append(facts(table, going))
            session.execute(delete(table).where(table.c.id == going))
    if moving := ids(reference, gone_id):
        done.moved[place] = moving
        newer = {"version": table.c.version + 1} if "version" in table.c else {}
        session.execute(
            update(table).where(reference.column == gone_id).values({reference.column.name: keep_id, **newer})
        )


def _complete(keep: Party, names: tuple[str, ...], taken: dict[str, Any]) -> None:
    for name, value in taken.items():
        setattr(keep, name, value)
    keep.sort_anew()
    session.flush()
    session.add_all(OrganisationAlias(organisation_id=keep.id, alias=name) for name in names)
    keep.version = keep.version + 1  # also where nothing but what refers to it changed
    session.flush()


def _tell(kind: Kind, keep: Party, gone_id: int, done: _Done) -> None:
    """Let pages that are open know; and what an import brought in is not its own any more where it took over more."""
    session.execute(
        update(Meeting).where(Meeting.id.in_(done.meetings)).values(
            revision=Meeting.revision + 1, version=Meeting.version + 1
        )
    )  # fmt: skip
    came = select(BatchRow.id).where(BatchRow.kind == kind, BatchRow.row_id == gone_id)
    if not session.scalar(came.limit(1)):
        session.execute(delete(BatchRow).where(BatchRow.kind == kind, BatchRow.row_id == keep.id))
