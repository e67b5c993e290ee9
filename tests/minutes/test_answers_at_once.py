from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from cast import Cast
from lives import circulated
from replies import IN_TIME, POINT, go_to, mails_about, propose, proposed, said, trail, without_files
from sqlalchemy import select
from together import at_once

from tracker.access.voices import Voice
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.meetings.models import Entry
from tracker.minutes import corrections, deciding, stances
from tracker.minutes.models import Outcome, StanceKind

PAST = date(2021, 4, 30)


@pytest.fixture
def either_cast(either_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast on SQLite, and once more on PostgreSQL."""
    without_files(monkeypatch)
    go_to(monkeypatch)
    return either_cast


def trying(act: Callable[[], object]) -> Callable[[], bool]:
    """The same in a transaction of its own, and whether it was done."""

    def tried() -> bool:
        try:
            with transaction():
                act()
        except Refused:
            return False
        return True

    return tried


def test_fifty_who_agree_at_once_are_one_answer(either_cast: Cast) -> None:
    version = circulated(either_cast).id
    by, own = either_cast.actor("npa"), Voice(either_cast.account("npa").person.organisation_id)
    session.rollback()
    act = partial(stances.give, version, StanceKind.AGREES, own, by=by, at=IN_TIME)
    assert all(at_once(either_cast.app, [trying(act)] * 50))
    assert [each.kind for each in said().values()] == [StanceKind.AGREES]
    assert len(trail("stance.given")) == len(trail("minutes.acknowledged")) == 1


def test_accepted_against_withdrawn_has_one_outcome(either_cast: Cast) -> None:
    version = circulated(either_cast).id
    chair, npa = either_cast.actor("chair"), either_cast.actor("npa")
    for number in range(4):
        one = propose(either_cast, version, en=f"Text {number}", place=("i1", "i2", "r1", "r2")[number])
        session.rollback()
        accept = partial(deciding.accept, one, by=chair, at=IN_TIME)
        withdraw = partial(corrections.withdraw, one, by=npa, at=IN_TIME)
        done = at_once(either_cast.app, [trying(accept), trying(withdraw)] * 3)
        assert sum(done) == 1
    accepted = [each for each in proposed() if each.outcome == Outcome.ACCEPTED]
    assert len(mails_about("correction ")) == len(trail("entry.revised")) == len(accepted)


def test_two_proposals_for_one_text_do_not_overwrite_each_other(either_cast: Cast) -> None:
    version = circulated(either_cast).id
    both = [propose(either_cast, version, who, en=f"Of {who}") for who in ("npa", "mag")]
    chair = either_cast.actor("chair")
    session.rollback()
    acts = [trying(partial(deciding.accept, each, by=chair, at=IN_TIME)) for each in both]
    assert sorted(at_once(either_cast.app, acts)) == [False, True]
    (taken,) = [each for each in proposed() if each.outcome]
    assert session.scalars(select(Entry.text).where(Entry.key == POINT)).one().en == taken.text.en


def test_two_timetables_note_silence_once(either_cast: Cast) -> None:
    version = circulated(either_cast).id
    session.rollback()
    act = partial(stances.note_silence, version, today=PAST, at=IN_TIME)
    at_once(either_cast.app, [trying(act)] * 4)
    assert {name: each.silent for name, each in said().items()} == {"NPA": True, "MAG": True}
    assert len(trail("minutes.silence")) == 1


def test_silence_and_a_late_answer_at_once_leave_the_answer(either_cast: Cast) -> None:
    version = circulated(either_cast).id
    by, own = either_cast.actor("npa"), Voice(either_cast.account("npa").person.organisation_id)
    session.rollback()
    silence = partial(stances.note_silence, version, today=PAST, at=IN_TIME)
    objects = partial(stances.give, version, StanceKind.OBJECTS, own, reason=Bilingual("No."), by=by, at=IN_TIME)
    assert all(at_once(either_cast.app, [trying(silence), trying(objects), trying(silence)]))
    assert (said()["NPA"].kind, said()["NPA"].silent) == (StanceKind.OBJECTS, False)
