"""Following actions up: asks and evidence, documents, invitations, search; what an organisation said by which way."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


KINDS = "'report', 'handed_in', 'accepted', 'returned', 'postponed', 'reassigned', 'dropped', 'reopened', 'received'"
MORE_KINDS = f"{KINDS}, 'split', 'merged', 'dated', 'scheduled', 'confirmed'"
PURPOSES = "'first_password', 'reset', 'answer', 'upload', 'feed'"
MORE_PURPOSES = f"{PURPOSES}, 'invitation'"
WAYS = "'', 'mail', 'telephone', 'whatsapp', 'word', 'paper', 'meeting'"


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_search_text_kind_row_id")),
    )
    op.create_table(
        "document_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consulted", "told", "passed_on", name="kind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_notice_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_document_notice_edition_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_document_notice_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_notice")),
    )
    with op.batch_alter_table("document_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_notice_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_notice_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_notice_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["secret_link.id"], name=op.f("fk_invitation_link_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_invitation_mail_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("meeting_id", "email", name=op.f("uq_invitation_meeting_id_email")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_link_id"), ["link_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column("for_time", sa.Time(), nullable=True),
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
        sa.CheckConstraint("people >= 0", name=op.f("ck_invitation_reply_people")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_invitation_reply_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_reply_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_reply_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_reply")),
        sa.UniqueConstraint(
            "meeting_id", "organisation_id", name=op.f("uq_invitation_reply_meeting_id_organisation_id")
        ),
    )
    with op.batch_alter_table("invitation_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_reply_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_reply_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "saved_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_list_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_saved_list_account_id_name")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("taken_up", "declined", name="outcome", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'taken_up') = (edition_id IS NOT NULL)", name=op.f("ck_proposal_taken_up_in_an_edition")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_proposal_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_proposal_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_proposal_edition_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_proposal_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("document_id", "entry_id", name=op.f("uq_proposal_document_id_entry_id")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_entry_id"), ["entry_id"], unique=False)

    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(
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
            )
        )
        batch_op.add_column(sa.Column("said_by", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_ask_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_ask_organisation_id"), "organisation", ["organisation_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_check_constraint(batch_op.f("ck_ask_one_end"), "decided_at IS NULL OR withdrawn_at IS NULL")

    op.execute(
        "UPDATE ask SET organisation_id = (SELECT organisation_id FROM assignment WHERE assignment.id = assignment_id)"
    )
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part_en", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("part_lo", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "part_stale",
                sa.Enum("en", "lo", name="part_stale", native_enum=False, create_constraint=True, length=30),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("part_before", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("calendar_sequence", sa.Integer(), server_default=sa.text("0"), nullable=False))

    with op.batch_alter_table("entry", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("is_unsent", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            "ix_entry_unsent",
            ["meeting_id"],
            unique=False,
            sqlite_where=sa.text("is_unsent"),
            postgresql_where=sa.text("is_unsent"),
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deferred_until", sa.Date(), nullable=True))

    op.execute(f"UPDATE progress SET how = '' WHERE how NOT IN ({WAYS})")  # noqa: S608  the words stand above
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_by", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("due_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("due_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("due_latest", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("done_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("total_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ask_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.alter_column(
            "how",
            existing_type=sa.String(length=60),
            type_=sa.String(length=30),
            existing_nullable=False,
            server_default="",
        )
        batch_op.create_check_constraint(batch_op.f("ck_progress_how"), f"how IN ({WAYS})")
        batch_op.drop_constraint(batch_op.f("ck_progress_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_progress_kind"), f"kind IN ({MORE_KINDS})")
        batch_op.create_check_constraint(
            batch_op.f("ck_progress_window"), "due_from <= due_by AND due_by <= due_latest"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_progress_counts"), "done_count >= 0 AND done_count <= total_count"
        )
        batch_op.create_index(batch_op.f("ix_progress_ask_id"), ["ask_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_progress_ask_id"), "ask", ["ask_id"], ["id"], ondelete="SET NULL")
        batch_op.create_foreign_key(
            batch_op.f("fk_progress_meeting_id"), "meeting", ["meeting_id"], ["id"], ondelete="RESTRICT"
        )

    with op.batch_alter_table("secret_link", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_secret_link_purpose"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_secret_link_purpose"), f"purpose IN ({MORE_PURPOSES})")

    with op.batch_alter_table("stage_span", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remark_en", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("remark_lo", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "remark_stale",
                sa.Enum("en", "lo", name="remark_stale", native_enum=False, create_constraint=True, length=30),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("remark_before", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM secret_link WHERE purpose = 'invitation'")
    op.execute(f"DELETE FROM progress WHERE kind NOT IN ({KINDS})")  # noqa: S608  the words stand above
    with op.batch_alter_table("stage_span", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_stage_span_remark_stale"), type_="check")
        batch_op.drop_column("remark_before")
        batch_op.drop_column("remark_stale")
        batch_op.drop_column("remark_lo")
        batch_op.drop_column("remark_en")

    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_progress_meeting_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_progress_ask_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_progress_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_progress_ask_id"))
        batch_op.drop_constraint(batch_op.f("ck_progress_how"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_progress_window"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_progress_counts"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_progress_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_progress_kind"), f"kind IN ({KINDS})")
        batch_op.alter_column(
            "how",
            existing_type=sa.String(length=30),
            type_=sa.String(length=60),
            existing_nullable=False,
            server_default=None,
        )
        batch_op.drop_column("meeting_id")
        batch_op.drop_column("ask_id")
        batch_op.drop_column("total_count")
        batch_op.drop_column("done_count")
        batch_op.drop_column("due_latest")
        batch_op.drop_column("due_by")
        batch_op.drop_column("due_from")
        batch_op.drop_column("said_by")

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("deferred_until")

    with op.batch_alter_table("entry", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_entry_unsent")
        batch_op.drop_column("is_unsent")

    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("calendar_sequence")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assignment_part_stale"), type_="check")
        batch_op.drop_column("part_before")
        batch_op.drop_column("part_stale")
        batch_op.drop_column("part_lo")
        batch_op.drop_column("part_en")

    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ask_one_end"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_ask_how"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_ask_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_ask_organisation_id"))
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("said_by")
        batch_op.drop_column("how")
        batch_op.drop_column("organisation_id")

    with op.batch_alter_table("secret_link", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_secret_link_purpose"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_secret_link_purpose"), f"purpose IN ({PURPOSES})")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_entry_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_edition_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_by_person_id"))

    op.drop_table("proposal")
    op.drop_table("saved_list")
    with op.batch_alter_table("invitation_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_reply_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_reply_by_person_id"))

    op.drop_table("invitation_reply")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_mail_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_link_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("document_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_notice_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_document_notice_edition_id"))
        batch_op.drop_index(batch_op.f("ix_document_notice_document_id"))

    op.drop_table("document_notice")
    op.drop_table("search_text")
