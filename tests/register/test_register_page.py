import pytest
from cast import Cast
from following import WHY, organisation_id, owed, seen
from looking_back import IN_MAY, part
from pages import get, queries_of_database, speaks
from parties import outsiders, put_sample
from sqlalchemy import select

from tracker.actions import changing, deciding
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.meetings.kinds import Disposition, RecordState
from tracker.meetings.models import Entry
from tracker.register.page import closed_lately

pytestmark = pytest.mark.usefixtures("parts_noted")

PAGE = "/groups/im-twg/register"
ROWS = "//table[caption='What is outstanding']/tbody/tr"


def rows(page_of: str, cast: Cast, who: str = "mag") -> list[str]:
    return [text.split()[0] for text in get(cast.client(who), page_of).texts(ROWS)]


def test_it_holds_everything_that_is_not_closed(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    page = get(cast.client("mag"), PAGE)
    assert page.heading == "Register: Information Management Technical Working Group"
    told = page.texts(ROWS)
    assert [row.split()[0] for row in told] == ["IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/14"]
    assert told[1].endswith(
        "no owner between the 3rd and 4th week of April 2021(12/04/2021 – 25/04/2021) late not yet begun"
    )
    assert "/actions/" in page.links(f"{ROWS}//a")["IM-A-003"]
    assert page.links(f"{ROWS}//a")["IM-2021-Q1/14"] == "/meetings/im-twg/2021-Q1#e-r5"
    assert "/groups/im-twg/register.xlsx" in page.links().values()


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ("actions", ["IM-A-001", "IM-A-002", "IM-A-003"]), ("points", ["IM-2021-Q1/14"]), ("late", ["IM-A-002"]),
        ("no_owner", ["IM-A-001", "IM-A-002"]), ("no_date", ["IM-A-001", "IM-A-003"]), ("carried", []),
        ("referred", []), ("nonsense", ["IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/14"]),
    ],
)  # fmt: skip
def test_it_is_filtered(cast: Cast, mark: str, found: list[str]) -> None:
    put_sample(RecordState.CIRCULATED)
    assert rows(f"{PAGE}?mark={mark}", cast) == found


def test_who_reads_it(cast: Cast) -> None:
    outsiders(cast)
    put_sample(RecordState.CIRCULATED)
    for name in ("mag", "npa", "chair", "secretary", "translator", "management", "admin"):
        get(cast.client(name), PAGE)
    get(cast.client("stranger"), PAGE, 404)
    get(cast.client("mag"), "/groups/clearance-twg/register", 404)
    assert "Sign in" in get(cast.client(), PAGE).title
    assert cast.client("mag").post(PAGE).status_code == 405


def test_what_is_a_draft_is_read_by_its_writers_alone(cast: Cast) -> None:
    put_sample(RecordState.DRAFT)
    page = get(cast.client("mag"), PAGE)
    assert "4 more items come from minutes that are not circulated yet." in page.text()
    assert "Chapter 24" not in page.text()
    assert len(rows(PAGE, cast, "chair")) == 4


def test_an_empty_one_says_why(cast: Cast) -> None:
    page = get(cast.client("other"), "/groups/clearance-twg/register")
    assert page.text("//*[@class='empty']").startswith("Nothing is outstanding in this group. Actions come here from")
    assert "ບໍ່ມີສິ່ງທີ່ຍັງຄ້າງ" in get(speaks(cast.client("other"), "lo"), "/groups/clearance-twg/register").text()


def test_whoever_drafts_can_make_an_action_from_a_point(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    waits = session.scalars(select(Entry.id).where(Entry.key == "r5")).one()
    assert f"/groups/im-twg/actions/add?entry={waits}" in get(cast.client("chair"), PAGE).links().values()
    assert not [link for link in get(cast.client("mag"), PAGE).links().values() if "actions/add" in link]


def test_what_was_closed_lately_says_by_which_act(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    chair, now = cast.actor("chair"), clock.now()
    one, two = owed(cast, at=IN_MAY), owed(cast, ("MAG",), at=IN_MAY)
    with transaction():
        deciding.accept(seen(part("IM-A-003")), WHY, by=chair, at=now)
        changing.merge_actions(one, (two,), WHY, by=chair, at=now)
    told = get(cast.client("mag"), PAGE).texts("//table[caption='Closed lately']/tbody/tr")
    today = clock.today().strftime("%d/%m/%Y")
    assert told[0].startswith("IM-A-005 Count the reports.")
    assert told[0].endswith(f"became part of another one {today} Chair PersonBecause.")
    assert told[1].endswith(f"accepted {today} Chair PersonBecause.")
    assert "IM-A-003" not in rows(PAGE, cast)


def test_the_number_of_queries_is_the_same_however_much_there_is(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    client, chair = cast.client("mag"), cast.actor("chair")
    with queries_of_database() as few:
        get(client, PAGE)
    npa = organisation_id("NPA")
    assert npa
    for _ in range(60):
        owed(cast, ("NPA", "MAG"), at=IN_MAY)
    with transaction():
        deciding.accept(seen(part("IM-A-003")), by=chair, at=clock.now())
        session.scalars(select(Entry).where(Entry.key == "i1")).one().disposition = Disposition.CARRIED_OVER
    with queries_of_database() as many:
        page = get(client, PAGE)
    assert len(page.texts(ROWS)) == 50
    assert "Page 1 of 2" in page.text()
    assert len(few) == len(many)
    assert len(get(client, f"{PAGE}?page=2").texts(ROWS)) == 14
    assert closed_lately(cast.group_id, clock.today())
