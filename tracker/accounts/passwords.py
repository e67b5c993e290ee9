"""Passwords: how they are hashed, made and judged; knows no account.

No library judges them: those at hand carry megabytes of English words, and know no Lao, no keyboard of this office and
not the names of whoever chooses. A password of twelve letters is guessed when it is made of what guessers try first,
so that is taken away, and what is left must be long enough.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from tracker.core.bilingual import Bilingual

METHOD = "scrypt:32768:8:3"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read aloud
LEAST = 12
MOST = 1000
LEFT = 6  # characters that must be left beside common words, names and rows of keys

_WORDS = Path(__file__).parent / "common_words.txt"
_DISGUISE = str.maketrans("@4301!5$7", "aaeoiisst")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop")
_OWN = re.compile(r"[a-z0-9\u00c0-\u024f\u0e80-\u0eff]{4,}")


def fresh_password() -> str:
    """A password to be typed once, such as 'k7wq-m2fd-x9tn' (about 59 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hashed(password: str) -> str:
    """The scrypt hash to be stored. Slow on purpose: call it outside a transaction."""
    return generate_password_hash(_typed(password), method=METHOD)


@lru_cache(maxsize=1)
def _nobodys(method: str) -> str:
    return generate_password_hash(secrets.token_hex(16), method=method)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. Takes as long where there is none, so that nobody can tell from the time."""
    found = check_password_hash(password_hash or _nobodys(METHOD), _typed(password[:MOST]))
    return found and bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed by another method than today's; it is then hashed anew at the next sign-in."""
    return not password_hash.startswith(f"{METHOD}$")


def fault(password: str, about: Iterable[str] = ()) -> Bilingual | None:
    """Why this can't be somebody's password: too short, or made of what is tried first; `about` are own names."""
    if len(password) < LEAST:
        return Bilingual.said("A password has %(least)s characters or more. Some words in a row will do.", least=LEAST)
    if len(password) > MOST:
        return Bilingual.said("A password has %(most)s characters at the most.", most=MOST)
    rest = _typed(password).casefold()
    for word in _own(about):
        rest = rest.replace(word, " ")
    if len(rest.replace(" ", "")) < LEFT:
        return Bilingual.said("This is made of your own name or address, which others know. Take other words.")
    if _worth(rest) < LEFT:
        return Bilingual.said("Others would guess this soon: common words, rows of keys, repeats. Take other words.")
    return None


def _typed(password: str) -> str:
    """One form of what looks the same, whichever keyboard it came from (RFC 8265 §4.2 asks for it too)."""
    return unicodedata.normalize("NFKC", password)


def _own(about: Iterable[str]) -> list[str]:
    texts = [_typed(text).casefold() for text in about]
    found = {word for text in texts for word in (*_OWN.findall(text), *text.partition("@")[::2]) if len(word) > 3}
    return sorted(found, key=len, reverse=True)


def _worth(text: str) -> int:
    """How many characters are left when common words, rows of keys and repeats are taken away, disguised ones too."""
    return min(_left(text), _left(text.translate(_DISGUISE)))


def _left(text: str) -> int:
    text = _common().sub(" ", text)
    text = re.sub(r"(?:19|20)\d\d", " ", text)
    text = re.sub(r"(.{1,8}?)\1+", r"\1", text)
    text = _rows().sub(" ", text)
    return min(len("".join(text.split())), 2 * len(set(text) - {" "}))


@lru_cache(maxsize=1)
def _common() -> re.Pattern[str]:
    words = sorted(_typed(_WORDS.read_text(encoding="utf-8")).split(), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


@lru_cache(maxsize=1)
def _rows() -> re.Pattern[str]:
    """Three or more neighbours of a row, forward or backward."""
    rows = [turned for row in _ROWS for turned in (row, row[::-1])]
    parts = {row[start : start + size] for row in rows for size in range(3, 11) for start in range(len(row) - size + 1)}
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))
