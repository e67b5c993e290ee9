from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from applications import NOON
from cast import Cast
from sqlalchemy import func, select
from together import at_once

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.groups import services_letterheads, services_seats, services_settings
from tracker.groups.facts import GroupFacts, LetterheadFacts, SeatFacts
from tracker.groups.models import DayOff, Letterhead, Membership, Seat, SeatRole, WorkingGroup

DAY = date(2026, 12, 2)
FACTS = GroupFacts(slug="va-twg", acronym="VA", name=Bilingual(en="Victim Assistance"))
HEAD = LetterheadFacts(valid_from=DAY, top=(Bilingual(lo="ກ", en="A"),))
Verb = Callable[..., object]


def done(verb: Verb, *arguments: object, by: Actor, **more: object) -> object:
    """One verb in a transaction of its own."""
    with transaction():
        return verb(*arguments, by=by, at=NOON, **more)


def verbs(group_id: int, person_id: int) -> list[Verb]:
    """Every verb of a group's settings, with what it takes."""
    seat = SeatFacts(person_id=person_id, role=SeatRole.CHAIR)
    return [
        partial(services_settings.add_group, FACTS),
        partial(services_settings.revise_group, group_id, FACTS, base=1),
        partial(services_settings.set_members, group_id, frozenset(), base=frozenset()),
        partial(services_settings.add_day_off, group_id, DAY, Bilingual()),
        partial(services_settings.remove_day_off, group_id, 1),
        partial(services_seats.give_seat, group_id, seat),
        partial(services_seats.revise_seat, group_id, 1, seat, base=""),
        partial(services_letterheads.add_letterhead, group_id, HEAD),
        partial(services_letterheads.revise_letterhead, group_id, 1, HEAD, base=""),
        partial(services_letterheads.remove_letterhead, group_id, 1),
    ]


def test_only_the_administrator_is_obeyed(cast: Cast) -> None:
    for name in ("chair", "secretary", "npa", "management", "other"):
        for verb in verbs(cast.group_id, cast.account("npa").person_id):
            with pytest.raises(Forbidden):
                done(verb, by=cast.actor(name))


def test_what_is_not_there_is_told(cast: Cast) -> None:
    admin = cast.actor("admin")
    for verb in verbs(999, cast.account("npa").person_id)[1:]:
        with pytest.raises(NotFound):
            done(verb, by=admin)
    with pytest.raises(NotFound):
        done(
            services_seats.give_seat, cast.group_id, SeatFacts(person_id=999, role=SeatRole.CHAIR), by=admin
        )  # fmt: skip
    for missing in (
        partial(services_seats.revise_seat, cast.group_id, 999, SeatFacts(person_id=1, role=SeatRole.CHAIR), base=""),
        partial(services_letterheads.revise_letterhead, cast.group_id, 999, HEAD, base=""),
        partial(services_letterheads.remove_letterhead, cast.group_id, 999),
    ):
        with pytest.raises(NotFound):
            done(missing, by=admin)


def test_settings_hold_on_both_databases(either_cast: Cast) -> None:
    admin = either_cast.actor("admin")
    person_id = either_cast.account("party").person_id
    group = done(services_settings.add_group, FACTS, by=admin)
    assert isinstance(group, WorkingGroup)
    group_id, version = group.id, group.version
    done(services_settings.revise_group, group_id, replace(FACTS, mailbox="a@b.example"), base=version, by=admin)
    with pytest.raises(Conflict):
        done(services_settings.revise_group, group_id, FACTS, base=version, by=admin)
    done(services_settings.set_members, group_id, frozenset({1, 2}), base=frozenset(), by=admin)
    with pytest.raises(Conflict):
        done(services_settings.set_members, group_id, frozenset({1}), base=frozenset(), by=admin)
    done(services_settings.add_day_off, group_id, DAY, Bilingual(lo="ວັນຊາດ"), by=admin)
    with pytest.raises(Refused):
        done(services_settings.add_day_off, group_id, DAY, Bilingual(), by=admin)
    seat = SeatFacts(person_id=person_id, role=SeatRole.CHAIR, until_on=DAY)
    done(services_seats.give_seat, group_id, seat, by=admin)
    with pytest.raises(Refused):
        done(services_seats.give_seat, group_id, replace(seat, from_on=DAY, until_on=None), by=admin)
    done(services_letterheads.add_letterhead, group_id, HEAD, by=admin)
    with pytest.raises(Refused):
        done(services_letterheads.add_letterhead, group_id, HEAD, by=admin)
    for row, count in ((Membership, 2), (DayOff, 1), (Seat, 1), (Letterhead, 1)):
        assert session.scalar(select(func.count()).where(row.group_id == group_id)) == count


def test_two_who_give_one_seat_at_once_give_it_once(either_cast: Cast) -> None:
    admin, group_id = either_cast.actor("admin"), either_cast.group_id
    facts = SeatFacts(person_id=either_cast.account("party").person_id, role=SeatRole.CHAIR)
    session.rollback()
    given = at_once(either_cast.app, [partial(_tried, group_id, facts, admin)] * 2)
    assert sorted(given) == [False, True]


def _tried(group_id: int, facts: SeatFacts, by: Actor) -> bool:
    try:
        done(services_seats.give_seat, group_id, facts, by=by)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((None, None), (None, None), True),
        ((None, DAY), (DAY, None), True),
        ((None, date(2026, 12, 1)), (DAY, None), False),
        ((DAY, DAY), (DAY, DAY), True),
        ((DAY, None), (None, date(2026, 12, 1)), False),
    ],
)
def test_seats_meet_where_they_share_a_day(
    first: tuple[date | None, date | None], second: tuple[date | None, date | None], meet: bool
) -> None:
    one, two = (
        SeatFacts(person_id=1, role=SeatRole.CHAIR, from_on=each[0], until_on=each[1]) for each in (first, second)
    )
    assert one.meets(two) == two.meets(one) == meet
