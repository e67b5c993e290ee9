from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from cast import Cast
from following import organisation_id, owed, part_of
from mornings import WORLD, made, mails, moment, morning, posted, receivers, reminded_from, reminders
from sqlalchemy import select

from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.actions.deadlines import Window
from tracker.actions.models import Assignment, AssignmentState
from tracker.core.db import session, transaction
from tracker.groups.models import DayOff
from tracker.mail import reach
from tracker.mail.models import MailState, OutgoingMail
from tracker.organisations.models import Organisation, Person
from tracker.reminders import digests, jobs_digests
from tracker.reminders.models import Digest, Receiver, ReminderState, Wish
from tracker.reminders.receivers import Reader, Why
from tracker.reminders.ripe import To

ON = date(2021, 5, 12)  # a Wednesday
MONDAY = date(2021, 5, 17)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def world(cast: Cast) -> Iterator[None]:
    """The pages can be reached, and the group is reminded from this day on."""
    reminded_from(cast, ON)
    reach.keep_base_url(WORLD)
    yield
    reach.keep_base_url("http://localhost")


def due_in(cast: Cast, days: int, on: date = ON, owners: tuple[str, ...] = ("NPA",)) -> int:
    """An action whose deadline is so many days after a day."""
    end = on + timedelta(days=days)
    return owed(cast, owners, window=Window(None, end, end), at=moment(date(2021, 4, 1)))


def wish(cast: Cast, name: str, *, weekly: bool = False, paused_until: date | None = None) -> None:
    person_id = cast.account(name).person_id
    with transaction():
        session.add(Wish(person_id=person_id, weekly=weekly, paused_until=paused_until))


def to(name: str, on: date | None = None) -> list[OutgoingMail]:
    return [mail for mail in mails(on) if mail.to_address == f"{name}@twg.example"]


def hand_in(action_id: int) -> None:
    with transaction():
        for part in session.scalars(select(Assignment).where(Assignment.action_id == action_id)):
            part.state = AssignmentState.SUBMITTED


def test_one_digest_a_person_and_day_with_all_that_is_due(cast: Cast) -> None:
    first, second = due_in(cast, 3), due_in(cast, -10)
    assert morning(ON) == len(mails(ON)) > 0
    assert morning(ON, time(12)) == 0
    (mail,) = to("npa")
    assert mail.key == f"digest 2021-05-12 person {cast.account('npa').person_id}"
    assert mail.subject == "Actions of NPA: 1 late, 1 this week"
    told = [row for row in receivers() if row.person_id == cast.account("npa").person_id]
    assert len(told) == 2
    assert all(row.digest_id for row in told)
    assert {row.reminder.item_id for row in told} == {part_of(first, "NPA").id, part_of(second, "NPA").id}


def test_nothing_goes_out_on_days_off(cast: Cast) -> None:
    due_in(cast, 3)
    saturday = ON + timedelta(days=3)
    assert jobs_digests.make_due(saturday, moment(saturday)) == 0
    with transaction():
        session.add(DayOff(group_id=cast.group_id, day=ON))
    assert morning(ON) == 0
    assert morning(ON + DAY) > 0


def test_a_link_that_went_out_goes_out_again_with_a_later_end(cast: Cast) -> None:
    due_in(cast, 3)
    morning(ON)
    posted()
    morning(ON + timedelta(days=5))
    npa = cast.account("npa").person_id
    asked = select(SecretLink).where(SecretLink.purpose == LinkPurpose.ACTION, SecretLink.person_id == npa)
    (link,) = session.scalars(asked)
    assert len(to("npa")) == 2
    assert all(f"{{link:{link.id}}}" in mail.text for mail in to("npa"))
    assert link.expires_at == moment(ON + timedelta(days=65))
    assert link.organisation_id == organisation_id("NPA")


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.FAILED, MailState.BY_HAND])
def test_a_mail_that_is_not_out_is_replaced_by_the_next_one(cast: Cast, state: MailState) -> None:
    due_in(cast, 3)
    due_in(cast, 4)
    morning(ON)
    with transaction():
        for mail in session.scalars(select(OutgoingMail)):
            mail.state = state
    morning(ON + DAY)
    old, new = to("npa")
    assert (old.state, old.trouble) == (MailState.GIVEN_UP, "replaced")
    assert (new.state, new.subject) == (MailState.WAITING, "Actions of NPA: 2 this week")
    digests_of = [each for each in made() if each.person_id == cast.account("npa").person_id]
    assert digests_of[0].replaced_by_id == digests_of[1].id
    assert {row.digest_id for row in receivers() if row.person_id == digests_of[1].person_id} == {digests_of[1].id}


def test_a_digest_goesto_one_address_and_what_is_anothers_waits(cast: Cast) -> None:
    del cast
    mine = Reader(None, 7, "organisation 7", "HI", "field@hi.example", "en", True, False, Why.SENT)
    other, replaced = replace(mine, address="office@hi.example"), Digest()
    rows = [Receiver(), Receiver(digest=replaced), Receiver()]
    told = [(rows[0], mine), (rows[1], other), (rows[2], mine)]
    assert digests.to_one_address(told) == [(rows[0], mine), (rows[2], mine)]
    assert rows[1].digest is None
    assert digests.to_one_address([]) == []


def test_what_was_done_meanwhile_is_not_told_with_a_replaced_mail(cast: Cast) -> None:
    done = due_in(cast, 3)
    due_in(cast, 4)
    morning(ON)
    hand_in(done)
    morning(ON + DAY)
    assert to("npa")[-1].subject == "Actions of NPA: 1 this week"
    states = {row.item_id: row.state for row in reminders()}
    assert states[part_of(done, "NPA").id] == ReminderState.VOID


def test_a_mail_that_is_out_or_on_its_way_stays(cast: Cast) -> None:
    due_in(cast, 3)
    due_in(cast, 4)
    morning(ON)
    with transaction():
        for mail in session.scalars(select(OutgoingMail)):
            mail.state, mail.lease, mail.leased_until = MailState.LEASED, "x", moment(ON)
    morning(ON + DAY)
    assert [mail.state for mail in to("npa")] == [MailState.LEASED, MailState.WAITING]
    assert to("npa")[-1].subject == "Actions of NPA: 1 this week"


def test_weekly_comes_on_the_first_working_day_with_all_of_the_week(cast: Cast) -> None:
    wish(cast, "npa", weekly=True)
    due_in(cast, 3)
    due_in(cast, 4)
    for day in range((MONDAY - ON).days + 1):
        morning(ON + timedelta(days=day))
        posted()
    assert [mail.key.split()[1] for mail in to("npa")] == ["2021-05-17"]
    assert to("npa")[0].subject == "Actions of NPA: 2 late"


def test_a_pause_holds_back_until_its_day_and_then_tells_once(cast: Cast) -> None:
    wish(cast, "npa", paused_until=MONDAY)
    due_in(cast, 3)
    for day in range((MONDAY - ON).days + 1):
        morning(ON + timedelta(days=day))
        posted()
    assert [mail.key.split()[1] for mail in to("npa")] == ["2021-05-17"]
    assert to("npa")[0].text.count("Count the reports.") == 1


def test_what_escalates_comes_through_every_pause(cast: Cast) -> None:
    wish(cast, "npa", weekly=True, paused_until=date(2021, 12, 1))
    due_in(cast, -31)
    due_in(cast, 3)
    morning(ON)
    (mail,) = to("npa")
    assert mail.subject == "Actions of NPA: 1 late"
    assert to("chair")


def test_who_left_is_not_written_to_and_another_one_is_found(cast: Cast) -> None:
    due_in(cast, 3)
    wish(cast, "npa", paused_until=MONDAY)
    morning(ON)
    npa = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, npa).is_active = False
        session.get_one(Organisation, organisation_id("NPA")).email = "office@npa.example"
    morning(MONDAY)
    morning(MONDAY, time(8))
    assert not to("npa")
    assert [mail.to_address for mail in mails() if mail.to_address == "office@npa.example"]


def test_whom_nobody_could_write_to_is_written_to_once_there_is_an_address(cast: Cast) -> None:
    npa = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, npa).email = ""
    due_in(cast, 3)
    morning(ON)
    assert [row.is_reachable for row in receivers() if row.organisation_id] == [False]
    with transaction():
        session.get_one(Organisation, organisation_id("NPA")).email = "office@npa.example"
    morning(ON, time(9))
    morning(ON, time(10))
    assert [mail.to_address for mail in mails()].count("office@npa.example") == 1


def test_two_at_once_make_one_digest(cast: Cast) -> None:
    due_in(cast, 3)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jobs_digests, "make_due", lambda on, at: 0)
        morning(ON)
    gate, app = Barrier(2), cast.app

    def make() -> None:
        with app.app_context():
            gate.wait(10)
            jobs_digests.make_due(ON, moment(ON))
            session.remove()

    with time_machine.travel(moment(ON), tick=False):
        both = [Thread(target=make) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join(30)
    assert len(to("npa")) == 1
    assert len([each for each in made() if each.person_id == cast.account("npa").person_id]) == 1


def test_one_reader_who_fails_keeps_nobody_else_from_being_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    due_in(cast, 3, owners=("NPA", "MAG"))
    real, npa = digests.make, cast.account("npa").person_id

    def fails(whom: To, *rest: object, **more: object) -> bool:
        if whom.person_id == npa:
            raise RuntimeError("broken")
        return real(whom, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(digests, "make", fails)
    morning(ON)
    assert to("mag")
    assert not to("npa")
    assert "could not be made" in caplog.text
    monkeypatch.setattr(digests, "make", real)
    morning(ON, time(8))
    assert to("npa")
