from datetime import date

import pytest
from acting import told
from applications import NOON
from cast import Cast
from following import LATER, owed, part_of, seen
from pages import Page, get, queries_of_database
from sqlalchemy import func, select

from tracker.access.voices import How
from tracker.actions import deciding
from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.dashboard import counting, decisions, instructing
from tracker.dashboard.asked import Asked
from tracker.dashboard.figures import OfOrganisation
from tracker.dashboard.instructing import Remark
from tracker.dashboard.quarters import Quarter
from tracker.desk import queries_management
from tracker.desk.queries_management import late_on, watched
from tracker.meetings.models import Meeting

DECISIONS, LATE = "//section[@aria-labelledby='h-decisions']", "//section[@aria-labelledby='h-late-by']"
ASKED = "//section[@aria-labelledby='h-asked']"
INSTRUCTIONS = "//section[@aria-labelledby='h-instructions']"
COUNT = Bilingual(en="Count the reports again.", lo="ນັບບົດລາຍງານຄືນໃໝ່.")
OTHERS = ("chair", "secretary", "npa", "mag", "translator", "admin", "other", "party")


@pytest.fixture
def either(either_cast: Cast) -> Cast:
    return either_cast


def desk(cast: Cast, who: str = "management") -> Page:
    session.rollback()
    return get(cast.client(who), "/")


def days_late() -> int:
    return (clock.today() - date(2021, 4, 30)).days


def test_what_needs_a_decision_and_who_is_late_come_first(cast: Cast) -> None:
    for owners in (("NPA",), ("NPA", "MAG")):
        owed(cast, owners, at=NOON)
    page = desk(cast)
    assert page.texts("//main//section[@class='group']/h2")[:2] == [
        "Decisions needed from management", "Late, by organisation",
    ]  # fmt: skip
    needed = decisions.decisions(decisions.grounds(None, "", clock.today()))
    assert needed
    assert page.texts(f"{DECISIONS}//li//strong") == [each.what.en for each in needed]
    assert page.texts(f"{LATE}//tbody/tr") == [f"NPA22{days_late()} days", f"MAG11{days_late()} days"]
    assert page.texts("//main//*[contains(@class, 'btn-primary')]") == ["Look at the one page"]
    assert {"/follow-up", "/follow-up/page"} <= set(page.links(f"{DECISIONS}//a").values())


def test_each_number_leads_to_what_it_counts(cast: Cast) -> None:
    owed(cast, ("NPA",), at=NOON)
    page = desk(cast)
    (address,) = page.links(f"{LATE}//a").values()
    rows = get(cast.client("management"), address)
    assert rows.text("//main").count("Count the reports.") == 1
    for address in page.links(f"{DECISIONS}//a").values():
        get(cast.client("management"), address)


def test_the_numbers_are_those_of_the_cockpit(cast: Cast) -> None:
    told(cast)
    owed(cast, ("MRE Unit", "NPA"), at=NOON)
    owed(cast, ("NPA", "MAG"), window=LATER, at=NOON)
    owed(cast, (), at=NOON)
    today = clock.today()
    _, counted = counting.by_organisation(None, Asked(today=today, as_of=today))
    assert {_told(each) for each in late_on(today)} == {_told(each) for each in counted if each.counts.late}


def test_what_nobody_owns_is_shown_however_many_organisations_are_late(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_management, "MOST", 1)
    for owners in (("NPA",), ("NPA", "MAG"), ()):
        owed(cast, owners, at=NOON)
    page = desk(cast)
    assert page.texts(f"{LATE}//tbody//th") == ["NPA", "Nobody"]
    assert "1 other" in page.text(LATE)


def _told(each: OfOrganisation) -> tuple[object, ...]:
    return each.id, each.name.en, each.counts.open, each.counts.late, each.counts.longest


def test_good_news(cast: Cast) -> None:
    page = desk(cast)
    assert "Nothing is late." in page.text(LATE)


@pytest.mark.parametrize("who", OTHERS)
def test_others_see_none_of_it(cast: Cast, who: str) -> None:
    owed(cast, at=NOON)
    instructed(cast)
    page = desk(cast, who)
    assert not page.root.xpath(f"{DECISIONS} | {LATE} | {ASKED}")
    assert watched(cast.actor(who), clock.today()) is None


def test_the_queries_are_as_many_at_few_and_at_many(either: Cast) -> None:
    def asked() -> int:
        session.rollback()
        management = either.actor("management")
        with queries_of_database() as sent:
            watched(management, clock.today())
        return len(sent)

    owed(either, ("NPA",), at=NOON)
    instructed(either)
    asked()
    few = asked()
    for owners in (("MAG",), ("NPA", "MAG"), ("WEI",), ("HI",)):
        owed(either, owners, at=NOON)
    for village in range(3):
        instructed(either, text=Bilingual.same(f"Count the reports of village {village}."))
    assert asked() == few
    assert few <= 20


def instructed(cast: Cast, who: str = "management", text: Bilingual = COUNT) -> int:
    """Management said something; the action that it became."""
    remark = Remark(
        group_id=cast.group_id, quarter=Quarter(2021, 1), as_of=date(2021, 3, 31), text=text, how=How.PAPER,
        said_by="Mr Kham", owners=(cast.account("npa").person.organisation_id,),
    )  # fmt: skip
    actor = cast.actor(who)
    with transaction():
        return instructing.give_instruction(remark, by=actor, at=NOON).action_id


@pytest.mark.parametrize("who", ["management", "secretary"])
def test_management_sees_what_it_asked_for_until_it_is_done(cast: Cast, who: str) -> None:
    action_id = instructed(cast, who)
    speaker = "Management Person" if who == "management" else "Mr Kham, on paper"
    page = desk(cast)
    assert page.texts(f"{ASKED}//li") == [f"Count the reports again. IM-A-004 NPA 01/04/2021 {speaker} no date"]
    assert list(page.links(f"{ASKED}//a").values()) == [
        "/follow-up/page?group=im-twg&period=2021-Q1&as_of=2021-03-31#instructions", f"/actions/{action_id}",
    ]  # fmt: skip
    with transaction() as current:
        current.get_one(Action, action_id).confirmed_at_id = current.scalars(select(Meeting.id)).one()
    assert "Count the reports again." in desk(cast).text(ASKED)
    part, chair = seen(part_of(action_id, "NPA")), cast.actor("chair")
    with transaction():
        deciding.drop(part, COUNT, by=chair, at=NOON)
    assert not desk(cast).root.xpath(ASKED)


def test_more_instructions_than_a_desk_shows_are_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries_management, "MOST", 1)
    for words in (COUNT, Bilingual(en="Count the maps.", lo="ນັບແຜນທີ່.")):
        instructed(cast, text=words)
    page = desk(cast)
    assert len(page.texts(f"{ASKED}//li")) == 1
    assert "Count the reports again." in page.text(ASKED)
    assert "1 other" in page.text(ASKED)


def test_the_chair_sees_what_no_meeting_confirmed_yet(cast: Cast) -> None:
    action_id = instructed(cast)
    for who in ("chair", "secretary"):
        page = desk(cast, who)
        assert page.texts(f"{INSTRUCTIONS}//li") == [
            "Count the reports again. IM-A-004 Management Person 01/04/2021"
        ]  # fmt: skip
        assert list(page.links(f"{INSTRUCTIONS}//a").values()) == [f"/actions/{action_id}"]
    for who in ("management", "npa", "translator", "other", "admin"):
        assert not desk(cast, who).root.xpath(INSTRUCTIONS)


def test_who_said_it_is_named_where_somebody_else_wrote_it_down(cast: Cast) -> None:
    instructed(cast, "secretary")
    assert "Mr Kham" in desk(cast, "chair").text(INSTRUCTIONS)


@pytest.mark.parametrize("how", ["confirmed", "dropped", "merged"])
def test_what_is_settled_is_gone(cast: Cast, how: str) -> None:
    action_id = instructed(cast)
    if how == "dropped":
        part, chair = seen(part_of(action_id, "NPA")), cast.actor("chair")
        with transaction():
            deciding.drop(part, COUNT, by=chair, at=NOON)
    else:
        with transaction() as current:
            action = current.get_one(Action, action_id)
            if how == "merged":
                action.merged_into_id = owed_first()
            else:
                action.confirmed_at_id = current.scalars(select(Meeting.id)).one()
    assert not desk(cast, "chair").root.xpath(INSTRUCTIONS)


def owed_first() -> int:
    return session.scalars(select(func.min(Action.id))).one()
