"""The name of a special meeting in its address: made from its title, its own in the group, and no page's."""

import re
import unicodedata
from datetime import date
from itertools import count

from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.meetings.addresses import SLUG
from tracker.meetings.models import Meeting

LONGEST = 60
RESERVED = frozenset({
    "acknowledgements", "agenda", "amend", "amendments", "answer", "answers", "attendance", "changes", "circulate",
    "circulation", "comment-date", "corrections", "differences", "distribution", "draft", "edit", "editions",
    "entries", "file", "files", "freeze", "heading", "history", "invitations", "issue", "line", "lines", "minutes",
    "missing", "not-received", "number", "objections", "opened", "papers", "plan", "points", "preview", "published",
    "received", "replies", "reply", "review", "reviews", "room", "scan", "sending", "sign", "signatures", "signing",
    "silence", "stances", "take-back", "translation", "undo", "versions",
})  # fmt: skip
"""Words that stand behind a meeting's address in the address of a page."""


def free_name(group_id: int, asked: str, title: Bilingual, day: date) -> str:
    """The name that was asked for, Refused if it can't be had, or else one made from the title that nobody has."""
    taken = set(session.scalars(select(Meeting.name).where(Meeting.group_id == group_id, Meeting.name != "")))
    if asked:
        return _checked(asked, taken)
    made = made_from(title.en) or f"special-{day.isoformat()}"
    names = (made if number == 1 else f"{made[: LONGEST - 5]}-{number}" for number in count(1))
    return next(name for name in names if name not in taken | RESERVED)


def made_from(title: str) -> str:
    """'Incomplete data, part 2' is 'incomplete-data-part-2'; '' where the title has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    whole = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if len(whole) <= LONGEST - 5:
        return whole
    return whole[: LONGEST - 5].rpartition("-")[0] or whole[: LONGEST - 5]


def _checked(asked: str, taken: set[str]) -> str:
    if not re.fullmatch(SLUG, asked) or len(asked) > LONGEST:
        raise Refused(Bilingual.said("The name in the address may hold a–z, 0–9 and single dashes between them."))
    if asked in RESERVED:
        raise Refused(Bilingual.said("%(name)s is the name of a page; choose another one.", name=asked))
    if asked in taken:
        raise Refused(Bilingual.said("The group has a special meeting %(name)s already.", name=asked))
    return asked
