from contextvars import Context
from datetime import timedelta
from io import BytesIO

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from lives import organisation
from pages import get, queries_of_database
from parties import outsiders, put_sample
from sqlalchemy import func, select

from tracker.actions.models import Action
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentFile, DocumentKind, DocumentNotice, Edition, NoticeKind, Stage
from tracker.files import services as files
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, EntryDocument, Meeting

LIST = "/documents"
ALL = ("party", "npa", "mag", "management", "other", "translator", "secretary", "chair", "admin")


def document(code: str) -> Document:
    session.rollback()
    return session.scalars(select(Document).where(Document.code == code)).one()


def page_of(code: str) -> str:
    return f"{LIST}/{document(code).id}"


def today() -> str:
    return f"{clock.today():%d/%m/%Y}"


def verbs() -> list[str]:
    session.rollback()
    return list(
        session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("document.%")).order_by(AuditEntry.id))
    )


@pytest.mark.parametrize("who", ALL)
def test_everybody_who_is_signed_in_finds_a_document(cast: Cast, who: str) -> None:
    client = cast.client(who)
    page = get(client, f"{LIST}?kind=standard")
    assert page.texts("//tbody/tr/th") == ["NS-24National Standards for Information Management, Chapter 24"]
    assert "Translate" in page.text("//tbody/tr/td[3]")
    assert get(client, page_of("NS-24")).heading == "National Standards for Information Management, Chapter 24"
    get(client, f"{LIST}/999999", status=404)


def test_whoever_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    for address in (LIST, f"{LIST}/board", page_of("NS-24")):
        assert Context().run(cast.client().get, address).status_code == 302


def test_an_empty_list_says_how_to_begin(cast: Cast) -> None:
    with transaction() as current:
        for entry in current.scalars(select(Entry)):
            entry.named = []
        for action in current.scalars(select(Action)):
            action.document_id = None
        current.flush()
        for row in current.scalars(select(Document)):
            current.delete(row)
    assert "Add a document" in get(cast.client("chair"), LIST).text("//*[@class='empty']")
    said = get(cast.client("npa"), LIST).text("//*[@class='empty']")
    assert said.startswith("No document is recorded yet.")
    assert "Add a document" not in said
    assert "No standard is recorded yet" in get(cast.client("npa"), f"{LIST}/board").text("//*[@class='empty']")


def test_a_reader_sees_no_words_of_a_draft_and_no_buttons(cast: Cast) -> None:
    address = page_of("MRE form")
    for who in ("npa", "management", "party", "other"):
        page = get(cast.client(who), address)
        assert "Let WEI take part" not in page.text(), who
        assert "Note who was told" not in page.text(), who
    assert "Let WEI take part" in get(cast.client("translator"), address).text()
    put_sample(RecordState.CIRCULATED)
    for who in ("npa", "management", "party"):
        assert "Let WEI take part" in get(cast.client(who), address).text(), who
    outsiders(cast)
    assert "Let WEI take part" not in get(cast.client("stranger"), address).text()


def test_the_files_of_a_form_are_everybodys_and_those_of_others_minutes_are_not(cast: Cast) -> None:
    outsiders(cast)
    links = {}
    for code in ("MRE form", "Xiengkhuang minutes"):
        document_id = document(code).id
        session.rollback()
        with transaction() as current:
            stored = files.keep(b"%PDF-1.4 " + code.encode(), "a.pdf", "application/pdf", at=NOON)
            kept = DocumentFile(language="lo", file=stored)
            current.add(Edition(document_id=document_id, label="1", files=[kept]))
            current.flush()
            links[code] = f"{LIST}/files/{kept.id}"
    for who in ("npa", "party", "stranger"):
        assert Context().run(cast.client(who).get, links["MRE form"]).data == b"%PDF-1.4 MRE form"
        assert Context().run(cast.client(who).get, links["Xiengkhuang minutes"]).status_code == 404
        assert (
            links["Xiengkhuang minutes"] not in get(cast.client(who), page_of("Xiengkhuang minutes")).links().values()
        )
    for who in ("chair", "management", "admin"):
        assert Context().run(cast.client(who).get, links["Xiengkhuang minutes"]).status_code == 200
    document_id, mag = document("Xiengkhuang minutes").id, organisation("MAG").id
    post(cast.client("chair"), f"{LIST}/{document_id}/notices/add", organisation_ids=[str(mag)], on=today())
    assert Context().run(cast.client("mag").get, links["Xiengkhuang minutes"]).status_code == 200
    assert Context().run(cast.client("npa").get, links["Xiengkhuang minutes"]).status_code == 404
    assert Context().run(cast.client("npa").get, f"{LIST}/files/999999").status_code == 404


def test_a_stage_is_ended_on_its_page_and_taken_back(cast: Cast) -> None:
    address, client, unit = page_of("NS-24"), cast.client("chair"), organisation("IM Unit").id
    said = post(client, f"{address}/stages/end", status=422)
    assert "Say which action comes next" in said.text("//*[@class='problem']")
    fields = {
        **form_of(client, f"{address}/stages/end"), "next_text-en": "Review the Lao text.", "next_holder": str(unit),
        "next_words-en": "within 20 days",
    }  # fmt: skip
    first, second = (send(client, f"{address}/stages/end", fields).response.location for _ in range(2))
    assert first == second == address
    page = get(client, address)
    assert page.text("//dl[contains(@class, 'facts')]").startswith("StageReview Held byIM Unit since today")
    assert "Adoption has no action yet" in page.text()
    session.rollback()
    made = session.scalars(select(Action).where(Action.stage == Stage.REVIEW)).one()
    assert (made.text.en, made.reason.en) == ("Review the Lao text.", "NS-24 is reviewed next.")
    assert verbs()[-1] == "document.stage_ended"
    take_back = next(form for form in page.root.forms if "take-back" in (form.get("action") or ""))
    send(client, take_back.get("action"), dict(take_back.form_values()))
    assert get(client, address).text("//dl[contains(@class, 'facts')]").startswith("StageTranslate Held byNPA")
    assert verbs()[-1] == "document.stage_taken_back"
    again = get(client, f"{address}/stages/end")
    assert made.reference in again.text("//select[@name='next_action']")


def test_a_stage_that_moved_meanwhile_is_not_moved_again(cast: Cast) -> None:
    address, client = page_of("NS-24"), cast.client("chair")
    stale = form_of(client, f"{address}/stages/end")
    post(client, f"{address}/stages/end", because="Nobody is chosen yet.")
    page = send(client, f"{address}/stages/end", {**stale, "because": "Also I."}, status=409)
    assert "Somebody else moved the standard meanwhile" in page.text("//*[@class='problem']")
    send(client, f"{address}/stages/end", {**stale, "request_key": "new", "stage": "x", "because": "y"}, status=409)


def test_who_holds_it_and_until_when_is_changed_and_late_is_said(cast: Cast) -> None:
    address, client = page_of("NS-24"), cast.client("secretary")
    unit, late = organisation("IM Unit").id, clock.today() - timedelta(days=12)
    post(client, f"{address}/stages/holder", holder_id=str(unit), due_on=f"{late:%d/%m/%Y}")
    page = get(cast.client("npa"), address)
    assert page.text("//dl[contains(@class, 'facts')]//span[contains(@class, 'state-late')]") == "12 days late"
    assert "12 days late" in get(cast.client("npa"), LIST).text("//tbody")
    assert verbs()[-2:] == ["document.stage_handed_over", "document.stage_dated"]
    bad = post(client, f"{address}/stages/holder", status=422, on="soon")
    assert "as day/month/year" in bad.text("//*[@class='problem']")


def test_a_first_stage_is_begun(cast: Cast) -> None:
    with transaction() as current:
        current.add(Document(code="NS-25", kind=DocumentKind.STANDARD, title=Bilingual("Chapter 25")))
    address, client = page_of("NS-25"), cast.client("chair")
    assert "No stage of it runs." in get(client, address).text()
    post(client, f"{address}/stages/begin", stage="revise", holder_id=str(organisation("NRA").id))
    assert "Begin a stage" not in get(client, address).text()
    assert "runs already" in post(client, f"{address}/stages/begin", status=422).text("//*[@class='problem']")
    get(client, f"{page_of('MRE form')}/stages/begin", status=404)
    get(client, f"{page_of('MRE form')}/stages/end", status=404)


def test_those_who_were_told_are_noted_for_a_whole_group_in_one_go(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    address, client = page_of("MRE form"), cast.client("chair")
    flagged = "Proposed something, and was not told since: WEI HI"
    assert flagged in get(cast.client("npa"), address).text()
    adds = f"{address}/notices/add"
    nobody = post(client, adds, status=422)
    assert "Choose an organisation of the list" in nobody.text("//*[@class='problem']")
    post(client, adds, group_id=str(cast.group_id), remark="By mail")
    assert flagged not in get(client, address).text()
    count = select(func.count()).select_from(DocumentNotice)
    assert session.scalar(count) == 7
    post(client, adds, group_id=str(cast.group_id))
    session.rollback()
    assert session.scalar(count) == 7
    assert verbs() == ["document.noted"]
    wei = session.scalars(
        select(DocumentNotice).where(DocumentNotice.organisation_id == organisation("WEI").id)
    ).one()  # fmt: skip
    undo = f"{address}/notices/{wei.id}/take-back"
    post(client, undo, address)
    assert "was not told since: WEI" in get(client, address).text()
    assert verbs()[-1] == "document.note_taken_back"
    send(client, undo, token(client, adds), status=404)


def token(client: FlaskClient, page: str) -> dict[str, str]:
    values = form_of(client, page)
    return {"csrf_token": values["csrf_token"], "request_key": "another one"}


def test_other_peoples_minutes_are_asked_for_received_and_passed_on(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    address, client = page_of("Xiengkhuang minutes"), cast.client("secretary")
    assert "not asked for yet" in get(client, address).text()
    asked = clock.today() - timedelta(days=34)
    post(client, f"{address}/asked", on=f"{asked:%d/%m/%Y}")
    assert "asked 34 days ago, not received" in get(cast.client("npa"), address).text()
    early = post(client, f"{address}/received", status=422, on=f"{asked - timedelta(days=1):%d/%m/%Y}")
    assert "before it was asked for" in early.text("//*[@class='problem']")
    fields = {**form_of(client, f"{address}/received"), "file": (BytesIO(b"%PDF-1.4 minutes"), "minutes.pdf")}
    send(client, f"{address}/received", fields)
    (edition,) = document("Xiengkhuang minutes").editions
    assert (edition.label, edition.files[0].file.name) == (today(), "minutes.pdf")
    bad = {**form_of(client, f"{address}/received"), "file": (BytesIO(b"MZ"), "minutes.pdf")}
    assert "not what its name says" in send(client, f"{address}/received", bad, 422).text("//*[@class='problem']")
    post(client, f"{address}/notices/add", organisation_ids=[str(organisation("MAG").id)])
    session.rollback()
    notice = session.scalars(select(DocumentNotice)).one()
    assert (notice.kind, document("Xiengkhuang minutes").passed_on) == (NoticeKind.PASSED_ON, clock.today())
    post(client, f"{address}/notices/{notice.id}/take-back", address)
    assert document("Xiengkhuang minutes").passed_on is None
    post(client, f"{address}/received/take-back", address)
    post(client, f"{address}/asked/take-back", address)
    row = document("Xiengkhuang minutes")
    assert (row.asked_on, row.received_on) == (None, None)
    assert row.held_by_id == organisation("LSW Xiengkhuang").id
    assert verbs() == [
        "document.asked", "document.received", "document.noted", "document.note_taken_back", "document.received",
        "document.asked",
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["stages/end", "stages/holder", "stages/begin", "notices/add", "asked", "received"])
def test_who_may_not_change_anything(cast: Cast, what: str) -> None:
    address = f"{page_of('NS-24')}/{what}"
    for who in ("npa", "mag", "party", "management", "translator", "other"):
        get(cast.client(who), address, status=403)
    get(cast.client("chair"), f"{LIST}/999999/{what}", status=404)


@pytest.mark.parametrize("what", ["stages/take-back", "asked/take-back", "received/take-back"])
def test_what_undoes_is_never_a_link(cast: Cast, what: str) -> None:
    address = f"{page_of('NS-24')}/{what}"
    get(cast.client("chair"), address, status=405)
    send(cast.client("chair"), address, {}, status=400)


def test_a_page_needs_the_same_queries_however_much_stands_on_it(cast: Cast) -> None:
    client, address = cast.client("chair"), page_of("MRE form")
    with queries_of_database() as few:
        get(client, address)
    document_id = document("MRE form").id
    session.rollback()
    with transaction() as current:
        meeting = current.scalars(select(Meeting)).one()
        first = 1 + (current.scalar(select(func.max(Entry.number))) or 0)
        for n in range(first, first + 40):
            entry = Entry(meeting=meeting, key=f"x{n}", number=n, section="recommendations", kind="recommendation",
                          position=n, text=Bilingual(f"Point {n}"))  # fmt: skip
            entry.named = [EntryDocument(document_id=document_id, position=1)]
            current.add(entry)
        current.flush()
        meeting.last_number = first + 40
    with queries_of_database() as many:
        page = get(client, address)
    assert len(page.texts("//ul[@class='points']/li")) == 47
    assert len(many) == len(few)
