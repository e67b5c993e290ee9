"""The first tables: organisations, accounts, groups, documents, meetings, actions, register, minutes, files, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_audit_entry_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_subject_kind_subject_id"), ["subject_kind", "subject_id"], unique=False
        )

    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_name"), ["name"], unique=False)

    op.create_table(
        "file_content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_file_content_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_content")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempt_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_email_at"), ["email", "at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("lao_short_name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "name_stale",
            sa.Enum("en", "lo", name="name_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("name_before", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "authority",
                "operator",
                "ngo",
                "un",
                "donor",
                "company",
                "ministry",
                "unit",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("lao_sort", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organisation_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("short_name", name=op.f("uq_organisation_short_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_lao_sort"), ["lao_sort"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_organisation_lao_short_name",
            ["lao_short_name"],
            unique=True,
            sqlite_where=sa.text("lao_short_name <> ''"),
            postgresql_where=sa.text("lao_short_name <> ''"),
        )

    op.create_table(
        "request_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_key")),
        sa.UniqueConstraint("who", "key", name=op.f("uq_request_key_who_key")),
    )
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_key_at"), ["at"], unique=False)

    op.create_table(
        "working_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("acronym", sa.String(length=12), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "name_stale",
            sa.Enum("en", "lo", name="name_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("name_before", sa.Text(), server_default="", nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("reminders_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
        sa.UniqueConstraint("acronym", name=op.f("uq_working_group_acronym")),
        sa.UniqueConstraint("slug", name=op.f("uq_working_group_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batch_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_row_batch_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_row")),
        sa.UniqueConstraint("batch_id", "kind", "row_id", name=op.f("uq_batch_row_batch_id_kind_row_id")),
    )
    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "name_stale",
            sa.Enum("en", "lo", name="name_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("name_before", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_day_off_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
        sa.UniqueConstraint("group_id", "day", name=op.f("uq_day_off_group_id_day")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "form",
                "standard",
                "system",
                "external_minutes",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "title_stale",
            sa.Enum("en", "lo", name="title_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("title_before", sa.Text(), server_default="", nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("passed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["organisation.id"], name=op.f("fk_document_held_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("code", name=op.f("uq_document_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_held_by_id"), ["held_by_id"], unique=False)

    op.create_table(
        "ladder_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "due",
                "next_meeting",
                "window_opens",
                "comment_date",
                "held",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "owner", "chair", "management", name="audience", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_ladder_step_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_step")),
    )
    with op.batch_alter_table("ladder_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ladder_step_group_id"), ["group_id"], unique=False)

    op.create_table(
        "letterhead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("top", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("place_en", sa.Text(), server_default="", nullable=False),
        sa.Column("place_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "place_stale",
            sa.Enum("en", "lo", name="place_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("place_before", sa.Text(), server_default="", nullable=False),
        sa.Column("number_pattern", sa.String(length=60), nullable=False),
        sa.Column("lao_font", sa.String(length=31), nullable=False),
        sa.Column("lao_size", sa.Integer(), nullable=False),
        sa.CheckConstraint("lao_size BETWEEN 8 AND 24", name=op.f("ck_letterhead_lao_size")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_letterhead_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterhead")),
        sa.UniqueConstraint("group_id", "valid_from", name=op.f("uq_letterhead_group_id_valid_from")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_membership_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("group_id", "organisation_id", name=op.f("uq_membership_group_id_organisation_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_number_series_last")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_number_series_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("group_id", "kind", "year", name=op.f("uq_number_series_group_id_kind_year")),
    )
    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_alias_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
        sa.UniqueConstraint("alias", name=op.f("uq_organisation_alias_alias")),
    )
    with op.batch_alter_table("organisation_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_alias_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("name_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "name_stale",
            sa.Enum("en", "lo", name="name_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("name_before", sa.Text(), server_default="", nullable=False),
        sa.Column("post_en", sa.Text(), server_default="", nullable=False),
        sa.Column("post_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "post_stale",
            sa.Enum("en", "lo", name="post_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("post_before", sa.Text(), server_default="", nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("lao_sort", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_lao_sort"), ["lao_sort"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file_content.sha256"], name=op.f("fk_stored_file_sha256"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_management", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_in_lower_case")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_edition_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("document_id", "label", name=op.f("uq_edition_document_id_label")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("regular", "special", name="kind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("period_year", sa.Integer(), nullable=False),
        sa.Column("period_quarter", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "title_stale",
            sa.Enum("en", "lo", name="title_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("title_before", sa.Text(), server_default="", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("venue_en", sa.Text(), server_default="", nullable=False),
        sa.Column("venue_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "venue_stale",
            sa.Enum("en", "lo", name="venue_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("venue_before", sa.Text(), server_default="", nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("secretary_id", sa.Integer(), nullable=True),
        sa.Column("purpose_en", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "purpose_stale",
            sa.Enum("en", "lo", name="purpose_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("purpose_before", sa.Text(), server_default="", nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("previous_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "postponed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "record",
            sa.Enum(
                "draft",
                "circulated",
                "issued",
                "amended",
                name="record",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("circulated_on", sa.Date(), nullable=True),
        sa.Column("comment_until", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column(
            "authentic_language",
            sa.Enum("en", "lo", name="authentic_language", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("opening_en", sa.Text(), server_default="", nullable=False),
        sa.Column("opening_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "opening_stale",
            sa.Enum("en", "lo", name="opening_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("opening_before", sa.Text(), server_default="", nullable=False),
        sa.Column("participants_en", sa.Text(), server_default="", nullable=False),
        sa.Column("participants_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "participants_stale",
            sa.Enum("en", "lo", name="participants_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("participants_before", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_en", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "closing_stale",
            sa.Enum("en", "lo", name="closing_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("closing_before", sa.Text(), server_default="", nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'special') = (name <> '')", name=op.f("ck_meeting_special_ones_have_a_name")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_it_starts")),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_meeting_headcount")),
        sa.CheckConstraint("period_quarter BETWEEN 1 AND 4", name=op.f("ck_meeting_period_quarter")),
        sa.CheckConstraint("period_year BETWEEN 1975 AND 2100", name=op.f("ck_meeting_period_year")),
        sa.CheckConstraint("previous_id <> id", name=op.f("ck_meeting_not_its_own_previous")),
        sa.CheckConstraint("previous_id IS NULL OR previous_on IS NULL", name=op.f("ck_meeting_one_previous")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_meeting_chair_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_meeting_group_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["meeting.id"], name=op.f("fk_meeting_previous_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["secretary_id"], ["person.id"], name=op.f("fk_meeting_secretary_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "group_id",
            "period_year",
            "period_quarter",
            "kind",
            "name",
            name=op.f("uq_meeting_group_id_period_year_period_quarter_kind_name"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_chair_id"), ["chair_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_group_id_held_on"), ["group_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_secretary_id"), ["secretary_id"], unique=False)
        batch_op.create_index(
            "uq_meeting_special_name",
            ["group_id", "name"],
            unique=True,
            sqlite_where=sa.text("name <> ''"),
            postgresql_where=sa.text("name <> ''"),
        )

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "acting_chair",
                "secretary",
                "translator",
                "focal_point",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_seat_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_seat_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "group_id", "person_id", "role", "from_on", name=op.f("uq_seat_group_id_person_id_role_from_on")
        ),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_seat_from_the_first",
            ["group_id", "person_id", "role"],
            unique=True,
            sqlite_where=sa.text("from_on IS NULL"),
            postgresql_where=sa.text("from_on IS NULL"),
        )

    op.create_table(
        "secret_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "first_password",
                "reset",
                "answer",
                "upload",
                "feed",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
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
        sa.CheckConstraint("generation > 0", name=op.f("ck_secret_link_generation")),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_secret_link_has_receiver")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_secret_link_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_secret_link_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_link")),
    )
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_link_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secret_link_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_secret_link_subject_kind_subject_id"), ["subject_kind", "subject_id"], unique=False
        )

    op.create_table(
        "stage_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "revise",
                "translate",
                "review",
                "adopt",
                "publish",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_stage_span_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_stage_span_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["organisation.id"], name=op.f("fk_stage_span_holder_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_span")),
    )
    with op.batch_alter_table("stage_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_span_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_span_holder_id"), ["holder_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("description_en", sa.Text(), server_default="", nullable=False),
        sa.Column("description_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "description_stale",
            sa.Enum("en", "lo", name="description_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("description_before", sa.Text(), server_default="", nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "secretary",
                "member",
                "expert",
                "observer",
                "guest",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "presence",
            sa.Enum(
                "present", "apologies", "absent", name="presence", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR person_id IS NOT NULL OR description_en <> '' OR description_lo <> ''",
            name=op.f("ck_attendance_says_who"),
        ),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_attendance_headcount")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_attendance_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "document_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_document_file_edition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_document_file_file_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
        sa.UniqueConstraint("edition_id", "language", name=op.f("uq_document_file_edition_id_language")),
    )
    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_file_file_id"), ["file_id"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "purpose",
                "issues",
                "recommendations",
                "conclusions",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "issue",
                "recommendation",
                "information",
                "conclusion",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=True),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column("text_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "text_stale",
            sa.Enum("en", "lo", name="text_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("text_before", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "carried_over",
                "noted",
                "referred",
                "declined",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("disposition_remark_en", sa.Text(), server_default="", nullable=False),
        sa.Column("disposition_remark_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "disposition_remark_stale",
            sa.Enum("en", "lo", name="disposition_remark_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("disposition_remark_before", sa.Text(), server_default="", nullable=False),
        sa.Column("referred_group_id", sa.Integer(), nullable=True),
        sa.Column("referred_to_id", sa.Integer(), nullable=True),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'conclusion') = (section = 'conclusions')", name=op.f("ck_entry_conclusions_by_themselves")
        ),
        sa.CheckConstraint(
            "disposition = 'referred' OR (referred_group_id IS NULL AND referred_to_id IS NULL)",
            name=op.f("ck_entry_referred"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_entry_number")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_entry_not_its_own_parent")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_entry_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["entry.id"], name=op.f("fk_entry_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["organisation.id"], name=op.f("fk_entry_proposed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["referred_group_id"], ["working_group.id"], name=op.f("fk_entry_referred_group_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["referred_to_id"], ["organisation.id"], name=op.f("fk_entry_referred_to_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_entry_meeting_id_key")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_entry_meeting_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_disposition"), ["disposition"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_referred_group_id"), ["referred_group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_referred_to_id"), ["referred_to_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "meeting_state_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "postponed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_meeting_state_change_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_state_change_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_state_change")),
    )
    with op.batch_alter_table("meeting_state_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_state_change_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_state_change_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_preference_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_preference_account_id_name")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=300), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "signature_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role_en", sa.Text(), server_default="", nullable=False),
        sa.Column("role_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "role_stale",
            sa.Enum("en", "lo", name="role_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("role_before", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_en", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "unit_stale",
            sa.Enum("en", "lo", name="unit_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("unit_before", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_signature_block_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signature_block_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_block")),
    )
    with op.batch_alter_table("signature_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_block_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_block_person_id"), ["person_id"], unique=False)

    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "circulated", "issued", "amended", name="kind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "edition",
            sa.Enum("", "en", "lo", name="edition", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("changes_en", sa.Text(), server_default="", nullable=False),
        sa.Column("changes_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "changes_stale",
            sa.Enum("en", "lo", name="changes_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("changes_before", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_version_sha256")),
        sa.CheckConstraint("number > 0", name=op.f("ck_version_number")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_version_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_version_meeting_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("meeting_id", "number", "edition", name=op.f("uq_version_meeting_id_number_edition")),
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_by_person_id"), ["by_person_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "general",
                "submission",
                "special_meeting",
                "standard_translation",
                "data_correction",
                "follow_up",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
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
        sa.Column("words_en", sa.Text(), server_default="", nullable=False),
        sa.Column("words_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "words_stale",
            sa.Enum("en", "lo", name="words_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("words_before", sa.Text(), server_default="", nullable=False),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "week",
                "part_of_month",
                "month",
                "quarter",
                "half_year",
                "year",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "fixed", "next_meeting", "none", name="basis", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "revise",
                "translate",
                "review",
                "adopt",
                "publish",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("scheduled_meeting_id", sa.Integer(), nullable=True),
        sa.Column("asked_meeting", sa.String(length=80), nullable=False),
        sa.Column("split_from_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_from <= due_by AND due_by <= due_latest", name=op.f("ck_action_window")),
        sa.CheckConstraint("split_from_id <> id AND merged_into_id <> id", name=op.f("ck_action_not_its_own_other")),
        sa.ForeignKeyConstraint(
            ["confirmed_at_id"], ["meeting.id"], name=op.f("fk_action_confirmed_at_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_action_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_action_entry_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_action_group_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_meeting_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["action.id"], name=op.f("fk_action_merged_into_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scheduled_meeting_id"], ["meeting.id"], name=op.f("fk_action_scheduled_meeting_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["split_from_id"], ["action.id"], name=op.f("fk_action_split_from_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("reference", name=op.f("uq_action_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_confirmed_at_id"), ["confirmed_at_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_scheduled_meeting_id"), ["scheduled_meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_split_from_id"), ["split_from_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "extent",
            sa.Enum("whole", "part", name="extent", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.CheckConstraint("conclusion_id <> entry_id", name=op.f("ck_answer_not_itself")),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["entry.id"], name=op.f("fk_answer_conclusion_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_answer_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("conclusion_id", "entry_id", name=op.f("uq_answer_conclusion_id_entry_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
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
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer_en", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "answer_stale",
            sa.Enum("en", "lo", name="answer_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("answer_before", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_correction_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_correction_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_correction_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_correction_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_version_id"), ["version_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_how", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_delivery_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_delivery_version_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("version_id", "address", "language", name=op.f("uq_delivery_version_id_address_language")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_person_id"), ["person_id"], unique=False)

    op.create_table(
        "entry_asked_of",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_asked_of_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_entry_asked_of_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_asked_of")),
        sa.UniqueConstraint("entry_id", "organisation_id", name=op.f("uq_entry_asked_of_entry_id_organisation_id")),
    )
    with op.batch_alter_table("entry_asked_of", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_asked_of_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "entry_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_entry_document_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_document_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_document")),
        sa.UniqueConstraint("entry_id", "document_id", name=op.f("uq_entry_document_entry_id_document_id")),
    )
    with op.batch_alter_table("entry_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_document_document_id"), ["document_id"], unique=False)

    op.create_table(
        "entry_raised_by",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_raised_by_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_entry_raised_by_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_raised_by")),
        sa.UniqueConstraint("entry_id", "organisation_id", name=op.f("uq_entry_raised_by_entry_id_organisation_id")),
    )
    with op.batch_alter_table("entry_raised_by", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_raised_by_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "stance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("agrees", "objects", name="kind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("silent", sa.Boolean(), nullable=False),
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
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_stance_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_stance_file_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stance_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_stance_version_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
        sa.UniqueConstraint("version_id", "organisation_id", name=op.f("uq_stance_version_id_organisation_id")),
    )
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stance_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stance_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stance_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "version_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_version_file_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_version_file_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_file")),
        sa.UniqueConstraint("version_id", "layout", "file_id", name=op.f("uq_version_file_version_id_layout_file_id")),
    )
    with op.batch_alter_table("version_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_file_file_id"), ["file_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "recipient",
                "support",
                "follow_up",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_progress",
                "submitted",
                "accepted",
                "postponed",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column("done_count", sa.Integer(), nullable=True),
        sa.Column("total_count", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (state NOT IN ('accepted', 'dropped'))", name=op.f("ck_assignment_closed_when_over")
        ),
        sa.CheckConstraint("done_count >= 0 AND done_count <= total_count", name=op.f("ck_assignment_counts")),
        sa.CheckConstraint("due_from <= due_by AND due_by <= due_latest", name=op.f("ck_assignment_window")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_assignment_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assignment_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assignment_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "action_id", "organisation_id", "role", name=op.f("uq_assignment_action_id_organisation_id_role")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_open_by_date",
            ["due_by", "organisation_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_assignment_open_by_organisation",
            ["organisation_id", "due_by", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_assignment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "done",
                "on_track",
                "late",
                "deferred",
                "dropped",
                "carried_over",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("remark_en", sa.Text(), server_default="", nullable=False),
        sa.Column("remark_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "remark_stale",
            sa.Enum("en", "lo", name="remark_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("remark_before", sa.Text(), server_default="", nullable=False),
        sa.Column("state_then", sa.String(length=30), nullable=False),
        sa.CheckConstraint("(action_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_review_one_item")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_review_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_review_entry_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_review_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("meeting_id", "action_id", name=op.f("uq_review_meeting_id_action_id")),
        sa.UniqueConstraint("meeting_id", "entry_id", name=op.f("uq_review_meeting_id_entry_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "more_time", "not_ours", "question", name="kind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason_stale",
            sa.Enum("en", "lo", name="reason_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("reason_before", sa.Text(), server_default="", nullable=False),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column("suggested_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_by_person_id", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer_en", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "answer_stale",
            sa.Enum("en", "lo", name="answer_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("answer_before", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_by_person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("due_from <= due_by AND due_by <= due_latest", name=op.f("ck_ask_window")),
        sa.ForeignKeyConstraint(
            ["asked_by_person_id"], ["person.id"], name=op.f("fk_ask_asked_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_ask_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_person_id"], ["person.id"], name=op.f("fk_ask_decided_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["suggested_id"], ["organisation.id"], name=op.f("fk_ask_suggested_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
    )
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ask_asked_by_person_id"), ["asked_by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ask_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ask_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ask_decided_by_person_id"), ["decided_by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ask_suggested_id"), ["suggested_id"], unique=False)

    op.create_table(
        "assignment_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_progress",
                "submitted",
                "accepted",
                "postponed",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_assignment_span_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_span_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_assignment_span_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_span")),
    )
    with op.batch_alter_table("assignment_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_span_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_span_from_on_until_on"), ["from_on", "until_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_span_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_span_current",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )

    op.create_table(
        "progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "handed_in",
                "accepted",
                "returned",
                "postponed",
                "reassigned",
                "dropped",
                "reopened",
                "received",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("note_en", sa.Text(), server_default="", nullable=False),
        sa.Column("note_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "note_stale",
            sa.Enum("en", "lo", name="note_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("note_before", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state_from",
            sa.Enum(
                "open",
                "in_progress",
                "submitted",
                "accepted",
                "postponed",
                "dropped",
                name="state_from",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "state_to",
            sa.Enum(
                "open",
                "in_progress",
                "submitted",
                "accepted",
                "postponed",
                "dropped",
                name="state_to",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_progress_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_progress_assignment_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_progress_by_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_progress_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progress_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("progress_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "title_stale",
            sa.Enum("en", "lo", name="title_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("title_before", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["progress.id"], name=op.f("fk_evidence_progress_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_progress_id"), ["progress_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_progress_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_file_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_progress_by_person_id"))
        batch_op.drop_index(batch_op.f("ix_progress_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_progress_action_id"))

    op.drop_table("progress")
    with op.batch_alter_table("assignment_span", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_span_current",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignment_span_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_span_from_on_until_on"))
        batch_op.drop_index(batch_op.f("ix_assignment_span_assignment_id"))

    op.drop_table("assignment_span")
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ask_suggested_id"))
        batch_op.drop_index(batch_op.f("ix_ask_decided_by_person_id"))
        batch_op.drop_index(batch_op.f("ix_ask_decided_at"))
        batch_op.drop_index(batch_op.f("ix_ask_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_ask_asked_by_person_id"))

    op.drop_table("ask")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_entry_id"))
        batch_op.drop_index(batch_op.f("ix_review_action_id"))

    op.drop_table("review")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_person_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_organisation_id"))
        batch_op.drop_index(
            "ix_assignment_open_by_organisation",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_assignment_open_by_date",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("assignment")
    with op.batch_alter_table("version_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_file_file_id"))

    op.drop_table("version_file")
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stance_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_stance_file_id"))
        batch_op.drop_index(batch_op.f("ix_stance_by_person_id"))

    op.drop_table("stance")
    with op.batch_alter_table("entry_raised_by", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_raised_by_organisation_id"))

    op.drop_table("entry_raised_by")
    with op.batch_alter_table("entry_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_document_document_id"))

    op.drop_table("entry_document")
    with op.batch_alter_table("entry_asked_of", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_asked_of_organisation_id"))

    op.drop_table("entry_asked_of")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_person_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_version_id"))
        batch_op.drop_index(batch_op.f("ix_correction_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_correction_file_id"))
        batch_op.drop_index(batch_op.f("ix_correction_by_person_id"))

    op.drop_table("correction")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_entry_id"))

    op.drop_table("answer")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_split_from_id"))
        batch_op.drop_index(batch_op.f("ix_action_scheduled_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_action_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_action_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_action_kind"))
        batch_op.drop_index(batch_op.f("ix_action_group_id"))
        batch_op.drop_index(batch_op.f("ix_action_entry_id"))
        batch_op.drop_index(batch_op.f("ix_action_document_id"))
        batch_op.drop_index(batch_op.f("ix_action_confirmed_at_id"))

    op.drop_table("action")
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_by_person_id"))

    op.drop_table("version")
    with op.batch_alter_table("signature_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_block_person_id"))
        batch_op.drop_index(batch_op.f("ix_signature_block_meeting_id"))

    op.drop_table("signature_block")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    op.drop_table("preference")
    with op.batch_alter_table("meeting_state_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_state_change_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_state_change_by_person_id"))

    op.drop_table("meeting_state_change")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_login_session_account_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_referred_to_id"))
        batch_op.drop_index(batch_op.f("ix_entry_referred_group_id"))
        batch_op.drop_index(batch_op.f("ix_entry_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_entry_parent_id"))
        batch_op.drop_index(batch_op.f("ix_entry_disposition"))

    op.drop_table("entry")
    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_file_file_id"))

    op.drop_table("document_file")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("stage_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_span_holder_id"))
        batch_op.drop_index(batch_op.f("ix_stage_span_document_id"))

    op.drop_table("stage_span")
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_link_subject_kind_subject_id"))
        batch_op.drop_index(batch_op.f("ix_secret_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_secret_link_organisation_id"))

    op.drop_table("secret_link")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_seat_from_the_first",
            sqlite_where=sa.text("from_on IS NULL"),
            postgresql_where=sa.text("from_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_seat_person_id"))

    op.drop_table("seat")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meeting_special_name", sqlite_where=sa.text("name <> ''"), postgresql_where=sa.text("name <> ''")
        )
        batch_op.drop_index(batch_op.f("ix_meeting_secretary_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_record"))
        batch_op.drop_index(batch_op.f("ix_meeting_previous_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_held_on"))
        batch_op.drop_index(batch_op.f("ix_meeting_group_id_held_on"))
        batch_op.drop_index(batch_op.f("ix_meeting_chair_id"))

    op.drop_table("meeting")
    op.drop_table("edition")
    op.drop_table("account")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))

    op.drop_table("stored_file")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_person_lao_sort"))

    op.drop_table("person")
    with op.batch_alter_table("organisation_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_alias_organisation_id"))

    op.drop_table("organisation_alias")
    op.drop_table("number_series")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    op.drop_table("letterhead")
    with op.batch_alter_table("ladder_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ladder_step_group_id"))

    op.drop_table("ladder_step")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_held_by_id"))

    op.drop_table("document")
    op.drop_table("day_off")
    op.drop_table("batch_row")
    op.drop_table("working_group")
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_key_at"))

    op.drop_table("request_key")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_organisation_lao_short_name",
            sqlite_where=sa.text("lao_short_name <> ''"),
            postgresql_where=sa.text("lao_short_name <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_lao_sort"))

    op.drop_table("organisation")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_email_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_address_at"))

    op.drop_table("login_attempt")
    op.drop_table("file_content")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_name"))

    op.drop_table("batch")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_kind_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
