from datetime import timedelta

from applications import KEY, NOON
from cast import Cast, form_of, post, send
from pages import get, misspelt
from sqlalchemy import select

from tracker.accounts import links
from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session, transaction
from tracker.organisations.models import Person
from tracker.reminders.wishes import Wished, wish_of

PAGE = "/account/reminders"
SUMMARY = "//*[@class='problem']"


def wished(cast: Cast, name: str = "npa") -> Wished:
    session.rollback()
    session.expire_all()
    return wish_of(cast.account(name).person_id)


def audited() -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.actor).where(AuditEntry.verb == "reminders.wished")))


def link(cast: Cast) -> str:
    """The address of the link in NPA's mails."""
    person_id = cast.account("npa").person_id
    with transaction():
        made = links.make_for(
            LinkPurpose.WISHES, ("person", person_id), person_id=person_id, organisation_id=None,
            lasts=timedelta(days=60), at=clock.now(),
        )  # fmt: skip
        return f"/reminders/{links.token(made, KEY)}"


def test_weekly_in_lao_and_not_before_a_day(cast: Cast) -> None:
    until = clock.today() + timedelta(days=30)
    assert get(cast.client("npa"), "/account").links()["How do you want to be reminded?"] == PAGE
    post(cast.client("npa"), PAGE, language="lo", often="weekly", paused_until=short_date(until))
    assert wished(cast) == Wished("lo", weekly=True, paused_until=until)
    assert len(audited()) == 1
    page = get(cast.client("npa"), PAGE)
    assert page.root.xpath("//select[@name='often']/option[@selected]/@value") == ["weekly"]
    assert "What always comes" in page.text()


def test_a_pause_of_more_than_three_months_is_explained(cast: Cast) -> None:
    late = short_date(clock.today() + timedelta(days=93))
    page = post(cast.client("npa"), PAGE, status=422, paused_until=late)
    assert "three months at the most" in page.text(SUMMARY)
    assert page.root.xpath("//input[@name='paused_until']/@value") == [late]
    assert wished(cast) == Wished("en")


def test_by_the_link_of_a_mail_without_a_password(cast: Cast) -> None:
    nobody, address = cast.client(), link(cast)
    page = get(nobody, address)
    assert page.heading == "How do you want to be reminded?"
    assert "npa@twg.example" in page.text()
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert len(page.response.data) < 30_000
    assert wished(cast) == Wished("en")
    fields = {**form_of(nobody, address), "often": "weekly"}
    send(nobody, address, fields)
    send(nobody, address, fields)
    assert wished(cast).weekly
    assert audited() == ["Npa Person, npa@twg.example"]
    assert session.scalar(select(SecretLink.used_at)) is None


def test_a_link_that_leads_nowhere_is_explained(cast: Cast) -> None:
    nobody, address = cast.client(), link(cast)
    get(nobody, misspelt(address), status=404)
    get(nobody, "/reminders/nothing", status=404)
    person_id = cast.account("npa").person_id
    with transaction() as current:
        current.get_one(Person, person_id).is_active = False
    assert "no longer answers" in get(nobody, address, status=410).text()
    with transaction() as current:
        current.get_one(Person, person_id).is_active = True
        current.get_one(Account, cast.account("npa").id).is_active = False
    assert "no longer answers" in get(nobody, address, status=410).text()
    with transaction() as current:
        current.get_one(Account, cast.account("npa").id).is_active = True
        current.scalars(select(SecretLink).where(SecretLink.purpose == LinkPurpose.WISHES)).one().expires_at = NOON
    assert "The time of this link is over." in get(nobody, address, status=410).text()
    send(nobody, address, {"often": "weekly"}, 400)


def test_only_who_is_signed_in(cast: Cast) -> None:
    assert cast.client().get(PAGE).status_code == 302
    assert get(cast.client("admin"), PAGE).heading == "How do you want to be reminded?"
