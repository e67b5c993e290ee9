"""Reads of the outbox: pages of mails, how many are in which state, and one mail."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.paging import page_at
from tracker.mail.models import MailAttachment, MailState, OutgoingMail

PAGE = 25


@dataclass(frozen=True, slots=True)
class MailList:
    """One page of mails, newest first."""

    rows: list[OutgoingMail]
    page: int
    pages: int
    total: int


def mails(state: MailState | None = None, search: str = "") -> Select[OutgoingMail]:
    """Mails in one state or in any, whose reader or subject holds the text."""
    wanted = select(OutgoingMail).options(defer(OutgoingMail.text), defer(OutgoingMail.html))
    if state is not None:
        wanted = wanted.where(OutgoingMail.state == state)
    if search:
        texts = (OutgoingMail.to_address, OutgoingMail.to_name, OutgoingMail.subject)
        wanted = wanted.where(or_(*(text.icontains(search, autoescape=True) for text in texts)))
    return wanted.order_by(OutgoingMail.id.desc())


def mails_page(page: int, state: MailState | None = None, search: str = "") -> MailList:
    """One page of these mails; a page past the end is the last one."""
    wanted = mails(state, search)
    total = session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    start, page, pages = page_at(total, page, PAGE)
    rows = session.scalars(wanted.limit(PAGE).offset(start))
    return MailList(list(rows), page, pages, total)


def in_each_state() -> dict[MailState, int]:
    """How many mails are in each state, states without any included."""
    counted = session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state))
    return dict.fromkeys(MailState, 0) | {row[0]: row[1] for row in counted}


def mail(mail_id: int) -> OutgoingMail:
    """One mail with its attachments; NotFound if there is none."""
    whole = selectinload(OutgoingMail.attachments).options(joinedload(MailAttachment.file))
    found = session.scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id).options(whole))
    if found is None:
        raise NotFound(Bilingual.said("There is no mail %(number)s.", number=mail_id))
    return found
