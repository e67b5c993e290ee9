import logging
from contextvars import Context
from datetime import date, timedelta

import pytest
from applications import NOON
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from halves import freeze, translated, without_english
from lives import circulated, days_later, organisation, the_meeting
from pages import get, misspelt, queries_of_database
from replies import address_of, delivery_to, go_to, propose, proposed, said, trail, without_files
from sqlalchemy import select

from tracker.access.actors import Actor, Role, Via
from tracker.access.voices import Voice
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden
from tracker.core.i18n import Language
from tracker.core.repeats import RequestKey
from tracker.docx.outline_json import from_data
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import queries_links, stances, views_answer_link
from tracker.minutes.models import Delivery, Outcome, StanceKind, Version
from tracker.organisations.models import Person


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    go_to(monkeypatch)
    return circulated(cast).id


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    """A browser in which nobody has signed in, nor chosen a language."""
    return cast.app.test_client()


def link_actor(cast: Cast, name: str, **changed: object) -> Actor:
    sent = delivery_to(cast, name)
    given = {"link_id": sent.link_id, "person_id": sent.person_id, "organisations": frozenset({sent.organisation_id})}
    return Actor("by link", Via.LINK, **{**given, **changed})  # type: ignore[arg-type]


def test_the_link_shows_the_whole_minutes_and_changes_nothing(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "npa")
    page = get(nobody, here)
    assert "You answer for NPA" in page.text("//main")
    assert "Who says nothing until 08/04/2021 agrees by that." in page.text("//main")
    outline = from_data(session.get_one(Version, version).outline)
    assert outline.closing[0].text.en in page.text("//article")
    assert len(page.root.xpath(f"//article//a[starts-with(@href, '{here}/corrections/new?at=')]")) == 26
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.response.headers["Cache-Control"]
    assert (delivery_to(cast, "npa").opened_at, said()) == (None, {})


def test_the_page_speaks_the_language_of_the_mail_unless_another_is_chosen(
    cast: Cast, version: int, nobody: FlaskClient
) -> None:
    here = address_of(cast, version, "npa")
    delivery_id = delivery_to(cast, "npa").id
    languages: tuple[Language, Language] = ("lo", "en")
    for language in languages:
        with transaction():
            session.get_one(Delivery, delivery_id).language = language
        assert get(nobody, here).root.get("lang") == language
    assert get(nobody, f"{here}?language=lo").root.get("lang") == "lo"
    assert get(nobody, here).root.get("lang") == "lo"


def test_by_the_link_an_organisation_agrees_objects_and_has_received(
    cast: Cast, version: int, nobody: FlaskClient
) -> None:
    here = address_of(cast, version, "npa")
    form = form_of(nobody, here, f"{here}/stance")
    done = send(nobody, f"{here}/stance", form)
    send(nobody, f"{here}/stance", form)
    assert (done.response.location, done.response.headers["Referrer-Policy"]) == (here, "no-referrer")
    stance = said()["NPA"]
    assert (stance.kind, stance.by, stance.by_person_id) == (
        StanceKind.AGREES, "Npa Person (NPA)", cast.account("npa").person_id,
    )  # fmt: skip
    (told,) = trail("stance.given")
    assert told.via == "link"
    sent = delivery_to(cast, "npa")
    assert (sent.opened_at, sent.acknowledged_at) == (clock.now(), clock.now())
    form = form_of(nobody, f"{here}/stance")
    assert "Say what you object to" in send(nobody, f"{here}/stance", {**form, "kind": "objects"}, 422).text()
    send(nobody, f"{here}/stance", {**form, "kind": "objects", "reason": "No."})
    assert said()["NPA"].reason.en == "No."
    assert "No." in get(nobody, here).text("//aside[@aria-labelledby='h-answers']")


def test_received_is_a_button_of_its_own(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "mag")
    form = form_of(nobody, here, f"{here}/received")
    get(nobody, f"{here}/received", 405)
    send(nobody, f"{here}/received", form)
    send(nobody, f"{here}/received", form)
    sent = delivery_to(cast, "mag")
    assert (sent.acknowledged_at, sent.opened_at, said()) == (clock.now(), clock.now(), {})
    assert len(trail("minutes.acknowledged")) == 1
    assert not get(nobody, here).root.xpath(f"//form[@action='{here}/received']")


def test_corrections_by_the_link(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "npa")
    others = propose(cast, version, "mag", en="Of MAG")
    new = f"{here}/corrections/new?at=i2"
    send(nobody, new, {**form_of(nobody, new), "text-en": "Shorter."})
    kept = proposed()[-1]
    assert (kept.place, kept.text.en, kept.organisation.short_name) == ("i2", "Shorter.", "NPA")
    get(nobody, f"{here}/corrections/new?at=nix", 404)
    own = form_of(nobody, here, f"{here}/corrections/{kept.id}/withdraw")
    send(nobody, f"{here}/corrections/{others}/withdraw", own, 404)
    send(nobody, f"{here}/corrections/{kept.id}/withdraw", own)
    assert [each.outcome for each in proposed()] == [None, Outcome.WITHDRAWN]


def test_a_link_answers_for_one_organisation_and_one_version(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "npa")
    form = form_of(nobody, f"{here}/stance")
    mag = organisation("MAG").id
    send(nobody, f"{here}/stance", {**form, "kind": "agrees", "organisation_id": str(mag)}, 422)
    with pytest.raises(Forbidden), transaction():
        stances.give(version, StanceKind.AGREES, Voice(mag), by=link_actor(cast, "npa"), at=NOON)
    sent = delivery_to(cast, "npa")
    forged = Actor("by link", Via.LINK, person_id=sent.person_id, link_id=99, organisations=frozenset({mag}))
    with pytest.raises(Forbidden), transaction():
        stances.give(version, StanceKind.AGREES, Voice(mag), by=forged, at=NOON)
    newer = circulated(cast, until=date(2021, 4, 20)).id
    old = link_actor_of(cast, version)
    npa = organisation("NPA").id
    with pytest.raises(Forbidden), transaction():
        stances.give(newer, StanceKind.AGREES, Voice(npa), by=old, at=NOON)
    assert said() == {}


def link_actor_of(cast: Cast, version_id: int) -> Actor:
    link = session.scalars(
        select(SecretLink).where(
            SecretLink.subject_id == version_id, SecretLink.person_id == cast.account("npa").person_id
        )
    ).one()
    own = frozenset({link.organisation_id or 0})
    return Actor("by link", Via.LINK, person_id=link.person_id, link_id=link.id, organisations=own)


def test_the_actor_of_a_link_has_no_role(cast: Cast, version: int) -> None:
    here = address_of(cast, version, "npa")
    with cast.app.test_request_context(here):
        actor = views_answer_link.reader_of(here.rsplit("/", 1)[1]).actor
    assert (actor.via, actor.roles, actor.seats) == (Via.LINK, frozenset[Role](), frozenset())
    assert actor.organisations == {organisation("NPA").id}
    assert actor.account_id is None


def test_an_old_link_reads_on_and_says_where_to_answer(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "npa")
    form = form_of(nobody, f"{here}/stance")
    circulated(cast, until=date(2021, 4, 20))
    page = get(nobody, here)
    assert "A newer version, number 2, was sent since." in page.text("//main")
    assert not page.root.xpath("//article//a")
    for address in (f"{here}/stance", f"{here}/corrections/new?at=i1"):
        refused = get(nobody, address, 422)
        assert "newer version" in refused.text()
        assert refused.links("//main//a") == {"Back": here}
    send(nobody, f"{here}/stance", {**form, "kind": "agrees"}, 422)
    send(nobody, f"{here}/received", form_of(nobody, here, f"{here}/received"))


def test_a_newer_version_shows_what_changed(cast: Cast, version: int, nobody: FlaskClient) -> None:
    assert not get(nobody, address_of(cast, version, "npa")).root.xpath("//main//details")
    with transaction():
        session.scalars(select(Entry).order_by(Entry.id).limit(1)).one().text = Bilingual.same("Quite another text")
    newer = circulated(cast, until=date(2021, 4, 20)).id
    shown = get(nobody, address_of(cast, newer, "npa")).text("//main//details")
    assert "What changed since version 1" in shown
    assert "Quite another text" in shown


def test_after_the_comment_date_it_says_so(
    cast: Cast, version: int, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = address_of(cast, version, "npa")
    go_to(monkeypatch, days=9)
    page = get(nobody, here)
    assert "ended on 08/04/2021" in page.text("//aside[@aria-labelledby='h-answers']")
    assert page.links("//main//p//a")["Say that you have received them"] == "#h-answers"
    get(nobody, f"{here}/stance", 422)
    meeting_id = the_meeting().id
    with transaction():
        session.get_one(Meeting, meeting_id).record = RecordState.ISSUED
    assert "not out for comments any more" in get(nobody, here).text("//aside[@aria-labelledby='h-answers']")


@pytest.mark.parametrize(
    ("spoil", "status", "said_why"),
    [
        ("token", 404, "There is no such link."), ("unknown", 404, "There is no such link."),
        ("expired", 410, "The time of this link is over."), ("revoked", 410, "A newer link was made since."),
        ("purpose", 404, "There is no such link."), ("left", 404, "This link leads to nothing any more."),
    ],
)  # fmt: skip
def test_a_dead_link_explains_itself_in_both_languages(
    cast: Cast, version: int, nobody: FlaskClient, spoil: str, status: int, said_why: str
) -> None:
    here = address_of(cast, version, "npa")
    link_id, person_id = delivery_to(cast, "npa").link_id, cast.account("npa").person_id
    with transaction():
        link = session.get_one(SecretLink, link_id)
        match spoil:
            case "token":
                here = misspelt(here)
            case "unknown":
                here = "/answer/9-x"
            case "expired":
                link.expires_at = NOON
            case "revoked":
                link.revoked_at = NOON
            case "purpose":
                link.purpose = LinkPurpose.RESET
            case _:
                session.get_one(Person, person_id).is_active = False
    for address in (here, f"{here}/stance", f"{here}/corrections/new?at=i1", f"{here}/files/1"):
        page = get(nobody, address, status)
        assert said_why in page.text("//div[@lang='en']")
        assert "ຂໍໃຫ້ຕອບອີເມວ" in page.text("//div[@lang='lo']")
        assert page.response.headers["Referrer-Policy"] == "no-referrer"


def test_the_files_of_the_version_come_through_the_link(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch)
    version = circulated(cast, to=("npa",)).id
    here, nobody = address_of(cast, version, "npa"), cast.app.test_client()
    nobody.set_cookie("language", "en")
    links = get(nobody, here).links("//aside[@aria-labelledby='h-files']//a")
    name = "IM-2021-Q1-v1-lao-then-english.docx"
    answer = Context().run(nobody.get, links["Word, Lao, then English"], buffered=True)
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")
    assert name in answer.headers["Content-Disposition"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    get(nobody, f"{here}/files/9999", 404)


def test_the_address_is_kept_and_logged_nowhere(
    cast: Cast, version: int, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = address_of(cast, version, "npa")
    secret = here.rsplit("/", 1)[1]
    send(nobody, f"{here}/stance", form_of(nobody, here, f"{here}/stance"))
    session.rollback()
    kept = session.scalars(select(RequestKey)).all()
    assert kept
    assert not any(secret in f"{each.who} {each.key} {each.answer}" for each in kept)
    cast.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(queries_links, "delivery_of", lambda _link: 1 / 0)
    with caplog.at_level(logging.DEBUG):
        assert Context().run(nobody.get, here).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "/answer/<token>" in caplog.text
    assert secret not in caplog.text


def test_without_the_token_of_the_form_nothing_is_done(cast: Cast, version: int, nobody: FlaskClient) -> None:
    here = address_of(cast, version, "npa")
    form = form_of(nobody, here, f"{here}/stance")
    send(nobody, f"{here}/stance", {**form, "csrf_token": None}, 400)
    assert said() == {}


def test_the_page_takes_the_same_queries_however_many_corrections(
    cast: Cast, version: int, nobody: FlaskClient
) -> None:
    here = address_of(cast, version, "npa")
    taken = []
    for number in (1, 6):
        for _ in range(number):
            propose(cast, version, en=f"Once more {number}", place="i1")
        with queries_of_database() as sent:
            assert Context().run(nobody.get, here).status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 16


def test_a_link_lasts_a_year(cast: Cast, version: int) -> None:
    link = session.get_one(SecretLink, delivery_to(cast, "npa").link_id)
    assert link.expires_at - link.created_at == timedelta(days=365)


def test_what_changed_is_told_from_the_language_that_came_later(
    cast: Cast, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_to(monkeypatch, 22)
    translated(cast, without_english(cast))
    freeze(cast)
    with transaction():
        row = session.scalars(select(Entry).where(Entry.key == "i2")).one()
        row.text = row.text.revise(en=row.text.en.replace("survey", "count"), lo=f"{row.text.lo} ໃໝ່")
    version = circulated(cast, at=days_later(21), until=date(2021, 5, 8)).id
    for text in ("en", "lo"):
        page = get(nobody, f"{address_of(cast, version, 'npa')}?language=en&text={text}")
        assert page.text("//details/summary") == "What changed since version 1"
        assert page.texts("//details//h3") == ["Issues and challenges, 2"]
    assert {"[removed: survey]", "[added: count]"} <= set(page.texts("//details//del | //details//ins"))
