import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import openpyxl
import pages_made
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from word_file import W, text_of

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.dashboard import page_files, page_fit, page_words
from tracker.dashboard.figures import Counts, OfOrganisation
from tracker.dashboard.measures import Measure
from tracker.dashboard.page import MOST_ORGANISATIONS, Page
from tracker.dashboard.page_words import LAYOUTS
from tracker.docx.layouts import Layout
from tracker.docx.pdf import as_pdf, find_office, sheets_of

AT = datetime(2021, 7, 12, 5, 0, tzinfo=UTC)
PAGES = {
    "nothing": pages_made.nothing(),
    "3": pages_made.page(3, 2, 1, 0),
    "10": pages_made.page(10, 6, 4, 4),
    "11": pages_made.page(11, 4, 2, 2),
    "20": pages_made.page(20, 6, 5, 6),
    "25": pages_made.page(25, 6, 9, 9),
    "20 with long words": pages_made.wordy(),
    "3 in a quarter that runs": pages_made.running(pages_made.page(3, 2, 2, 0)),
    "20 with long words in a quarter that runs": pages_made.running(pages_made.wordy()),
    "3 with full lists": pages_made.page(3, 12, 12, 50),
    "20 with full lists": pages_made.page(20, 14, 12, 50),
    "3 with lines that begin alike": pages_made.alike(),
    **{f"by chance {number}": pages_made.by_chance(Random(number)) for number in range(6)},  # noqa: S311  no secret
    **{f"fuller by chance {number}": pages_made.fuller_by_chance(Random(number)) for number in range(4)},  # noqa: S311
}

FULLEST = (
    "nothing",
    "20",
    *[name for name in PAGES if "long words" in name or "runs" in name or "full" in name or "chance" in name],
)


def paragraphs(page: Page, layout: Layout) -> list[str]:
    """What stands on the paper, tables cell by cell."""
    with ZipFile(BytesIO(page_files.word(page, layout, AT))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [text for each in root.iter(f"{W}p") if (text := text_of(each))]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["nothing", "11"])
def test_the_file_is_valid(name: str, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "page.docx"
    path.write_bytes(page_files.word(PAGES[name], layout, AT))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.libreoffice
def test_every_page_is_one_sheet_in_every_layout() -> None:
    made = {f"{name}, {layout}": page_files.word(PAGES[name], layout, AT) for name in FULLEST for layout in LAYOUTS}
    printed = as_pdf(made, find_office())
    sheets = {
        name: subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.count(b"\f")
        for name, data in printed.items()
    }
    assert sheets == dict.fromkeys(made, 1), "is there a font as wide as Times New Roman (fonts-liberation)?"


@pytest.mark.libreoffice
def test_a_pdf_is_one_sheet_even_where_letters_are_wider_than_was_thought(monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGES["20"]
    monkeypatch.setattr(page_fit, "_height", lambda *_: 0.0)
    assert page_fit.size(page, Layout.LAO) == page_fit.FITS[0]
    office = find_office()
    at_first = as_pdf({"page": page_files.word(page, Layout.LAO, AT)}, office)["page"]
    assert sheets_of(at_first) == 2
    assert sheets_of(page_files.pdf(page, Layout.LAO, AT, office)) == 1


def test_the_paper_says_what_the_page_says() -> None:
    page = pages_made.page(2, 1, 2, 1)
    about = "Draft the report on mine risk education of the first half of the year and send it to the unit for"
    assert paragraphs(page, Layout.ENGLISH) == [
        "Technical Working Group on Information Management · as of 12/07/2021",
        "Follow-up of conclusions, quarter 2, 2021",
        "Decisions needed from management",
        f"Name who is responsible {about} comments: nobody owns it since 105 days",
        "Late, by organisation",
        "Organisation", " Late    Not late", "Open", "Late", "Longest",
        "NRA", "12", "4", "41 days", "UXO Lao", "11", "3", "33 days", "In total", "23", "7", "41 days",
        "Standards by stage",
        "1", "Revise", "Chapter 24 (NPA)", "3", "Translate", "Chapter 24 (NPA), Chapter 5 (NPA) + 1", "0", "Review",
        "1", "Adopt", "Chapter 24 (NPA)", "0", "Publish",
        "Published: 3 · Not begun, or standing still: 1",
        "Special meetings",
        "Asked for: 2 · held in the quarter: 1 · not held yet: 1",
        "Special meeting on incomplete data",
        "held on 22/04/2021 · ‘week 3 to 4 of April’ · 12/04/2021 – 25/04/2021",
        "Special meeting on incomplete data",
        "no day yet · 12 days late · postponed 1 time · ‘week 3 to 4 of April’",
        "Change since last quarter",
        "Tasks", "Q1 2021", "Q2 2021", "Difference",
        "Newly agreed", "12", "17", "5 more", "Done", "12", "17", "5 more", "Open", "12", "17", "5 more",
        "Late", "12", "17", "5 more",
        "Carried over three times or more",
        f"IM-A-010 {pages_made.TEXT.en}\t3 times, since 03/12/2020",
        f"Late: {Measure.LATE.told.en}",
    ]  # fmt: skip


def test_nothing_to_say_is_said() -> None:
    said = paragraphs(pages_made.nothing(), Layout.ENGLISH)
    for words in (
        "Nothing needs a decision.", "Nothing is open.", "No standard is recorded.",
        "No special meeting was asked for.", "Nothing was carried over so often.",
    ):  # fmt: skip
        assert words in said


def test_what_has_no_room_is_counted_and_not_left_out_silently() -> None:
    page = pages_made.page(25, 6, 15, 50)
    said = paragraphs(page, Layout.ENGLISH)
    assert "6 others" in said
    met = len([each for each in said if each == "Special meeting on incomplete data"])
    told = len([each for each in said if each.startswith("IM-A-")])
    assert 4 <= met < 15
    assert 4 <= told < 50
    assert [each for each in said if each.startswith("and ")] == [f"and {15 - met} more", f"and {50 - told} more"]
    assert said[-1] == page_words.elsewhere().en


@pytest.mark.parametrize(
    ("layout", "organisations", "decided"), [(LAYOUTS[0], 5, 3), (Layout.LAO, 3, 8), (Layout.ENGLISH, 0, 0)]
)
def test_what_has_room_is_shown_though_it_is_much(layout: Layout, organisations: int, decided: int) -> None:
    page = pages_made.page(organisations, decided, 6, 6)
    said = paragraphs(page, layout)
    assert len([each for each in said if each.startswith("IM-A-")]) == 6
    assert not any(page_words.more_of(2)[side] in each for each in said for side in layout.languages)
    assert page_words.elsewhere()[layout.languages[0]] not in "".join(said)


def test_a_meeting_that_was_held_is_shown_however_many_wait() -> None:
    held, waiting, _ = (pages_made.meeting(number) for number in range(3))
    later = replace(held, held_on=date(2021, 6, 30), reference="IM-A-009")
    page = replace(PAGES["3"], meetings=(*[waiting] * 18, held, later))
    assert page.first_meetings(4) == (*[waiting] * 3, later)
    assert page.first_meetings(19) == page.meetings[:19]
    assert replace(page, meetings=[waiting] * 9).first_meetings(4) == [waiting] * 4
    said = paragraphs(page, Layout.ENGLISH)
    assert "Asked for: 20 · held in the quarter: 2 · not held yet: 18" in said
    assert [each[:18] for each in said if each.startswith("held on")] == ["held on 30/06/2021"]


def test_a_workbook_lists_all_meetings_that_are_counted_above_them() -> None:
    page = pages_made.page(3, 1, 13, 1)
    book = openpyxl.load_workbook(BytesIO(page_files.made(page, Layout.LAO, "xlsx", AT, None)))
    sheet = book.worksheets[3]
    counted, heads, *rows = sheet.iter_rows(values_only=True)
    assert counted[0] == "ສະເໜີ: 13 · ຈັດແລ້ວໃນໄຕມາດ: 5 · ຍັງບໍ່ທັນຈັດ: 8"
    assert heads[0] == "ເລກອ້າງອີງ"
    assert [row[0] for row in rows] == [each.reference for each in page.meetings]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:H15")


def test_meetings_and_what_was_carried_over_are_in_english_too_where_there_is_room() -> None:
    page, lists = pages_made.page(2, 1, 1, 1), ("Special meeting on incomplete data", f"IM-A-010 {pages_made.TEXT.en}")
    said = paragraphs(page, Layout.LAO_THEN_ENGLISH)
    assert all(any(each in one for one in said) for each in lists)
    alone = paragraphs(page, Layout.LAO)
    assert not any(each in one for each in lists for one in alone)
    full = paragraphs(PAGES["20"], Layout.LAO_THEN_ENGLISH)
    assert not any(each in one for each in lists for one in full)


def test_a_workbook_in_two_languages_has_a_column_for_each() -> None:
    page = pages_made.page(3, 2, 2, 2)
    book = openpyxl.load_workbook(BytesIO(page_files.made(page, Layout.LAO_THEN_ENGLISH, "xlsx", AT, None)))
    decided, late, _, met, changed, carried, _ = [list(each.iter_rows(values_only=True)) for each in book.worksheets]
    what = page.decisions[0].what
    assert decided[0][:2] == ("ການຕັດສິນ", "Decision")
    assert decided[1][:2] == (what.lo, what.en)
    assert late[1] == ("ຄຊກລ", "NRA", 12, 4, 8, 41)
    assert met[0][0] == "ສະເໜີ: 2 · ຈັດແລ້ວໃນໄຕມາດ: 1 · ຍັງບໍ່ທັນຈັດ: 1   " + page_words.asked_for(page).en
    assert met[2][:3] == ("IM-A-001", page.meetings[0].text.lo, page.meetings[0].text.en)
    assert changed[1][:3] == ("ຕົກລົງໃໝ່", "Newly agreed", 12)
    assert carried[1][:4] == ("IM-A-010", pages_made.TEXT.lo, pages_made.TEXT.en, 3)
    lao = openpyxl.load_workbook(BytesIO(page_files.made(page, Layout.LAO, "xlsx", AT, None)))
    assert [each.max_column for each in lao.worksheets] == [3, 5, 7, 8, 4, 4, 1]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_that_begin_alike_can_be_told_apart_where_there_is_room(layout: Layout) -> None:
    page, side = PAGES["3 with lines that begin alike"], layout.languages[0]
    said = " ".join(paragraphs(page, layout))
    assert [said.count(each.text[side]) for each in page.meetings] == [2, 2, 2]


def test_the_screen_shows_what_it_did_however_much_room_a_sheet_has() -> None:
    page = pages_made.page(3, 12, 12, 50)
    size, fit = page_fit.size(page, Layout.ENGLISH), page_fit.fit(page, Layout.ENGLISH)
    assert (size.decisions, size.meetings, size.carried) == (6, 4, 4)
    assert (fit.points, fit.size) == (size.points, size)
    assert fit.decisions > 6
    assert page_fit.closer(fit)[0] == size
    assert page_fit.closer(size) == page_fit.FITS[page_fit.FITS.index(size) + 1 :]


def test_what_more_is_to_be_decided_is_counted_and_named_with_where_it_stands() -> None:
    page = pages_made.page(3, 14, 1, 1)
    said = paragraphs(page, Layout.ENGLISH)
    rest = page.decisions[page_fit.fit(page, Layout.ENGLISH).decisions :]
    assert f"and {len(rest)} more: {'; '.join(each.what.en for each in rest)}" in said
    assert said[-1] == page_words.elsewhere().en
    lao = paragraphs(page, Layout.LAO)
    rest = page.decisions[page_fit.fit(page, Layout.LAO).decisions :]
    assert any(rest[-1].what.lo in each and each.startswith(f"ແລະ ອີກ {len(rest)}") for each in lao)
    book = openpyxl.load_workbook(BytesIO(page_files.made(page, Layout.ENGLISH, "xlsx", AT, None)))
    decided = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in decided] == [each.what.en for each in page.decisions]


def test_a_quarter_that_runs_says_until_which_day_it_is_told() -> None:
    page = pages_made.running(pages_made.page(3, 2, 1, 1))
    said = paragraphs(page, Layout.ENGLISH)
    assert "Q2 2021 to 24/05" in said
    compared = "Quarter 2, 2021 is counted only to 24/05/2021; what stands beside it is a whole quarter."
    assert compared in said
    lao = paragraphs(page, Layout.LAO_THEN_ENGLISH)
    assert "Q2 2021 ຮອດ 24/05" in lao
    assert any(compared in each for each in lao)
    book = openpyxl.load_workbook(BytesIO(page_files.made(page, Layout.ENGLISH, "xlsx", AT, None)))
    (heads, *_) = book["Change since last quarter"].iter_rows(values_only=True)
    assert heads[1:3] == ("Q1 2021", "Q2 2021 to 24/05")
    told = [row[0] for row in book["About this workbook"].iter_rows(values_only=True)]
    assert compared in told


def test_a_quarter_that_is_over_is_told_as_a_whole() -> None:
    for day in (pages_made.QUARTER.last, pages_made.AS_OF):
        page = replace(PAGES["3"], as_of=day)
        said = paragraphs(page, Layout.ENGLISH)
        assert "Q2 2021" in said
        assert not any("is counted only to" in each for each in said)


def test_the_rows_of_the_table_add_up_to_its_last_row() -> None:
    page = PAGES["25"]
    said = paragraphs(page, Layout.ENGLISH)
    others = said.index("6 others")
    rest = page.organisations[19:]
    assert said[others + 1 : others + 3] == [
        str(sum(each.counts.open for each in rest)), str(sum(each.counts.late for each in rest)),
    ]  # fmt: skip


def test_what_nobody_owns_keeps_its_row_among_many() -> None:
    nobody = OfOrganisation(None, Bilingual(), Counts(open=48, late=35, longest=650))
    page = replace(PAGES["25"], organisations=(*PAGES["25"].organisations, nobody))
    shown = page_words.shown(page)
    assert len(shown) == MOST_ORGANISATIONS
    assert shown[-1] is nobody
    assert shown[-2].id == page_words.OTHERS
    assert sum(each.counts.open for each in shown) == sum(each.counts.open for each in page.organisations)


def test_a_long_name_keeps_its_last_word() -> None:
    places = [
        OfOrganisation(1, Bilingual.same(f"Provincial Department of Labour and Social Welfare {place}"), Counts(open=1))
        for place in ("Vientiane", "Xiengkhuang")
    ]
    assert [page_words.short_name(each, 26).en for each in places] == [
        "Provincial … Vientiane",
        "Provincial … Xiengkhuang",
    ]
    assert page_words.short_name(places[0], 90) == places[0].name
    assert page_words.short_name(OfOrganisation(1, Bilingual.same("x" * 30), Counts()), 9).en == "xxxxxxxxx …"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_fuller_a_page_the_smaller_its_letters(layout: Layout) -> None:
    sizes = [page_fit.fit(PAGES[name], layout).points for name in ("nothing", "3", "11", "20")]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 12
    assert sizes[-1] >= 9


def test_names_of_files_tell_group_quarter_day_and_layout() -> None:
    page = pages_made.page()
    assert page_files.file_name(page, Layout.LAO, "pdf") == "follow-up-im-twg-2021-Q2.lao.pdf"
    every = pages_made.nothing(slug="", as_of=pages_made.QUARTER.first, name=Bilingual.same("All"))
    assert page_files.file_name(every, Layout.ENGLISH, "docx") == "follow-up-all-2021-Q2-2021-04-01.english.docx"


def test_without_an_office_program_the_word_file_is_offered() -> None:
    with pytest.raises(Refused, match="Take the Word file"):
        page_files.pdf(pages_made.page(), Layout.LAO, AT, None)
