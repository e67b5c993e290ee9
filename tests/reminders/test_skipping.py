from datetime import date

import pytest
from cast import Cast
from following import owed, part_of
from reminded import begun
from sqlalchemy import select
from sweeps import move, reminders, swept

from tracker.actions.deadlines import Window
from tracker.actions.models import AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.groups.models import Audience, LadderStep, Trigger, WorkingGroup
from tracker.reminders.asking_now import had_theirs, remind_now
from tracker.reminders.ladder import DEFAULT, Step, ladder_of
from tracker.reminders.models import Digest, ItemKind, Reminder, Skip
from tracker.reminders.services_ladder import begin_reminders, change_ladder, default_ladder
from tracker.reminders.skipping import skip_next, withdraw_skip
from tracker.reminders.sweeping import due_on
from tracker.reminders.truth import still_true

WHY = Bilingual.same("They are on their way.")
UNTIL = Window(None, date(2021, 5, 12), date(2021, 5, 12))
DUE = date(2021, 5, 12)
DAY = date(2021, 5, 3)
AT = clock.midday(date(2021, 4, 1))


@pytest.fixture
def action_id(cast: Cast) -> int:
    """NPA and MAG owe it by the twelfth of May; the group is reminded."""
    begun(cast, date(2021, 4, 1))
    return owed(cast, ("NPA", "MAG"), window=UNTIL, at=AT)


def left_out(cast: Cast, kind: ItemKind, item_id: int, *, who: str = "chair", why: Bilingual = WHY) -> int:
    with transaction():
        return skip_next(kind, item_id, why, by=cast.actor(who), at=AT).id


def of_the_day(action_id: int) -> dict[str, str]:
    """By organisation: what became of the reminder of the day itself."""
    parts = {part_of(action_id, name).id: name for name in ("NPA", "MAG")}
    found = reminders("due+0")
    return {parts[row.item_id]: row.state.value for row in found if row.item_id in parts}


def verbs() -> list[str]:
    return list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id.desc()).limit(1)))


def test_the_next_step_of_one_part_is_left_out_once(cast: Cast, action_id: int) -> None:
    part_id = part_of(action_id, "NPA").id
    skip_id = left_out(cast, ItemKind.PART, part_id)
    assert verbs() == ["reminder.skip_set"]
    assert part_id not in [each.item_id for each in due_on(cast.group_id, DUE)]
    swept(cast.group_id, DUE)
    assert of_the_day(action_id) == {"NPA": "skipped", "MAG": "due"}
    assert session.get_one(Skip, skip_id).reminder_id is not None
    swept(cast.group_id, date(2021, 5, 17))
    assert {row.state.value for row in reminders("due+3w") if row.item_id == part_id} == {"due"}


def test_the_next_step_of_all_parts_of_an_action_is_left_out(cast: Cast, action_id: int) -> None:
    left_out(cast, ItemKind.ACTION, action_id)
    swept(cast.group_id, DUE)
    assert of_the_day(action_id) == {"NPA": "skipped", "MAG": "skipped"}


def test_a_skip_that_is_taken_back_stops_nothing(cast: Cast, action_id: int) -> None:
    skip_id = left_out(cast, ItemKind.ACTION, action_id)
    with transaction():
        withdraw_skip(skip_id, by=cast.actor("secretary"), at=AT)
    assert verbs() == ["reminder.skip_withdrawn"]
    swept(cast.group_id, DUE)
    assert of_the_day(action_id) == {"NPA": "due", "MAG": "due"}


def test_who_may_not_or_says_not_why_leaves_nothing_out(cast: Cast, action_id: int) -> None:
    with pytest.raises(Forbidden):
        left_out(cast, ItemKind.ACTION, action_id, who="npa")
    with pytest.raises(Refused, match="Say why"):
        left_out(cast, ItemKind.ACTION, action_id, why=Bilingual())
    left_out(cast, ItemKind.ACTION, action_id)
    with pytest.raises(Refused, match="already"):
        left_out(cast, ItemKind.ACTION, action_id)
    with pytest.raises(NotFound):
        left_out(cast, ItemKind.ACTION, 987654)


def asked(cast: Cast, action_id: int, who: str = "chair") -> list[Reminder]:
    with transaction():
        return remind_now(action_id, by=cast.actor(who), at=clock.midday(DAY))


def test_those_who_owe_it_are_reminded_at_once_and_once_a_day(cast: Cast, action_id: int) -> None:
    told = asked(cast, action_id)
    assert verbs() == ["reminder.asked"]
    assert [(row.step, row.occurrence, row.asked_by != "") for row in told] == [("now", DAY, True)] * 2
    people = {each.person.key for row in told for each in row.receivers if each.person and each.escalates}
    assert people == {cast.account(name).person.key for name in ("npa", "mag")}
    assert still_true(told, DAY) == told
    with pytest.raises(Refused, match="today already"):
        asked(cast, action_id)


def test_whoever_had_the_mail_of_the_day_waits_for_the_next(cast: Cast, action_id: int) -> None:
    person_id = cast.account("npa").person_id
    with transaction() as current:
        known = {"address": "npa@twg.example", "language": "en", "made_at": clock.midday(DAY)}
        current.add(Digest(on=DAY, person_id=person_id, **known))
    told = asked(cast, action_id)
    assert [row.person_id for row in had_theirs(told, DAY)] == [person_id]


def test_nobody_who_owes_nothing_is_reminded_nor_by_whom_may_not(cast: Cast, action_id: int) -> None:
    with pytest.raises(Forbidden):
        asked(cast, action_id, "npa")
    for name in ("NPA", "MAG"):
        move(part_of(action_id, name).id, AssignmentState.SUBMITTED)
    with pytest.raises(Refused, match="Nobody owes"):
        asked(cast, action_id)


OWN = (Step(Trigger.DUE, -7), Step(Trigger.DUE, 5, Audience.CHAIR, weekly=True))


def changed(cast: Cast, steps: tuple[Step, ...], who: str = "secretary") -> None:
    with transaction():
        change_ladder(cast.group_id, steps, by=cast.actor(who), at=AT)


@pytest.mark.parametrize("who", ["chair", "secretary", "admin"])
def test_a_ladder_is_changed_and_put_back(cast: Cast, who: str) -> None:
    changed(cast, OWN, who)
    assert ladder_of(cast.group_id) == OWN
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.details is not None
    assert (entry.verb, entry.details["now"]) == ("ladder.changed", ["due-7", "due+5-chair weekly"])
    with transaction():
        default_ladder(cast.group_id, by=cast.actor(who), at=AT)
    assert ladder_of(cast.group_id) == DEFAULT
    assert verbs() == ["ladder.reset"]
    assert session.scalars(select(LadderStep)).all() == []


def test_a_ladder_that_makes_no_sense_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="twice: 7 days before the deadline"):
        changed(cast, (OWN[0], OWN[0]))
    with pytest.raises(Refused, match="from 1 to"):
        changed(cast, ())
    with pytest.raises(Refused, match="a year"):
        changed(cast, (Step(Trigger.DUE, 500),))
    with pytest.raises(Forbidden):
        changed(cast, OWN, "npa")
    assert ladder_of(cast.group_id) == DEFAULT


def test_the_first_day_is_set(cast: Cast) -> None:
    with transaction():
        begin_reminders(cast.group_id, DAY, by=cast.actor("chair"), at=AT)
    assert session.get_one(WorkingGroup, cast.group_id).reminders_from == DAY
    assert verbs() == ["group.reminders_from_set"]
    with pytest.raises(Forbidden), transaction():
        begin_reminders(cast.group_id, None, by=cast.actor("mag"), at=AT)
