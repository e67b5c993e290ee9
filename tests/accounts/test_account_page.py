from datetime import timedelta
from functools import partial

import pytest
from cast import Cast, form_of, post, send
from pages import get, queries_of_database
from signing import ask, tell
from sqlalchemy import select, update

from tracker.accounts import services
from tracker.accounts.browsers import named
from tracker.accounts.models import LoginSession, Preference
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden
from tracker.organisations.models import Person

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def preferred() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Preference.value)))


def test_name_and_language_are_ones_own(cast: Cast) -> None:
    client = cast.client("chair", language="lo")
    post(client, "/account", name__lo="ທ່ານ ປະທານ", name__en="The Chair", language="en")
    person = cast.account("chair").person
    assert (person.name.en, person.name.lo, person.language) == ("The Chair", "ທ່ານ ປະທານ", "en")
    assert preferred() == ["en"]
    page = get(client, "/account")
    assert page.root.get("lang") == "en"
    assert page.text("//*[@role='status']") == "Saved."
    assert page.root.xpath("//select[@name='language']/option[@selected]/@value") == ["en"]
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.details_revised"))
    assert entry.details is not None
    assert entry.details["after"] == {"name": ["The Chair", "ທ່ານ ປະທານ"], "language": "en"}


def test_the_language_can_be_left_to_the_browser(cast: Cast) -> None:
    client = cast.client("chair")
    post(client, "/account", language="lo")
    post(client, "/account", language="")
    assert preferred() == []
    answer = ask(client, "/account", headers={"Accept-Language": "lo"})
    assert '<html lang="lo"' in answer.text
    assert client.get_cookie("language") is None


def test_bad_input_is_explained(cast: Cast) -> None:
    client, long = cast.client("chair"), "x" * 100_000
    for typed in ({"name__lo": "", "name__en": ""}, {"name__en": long}, {"language": "fr"}, {"language": long}):
        page = post(client, "/account", status=422, **typed)
        assert page.texts("//*[@id='problem']//li")
    assert cast.account("chair").person.name.en == "Chair Person"


def test_a_name_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, "/account")
    with transaction():
        person = session.get_one(Person, cast.account("chair").person_id)
        person.name = person.name.revise(en="By the administrator")
    page = send(client, "/account", {**form, "name-en": "By myself"}, 409)
    assert "By the administrator" in page.text("//section[@aria-labelledby='theirs']")
    assert page.root.xpath("//input[@name='name-en']/@value") == ["By myself"]
    send(client, "/account", dict(page.root.forms[0].form_values()))
    assert cast.account("chair").person.name.en == "By myself"


def test_a_repeated_request_is_done_once(cast: Cast) -> None:
    client = cast.client("chair")
    form = {**form_of(client, "/account"), "name-en": "Once"}
    assert [send(client, "/account", form).response.location for _ in range(2)] == ["/account"] * 2
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.details_revised")).all()) == 1


def test_without_the_token_nothing_is_changed(cast: Cast) -> None:
    client = cast.client("chair")
    for address in ("/account", "/account/sign-ins/end", "/account/sign-ins/1/end"):
        send(client, address, {"name-en": "Forged"}, 400)
    assert cast.account("chair").person.name.en == "Chair Person"
    assert ask(client, "/account/sign-ins/end").status_code == 405


def test_sign_ins_are_listed_and_ended(cast: Cast) -> None:
    client, other, stranger = cast.client("chair"), cast.client("chair"), cast.client("npa")
    with transaction():
        session.execute(update(LoginSession).where(LoginSession.id == 2).values(browser=FIREFOX, address="10.0.0.7"))
    rows = get(client, "/account").texts("//table//tbody/tr")
    assert len(rows) == 2
    assert rows[0].startswith("Firefox, Windows 10.0.0.7")
    assert "here" in rows[1]
    post(client, "/account/sign-ins/2/end", "/account")
    assert ask(other, "/account").status_code == 302
    assert len(get(client, "/account").texts("//table//tbody/tr")) == 1
    assert ask(stranger, "/account").status_code == 200
    assert "account.sign_in_ended" in session.scalars(select(AuditEntry.verb)).all()


def test_all_others_are_ended(cast: Cast) -> None:
    client, others, stranger = cast.client("chair"), [cast.client("chair") for _ in range(3)], cast.client("npa")
    post(client, "/account/sign-ins/end", "/account")
    assert [ask(each, "/account").status_code for each in others] == [302] * 3
    assert ask(client, "/account").status_code == ask(stranger, "/account").status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(cast: Cast) -> None:
    stranger, client = cast.client("npa"), cast.client("chair")
    token = form_of(client, "/account")["csrf_token"]
    for session_id in (1, 4711):
        assert tell(client, f"/account/sign-ins/{session_id}/end", data={"csrf_token": token}).status_code == 404
    assert ask(stranger, "/account").status_code == 200


def test_only_the_owner_and_the_administrator_end_sign_ins(cast: Cast) -> None:
    account_id = cast.account("chair").id
    for verb in (partial(services.end_sign_in, account_id, 1), partial(services.end_sign_ins, account_id)):
        with pytest.raises(Forbidden), transaction():
            verb(by=cast.actor("secretary"), at=clock.now())
    with transaction():
        services.end_sign_ins(account_id, by=cast.actor("admin"), at=clock.now())


def test_ended_and_expired_sign_ins_are_not_listed(cast: Cast) -> None:
    client = cast.client("chair")
    for _ in range(2):
        cast.client("chair")
    now = clock.now()
    with transaction():
        session.execute(update(LoginSession).where(LoginSession.id == 2).values(ended_at=now))
        session.execute(update(LoginSession).where(LoginSession.id == 3).values(expires_at=now - timedelta(hours=1)))
    assert len(get(client, "/account").texts("//table//tbody/tr")) == 1


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client = cast.client("chair")
    counts = []
    for _ in range(2):
        with queries_of_database() as sent:
            get(client, "/account")
        counts.append(len(sent))
        for _ in range(10):
            cast.client("chair")
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("<script>" * 20, ("<script>" * 20)[:40]),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_few_words(user_agent: str, name: str) -> None:
    assert named(user_agent) == name
