from datetime import date, time

import pytest
from applications import NOON
from cast import Cast
from inviting_cast import DAY, calendar_in, invitation, invited, mails_to, meeting, special
from sqlalchemy import select
from strict import read

from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.drafting import planning_state
from tracker.invitations import inviting
from tracker.meetings.models import Meeting
from tracker.organisations.models import Person

WHY = Bilingual("The hall is taken", "ຫ້ອງບໍ່ຫວ່າງ")


def event(data: bytes) -> dict[str, str]:
    (part,) = [each for each in read(data) if each.kind == "VEVENT"]
    return {name: part.value(name) for name in ("UID", "SEQUENCE", "STATUS", "DTSTART", "ATTENDEE", "ORGANIZER")}


def postpone(cast: Cast, to: date | None) -> None:
    actor, number = cast.actor("chair"), meeting().id
    session.rollback()
    with transaction():
        planning_state.postpone(number, to, WHY, by=actor, at=NOON)


def test_everybody_who_should_come_is_asked_once(cast: Cast) -> None:
    special(cast)
    sent = invited(cast)
    assert (sent.asked, sent.taken_back) == (2, 0)  # the two focal points; nobody else has an address
    (mail,) = mails_to("npa")
    media_type, data = calendar_in(mail)
    assert media_type == "text/calendar; method=REQUEST"
    assert event(data) == {
        "UID": meeting().calendar_uid, "SEQUENCE": "0", "STATUS": "CONFIRMED",
        "DTSTART": "20210420T083000", "ATTENDEE": "mailto:npa@twg.example", "ORGANIZER": "mailto:im@twg.example",
    }  # fmt: skip
    with pytest.raises(Refused, match="nothing to send"):
        invited(cast)
    told = session.scalars(select(AuditEntry).where(AuditEntry.verb == "invitations.sent")).one()
    assert (told.details or {})["asked"] == ["npa@twg.example", "mag@twg.example"]


@pytest.mark.parametrize(
    ("begins", "ends"), [("0830", "120000"), ("1130", "160000"), ("1500", "160000"), ("2315", "235900")]
)
def test_without_mailbox_and_end_it_is_still_a_whole_invitation(cast: Cast, begins: str, ends: str) -> None:
    special(cast)
    with transaction():
        now = session.scalars(select(Meeting).where(Meeting.name != "")).one()
        now.group.mailbox, now.ends_at = "", None
        now.starts_at = time(int(begins[:2]), int(begins[2:]))
    invited(cast)
    media_type, data = calendar_in(mails_to("npa")[0])
    read(data)
    told = data.decode().replace("\r\n ", "").replace("\r\n", "\n")
    stamp = NOON.strftime("%Y%m%dT%H%M%SZ")
    assert media_type == "text/calendar; method=REQUEST"
    assert told.partition("BEGIN:VEVENT")[2] == (
        f"\nUID:{meeting().calendar_uid}\nDTSTAMP:{stamp}\nSUMMARY;LANGUAGE=en:IM: Incomplete data\n"
        "DESCRIPTION;LANGUAGE=en:To look at reports that are not complete.\nSEQUENCE:0\n"
        f"DTSTART;TZID=Asia/Vientiane:20210420T{begins}00\nDTEND;TZID=Asia/Vientiane:20210420T{ends}\n"
        "LOCATION;LANGUAGE=en:NRA\\, hall\nSTATUS:CONFIRMED\n"
        f'ORGANIZER;CN="{meeting().group.name.en}":mailto:tracker@%5B127.0.0.1%5D\n'
        'ATTENDEE;CN="Npa Person";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE'
        ":mailto:npa@twg.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )


def test_a_new_date_goes_out_as_an_update_under_the_same_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    special(cast)
    invited(cast)
    monkeypatch.setattr("tracker.mail.outbox._installation.sender", "twg@nra.gov.la")
    postpone(cast, date(2021, 4, 22))
    assert invitation("npa").sequence < meeting().calendar_sequence
    assert invited(cast).asked == 2
    first, second = (event(calendar_in(mail)[1]) for mail in mails_to("npa"))
    assert first["UID"] == second["UID"]
    assert (second["SEQUENCE"], second["DTSTART"], second["STATUS"]) == ("1", "20210422T083000", "CONFIRMED")
    assert mails_to("npa")[1].subject == "Changed: IM: Incomplete data, Thursday, 22 April 2021"
    assert "Reason: The hall is taken" in mails_to("npa")[1].text


@pytest.mark.parametrize("way", ["without a day", "cancelled"])
def test_whoever_was_asked_is_told_when_it_is_off(cast: Cast, way: str) -> None:
    special(cast)
    invited(cast)
    if way == "cancelled":
        actor, number = cast.actor("chair"), meeting().id
        session.rollback()
        with transaction():
            planning_state.cancel(number, WHY, by=actor, at=NOON)
    else:
        postpone(cast, None)
    assert (invited(cast).taken_back, invitation("npa").cancelled) == (2, True)
    media_type, data = calendar_in(mails_to("npa")[1])
    assert media_type == "text/calendar; method=CANCEL"
    assert (event(data)["STATUS"], event(data)["SEQUENCE"]) == ("CANCELLED", "1")
    with pytest.raises(Refused, match="nothing to send"):
        invited(cast)
    postpone(cast, date(2021, 5, 4))
    assert invited(cast).asked == 2
    assert calendar_in(mails_to("npa")[2])[0] == "text/calendar; method=REQUEST"
    assert invitation("npa").cancelled is False


def test_somebody_taken_off_the_list_is_told_and_can_be_asked_again(cast: Cast) -> None:
    special(cast)
    invited(cast)
    sent = invited(cast, without=("mag@twg.example",))
    assert (sent.asked, sent.taken_back) == (0, 1)
    assert calendar_in(mails_to("mag")[1])[0] == "text/calendar; method=CANCEL"
    assert mails_to("mag")[1].subject == "You are no longer asked to IM: Incomplete data"
    assert len(mails_to("npa")) == 1
    assert invited(cast, later=5).asked == 1
    assert calendar_in(mails_to("mag")[2])[0] == "text/calendar; method=REQUEST"


def test_what_changed_meanwhile_is_looked_at_first(cast: Cast) -> None:
    number = special(cast)
    actor = cast.actor("chair")
    with pytest.raises(Conflict), transaction():
        inviting.send(number, [], 7, by=actor, at=NOON)
    with pytest.raises(Forbidden), transaction():
        inviting.send(number, [], 0, by=cast.actor("npa"), at=NOON)


def test_nobody_is_asked_to_what_is_over(cast: Cast) -> None:
    number = special(cast)
    actor = cast.actor("chair")
    with pytest.raises(Refused, match="is over"), transaction():
        inviting.send(number, [], 0, by=actor, at=clock.midday(date(2021, 4, 21)))
    with transaction():
        planning_state.hold(number, DAY, DAY, by=actor, at=NOON)
    with pytest.raises(Refused, match="was held"), transaction():
        inviting.send(number, [], 0, by=actor, at=NOON)


def test_whoever_left_is_proposed_no_more(cast: Cast) -> None:
    special(cast)
    with transaction():
        session.scalars(select(Person).where(Person.email == "mag@twg.example")).one().is_active = False
    assert invited(cast).asked == 1
