from datetime import date, timedelta

import pytest
from applications import NOON
from cast import Cast, send
from lives import circulated, organisation, the_meeting
from pages import Page, get, queries_of_database, speaks
from records import many_meetings

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.minutes.models import (
    SCAN,
    Correction,
    Delivery,
    NotReceived,
    Stance,
    StanceKind,
    Version,
    VersionFile,
    VersionKind,
)

HERE = "/meetings/im-twg/2021-Q1"
MOVING, ANSWER, TRANSLATE = (f"//section[@aria-labelledby='h-{name}']" for name in ("moving", "answer", "translate"))
NOTICES = "//section[contains(@class, 'notice')]"


def days_from_now(days: int) -> date:
    return clock.today() + timedelta(days=days)


@pytest.fixture
def out(cast: Cast) -> Cast:
    """The sample's minutes, circulated to NPA and MAG, with a week left for comments."""
    circulated(cast, until=days_from_now(7))
    return cast


def desk(cast: Cast, who: str) -> Page:
    session.rollback()
    return get(cast.client(who), "/")


def change(**values: object) -> None:
    with transaction():
        meeting = the_meeting()
        for name, value in values.items():
            setattr(meeting, name, value)


def version() -> Version:
    return session.query(Version).order_by(Version.id.desc()).first()  # type: ignore[return-value]


def say(short_name: str, kind: StanceKind, *, silent: bool = False) -> None:
    with transaction() as current:
        current.add(
            Stance(
                version_id=version().id, organisation_id=organisation(short_name).id, kind=kind, silent=silent,
                reason=Bilingual(), at=NOON, by="somebody",
            )
        )  # fmt: skip


def propose(short_name: str) -> None:
    with transaction() as current:
        current.add(
            Correction(
                version_id=version().id, place="opening", organisation_id=organisation(short_name).id,
                text=Bilingual(en="x"), reason=Bilingual(), answer=Bilingual(), at=NOON, by="somebody",
            )
        )  # fmt: skip


def freeze(*, scan: bool = False) -> None:
    with transaction() as current:
        meeting = the_meeting()
        meeting.text_state = TextState.FROZEN
        frozen = Version(
            meeting=meeting, number=2, kind=VersionKind.ISSUED, outline={}, sha256="0" * 64, at=NOON, by="Chair",
        )  # fmt: skip
        if scan:
            paper = files.keep(b"%PDF-signed", "signed.pdf", "application/pdf", at=NOON)
            frozen.files.append(VersionFile(layout=SCAN, file=paper))
        current.add(frozen)


# Those who wrote them


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_while_comments_come_their_writers_see_what_came(out: Cast, who: str) -> None:
    page = desk(out, who)
    text = page.text(MOVING)
    assert f"Comments until {days_from_now(7):%d/%m/%Y}." in text
    assert "2 organisations have not answered" in text.replace("2organisations", "2 organisations")
    assert page.links(f"{MOVING}//a[contains(@class, 'btn')]") == {"Look at the answers": f"{HERE}/corrections"}
    assert not page.root.xpath(ANSWER)
    assert not page.root.xpath(NOTICES)


def test_corrections_and_objections_are_counted_and_corrections_come_first(out: Cast) -> None:
    propose("NPA")
    propose("NPA")
    say("MAG", StanceKind.OBJECTS)
    page = desk(out, "chair")
    assert [each.lstrip("123456789") for each in page.texts(f"{MOVING}//li")] == [
        "corrections to answer", "organisation objects", "organisation has not answered",
    ]  # fmt: skip
    assert page.texts(f"{MOVING}//li//*[@class='count']") == ["2", "1", "1"]
    assert page.links(f"{MOVING}//a[contains(@class, 'btn-primary')]") == {
        "Answer the corrections": f"{HERE}/corrections"
    }


def test_when_the_time_for_comments_is_over_the_chair_freezes(out: Cast) -> None:
    change(comment_until=days_from_now(-1))
    page = desk(out, "chair")
    assert f"The time for comments ended on {days_from_now(-1):%d/%m/%Y}." in page.text(MOVING)
    assert page.links(f"{MOVING}//a[contains(@class, 'btn')]") == {"Freeze for signature": f"{HERE}/sign"}
    page = desk(out, "secretary")
    assert "Waits for the chair." in page.text(MOVING)
    assert page.links(f"{MOVING}//a[contains(@class, 'btn')]") == {"Look at the answers": f"{HERE}/corrections"}


@pytest.mark.parametrize(
    ("scan", "words", "address"),
    [(False, "Attach the signed scan", f"{HERE}/sign"), (True, "Issue", f"{HERE}/issue")],
)
def test_what_is_frozen_waits_for_its_scan_and_then_for_its_issue(
    out: Cast, scan: bool, words: str, address: str
) -> None:
    freeze(scan=scan)
    page = desk(out, "chair")
    assert "Waits for the signature" in page.text(MOVING)
    assert page.links(f"{MOVING}//a[contains(@class, 'btn')]") == {words: address}
    page = desk(out, "secretary")
    assert "Waits for the chair." in page.text(MOVING)
    assert list(page.links(f"{MOVING}//a[contains(@class, 'btn')]")) == ["See how far it is"]


def test_an_amendment_that_is_being_written_is_on_the_desk_and_what_is_issued_is_not(out: Cast) -> None:
    change(record=RecordState.ISSUED, issued_on=date(2021, 4, 9))
    page = desk(out, "chair")
    assert "Being amended" in page.text(MOVING)
    assert page.links(f"{MOVING}//a[contains(@class, 'btn')]") == {"Go on writing": f"{HERE}/room"}
    change(text_state=TextState.ISSUED)
    assert not desk(out, "chair").root.xpath(MOVING)


def test_minutes_that_somebody_has_not_received_are_told_until_it_is_settled(out: Cast) -> None:
    with transaction() as current:
        for name in ("NPA", "HI"):
            said = NotReceived(meeting=the_meeting(), organisation=organisation(name), at=NOON, by="somebody")
            current.add(said)
    page = desk(out, "secretary")
    assert "2 organisations have not received these minutes." in page.text(NOTICES)
    assert page.links(f"{NOTICES}//a[contains(@class, 'btn')]") == {"Send them again": f"{HERE}/distribution"}
    assert not desk(out, "management").root.xpath(NOTICES)
    with transaction() as current:
        for each in current.query(NotReceived):
            each.settled_at = NOON
    assert not desk(out, "secretary").root.xpath(NOTICES)


@pytest.mark.parametrize("who", ["other", "management", "party", "admin"])
def test_others_have_nothing_of_it_on_their_desk(out: Cast, who: str) -> None:
    propose("NPA")
    page = desk(out, who)
    for path in (MOVING, ANSWER, TRANSLATE):
        assert not page.root.xpath(path)


# Those who got them


def test_who_was_asked_reads_and_answers(out: Cast) -> None:
    page = desk(out, "npa")
    assert f"until {days_from_now(7):%d/%m/%Y}" in page.text(ANSWER)
    assert page.links(f"{ANSWER}//a[contains(@class, 'btn-primary')]") == {"Read and answer": HERE}
    assert not page.root.xpath(NOTICES)
    assert not page.root.xpath(MOVING)


@pytest.mark.parametrize("kind", StanceKind)
def test_who_has_answered_is_asked_no_more(out: Cast, kind: StanceKind) -> None:
    say("NPA", kind)
    assert not desk(out, "npa").root.xpath(ANSWER)
    assert desk(out, "mag").root.xpath(ANSWER)


def test_nobody_is_asked_after_the_comment_date_or_the_issue(out: Cast) -> None:
    change(comment_until=days_from_now(0))
    assert desk(out, "npa").root.xpath(ANSWER)
    change(comment_until=days_from_now(-1))
    assert not desk(out, "npa").root.xpath(ANSWER)
    change(comment_until=days_from_now(3), record=RecordState.ISSUED, issued_on=date(2021, 4, 9))
    assert not desk(out, "npa").root.xpath(ANSWER)


def test_what_came_is_acknowledged_from_the_desk(out: Cast) -> None:
    say("NPA", StanceKind.AGREES)
    client = out.client("npa")
    page = get(client, "/")
    assert "not acknowledged yet" in page.text(NOTICES)
    (form,) = page.root.xpath(f"{NOTICES}//form")
    assert form.get("action") == f"/minutes/{version().id}/received"
    send(client, form.get("action"), dict(form.form_values()))
    session.rollback()
    assert not get(client, "/").root.xpath(NOTICES)
    assert session.query(Delivery).filter(Delivery.acknowledged_at.is_not(None)).count() == 1
    assert desk(out, "mag").root.xpath(ANSWER)


def test_what_somebody_of_the_organisation_has_acknowledged_is_not_asked_for_again(out: Cast) -> None:
    say("NPA", StanceKind.AGREES)
    with transaction() as current:
        current.add(
            Delivery(
                version_id=version().id, address="office@npa.example", organisation=organisation("NPA"), language="lo",
                acknowledged_at=NOON,
            )
        )  # fmt: skip
    assert not desk(out, "npa").root.xpath(NOTICES)


def test_management_is_asked_only_for_what_went_to_itself(cast: Cast) -> None:
    circulated(cast, until=days_from_now(7), to=("admin", "npa"))
    assert not desk(cast, "management").root.xpath(ANSWER)
    assert desk(cast, "admin").root.xpath(ANSWER)


# Those who translate


def test_minutes_that_went_out_in_one_language_wait_for_their_translator(out: Cast) -> None:
    change(held_on=days_from_now(-30))
    with transaction() as current:
        current.query(Version).update({"languages": "lo"})
    page = desk(out, "translator")
    assert page.links(f"{TRANSLATE}//a[contains(@class, 'btn')]") == {"Translate": f"{HERE}/translation"}
    with transaction() as current:
        current.query(Version).update({"languages": "lo en"})
    assert not desk(out, "translator").root.xpath(TRANSLATE)


def test_old_minutes_stay_in_the_language_in_which_they_went_out(out: Cast) -> None:
    with transaction() as current:
        current.query(Version).update({"languages": "lo"})
    assert not desk(out, "translator").root.xpath(TRANSLATE)


# All of them


def test_the_same_in_lao(out: Cast) -> None:
    page = get(speaks(out.client("npa"), "lo"), "/")
    assert "ອ່ານ ແລະ ຕອບ" in page.links(f"{ANSWER}//a")


def test_the_desk_asks_as_much_for_many_minutes(out: Cast) -> None:
    def asked(who: str) -> int:
        client = out.client(who)
        with queries_of_database() as sent:
            get(client, "/")
        return len(sent)

    few = {who: asked(who) for who in ("chair", "npa", "translator")}
    many_meetings(6, "more")
    with transaction() as current:
        group_id = the_meeting().group_id
        for meeting in current.query(Meeting).where(Meeting.id != the_meeting().id):
            meeting.group_id, meeting.record = group_id, RecordState.CIRCULATED
            meeting.circulated_on = NOON.date()
            made = Version(
                meeting=meeting, number=1, kind=VersionKind.CIRCULATED, outline={}, sha256="0" * 64, at=NOON, by="x",
                sealed_at=NOON, comment_until=days_from_now(3), languages="lo",
            )  # fmt: skip
            current.add(made)
            current.add(Delivery(version=made, address="a@b.la", organisation=organisation("NPA"), language="lo"))
    assert {who: asked(who) for who in few} == few
    assert len(desk(out, "chair").root.xpath(f"{MOVING}//article")) == 5
