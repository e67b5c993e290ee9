import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from applications import SAMPLE, application, dispose, load
from filling import contents, fill
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from postgres import Server
from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import IntegrityError

from tracker.core.db import Base, db

# What a migration leaves in a database: every column, constraint and index in the database's own words.
IN_POSTGRESQL = """
    SELECT table_name, 'column ' || column_name || ' ' || udt_name || ' ' || coalesce(character_maximum_length, 0)
        || ' ' || is_nullable || ' ' || coalesce(column_default, '-')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def schema(connection: Connection) -> set[tuple[str, str]]:
    """Everything that the tables are made of, whatever the order it was said in."""
    if connection.dialect.name == "postgresql":
        found = {(table, words) for table, words in connection.exec_driver_sql(IN_POSTGRESQL)}
    else:
        listed = connection.exec_driver_sql("SELECT tbl_name, type, sql FROM sqlite_master WHERE sql <> ''")
        found = {(table, part) for table, kind, sql in listed for part in parts(kind, " ".join(sql.split()))}
    return {(table, words) for table, words in found if table not in {"alembic_version", "sqlite_sequence"}}


def parts(kind: str, sql: str) -> Iterator[str]:
    """The columns and constraints of a CREATE TABLE and what stands around them; anything else as it is."""
    if kind != "table":
        yield sql
        return
    before, body, after = re.fullmatch(r"(.*?)\((.*)\)(.*)", sql).groups()  # type: ignore[union-attr]
    yield f"{before}…{after}".replace('"', "")
    start, depth = 0, 0
    for place, letter in enumerate(f"{body},"):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield body[start:place].strip().replace("DEFAULT ('')", "DEFAULT ''")
            start = place + 1


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare_apps(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Flask]]:
    """Two applications on databases with nothing in them."""
    names = [f"bare_{number}_{tmp_path.name.lower()}"[:60].replace("-", "_") for number in (1, 2)]
    if request.param == "sqlite":
        yield [application(tmp_path / name) for name in names]
        return
    server: Server = request.getfixturevalue("postgres_server")
    yield [application(tmp_path / name, server.create(name)) for name in names]
    for name in names:
        server.drop(name)


def test_there_is_one_head(app: Flask) -> None:
    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_migrations_make_the_tables_that_the_models_describe(bare_apps: list[Flask]) -> None:
    found = []
    for app, make in zip(bare_apps, [upgrade, lambda: Base.metadata.create_all(db.engine)], strict=True):
        with app.app_context():
            make()
            with db.engine.connect() as connection:
                found.append(schema(connection))
            dispose()
    migrated, described = found
    assert migrated - described == set()
    assert described - migrated == set()
    assert len({table for table, _ in migrated}) == len(Base.metadata.tables)


def test_the_comparison_sees_a_difference(app: Flask) -> None:
    with db.engine.connect() as connection:
        before = schema(connection)
        for change in (
            "CREATE TABLE batch_row2 (id INTEGER NOT NULL, CHECK (id IN (1, 2)))",
            "CREATE TRIGGER t AFTER INSERT ON batch BEGIN SELECT 1; END",
            "CREATE INDEX i ON batch (at) WHERE undone_at IS NULL",
            "ALTER TABLE batch ADD COLUMN x VARCHAR(3) DEFAULT 'a'",
        ):
            connection.exec_driver_sql(change)
            after = schema(connection)
            assert before < after
            before = after


def test_a_filled_database_goes_back_to_nothing_and_comes_again(bare_apps: list[Flask]) -> None:
    app = bare_apps[0]
    with app.app_context():
        upgrade()
        load(SAMPLE.read_bytes())
        with db.engine.begin() as connection:
            before = schema(connection)
            fill(connection)
        dispose()
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        dispose()
        upgrade()
        with db.engine.connect() as connection:
            assert schema(connection) == before
            assert contents(connection) == {}
        dispose()


def test_meetings_and_actions_that_are_there_get_names_for_calendars(bare_apps: list[Flask]) -> None:
    app = bare_apps[0]
    with app.app_context():
        upgrade()
        load(SAMPLE.read_bytes())
        dispose()
        downgrade(revision="0006")
        upgrade()
        with db.engine.connect() as connection:
            for table in ("meeting", "action"):
                names = connection.scalars(select(Base.metadata.tables[table].c.calendar_uid)).all()
                assert names
                assert len({str(UUID(name, version=4)) for name in names} & set(names)) == len(names)
        dispose()


# A later migration on a filled SQLite database


def with_migration(folder: Path, body: str) -> AlembicConfig:
    """The project's migrations and one more, run as `flask db upgrade` runs them."""
    heads = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config()).get_heads()
    later = f"""\
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{heads[0]}"


def upgrade():
{indent(dedent(body), "    ")}


def downgrade():
    pass
"""
    folder.mkdir()
    (folder / "later.py").write_text(later, encoding="utf-8")
    alembic: AlembicConfig = current_app.extensions["migrate"].migrate.get_config()
    own = alembic.get_main_option("version_locations")
    alembic.set_main_option("path_separator", "newline")
    alembic.set_main_option("version_locations", f"{own}\n{folder.as_posix()}")
    return alembic


@pytest.fixture
def filled(app: Flask) -> Flask:
    load(SAMPLE.read_bytes())
    with db.engine.begin() as connection:
        fill(connection)
    dispose()
    return app


def stored() -> object:
    """All rows and the version of the schema."""
    with db.engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        return contents(connection), version


@pytest.mark.parametrize("table", ["organisation", "meeting", "entry", "assignment"])
def test_a_table_made_anew_loses_no_row_that_refers_to_it(filled: Flask, tmp_path: Path, table: str) -> None:
    again = Base.metadata.tables[table].dialect_options["sqlite"]["autoincrement"]  # batch mode would drop it
    body = f"""
    with op.batch_alter_table(
        "{table}", recreate="always", table_kwargs={{"sqlite_autoincrement": {again}}}
    ) as batch:
        batch.add_column(sa.Column("later", sa.Integer()))
    """
    with db.engine.connect() as connection:
        before, parts_before = contents(connection), schema(connection)
    assert before.keys() == Base.metadata.tables.keys()
    command.upgrade(with_migration(tmp_path / "later", body), "head")
    with db.engine.connect() as connection:
        assert contents(connection) == before
        assert schema(connection) - {(table, "later INTEGER")} == parts_before
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["later"]


def test_references_are_enforced_again_afterwards(filled: Flask, tmp_path: Path) -> None:
    command.upgrade(with_migration(tmp_path / "later", "pass"), "head")
    for _ in range(3):
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            with pytest.raises(IntegrityError):
                connection.exec_driver_sql("DELETE FROM organisation")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('op.execute("DELETE FROM organisation")', "rows that refer to nothing after the migration"),
        ('op.drop_column("person", "phone")\nraise OSError("the disk is full")', "the disk is full"),
    ],
)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    filled: Flask, tmp_path: Path, body: str, reason: str
) -> None:
    before = stored()
    with pytest.raises((RuntimeError, OSError), match=reason):
        command.upgrade(with_migration(tmp_path / "later", body), "head")
    dispose()
    assert stored() == before
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
