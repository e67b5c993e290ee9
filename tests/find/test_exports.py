import csv
from contextvars import Context
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from acting import WHY, add_part, part
from applications import NOON
from cast import Cast
from finding import many_actions
from lives import circulated
from pages import get
from parties import outsiders
from sqlalchemy import select

from tracker.access.voices import Voice
from tracker.actions import changing, deciding, reporting
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.deciding import Seen
from tracker.actions.models import (
    Action,
    Assignment,
    AssignmentRole,
    AssignmentState,
    Evidence,
    Progress,
    ProgressKind,
)  # fmt: skip
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.find import exporting
from tracker.register.models import Review, Verdict

COLUMNS = [
    "Ref", "Raised", "Action EN", "Action LO", "Organisation(s)", "Focal point", "Deadline words", "From", "To",
    "State", "Progress", "Last review", "Evidence", "Closed",
]  # fmt: skip


def lines(cast: Cast, who: str, address: str) -> list[list[str]]:
    answer = Context().run(cast.client(who).get, address)
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.reader(answer.data.decode("utf-8-sig").splitlines()))


def sheet(cast: Cast, who: str, address: str) -> list[tuple[Any, ...]]:
    answer = Context().run(cast.client(who).get, address)
    assert answer.status_code == 200
    (page,) = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
    return list(page.iter_rows(values_only=True))


def chapter_24() -> Action:
    return session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()


def life() -> None:
    """NPA's part is done, with a file, and a meeting has looked at it."""
    with transaction():
        action = chapter_24()
        (part,) = [each for each in action.assignments if each.role == AssignmentRole.OWNER]
        part.state, part.closed_at = AssignmentState.ACCEPTED, NOON
        step = Progress(
            assignment=part, on=date(2021, 4, 1), at=NOON, by="NPA", kind=ProgressKind.HANDED_IN,
            note=Bilingual(en="=Draft handed in", lo="ສົ່ງແລ້ວ"), done_count=37, total_count=120,
        )  # fmt: skip
        step.evidence = [Evidence(file=files.keep(b"%PDF-1.4 secret", "draft.pdf", "application/pdf", at=NOON))]
        action.progress.append(step)
        session.add(Review(meeting_id=action.meeting_id, action_id=action.id, verdict=Verdict.ON_TRACK))


def test_the_actions_stand_in_the_columns_of_the_cluster(cast: Cast) -> None:
    life()
    circulated(cast)
    (heading, *rows) = lines(cast, "npa", "/actions.csv?state=all&sort=reference")
    assert heading == COLUMNS
    assert [row[0] for row in rows] == ["IM-A-001", "IM-A-002", "IM-A-003"]
    assert rows[1][6:9] == ["between the 3rd and 4th week of April 2021", "2021-04-12", "2021-04-25"]
    assert rows[2][:2] + rows[2][4:6] == ["IM-A-003", "2021-03-29", "NPA", "Npa Person"]
    assert rows[2][9:] == [
        "done", "01/04/2021: 37 of 120, =Draft handed in", "2021-Q1: on track", "1", "2021-04-01",
    ]  # fmt: skip


def test_the_same_as_a_workbook_with_dates_that_are_dates(cast: Cast) -> None:
    circulated(cast)
    heading, *rows = sheet(cast, "npa", "/actions.xlsx?sort=reference")
    assert list(heading) == COLUMNS
    assert rows[1][7].date() == date(2021, 4, 12)
    assert rows[0][3].startswith("ໃຫ້ສົ່ງຮ່າງບົດລາຍງານ")


def test_in_lao_the_headings_and_states_are_lao(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("npa", "lo")
    (heading, *rows) = list(csv.reader(Context().run(client.get, "/actions.csv").data.decode("utf-8-sig").splitlines()))
    assert len(heading) == len(COLUMNS)
    assert not set(heading) & set(COLUMNS)
    assert {row[9] for row in rows} == {"ຍັງບໍ່ທັນເລີ່ມ"}


def test_files_are_counted_for_those_who_may_open_them(cast: Cast) -> None:
    life()
    circulated(cast)
    for who, count in (("npa", "1"), ("chair", "1"), ("management", "1"), ("mag", ""), ("party", "")):
        (row,) = lines(cast, who, "/actions.csv?state=accepted")[1:]
        assert row[12] == count
        assert "secret" not in "".join(row)
        assert "draft.pdf" not in "".join(row)


def test_a_file_holds_what_its_reader_may_see_and_nothing_more(cast: Cast) -> None:
    outsiders(cast)
    for address in ("/actions.csv?state=all", "/entries.csv"):
        assert len(lines(cast, "chair", address)) > 3
        for who in ("npa", "mag", "management", "stranger"):
            assert len(lines(cast, who, address)) == 1
    circulated(cast)
    assert len(lines(cast, "npa", "/actions.csv")) == 4
    assert len(lines(cast, "stranger", "/actions.csv")) == 1


def test_a_file_has_all_rows_of_the_filter(cast: Cast) -> None:
    many_actions(1_200)
    assert len(lines(cast, "chair", "/actions.csv?state=all")) == 1 + 1_203
    assert len(lines(cast, "chair", "/actions.csv?mark=no_owner")) == 1 + 111


def test_too_many_rows_for_a_file_are_refused_with_a_word(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setitem(exporting.MOST, "csv", 2)
    page = get(cast.client("chair"), "/actions.csv", 422)
    assert "This list has more than 2 rows" in page.text("//main")


def test_nothing_in_a_file_calculates(cast: Cast) -> None:
    with transaction():
        chapter_24().text = Bilingual(en='=HYPERLINK("http://x")', lo="@SUM(A1)")
    (row,) = lines(cast, "chair", "/actions.csv?q=hyperlink")[1:]
    assert row[2:4] == ['\'=HYPERLINK("http://x")', "'@SUM(A1)"]
    cells = sheet(cast, "chair", "/actions.xlsx?q=hyperlink")[1]
    assert cells[2] == '=HYPERLINK("http://x")'


def test_entries_have_their_own_columns(cast: Cast) -> None:
    heading, *rows = lines(cast, "chair", "/entries.csv?kind=conclusion")
    assert heading == [
        "Ref", "Meeting", "Held on", "Kind", "Text EN", "Text LO", "Raised by", "Disposition", "Remark",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["IM-2021-Q1/15", "IM-2021-Q1/16", "IM-2021-Q1/17"]
    assert len(sheet(cast, "chair", "/entries.xlsx")) == 18


def test_a_groups_register_in_the_same_columns(cast: Cast) -> None:
    outsiders(cast)
    assert len(lines(cast, "npa", "/groups/im-twg/register.csv")) == 1  # nothing was told yet
    circulated(cast)
    heading, *rows = lines(cast, "npa", "/groups/im-twg/register.csv")
    assert heading == COLUMNS
    assert {"IM-A-001", "IM-A-002", "IM-A-003"} <= {row[0] for row in rows}
    shown = get(cast.client("npa"), "/groups/im-twg/register").texts("//table[caption='What is outstanding']/tbody/tr")
    assert [row[0] for row in rows] == [row.split()[0] for row in shown]
    assert sheet(cast, "chair", "/groups/im-twg/register.xlsx")[0] == tuple(COLUMNS)
    get(cast.client("stranger"), "/groups/im-twg/register.csv", 404)
    get(cast.client("chair"), "/groups/nix/register.csv", 404)
    get(cast.client("chair"), "/groups/im-twg/register.pdf", 404)
    assert cast.client("chair").post("/actions.csv").status_code in {400, 405}


def test_a_person_named_for_a_part_stands_before_the_focal_point(cast: Cast) -> None:
    with transaction():
        part = session.scalars(select(Assignment).where(Assignment.role == AssignmentRole.OWNER)).one()
        part.person = cast.account("mag").person
    (row,) = lines(cast, "chair", "/actions.csv?q=chapter")[1:]
    assert row[5] == "Mag Person"


def test_what_one_of_two_owners_has_begun_is_in_progress_everywhere(cast: Cast) -> None:
    circulated(cast)
    add_part("MAG", AssignmentRole.OWNER)
    with transaction():
        (npa,) = [each for each in chapter_24().assignments if each.organisation.short_name == "NPA"]
        npa.state = AssignmentState.IN_PROGRESS
        number = npa.action_id
    rows = {row[0]: row for row in lines(cast, "chair", "/actions.csv")}
    assert rows["IM-A-003"][9] == "in progress"
    page = get(cast.client("chair"), "/actions?sort=reference")
    assert page.text("//tbody/tr[3]").endswith("in progress")
    assert (
        get(cast.client("chair"), f"/actions/{number}").text("//h1/following-sibling::p[1]").startswith("in progress")
    )
    shown = get(cast.client("chair"), "/groups/im-twg/register").text(
        "//*[contains(., 'IM-A-003')][self::tr or self::li]"
    )
    assert "in progress" in shown


def test_progress_is_what_an_organisation_said_last(cast: Cast) -> None:
    circulated(cast)
    assert {row[10] for row in lines(cast, "chair", "/actions.csv")[1:]} == {""}
    owed, npa, chair = part(), cast.actor("npa"), cast.actor("chair")
    session.rollback()
    with transaction():
        report = Report(note=Bilingual("Half of it."), done=37, total=120)
        reporting.report_progress(owed.id, report, Voice(owed.organisation_id), by=npa, at=NOON)
    with transaction():
        agreed = Agreement(on=date(2021, 4, 2), text=Bilingual("The maps"))
        changing.split_action(owed.action_id, NewAction(agreed=agreed, reason=WHY), by=chair, at=NOON)
        window = Window(None, date(2021, 5, 31), date(2021, 5, 31))
        deciding.give_time(Seen(owed.id, owed.version), window, WHY, by=chair, at=NOON)
    told = {row[0]: row[10] for row in lines(cast, "chair", "/actions.csv")[1:]}
    assert told == {"IM-A-001": "", "IM-A-002": "", "IM-A-003": "01/04/2021: 37 of 120, Half of it.", "IM-A-004": ""}
