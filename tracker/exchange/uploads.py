"""A meeting file on its way between two pages: sealed for one person, kept nowhere. Knows no key of the file."""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused

LASTS = 24 * 60 * 60  # seconds
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Sent:
    """The file as it was sent: its name in one printable line, and its bytes."""

    name: str
    data: bytes


def named(filename: str) -> str:
    """The file's own name as it can be shown and stored, whatever folder or letters a browser put into it."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter if letter.isprintable() else "?" for letter in last)[-LONGEST_NAME:] or "meeting.yaml"


def seal(sent: Sent, *, who: str, secret_key: str) -> str:
    """The file as a text that only the same person can hand in again, within a day."""
    return _sealer(who, secret_key).dumps([sent.name, sent.data.decode("utf-8")])


def unseal(text: str, *, who: str, secret_key: str) -> Sent:
    """The file again; Refused where somebody else sealed it, changed it, or too long ago."""
    try:
        name, data = _sealer(who, secret_key).loads(text, max_age=LASTS)
    except BadData:
        raise Refused(Bilingual.said("This page is too old. Choose the file once more.")) from None
    return Sent(name, data.encode("utf-8"))


def _sealer(who: str, secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=f"meeting file of {who}")
