from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from acting import (
    PDF,
    action_in,
    add_part,
    ask,
    asked,
    evidence,
    part,
    told,
)
from applications import NOON
from cast import Cast, form_of, post
from cast import send as send_to
from pages import Page, get
from parties import outsiders
from sqlalchemy import select

from tracker.access.voices import How
from tracker.actions.models import ActionKind, Ask, AskKind, AssignmentRole, AssignmentState, Progress
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session, transaction

NOTE: dict[str, Any] = {"note__en": "18 of 24 pages."}
ACTS = ("report", "hand-in", "more-time", "not-ours", "question")


def at(act: str, short_name: str = "NPA") -> str:
    return f"/actions/parts/{part(short_name).id}/{act}"


def send(cast: Cast, act: str, name: str = "npa", status: int = 302, **fields: Any) -> Page:
    return post(cast.client(name), at(act), status=status, **fields)


def steps() -> list[Progress]:
    session.rollback()
    return list(session.scalars(select(Progress).order_by(Progress.id)))


def asks() -> list[Ask]:
    session.rollback()
    return list(session.scalars(select(Ask).order_by(Ask.id)))


def audited() -> list[str]:
    session.rollback()
    rows = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("action.%")).order_by(AuditEntry.id))
    return list(rows)


def file(name: str = "pages.pdf", data: bytes = PDF) -> tuple[BytesIO, str]:
    return BytesIO(data), name


def test_progress_is_reported_with_files(cast: Cast) -> None:
    told(cast)
    send(cast, "report", **NOTE, note__lo="18 ໃນ 24 ໜ້າ.", files=[file(), file("terms.png", b"\x89PNG\r\n\x1a\n")])
    (step,) = steps()
    assert (step.note.en, step.note.lo, step.by, step.how) == ("18 of 24 pages.", "18 ໃນ 24 ໜ້າ.", "Npa Person", "")
    assert part().state == AssignmentState.IN_PROGRESS
    assert [each.file.name for each in evidence()] == ["pages.pdf", "terms.png"]
    assert audited() == ["action.reported"]


def test_what_has_not_begun_stays_open(cast: Cast) -> None:
    told(cast)
    send(cast, "report", **NOTE, begun="False")
    assert part().state == AssignmentState.OPEN


def test_a_correction_of_data_is_counted(cast: Cast) -> None:
    told(cast)
    assert "How many are done" not in get(cast.client("npa"), at("report")).text("//main")
    with transaction():
        action_in("IM-A-003").kind = ActionKind.DATA_CORRECTION
    send(cast, "report", done="37", total="120")
    assert (part().done_count, part().total_count) == (37, 120)
    page = send(cast, "report", done="121", total="120", status=422)
    assert "More are done than there are" in page.text("//*[@class='problem']")
    page = send(cast, "hand-in", **NOTE, done="37", total="120", status=422)
    assert "37 of 120 is not all of it" in page.text("//*[@class='problem']")


def test_it_is_handed_in_and_taken_back(cast: Cast) -> None:
    told(cast)
    send(cast, "hand-in", **NOTE, files=[file()])
    assert part().state == AssignmentState.SUBMITTED
    send(cast, "take-back", note__en="A page is missing.")
    assert part().state == AssignmentState.IN_PROGRESS
    assert audited() == ["action.handed_in", "action.taken_back"]
    assert "Nothing is handed in at this moment" in get(cast.client("npa"), at("take-back"), status=422).text()


def test_a_recipient_confirms_receipt(cast: Cast) -> None:
    told(cast)
    add_part("MAG", AssignmentRole.RECIPIENT)
    post(cast.client("mag"), at("receipt", "MAG"))
    assert part("MAG").state == AssignmentState.ACCEPTED
    assert audited() == ["action.received"]


def test_more_time_is_asked_for_until_a_day(cast: Cast) -> None:
    told(cast)
    until = clock.today() + timedelta(days=14)
    send(cast, "more-time", until=short_date(until), reason__en="Two terms are open.")
    (wanted,) = asks()
    assert (wanted.kind, wanted.window.by, wanted.reason.en) == (AskKind.MORE_TIME, until, "Two terms are open.")
    page = send(cast, "more-time", until=short_date(until), reason__en="Again.", status=422)
    assert "asked already" in page.text("//*[@class='problem']")


def test_words_are_read_and_shown_before_they_are_sent(cast: Cast) -> None:
    told(cast)
    page = send(cast, "more-time", until="end of next month", reason__en="Two terms.", status=200)
    assert "The deadline is read as" in page.text("//p[@role='status']")
    assert asks() == []
    form = page.root.forms[0]
    seen = {name: value for name, value in form.form_values() if name == "as_read"}
    assert seen["as_read"]
    send(cast, "more-time", until="end of next month", reason__en="Two terms.", as_read=seen["as_read"])
    assert len(asks()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"until": "as soon as possible", "reason__en": "x"}, "No day can be read from this"),
        ({"until": "", "reason__en": "x"}, "Fill this in"),
        ({"until": "01/01/2020", "reason__en": "x"}, "over already"),
        ({"until": "01/01/2030"}, "One language is enough"),
    ],
)  # fmt: skip
def test_more_time_needs_a_day_and_a_reason(cast: Cast, fields: dict[str, Any], said: str) -> None:
    told(cast)
    page = send(cast, "more-time", **fields, status=422)
    assert said in page.text("//*[@class='problem']")
    assert page.root.xpath("//input[@name='until']")[0].get("value") == fields["until"]


def test_it_can_be_another_organisations(cast: Cast) -> None:
    told(cast)
    send(cast, "not-ours", suggested_id=str(part().organisation_id), reason__en="MAG does it.", status=422)
    mag = cast.account("mag").person.organisation_id
    send(cast, "not-ours", suggested_id=str(mag), reason__en="MAG does it.")
    (wanted,) = asks()
    assert (wanted.kind, wanted.suggested_id) == (AskKind.NOT_OURS, mag)


def test_a_question_is_asked_and_taken_back(cast: Cast) -> None:
    action_id = told(cast)
    send(cast, "question", question__lo="ສະບັບໃດ?")
    (wanted,) = asks()
    post(cast.client("npa"), f"/actions/asks/{wanted.id}/withdraw", page=f"/actions/{action_id}")
    assert ask(wanted.id).withdrawn_at
    assert audited() == ["action.asked", "action.ask_withdrawn"]


def test_the_secretary_writes_down_what_an_organisation_said(cast: Cast) -> None:
    action_id = told(cast)
    page = send(cast, "report", "secretary", **NOTE, how="telephone", status=422)
    assert "Who said it" in page.text("//*[@class='problem']")
    send(cast, "report", "secretary", **NOTE, how="telephone", said_by="Ms Noy", paper=file("note.eml", b"From: x\n\n"))
    (step,) = steps()
    assert (step.how, step.said_by, step.by) == (How.TELEPHONE, "Ms Noy", "Secretary Person")
    assert [each.file.name for each in evidence()] == ["note.eml"]
    line = get(cast.client("npa"), f"/actions/{action_id}").text("//ol[@class='story']/li")
    assert "by telephone, Ms Noy" in line
    assert "written down by Secretary Person" in line


def test_the_secretary_asks_and_withdraws_for_an_organisation(cast: Cast) -> None:
    action_id = told(cast)
    send(cast, "question", "secretary", question__en="Which?", how="mail", said_by="Ms Noy")
    (wanted,) = asks()
    assert (wanted.how, wanted.said_by, wanted.asked_by) == (How.MAIL, "Ms Noy", "Secretary Person")
    post(cast.client("secretary"), f"/actions/asks/{wanted.id}/withdraw", page=f"/actions/{action_id}")


def test_whoever_speaks_for_itself_is_not_asked_how_it_came(cast: Cast) -> None:
    told(cast)
    assert not get(cast.client("npa"), at("report")).root.xpath("//*[@name='said_by']")
    assert get(cast.client("chair"), at("report")).root.xpath("//*[@name='said_by']")
    send(cast, "report", **NOTE, how="telephone", said_by="The chair")
    (step,) = steps()
    assert (step.how, step.said_by) == ("", "")


def test_what_was_typed_stays_after_a_mistake(cast: Cast) -> None:
    told(cast)
    page = send(cast, "hand-in", **NOTE, files=[file("pages.pdf", b"MZ")], status=422)
    assert "pages.pdf is not what its name says" in page.text("//*[@class='problem']")
    assert page.text("//textarea[@name='note-en']") == "18 of 24 pages."
    page = send(cast, "hand-in", **NOTE, files=[file("pages.exe")], status=422)
    assert "Choose files of these kinds" in page.text("//*[@class='problem']")
    assert (steps(), evidence()) == ([], [])


def test_a_file_that_is_too_large_is_refused_by_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told(cast)
    monkeypatch.setattr("tracker.files.kinds.LARGEST", len(PDF) - 1)
    page = send(cast, "hand-in", **NOTE, files=[file()], status=413)
    assert "pages.pdf is larger than" in page.text("//*[@class='problem']")
    assert page.text("//textarea[@name='note-en']") == "18 of 24 pages."


@pytest.mark.parametrize(("act", "said"), [("report", "Say in a few words"), ("hand-in", "Say what was done")])
def test_something_must_be_said(cast: Cast, act: str, said: str) -> None:
    told(cast)
    assert said in send(cast, act, status=422).text("//*[@class='problem']")


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "note"), ({"note__en": "Some.", "total": "5"}, "done"), ({"done": "6", "total": "5"}, "done")],
)
def test_the_summary_leads_to_what_is_to_be_put_right(cast: Cast, fields: dict[str, str], field: str) -> None:
    told(cast)
    with transaction():
        action_in("IM-A-003").kind = ActionKind.DATA_CORRECTION
    page = send(cast, "report", status=422, **fields)
    assert list(page.links("//*[@class='problem']//a").values()) == [f"#f-{field}"]
    assert page.root.xpath(f"//*[@id='f-{field}']")
    assert page.text(f"//*[@id='e-{field}']")


def test_sent_twice_it_is_said_once(cast: Cast) -> None:
    told(cast)
    for _ in range(2):
        send(cast, "report", **NOTE, request_key="the same")
    assert len(steps()) == 1


@pytest.mark.parametrize("act", ACTS)
def test_who_may_say_it(cast: Cast, act: str) -> None:
    told(cast)
    outsiders(cast)
    for name in ("npa", "secretary", "chair", "admin"):
        get(cast.client(name), at(act))
    for name in ("mag", "management", "translator", "party"):
        get(cast.client(name), at(act), status=403)
    get(cast.client("stranger"), at(act), status=404)


def test_each_role_does_its_own_part(cast: Cast) -> None:
    told(cast)
    add_part("MAG", AssignmentRole.SUPPORT)
    get(cast.client("mag"), at("report", "MAG"))
    for act in ("hand-in", "receipt"):
        get(cast.client("mag"), at(act, "MAG"), status=403)
    get(cast.client("npa"), at("receipt"), status=403)


def test_nothing_is_said_about_a_draft_or_what_is_over(cast: Cast) -> None:
    owed = part()
    assert "not circulated yet" in get(cast.client("secretary"), at("report"), status=422).text()
    told(cast)
    with transaction():
        stored = session.merge(owed, load=True)
        stored.state, stored.closed_at = AssignmentState.ACCEPTED, NOON
    assert "accepted already" in get(cast.client("npa"), at("report"), status=422).text()


def test_withdrawing_is_not_for_others_and_not_by_a_link(cast: Cast) -> None:
    action_id = told(cast)
    wanted = asked(cast)
    get(cast.client("npa"), f"/actions/asks/{wanted}/withdraw", status=405)
    fields = form_of(cast.client("npa"), f"/actions/{action_id}", f"/actions/asks/{wanted}/withdraw")
    mag = cast.client("mag")
    token = form_of(mag, "/account/password")["csrf_token"]
    send_to(mag, f"/actions/asks/{wanted}/withdraw", {**fields, "csrf_token": token}, 403)
    assert ask(wanted).withdrawn_at is None
