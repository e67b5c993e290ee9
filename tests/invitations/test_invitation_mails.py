from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from applications import NOON
from cast import Cast
from inviting_cast import TODAY, mails_to, meeting, special
from letters import letters
from lives import the_meeting
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import LANGUAGES, Language
from tracker.drafting import planning_state
from tracker.invitations import inviting
from tracker.invitations.guests import Guest, Reason
from tracker.mail import reach
from tracker.meetings.kinds import RecordState

TEXTS = Path(__file__).parent / "mails"
PLACES = {"world": "https://twg.example", "office": "http://192.168.1.20:8000"}
WHY = Bilingual("The hall is taken", "ຫ້ອງບໍ່ຫວ່າງ")


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    yield
    reach.keep_base_url("http://localhost")


def send(cast: Cast, language: Language, *names: str, minutes: int) -> None:
    actor, number, seen = cast.actor("chair"), meeting().id, meeting().calendar_sequence
    npa = cast.account("npa").person
    known = {
        "npa": Guest(npa.email, "NPA Person", language, Reason.FOCAL_POINT, npa.id, npa.organisation_id),
        "guest": Guest("guest@twg.example", "", language, Reason.ADDED),
    }
    guests = [known[name] for name in names]
    session.rollback()
    with transaction():
        inviting.send(number, guests, seen, by=actor, at=NOON + timedelta(minutes=minutes))


def move(cast: Cast, to: date | None) -> None:
    actor, number = cast.actor("chair"), meeting().id
    session.rollback()
    with transaction():
        planning_state.postpone(number, to, WHY, by=actor, at=NOON)


def its_life(cast: Cast, language: Language) -> None:
    """Invited, changed, taken off the list, postponed without a day, on again, and called off."""
    with transaction():
        now = the_meeting()
        now.record = RecordState.CIRCULATED
    asked = session.scalars(select(Action.id).where(Action.reference == "IM-A-002")).one()
    special(cast, f"action-{asked}")
    send(cast, language, "npa", "guest", minutes=1)
    move(cast, date(2021, 4, 22))
    send(cast, language, "npa", minutes=2)
    move(cast, None)
    send(cast, language, minutes=3)
    move(cast, date(2021, 5, 4))
    send(cast, language, "npa", minutes=4)
    actor, number = cast.actor("chair"), meeting().id
    session.rollback()
    with transaction():
        planning_state.cancel(number, WHY, by=actor, at=NOON)
    send(cast, language, minutes=5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_mail_of_an_invitations_life(cast: Cast, place: str, language: Language) -> None:
    reach.keep_base_url(PLACES[place])
    its_life(cast, language)
    file = TEXTS / f"{place}.{language}.txt"
    told = letters([*mails_to("npa"), *mails_to("guest")])
    assert told == file.read_text(encoding="utf-8")
