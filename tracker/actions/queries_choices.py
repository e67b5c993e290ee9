"""Reads for the form of a new action: the documents it may be about, and the point it may follow from."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.documents.models import Document
from tracker.meetings.models import Entry, Meeting

LONGEST_TITLE = 60


def document_choices(language: Language) -> list[tuple[Any, object]]:
    """The documents by their codes: one query."""
    rows = session.execute(select(Document.id, Document.code, Document.title).order_by(Document.code))
    return [(row.id, f"{row.code} – {row.title.in_(language).text[:LONGEST_TITLE]}") for row in rows]


def entry_of(group_id: int, entry_id: int | None) -> Entry | None:
    """A point of a group's meetings, with its meeting; None where there is none."""
    return session.scalar(
        select(Entry)
        .join(Entry.meeting)
        .where(Entry.id == (entry_id or 0), Meeting.group_id == group_id, Entry.deleted_at.is_(None))
        .options(joinedload(Entry.meeting).joinedload(Meeting.group))
    )
