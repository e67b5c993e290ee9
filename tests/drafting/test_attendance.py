import pytest
from cast import Cast
from drafts import now, the_meeting
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import Change, TextConflict, Wording
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.drafting import attendance, attendance_line, names
from tracker.drafting.attendance import RowRevision
from tracker.drafting.attendance_line import AttendanceLine, KnownPerson, People
from tracker.drafting.quick_line_names import parties_of
from tracker.meetings.kinds import AttendanceRole, Presence, TextState
from tracker.meetings.models import Attendance
from tracker.organisations.models import Person

NRA, ARMY, MAG, TETRA = 1, 2, 3, 4
PARTIES = parties_of(
    [(NRA, "NRA"), (NRA, "ຄຊກລ"), (ARMY, "Army 58"), (MAG, "MAG"), (TETRA, "Tetra Tech")], {}, []
)  # fmt: skip
PEOPLE = People.of(
    [
        KnownPerson(7, MAG, ("Ms Noy PHOMMA", "ນາງ ນ້ອຍ ພົມມາ")),
        KnownPerson(8, NRA, ("Mr Kham",)),
        KnownPerson(9, MAG, ("Dr Kham",)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "organisation", "person", "description", "headcount", "presence"),
    [
        ("NRA technicians 6", NRA, None, "technicians", 6, "present"),
        ("NRA 6", NRA, None, "", 6, "present"),
        ("NRA", NRA, None, "", None, "present"),
        ("6 NRA technicians", NRA, None, "technicians", 6, "present"),
        ("Tetra Tech: 1 expert", TETRA, None, "expert", 1, "present"),
        ("Army 58", ARMY, None, "", None, "present"),
        ("Army 58 2", ARMY, None, "", 2, "present"),
        ("Army 58 – 2 people", ARMY, None, "", 2, "present"),
        ("ນັກວິຊາການ ຄຊກລ ໖ ຄົນ", NRA, None, "ນັກວິຊາການ", 6, "present"),
        ("expert from Tetra Tech", TETRA, None, "expert", None, "present"),
        ("MAG apologies", MAG, None, "", None, "apologies"),
        ("MAG (absent)", MAG, None, "", None, "absent"),
        ("MAG ຂໍລາພັກ", MAG, None, "", None, "apologies"),
        ("Ms Noy PHOMMA", MAG, 7, "", None, "present"),
        ("MAG: noy phomma, apologies", MAG, 7, "", None, "apologies"),
        ("ນາງ ນ້ອຍ ພົມມາ (MAG)", MAG, 7, "", None, "present"),
        ("NRA Noy PHOMMA", NRA, None, "Noy PHOMMA", None, "present"),
        ("Kham", None, None, "Kham", None, "present"),
        ("other related individuals 3", None, None, "other related individuals", 3, "present"),
        ("Max x 2", None, None, "Max", 2, "present"),
        ("MAG ×3", MAG, None, "", 3, "present"),
        ("", None, None, "", None, "present"),
    ],
)
def test_a_line_of_the_attendance(
    typed: str, organisation: int | None, person: int | None, description: str, headcount: int | None, presence: str
) -> None:
    found = attendance_line.read(typed, PARTIES, PEOPLE)
    assert (found.organisation_id, found.person_id, found.headcount, found.presence) == (
        organisation, person, headcount, presence,
    )  # fmt: skip
    assert found.description == Bilingual.of(description)


def test_experts_and_observers_are_told_apart() -> None:
    roles = [attendance_line.read(typed, PARTIES, PEOPLE).role for typed in ("MAG expert", "2 observers", "MAG 2")]
    assert roles == [AttendanceRole.EXPERT, AttendanceRole.OBSERVER, None]


@given(st.lists(st.sampled_from(["NRA", "6", " ", "apologies", "(", ":", "Army 58", "ຄົນ", "\n"]) | st.text(max_size=5)))
def test_any_line_can_be_read(pieces: list[str]) -> None:
    found = attendance_line.read("".join(pieces), PARTIES, PEOPLE)
    assert found.headcount is None or 0 <= found.headcount < 1_000_000


# The list of a meeting


def added(cast: Cast, typed: str, who: str = "chair") -> int:
    line = attendance_line.read(typed, names.parties(), names.people())
    by, meeting_id = cast.actor(who), the_meeting().id
    with transaction():
        return attendance.add(meeting_id, line, by=by, at=now()).id


def revise(cast: Cast, row_id: int, revision: RowRevision, who: str = "chair") -> None:
    by = cast.actor(who)
    with transaction():
        attendance.revise_row(row_id, revision, by=by, at=now())


def rows() -> list[str]:
    session.rollback()
    found = session.scalars(
        select(Attendance).where(Attendance.meeting_id == the_meeting().id).order_by(Attendance.position)
    ).all()
    assert [row.position for row in found] == list(range(1, len(found) + 1))
    return [
        f"{row.organisation.short_name if row.organisation else '-'}"
        f" {row.description.en or row.description.lo or '-'} {row.headcount}"
        for row in found
    ]


def test_the_checklist_shows_members_and_walk_ins(cast: Cast) -> None:
    found = attendance.checklist(the_meeting())
    assert [member.called.en for member in found.members] == ["NRA", "UXO Lao", "Army 58", "NPA", "HI", "MAG", "WEI"]
    assert [len(member.rows) for member in found.members] == [2, 1, 1, 1, 1, 1, 1]
    assert [(row.organisation.en, row.description.en) for row in found.others] == [
        ("Tetra Tech", "international expert"), ("", "other related individuals"),
    ]  # fmt: skip
    assert (found.declared, found.counted, found.differs) == (20, 10, True)


def test_a_line_counts_whoever_is_listed_already(cast: Cast) -> None:
    number = len(rows())
    added(cast, "WEI 2")
    added(cast, "NRA technicians 6")
    assert len(rows()) == number
    assert rows()[1] == "NRA technicians 6"
    assert "WEI - 2" in rows()
    assert attendance.checklist(the_meeting()).counted == 16
    with pytest.raises(Refused, match="That stands on the list already"):
        added(cast, "WEI 2")


def test_a_line_adds_whoever_is_not(cast: Cast) -> None:
    found = session.get_one(Attendance, added(cast, "UNICEF observers 2"))
    assert (found.description.en, found.headcount, found.role) == ("UNICEF observers", 2, "observer")
    assert rows()[-1] == "- UNICEF observers 2"
    person = session.scalars(select(Person).where(Person.key == "cast-npa")).one()
    found = session.get_one(Attendance, added(cast, "Npa Person"))
    assert (found.person_id, found.organisation_id, found.role) == (
        person.id, person.organisation_id, AttendanceRole.MEMBER,
    )  # fmt: skip
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (told.verb, told.subject) == ("attendance.added", "IM-2021-Q1")


def test_a_row_is_revised(cast: Cast) -> None:
    row_id = added(cast, "JICA guests 2")
    revision = the_meeting().revision
    edit = RowRevision(
        headcount=Change(3, 2), presence=Change(Presence.APOLOGIES, Presence.PRESENT),
        role=Change(AttendanceRole.OBSERVER, AttendanceRole.GUEST),
        description=Wording(en="JICA visitors", base_en="JICA guests"),
    )  # fmt: skip
    revise(cast, row_id, edit)
    row = session.get_one(Attendance, row_id)
    assert (row.headcount, row.presence, row.role, row.description.en) == (3, "apologies", "observer", "JICA visitors")
    assert the_meeting().revision == revision + 1
    with pytest.raises(TextConflict):
        revise(cast, row_id, RowRevision(description=Wording(en="x", base_en="JICA guests")))
    session.rollback()
    revise(cast, row_id, RowRevision(description=Wording(lo="ແຂກ")), "translator")
    with pytest.raises(Forbidden):
        revise(cast, row_id, RowRevision(headcount=Change(9, 3)), "translator")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (RowRevision(headcount=Change(-1, 2)), "from 0 to 100000"),
        (RowRevision(organisation_id=Change(99_999, None)), "no such organisation"),
        (RowRevision(person_id=Change(99_999, None)), "no such person"),
        (RowRevision(description=Wording(en="", base_en="JICA guests")), "names an organisation"),
    ],
)
def test_what_does_not_fit_a_row_is_explained(cast: Cast, edit: RowRevision, reason: str) -> None:
    row_id = added(cast, "JICA guests 2")
    with pytest.raises(Refused, match=reason):
        revise(cast, row_id, edit)
    session.rollback()
    assert rows()[-1] == "- JICA guests 2"


def test_rows_move_and_go(cast: Cast) -> None:
    before = rows()
    row_id = added(cast, "JICA guests 2")
    by = cast.actor("secretary")
    with transaction():
        attendance.move(row_id, "up", by=by, at=now())
    assert rows() == [*before[:-1], "- JICA guests 2", before[-1]]
    with transaction():
        attendance.move(row_id, "down", by=by, at=now())
    with pytest.raises(Refused), transaction():
        attendance.move(row_id, "down", by=by, at=now())
    with transaction():
        attendance.remove_row(row_id, by=by, at=now())
    assert rows() == before
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert told.details is not None
    assert (told.verb, told.details["headcount"]) == ("attendance.removed", 2)
    with pytest.raises(NotFound), transaction():
        attendance.remove_row(row_id, by=by, at=now())


def test_only_those_who_draft_keep_the_list(cast: Cast) -> None:
    row_id = added(cast, "JICA guests 2")
    for who in ("translator", "npa", "other", "management"):
        by = cast.actor(who)
        with pytest.raises(Forbidden):
            added(cast, "x 2", who)
        session.rollback()
        with pytest.raises(Forbidden), transaction():
            attendance.move(row_id, "up", by=by, at=now())
        with pytest.raises(Forbidden), transaction():
            attendance.remove_row(row_id, by=by, at=now())
    with transaction():
        the_meeting().text_state = TextState.FROZEN
    with pytest.raises(Refused, match="frozen"):
        added(cast, "x 2")


@pytest.mark.parametrize("line", [AttendanceLine(), AttendanceLine(organisation_id=1, headcount=100_001)])
def test_lines_that_cannot_be_taken(cast: Cast, line: AttendanceLine) -> None:
    by, meeting_id = cast.actor("chair"), the_meeting().id
    with pytest.raises(Refused), transaction():
        attendance.add(meeting_id, line, by=by, at=now())
