"""Runs migrations on the application's database; called by `flask db …`."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from tracker import tables  # noqa: F401  every table must be known
from tracker.core.db import Base

engine = current_app.extensions["migrate"].db.engine


def plainly(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Write our own column types as the plain ones below them: a migration must not change when the code does."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def check(ctx: MigrationContext, **_rest: object) -> None:
    """Refuse a migration that leaves rows which refer to nothing, while it can still be undone."""
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"rows that refer to nothing after the migration: {dangling[:5]}")


def migrate(connection: Connection) -> None:
    """Upgrade or downgrade, each migration in its own transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        render_item=plainly,
        on_version_apply=check,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """On SQLite enforcement of foreign keys is off meanwhile: a table made anew in batch mode would take the rows that
    refer to it along. The pragma does nothing inside a transaction, so it stands before it."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            migrate(connection)
            return
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection)
        finally:
            connection.invalidate()  # nobody may be handed a connection with enforcement off


main()
