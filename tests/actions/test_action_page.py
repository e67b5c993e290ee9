from datetime import date, time, timedelta

import pytest
from acting import action, add_part, asked, handed_in, part, said_not_ours, told
from applications import NOON, dispose
from cast import Cast
from pages import Page, get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.actions import deciding, queries_action, words
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.deciding import Seen
from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState, Progress, ProgressKind
from tracker.actions.words import Mark
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.meetings.models import Meeting
from tracker.register.models import Review, Verdict

TURN = "//section[contains(@class, 'panel-turn')]"


def shown(cast: Cast, name: str, action_id: int) -> Page:
    return get(cast.client(name), f"/actions/{action_id}")


def has_turn(page: Page) -> bool:
    return bool(page.root.xpath(TURN))


def test_it_says_what_was_agreed_and_where_it_comes_from(cast: Cast) -> None:
    page = shown(cast, "npa", told(cast))
    assert (
        page.heading == "NPA is to revise the Lao translation of the National Standards for Information Management,"
        " Chapter 24."
    )
    agreed = page.text("//section[@aria-labelledby='h-said']")
    assert "ໃຫ້ NPA ປັບປຸງຄຳແປພາສາລາວ" in agreed
    assert "It answers IM-2021-Q1/14" in agreed
    assert page.links()["Minutes of 29/03/2021, IM-2021-Q1/17"].startswith("/meetings/im-twg/2021-Q1#e-")
    assert page.links()["NS-24"].startswith("/documents/")
    assert page.links()["Information Management Technical Working Group"] == "/actions?group=im-twg"


def test_only_who_has_a_turn_is_asked_to_act(cast: Cast) -> None:
    action_id = told(cast)
    assert "Report progress" in shown(cast, "npa", action_id).links(f"{TURN}//a")
    for name in ("mag", "chair", "secretary", "management", "translator"):
        assert not has_turn(shown(cast, name, action_id)), name
    handed_in(cast)
    assert not has_turn(shown(cast, "npa", action_id))
    assert "Answer what was handed in" in shown(cast, "chair", action_id).links(f"{TURN}//a")
    assert not has_turn(shown(cast, "secretary", action_id))
    asked(cast)
    assert "Answer it" in shown(cast, "secretary", action_id).links(f"{TURN}//a")


def test_who_receives_is_asked_once_something_was_handed_in(cast: Cast) -> None:
    action_id = told(cast)
    add_part("MAG", AssignmentRole.RECIPIENT)
    assert not has_turn(shown(cast, "mag", action_id))
    handed_in(cast)
    assert "Confirm receipt" in shown(cast, "mag", action_id).links(f"{TURN}//a")


def test_nobody_is_offered_to_accept_his_own_work(cast: Cast) -> None:
    action_id = told(cast)
    chair = cast.actor("chair")
    with transaction():
        owed = session.get_one(Action, action_id).assignments[0]
        owed.organisation_id = cast.account("chair").person.organisation_id
        owed.state = AssignmentState.SUBMITTED
        session.add(
            Progress(
                action_id=action_id, assignment=owed, on=NOON.date(), at=NOON, by=chair.label, kind="handed_in",
                by_person_id=chair.person_id, note=Bilingual(), window=NO_WINDOW,
            )
        )  # fmt: skip
    page = shown(cast, "chair", action_id)
    assert "This is your own work" in page.text(TURN)
    assert not page.root.xpath(f"{TURN}//button")


def test_a_draft_is_shown_to_drafters_without_anything_to_do(cast: Cast) -> None:
    action_id = action().id
    page = shown(cast, "secretary", action_id)
    assert page.texts("//main//*[contains(@class, 'state')]")[0] == "Draft"
    assert not page.root.xpath("//main//form")
    assert not has_turn(page)
    for name in ("npa", "mag", "management", "party"):
        get(cast.client(name), f"/actions/{action_id}", status=404)


def test_who_may_see_it(cast: Cast) -> None:
    action_id = told(cast)
    outsiders(cast)
    for name in ("npa", "mag", "management", "translator", "admin"):
        get(cast.client(name), f"/actions/{action_id}")
    for address in (f"/actions/{action_id}", f"/actions/{action_id}/message", f"/actions/parts/{part().id}/report"):
        get(cast.client("stranger"), address, status=404)


def test_there_is_no_such_action(cast: Cast) -> None:
    get(cast.client("chair"), "/actions/999999", status=404)
    get(cast.client("chair"), "/actions/parts/999999/report", status=404)
    get(cast.client("chair"), "/actions/asks/999999/answer", status=404)


def test_what_was_merged_leads_to_what_goes_on(cast: Cast) -> None:
    action_id = told(cast)
    keep = action("IM-A-001").id
    with transaction():
        session.get_one(Action, action_id).merged_into_id = keep
    page = shown(cast, "npa", action_id)
    assert page.links("//p[@class='notice']//a") == {"IM-A-001": f"/actions/{keep}"}
    assert not has_turn(page)
    assert "Became part of it: IM-A-003" in shown(cast, "chair", keep).text("//main")


def test_more_time_and_what_slipped_are_told(cast: Cast) -> None:
    action_id = told(cast)
    with transaction():
        owed = session.get_one(Action, action_id)
        owed.first = Window(None, NOON.date(), NOON.date())
        owed.assignments[0].window = owed.first
    until = clock.today() + timedelta(days=30)
    seen, chair = Seen(part().id, part().version), cast.actor("chair")
    with transaction():
        deciding.give_time(seen, Window(None, until, until), Bilingual.same("Rain."), by=chair, at=clock.now())
    page = shown(cast, "npa", action_id)
    days = (until - NOON.date()).days
    assert f"once, by {days} days, until" in page.text("//section[@aria-labelledby='h-window']")
    assert "first agreed until 01/04/2021" in page.text("//main")
    assert page.root.xpath("//rect[@class='window-more']")


def test_the_time_line_holds_steps_questions_and_verdicts_newest_first(cast: Cast) -> None:
    action_id = told(cast)
    handed_in(cast)
    said_not_ours(cast)
    with transaction():
        meeting = session.scalars(select(Meeting)).one()
        session.add(Review(meeting=meeting, action_id=action_id, verdict=Verdict.ON_TRACK, remark=Bilingual()))
    lines = shown(cast, "chair", action_id).texts("//ol[@class='story']/li//strong")
    assert lines == ["says that this is not its own, but that of MAG", "Handed in", "The meeting found: on track",
                     "Agreed in the meeting"]  # fmt: skip
    assert "Carried over once." in shown(cast, "npa", action_id).text("//section[@aria-labelledby='h-next']")


def test_what_has_no_time_stands_before_what_was_done_later_that_day(cast: Cast) -> None:
    action_id = told(cast)
    dawn = clock.midday(NOON.date()) - timedelta(hours=5)
    handed_in(cast, at=dawn)
    with transaction():
        meeting = session.scalars(select(Meeting)).one()
        meeting.held_on, meeting.starts_at = NOON.date(), None
        session.add(Review(meeting=meeting, action_id=action_id, verdict=Verdict.ON_TRACK, remark=Bilingual()))
        session.get_one(Action, action_id).agreed_on = NOON.date()

    def lines() -> list[str]:
        return shown(cast, "chair", action_id).texts("//ol[@class='story']/li//strong")

    assert lines() == ["Handed in", "The meeting found: on track", "Agreed in the meeting"]
    with transaction():
        session.scalars(select(Meeting)).one().starts_at = time(8, 30)
    assert lines() == ["The meeting found: on track", "Handed in", "Agreed in the meeting"]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_page_takes_a_fixed_number_of_queries(cast: Cast, language: Language) -> None:
    action_id = told(cast)
    client = cast.client("chair", language)
    client.get(f"/actions/{action_id}")
    with queries_of_database() as few:
        get(client, f"/actions/{action_id}")
    owed = part()
    with transaction():
        for number in range(100):
            session.add(
                Progress(
                    action_id=action_id, assignment_id=owed.id, organisation_id=owed.organisation_id, on=NOON.date(),
                    at=NOON + timedelta(minutes=number), by="NPA", note=Bilingual.same(f"Page {number}."),
                    window=NO_WINDOW,
                )
            )  # fmt: skip
    with queries_of_database() as many:
        page = get(client, f"/actions/{action_id}")
    assert len(many) == len(few) <= 30
    assert len(page.root.xpath("//ol[@class='story']/li")) == 50
    everything = get(client, f"/actions/{action_id}?whole=1")
    assert len(everything.root.xpath("//ol[@class='story']/li")) == 101


def test_a_special_meeting_is_scheduled_from_its_action(cast: Cast) -> None:
    told(cast)
    special = action("IM-A-002")
    page = shown(cast, "secretary", special.id)
    assert page.links()["Schedule it"] == f"/meetings/im-twg/special?for=action-{special.id}"
    assert "Schedule it" not in shown(cast, "npa", special.id).links()


@pytest.mark.parametrize("page", ["/actions/{id}", "/actions", "/groups/im-twg/register"])
def test_a_window_reads_the_same_on_every_page(cast: Cast, page: str) -> None:
    told(cast)
    add_part("NPA", AssignmentRole.OWNER, "IM-A-002")
    window = action("IM-A-002").first
    assert (window.by, window.latest) == (date(2021, 4, 25), date(2021, 5, 2))
    shown_there = get(cast.client("chair"), page.format(id=action("IM-A-002").id)).text("//main")
    assert "12/04/2021 – 25/04/2021" in shown_there
    assert "02/05/2021" not in shown_there


def test_nobody_hands_in_a_special_meeting(cast: Cast) -> None:
    told(cast)
    add_part("NPA", AssignmentRole.OWNER, "IM-A-002")
    page = shown(cast, "npa", action("IM-A-002").id)
    assert "Done once the meeting was held and its minutes are circulated." in page.text(TURN)
    assert not [each for each in page.links().values() if each.endswith("/hand-in")]
    assert [each for each in page.links().values() if each.endswith("/report")]
    assert "/hand-in" not in " ".join(shown(cast, "secretary", action("IM-A-002").id).links().values())


def test_an_earlier_day_is_not_told_as_more_time(cast: Cast) -> None:
    action_id = told(cast)
    with transaction():
        owed = session.get_one(Action, action_id)
        for minutes, on in enumerate((date(2030, 6, 30), date(2030, 6, 1), date(2030, 7, 1))):
            session.add(
                Progress(
                    action_id=action_id, assignment_id=owed.assignments[0].id, on=NOON.date(), by="Chair",
                    organisation_id=owed.assignments[0].organisation_id, at=NOON + timedelta(minutes=minutes),
                    kind=ProgressKind.POSTPONED, note=Bilingual(), window=Window(on, on, on),
                )
            )  # fmt: skip
    lines = shown(cast, "chair", action_id).texts("//ol[@class='story']/li//strong")
    assert lines[:3] == ["More time given", "Another day given", "More time given"]


def test_the_message_says_it_in_both_languages(cast: Cast) -> None:
    action_id = told(cast)
    page = get(cast.client("mag"), f"/actions/{action_id}/message")
    lao, english = page.texts("//textarea")
    assert lao.startswith("IM-A-003: ໃຫ້ NPA ປັບປຸງຄຳແປພາສາລາວ")
    assert english == (
        "IM-A-003: NPA is to revise the Lao translation of the National Standards for Information Management,"
        " Chapter 24. NPA, no date Agreed in the meeting of 29/03/2021 (IM)"
    )


@pytest.mark.parametrize(
    ("state", "ends_in", "returned", "mark"),
    [
        (AssignmentState.OPEN, None, False, Mark.NO_DATE), (AssignmentState.OPEN, -1, False, Mark.LATE),
        (AssignmentState.OPEN, 0, False, Mark.SOON), (AssignmentState.OPEN, 14, False, Mark.SOON),
        (AssignmentState.OPEN, 15, False, Mark.OPEN), (AssignmentState.IN_PROGRESS, 15, False, Mark.DOING),
        (AssignmentState.IN_PROGRESS, 15, True, Mark.RETURNED), (AssignmentState.IN_PROGRESS, -1, True, Mark.LATE),
        (AssignmentState.SUBMITTED, -1, False, Mark.WAITING), (AssignmentState.ACCEPTED, -1, False, Mark.DONE),
        (AssignmentState.DROPPED, None, False, Mark.DROPPED),
    ],
)  # fmt: skip
def test_how_a_part_stands_is_one_mark(state: AssignmentState, ends_in: int | None, returned: bool, mark: Mark) -> None:
    today = NOON.date()
    end = None if ends_in is None else today + timedelta(days=ends_in)
    owed = Assignment(action=Action(), state=state, window=Window(None, end, end))
    assert words.standing_of(owed, today, returned=returned).mark == mark


def test_how_long_is_left_is_said_in_words() -> None:
    today = NOON.date()
    said = [
        words.due_words(Window(None, today + timedelta(days=days), None), None, today, language)
        for language in ("en", "lo") for days in (-12, -1, 0, 1, 4)
    ]  # fmt: skip
    assert said == ["12 days late", "1 day late", "due today", "1 day left", "4 days left",
                    "ກາຍມາ 12 ມື້", "ກາຍມາ 1 ມື້", "ຄົບກຳນົດມື້ນີ້", "ອີກ 1 ມື້", "ອີກ 4 ມື້"]  # fmt: skip
    assert words.due_words(Window(None, today, today), today + timedelta(days=3), today, "en") == "3 days left"
    agreed = Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
    for day, words_of_it in ((24, "1 day left"), (25, "due today"), (26, "due now"), (30, "due now")):
        assert words.due_words(agreed, None, date(2021, 4, day), "en") == words_of_it
    assert words.due_words(agreed, None, date(2021, 5, 3), "en") == "1 day late"


def test_sqlite_reads_one_action_and_not_all(cast: Cast) -> None:
    """Also once it has counted that hardly an action is split from another."""
    action_id, actor = told(cast), cast.actor("npa")
    this = session.get_one(Action, action_id)
    alone = {"group_id": this.group_id, "agreed_on": this.agreed_on, "told_on": this.agreed_on}
    with transaction() as current:
        current.add_all(Action(reference=f"IM-B-{number}", **alone) for number in range(300))
        current.flush()
        current.connection().exec_driver_sql("ANALYZE")
    dispose()
    with queries_of_database() as sent:
        queries_action.told(actor, queries_action.action_for(actor, action_id))
    plans = [
        row[3]
        for each in sent
        if each.startswith("SELECT")
        for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", (None,) * each.count("?"))
    ]
    assert plans
    assert not [step for step in plans if step.startswith("SCAN action")], plans
