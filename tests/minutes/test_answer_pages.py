from contextvars import Context
from io import BytesIO

import pytest
from cast import Cast, form_of, post, send
from lives import ADDRESS, circulated, organisation, the_meeting
from pages import get, queries_of_database, speaks
from parties import outsiders
from replies import answer, delivery_to, go_to, mails_about, propose, proposed, said, trail, without_files

from tracker.access.voices import How
from tracker.core.db import session, transaction
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.minutes.models import Outcome, StanceKind

NEW = f"{ADDRESS}/corrections/new?at=i1"
ANSWERS = f"{ADDRESS}/answers"
BEHALF = f"{ADDRESS}/answers/on-behalf"
CORRECTIONS = f"{ADDRESS}/corrections"


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    go_to(monkeypatch)
    return circulated(cast).id


def put_text_state(state: TextState) -> None:
    meeting_id = the_meeting().id
    with transaction():
        session.get_one(Meeting, meeting_id).text_state = state


def test_a_reader_agrees_beside_the_sheet(cast: Cast, version: int) -> None:
    client = cast.client("npa")
    page = get(client, ADDRESS)
    assert "Who says nothing until 08/04/2021 agrees by that." in page.text("//aside[@aria-labelledby='h-answers']")
    form = {**form_of(client, ADDRESS, ANSWERS)}
    assert form["kind"] == "agrees"
    assert send(client, ANSWERS, form).response.location == ADDRESS
    assert said()["NPA"].kind == StanceKind.AGREES
    send(client, ANSWERS, form)  # on a bad line
    assert len(trail("stance.given")) == 1
    page = get(client, ADDRESS)
    assert "NPA agrees with the minutes." in page.text("//p[@role='status']")
    assert "agrees" in page.text("//aside[@aria-labelledby='h-answers']")


def test_an_objection_is_explained_and_kept(cast: Cast, version: int) -> None:
    client = cast.client("npa")
    assert "Say what you object to" in post(client, ANSWERS, status=422, kind="objects").text("//*[@id='problem']")
    wrong_button = post(client, ANSWERS, status=422, kind="agrees", reason="The figures are of 2020.")
    assert "Press 'We object' to send this" in wrong_button.text("//*[@id='problem']")
    assert said() == {}
    post(client, ANSWERS, kind="objects", reason="ຕົວເລກບໍ່ຖືກ")
    assert said()["NPA"].reason.lo == "ຕົວເລກບໍ່ຖືກ"
    for field, value in (("kind", "perhaps"), ("organisation_id", str(organisation("MAG").id)), ("kind", None)):
        send(client, ANSWERS, {**form_of(client, ANSWERS), "kind": "agrees", field: value}, 422)
    assert said()["NPA"].kind == StanceKind.OBJECTS


def test_each_place_has_its_link_while_comments_are_open(
    cast: Cast, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = f"//article//a[starts-with(@href, '{ADDRESS}/corrections/new?at=')]"
    assert len(get(cast.client("npa"), ADDRESS).root.xpath(wanted)) == 26
    assert not get(cast.client("translator"), ADDRESS).root.xpath("//article//a[contains(@href, '?at=nix')]")
    put_text_state(TextState.FROZEN)
    page = get(cast.client("npa"), ADDRESS)
    assert not page.root.xpath(wanted)
    assert "frozen to be signed" in page.text("//aside[@aria-labelledby='h-answers']")
    put_text_state(TextState.OPEN)
    go_to(monkeypatch, days=9)
    page = get(cast.client("npa"), ADDRESS)
    assert not page.root.xpath(wanted)
    assert "ended on 08/04/2021" in page.text("//aside[@aria-labelledby='h-answers']")
    for address in (ANSWERS, NEW):
        assert "ended on 08/04/2021" in get(cast.client("npa"), address, 422).text()


def test_a_correction_is_proposed_and_withdrawn(cast: Cast, version: int) -> None:
    client = cast.client("npa")
    page = get(client, NEW)
    assert "compensation" not in page.text("//div[@class='said']")
    assert page.texts("//textarea[@name='text-en']")[0].startswith("The Mine Risk Education")
    form = {**form_of(client, NEW), "text-en": "<b>WEI</b> was told late.", "reason": "ຖາມແລ້ວ"}
    send(client, NEW, form)
    send(client, NEW, form)
    (kept,) = proposed()
    assert (kept.text.en, kept.text.lo, kept.reason.lo) == ("<b>WEI</b> was told late.", "", "ຖາມແລ້ວ")
    assert "<b>WEI</b> was told late." in get(client, ADDRESS).text("//aside[@aria-labelledby='h-answers']")
    away = f"{CORRECTIONS}/{kept.id}/withdraw"
    get(client, away, 404)  # asking changes nothing
    stranger = cast.client("mag")
    send(stranger, away, form_of(stranger, "/account"), 403)
    post(client, away, ADDRESS)
    assert proposed()[0].outcome == Outcome.WITHDRAWN


def test_bad_places_and_empty_proposals(cast: Cast, version: int) -> None:
    client = cast.client("npa")
    for at in ("nix", "", "%00", "i1%27--", "x" * 3000):
        get(client, f"{ADDRESS}/corrections/new?at={at}", 404)
    assert "Change the text" in post(client, NEW, status=422).text("//*[@id='problem']")
    page = post(client, NEW, status=422, text__en="x" * 20_001, reason="Kept")
    assert "Kept" in page.text("//textarea[@name='reason']")
    assert proposed() == []


def test_who_sees_what(cast: Cast, version: int) -> None:
    outsiders(cast)
    anybody = form_of(cast.client("chair"), "/account")
    for name, organisations, drafters in (
        ("stranger", 404, 403), ("unit", 403, 403), ("npa", 200, 403), ("management", 200, 403), ("chair", 200, 200),
        ("secretary", 200, 200), ("translator", 200, 403), ("other", 200, 403), ("party", 200, 403),
    ):  # fmt: skip
        client = cast.client(name)
        for address in (ANSWERS, NEW):
            get(client, address, organisations)
        for address in (CORRECTIONS, BEHALF):
            get(client, address, drafters)
    assert "Sign in" in send(cast.client(), ANSWERS, anybody, 401).title
    get(cast.client("npa"), "/meetings/im-twg/2021-Q2/answers", 404)


def test_drafts_are_answered_by_nobody(cast: Cast) -> None:
    for address in (ANSWERS, NEW, CORRECTIONS, BEHALF):
        get(cast.client("chair"), address, 404)


@pytest.mark.parametrize(
    ("fields", "said_by"),
    [
        ({"said": "agrees"}, StanceKind.AGREES), ({"said": "objects", "reason": "No."}, StanceKind.OBJECTS),
    ],
)  # fmt: skip
def test_an_answer_is_written_down_with_its_paper(
    cast: Cast, version: int, fields: dict[str, str], said_by: StanceKind
) -> None:
    client, mag = cast.client("secretary"), organisation("MAG").id
    form = {**form_of(client, f"{BEHALF}?organisation={mag}"), "how": "telephone", "said_by": "Mr Khamla", **fields}
    assert form["organisation_id"] == str(mag)
    send(client, BEHALF, {**form, "file": (BytesIO(b"not a pdf"), "letter.pdf")}, 422)
    assert said() == {}
    send(client, BEHALF, {**form, "file": (BytesIO(b"%PDF-1.4 of MAG"), "letter.pdf")})
    stance = said()["MAG"]
    assert (stance.kind, stance.how, stance.said_by, stance.by) == (
        said_by, How.TELEPHONE, "Mr Khamla", "Secretary Person",
    )  # fmt: skip
    page = get(client, CORRECTIONS)
    assert "by telephone, Mr Khamla written down by Secretary Person" in page.text("//table")
    paper = Context().run(client.get, f"{ADDRESS}/answers/files/{stance.file_id}")
    assert (paper.status_code, paper.data) == (200, b"%PDF-1.4 of MAG")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    get(client, f"{ADDRESS}/answers/files/99999", 404)
    get(cast.client("npa"), f"{ADDRESS}/answers/files/{stance.file_id}", 403)


def test_a_correction_and_a_receipt_are_written_down(cast: Cast, version: int) -> None:
    client, mag = cast.client("secretary"), organisation("MAG").id
    form = {**form_of(client, f"{BEHALF}?organisation={mag}"), "how": "mail", "said_by": "Ms Bounmy"}
    assert "Choose the place" in send(client, BEHALF, {**form, "said": "corrects"}, 422).text("//*[@id='problem']")
    letter = (BytesIO(b"%PDF-1.4 of MAG"), "letter.pdf")
    send(client, BEHALF, {**form, "said": "corrects", "place": "i1", "text-lo": "ໃໝ່", "file": letter})
    (kept,) = proposed()
    assert (kept.text.lo, kept.text.en, kept.how) == ("ໃໝ່", "", How.MAIL)
    assert "letter.pdf" in get(client, f"{CORRECTIONS}/{kept.id}").text("//section[@aria-labelledby='h-asked']")
    form = {**form_of(client, f"{BEHALF}?organisation={mag}"), "how": "whatsapp", "said_by": "Ms Bounmy"}
    send(client, BEHALF, {**form, "said": "received"})
    sent = delivery_to(cast, "mag")
    assert (sent.acknowledged_how, sent.acknowledged_by, sent.opened_at) == (How.WHATSAPP, "Ms Bounmy", None)
    send(client, BEHALF, {**form, "said": "received", "organisation_id": "", "request_key": "another"}, 422)
    nobody = str(organisation("HI").id)
    page = send(client, BEHALF, {**form, "said": "received", "organisation_id": nobody, "request_key": "a third"}, 422)
    assert "not sent to this organisation" in page.text("//*[@id='problem']")


def test_the_chair_sees_all_and_accepts(cast: Cast, version: int) -> None:
    correction = propose(cast, version, en="WEI was told late.", why="<i>Why</i>")
    answer(cast, version, "mag", StanceKind.OBJECTS, "ບໍ່ເຫັນດີ")
    client = cast.client("chair")
    page = get(client, CORRECTIONS)
    card = page.text("//article")
    assert "NPA" in card
    assert "Reason: <i>Why</i>" in card
    assert page.text("//article//ins").startswith("[added:")
    assert page.texts("//tbody/tr/th") == ["MAG", "NPA"]
    here = f"{CORRECTIONS}/{correction}"
    form = {**form_of(client, here), "words": "Right.", "act": "accept"}
    assert send(client, here, form).response.location == CORRECTIONS
    send(client, here, form)
    assert proposed()[0].outcome == Outcome.ACCEPTED
    assert len(mails_about("correction ")) == 1
    assert "Right." in get(client, CORRECTIONS).text("//section[@aria-labelledby='h-answered']")
    assert "Right." in get(cast.client("npa"), ADDRESS).text("//aside[@aria-labelledby='h-answers']")
    assert not get(client, here).root.xpath("//main//form")


def test_what_was_changed_since_is_seen_and_adapted(cast: Cast, version: int) -> None:
    first = propose(cast, version, en="WEI was told late.")
    second = propose(cast, version, "mag", en="WEI was never told.")
    client = cast.client("chair")
    stale = form_of(client, f"{CORRECTIONS}/{second}")
    post(client, f"{CORRECTIONS}/{first}", act="accept")
    page = send(client, f"{CORRECTIONS}/{second}", {**stale, "act": "accept"}, 409)
    assert "changed since it was circulated" in page.text("//*[@id='problem']")
    page = send(client, f"{CORRECTIONS}/{second}", {**stale, "act": "adapt", "text-en": "Late or never."}, 409)
    assert "Late or never." in page.text("//textarea[@name='text-en']")
    assert page.root.xpath("//input[@name='base_en']/@value") == ["WEI was told late."]
    again = {**stale, "base_en": "WEI was told late.", "act": "adapt", "text-en": "Late or never."}
    send(client, f"{CORRECTIONS}/{second}", again)
    assert [each.outcome for each in proposed()] == [Outcome.ACCEPTED, Outcome.ADAPTED]
    assert "not to be declined" not in page.text()


def test_to_decline_needs_words_and_frozen_minutes_say_so(cast: Cast, version: int) -> None:
    correction = propose(cast, version, en="WEI was told late.")
    client, here = cast.client("secretary"), f"{CORRECTIONS}/{correction}"
    assert "Say why, so that NPA knows." in post(client, here, status=422, act="decline").text("//*[@id='problem']")
    form = form_of(client, here)
    put_text_state(TextState.FROZEN)
    assert "frozen or issued" in get(client, here).text("//main")
    send(client, here, {**form, "act": "decline", "words": "No."}, 422)
    get(client, f"{CORRECTIONS}/999", 404)
    put_text_state(TextState.OPEN)
    send(client, here, {**form, "request_key": "new", "act": "decline", "words": "No."})
    assert proposed()[0].outcome == Outcome.DECLINED


@pytest.mark.parametrize("address", [ADDRESS, CORRECTIONS])
def test_the_pages_take_the_same_queries_however_many_answers(cast: Cast, version: int, address: str) -> None:
    client = cast.client("chair")
    taken = []
    for number in range(2):
        for place in ("i1", "i2", "r1", "attendance"):
            propose(cast, version, "npa" if number else "mag", place, why=f"Reason {number}")
        answer(cast, version, "npa" if number else "mag", StanceKind.AGREES)
        with queries_of_database() as sent:
            assert Context().run(client.get, address).status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 45


def test_the_pages_speak_lao(cast: Cast, version: int) -> None:
    correction = propose(cast, version, lo="ໃໝ່")
    for name, address in (("npa", NEW), ("npa", ANSWERS), ("chair", CORRECTIONS), ("chair", BEHALF),
                          ("chair", f"{CORRECTIONS}/{correction}")):  # fmt: skip
        assert get(speaks(cast.client(name), "lo"), address).root.get("lang") == "lo"
