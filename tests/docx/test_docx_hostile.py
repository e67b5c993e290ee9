from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from sample_outline import only, sample
from word_file import AT, WordFile, written

from tracker.core.bilingual import Bilingual
from tracker.core.lao import clean
from tracker.docx.layouts import Layout
from tracker.docx.outline import (
    Column,
    Item,
    ItemList,
    Letterhead,
    Outline,
    Paragraph,
    Section,
    Signature,
    Subheading,
    Table,
)
from tracker.docx.writer import write

HOSTILE = (
    "]]>",
    "<w:p>&amp;&#0;</w:p>",
    "<!-- -->",
    "\x00\x01\x08\x0b\x0c\x1b\x7f\x85",
    "\ufffe\uffff\ufeff\u200b",
    "\ud800 alone",
    "😀👩‍👩‍👧 ລາວ 🇱🇦",
    "\"'`{}%(x)s{0}",
    "\r\n\t\n",
    "ກ" * 5000,
    "W" * 5000,
    "່້໊໋ ຳ ໍາ",
    "مرحبا שלום 中文 ไทย",
)


def everywhere(text: str) -> Outline:
    """An outline that holds this text in every place, in both languages and in one alone."""
    both = Bilingual(text, text)
    item = Item(Bilingual(en=text), (both,), text, both, items=(Item(Bilingual(lo=text), note=both),))
    table = Table((Column(both, 1),), ((both,), (Bilingual(en=text),)), both, both)
    return Outline(
        (both,),
        Letterhead((both,), (both,), (both,)),
        (Section(both, (Subheading(both), Paragraph(Bilingual(lo=text)), ItemList((item,)), table)),),
        (Paragraph(both),),
        (Signature(both, both, both),),
        (both,),
        mark=both,
        reference=both,
        subject=both,
        author=text,
        keywords=text,
        lao_font=text[:31],
    )


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_a_valid_file(text: str, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "hostile.docx"
    path.write_bytes(write(replace(everywhere(text), lao_font="Phetsarath OT"), layout, AT))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.sampled_from(list(Layout)))
def test_any_text_makes_a_file_that_can_be_read(text: str, layout: Layout) -> None:
    WordFile(write(everywhere(text), layout, AT))


@given(st.text())
def test_a_text_comes_back_as_it_was_cleaned(text: str) -> None:
    word = written(only(Paragraph(Bilingual("before", "ກ່ອນ")), Paragraph(Bilingual(f"x{text}", "ລາວ"))), Layout.ENGLISH)
    assert [one.text for one in word.paragraphs() if one.style == "BodyText"][:2] == ["before", clean(f"x{text}")]


def test_a_very_long_text_is_written_whole() -> None:
    text = "ຍາວ long " * 12_000
    assert clean(text) in written(sample(Paragraph(Bilingual(lo=text))), Layout.LAO).text()
