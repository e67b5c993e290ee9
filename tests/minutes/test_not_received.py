from contextvars import Context
from datetime import date

import pytest
from applications import NOON
from arrivals import delivery_to, mails_left, organisation_id
from cast import Cast, form_of, post, send
from flask import Flask
from lives import ADDRESS, circulated, the_meeting
from pages import get
from parties import outsiders
from sqlalchemy import select
from together import at_once

from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, Refused
from tracker.groups.models import Membership
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import not_received, queries_distribution, sending
from tracker.minutes.models import NotReceived, Reason, Version
from tracker.minutes.sending import Recipient

SAY = f"{ADDRESS}/not-received"
LIST = f"{ADDRESS}/distribution"


def rows() -> list[NotReceived]:
    session.rollback()
    return list(session.scalars(select(NotReceived).order_by(NotReceived.id)))


def trail() -> list[tuple[str, object]]:
    session.rollback()
    wanted = select(AuditEntry).where(AuditEntry.verb.like("minutes.not_received%")).order_by(AuditEntry.id)
    return [(each.verb, (each.details or {})["organisation"]) for each in session.scalars(wanted)]


def say(cast: Cast, name: str) -> int:
    with transaction():
        return not_received.say_not_received(the_meeting().id, by=cast.actor(name), at=NOON)[0].id


def test_a_member_says_so_while_nothing_was_circulated(cast: Cast) -> None:
    client = cast.client("mag")
    page = get(client, ADDRESS)
    assert not page.root.xpath("//article")
    assert "The minutes of this meeting are not circulated yet." in page.text("//main")
    fields = form_of(client, ADDRESS, SAY)
    for _ in range(2):
        assert send(client, SAY, fields).response.location == ADDRESS
    page = get(client, ADDRESS)
    assert page.texts("//*[@role='status']") == ["It is noted that MAG has not received the minutes."]
    assert "It is noted that your organisation has not received the minutes." in page.text("//main")
    (row,) = rows()
    assert (row.organisation_id, row.person_id) == (organisation_id("MAG"), cast.account("mag").person_id)
    assert trail() == [("minutes.not_received", "MAG")]
    send(client, SAY, {**fields, "request_key": "again"})
    assert "It is noted since " in get(client, ADDRESS).text("//*[@role='status']")
    assert len(rows()) == 1


def test_a_member_says_so_of_circulated_minutes_until_they_are_acknowledged(cast: Cast) -> None:
    circulated(cast, to=("npa",))
    client = cast.client("mag")
    post(client, SAY, page=ADDRESS)
    assert len(rows()) == 1
    version_id = session.scalars(select(Version.id)).one()
    post(cast.client("npa"), f"/minutes/{version_id}/received", page=ADDRESS)
    assert not get(cast.client("npa"), ADDRESS).root.xpath(f"//form[@action='{SAY}']")


def test_whoever_writes_them_sees_it_and_sends_them(cast: Cast) -> None:
    circulated(cast, to=("npa",))
    mails_left()
    say(cast, "mag")
    chair = cast.client("chair")
    assert "1 organisation has not received these minutes." in get(chair, ADDRESS).text("//main")
    page = get(chair, LIST)
    assert "MAG said by Mag Person on 01/04/2021 12:00" in page.text("//section[@aria-labelledby='h-missing']")
    link = page.links("//section[@aria-labelledby='h-missing']//a")["Send them to it MAG"]
    fields = form_of(chair, link)
    assert (fields["organisation_id"], fields["address"]) == (str(organisation_id("MAG")), "")
    send(chair, f"{LIST}/new", {**fields, "address": "mag@twg.example"})
    assert rows()[0].settled_at is not None
    assert trail() == [("minutes.not_received", "MAG"), ("minutes.not_received_settled", "MAG")]
    assert not get(chair, LIST).root.xpath("//section[@aria-labelledby='h-missing']")
    assert not queries_distribution.not_received_open({cast.group_id})


def test_the_address_that_is_known_is_proposed(cast: Cast) -> None:
    circulated(cast)
    mails_left()
    say(cast, "mag")
    chair = cast.client("chair")
    fields = form_of(chair, f"{LIST}/new?organisation={organisation_id('MAG')}")
    assert (fields["address"], fields["language"]) == ("mag@twg.example", "en")
    send(chair, f"{LIST}/new", fields)
    assert len(delivery_to("mag").mails) == 2


def test_circulating_settles_it(cast: Cast) -> None:
    say(cast, "mag")
    say(cast, "npa")
    circulated(cast, to=("mag",))
    assert [row.settled_at is None for row in rows()] == [False, True]
    assert [each.organisation.short_name for each in queries_distribution.not_received_open({cast.group_id})] == ["NPA"]
    assert queries_distribution.not_received_open({cast.other_group_id}) == []


def test_it_is_settled_by_hand(cast: Cast) -> None:
    report_id = say(cast, "mag")
    chair, address = cast.client("chair"), f"{ADDRESS}/not-received/{report_id}/settle"
    fields = form_of(chair, LIST, address)
    for name in ("management", "npa", "translator"):
        client = cast.client(name)
        token = {"csrf_token": form_of(client, "/account/password")["csrf_token"], "request_key": "1"}
        send(client, address, token, 403)
    for _ in range(2):
        assert send(chair, address, fields).response.location == LIST
    get(chair, address, 404)
    assert rows()[0].settled_at is not None
    assert len(trail()) == 2
    send(chair, f"{ADDRESS}/not-received/999/settle", {**fields, "request_key": "2"}, 404)
    say(cast, "mag")
    assert len(rows()) == 2


def test_whose_minutes_they_are_not_has_nothing_to_say(cast: Cast) -> None:
    outsiders(cast)
    circulated(cast)
    for name, status in (("stranger", 404), ("unit", 403)):
        client = cast.client(name)
        token = {"csrf_token": form_of(client, "/account/password")["csrf_token"], "request_key": "1"}
        send(client, SAY, token, status)
        get(client, SAY, 404)
    assert Context().run(cast.client("mag").post, SAY).status_code == 400
    with transaction():
        version = session.scalars(select(Version)).one()
        to = Recipient("u@x.example", "", "lo", Reason.ACTION, organisation_id=organisation_id("MRE Unit"))
        sending.send(version, [to], by=cast.actor("chair"), at=NOON)
    say(cast, "unit")
    for name in ("chair", "secretary", "translator", "admin"):
        assert not get(cast.client(name), ADDRESS).root.xpath(f"//form[@action='{SAY}']"), name


def test_his_own_organisation_comes_first_then_one_he_answers_for(cast: Cast) -> None:
    with transaction() as current:
        for row in current.scalars(select(Membership).where(Membership.organisation_id == organisation_id("WEI"))):
            current.delete(row)
    with pytest.raises(Forbidden):
        say(cast, "party")
    say(cast, "mag")
    assert rows()[0].organisation.short_name == "MAG"


def test_a_meeting_that_was_not_held_has_no_minutes(cast: Cast) -> None:
    with transaction():
        the_meeting().state = MeetingState.PLANNED
    assert not get(cast.client("mag"), ADDRESS).root.xpath(f"//form[@action='{SAY}']")
    with pytest.raises(Refused):
        say(cast, "mag")


def test_fifty_presses_are_one_report(app: Flask, cast: Cast) -> None:
    meeting_id, by = the_meeting().id, cast.actor("mag")

    def press() -> None:
        with transaction():
            not_received.say_not_received(meeting_id, by=by, at=NOON)

    at_once(app, [press] * 50)
    assert len(rows()) == 1


def test_what_is_open_is_told_oldest_first_in_one_query(cast: Cast) -> None:
    say(cast, "npa")
    with transaction() as current:
        later = Meeting(group_id=cast.group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 30),
                        state=MeetingState.HELD, record=RecordState.DRAFT)  # fmt: skip
        current.add(later)
        current.flush()
        not_received.say_not_received(later.id, by=cast.actor("mag"), at=NOON)
    session.rollback()
    told = queries_distribution.not_received_open({cast.group_id})
    assert [(each.meeting.reference, each.organisation.short_name) for each in told] == [
        ("IM-2021-Q1", "NPA"), ("IM-2021-Q2", "MAG"),
    ]  # fmt: skip
