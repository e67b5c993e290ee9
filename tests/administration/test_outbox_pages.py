import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from cast import Cast, form_of, post, send
from flask import Flask
from flask.testing import FlaskClient
from mailing import post_to, put, the_mail
from pages import get, queries_of_database
from sink import Sink, free_port, silent, sink
from sqlalchemy import select, update

from tracker.access.actors import Role
from tracker.access.routes import roles_of
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.mail import trial
from tracker.mail.delivery import deliver
from tracker.mail.messages import link
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.post import Post, current_post, plug_in
from tracker.mail.server import MailServer, Tls
from tracker.mail.troubles import Trouble

SECRET = "https://twg.example/password/12-abc"  # noqa: S105  a link, not a password


@pytest.fixture
def admin(cast: Cast) -> FlaskClient:
    return cast.client("admin")


@pytest.fixture
def taken(app: Flask) -> Iterator[Sink]:
    with sink() as server:
        plug_in(app, post_to(server.server()))
        yield server


def by_hand(app: Flask, **more: str) -> int:
    plug_in(app, post_to(None, complete=lambda text: text.replace("{link:12}", SECRET)))
    number = put(**more)
    deliver(current_post())
    return number


def failed(number: int) -> int:
    with transaction() as current:
        values = {"state": MailState.FAILED, "trouble": Trouble.RECEIVER_REFUSED, "last_error": "550 <b>no</b> user"}
        current.execute(update(OutgoingMail).where(OutgoingMail.id == number).values(**values))
    return number


def trail() -> list[tuple[str, str, str]]:
    session.rollback()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "mail").order_by(AuditEntry.id))
    return [(entry.verb, entry.actor, entry.subject) for entry in entries]


def arrived(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


# Reading


def test_the_list_shows_how_each_mail_stands(app: Flask, admin: FlaskClient) -> None:
    failed(put("bad", subject="<i>bad</i>"))
    by_hand(app, key="hand")
    put("new", to="new@example.la")
    page = get(admin, "/settings/outbox")
    assert page.heading == "Outbox"
    assert page.texts("//tbody/tr/th") == ["ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1", "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1", "<i>bad</i>"]
    assert page.texts("//tbody//span[contains(@class, 'state')]") == ["Waiting", "To be sent by hand", "Not sent"]
    assert "does not take mails for this address" in page.text("//tbody/tr[3]")
    assert page.texts("//ul[@class='jumps']//a") == ["All3", "Not sent1", "To be sent by hand1", "Waiting1"]
    assert get(admin, "/settings/outbox?state=failed").texts("//tbody/tr/th") == ["<i>bad</i>"]
    assert get(admin, "/settings/outbox?search=NEW@").texts("//tbody/tr/td[1]") == ["new@example.la"]
    assert get(admin, "/settings/outbox?state=sent").text("//div[@class='empty']/p") == "No mail is like that."
    assert len(get(admin, "/settings/outbox?state=nonsense&page=99&search=%00").texts("//tbody/tr")) == 3


def test_an_empty_outbox_says_why(admin: FlaskClient) -> None:
    assert get(admin, "/settings/outbox").text("//div[@class='empty']").startswith("No mail was written yet.")


def test_the_number_of_queries_does_not_grow(admin: FlaskClient) -> None:
    counts = []
    for number in range(2):
        for each in range(12):
            put(f"{number}-{each}")
        with queries_of_database() as sent:
            get(admin, "/settings/outbox")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_one_mail_is_shown_without_its_secrets(app: Flask, admin: FlaskClient) -> None:
    number = by_hand(app, text=f"Set it here:\n{link(12)}\n<script>x</script>\n", reply_to="im@example.la")
    page = get(admin, f"/settings/outbox/{number}")
    assert page.heading == "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1"
    assert page.text("//div[@class='mail-text']") == "Set it here: […] <script>x</script>"
    assert "Answers go toim@example.la" in page.text("//dl")
    assert "Secret links are not shown here" in page.text("//main")
    assert f"mail-{number:06d}.eml" in page.text("//main")
    file = admin.get(f"/settings/outbox/{number}/mail.eml")
    assert file.headers["Content-Disposition"] == f"attachment; filename=mail-{number:06d}.eml"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    body = arrived(file.data).get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == ["Set", "it", "here:", "[…]", "<script>x</script>"]
    assert SECRET not in page.response.text


def test_why_it_failed_stands_in_words_and_as_the_server_said_it(admin: FlaskClient) -> None:
    page = get(admin, f"/settings/outbox/{failed(put())}")
    assert page.text("//main//div[contains(@class, 'notice')]") == (
        "The mail server does not take mails for this address. Check the address. "
        "What the server said: 550 <b>no</b> user"
    )


def test_a_mail_that_can_not_be_made_says_so(admin: FlaskClient) -> None:
    number = put(to="nobody")
    assert "no address that a mail can be sent to" in get(admin, f"/settings/outbox/{number}/mail.eml", 422).text()


# Acting


def test_a_failed_mail_is_tried_again(admin: FlaskClient, taken: Sink) -> None:
    number = failed(put())
    answer = post(admin, f"/settings/outbox/{number}/retry", page=f"/settings/outbox/{number}")
    assert answer.response.location == f"/settings/outbox/{number}"
    assert "tried again within a minute" in get(admin, f"/settings/outbox/{number}").text("//*[@role='status']")
    assert deliver(current_post()).sent == 1
    assert len(taken.taken) == 1
    assert trail() == [("mail.retried", "Admin Person", "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1")]


def test_a_mail_is_given_up(app: Flask, admin: FlaskClient) -> None:
    number = by_hand(app)
    post(admin, f"/settings/outbox/{number}/give-up", page=f"/settings/outbox/{number}")
    assert the_mail().state == MailState.GIVEN_UP
    assert list(current_post().folder.iterdir()) == []
    assert [verb for verb, *_ in trail()] == ["mail.given_up"]


def test_a_mail_is_taken_out_sent_by_hand_and_marked(app: Flask, admin: FlaskClient) -> None:
    number = by_hand(app, text=f"{link(12)}\n")
    fields = form_of(admin, f"/settings/outbox/{number}", f"/settings/outbox/{number}/take")
    file = admin.post(f"/settings/outbox/{number}/take", data=fields)
    body = arrived(file.data).get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == SECRET
    page = get(admin, f"/settings/outbox/{number}/sent")
    assert "The mail to npa@example.la then counts as sent" in page.text("//main")
    assert len(list(current_post().folder.iterdir())) == 1
    post(admin, f"/settings/outbox/{number}/sent")
    assert the_mail().state == MailState.SENT
    assert list(current_post().folder.iterdir()) == []
    assert [verb for verb, *_ in trail()] == ["mail.taken", "mail.marked_sent"]
    shown = get(admin, f"/settings/outbox/{number}")
    assert shown.root.xpath("//main//form") == []


@pytest.mark.parametrize("verb", ["retry", "give-up", "sent", "take"])
def test_what_is_too_late_is_explained(admin: FlaskClient, verb: str) -> None:
    number = put()
    fields = form_of(admin, f"/settings/outbox/{number}", f"/settings/outbox/{number}/retry")
    with transaction() as current:
        values = {"state": MailState.SENT, "sent_at": the_mail().created_at}
        current.execute(update(OutgoingMail).values(**values))
    page = send(admin, f"/settings/outbox/{number}/{verb}", fields, 422)
    assert page.text("//*[@id='problem']//li")
    assert the_mail().state == MailState.SENT
    assert trail() == []


def test_a_repeated_request_key_does_it_once(admin: FlaskClient) -> None:
    number = failed(put())
    fields = form_of(admin, f"/settings/outbox/{number}", f"/settings/outbox/{number}/retry")
    for _ in range(2):
        send(admin, f"/settings/outbox/{number}/retry", fields)
    assert len(trail()) == 1


def test_without_its_token_nothing_happens(admin: FlaskClient) -> None:
    number = failed(put())
    for verb in ("retry", "give-up", "sent", "take"):
        send(admin, f"/settings/outbox/{number}/{verb}", {"request_key": "x"}, 400)
    send(admin, "/settings/outbox/test", {"email": "a@b.la"}, 400)
    assert the_mail().state == MailState.FAILED
    assert trail() == []


@pytest.mark.parametrize("verb", ["retry", "give-up", "take"])
def test_asking_is_not_acting(admin: FlaskClient, verb: str) -> None:
    number = put()
    assert admin.get(f"/settings/outbox/{number}/{verb}").status_code == 405


@pytest.mark.parametrize("number", ["99", "0", "2147483648", "9" * 30, "-1", "x"])
def test_a_mail_that_is_not_there(admin: FlaskClient, number: str) -> None:
    for address in ("", "/mail.eml", "/sent"):
        get(admin, f"/settings/outbox/{number}{address}", 404)


@pytest.mark.parametrize("who", ["chair", "secretary", "translator", "npa", "management", "party"])
def test_nobody_else_reads_or_acts(cast: Cast, who: str) -> None:
    number = put(text="confidential")
    client = cast.client(who)
    for address in ("", f"/{number}", f"/{number}/mail.eml", f"/{number}/sent", "/test"):
        assert "confidential" not in get(client, f"/settings/outbox{address}", 403).text()


def test_strangers_sign_in_first(cast: Cast) -> None:
    assert cast.client().get("/settings/outbox").status_code == 302


def test_every_address_of_it_is_the_administrators(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name.startswith("outbox.")}
    assert len(views) == 8
    assert {roles_of(view) for view in views.values()} == {frozenset({Role.ADMINISTRATOR})}


# A test mail


def tried(client: FlaskClient, status: int, address: str = "admin@example.la") -> str:
    return post(client, "/settings/outbox/test", status=status, email=address).text("//main")


def test_a_test_mail_goes_out_at_once_in_the_readers_language(cast: Cast, taken: Sink) -> None:
    languages: tuple[tuple[Language, str], ...] = (("en", "A test mail"), ("lo", "ອີເມວທົດລອງ"))
    for language, subject in languages:
        client = cast.client("admin", language)
        assert form_of(client, "/settings/outbox/test")["email"] == "admin@twg.example"
        tried(client, 200)
        assert str(taken.mails[-1]["subject"]).startswith(subject)
    assert taken.receivers == ["admin@example.la"] * 2
    assert [verb for verb, *_ in trail()] == ["mail.tried"] * 2
    assert session.scalar(select(OutgoingMail)) is None


def test_no_answer_is_a_test_mail(admin: FlaskClient, taken: Sink) -> None:
    assert "The server has taken the mail for admin@example.la." in tried(admin, 200)
    assert "Write an e-mail address" in tried(admin, 422, "nobody")
    assert "Fill this in." in tried(admin, 422, "")
    assert "Write an e-mail address" in tried(admin, 422, "a" * 100_000)
    assert len(taken.taken) == 1


def in_trouble(port: int) -> dict[str, tuple[MailServer, str]]:
    server = MailServer("127.0.0.1", port, Tls.NONE)
    return {
        "closed": (replace(server, port=free_port()), "can't be reached"),
        "plain": (replace(server, tls=Tls.REQUIRED), "offers no encryption"),
        "wrong port": (replace(server, tls=Tls.AT_ONCE), "Encryption could not be agreed"),
        "no sign-in": (replace(server, user="u", password="p"), "takes no user name and password"),  # noqa: S106
        "no such host": (replace(server, host="no-such-host.invalid"), "no mail server of this name"),
    }


@pytest.mark.parametrize("kind", ["closed", "plain", "wrong port", "no sign-in", "no such host"])
def test_what_is_wrong_with_the_server_is_told_in_words(app: Flask, admin: FlaskClient, taken: Sink, kind: str) -> None:
    server, words = in_trouble(taken.port)[kind]
    plug_in(app, post_to(server))
    assert words in tried(admin, 422)
    assert taken.taken == []
    assert [verb for verb, *_ in trail()] == ["mail.tried"]


@pytest.mark.parametrize(
    ("reply", "words"),
    [("450 later", "can't take the mail now"), ("550 unknown", "does not take mails for this address")],
)
def test_what_the_server_says_is_told(admin: FlaskClient, taken: Sink, reply: str, words: str) -> None:
    taken.rcpt = reply
    said = tried(admin, 422)
    assert words in said
    assert f"What the server said: {reply}" in said


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_wrong_password_is_told(app: Flask, admin: FlaskClient) -> None:
    with sink(auth=True) as server:
        plug_in(app, post_to(server.server(user="twg", password="wrong one")))  # noqa: S106
        assert "did not accept the user name and password" in tried(admin, 422)


def test_a_certificate_that_nobody_knows_is_told(app: Flask, admin: FlaskClient) -> None:
    with sink(tls=True) as server:
        plug_in(app, post_to(server.server(tls=Tls.REQUIRED)))
        assert "certificate is not trusted" in tried(admin, 422)


def test_a_server_that_hangs_is_told_in_time(app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "PATIENCE", 0.5)
    with silent() as port:
        plug_in(app, post_to(MailServer("127.0.0.1", port, Tls.NONE)))
        assert "did not answer in time" in tried(admin, 422)


def test_without_a_server_there_is_nothing_to_try(admin: FlaskClient) -> None:
    page = get(admin, "/settings/outbox/test")
    assert "Set TRACKER_SMTP_URL" in page.text("//main")
    assert page.root.xpath("//main//form") == []


def test_the_post_is_that_of_the_settings(app: Flask) -> None:
    told: Post = current_post()
    assert (told.server, told.limit, told.sender) == (None, 10_000_000, "tracker@[127.0.0.1]")
    assert str(told.folder).startswith(app.instance_path)
