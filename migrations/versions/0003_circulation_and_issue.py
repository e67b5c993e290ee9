"""Circulating, correcting, signing and issuing minutes; what the timetable did."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("correction", "stance", "delivery"):  # of which no release has written a row
        op.drop_table(table)
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_job_run_leased_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("name", name=op.f("uq_job_run_name")),
    )
    op.create_table(
        "not_received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_not_received_meeting_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_not_received_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_not_received_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_received")),
    )
    with op.batch_alter_table("not_received", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_received_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_not_received_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_not_received_person_id"), ["person_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column("text_lo", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "text_stale",
            sa.Enum("en", "lo", name="text_stale", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("text_before", sa.Text(), server_default="", nullable=False),
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
            nullable=False,
        ),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "adapted",
                "declined",
                "withdrawn",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
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
        sa.Column("answered_by_person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_person_id"],
            ["person.id"],
            name=op.f("fk_correction_answered_by_person_id"),
            ondelete="SET NULL",
        ),
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
        batch_op.create_index(
            batch_op.f("ix_correction_answered_by_person_id"), ["answered_by_person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_correction_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_version_id"), ["version_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("en", "lo", name="language", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "focal_point",
                "member",
                "action",
                "attended",
                "added",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            server_default="added",
            nullable=False,
        ),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "acknowledged_how",
            sa.Enum(
                "",
                "mail",
                "telephone",
                "whatsapp",
                "word",
                "paper",
                "meeting",
                name="acknowledged_how",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("acknowledged_by", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["secret_link.id"], name=op.f("fk_delivery_link_id"), ondelete="SET NULL"),
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
        batch_op.create_index(batch_op.f("ix_delivery_link_id"), ["link_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_person_id_version_id"), ["person_id", "version_id"], unique=False)

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
            nullable=False,
        ),
        sa.Column("said_by", sa.String(length=200), server_default="", nullable=False),
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
        "delivery_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_mail_delivery_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_delivery_mail_mail_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_mail")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_delivery_mail_mail_id")),
    )
    with op.batch_alter_table("delivery_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_mail_delivery_id"), ["delivery_id"], unique=False)

    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(
            sa.Column(
                "text_state",
                sa.Enum(
                    "open", "frozen", "issued", name="text_state", native_enum=False, create_constraint=True, length=30
                ),
                server_default="open",
                nullable=False,
            )
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("languages", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("registered_as", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("issued_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("comment_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("silence_noted_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("working_group", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(
            sa.Column(
                "attach",
                sa.Enum("pdf", "word", "both", name="attach", native_enum=False, create_constraint=True, length=30),
                server_default="pdf",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE meeting SET text_state = 'issued' WHERE record IN ('issued', 'amended')")
    seal_versions()


def seal_versions() -> None:
    """What was frozen before counts as sealed then; which languages it holds, its outline says."""
    connection = op.get_bind()
    version = sa.table(
        "version", sa.column("id", sa.Integer), sa.column("outline", sa.JSON), sa.column("languages", sa.String),
        sa.column("at", sa.DateTime), sa.column("sealed_at", sa.DateTime),
    )  # fmt: skip
    for row in connection.execute(sa.select(version.c.id, version.c.outline)).all():
        whole = " ".join(side for side in ("lo", "en") if not lacks(row.outline, side))
        connection.execute(
            version.update().where(version.c.id == row.id).values(languages=whole, sealed_at=version.c.at)
        )
    op.execute(
        "UPDATE version SET registered_as = (SELECT number FROM meeting WHERE meeting.id = version.meeting_id),"
        " issued_on = (SELECT issued_on FROM meeting WHERE meeting.id = version.meeting_id)"
        " WHERE kind IN ('issued', 'amended')"
    )
    op.execute(
        "UPDATE version SET comment_until = (SELECT comment_until FROM meeting WHERE meeting.id = version.meeting_id)"
        " WHERE kind = 'circulated'"
    )


def lacks(data: object, side: str) -> bool:
    """Whether a text in an outline stands in the other language alone. A side that is empty is left out of the data."""
    if isinstance(data, list):
        return any(lacks(one, side) for one in data)
    if not isinstance(data, dict):
        return False
    is_text = bool(data) and data.keys() <= {"en", "lo", "stale", "before"}
    return not data.get(side) if is_text else any(lacks(one, side) for one in data.values())


def downgrade() -> None:
    with op.batch_alter_table("working_group", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_working_group_attach"), type_="check")
        batch_op.drop_column("is_public")
        batch_op.drop_column("attach")

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_column("silence_noted_at")
        batch_op.drop_column("comment_until")
        batch_op.drop_column("issued_on")
        batch_op.drop_column("registered_as")
        batch_op.drop_column("sealed_at")
        batch_op.drop_column("languages")

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("given")

    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_meeting_text_state"), type_="check")
        batch_op.drop_column("text_state")

    with op.batch_alter_table("delivery_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_mail_delivery_id"))

    op.drop_table("delivery_mail")
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stance_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_stance_file_id"))
        batch_op.drop_index(batch_op.f("ix_stance_by_person_id"))

    op.drop_table("stance")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_person_id_version_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_link_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_version_id"))
        batch_op.drop_index(batch_op.f("ix_correction_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_correction_file_id"))
        batch_op.drop_index(batch_op.f("ix_correction_by_person_id"))
        batch_op.drop_index(batch_op.f("ix_correction_answered_by_person_id"))

    op.drop_table("correction")
    with op.batch_alter_table("not_received", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_not_received_person_id"))
        batch_op.drop_index(batch_op.f("ix_not_received_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_not_received_meeting_id"))

    op.drop_table("not_received")
    op.drop_table("job_run")
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
