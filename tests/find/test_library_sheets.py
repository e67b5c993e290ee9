import csv
from contextvars import Context
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from cast import Cast
from lives import circulated, organisation
from pages import get, queries_of_database, speaks
from parties import outsiders
from sqlalchemy import select

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.meetings.models import Meeting

ADDRESSES = ("/documents", "/documents/board", "/meetings", "/meetings/im-twg")
HEADINGS: dict[tuple[str, Language], str] = {
    ("/documents", "en"): "Code|Title EN|Title LO|Kind|Edition|Stage|Held by|Since|Due|Asked for on|Received on",
    ("/documents/board", "en"): "Code|Title EN|Title LO|Stage|Held by|Since|Due|Days late|Next action|Responsible",
    ("/meetings", "en"): (
        "Ref|Group|Meeting EN|Meeting LO|Held on|State|Minutes|Circulated on|Issued on|Conclusions"
    ),
}  # fmt: skip


def lines(cast: Cast, who: str, address: str, language: Language = "en") -> list[list[str]]:
    answer = Context().run(speaks(cast.client(who), language).get, address)
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


def on_its_way() -> str:
    """NS-24 is translated by MAG, and late."""
    today = clock.today()
    with transaction():
        row = session.scalars(select(Document).where(Document.code == "NS-24")).one()
        for span in row.stages:
            span.until_on = span.until_on or today
        row.stages.append(
            StageSpan(
                stage=Stage.TRANSLATE, holder_id=organisation("MAG").id, from_on=today - timedelta(days=20),
                due_on=today - timedelta(days=3),
            )
        )  # fmt: skip
    return row.code


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_list_leads_to_its_files_in_both_languages(cast: Cast, address: str) -> None:
    for language, words in (("en", "Download for Excel"), ("lo", "ດາວໂຫລດ")):
        client = cast.client("chair")
        client.set_cookie("language", language)
        page = get(client, address)
        links = [each for each in page.root.xpath("//main//a/@href") if each.endswith((".xlsx", ".csv"))]
        assert links == [f"{address}.xlsx", f"{address}.csv"]
        assert language == "lo" or words in page.links()
    heading = lines(cast, "chair", f"{address}.csv")[0]
    assert "|".join(heading) == HEADINGS[address.removesuffix("/im-twg"), "en"]
    lao = lines(cast, "chair", f"{address}.csv", "lo")[0]
    assert len(lao) == len(heading)
    assert not set(lao) & set(heading)
    assert list(sheet(cast, "chair", f"{address}.xlsx")[0]) == heading


def test_documents_are_given_out_as_they_are_asked_for(cast: Cast) -> None:
    code = on_its_way()
    with transaction():
        session.add(Document(code="=1+1", kind=DocumentKind.FORM, title=Bilingual(en="@evil", lo="ແບບຟອມ")))
        session.add(
            Document(
                code="UN-1", kind=DocumentKind.EXTERNAL_MINUTES, title=Bilingual(en="Minutes of UNDP"),
                held_by_id=organisation("NPA").id, asked_on=date(2021, 4, 1),
            )
        )  # fmt: skip
    told = {row[0]: row for row in lines(cast, "npa", "/documents.csv")}
    day = clock.today() - timedelta(days=20)
    assert told[code][3:9] == [
        "Standard", told[code][4], "Translate", "MAG", day.isoformat(), (day + timedelta(days=17)).isoformat(),
    ]  # fmt: skip
    assert told["'=1+1"][1:4] == ["'@evil", "ແບບຟອມ", "Form"]
    assert told["UN-1"][6:] == ["NPA", "", "", "2021-04-01", ""]
    assert [row[0] for row in lines(cast, "npa", "/documents.csv?kind=form&search=EVIL")[1:]] == ["'=1+1"]
    assert len(lines(cast, "npa", "/documents.csv?kind=nix&search=%00")) >= 1
    page = get(cast.client("npa"), "/documents?kind=form&search=evil")
    assert page.links()["Download as CSV"] in {
        "/documents.csv?search=evil&kind=form", "/documents.csv?kind=form&search=evil",
    }  # fmt: skip


def test_the_board_is_given_out_in_its_order(cast: Cast) -> None:
    code = on_its_way()
    circulated(cast)
    (row,) = [each for each in lines(cast, "npa", "/documents/board.csv") if each[0] == code]
    assert row[3:5] == ["Translate", "MAG"]
    assert row[7:] == ["3", "IM-A-003", "NPA"]
    outsiders(cast)
    (row,) = [each for each in lines(cast, "stranger", "/documents/board.csv") if each[0] == code]
    assert row[7:] == ["3", "", ""]
    assert "ແປ" in next(each for each in lines(cast, "npa", "/documents/board.csv", "lo") if each[0] == code)[3]


def test_meetings_are_given_out_with_what_the_reader_may_know(cast: Cast) -> None:
    for address in ("/meetings.csv", "/meetings/im-twg.csv"):
        (row,) = lines(cast, "chair", address)[1:]
        assert row[:2] == ["IM-2021-Q1", "IM"]
        assert row[4:7] == ["2021-03-29", "held", "Draft"]
        assert row[9] == "3"
        (row,) = lines(cast, "npa", address)[1:]
        assert row[4:] == ["2021-03-29", "held", "", "", "", ""]
    circulated(cast)
    (row,) = lines(cast, "npa", "/meetings.csv")[1:]
    assert row[6] == "Circulated for comments"
    assert row[7]
    assert row[9] == "3"
    outsiders(cast)
    assert len(lines(cast, "stranger", "/meetings.csv")) == 1
    assert Context().run(cast.client("stranger").get, "/meetings/im-twg.csv").status_code == 404
    assert Context().run(cast.client("chair").get, "/meetings/nix.csv").status_code == 404


def test_special_meetings_are_named_by_their_titles(cast: Cast) -> None:
    with transaction():
        session.add(
            Meeting(
                group_id=cast.group_id, kind="special", name="data", period_year=2021, period_quarter=2,
                held_on=date(2021, 5, 3), title=Bilingual(en="Incomplete data", lo="ຂໍ້ມູນບໍ່ຄົບ"),
            )
        )  # fmt: skip
    first, second = lines(cast, "chair", "/meetings.csv")[1:]
    assert first[2:6] == ["Incomplete data", "ຂໍ້ມູນບໍ່ຄົບ", "2021-05-03", "planned"]
    assert second[2] == "Quarter 1, 2021"


def test_a_stranger_signs_in_first(cast: Cast) -> None:
    for address in ADDRESSES:
        for suffix in ("csv", "xlsx"):
            assert Context().run(cast.client().get, f"{address}.{suffix}").status_code == 302


def test_the_number_of_queries_is_fixed(cast: Cast) -> None:
    taken = []
    for start in (0, 60):
        with transaction():
            for number in range(start, start + 60):
                session.add(
                    Document(code=f"F-{number}", kind=DocumentKind.STANDARD, title=Bilingual(en=f"Form {number}"))
                )
                session.add(
                    Meeting(group_id=cast.group_id, period_year=1980 + number // 4, period_quarter=number % 4 + 1,
                            held_on=date(1980 + number // 4, 1, 1))
                )  # fmt: skip
        for address in ADDRESSES:
            with queries_of_database() as sent:
                Context().run(cast.client("chair").get, f"{address}.csv")
            taken.append(len(sent))
    assert taken[:4] == taken[4:]
