from contextvars import Context
from datetime import date, time
from typing import Any

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from inviting_cast import (
    DAY,
    HERE,
    TODAY,
    calendar_in,
    invitation,
    invited,
    link_of,
    mails_to,
    meeting,
    replies,
    special,
)
from lives import circulated, organisation
from pages import get, misspelt, queries_of_database
from parties import outsiders
from sqlalchemy import select
from strict import read

from tracker.access.voices import How
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.repeats import RequestKey
from tracker.groups.models import Membership
from tracker.invitations import attending
from tracker.invitations.models import Invitation, Reply
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation, Person

PAGE, REPLY, BEHALF, TAKE = (
    f"{HERE}/{end}" for end in ("invitations", "reply", "reply/on-behalf", "invitations/take-over")
)


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks before the special meeting."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))


@pytest.fixture
def plan(cast: Cast) -> Cast:
    special(cast)
    return cast


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    return cast.app.test_client()


def trail(verb: str) -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)))


def reply(name: str = "NPA") -> Reply:
    session.rollback()
    return session.scalars(select(Reply).join(Reply.organisation).where(Organisation.short_name == name)).one()


def rows(name: str) -> list[tuple[int | None, str]]:
    session.rollback()
    asked = select(Attendance).join(Attendance.organisation).where(
        Attendance.meeting_id == meeting().id, Organisation.short_name == name, Attendance.person_id.is_(None)
    )  # fmt: skip
    return [(row.headcount, row.presence.value) for row in session.scalars(asked)]


def test_one_press_invites_everybody(plan: Cast) -> None:
    client = plan.client("chair")
    page = get(client, f"{HERE}/plan")
    assert "Nobody has been invited yet." in page.text("//section[@aria-labelledby='h-invited']")
    fields = form_of(client, PAGE)
    assert fields["to"] == ["npa@twg.example", "mag@twg.example"]
    send(client, PAGE, fields)
    send(client, PAGE, fields)
    assert len(trail("invitations.sent")) == 1
    page = get(client, PAGE)
    assert "Invitations on their way: 2." in page.text("//main")
    assert page.text("//section[@aria-labelledby='h-answers']").count("no answer yet") == 2
    assert "2 addresses" in get(client, f"{HERE}/plan").text("//section[@aria-labelledby='h-invited']")


def test_the_language_and_further_addresses_are_chosen(plan: Cast) -> None:
    chosen: dict[str, Any] = {"language-npa@twg.example": "lo", "more": "guest@twg.example, two@twg.example"}
    post(plan.client("secretary"), PAGE, **chosen)
    assert invitation("npa").language == "lo"
    assert mails_to("npa")[0].subject == "ຂໍເຊີນເຂົ້າຮ່ວມ: IM: ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ, ວັນອັງຄານ, ວັນທີ 20 ເມສາ 2021"
    assert (invitation("guest").organisation_id, invitation("guest").link_id) == (None, None)
    assert "Please reply to this mail" in mails_to("two")[0].text or "ຂໍໃຫ້ຕອບອີເມວນີ້" in mails_to("two")[0].text
    assert get(plan.client("chair"), PAGE).text("//table").count("added by hand") == 2


def test_a_further_address_answers_for_the_organisation_that_it_names(plan: Cast) -> None:
    more = "guest@twg.example UXO Lao\ntwo@twg.example, mag; three@twg.example\nfour@twg.example"
    post(plan.client("secretary"), PAGE, more=more)
    uxo_lao = organisation("UXO Lao").id
    assert invitation("guest").organisation_id == uxo_lao
    assert link_of("guest")
    for name in ("two", "three"):
        assert invitation(name).organisation_id is not None
        assert invitation(name).link_id
    assert invitation("four").link_id is None
    page = post(plan.client("secretary"), PAGE, status=422, more="five@twg.example Nobody Knows")
    assert "No organisation is called Nobody Knows." in page.text("//*[@id='problem']")


def test_a_further_address_that_is_known_is_that_of_its_owner(plan: Cast) -> None:
    with transaction():
        organisation("HI").email = "hi@twg.example"
        person = session.scalars(select(Person).where(Person.email == "other@twg.example")).one()
        expected = (person.id, person.organisation_id)
    post(plan.client("secretary"), PAGE, more="HI@twg.example\nOther@twg.example NPA")
    rows = {each.email.casefold(): each for each in session.scalars(select(Invitation))}
    assert rows["hi@twg.example"].organisation_id == organisation("HI").id
    assert (rows["other@twg.example"].person_id, rows["other@twg.example"].organisation_id) == expected
    assert rows["hi@twg.example"].link_id
    assert rows["other@twg.example"].link_id


def test_a_member_without_an_address_is_offered_the_one_that_got_the_minutes(plan: Cast) -> None:
    circulated(plan)
    hi = organisation("HI").id
    with transaction():
        if session.scalar(select(Membership.id).where(Membership.organisation_id == hi)) is None:
            session.add(Membership(group_id=plan.group_id, organisation_id=hi))
        version = session.scalars(select(Version).limit(1)).one()
        session.add(
            Delivery(version=version, address="registry@twg.example", organisation_id=hi, language="lo", sent_at=NOON)
        )
    page = get(plan.client("chair"), PAGE)
    (row,) = [each for each in page.texts("//tr") if "registry@twg.example" in each]
    assert "HI" in row
    assert "got the minutes at this address" in row
    post(plan.client("secretary"), PAGE)
    assert invitation("registry").organisation_id == hi
    assert invitation("registry").link_id


def test_what_can_not_be_sent_is_explained(plan: Cast) -> None:
    client = plan.client("chair")
    page = post(client, PAGE, status=422, more="nobody")
    assert "nobody is no e-mail address." in page.text("//*[@id='problem']")
    page = send(client, PAGE, {**form_of(client, PAGE), "listed": "x@twg.example"}, 422)
    assert "has changed meanwhile" in page.text("//*[@id='problem']")
    page = send(client, PAGE, {**form_of(client, PAGE), "seen": "9"}, 409)
    assert "The meeting was changed a moment ago." in page.text("//*[@id='problem']")
    post(client, PAGE)
    page = send(client, PAGE, form_of(client, PAGE), 422)
    assert "There is nothing to send" in page.text("//*[@id='problem']")


def test_an_old_date_is_said_clearly_and_nothing_goes_by_itself(plan: Cast) -> None:
    client = plan.client("chair")
    post(client, PAGE)
    post(client, f"{HERE}/plan/postpone", to="22/04/2021", reason__en="The hall is taken")
    assert len(mails_to("npa")) == 1
    for address in (f"{HERE}/plan", PAGE):
        assert "2 people have the old date: send the update." in get(client, address).text("//main")
    post(client, PAGE)
    assert "old date" not in get(client, PAGE).text("//main")
    assert b"SEQUENCE:1\r\n" in calendar_in(mails_to("npa")[1])[1]
    post(client, f"{HERE}/plan/cancel", reason__en="No need")
    assert "2 people still have the meeting in the calendar: tell them." in get(client, PAGE).text("//main")
    post(client, PAGE)
    assert "Nobody has it in the calendar." in get(client, PAGE).text("//main")


def test_whoever_is_not_of_the_desk_invites_nobody(plan: Cast) -> None:
    for name in ("npa", "translator", "management", "other"):
        client = plan.client(name)
        for address in (PAGE, BEHALF):
            get(client, address, 403)
        send(client, TAKE, form_of(client, "/account"), 403)
    outsiders(plan)
    get(plan.client("stranger"), REPLY, 404)
    get(plan.client("chair"), TAKE, 404)
    assert session.scalars(select(Invitation)).all() == []


def test_by_the_link_an_organisation_says_who_comes(plan: Cast, nobody: FlaskClient) -> None:
    invited(plan)
    here = link_of("npa")
    with queries_of_database() as sent:
        page = get(nobody, here)
    assert not [each for each in sent if not each.startswith(("SELECT", "PRAGMA", "BEGIN"))]
    assert "You answer for NPA" in page.text("//main")
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.response.headers["Cache-Control"]
    fields = {**form_of(nobody, here), "says": "coming", "people": "໒", "note": "Ms Boun and a driver"}
    send(nobody, here, fields)
    send(nobody, here, fields)
    assert (reply().people, reply().note, reply().how) == (2, "Ms Boun and a driver", How.ITSELF)
    (told,) = trail("invitation.answered")
    assert (told.via, (told.details or {})["people"]) == ("link", 2)
    send(nobody, here, {**form_of(nobody, here), "says": "not_coming"})
    assert (reply().people, len(trail("invitation.answered"))) == (0, 2)
    assert "can't come" in get(nobody, here).text("//main")
    assert here.rsplit("/", 1)[1] not in "".join(session.scalars(select(RequestKey.answer)))


def test_what_was_typed_wrong_stays(plan: Cast, nobody: FlaskClient) -> None:
    invited(plan)
    here = link_of("npa")
    page = send(nobody, here, {**form_of(nobody, here), "says": "coming", "note": "Later"}, 422)
    assert "Say how many people come." in page.text("//*[@id='problem']")
    assert page.root.xpath("//input[@name='note']/@value") == ["Later"]
    send(nobody, here, {**form_of(nobody, here), "says": "coming", "people": "501"}, 422)
    send(nobody, here, {**form_of(nobody, here), "says": "maybe", "people": "5"}, 422)
    assert replies() == {}


def test_a_link_that_leads_nowhere_says_what_to_do(plan: Cast, nobody: FlaskClient) -> None:
    invited(plan)
    here = link_of("npa")
    get(nobody, misspelt(here), 404)
    with transaction():
        session.scalars(select(Person).where(Person.email == "npa@twg.example")).one().is_active = False
    assert "reply to the mail" in get(nobody, here, 404).text("//main")


def test_after_the_meeting_nobody_answers(plan: Cast, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    invited(plan)
    here = link_of("npa")
    fields = {**form_of(nobody, here), "says": "not_coming"}
    monkeypatch.setattr(clock, "today", lambda: date(2021, 4, 21))
    monkeypatch.setattr(clock, "now", lambda: clock.midday(date(2021, 4, 21)))
    assert "nobody can answer any more" in get(nobody, here).text("//main")
    send(nobody, here, fields, 422)
    assert replies() == {}


def test_an_account_answers_from_the_meetings_page(plan: Cast) -> None:
    client = plan.client("npa")
    assert REPLY in get(client, HERE).links().values()
    send(client, REPLY, {**form_of(client, REPLY), "says": "coming", "people": "3"})
    assert "It is noted how many of you come: 3." in get(client, HERE).text("//main")
    assert reply().by == "Npa Person"
    for page, where in (
        (HERE, "//section[@aria-labelledby='h-plan']"),
        ("/", "//section[@aria-labelledby='h-coming']"),
    ):
        told = get(client, page).text(where)
        assert "NPA 3 people come" in told
        assert "Change the answer" in told
    mag, npa_id = plan.client("mag"), reply().organisation_id
    fields = {**form_of(mag, REPLY), "says": "coming", "people": "9", "organisation_id": str(npa_id)}
    send(mag, REPLY, fields, 422)
    assert replies() == {"NPA": (3, "")}


def test_the_secretary_writes_an_answer_down(plan: Cast) -> None:
    invited(plan)
    client = plan.client("secretary")
    npa = session.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one().id
    address = f"{BEHALF}?organisation={npa}"
    fields = {**form_of(client, address), "says": "coming", "people": "4", "how": "telephone"}
    assert "Who said it" in send(client, address, fields, 422).text("//*[@id='problem']")
    send(client, address, {**fields, "said_by": "Ms Boun"})
    assert (reply().how, reply().said_by, reply().by) == (How.TELEPHONE, "Ms Boun", "Secretary Person")
    shown = get(client, PAGE).text("//section[@aria-labelledby='h-answers']")
    assert "4 people come" in shown
    assert "Ms Boun, by telephone; written down by Secretary Person" in shown


def test_the_answers_fill_the_list_and_overwrite_nothing(plan: Cast) -> None:
    client = plan.client("secretary")
    for name, people in (("npa", "3"), ("mag", None)):
        by = plan.client(name)
        says = {"says": "coming", "people": people} if people else {"says": "not_coming"}
        send(by, REPLY, {**form_of(by, REPLY), **says})
    post(client, TAKE, PAGE)
    assert (rows("NPA"), rows("MAG")) == ([(3, "present")], [(None, "apologies")])
    with transaction():
        row = session.scalars(
            select(Attendance).join(Attendance.organisation).where(
                Attendance.meeting_id == meeting().id, Organisation.short_name == "NPA"
            )
        ).one()  # fmt: skip
        row.headcount, row.presence = 5, Presence.PRESENT
    post(client, TAKE, PAGE)
    assert rows("NPA") == [(5, "present")]
    assert "holds every reply already" in get(client, PAGE).text("//main")
    assert len(trail("attendance.from_replies")) == 1


def test_holding_the_meeting_takes_the_answers_over(plan: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    by = plan.client("npa")
    send(by, REPLY, {**form_of(by, REPLY), "says": "coming", "people": "3"})
    monkeypatch.setattr(clock, "today", lambda: DAY)
    client = plan.client("chair")
    assert form_of(client, f"{HERE}/plan/held")["take_over"] == "1"
    post(client, f"{HERE}/plan/held")
    assert rows("NPA") == [(3, "present")]


@pytest.mark.parametrize("change", [{"held_on": date(2021, 4, 22)}, {"starts_at": time(9, 30)}])
def test_what_was_said_before_it_was_moved_counts_no_more(plan: Cast, change: dict[str, Any]) -> None:
    invited(plan)
    npa, chair = plan.client("npa"), plan.client("chair")
    send(npa, REPLY, {**form_of(npa, REPLY), "says": "coming", "people": "3"})
    assert "said before" not in get(chair, PAGE).text("//main")
    with transaction() as current:
        now = current.scalars(select(Meeting).where(Meeting.name != "")).one()
        now.calendar_sequence += 1
        for name, value in change.items():
            setattr(now, name, value)
    answers = get(chair, PAGE).text("//section[@aria-labelledby='h-answers']")
    assert "said before the meeting was moved" in answers
    assert "Change the answer" not in answers
    assert "take_over" not in form_of(chair, f"{HERE}/plan/held")
    assert TAKE not in get(chair, PAGE).response.text
    with transaction():
        assert attending.take_over(meeting().id, by=plan.actor("chair"), at=clock.now()) == []
    for page in (HERE, "/"):
        shown = get(npa, page).text("//main")
        assert "3 people come said before the meeting was moved" in shown
        assert "Say who comes" in shown
    assert "Please say once more who comes." in get(npa, REPLY).text("//main")
    assert form_of(npa, REPLY)["people"] == "3"
    post(chair, PAGE)
    assert "NPA answered" not in mails_to("mag")[1].text
    said = "What NPA answered was said before the meeting was moved. Please answer once more."
    assert said in mails_to("npa")[1].text
    assert said in mails_to("npa")[1].html
    send(npa, REPLY, {**form_of(npa, REPLY), "says": "coming", "people": "2"})
    assert "said before" not in get(chair, PAGE).text("//main")
    assert "Change the answer" in get(chair, PAGE).text("//section[@aria-labelledby='h-answers']")
    post(chair, TAKE, PAGE)
    assert rows("NPA") == [(2, "present")]


def test_held_on_another_day_the_answers_are_taken_over(plan: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    by = plan.client("npa")
    send(by, REPLY, {**form_of(by, REPLY), "says": "coming", "people": "3"})
    monkeypatch.setattr(clock, "today", lambda: date(2021, 4, 21))
    client = plan.client("chair")
    post(client, f"{HERE}/plan/held", on="21/04/2021", take_over="1")
    assert (meeting().held_on, rows("NPA")) == (date(2021, 4, 21), [(3, "present")])


def test_the_meeting_as_a_file_for_ones_own_calendar(plan: Cast) -> None:
    response = Context().run(plan.client("npa", "lo").get, f"{HERE}/meeting.ics")
    assert response.mimetype == "text/calendar"
    (part,) = [each for each in read(response.data) if each.kind == "VEVENT"]
    assert part.whole("SUMMARY") == "SUMMARY;LANGUAGE=lo:IM: ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ"
    assert part.value("ATTENDEE") == ""
    outsiders(plan)
    get(plan.client("stranger"), f"{HERE}/meeting.ics", 404)


def test_the_number_of_queries_does_not_grow(plan: Cast) -> None:
    client = plan.client("chair")
    post(client, PAGE)
    with queries_of_database() as few:
        get(client, PAGE)
    with transaction() as current:
        for number in range(12):
            one = Organisation(short_name=f"O{number}", email=f"o{number}@twg.example")
            current.add(one)
            current.flush()
            current.add(Attendance(meeting_id=meeting().id, position=50 + number, organisation=one))
            current.add(Reply(meeting=meeting(), organisation=one, people=number, for_day=DAY, at=clock.now(), by="x"))
    with queries_of_database() as many:
        get(client, PAGE)
    assert len(few) == len(many)


def test_where_nobody_reaches_the_pages_the_mail_asks_for_a_reply(plan: Cast) -> None:
    reach.keep_base_url("http://192.168.1.20:8000")
    invited(plan)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    assert "Please reply to this mail: with how many people you come, or that you can't." in mail.text
    assert "{link:" not in mail.text
    assert b"URL:" not in calendar_in(mail)[1]
