from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from applications import NOON
from cast import Cast
from following import (
    LATER,
    UNTIL,
    WHY,
    actor_of,
    assert_whole,
    by_telephone,
    doing,
    itself,
    organisation_id,
    owed,
    part_of,
    seen,
    steps,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from together import at_once

from tracker.access.actors import Actor
from tracker.actions import asking, changing, deciding, reporting
from tracker.actions.deadlines import NO_WINDOW
from tracker.actions.models import Action, Ask, Assignment, AssignmentRole
from tracker.actions.reporting import Report
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, Refused
from tracker.groups.models import WorkingGroup
from tracker.register.queries import outstanding

REPORT = Report(note=WHY, done=3, total=12)
OWN, WRITTEN, DECIDED = "own", "written", "decided"
OFFICE = ("chair", "secretary", "translator", "admin")  # management is of the office as well, and only watches
PARTIES = {"npa": {"NPA"}, "mag": {"MAG"}, "party": {"WEI"}, "other": {"HI"}, **{each: {"NRA"} for each in OFFICE}}
DRAFTERS, CHAIRS = {"chair", "secretary", "admin"}, {"chair"}
WHO = ("npa", "mag", "party", "chair", "secretary", "management", "admin", "translator", "other")
PARTS = ("NPA", "MAG", "WEI", "NRA")


@dataclass(frozen=True)
class Try:
    """What somebody tries with a part."""

    who: str
    part: str
    act: str
    days: int
    version: int


Do = Callable[[Assignment, Try, Actor, datetime], object]


def _ask(part: Assignment) -> int:
    """A question about this part that waits for an answer; 0 where there is none."""
    waiting = select(Ask.id).where(Ask.assignment_id == part.id, Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None))
    return session.scalars(waiting.order_by(Ask.id)).first() or 0


def _seen(part: Assignment, tried: Try) -> deciding.Seen:
    return deciding.Seen(part.id, part.version + tried.version)


ACTS: dict[str, tuple[str, Do]] = {
    "report": (OWN, lambda p, t, by, at: reporting.report_progress(p.id, REPORT, itself(p), by=by, at=at)),
    "hand in": (OWN, lambda p, t, by, at: reporting.hand_in(p.id, Report(note=WHY), itself(p), by=by, at=at)),
    "take back": (OWN, lambda p, t, by, at: reporting.take_back(p.id, WHY, itself(p), by=by, at=at)),
    "receive": (OWN, lambda p, t, by, at: reporting.confirm_receipt(p.id, WHY, itself(p), by=by, at=at)),
    "ask time": (OWN, lambda p, t, by, at: asking.ask_for_time(p.id, LATER, WHY, itself(p), by=by, at=at)),
    "not ours": (OWN, lambda p, t, by, at: asking.say_not_ours(p.id, None, WHY, itself(p), by=by, at=at)),
    "wrote report": (WRITTEN, lambda p, t, by, at: reporting.report_progress(
        p.id, REPORT, by_telephone(p), by=by, at=at)),
    "wrote hand in": (WRITTEN, lambda p, t, by, at: reporting.hand_in(
        p.id, Report(note=WHY), by_telephone(p), by=by, at=at)),
    "accept": (DECIDED, lambda p, t, by, at: deciding.accept(_seen(p, t), by=by, at=at)),
    "return": (DECIDED, lambda p, t, by, at: deciding.return_with_reason(_seen(p, t), WHY, by=by, at=at)),
    "give time": (DECIDED, lambda p, t, by, at: deciding.give_time(_seen(p, t), LATER, WHY, by=by, at=at)),
    "drop": (DECIDED, lambda p, t, by, at: deciding.drop(_seen(p, t), WHY, by=by, at=at)),
    "reopen": (DECIDED, lambda p, t, by, at: deciding.reopen(_seen(p, t), WHY, by=by, at=at)),
    "reassign": (DECIDED, lambda p, t, by, at: changing.reassign(
        _seen(p, t), organisation_id("HI"), WHY, by=by, at=at)),
    "grant": (DECIDED, lambda p, t, by, at: deciding.grant_time(_ask(p), None, WHY, by=by, at=at)),
    "refuse": (DECIDED, lambda p, t, by, at: deciding.refuse_ask(_ask(p), WHY, by=by, at=at)),
    "new owner": (DECIDED, lambda p, t, by, at: changing.add_part(
        p.action_id, organisation_id("UXO Lao"), AssignmentRole.OWNER, WHY, by=by, at=at)),
}  # fmt: skip
NEED_AN_ASK = {"grant", "refuse"}
TRIES = st.builds(
    Try, st.sampled_from(WHO), st.sampled_from(PARTS), st.sampled_from(sorted(ACTS)), st.integers(0, 3),
    st.sampled_from((0, 0, 0, 0, 1)),
)  # fmt: skip


def may(tried: Try, short_name: str) -> bool:
    """Whether somebody has the right, told in another way than the tracker's own."""
    kind = ACTS[tried.act][0]
    if kind == OWN:
        return short_name in PARTIES.get(tried.who, set())
    return tried.who in (DRAFTERS if kind == WRITTEN else CHAIRS)


@pytest.fixture
def either_cast(either_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(clock, "today", lambda: clock.at_office(NOON).date())
    return either_cast


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(TRIES, min_size=4, max_size=12))
def test_whatever_is_tried_by_whomever_nothing_is_lost(either_cast: Cast, tries: list[Try]) -> None:
    action_id = owed(either_cast, ("NPA", "MAG"), ("NRA",), ("WEI",), at=NOON)
    parts = {name: part_of(action_id, name).id for name in PARTS}
    actors = {name: actor_of(either_cast, name) for name in WHO}
    at, told = NOON, 0
    for tried in tries:
        at += timedelta(days=tried.days)
        session.rollback()
        part = session.get_one(Assignment, parts[tried.part], populate_existing=True)
        if tried.act in NEED_AN_ASK and not _ask(part):
            continue
        allowed = may(tried, part.organisation.short_name)
        do = partial(ACTS[tried.act][1], part, tried, actors[tried.who], at)
        _ask(part), itself(part)
        try:
            with transaction():
                do()
        except Forbidden:
            assert not allowed
        except Refused:
            pass
        else:
            assert allowed
        assert steps(action_id) >= told
        told = steps(action_id)
        assert_whole(action_id)
        assert session.get_one(Action, action_id).first == UNTIL
    group = session.get_one(WorkingGroup, either_cast.group_id)
    later = clock.at_office(at).date() + timedelta(days=1)
    listed = {item.id for item in outstanding(group, later) if item.which == "action"}
    assert (action_id in listed) != session.get_one(Action, action_id).is_over


def test_of_accepting_and_returning_at_once_one_is_the_outcome(either_cast: Cast) -> None:
    npa, chair = actor_of(either_cast, "npa"), actor_of(either_cast, "chair")
    for _ in range(4):
        action_id = owed(either_cast, at=NOON)
        part = part_of(action_id, "NPA")
        with transaction():
            reporting.hand_in(part.id, Report(note=WHY), itself(part), by=npa, at=NOON)
        shown = seen(part_of(action_id, "NPA"))
        session.rollback()
        accept = doing(partial(deciding.accept, shown, by=chair, at=NOON))
        give_back = doing(partial(deciding.return_with_reason, shown, WHY, by=chair, at=NOON))
        assert sum(at_once(either_cast.app, [accept, give_back] * 3)) == 1
        assert_whole(action_id)
        assert steps(action_id) == 2


def test_fifty_who_report_at_once_are_all_on_record(either_cast: Cast) -> None:
    action_id = owed(either_cast, ("NPA", "MAG"), at=NOON)
    acts: list[Callable[[], object]] = []
    for name, short_name in (("npa", "NPA"), ("mag", "MAG")):
        by, part = actor_of(either_cast, name), part_of(action_id, short_name)
        for each in range(25):
            said = Report(note=Bilingual(f"Report {each}."))
            acts.append(doing(partial(reporting.report_progress, part.id, said, itself(part), by=by, at=NOON)))
    session.rollback()
    assert all(at_once(either_cast.app, acts))
    assert steps(action_id) == 50
    assert_whole(action_id)


def test_fifty_times_accept_against_return(either_cast: Cast) -> None:
    npa, chair = actor_of(either_cast, "npa"), actor_of(either_cast, "chair")
    action_id = owed(either_cast, at=NOON)
    part = part_of(action_id, "NPA")
    with transaction():
        reporting.hand_in(part.id, Report(note=WHY), itself(part), by=npa, at=NOON)
    shown = seen(part_of(action_id, "NPA"))
    session.rollback()
    accept = doing(partial(deciding.accept, shown, by=chair, at=NOON))
    give_back = doing(partial(deciding.return_with_reason, shown, WHY, by=chair, at=NOON))
    assert sum(at_once(either_cast.app, [accept, give_back] * 25)) == 1
    assert steps(action_id) == 2


def test_nobody_accepts_its_own_work(either_cast: Cast) -> None:
    action_id = owed(either_cast, ("NRA",), at=NOON)
    chair, secretary = actor_of(either_cast, "chair"), actor_of(either_cast, "secretary")
    part = part_of(action_id, "NRA")
    assert not doing(partial(deciding.accept, seen(part), by=chair, at=NOON))()
    for by, accepted in ((chair, False), (secretary, True)):
        part = part_of(action_id, "NRA")
        with transaction():
            reporting.hand_in(part.id, Report(note=WHY), itself(part), by=by, at=NOON)
        shown = seen(part_of(action_id, "NRA"))
        assert doing(partial(deciding.accept, shown, by=chair, at=NOON))() == accepted


def test_with_the_last_owner_the_others_have_nothing_more_to_do(either_cast: Cast) -> None:
    action_id = owed(either_cast, ("NPA", "MAG"), ("HI",), ("WEI",), at=NOON)
    chair = actor_of(either_cast, "chair")
    for name, others in (("NPA", "open"), ("MAG", "accepted")):
        shown = seen(part_of(action_id, name))
        with transaction():
            deciding.accept(shown, by=chair, at=NOON)
        assert {part_of(action_id, each).state for each in ("HI", "WEI")} == {others}


def test_what_became_part_of_another_action_leads_there_and_owes_nothing(either_cast: Cast) -> None:
    one, two = owed(either_cast, ("NPA",), at=NOON), owed(either_cast, ("NPA", "MAG"), at=NOON)
    chair, npa = actor_of(either_cast, "chair"), actor_of(either_cast, "npa")
    with transaction():
        changing.merge_actions(one, [two], WHY, by=chair, at=NOON)
    assert session.get_one(Action, two).merged_into_id == one
    assert part_of(one, "MAG").state == "open"
    assert {part_of(two, name).state for name in ("NPA", "MAG")} == {"dropped"}
    gone = part_of(two, "NPA")
    assert not doing(partial(reporting.report_progress, gone.id, REPORT, itself(gone), by=npa, at=NOON))()
    for action_id in (one, two):
        assert_whole(action_id)


def test_the_first_date_of_a_part_without_one_is_no_postponement(either_cast: Cast) -> None:
    action_id, chair = owed(either_cast, window=NO_WINDOW, at=NOON), actor_of(either_cast, "chair")
    for window, kind, state in ((UNTIL, "dated", "open"), (LATER, "postponed", "postponed")):
        shown = seen(part_of(action_id, "NPA"))
        with transaction():
            assert deciding.give_time(shown, window, WHY, by=chair, at=NOON).kind == kind
        assert part_of(action_id, "NPA").state == state
    assert_whole(action_id)
