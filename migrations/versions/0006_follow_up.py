"""Follow-up as it was on any day: since when an action is told, which day was settled on when; instructions and the page's day."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What was told before this was noted: with the first minutes that went out, or on the day it was agreed outside a meeting.
TOLD = """
    UPDATE action SET told_on = CASE WHEN meeting_id IS NULL THEN agreed_on ELSE (
        SELECT coalesce(meeting.circulated_on, meeting.issued_on, meeting.held_on) FROM meeting
        WHERE meeting.id = action.meeting_id AND meeting.record <> 'draft'
    ) END
    WHERE entry_id IS NULL OR entry_id NOT IN (SELECT id FROM entry WHERE is_unsent)
"""
# Since when a day holds that was settled on is not known for certain: the last step about the whole action may have brought it.
CONFIRMED = """
    INSERT INTO confirmed_day (action_id, day, from_on, until_on)
    SELECT id, confirmed_on, coalesce((
        SELECT max(progress."on") FROM progress
        WHERE progress.action_id = action.id AND progress.kind IN ('dated', 'scheduled', 'postponed')
        AND progress.due_latest = action.confirmed_on
    ), agreed_on), NULL
    FROM action WHERE confirmed_on IS NOT NULL
"""

FIRST = "SELECT meeting_id, min(at) AS at FROM version WHERE kind = 'circulated' GROUP BY meeting_id"
OFFICE = timedelta(hours=7)  # from UTC to the office's days


def tell_first_circulations(connection: sa.Connection) -> None:
    """Minutes that went out again say so of the last time only; what they told was known since the first."""
    columns = {"meeting_id": sa.Integer(), "at": sa.DateTime(timezone=True)}
    first = [(row.meeting_id, row.at + OFFICE) for row in connection.execute(sa.text(FIRST).columns(**columns))]
    earlier = sa.text("UPDATE action SET told_on = :day WHERE meeting_id = :meeting_id AND told_on > :day")
    earlier = earlier.bindparams(sa.bindparam("day", type_=sa.Date()))
    for meeting_id, at in first:
        connection.execute(earlier, {"meeting_id": meeting_id, "day": at.date()})


def upgrade() -> None:
    op.create_table(
        "page_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 80", name=op.f("ck_page_sending_days")),
        sa.CheckConstraint("group_id IS NOT NULL OR id = 0", name=op.f("ck_page_sending_all_groups_once")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_page_sending_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_sending")),
        sa.UniqueConstraint("group_id", name=op.f("uq_page_sending_group_id")),
    )
    op.create_table(
        "page_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_page_sent_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_sent")),
        sa.UniqueConstraint("group_id", "year", "quarter", name=op.f("uq_page_sent_group_id_year_quarter")),
    )
    with op.batch_alter_table("page_sent", schema=None) as batch_op:
        batch_op.create_index(
            "uq_page_sent_all_groups",
            ["year", "quarter"],
            unique=True,
            sqlite_where=sa.text("group_id IS NULL"),
            postgresql_where=sa.text("group_id IS NULL"),
        )

    op.create_table(
        "confirmed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_confirmed_day_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_confirmed_day_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_day")),
    )
    with op.batch_alter_table("confirmed_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmed_day_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            "uq_confirmed_day_current",
            ["action_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )

    op.create_table(
        "entry_gone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_gone_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_gone")),
    )
    with op.batch_alter_table("entry_gone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_gone_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "instruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("remark_en", sa.Text(), server_default="", nullable=False),
        sa.Column("remark_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "remark_stale",
            sa.Enum("en", "lo", name="remark_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("remark_before", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column(
            "how",
            sa.Enum(
                "",
                "mail",
                "telephone",
                "whatsapp",
                "word",
                "paper",
                "meeting",
                name="how",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            server_default="",
            nullable=False,
        ),
        sa.Column("said_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_instruction_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_instruction_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_instruction_group_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction")),
    )
    with op.batch_alter_table("instruction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instruction_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instruction_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instruction_group_id"), ["group_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_on", sa.Date(), nullable=True))
    op.execute(TOLD)
    tell_first_circulations(op.get_bind())
    op.execute(CONFIRMED)


def downgrade() -> None:
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_column("told_on")

    with op.batch_alter_table("instruction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instruction_group_id"))
        batch_op.drop_index(batch_op.f("ix_instruction_by_person_id"))
        batch_op.drop_index(batch_op.f("ix_instruction_action_id"))

    op.drop_table("instruction")
    with op.batch_alter_table("entry_gone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_gone_entry_id"))

    op.drop_table("entry_gone")
    with op.batch_alter_table("confirmed_day", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_confirmed_day_current",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_confirmed_day_action_id"))

    op.drop_table("confirmed_day")
    with op.batch_alter_table("page_sent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_page_sent_all_groups",
            sqlite_where=sa.text("group_id IS NULL"),
            postgresql_where=sa.text("group_id IS NULL"),
        )

    op.drop_table("page_sent")
    op.drop_table("page_sending")
