import logging
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from applications import KEY
from cast import PASSWORD, Cast, post, send
from pages import get, misspelt, speaks
from signing import NEW, QUICK, ask, give_password, links_in_mails, sign_in, tell
from sqlalchemy import func, select, update

from tracker.accounts import passwords, views_passwords
from tracker.accounts.models import Account, LoginSession, SecretLink
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.core.lao import has_lao
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Person


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", QUICK)
    monkeypatch.setattr(views_passwords, "SAME_TIME", 0.0)


def link_for(cast: Cast, email: str) -> str:
    assert post(cast.client(), "/forgot-password", email=email).response.location == "/forgot-password/asked"
    return links_in_mails(KEY)[0]


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_forgotten_password_is_set_anew_by_a_link(cast: Cast) -> None:
    email = give_password(cast, "chair")
    elsewhere = cast.client("chair")
    link = link_for(cast, f" {email.upper()}")
    client = cast.client()
    assert email in get(client, link).text("//main")
    answer = post(client, link, password=NEW, password_again=NEW)
    assert answer.response.location == "/sign-in"
    assert "Your password is set." in get(client, "/sign-in").text("//*[@role='status']")
    sign_in(client, email, NEW)
    sign_in(cast.client(), email, PASSWORD, status=422)
    assert ask(elsewhere, "/account").status_code == 302  # every sign-in has ended
    entries = session.scalars(select(AuditEntry).where(AuditEntry.verb.startswith("account."))).all()
    assert [entry.verb for entry in entries] == ["account.reset_asked", "account.password_set", "account.signed_in"]
    assert [entry.via for entry in entries] == ["link", "link", "session"]
    assert NEW not in str([entry.details for entry in entries])


def test_the_same_answer_whether_there_is_an_account(cast: Cast) -> None:
    with transaction():
        session.execute(update(Account).where(Account.email == "npa@twg.example").values(is_active=False))
    answers = []
    for email in ("chair@twg.example", "nobody@twg.example", "npa@twg.example", "no address at all"):
        answer = post(cast.client(), "/forgot-password", email=email).response
        answers.append((answer.status_code, answer.location, answer.text))
    assert len(set(answers)) == 1
    assert [mail.to_address for mail in session.scalars(select(OutgoingMail))] == ["chair@twg.example"]


def test_the_answer_takes_the_same_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(views_passwords, "SAME_TIME", 60.0)
    monkeypatch.setattr("tracker.accounts.views_passwords.time.sleep", slept.append)
    for email in ("chair@twg.example", "nobody@twg.example"):
        post(cast.client(), "/forgot-password", email=email)
    assert len(slept) == 2
    assert all(50 < seconds < 60 for seconds in slept)


def test_asking_too_often_has_to_wait(cast: Cast) -> None:
    for email in ("chair@twg.example", "nobody@twg.example"):
        for _ in range(3):
            post(cast.client(), "/forgot-password", email=email)
        page = post(cast.client(), "/forgot-password", status=429, email=email)
        assert "Try again in 15 minutes." in page.text("//*[@id='problem']")
    assert count(OutgoingMail) == 3
    sign_in(cast.client(), give_password(cast, "chair"))  # it keeps nobody from signing in


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Set a new password for the TWG tracker"), ("lo", "ຕັ້ງລະຫັດຜ່ານໃໝ່ ສຳລັບ")],
)
def test_the_mail_speaks_the_owners_language(cast: Cast, language: Language, subject: str) -> None:
    give_password(cast, "chair")
    with transaction():
        session.execute(update(Person).values(language=language))
    link_for(cast, "chair@twg.example")
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.subject.startswith(subject)
    assert mail.language == language
    link = session.scalars(select(SecretLink)).one()
    for text in (mail.text, mail.html):
        assert has_lao(text) == (language == "lo")
        assert text.count(f"{{link:{link.id}}}") == 1
        assert "/password/" not in text
    assert "chair@twg.example" in mail.why


def test_the_first_password_is_chosen_by_a_link_too(cast: Cast) -> None:
    link_for(cast, "chair@twg.example")
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.subject == "Your account in the TWG tracker"
    assert session.scalars(select(SecretLink.purpose)).one() == "first_password"


def test_the_mail_that_goes_out_holds_the_link(cast: Cast) -> None:
    give_password(cast, "chair")
    post(cast.client(), "/forgot-password", email="chair@twg.example")
    done = cast.app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert done.exit_code == 0, done.output
    (file,) = (Path(cast.app.instance_path) / "outbox").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    said = mail.get_body(("plain",))
    assert said is not None
    found = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", said.get_content())
    assert found
    assert get(cast.client(), found[1]).heading == "Choose a password"
    session.rollback()
    assert found[1] not in session.scalars(select(OutgoingMail.text)).one()


def test_looking_at_a_link_uses_nothing_up(cast: Cast) -> None:
    link = link_for(cast, give_password(cast, "chair"))
    for _ in range(3):
        assert ask(cast.client(), link).status_code == 200
    post(cast.client(), link, password=NEW, password_again=NEW)


@pytest.mark.parametrize("language", ["en", "lo"])
def test_a_link_that_is_good_no_more_says_what_to_do(cast: Cast, language: Language) -> None:
    used = link_for(cast, give_password(cast, "chair"))
    post(cast.client(), used, password=NEW, password_again=NEW)
    replaced, newest = link_for(cast, "chair@twg.example"), link_for(cast, "chair@twg.example")
    wrong = misspelt(newest)
    for address, status in ((used, 410), (replaced, 410), (wrong, 404), ("/password/x", 404)):
        page = get(speaks(cast.client(), language), address, status)
        assert has_lao(page.text("//main//p")) == (language == "lo")
        assert "/forgot-password" in page.links("//main//a").values()
        assert ask(cast.client(), address).headers["Referrer-Policy"] == "no-referrer"
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert get(speaks(cast.client(), language), newest, 410).heading
    with transaction():
        session.execute(update(Account).values(is_active=False))
    assert get(speaks(cast.client(), language), newest, 404).heading


def test_a_link_works_once_even_when_it_was_open_twice(cast: Cast) -> None:
    link = link_for(cast, give_password(cast, "chair"))
    first, second = cast.client(), cast.client()
    typed = {"password": NEW, "password_again": NEW}
    forms = [{**typed, "csrf_token": token_of(client, link)} for client in (first, second)]
    send(first, link, forms[0])
    send(
        second, link, {**forms[1], "password": "another nice password", "password_again": "another nice password"}, 410
    )
    sign_in(cast.client(), "chair@twg.example", NEW)


def token_of(client: object, address: str) -> str:
    page = get(client, address)  # type: ignore[arg-type]
    return str(page.root.xpath("//form//input[@name='csrf_token']/@value")[0])


def test_the_address_of_the_page_is_told_to_nobody(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = link_for(cast, give_password(cast, "chair"))
    client = cast.client()
    answer = ask(client, link)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    post(client, link, password=NEW, password_again=NEW)
    assert link.rsplit("-", 1)[1] not in caplog.text


def test_over_https_the_page_works_without_a_referrer(cast: Cast) -> None:
    link = link_for(cast, give_password(cast, "chair"))
    client = cast.client()
    page = get(client, link)
    fields = dict(page.root.forms[0].form_values()) | {"password": NEW, "password_again": NEW}
    answer = tell(client, link, data=fields, base_url="https://localhost")
    assert answer.location == "/sign-in"


def test_a_bad_password_is_explained_and_the_link_stays_good(cast: Cast) -> None:
    link, client = link_for(cast, give_password(cast, "chair")), cast.client()
    for password, again, field in (
        ("", "", "password"), (NEW, f"{NEW}x", "password_again"), ("short", "short", "password"),
        ("password1234", "password1234", "password"), ("chair person chair", "chair person chair", "password"),
        ("x" * 100_000, "x" * 100_000, "password"),
    ):  # fmt: skip
        page = post(client, link, status=422, password=password, password_again=again)
        assert page.root.xpath(f"//input[@id='f-{field}'][@aria-invalid='true']")
        assert NEW not in page.response.text
    post(client, link, password=NEW, password_again=NEW)


def test_too_many_wrong_tries_are_forgiven_to_whoever_has_the_link(cast: Cast) -> None:
    email = give_password(cast, "chair")
    for _ in range(5):
        sign_in(cast.client(), email, "not the password", status=422)
    sign_in(cast.client(), email, status=429)
    post(cast.client(), link_for(cast, email), password=NEW, password_again=NEW)
    sign_in(cast.client(), email, NEW)


# Changing it


def test_a_password_is_changed_by_whoever_knows_it(cast: Cast) -> None:
    email = give_password(cast, "chair")
    client, elsewhere, link = cast.client("chair"), cast.client("chair"), link_for(cast, email)
    post(client, "/account/password", password_present=PASSWORD, password=NEW, password_again=NEW)
    assert "Your password is changed." in get(client, "/account").text("//*[@role='status']")
    assert ask(elsewhere, "/account").status_code == 302
    assert get(cast.client(), link, 410).heading == "This link does not work"
    sign_in(cast.client(), email, NEW)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.password_changed"))
    assert entry.actor == "Chair Person"


def test_without_the_present_password_nothing_changes(cast: Cast) -> None:
    email, client = give_password(cast, "chair"), cast.client("chair")
    wrong = {"password_present": "not the password", "password": NEW, "password_again": NEW}
    for _ in range(5):
        page = post(client, "/account/password", status=422, **wrong)
        assert "not your present password" in page.text("//*[@id='problem']")
    post(client, "/account/password", status=429, **{**wrong, "password_present": PASSWORD})
    assert passwords.matches(cast.account("chair").password_hash, PASSWORD)
    assert email == cast.account("chair").email


def test_a_bad_new_password_is_explained(cast: Cast) -> None:
    give_password(cast, "chair")
    typed = {"password_present": PASSWORD, "password": "laolaolaolao", "password_again": "laolaolaolao"}
    page = post(cast.client("chair"), "/account/password", status=422, **typed)
    assert "guess this soon" in page.text("//*[@id='problem']")


def test_the_pages_are_for_those_who_are_signed_in(cast: Cast) -> None:
    assert ask(cast.client(), "/account/password").location == "/sign-in?next=/account/password"
    send(cast.client("chair"), "/account/password", {"password": NEW}, 400)
    assert count(LoginSession) == 1
