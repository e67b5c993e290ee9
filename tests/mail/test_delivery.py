import json
import logging
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from applications import NOON
from flask import Flask
from mailing import make_due, post_to, put, the_mail, tried_since
from sink import Sink, free_port, sink
from sqlalchemy import event
from together import at_once

from tracker.core import clock
from tracker.core.db import db, session, transaction
from tracker.files import services as files
from tracker.mail import delivery, eml, transport
from tracker.mail.delivery import Tally, deliver
from tracker.mail.messages import Attachment, link
from tracker.mail.models import MailState
from tracker.mail.server import MailServer, Tls
from tracker.mail.troubles import Trouble

SECRET = "https://twg.example/password/12-abc"  # noqa: S105  a link, not a password


def fill(text: str) -> str:
    return text.replace("{link:12}", SECRET)


@pytest.mark.usefixtures("either_app")
def test_a_mail_goes_out_whole() -> None:
    put(reply_to="im@example.la", why="because", sender="IM TWG")
    with sink() as taken:
        assert deliver(post_to(taken.server())) == Tally(sent=1)
        assert deliver(post_to(taken.server())) == Tally()
    mail, (arrived,) = the_mail(), taken.mails
    assert (mail.state, mail.attempts, mail.lease, mail.last_error) == (MailState.SENT, 1, None, "")
    assert mail.sent_at is not None
    assert taken.receivers == ["npa@example.la"]
    assert {name: str(arrived[name]) for name in ("subject", "reply-to", "from", "date", "message-id")} == {
        "subject": "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1",
        "reply-to": "im@example.la",
        "from": "IM TWG <twg@example.la>",
        "date": "Thu, 01 Apr 2021 05:00:00 +0000",
        "message-id": mail.message_id,
    }
    assert (arrived["auto-submitted"], arrived["content-language"]) == ("auto-generated", "lo")
    assert arrived["x-unsent"] is None
    assert [part.get_content().strip() for part in arrived.iter_parts()] == [
        "ສະບາຍດີ",
        "<html><body><p>ສະບາຍດີ</p></body></html>",
    ]


@pytest.mark.usefixtures("app")
def test_the_oldest_goes_first() -> None:
    for key in ("one", "two", "three"):
        put(key, subject=key)
    with sink() as taken:
        assert deliver(post_to(taken.server()), most=2) == Tally(sent=2)
        assert [str(mail["subject"]) for mail in taken.mails] == ["one", "two"]


@pytest.mark.usefixtures("either_app")
def test_what_passes_is_tried_again_later_and_later() -> None:
    put()
    with sink() as taken:
        taken.rcpt = "450 greylisted"
        assert deliver(post_to(taken.server())) == Tally(later=1)
        assert deliver(post_to(taken.server())) == Tally()
        mail = the_mail()
        assert (mail.state, mail.trouble, mail.last_error) == (
            MailState.WAITING, Trouble.SERVER_BUSY, "450 greylisted",
        )  # fmt: skip
        assert timedelta(seconds=50) < mail.next_try_at - clock.now() <= timedelta(minutes=1)
        make_due()
        taken.rcpt = ""
        assert deliver(post_to(taken.server())) == Tally(sent=1)
        assert taken.ids == [mail.message_id]
    assert (the_mail().attempts, the_mail().trouble) == (2, "")


def test_the_delays_grow_to_four_hours() -> None:
    delays = [delivery.delay(attempts) for attempts in range(1, 40)]
    assert delays[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert all(one <= next_one for one, next_one in pairwise(delays))
    assert delays[-1] == timedelta(hours=4)


@pytest.mark.usefixtures("app")
def test_after_three_days_it_has_failed() -> None:
    put()
    server = post_to(MailServer("127.0.0.1", free_port(), Tls.NONE))
    tried_since(73, 20, clock.now())
    assert deliver(server) == Tally(failed=1)
    mail = the_mail()
    assert (mail.state, mail.trouble, mail.lease) == (MailState.FAILED, Trouble.NO_CONNECTION, None)


@pytest.mark.usefixtures("app")
def test_the_last_try_is_when_three_days_are_over() -> None:
    put()
    server = post_to(MailServer("127.0.0.1", free_port(), Tls.NONE))
    tried_since(71, 20, clock.now())
    assert deliver(server) == Tally(later=1)
    assert timedelta(minutes=50) < the_mail().next_try_at - clock.now() <= timedelta(hours=1)


@pytest.mark.usefixtures("app")
def test_a_machine_that_was_off_for_days_does_not_give_up_at_its_first_try() -> None:
    put()
    server = post_to(MailServer("127.0.0.1", free_port(), Tls.NONE))
    tried_since(200, 1, clock.now())
    assert deliver(server) == Tally(later=1)


@pytest.mark.usefixtures("either_app")
def test_5xx_fails_at_once_and_the_others_go() -> None:
    put("bad", to="gone@example.la")
    put("good")
    with sink() as taken:

        async def refuse_one(_server: object, _session: object, envelope: object, address: str, _more: object) -> str:
            if address == "gone@example.la":
                return "550 no such user"
            envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
            return "250 OK"

        taken.handle_RCPT = refuse_one  # type: ignore[method-assign, assignment]
        assert deliver(post_to(taken.server())) == Tally(sent=1, failed=1)
    bad = the_mail("bad")
    assert (bad.state, bad.trouble, bad.last_error) == (
        MailState.FAILED, Trouble.RECEIVER_REFUSED, "550 no such user",
    )  # fmt: skip
    assert the_mail("good").state == MailState.SENT


@pytest.mark.usefixtures("app")
def test_while_the_server_is_away_one_mail_is_tried_and_the_rest_waits() -> None:
    put("one")
    put("two")
    assert deliver(post_to(MailServer("127.0.0.1", free_port(), Tls.NONE))) == Tally(later=1)
    assert [the_mail(key).attempts for key in ("one", "two")] == [1, 0]


@pytest.mark.usefixtures("either_app")
def test_no_transaction_is_open_while_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    open_now: list[bool] = []
    monkeypatch.setattr(transport, "send", lambda *_: open_now.append(session().in_transaction()))
    assert deliver(post_to(MailServer("127.0.0.1", 1, Tls.NONE))) == Tally(sent=1)
    assert open_now == [False]


def test_many_at_once_send_each_mail_once(either_app: Flask) -> None:
    for number in range(24):
        put(str(number))
    with sink() as taken:
        post = post_to(taken.server())
        tallies = at_once(either_app, [lambda: deliver(post, most=50)] * 6)
    assert sum(tally.sent for tally in tallies) == 24
    assert set(Counter(taken.ids).values()) == {1}
    assert len(taken.ids) == 24


@pytest.mark.usefixtures("either_app")
def test_whoever_lost_the_lease_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    first: list[str | None] = []

    def overtaken(*_: object) -> None:
        """While the first is still busy its lease ends, and another one takes the mail over."""
        first.append(the_mail().lease)
        session.rollback()
        make_due()
        monkeypatch.undo()
        with sink() as taken:
            assert deliver(post_to(taken.server())) == Tally(sent=1)

    monkeypatch.setattr(transport, "send", overtaken)
    assert deliver(post_to(MailServer("127.0.0.1", 1, Tls.NONE))) == Tally()
    mail = the_mail()
    assert (mail.state, mail.attempts, mail.lease) == (MailState.SENT, 2, None)
    assert first != [None]


@pytest.mark.usefixtures("app")
def test_a_lease_lasts_as_long_as_a_slow_line_needs() -> None:
    put("small")
    with transaction():
        file = files.keep(b"x" * 5_000_000, "large.pdf", "application/pdf", at=NOON)
    put("large", attachments=(Attachment(file.id, "large.pdf"),))
    for key, least in (("small", 5), ("large", 40)):
        claim = delivery._claim()  # noqa: SLF001  what lies between two transactions
        mail = the_mail(key)
        assert claim is not None
        assert (claim.mail_id, claim.lease) == (mail.id, mail.lease)
        assert mail.leased_until is not None
        assert mail.leased_until - clock.now() > timedelta(minutes=least)
        session.rollback()


# Secret links


@pytest.mark.usefixtures("app")
def test_a_link_is_filled_in_at_delivery_and_stored_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    put(text=f"Here: {link(12)}\n", html=f'<html><body><a href="{link(12)}">x</a></body></html>')
    with sink() as taken:
        assert deliver(post_to(taken.server(), complete=fill)) == Tally(sent=1)
        assert [SECRET in part.get_content() for part in taken.mails[0].iter_parts()] == [True, True]
    with db.engine.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in db.metadata.sorted_tables]
    assert SECRET not in json.dumps(rows, default=str)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("place", ["{link:13}", "{link:x}", "{link:", "{link:12} {link:9999}"])
@pytest.mark.usefixtures("app")
def test_a_place_that_can_not_be_filled_fails_visibly(place: str) -> None:
    put(text=place)
    with sink() as taken:
        assert deliver(post_to(taken.server(), complete=fill)) == Tally(failed=1)
        assert taken.taken == []
    assert the_mail().trouble == Trouble.LINK_MISSING


@pytest.mark.usefixtures("app")
def test_a_link_that_is_gone_fails_visibly() -> None:
    put(text="{link:13}")
    with sink() as taken:
        assert deliver(post_to(taken.server())) == Tally(failed=1)
    assert the_mail().trouble == Trouble.LINK_MISSING


@pytest.mark.usefixtures("app")
def test_what_nobody_thought_of_fails_this_mail_alone_and_says_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    def burst(text: str) -> str:
        raise RuntimeError(fill(text))

    put(text="{link:12}")
    put("other")
    with sink() as taken:
        assert deliver(post_to(taken.server(), complete=burst)) == Tally(sent=1, failed=1)
    assert (the_mail().trouble, the_mail().last_error) == (Trouble.BROKEN, "RuntimeError")
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("address", ["", "npa", "a@b\r\nRCPT TO:<c@d>", "a@b>, <c@d", "ໝາກ@example.la", "a b@c.la"])
@pytest.mark.usefixtures("app")
def test_an_address_that_is_none_fails_visibly(address: str) -> None:
    put(to=address)
    with sink() as taken:
        assert deliver(post_to(taken.server())) == Tally(failed=1)
        assert taken.receivers == []
    assert the_mail().trouble == Trouble.BAD_ADDRESS


# Files


@pytest.mark.usefixtures("app")
def test_files_go_with_the_mail_while_they_fit_together() -> None:
    with transaction():
        small = files.keep(b"PK\x03\x04" * 100, "small.docx", "application/octet-stream", at=NOON)
        large = files.keep(b"x" * 2000, "large.txt", "text/plain", at=NOON)
        third = files.keep("ສະບາຍດີ".encode(), "third.txt", "text/plain; charset=utf-8", at=NOON)
    put(
        attachments=(
            Attachment(small.id, "ບົດບັນທຶກ.docx"),
            Attachment(large.id, "large.txt", "/files/2"),
            Attachment(third.id, "third.txt"),
        ),
        language="en",
    )
    with sink() as taken:
        assert deliver(post_to(taken.server(), limit=1000, base_url="https://twg.example")) == Tally(sent=1)
    (mail,) = taken.mails
    assert [(each.get_filename(), each.get_payload(decode=True)) for each in mail.iter_attachments()] == [
        ("ບົດບັນທຶກ.docx", b"PK\x03\x04" * 100),
        ("third.txt", "ສະບາຍດີ".encode()),
    ]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == [
        "ສະບາຍດີ",
        "",
        "large.txt has 0 MB, too much for a mail. It is in the tracker:",
        "https://twg.example/files/2",
    ]
    page = mail.get_body(("html",))
    assert page is not None
    assert 'href="https://twg.example/files/2"' in page.get_content()


@pytest.mark.usefixtures("app")
def test_a_file_that_was_changed_is_not_sent() -> None:
    with transaction() as current:
        file = files.keep(b"signed", "minutes.pdf", "application/pdf", at=NOON)
        current.flush()
    put(attachments=(Attachment(file.id, "minutes.pdf"),))
    with transaction() as current:
        current.connection().exec_driver_sql("UPDATE file_content SET data = x'00'")
    with sink() as taken:
        assert deliver(post_to(taken.server())) == Tally(failed=1)
    assert the_mail().trouble == Trouble.FILE_MISSING


# By hand


@pytest.mark.usefixtures("either_app")
def test_without_a_server_each_mail_becomes_a_file() -> None:
    number = put(text=f"{link(12)}\n")
    post = post_to(None, complete=fill)
    assert deliver(post) == Tally(by_hand=1)
    assert deliver(post) == Tally()
    assert (the_mail().state, the_mail().sent_at) == (MailState.BY_HAND, None)
    (file,) = post.folder.iterdir()
    assert file.name == f"mail-{number:06d}.eml"
    taken = Sink(taken=[file.read_bytes()])
    assert taken.ids == [the_mail().message_id]
    body = taken.mails[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == SECRET
    assert taken.mails[0]["x-unsent"] == "1"
    eml.remove(post.folder, number)
    eml.remove(post.folder, number)
    assert list(post.folder.iterdir()) == []


@pytest.mark.usefixtures("app")
def test_a_folder_that_can_not_be_written_is_a_passing_trouble() -> None:
    put()
    post = post_to(None)
    post.folder.write_text("a file where the folder should be")
    assert deliver(post) == Tally(later=1)
    assert the_mail().trouble == Trouble.NO_ROOM


@pytest.mark.usefixtures("app")
def test_one_mail_takes_a_fixed_number_of_statements() -> None:
    def counted(files_of_it: int) -> int:
        with transaction():
            kept = [files.keep(f"{n}".encode(), f"{n}.txt", "text/plain", at=NOON) for n in range(files_of_it)]
        put(str(files_of_it), attachments=tuple(Attachment(file.id, file.name) for file in kept))
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        with sink() as taken:
            deliver(post_to(taken.server()))
        event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    assert counted(6) - counted(3) <= 6  # each file's bytes are read by themselves
