import pytest
from applications import NOON
from cast import Cast, form_of, send
from lives import ADDRESS, circulated, organisation
from pages import get
from replies import address_of, delivery_to, go_to, mails_about, propose, said, without_files
from sqlalchemy import select

from tracker.access.actors import Actor, Via
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.minutes import deciding
from tracker.minutes.models import Delivery, Version
from tracker.minutes.queries_recipients import deliveries_to
from tracker.organisations.models import Organisation, Person


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    go_to(monkeypatch)
    return circulated(cast).id


def test_whoever_works_elsewhere_reads_on_and_speaks_for_nobody(cast: Cast, version: int) -> None:
    here, nobody = address_of(cast, version, "npa"), cast.app.test_client()
    form = form_of(nobody, f"{here}/stance")
    person_id, elsewhere = cast.account("npa").person_id, organisation("MAG").id
    with transaction():
        session.get_one(Person, person_id).organisation_id = elsewhere
    page = get(nobody, here)
    assert not page.root.xpath(f"//form[@action='{here}/stance'] | //article//a")
    for name in ("NPA", "MAG"):
        send(nobody, f"{here}/stance", {**form, "organisation_id": str(organisation(name).id)}, 422)
    get(nobody, f"{here}/corrections/new?at=i1", 422)
    assert said() == {}
    send(nobody, f"{here}/received", form_of(nobody, here, f"{here}/received"))
    assert delivery_to(cast, "npa").acknowledged_at is not None


def test_an_organisation_that_was_closed_is_not_asked_and_its_links_are_dead(cast: Cast, version: int) -> None:
    here, nobody = address_of(cast, version, "npa"), cast.app.test_client()
    form = form_of(nobody, f"{here}/stance")
    with transaction():
        organisation("NPA").is_active = False
    get(nobody, here, 404)
    send(nobody, f"{here}/stance", form, 404)
    get(cast.client("npa"), f"{ADDRESS}/answers", 403)
    assert said() == {}


def test_whoever_has_left_is_told_nothing_about_a_correction(cast: Cast, version: int) -> None:
    correction_id = propose(cast, version, "npa", en="Shorter.")
    person_id, npa = cast.account("npa").person_id, organisation("NPA").id
    with transaction():
        session.get_one(Person, person_id).is_active = False
        session.get_one(Organisation, npa).email = "office@npa.example"
    by = cast.actor("chair")
    with transaction():
        deciding.decline(correction_id, Bilingual.of("No."), by=by, at=NOON)
    assert [each.to_address for each in mails_about("correction")] == ["office@npa.example"]


def test_an_actor_without_a_person_has_no_part_in_what_went_to_mailboxes(cast: Cast, version: int) -> None:
    with transaction():
        for each in session.scalars(select(Delivery).where(Delivery.version_id == version)):
            each.person_id = None
    npa = organisation("NPA").id
    by_link = Actor("by link", Via.LINK, link_id=99, organisations=frozenset({npa}))
    assert [each.organisation_id for each in deliveries_to(by_link, session.get_one(Version, version))] == [npa]
