from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from cast import Cast, cast_of
from flask import Flask
from sent_pages import BEGUN, DUE, mails, reads, run, sent, wished
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from time_machine import travel
from together import at_once

from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.dashboard import jobs, page_files, sending_days
from tracker.dashboard.models import PageSending, PageSent
from tracker.dashboard.page import Page
from tracker.dashboard.quarters import Quarter
from tracker.docx import pdf
from tracker.docx.layouts import Layout
from tracker.files import services as files
from tracker.organisations.models import Person

PDF = b"%PDF-1.7 the page %%EOF"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that makes PDFs."""
    monkeypatch.setattr(jobs, "as_pdf", lambda named, _office: dict.fromkeys(named, PDF))


def test_it_goes_out_on_its_day_from_the_sending_hour_on_and_once(cast: Cast) -> None:
    wished(cast.group_id)
    run(DUE - timedelta(days=1))
    run(DUE, time(7, 29))
    assert mails() == []
    for minutes in (30, 31, 59):
        run(DUE, time(7, minutes))
    run(DUE + timedelta(days=1))
    assert [(mail.to_address, [each.name for each in mail.attachments]) for mail in mails()] == [
        ("management@twg.example", ["follow-up-im-twg-2021-Q2.english.docx"])
    ]
    assert sent() == [(cast.group_id, 2021, 2)]


def test_a_day_without_work_is_waited_for(cast: Cast) -> None:
    wished(cast.group_id, days=13)  # 13 April is the eve of Pi Mai
    run(date(2021, 4, 13))
    assert len(mails()) == 1
    wished(cast.other_group_id, days=14)
    for day in (14, 15, 16, 17, 18):
        run(date(2021, 4, day))
    assert len(mails()) == 1
    run(date(2021, 4, 19))
    assert len(mails()) == 2


def test_in_the_readers_language_and_as_pdf_where_there_is_an_office(cast: Cast, office: None) -> None:
    del office
    reads(cast, "lo")
    wished(cast.group_id)
    run(DUE)
    (mail,) = mails()
    (file,) = mail.attachments
    assert (mail.language, file.name, file.file.media_type) == (
        "lo", "follow-up-im-twg-2021-Q2.lao-then-english.pdf", "application/pdf",
    )  # fmt: skip
    assert file.address.endswith("/follow-up/page?group=im-twg&period=2021-Q2")


def test_a_pdf_of_two_sheets_is_made_once_more_closer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "as_pdf", lambda named, _office: dict.fromkeys(named, PDF + b"/Type/Page /Type/Page"))
    monkeypatch.setattr(page_files, "pdf", lambda *_: PDF)
    wished(cast.group_id)
    run(DUE)
    assert files.read(mails()[0].attachments[0].file) == PDF


def test_all_groups_of_a_day_stand_in_one_mail(cast: Cast, office: None) -> None:
    del office
    wished(cast.group_id)
    wished(cast.other_group_id)
    run(DUE)
    (mail,) = mails()
    assert [each.name for each in mail.attachments] == [
        "follow-up-im-twg-2021-Q2.english.pdf", "follow-up-clearance-twg-2021-Q2.english.pdf",
    ]  # fmt: skip
    assert {group_id for group_id, _, _ in sent()} == {cast.group_id, cast.other_group_id}


def test_the_page_of_all_groups_goes_first_in_the_same_mail_and_once(cast: Cast, office: None) -> None:
    del office
    wished(cast.group_id)
    wished(None)
    for day in (DUE, DUE + timedelta(days=1)):
        run(day)
    (mail,) = mails()
    assert [each.name for each in mail.attachments] == [
        "follow-up-all-2021-Q2.english.pdf", "follow-up-im-twg-2021-Q2.english.pdf",
    ]  # fmt: skip
    assert mail.attachments[0].address.endswith("/follow-up/page?period=2021-Q2")
    assert set(sent()) == {(cast.group_id, 2021, 2), (None, 2021, 2)}
    told = session.scalars(select(AuditEntry.subject).where(AuditEntry.verb == "page.sent")).all()
    assert sorted(told) == ["all", "im-twg"]


def test_the_page_of_all_groups_has_a_day_of_its_own(cast: Cast) -> None:
    wished(cast.group_id)
    wished(None, days=20, since=date(2021, 4, 1))
    run(DUE)
    run(date(2021, 7, 20))
    assert [[each.name for each in mail.attachments] for mail in mails()] == [
        ["follow-up-im-twg-2021-Q2.english.docx"], ["follow-up-all-2021-Q2.english.docx"],
    ]  # fmt: skip


def test_the_page_of_all_groups_that_fails_is_named(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    del cast
    monkeypatch.setattr(page_files, "word", lambda *_: 1 / 0)
    wished(None)
    run(DUE)
    assert sent() == []
    assert "the page of 2021-Q2 for group all could not be made" in caplog.text


def test_the_database_keeps_one_setting_and_one_sending_of_all_groups(either_app: Flask) -> None:
    del either_app
    wished(None)
    with pytest.raises(IntegrityError), transaction() as current:
        current.add(PageSending(days=10, since=BEGUN))
    with pytest.raises(IntegrityError), transaction() as current:
        current.add(PageSending(id=0, days=10, since=BEGUN))
    with pytest.raises(IntegrityError), transaction() as current:
        current.add_all([PageSent(year=2021, quarter=2, at=clock.now()) for _ in range(2)])


def test_two_at_once_send_the_page_of_all_groups_once(either_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    next(cast_of(either_app))
    wished(None)
    with travel(datetime.combine(DUE, time(8), clock.office()), tick=False):
        at_once(either_app, [jobs.send_due_pages, jobs.send_due_pages])
    assert (len(mails()), sent()) == (1, [(None, 2021, 2)])
    assert "could not be" not in caplog.text


def test_a_group_with_another_day_has_a_mail_of_its_own(cast: Cast) -> None:
    wished(cast.group_id)
    wished(cast.other_group_id, days=20, since=date(2021, 4, 1))
    run(DUE)
    run(date(2021, 7, 20))
    assert [len(mail.attachments) for mail in mails()] == [1, 1]


def test_quarters_that_ended_before_it_was_wished_are_not_sent(cast: Cast) -> None:
    wished(cast.group_id, since=date(2021, 7, 1))
    run(DUE)
    assert mails() == []
    run(date(2021, 10, 11))
    assert sent() == [(cast.group_id, 2021, 3)]


def test_a_machine_that_was_off_sends_the_last_one_late_and_no_other(cast: Cast) -> None:
    wished(cast.group_id)
    run(date(2021, 9, 15))
    assert sent() == [(cast.group_id, 2021, 2)]
    run(date(2022, 6, 15))
    assert sent()[1:] == [(cast.group_id, 2022, 1)]


def test_what_was_due_at_the_end_of_a_quarter_is_sent_in_the_next(cast: Cast) -> None:
    wished(cast.group_id, days=80)
    run(date(2021, 7, 2))
    assert sent() == [(cast.group_id, 2021, 1)]


@pytest.mark.parametrize("what", ["closed", "left", "no mail"])
def test_who_cannot_read_it_gets_none(cast: Cast, what: str) -> None:
    account = cast.account("management")
    account_id, person_id = account.id, account.person_id
    with transaction() as current:
        if what == "closed":
            current.get_one(Account, account_id).is_active = False
        elif what == "left":
            current.get_one(Person, person_id).is_active = False
        else:
            current.get_one(Person, person_id).email = ""
    wished(cast.group_id)
    run(DUE)
    assert (mails(), sent()) == ([], [])
    with transaction() as current:
        current.get_one(Account, account_id).is_active = True
        person = current.get_one(Person, person_id)
        person.is_active, person.email = True, "management@twg.example"
    run(DUE + timedelta(days=3))
    assert len(mails()) == 1


def test_a_group_that_fails_does_not_stop_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wished(cast.group_id)
    wished(cast.other_group_id)
    whole = page_files.word

    def word(page: Page, layout: Layout, at: datetime) -> bytes:
        if page.slug == "im-twg":
            raise RuntimeError("broken")
        return whole(page, layout, at)

    monkeypatch.setattr(page_files, "word", word)
    run(DUE)
    assert sent() == [(cast.other_group_id, 2021, 2)]
    assert "the page of 2021-Q2 for group im-twg could not be made" in caplog.text
    monkeypatch.undo()
    run(DUE)
    assert sent() == [(cast.other_group_id, 2021, 2), (cast.group_id, 2021, 2)]
    assert len(mails()) == 2


def test_two_at_once_send_it_once(either_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    wished(next(cast_of(either_app)).group_id)
    with travel(datetime.combine(DUE, time(8), clock.office()), tick=False):
        at_once(either_app, [jobs.send_due_pages, jobs.send_due_pages])
    assert (len(mails()), len(sent())) == (1, 1)
    assert "could not be" not in caplog.text


def test_it_is_audited(cast: Cast) -> None:
    wished(cast.group_id)
    run(DUE)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "page.sent")).one()
    assert (entry.actor, entry.subject, entry.details) == (
        "tracker", "im-twg", {"period": "2021-Q2", "to": ["management@twg.example"]},
    )  # fmt: skip


@pytest.mark.libreoffice
def test_the_pdf_is_made_by_libreoffice(cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found: Path | None = pdf.find_office()
    monkeypatch.setitem(app.config, "TRACKER_OFFICE", found)
    wished(cast.group_id)
    run(DUE)
    assert mails()[0].attachments[0].name == "follow-up-im-twg-2021-Q2.english.pdf"


@pytest.mark.parametrize(
    ("today", "days", "quarter", "on"),
    [
        (date(2021, 7, 1), 10, Quarter(2021, 2), date(2021, 7, 12)),
        (date(2021, 7, 12), 10, Quarter(2021, 3), date(2021, 10, 11)),
        (date(2021, 6, 30), 1, Quarter(2021, 2), date(2021, 7, 1)),
    ],
)
def test_which_page_goes_out_next(today: date, days: int, quarter: Quarter, on: date) -> None:
    found = sending_days.next_after(today, days, BEGUN)
    assert (found, sending_days.goes_out_on(found, days)) == (quarter, on)


def test_the_first_one_is_of_the_quarter_in_which_it_was_wished() -> None:
    assert sending_days.next_after(date(2021, 7, 2), 10, date(2021, 7, 2)) == Quarter(2021, 3)
    assert Bilingual(en="Quarter 3, 2021", lo="ໄຕມາດທີ 3 ປີ 2021") == Quarter(2021, 3).name
