from datetime import timedelta

import pytest
from applications import KEY
from cast import Cast, form_of, post, send
from desks import hand_in, issued, owed
from pages import Page, get, queries_of_database
from parties import outsiders
from reminded import begun, reminded
from sqlalchemy import select
from time_machine import travel

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.actions.models import Assignment
from tracker.audit.models import AuditEntry
from tracker.calendar.workdays import next_working_day
from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session, transaction
from tracker.mail.models import MailState
from tracker.reminders.ladder import NOW
from tracker.reminders.models import Digest, Reminder, ReminderState, Skip

SUMMARY = "//*[@class='problem']"
ROWS = "//section[@aria-labelledby='h-told']//tbody/tr"


@pytest.fixture
def part(cast: Cast) -> int:
    """NPA owes a part in nine days, in a group that is reminded."""
    issued()
    begun(cast)
    return owed("count", 9)


def page_of(part_id: int, rest: str = "") -> str:
    session.rollback()
    return f"/actions/{session.get_one(Assignment, part_id).action_id}/reminders{rest}"


def seen(cast: Cast, part_id: int, who: str = "chair") -> Page:
    return get(cast.client(who), page_of(part_id))


def audited() -> list[str]:
    session.rollback()
    wanted = AuditEntry.verb.like("reminder.%") | AuditEntry.verb.like("link.%")
    return list(session.scalars(select(AuditEntry.verb).where(wanted).order_by(AuditEntry.id)))


def linked(cast: Cast, part_id: int) -> tuple[int, str]:
    """A link in a mail to NPA: its number and its address."""
    person = cast.account("npa").person
    with transaction():
        made = links.make_for(
            LinkPurpose.ACTION, ("assignment", part_id), person_id=person.id, organisation_id=person.organisation_id,
            lasts=timedelta(days=60), at=clock.now(),
        )  # fmt: skip
        return made.id, f"/act/{links.token(made, KEY)}"


def test_what_was_reminded_and_what_came_of_it(cast: Cast, part: int) -> None:
    reminded(cast, part, "due-14", 20)
    reminded(cast, part, "due-3", 9, mail=MailState.FAILED)
    reminded(cast, part, "due+0", 9, state=ReminderState.OVERTAKEN)
    hand_in(cast, part, at=clock.now() - timedelta(days=8))
    reminded(cast, part, NOW, 1, mail=None)
    rows = seen(cast, part).texts(ROWS)
    assert len(rows) == 4
    day = short_date(clock.today() - timedelta(days=1))
    assert rows[0] == f"{day} asked for by hand NPA Npa Person goes with the next mail not yet"
    assert rows[1].endswith("overtaken by a later step –")
    assert "could not be sent" in rows[2]
    assert "Handed in" in rows[2]
    assert "Npa Person" in rows[2]
    assert "14 days before" in rows[3]
    assert "sent" in rows[3]
    assert rows[3].endswith("not yet")


def test_others_see_the_organisation_only(cast: Cast, part: int) -> None:
    reminded(cast, part)
    page = seen(cast, part, "mag")
    assert page.texts(ROWS)[0].count("NPA") == 1
    assert "Npa Person" not in page.text()
    for words in ("Remind now", "Leave out the next step", "Links in mails"):
        assert words not in page.text()


def test_what_comes_next(cast: Cast, part: int) -> None:
    page = seen(cast, part)
    assert "3 days before" in page.text("//section[@aria-labelledby='h-next']")
    short = get(cast.client("npa"), page_of(part, "/short"))
    assert "Nothing was reminded yet." in short.text()
    assert "3 days before" in short.text()
    begun(cast, None)
    assert "No reminders are sent for this group." in seen(cast, part).text()


def test_the_page_of_the_action_leads_there(cast: Cast, part: int) -> None:
    action = get(cast.client("npa"), page_of(part).removesuffix("/reminders"))
    assert action.links()["All reminders"] == page_of(part)
    assert action.root.xpath("//section[@aria-labelledby='h-reminders']/div/@hx-get") == [page_of(part, "/short")]


def test_remind_now_asks_who_gets_it(cast: Cast, part: int) -> None:
    chair, address = cast.client("chair"), page_of(part, "/now")
    assert "NPA Npa Person" in get(chair, address).text("//section[@aria-labelledby='h-who']")
    assert audited() == []
    fields = {**form_of(chair, address), "when": "today"}
    send(chair, address, fields)
    send(chair, address, fields)
    assert audited() == ["reminder.asked"]
    made = session.scalars(select(Reminder).where(Reminder.item_id == part)).one()
    assert (made.step, made.due_on, made.asked_by) == (NOW, clock.today(), "Chair Person")
    assert "today already" in post(chair, address, status=422).text(SUMMARY)


def test_todays_mail_is_offered_only_while_it_can_carry_it(cast: Cast, part: int) -> None:
    address, working = page_of(part, "/now"), next_working_day(clock.today() + timedelta(days=1))
    with travel(clock.midday(working), tick=False):
        chair = cast.client("chair")
        assert offered(get(chair, address)) == ["today", "next"]
        with transaction() as current:
            known = {"address": "npa@twg.example", "language": "en", "made_at": clock.now()}
            current.add(Digest(on=working, person_id=cast.account("npa").person_id, **known))
        page = get(chair, address)
        after = short_date(next_working_day(working + timedelta(days=1)))
        assert offered(page) == ["next"]
        assert page.texts("//select[@name='when']/option") == [f"with the digest of {after}"]
    saturday = working + timedelta(days=5 - working.weekday())
    with travel(clock.midday(saturday), tick=False):
        assert offered(get(cast.client("chair"), address)) == ["next"]


def offered(page: Page) -> list[str]:
    return [str(each) for each in page.root.xpath("//select[@name='when']/option/@value")]


def test_remind_with_the_next_digest(cast: Cast, part: int) -> None:
    post(cast.client("secretary"), page_of(part, "/now"), when="next")
    session.rollback()
    assert session.scalars(select(Reminder.due_on).where(Reminder.item_id == part)).one() > clock.today()


def test_nobody_is_reminded_of_what_is_handed_in(cast: Cast, part: int) -> None:
    hand_in(cast, part)
    page = get(cast.client("chair"), page_of(part, "/now"))
    assert "Nobody owes it now" in page.text()
    assert not page.root.xpath("//form[@method='post' and contains(@action, '/now')]")


def test_the_next_step_is_left_out_with_a_reason_and_taken_back(cast: Cast, part: int) -> None:
    chair, address = cast.client("chair"), page_of(part, "/skip")
    assert "Fill this in" in post(chair, address, status=422).text(SUMMARY)
    post(chair, address, reason__en="They are in the field.")
    page = seen(cast, part)
    assert "The next step is left out: They are in the field." in page.text()
    assert "left out already" in post(chair, address, status=422, reason__en="Again").text(SUMMARY)
    skip = session.scalars(select(Skip)).one()
    post(chair, page_of(part, f"/skips/{skip.id}/take-back"), page_of(part))
    assert "They are in the field." not in seen(cast, part).text()
    assert audited() == ["reminder.skip_set", "reminder.skip_withdrawn"]
    other = page_of(owed("other", 9), f"/skips/{skip.id}/take-back")
    send(chair, other, form_of(chair, page_of(part, "/now")), 404)


def test_a_link_is_revoked_after_a_question(cast: Cast, part: int) -> None:
    number, by_mail = linked(cast, part)
    chair, address = cast.client("chair"), page_of(part, f"/links/{number}/revoke")
    assert "Npa Person" in seen(cast, part).text("//section[@aria-labelledby='h-links']")
    assert get(chair, address).heading == "Revoke the link?"
    get(cast.client(), by_mail)
    post(chair, address)
    session.rollback()
    assert session.get_one(SecretLink, number, populate_existing=True).revoked_at is not None
    get(cast.client(), by_mail, status=410)
    get(chair, address, status=404)
    assert audited() == ["link.revoked"]


def test_who_may_see_and_who_may_change(cast: Cast, part: int) -> None:
    number, _ = linked(cast, part)
    outsiders(cast)
    get(cast.client("stranger"), page_of(part), status=404)
    get(cast.client("stranger"), page_of(part, "/short"), status=404)
    for rest in ("/now", "/skip", f"/links/{number}/revoke"):
        get(cast.client("npa"), page_of(part, rest), status=403)
        get(cast.client("other"), page_of(part, rest), status=403)
    assert cast.client("chair").get(page_of(part, "/skips/1/take-back")).status_code == 405


def test_a_fixed_number_of_queries(cast: Cast, part: int) -> None:
    for days in range(3):
        reminded(cast, part, f"due+{days}", days)
    few = asked(cast, part)
    for days in range(3, 100):
        reminded(cast, part, f"due+{days}", days)
    assert asked(cast, part) == few
    assert len(seen(cast, part).texts(ROWS)) == 25


def asked(cast: Cast, part_id: int) -> int:
    chair = cast.client("chair")
    get(chair, page_of(part_id))
    with queries_of_database() as sent:
        get(chair, page_of(part_id))
    return len(sent)
