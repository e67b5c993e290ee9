from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from cast import GROUP, Cast
from lived import ACTS, CHAIR, WHY, Lived
from pages import queries_of_database
from sqlalchemy import select

from tracker.actions import changing, stages
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.models import ActionKind
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.dashboard import page_words
from tracker.dashboard.asked import Asked
from tracker.dashboard.changes import changes
from tracker.dashboard.cockpit_facts import told
from tracker.dashboard.decisions import decisions, grounds
from tracker.dashboard.decisions_words import listed
from tracker.dashboard.facts import Called, Decision, DecisionKind, Place, SpecialAsked
from tracker.dashboard.known_meetings import known_meetings
from tracker.dashboard.measures import Measure
from tracker.dashboard.minutes_told import minutes_told
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows import rows
from tracker.dashboard.scope import Groups
from tracker.documents.models import Document, DocumentKind, Stage
from tracker.drafting import planning, planning_state
from tracker.drafting.planning import Plan
from tracker.organisations.models import Organisation

DAY = date(2021, 7, 12)
QUERIES = 26


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def circulate(day: date) -> None:
    with transaction():
        assert ACTS["circulate"](Lived(Random(1), at(day)))  # noqa: S311  no secret


@pytest.fixture
def circulated(cast: Cast) -> Iterator[Cast]:
    circulate(date(2021, 4, 5))
    yield cast
    session.rollback()


def needed(groups: Groups, slug: str, day: date) -> Sequence[Decision]:
    return decisions(grounds(groups, slug, day))


def said(day: date, slug: str = GROUP) -> list[tuple[str, str, str]]:
    return [(each.what.en, each.about.en, each.why.en) for each in needed(None, slug, day)]


def agree(cast: Cast, owners: tuple[str, ...], text: str, on: date, due: date | None = None, **more: object) -> int:
    with transaction():
        ids = [session.scalars(select(Organisation.id).where(Organisation.short_name == each)).one() for each in owners]
        window = Window(None, due, due) if due else Window()
        agreed = Agreement(on=on, text=Bilingual.same(text), owners=tuple(ids), window=window, **more)  # type: ignore[arg-type]
        return changing.add_action(cast.group_id, NewAction(agreed=agreed, reason=WHY), by=CHAIR, at=at(on)).id


def test_what_the_sample_asks_of_management(circulated: Cast) -> None:
    del circulated
    found = said(DAY)
    assert [each[0] for each in found] == [
        "Name who is responsible", "Settle a date for adoption", "Set a day for the special meeting",
        "Ask for the minutes",
    ]  # fmt: skip
    assert found[0][2] == "nobody owns them, the oldest for 105 days"
    assert found[0][1].startswith("2 actions, such as: ")
    assert found[1][1:] == (
        "NS-24, National Standards for Information Management, Chapter 24", "adoption has no action",
    )  # fmt: skip
    assert found[2][1:] == (
        "It was agreed to hold a special meeting on incomplete data in the second quarter",
        "its time was over 71 days ago",
    )
    assert found[3][1].endswith(", from LSW Xiengkhuang")
    assert found[3][2] == "missing for 105 days"


def test_nothing_is_asked_of_management_before_anything_is_told(circulated: Cast) -> None:
    del circulated
    assert said(date(2021, 4, 4)) == []
    assert said(date(2021, 4, 20)) == [
        ("Settle a date for adoption", "NS-24, National Standards for Information Management, Chapter 24",
         "adoption has no action"),
    ]  # fmt: skip


def test_what_is_late_is_told_by_organisation_after_the_step_of_management(circulated: Cast) -> None:
    due = date(2021, 5, 3)
    one = agree(circulated, ("NPA",), "Send the maps.", date(2021, 4, 6), due)
    assert said(due + timedelta(days=38))[0][0] == "Name who is responsible"
    first = needed(None, GROUP, due + timedelta(days=39))[0]
    assert (first.what.en, first.about.en, first.why.en) == (
        "Settle what has long been late", "NPA: Send the maps", "39 days late",
    )  # fmt: skip
    assert first.address == Place("actions.show", {"action_id": one})
    agree(circulated, ("MAG", "NPA"), "Send the lists.", date(2021, 4, 6), due)
    first = needed(None, GROUP, due + timedelta(days=40))[0]
    why = "late for more than 38 days, the longest for 40 days"
    assert (first.about.en, first.why.en) == ("3 tasks: NPA (2), MAG (1)", why)
    assert first.address == Place(
        "dashboard.rows", {"group": GROUP, "late_for": 38, "as_of": "2021-06-12", "measure": "late"}
    )


def test_a_decision_leads_to_as_many_tasks_as_it_tells_of(circulated: Cast) -> None:
    early, late = date(2021, 5, 3), date(2021, 5, 20)
    agree(circulated, ("MAG", "NPA"), "Send the lists.", date(2021, 4, 6), early)
    agree(circulated, ("NPA",), "Send the maps.", date(2021, 4, 6), late)
    agree(circulated, (), "Copy the lists.", date(2021, 6, 1))
    on = early + timedelta(days=40)
    told = [each for each in needed(None, GROUP, on) if each.address.page == "dashboard.rows"]
    assert [each.about.en.split()[0] for each in told] == ["2", "2"]
    for each in told:
        args = {name: str(value) for name, value in each.address.args.items()}
        found = rows(None, Asked.of(args, on), Measure(args["measure"]))
        assert str(found.total) == each.about.en.split()[0], (args, found)
    assert rows(None, Asked.of({"group": GROUP}, on), Measure.LATE).total == 4
    assert rows(None, Asked.of({"group": GROUP}, on), Measure.NO_OWNER).total == 3


def test_a_stage_that_is_late_and_a_standard_whose_adoption_somebody_works_on(circulated: Cast) -> None:
    standard = session.scalars(select(Document.id).where(Document.kind == DocumentKind.STANDARD)).one()
    with transaction():
        stages.set_due(standard, Stage.TRANSLATE, date(2021, 6, 12), by=CHAIR, at=at(date(2021, 4, 6)))
    agree(circulated, ("NRA",), "Adopt it.", date(2021, 4, 6), document_id=standard, stage=Stage.ADOPT)
    found = [each for each in said(DAY) if each[0].startswith("Settle")]
    assert found == [
        ("Settle how the standard goes on", "NS-24, National Standards for Information Management, Chapter 24",
         "its stage is 30 days late"),
    ]  # fmt: skip


def test_minutes_that_do_not_come_and_a_quarter_without_a_meeting(cast: Cast) -> None:
    assert ("Have the minutes circulated", "IM-2021-Q1", "held 31 days ago, not circulated") not in said(
        date(2021, 4, 28)
    )
    assert said(date(2021, 4, 29)) == [
        ("Have the minutes circulated", "IM-2021-Q1", "held 31 days ago, not circulated")
    ]
    assert "Have the meeting of the quarter planned" not in [each[0] for each in said(date(2021, 5, 15))]
    missing = ("Have the meeting of the quarter planned", "IM", "Quarter 2, 2021: no meeting is held or planned")
    assert missing in said(date(2021, 5, 16))
    assert needed(frozenset({cast.other_group_id}), "", date(2021, 5, 16)) == []


def special(day: date) -> SpecialAsked:
    (found,) = grounds(None, GROUP, day).special_meetings
    return found


def test_a_special_meeting_as_it_was_on_each_day(circulated: Cast) -> None:
    asked = special(DAY)
    assert (asked.state, asked.passed, asked.window.end) == (Called.NOT_PLANNED, 71, date(2021, 5, 2))
    plan = Plan(Bilingual.same("Data"), date(2021, 4, 22), None, None, WHY, WHY, None, None)
    action_id = int(asked.address.args["action_id"])
    with transaction():
        meeting = planning.plan_special(
            circulated.group_id, plan, "", [f"action-{action_id}"], by=CHAIR, at=at(date(2021, 4, 10))
        )
        meeting_id = meeting.id
    with transaction():
        planning_state.postpone(meeting_id, date(2021, 5, 6), WHY, by=CHAIR, at=at(date(2021, 4, 20)))
    with transaction():
        planning_state.hold(meeting_id, date(2021, 5, 6), date(2021, 5, 8), by=CHAIR, at=at(date(2021, 5, 8)))
    told_of = {
        day: (it.state, it.planned_for, it.held_on, it.postponed)
        for day in (9, 10, 20, 37, 38)
        for it in [special(date(2021, 4, 1) + timedelta(days=day - 1))]
    }
    assert told_of == {
        9: (Called.NOT_PLANNED, None, None, 0),
        10: (Called.PLANNED, date(2021, 4, 22), None, 0),
        20: (Called.PLANNED, date(2021, 5, 6), None, 1),
        37: (Called.PLANNED, date(2021, 5, 6), None, 1),
        38: (Called.HELD, None, date(2021, 5, 6), 1),
    }
    assert "Set a day for the special meeting" not in [each[0] for each in said(DAY)]


def test_a_special_meeting_that_two_are_asked_for_is_one_and_names_both(circulated: Cast) -> None:
    meeting: dict[str, Any] = {"kind": ActionKind.SPECIAL_MEETING}
    agree(circulated, ("NPA", "MAG"), "Meet about the reports", date(2021, 4, 6), date(2021, 4, 30), **meeting)
    (found,) = [each for each in grounds(None, GROUP, DAY).special_meetings if each.owners]
    assert [each.en for each in found.owners] == ["NPA", "MAG"]
    assert (found.passed, page_words.meeting_more(found).en) == (73, "NPA, MAG · 73 days late · by 30/04/2021")
    (needs,) = [each for each in needed(None, GROUP, DAY) if each.kind == DecisionKind.SPECIAL_MEETING]
    assert needs.about.en.startswith("2 meetings, such as:")
    assert needs.address == Place(
        "behind.special_meetings", {"group": GROUP, "figure": "overdue", "as_of": DAY.isoformat()}
    )


def test_a_list_that_is_cut_says_how_many_more_there_are() -> None:
    names = [Bilingual.same(f"Organisation {number}") for number in range(9)]
    about = Bilingual(f"13 tasks: {listed(names).en}", f"13 ໜ້າວຽກ: {listed(names).lo}")
    what, why = Bilingual("Settle it", "ຕົກລົງ"), Bilingual("late", "ກາຍກຳນົດ")
    each = Decision(DecisionKind.LATE, what, about, why, Place("dashboard.index"), names)
    shown = {most: page_words.about(each, most).en for most in (128, 60, 48, 32)}
    assert shown == {
        128: f"13 tasks: {listed(names).en}: late",
        60: "13 tasks: Organisation 0, Organisation 1, Organisation 2 + 6: late",
        48: "13 tasks: Organisation 0, Organisation 1 + 7: late",
        32: "13 tasks: Organisation … + 8: late",
    }


def test_lao_vowels_and_tones_above_and_below_take_no_room() -> None:
    lao = "ຕື່ມລາຍການບູລິມະສິດພື້ນທີ່"
    assert (page_words.letters(lao), len(lao)) == (17, 26)
    assert page_words.line(Bilingual.same(lao), 17).lo == lao
    assert page_words.line(Bilingual.same(lao), 16).lo.endswith(" …")


def test_a_special_meeting_that_was_called_off_is_not_planned(circulated: Cast) -> None:
    plan = Plan(Bilingual.same("Data"), date(2021, 4, 22), None, None, WHY, WHY, None, None)
    picked = [f"action-{special(DAY).address.args['action_id']}"]
    with transaction():
        meeting = planning.plan_special(circulated.group_id, plan, "", picked, by=CHAIR, at=at(date(2021, 4, 10)))
        planning_state.cancel(meeting.id, WHY, by=CHAIR, at=at(date(2021, 4, 15)))
    assert special(date(2021, 4, 14)).state == Called.PLANNED
    assert (special(date(2021, 4, 15)).state, special(DAY).passed) == (Called.NOT_PLANNED, 71)


def test_minutes_that_are_sent_twice_were_told_the_first_time(circulated: Cast) -> None:
    del circulated
    circulate(date(2021, 5, 3))
    found = [
        minutes_told(known_meetings(None, "", day), None, Asked(today=DAY, as_of=day)).meetings[0]
        for day in (date(2021, 4, 4), DAY)
    ]
    assert [(each.to_circulate, each.waiting) for each in found] == [(None, 6), (7, None)]


def test_a_quarter_beside_the_last(circulated: Cast) -> None:
    agree(circulated, ("NPA",), "Send the maps.", date(2021, 4, 6), date(2021, 5, 3))
    found = changes(None, Asked(today=DAY, as_of=DAY, group=GROUP), Quarter(2021, 2))
    assert [(each.of.value, each.before, each.now, each.words.en) for each in found] == [
        ("agreed", 3, 1, "2 fewer"), ("done", 0, 0, "as many"), ("open", 0, 4, "4 more"), ("late", 0, 2, "2 more"),
    ]  # fmt: skip


def test_the_queries_are_as_many_for_few_and_for_many(circulated: Cast) -> None:
    def asked() -> int:
        session.rollback()
        with queries_of_database() as made:
            told(None, Asked(today=DAY, as_of=DAY, group=GROUP))
            needed(None, GROUP, DAY)
        return len(made)

    few = asked()
    for number in range(12):
        agree(circulated, ("NPA", "MAG")[number % 2 :], f"Number {number}", date(2021, 4, 6), date(2021, 4, 20))
        agree(circulated, (), f"Nobody {number}", date(2021, 4, 6))
    assert asked() == few
    assert few <= QUERIES
