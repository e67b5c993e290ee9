"""Each trouble that a mail server can make, until it is over: nothing is lost, and what comes twice is the same."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from mailing import make_due, post_to, put, the_mail
from sink import Sink, free_port, silent, sink

from tracker.mail import transport
from tracker.mail.delivery import Tally, deliver
from tracker.mail.models import MailState
from tracker.mail.server import MailServer, Tls
from tracker.mail.troubles import Trouble

KEYS = ("one", "two", "three")


@pytest.fixture
def taken() -> Iterator[Sink]:
    with sink() as running:
        yield running


@pytest.fixture
def ids(request: pytest.FixtureRequest) -> Counter[str]:
    """The Message-IDs of three mails that are due, on SQLite where the test does not ask for both databases."""
    if "either_app" not in request.fixturenames:
        request.getfixturevalue("app")
    for key in KEYS:
        put(key, subject=key)
    return Counter(the_mail(key).message_id for key in KEYS)


def stand() -> list[tuple[MailState, str, int]]:
    """How the mails stand: their state, their trouble, and how often they were tried."""
    mails = [the_mail(key) for key in KEYS]
    return [(mail.state, mail.trouble, mail.attempts) for mail in mails]


@pytest.mark.usefixtures("either_app")
def test_down_and_up_again(taken: Sink, ids: Counter[str]) -> None:
    away = MailServer("127.0.0.1", free_port(), Tls.NONE)
    for _ in range(3):
        assert deliver(post_to(away)) == Tally(later=1)
        make_due()
    assert {(state, trouble) for state, trouble, attempts in stand() if attempts} == {
        (MailState.WAITING, Trouble.NO_CONNECTION)
    }
    assert deliver(post_to(taken.server())) == Tally(sent=3)
    assert Counter(taken.ids) == ids


def test_so_slow_that_it_never_answers(taken: Sink, ids: Counter[str]) -> None:
    with silent() as port:
        assert deliver(post_to(MailServer("127.0.0.1", port, Tls.NONE, patience=0.3))) == Tally(later=1)
    assert stand()[0] == (MailState.WAITING, Trouble.NO_ANSWER, 1)
    make_due()
    assert deliver(post_to(taken.server())) == Tally(sent=3)
    assert Counter(taken.ids) == ids


def test_slow_and_yet_in_time(taken: Sink, ids: Counter[str]) -> None:
    at_once = taken.handle_RCPT

    async def slowly(*told: object) -> str:
        await asyncio.sleep(0.3)
        return await at_once(*told)  # type: ignore[arg-type]

    taken.handle_RCPT = slowly  # type: ignore[method-assign, assignment]
    assert deliver(post_to(taken.server(patience=2.0))) == Tally(sent=3)
    assert Counter(taken.ids) == ids


def test_it_takes_the_mail_and_answers_too_late(
    taken: Sink, ids: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "allowance", lambda _size: 0.3)
    at_once = taken.handle_DATA

    async def slowly(*told: object) -> str:
        answer = await at_once(*told)
        await asyncio.sleep(1)
        return answer

    taken.handle_DATA = slowly  # type: ignore[method-assign, assignment]
    assert deliver(post_to(taken.server(patience=0.3))) == Tally(later=1)
    assert stand()[0] == (MailState.WAITING, Trouble.NO_ANSWER, 1)
    del taken.handle_DATA
    make_due()
    assert deliver(post_to(taken.server())) == Tally(sent=3)
    repeated = the_mail("one").message_id
    assert Counter(taken.ids) == ids + Counter([repeated])


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_451_until_it_takes_them(taken: Sink, ids: Counter[str], step: str) -> None:
    setattr(taken, step, "451 come again")
    for attempts in (1, 2):
        assert deliver(post_to(taken.server())) == Tally(later=3)
        assert stand() == [(MailState.WAITING, Trouble.SERVER_BUSY, attempts)] * 3
        make_due()
    setattr(taken, step, "")
    assert deliver(post_to(taken.server())) == Tally(sent=3)
    assert stand() == [(MailState.SENT, "", 3)] * 3
    assert Counter(taken.ids) == ids


@pytest.mark.parametrize(
    ("step", "trouble"),
    [("mail", Trouble.SENDER_REFUSED), ("rcpt", Trouble.RECEIVER_REFUSED), ("data", Trouble.MAIL_REFUSED)],
)
def test_550_ends_visibly_and_is_not_tried_again(taken: Sink, ids: Counter[str], step: str, trouble: Trouble) -> None:
    setattr(taken, step, "550 never")
    assert deliver(post_to(taken.server())) == Tally(failed=3)
    assert stand() == [(MailState.FAILED, trouble, 1)] * 3
    assert {the_mail(key).last_error for key in KEYS} == {"550 never"}
    setattr(taken, step, "")
    make_due()
    assert deliver(post_to(taken.server())) == Tally()
    assert taken.ids == []
    assert len(ids) == 3


@pytest.mark.usefixtures("either_app")
@pytest.mark.parametrize("keeps", [True, False])
def test_it_drops_the_line_after_the_mail(taken: Sink, ids: Counter[str], keeps: bool) -> None:
    """Nobody can know whether it kept the mail; so it comes again, as the same."""

    async def drop(server: object, _session: object, envelope: object) -> str:
        if keeps:
            taken.taken.append(envelope.content)  # type: ignore[attr-defined]
        server.transport.abort()  # type: ignore[attr-defined]
        return "250 nobody hears this"

    taken.handle_DATA = drop  # type: ignore[method-assign, assignment]
    for attempts in (1, 2):
        assert deliver(post_to(taken.server())) == Tally(later=1)
        (one,) = [each for each in stand() if each[1]][:1]
        assert one[:2] == (MailState.WAITING, Trouble.LINE_LOST)
        assert sum(each[2] for each in stand()) == attempts
        make_due()
    del taken.handle_DATA
    assert deliver(post_to(taken.server())) == Tally(sent=3)
    assert set(taken.ids) == set(ids)
    assert len(taken.ids) == (5 if keeps else 3)
