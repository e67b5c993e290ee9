"""Lists as files: every row that somebody may see and asks for, as Excel or CSV."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.access.actors import Actor
from tracker.actions.queries_board import board
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language, say
from tracker.documents.models import DocumentKind
from tracker.documents.queries import documents_found
from tracker.find import cluster_sheet, library_sheet, words
from tracker.find.asked import About, ActionsAsked, EntriesAsked
from tracker.find.queries_actions import action_ids, items
from tracker.find.queries_entries import answered, entries, entry_ids
from tracker.find.queries_sheet import beside
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry
from tracker.meetings.queries import meetings_listed
from tracker.minutes import words as printed
from tracker.minutes.policy import can_read_minutes
from tracker.minutes.queries import minutes_visible_to
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


def documents_file(reader: Reader, kind: DocumentKind | None, search: str) -> bytes:
    """All documents of a list, which everybody may see; Refused where there are more than a file takes."""
    found = documents_found(kind, search=search)
    _refuse(len(found) > MOST[reader.suffix], reader)
    columns = library_sheet.document_columns(reader.language)
    title = say("Documents", reader.language)
    return _file(title, columns, lambda: library_sheet.document_rows(found, reader.language), reader)


def board_file(reader: Reader) -> bytes:
    """All standards with where they stand, and the next actions that somebody may see."""
    found, columns = board(reader.actor), library_sheet.board_columns(reader.language)
    title = say("All standards by stage", reader.language)
    return _file(title, columns, lambda: library_sheet.board_rows(found, reader.today, reader.language), reader)


def meetings_file(reader: Reader, group: WorkingGroup | None) -> bytes:
    """All meetings that somebody may see, of one group or of all; Refused where there are more than a file takes."""
    most = MOST[reader.suffix]
    found = meetings_listed(minutes_visible_to(reader.actor), group.id if group else None, most=most + 1)
    _refuse(len(found) > most, reader)
    readable = {meeting.id for meeting, _ in found if can_read_minutes(reader.actor, meeting)}
    title, columns = say("Meetings", reader.language), library_sheet.meeting_columns(reader.language)
    return _file(title, columns, lambda: library_sheet.meeting_rows(found, readable, reader.language), reader)


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
