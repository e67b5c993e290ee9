from contextvars import Context
from datetime import date
import pytest
from applications import NOON
from cast import Cast, form_of, send, post
from lives import ADDRESS, circulated, organisation, the_meeting
from pages import get
from replies import address_of, delivery_to, go_to, propose, proposed, said, trail, without_files, mails_about
from sqlalchemy import select
from tracker.core.db import session, transaction
from tracker.minutes.models import Delivery, Version, Reason, StanceKind
from tracker.minutes import sending, deciding
from tracker.minutes.sending import Recipient
from tracker.organisations.models import Organisation, Person
from tracker.accounts import links
from tracker.accounts.models import SecretLink
from tracker.groups.models import WorkingGroup
from applications import KEY
from tracker.core.bilingual import Bilingual


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    go_to(monkeypatch)
    return circulated(cast).id


def test_moved_person(cast, version):
    here = address_of(cast, version, "npa")
    nobody = cast.app.test_client()
    with transaction():
        p = session.get_one(Person, cast.account("npa").person_id)
        p.organisation_id = organisation("HI").id
    form = form_of(nobody, here, f"{here}/stance")
    r = Context().run(nobody.post, f"{here}/stance", data=form)
    assert "NPA" not in said(), r.status_code


def test_closed_org(cast, version):
    here = address_of(cast, version, "npa")
    nobody = cast.app.test_client()
    with transaction():
        organisation("NPA").is_active = False
    get(nobody, here, 404)


def test_left_reader_not_told(cast, version):
    cid = propose(cast, version, "npa", en="Shorter")
    with transaction():
        session.get_one(Person, cast.account("npa").person_id).is_active = False
    by = cast.actor("chair")
    with transaction():
        deciding.decline(cid, Bilingual.of("No."), by=by, at=NOON)
    assert [m.to_address for m in mails_about("correction")] == []


@pytest.mark.parametrize("query", ["distribution?version=99999999999999999999999", "distribution?page=99999999999999999999999999",
  "distribution.xlsx?version=99999999999999999999", "distribution/new?organisation=99999999999999999999",
  "answers/on-behalf?organisation=99999999999999999999", "versions/1/differences?against=" + "9"*5000, "versions/1/differences?against=" + "9"*30,
  "minutes.docx?layout=%00", "?text=%00", "sign/print?layout=%00&as=pdf", "corrections/new?at=%F0%9F", "distribution?version=-1&page=-5", "versions/2147483647",
  "distribution?version=%00"])
def test_odd_addresses(cast, version, query):
    client = cast.client("chair")
    cast.app.config["PROPAGATE_EXCEPTIONS"] = False
    at = f"{ADDRESS}{query}" if query.startswith("?") else f"{ADDRESS}/{query}"
    r = Context().run(client.get, at, buffered=True)
    assert r.status_code < 500, r.status_code


@pytest.mark.parametrize("address,fields", [
  ("distribution/new", {"organisation_id": "9"*30}),
  ("distribution/new", {"organisation_id": "-1", "address": "a@b.example\r\nBcc: x@y.example"}),
  ("distribution/again", {"deliveries": "9"*30}),
  ("circulate", {"seen": "9"*30, "organisation_1": "9"*30, "address_1": "z@z.example", "language_1": "xx"}),
  ("circulate", {"seen": "9"*9, "listed": "\0", "to": "\0"}),
  ("comment-date", {"until": "99/99/99999999999", "base": "x"}),
  ("answers/on-behalf", {"organisation_id": "9"*30, "how": "zz", "said": "received", "place": "\0"}),
  ("answers/on-behalf", {"organisation_id": "", "how": "mail", "said": "agrees", "said_by": "x"*5000}),
  ("sign/number", {"number": "\0"*10, "issued_on": "1/1/0001"}),
  ("sign/freeze", {"numbering": "zz", "issued_on": "31/12/9999", "authentic": "xx"}),
])
def test_odd_forms(cast, version, address, fields):
    client = cast.client("chair")
    cast.app.config["PROPAGATE_EXCEPTIONS"] = False
    base = form_of(client, "/account")
    r = Context().run(client.post, f"{ADDRESS}/{address}", data={**base, **fields}, buffered=True)
    assert r.status_code < 500, r.status_code
    print(r.status_code)
