"""One thing that was found, as it is shown: what it is called, the words around what was found, and where it leads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual, Shown
from tracker.core.dates import quarter, short_date
from tracker.core.db import session
from tracker.core.i18n import Language, other
from tracker.documents.models import Document
from tracker.find.indexed import ACTION, DOCUMENT, ENTRY, MEETING, MINUTES, NEWEST, ORGANISATION, texts_of
from tracker.find.queries_entries import entries
from tracker.meetings.models import Entry, Meeting
from tracker.minutes.models import Version
from tracker.organisations.models import Organisation
from tracker.search.excerpts import Excerpt, beginning, excerpt


@dataclass(frozen=True, slots=True)
class Sought:
    """The folded words that were searched, and the reader's language."""

    words: Sequence[str]
    language: Language


@dataclass(frozen=True, slots=True)
class Around:
    """The words around what was found, and their language."""

    words: Excerpt
    language: Language


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: its reference, its text in the reader's language with the words that were searched (in `text`
    where they do not stand there), the same words where only the other language has them, and where it leads."""

    kind: str
    reference: str
    text: Shown
    found: Around | None
    beside: Around | None
    note: str
    endpoint: str
    values: Mapping[str, str | int]


def read(kind: str, ids: Sequence[int], sought: Sought) -> list[Hit]:
    """These rows of a kind, in this order."""
    found = _READERS[kind](ids, sought)
    return [found[each] for each in ids if each in found]


Found = dict[int, Hit]


def _hit(
    kind: str, text: Bilingual, to: tuple[str, Mapping[str, str | int]], sought: Sought, *,
    reference: str = "", note: str = "", more: Bilingual | None = None,
) -> Hit:  # fmt: skip
    """`more` is what is searched besides the text that is shown."""
    shown = text.in_(sought.language)
    found = _around(shown.text, shown.language, sought.words)
    beside = None
    if found is None:
        elsewhere = [(text[other(shown.language)], other(shown.language))]
        elsewhere += [(more[side], side) for side in (sought.language, other(sought.language))] if more else []
        beside = next((said for line, side in elsewhere if (said := _around(line, side, sought.words))), None)
    short = Shown(beginning(shown.text), shown.language, shown.asked)
    return Hit(kind, reference, short, found, beside, note, *to)


def _around(text: str, language: Language, words: Sequence[str]) -> Around | None:
    found = excerpt(text, words)
    return Around(found, language) if found else None


def _at(meeting: Meeting) -> dict[str, str | int]:
    return {"slug": meeting.group.slug, "address": meeting.address}


def called(meeting: Meeting, language: Language) -> str:
    """A meeting by its group and quarter, or its own title, and its day."""
    name = quarter(meeting.period_year, meeting.period_quarter, language)
    if meeting.name and meeting.title:
        name = meeting.title.in_(language).text
    return f"{meeting.group.acronym}, {name}, {short_date(meeting.held_on)}"


def _actions(ids: Sequence[int], sought: Sought) -> Found:
    rows: Iterable[Action] = session.scalars(
        select(Action)
        .where(Action.id.in_(ids))
        .options(joinedload(Action.entry), joinedload(Action.meeting).joinedload(Meeting.group))
    )
    return {
        row.id: _hit(
            ACTION, text_of(row), ("actions.show", {"action_id": row.id}),
            sought, reference=row.reference, more=row.words,
            note=called(row.meeting, sought.language) if row.meeting else short_date(row.agreed_on),
        )
        for row in rows
    }  # fmt: skip


def _entries(ids: Sequence[int], sought: Sought) -> Found:
    def note(row: Entry) -> str:
        return ", ".join(
            (*(each.called[sought.language] for each in row.raised_by), called(row.meeting, sought.language))
        )

    return {
        row.id: _hit(
            ENTRY, row.text, ("minutes.show", _at(row.meeting) | {"_anchor": f"e-{row.key}"}), sought,
            reference=row.reference, note=note(row), more=row.disposition_remark,
        )
        for row in entries(ids)
    }  # fmt: skip


def _meetings_of(ids: Sequence[int]) -> list[Meeting]:
    return list(session.scalars(select(Meeting).where(Meeting.id.in_(ids)).options(joinedload(Meeting.group))))


def _meetings(ids: Sequence[int], sought: Sought) -> Found:
    def name(row: Meeting) -> Bilingual:
        return row.title or Bilingual(
            en=quarter(row.period_year, row.period_quarter, "en"), lo=quarter(row.period_year, row.period_quarter, "lo")
        )

    def more(row: Meeting) -> Bilingual:
        texts = (row.venue, row.group.name)
        return Bilingual(en="\n".join(each.en for each in texts), lo="\n".join(each.lo for each in texts))

    return {
        row.id: _hit(
            MEETING, name(row), ("minutes.show", _at(row)), sought, reference=row.reference,
            note=f"{row.group.name.in_(sought.language).text}, {short_date(row.held_on)}", more=more(row),
        )
        for row in _meetings_of(ids)
    }  # fmt: skip


def _minutes(ids: Sequence[int], sought: Sought) -> Found:
    rows = session.execute(select(Version.meeting_id, Version.outline).where(Version.meeting_id.in_(ids), NEWEST))
    outlines: dict[int, object] = dict(rows.all())
    found = {}
    for row in _meetings_of(ids):
        text = Bilingual(
            en="\n".join(texts_of(outlines.get(row.id), "en")), lo="\n".join(texts_of(outlines.get(row.id), "lo"))
        )
        found[row.id] = _hit(
            MINUTES, text, ("minutes.show", _at(row)), sought, reference=row.reference,
            note=called(row, sought.language),
        )  # fmt: skip
    return found


def _documents(ids: Sequence[int], sought: Sought) -> Found:
    rows = session.scalars(select(Document).where(Document.id.in_(ids)))
    return {
        row.id: _hit(DOCUMENT, row.title, ("library.show", {"document_id": row.id}), sought, reference=row.code)
        for row in rows
    }


def _organisations(ids: Sequence[int], sought: Sought) -> Found:
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {
        row.id: _hit(
            ORGANISATION, row.name or row.called, ("organisations.show", {"organisation_id": row.id}), sought,
            reference=row.called[sought.language],
        )
        for row in rows
    }  # fmt: skip


_READERS: dict[str, Callable[[Sequence[int], Sought], Found]] = {
    ACTION: _actions, ENTRY: _entries, MEETING: _meetings, MINUTES: _minutes, DOCUMENT: _documents,
    ORGANISATION: _organisations,
}  # fmt: skip
