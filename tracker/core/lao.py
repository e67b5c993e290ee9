"""Lao text: what may be stored, what is compared, how names are ordered, and where scripts change; knows no dates."""

import re
import unicodedata

_LAO = "\u0e80-\u0eff"
_TONES = "\u0ec8-\u0ecc"  # the four tone marks and the cancellation mark
_MARKS = "\u0eb1\u0eb4-\u0ebc\u0ecd"  # vowels and signs above or below the consonant
_JOINERS = "\u200c\u200d"

_HAS_LAO = re.compile(f"[{_LAO}]")
_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, what XML forbids, and format characters that nobody sees: zero-width space, word joiner, byte
# order mark, soft hyphen, directions. Nobody writes right to left here, and an override makes a text lie.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_JOINED = re.compile(f"[{_JOINERS}]+")
_FIRST_SYMBOL = "\u2190"  # emoji stand above it, letters that would be hidden from search below
_CLUSTER = re.compile(f"(?<![{_TONES}])[{_TONES}]+[{_MARKS}][{_TONES}{_MARKS}]*")
_ANY_TONE = re.compile(f"[{_TONES}]")
_AM = re.compile(f"\u0ecd([{_TONES}]*)\u0eb2")

_DIGITS = {0x0ED0 + value: str(value) for value in range(10)}
_SAME = _DIGITS | {
    0x0EBC: "\u0ea5",
    ord("‘"): "'",
    ord("’"): "'",
    ord("“"): '"',
    ord("”"): '"',
    ord("–"): "-",
    ord("—"): "-",
}
_ACCENT = re.compile("[\u0300-\u036f]")

_CONSONANTS = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ"  # the official alphabet: ສ after ຈ, unlike its code point
_VOWELS = "ະັາຳິີຶືຸູົໍຽເແໂໃໄ"
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz" + _CONSONANTS + _VOWELS
_WEIGHT = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, 2)}
_LEADING_VOWEL = re.compile("([ເແໂໃໄ])(ຫ[ງຍນມຣລວ]|[ກ-ຮ])")
_TITLE = re.compile(
    r"(?:(?:ທ່ານ|ນາງ(?=[\s.])|ທ\.|ນ\.|ດຣ\.?(?=\s)|ປອ\.|(?:mr|mrs|ms|miss|dr|prof)(?:\.|(?=\s)))\s*)+(?=\S)",
    re.IGNORECASE,
)

_WORD = re.compile(rf"[{_LAO}]+|[^\W\d_{_LAO}²³¹¼½¾]+")
_OPENING = re.compile(r"(?:(?:[(\[{«‹“‘„‚]|(?<![^\s(\[{«‹“‘„‚])[\"'])\s*)+$")
_NEAR = 16  # characters before a word in which its opening brackets are looked for


def has_lao(text: str) -> bool:
    """Whether a Lao letter, mark or digit stands in the text."""
    return _HAS_LAO.search(text) is not None


def clean(text: str) -> str:
    """The text as it is stored: one spelling of what looks the same, nothing invisible, nothing that XML forbids, no
    white space around it. A reader sees no difference, and cleaning twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _UNSEEN.sub("", _NEWLINE.sub("\n", text))
    text = _JOINED.sub(_joiner, unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", _CLUSTER.sub(_tones_last, text))
    return _AM.sub("\\1\u0eb3", text).strip()


def _joiner(found: re.Match[str]) -> str:
    around = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return found[0] if min(around) >= _FIRST_SYMBOL else ""


def _tones_last(found: re.Match[str]) -> str:
    return _ANY_TONE.sub("", found[0]) + "".join(_ANY_TONE.findall(found[0]))


def western_digits(text: str) -> str:
    """The text with ໐–໙ as 0–9."""
    return text.translate(_DIGITS)


def match_key(text: str) -> str:
    """What two spellings of the same words have in common, for comparing and searching; never stored as a text or
    printed. Letter case, tone marks, Latin accents, Lao digits and old spellings (ຫລ, ຫນ, ຫມ) make no difference."""
    return " ".join(_ANY_TONE.sub("", spelling_key(text)).split())


def spelling_key(text: str) -> str:
    """As `match_key`, but tone marks count, for where they tell two words apart (ຫາ 'to', ຫ້າ 'five')."""
    text = unicodedata.normalize("NFKC", clean(text)).casefold()
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text)).translate(_SAME)
    return " ".join(unicodedata.normalize("NFC", text).split())


def lao_sort_key(text: str) -> str:
    """The place of a name in Lao dictionary order, after digits and Latin letters; titles before it do not count, and
    tones break ties. Made of digits only (about three a letter), so every database and collation orders it alike."""
    name = clean(text)
    title = _TITLE.match(name)
    folded = _AM.sub("\\1\u0eb3", spelling_key(name[title.end() :] if title else name))
    letters: list[str] = []
    tones: list[str] = []
    for letter in _LEADING_VOWEL.sub(r"\2\1", folded):
        if "\u0ec8" <= letter <= "\u0ecc":
            if tones:
                tones[-1] = str(ord(letter) - 0x0EC7)
        else:
            letters.append(_weight(letter))
            tones.append("0")
    return "".join(letters) + "00" + "".join(tones).rstrip("0")


def _weight(letter: str) -> str:
    if letter in _WEIGHT:
        return _WEIGHT[letter]
    return f"99{ord(letter):07d}" if letter.isalnum() else "01"


def split_runs(text: str) -> list[tuple[bool, str]]:
    """The text cut where its script changes: (is Lao, chunk), which joined give the text back.

    Digits, spaces and punctuation stay with the chunk before them, opening brackets and quotes with the chunk after.
    A text without any letter is one chunk that is not Lao.
    """
    if not has_lao(text):
        return [(False, text)] if text else []
    runs: list[tuple[bool, str]] = []
    start, lao = 0, None
    for word in _WORD.finditer(text):
        is_lao = "\u0e80" <= word[0][0] <= "\u0eff"
        if lao is not None and is_lao != lao:
            opening = _OPENING.search(text, max(start, word.start() - _NEAR), word.start())
            cut = opening.start() if opening else word.start()
            runs.append((lao, text[start:cut]))
            start = cut
        lao = is_lao
    return [*runs, (bool(lao), text[start:])]
