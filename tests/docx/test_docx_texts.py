from collections.abc import Iterator
from dataclasses import replace

import pytest
from sample_outline import both, only, sample
from word_file import W, written

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, other, say
from tracker.docx.layouts import Layout
from tracker.docx.outline import Block, Item, ItemList, Outline, Paragraph, Subheading, Table

MISSING = {"lo": "(ຍັງບໍ່ທັນແປ)", "en": "(not yet translated)"}
STALE = {language: f"({say('translation not up to date', language)})" for language in LANGUAGES}
ONE_LANGUAGE: dict[Language, Layout] = {"lo": Layout.LAO, "en": Layout.ENGLISH}


def texts(outline: Outline) -> Iterator[Bilingual]:
    """Every text of the body in the order of the document."""
    head = outline.letterhead
    yield from (*head.top, *head.left, *head.right, *outline.title)
    for section in outline.sections:
        yield section.heading
        for block in section.blocks:
            yield from texts_of(block)
    yield from (paragraph.text for paragraph in outline.closing)
    yield from (signature.role for signature in outline.signatures[:1])
    yield from outline.notes


def texts_of(block: Block) -> Iterator[Bilingual]:
    match block:
        case Subheading() | Paragraph():
            yield block.text
        case ItemList():
            yield from (text for item in block.items for text in texts_in(item))
        case Table():
            yield block.caption
            yield from (column.heading for column in block.columns)
            yield from (cell for row in block.rows for cell in row)


def texts_in(item: Item) -> Iterator[Bilingual]:
    yield from (*item.lead, item.text, item.note)
    for below in item.items:
        yield from texts_in(below)


def follow_each_other(expected: list[str], text: str) -> None:
    place = 0
    for one in expected:
        found = text.find(one, place)
        assert found >= 0, f"{one!r} is missing after {text[max(place - 80, 0) : place]!r}"
        place = found + len(one)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_one_language_holds_every_text_in_order(language: Language) -> None:
    expected = [text.in_(language).text for text in texts(sample()) if text]
    follow_each_other(expected, written(sample(), ONE_LANGUAGE[language]).text())


def test_the_lao_part_is_complete_and_then_the_english_one() -> None:
    expected = [text.in_(language).text for language in ONE_LANGUAGE for text in texts(sample()) if text]
    follow_each_other(expected, written(sample()).text())


@pytest.mark.parametrize(("language", "place"), [("lo", 0), ("en", 1)])
def test_side_by_side_has_every_text_in_its_language_s_column(language: Language, place: int) -> None:
    running = (
        text
        for section in sample().sections
        for text in (
            section.heading,
            *(one for block in section.blocks if not isinstance(block, Table) for one in texts_of(block)),
        )
    )
    expected = [text[language] for text in running if text]
    follow_each_other(expected, "\n".join(one.text for one in written(sample(), Layout.SIDE_BY_SIDE).column(place)))


def test_an_item_says_who_said_it_and_what_became_of_it() -> None:
    item = Item(
        both("Data overlaps.", "ຂໍ້ມູນຊ້ຳກັນ."), (both("UXO Lao", "ຄກລ"), Bilingual.same("MAG")), note=both("noted", "ຮັບຊາບ")
    )
    word = written(only(ItemList((item,))), Layout.ENGLISH)
    (paragraph,) = [one for one in word.paragraphs() if one.style == "ListParagraph"]
    assert paragraph.text == "UXO Lao, MAG: Data overlaps. [noted]"
    lead, text, note = paragraph.element.findall(f"{W}r")
    assert [run[0].find(f"{W}bCs") is not None for run in (lead, text, note)] == [True, False, False]
    assert [run[0].find(f"{W}iCs") is not None for run in (lead, text, note)] == [False, False, True]


@pytest.mark.parametrize(
    ("language", "text"), [("lo", Bilingual(en="Only English.")), ("en", Bilingual(lo="ລາວເທົ່ານັ້ນ."))]
)
@pytest.mark.parametrize("draft", [True, False])
def test_where_a_language_is_missing_the_other_stands_with_a_mark(
    language: Language, text: Bilingual, draft: bool
) -> None:
    outline = replace(only(Paragraph(text)), mark=both("DRAFT", "ສະບັບຮ່າງ") if draft else Bilingual())
    lines = written(outline, ONE_LANGUAGE[language]).text().split("\n")
    assert f"{text.in_(language).text} {MISSING[language]}" in lines
    untouched = written(outline, ONE_LANGUAGE[other(language)]).text()
    assert "(" not in untouched


def test_a_mark_stands_once_for_all_that_one_item_lacks() -> None:
    item = Item(Bilingual(en="Text."), (Bilingual(en="Somebody"),), note=Bilingual(en="noted"))
    lines = written(only(ItemList((item,))), Layout.LAO).text().split("\n")
    assert f"Somebody: Text. [noted] {MISSING['lo']}" in lines


def test_side_by_side_leaves_what_is_missing_to_the_other_column() -> None:
    word = written(only(Paragraph(Bilingual(en="Only English."))), Layout.SIDE_BY_SIDE)
    assert [one.text for one in word.column(0)][2] == MISSING["lo"]
    assert [one.text for one in word.column(1)][2] == "Only English."
    assert word.text().count("Only English.") == 1


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_draft_shows_where_a_translation_lags(language: Language) -> None:
    text = Bilingual("New words.", "ຄຳເກົ່າ.", stale=language, before="Old words.")
    outline = only(Paragraph(text))
    assert f"{text[language]} {STALE[language]}" in written(outline, ONE_LANGUAGE[language]).text().split("\n")
    assert STALE[other(language)] not in written(outline, ONE_LANGUAGE[other(language)]).text()
    assert STALE[language] in written(outline, Layout.SIDE_BY_SIDE).text()
    assert STALE[language] not in written(replace(outline, mark=Bilingual()), ONE_LANGUAGE[language]).text()
