"""More people for tests of who sees what: of organisations that are no members of any group."""

from applications import NOON
from cast import Cast
from sqlalchemy import select

from tracker.accounts.models import Account
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person

OUTSIDE = {"unit": "MRE Unit", "stranger": "Tetra Tech"}
"""The sample names the MRE Unit in an action; the other one was only present."""


def outsiders(cast: Cast) -> None:
    """Two people without a seat: 'unit' of an organisation that an action names, 'stranger' of one that none does."""
    del cast
    with transaction() as current:
        for name, short_name in OUTSIDE.items():
            organisation = current.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()
            person = Person(key=f"cast-{name}", name=Bilingual.same(name), organisation=organisation)
            current.add(Account(person=person, email=f"{name}@twg.example", created_at=NOON))


def put_sample(record: RecordState, state: MeetingState = MeetingState.HELD) -> None:
    """Let the sample's minutes be that far."""
    with transaction():
        meeting = session.scalars(select(Meeting)).one()
        meeting.record, meeting.state = record, state
