from dataclasses import replace

import pytest
from applications import NOON
from cast import Cast
from lives import circulated, days_later, the_meeting
from pages import queries_of_database
from sqlalchemy import select

from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.groups.models import Attach
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.minutes import sending
from tracker.minutes.enclosing import Form, foreseen
from tracker.minutes.models import SCAN, Delivery, Reason, Version, VersionFile
from tracker.minutes.sending import Recipient

ONE = Recipient("one@example.org", "One", "en", Reason.ADDED)
PDF = "application/pdf"


def send(cast: Cast, version_id: int, *to: Recipient, again: bool = False) -> int:
    """How many mails were put into the outbox."""
    actor = cast.actor("chair")
    with transaction() as current:
        sent = sending.send(current.get_one(Version, version_id), to, by=actor, at=days_later(1), again=again)
        return len(sent)


def mails_to(address: str) -> list[OutgoingMail]:
    session.rollback()
    found = select(OutgoingMail).where(OutgoingMail.to_address == address).order_by(OutgoingMail.id)
    return list(session.scalars(found))


def test_everybody_gets_one_mail_whose_link_is_the_organisations_own(cast: Cast) -> None:
    version = circulated(cast)
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [(row.address, row.reason, row.organisation.short_name) for row in rows if row.organisation] == [
        ("npa@twg.example", Reason.FOCAL_POINT, "NPA"), ("mag@twg.example", Reason.FOCAL_POINT, "MAG"),
    ]  # fmt: skip
    links = session.scalars(select(SecretLink).order_by(SecretLink.id)).all()
    assert [(link.purpose, link.subject_kind, link.subject_id, link.organisation_id) for link in links] == [
        (LinkPurpose.ANSWER, "version", version.id, row.organisation_id) for row in rows
    ]
    for row in rows:
        (sent,) = row.mails
        assert (sent.mail.key, sent.by) == (f"minutes {row.id} 1", "Chair Person")


def test_who_has_it_gets_it_again_only_where_that_is_asked(cast: Cast) -> None:
    version = circulated(cast, to=("npa",))
    npa = Recipient("NPA@twg.example", "NPA Person", "en", Reason.FOCAL_POINT)
    assert send(cast, version.id, npa) == 0
    assert send(cast, version.id, npa, again=True) == 1
    first, second = mails_to("npa@twg.example")
    assert second.key == first.key.removesuffix("1") + "2"
    assert "sent again" in second.subject
    assert "sent again" not in first.subject
    assert len(session.scalars(select(Delivery)).all()) == 1
    assert send(cast, version.id, replace(npa, language="lo")) == 1


def test_what_is_sent_again_after_a_year_has_a_link_that_leads_on(cast: Cast) -> None:
    version_id, actor = circulated(cast).id, cast.actor("chair")
    later = days_later(400)
    delivery_id = session.scalars(select(Delivery.id).order_by(Delivery.id).limit(1)).one()
    with transaction() as current:
        to = Recipient.of(current.get_one(Delivery, delivery_id))
        sending.send(current.get_one(Version, version_id), [to], by=actor, at=later, again=True)
    link = session.get_one(Delivery, delivery_id).link
    assert link is not None
    assert link.expires_at == later + sending.LINK_LASTS
    other = session.scalars(select(Delivery).where(Delivery.id != delivery_id)).first()
    assert other is not None
    assert other.link is not None
    assert other.link.expires_at < later


def test_a_new_address_gets_no_link_but_the_mail_says_how_to_answer(cast: Cast) -> None:
    version = circulated(cast, to=())
    with transaction():
        the_meeting().group.mailbox = "im@twg.example"
    assert send(cast, version.id, ONE, ONE, again=True) == 2
    first, second = mails_to("one@example.org")
    assert "{link:" not in first.text + second.text
    assert "by replying to this mail" in first.text
    assert first.reply_to == "im@twg.example"


def give(version_id: int, layout: str, name: str, kind: str) -> None:
    with transaction() as current:
        file = files.keep(name.encode(), name, kind, at=NOON)
        current.get_one(Version, version_id).files.append(VersionFile(layout=layout, file=file))


@pytest.mark.parametrize(
    ("attach", "made", "enclosed"),
    [
        (Attach.PDF, (), ["v1.docx"]),
        (Attach.PDF, ("pdf",), ["v1.pdf"]),
        (Attach.WORD, ("pdf",), ["v1.docx"]),
        (Attach.BOTH, ("pdf",), ["v1.pdf", "v1.docx"]),
        (Attach.BOTH, (), ["v1.docx"]),
        (Attach.PDF, ("pdf", "scan"), ["scan.pdf"]),
        (Attach.WORD, ("pdf", "scan"), ["scan.pdf", "v1.docx"]),
        (Attach.BOTH, ("pdf", "scan"), ["scan.pdf", "v1.docx"]),
    ],
)
def test_the_file_has_the_form_that_the_group_wants(
    cast: Cast, attach: Attach, made: tuple[str, ...], enclosed: list[str]
) -> None:
    version = circulated(cast, to=())
    with transaction():
        the_meeting().group.attach = attach
    if "pdf" in made:
        give(version.id, "lao", "other.pdf", PDF)
        give(version.id, "lao-then-english", "v1.pdf", PDF)
    if "scan" in made:
        give(version.id, SCAN, "old.pdf", PDF)
        give(version.id, SCAN, "scan.pdf", PDF)
    send(cast, version.id, ONE)
    (mail,) = mails_to("one@example.org")
    names = [each.name.replace("IM-2021-Q1-v1-lao-then-english.docx", "v1.docx") for each in mail.attachments]
    assert names == enclosed
    assert {each.address for each in mail.attachments} == {reach.page("meetings/im-twg/2021-Q1")}


def test_a_version_without_files_is_sent_without_one(cast: Cast) -> None:
    version = circulated(cast, to=())
    with transaction() as current:
        current.get_one(Version, version.id).files.clear()
    send(cast, version.id, ONE)
    (mail,) = mails_to("one@example.org")
    assert mail.attachments == []
    assert "Enclosed" not in mail.text


def test_the_form_is_known_before() -> None:
    assert foreseen(Attach.PDF, has_office=True) == (Form.PDF,)
    assert foreseen(Attach.BOTH, has_office=True) == (Form.PDF, Form.WORD)
    assert {foreseen(each, has_office=False) for each in Attach} == {(Form.WORD,)}


def test_a_mail_more_takes_a_fixed_number_of_queries_more(cast: Cast) -> None:
    version = circulated(cast, to=())
    many = [replace(ONE, address=f"{number}@example.org") for number in range(40)]
    with queries_of_database() as few:
        send(cast, version.id, *many[:10])
    with queries_of_database() as more:
        send(cast, version.id, *many[10:])
    assert len(more) - len(few) <= 20 * 10
