import random
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.core.differences import marked
from tracker.core.lao_words import pieces

WORDS = ["NPA ", "MAG ", "ສົ່ງ", "ຂໍ້", "ມູນ", " ", "ໃຫ້", "12/04/2021", ", ", "data ", "\n"]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
SYLLABLES = [letter + vowel for letter in "ກຂຄງຈສຊຍດຕຖທນບປຜພຟມຢລວຫຮ" for vowel in ("າ", "ີ", "ູ", "ຳ", "ັນ", "ົກ")]
LENGTH = 8000  # syllables, about 20,000 letters


def shown(old: str, new: str) -> str:
    """'kept [-gone-]{+new+}'."""
    around = {"kept": "%s", "gone": "[-%s-]", "new": "{+%s+}"}
    return "".join(around[piece.kind] % piece.text for piece in marked(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("NPA sends data by 12/04/2021.", "MAG sends data by 13/04/2021.",
         "[-NPA-]{+MAG+} sends data by [-12/04/2021-]{+13/04/2021+}."),
        ("ໃຫ້ອົງການ NPA ສົ່ງຂໍ້ມູນໃຫ້ໜ່ວຍງານ", "ໃຫ້ອົງການ NPA ປັບປຸງ ແລະ ສົ່ງຂໍ້ມູນໃຫ້ພະແນກ",
         "ໃຫ້ອົງການ NPA {+ປັບປຸງ ແລະ +}ສົ່ງຂໍ້ມູນໃຫ້[-ໜ່ວຍງານ-]{+ພະແນກ+}"),
        ("ແຕ່ລະອົງການສົ່ງບົດລາຍງານ", "ແຕ່ລະອົງການສົ່ງບົດສະຫຼຸບ", "ແຕ່ລະອົງການສົ່ງບົດ[-ລາຍງານ-]{+ສະຫຼຸບ+}"),
        ("ທີ່", "ທີ", "[-ທີ່-]{+ທີ+}"),
        ("", "ໃໝ່", "{+ໃໝ່+}"),
        ("gone", "", "[-gone-]"),
        ("same", "same", "same"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_what_went_and_what_came_is_marked(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_lone_short_word_between_two_changes_goes_with_them() -> None:
    assert shown("ໄດ້ຕົກລົງໃຫ້ແປ", "ເຫັນດີໃຫ້ປັບປຸງ") == "[-ໄດ້ຕົກລົງໃຫ້ແປ-]{+ເຫັນດີໃຫ້ປັບປຸງ+}"
    assert shown("was a long report", "is a short report") == "[-was a long-]{+is a short+} report"
    assert shown("late reports come", "new reports go") == "[-late-]{+new+} reports [-come-]{+go+}"
    assert shown("late 12 come", "new 12 go") == "[-late-]{+new+} 12 [-come-]{+go+}"


@given(TEXTS, TEXTS)
@example("a b", "a  b")
@example("ກ່", "ກ້")
def test_both_texts_can_be_read_out_of_it(old: str, new: str) -> None:
    found = marked(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new
    assert all(piece.text for piece in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))
    assert (old == new) == all(piece.kind == "kept" for piece in found)


def long_texts() -> dict[str, tuple[str, str]]:
    chance = random.Random(4)  # noqa: S311  texts, no secrets
    text = [chance.choice(SYLLABLES) for _ in range(LENGTH)]
    other = [chance.choice(SYLLABLES) for _ in range(LENGTH)]
    edited = [syllable if n % 50 else "ໃໝ່" for n, syllable in enumerate(text)]
    two = ["".join(chance.choice(("ກາ", "ຂາ")) for _ in range(LENGTH)) for _ in range(2)]
    return {
        "edited all over": ("".join(text), "".join(edited)),
        "nothing in common": ("".join(text), "".join(other)),
        "a long passage put in": ("".join(text), "".join([*text[:3000], *other, *text[3000:6000], *text[6001:]])),
        "two syllables only": (two[0], two[1]),
        "one word only": ("a " * 10_000, "a " * 9_999),
    }


@pytest.mark.parametrize("name", list(long_texts()))
def test_the_longest_texts_take_no_time(name: str) -> None:
    old, new = long_texts()[name]
    began = process_time()
    found = marked(old, new)
    assert process_time() - began < 2
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new


def test_small_changes_all_over_a_long_text_are_found_one_by_one() -> None:
    old, new = long_texts()["edited all over"]
    came = [piece.text for piece in marked(old, new) if piece.kind == "new"]
    assert len(came) > LENGTH // 50 - 10
    assert sum(len(pieces(text)) for text in came) < 2 * LENGTH // 50
