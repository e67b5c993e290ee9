import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_outline import both, sample

from tracker.core.bilingual import Bilingual
from tracker.docx.outline import (
    FORMAT,
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
from tracker.docx.outline_json import as_data, from_data

WORDS = st.text(max_size=12)
TEXTS = st.builds(Bilingual, WORDS, WORDS, st.sampled_from((None, "en", "lo")), WORDS)
ITEMS = st.recursive(
    st.builds(Item, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), st.none() | WORDS, TEXTS, WORDS),
    lambda below: st.builds(Item, TEXTS, items=st.lists(below, max_size=3).map(tuple)),
    max_leaves=6,
)
COLUMNS = st.builds(Column, TEXTS, st.integers(0, 100), st.sampled_from(("left", "center")))
PARAGRAPHS = st.builds(Paragraph, TEXTS, WORDS, st.booleans())
BLOCKS = st.one_of(
    st.builds(Subheading, TEXTS, WORDS),
    PARAGRAPHS,
    st.builds(ItemList, st.lists(ITEMS, max_size=3).map(tuple), st.sampled_from(("dash", "decimal")), WORDS),
    st.builds(
        Table,
        st.lists(COLUMNS, max_size=2).map(tuple),
        st.lists(st.lists(TEXTS, max_size=2).map(tuple), max_size=2).map(tuple),
        TEXTS,
        TEXTS,
        WORDS,
    ),
)


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


OUTLINES = st.builds(
    Outline,
    title=several(TEXTS),
    letterhead=st.builds(Letterhead, several(TEXTS), several(TEXTS), several(TEXTS)),
    sections=several(st.builds(Section, TEXTS, several(BLOCKS), WORDS)),
    closing=several(PARAGRAPHS),
    signatures=several(st.builds(Signature, TEXTS, TEXTS, TEXTS)),
    notes=several(TEXTS),
    mark=TEXTS,
    reference=TEXTS,
    author=WORDS,
    lao_font=WORDS,
    lao_size=st.integers(8, 20),
)


@settings(max_examples=100, deadline=None)
@given(OUTLINES)
def test_what_is_read_back_is_what_was_written(outline: Outline) -> None:
    assert from_data(json.loads(json.dumps(as_data(outline)))) == outline


def test_defaults_are_left_out() -> None:
    outline = Outline((both("Title", "ຫົວຂໍ້"),), Letterhead(), (Section(Bilingual(en="One"), (Paragraph(Bilingual()),)),))
    assert as_data(outline) == {
        "format": FORMAT,
        "title": [{"en": "Title", "lo": "ຫົວຂໍ້"}],
        "letterhead": {},
        "sections": [{"heading": {"en": "One"}, "blocks": [{"kind": "paragraph", "text": {}}]}],
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"format": FORMAT + 1}, "format 2"),
        ({"format": True}, "format True"),
        ({"format": None}, "format None"),
        ({"heading": {}}, "outline: unknown 'heading'"),
        ({"title": "Title"}, "outline.title: 'Title'"),
        ({"title": [{"fr": "Titre"}]}, "outline.title[0]: unknown 'fr'"),
        ({"title": [{"en": 1}]}, "outline.title[0].en: 1"),
        ({"title": [{"stale": "fr"}]}, "outline.title[0].stale: 'fr'"),
        ({"lao_size": "12"}, "outline.lao_size: '12'"),
        ({"lao_size": True}, "outline.lao_size: True"),
        ({"sections": [{"blocks": []}]}, "outline.sections[0]: 'heading' is missing"),
        ({"sections": [{"heading": {}, "blocks": [{"kind": "song"}]}]}, "blocks[0]: a block of kind 'song'"),
        ({"sections": [{"heading": {}, "blocks": [{"kind": []}]}]}, "blocks[0]: a block of kind []"),
        ({"closing": [{"kind": "table"}]}, "outline.closing[0]: a block of kind 'table'"),
        ({"sections": [{"heading": {}, "blocks": [{"kind": "list", "items": [3]}]}]}, "items[0]: 3"),
    ],
)
def test_another_shape_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    with pytest.raises(ValueError, match=re.escape(place)):
        from_data(as_data(sample()) | change)


@pytest.mark.parametrize("data", [None, [], "outline", 1, {}])
def test_what_is_no_outline_at_all_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="outline"):
        from_data(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS, lambda some: st.lists(some) | st.dictionaries(WORDS, some)
    )
)
def test_any_other_data_is_refused_with_a_value_error(data: object) -> None:
    with pytest.raises(ValueError, match="outline"):
        from_data(data)
