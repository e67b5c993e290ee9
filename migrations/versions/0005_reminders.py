"""Reminders: what became due, digests, wishes, and the points that organisations send in before a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


PURPOSES = "'first_password', 'reset', 'answer', 'upload', 'feed', 'invitation'"
MORE_PURPOSES = f"{PURPOSES}, 'action', 'points', 'wishes'"
TRIGGERS = "'due', 'next_meeting', 'window_opens', 'comment_date', 'held'"
MORE_TRIGGERS = (
    "'due', 'next_meeting', 'no_owner', 'window_opens', 'no_meeting', 'stage', 'external_minutes', 'comment_date', 'held', "
    "'meeting', 'call', 'waiting'"
)


def upgrade() -> None:
    op.create_table(
        "reminder_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_reminder_sweep_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sweep")),
        sa.UniqueConstraint("group_id", "on", name=op.f("uq_reminder_sweep_group_id_on")),
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_digest_is_somebody")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_digest_mail_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_digest_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["digest.id"], name=op.f("fk_digest_replaced_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("on", "organisation_id", name=op.f("uq_digest_on_organisation_id")),
        sa.UniqueConstraint("on", "person_id", name=op.f("uq_digest_on_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_replaced_by_id"), ["replaced_by_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "part",
                "action",
                "ask",
                "meeting",
                "version",
                "stage",
                "document",
                "group",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("occurrence", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "owner", "chair", "management", name="audience", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "overtaken",
                "skipped",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_reminder_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reminder_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "kind",
            "item_id",
            "step",
            "occurrence",
            "organisation_id",
            name=op.f("uq_reminder_kind_item_id_step_occurrence_organisation_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_group_id_due_on"), ["group_id", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_reminder_of_nobody",
            ["kind", "item_id", "step", "occurrence"],
            unique=True,
            sqlite_where=sa.text("organisation_id IS NULL"),
            postgresql_where=sa.text("organisation_id IS NULL"),
        )

    op.create_table(
        "reminder_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_wish_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_wish")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reminder_wish_person_id")),
    )
    op.create_table(
        "no_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_no_points_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_no_points_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_points")),
        sa.UniqueConstraint("meeting_id", "organisation_id", name=op.f("uq_no_points_meeting_id_organisation_id")),
    )
    with op.batch_alter_table("no_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_no_points_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "reminder_receiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_reachable", sa.Boolean(), nullable=False),
        sa.Column("escalates", sa.Boolean(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column(
            "told_how",
            sa.Enum(
                "",
                "mail",
                "telephone",
                "whatsapp",
                "word",
                "paper",
                "meeting",
                name="told_how",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("told_by", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_reminder_receiver_is_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_reminder_receiver_digest_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_reminder_receiver_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_receiver_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_receiver_reminder_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_receiver")),
        sa.UniqueConstraint(
            "reminder_id",
            "person_id",
            "organisation_id",
            name=op.f("uq_reminder_receiver_reminder_id_person_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("reminder_receiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_receiver_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_receiver_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_receiver_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_reminder_receiver_untold",
            ["person_id", "organisation_id"],
            unique=False,
            sqlite_where=sa.text("digest_id IS NULL AND told_on IS NULL"),
            postgresql_where=sa.text("digest_id IS NULL AND told_on IS NULL"),
        )

    op.create_table(
        "reminder_skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "part",
                "action",
                "ask",
                "meeting",
                "version",
                "stage",
                "document",
                "group",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminder_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_skip_reminder_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_skip")),
    )
    with op.batch_alter_table("reminder_skip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_skip_kind_item_id"), ["kind", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_skip_reminder_id"), ["reminder_id"], unique=False)

    op.create_table(
        "point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "issue", "recommendation", "progress", name="kind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column("text_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "text_stale",
            sa.Enum("en", "lo", name="text_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("text_before", sa.Text(), server_default="", nullable=False),
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
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) OR (withdrawn_at IS NULL)", name=op.f("ck_point_one_end")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_point_action_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_point_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_point_entry_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_point_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_point_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "point_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_point_file_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_point_file_point_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_file")),
    )
    with op.batch_alter_table("point_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_file_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_file_point_id"), ["point_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(
            "ix_action_confirmed",
            ["confirmed_on"],
            unique=False,
            sqlite_where=sa.text("confirmed_on IS NOT NULL"),
            postgresql_where=sa.text("confirmed_on IS NOT NULL"),
        )

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_open_by_latest",
            ["due_latest", "organisation_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("ladder_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weekly", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_constraint(batch_op.f("ck_ladder_step_trigger"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_ladder_step_trigger"), f'"trigger" IN ({MORE_TRIGGERS})')

    with op.batch_alter_table("secret_link", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_secret_link_purpose"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_secret_link_purpose"), f"purpose IN ({MORE_PURPOSES})")


def downgrade() -> None:
    op.execute("DELETE FROM secret_link WHERE purpose IN ('action', 'points', 'wishes')")
    with op.batch_alter_table("secret_link", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_secret_link_purpose"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_secret_link_purpose"), f"purpose IN ({PURPOSES})")

    op.execute(
        "DELETE FROM ladder_step WHERE \"trigger\" IN ('no_owner', 'no_meeting', 'stage', 'external_minutes', 'meeting', 'call', 'waiting')"
    )
    with op.batch_alter_table("ladder_step", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ladder_step_trigger"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_ladder_step_trigger"), f'"trigger" IN ({TRIGGERS})')
        batch_op.drop_column("weekly")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_assignment_open_by_latest",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_action_confirmed",
            sqlite_where=sa.text("confirmed_on IS NOT NULL"),
            postgresql_where=sa.text("confirmed_on IS NOT NULL"),
        )

    with op.batch_alter_table("point_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_file_point_id"))
        batch_op.drop_index(batch_op.f("ix_point_file_file_id"))

    op.drop_table("point_file")
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_point_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_point_entry_id"))
        batch_op.drop_index(batch_op.f("ix_point_by_person_id"))
        batch_op.drop_index(batch_op.f("ix_point_action_id"))

    op.drop_table("point")
    with op.batch_alter_table("reminder_skip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_skip_reminder_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_skip_kind_item_id"))

    op.drop_table("reminder_skip")
    with op.batch_alter_table("reminder_receiver", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reminder_receiver_untold",
            sqlite_where=sa.text("digest_id IS NULL AND told_on IS NULL"),
            postgresql_where=sa.text("digest_id IS NULL AND told_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_reminder_receiver_person_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_receiver_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_receiver_digest_id"))

    op.drop_table("reminder_receiver")
    with op.batch_alter_table("no_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_no_points_organisation_id"))

    op.drop_table("no_points")
    op.drop_table("reminder_wish")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_reminder_of_nobody",
            sqlite_where=sa.text("organisation_id IS NULL"),
            postgresql_where=sa.text("organisation_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_reminder_person_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_group_id_due_on"))

    op.drop_table("reminder")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_replaced_by_id"))
        batch_op.drop_index(batch_op.f("ix_digest_person_id"))
        batch_op.drop_index(batch_op.f("ix_digest_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_digest_mail_id"))

    op.drop_table("digest")
    op.drop_table("reminder_sweep")
