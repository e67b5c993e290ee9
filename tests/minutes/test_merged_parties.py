import pytest
from applications import NOON, TESTER
from cast import Cast, form_of, send
from lives import ADDRESS, circulated, organisation, the_meeting
from pages import get
from replies import address_of, answer, go_to, propose, said, without_files

from tracker.accounts.models import Account
from tracker.administration import merging
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.minutes import recipients
from tracker.minutes.models import StanceKind
from tracker.organisations.models import Person


@pytest.fixture
def either_cast(either_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, on both databases."""
    without_files(monkeypatch)
    go_to(monkeypatch)
    return either_cast


def merge(kind: merging.Kind, keep: int, gone: int) -> None:
    bases = merging.party(kind, keep).version, merging.party(kind, gone).version
    with transaction():
        merging.merge(kind, keep, gone, bases=bases, by=TESTER, at=NOON)


def test_links_of_both_sides_lead_to_the_one_that_stays(either_cast: Cast) -> None:
    cast = either_cast
    version_id = circulated(cast, to=("npa", "mag", "chair")).id
    links = [address_of(cast, version_id, name) for name in ("npa", "mag")]
    answer(cast, version_id, "npa", StanceKind.AGREES)
    answer(cast, version_id, "mag", StanceKind.OBJECTS, "No")
    for name in ("npa", "mag"):
        propose(cast, version_id, name, en=f"Of {name}")
    people = [cast.account(name).person_id for name in ("npa", "mag")]
    merge("organisation", organisation("NPA").id, organisation("MAG").id)
    assert {name: stance.kind for name, stance in said().items()} == {"NPA": StanceKind.OBJECTS}
    _answer_by(cast, links, "agrees")
    account_id = cast.account("mag").id
    with transaction():
        session.get_one(Account, account_id).is_active = False
    merge("person", *people)
    _answer_by(cast, links, "objects")
    assert {name: (stance.kind, stance.by_person_id) for name, stance in said().items()} == {
        "NPA": (StanceKind.OBJECTS, people[0])
    }
    assert session.get(Person, people[1]) is None
    for who, page in (("chair", "/distribution"), ("chair", "/corrections"), ("chair", ""), ("npa", "")):
        get(cast.client(who), f"{ADDRESS}{page}")
    addresses = [each.address for each in recipients.proposed(the_meeting(), clock.today()).rows]
    assert len(addresses) == len(set(addresses))


def _answer_by(cast: Cast, links: list[str], kind: str) -> None:
    nobody = cast.app.test_client()
    nobody.set_cookie("language", "en")
    for link in links:
        assert "You answer for NPA" in get(nobody, link).text("//main")
        reason = f"Said by {link}" if kind == "objects" else ""
        send(nobody, f"{link}/stance", {**form_of(nobody, f"{link}/stance"), "kind": kind, "reason": reason})
