import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from mailing import put, the_mail
from sink import Sink, sink

from tracker.mail import post
from tracker.mail.messages import link
from tracker.mail.models import MailState


@pytest.fixture
def taken(app: Flask) -> Iterator[Sink]:
    """A server, and the application set to send through it."""
    with sink() as server:
        post.plug_in(app, replace(post.current_post(), server=server.server()))
        yield server


def test_deliver_says_what_it_did(app: Flask, taken: Sink) -> None:
    put("one")
    put("two", to="nobody")
    done = app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert (done.exit_code, done.output) == (1, "1 sent, 0 to be tried again, 1 failed\n")
    assert len(taken.taken) == 1


def test_deliver_without_a_server_says_where_the_files_are(app: Flask) -> None:
    put()
    done = app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert done.exit_code == 0
    assert done.output.endswith(f"1 to be sent by hand, in {post.current_post().folder}\n")


def test_the_list_can_be_read_by_programs(app: Flask) -> None:
    put("one", text=f"{link(1)}")
    put("two", to="nobody", language="en")
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    done = app.test_cli_runner().invoke(args=["mail", "list", "--format", "json"])
    two, one = json.loads(done.stdout)
    assert one == {
        "id": the_mail("one").id, "key": "one", "state": "failed", "to": "npa@example.la", "language": "lo",
        "subject": "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1", "message_id": the_mail("one").message_id,
        "created_at": "2021-04-01T05:00:00+00:00", "attempts": 1, "next_try_at": None, "sent_at": None,
        "trouble": "link_missing", "last_error": "NotFound",
    }  # fmt: skip
    assert (two["key"], two["trouble"]) == ("two", "bad_address")
    done = app.test_cli_runner().invoke(args=["mail", "list", "--state", "waiting", "--format", "json"])
    assert json.loads(done.stdout) == []


def test_the_list_can_be_read_by_people(app: Flask) -> None:
    put(to="nobody")
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    done = app.test_cli_runner().invoke(args=["mail", "list"])
    assert done.stdout == (
        f"{the_mail().id:>6}  failed    nobody  ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1  "
        "This is no address that a mail can be sent to. Check the address.\n"
    )


def test_a_test_mail_arrives(app: Flask, taken: Sink) -> None:
    done = app.test_cli_runner().invoke(args=["mail", "test", "admin@example.la", "--language", "lo"])
    assert (done.exit_code, done.output) == (
        0, f"127.0.0.1:{taken.port} has taken the mail for admin@example.la.\n",
    )  # fmt: skip
    assert str(taken.mails[0]["subject"]).startswith("ອີເມວທົດລອງ")


def test_a_test_mail_that_is_refused_is_explained(app: Flask, taken: Sink) -> None:
    taken.rcpt = "550 no such user"
    done = app.test_cli_runner().invoke(args=["mail", "test", "admin@example.la"])
    assert done.exit_code == 1
    assert done.stderr == (
        "Error: The mail server does not take mails for this address. Check the address.\n"
        f"127.0.0.1:{taken.port} said: 550 no such user\n"
    )


def test_a_test_mail_without_a_server_says_so(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["mail", "test", "admin@example.la"])
    assert done.exit_code == 1
    assert "TRACKER_SMTP_URL is not set" in done.stderr


def test_a_mail_goes_out_as_by_hand_until_somebody_says_it_went(app: Flask) -> None:
    put()
    app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert the_mail().state == MailState.BY_HAND
