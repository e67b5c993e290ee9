import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.bilingual import Bilingual, Shown
from tracker.core.i18n import LANGUAGES, Language, other

WORDS = st.sampled_from(["", "form", "forms", "a form", "ແບບຟອມ", "ແບບຟອມໃໝ່", " form\u200b "])
EDITS = st.lists(st.tuples(st.none() | WORDS, st.none() | WORDS), max_size=6)
TEXTS = st.builds(lambda en, lo: Bilingual().revise(en=en, lo=lo), WORDS, WORDS)


def test_the_language_follows_the_letters() -> None:
    assert Bilingual.of(" The form\u200b ") == Bilingual(en="The form")
    assert Bilingual.of("ແບບຟອມ MRE") == Bilingual(lo="ແບບຟອມ MRE")
    assert Bilingual.of("") == Bilingual()


def test_what_reads_the_same_in_both() -> None:
    assert Bilingual.same("IMSMA ") == Bilingual(en="IMSMA", lo="IMSMA")


def test_a_string_of_the_catalogue() -> None:
    assert Bilingual.said("Quarter %(quarter)s, %(year)s", quarter=1, year=2021).en == "Quarter 1, 2021"


def test_empty_is_false() -> None:
    assert not Bilingual()
    assert Bilingual(en="a")
    assert Bilingual(lo="ກ")


@pytest.mark.parametrize(
    ("text", "lacking"),
    [(Bilingual("a", "ກ"), None), (Bilingual("a"), "lo"), (Bilingual(lo="ກ"), "en"), (Bilingual(), None)],
)
def test_what_is_lacking(text: Bilingual, lacking: Language | None) -> None:
    assert text.lacks == lacking


def test_the_other_language_stands_in_and_says_so() -> None:
    assert Bilingual("a", "ກ").in_("lo") == Shown("ກ", "lo", "lo")
    assert Bilingual("a").in_("lo") == Shown("a", "en", "lo")
    assert Bilingual("a").in_("lo").missing
    assert not Bilingual("a", "ກ").in_("lo").missing
    assert not Bilingual().in_("lo").missing


def test_one_side_changed_leaves_the_other_behind() -> None:
    text = Bilingual("form", "ແບບຟອມ").revise(en="forms")
    assert text == Bilingual("forms", "ແບບຟອມ", stale="lo", before="form")
    assert text.revise(en="all forms") == Bilingual("all forms", "ແບບຟອມ", stale="lo", before="form")


def test_the_side_that_lagged_catches_up() -> None:
    text = Bilingual("forms", "ແບບຟອມ", stale="lo", before="form")
    assert text.revise(lo="ບັນດາແບບຟອມ") == Bilingual("forms", "ບັນດາແບບຟອມ")


def test_a_source_put_back_is_in_step_again() -> None:
    assert Bilingual("forms", "ແບບຟອມ", stale="lo", before="form").revise(en="form") == Bilingual("form", "ແບບຟອມ")


def test_both_changed_are_in_step() -> None:
    assert Bilingual("a", "ກ", stale="lo", before="b").revise(en="c", lo="ຂ") == Bilingual("c", "ຂ")


def test_a_small_correction_leaves_nothing_behind() -> None:
    assert Bilingual("fomr", "ແບບຟອມ").revise(en="form", small=True) == Bilingual("form", "ແບບຟອມ")


def test_a_first_translation_is_in_step() -> None:
    assert Bilingual("form").revise(lo="ແບບຟອມ") == Bilingual("form", "ແບບຟອມ")


def test_a_side_taken_away_leaves_nothing_to_lag() -> None:
    assert Bilingual("forms", "ແບບຟອມ", stale="lo", before="form").revise(lo="") == Bilingual("forms")


@given(TEXTS, EDITS)
def test_only_a_text_with_both_sides_can_lag(text: Bilingual, edits: list[tuple[str | None, str | None]]) -> None:
    for en, lo in edits:
        text = text.revise(en=en, lo=lo)
        assert (text.stale is None) == (not text.before)
        if text.stale:
            assert text.en
            assert text.lo
            assert text[other(text.stale)] != text.before


@given(TEXTS, EDITS)
def test_what_was_typed_is_kept(text: Bilingual, edits: list[tuple[str | None, str | None]]) -> None:
    for en, lo in edits:
        revised = text.revise(en=en, lo=lo)
        for language, typed in zip(LANGUAGES, (lo, en), strict=True):
            assert revised[language] == (text[language] if typed is None else typed.strip(" \u200b"))
        text = revised


@given(TEXTS)
def test_a_text_given_as_it_was_did_not_change(text: Bilingual) -> None:
    assert text.revise(en=text.en + " ", lo=f"\u200b{text.lo}") == text
