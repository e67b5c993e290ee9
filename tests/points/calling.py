"""The regular meeting of the second quarter, planned in the cast's group, and what was sent in for it."""

from datetime import date

from applications import NOON
from cast import Cast
from sqlalchemy import select

from tracker.access.actors import Actor, Via
from tracker.access.voices import How, Voice
from tracker.accounts import links
from tracker.accounts.models import SecretLink
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.drafting.planning import Plan, plan_regular
from tracker.files import services as files
from tracker.files.models import StoredFile
from tracker.meetings.addresses import Period
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import Organisation
from tracker.points import by_link, sending_in
from tracker.points.models import Point, PointKind
from tracker.points.sending_in import Said

DAY, TODAY = date(2021, 6, 24), date(2021, 6, 10)
HERE = "/meetings/im-twg/2021-Q2"
KEY = "k" * 32
ROADS = Bilingual(lo="ທາງເຂົ້າບ້ານຖືກຕັດຂາດ.")
MAPS = Bilingual(en="Share the new maps with all operators.")
PLAN = Plan(Bilingual(), DAY, None, None, Bilingual("NRA, hall", "ຫ້ອງປະຊຸມ ຄຊກລ"), Bilingual(), None, None)


def called(cast: Cast) -> int:
    """The meeting of the second quarter, planned by the chair with nothing on its agenda but one point."""
    actor = cast.actor("chair")
    with transaction():
        session.scalars(select(Meeting)).one().group.mailbox = "im@twg.example"
        return plan_regular(cast.group_id, Period(2021, 2), PLAN, by=actor, at=NOON).id


def meeting() -> Meeting:
    """The meeting as it is stored now."""
    session.rollback()
    asked = select(Meeting).where(Meeting.period_quarter == 2).execution_options(populate_existing=True)
    return session.scalars(asked).one()


def organisation(short_name: str) -> int:
    """The id of an organisation."""
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def sent(
    cast: Cast, name: str = "npa", text: Bilingual = ROADS, kind: PointKind = PointKind.ISSUE,
    *, part: int | None = None, paper: bytes = b"",
) -> int:  # fmt: skip
    """The id of a point that somebody of the cast sent in for his organisation."""
    actor = cast.actor(name)
    number, home = meeting().id, cast.account(name).person.organisation_id
    session.rollback()
    with transaction():
        kept = (stored(paper),) if paper else ()
        return sending_in.send_in(number, Said(kind, text, kept, part), Voice(home), by=actor, at=NOON).id


def stored(data: bytes = b"%PDF-1.4 a map", name: str = "map.pdf") -> StoredFile:
    """A file that was kept."""
    return files.keep(data, name, "application/pdf", at=NOON)


def written_down(cast: Cast, short_name: str = "MAG", text: Bilingual = MAPS) -> int:
    """The id of a point that the secretary wrote down for an organisation."""
    actor, number, home = cast.actor("secretary"), meeting().id, organisation(short_name)
    session.rollback()
    voice = Voice(home, How.TELEPHONE, "Ms Bounmy")
    with transaction():
        return sending_in.send_in(number, Said(PointKind.RECOMMENDATION, text), voice, by=actor, at=NOON).id


def point(number: int) -> Point:
    """A point as it is stored now."""
    session.rollback()
    return session.get_one(Point, number, populate_existing=True)


def entries() -> list[Entry]:
    """The entries of the draft that stand."""
    asked = select(Entry).where(Entry.meeting_id == meeting().id, Entry.deleted_at.is_(None)).order_by(Entry.id)
    return list(session.scalars(asked))


def trail(verb: str) -> list[AuditEntry]:
    """What the audit tells of this verb."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)))


def link(cast: Cast, name: str = "npa") -> SecretLink:
    """A link to the points of the meeting, for somebody of the cast and his organisation."""
    person, number = cast.account(name).person, meeting().id
    who = person.id, person.organisation_id
    session.rollback()
    with transaction():
        return by_link.make_link(number, who[1], who[0], at=NOON)


def address(made: SecretLink) -> str:
    """Where a link leads."""
    session.rollback()
    return links.address(made, "", KEY)


def voice_of(made: SecretLink) -> Actor:
    """Whoever comes by a link, as the page sees him."""
    return Actor(
        label="Npa Person (NPA)", via=Via.LINK, person_id=made.person_id, link_id=made.id,
        organisations=frozenset({made.organisation_id or 0}),
    )  # fmt: skip
