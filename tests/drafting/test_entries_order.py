from datetime import timedelta
from functools import partial

import pytest
from cast import Cast
from drafts import added, entry, now, shape, the_meeting
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from together import at_once

from tracker.access.actors import Actor
from tracker.actions.models import Action, Progress, standing
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.drafting import changes, entries_order
from tracker.drafting.entries_forest import MOST_LEVELS, Forest, Spot
from tracker.meetings.kinds import Section, TextState
from tracker.meetings.models import Entry
from tracker.minutes.queries import record_of
from tracker.register.models import AgendaItem, Review, Verdict

ACTS = {
    "up": lambda entry_id, by: entries_order.move(entry_id, "up", by=by, at=now()),
    "down": lambda entry_id, by: entries_order.move(entry_id, "down", by=by, at=now()),
    "nest": lambda entry_id, by: entries_order.nest(entry_id, by=by, at=now()),
    "lift": lambda entry_id, by: entries_order.lift(entry_id, by=by, at=now()),
    "delete": lambda entry_id, by: entries_order.delete(entry_id, by=by, at=now()),
    "restore": lambda entry_id, by: entries_order.restore(entry_id, by=by, at=now()),
    "place": lambda entry_id, by: entries_order.place(entry_id, Section.PURPOSE, by=by, at=now()),
}


def act(cast: Cast, verb: str, entry_id: int, who: str = "chair") -> None:
    by = cast.actor(who)
    with transaction():
        ACTS[verb](entry_id, by)


def refused(cast: Cast, verb: str, entry_id: int) -> str:
    with pytest.raises(Refused) as error:
        act(cast, verb, entry_id)
    session.rollback()
    return error.value.message.en


def points(cast: Cast, *texts: str) -> list[int]:
    """A purpose that holds nothing but these."""
    act(cast, "delete", entry("o1").id)
    return [added(cast, text, Section.PURPOSE) for text in texts]


def purpose() -> list[str]:
    return shape(Section.PURPOSE)


def positions() -> list[int]:
    return list(
        session.scalars(
            select(Entry.position)
            .where(
                Entry.section == Section.PURPOSE, Entry.parent_id.is_(None), Entry.deleted_at.is_(None),
                Entry.meeting_id == the_meeting().id,
            )
            .order_by(Entry.position)
        )
    )  # fmt: skip


# Moving, nesting, lifting


def test_entries_change_places(cast: Cast) -> None:
    one, _, three = points(cast, "one", "two", "three")
    revision = the_meeting().revision
    act(cast, "down", one)
    act(cast, "up", three)
    assert purpose() == ["two", "three", "one"]
    assert positions() == [1, 2, 3]
    assert the_meeting().revision == revision + 2
    assert refused(cast, "down", one) == "It is the last here already."
    act(cast, "up", three)
    assert refused(cast, "up", three) == "It is the first here already."
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (told.verb, told.subject_id) == ("entry.moved", three)


def test_entries_nest_and_lift_with_all_below_them(cast: Cast) -> None:
    one, two, three = points(cast, "one", "two", "three")
    act(cast, "nest", three)
    act(cast, "nest", two)
    assert purpose() == ["one", "  two", "    three"]
    act(cast, "lift", three)
    assert purpose() == ["one", "  two", "  three"]
    act(cast, "lift", two)
    assert purpose() == ["one", "  three", "two"]
    assert refused(cast, "lift", one) == "It is not nested."
    assert refused(cast, "nest", one) == "Nothing stands before it here, under which it could be nested."


def test_points_nest_only_so_deep(cast: Cast) -> None:
    ids = points(cast, *"abcdef")
    for level in range(1, MOST_LEVELS):
        for _ in range(level):
            act(cast, "nest", ids[level])
    for _ in range(MOST_LEVELS - 1):
        act(cast, "nest", ids[MOST_LEVELS])
    assert purpose() == ["a", "  b", "    c", "      d", "        e", "        f"]
    assert refused(cast, "nest", ids[MOST_LEVELS]) == "Points can be nested 5 levels deep."


def test_conclusions_are_not_nested(cast: Cast) -> None:
    second = entry("c2").id
    assert refused(cast, "nest", second) == "A conclusion stands by itself; it can't be nested."
    assert refused(cast, "place", second).startswith("A conclusion stays among the conclusions")
    act(cast, "up", second)
    assert entry("c2").position == 1


def test_a_point_goes_to_another_section_with_all_below_it(cast: Cast) -> None:
    above = added(cast, "on the form:")
    added(cast, "> below")
    act(cast, "place", above)
    assert purpose()[1:] == ["on the form:", "  below"]


# Deleting and bringing back


def test_what_was_deleted_comes_back_whole(cast: Cast) -> None:
    one, two, _ = points(cast, "one", "two", "> below")
    added(cast, "three", Section.PURPOSE)
    before = purpose()
    act(cast, "delete", two)
    assert (purpose(), positions()) == (["one", "three"], [1, 2])
    gone, *_ = changes.deleted(the_meeting().id)
    assert (gone.entry_id, gone.text.en) == (two, "two")
    act(cast, "restore", two)
    assert (purpose(), positions()) == (before, [1, 2, 3])
    assert refused(cast, "restore", one) == "This point is there already."


def test_only_what_went_together_comes_back_together(cast: Cast) -> None:
    above, below = points(cast, "above", "> below")
    act(cast, "delete", below)
    act(cast, "delete", above)
    assert refused(cast, "restore", below) == "Bring back the point above it first."
    assert [each.entry_id for each in changes.deleted(the_meeting().id)][:2] == [above, below]
    act(cast, "restore", above)
    assert purpose() == ["above"]
    act(cast, "restore", below)
    assert purpose() == ["above", "  below"]


def test_what_was_deleted_is_not_changed(cast: Cast) -> None:
    one, _ = points(cast, "one", "two")
    act(cast, "delete", one)
    for verb in ("up", "nest", "delete"):
        assert "Bring it back" in refused(cast, verb, one)
    assert purpose() == ["two"]


def test_an_action_leaves_and_comes_back_with_its_conclusion(cast: Cast) -> None:
    conclusion = entry("c2").id
    act(cast, "delete", conclusion)
    assert [each.reference for each in record_of(the_meeting().id).actions] == ["IM-A-001", "IM-A-003"]
    assert session.scalar(select(func.count()).select_from(Action).where(standing())) == 2
    act(cast, "restore", conclusion)
    session.expire_all()
    assert [each.reference for each in record_of(the_meeting().id).actions] == ["IM-A-001", "IM-A-002", "IM-A-003"]


def test_what_others_have_taken_up_stays(cast: Cast) -> None:
    issue, conclusion, third = entry("i1"), entry("c1"), entry("c3")
    meeting_id = issue.meeting_id
    action, other = (
        session.scalars(select(Action).where(Action.entry_id == each.id)).one() for each in (conclusion, third)
    )
    ids = issue.id, conclusion.id, third.id, action.id, other.id
    issue_id, conclusion_id, third_id, action_id, other_id = ids
    with transaction() as current:
        current.add(AgendaItem(meeting_id=meeting_id, entry_id=issue_id, text=Bilingual()))
        current.add(Review(meeting_id=meeting_id, action_id=action_id, verdict=Verdict.LATE, remark=Bilingual()))
        current.add(Progress(action_id=other_id, on=now().date(), at=now(), by="NPA", note=Bilingual(en="begun")))
    assert refused(cast, "delete", issue_id) == "It stands on the agenda of a meeting; it can't be deleted."
    assert refused(cast, "delete", conclusion_id) == "A meeting gave its verdict on this point; it can't be deleted."
    assert refused(cast, "delete", third_id) == "Work on its action was reported; it can't be deleted."


@pytest.mark.parametrize("verb", ACTS)
def test_only_those_who_draft(cast: Cast, verb: str) -> None:
    entry_id = entry("i2").id
    for who in ("translator", "npa", "other", "management"):
        with pytest.raises(Forbidden):
            act(cast, verb, entry_id, who)
    with pytest.raises(NotFound):
        act(cast, verb, 99_999)
    with transaction():
        the_meeting().text_state = TextState.FROZEN
    assert refused(cast, verb, entry_id) == "The minutes are frozen to be signed. Take them back to change them."


# Any order of acts


steps = st.lists(st.tuples(st.sampled_from([*ACTS]), st.integers(0, 5)), min_size=3, max_size=12)


def sound() -> None:
    """Every list of entries is counted from 1 without gaps, and whatever stands, stands below what stands."""
    session.rollback()
    rows = session.execute(
        select(Entry.id, Entry.parent_id, Entry.section, Entry.position).where(
            Entry.meeting_id == the_meeting().id, Entry.deleted_at.is_(None)
        )
    ).all()
    lists: dict[object, list[int]] = {}
    section = {row.id: row.section for row in rows}
    for row in rows:
        lists.setdefault(row.parent_id or row.section, []).append(row.position)
        if row.parent_id:
            assert section[row.parent_id] == row.section
    assert all(sorted(places) == list(range(1, len(places) + 1)) for places in lists.values()), lists
    known = set(section)
    for row in rows:
        above, seen = row.parent_id, {row.id}
        while above:
            assert above in known - seen
            seen.add(above)
            above = next(each.parent_id for each in rows if each.id == above)


def test_whatever_is_done_the_draft_stays_in_order(cast: Cast) -> None:
    meeting_id = the_meeting().id
    by = Actor.command("a test")
    ids: list[int] = []

    @settings(max_examples=25)
    @given(steps)
    def run(acts: list[tuple[str, int]]) -> None:
        with transaction() as current:
            for row in current.scalars(select(Entry).where(Entry.meeting_id == meeting_id, Entry.key.like("h-%"))):
                row.parent_id, row.deleted_at, row.section = None, None, Section.ISSUES
            current.flush()
            if not ids:
                for number in range(6):
                    row = Entry(
                        meeting_id=meeting_id, key=f"h-{number}", number=100 + number, section=Section.ISSUES,
                        kind="issue", position=10 + number, text=Bilingual.same(f"{number}"),
                        disposition_remark=Bilingual(),
                    )  # fmt: skip
                    current.add(row)
                    current.flush()
                    ids.append(row.id)
        for verb, which in acts:
            try:
                with transaction():
                    ACTS[verb](ids[which], by)
            except Refused:
                continue
            sound()

    run()


forests = st.lists(st.tuples(st.sampled_from(["step", "nest", "lift", "cut"]), st.integers(1, 8)), max_size=60)


@given(forests)
def test_a_forest_keeps_everybody_once(acts: list[tuple[str, int]]) -> None:
    forest = Forest.of({number: Spot(None, Section.ISSUES, number) for number in range(1, 9)})
    cut: list[int] = []
    for verb, entry_id in acts:
        if entry_id in cut:
            forest.put(entry_id, Section.ISSUES, 0)
            cut.remove(entry_id)
            continue
        try:
            match verb:
                case "step":
                    forest.step(entry_id, 1)
                case "nest":
                    forest.nest(entry_id)
                case "lift":
                    forest.lift(entry_id)
                case _:
                    cut += forest.cut(entry_id)
        except Refused:
            continue
    spots = dict(forest.spots())
    assert sorted([*spots, *cut]) == list(range(1, 9))


# Two people, two databases


def test_two_who_move_at_once_wait_for_each_other(either_cast: Cast) -> None:
    cast = either_cast
    ids = points(cast, *(f"{number}" for number in range(8)))
    by = [cast.actor("chair"), cast.actor("secretary")]

    def move(number: int) -> str:
        try:
            with transaction():
                ACTS["down" if number % 2 else "nest"](ids[number], by[number % 2])
        except Refused as error:
            return error.message.en
        return ""

    done = at_once(cast.app, [partial(move, number) for number in range(8)])
    assert "" in done
    sound()
    act(cast, "delete", ids[0])
    act(cast, "restore", ids[0])
    sound()
    assert session.scalar(select(func.count()).where(Entry.section == Section.PURPOSE, Entry.deleted_at.is_(None))) == 8


def test_deleting_twice_at_once_does_it_once(either_cast: Cast) -> None:
    cast = either_cast
    entry_id, by = added(cast, "one"), cast.actor("chair")

    def delete() -> bool:
        try:
            with transaction():
                entries_order.delete(entry_id, by=by, at=now() + timedelta(hours=1))
        except Refused:
            return False
        return True

    assert sorted(at_once(cast.app, [delete, delete])) == [False, True]
