from hypothesis import given, settings
from hypothesis import strategies as st
from sample_outline import both, only, sample
from word_file import W, WordFile, tag, value, written

from tracker.docx.layouts import Layout
from tracker.docx.outline import Item, ItemList, Subheading


def item(name: str, *items: Item, label: str | None = None) -> Item:
    return Item(both(name, f"ຂໍ້ {name}"), label=label, items=items)


def labels(word: WordFile) -> list[tuple[str, str]]:
    """Label and text of each list item; a printed label stands in the text, before a tab."""
    found = []
    for printed in word.paragraphs():
        if printed.style == "ListParagraph":
            label, tab_stop, text = printed.text.rpartition("\t")
            assert not (printed.label and tab_stop)
            found.append((printed.label or label, text))
    return found


def in_english(*blocks: ItemList) -> list[tuple[str, str]]:
    return labels(written(only(*blocks), Layout.ENGLISH))


def test_a_decimal_list_counts_and_what_is_below_counts_from_anew() -> None:
    block = ItemList((item("a", item("b"), item("c")), item("d", item("e", item("f")))), look="decimal")
    assert in_english(block) == [("1.", "a"), ("1.", "b"), ("2.", "c"), ("2.", "d"), ("1.", "e"), ("1.", "f")]


def test_a_dash_list_has_dashes_and_numbers_below() -> None:
    block = ItemList((item("a", item("b"), item("c")), item("d", item("e"))))
    assert in_english(block) == [("–", "a"), ("1.", "b"), ("2.", "c"), ("–", "d"), ("1.", "e")]


def test_every_list_begins_at_one() -> None:
    block = ItemList((item("a"), item("b")), look="decimal")
    assert [label for label, _ in in_english(block, block)] == ["1.", "2.", "1.", "2."]


def test_a_printed_label_takes_its_place_and_changes_no_other() -> None:
    block = ItemList((item("a", label="2 bis."), item("b"), item("c", label=""), item("d")), look="decimal")
    assert in_english(block) == [("2 bis.", "a"), ("2.", "b"), ("", "c"), ("4.", "d")]


def test_what_hangs_below_a_printed_label_counts_from_one() -> None:
    block = ItemList((item("a", item("b")), item("c", item("d"), item("e"), label="*"), item("f", item("g"))))
    assert in_english(block) == [
        ("–", "a"), ("1.", "b"), ("*", "c"), ("1.", "d"), ("2.", "e"), ("–", "f"), ("1.", "g")
    ]  # fmt: skip


def test_a_printed_label_below_leaves_the_list_above_counting() -> None:
    block = ItemList((item("a", item("b", label="x"), item("c")), item("d", item("e"))), look="decimal")
    assert in_english(block) == [("1.", "a"), ("x", "b"), ("2.", "c"), ("2.", "d"), ("1.", "e")]


def test_lists_go_deeper_than_word_has_levels() -> None:
    deep, expected = item("bottom"), []
    for depth in range(12):
        deep = item(f"level {depth}", item("before"), deep)
    block = ItemList((deep,), look="decimal")
    for depth in reversed(range(12)):
        expected += [("1." if depth == 11 else "2.", f"level {depth}"), ("1.", "before")]
    assert in_english(block) == [*expected, ("2.", "bottom")]


ITEMS = st.recursive(
    st.builds(item, st.sampled_from("abc"), label=st.sampled_from([None, None, None, "", "7."])),
    lambda below: st.builds(
        lambda name, label, items: item(name, *items, label=label),
        st.sampled_from("abc"),
        st.sampled_from([None, None, None, "", "*"]),
        st.lists(below, max_size=3),
    ),
    max_leaves=12,
)


def natural(items: tuple[Item, ...], first: str) -> list[tuple[str, str]]:
    """What must be printed: an item's own label, or its place among its siblings."""
    found = []
    for place, one in enumerate(items, 1):
        label = one.label if one.label is not None else first or f"{place}."
        found += [(label, one.text.en), *natural(one.items, "")]
    return found


@settings(max_examples=60, deadline=None)
@given(items=st.lists(ITEMS, min_size=1, max_size=4), look=st.sampled_from(("dash", "decimal")))
def test_the_natural_label_is_the_place_among_siblings(items: list[Item], look: str) -> None:
    block = ItemList(tuple(items), look="dash" if look == "dash" else "decimal")
    assert in_english(block) == natural(block.items, "–" if look == "dash" else "")


def test_labelled_items_hang_like_numbered_ones() -> None:
    block = ItemList((item("a", label="1 bis."), item("b", label=""), item("c")), look="decimal")
    word = written(only(block), Layout.ENGLISH)
    indents = [one.element.find(f"{W}pPr/{W}ind") for one in word.paragraphs() if one.style == "ListParagraph"]
    natural_indent = word.parts["word/numbering.xml"].findall(f"{W}abstractNum")[1].find(f"{W}lvl/{W}pPr/{W}ind")
    assert value(indents[0], "left") == value(indents[1], "left") == value(natural_indent, "left")
    assert [value(indents[0], "hanging"), value(indents[1], "hanging")] == [value(natural_indent, "hanging"), "0"]
    assert indents[2] is None


def headings(word: WordFile) -> list[str]:
    return [f"{one.label} {one.text}" for one in word.paragraphs() if one.style.startswith("Heading")]


def test_sections_and_subheadings_are_numbered_anew_in_each_language() -> None:
    assert headings(written(sample(Subheading(both("Below", "ລຸ່ມ"))))) == [
        "I. ເວລາ, ສະຖານທີ່ ແລະ ຜູ້ເຂົ້າຮ່ວມ",
        "II. ຈຸດປະສົງ",
        "III. ເນື້ອໃນກອງປະຊຸມ",
        "1. ບັນຫາ ແລະ ສິ່ງທ້າທາຍ",
        "2. ຂໍ້ສະເໜີແນະ",
        "IV. ເພີ່ມເຕີມ",
        "1. ລຸ່ມ",
        "V. ສະຫຼຸບ",
        "I. Time, venue and participants",
        "II. Purpose",
        "III. Content",
        "1. Issues and challenges",
        "2. Recommendations",
        "IV. More",
        "1. Below",
        "V. Conclusion",
    ]


def test_both_columns_number_their_headings() -> None:
    found = headings(written(sample(), Layout.SIDE_BY_SIDE))
    assert [one.split()[0] for one in found] == [
        label for label in ("I.", "II.", "III.", "1.", "2.", "IV.") for _ in ("lo", "en")
    ]


def test_heading_styles_and_first_list_are_linked_both_ways() -> None:
    word = written(sample())
    first = word.parts["word/numbering.xml"][0]
    assert value(first.find(f"{W}multiLevelType")) == "multilevel"
    assert [value(level.find(f"{W}pStyle")) for level in first.iter(f"{W}lvl")] == ["Heading1", "Heading2"]
    numbered = {
        value(style, "styleId"): [value(style.find(f"{W}pPr/{W}numPr/{W}{name}")) for name in ("numId", "ilvl")]
        for style in word.parts["word/styles.xml"].iter(f"{W}style")
        if style.find(f"{W}pPr/{W}numPr") is not None
    }
    assert numbered == {"Heading1": ["1", "0"], "Heading2": ["1", "1"]}


def test_each_list_has_an_abstract_list_of_its_own_and_these_come_first() -> None:
    numbering = written(sample()).parts["word/numbering.xml"]
    kinds = [tag(child) for child in numbering]
    assert kinds == sorted(kinds)
    assert kinds.count("num") == kinds.count("abstractNum")
    used = [value(num.find(f"{W}abstractNumId")) for num in numbering.findall(f"{W}num")]
    assert len(set(used)) == len(used)
    serials = [value(one.find(f"{W}nsid")) for one in numbering.findall(f"{W}abstractNum")]
    assert len(set(serials)) == len(serials)
