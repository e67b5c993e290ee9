from collections.abc import Callable
from typing import Any

from acting import DONE, PDF, ask, asked_for_time, handed_in, part, told
from applications import NOON
from cast import Cast, form_of, send
from following import actor_of, organisation_id
from sqlalchemy import func, select

from tracker.access.voices import Voice
from tracker.actions import changing, reporting
from tracker.actions.deciding import Seen
from tracker.actions.models import AssignmentState, Progress
from tracker.actions.reporting import Report
from tracker.core.db import session, transaction


def steps() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Progress)) or 0


def twice(cast: Cast, name: str, address: str, **fields: Any) -> int:
    """How many steps a form brings that is sent twice, as by two clicks; both times the same page follows."""
    before, client = steps(), cast.client(name)
    form = {**form_of(client, address), **fields}
    first, second = (send(client, address, form) for _ in range(2))
    assert first.response.location == second.response.location
    return steps() - before


def at(act: str) -> str:
    return f"/actions/parts/{part().id}/{act}"


def test_a_form_that_is_sent_twice_is_answered_twice_and_done_once(cast: Cast) -> None:
    told(cast)
    assert twice(cast, "npa", at("hand-in"), **{"note-en": "Done."}) == 1
    assert twice(cast, "npa", at("take-back")) == 1
    handed_in(cast)
    assert twice(cast, "chair", at("answer"), answer="return", reason="Page 7.") == 1
    number = asked_for_time(cast)
    assert twice(cast, "chair", f"/actions/asks/{number}/answer", decision="grant") == 1
    assert ask(number).granted
    assert twice(cast, "chair", at("drop"), reason="No more.") == 1
    assert twice(cast, "chair", at("reopen"), reason="After all.") == 1
    mag = str(organisation_id("MAG"))
    session.rollback()
    assert twice(cast, "chair", at("reassign"), organisation_id=mag, reason="Theirs.") == 2  # given on, and begun anew


def report_anew(cast: Cast) -> None:
    npa, owed = actor_of(cast, "npa"), part()
    with transaction():
        reporting.report_progress(owed.id, Report(note=DONE), Voice(owed.organisation_id), by=npa, at=NOON)


def hand_in_anew(cast: Cast) -> None:
    handed_in(cast, data=PDF + b" of another day")


def stale_answer(cast: Cast, meanwhile: Callable[[Cast], None]) -> None:
    told(cast)
    handed_in(cast)
    client, address = cast.client("chair"), at("answer")
    form = form_of(client, address)
    meanwhile(cast)
    send(client, address, {**form, "answer": "return", "reason": "Page 7."}, status=409)
    assert part().state == AssignmentState.SUBMITTED


def test_what_is_handed_in_anew_is_not_answered_unseen(cast: Cast) -> None:
    stale_answer(cast, hand_in_anew)


def test_what_is_reported_meanwhile_is_not_answered_unseen(cast: Cast) -> None:
    stale_answer(cast, report_anew)


def test_a_word_that_was_written_down_is_not_put_into_the_mouth_of_another_organisation(cast: Cast) -> None:
    told(cast)
    client, address, chair = cast.client("secretary"), at("report"), actor_of(cast, "chair")
    form = form_of(client, address)
    owed, nra = part(), organisation_id("NRA")
    with transaction():
        changing.reassign(Seen(owed.id, owed.version), nra, DONE, by=chair, at=NOON)
    before = steps()
    page = send(
        client, address, {**form, "how": "telephone", "said_by": "Ms Noy", "note-en": "Half of it."}, status=422
    )
    assert "another organisation" in page.text("//*[@class='problem']")
    assert steps() == before


def test_what_is_sent_anew_from_a_page_that_was_gone_back_to_is_not_told_twice(cast: Cast) -> None:
    told(cast)
    client = cast.client("npa")
    for act in ("report", "hand-in"):
        before = steps()
        send(client, at(act), {**form_of(client, at(act)), "note-en": "Two chapters."})
        page = send(client, at(act), {**form_of(client, at(act)), "note-en": "Two chapters."}, status=422)
        assert "stands there already" in page.text("//*[@class='problem']")
        send(client, at(act), {**form_of(client, at(act)), "note-en": "Three chapters."})
        assert steps() == before + 2


def test_a_count_that_stands_there_already_is_no_report(cast: Cast) -> None:
    told(cast)
    owed, npa = part(), actor_of(cast, "npa")
    with transaction():
        count = Report(done=37, total=120)
        reporting.report_progress(owed.id, count, Voice(owed.organisation_id), by=npa, at=NOON)
    client = cast.client("npa")
    form, before = form_of(client, at("report")), steps()
    assert form["done"] == "37"
    assert "Say in a few words" in send(client, at("report"), form, status=422).text("//*[@class='problem']")
    send(client, at("report"), {**form, "done": "38"})
    assert steps() == before + 1


def test_a_question_that_waits_is_not_asked_twice(cast: Cast) -> None:
    told(cast)
    client = cast.client("npa")
    for status, words in ((302, "Which edition?"), (422, "Which edition?"), (302, "Which chapter?")):
        send(client, at("question"), {**form_of(client, at("question")), "question-en": words}, status=status)
