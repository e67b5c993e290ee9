from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from cast import PASSWORD, Cast, form_of, post, send
from flask import Flask
from pages import get
from signing import QUICK, ask, give_password, sign_in, tell
from sqlalchemy import select, update
from werkzeug.security import check_password_hash, generate_password_hash

from tracker.accounts import passwords
from tracker.accounts.models import Account, LoginAttempt, LoginSession, Preference
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", QUICK)


WRONG = "The e-mail address or the password is not right."


def test_the_right_password_signs_in(cast: Cast) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    answer = sign_in(client, f" {email.upper()} ")
    assert answer.response.location == "/"
    assert get(client, "/account").heading == "My account"
    (row,) = session.scalars(select(LoginSession))
    assert row.expires_at - row.created_at == timedelta(hours=12)
    assert session.scalars(select(LoginAttempt.succeeded)).all() == [True]
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.signed_in"))
    assert (entry.actor, entry.subject) == ("Chair Person", email)
    assert cast.account("chair").signed_in_at == row.created_at


def test_what_is_wrong_is_not_told(cast: Cast) -> None:
    email, closed = give_password(cast, "chair"), give_password(cast, "npa")
    with transaction():
        session.execute(update(Account).where(Account.email == closed).values(is_active=False))
    tries = [(email, "not the password"), ("nobody@twg.example", PASSWORD), (closed, PASSWORD), ("mag@twg.example", "")]
    said = []
    for name, password in tries[:3]:
        client = cast.client()
        page = sign_in(client, name, password, status=422)
        said.append(page.texts("//*[@id='problem']//li"))
        assert ask(client, "/account").status_code == 302
        assert page.root.xpath("//input[@name='email']")[0].value == name
        assert page.root.xpath("//input[@name='password']")[0].value == ""
    assert said == [[WRONG]] * 3
    assert session.scalars(select(LoginAttempt.succeeded)).all() == [False] * 3


def test_an_unknown_account_costs_as_much_as_a_wrong_password(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    email, compared = give_password(cast, "chair"), []
    real = check_password_hash

    def counting(stored: str, given: str) -> bool:
        compared.append(stored.split("$", maxsplit=1)[0])
        return real(stored, given)

    monkeypatch.setattr("tracker.accounts.passwords.check_password_hash", counting)
    for name in (email, "nobody@twg.example", "mag@twg.example"):  # MAG has an account and no password yet
        sign_in(cast.client(), name, "not the password", status=422)
    assert compared == [QUICK] * 3


def test_bad_input_is_explained(cast: Cast) -> None:
    client = cast.client()
    for email, password in (("", "x"), ("x" * 100_000, "x"), ("a\x00b", "x"), ("x", "y" * 100_000)):
        assert sign_in(client, email, password, status=422).texts("//*[@id='problem']//li")


def test_too_many_tries_of_an_account_have_to_wait(cast: Cast) -> None:
    email = give_password(cast, "chair")
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(5):
            sign_in(cast.client(), email, "not the password", status=422)
            travel.shift(60)
        page = sign_in(cast.client(), email, status=429)
        assert "Try again in 10 minutes." in page.text("//*[@id='problem']")
        assert page.response.headers["Retry-After"] == "600"
        lao = sign_in(cast.client(language="lo"), email, status=429)
        assert "10" in lao.text("//*[@id='problem']")
        assert "minutes" not in lao.text()
        sign_in(cast.client(), "nobody@twg.example", status=422)  # others are not kept out
        travel.shift(601)
        sign_in(cast.client(), email)
        for _ in range(4):
            sign_in(cast.client(), email, "not the password", status=422)  # a success clears the account
        sign_in(cast.client(), email)


def test_an_unknown_account_has_to_wait_just_so(cast: Cast) -> None:
    for _ in range(5):
        sign_in(cast.client(), "nobody@twg.example", status=422)
    sign_in(cast.client(), "nobody@twg.example", status=429)


def test_too_many_tries_from_an_address_have_to_wait(cast: Cast) -> None:
    email = give_password(cast, "chair")
    with transaction() as current:
        current.add_all(
            LoginAttempt(email=f"{number}@x", address="127.0.0.1", at=clock.now(), succeeded=False)
            for number in range(30)
        )
    sign_in(cast.client(), email, status=429)
    with transaction() as current:
        current.execute(update(LoginAttempt).values(at=clock.now() - timedelta(minutes=16)))
    sign_in(cast.client(), email)


def test_old_tries_and_sign_ins_are_swept_out(cast: Cast) -> None:
    email = give_password(cast, "chair")
    long_ago = clock.now() - timedelta(days=70)
    with transaction() as current:
        current.add(LoginAttempt(email="x", address="x", at=long_ago, succeeded=True))
        current.add(
            LoginSession(
                account_id=cast.account("chair").id, token_hash="x" * 64, created_at=long_ago, expires_at=long_ago
            )
        )
    sign_in(cast.client(), email)
    assert session.scalars(select(LoginAttempt.email)).all() == [email]
    assert "x" * 64 not in session.scalars(select(LoginSession.token_hash)).all()


def test_a_device_of_ones_own_stays_signed_in(cast: Cast) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    page = sign_in(client, email, stays="1")
    (row,) = session.scalars(select(LoginSession))
    assert row.expires_at - row.created_at == timedelta(days=30)
    cookie = next(line for line in page.response.headers.getlist("Set-Cookie") if line.startswith("session="))
    assert "Expires=" in cookie
    other = cast.client()
    page = sign_in(other, email)
    cookie = next(line for line in page.response.headers.getlist("Set-Cookie") if line.startswith("session="))
    assert "Expires=" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_stays_there(cast: Cast) -> None:
    cast.app.config["SESSION_COOKIE_SECURE"] = True
    page = sign_in(cast.client(), give_password(cast, "chair"))
    assert all("Secure" in line for line in page.response.headers.getlist("Set-Cookie") if line.startswith("session="))


def test_what_was_in_the_cookie_before_does_not_stay(cast: Cast) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody"
        cookie["_user_id"] = "a token that somebody else knows"
    ask(client, "/sign-in")
    with client.session_transaction() as cookie:
        before = cookie["csrf_token"]
    sign_in(client, email)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "a token that somebody else knows"
        assert cookie.get("csrf_token") != before


def test_each_sign_in_has_a_token_of_its_own(cast: Cast) -> None:
    email = give_password(cast, "chair")
    for client in (cast.client(), cast.client()):
        sign_in(client, email)
    assert len(set(session.scalars(select(LoginSession.token_hash)))) == 2


def test_a_cookie_that_was_signed_out_is_dead(cast: Cast) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    sign_in(client, email)
    stolen = client.get_cookie("session")
    assert stolen is not None
    post(client, "/sign-out", "/account")
    assert ask(client, "/account").location == "/sign-in?next=/account"
    thief = cast.client()
    thief.set_cookie("session", stolen.value)
    assert ask(thief, "/account").status_code == 302


def test_whoever_has_left_is_signed_out_and_stays_out(cast: Cast) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    sign_in(client, email)
    with transaction():
        cast.account("chair").person.is_active = False
    assert ask(client, "/account").location == "/sign-in?next=/account"
    sign_in(cast.client(), email, status=422)
    with transaction():
        cast.account("chair").person.is_active = True
    sign_in(cast.client(), email)


def test_signing_out_is_no_link(cast: Cast) -> None:
    client = cast.client("chair")
    assert ask(client, "/sign-out").status_code == 405
    assert send(client, "/sign-out", {}, 400).heading
    assert ask(client, "/account").status_code == 200


def test_a_sign_in_ends_after_twelve_hours(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        client = cast.client("chair")
        travel.shift(timedelta(hours=11, minutes=59))
        assert ask(client, "/account").status_code == 200
        travel.shift(timedelta(minutes=2))
        assert ask(client, "/account").status_code == 302


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example",
    "/\t/evil.example/", "javascript:alert(1)", "http:evil.example", "//[evil", "meetings", "/" + "x" * 3000,
]  # fmt: skip


@pytest.mark.parametrize(("onward", "leads_to"), [("/meetings?page=2", "/meetings?page=2"), ("///evil.example/", "/")])
def test_whoever_signs_in_goes_on_where_he_was_going(cast: Cast, onward: str, leads_to: str) -> None:
    client, email = cast.client(), give_password(cast, "chair")
    page = get(client, f"/sign-in?next={quote(onward)}")
    action = page.root.xpath("//form[.//input[@name='password']]")[0].get("action")
    answer = send(client, action, {**form_of(client, action, "/sign-in"), "email": email, "password": PASSWORD})
    assert answer.response.location == leads_to


def test_going_on_leads_nowhere_else(cast: Cast) -> None:
    client, stranger = cast.client("chair"), cast.client()
    for onward in ELSEWHERE:
        assert ask(client, f"/sign-in?next={quote(onward)}").location == "/"
        assert "next=" not in get(stranger, f"/sign-in?next={quote(onward)}").root.xpath("//form/@action")[0]


def test_a_sign_in_needs_the_token_of_its_page(cast: Cast) -> None:
    email = give_password(cast, "chair")
    client = cast.client()
    send(client, "/sign-in", {"email": email, "password": PASSWORD}, 400)
    other = form_of(cast.client(), "/sign-in")["csrf_token"]
    send(client, "/sign-in", {"email": email, "password": PASSWORD, "csrf_token": other}, 400)
    assert ask(client, "/account").status_code == 302


def test_whoever_is_not_signed_in_is_led_there_and_back(cast: Cast) -> None:
    client = cast.client()
    assert ask(client, "/meetings?page=1").location == "/sign-in?next=/meetings?page%3D1"
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = ask(client, "/meetings", headers=headers)
        assert answer.status_code == 401
        assert answer.location is None


def test_a_password_by_another_method_is_hashed_anew(cast: Cast) -> None:
    email = give_password(cast, "chair")
    with transaction():
        old = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
        session.execute(update(Account).values(password_hash=old))
    sign_in(cast.client(), email)
    assert cast.account("chair").password_hash.startswith(f"{QUICK}$")
    session.remove()
    sign_in(cast.client(), email)


def test_an_account_closed_in_the_moment_between_stays_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    email = give_password(cast, "chair")
    real = passwords.matches

    def slowly(stored: str, given: str) -> bool:
        with transaction():
            session.execute(update(Account).values(is_active=False))
        return real(stored, given)

    monkeypatch.setattr(passwords, "matches", slowly)
    sign_in(cast.client(), email, status=422)
    assert not session.scalars(select(LoginSession)).all()


def test_the_pages_speak_the_accounts_language_where_no_other_was_chosen(cast: Cast) -> None:
    email = give_password(cast, "chair")
    with transaction() as current:
        current.add(Preference(account_id=cast.account("chair").id, name="language", value="lo"))
    client = cast.app.test_client()
    sign_in(client, email)
    assert get(client, "/account").root.get("lang") == "lo"
    post(client, "/sign-out", "/account")
    answer = ask(client, "/sign-in", headers={"Accept-Language": "en"})
    assert '<html lang="en">' in answer.text  # the next reader's
    chosen = cast.client(language="en")
    sign_in(chosen, email)
    assert get(chosen, "/account").root.get("lang") == "en"


def test_what_was_typed_when_the_sign_in_ended_is_sent_after_signing_in_again(cast: Cast, app: Flask) -> None:
    email = give_password(cast, "chair")
    client = cast.client("chair")
    form = form_of(client, "/account", "/account") | {"name-en": "Another Name"}
    with transaction():
        session.execute(update(LoginSession).values(ended_at=clock.now()))
    page = send(client, "/account", form, 401)
    assert "what you typed is sent" in page.text("//*[@role='status']")
    again = dict(page.root.forms[0].form_values())
    page = send(client, "/sign-in", {**again, "email": email, "password": PASSWORD}, 200)
    waiting = {name: value.removeprefix("\n") for name, value in page.root.forms[0].form_values()}
    assert waiting["name-en"] == "Another Name"
    send(client, page.root.forms[0].action, waiting, 302)
    assert cast.account("chair").person.name.en == "Another Name"


def test_what_another_site_sent_does_not_wait(cast: Cast) -> None:
    page = send(cast.client(), "/account", {"name-en": "Planted"}, 401)
    assert "Planted" not in page.response.text
    response = tell(cast.client(), "/account", data={"name-en": "Planted"}, headers={"Origin": "https://evil.example"})
    assert "Planted" not in response.text
    ours = tell(cast.client(), "/account", data={"name-en": "Typed"}, headers={"Origin": "http://localhost"})
    assert "Typed" in ours.text


def test_a_password_does_not_wait_in_a_page(cast: Cast) -> None:
    client = cast.client()
    typed = {"password": "nine quiet buffaloes", "password_present": PASSWORD}
    answer = tell(client, "/account/password", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 401
    assert PASSWORD not in answer.text
    assert "buffaloes" not in answer.text
