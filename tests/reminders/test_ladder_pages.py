from datetime import date
from typing import Any

from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from pages import Page, get, queries_of_database
from parties import outsiders
from reminded import reminded
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.dates import short_date
from tracker.core.db import session, transaction
from tracker.groups.models import Audience, LadderStep, Trigger, WorkingGroup
from tracker.mail.models import MailState
from tracker.reminders.ladder import DEFAULT, Step, ladder_of

PAGE = "/groups/im-twg/reminders"
EDIT, BEGIN, STOP, USUAL = f"{PAGE}/edit", f"{PAGE}/begin", f"{PAGE}/stop", f"{PAGE}/usual"
SUMMARY = "//*[@class='problem']"


def group(cast: Cast) -> WorkingGroup:
    session.rollback()
    return session.get_one(WorkingGroup, cast.group_id, populate_existing=True)


def audited() -> list[str]:
    session.rollback()
    wanted = AuditEntry.verb.in_(("ladder.changed", "ladder.reset", "group.reminders_from_set"))
    return list(session.scalars(select(AuditEntry.verb).where(wanted).order_by(AuditEntry.id)))


def own_steps(cast: Cast) -> tuple[Step, ...]:
    session.rollback()
    return ladder_of(cast.group_id)


def lately(cast: Cast, many: int) -> None:
    """Digests of the last days, each with one thing of the group."""
    for n in range(many):
        reminded(cast, n + 1, days_ago=n, mail=MailState.FAILED)


def test_the_page_says_that_nothing_is_sent_and_how_to_begin(cast: Cast) -> None:
    page = get(cast.client("chair"), PAGE)
    assert page.heading == "Reminders of IM"
    assert page.texts("//h2")[0] == "No reminders are sent"
    assert form_of(cast.client("chair"), PAGE, BEGIN)["reminders_from"] == short_date(clock.today())
    assert "3 working days after" in page.text()
    assert page.links()["See what would go out"] == f"{PAGE}/preview"


def test_a_group_without_a_mailbox_is_told_so_before_reminders_begin(cast: Cast) -> None:
    page = "/groups/im-twg/reminders"
    assert "The group has no mailbox" in get(cast.client("chair"), page).text("//main")
    assert "The group has no mailbox" not in get(cast.client("npa"), page).text("//main")
    with transaction() as current:
        current.get_one(WorkingGroup, cast.group_id).mailbox = "im@nra.example"
    assert "The group has no mailbox" not in get(cast.client("chair"), page).text("//main")


def test_reminders_begin_on_a_day(cast: Cast) -> None:
    post(cast.client("secretary"), BEGIN, PAGE, reminders_from="22/04/2021")
    assert group(cast).reminders_from == date(2021, 4, 22)
    assert audited() == ["group.reminders_from_set"]
    page = get(cast.client("npa"), PAGE)
    assert page.texts("//h2")[0] == "Reminders are sent"
    assert "Since 22/04/2021." in page.text()


def test_a_day_that_is_none_is_explained(cast: Cast) -> None:
    page = post(cast.client("chair"), BEGIN, PAGE, 422, reminders_from="31/02/2021")
    assert "Write a day of the calendar" in page.text(SUMMARY)
    assert page.root.xpath("//input[@name='reminders_from']/@value") == ["31/02/2021"]
    assert group(cast).reminders_from is None


def test_reminders_are_stopped_after_a_question(cast: Cast) -> None:
    post(cast.client("chair"), BEGIN, PAGE, reminders_from="22/04/2021")
    assert "Send no reminders any more?" in get(cast.client("chair"), STOP).heading
    assert group(cast).reminders_from == date(2021, 4, 22)
    post(cast.client("chair"), STOP)
    assert group(cast).reminders_from is None


def test_who_may_see_and_who_may_change(cast: Cast) -> None:
    for name in ("npa", "translator", "management"):
        assert "Change the ladder" not in get(cast.client(name), PAGE).text()
    for address in (EDIT, USUAL, STOP):
        get(cast.client("npa"), address, status=403)
        get(cast.client("other"), address, status=403)
        get(cast.client("admin"), address)
    outsiders(cast)
    get(cast.client("stranger"), PAGE, status=404)
    assert cast.client("chair").get(BEGIN).status_code == 405
    assert "What went out lately" not in get(cast.client("npa"), PAGE).text()
    assert "What went out lately" in get(cast.client("management"), PAGE).text()
    would = f"{PAGE}/preview"
    assert would not in get(cast.client("npa"), PAGE).links().values()
    assert would in get(cast.client("management"), PAGE).links().values()


def test_a_step_is_added_changed_and_left_out(cast: Cast) -> None:
    chair = cast.client("chair")
    fields = form_of(chair, EDIT)
    page = send(chair, EDIT, {**fields, "steps-0-days": "21", "add": "held"}, 200)
    assert own_steps(cast) == DEFAULT
    fields = filled(page)
    added = newest(page)
    assert (fields["steps-0-days"], fields[f"{added}-trigger"], fields[f"{added}-days"]) == ("21", "held", "")
    fields |= {f"{added}-days": "10", f"{added}-audience": "management"}
    page = send(chair, EDIT, {**fields, "leave_out": "steps-1"}, 200)
    fields = filled(page)
    assert "steps-1-days" not in fields
    send(chair, EDIT, fields)
    steps = own_steps(cast)
    assert Step(Trigger.DUE, -21) in steps
    assert Step(Trigger.HELD, 10, Audience.MANAGEMENT) in steps
    assert Step(Trigger.DUE, -3) not in steps
    assert len(steps) == len(DEFAULT)
    assert audited() == ["ladder.changed"]
    assert "A ladder of this group's own." in get(chair, PAGE).text()


def test_the_same_request_twice_does_it_once(cast: Cast) -> None:
    chair = cast.client("chair")
    fields = {**form_of(chair, EDIT), "steps-0-days": "21"}
    send(chair, EDIT, fields)
    send(chair, EDIT, fields)
    assert audited() == ["ladder.changed"]


def test_mistakes_in_steps_are_explained(cast: Cast) -> None:
    chair = cast.client("chair")
    fields = form_of(chair, EDIT)
    page = send(chair, EDIT, {**fields, "steps-0-days": "many"}, 422)
    assert page.text(SUMMARY) == "One thing is to be put right How many days: Write a whole number."
    assert page.root.xpath("//input[@name='steps-0-days']/@value") == ["many"]
    page = send(chair, EDIT, {**fields, "steps-0-days": "3"}, 422)
    assert "This step stands there twice" in page.text(SUMMARY)
    bare = {name: value for name, value in fields.items() if not name.startswith("steps-")}
    assert "Keep one step at least" in send(chair, EDIT, bare, 422).text(SUMMARY)
    assert own_steps(cast) == DEFAULT


def test_what_somebody_else_changed_meanwhile_is_not_lost(cast: Cast) -> None:
    chair = cast.client("chair")
    fields = form_of(chair, EDIT)
    send(chair, EDIT, {**form_of(chair, EDIT), "steps-0-days": "21"})
    page = send(chair, EDIT, {**fields, "steps-0-days": "28"}, 409)
    assert "meanwhile" in page.text(SUMMARY)
    assert Step(Trigger.DUE, -21) in own_steps(cast)


def test_back_to_the_usual_ladder_after_a_question(cast: Cast) -> None:
    chair = cast.client("chair")
    send(chair, EDIT, {**form_of(chair, EDIT), "steps-0-days": "21"})
    page = get(chair, USUAL)
    assert page.heading == "Back to the usual ladder?"
    assert "14 days before" in page.text()
    assert Step(Trigger.DUE, -21) in own_steps(cast)
    post(chair, USUAL)
    assert own_steps(cast) == DEFAULT
    assert audited() == ["ladder.changed", "ladder.reset"]
    assert session.scalar(select(LadderStep.id)) is None


def test_what_went_out_lately(cast: Cast) -> None:
    lately(cast, 3)
    page = get(cast.client("chair"), PAGE)
    rows = page.texts("//section[@aria-labelledby='h-lately']//tbody/tr")
    assert rows[0] == f"{short_date(clock.today())} Npa Person could not be sent 1"
    assert len(rows) == 3


def test_a_fixed_number_of_queries(cast: Cast) -> None:
    lately(cast, 3)
    few = asked(cast.client("chair"))
    for n in range(3, 53):
        reminded(cast, n + 1, days_ago=n)
    assert asked(cast.client("chair")) == few


def asked(client: FlaskClient) -> int:
    get(client, PAGE)
    with queries_of_database() as sent:
        get(client, PAGE)
    return len(sent)


def filled(page: Page) -> dict[str, Any]:
    """What the form of a page would send, pressed on its first button."""
    forms = [form for form in page.root.forms if form.method == "POST" and form.get("action") == EDIT]
    return {name: value for name, value in forms[0].form_values() if value is not None}


def newest(page: Page) -> str:
    names = page.root.xpath("//input[contains(@name, '-days')]/@name")
    return str(max(names, key=lambda name: int(name.split("-")[1]))).removesuffix("-days")
