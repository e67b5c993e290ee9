from collections.abc import Iterator
from datetime import timedelta

import pytest
from cast import Cast
from desks import accept, ask_for_time, give_back, hand_in, in_days, issued, join, owed, refuse
from lives import organisation, the_meeting
from pages import Page, get, queries_of_database
from sqlalchemy import select

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.desk.cards import Pile
from tracker.desk.queries_ours import ours
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry

PILES = "//section[@id]"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """The sample's minutes, issued."""
    issued()
    return cast


def desk(cast: Cast, who: str = "npa", language: Language = "en") -> Page:
    session.rollback()
    return get(cast.client(who, language), "/")


def pile(page: Page, name: str) -> str:
    """What a pile of the desk says; '' where it is not there."""
    found = page.texts(f"//section[@id='{name}']")
    return found[0] if found else ""


def test_what_the_sample_asks_of_npa(told: Cast) -> None:
    page = desk(told)
    assert page.heading == "Our actions"
    card = pile(page, "nodate")
    assert "NPA is to revise the Lao translation" in card
    assert "meeting of 29/03/2021, point IV.3 we are responsible" in card
    assert "Next: say until when we can do it Propose a date" in card
    assert page.texts(PILES) == [card]


def test_in_lao_it_speaks_of_us(told: Cast) -> None:
    owed("late", -12)
    page = desk(told, language="lo")
    assert page.heading == "ໜ້າວຽກຂອງພວກເຮົາ"
    card = pile(page, "late")
    assert "ກາຍມາ 12 ມື້" in card
    assert "ວຽກ late" in card
    assert "“" not in card  # the browser adds the marks of a quotation
    assert page.text("//section[@id='late']//q") == "ກາງເດືອນ"
    assert "ກອງປະຊຸມ 29/03/2021" in card
    assert "ພວກເຮົາເປັນຜູ້ຮັບຜິດຊອບ" in card


def test_each_part_lies_on_the_pile_that_presses_most(told: Cast) -> None:
    late, soon, later, back = (owed(name, days) for name, days in (("a", -1), ("b", 14), ("c", 15), ("d", 3)))
    waiting = owed("e", -40)
    for part in (waiting, back):
        hand_in(told, part)
    give_back(told, back)
    owed("f", -5, role=AssignmentRole.RECIPIENT)
    found = ours(told.actor("npa"), clock.today())
    by_pile = {name: [card.part.id for card in cards] for name, cards in found.cards.items()}
    no_date, receipt = by_pile.pop(Pile.NO_DATE), by_pile.pop(Pile.RECEIPT)
    assert by_pile == {
        Pile.LATE: [late], Pile.SOON: [soon], Pile.RETURNED: [back], Pile.WAITING: [waiting], Pile.LATER: [later],
    }  # fmt: skip
    assert (len(no_date), len(receipt)) == (1, 1)
    assert list(found.cards) == [
        Pile.LATE,
        Pile.SOON,
        Pile.RETURNED,
        Pile.WAITING,
        Pile.LATER,
        Pile.NO_DATE,
        Pile.RECEIPT,
    ]
    page = desk(told)
    jumps = page.texts("//ul[@class='jumps']//a")
    assert jumps == ["Late 1", "Due soon 1", "Waiting for acceptance 1", "Without a date 1"]
    assert page.root.xpath("count(//*[@id and contains(@class, 'group')])") == 7
    assert page.texts("//main//*[contains(@class, 'btn-primary')]") == ["Report progress"]
    assert len(page.root.xpath("//article[contains(@class, 'card-late')]")) == 1


def test_a_day_more_or_less(told: Cast) -> None:
    today = owed("today", 0)
    assert "due today" in pile(desk(told), "soon")
    with transaction() as current:
        current.get_one(Assignment, today).action.confirmed_on = clock.today() - timedelta(days=1)
    page = desk(told)
    assert "1 day late" in pile(page, "late")
    assert f"confirmed: {(clock.today() - timedelta(days=1)).strftime('%d/%m/%Y')}" in pile(page, "late")


def test_a_window_that_was_moved_says_the_first_one(told: Cast) -> None:
    part = owed("moved", 5)
    with transaction() as current:
        current.get_one(Assignment, part).window = in_days(40)
    assert f"at first: by {(clock.today() + timedelta(days=5)).strftime('%d/%m/%Y')}" in pile(desk(told), "later")


@pytest.mark.parametrize(
    ("kind", "button"), [(ActionKind.SUBMISSION, "hand-in"), (ActionKind.GENERAL, "report")], ids=str
)
def test_the_button_leads_to_what_is_next(told: Cast, kind: ActionKind, button: str) -> None:
    part = owed("a", 3, kind=kind)
    links = desk(told).links("//section[@id='soon']//a[contains(@class, 'btn')]")
    assert list(links.values()) == [f"/actions/parts/{part}/{button}"]


def test_what_was_given_back_says_why_and_is_handed_in_again(told: Cast) -> None:
    part = owed("a", 30)
    hand_in(told, part)
    page = desk(told)
    assert "with the chair since today" in pile(page, "waiting")
    assert "Nothing more is to be done until the chair answers." in pile(page, "waiting")
    action_id = session.get_one(Assignment, part).action_id
    assert page.links("//section[@id='waiting']//a")["Look at what was handed in"] == f"/actions/{action_id}"
    give_back(told, part)
    page = desk(told)
    assert page.text("//section[@id='returned']//q[last()]") == "by the middle of the month"
    assert "Given back: Table 3 is missing" in pile(page, "returned")
    assert page.links("//section[@id='returned']//a")["Hand in"] == f"/actions/parts/{part}/hand-in"
    hand_in(told, part)
    assert not pile(desk(told), "returned")


def test_what_was_asked_and_what_was_answered(told: Cast) -> None:
    part = owed("a", 30)
    ask = ask_for_time(told, part)
    assert "We asked for more time; the chair has not answered yet." in pile(desk(told), "later")
    refuse(told, ask)
    assert "More time was refused: The adoption waits for it" in pile(desk(told), "later")


def test_with_whom_and_for_whom(told: Cast) -> None:
    part = owed("a", 3)
    join(part, "UXO Lao", AssignmentRole.SUPPORT)
    join(part, "IM Unit", AssignmentRole.RECIPIENT)
    card = pile(desk(told), "soon")
    assert "we are responsible together with UXO Lao" in card
    assert "Next: hand it in, for IM Unit" in card


def test_who_supports_waits_with_who_owes(told: Cast) -> None:
    theirs = owed("a", -3, owner="MAG")
    join(theirs, "NPA", AssignmentRole.SUPPORT)
    assert "we support it together with MAG" in pile(desk(told), "late")
    hand_in(told, theirs, "mag")
    page = desk(told)
    assert not pile(page, "late")
    assert "handed in, waits for the chair" in pile(page, "waiting")


def test_who_receives_confirms_it(told: Cast) -> None:
    theirs = owed("a", -3, owner="MAG")
    ours_ = join(theirs, "NPA", AssignmentRole.RECIPIENT)
    assert "to come" in pile(desk(told), "receipt")
    hand_in(told, theirs, "mag")
    page = desk(told)
    assert "handed in" in pile(page, "receipt")
    assert page.links("//section[@id='receipt']//a")["Confirm receipt"] == f"/actions/parts/{ours_}/receipt"


def test_an_organisation_answers_for_its_units(told: Cast) -> None:
    page = desk(told, "translator")
    assert page.heading == "Desk"
    assert not page.root.xpath("//section[@id='ours']//*[@class='org']")
    assert "we receive it" in page.text("//section[@id='ours']")
    owed("theirs", -3, owner="IM Unit")
    assert "IM Unit is responsible" in desk(told, "translator").text("//section[@id='ours']")
    assert "theirs" not in desk(told).text()


@pytest.mark.parametrize("who", ["management", "mag", "party", "other"])
def test_nobody_sees_the_parts_of_others_as_his(told: Cast, who: str) -> None:
    owed("a", -3)
    owed("b", -3, owner="NRA")
    page = desk(told, who)
    assert "Our actions" not in page.text("//main")
    assert page.heading == "Desk"


def test_only_what_is_followed_up(told: Cast) -> None:
    issued(RecordState.DRAFT)
    assert desk(told).heading == "Desk"
    issued(RecordState.CIRCULATED)
    assert desk(told).heading == "Our actions"
    with transaction() as current:
        action = current.scalars(
            select(Action).join(Assignment).where(Assignment.organisation == organisation("NPA"))
        ).one()
        current.get_one(Entry, action.entry_id).deleted_at = clock.now()
    assert "revise" not in desk(told).text("//main")


def test_what_became_part_of_another_is_gone(told: Cast) -> None:
    one, two = owed("one", 3), owed("two", 3)
    with transaction() as current:
        gone, kept = (current.get_one(Assignment, part).action for part in (one, two))
        gone.merged_into_id = kept.id
    assert "one" not in pile(desk(told), "soon").split()


def test_what_was_accepted_in_this_quarter_is_folded(told: Cast) -> None:
    part, older = owed("a", 3), owed("b", 3)
    hand_in(told, part)
    accept(told, part)
    with transaction() as current:
        row = current.get_one(Assignment, older)
        row.state, row.closed_at = row.state.ACCEPTED, clock.now() - timedelta(days=100)
    page = desk(told)
    assert page.texts("//details/summary") == ["Done this quarter (1)"]
    assert page.texts("//details//li/a") == ["a"]


def test_the_first_ten_and_where_the_others_are(told: Cast) -> None:
    for number in range(12):
        owed(f"n{number}", -20 + number)
    page = desk(told)
    assert page.texts("//section[@id='late']//h3") == [f"n{number}" for number in range(10)]
    links = page.links("//section[@id='late']/p/a")
    organisation_id = organisation("NPA").id
    assert links == {"The first 10 of 12. See all in the list": f"/actions?organisation={organisation_id}&mark=late"}
    assert "Late 12" in page.texts("//ul[@class='jumps']//a")


def fill(count: int) -> None:
    """So many parts of NPA, some of them late, some without a date, every third one with a partner."""
    npa, mag = organisation("NPA").id, organisation("MAG").id
    with transaction() as current:
        meeting = the_meeting()
        for number in range(count):
            window = Window(None, None, None) if number % 5 == 0 else in_days(number % 60 - 20)
            action = Action(
                group=meeting.group, meeting=meeting, reference=f"IM-F-{number}", agreed_on=meeting.held_on,
                first=window, text=Bilingual(en=f"Filled {number}", lo=f"ວຽກ {number}"),
            )  # fmt: skip
            action.assignments.append(Assignment(organisation_id=npa, window=window))
            if number % 3 == 0:
                action.assignments.append(Assignment(organisation_id=mag, role=AssignmentRole.SUPPORT, window=window))
            current.add(action)


def test_the_desk_asks_as_much_of_ten_parts_as_of_a_thousand(told: Cast) -> None:
    fill(10)
    client = told.client("npa")
    with queries_of_database() as few:
        get(client, "/")
    with transaction() as current:
        for action in current.scalars(select(Action).where(Action.reference.like("IM-F-%"))):
            current.delete(action)
    fill(1_000)
    with queries_of_database() as many:
        page = get(client, "/")
    assert len(many) == len(few)
    assert len(many) <= 16
    assert len(page.root.xpath("//article")) <= 50


def test_sqlite_begins_with_the_open_parts(told: Cast) -> None:
    actor = told.actor("npa")
    with queries_of_database() as sent:
        ours(actor, clock.today())
    piles = next(statement for statement in sent if "row_number()" in statement)
    values = (None,) * piles.count("?")
    plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {piles}", values)]
    first = next(step for step in plan if step.startswith(("SEARCH", "SCAN")))
    assert first.startswith("SEARCH assignment USING INDEX ix_assignment_o"), plan
    session.rollback()


@pytest.fixture
def either(either_cast: Cast) -> Iterator[Cast]:
    """The sample and everybody in it, on each database."""
    issued()
    yield either_cast
    session.rollback()


def test_both_databases_pile_alike(either: Cast) -> None:
    first, second = owed("a", -3), owed("b", -3)
    hand_in(either, second)
    give_back(either, second)
    back, done = owed("c", 5), owed("d", 5)
    hand_in(either, back)
    give_back(either, back)
    hand_in(either, done)
    accept(either, done)
    ask_for_time(either, back)
    found = ours(either.actor("npa"), clock.today())
    assert dict(found.counts) == {Pile.LATE: 2, Pile.RETURNED: 1, Pile.NO_DATE: 1}
    assert [card.part.id for card in found.cards[Pile.LATE]] == [first, second]
    (card,) = found.cards[Pile.RETURNED]
    assert (card.part.id, card.is_returned, card.is_asked) == (back, True, True)
    assert [card.number for card in found.cards[Pile.NO_DATE]] == [3]
    assert (found.done_count, len(found.done)) == (1, 1)
