from typing import Any

import pytest
from applications import KEY
from cast import Cast, form_of, post, send
from pages import get, queries_of_database
from sqlalchemy import select, update

from tracker.accounts import links
from tracker.accounts.models import Account, LoginSession, SecretLink
from tracker.accounts.passwords import hashed
from tracker.accounts.services_managing import AccountFacts, revise_account
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation, Person

ACCOUNTS = "/settings/accounts"
OTHERS = ("chair", "secretary", "translator", "npa", "mag", "management", "party", "other")


def page_of(cast: Cast, name: str) -> str:
    return f"{ACCOUNTS}/{cast.account(name).id}"


def verbs() -> list[str]:
    session.rollback()
    return [verb for verb in session.scalars(select(AuditEntry.verb)) if verb.startswith(("account.", "person."))]


def organisation(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def test_the_list_says_who_may_sign_in_and_as_what(cast: Cast) -> None:
    page = get(cast.client("admin"), ACCOUNTS)
    rows = page.texts("//tbody/tr")
    assert len(rows) == 9
    (chair,) = [row for row in rows if "chair@twg.example" in row]
    assert chair.startswith("Chair Person NRA chair@twg.example Chairperson, IM")
    assert [row for row in rows if "Administrator" in row] == [row for row in rows if row.startswith("Admin")]
    assert get(cast.client("admin", language="lo"), ACCOUNTS).root.get("lang") == "lo"


@pytest.mark.parametrize(
    ("query", "found"),
    [("search=npa", 1), ("search=MAG", 1), ("search=person+nra", 5), ("search=%25", 0), ("search=nobody", 0),
     ("state=active", 8), ("state=closed", 1), ("state=nonsense", 9), ("page=99", 9), ("page=x", 9),
     ("search=" + "x" * 5000, 0), ("search=%00", 9)],
)  # fmt: skip
def test_the_list_is_searched(cast: Cast, query: str, found: int) -> None:
    with transaction():
        session.execute(update(Account).where(Account.email == "npa@twg.example").values(is_active=False))
    assert len(get(cast.client("admin"), f"{ACCOUNTS}?{query}").texts("//tbody/tr")) == found


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client = cast.client("admin")
    counts = []
    for _ in range(2):
        with queries_of_database() as sent:
            get(client, ACCOUNTS)
        counts.append(len(sent))
        with transaction() as current:
            nra = organisation("NRA")
            for number in range(len(counts) * 100, len(counts) * 100 + 30):
                person = Person(key=f"more-{number}", name=Bilingual.same(f"More {number}"), organisation_id=nra)
                current.add(Account(person=person, email=f"{number}@x.example", created_at=clock.now()))
    assert counts[0] == counts[1]
    assert "Page 1 of 1" not in get(client, ACCOUNTS).response.text


def test_an_account_for_somebody_new(cast: Cast) -> None:
    client = cast.client("admin")
    typed: dict[str, Any] = {
        "email": "New.One@NRA.example",
        "organisation": str(organisation("NRA")),
        "is_management": "1",
    }
    answer = post(client, f"{ACCOUNTS}/add", name__en="New One", name__lo="ຜູ້ໃໝ່", **typed)
    session.rollback()
    account = session.scalars(select(Account).where(Account.email == "new.one@nra.example")).one()
    assert answer.response.location == f"{ACCOUNTS}/{account.id}"
    assert (account.person.name.lo, account.person.organisation.short_name) == ("ຜູ້ໃໝ່", "NRA")
    assert (account.is_management, account.is_admin, account.password_hash) == (True, False, "")
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.to_address == "new.one@nra.example"
    assert verbs() == ["person.added", "account.added", "account.link_sent"]
    assert "a link is on its way to new.one@nra.example" in get(client, f"{ACCOUNTS}/{account.id}").text(
        "//*[@role='status']"
    )


def test_an_account_for_somebody_who_is_known(cast: Cast) -> None:
    with transaction() as current:
        person = Person(key="known", name=Bilingual.same("Known"), organisation_id=organisation("NPA"))
        current.add(person)
        current.flush()
        person_id = person.id
    client = cast.client("admin")
    post(client, f"{ACCOUNTS}/add", person=str(person_id), email="known@npa.example", send=None)
    session.rollback()
    account = session.scalars(select(Account).where(Account.email == "known@npa.example")).one()
    assert account.person_id == person_id
    assert account.person.email == "known@npa.example"
    assert not session.scalars(select(OutgoingMail)).all()
    choices = get(client, f"{ACCOUNTS}/add").root.xpath("//select[@name='person']/option/@value")
    assert str(person_id) not in choices


def test_bad_input_is_explained(cast: Cast) -> None:
    client, nra = cast.client("admin"), str(organisation("NRA"))
    good: dict[str, Any] = {"name__en": "New", "organisation": nra, "email": "new@x.example"}
    taken = str(cast.account("chair").person_id)
    for typed in (
        {"email": ""}, {"email": "x"}, {"email": f"{'x' * 100_000}@x.example"}, {"email": "chair@twg.example"},
        {"email": "CHAIR@twg.example"}, {"name__en": ""}, {"organisation": ""}, {"organisation": "4711"},
        {"organisation": "x"}, {"person": taken}, {"person": "x"}, {"name__en": "x" * 300},
    ):  # fmt: skip
        page = post(client, f"{ACCOUNTS}/add", status=422, **{**good, **typed})
        assert page.texts("//*[@id='problem']//li"), typed
    empty = post(client, f"{ACCOUNTS}/add", status=422).texts("//*[@id='problem']//li")
    assert [each.partition(":")[0] for each in empty] == ["E-mail address", "Person"]
    assert verbs() == []
    assert not session.scalars(select(Person).where(Person.key == "new")).all()


def test_adding_twice_adds_once(cast: Cast) -> None:
    client = cast.client("admin")
    typed = {"name-en": "New", "organisation": str(organisation("NRA")), "email": "new@x.example"}
    form = {**form_of(client, f"{ACCOUNTS}/add"), **typed}
    first, second = (send(client, f"{ACCOUNTS}/add", form).response.location for _ in range(2))
    assert first == second
    assert verbs().count("account.added") == 1


def test_an_account_is_changed(cast: Cast) -> None:
    client, page = cast.client("admin"), page_of(cast, "npa")
    token = link_of(cast, "npa")
    post(client, page, email="NPA.new@twg.example", is_management="1")
    session.rollback()
    account = session.scalars(select(Account).where(Account.email == "npa.new@twg.example")).one()
    assert account.is_management
    assert account.is_active
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.revised")).one()
    assert entry.details is not None
    assert set(entry.details["changes"]) == {"email", "is_management"}
    assert get(cast.client(), f"/password/{token}", 410).heading  # links to the old address are dead


def link_of(cast: Cast, name: str) -> str:
    page = post(cast.client("admin"), f"{page_of(cast, name)}/show-link", page_of(cast, name), status=200)
    session.rollback()  # what was written since is to be seen
    return page.text("//code").rsplit("/", 1)[1]


def test_a_closed_account_is_out_at_once(cast: Cast) -> None:
    npa, client = cast.client("npa"), cast.client("admin")
    assert get(npa, "/account").heading == "My account"
    token = link_of(cast, "npa")
    post(client, page_of(cast, "npa"), is_active=None)
    assert get(npa, "/account").heading == "Sign in"
    assert get(cast.client(), f"/password/{token}", 410).heading
    page = post(client, f"{page_of(cast, 'npa')}/send-link", page_of(cast, "npa"), status=422)
    assert "This account is closed" in page.text("//main")
    post(client, page_of(cast, "npa"), is_active="1")
    assert get(npa, "/account").heading == "Sign in"  # what has ended does not come back


def test_the_last_administrator_stays(cast: Cast) -> None:
    client, own = cast.client("admin"), page_of(cast, "admin")
    for tick in ("is_admin", "is_active"):
        untouched = form_of(client, own)
        page = send(client, own, {**untouched, tick: None}, 422)
        assert "last administrator" in page.text("//*[@id='problem']")
    post(client, page_of(cast, "chair"), is_admin="1")
    post(client, own, is_admin=None)
    get(client, ACCOUNTS, 403)
    session.rollback()
    actor, account = cast.actor("chair"), cast.account("chair")
    account_id, facts, base = account.id, AccountFacts(account.email), account.version
    with pytest.raises(Refused, match="last administrator"), transaction():
        revise_account(account_id, facts, base=base, by=actor, at=clock.now())


def test_what_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client, page = cast.client("admin"), page_of(cast, "npa")
    form = form_of(client, page)
    post(client, page, is_management="1")
    answer = send(client, page, {**form, "email": "other@twg.example"}, 409)
    assert "Management" in answer.text("//section[@aria-labelledby='theirs']")
    assert answer.root.xpath("//input[@name='email']/@value") == ["other@twg.example"]


def test_a_link_is_shown_once_and_works(cast: Cast) -> None:
    token = link_of(cast, "npa")
    link = links.open_link(token, links.PASSWORDS, KEY, clock.now())
    assert link.subject_id == cast.account("npa").id
    assert link.purpose == "first_password"
    newer = link_of(cast, "npa")
    assert token != newer
    assert get(cast.client(), f"/password/{token}", 410).heading
    assert get(cast.client(), f"/password/{newer}").heading == "Choose a password"
    assert token not in get(cast.client("admin"), page_of(cast, "npa")).response.text
    assert verbs() == ["account.link_shown"] * 2


def test_a_link_is_sent(cast: Cast) -> None:
    client, page = cast.client("admin"), page_of(cast, "npa")
    form = form_of(client, page, f"{page}/send-link")
    for _ in range(2):
        send(client, f"{page}/send-link", form)
    session.rollback()
    (mail,) = session.scalars(select(OutgoingMail))
    assert (mail.to_address, mail.subject) == ("npa@twg.example", "Your account in the TWG tracker")
    assert len(session.scalars(select(SecretLink)).all()) == 1


def test_the_codes_of_a_lost_telephone_are_reset(cast: Cast) -> None:
    with transaction():
        changed = update(Account).where(Account.email == "npa@twg.example")
        session.execute(changed.values(totp_secret="A" * 32, totp_step=7, password_hash=hashed("x")))
    npa, client, page = cast.client("npa"), cast.client("admin"), page_of(cast, "npa")
    assert "Make sure that it is really the owner" in get(client, f"{page}/reset-codes").text("//main")
    post(client, f"{page}/reset-codes")
    session.rollback()
    account = cast.account("npa")
    assert (account.totp_secret, account.totp_step) == ("", None)
    assert get(npa, "/account").heading == "Sign in"
    assert verbs() == ["account.codes_reset"]


def test_all_sign_ins_of_an_account_are_ended(cast: Cast) -> None:
    npa, client, page = cast.client("npa"), cast.client("admin"), page_of(cast, "npa")
    post(client, f"{page}/end-sign-ins", page)
    assert get(npa, "/account").heading == "Sign in"
    own = page_of(cast, "admin")
    cast.client("admin")
    post(client, f"{own}/end-sign-ins", own)
    session.rollback()
    assert get(client, ACCOUNTS).heading == "Accounts"  # but the one that asked
    living = select(LoginSession).where(LoginSession.ended_at.is_(None))
    assert len(session.scalars(living).all()) == 1


def test_nobody_but_the_administrator_gets_in(cast: Cast) -> None:
    page = page_of(cast, "npa")
    for name in OTHERS:
        client = cast.client(name)
        token = form_of(client, "/account")["csrf_token"]
        for address in (ACCOUNTS, f"{ACCOUNTS}/add", page, f"{page}/reset-codes"):
            get(client, address, 403)
        for address in (f"{ACCOUNTS}/add", page, *(f"{page}/{verb}" for verb in VERBS)):
            send(client, address, {"csrf_token": token}, 403)
    assert verbs() == []


VERBS = ("send-link", "show-link", "reset-codes", "end-sign-ins")


def test_an_account_that_is_not_there(cast: Cast) -> None:
    client = cast.client("admin")
    token = form_of(client, f"{ACCOUNTS}/add")["csrf_token"]
    get(client, f"{ACCOUNTS}/4711", 404)
    for verb in VERBS:
        send(client, f"{ACCOUNTS}/4711/{verb}", {"csrf_token": token}, 404)


def test_what_changes_something_is_sent_with_the_token_of_its_page(cast: Cast) -> None:
    client, page = cast.client("admin"), page_of(cast, "npa")
    for verb in VERBS:
        send(client, f"{page}/{verb}", {}, 400)
        if verb != "reset-codes":
            get(client, f"{page}/{verb}", 405)
    send(client, page, {"email": "forged@x.example"}, 400)
    assert verbs() == []
