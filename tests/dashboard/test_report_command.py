from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from cast import Cast
from click.testing import Result
from followed import followed
from time_machine import travel

__all__ = ["followed"]  # a fixture


def report(cast: Cast, *arguments: object) -> Result:
    return cast.app.test_cli_runner().invoke(args=["report", "quarter", *map(str, arguments)])


def test_the_page_of_a_group_is_written_lao_first(followed: Cast, tmp_path: Path) -> None:
    out = tmp_path / "page.docx"
    done = report(followed, "g1", "2020-Q3", "--out", out)
    assert done.output == f"{out} written (lao-then-english, as of 30/09/2020).\n"
    assert "ໄຕມາດທີ 3 ປີ 2020" in docx.Document(str(out)).core_properties.title


def test_the_page_of_all_groups_as_of_a_day_is_written_for_excel(followed: Cast, tmp_path: Path) -> None:
    out = tmp_path / "page.xlsx"
    done = report(followed, "all", "2020-Q3", "--layout", "english", "--as-of", "15/08/2020", "--out", out)
    assert done.output == f"{out} written (english, as of 15/08/2020).\n"
    (_, (said,), *_) = openpyxl.load_workbook(out)["About this workbook"].iter_rows(values_only=True)
    assert said == "All working groups · as of 15/08/2020"


def test_a_quarter_that_runs_is_told_as_of_today(followed: Cast, tmp_path: Path) -> None:
    with travel(date(2020, 8, 20), tick=False):
        assert "as of 20/08/2020" in report(followed, "g1", "2020-Q3", "--out", tmp_path / "page.docx").output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("g1", "2020-Q5", "--out", "page.docx"), "2020-Q5 is no quarter"),
        (("nowhere", "2020-Q3", "--out", "page.docx"), "There is no working group nowhere."),
        (("g1", "2020-Q3", "--out", "page.odt"), "the name ends in .docx, .pdf, .xlsx"),
        (("g1", "2020-Q3", "--out", "page.docx", "--as-of", "31/02/2020"), "There is no such day"),
        (("g1", "2020-Q3", "--out", "page.docx", "--as-of", "01/01/2999"), "That day is still to come."),
        (("g1", "2020-Q3", "--out", "page.docx", "--as-of", "31/12/1899"), "Write 1900-01-01 or a later day."),
        (("g1", "2020-Q3", "--out", "page.docx", "--layout", "side-by-side"), "side-by-side"),
        (("g1", "2999-Q1", "--out", "page.docx"), "Quarter 1, 2999 begins on 01/01/2999."),
        (("g1", "2020-Q3", "--out", "page.docx", "--as-of", "30/06/2020"), "Quarter 3, 2020 begins on 01/07/2020."),
        (("g1", "2020-Q3"), "--out"),
        (("g1", "2020-Q3", "--out", "nowhere/page.docx"), "can't be written"),
        (("g1", "2020-Q3", "--out", "page.pdf"), "No PDF could be made"),
    ],
)
def test_what_is_asked_wrongly_is_explained(
    followed: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = report(followed, *arguments)
    assert done.exit_code != 0
    assert reason in " ".join(done.output.split())
    assert list(tmp_path.iterdir()) == []
