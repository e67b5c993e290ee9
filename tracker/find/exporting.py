"""Lists as files: every row that somebody may see and asks for, as Excel or CSV."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language, say
from tracker.find import cluster_sheet, words
from tracker.find.asked import About, ActionsAsked, EntriesAsked
from tracker.find.queries_actions import action_ids, items
from tracker.find.queries_entries import answered, entries, entry_ids
from tracker.find.queries_sheet import beside
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry
from tracker.minutes import words as printed
from tracker.register.items import Item
from tracker.register.page import seen_by
from tracker.register.policy import sees_drafts
from tracker.sheets import writer
from tracker.sheets.writer import Column, Value

Suffix = Literal["xlsx", "csv"]
MOST: dict[Suffix, int] = {"xlsx": 20_000, "csv": 200_000}
TOGETHER = 500
MEDIA_TYPES: dict[Suffix, str] = {"xlsx": writer.XLSX, "csv": "text/csv"}
Rows = Iterator[tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a file is made, on which day, in which language and as which kind of file."""

    actor: Actor
    today: date
    language: Language
    suffix: Suffix


def actions_file(reader: Reader, asked: ActionsAsked) -> bytes:
    """All actions of a list in the cluster's columns; Refused where there are more than a file takes."""
    ids, more = action_ids(reader.actor, asked, MOST[reader.suffix], today=reader.today)
    _refuse(more, reader)

    def rows() -> Rows:
        for some in _stretches(ids):
            yield from _of_items(items(some, today=reader.today), reader)

    return _file(say("Actions", reader.language), cluster_sheet.columns(reader.language), rows, reader)


def register_file(reader: Reader, group: WorkingGroup) -> bytes:
    """All that a group has outstanding, as its page shows it to somebody, in the same columns."""
    found, _ = seen_by(group, reader.today, drafts=sees_drafts(reader.actor, group.id))

    def rows() -> Rows:
        for start in range(0, len(found), TOGETHER):
            yield from _of_items(found[start : start + TOGETHER], reader)

    return _file(group.acronym, cluster_sheet.columns(reader.language), rows, reader)


def entries_file(reader: Reader, asked: EntriesAsked) -> bytes:
    """All entries of a list; Refused where there are more than a file takes."""
    ids, more = entry_ids(reader.actor, asked, MOST[reader.suffix])
    _refuse(more, reader)
    kinds = {kind.value: said for kind, said in words.entry_kinds().items()}

    def rows() -> Rows:
        for some in _stretches(ids):
            shown = entries(some)
            closed = answered(some)
            abouts = {entry.reference: about(entry, closed, printed.settled) for entry in shown}
            yield from cluster_sheet.entry_rows(shown, kinds, abouts, reader.language)
            session.expunge_all()

    return _file(say("Entries", reader.language), cluster_sheet.entry_columns(reader.language), rows, reader)


def about(entry: Entry, closed: frozenset[int], told: Callable[[Entry], Bilingual] = printed.outcome) -> Bilingual:
    """What became of an entry, in the words of its minutes, with or without their remark; nothing where nothing did
    yet."""
    if entry.disposition:
        return told(entry)
    return words.abouts()[About.ANSWERED] if entry.id in closed else Bilingual()


def _of_items(found: Sequence[Item], reader: Reader) -> Rows:
    ids = [item.id for item in found if item.which == "action"]
    yield from cluster_sheet.rows(found, beside(reader.actor, ids, today=reader.today), reader.language)
    session.expunge_all()  # a long list does not stay in memory as rows of the database


def _stretches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))


def _refuse(more: bool, reader: Reader) -> None:
    if more:
        raise Refused(
            Bilingual.said(
                "This list has more than %(number)s rows. Ask for fewer: those of one group or quarter, for example.",
                number=MOST[reader.suffix],
            )
        )


def _file(title: str, columns: Sequence[Column], rows: Callable[[], Rows], reader: Reader) -> bytes:
    return writer.csv(columns, rows()) if reader.suffix == "csv" else writer.workbook(title, columns, rows())
