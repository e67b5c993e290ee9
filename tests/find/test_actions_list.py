from contextvars import Context
from datetime import date, timedelta

import pytest
from applications import NOON
from cast import Cast
from finding import many_actions
from flask.testing import FlaskClient
from lives import circulated, organisation
from pages import Page, get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import Disposition, MeetingKind, RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.register.models import Review, Verdict
from tracker.search import jobs

STATUS = "//p[@role='status']"


def shown(page: Page) -> list[str]:
    """The references in the list."""
    return [each.text_content() for each in page.root.xpath("//tbody/tr/th/a/span")]


def listed(client: FlaskClient, asked: str = "") -> list[str]:
    return shown(get(client, f"/actions?{asked}"))


def row(client: FlaskClient, asked: str = "", number: int = 1) -> str:
    return get(client, f"/actions?{asked}").text(f"//tbody/tr[{number}]")


def test_the_list_says_who_until_when_and_how_it_stands(cast: Cast) -> None:
    page = get(cast.client("chair"), "/actions")
    assert page.heading == "Actions"
    assert page.texts(STATUS) == ["3 actions"]
    assert shown(page) == ["IM-A-003", "IM-A-002", "IM-A-001"]
    assert page.text("//tbody/tr[1]").endswith("Chapter 24. NPA no date agreed not yet begun")
    assert "not yet named 12/04/2021 – 25/04/2021" in page.text("//tbody/tr[2]")
    assert page.text("//tbody/tr[2]").endswith("days late")


def test_a_draft_stands_in_no_readers_list(cast: Cast) -> None:
    outsiders(cast)
    for who in ("npa", "mag", "party", "management", "other", "stranger"):
        assert listed(cast.client(who), "state=all") == []
    circulated(cast)
    for who in ("npa", "mag", "management"):
        assert len(listed(cast.client(who), "state=all")) == 3
    assert listed(cast.client("stranger"), "state=all") == []


def test_a_stranger_signs_in_first(cast: Cast) -> None:
    for address in ("/actions", "/actions.csv", "/entries", "/entries.xlsx", "/groups/im-twg/register.csv"):
        assert Context().run(cast.client().get, address).status_code == 302


def test_an_empty_list_says_so(cast: Cast) -> None:
    assert get(cast.client("npa"), "/actions").text("//div[@class='empty']").startswith("Nothing is outstanding.")
    assert get(cast.client("npa"), "/actions?mark=late").text("//div[@class='empty']").startswith("No action is like")


def test_each_filter_narrows_the_list(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("chair")
    npa, mre = organisation("NPA").id, organisation("MRE Unit").id
    with transaction():
        done = session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()
        meeting_id = done.meeting_id
        (part,) = [each for each in done.assignments if each.role == AssignmentRole.OWNER]
        part.state = AssignmentState.SUBMITTED
        session.add(Review(meeting_id=meeting_id, action_id=done.id, verdict=Verdict.LATE))
    assert listed(client, f"organisation={npa}") == ["IM-A-003"]
    assert listed(client, f"organisation={npa}&role=recipient") == []
    assert listed(client, f"organisation={mre}") == ["IM-A-001"]
    assert listed(client, f"organisation={mre}&role=recipient") == ["IM-A-001"]
    assert listed(client, "role=recipient") == ["IM-A-001"]
    assert listed(client, "state=submitted") == listed(client, "mark=waiting") == ["IM-A-003"]
    assert listed(client, "state=in_progress") == listed(client, "state=accepted") == []
    assert listed(client, "mark=late") == ["IM-A-002"]
    assert set(listed(client, "mark=no_date")) == {"IM-A-001", "IM-A-003"}
    assert set(listed(client, "mark=no_owner")) == {"IM-A-001", "IM-A-002"}
    assert listed(client, "mark=carried") == ["IM-A-003"]
    assert listed(client, "kind=special_meeting") == ["IM-A-002"]
    assert len(listed(client, "period=2021-Q1")) == len(listed(client, "group=im-twg")) == 3
    assert (
        listed(client, "period=2021-Q2") == listed(client, "group=clearance-twg") == listed(client, "group=nix") == []
    )
    assert listed(client, "q=ບົດທີ+24") == ["IM-A-003"]
    assert listed(client, "q=im-a-002") == ["IM-A-002"]
    assert listed(client, "q=special&mark=no_owner&period=2021-Q1") == ["IM-A-002"]


def test_what_waits_for_the_chair_is_not_late_and_what_comes_soon_is_told(cast: Cast) -> None:
    client, nra, today = cast.client("chair"), organisation("NRA").id, clock.today()
    with transaction():
        action = session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()
        (part,) = action.assignments
        late = today - timedelta(days=3)
        part.window = Window(late, late, late)
        unit = Assignment(organisation=organisation("IM Unit"), role=AssignmentRole.SUPPORT)
        unit.window = Window(today, today + timedelta(days=5), today + timedelta(days=5))
        action.assignments.append(unit)
    assert "IM-A-003" in listed(client, "mark=late")
    assert listed(client, f"organisation={nra}&mark=soon") == ["IM-A-003"]  # what a unit has, its organisation has
    assert listed(client, f"organisation={nra}&mark=late") == []
    assert listed(client, "mark=soon") == []
    with transaction():
        session.get_one(Assignment, part.id).state = AssignmentState.SUBMITTED
    assert "IM-A-003" not in listed(client, "mark=late")


def test_what_is_over_leaves_the_list_and_stands_among_all(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("chair")
    with transaction():
        part = session.scalars(select(Assignment).where(Assignment.role == AssignmentRole.OWNER)).one()
        part.state, part.closed_at = AssignmentState.ACCEPTED, NOON
        ownerless = session.scalars(select(Action).where(Action.reference == "IM-A-001")).one()
        session.add(Review(meeting_id=ownerless.meeting_id, action_id=ownerless.id, verdict=Verdict.DROPPED))
    assert listed(client) == ["IM-A-002"]
    assert listed(client, "state=accepted") == ["IM-A-003"]
    assert listed(client, "state=dropped") == ["IM-A-001"]
    assert set(listed(client, "state=all")) == {"IM-A-001", "IM-A-002", "IM-A-003"}
    assert row(client, "state=accepted").endswith("done")


def test_the_verdict_of_a_draft_closes_nothing_and_is_told_to_nobody(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("npa")
    with transaction():
        later = Meeting(group_id=cast.group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 28))
        session.add(later)
        for action in session.scalars(select(Action)):
            verdict = Verdict.LATE if action.reference == "IM-A-003" else Verdict.DONE
            session.add(Review(meeting=later, action_id=action.id, verdict=verdict))
    assert len(listed(client)) == 3
    assert listed(client, "state=accepted") == listed(client, "mark=carried") == []
    with transaction():
        session.merge(later).record = RecordState.CIRCULATED
    assert listed(client) == listed(client, "mark=carried") == ["IM-A-003"]
    assert set(listed(client, "state=accepted")) == {"IM-A-001", "IM-A-002"}


def test_a_special_meeting_that_is_planned_lacks_nobody_and_is_not_done(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("chair")
    assert set(listed(client, "mark=no_owner")) == {"IM-A-001", "IM-A-002"}
    with transaction():
        action = session.scalars(select(Action).where(Action.reference == "IM-A-002")).one()
        action.scheduled_meeting_id = action.meeting_id
    assert listed(client, "mark=no_owner") == ["IM-A-001"]
    assert "IM-A-002" in listed(client)
    assert listed(client, "state=accepted") == []


def test_a_page_of_the_list_asks_as_often_however_many_meetings_are_planned(cast: Cast) -> None:
    client, numbers = cast.client("chair"), many_actions(20)
    with queries_of_database() as few:
        listed(client, "state=all")
    with transaction():
        for number in range(10):
            meeting = Meeting(group_id=cast.group_id, kind=MeetingKind.SPECIAL, name=f"s{number}", period_year=2021,
                              period_quarter=2, held_on=date(2021, 5, 1 + number))  # fmt: skip
            session.get_one(Action, numbers[number]).scheduled_meeting = meeting
    with queries_of_database() as many:
        listed(client, "state=all")
    assert len(few) == len(many)


def test_the_orders(cast: Cast) -> None:
    many_actions(30)
    client = cast.client("chair")
    for state in ("open", "all"):
        by_reference = listed(client, f"sort=reference&state={state}")
        assert by_reference == sorted(by_reference)
        oldest, newest = (listed(client, f"sort={sort}&state={state}&q=bring") for sort in ("oldest", "newest"))
        assert (oldest, newest) == ([], [])  # what was written past the session is found after the next round
    jobs.heal()
    oldest, newest = (listed(client, f"sort={sort}&q=bring&mark=no_owner") for sort in ("oldest", "newest"))
    assert oldest == newest[::-1] == ["X-A-000014", "X-A-000025"]


def test_the_filters_stand_in_the_address_and_on_the_page(cast: Cast) -> None:
    npa = organisation("NPA").id
    asked = {
        "q": "Chapter", "organisation": str(npa), "state": "all", "mark": "no_date", "group": "im-twg",
        "period": "2021-Q1", "role": "owner", "kind": "standard_translation", "sort": "newest",
    }  # fmt: skip
    address = "&".join(f"{name}={value}" for name, value in asked.items())
    page = get(cast.client("chair"), f"/actions?{address}")
    form = next(each for each in page.root.forms if each.get("role") == "search")
    assert dict(form.form_values()) == asked
    export = page.links()["Download as CSV"]
    assert all(f"{name}={value}" in export for name, value in asked.items())


@pytest.mark.parametrize(
    "asked",
    [
        "organisation=abc", "organisation=-1", "organisation=99999999999999999999", "period=2021-Q9", "period=%00",
        "group=%00", "group=" + "x" * 4000, "q=%00", "q=%25_%27%22", "q=" + "%E0%BA%81" * 3000, "state=nix", "mark=nix",
        "kind=%00", "sort=%00", "role=chair", "page=-1", "page=99999999999999999999", "page=abc", "q=a&q=b&state=open",
    ],
)  # fmt: skip
def test_what_the_address_says_wrongly_does_no_harm(cast: Cast, asked: str) -> None:
    for address in ("/actions", "/entries", "/actions.csv", "/entries.csv"):
        assert Context().run(cast.client("chair").get, f"{address}?{asked}").status_code == 200


def test_many_are_turned_page_by_page_each_once(cast: Cast) -> None:
    many_actions(100)
    client, address, seen = cast.client("chair"), "?", []
    while address:
        page = get(client, f"/actions{address}")
        seen += shown(page)
        address = next(iter(page.links("//a[@rel='next']").values()), "")
    assert len(seen) == len(set(seen)) == int(page.text(STATUS).split()[0])
    dated = [each for each in page.texts("//tbody/tr") if "days late" in each]
    assert len(dated) < len(page.texts("//tbody/tr"))  # those without a date stand last


def test_several_owners_make_one_row(cast: Cast) -> None:
    with transaction():
        action = session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()
        for short_name in ("MAG", "HI"):
            action.assignments.append(Assignment(organisation=organisation(short_name)))
    assert listed(cast.client("chair")).count("IM-A-003") == 1
    assert set(get(cast.client("chair"), "/actions?q=chapter").texts("//tbody//span[@class='org']")) == {
        "NPA",
        "MAG",
        "HI",
    }


def test_what_became_part_of_another_is_not_listed(cast: Cast) -> None:
    with transaction():
        first, second = session.scalars(select(Action).order_by(Action.id).limit(2))
        first.merged_into_id = second.id
    assert first.reference not in listed(cast.client("chair"), "state=all")


def test_the_number_of_queries_is_fixed(cast: Cast) -> None:
    taken = []
    client = cast.client("chair")
    for count in (10, 990):
        many_actions(count)
        jobs.heal()
        for asked in ("", "mark=late", "state=all&sort=newest", "q=village", "mark=no_owner"):
            with queries_of_database() as sent:
                get(client, f"/actions?{asked}")
            taken.append(len(sent))
    assert taken[:5] == taken[5:]
    assert max(taken) <= 20


def test_a_list_too_long_to_count_says_so(cast: Cast) -> None:
    many_actions(1_100)
    assert get(cast.client("chair"), "/actions?state=all").text(STATUS).startswith("More than 1000.")


def test_an_entry_says_to_whom_it_was_referred_and_why_it_was_declined(cast: Cast) -> None:
    with transaction():
        one, two = (session.scalars(select(Entry).where(Entry.key == key)).one() for key in ("i1", "i2"))
        one.disposition, one.referred_to = Disposition.REFERRED, organisation("MRE Unit")
        two.disposition, two.disposition_remark = Disposition.DECLINED, Bilingual("No budget", "ບໍ່ມີງົບປະມານ")
    client = cast.client("chair")
    said = get(client, "/entries?kind=issue").texts("//tbody/tr/td[3]")
    assert {"referred to MRE Unit", "declined: No budget"} <= set(said)
    sheet = client.get("/entries.csv?kind=issue").get_data(as_text=True)
    assert "referred to MRE Unit," in sheet
    assert "declined,No budget" in sheet


def test_entries_are_listed_and_filtered(cast: Cast) -> None:
    client = cast.client("chair")
    page = get(client, "/entries")
    assert page.heading == "What was said in meetings"
    assert page.texts(STATUS) == ["17 points"]
    wei = organisation("WEI").id
    assert get(client, f"/entries?organisation={wei}&kind=issue").texts(STATUS) == ["2 points"]
    assert get(client, "/entries?kind=conclusion").texts(STATUS) == ["3 points"]
    assert get(client, "/entries?q=rejected").texts("//tbody/tr/th/a") == ["IM-2021-Q1/4"]
    answered = get(client, "/entries?about=answered").texts("//tbody/tr/th/a")
    waiting = get(client, "/entries?about=open").texts("//tbody/tr/th/a")
    assert not set(answered) & set(waiting)
    assert (len(answered), len(waiting)) == (8, 5)
    outsiders(cast)
    for who in ("npa", "management", "stranger"):
        assert get(cast.client(who), "/entries").texts("//tbody/tr") == []
    circulated(cast)
    assert len(get(cast.client("npa"), "/entries").texts("//tbody/tr")) == 17
    assert get(cast.client("stranger"), "/entries").texts("//tbody/tr") == []
