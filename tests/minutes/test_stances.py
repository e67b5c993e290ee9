from datetime import date

import pytest
from cast import Cast
from lives import circulated, organisation, the_meeting
from replies import IN_TIME, TOO_LATE, answer, delivery_to, go_to, said, trail, voice, without_files

from tracker.access.actors import Actor, Via
from tracker.access.voices import How, Voice
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.minutes import jobs, queries_answers, stances
from tracker.minutes.models import StanceKind, Version

AGREES, OBJECTS = StanceKind.AGREES, StanceKind.OBJECTS


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    return circulated(cast, to=("npa", "mag", "party")).id


def put_meeting(**values: object) -> None:
    meeting_id = the_meeting().id
    with transaction():
        for name, value in values.items():
            setattr(session.get_one(Meeting, meeting_id), name, value)


def test_an_organisation_agrees_and_has_thereby_received_the_minutes(cast: Cast, version: int) -> None:
    answer(cast, version, "npa", AGREES)
    stance = said()["NPA"]
    assert (stance.kind, stance.silent, stance.by, stance.how) == (AGREES, False, "Npa Person", How.ITSELF)
    (told,) = trail("stance.given")
    assert told.details is not None
    assert (told.actor, told.details["said"]["kind"], told.details["before"]) == ("Npa Person", "agrees", None)
    assert delivery_to(cast, "npa").acknowledged_at == IN_TIME
    assert delivery_to(cast, "mag").acknowledged_at is None
    assert queries_answers.summary(version) == queries_answers.Summary(1, 0, 0, 2, 0)


def test_it_may_think_otherwise_and_the_trail_keeps_what_was_said_before(cast: Cast, version: int) -> None:
    answer(cast, version, "npa", AGREES)
    answer(cast, version, "npa", OBJECTS, "The figures are of 2020.")
    assert (said()["NPA"].kind, said()["NPA"].reason.en) == (OBJECTS, "The figures are of 2020.")
    told = trail("stance.given")[-1].details
    assert told is not None
    assert told["before"]["kind"] == "agrees"
    answer(cast, version, "npa", AGREES)
    assert (said()["NPA"].kind, said()["NPA"].reason) == (AGREES, Bilingual())


def test_the_same_once_more_is_recorded_once(cast: Cast, version: int) -> None:
    for _ in range(3):
        answer(cast, version, "npa", AGREES)
    assert len(trail("stance.given")) == len(said()) == 1


def test_an_objection_needs_its_reason(cast: Cast, version: int) -> None:
    with pytest.raises(Refused, match="Say what you object to"):
        answer(cast, version, "npa", OBJECTS)
    with pytest.raises(Refused, match="20000 characters"):
        answer(cast, version, "npa", OBJECTS, "x" * 20_001)
    assert said() == {}


@pytest.mark.parametrize(("who", "short_name"), [("npa", "MAG"), ("chair", "NPA"), ("other", "NPA"), ("admin", "MAG")])
def test_nobody_speaks_for_another_organisation(cast: Cast, version: int, who: str, short_name: str) -> None:
    by, other = cast.actor(who), voice(short_name)
    with pytest.raises(Forbidden), transaction():
        stances.give(version, AGREES, other, by=by, at=IN_TIME)
    assert said() == {}


def test_a_stranger_that_nobody_asked_says_nothing(cast: Cast, version: int) -> None:
    stranger = organisation("Tetra Tech").id
    by = Actor("a stranger", Via.SESSION, organisations=frozenset({stranger}))
    with pytest.raises(Forbidden), transaction():
        stances.give(version, AGREES, Voice(stranger), by=by, at=IN_TIME)


def test_after_the_comment_date_the_secretary_still_writes_down_an_answer(cast: Cast, version: int) -> None:
    by, secretary, npa = cast.actor("npa"), cast.actor("secretary"), organisation("NPA").id
    with pytest.raises(Refused, match="ended on 08/04/2021"), transaction():
        stances.give(version, AGREES, Voice(npa), by=by, at=TOO_LATE)
    told = Voice(npa, How.TELEPHONE, "Mr Khamla")
    with transaction():
        stances.give(version, OBJECTS, told, reason=Bilingual("No."), by=secretary, at=TOO_LATE)
    stance = said()["NPA"]
    assert (stance.how, stance.said_by, stance.by) == (How.TELEPHONE, "Mr Khamla", "Secretary Person")
    assert delivery_to(cast, "npa").acknowledged_at is None


@pytest.mark.parametrize("who", ["npa", "mag", "translator", "management"])
def test_others_write_nothing_down(cast: Cast, version: int, who: str) -> None:
    by, npa = cast.actor(who), organisation("NPA").id
    with pytest.raises(Forbidden), transaction():
        stances.give(version, AGREES, Voice(npa, How.MAIL, "Ms X"), by=by, at=IN_TIME)


def test_who_said_it_is_needed(cast: Cast, version: int) -> None:
    by, npa = cast.actor("secretary"), organisation("NPA").id
    with pytest.raises(Refused, match="Say who said it"), transaction():
        stances.give(version, AGREES, Voice(npa, How.MAIL), by=by, at=IN_TIME)


def test_a_newer_version_takes_the_answers(cast: Cast, version: int) -> None:
    newer = circulated(cast, until=date(2021, 4, 20)).id
    with pytest.raises(Conflict, match="newer version"):
        answer(cast, version, "npa", AGREES)
    answer(cast, newer, "npa", AGREES)
    assert said()["NPA"].version_id == newer


def test_issued_minutes_take_no_answer_of_anybody(cast: Cast, version: int) -> None:
    put_meeting(record=RecordState.ISSUED, text_state=TextState.ISSUED)
    by, npa = cast.actor("secretary"), organisation("NPA").id
    with pytest.raises(Refused, match="not out for comments any more"):
        answer(cast, version, "npa", AGREES)
    with pytest.raises(Refused, match="not out for comments any more"), transaction():
        stances.give(version, AGREES, Voice(npa, How.MAIL, "Ms X"), by=by, at=IN_TIME)


def test_silence_until_the_comment_date_is_agreement(cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(cast, version, "npa", OBJECTS, "No.")
    go_to(monkeypatch, days=7)  # the comment date itself
    jobs.note_silence()
    assert set(said()) == {"NPA"}
    go_to(monkeypatch, days=8)
    jobs.note_silence()
    jobs.note_silence()
    found = said()
    assert {name: (each.kind, each.silent, each.by) for name, each in found.items()} == {
        "NPA": (OBJECTS, False, "Npa Person"), "MAG": (AGREES, True, "tracker"), "WEI": (AGREES, True, "tracker"),
    }  # fmt: skip
    (told,) = trail("minutes.silence")
    assert (told.actor, told.via, told.subject) == ("tracker", "system", "IM-2021-Q1 v1")
    assert queries_answers.summary(version) == queries_answers.Summary(0, 1, 2, 0, 0)


def test_an_answer_that_comes_later_takes_the_place_of_silence(
    cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_to(monkeypatch, days=8)
    jobs.note_silence()
    by, mag = cast.actor("secretary"), organisation("MAG").id
    with transaction():
        stances.give(version, AGREES, Voice(mag, How.PAPER, "Ms Bounmy"), by=by, at=clock.now())
    assert (said()["MAG"].silent, said()["MAG"].how) == (False, How.PAPER)
    told = trail("stance.given")[-1].details
    assert told is not None
    assert told["before"]["silent"] is True


def test_a_comment_date_that_was_put_off_counts(cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    put_meeting(comment_until=date(2021, 4, 30))
    go_to(monkeypatch, days=10)
    jobs.note_silence()
    assert said() == {}
    answer(cast, version, "npa", AGREES)
    go_to(monkeypatch, days=31)
    jobs.note_silence()
    assert {name: each.silent for name, each in said().items()} == {"NPA": False, "MAG": True, "WEI": True}


@pytest.mark.parametrize("state", [RecordState.ISSUED, RecordState.AMENDED])
def test_nobody_is_silent_about_minutes_that_were_issued_before(
    cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch, state: RecordState
) -> None:
    put_meeting(record=state)
    go_to(monkeypatch, days=30)
    jobs.note_silence()
    assert said() == {}


def test_only_the_newest_version_knows_silence(cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = circulated(cast, to=("mag",), until=date(2021, 4, 20)).id
    go_to(monkeypatch, days=30)
    jobs.note_silence()
    assert [(each.version_id, each.organisation.short_name) for each in said().values()] == [(newer, "MAG")]


def test_one_version_that_can_not_be_noted_hinders_no_other(
    cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    noted = stances.note_silence

    def note(version_id: int, **more: object) -> int:
        if version_id < 0:
            raise RuntimeError("broken")
        return noted(version_id, **more)  # type: ignore[arg-type]

    found = queries_answers.past_comment_date
    monkeypatch.setattr(jobs, "past_comment_date", lambda today: (-1, *found(today)))
    monkeypatch.setattr(stances, "note_silence", note)
    go_to(monkeypatch, days=30)
    jobs.note_silence()
    assert set(said()) == {"NPA", "MAG", "WEI"}
    assert "silence after version -1" in caplog.text


def test_a_version_keeps_its_text_when_silence_is_noted(
    cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = session.get_one(Version, version).sha256
    go_to(monkeypatch, days=30)
    jobs.note_silence()
    session.rollback()
    kept = session.get_one(Version, version)
    assert (kept.sha256, kept.silence_noted_at) == (before, clock.now())
