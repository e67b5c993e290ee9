"""Everything of which one reader is reminded, as lines in his language and in the order of the piles."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tracker.core.i18n import Language
from tracker.reminders import facts, lines_actions, lines_documents, lines_meetings
from tracker.reminders.facts import Facts
from tracker.reminders.models import ItemKind
from tracker.reminders.piles import Line, Owed, Pile, Setting, Voice

_OF: Mapping[ItemKind, Callable[[Owed, Facts, Setting], Line | None]] = {
    ItemKind.PART: lines_actions.part_line,
    ItemKind.ACTION: lines_actions.action_line,
    ItemKind.ASK: lines_actions.ask_line,
    ItemKind.MEETING: lines_meetings.meeting_line,
    ItemKind.VERSION: lines_meetings.version_line,
    ItemKind.GROUP: lines_meetings.group_line,
    ItemKind.STAGE: lines_documents.stage_line,
    ItemKind.DOCUMENT: lines_documents.document_line,
}
_PILES = list(Pile)
_VOICES = list(Voice)
_NEVER = date.max


def lines(rows: Sequence[Owed], language: Language, on: date, person_id: int | None = None) -> tuple[Line, ...]:
    """One line for each thing, however many steps speak of it, the most urgent first; in a fixed number of queries."""
    newest = _newest(rows)
    told = facts.load(newest, on, person_id)
    to = Setting(language, on)
    made = (_OF[row.kind](row, told, to) for row in newest if not _said_by_the_action(row, newest, told))
    return tuple(sorted((line for line in made if line is not None), key=_urgency))


def _newest(rows: Sequence[Owed]) -> list[Owed]:
    """Of several rows about the same thing the one that counts: of the voice that leads, of the last step."""
    found: dict[tuple[ItemKind, int, int | None], Owed] = {}
    for row in rows:
        key = (row.kind, row.item_id, row.organisation_id)
        known = found.get(key)
        if known is None or _VOICES.index(known.voice) <= _VOICES.index(row.voice):
            found[key] = row
    return list(found.values())


def _said_by_the_action(row: Owed, rows: Sequence[Owed], told: Facts) -> bool:
    """Whether a line about the whole action says what one about this part of it would say to the same reader."""
    part = told.parts.get(row.item_id) if row.kind == ItemKind.PART else None
    return part is not None and any(each.kind == ItemKind.ACTION and each.item_id == part.action_id for each in rows)


def _urgency(line: Line) -> tuple[int, date, str, int]:
    return _PILES.index(line.pile), line.ends or _NEVER, line.reference, line.owed.item_id
