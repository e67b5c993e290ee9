from contextvars import Context
from io import BytesIO
from typing import Any

import pytest
from applications import NOON
from by_link import asked, link_to, rows, said, trail
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from following import assert_whole, organisation_id, owed, part_of
from pages import get, queries_of_database
from replies import go_to
from sqlalchemy import select
from werkzeug.test import TestResponse

from tracker.access.actors import Role, Via
from tracker.accounts import link_pages
from tracker.accounts.models import LinkPurpose
from tracker.actions.models import Assignment, AssignmentState, ProgressKind
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.repeats import RequestKey
from tracker.files import kinds
from tracker.organisations.models import Organisation
from tracker.reminders import links_actions

PDF = b"%PDF-1.4 the reports"
ACTS = ("report", "hand-in", "more-time", "not-ours", "question", "receipt", "take-back")


@pytest.fixture
def action(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """NPA owes it, MAG is to receive it, UXO Lao supports."""
    go_to(monkeypatch)
    return owed(cast, recipients=("MAG",), support=("UXO Lao",), at=NOON)


@pytest.fixture
def here(cast: Cast, action: int) -> str:
    """The address that NPA's focal point was sent."""
    return link_to(cast, action, "NPA", "npa")


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return cast.client()


def send_files(client: FlaskClient, address: str, fields: dict[str, Any], *files: tuple[bytes, str]) -> TestResponse:
    sent = {**fields, "files": [(BytesIO(data), name) for data, name in files]}
    return Context().run(client.post, address, data=sent, content_type="multipart/form-data")


def test_the_page_says_what_is_owed_and_changes_nothing(cast: Cast, here: str, nobody: FlaskClient) -> None:
    before = rows(cast)
    page = get(nobody, here)
    assert page.heading == "Count the reports."
    main = page.text("//main")
    for words in ("NPA", "27 days left", "30/04/2021", "Responsible", "npa@twg.example", "Your turn"):
        assert words in main
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.response.headers["Cache-Control"]
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    assert not page.root.xpath("//script")
    for act in ("report", "hand-in", "more-time", "not-ours", "question"):
        get(nobody, f"{here}/{act}")
    assert rows(cast) == before


def test_the_page_speaks_the_language_of_whoever_it_was_sent_to(cast: Cast, action: int, here: str) -> None:
    assert get(cast.app.test_client(), here).root.get("lang") == "en"
    with transaction() as current:
        current.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one().language = "lo"
    page = get(cast.app.test_client(), link_to(cast, action, "NPA"))
    assert page.root.get("lang") == "lo"


def test_progress_is_reported_in_the_name_of_whoever_answers(
    cast: Cast, action: int, here: str, nobody: FlaskClient
) -> None:
    fields = form_of(nobody, f"{here}/report")
    assert fields["said_by"] == "Npa Person"
    sent = {**fields, "said_by": "Ms Bounmy", "note-lo": "ເຮັດໄດ້ເຄິ່ງໜຶ່ງ."}
    done = send(nobody, f"{here}/report", sent)
    send(nobody, f"{here}/report", sent)
    assert (done.response.location, done.response.headers["Referrer-Policy"]) == (here, "no-referrer")
    (step,) = said()
    assert (step.by, step.said_by, step.by_person_id) == (
        "Ms Bounmy (NPA), npa@twg.example", "Ms Bounmy", cast.account("npa").person_id,
    )  # fmt: skip
    assert (step.note.lo, step.state_to) == ("ເຮັດໄດ້ເຄິ່ງໜຶ່ງ.", AssignmentState.IN_PROGRESS)
    page = get(nobody, here)
    assert "Reported. The chair sees it" in page.text("//p[@role='status']")
    assert "Ms Bounmy (NPA), by the link sent to npa@twg.example" in page.text("//section[@aria-labelledby='h-said']")
    story = get(cast.client("chair"), f"/actions/{action}").text("//section[@aria-labelledby='h-story']")
    assert "Ms Bounmy (NPA), by the link sent to npa@twg.example" in story
    (told,) = trail("action.reported")
    assert (told.actor, told.via) == ("Ms Bounmy (NPA), npa@twg.example", "link")
    assert told.details is not None
    assert told.details["said_by"] == "Ms Bounmy"
    assert_whole(action)


def test_a_part_is_handed_in_with_files_once(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    fields = {**form_of(nobody, f"{here}/hand-in"), "note-en": "All counted."}
    first = send_files(nobody, f"{here}/hand-in", fields, (PDF, "reports.pdf"))
    again = send_files(nobody, f"{here}/hand-in", fields, (PDF, "reports.pdf"))
    assert (first.status_code, again.status_code, again.location) == (302, 302, here)
    (step,) = said()
    assert (step.kind, [each.file.name for each in step.evidence]) == (ProgressKind.HANDED_IN, ["reports.pdf"])
    page = get(nobody, here)
    assert "Nothing more is to be done until the chair has answered." in page.text("//p[@role='status']")
    assert "It waits for the chair" in page.texts("//h2")
    assert "reports.pdf" in page.text("//section[@aria-labelledby='h-said']")
    assert part_of(action, "NPA").state == AssignmentState.SUBMITTED
    refused = get(nobody, f"{here}/hand-in", 422)
    assert "This part is handed in already and waits for the chair." in refused.text("//main")
    assert here in refused.links("//main//a").values()
    fields["request_key"] = "another one"
    late = send_files(nobody, f"{here}/hand-in", fields, (PDF, "reports.pdf"))
    assert late.status_code == 422
    assert "report it as progress" in late.text
    assert len(said()) == 1
    assert len(trail("action.handed_in")) == 1


def test_a_handing_in_can_be_added_to_and_taken_back(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    post(nobody, f"{here}/hand-in", note__en="All counted.")
    page = get(nobody, here)
    assert {"Add something to it", "Take the handing in back"} <= page.links("//main//a").keys()
    post(nobody, f"{here}/report", note__en="One more.")
    assert part_of(action, "NPA").state == AssignmentState.SUBMITTED
    post(nobody, f"{here}/take-back", note__en="Too early.")
    assert part_of(action, "NPA").state == AssignmentState.IN_PROGRESS
    assert "Nothing is handed in at this moment" in get(nobody, f"{here}/take-back", 422).text("//main")
    assert "Your turn" in get(nobody, here).texts("//h2")
    del cast


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"MZ a program", "reports.pdf", "is not what its name says"),
        (PDF, "reports.exe", "Choose files of these kinds"),
        (PDF * 40, "reports.pdf", "is larger than"),
    ],
)
def test_a_file_that_can_not_be_taken_is_explained_and_the_words_stay(
    here: str, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, why: str
) -> None:
    monkeypatch.setattr(kinds, "LARGEST", len(PDF) * 39)
    fields = {**form_of(nobody, f"{here}/hand-in"), "note-en": "All counted."}
    answer = send_files(nobody, f"{here}/hand-in", fields, (data, name))
    assert answer.status_code in {413, 422}
    assert why in answer.text
    assert "All counted." in answer.text
    assert said() == []


def test_more_time_is_asked_for_and_the_question_taken_back(
    cast: Cast, action: int, here: str, nobody: FlaskClient
) -> None:
    page = post(nobody, f"{here}/more-time", status=422, until="01/04/2021", reason__en="Ill")
    assert "That day is over already." in page.text("//*[@id='problem']")
    page = post(nobody, f"{here}/more-time", status=200, until="end of May 2021", reason__en="Ill")
    assert "is read as" in page.text("//*[@role='status']")
    post(nobody, f"{here}/more-time", until="20/05/2021", reason__en="The archive is closed.", said_by="Mr Kham")
    (ask,) = asked()
    assert (ask.asked_by, ask.said_by) == ("Mr Kham (NPA), npa@twg.example", "Mr Kham")
    page = get(nobody, here)
    assert "You are told the answer." in page.text("//p[@role='status']")
    assert "Mr Kham (NPA), by the link sent to npa@twg.example" in page.text("//section[@aria-labelledby='h-asks']")
    assert "waits for the chair" in page.text("//section[@aria-labelledby='h-asks']")
    again = post(nobody, f"{here}/more-time", status=422, until="21/05/2021", reason__en="More")
    assert "The same was asked already" in again.text("//*[@id='problem']")
    post(nobody, f"{here}/asks/{ask.id}/withdraw", here)
    assert asked()[0].withdrawn_at == clock.now()
    del cast, action


def test_a_question_and_not_ours_go_to_the_chair(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    post(nobody, f"{here}/question", question__lo="ສະບັບໃດ?")
    mag = organisation_id("MAG")
    post(nobody, f"{here}/not-ours", suggested_id=str(mag), reason__en="MAG keeps them.")
    question, not_ours = asked()
    assert (question.reason.lo, not_ours.suggested_id, not_ours.organisation_id) == (
        "ສະບັບໃດ?", mag, organisation_id("NPA"),
    )  # fmt: skip
    shown = get(cast.client("chair"), f"/actions/{action}").text("//section[@aria-labelledby='h-asks']")
    assert shown.count("by the link sent to npa@twg.example") == 2


def test_a_recipient_confirms_receipt_and_nothing_else(cast: Cast, action: int, nobody: FlaskClient) -> None:
    here = link_to(cast, action, "MAG", "mag")
    assert "Say so as soon as it has arrived." in get(nobody, here).text("//main")
    for act in ("report", "hand-in", "take-back"):
        get(nobody, f"{here}/{act}", 422)
    post(nobody, f"{here}/receipt", note__en="All in order.", said_by="Mr Joe")
    assert part_of(action, "MAG").state == AssignmentState.ACCEPTED
    page = get(nobody, here)
    assert "It is noted that this has arrived." in page.text("//p[@role='status']")
    assert "Nothing more is to be done." in page.text("//section[@aria-labelledby='h-turn']")
    for act in ACTS:
        assert "This part is over." in get(nobody, f"{here}/{act}", 422).text("//main")
    assert (
        "Only an organisation that is to receive" in get(nobody, f"{link_to(cast, action, 'NPA')}/receipt", 422).text()
    )


def test_who_supports_reports_and_does_not_hand_in(cast: Cast, action: int, nobody: FlaskClient) -> None:
    here = link_to(cast, action, "UXO Lao")
    assert not get(nobody, here).root.xpath(f"//a[@href='{here}/hand-in']")
    assert "Only who owes the action hands it in" in get(nobody, f"{here}/hand-in", 422).text("//main")
    post(nobody, f"{here}/report", note__en="We lent a car.", said_by="Ms Noy")
    assert part_of(action, "UXO Lao").state == AssignmentState.IN_PROGRESS


def test_whoever_reads_an_organisations_mail_says_who_it_is(cast: Cast, action: int, nobody: FlaskClient) -> None:
    with transaction() as current:
        current.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one().email = "office@npa.example"
    here = link_to(cast, action, "NPA")
    assert form_of(nobody, f"{here}/report")["said_by"] == ""
    page = post(nobody, f"{here}/report", status=422, note__en="Half.")
    assert "Your name: Fill this in." in page.text("//*[@id='problem']")
    assert "Half." in page.text("//textarea[@name='note-en']")
    post(nobody, f"{here}/report", note__en="Half.", said_by="Ms Noy")
    (step,) = said()
    assert (step.by, step.by_person_id) == ("Ms Noy (NPA), office@npa.example", None)


def test_a_count_is_asked_for_where_there_is_one(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    assert "done" not in form_of(nobody, f"{here}/report")
    part_id = part_of(action, "NPA").id
    with transaction() as current:
        part = current.get_one(Assignment, part_id)
        part.done_count, part.total_count = 3, 120
    assert form_of(nobody, f"{here}/report")["done"] == "3"
    post(nobody, f"{here}/report", done="37")
    assert "37 of 120" in get(nobody, here).text("//dl")
    page = post(nobody, f"{here}/hand-in", status=422, note__en="Done", done="37")
    assert "37 of 120 is not all of it." in page.text("//*[@id='problem']")
    del cast


def test_no_field_leads_to_another_organisation_or_part(
    cast: Cast, action: int, here: str, nobody: FlaskClient
) -> None:
    mag, before = organisation_id("MAG"), len(said())
    for act in ("report", "hand-in", "question"):
        fields = {**form_of(nobody, f"{here}/{act}"), "note-en": "x", "question-en": "x", "party": str(mag)}
        page = send(nobody, f"{here}/{act}", fields, 422)
        assert "This part is another organisation's now." in page.text("//*[@id='problem']")
    other = owed(cast, owners=("MAG",), at=NOON)
    there = link_to(cast, other, "MAG", "mag")
    post(nobody, f"{there}/question", question__en="Of MAG", said_by="Mr Joe")
    get(nobody, f"{here}/asks/{asked()[0].id}/withdraw", 405)
    send(nobody, f"{here}/asks/{asked()[0].id}/withdraw", form_of(nobody, f"{here}/report"), 404)
    own_other = owed(cast, at=NOON)
    post(nobody, f"{link_to(cast, own_other, 'NPA', 'npa')}/question", question__en="Of NPA")
    send(nobody, f"{here}/asks/{asked()[1].id}/withdraw", form_of(nobody, f"{here}/report"), 404)
    assert [ask.withdrawn_at for ask in asked()] == [None, None]
    fields = {**form_of(nobody, f"{here}/report"), "note-en": "Mine.", "how": "mail", "assignment_id": "999"}
    send(nobody, f"{here}/report", fields)
    assert [(step.assignment_id, step.how) for step in said()[before:]] == [(part_of(action, "NPA").id, "")]


def test_the_actor_of_a_link_has_one_organisation_and_no_role(cast: Cast, action: int, here: str) -> None:
    with cast.app.test_request_context(here):
        link = link_pages.found(here.split("/")[2], LinkPurpose.ACTION)
        actor = links_actions.answering(link, NOON).actor("A")
    assert (actor.via, actor.roles, actor.account_id) == (Via.LINK, frozenset[Role](), None)
    assert actor.organisations == {part_of(action, "NPA").organisation_id}


def test_nothing_of_the_address_is_kept(cast: Cast, here: str, nobody: FlaskClient) -> None:
    token = here.split("/")[2]
    for act in ("report", "question"):
        post(nobody, f"{here}/{act}", note__en="x", question__en="x")
    assert not [row for row in rows(cast) if token in row]
    assert {each.answer for each in session.scalars(select(RequestKey))} == {"done"}


def test_the_queries_are_as_many_for_a_long_story(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    with queries_of_database() as few:
        get(nobody, here)
    for number in range(5):
        post(nobody, f"{here}/report", note__en=f"Step {number}.")
        post(nobody, f"{here}/question", question__en=f"Question {number}?")
    get(nobody, here)
    with queries_of_database() as many:
        get(nobody, here)
    assert len(many) == len(few) < 16
    del cast, action
