import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from cast import PASSWORD, Cast, form_of, post, send
from flask.testing import FlaskClient
from pages import Page, get
from signing import NEW, QUICK, ask, code_at, give_password, sign_in
from sqlalchemy import select, update

from tracker.accounts import passwords
from tracker.accounts.models import Account, LoginAttempt, LoginSession
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", QUICK)


OWN = {"password_present": PASSWORD}


def halfway(cast: Cast, name: str = "chair") -> FlaskClient:
    """A browser in which the password was right and the code is awaited."""
    client = cast.client()
    assert sign_in(client, give_password(cast, name, code=True)).response.location == "/sign-in/code"
    return client


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """Set the codes up as a telephone does; gives back the secret and the recovery codes."""
    page = get(client, "/account/codes")
    secret, form = secret_on(page), dict(page.root.forms[0].form_values())
    shown = send(client, "/account/codes", {**form, **OWN, "code": pyotp.TOTP(secret).at(clock.now())}, 200)
    return secret, shown.texts("//ol//code")


def is_in(client: FlaskClient) -> bool:
    return ask(client, "/account").status_code == 200


def test_a_code_is_asked_for_after_the_password(cast: Cast) -> None:
    client = halfway(cast)
    assert not is_in(client)
    assert not session.scalars(select(LoginSession)).all()
    answer = post(client, "/sign-in/code", code=code_at(clock.now()))
    assert answer.response.location == "/"
    assert is_in(client)
    session.rollback()
    assert session.scalars(select(LoginAttempt.succeeded)).all() == [True, True]


def test_going_on_and_staying_survive_the_code(cast: Cast) -> None:
    client = cast.client()
    form = form_of(client, "/sign-in?next=/meetings", "/sign-in")
    email = give_password(cast, "chair", code=True)
    send(client, "/sign-in?next=/meetings", {**form, "email": email, "password": PASSWORD, "stays": "1"})
    assert post(client, "/sign-in/code", code=code_at(clock.now())).response.location == "/meetings"
    session.rollback()
    (row,) = session.scalars(select(LoginSession))
    assert row.expires_at - row.created_at == timedelta(days=30)


def test_a_code_works_once(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        code = code_at(clock.now())
        post(halfway(cast), "/sign-in/code", code=code)
        client = halfway(cast)
        page = post(client, "/sign-in/code", status=422, code=code)
        assert "used already" in page.text("//*[@id='problem']")
        travel.shift(31)
        post(client, "/sign-in/code", code=code_at(clock.now()))


def test_tries_of_codes_are_counted_with_those_of_passwords(cast: Cast) -> None:
    client = halfway(cast)  # one
    for _ in range(4):
        post(client, "/sign-in/code", status=422, code="000000")
    page = post(client, "/sign-in/code", status=429, code=code_at(clock.now()))
    assert "Try again in" in page.text("//*[@id='problem']")
    sign_in(cast.client(), "chair@twg.example", status=429)


def test_the_password_again_and_again_gives_no_more_tries(cast: Cast) -> None:
    for _ in range(2):
        client = halfway(cast)
        post(client, "/sign-in/code", status=422, code="000000")
    halfway(cast)
    sign_in(cast.client(), "chair@twg.example", status=429)


@pytest.mark.parametrize("change", ["late", "password", "closed"])
def test_a_half_sign_in_does_not_last(cast: Cast, change: str) -> None:
    client, at = halfway(cast), clock.now()
    form = form_of(client, "/sign-in/code")
    with transaction():
        if change == "password":
            session.execute(update(Account).values(password_hash=passwords.hashed(NEW)))
        if change == "closed":
            session.execute(update(Account).values(is_active=False))
    with time_machine.travel(at + timedelta(minutes=11 if change == "late" else 0), tick=False):
        status = 422 if change == "closed" else 302
        answer = send(client, "/sign-in/code", {**form, "code": code_at(clock.now())}, status)
        assert answer.response.location == (None if change == "closed" else "/sign-in")
        assert not is_in(client)


def test_without_a_password_there_is_no_page_of_codes(cast: Cast) -> None:
    assert ask(cast.client(), "/sign-in/code").location == "/sign-in"


def test_a_cookie_of_ones_own_making_is_worth_nothing(cast: Cast) -> None:
    give_password(cast, "chair", code=True)
    client = cast.client()
    client.set_cookie("session", "eyJhd2FpdHNfY29kZSI6eyJhY2NvdW50X2lkIjoxfX0.x.y")
    assert ask(client, "/sign-in/code").location == "/sign-in"


def test_setting_it_up(cast: Cast) -> None:
    give_password(cast, "chair")
    client = cast.client("chair")
    page = get(client, "/account/codes")
    assert page.root.xpath("//img/@src")[0].startswith("data:image/svg+xml")
    secret, codes = set_up(client)
    assert len(codes) == 10
    assert cast.account("chair").totp_secret == secret
    assert "asked for at every sign-in" in get(client, "/account/codes").text("//main")
    for code in codes:
        assert code not in get(client, "/account/codes").response.text
    other = cast.client()
    sign_in(other, "chair@twg.example")
    post(other, "/sign-in/code", code=codes[3])
    assert is_in(other)
    assert "9 recovery codes left" in get(other, "/account/codes").text("//main")
    session.rollback()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.codes_switched_on"))
    assert secret not in str(entry.details)


def test_setting_it_up_takes_the_password(cast: Cast) -> None:
    give_password(cast, "chair")
    client = cast.client("chair")
    page = get(client, "/account/codes")
    form = {**dict(page.root.forms[0].form_values()), "code": pyotp.TOTP(secret_on(page)).at(clock.now())}
    for typed, told in (("", "Fill this in."), ("not the right one", "This is not your present password.")):
        refused = send(client, "/account/codes", {**form, "password_present": typed}, 422)
        assert told in refused.text("//*[@id='problem']")
    assert not cast.account("chair").totp_secret


def test_a_wrong_code_is_explained_and_the_picture_stays(cast: Cast) -> None:
    give_password(cast, "chair")
    client = cast.client("chair")
    before = form_of(client, "/account/codes")
    page = send(client, "/account/codes", {**before, **OWN, "code": "000000"}, 422)
    shown = secret_on(page)
    assert "The code is not right" in page.text("//*[@id='problem']")
    again = dict(page.root.forms[0].form_values())
    send(client, "/account/codes", {**again, **OWN, "code": pyotp.TOTP(shown).at(clock.now())}, 200)
    assert cast.account("chair").totp_secret == shown


def secret_on(page: Page) -> str:
    return re.sub(r"\s", "", page.text("//code[@class='secret-letters']"))


def test_only_the_secret_that_was_shown_is_taken(cast: Cast) -> None:
    give_password(cast, "chair")
    chair, npa = cast.client("chair"), cast.client("npa")
    theirs = form_of(npa, "/account/codes")["sealed"]
    own = form_of(chair, "/account/codes")
    for sealed in (theirs, "", "x", own["sealed"][:-2]):
        page = send(chair, "/account/codes", {**own, **OWN, "sealed": sealed, "code": "123456"}, 422)
        assert "That took too long" in page.text("//*[@id='problem']")
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        code = pyotp.TOTP(secret_on(get(chair, "/account/codes"))).at(clock.now())
        send(chair, "/account/codes", {**own, **OWN, "code": code}, 422)
    assert not cast.account("chair").totp_secret


def test_switching_it_off_takes_the_password(cast: Cast) -> None:
    give_password(cast, "chair", code=True)
    client = cast.client("chair")
    post(client, "/account/codes/off", status=422, password_present=NEW)
    session.rollback()
    assert cast.account("chair").totp_secret
    post(client, "/account/codes/off", password_present=PASSWORD)
    session.rollback()
    assert not cast.account("chair").totp_secret
    assert sign_in(cast.client(), "chair@twg.example").response.location == "/"
    assert ask(client, "/account/codes/off").location == "/account/codes"


def test_new_recovery_codes_take_the_password_and_the_place_of_the_old(cast: Cast) -> None:
    give_password(cast, "chair")
    client = cast.client("chair")
    _, old = set_up(client)
    page = post(client, "/account/codes/recovery", status=200, password_present=PASSWORD)
    new = page.texts("//ol//code")
    assert len(new) == 10
    assert not set(old) & set(new)
    other = cast.client()
    sign_in(other, "chair@twg.example")
    post(other, "/sign-in/code", status=422, code=old[0])
    post(other, "/sign-in/code", code=new[0])


def test_a_reset_by_mail_does_not_go_round_the_code(cast: Cast) -> None:
    email = give_password(cast, "chair", code=True)
    with transaction():
        session.execute(update(Account).where(Account.email == email).values(password_hash=passwords.hashed(NEW)))
    client = cast.client()
    assert sign_in(client, email, NEW).response.location == "/sign-in/code"
    assert not is_in(client)


@pytest.mark.parametrize("name", ["chair", "secretary", "admin"])
def test_where_it_is_required_it_comes_first(cast: Cast, name: str) -> None:
    cast.app.config["TRACKER_REQUIRE_TOTP"] = True
    give_password(cast, name)
    client = cast.client(name)
    for address in ("/", "/meetings", "/account", "/account/password"):
        assert ask(client, address).location == "/account/codes"
    assert ask(client, "/meetings", headers={"HX-Request": "true"}).status_code == 403
    assert "Set this up first" in get(client, "/account/codes").text("//main")
    set_up(client)
    assert ask(client, "/meetings").status_code == 200


@pytest.mark.parametrize("name", ["npa", "management", "translator", "party"])
def test_whoever_changes_nothing_of_others_needs_none(cast: Cast, name: str) -> None:
    cast.app.config["TRACKER_REQUIRE_TOTP"] = True
    assert is_in(cast.client(name))


def test_where_it_is_required_one_can_still_leave(cast: Cast) -> None:
    cast.app.config["TRACKER_REQUIRE_TOTP"] = True
    client = cast.client("chair")
    assert post(client, "/sign-out", "/account/codes").response.location == "/sign-in"


def test_what_was_typed_survives_the_code(cast: Cast) -> None:
    email = give_password(cast, "chair", code=True)
    client = cast.client("chair")
    form = form_of(client, "/account") | {"name-en": "Another Name"}
    with transaction():
        session.execute(update(LoginSession).values(ended_at=clock.now()))
    again = dict(send(client, "/account", form, 401).root.forms[0].form_values())
    page = send(client, "/sign-in", {**again, "email": email, "password": PASSWORD}, 200)
    asked = dict(page.root.forms[0].form_values())
    page = send(client, page.root.forms[0].action, {**asked, "code": code_at(clock.now())}, 200)
    assert page.heading == "What you typed is still here"
    assert "Another Name" in page.response.text


def test_the_pages_are_for_those_who_are_signed_in(cast: Cast) -> None:
    for address in ("/account/codes", "/account/codes/off", "/account/codes/recovery"):
        assert ask(cast.client(), address).status_code == 302
        send(cast.client("chair"), address, {"code": "123456"}, 400)
