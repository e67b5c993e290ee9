"""Accounts and what belongs to signing in: sessions, attempts, secret links, preferences."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.columns import NEVER_AGAIN, Moment, choice, short, to
from tracker.core.db import Base
from tracker.organisations.models import Person


class Account(Base):
    """A person who may sign in. Without a password hash nobody can, until a first-password link was used."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = to("person", merge="combine", unique=True)
    email: Mapped[str] = short(254, unique=True)
    password_hash: Mapped[str] = mapped_column(String(300), default="")
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_management: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str] = short(64, default="")
    totp_step: Mapped[int | None]  # of the last code that was used, RFC 6238 §5.2: none is taken twice
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    @property
    def may_sign_in(self) -> bool:
        """Whether it is not closed, and its person has not left."""
        return self.is_active and self.person.is_active

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class RecoveryCode(Base):
    """A one-time code for somebody whose second factor is lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = to("account", ondelete="CASCADE")
    code_hash: Mapped[str] = short(300)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class LoginSession(Base):
    """A sign-in that is valid until it expires or is ended; only the hash of its token is kept."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = to("account", ondelete="CASCADE")
    token_hash: Mapped[str] = short(64, unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = short(60, default="")
    browser: Mapped[str] = short(300, default="")


class AttemptKind(StrEnum):
    """What somebody tried."""

    SIGN_IN = "sign_in"
    RESET = "reset"


class LoginAttempt(Base):
    """One try to sign in, or to have a reset sent, for the throttle: by account name as typed, and by address."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "email", "at"), Index(None, "address", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = short(254)
    address: Mapped[str] = short(60)
    at: Mapped[datetime] = mapped_column(Moment)
    succeeded: Mapped[bool]
    kind: Mapped[AttemptKind] = mapped_column(
        choice(AttemptKind, "kind"), default=AttemptKind.SIGN_IN, server_default=AttemptKind.SIGN_IN.value
    )


class LinkPurpose(StrEnum):
    """The one thing a secret link is good for."""

    FIRST_PASSWORD = "first_password"  # noqa: S105  a purpose, not a password
    RESET = "reset"
    ANSWER = "answer"
    UPLOAD = "upload"
    FEED = "feed"
    INVITATION = "invitation"
    ACTION = "action"
    POINTS = "points"
    WISHES = "wishes"


class SecretLink(Base):
    """One purpose, one receiver, an end. The token is HMAC(key, id + generation) and is never stored."""

    __tablename__ = "secret_link"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="has_receiver"),
        CheckConstraint("generation > 0", name="generation"),
        Index(None, "subject_kind", "subject_id"),
        NEVER_AGAIN,  # a token is made of the id: one that was sent must not become good for somebody else
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose, "purpose"))
    subject_kind: Mapped[str] = short(30, default="")
    subject_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = to("organisation", merge="move", ondelete="CASCADE")
    person_id: Mapped[int | None] = to("person", merge="move", ondelete="CASCADE")
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Preference(Base):
    """One choice of one account."""

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = to("account", ondelete="CASCADE", index=False)
    name: Mapped[str] = short(60)
    value: Mapped[str] = mapped_column(String(2000))
