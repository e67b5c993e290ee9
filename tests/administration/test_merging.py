from typing import Any

import pytest
from applications import NOON, SAMPLE, TESTER, load
from cast import Cast
from filling import contents, counts, fill
from flask import Flask
from sqlalchemy import Connection, select, text, update

from tracker.accounts.models import Account
from tracker.administration import merging
from tracker.administration.merging import Kind
from tracker.administration.merging_references import references
from tracker.audit.models import AuditEntry
from tracker.core.db import Base, db, session, transaction
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person


def named(short_name: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()


def merge(kind: Kind, keep: int, gone: int) -> None:
    bases = merging.party(kind, keep).version, merging.party(kind, gone).version
    with transaction():
        merging.merge(kind, keep, gone, bases=bases, by=TESTER, at=NOON)


def trail(verb: str) -> dict[str, Any]:
    details = session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).one().details
    assert details is not None
    return details


def dangling(connection: Connection) -> list[str]:
    """References that lead nowhere, whatever the database thinks of them."""
    return [
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if connection.execute(
            select(key.parent).where(key.parent.is_not(None), key.parent.not_in(select(key.column))).limit(1)
        ).all()
    ]


@pytest.fixture
def filled(either_app: Flask) -> tuple[dict[str, tuple[int, int]], Flask]:
    """Two rows in every table beside the sample: the ids of the two organisations and of the two people."""
    load(SAMPLE.read_bytes())
    with db.engine.begin() as connection:
        fill(connection)
        connection.execute(update(Account).where(Account.email.startswith("2")).values(is_active=False))
    found: dict[str, tuple[int, int]] = {}
    for kind, column in (("organisation", Organisation.short_name), ("person", Person.key)):
        ids = session.scalars(select(merging.KINDS[kind].id).where(column.like("% %.%")).order_by(column)).all()  # type: ignore[index]
        found[kind] = ids[0], ids[1]
    session.rollback()
    with transaction():
        for unit, parent in zip(("MRE Unit", "IM Unit"), found["organisation"], strict=True):
            named(unit).parent_id = parent
    return found, either_app


@pytest.mark.parametrize("kind", ["organisation", "person"])
@pytest.mark.parametrize("swapped", [False, True])
def test_no_row_is_lost_and_no_key_dangles(
    filled: tuple[dict[str, tuple[int, int]], Flask], kind: Kind, swapped: bool
) -> None:
    keep, gone = reversed(filled[0][kind]) if swapped else filled[0][kind]
    before = counts()
    session.rollback()
    owned = {each.place: owners(each.place, gone) for each in references(kind)}
    assert all(owned.values()), f"the filling gives it something of every kind: {owned}"
    merge(kind, keep, gone)
    details = trail(f"{kind}.merged")
    went = {place: len(details["dropped"].get(place, []) + details["combined"].get(place, [])) for place in owned}
    after, expected = counts(), dict(before)
    expected[kind] -= 1
    expected["audit_entry"] += 2
    expected["organisation_alias"] += len(details["names"])
    for place, number in went.items():
        expected[place.split(".")[0]] -= number
    expected["search_text"] = after["search_text"]  # written anew from the rows, whatever the filling put there
    if kind == "person":  # what belongs to an account goes with it
        for name in ("login_session", "preference", "recovery_code"):
            expected[name] -= 1
    assert after == expected
    for place, row_ids in owned.items():
        assert owners(place, gone) == []
        assert set(details["moved"].get(place, [])) <= set(owners(place, keep))
        assert went[place] + len(details["moved"].get(place, [])) == len(row_ids)
    with db.engine.connect() as connection:
        assert dangling(connection) == []
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def owners(place: str, row_id: int) -> list[int]:
    """The ids of the rows of a column that refer to a row."""
    table, column = place.split(".")
    rows = Base.metadata.tables[table]
    with db.engine.connect() as connection:
        return list(connection.scalars(select(rows.c.id).where(rows.c[column] == row_id).order_by(rows.c.id)))


def test_a_plan_says_what_will_happen(filled: tuple[dict[str, tuple[int, int]], Flask]) -> None:
    for kind in merging.KINDS:
        keep, gone = filled[0][kind]
        plan = merging.plan(merging.party(kind, keep), merging.party(kind, gone))
        said = {line.place: line.moved + line.doubled for line in plan.lines}
        assert said == {each.place: len(owners(each.place, gone)) for each in references(kind)}


def test_frozen_versions_do_not_change(filled: tuple[dict[str, tuple[int, int]], Flask]) -> None:
    def frozen() -> list[tuple[Any, ...]]:
        table = Base.metadata.tables["version"]
        columns = [column for column in table.c if column.name != "by_person_id"]
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(table.c.id))]

    before = frozen()
    assert before
    for kind in merging.KINDS:
        merge(kind, *filled[0][kind])
    assert frozen() == before


def test_what_is_refused_changes_nothing(cast: Cast) -> None:
    npa, mag = named("NPA"), named("MAG")
    ids, bases = (npa.id, mag.id), (npa.version, mag.version)
    chair, admin = cast.actor("chair"), cast.actor("admin")
    with db.engine.connect() as connection:
        before = contents(connection)
    with pytest.raises(Forbidden), transaction():
        merging.merge("organisation", *ids, bases=bases, by=chair, at=NOON)
    for stale in ((bases[0] + 1, bases[1]), (bases[0], bases[1] + 1)):
        with pytest.raises(Conflict), transaction():
            merging.merge("organisation", *ids, bases=stale, by=admin, at=NOON)
    with pytest.raises(Refused, match="two different"), transaction():
        merging.merge("organisation", ids[0], ids[0], bases=bases, by=admin, at=NOON)
    with pytest.raises(NotFound), transaction():
        merging.merge("organisation", ids[0], 999_999, bases=bases, by=admin, at=NOON)
    people = [session.scalars(select(Person).where(Person.key == f"cast-{name}")).one() for name in ("npa", "mag")]
    with pytest.raises(Refused, match="account that is active"):
        merge("person", people[0].id, people[1].id)
    session.rollback()
    with db.engine.connect() as connection:
        assert contents(connection) == before


def test_files_and_lines_still_find_it_by_its_old_names(cast: Cast) -> None:
    wei, uxo = named("WEI"), named("UXO Lao")
    merge("organisation", wei.id, uxo.id)
    row = named("WEI")
    assert {"UXO Lao", "ຄກລ", "UXO"} <= {row.lao_short_name, *(each.alias for each in row.aliases)}
    assert row.lao_short_name == "ຄກລ"  # it had none of its own
    outcome = load(SMALL)
    entry = session.get_one(Meeting, outcome.meeting_id).entries[0]
    assert [each.short_name for each in entry.raised_by] == ["WEI"]


SMALL = """
group: im-twg
meeting:
  period: 2021-Q2
  held_on: 2021-06-29
  entries:
    - {id: i1, kind: issue, text: Late, raised_by: [UXO Lao, UXO, WEI]}
"""


def test_open_pages_of_a_meeting_learn_of_it(cast: Cast) -> None:
    meeting = session.scalars(select(Meeting)).one()
    before = meeting.revision
    merge("organisation", named("HI").id, named("WEI").id)
    assert session.scalars(select(Meeting)).one().revision == before + 1


@pytest.mark.parametrize("pair", [("NRA", "IM Unit"), ("IM Unit", "NRA"), ("MRE Unit", "IM Unit"), ("NPA", "IM Unit")])
def test_units_never_stand_in_a_circle(cast: Cast, pair: tuple[str, str]) -> None:
    keep, gone = named(pair[0]), named(pair[1])
    merge("organisation", keep.id, gone.id)
    parents = {row.id: row.parent_id for row in session.scalars(select(Organisation))}
    for start in parents:
        seen: set[int] = set()
        at: int | None = start
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = parents[at]
    if pair == ("IM Unit", "NRA"):
        assert named("IM Unit").parent_id is None
        assert named("MRE Unit").parent_id == named("IM Unit").id
    if pair == ("NPA", "IM Unit"):
        assert named("NPA").parent_id == named("NRA").id
