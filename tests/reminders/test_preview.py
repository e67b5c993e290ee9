import json
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from by_link import rows
from cast import Cast
from following import organisation_id, owed
from mornings import WORLD, mails, moment, morning, posted, receivers, reminded_from

from tracker.actions.deadlines import Window
from tracker.core.db import session, transaction
from tracker.mail import reach
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person
from tracker.reminders.models import Wish
from tracker.reminders.preview import preview, unreached

ON = date(2021, 5, 12)  # a Wednesday
MONDAY = date(2021, 5, 17)


@pytest.fixture(autouse=True)
def world(cast: Cast) -> Iterator[None]:
    """The pages can be reached, and the group is reminded from this day on; the office is at the morning before."""
    reminded_from(cast, ON)
    reach.keep_base_url(WORLD)
    with time_machine.travel(moment(ON - timedelta(days=1)), tick=False):
        yield
    reach.keep_base_url("http://localhost")


def due_in(cast: Cast, days: int, owners: tuple[str, ...] = ("NPA",)) -> None:
    end = ON + timedelta(days=days)
    owed(cast, owners, window=Window(None, end, end), at=moment(date(2021, 4, 1)))


def of_day(on: date) -> set[tuple[str, str, str]]:
    """To whom, under which subject and in how many words the mails of a day go."""
    return {(mail.to_address, mail.subject, _bare(mail.text)) for mail in mails(on)}


def seen(on: date) -> set[tuple[str, str, str]]:
    return {(each.email, each.letter.subject, _bare(each.letter.text)) for each in preview(on)}


def _bare(text: str) -> str:
    return " ".join(word for word in text.replace("(secret link)", "{link:0}").split() if not word.startswith("{link:"))


def test_the_preview_is_what_the_morning_then_sends(cast: Cast) -> None:
    for days in (-31, -10, 0, 3, 4, 14):
        due_in(cast, days, ("NPA", "MAG"))
    for day in (0, 1, 5):
        on = ON + timedelta(days=day)
        with time_machine.travel(moment(on), tick=False):
            before = seen(on)
            morning(on)
            assert before == of_day(on)
            posted()
    assert mails()


def test_it_is_the_same_after_the_day_was_swept_and_sent(cast: Cast) -> None:
    due_in(cast, 3)
    before = seen(ON)
    morning(ON)
    posted()
    assert before
    assert seen(ON) == before


def test_it_writes_nothing(cast: Cast) -> None:
    due_in(cast, 3)
    before = rows(cast)
    assert preview(ON, 2)
    assert rows(cast) == before


def test_nothing_before_the_first_day_of_the_group(cast: Cast) -> None:
    due_in(cast, 3)
    reminded_from(cast, ON + timedelta(days=1))
    assert not preview(ON)
    assert preview(ON, begins={cast.group_id: ON})


def test_weekly_and_paused_readers_get_theirs_on_their_day(cast: Cast) -> None:
    due_in(cast, 3, ("NPA", "MAG"))
    due_in(cast, 4, ("NPA", "MAG"))
    npa, mag = cast.account("npa").person_id, cast.account("mag").person_id
    with transaction():
        session.add_all([Wish(person_id=npa, weekly=True), Wish(person_id=mag, paused_until=date(2021, 5, 14))])
    days: list[tuple[str, date]] = []
    for day in (0, 1, 2, 5):
        on = ON + timedelta(days=day)
        with time_machine.travel(moment(on), tick=False):
            before = seen(on)
            days += [(email.split("@")[0], on) for email, _, _ in before if email.startswith(("npa@", "mag@"))]
            morning(on)
            assert before == of_day(on)
            posted()
    assert sorted(days) == [("mag", ON + timedelta(days=2)), ("mag", MONDAY), ("npa", MONDAY)]


def test_a_weekly_reader_hears_of_tomorrow_s_meeting_today(cast: Cast) -> None:
    due_in(cast, 3)
    held_on = ON + timedelta(days=2)
    with transaction():
        session.add(Wish(person_id=cast.account("npa").person_id, weekly=True))
        session.add(
            Meeting(group_id=cast.group_id, held_on=held_on, period_year=2021, period_quarter=2,
                    starts_at=time(8, 30), state=MeetingState.PLANNED)
        )  # fmt: skip
    told: list[tuple[date, str]] = []
    for day in (0, 1, 2, 5):
        on = ON + timedelta(days=day)
        with time_machine.travel(moment(on), tick=False):
            before = seen(on)
            morning(on)
            assert before == of_day(on)
            posted()
        told += [(on, subject) for email, subject, _ in before if email.startswith("npa@")]
    assert told == [
        (ON + timedelta(days=1), "IM: Quarter 2, 2021 (Tomorrow)"),
        (MONDAY, "Actions of NPA: 1 late"),
    ]


def test_what_was_not_out_yesterday_stands_in_the_preview_of_today(cast: Cast) -> None:
    due_in(cast, 3)
    due_in(cast, 4)
    morning(ON)
    on = ON + timedelta(days=1)
    with time_machine.travel(moment(on), tick=False):
        before = seen(on)
        morning(on)
    assert before == of_day(on)
    assert "Actions of NPA: 2 this week" in {subject for _, subject, _ in before}


def test_whom_no_mail_reaches_is_told_apart(cast: Cast) -> None:
    due_in(cast, 3)
    npa = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, npa).email = ""
    assert not [each for each in preview(ON) if "NPA" in each.letter.subject]
    assert [(each.person, each.email) for each in unreached(ON)] == [("NPA", "")]


def test_an_organisations_own_address_is_written_to_by_its_short_name(cast: Cast) -> None:
    due_in(cast, 3)
    npa = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, npa).email = ""
        session.get_one(Organisation, organisation_id("NPA")).email = "office@npa.example"
    (found,) = [each for each in preview(ON) if each.email == "office@npa.example"]
    assert found.person == "NPA"
    assert "Once a week" not in found.letter.text


def test_the_command_says_it_as_json(cast: Cast) -> None:
    due_in(cast, 3)
    done = cast.app.test_cli_runner().invoke(
        args=["reminders", "preview", "--on", "2021-05-12", "--days", "1", "--format", "json"]
    )
    assert done.exit_code == 0, done.output
    (npa,) = [each for each in json.loads(done.output) if each["email"] == "npa@twg.example"]
    assert npa == {
        "on": "2021-05-12", "person": "Npa Person", "email": "npa@twg.example", "language": "en",
        "items": [{"item": "IM-A-004", "step": "due-3", "organisation": "NPA"}],
    }  # fmt: skip


def test_the_command_says_it_as_mails(cast: Cast) -> None:
    due_in(cast, 3)
    done = cast.app.test_cli_runner().invoke(args=["reminders", "preview", "--on", "12/05/2021"])
    assert "12/05/2021  To: Npa Person <npa@twg.example>\nSubject: Actions of NPA: 1 this week\n" in done.output
    assert "Report progress: (secret link)" in done.output
    none = cast.app.test_cli_runner().invoke(args=["reminders", "preview", "--on", "16/05/2021"])
    assert none.output == "Nothing would go out.\n"


def test_a_day_that_is_none_is_explained(cast: Cast) -> None:
    done = cast.app.test_cli_runner().invoke(args=["reminders", "preview", "--on", "31/02/2021"])
    assert done.exit_code == 1
    assert "There is no such day in the calendar." in done.output


def test_run_does_what_the_timetable_would_do(cast: Cast) -> None:
    due_in(cast, 3)
    with time_machine.travel(moment(ON), tick=False):
        done = cast.app.test_cli_runner().invoke(args=["reminders", "run"])
    assert done.exit_code == 0, done.output
    assert [row.digest_id for row in receivers()]
    assert f"digests:            +{len(mails(ON))}" in done.output
