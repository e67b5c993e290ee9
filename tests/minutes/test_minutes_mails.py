from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from applications import NOON
from cast import Cast
from letters import letters
from lives import circulated, days_later, organisation, the_meeting
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline_texts import whole_in
from tracker.files import services as files
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry
from tracker.minutes import mail_texts, outline, queries, sending, versions
from tracker.minutes.enclosing import Form
from tracker.minutes.mail_texts import Reader
from tracker.minutes.models import SCAN, Reason, Version, VersionFile, VersionKind
from tracker.minutes.sending import Recipient

TEXTS = Path(__file__).parent / "mails"
WORLD, OFFICE = "https://twg.example", "http://192.168.1.20:8000"


@pytest.fixture
def world() -> Iterator[None]:
    """The pages can be reached from everywhere."""
    reach.keep_base_url(WORLD)
    yield
    reach.keep_base_url("http://localhost")


@pytest.fixture
def office() -> Iterator[None]:
    """The pages can be reached in the office alone."""
    reach.keep_base_url(OFFICE)
    yield
    reach.keep_base_url("http://localhost")


def recipients(cast: Cast, language: Language) -> list[Recipient]:
    """NPA, which an action names; and somebody of no organisation, where the language is English."""
    npa, unit = cast.account("npa").person, organisation("MRE Unit")
    named = Recipient(npa.email, "NPA Person", language, Reason.FOCAL_POINT, npa.id, npa.organisation_id)
    mailbox = Recipient("mre@example.org", unit.called[language], language, Reason.ACTION, None, unit.id)
    added = Recipient("one@example.org", "One", language, Reason.ADDED)
    return [named, mailbox, added]


def send(cast: Cast, version: Version, to: list[Recipient], *, at: datetime = NOON, again: bool = False) -> None:
    actor, version_id = cast.actor("chair"), version.id
    with transaction() as current:
        sending.send(current.get_one(Version, version_id), to, by=actor, at=at, again=again)


def frozen(kind: VersionKind, **facts: object) -> Version:
    """The next version, as it would be signed; with no files but those that it is given."""
    with transaction() as current:
        meeting = the_meeting()
        version = versions.freeze(meeting, kind, by="Chair Person", at=NOON)
        version.sealed_at = NOON
        for name, value in facts.items():
            setattr(version, name, value)
        current.flush()
        version_id = version.id
    return session.get_one(Version, version_id)


def scanned(version: Version) -> None:
    version_id = version.id
    with transaction() as current:
        file = files.keep(b"%PDF-1.4", "IM-2021-Q1-signed.pdf", "application/pdf", at=NOON)
        current.get_one(Version, version_id).files.append(VersionFile(layout=SCAN, file=file))


def with_mailbox() -> None:
    with transaction():
        group = the_meeting().group
        group.mailbox = "im@twg.example"


def its_life(cast: Cast, language: Language) -> None:
    """Circulated, sent again, circulated anew, issued with and without its scan, amended, in its other language."""
    to = recipients(cast, language)
    with_mailbox()
    first = circulated(cast, to=())
    send(cast, first, to)
    send(cast, first, to[:1], at=days_later(9), again=True)
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("People ask for money.", "")
    second = frozen(VersionKind.CIRCULATED, comment_until=date(2021, 4, 12))
    send(cast, second, to[:1])
    issued = frozen(VersionKind.ISSUED, registered_as="4/NRA", issued_on=date(2021, 4, 20))
    scanned(issued)
    send(cast, issued, to[:2])
    bare = frozen(VersionKind.ISSUED, issued_on=date(2021, 4, 20))
    send(cast, bare, to[2:])
    why = Bilingual("The date of the special meeting was wrong.", "ວັນທີຂອງກອງປະຊຸມວິສາມັນ ບໍ່ຖືກຕ້ອງ.")
    amended = frozen(VersionKind.AMENDED, registered_as="9/NRA", issued_on=date(2021, 5, 3), changes=why)
    send(cast, amended, to[:1])
    with transaction() as current:
        edition = Version(
            meeting_id=amended.meeting_id, number=amended.number, kind=amended.kind, edition="en", languages="lo en",
            outline=amended.outline, sha256=amended.sha256, at=NOON, by="x", sealed_at=NOON, registered_as="9/NRA",
            issued_on=date(2021, 5, 3),
        )  # fmt: skip
        current.add(edition)
        current.flush()
        edition_id = edition.id
    send(cast, session.get_one(Version, edition_id), to[:1])


def told() -> str:
    session.rollback()
    return letters(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_as_it_reads(cast: Cast, world: None, language: Language) -> None:
    del world
    its_life(cast, language)
    assert told() == (TEXTS / f"world.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_pages_are_out_of_reach_mails_carry_the_whole_minutes(
    cast: Cast, office: None, language: Language
) -> None:
    del office
    npa = recipients(cast, language)[:1]
    with_mailbox()
    send(cast, circulated(cast, to=()), npa)
    send(cast, frozen(VersionKind.ISSUED, registered_as="4/NRA", issued_on=date(2021, 4, 20)), npa)
    assert told() == (TEXTS / f"office.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_mailbox_the_mail_names_the_secretary(cast: Cast, language: Language) -> None:
    version = circulated(cast, to=())
    send(cast, version, [Recipient("one@example.org", "One", language, Reason.ADDED)])
    (mail,) = session.scalars(select(OutgoingMail))
    secretary = {"en": "give your answer to the secretary of IM", "lo": "ເລຂານຸການຂອງກຸ່ມ IM"}[language]
    assert secretary in mail.text
    assert mail.reply_to == ""


def test_what_is_in_an_address_or_a_text_is_only_text(cast: Cast) -> None:
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual.same("<b>{link:1}</b>")
        current.scalars(select(Entry).where(Entry.key == "c3")).one().text = Bilingual.same("<i>{link:2}</i>")
    circulated(cast, to=("npa",))
    (mail,) = session.scalars(select(OutgoingMail))
    assert "<b>(link:1}</b>" in mail.text
    assert "&lt;b&gt;(link:1}&lt;/b&gt;" in mail.html
    assert "{link:" not in mail.text


def test_the_mail_is_known_before_anything_is_frozen(cast: Cast) -> None:
    meeting = the_meeting()
    built = outline.build(queries.record_of(meeting.id), RecordState.CIRCULATED)
    told = mail_texts.announcement(
        meeting, built, kind=VersionKind.CIRCULATED, number=1, comment_until=date(2021, 4, 8),
        forms=(Form.WORD,),
    )  # fmt: skip
    reader = Reader("en", Reason.FOCAL_POINT, organisation("NPA").id, organisation("NPA").called)
    before = mail_texts.letter(told, reader, link="", on=NOON.date())
    circulated(cast, to=("npa",))
    (mail,) = session.scalars(select(OutgoingMail))
    assert (before.subject, before.text, before.html) == (mail.subject, mail.text, mail.html)


def test_passages_that_differ_are_counted(cast: Cast) -> None:
    del cast
    before = outline.build(queries.record_of(the_meeting().id))
    assert mail_texts.changed_passages(before, before) == 0
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("People ask for money.", "")
        current.scalars(select(Entry).where(Entry.key == "r1")).one().deleted_at = NOON
    now = outline.build(queries.record_of(the_meeting().id))
    assert whole_in(now) == ("en",)
    assert mail_texts.changed_passages(before, now) == 2
    assert mail_texts.changed_passages(now, before) == 2
