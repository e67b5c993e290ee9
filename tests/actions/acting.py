"""Actions of circulated minutes, and what organisations and the chair did with them, for the tests of the pages."""

from datetime import datetime

from applications import NOON
from cast import Cast
from lives import circulated
from sqlalchemy import select

from tracker.access.voices import Voice
from tracker.actions import asking, reporting
from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Ask, Assignment, AssignmentRole, Evidence
from tracker.actions.reporting import Handed, Report
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.organisations.models import Organisation

CHAPTER_24 = "IM-A-003"  # NPA owes it
PDF = b"%PDF-1.4 the chapter"
DONE = Bilingual(en="All 24 pages are revised.", lo="ທົບທວນແລ້ວທັງ 24 ໜ້າ.")
WHY = Bilingual(en="Two terms are open.", lo="ຍັງເຫຼືອສອງຄຳສັບ.")


def told(cast: Cast) -> int:
    """The minutes are circulated; the id of the action about Chapter 24."""
    circulated(cast)
    return action().id


def action(reference: str = CHAPTER_24) -> Action:
    """An action as it is stored now."""
    session.rollback()
    return session.scalars(
        select(Action).where(Action.reference == reference).execution_options(populate_existing=True)
    ).one()


def part(short_name: str = "NPA", reference: str = CHAPTER_24) -> Assignment:
    """The part of an organisation as it is stored now."""
    session.rollback()
    return session.scalars(
        select(Assignment)
        .join(Assignment.action)
        .join(Assignment.organisation)
        .where(Action.reference == reference, Organisation.short_name == short_name)
        .execution_options(populate_existing=True)
    ).one()


def add_part(short_name: str, role: AssignmentRole, reference: str = CHAPTER_24) -> int:
    """Name one more organisation in an action."""
    with transaction():
        owed = action_in(reference)
        organisation = session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()
        added = Assignment(organisation=organisation, role=role, position=9, window=owed.first)
        owed.assignments.append(added)
        session.flush()
        return added.id


def action_in(reference: str) -> Action:
    """An action in the transaction that is open."""
    return session.scalars(select(Action).where(Action.reference == reference)).one()


def handed_in(cast: Cast, name: str = "npa", *, data: bytes = PDF, at: datetime = NOON) -> int:
    """NPA hands in its part with a file; the id of the file."""
    owed, actor = part(), cast.actor(name)
    with transaction():
        kept = files.keep(data, "chapter-24.pdf", "application/pdf", at=at)
        report = Report(note=DONE, files=(Handed(kept),))
        told = reporting.hand_in(owed.id, report, Voice(owed.organisation_id), by=actor, at=at)
        return told.evidence[0].id


def asked_for_time(cast: Cast, days: int = 30, *, at: datetime | None = None) -> int:
    """NPA asks for more time from today; the number of what it asked."""
    owed, actor, now = part(), cast.actor("npa"), at or clock.now()
    until = clock.at_office(now).date().replace(year=clock.at_office(now).year + 1)
    with transaction():
        window = Window(until, until, until)
        return asking.ask_for_time(owed.id, window, WHY, Voice(owed.organisation_id), by=actor, at=now).id


def asked(cast: Cast, question: str = "Which edition?") -> int:
    """NPA asks the chair a question; its number."""
    owed, actor = part(), cast.actor("npa")
    with transaction():
        return asking.ask_question(
            owed.id, Bilingual.of(question), Voice(owed.organisation_id), by=actor, at=clock.now()
        ).id


def said_not_ours(cast: Cast, whose: str = "MAG") -> int:
    """NPA says that the part is another organisation's; the number of what it said."""
    owed, actor = part(), cast.actor("npa")
    other = session.scalars(select(Organisation.id).where(Organisation.short_name == whose)).one()
    with transaction():
        return asking.say_not_ours(owed.id, other, WHY, Voice(owed.organisation_id), by=actor, at=clock.now()).id


def ask(ask_id: int) -> Ask:
    """What was asked, as it is stored now."""
    session.rollback()
    return session.get_one(Ask, ask_id, populate_existing=True)


def evidence() -> list[Evidence]:
    """Every file that was handed in."""
    session.rollback()
    return list(session.scalars(select(Evidence).order_by(Evidence.id)))
