import pytest

from tracker.mail.server import MailServer, Tls


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, Tls.REQUIRED)),
        ("smtp://mail.example.org:25?tls=none", MailServer("mail.example.org", 25, Tls.NONE)),
        ("smtp://mail.example.org:25/?tls=starttls", MailServer("mail.example.org", 25, Tls.OFFERED)),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, Tls.AT_ONCE)),
        ("smtps://h:2465?certificates=/srv/ca.pem", MailServer("h", 2465, Tls.AT_ONCE, certificates="/srv/ca.pem")),
        ("smtp://localhost:25", MailServer("localhost", 25, Tls.NONE)),
        ("smtp://[::1]:25", MailServer("::1", 25, Tls.NONE)),
        ("smtp://127.0.0.1?tls=required", MailServer("127.0.0.1", 587, Tls.REQUIRED)),
        (
            "smtp://twg%40example.org:a%3Ab%2F%40@mail.example.org",
            MailServer("mail.example.org", 587, Tls.REQUIRED, "twg@example.org", "a:b/@"),
        ),
    ],
)
def test_an_address_says_all_of_it(url: str, expected: MailServer) -> None:
    assert MailServer.of(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://h?tls=yes", "knows tls=required"),
        ("smtps://h?tls=none", "takes no tls="),
        ("smtp://h?ssl=1", "knows the options"),
        ("smtp://%E0%BA%81@h", "ASCII"),
        ("smtp://u:p%0a@h", "ASCII"),
    ],
)
def test_what_it_does_not_know_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        MailServer.of(url)


def test_a_password_is_never_shown() -> None:
    server = MailServer.of("smtp://user:hidden@[::1]:25")
    assert "hidden" not in repr(server)
    assert server.name == "[::1]:25"
