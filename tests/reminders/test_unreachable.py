from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from cast import Cast
from following import organisation_id, owed, part_of
from mornings import moment, morning, receivers, reminded_from
from sqlalchemy import select

from tracker.access.voices import How
from tracker.actions.deadlines import Window
from tracker.actions.models import Assignment, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.core.i18n import LANGUAGES, Language
from tracker.organisations.models import Person
from tracker.reminders import texts
from tracker.reminders.by_hand import told_by_hand
from tracker.reminders.queries_unreachable import Unreached, unreachable

TEXTS = Path(__file__).parent / "mails"
ON = date(2021, 5, 12)


@pytest.fixture
def unreached(cast: Cast) -> int:
    """NPA, which nobody can write to, owes two things; the number of one of them."""
    reminded_from(cast, ON)
    person_id = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, person_id).email = ""
    ids = [
        owed(cast, window=Window(None, end, end), at=moment(date(2021, 4, 1)))
        for end in (ON + timedelta(days=3), ON - timedelta(days=10))
    ]
    morning(ON)
    return ids[0]


def found(cast: Cast, on: date = ON) -> list[Unreached]:
    session.rollback()
    with time_machine.travel(moment(on), tick=False):
        return unreachable([cast.group_id], on)


def test_what_for_whom_and_since_when(cast: Cast, unreached: int) -> None:
    (npa,) = found(cast)
    assert (npa.called.en, npa.since, npa.language) == ("NPA", ON, "en")
    assert {line.reference for line in npa.lines["en"]} == {"IM-A-004", "IM-A-005"}
    assert set(npa.receiver_ids) == {row.id for row in receivers() if row.organisation_id == organisation_id("NPA")}


def test_what_is_done_is_not_told_any_more(cast: Cast, unreached: int) -> None:
    part_id = part_of(unreached, "NPA").id
    with transaction():
        session.get_one(Assignment, part_id).state = AssignmentState.SUBMITTED
    (npa,) = found(cast)
    assert [line.reference for line in npa.lines["en"]] == ["IM-A-005"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_as_a_whole(cast: Cast, unreached: int, language: Language) -> None:
    (npa,) = found(cast)
    paper = texts.letter(npa, language, ON)
    whole = [paper.sender, paper.day, paper.to, paper.subject, paper.greeting, paper.opening, paper.closing]
    told = texts.whatsapp(npa, language) + "\n\n" + "\n".join(whole) + "\n"
    assert told == (TEXTS / f"by_hand.{language}.txt").read_text(encoding="utf-8")


def test_somebody_tells_it_by_hand(cast: Cast, unreached: int) -> None:
    (npa,) = found(cast)
    secretary = cast.actor("secretary")
    with transaction():
        assert told_by_hand(npa.receiver_ids, How.TELEPHONE, by=secretary, at=moment(ON)) == 2
    assert found(cast) == []
    told = [row for row in receivers() if row.id in npa.receiver_ids]
    assert {(row.told_on, row.told_how, row.told_by) for row in told} == {(ON, How.TELEPHONE, "Secretary Person")}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "reminders.told_by_hand")).one()
    assert entry.details
    assert entry.details["how"] == "telephone"
    with pytest.raises(Conflict), transaction():
        told_by_hand(npa.receiver_ids, How.TELEPHONE, by=secretary, at=moment(ON))


@pytest.mark.parametrize("name", ["npa", "other", "translator", "management"])
def test_nobody_else_may_say_so(cast: Cast, unreached: int, name: str) -> None:
    (npa,) = found(cast)
    actor = cast.actor(name)
    with pytest.raises(Forbidden), transaction():
        told_by_hand(npa.receiver_ids, How.TELEPHONE, by=actor, at=moment(ON))


def test_the_way_is_asked_for(cast: Cast, unreached: int) -> None:
    (npa,) = found(cast)
    chair = cast.actor("chair")
    with pytest.raises(Refused), transaction():
        told_by_hand(npa.receiver_ids, How.ITSELF, by=chair, at=moment(ON))
