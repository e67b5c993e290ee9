from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from applications import NOON
from cast import Cast
from openxml_audit import OpenXmlValidator
from pages import get, queries_of_database
from plain_text import plain_text
from sqlalchemy import select
from word_file import AT, WordFile

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.docx.outline import Table
from tracker.docx.writer import write
from tracker.drafting import agenda, planning, planning_last
from tracker.drafting.papers import Paper, outline
from tracker.drafting.planning import Plan
from tracker.drafting.queries_planning import planned
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Meeting

pytestmark = pytest.mark.usefixtures("parts_noted")

HERE = "/meetings/im-twg/2021-Q2/papers"
PRINTED = date(2021, 6, 7)
TEXTS = Path(__file__).parent


@pytest.fixture(autouse=True)
def summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three weeks before the meeting."""
    monkeypatch.setattr(clock, "today", lambda: PRINTED)


def plan_next(cast: Cast) -> int:
    """The next meeting of the sample's group, with two points of its own, one of them not yet translated."""
    chair = cast.actor("chair")
    group = session.get(WorkingGroup, cast.group_id)
    assert group is not None
    proposal = planning_last.next_regular(group, date(2021, 4, 6))
    plan = Plan(
        proposal.title, proposal.held_on, proposal.starts_at, proposal.ends_at, proposal.venue,
        Bilingual("To look back", "ເພື່ອທົບທວນຄືນ"), proposal.chair_id, proposal.secretary_id,
    )  # fmt: skip
    with transaction():
        session.get(WorkingGroup, cast.group_id).mailbox = "im@twg.example"  # type: ignore[union-attr]
        meeting = planning.plan_regular(cast.group_id, proposal.period, plan, by=chair, at=NOON)
        for text in (Bilingual("Training plan", "ແຜນການຝຶກອົບຮົມ"), Bilingual(lo="ບັນຫາອື່ນໆ")):
            agenda.add_point(meeting.id, text, by=chair, at=NOON)
        return meeting.id


@pytest.fixture
def meeting_id(cast: Cast) -> int:
    return plan_next(cast)


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_papers_say_all_of_this(meeting_id: int, language: Language) -> None:
    told = planned(meeting_id, PRINTED)
    text = "\n".join(f"=== {paper}\n{plain_text(outline(paper, told), language)}" for paper in Paper)
    assert text == (TEXTS / f"papers.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("paper", list(Paper))
def test_each_paper_is_a_sound_word_file(meeting_id: int, paper: Paper, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    path.write_bytes(write(outline(paper, planned(meeting_id, PRINTED)), layout, AT))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_what_is_not_translated_is_marked(meeting_id: int) -> None:
    told = planned(meeting_id, PRINTED)
    for paper in (Paper.INVITATION, Paper.AGENDA):
        english = WordFile(write(outline(paper, told), Layout.ENGLISH, AT)).text()
        assert "ບັນຫາອື່ນໆ (not yet translated)" in english
        assert english.count("not yet translated") == 1


def test_a_sign_in_sheet_has_room_for_everybody_and_ten_more(meeting_id: int) -> None:
    word = WordFile(write(outline(Paper.SIGN_IN, planned(meeting_id, PRINTED)), Layout.SIDE_BY_SIDE, AT))
    assert word.text().count("Norwegian") == 0
    _, table = outline(Paper.SIGN_IN, planned(meeting_id, PRINTED)).sections[0].blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 10 + 10


def test_a_bare_meeting_has_papers_too(cast: Cast) -> None:
    with transaction():
        bare = Meeting(group_id=cast.other_group_id, period_year=2021, period_quarter=2, held_on=date(2021, 6, 1))
        session.add(bare)
        session.flush()
        bare_id = bare.id
    told = planned(bare_id, PRINTED)
    assert "Nothing stands on the agenda yet." in plain_text(outline(Paper.AGENDA, told), "en")
    assert "On the agenda" not in plain_text(outline(Paper.INVITATION, told), "en")
    for paper in Paper:
        assert write(outline(paper, told), Layout.LAO_THEN_ENGLISH, AT)


@pytest.mark.parametrize("paper", list(Paper))
def test_a_paper_is_downloaded(cast: Cast, meeting_id: int, paper: Paper) -> None:
    for asked, name in (("?layout=lao", "lao"), ("", paper.in_both.value)):
        response = cast.client("secretary").get(f"{HERE}/{paper}.docx{asked}")
        assert response.status_code == 200
        assert f"IM-2021-Q2-{paper}-{name}.docx" in response.headers["Content-Disposition"]
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert docx.Document(BytesIO(response.data)).tables


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("chair", f"{HERE}/menu.docx", 404),
        ("chair", f"{HERE}/agenda.docx?layout=x", 404),
        ("chair", HERE.replace("im-twg", "clearance-twg") + "/agenda.docx", 404),
        ("npa", f"{HERE}/agenda.docx", 403),
        ("translator", f"{HERE}/agenda.docx", 403),
        ("other", f"{HERE}/agenda.docx", 403),
    ],
)
def test_who_gets_which_paper(cast: Cast, meeting_id: int, name: str, address: str, status: int) -> None:
    assert meeting_id
    get(cast.client(name), address, status)


def test_nothing_can_be_sent_to_a_paper(cast: Cast, meeting_id: int) -> None:
    assert meeting_id
    assert cast.client("chair").post(f"{HERE}/agenda.docx").status_code in {400, 405}


def test_the_number_of_queries_does_not_grow(cast: Cast, meeting_id: int) -> None:
    session.expire_all()
    with queries_of_database() as few:
        planned(meeting_id, PRINTED)
    with transaction():
        for number in range(6):
            agenda.add_point(meeting_id, Bilingual(f"Point {number}"), by=cast.actor("chair"), at=NOON)
    session.expire_all()
    with queries_of_database() as many:
        planned(meeting_id, PRINTED)
    assert len(few) == len(many)


@pytest.fixture
def on_either(either_cast: Cast) -> Cast:
    return either_cast


def test_planning_works_on_both_databases(on_either: Cast) -> None:
    made = session.get(Meeting, plan_next(on_either))
    assert made is not None
    points = planned(made.id, PRINTED).agenda
    assert [point.item.reference if point.item else point.text.lo for point in points] == [
        "IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/14", "ແຜນການຝຶກອົບຮົມ", "ບັນຫາອື່ນໆ"
    ]  # fmt: skip
    assert session.scalars(select(Meeting.id).where(Meeting.previous_id.is_not(None))).all() == [made.id]
