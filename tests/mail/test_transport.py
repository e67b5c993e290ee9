import time

import pytest
from sink import CERTIFICATE, PASSWORD, USER, free_port, silent, sink, slammed

from tracker.mail import transport
from tracker.mail.server import MailServer, Tls
from tracker.mail.troubles import LastingTrouble, NotSent, PassingTrouble, Trouble, explain

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
MAIL = b"Subject: x\r\n\r\n.dot\r\n"


def trouble(server: MailServer) -> NotSent:
    with pytest.raises(NotSent) as caught:
        transport.send(server, "twg@example.la", "npa@example.la", MAIL)
    return caught.value


def test_a_mail_is_handed_over_as_it_is() -> None:
    with sink() as taken:
        transport.send(taken.server(), "twg@example.la", "npa@example.la", MAIL)
    assert taken.taken == [MAIL]
    assert taken.receivers == ["npa@example.la"]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_4xx_passes(step: str) -> None:
    with sink() as taken:
        setattr(taken, step, "451 come again")
        found = trouble(taken.server())
    assert isinstance(found, PassingTrouble)
    assert (found.trouble, found.reply, found.of_server) == (Trouble.SERVER_BUSY, "451 come again", False)


@pytest.mark.parametrize(
    ("step", "kind"),
    [("mail", Trouble.SENDER_REFUSED), ("rcpt", Trouble.RECEIVER_REFUSED), ("data", Trouble.MAIL_REFUSED)],
)
def test_5xx_is_for_good(step: str, kind: Trouble) -> None:
    with sink() as taken:
        setattr(taken, step, "550 not here")
        found = trouble(taken.server())
    assert isinstance(found, LastingTrouble)
    assert (found.trouble, found.reply) == (kind, "550 not here")


def test_a_password_is_taken() -> None:
    with sink(auth=True) as taken:
        transport.send(taken.server(user=USER, password=PASSWORD), "twg@example.la", "npa@example.la", MAIL)
        assert len(taken.taken) == 1


@pytest.mark.parametrize("user", ["", USER])
def test_a_wrong_or_missing_password_concerns_every_mail(user: str) -> None:
    with sink(auth=True) as taken:
        found = trouble(taken.server(user=user, password=PASSWORD[:-1]))
    assert isinstance(found, PassingTrouble)
    assert (found.trouble, found.of_server) == (Trouble.SIGN_IN_REFUSED, True)


def test_a_server_that_takes_no_password_is_named() -> None:
    with sink() as taken:
        assert trouble(taken.server(user=USER, password=PASSWORD)).trouble == Trouble.NO_SIGN_IN


@pytest.mark.parametrize("tls", [Tls.REQUIRED, Tls.OFFERED])
def test_the_line_is_made_secret_where_the_server_can(tls: Tls) -> None:
    with sink(tls=True) as taken:
        transport.send(taken.server(tls=tls, certificates=str(CERTIFICATE)), "twg@example.la", "npa@example.la", MAIL)
        assert len(taken.taken) == 1


def test_a_line_that_is_secret_from_the_first_byte() -> None:
    with sink(at_once=True) as taken:
        server = taken.server(tls=Tls.AT_ONCE, certificates=str(CERTIFICATE))
        transport.send(server, "twg@example.la", "npa@example.la", MAIL)
        assert len(taken.taken) == 1


def test_a_certificate_that_nobody_knows_is_refused() -> None:
    with sink(tls=True) as taken:
        found = trouble(taken.server(tls=Tls.REQUIRED))
        assert (found.trouble, taken.taken) == (Trouble.BAD_CERTIFICATE, [])


def test_a_file_of_certificates_that_is_not_there_is_named() -> None:
    with sink(tls=True) as taken:
        found = trouble(taken.server(tls=Tls.REQUIRED, certificates="/nowhere.pem"))
        assert found.trouble == Trouble.BAD_CERTIFICATE


def test_without_encryption_nothing_is_said_unless_that_was_asked_for() -> None:
    with sink() as taken:
        assert trouble(taken.server(tls=Tls.REQUIRED)).trouble == Trouble.NO_TLS
        transport.send(taken.server(tls=Tls.OFFERED), "twg@example.la", "npa@example.la", MAIL)
        assert len(taken.taken) == 1


def test_a_password_never_goes_over_an_open_line_unasked() -> None:
    with sink(auth=True) as taken:
        assert trouble(taken.server(tls=Tls.OFFERED, user=USER, password=PASSWORD)).trouble == Trouble.NO_TLS


def test_the_wrong_kind_of_port_is_told_apart() -> None:
    with sink() as taken:
        assert trouble(taken.server(tls=Tls.AT_ONCE)).trouble == Trouble.TLS_FAILED


def test_a_closed_port_is_told_apart() -> None:
    assert trouble(MailServer("127.0.0.1", free_port(), Tls.NONE)).trouble == Trouble.NO_CONNECTION


def test_a_name_that_nobody_has_is_told_apart() -> None:
    assert trouble(MailServer("no-such-host.invalid", 25, Tls.NONE)).trouble == Trouble.NO_SUCH_HOST


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.AT_ONCE])
def test_a_server_that_hangs_is_left_after_its_time(tls: Tls) -> None:
    begun = time.monotonic()
    with silent() as port:
        assert trouble(MailServer("127.0.0.1", port, tls, patience=0.5)).trouble == Trouble.NO_ANSWER
    assert time.monotonic() - begun < 5


def test_a_talk_that_drags_on_ends_before_somebody_else_may_take_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LONGEST_TALK", -1.0)
    with sink() as taken:
        assert trouble(taken.server()).trouble == Trouble.NO_ANSWER
        assert taken.taken == []


def test_every_trouble_is_explained_in_both_languages() -> None:
    told = {explain(kind) for kind in Trouble}
    assert all(each.en and each.lo for each in told)
    assert len(told) == len(Trouble)


def test_a_line_that_breaks_off_is_told_apart() -> None:
    with slammed() as port:
        assert trouble(MailServer("127.0.0.1", port, Tls.NONE)).trouble == Trouble.LINE_LOST
