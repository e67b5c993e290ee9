"""Outgoing mail, agendas, and what signing in needs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "leased",
                "sent",
                "failed",
                "given_up",
                "by_hand",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'leased') = (lease IS NOT NULL)", name=op.f("ck_outgoing_mail_lease")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outgoing_mail_sent_at")),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_outgoing_mail_leased_until")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outgoing_mail_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_mail_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_mail_state_next_try_at"), ["state", "next_try_at"], unique=False)

    op.create_table(
        "mail_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_mail_attachment_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_mail_attachment_mail_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attachment")),
    )
    with op.batch_alter_table("mail_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_attachment_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_attachment_mail_id"), ["mail_id"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column("text_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "text_stale",
            sa.Enum("en", "lo", name="text_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("text_before", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "action_id IS NOT NULL AND entry_id IS NULL AND text_en = '' AND text_lo = '' OR entry_id IS NOT NULL AND action_id IS NULL AND text_en = '' AND text_lo = '' OR action_id IS NULL AND entry_id IS NULL AND (text_en <> '' OR text_lo <> '')",
            name=op.f("ck_agenda_item_one_point"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_agenda_item_action_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_agenda_item_entry_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "action_id", name=op.f("uq_agenda_item_meeting_id_action_id")),
        sa.UniqueConstraint("meeting_id", "entry_id", name=op.f("uq_agenda_item_meeting_id_entry_id")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_entry_id"), ["entry_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("sign_in", "reset", name="kind", native_enum=False, create_constraint=True, length=30),
                server_default="sign_in",
                nullable=False,
            )
        )

    make_secret_link_anew(autoincrement=True)


def make_secret_link_anew(*, autoincrement: bool) -> None:
    """Only SQLite gives the id of a deleted row again, and it says in the table whether it may."""
    if op.get_bind().dialect.name != "sqlite":
        return
    purposes = ("first_password", "reset", "answer", "upload", "feed")
    kept = sa.Table(
        "secret_link",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(*purposes, name="purpose", native_enum=False, create_constraint=False, length=30),
            nullable=False,
        ),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('first_password', 'reset', 'answer', 'upload', 'feed')", name="ck_secret_link_purpose"
        ),
        sa.CheckConstraint("generation > 0", name="ck_secret_link_generation"),
        sa.CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="ck_secret_link_has_receiver"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_secret_link_organisation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_secret_link_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_secret_link"),
        sa.Index("ix_secret_link_organisation_id", "organisation_id"),
        sa.Index("ix_secret_link_person_id", "person_id"),
        sa.Index("ix_secret_link_subject_kind_subject_id", "subject_kind", "subject_id"),
    )
    with op.batch_alter_table(
        "secret_link", recreate="always", copy_from=kept, table_kwargs={"sqlite_autoincrement": autoincrement}
    ):
        pass


def downgrade() -> None:
    make_secret_link_anew(autoincrement=False)
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_login_attempt_kind"), type_="check")
        batch_op.drop_column("kind")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("signed_in_at")
        batch_op.drop_column("totp_step")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_entry_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_action_id"))

    op.drop_table("agenda_item")
    with op.batch_alter_table("mail_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_attachment_mail_id"))
        batch_op.drop_index(batch_op.f("ix_mail_attachment_file_id"))

    op.drop_table("mail_attachment")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_state_next_try_at"))

    op.drop_table("outgoing_mail")
