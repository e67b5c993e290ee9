from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from acting import action, asked_for_time, part
from cast import Cast
from following import organisation_id, owed
from letters import letters
from lives import circulated, the_meeting
from mornings import OFFICE, WORLD, moment, reminded_from, speaks
from pages import queries_of_database
from sqlalchemy import delete, update

from tracker.accounts.models import Account
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import LANGUAGES, Language, say
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.groups.models import Audience
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.meetings.models import Meeting
from tracker.register.models import AgendaItem
from tracker.reminders import linking, mails
from tracker.reminders.lines import lines
from tracker.reminders.models import Digest, ItemKind, Receiver, Reminder, ReminderState
from tracker.reminders.piles import Owed, Voice
from tracker.reminders.receivers import Reader, Why
from tracker.reminders.sweeping import Due

TEXTS = Path(__file__).parent / "mails"
ON = date(2021, 5, 12)  # a Wednesday
OWNER, CHAIR, MANAGEMENT = Audience.OWNER, Audience.CHAIR, Audience.MANAGEMENT


@pytest.fixture(params=["world", "office"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    reach.keep_base_url({"world": WORLD, "office": OFFICE}[request.param])
    yield request.param
    reach.keep_base_url("http://localhost")


@pytest.fixture
def world() -> Iterator[None]:
    reach.keep_base_url(WORLD)
    yield
    reach.keep_base_url("http://localhost")


def reader(cast: Cast, name: str, why: Why) -> Reader:
    person = cast.account(name).person
    return Reader(
        person.id, None, f"person {person.id}", person.name.in_(person.language).text, person.email, person.language,
        True, False, why,
    )  # fmt: skip


def due(cast: Cast, kind: ItemKind, item_id: int, step: str, audience: Audience, whose: str = "NPA") -> Due:
    organisation = organisation_id(whose) if whose else None
    return Due(cast.group_id, kind, item_id, step, ON, organisation, None, audience)


def until(days: int) -> Window:
    end = ON + timedelta(days=days)
    return Window(None, end, end)


def put(rows: list[tuple[Due, Reader]]) -> OutgoingMail:
    with transaction():
        told = mails.sheet(rows, ON)
        assert told
        places, wishes = linking.places(told, at=moment(ON))
        mail_id = mails.put(told, mails.letter(told, places, wishes), at=moment(ON)).id
    return session.get_one(OutgoingMail, mail_id)


def part_id(action_id: int) -> int:
    session.rollback()
    return session.get_one(Action, action_id).assignments[0].id


def new_action(cast: Cast, window: Window, owners: tuple[str, ...] = ("NPA",)) -> int:
    return owed(cast, owners, support=("MAG",) if owners else (), window=window, at=moment(date(2021, 4, 1)))


def parts(cast: Cast) -> list[Due]:
    """What NPA owes: one thing late, one today, one later, one without a date, and one of the meeting, with words."""
    steps = {-10: "due+10", 0: "due+0", 14: "due-14"}
    made = [(new_action(cast, until(days)), step) for days, step in steps.items()]
    made += [(new_action(cast, NO_WINDOW), "next_meeting-10w")]
    ids = [*((part_id(action_id), step) for action_id, step in made), (part().id, "due-14")]
    return [due(cast, ItemKind.PART, each, step, OWNER) for each, step in ids]


def next_meeting(cast: Cast) -> int:
    """The next regular meeting, on the day after."""
    with transaction():
        meeting = Meeting(
            group_id=cast.group_id, period_year=2021, period_quarter=2, held_on=ON + timedelta(days=1),
            starts_at=time(8, 30), venue=Bilingual(en="NRA office", lo="ຫ້ອງການ ຄກລ"),
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        return meeting.id


def document(kind: DocumentKind, whose: str = "MAG") -> tuple[int, int]:
    """A document that somebody holds, and its stage."""
    holder = organisation_id(whose)
    with transaction():
        made = Document(
            code=f"D-{kind.value}", kind=kind, title=Bilingual(en="Chapter 7", lo="ບົດທີ 7"), held_by_id=holder,
            asked_on=ON - timedelta(days=28),
        )  # fmt: skip
        made.stages = [StageSpan(stage=Stage.TRANSLATE, holder_id=holder, due_on=ON - timedelta(days=28))]
        session.add(made)
        session.flush()
        return made.id, made.stages[0].id


def owner_rows(cast: Cast) -> list[Due]:
    version = circulated(cast, until=ON + timedelta(days=2), at=moment(date(2021, 4, 1))).id
    outside, _ = document(DocumentKind.EXTERNAL_MINUTES, "NPA")
    _, stage = document(DocumentKind.STANDARD, "NPA")
    return [
        *parts(cast),
        due(cast, ItemKind.VERSION, version, "comment_date-2w", OWNER),
        due(cast, ItemKind.MEETING, next_meeting(cast), "meeting-1w", OWNER),
        due(cast, ItemKind.STAGE, stage, "stage+0", OWNER),
        due(cast, ItemKind.DOCUMENT, outside, "external_minutes+14", OWNER),
    ]


def chair_rows(cast: Cast) -> list[Due]:
    circulated(cast, at=moment(date(2021, 4, 1)))
    late, nobodys = new_action(cast, until(-31)), new_action(cast, NO_WINDOW, ())
    (outside, _), (_, stage) = document(DocumentKind.EXTERNAL_MINUTES), document(DocumentKind.STANDARD)
    ask = asked_for_time(cast, at=moment(ON - timedelta(days=5)))
    special = action("IM-A-002").id
    return [
        due(cast, ItemKind.PART, part_id(late), "due+31-chair", CHAIR),
        due(cast, ItemKind.ACTION, nobodys, "no_owner+0-chair", CHAIR, ""),
        due(cast, ItemKind.ACTION, special, "window_opens-14-chair", CHAIR, ""),
        due(cast, ItemKind.ASK, ask, "waiting+3w-chair", CHAIR),
        due(cast, ItemKind.GROUP, cast.group_id, "no_meeting+45-chair", CHAIR, ""),
        due(cast, ItemKind.MEETING, the_meeting().id, "held+3-chair", CHAIR, ""),
        due(cast, ItemKind.STAGE, stage, "stage+28-chair", CHAIR, "MAG"),
        due(cast, ItemKind.DOCUMENT, outside, "external_minutes+28-chair", CHAIR, "MAG"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_organisation_owes(cast: Cast, place: str, language: Language) -> None:
    reminded_from(cast)
    rows = owner_rows(cast)
    speaks(cast, language, "npa")
    to = reader(cast, "npa", Why.FOCAL_POINT)
    assert_reads(put([(row, to) for row in rows]), f"owner.{place}.{language}")


def test_who_waits_for_the_chair_is_not_pressed(cast: Cast, world: None) -> None:
    reminded_from(cast)
    circulated(cast, at=moment(date(2021, 4, 1)))
    asked_for_time(cast, at=moment(ON - timedelta(days=5)))
    row = due(cast, ItemKind.PART, part().id, "due+10", OWNER)
    text = put([(row, reader(cast, "npa", Why.FOCAL_POINT))]).text
    assert "You asked for more time; the chair has not answered yet." in text
    assert "Please report" not in text
    assert "Please say when" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_the_chair(cast: Cast, world: None, language: Language) -> None:
    reminded_from(cast)
    rows = chair_rows(cast)
    speaks(cast, language, "chair")
    to = reader(cast, "chair", Why.CHAIR)
    assert_reads(put([(row, to) for row in rows]), f"chair.{language}")


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2021, 4, 1), "Its time begins in 11 days."), (date(2021, 4, 12), "13 days left."),
        (date(2021, 4, 25), "Due today."), (date(2021, 4, 26), "Due now."), (date(2021, 5, 3), "1 day late."),
    ],
)  # fmt: skip
def test_a_special_meeting_that_is_to_be_scheduled(cast: Cast, on: date, stands: str) -> None:
    circulated(cast, at=moment(date(2021, 4, 1)))
    special = action("IM-A-002")
    with transaction() as current:
        mine = {"role": AssignmentRole.OWNER, "window": special.first}
        current.add(Assignment(action_id=special.id, organisation_id=organisation_id("NRA"), **mine))
    special = action("IM-A-002")
    whole = due(cast, ItemKind.ACTION, special.id, "window_opens-14-chair", CHAIR, "")
    own = due(cast, ItemKind.PART, special.owners[0].id, "due+0", OWNER, "NRA")
    (line,) = lines([Owed.of(own), Owed.of(whole, Voice.CHAIR)], "en", on)
    assert (line.owed.kind, line.stands, line.reference) == (ItemKind.ACTION, stands, "IM-A-002")
    assert "(12/04/2021 – 25/04/2021)" in line.agreed
    assert [each.owed.kind for each in lines([Owed.of(own)], "en", on)] == [ItemKind.PART]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_to_the_management(cast: Cast, world: None, language: Language) -> None:
    reminded_from(cast)
    late = part_id(new_action(cast, until(-38)))
    told_before(cast, late)
    speaks(cast, language, "management")
    to = reader(cast, "management", Why.MANAGEMENT)
    assert_reads(put([(due(cast, ItemKind.PART, late, "due+38-management", MANAGEMENT), to)]), f"management.{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_are_called_for_in_a_mail_of_two_groups(cast: Cast, world: None, language: Language) -> None:
    reminded_from(cast)
    meeting_id = next_meeting(cast)
    with transaction() as current:
        for position, text in enumerate((Bilingual("Reports without PDF", "ບົດລາຍງານທີ່ບໍ່ມີ PDF"), Bilingual("Maps"))):
            current.add(AgendaItem(meeting_id=meeting_id, position=position, text=text))
    call = due(cast, ItemKind.MEETING, meeting_id, "call-4w", OWNER)
    other = due(cast, ItemKind.PART, part_id(new_action(cast, until(3))), "due-3", OWNER)
    with transaction():
        session.get_one(Action, session.get_one(Assignment, other.item_id).action_id).group_id = cast.other_group_id
    speaks(cast, language, "npa")
    to = reader(cast, "npa", Why.FOCAL_POINT)
    rows = [(call, to), (replace(other, group_id=cast.other_group_id), replace(to, why=Why.NAMED))]
    mail = put(rows)
    assert (mail.from_name, mail.reply_to) == (say("TWG tracker", language), "im@nra.example")
    assert_reads(mail, f"two.{language}")


def test_minutes_are_answered_by_the_link_of_the_organisation_that_they_went_to(cast: Cast, world: None) -> None:
    version = circulated(cast, until=ON + timedelta(days=2), at=moment(date(2021, 4, 1))).id
    to = reader(cast, "npa", Why.FOCAL_POINT)
    rows = [due(cast, ItemKind.VERSION, version, "comment_date-2w", OWNER, whose) for whose in ("NPA", "MAG")]
    told = mails.sheet([(row, to) for row in rows], ON)
    assert told
    assert {line.organisation: line.target is not None for line in told.lines} == {"NPA": True, "MAG": False}


def test_of_a_long_text_only_the_beginning_is_told(cast: Cast, world: None) -> None:
    owed_part = part_id(new_action(cast, until(3)))
    with transaction():
        whole = session.get_one(Assignment, owed_part).action
        whole.text = Bilingual.same("Write the report. " * 1_000)
    to = reader(cast, "npa", Why.FOCAL_POINT)
    mail = put([(due(cast, ItemKind.PART, owed_part, "due-3", OWNER), to)])
    assert 10 < mail.text.count("Write the report.") < 20


def test_one_mail_holds_so_many_lines_and_says_how_many_more(
    cast: Cast, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "MOST", 3)
    reminded_from(cast)
    to = reader(cast, "npa", Why.FOCAL_POINT)
    rows = [due(cast, ItemKind.PART, part_id(new_action(cast, until(3))), "due-3", OWNER) for _ in range(5)]
    mail = put([(row, to) for row in rows])
    assert mail.text.count("Please report progress") == 3
    assert "And 2 more: https://twg.example/actions" in mail.text
    assert mail.subject == "Actions of NPA: 5 this week"


def test_a_fixed_number_of_queries_however_many_lines(cast: Cast, world: None) -> None:
    to = reader(cast, "npa", Why.FOCAL_POINT)
    rows = [due(cast, ItemKind.PART, part_id(new_action(cast, until(3))), "due-3", OWNER) for _ in range(12)]
    asked = []
    for some in (rows[:2], rows):
        session.rollback()
        session.expire_all()
        with queries_of_database() as queries:
            mails.sheet([(row, to) for row in some], ON)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_whoever_has_no_account_gets_no_link_to_a_page_that_asks_for_one(cast: Cast, world: None) -> None:
    reminded_from(cast)
    meeting = due(cast, ItemKind.MEETING, next_meeting(cast), "meeting-1w", OWNER)
    to = reader(cast, "npa", Why.FOCAL_POINT)
    assert f"{WORLD}/meetings/im-twg/2021-Q2" in put([(meeting, to)]).text
    with transaction():
        session.execute(update(Account).where(Account.person_id == to.person_id).values(is_active=False))
        session.execute(delete(OutgoingMail))
    assert f"{WORLD}/meetings" not in put([(meeting, to)]).text


def test_what_is_gone_has_no_line(cast: Cast) -> None:
    to = reader(cast, "npa", Why.FOCAL_POINT)
    rows = [(due(cast, kind, 999_999, "due-3", OWNER), to) for kind in ItemKind if kind != ItemKind.GROUP]
    assert mails.sheet(rows, ON) is None


def told_before(cast: Cast, item_id: int) -> None:
    """NPA was reminded of it three times, and the chair of it once."""
    with transaction():
        digest = Digest(
            on=ON - timedelta(days=30), person_id=1, address="a@b.example", language="en", made_at=moment(ON)
        )
        steps = {"due+3w": (35, OWNER), "due+10": (28, OWNER), "due+31-chair": (7, CHAIR)}
        for step, (days, audience) in steps.items():
            reminder = Reminder(
                group_id=cast.group_id, kind=ItemKind.PART, item_id=item_id, step=step, occurrence=ON,
                organisation_id=organisation_id("NPA"), audience=audience, due_on=ON - timedelta(days=days),
                made_at=moment(ON), state=ReminderState.DUE,
            )  # fmt: skip
            reminder.receivers = [Receiver(person_id=1, digest=digest)]
            session.add(reminder)


def assert_reads(mail: OutgoingMail, name: str) -> None:
    assert letters([mail]) == (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
