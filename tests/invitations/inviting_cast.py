"""A planned meeting of the cast's group, with people who can be invited, and what was sent to them."""

from datetime import date, time, timedelta

from applications import NOON
from cast import Cast
from sqlalchemy import select

from tracker.accounts import links
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.drafting.planning import Plan, plan_special
from tracker.files import services as files
from tracker.invitations import inviting
from tracker.invitations.guests import guest_list
from tracker.invitations.models import Invitation, Reply
from tracker.mail.models import OutgoingMail
from tracker.meetings.models import Meeting

DAY = date(2021, 4, 20)
TODAY = date(2021, 4, 6)
HERE = "/meetings/im-twg/2021-Q2/incomplete-data"
KEY = "k" * 32
PLAN = Plan(
    Bilingual("Incomplete data", "ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ"), DAY, time(8, 30), time(12), Bilingual("NRA, hall", "ຫ້ອງປະຊຸມ ຄກລ"),
    Bilingual("To look at reports that are not complete.", "ເພື່ອກວດເບິ່ງບົດລາຍງານທີ່ບໍ່ຄົບຖ້ວນ."), None, None,
)  # fmt: skip


def special(cast: Cast, *picked: str, plan: Plan = PLAN) -> int:
    """The special meeting of April, planned by the chair."""
    actor = cast.actor("chair")
    with transaction():
        group = session.scalars(select(Meeting).where(Meeting.name == "")).one().group
        group.mailbox = "im@twg.example"
        return plan_special(cast.group_id, plan, "", picked, by=actor, at=NOON).id


def meeting() -> Meeting:
    """The special meeting as it is stored now."""
    session.rollback()
    return session.scalars(select(Meeting).where(Meeting.name != "").execution_options(populate_existing=True)).one()


def invited(cast: Cast, *, without: tuple[str, ...] = (), day: date = TODAY, later: int = 0) -> inviting.Sent:
    """Everybody who should be, but for some, is invited by the secretary."""
    actor, now = cast.actor("secretary"), meeting()
    guests = [row.guest for row in guest_list(now, day).rows if row.guest.address not in without]
    number, seen = now.id, now.calendar_sequence
    session.rollback()
    with transaction():
        return inviting.send(number, guests, seen, by=actor, at=NOON + timedelta(minutes=later))


def invitation(name: str) -> Invitation:
    """What went to somebody of the cast."""
    session.rollback()
    return session.scalars(select(Invitation).where(Invitation.email == f"{name}@twg.example")).one()


def mails_to(name: str) -> list[OutgoingMail]:
    """The mails to somebody of the cast, in their order."""
    session.rollback()
    asked = select(OutgoingMail).where(OutgoingMail.to_address == f"{name}@twg.example")
    return list(session.scalars(asked.order_by(OutgoingMail.id)))


def calendar_in(mail: OutgoingMail) -> tuple[str, bytes]:
    """What a mail asks a calendar to do, and the file."""
    (attached,) = mail.attachments
    return attached.file.media_type, files.read(attached.file)


def link_of(name: str) -> str:
    """Where the link in somebody's invitation leads."""
    link = invitation(name).link
    assert link is not None
    return links.address(link, "", KEY)


def replies() -> dict[str, tuple[int, str]]:
    """What was answered: people and note by organisation."""
    session.rollback()
    return {each.organisation.short_name: (each.people, each.note) for each in session.scalars(select(Reply))}
