from collections.abc import Callable
from typing import Any

import pytest
from applications import NOON
from calling import MAPS, ROADS, called, entries, link, meeting, point, sent, trail, written_down
from cast import Cast
from sqlalchemy import select
from together import at_once

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.drafting import entries_order, entries_revision
from tracker.drafting.entries_revision import Revision
from tracker.meetings.kinds import EntryKind, Section, TextState
from tracker.meetings.models import Meeting
from tracker.points import queries, sending_in, taking
from tracker.points.models import Point, PointKind

WHY = Bilingual(en="It is not for this group.")


@pytest.fixture
def call(cast: Cast) -> Cast:
    called(cast)
    return cast


def done(cast: Cast, act: Callable[..., Any], *what: Any, by: str = "chair") -> Any:
    actor = cast.actor(by)
    session.rollback()
    with transaction():
        return act(*what, by=actor, at=NOON)


def test_an_issue_becomes_an_entry_of_the_draft_in_one_press(call: Cast) -> None:
    number, before = sent(call), meeting().revision
    done(call, taking.take, number)
    (entry,) = entries()
    assert (entry.section, entry.kind, entry.text) == (Section.ISSUES, EntryKind.ISSUE, ROADS)
    assert ([each.short_name for each in entry.raised_by], entry.reference) == (["NPA"], "IM-2021-Q2/1")
    assert (point(number).entry_id, point(number).decided_by) == (entry.id, "Chair Person")
    assert meeting().revision > before  # so that an open room shows it
    assert (len(trail("entry.added")), len(trail("point.taken"))) == (1, 1)


def test_points_stand_behind_each_other_in_their_sections(call: Cast) -> None:
    for number in (sent(call), written_down(call), sent(call, "mag", MAPS)):
        done(call, taking.take, number, by="secretary")
    assert [(each.section, each.position) for each in entries()] == [
        (Section.ISSUES, 1), (Section.RECOMMENDATIONS, 1), (Section.ISSUES, 2),
    ]  # fmt: skip


def test_a_second_press_makes_no_second_entry(call: Cast) -> None:
    number = sent(call)
    done(call, taking.take, number)
    done(call, taking.take, number, by="secretary")
    assert (len(entries()), len(trail("point.taken")), point(number).decided_by) == (1, 1, "Chair Person")


def test_progress_is_noted_and_makes_no_entry(call: Cast) -> None:
    number = sent(call, kind=PointKind.PROGRESS)
    done(call, taking.take, number)
    assert (entries(), point(number).entry_id, queries.open_points(meeting().id)) == ([], None, 0)
    done(call, taking.put_back, number)
    assert point(number).decided_at is None


def test_a_point_is_left_out_with_a_reason(call: Cast) -> None:
    number = sent(call)
    with pytest.raises(Refused, match="Say why"):
        done(call, taking.leave_out, number, Bilingual())
    done(call, taking.leave_out, number, WHY)
    assert (point(number).reason, entries()) == (WHY, [])
    with pytest.raises(Refused, match="decided on already"):
        done(call, taking.take, number)
    done(call, taking.put_back, number)
    assert (point(number).reason, point(number).decided_by) == (Bilingual(), "")
    assert [len(trail(f"point.{verb}")) for verb in ("left_out", "put_back")] == [1, 1]


def test_what_was_decided_or_withdrawn_stays_so(call: Cast) -> None:
    number = sent(call)
    done(call, sending_in.withdraw, number, by="npa")
    with pytest.raises(Refused, match="withdrawn this point"):
        done(call, taking.take, number)
    done(call, sending_in.bring_back, number, by="npa")
    done(call, taking.take, number)
    with pytest.raises(Refused, match="decided on this point"):
        done(call, sending_in.withdraw, number, by="npa")
    with pytest.raises(Refused, match="waits for you"):
        done(call, taking.put_back, sent(call))


def test_putting_back_takes_the_entry_out_while_nobody_worked_on_it(call: Cast) -> None:
    number = sent(call)
    done(call, taking.take, number)
    done(call, taking.put_back, number)
    assert (entries(), point(number).entry_id) == ([], None)
    done(call, taking.take, number)
    (entry,) = entries()
    assert entry.number == 2


@pytest.mark.parametrize("how", ["text", "below", "moved"])
def test_an_entry_that_was_worked_on_is_not_lost(call: Cast, how: str) -> None:
    number = sent(call)
    done(call, taking.take, number)
    (entry,) = entries()
    entry_id = entry.id
    match how:
        case "text":
            done(call, entries_revision.revise, entry_id, Revision(lo=f"{ROADS.lo} 2", base_lo=ROADS.lo))
        case "below":
            other = sent(call, "mag")
            done(call, taking.take, other)
            done(call, entries_order.nest, point(other).entry_id)
        case _:
            done(call, entries_order.place, entry_id, Section.RECOMMENDATIONS)
    with pytest.raises(Refused, match="IM-2021-Q2/1 was worked on since"):
        done(call, taking.put_back, number)
    done(call, entries_order.delete, entry_id)
    done(call, taking.put_back, number)
    assert point(number).decided_at is None


def test_only_those_who_draft_decide_and_only_while_the_text_is_open(call: Cast) -> None:
    number = sent(call)
    for name in ("npa", "translator", "management", "other"):
        for act in (taking.take, taking.put_back):
            with pytest.raises(Forbidden):
                done(call, act, number, by=name)
    with pytest.raises(NotFound):
        done(call, taking.take, 999)
    with transaction():
        session.get_one(Meeting, point(number).meeting_id).text_state = TextState.FROZEN
    with pytest.raises(Refused, match="frozen"):
        done(call, taking.take, number)


def test_several_presses_at_once_make_one_entry(either_cast: Cast) -> None:
    cast = either_cast
    called(cast)
    number = sent(cast)
    actors = [cast.actor(name) for name in ("chair", "secretary", "chair", "secretary")]
    session.rollback()

    def press(actor: Any) -> Callable[[], int | None]:
        def act() -> int | None:
            with transaction():
                return taking.take(number, by=actor, at=NOON).entry_id

        return act

    made = at_once(cast.app, [press(actor) for actor in actors])
    assert (len(set(made)), len(entries()), len(trail("point.taken"))) == (1, 1, 1)


def test_taking_and_withdrawing_at_once_ends_one_way(either_cast: Cast) -> None:
    cast = either_cast
    called(cast)
    numbers = [sent(cast) for _ in range(3)]
    link(cast)
    chair, npa = cast.actor("chair"), cast.actor("npa")
    session.rollback()

    def press(act: Callable[..., Point], number: int, by: Any) -> Callable[[], bool]:
        def tried() -> bool:
            try:
                with transaction():
                    act(number, by=by, at=NOON)
            except Refused:
                return False
            return True

        return tried

    acts = [
        each for n in numbers for each in (press(taking.take, n, chair), press(sending_in.withdraw, n, npa))
    ]  # fmt: skip
    ends = at_once(cast.app, acts)
    assert sum(ends) == len(numbers)
    session.rollback()
    taken = session.scalars(select(Point.id).where(Point.decided_at.is_not(None), Point.withdrawn_at.is_(None))).all()
    assert len(entries()) == len(taken)
