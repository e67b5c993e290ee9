from contextvars import Context
from datetime import timedelta

import pytest
from applications import NOON
from cast import Cast
from lives import circulated
from pages import get, queries_of_database
from parties import outsiders, put_sample
from sqlalchemy import select

from tracker.access.actors import Role
from tracker.actions.models import Action
from tracker.actions.queries import actions_visible_to
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import Seat
from tracker.groups.queries import seats_held
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import sending
from tracker.minutes.models import Reason, Version
from tracker.minutes.queries import minutes_visible_to
from tracker.minutes.sending import Recipient

HERE = "/meetings/im-twg/2021-Q1"
EVERYBODY = (
    "chair", "secretary", "translator", "npa", "mag", "party", "other", "management", "admin", "unit", "stranger",
)  # fmt: skip
DRAFTING = {"chair", "secretary", "translator", "admin"}
MEMBERS = {"npa", "mag", "party", "other", "management"}  # of an organisation that belongs to the group
TOLD = {*DRAFTING, *MEMBERS, "unit"}  # an action names the unit, which is no member
SITUATIONS = [
    (RecordState.DRAFT, MeetingState.HELD, DRAFTING | MEMBERS, DRAFTING),
    (RecordState.CIRCULATED, MeetingState.HELD, TOLD, TOLD),
    (RecordState.ISSUED, MeetingState.HELD, TOLD, TOLD),
    (RecordState.AMENDED, MeetingState.HELD, TOLD, TOLD),
    (RecordState.DRAFT, MeetingState.PLANNED, DRAFTING | MEMBERS, DRAFTING),
    (RecordState.DRAFT, MeetingState.POSTPONED, DRAFTING | MEMBERS, DRAFTING),
    (RecordState.DRAFT, MeetingState.CANCELLED, DRAFTING | MEMBERS, DRAFTING),
]


@pytest.fixture
def either_cast(either_cast: Cast) -> Cast:
    """Everybody on both databases, those outside the group too."""
    outsiders(either_cast)
    return either_cast


@pytest.fixture
def whole_cast(cast: Cast) -> Cast:
    """Everybody, those outside the group too."""
    outsiders(cast)
    return cast


def test_each_sees_what_the_role_allows(either_cast: Cast) -> None:
    for record, state, visible, _ in SITUATIONS:
        put_sample(record, state)
        seen = {
            name for name in EVERYBODY
            if session.scalars(select(Meeting).where(minutes_visible_to(either_cast.actor(name)))).all()
        }  # fmt: skip
        assert seen == visible, (record, state)


def test_the_pages_show_no_more(whole_cast: Cast) -> None:
    clients = {name: whole_cast.client(name) for name in EVERYBODY}
    for record, state, visible, readable in SITUATIONS:
        put_sample(record, state)
        for name, client in clients.items():
            page = get(client, HERE, 200 if name in visible else 404)
            assert bool(page.root.xpath("//article")) == (name in readable), (name, record, state)
            answer = Context().run(client.get, f"{HERE}/minutes.docx")
            assert answer.status_code == (200 if name in readable else 404), (name, record, state)
            listed = get(client, "/meetings")
            assert (HERE in listed.links("//main//a").values()) == (name in visible), (name, record, state)
            assert bool(listed.root.xpath("//td//span[contains(@class, 'state')]")) == (name in readable), name


def test_a_group_is_there_for_its_own_people_and_for_whoever_may_see_a_meeting(whole_cast: Cast) -> None:
    for name in EVERYBODY:
        known = name not in {"unit", "stranger"}
        get(whole_cast.client(name), "/meetings/im-twg", 200 if known else 404)
    put_sample(RecordState.CIRCULATED)
    assert get(whole_cast.client("unit"), "/meetings/im-twg").links("//tbody//a")
    get(whole_cast.client("stranger"), "/meetings/im-twg", 404)


def test_nobody_is_told_whether_something_is_there(whole_cast: Cast) -> None:
    stranger = whole_cast.client("stranger")
    for there, not_there in ((HERE, "/meetings/nix/2021-Q1"), ("/meetings/im-twg", "/meetings/nix")):
        texts = [get(stranger, address, 404).text("//main") for address in (there, not_there)]
        assert texts[0].replace("im-twg", "nix") == texts[1]


def test_the_plan_shows_no_draft(whole_cast: Cast) -> None:
    put_sample(RecordState.DRAFT, MeetingState.PLANNED)
    page = get(whole_cast.client("npa"), HERE)
    assert "29/03/2021" in page.text("//main")
    assert "Army 58" not in page.text("//main")
    assert not page.root.xpath("//*[contains(@class, 'entries')]")


@pytest.mark.parametrize("address", ["/meetings", "/meetings/im-twg", HERE, f"{HERE}/minutes.docx", "/meetings/nix/x"])
def test_nothing_is_open_to_strangers_of_the_house(cast: Cast, address: str) -> None:
    put_sample(RecordState.ISSUED)
    answer = Context().run(cast.client().get, address)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


def test_an_action_of_a_draft_is_the_drafters_and_a_told_one_everybodys_whom_it_names(either_cast: Cast) -> None:
    def seen() -> dict[str, int]:
        return {
            name: len(session.scalars(select(Action).where(actions_visible_to(either_cast.actor(name)))).all())
            for name in EVERYBODY
        }

    every = len(session.scalars(select(Action)).all())
    assert seen() == {name: every if name in DRAFTING else 0 for name in EVERYBODY}
    put_sample(RecordState.CIRCULATED)
    assert seen() == {**dict.fromkeys(EVERYBODY, every), "unit": 1, "stranger": 0}


def test_a_seat_shows_the_draft_on_its_first_and_last_day_only(cast: Cast) -> None:
    person_id = cast.account("chair").person_id
    today = clock.today()
    with transaction():
        seat = session.scalars(select(Seat).where(Seat.person_id == person_id)).one()
        seat.from_on, seat.until_on = today, today
    assert seats_held(person_id, today) == {(cast.group_id, Role.CHAIR)}
    assert get(cast.client("chair"), HERE).root.xpath("//article")
    for day in (today - timedelta(1), today + timedelta(1)):
        assert seats_held(person_id, day) == frozenset()
    with transaction():
        seat = session.scalars(select(Seat).where(Seat.person_id == person_id)).one()
        seat.from_on, seat.until_on = None, today - timedelta(1)
    assert not get(cast.client("chair"), HERE).root.xpath("//article")


def test_seeing_takes_the_same_queries_for_everybody(whole_cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    taken = set()
    for name in TOLD:
        client = whole_cast.client(name)
        with queries_of_database() as sent:
            get(client, "/meetings")
        taken.add(len(sent) - (name == "admin"))  # who is told how the tracker is
    assert len(taken) == 1
    assert max(taken) <= 8


def test_whoever_was_sent_the_minutes_may_read_them(either_cast: Cast) -> None:
    version = circulated(either_cast, to=("mag",))
    assert not session.scalars(select(Meeting).where(minutes_visible_to(either_cast.actor("stranger")))).all()
    with transaction():
        person = either_cast.account("stranger").person
        to = Recipient("x@twg.example", "x", "en", Reason.ADDED, organisation_id=person.organisation_id)
        sending.send(session.get_one(Version, version.id), [to], by=either_cast.actor("chair"), at=NOON)
    assert session.scalars(select(Meeting).where(minutes_visible_to(either_cast.actor("stranger")))).all()
    with transaction():
        session.scalars(select(Meeting)).one().record = RecordState.DRAFT
    assert not session.scalars(select(Meeting).where(minutes_visible_to(either_cast.actor("stranger")))).all()
