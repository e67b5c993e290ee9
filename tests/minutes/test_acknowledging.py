from contextvars import Context

import pytest
from applications import NOON
from arrivals import delivery_to, organisation_id
from cast import Cast, form_of, send
from flask import Flask
from lives import ADDRESS, circulated, days_later, the_meeting
from pages import get
from parties import outsiders
from sqlalchemy import select
from together import at_once

from tracker.access.actors import Actor, Via
from tracker.access.voices import How
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound
from tracker.minutes import acknowledging, sending, versions
from tracker.minutes.models import Delivery, Reason, Version, VersionKind
from tracker.minutes.sending import Recipient


def received(version_id: int) -> str:
    return f"/minutes/{version_id}/received"


def trail(verb: str) -> list[str]:
    session.rollback()
    return [each.actor for each in session.scalars(select(AuditEntry).where(AuditEntry.verb == verb))]


def mailbox(cast: Cast, version_id: int, short_name: str) -> int:
    """The version goes to an organisation's mailbox too."""
    with transaction():
        version = session.get_one(Version, version_id)
        to = Recipient(
            "office@twg.example", short_name, "lo", Reason.MEMBER, organisation_id=organisation_id(short_name)
        )
        (sent,) = sending.send(version, [to], by=cast.actor("chair"), at=NOON)
        return sent.id


def test_a_recipient_says_that_they_came(cast: Cast) -> None:
    version_id = circulated(cast).id
    client = cast.client("npa")
    fields = form_of(client, ADDRESS, received(version_id))
    for _ in range(2):
        assert send(client, received(version_id), fields).response.location == ADDRESS
    delivery = delivery_to("npa")
    assert (delivery.acknowledged_how, delivery.acknowledged_by) == (How.ITSELF, "Npa Person")
    assert delivery.opened_at == delivery.acknowledged_at
    assert trail("minutes.acknowledged") == ["Npa Person"]
    page = get(client, ADDRESS)
    assert "It is noted that you have received the minutes." in page.text("//*[@role='status']")
    beside = page.text("//aside[@aria-labelledby='h-distribution']")
    assert "acknowledged on" in beside
    assert "by Npa Person" in beside
    assert not page.root.xpath(f"//form[@action='{received(version_id)}']")


def test_what_was_noted_first_stays(cast: Cast) -> None:
    circulated(cast)
    delivery_id = delivery_to("npa").id
    with transaction():
        acknowledging.acknowledge(
            delivery_id, by=cast.actor("secretary"), at=NOON, how=How.TELEPHONE, said_by="Ms Boun"
        )
    with transaction():
        acknowledging.acknowledge(delivery_id, by=cast.actor("npa"), at=days_later(1))
    delivery = delivery_to("npa")
    assert (delivery.acknowledged_at, delivery.acknowledged_how) == (NOON, How.TELEPHONE)
    assert delivery.acknowledged_by == "Ms Boun"
    assert trail("minutes.acknowledged") == ["Secretary Person"]


def test_his_own_comes_before_what_went_to_his_organisation(cast: Cast) -> None:
    version_id = circulated(cast).id
    office_id = mailbox(cast, version_id, "NPA")
    with transaction():
        acknowledging.receive(version_id, by=cast.actor("npa"), at=NOON)
    assert delivery_to("npa").acknowledged_at == NOON
    assert session.get_one(Delivery, office_id).acknowledged_at is None


def test_somebody_of_the_organisation_speaks_for_its_mailbox(cast: Cast) -> None:
    version_id = circulated(cast, to=("npa",)).id
    office_id = mailbox(cast, version_id, "MAG")
    assert get(cast.client("mag"), ADDRESS).root.xpath(f"//form[@action='{received(version_id)}']")
    with transaction():
        acknowledging.receive(version_id, by=cast.actor("mag"), at=NOON)
    session.rollback()
    assert session.get_one(Delivery, office_id).acknowledged_by == "Mag Person"


def test_nobody_acknowledges_for_others(cast: Cast) -> None:
    circulated(cast)
    delivery_id = delivery_to("npa").id
    link_id = delivery_to("npa").link_id
    stranger = Actor("x", Via.LINK, link_id=(link_id or 0) + 1)
    for by, how in ((cast.actor("mag"), How.ITSELF), (cast.actor("mag"), How.MAIL), (stranger, How.ITSELF),
                    (cast.actor("npa"), How.MAIL), (cast.actor("chair"), How.ITSELF)):  # fmt: skip
        with pytest.raises(Forbidden), transaction():
            acknowledging.acknowledge(delivery_id, by=by, at=NOON, how=how)
    with transaction():
        acknowledging.acknowledge(delivery_id, by=Actor("a link", Via.LINK, link_id=link_id), at=NOON)
    assert delivery_to("npa").acknowledged_by == "a link"
    with pytest.raises(NotFound), transaction():
        acknowledging.acknowledge(999, by=cast.actor("chair"), at=NOON, how=How.MAIL)


def test_who_may_press(cast: Cast) -> None:
    outsiders(cast)
    version_id = circulated(cast).id
    fields = form_of(cast.client("npa"), ADDRESS, received(version_id))
    for name, status in (("stranger", 404), ("party", 403), ("other", 403), ("management", 403)):
        client = cast.client(name)
        get(client, received(version_id), 405)
        token = {"csrf_token": form_of(client, "/account/password")["csrf_token"], "request_key": "1"}
        send(client, received(version_id), token, status)
        send(client, "/minutes/999/received", token, 404)
    assert Context().run(cast.client("npa").post, received(version_id)).status_code == 400
    assert Context().run(cast.client().post, received(version_id), data=fields).status_code in {302, 400, 401}
    assert trail("minutes.acknowledged") == []


def test_opened_is_told_once_by_the_page_and_never_by_asking(cast: Cast) -> None:
    version_id = circulated(cast).id
    opened = f"/minutes/{version_id}/opened"
    client = cast.client("npa")
    page = get(client, ADDRESS)
    assert page.root.xpath("//script/@data-opened") == [opened]
    assert delivery_to("npa").opened_at is None
    get(client, opened, 405)
    token = page.root.xpath("//meta[@name='csrf-token']/@content")[0]
    for _ in range(2):
        answer = Context().run(client.post, opened, headers={"X-CSRFToken": token})
        assert (answer.status_code, answer.data) == (204, b"")
    assert delivery_to("npa").opened_at is not None
    assert delivery_to("mag").opened_at is None
    assert trail("minutes.opened") == ["Npa Person"]
    assert not get(client, ADDRESS).root.xpath("//script/@data-opened")
    assert Context().run(client.post, opened).status_code == 400


def test_only_recipients_are_asked_to_tell(cast: Cast) -> None:
    outsiders(cast)
    version_id = circulated(cast).id
    for name in ("party", "management", "translator", "admin"):
        assert not get(cast.client(name), ADDRESS).root.xpath("//script/@data-opened"), name
    client = cast.client("stranger")
    token = form_of(client, "/account/password")["csrf_token"]
    answer = Context().run(client.post, f"/minutes/{version_id}/opened", headers={"X-CSRFToken": token})
    assert answer.status_code == 404


def test_whoever_drafts_opens_no_mailbox(cast: Cast) -> None:
    version_id, chair = circulated(cast, to=("npa",)).id, cast.actor("chair")
    with transaction():
        sent = delivery_to("npa")
        sent.person_id, sent.organisation_id = None, next(iter(chair.organisations))
    assert not get(cast.client("chair"), ADDRESS).root.xpath("//script[@data-opened]")
    with transaction():
        assert not acknowledging.note_opened(version_id, by=chair, at=NOON)


def test_what_waits_for_its_signature_was_sent_to_nobody(cast: Cast) -> None:
    circulated(cast)
    with transaction():
        waiting = versions.freeze(the_meeting(), VersionKind.ISSUED, by="x", at=NOON).id
    with pytest.raises(NotFound), transaction():
        acknowledging.receive(waiting, by=cast.actor("npa"), at=NOON)
    with pytest.raises(NotFound), transaction():
        acknowledging.note_opened(waiting, by=cast.actor("npa"), at=NOON)


def test_fifty_presses_are_one(app: Flask, cast: Cast) -> None:
    version_id, by = circulated(cast).id, cast.actor("npa")

    def press() -> None:
        with transaction():
            acknowledging.receive(version_id, by=by, at=NOON)
            acknowledging.note_opened(version_id, by=by, at=NOON)

    at_once(app, [press] * 50)
    assert trail("minutes.acknowledged") == ["Npa Person"]
