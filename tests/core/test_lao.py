import unicodedata
from itertools import pairwise
from time import process_time
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.core import lao

LAO_LETTERS = [chr(point) for point in range(0x0E81, 0x0EE0) if unicodedata.name(chr(point), "")]
MARKS = [chr(point) for point in (*range(0x0EB1, 0x0EBD), *range(0x0EC8, 0x0ECE)) if chr(point) not in "ະາຳ\u0ebd"]
SYLLABLES = st.lists(st.sampled_from([*MARKS, "ກ", "ນ", "ຫ", "ລ", "າ", "ຳ", "\u200b", "\u200d", " "]), max_size=12)
TEXTS = st.one_of(
    st.text(max_size=40),
    SYLLABLES.map("".join),
    st.text(alphabet=st.sampled_from([*LAO_LETTERS, *'aé (“"[)1,.\n\u200b\u200d\u0301👩❤\ufe0f']), max_size=40),
    st.text(alphabet=st.characters(), max_size=20),  # lone surrogates too
)
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\ufeff" + "".join(
    chr(point) for block in (range(0x202A, 0x202F), range(0x2060, 0x2070), range(0xFFF9, 0xFFFC)) for point in block
)


def seen(text: str) -> list[tuple[str, list[str]]]:
    """What stands on paper: each letter with the marks on it in whatever order, ຳ as ໍ over the letter before and າ."""
    shown: list[tuple[str, list[str]]] = []
    for sign in unicodedata.normalize("NFD", text.replace("\r\n", "\n")):
        if sign in UNSEEN or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t\r\v\f\x85"):
            continue
        if sign in "\ufffe\uffff":
            continue
        if sign in "\r\v\f\x85\u2028\u2029":
            shown.append(("\n", []))
        elif sign == "ຳ":
            shown[-1:] = [(shown[-1][0], [*shown[-1][1], "\u0ecd"])] if shown else [("", ["\u0ecd"])]
            shown.append(("າ", []))
        elif unicodedata.combining(sign) or unicodedata.category(sign) == "Mn":
            shown[-1:] = [(shown[-1][0], [*shown[-1][1], sign])] if shown else [("", [sign])]
        else:
            shown.append((sign, []))
    while shown and not shown[-1][0].strip() and not shown[-1][1]:
        shown.pop()
    while shown and not shown[0][0].strip() and not shown[0][1]:
        shown.pop(0)
    if shown and not shown[0][0].strip():
        shown[0] = ("", shown[0][1])
    return [(letter, sorted(marks)) for letter, marks in shown]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ນໍ້າ", "ນ້ຳ"),
        ("ນ້ໍາ", "ນ້ຳ"),
        ("ນ້ຳ", "ນ້ຳ"),
        ("ກໍາ", "ກຳ"),
        ("ທ່ີ", "ທີ່"),
        ("ຕ່ໍໄປ", "ຕໍ່ໄປ"),
        ("ກອງ\u200bປະຊຸມ\ufeff\x0b", "ກອງປະຊຸມ"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("  outer \t", "outer"),
        ("col\tumn", "col\tumn"),
        ("a\ud800b\x00c\uffff\x7fd", "abcd"),
        ("e\u0301", "é"),
        ("👩\u200d💻 ❤\ufe0f\u200d🔥", "👩\u200d💻 ❤\ufe0f\u200d🔥"),
        ("ກ\u200dຂ a\u200cb \u200d", "ກຂ ab"),
        ("gpj.\u202efdp", "gpj.fdp"),
        ("co\u00adoperate", "cooperate"),
        ("10\u00a0km", "10\u00a0km"),
        ("", ""),
    ],
)
def test_clean(typed: str, stored: str) -> None:
    assert lao.clean(typed) == stored


@given(TEXTS)
@example("ຸ່ ້")
@example("ໍ້ໍາ")
@example("e\u200d\u0301\u200d👩")
def test_clean_twice_is_clean_once(text: str) -> None:
    assert lao.clean(lao.clean(text)) == lao.clean(text)


@pytest.mark.parametrize("piece", ["\u0ec8", "\u0ec8\u0eb1", "\u0ecd\u0ec8", "\u200d", "ກ(a", "("])
def test_time_grows_with_length_only(piece: str) -> None:
    began = process_time()
    for function in (lao.clean, lao.match_key, lao.lao_sort_key, lao.split_runs):
        function("ກ" + piece * (100_000 // len(piece)) + "a")
    assert process_time() - began < 2


@given(TEXTS)
def test_a_reader_sees_no_difference(text: str) -> None:
    assert seen(lao.clean(text)) == seen(text)


@given(TEXTS)
def test_a_cleaned_text_can_stand_in_a_word_file(text: str) -> None:
    cleaned = lao.clean(text)
    element = ET.Element("t")
    element.text = cleaned
    assert (ET.fromstring(ET.tostring(element, "utf-8")).text or "") == cleaned  # noqa: S314  our own bytes


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ກ", True), ("UXO ລາວ", True), ("໑໒", True), ("UXO Lao", False), ("กรุงเทพ", False), ("", False)],
)
def test_has_lao(text: str, expected: bool) -> None:
    assert lao.has_lao(text) is expected


@pytest.mark.parametrize(
    "spellings",
    [
        ["ນ້ຳ", "ນໍ້າ", "ນ້ໍາ", "ນຳ້", "ນຳ"],
        ["ຫຼວງ", "ຫລວງ"],
        ["ໜ້າ", "ຫນ້າ", "ຫນ້າ\u200b"],
        ["ໝົດ", "ຫມົດ"],
        ["ສຳຫຼວດ", "ສໍາຫລວດ"],
        ["໓໐ ທັນວາ", "30  ທັນວາ", "３０\u00a0ທັນວາ\n"],
        ["Café WATER", "cafe water", "CAFÉ  Water"],
        ["People’s “Aid”", 'people\'s "aid"'],
        ["2019–2021", "2019-2021"],
        ["ສັນຕິພາບ໌", "ສັນຕິພາບ"],
    ],
)
def test_spellings_of_the_same_words_match(spellings: list[str]) -> None:
    assert len({lao.match_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("NPA", "NRA"), ("ກາ", "ຂາ"), ("ຄຊກລ", "ຄກລ"), ("1", "11")])
def test_different_words_do_not_match(one: str, other: str) -> None:
    assert lao.match_key(one) != lao.match_key(other)


@given(TEXTS)
def test_a_match_key_matches_itself(text: str) -> None:
    assert lao.match_key(lao.match_key(text)) == lao.match_key(text)


def test_tones_count_in_a_spelling_key_only() -> None:
    assert lao.spelling_key("ຫ້າ") != lao.spelling_key("ຫາ")
    assert lao.match_key("ຫ້າ") == lao.match_key("ຫາ")


def test_western_digits() -> None:
    assert lao.western_digits("໒໙/໐໓/໒໐໒໑ ວັນທີ 5") == "29/03/2021 ວັນທີ 5"


def test_official_alphabet() -> None:
    letters = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ"
    for one, after in pairwise(letters):
        assert lao.lao_sort_key(one + "າ") < lao.lao_sort_key(after + "າ")


@pytest.mark.parametrize(
    "ordered",
    [
        ["ກຳ", "ແກ້ວ", "ຂັນ", "ງາ", "ສີ", "ເພັດ"],
        ["ຄຳ", "ຄຳພອນ", "ຄຳໝູນ"],
        ["Anna", "Bounmy", "Émile", "Zoe", "ກອງ"],
        ["10 km", "2 km", "km"],
        ["ກາ", "ກ່າ", "ກ້າ", "ກ໊າ", "ກ໋າ", "ກາງ"],
        ["ສົມ", "ສົມ ພອນ", "ສົມພອນ"],
        ["ໜາ", "ເໜືອ", "ຫຼາ", "ຫາ"],
    ],
)
def test_dictionary_order(ordered: list[str]) -> None:
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert sorted(shuffled, key=lao.lao_sort_key) == ordered


@pytest.mark.parametrize(
    "titled",
    ["ທ່ານ ສົມພອນ", "ທ່ານສົມພອນ", "ທ່ານ ນາງ ສົມພອນ", "ທ່ານນາງ ສົມພອນ", "ນາງ ສົມພອນ", "ທ. ສົມພອນ", "ດຣ ສົມພອນ", "ທ່ານ ດຣ. ສົມພອນ"],
)
def test_lao_titles_do_not_count(titled: str) -> None:
    assert lao.lao_sort_key(titled) == lao.lao_sort_key("ສົມພອນ")


@pytest.mark.parametrize("titled", ["Mr Somphone", "Mr. Somphone", "MS SOMPHONE", "Dr.Somphone", "Prof. Dr. Somphone"])
def test_english_titles_do_not_count(titled: str) -> None:
    assert lao.lao_sort_key(titled) == lao.lao_sort_key("Somphone")


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Drago", "go"),
        ("Msweli", "weli"),
        ("Mr", ""),
        ("ທ່ານ", ""),
        ("ນາງ", ""),
        ("ນາງນ້ອຍ", "ນ້ອຍ"),
        ("Ann Dr Mr", "Ann"),
    ],
)
def test_what_only_looks_like_a_title_counts(name: str, rest: str) -> None:
    assert lao.lao_sort_key(name) != lao.lao_sort_key(rest)


@given(TEXTS)
def test_sort_keys_are_figures_that_any_collation_orders_alike(text: str) -> None:
    key = lao.lao_sort_key(text)
    assert key.isascii()
    assert key.isdigit()


@given(TEXTS, TEXTS)
def test_a_name_stands_before_what_it_begins(name: str, rest: str) -> None:
    letters = "".join(letter for letter in name if letter.isalnum() and letter.isascii())
    assert lao.lao_sort_key("x" + letters) <= lao.lao_sort_key("x" + letters + "ກ" + rest)


@given(TEXTS)
def test_runs_joined_are_the_text(text: str) -> None:
    assert "".join(chunk for _, chunk in lao.split_runs(text)) == text


@given(TEXTS)
def test_no_run_holds_two_scripts(text: str) -> None:
    runs = lao.split_runs(text)
    for is_lao, chunk in runs:
        assert chunk
        assert lao.has_lao(chunk) is is_lao
        assert not (is_lao and any("a" <= letter <= "z" for letter in chunk))
    assert all(one[0] != after[0] for one, after in pairwise(runs))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("ກ (UXO) ຂ 2026, IMSMA", [(True, "ກ "), (False, "(UXO) "), (True, "ຂ 2026, "), (False, "IMSMA")]),
        ("UXO “ກອງ” [x", [(False, "UXO "), (True, "“ກອງ” "), (False, "[x")]),
        ('NPA "ກ" ("x")', [(False, "NPA "), (True, '"ກ" '), (False, '("x")')]),
        ("29/03/2021 ກອງປະຊຸມ", [(True, "29/03/2021 ກອງປະຊຸມ")]),
        ("(1) UXO Lao's form", [(False, "(1) UXO Lao's form")]),
        ("12.5 %", [(False, "12.5 %")]),
        ("", []),
    ],
)
def test_split_runs(text: str, runs: list[tuple[bool, str]]) -> None:
    assert lao.split_runs(text) == runs
