"""What may be deleted because nobody needs it any more: selections, the oldest first. Never anything of the record."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, or_, select

from tracker.accounts.models import LoginAttempt, LoginSession, SecretLink
from tracker.core.db import Base, session
from tracker.core.repeats import RequestKey
from tracker.files.models import FileContent, StoredFile
from tracker.mail.models import MailState, OutgoingMail

SIGN_INS, ATTEMPTS = timedelta(days=30), timedelta(days=30)
REQUESTS, LINKS = timedelta(days=60), timedelta(days=60)
FILES = timedelta(days=7)
AT_ONCE = 1_000
OVER = (MailState.SENT, MailState.GIVEN_UP)
_PLACE = re.compile(r"\{link:([0-9]{1,9})\}")  # as mail/messages writes it


def superfluous(at: datetime) -> Iterator[tuple[Column[Any], ColumnElement[bool]]]:
    """For each table that is cleaned its key and which rows may go; files before their bytes."""
    for key, condition in (
        (LoginSession.id, or_(LoginSession.ended_at < at - SIGN_INS, LoginSession.expires_at < at - SIGN_INS)),
        (LoginAttempt.id, LoginAttempt.at < at - ATTEMPTS),
        (RequestKey.id, RequestKey.at < at - REQUESTS),
        (SecretLink.id, and_(_dead_since(at - LINKS), *_unused(SecretLink.id))),
        (StoredFile.id, and_(StoredFile.at < at - FILES, *_unused(StoredFile.id))),
        (FileContent.sha256, and_(*_unused(FileContent.sha256))),
    ):
        yield _column(key), condition


def references_to(column: Column[Any]) -> list[Column[Any]]:
    """Every column that refers to this one, as the tables themselves say."""
    return [key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.column is column]


def _column(of: Any) -> Column[Any]:
    (column,) = of.property.columns
    return column  # type: ignore[no-any-return]


def _unused(of: Any) -> list[ColumnElement[bool]]:
    """That no row of any table refers to this one."""
    return [~select(column).where(column == of).exists() for column in references_to(_column(of))]


def _dead_since(moment: datetime) -> ColumnElement[bool]:
    """Links that have led nowhere since then; those in mails that are still to go out stay."""
    return and_(
        or_(SecretLink.expires_at < moment, SecretLink.revoked_at < moment, SecretLink.used_at < moment),
        SecretLink.id.not_in(_awaited()),
    )


def _awaited() -> list[int]:
    texts = session.scalars(
        select(OutgoingMail.text + OutgoingMail.html).where(
            OutgoingMail.state.not_in(OVER),
            or_(*(each.contains("{link:") for each in (OutgoingMail.text, OutgoingMail.html))),
        )
    )
    return sorted({int(number) for text in texts for number in _PLACE.findall(text)})


def batch(key: Column[Any], condition: ColumnElement[bool]) -> Select[Any]:
    """The keys of the next rows that may go."""
    return select(key).where(condition).order_by(key).limit(AT_ONCE)


def over(mail_ids: list[int]) -> set[int]:
    """Which of these mails are sent or given up."""
    return set(
        session.scalars(select(OutgoingMail.id).where(OutgoingMail.id.in_(mail_ids), OutgoingMail.state.in_(OVER)))
    )
