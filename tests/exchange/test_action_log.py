from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from applications import NOON, SAMPLE, TESTER
from applications import load as load_meeting
from flask import Flask
from pages import queries_of_database
from sqlalchemy import func, select

from tracker.actions.deadlines import Basis, Window
from tracker.actions.models import CLOSED, Action, Assignment, AssignmentState, Progress
from tracker.audit.models import AuditEntry, Batch
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import LANGUAGES, Language
from tracker.exchange import action_log, action_log_words
from tracker.exchange.action_log_look import Look, look
from tracker.exchange.action_log_rows import LogRow, read_rows
from tracker.exchange.action_log_words import Field, find_headings
from tracker.find import cluster_sheet
from tracker.find.asked import ActionsAsked
from tracker.find.asked import How as Asked
from tracker.find.exporting import Reader, actions_file
from tracker.groups.models import WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation, OrganisationAlias
from tracker.register.queries import outstanding
from tracker.search.models import SearchText
from tracker.sheets import reader
from tracker.sheets.reader import Cell, Row

TODAY = date(2021, 4, 1)
HEADS = ("Ref", "Raised", "Action EN", "Action LO", "Organisation(s)", "Focal point", "Deadline words", "From", "To",
         "State", "Progress", "Last review", "Evidence", "Closed")  # fmt: skip
LOG: tuple[tuple[Cell, ...], ...] = (
    ("IM-A-101", "15/06/2020", "Send the maps", "ສົ່ງແຜນທີ່", "NPA, MAG", "", "before the end of July 2020", "", "",
     "In progress", "01/07/2020: half of it", "", "", ""),
    ("7", date(2020, 6, 15), "Correct the list", "", "UXO", "", "", "", "31/08/2020", "Done", "", "2020-Q3: done",
     "in the archive", "20/08/2020"),
    ("", "2021-Q1", "", "ແກ້ໄຂຖານຂໍ້ມູນ", "ຄຊກລ", "", "within 14 days", "", "", "", "", "", "", ""),
)  # fmt: skip


@pytest.fixture
def group(either_app: Flask) -> WorkingGroup:
    del either_app
    load_meeting(SAMPLE.read_bytes(), SAMPLE.name)
    return session.scalars(select(WorkingGroup)).one()


def rows_of(*rows: Sequence[Cell], heads: Sequence[Cell] = HEADS) -> tuple[LogRow, ...]:
    sheet = [Row(number, tuple(row)) for number, row in enumerate((heads, *rows), 1)]
    found = find_headings(sheet)
    assert found is not None
    return read_rows(sheet[found.place + 1 :], found.columns, TODAY)


def take_in(group: WorkingGroup, rows: Sequence[LogRow], name: str = "log.xlsx") -> Look:
    with transaction():
        return action_log.load(group.id, rows, name, by=TESTER, at=NOON)


def undo(group: WorkingGroup, batch_id: int) -> int:
    with transaction():
        return action_log.undo(group.id, batch_id, by=TESTER, at=NOON)


def action(reference: str) -> Action:
    session.rollback()
    return session.scalars(select(Action).where(Action.reference == reference)).one()


def number(model: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def reasons(seen: Look) -> dict[int, list[str]]:
    return {each.number: [reason.en for reason in each.reasons] for each in seen.wrong}


def test_a_log_comes_in_as_history(group: WorkingGroup) -> None:
    before, mails = number(Action), number(OutgoingMail)
    done = take_in(group, rows_of(*LOG))
    assert (len(done.coming), done.known, done.wrong, done.organisations) == (3, (), (), ())
    assert (number(Action), number(OutgoingMail)) == (before + 3, mails)

    maps = action("IM-A-101")
    assert (maps.meeting_id, maps.reason.en) == (None, "From the action log log.xlsx.")
    assert (maps.agreed_on, maps.basis, maps.first.by) == (date(2020, 6, 15), Basis.FIXED, date(2020, 7, 31))
    assert [(part.organisation.short_name, part.state) for part in maps.assignments] == [
        ("NPA", AssignmentState.IN_PROGRESS), ("MAG", AssignmentState.IN_PROGRESS),
    ]  # fmt: skip
    spans = maps.assignments[0].spans
    assert [(span.state, span.from_on, span.until_on) for span in spans] == [
        (AssignmentState.OPEN, date(2020, 6, 15), date(2020, 6, 30)),
        (AssignmentState.IN_PROGRESS, date(2020, 7, 1), None),
    ]
    assert "half of it" in [step.note.en for step in maps.progress]

    listed = action("IM-LOG-7")
    (part,) = listed.assignments
    assert (part.organisation.short_name, part.state) == ("UXO Lao", AssignmentState.ACCEPTED)
    assert part.closed_at == clock.midday(date(2020, 8, 20))
    assert listed.first == part.window == Window(None, date(2020, 8, 31), date(2020, 8, 31))
    notes = {step.note.en for step in listed.progress}
    assert {"Last review: 2020-Q3: done", "Evidence: in the archive"} <= notes

    met = session.scalars(select(Action).where(Action.text_lo == "ແກ້ໄຂຖານຂໍ້ມູນ")).one()  # type: ignore[attr-defined]
    assert met.meeting is not None
    assert (met.meeting.reference, met.agreed_on, met.reason) == ("IM-2021-Q1", date(2021, 3, 29), Bilingual())
    assert met.reference.startswith("IM-A-")
    assert met.first.by == date(2021, 4, 12)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "action_log.loaded")).one()
    assert entry.details is not None
    assert (entry.subject, entry.details["file"], entry.details["new"]) == ("IM", "log.xlsx", 3)


def test_what_is_open_stands_in_the_register(group: WorkingGroup) -> None:
    take_in(group, rows_of(*LOG))
    references = {item.reference for item in outstanding(group, TODAY)}
    assert "IM-A-101" in references
    assert "IM-LOG-7" not in references


def test_the_same_log_again_changes_nothing(group: WorkingGroup) -> None:
    take_in(group, rows_of(*LOG))
    before = number(Action), number(Progress), number(Batch), number(AuditEntry)
    again = take_in(group, rows_of(*LOG), "other name.xlsx")
    assert ([row for row, _ in again.known], again.coming) == ([2, 3, 4], ())
    assert (number(Action), number(Progress), number(Batch), number(AuditEntry)) == before


@pytest.mark.parametrize("ref", ["im-a-101", "IM-A-0101", "Im-a-101"])
def test_a_reference_is_known_however_it_is_written(group: WorkingGroup, ref: str) -> None:
    take_in(group, rows_of(*LOG))
    seen = look(group, rows_of((ref, "15/06/2020", "Send the maps"), ("im-log-7", "15/06/2020", "Correct")))
    assert (seen.known, seen.coming) == (((2, "IM-A-101"), (3, "IM-LOG-7")), ())
    assert look(group, rows_of(("im-a-7001", "15/06/2020", "New"))).coming[0].reference == "IM-A-7001"
    twice = look(group, rows_of(("IM-A-700", "15/06/2020", "New"), ("im-a-0700", "15/06/2020", "New")))
    assert reasons(twice) == {3: ["it says the same as row 2"]}


def test_numbers_go_on_behind_those_that_a_log_brings(group: WorkingGroup) -> None:
    rows = [("", "15/06/2020", "First"), ("IM-A-500", "15/06/2020", "Second"), ("", "15/06/2020", "Third")]
    take_in(group, rows_of(*rows))
    session.rollback()
    found = session.execute(select(Action.text_en, Action.reference).where(Action.agreed_on == date(2020, 6, 15)))  # type: ignore[attr-defined]
    assert dict(found.all()) == {"First": "IM-A-501", "Second": "IM-A-500", "Third": "IM-A-502"}


def test_a_long_log_asks_no_more_than_a_short_one(group: WorkingGroup) -> None:
    asked = []
    for number in (5, 400):
        rows = [
            (f"{number}/{each}" if each % 2 else "", "15/06/2020", f"Map {number} {each}", "", "NPA", *[""] * 4, "Done")
            for each in range(number)
        ]
        with queries_of_database() as queries:
            take_in(group, rows_of(*rows))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_load_is_taken_back(group: WorkingGroup) -> None:
    before = number(Action), number(Progress), number(Assignment), number(SearchText)
    take_in(group, rows_of(*LOG))
    (load,) = action_log.loads(group.id)
    assert (load.name, load.actions, load.undone_at) == ("log.xlsx", 3, None)
    assert undo(group, load.id) == 3
    assert undo(group, load.id) == 0
    assert (number(Action), number(Progress), number(Assignment), number(SearchText)) == before
    assert action_log.loads(group.id)[0].undone_at == NOON
    take_in(group, rows_of(*LOG))
    assert number(Action) == before[0] + 3
    with pytest.raises(NotFound):
        undo(group, 999)


def test_a_load_stays_once_something_followed(group: WorkingGroup) -> None:
    take_in(group, rows_of(*LOG))
    (load,) = action_log.loads(group.id)
    with transaction():
        row = session.scalars(select(Action).where(Action.reference == "IM-LOG-7")).one()
        row.progress.append(Progress(on=TODAY, at=NOON, by="NPA", note=Bilingual.same("x"), window=Window()))
    with pytest.raises(Refused, match="Something has followed from IM-LOG-7"):
        undo(group, load.id)
    assert action("IM-LOG-7").position == 3


BAD: list[tuple[dict[str, Cell], str]] = [
    ({"Action EN": ""}, "it does not say what is to be done"),
    ({"Raised": ""}, "it does not say when it was raised"),
    ({"Raised": "06/31/2020"}, "'06/31/2020' is no date (day/month/year)"),
    ({"Raised": "15/06/2031"}, "15/06/2031 can't be right"),
    ({"Raised": "2019-Q4"}, "the group has no meeting '2019-Q4'"),
    ({"Organisation(s)": "NRA, NPR"}, "'NPR' is no organisation that is known here"),
    ({"State": "so so"}, "'so so' is no state that is known here"),
    ({"State": "open", "Closed": "20/08/2020"}, "it says closed on 20/08/2020 and 'open'"),
    ({"Closed": "01/01/2020", "State": "done"}, "it was closed before it was raised"),
    ({"From": "02/08/2020", "To": "01/08/2020"}, "the window ends before it begins"),
    ({"Ref": "IM-2021-Q1/3"}, "'IM-2021-Q1/3' is a point of minutes, and no action"),
    ({"Ref": "x" * 21}, "a reference may have 20 characters at the most"),
    ({"Action EN": "x" * reader.LONGEST}, f"a text may have {reader.LONGEST} characters at the most"),
]


def test_what_can_not_be_read_is_told_by_row(group: WorkingGroup) -> None:
    good: dict[str, Cell] = {"Raised": "15/06/2020", "Action EN": "Send the maps", "Organisation(s)": "NPA"}
    rows = [tuple((good | wrong).get(head, "") for head in HEADS) for wrong, _ in BAD]
    seen = take_in(group, rows_of(*rows, ("", "15/06/2020", "Fine"), ("", "15/06/2020", "Fine")))
    assert reasons(seen) == {number: [said] for number, (_, said) in enumerate(BAD, 2)} | {
        len(BAD) + 3: [f"it says the same as row {len(BAD) + 2}"]
    }
    assert seen.organisations == ("NPR",)
    assert [coming.row.text.en for coming in seen.coming] == ["Fine"]


def test_a_name_that_several_have_is_nobodys(group: WorkingGroup) -> None:
    with transaction() as current:
        mag = current.scalars(select(Organisation).where(Organisation.short_name == "MAG")).one()
        mag.aliases.append(OrganisationAlias(alias="norwegian people’s aid"))
    seen = look(group, rows_of(("", "15/06/2020", "Fine", "", "Norwegian People's Aid")))
    assert reasons(seen) == {2: ["'Norwegian People's Aid' is no organisation that is known here"]}


def test_an_action_of_another_group_is_not_touched(group: WorkingGroup) -> None:
    with transaction() as current:
        other = WorkingGroup(slug="other", acronym="OT", name=Bilingual.same("Other"))
        current.add(other)
    take_in(other, rows_of(("OT-A-001", "15/06/2020", "Theirs")))
    seen = look(other, rows_of(("OT-A-001", "15/06/2020", "Theirs")))
    assert seen.known == ((2, "OT-A-001"),)
    with transaction() as current:
        current.scalars(select(WorkingGroup).where(WorkingGroup.slug == "other")).one().acronym = "OTX"
        current.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one().acronym = "OT"
    group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
    seen = look(group, rows_of(("OT-A-001", "15/06/2020", "Theirs")))
    assert reasons(seen) == {2: ["'OT-A-001' is an action of another group"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("app")
def test_the_clusters_columns_are_known_in_both_languages(language: Language) -> None:
    heads = [column.heading for column in cluster_sheet.columns(language)]
    for order in (heads, heads[::-1]):
        found = find_headings([Row(1, ("Action log of the TWG",)), Row(3, tuple(order))])
        assert found is not None
        assert (found.place, [order[place] for place in found.columns.values()]) == (1, [
            order[found.columns[field]] for field in found.columns])  # fmt: skip
        assert {field: order[place] for field, place in found.columns.items()} == dict(zip(Field, heads, strict=True))


@pytest.mark.parametrize(
    ("heads", "fields"),
    [(("No.", "Action point", "Responsible", "Deadline", "Status"), "ref text_en organisations words state"),
     (("ລ/ດ", "ໜ້າວຽກ", "ຜູ້ຮັບຜິດຊອບ", "ກຳນົດເວລາ", "ສະຖານະ", "ໝາຍເຫດ"),
      "ref text_lo organisations words state progress"),
     (("STATUS:", "Who", "what", "By when", "Date"), "state organisations text_en words raised")],
)  # fmt: skip
@pytest.mark.usefixtures("app")
def test_other_words_for_the_columns_are_known(heads: tuple[str, ...], fields: str) -> None:
    found = find_headings([Row(1, heads)])
    assert found is not None
    assert sorted(found.columns, key=lambda field: found.columns[field]) == fields.split()


@pytest.mark.usefixtures("app")
def test_a_sheet_without_headings_is_none() -> None:
    assert find_headings([Row(1, ("a", "b")), Row(2, ("Ref", date(2021, 1, 1)))]) is None
    assert find_headings([]) is None


@pytest.mark.usefixtures("app")
def test_every_state_of_the_tracker_is_read() -> None:
    for state, both in action_log_words.states().items():
        assert action_log_words.state_in(both.en) == action_log_words.state_in(both.lo.upper()) == state
    assert action_log_words.state_in("ສຳເລັດແລ້ວ") in CLOSED
    assert action_log_words.state_in("Perhaps") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_tracker_exports_comes_in_again(group: WorkingGroup, language: Language) -> None:
    take_in(group, rows_of(*LOG))
    kept = told(group)
    asked = ActionsAsked(state=Asked.ALL)
    data = actions_file(Reader(TESTER, TODAY, language, "xlsx"), asked)
    sheet = reader.read(data)
    found = find_headings(sheet)
    assert found is not None
    rows = read_rows(sheet[found.place + 1 :], found.columns, TODAY)
    group = session.scalars(select(WorkingGroup)).one()
    assert look(group, rows).coming == ()
    assert not look(group, rows).wrong
    with transaction():
        action_log.undo(group.id, action_log.loads(group.id)[0].id, by=TESTER, at=NOON)
    take_in(group, rows)
    assert told(group) == kept


def told(group: WorkingGroup) -> list[tuple[Any, ...]]:
    """What of the log's actions an export tells; the quarter's own meeting is told by its day only."""
    session.rollback()
    rows = session.scalars(
        select(Action).where(Action.group_id == group.id).order_by(Action.reference)
    ).all()  # fmt: skip
    return [
        (row.reference, row.agreed_on, row.text, row.words.in_("en").text,
         [(part.organisation_id, part.state, part.window, part.closed_at) for part in row.assignments])
        for row in rows
    ]  # fmt: skip
