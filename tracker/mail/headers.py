"""Headers of mails: Lao in them comes out as it went in, and no value can begin a header of its own.

Encoded here and not by the standard library, which loses spaces in some folded Lao subjects.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from email.header import decode_header, make_header

from tracker.mail.troubles import LastingTrouble, Trouble

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.;:!?()'/&+-]{0,59}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,59}")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9.-]{1,189}|\[[0-9A-Fa-f.:]{2,45}\])")
_BYTES = 42  # so that =?utf-8?B?…?= and what stands before it fit into a line, RFC 2047 §2


def one_line(text: str) -> str:
    """The text without line ends, other control characters, and white space beyond single spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def words(text: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """A text as a header holds it: as it is where that is safe, otherwise in encoded words, one to a line."""
    text = one_line(text)
    if plain.fullmatch(text) or not text:
        return text
    encoded = "\r\n ".join(f"=?utf-8?B?{b64encode(part).decode()}?=" for part in _parts(text))
    if str(make_header(decode_header(encoded))) != text:
        raise LastingTrouble(Trouble.BROKEN, "a header can't be encoded")
    return encoded


def _parts(text: str) -> Iterator[bytes]:
    """The text as UTF-8 in pieces of a line's length, none cut inside a character."""
    part = b""
    for letter in text:
        more = letter.encode()
        if len(part) + len(more) > _BYTES:
            yield part
            part = b""
        part += more
    yield part


def address(email: str) -> str:
    """An e-mail address that is safe in a header and in an SMTP command. Raises LastingTrouble if it is none."""
    local, _, domain = email.rpartition("@")
    if not _ADDRESS.fullmatch(email) or ".." in email or local.startswith(".") or domain.startswith((".", "-")):
        raise LastingTrouble(Trouble.BAD_ADDRESS, email[:254])
    return email


def named(name: str, email: str) -> str:
    """A name with its address: 'IM Unit <im@example.org>'."""
    shown = words(name, _PLAIN_NAME)
    fold = "\r\n " if "=?" in shown else " "
    return f"{shown}{fold}<{address(email)}>" if shown else address(email)
