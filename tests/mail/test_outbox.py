from collections.abc import Callable

import pytest
from applications import NOON, TESTER
from flask import Flask
from mailing import a_message, put, the_mail
from sqlalchemy import func, select, update
from together import at_once

from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound, Refused
from tracker.mail import outbox, queries
from tracker.mail.models import MailState, OutgoingMail

Verb = Callable[..., OutgoingMail]


def stands(state: MailState, key: str = "one") -> int:
    number = put(key)
    values = {
        "state": state, "lease": "x" if state == MailState.LEASED else None,
        "leased_until": NOON if state == MailState.LEASED else None,
        "sent_at": NOON if state == MailState.SENT else None, "attempts": 3, "trouble": "broken", "last_error": "x",
    }  # fmt: skip
    with transaction() as current:
        current.execute(update(OutgoingMail).where(OutgoingMail.id == number).values(**values))
    return number


def do(verb: Verb, number: int) -> None:
    with transaction():
        verb(number, by=TESTER, at=NOON)


@pytest.mark.usefixtures("either_app")
def test_the_same_key_is_the_same_mail() -> None:
    first = put("key", subject="first")
    assert put("key", subject="second") == first
    mail = the_mail("key")
    assert (mail.subject, mail.state, mail.created_at) == ("first", MailState.WAITING, NOON)
    assert mail.message_id.startswith("<")
    assert mail.message_id.endswith("@[127.0.0.1]>")


def test_the_same_key_at_the_same_moment_is_one_mail(either_app: Flask) -> None:
    assert len(set(at_once(either_app, [lambda: put("key")] * 8))) == 1
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


@pytest.mark.usefixtures("app")
def test_lines_are_kept_on_one_line() -> None:
    put(subject="a\r\nBcc: x", name="b\x00c", sender="d\u2028e", to="f@g\n", reply_to="h@i\r\n")
    mail = the_mail()
    assert (mail.subject, mail.to_name, mail.from_name, mail.to_address, mail.reply_to) == (
        "a Bcc: x", "b c", "d e", "f@g", "h@i",
    )  # fmt: skip


@pytest.mark.usefixtures("app")
def test_a_subject_holds_no_secret() -> None:
    with pytest.raises(ValueError, match="no secret link"):
        put(subject="{link:1}")


@pytest.mark.usefixtures("app")
def test_what_is_too_long_is_cut_and_not_refused() -> None:
    put(subject="ກ" * 1000, name="ກ" * 1000)
    assert (len(the_mail().subject), len(the_mail().to_name)) == (500, 200)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.GIVEN_UP, MailState.BY_HAND, MailState.WAITING])
@pytest.mark.usefixtures("app")
def test_a_mail_is_tried_again_as_if_for_the_first_time(state: MailState) -> None:
    do(outbox.retry, stands(state))
    mail = the_mail()
    assert (mail.state, mail.attempts, mail.first_tried_at, mail.trouble, mail.last_error) == (
        MailState.WAITING, 0, None, "", "",
    )  # fmt: skip
    assert mail.next_try_at == NOON


@pytest.mark.parametrize(
    ("verb", "states", "becomes"),
    [
        (outbox.retry, {"failed", "given_up", "by_hand", "waiting"}, MailState.WAITING),
        (outbox.give_up, {"waiting", "failed", "by_hand"}, MailState.GIVEN_UP),
        (outbox.mark_sent, {"failed", "given_up", "by_hand"}, MailState.SENT),
        (outbox.note_taken, {"by_hand"}, MailState.BY_HAND),
    ],
)
@pytest.mark.usefixtures("either_app")
def test_what_may_be_done_in_which_state(verb: Verb, states: set[str], becomes: MailState) -> None:
    for state in MailState:
        number = stands(state, key=state)
        if state in states:
            do(verb, number)
            assert the_mail(state).state == becomes
        else:
            with pytest.raises(Refused) as refused:
                do(verb, number)
            assert refused.value.message.en
            assert the_mail(state).state == state
    entries = session.scalars(select(AuditEntry)).all()
    assert [entry.subject_kind for entry in entries] == ["mail"] * len(states)
    assert {entry.actor for entry in entries} == {"a test"}


@pytest.mark.parametrize("verb", [outbox.retry, outbox.give_up, outbox.mark_sent, outbox.note_taken])
@pytest.mark.usefixtures("app")
def test_a_mail_that_is_not_there(verb: Verb) -> None:
    with pytest.raises(NotFound):
        do(verb, 99)


@pytest.mark.usefixtures("app")
def test_the_outbox_by_state_page_and_text() -> None:
    for number in range(30):
        put(str(number), to=f"person{number}@example.la", subject=f"100% ຂໍ້ {number}")
    stands(MailState.FAILED, key="failed")
    found = queries.mails_page(1, MailState.WAITING)
    assert (found.total, found.pages, len(found.rows), found.rows[0].key) == (30, 2, 25, "29")
    assert [queries.mails_page(page).page for page in (-1, 2, 99)] == [1, 2, 2]
    assert [row.key for row in queries.mails_page(1, None, "PERSON7@").rows] == ["7"]
    assert queries.mails_page(1, None, "%_").total == 0
    assert queries.mails_page(1, None, "0% ຂໍ້ 12").total == 1
    counts = queries.in_each_state()
    assert (counts[MailState.WAITING], counts[MailState.FAILED], counts[MailState.SENT]) == (30, 1, 0)
    assert a_message().key == "one"
