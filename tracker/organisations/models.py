"""Organisations, their units, their other names, and people."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, bilingual, choice, language, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.core.lao import lao_sort_key


class OrganisationKind(StrEnum):
    """What an organisation is in the sector."""

    AUTHORITY = "authority"
    OPERATOR = "operator"
    NGO = "ngo"
    UN = "un"
    DONOR = "donor"
    COMPANY = "company"
    MINISTRY = "ministry"
    UNIT = "unit"
    OTHER = "other"


def called(short_name: str, lao_short_name: str) -> Bilingual:
    """The name used in running text: the short one, in Lao letters where there is such a one."""
    return Bilingual(en=short_name, lo=lao_short_name or short_name)


class Organisation(Base):
    """An organisation or a unit of one; a unit can owe an action like any other."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        Index(
            "uq_organisation_lao_short_name", "lao_short_name", unique=True,
            sqlite_where=text("lao_short_name <> ''"), postgresql_where=text("lao_short_name <> ''"),
        ),
        NEVER_AGAIN,
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    short_name: Mapped[str] = short(60, unique=True)
    lao_short_name: Mapped[str] = short(60, default="")
    name: Mapped[Bilingual] = bilingual("name")
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "kind"), default=OrganisationKind.OTHER)
    parent_id: Mapped[int | None] = to("organisation", merge="move")
    email: Mapped[str] = short(254, default="")
    language: Mapped[Language] = language()
    is_active: Mapped[bool] = mapped_column(default=True)
    lao_sort: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Organisation | None"] = relationship(remote_side=[id])
    aliases: Mapped[list["OrganisationAlias"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="OrganisationAlias.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    @property
    def called(self) -> Bilingual:
        """The name used in running text: the short one, in Lao letters where there is such a one."""
        return called(self.short_name, self.lao_short_name)

    def sort_anew(self) -> None:
        """Keep the Lao sort key in step with the names; call after either changed."""
        self.lao_sort = lao_sort_key(self.lao_short_name or self.name.lo or self.short_name)[:400]


class OrganisationAlias(Base):
    """Another name by which exactly this organisation is known; never a guess."""

    __tablename__ = "organisation_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop", ondelete="CASCADE")
    alias: Mapped[str] = short(200, unique=True)

    organisation: Mapped[Organisation] = relationship(back_populates="aliases")


class Person(Base):
    """Somebody who takes part, signs or is written to."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("key"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = short(60)
    name: Mapped[Bilingual] = bilingual("name")
    post: Mapped[Bilingual] = bilingual("post")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    email: Mapped[str] = short(254, default="")
    phone: Mapped[str] = short(60, default="")
    language: Mapped[Language] = language()
    is_active: Mapped[bool] = mapped_column(default=True)
    lao_sort: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    def sort_anew(self) -> None:
        """Keep the Lao sort key in step with the name; call after it changed."""
        self.lao_sort = lao_sort_key(self.name.lo or self.name.en)[:400]
