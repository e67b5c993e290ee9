"""Sending what is due: a mail is claimed for a while, sent while no transaction is open, and then marked.

Marked after it was sent, so none is lost: where the machine stops in between, the same mail goes out once more with
the same Message-ID (RFC 1047 says why nobody can do better).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.files.models import StoredFile
from tracker.mail import eml, transport
from tracker.mail.models import MailAttachment, MailState, OutgoingMail
from tracker.mail.post import Post
from tracker.mail.ready import Ready, made_ready
from tracker.mail.troubles import NotSent, PassingTrouble, Trouble

LEASE = timedelta(minutes=5)
PATIENCE = timedelta(hours=72)
FEWEST = 10  # tries, however long the machine was off
LONGEST_DELAY = timedelta(hours=4)
AT_ONCE = 20  # mails in one run
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What one run did."""

    sent: int = 0
    by_hand: int = 0
    later: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that is ours until the lease ends."""

    mail_id: int
    lease: str


def deliver(post: Post, *, most: int = AT_ONCE) -> Tally:
    """Send the mails that are due, oldest first. Where the server itself is in trouble the rest waits for the next
    run."""
    tally = Tally()
    for _ in range(most):
        claim = _claim()
        if claim is None or not _try(claim, post, tally):
            break
    return tally


def delay(attempts: int) -> timedelta:
    """How long after this many tries the next one comes: a minute, two, four … four hours."""
    return min(timedelta(minutes=1 << min(max(attempts, 1) - 1, 10)), LONGEST_DELAY)


def _due(now: datetime) -> ColumnElement[bool]:
    """A mail that waits and whose time has come, or one whose sender stopped in the middle."""
    return or_(
        and_(OutgoingMail.state == MailState.WAITING, OutgoingMail.next_try_at <= now),
        and_(OutgoingMail.state == MailState.LEASED, OutgoingMail.leased_until < now),
    )


def _claim() -> Claim | None:
    """Take the next mail for as long as it may need on its way; the update says who of several was first."""
    with transaction():
        now = clock.now()
        order = (OutgoingMail.next_try_at, OutgoingMail.id)
        next_one = select(OutgoingMail.id).where(_due(now)).order_by(*order).limit(1)
        mail_id = session.scalar(next_one.with_for_update(skip_locked=True))
        if mail_id is None:
            return None
        claim = Claim(mail_id, uuid4().hex)
        size = select(func.coalesce(func.sum(StoredFile.size), 0)).join(MailAttachment.file)
        on_its_way = timedelta(seconds=transport.allowance(session.scalar(size.where(_of(mail_id))) or 0))
        taken = session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, _due(now))
            .values(
                state=MailState.LEASED, lease=claim.lease, leased_until=now + LEASE + 2 * on_its_way,
                attempts=OutgoingMail.attempts + 1,
                first_tried_at=func.coalesce(OutgoingMail.first_tried_at, now),
            )
            .execution_options(synchronize_session=False)
        )  # fmt: skip
        return claim if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _of(mail_id: int) -> ColumnElement[bool]:
    return MailAttachment.mail_id == mail_id


def _try(claim: Claim, post: Post, tally: Tally) -> bool:
    """Send one mail and note what became of it; False where any other mail would fare the same now."""
    try:
        ready = _make_ready(claim, post)
        if post.server is None:
            eml.write(post.folder, claim.mail_id, ready.data)
            tally.by_hand += _note(claim, state=MailState.BY_HAND, trouble="", last_error="")
        else:
            transport.send(post.server, post.sender, ready.receiver, ready.data)
            tally.sent += _note(claim, state=MailState.SENT, sent_at=clock.now(), trouble="", last_error="")
    except PassingTrouble as trouble:
        _put_off(claim, trouble, tally)
        return not trouble.of_server
    except NotSent as trouble:
        _fail(claim, trouble, tally)
    except SQLAlchemyError:
        raise  # the mail stays claimed and is tried again when the lease ends
    except Exception as error:
        # One bad mail must not stop the others; only the kind of the error is told, its words may hold a secret link.
        _fail(claim, NotSent(Trouble.BROKEN, type(error).__name__), tally)
    return True


def _make_ready(claim: Claim, post: Post) -> Ready:
    """The mail as bytes; afterwards no transaction is open."""
    try:
        return made_ready(session.get_one(OutgoingMail, claim.mail_id), post, post.complete)
    finally:
        session.rollback()


def _put_off(claim: Claim, trouble: PassingTrouble, tally: Tally) -> None:
    now = clock.now()
    mail = session.get_one(OutgoingMail, claim.mail_id)
    attempts, until = mail.attempts, (mail.first_tried_at or now) + PATIENCE
    if now >= until and attempts >= FEWEST:
        _fail(claim, trouble, tally)
        return
    next_try_at = now + delay(attempts)
    if now < until < next_try_at:
        next_try_at = until
    _log.warning("mail %s waits: %s", claim.mail_id, trouble)
    told: dict[str, Any] = {"trouble": trouble.trouble, "last_error": trouble.reply}
    tally.later += _note(claim, state=MailState.WAITING, next_try_at=next_try_at, **told)


def _fail(claim: Claim, trouble: NotSent, tally: Tally) -> None:
    _log.error("mail %s failed: %s", claim.mail_id, trouble)
    tally.failed += _note(claim, state=MailState.FAILED, trouble=trouble.trouble, last_error=trouble.reply)


def _note(claim: Claim, **values: Any) -> int:
    """Write down what became of the mail, if it is still ours; how many rows that were."""
    with transaction():
        noted = session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == claim.mail_id, OutgoingMail.lease == claim.lease)
            .values(lease=None, leased_until=None, **values)
            .execution_options(synchronize_session=False)
        )
        return int(noted.rowcount)  # type: ignore[attr-defined]
