"""The names by which calendars know meetings and actions: of their own, and no more made from a setting."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("meeting", "action")
UUIDS = {
    "postgresql": "CAST(gen_random_uuid() AS text)",
    "sqlite": """lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )""",
}


def upgrade() -> None:
    made = UUIDS[op.get_bind().dialect.name]
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("calendar_uid", sa.String(length=36), server_default="", nullable=False))
        op.execute(sa.update(sa.table(table, sa.column("calendar_uid"))).values(calendar_uid=sa.text(made)))


def downgrade() -> None:
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("calendar_uid")
