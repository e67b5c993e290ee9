"""The board of standards: all of them by the stage that runs. Knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from tracker.access.actors import Actor
from tracker.actions.driving import Standard
from tracker.actions.queries_documents import drivers, standard_of
from tracker.core.db import session
from tracker.documents.course import ORDER
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan


@dataclass(frozen=True, slots=True)
class Column:
    """The standards of a stage, those first that are due first."""

    stage: Stage
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Standards on their way by stage, those that have not begun or stand still, and those that went the whole way."""

    columns: tuple[Column, ...]
    still: tuple[Standard, ...]
    published: tuple[Standard, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no standard is recorded."""
        return not (self.still or self.published or any(column.standards for column in self.columns))


def board(actor: Actor) -> Board:
    """All standards by stage; four queries, however many there are."""
    rows = session.scalars(
        select(Document)
        .where(or_(Document.kind == DocumentKind.STANDARD, Document.stages.any()))
        .options(selectinload(Document.stages).joinedload(StageSpan.holder))
        .order_by(Document.code)
    ).all()
    found = drivers([row.id for row in rows], actor)
    standards = [standard_of(row, found) for row in rows]
    return Board(
        columns=tuple(Column(stage, _at(standards, stage)) for stage in ORDER),
        still=tuple(each for each in standards if each.course.current is None and not each.course.is_published),
        published=tuple(each for each in standards if each.course.is_published),
    )


def _at(standards: Sequence[Standard], stage: Stage) -> tuple[Standard, ...]:
    here = [each for each in standards if each.course.current and each.course.current.stage == stage]
    return tuple(sorted(here, key=_due))


def _due(standard: Standard) -> tuple[bool, str]:
    due = standard.course.current.due_on if standard.course.current else None
    return due is None, f"{due}"
