"""Links to parts of an action, for the tests of those who answer by them."""

import sqlite3
from datetime import datetime
from pathlib import Path

from applications import KEY, NOON
from cast import Cast
from following import part_of
from sqlalchemy import select

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.actions.models import Ask, Progress
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.reminders import links_actions
from tracker.reminders.linking import LASTS


def link_to(cast: Cast, action_id: int, short_name: str, name: str | None = None, *, at: datetime = NOON) -> str:
    """The secret address to an organisation's part, for somebody of the cast or for whoever reads its mail."""
    person_id = cast.account(name).person_id if name else None
    part = part_of(action_id, short_name)
    part_id, organisation_id = part.id, part.organisation_id
    with transaction():
        made = links.make_for(
            LinkPurpose.ACTION, (links_actions.PART, part_id), person_id=person_id, organisation_id=organisation_id,
            lasts=LASTS, at=at,
        )  # fmt: skip
        return f"/act/{links.token(made, KEY)}"


def link_of(address: str) -> SecretLink:
    """The link behind an address, as it is kept now."""
    session.rollback()
    number, _, _ = address.split("/")[2].partition("-")
    return session.get_one(SecretLink, int(number), populate_existing=True)


def said() -> list[Progress]:
    """Every step that stands in a time line."""
    session.rollback()
    return list(session.scalars(select(Progress).order_by(Progress.id)))


def asked() -> list[Ask]:
    """All that was asked."""
    session.rollback()
    return list(session.scalars(select(Ask).order_by(Ask.id)))


def trail(verb: str) -> list[AuditEntry]:
    """What the trail tells of these acts."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def rows(cast: Cast) -> list[str]:
    """Everything that the database holds."""
    session.rollback()
    connection = sqlite3.connect(Path(cast.app.instance_path) / "tracker.sqlite")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
