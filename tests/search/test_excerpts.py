import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.lao import clean, match_key
from tracker.search.excerpts import AROUND, beginning, excerpt
from tracker.search.matching import LONGEST, MOST_WORDS, words_in

LAO = "ໃຫ້ ຄຊກລ ປັບປຸງການແປພາສາລາວ ມາດຕະຖານແຫ່ງຊາດ ບົດທີ 24 ໃຫ້ສຳເລັດ ແລະ ສົ່ງນ້ຳດື່ມ"


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Revise the Lao translation", "lao", "Lao"), ("Revise the Lao translation", "TRANS", "trans"),
        (LAO, "ບົດທີ", "ບົດທີ"), (LAO, "ນໍ້າ", "ນຳ"), (LAO, "ນໍ້າດື່ມ", "ນ້ຳດື່ມ"), ("ໜ່ວຍງານ IM", "ຫນ່ວຍ", "ໜ່ວຍ"),
        ("Chapter ໒໔ of it", "24", "໒໔"), ("José", "jose", "José"), ("first\nsecond line", "second", "second"),
    ],
)  # fmt: skip
def test_the_words_stand_as_they_were_written(text: str, typed: str, found: str) -> None:
    told = excerpt(text, words_in(typed))
    assert told is not None
    assert match_key(told.found) == match_key(found)
    assert told.before + told.found + told.after in text.replace("\n", "\n") or "…" in told.before + told.after


def test_the_longest_word_leads() -> None:
    told = excerpt("a translation of a chapter", words_in("a chapter"))
    assert told is not None
    assert told.found == "chapter"


def test_a_long_text_is_cut_around_what_was_found() -> None:
    told = excerpt("word " * 200 + "zebra" + " word" * 200, ("zebra",))
    assert told is not None
    assert (told.before[0], told.after[-1]) == ("…", "…")
    assert len(told.before) <= AROUND + 1
    assert len(told.after) <= AROUND + 1


def test_what_is_not_there_has_no_excerpt() -> None:
    assert excerpt(LAO, words_in("zebra")) is None
    assert excerpt("", ("a",)) is None
    assert excerpt(LAO, ()) is None


@given(st.text(alphabet=LAO + "abc XYZ24໒\n", max_size=120), st.text(alphabet=LAO + "abcX2", min_size=1, max_size=4))
def test_any_word_that_is_found_is_shown(text: str, typed: str) -> None:
    text = clean(text)
    for word in words_in(typed):
        there = any(word in match_key(line) for line in text.splitlines())
        told = excerpt(text, (word,))
        assert told is None or word in match_key(told.found)
        assert there or told is None


def test_a_beginning_ends_with_a_whole_word() -> None:
    assert beginning("short") == "short"
    assert beginning("word " * 100).endswith("word…")


def test_what_is_typed_becomes_few_short_words() -> None:
    assert words_in("  NPA,  (Chapter) 24! ") == ("npa", "chapter", "24")
    assert words_in("a a A") == ("a",)
    assert words_in("\0\u200b ") == ()
    assert words_in("%") == ("%",)
    assert words_in("...") == ("...",)
    assert len(words_in("ab " * 500)) == 1
    assert len(words_in(" ".join(str(n) for n in range(1000)))) == MOST_WORDS
    assert max(map(len, words_in("x" * 10_000))) <= LONGEST
