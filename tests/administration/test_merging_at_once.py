from datetime import date

from applications import NOON, TESTER
from flask import Flask
from sqlalchemy import func, or_, select
from together import at_once

from tracker.administration import merging
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation, OrganisationAlias

ROUNDS = 5


def named(name: str) -> Organisation:
    """Whoever is called so, by its own name or another."""
    own = Organisation.short_name == name
    other = Organisation.id.in_(select(OrganisationAlias.organisation_id).where(OrganisationAlias.alias == name))
    return session.scalars(select(Organisation).where(or_(own, other))).one()


def merges(number: int) -> None:
    with transaction():
        keep, gone = (session.scalars(select(Organisation).where(Organisation.short_name == name)).one()
                      for name in (f"Keep {number}", f"Gone {number}"))  # fmt: skip
        bases = keep.version, gone.version
        merging.merge("organisation", keep.id, gone.id, bases=bases, by=TESTER, at=NOON)


def writes(number: int) -> None:
    """As the drafting room does: the meeting's row first, then whoever raised the point."""
    with transaction():
        meeting = session.scalars(select(Meeting).with_for_update()).one()
        raised = EntryRaisedBy(organisation=named(f"Gone {number}"), position=1)
        session.add(
            Entry(meeting=meeting, key=f"i{number}", number=number + 1, section=Section.ISSUES, kind=EntryKind.ISSUE,
                  position=number, text=Bilingual("Late"), raisers=[raised])
        )  # fmt: skip


def test_whoever_writes_meanwhile_loses_nothing(either_app: Flask) -> None:
    with transaction():
        group = WorkingGroup(slug="im-twg", acronym="IM", name=Bilingual("IM"))
        session.add(Meeting(group=group, period_year=2021, period_quarter=1, held_on=date(2021, 3, 29)))
        session.add_all(
            Organisation(short_name=f"{what} {n}", name=Bilingual(what))
            for what in ("Keep", "Gone")
            for n in range(ROUNDS)
        )
    for number in range(ROUNDS):
        at_once(either_app, [lambda number=number: merges(number), lambda number=number: writes(number)])  # type: ignore[misc]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Organisation)) == ROUNDS
    raisers = session.scalars(
        select(Organisation.short_name).join(EntryRaisedBy).order_by(Organisation.short_name)
    ).all()
    assert raisers == [f"Keep {number}" for number in range(ROUNDS)]
