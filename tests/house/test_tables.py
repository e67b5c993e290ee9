import ast
from collections.abc import Iterator
from typing import get_args

import pytest
from sources import Source, none_of, planted, tracker
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint

from tracker import tables
from tracker.core.columns import Merge
from tracker.core.db import Base

MERGED = {"organisation", "person"}


def without_merge(metadata: MetaData) -> Iterator[str]:
    """References to an organisation or a person that do not say what a merge of two does with them."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            target, merge = key.target_fullname.split(".")[0], key.parent.info.get("merge")
            if target in MERGED and merge not in get_args(Merge):
                yield f"{table.name}.{key.parent.name}: say what a merge does with it: to({target!r}, merge=…)"
            if target not in MERGED and merge is not None:
                yield f"{table.name}.{key.parent.name}: merge={merge!r} means nothing on a reference to {target}"


def unique_positions(metadata: MetaData) -> Iterator[str]:
    """Unique constraints that hold a position: reordering breaks on them."""
    for table in metadata.sorted_tables:
        unique: list[UniqueConstraint | Index] = [
            each for each in table.constraints if isinstance(each, UniqueConstraint)
        ]
        unique += [each for each in table.indexes if each.unique]
        for each in unique:
            if any(column.name == "position" for column in each.columns):
                yield f"{table.name}: {each.name} holds a position; rows are put in order without a unique constraint"


def backrefs(file: Source) -> Iterator[str]:
    """Relations that make the other side appear out of nowhere."""
    for node in file.nodes:
        by_keyword = isinstance(node, ast.keyword) and node.arg == "backref"
        if by_keyword or file.full_name(node).endswith("orm.backref"):
            yield f"{file.at(node)}: no backref; write both sides and tie them by back_populates"


def test_every_reference_to_an_organisation_or_a_person_says_what_a_merge_does() -> None:
    none_of(without_merge(Base.metadata))


def test_no_unique_position() -> None:
    none_of(unique_positions(Base.metadata))


def test_no_backref() -> None:
    none_of(line for file in tracker() for line in backrefs(file))


def test_every_models_room_is_known_to_tables() -> None:
    seen = {name.removesuffix(".models") for _, name in _imports_of_tables()}
    rooms = {file.module.removesuffix(".models") for file in tracker() if file.room == "models"}
    assert rooms - seen == set(), "tracker/tables.py imports every models module, so that migrations see all tables"


def _imports_of_tables() -> Iterator[tuple[ast.stmt, str]]:
    (file,) = (file for file in tracker() if file.module == tables.__name__)
    yield from file.imports()


def test_a_reference_without_merge_is_seen() -> None:
    metadata = MetaData()
    Table("person", metadata, Column("id", Integer, primary_key=True))
    Table("meeting", metadata, Column("id", Integer, primary_key=True))
    seat = Table("seat", metadata, Column("person_id", ForeignKey("person.id")))
    assert list(without_merge(metadata)) == ["seat.person_id: say what a merge does with it: to('person', merge=…)"]
    seat.c.person_id.info["merge"] = "perhaps"
    assert len(list(without_merge(metadata))) == 1
    seat.c.person_id.info["merge"] = "move"
    assert list(without_merge(metadata)) == []
    Table("entry", metadata, Column("meeting_id", ForeignKey("meeting.id"), info={"merge": "move"}))
    assert len(list(without_merge(metadata))) == 1


def test_a_unique_position_is_seen() -> None:
    metadata = MetaData()
    Table("a", metadata, Column("parent", Integer), Column("position", Integer), UniqueConstraint("parent", "position"))
    Table("b", metadata, Column("parent", Integer), Column("position", Integer), Index("x", "parent", "position"))
    Table("c", metadata, Column("position", Integer), Index("y", "position", unique=True))
    assert [line.split(":")[0] for line in unique_positions(metadata)] == ["a", "c"]


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy.orm import relationship\nx = relationship('Person', backref='seats')\n",
        "from sqlalchemy import orm\nx = orm.relationship('Person', **{'backref': orm.backref('seats')})\n",
    ],
)
def test_a_backref_is_seen(text: str) -> None:
    assert list(backrefs(planted("tracker.groups.models", text)))
