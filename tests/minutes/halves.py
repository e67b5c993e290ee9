"""Minutes of the sample that went out in Lao only, and their English from elsewhere."""

from dataclasses import replace
from typing import Any

from applications import NOON
from cast import Cast
from lives import circulated, days_later, the_meeting
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.models import Entry
from tracker.minutes import editions
from tracker.minutes.models import Version
from tracker.minutes.queries_translation import Text, texts_of
from tracker.minutes.translating import Written, mark_of, translate

LATER = days_later(20)


def without_english(cast: Cast, *, points: int = 3, to: tuple[str, ...] = ("npa", "mag")) -> dict[str, str]:
    """Circulate the minutes without the English of the venue, of some points and of an action's words; the answer is
    that English, by the names that the form has for the texts."""
    english: dict[str, str] = {}
    with transaction():
        meeting = the_meeting()
        rows: list[tuple[Any, str, str]] = [(meeting, "meeting", "venue")]
        entries = session.scalars(select(Entry).where(Entry.text_lo != "").order_by(Entry.id)).all()  # type: ignore[attr-defined] # a column of the composite
        rows += [(entry, "entry", "text") for entry in entries[:points]]
        actions = session.scalars(select(Action).order_by(Action.id)).all()
        rows += [(action, "action", "words") for action in actions if action.words.en and action.words.lo][:1]
        for row, kind, field in rows:
            text: Bilingual = getattr(row, field)
            english[f"{kind}-{row.id}-{field}"] = text.en
            setattr(row, field, replace(text, en=""))
    circulated(cast, to=to)
    return english


def read_now() -> Version:
    """What is read as the minutes."""
    return session.scalars(
        select(Version).where(Version.sealed_at.is_not(None)).order_by(Version.id.desc()).limit(1)
    ).one()


def text_named(name: str) -> Text:
    """A text of the record, as it is stored now."""
    session.expire_all()
    return next(each for each in texts_of(the_meeting().id) if each.name == name)


def translated(cast: Cast, english: dict[str, str]) -> None:
    """Write the English that the minutes lack."""
    meeting_id, by = the_meeting().id, cast.actor("translator")
    sent = [Written(name, text, mark_of(text_named(name).value, "en")) for name, text in english.items()]
    with transaction():
        translate(meeting_id, "en", sent, by=by, at=NOON)


def freeze(cast: Cast, who: str = "secretary") -> Version:
    """Send their English edition."""
    meeting_id, by = the_meeting().id, cast.actor(who)
    prepared = editions.prepare(meeting_id, "en", office=None, at=LATER)
    with transaction():
        return editions.freeze(meeting_id, "en", prepared, by=by, at=LATER)
