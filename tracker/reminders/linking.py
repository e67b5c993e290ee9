"""The secret links of a digest: one for each part, call and copy of minutes, and one to the reader's wishes. Those that
went out before go out again, with a later end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core.db import session
from tracker.mail import reach
from tracker.mail.messages import link
from tracker.reminders.mails import Sheet, page_links
from tracker.reminders.piles import Target
from tracker.reminders.receivers import Reader

LASTS = timedelta(days=60)
_Key = tuple[LinkPurpose, str, int | None, int | None]


def places(sheet: Sheet, *, at: datetime) -> tuple[list[str], str]:
    """Where each line that is shown leads to, and where the wishes are: places of secret links, pages for who signs in,
    or nothing where no page can be reached from outside."""
    if reach.is_private():
        return [""] * len(sheet.shown), ""
    reader = sheet.reader
    wished = Target(LinkPurpose.WISHES, "person", reader.person_id or 0, None)
    targets = [line.target for line in sheet.shown if line.target]
    known = _known([*targets, wished], reader)
    found = [
        _place(line.target, reader, known, at) if line.target else page
        for line, page in zip(sheet.shown, page_links(sheet), strict=True)
    ]
    return found, _place(wished, reader, known, at) if reader.person_id is not None else ""


def _known(targets: Sequence[Target], reader: Reader) -> dict[_Key, SecretLink]:
    """The links that this reader has already, one query; of several to the same thing the last one."""
    same = (
        SecretLink.purpose.in_({target.purpose for target in targets}), SecretLink.person_id == reader.person_id,
        SecretLink.subject_id.in_({target.subject_id for target in targets}),
    )  # fmt: skip
    named = SecretLink.id.in_({target.link_id for target in targets if target.link_id})
    good = (SecretLink.used_at.is_(None), SecretLink.revoked_at.is_(None))
    found = session.scalars(select(SecretLink).where(*good, or_(and_(*same), named)).order_by(SecretLink.id))
    return {(row.purpose, row.subject_kind, row.subject_id, row.organisation_id): row for row in found}


def _place(target: Target, reader: Reader, known: dict[_Key, SecretLink], at: datetime) -> str:
    """The place of a link that leads there, for as long as a new one would; '' where the one it had was taken back."""
    key = (target.purpose, target.kind, target.subject_id, target.organisation_id)
    kept = known.get(key)
    if kept is not None:
        links.prolong(kept, LASTS, at)
    elif target.link_id is None:
        kept = links.make_for(
            target.purpose, (target.kind, target.subject_id), person_id=reader.person_id,
            organisation_id=target.organisation_id, lasts=LASTS, at=at,
        )  # fmt: skip
    return link(kept.id) if kept else ""
