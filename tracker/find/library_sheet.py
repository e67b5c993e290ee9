"""Documents, standards on their way, and meetings as rows of a sheet; knows no file format and no reader's rights."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from tracker.actions.driving import Standard
from tracker.actions.queries_board import Board
from tracker.core.dates import quarter
from tracker.core.i18n import Language, say
from tracker.documents.course import Course, course
from tracker.documents.models import Document
from tracker.documents.words import stage_name
from tracker.find import words
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.sheets.writer import Column, Value

Row = tuple[Value, ...]


def document_columns(language: Language) -> tuple[Column, ...]:
    """What stands above documents."""
    return (
        Column(say("Code", language), 16),
        Column(say("Title EN", language), 50),
        Column(say("Title LO", language), 50),
        Column(say("Kind", language), 22),
        Column(say("Edition", language), 14),
        Column(say("Stage", language), 18),
        Column(say("Held by", language), 18),
        Column(say("Since", language), 12),
        Column(say("Due", language), 12),
        Column(say("Asked for on", language), 14),
        Column(say("Received on", language), 14),
    )


def document_rows(documents: Sequence[Document], language: Language) -> Iterator[Row]:
    """One row for each document."""
    kinds = words.document_kinds()
    for row in documents:
        at = course(row.stages)
        yield (
            row.code, row.title.en, row.title.lo, kinds[row.kind][language],
            row.editions[-1].label if row.editions else "", *_stands(at, row, language), row.asked_on, row.received_on,
        )  # fmt: skip


def board_columns(language: Language) -> tuple[Column, ...]:
    """What stands above standards."""
    return (
        Column(say("Code", language), 16),
        Column(say("Title EN", language), 50),
        Column(say("Title LO", language), 50),
        Column(say("Stage", language), 22),
        Column(say("Held by", language), 18),
        Column(say("Since", language), 12),
        Column(say("Due", language), 12),
        Column(say("Days late", language), 10),
        Column(say("Next action", language), 18),
        Column(say("Responsible", language), 22),
    )


def board_rows(board: Board, today: date, language: Language) -> Iterator[Row]:
    """One row for each standard, in the order of the board."""
    standards = (*(each for column in board.columns for each in column.standards), *board.still, *board.published)
    for standard in standards:
        row, at = standard.document, standard.course
        yield (
            row.code, row.title.en, row.title.lo, *_stands(at, row, language), at.days_late(today) or None,
            *_driven(standard, language),
        )  # fmt: skip


def _stands(at: Course, row: Document, language: Language) -> Row:
    """Its stage, who holds it, since when and until when."""
    if at.current:
        holder = at.current.holder
        held = holder.called[language] if holder else ""
        return stage_name(at.current.stage)[language], held, at.current.from_on, at.current.due_on
    held = row.held_by.called[language] if row.held_by else ""
    if at.is_published and at.last:
        return say("published", language), held, at.last.until_on, None
    return "", held, None, None


def _driven(standard: Standard, language: Language) -> Row:
    actions = standard.next_actions()
    owners = dict.fromkeys(part.organisation.called[language] for each in actions for part in each.owners)
    return ", ".join(each.action.reference for each in actions), ", ".join(owners)


def meeting_columns(language: Language) -> tuple[Column, ...]:
    """What stands above meetings."""
    return (
        Column(say("Ref", language), 18),
        Column(say("Group", language), 12),
        Column(say("Meeting EN", language), 40),
        Column(say("Meeting LO", language), 40),
        Column(say("Held on", language), 12),
        Column(say("State", language), 14),
        Column(say("Minutes", language), 24),
        Column(say("Circulated on", language), 14),
        Column(say("Issued on", language), 14),
        Column(say("Conclusions", language), 12),
    )


def meeting_rows(
    meetings: Sequence[tuple[Meeting, int]], readable: Collection[int], language: Language
) -> Iterator[Row]:
    """One row for each meeting and the number of its conclusions; of minutes that may not be read nothing is told."""
    states, records = words.meeting_states(), words.records()
    for row, conclusions in meetings:
        has_minutes = row.id in readable and (
            row.state == MeetingState.HELD or row.record != "draft" or bool(conclusions)
        )
        told: Row = (records[row.record][language], row.circulated_on, row.issued_on, conclusions)
        yield (
            row.reference, row.group.acronym, _name(row, "en"), _name(row, "lo"), row.held_on,
            states[row.state][language], *(told if has_minutes else (None,) * len(told)),
        )  # fmt: skip


def _name(row: Meeting, language: Language) -> str:
    """As its page calls it: by its quarter or, a special one, by its title."""
    if not row.name:
        return quarter(row.period_year, row.period_quarter, language)
    return row.title[language] if row.title else say("Special meeting", language)
