"""Texts cut into the pieces that people read as one: words, numbers and dates, and in Lao, which has no spaces,
syllables. Knows no dictionary."""

import re
import unicodedata

_LAO = "\u0e80-\u0eff"
_LETTER = "[ກ-ຮໜໝ]"
_LEADING = "[ເແໂໃໄ]"  # written before the consonant that it is spoken after
_MARK = "[\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]"  # vowels, tones and signs above or below a letter
_AFTER = "[ະາຳຽ]"
_FINAL = "[ກງຈຊດຍຕນບປພຟມຣລວສ]"
# A letter is spoken with what follows where a vowel is written on it or behind it; ອ and ວ behind a letter are vowels,
# unless they begin a syllable of their own.
_BEGINS = f"(?={_MARK}|{_AFTER}|[ອວ](?!{_MARK}|{_AFTER}|[ອວ]))"
_CLUSTER = f"(?:ຫ[ງຍນມຣລວ](?=[\u0eb1\u0eb4-\u0ebb\u0ec8-\u0ecd]|{_AFTER}|[ອວ])|[ກຂຄ]ວ(?={_MARK}|{_AFTER})|{_LETTER})"
_CLOSED = f"(?:{_FINAL}(?!{_BEGINS}))?(?:{_LETTER}\u0ecc)?"
_ABBREVIATION = f"(?<![{_LAO}])[ກ-ລສ-ຫຮໜໝ]{{2,5}}(?![{_LAO}])"  # ສປປ, ຄກລ: letters alone; ວ and ອ would be vowels
_SYLLABLE = (
    f"{_LEADING}(?:ຫ[ງຍນມຣລວ](?!{_AFTER}|{_LEADING}|$)|[ກຂຄ]ວ(?={_MARK}|{_FINAL})|{_LETTER})"
    f"{_MARK}*(?:[າຍ]?ະ|າ|ຽ|ຍ(?!{_BEGINS})|ອ(?!{_BEGINS}))?{_CLOSED}"
    f"|{_CLUSTER}{_MARK}*(?:ວ?ະ|າ|ຳ|ຽ|[ອວ](?!{_BEGINS}))?{_CLOSED}"
)
_PIECE = re.compile(
    rf"\d+(?:[.,:/-]\d+)*|{_ABBREVIATION}|{_SYLLABLE}|[^\W\d_{_LAO}]+(?:['’][^\W\d_{_LAO}]+)*|\s+|.", re.DOTALL
)  # fmt: skip


def pieces(text: str) -> list[str]:
    """The text in pieces, which joined give it back; none but the first begins with a mark that belongs to the letter
    before it.

    Lao syllables after Phissamay and others, 'Syllabification of Lao Script for Line Breaking': a leading vowel or a
    letter begins one, marks and vowels follow, and a final letter closes it if it doesn't begin the next one. Where
    only a dictionary could tell, the cut may fall one letter off.
    """
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if found and unicodedata.category(piece[0])[0] == "M":
            found[-1] += piece
        else:
            found.append(piece)
    return found
