"""Standards by stage, and how long stages take, as recorded for a day; a due date is known only as it was said last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from tracker.actions.models import Action
from tracker.audit.models import AuditEntry
from tracker.core.db import session
from tracker.dashboard.as_of import day_over, stood, told_by
from tracker.dashboard.facts import NOTHING, Finished, OfStage, Place, Stages, StandardAt, Took
from tracker.dashboard.scope import Groups, of_groups
from tracker.documents.course import ORDER
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.meetings.models import Entry, EntryDocument, Meeting


def stages(standards: Sequence[Document], as_of: date) -> Stages:
    """Standards by the stage that ran at the end of a day."""
    found = [(row, stays(row, as_of)) for row in standards]
    at: dict[Stage | None, list[StandardAt]] = {None: [], **{stage: [] for stage in ORDER}}
    published: list[StandardAt] = []
    for row, those in found:
        told, running = told_standard(row, those, as_of), running_then(those)
        (published if _is_published(those) else at[running.stage if running else None]).append(told)
    return Stages(
        tuple(_of_stage(stage, at[stage], _finished(stage, found)) for stage in ORDER),
        still=tuple(at[None]), published=tuple(published),
    )  # fmt: skip


def standards(groups: Groups, slug: str, as_of: date) -> Sequence[Document]:
    """The standards that the groups' actions and minutes are about, or all where all groups are looked at, with all
    their stages; two queries."""
    about = or_(Document.kind == DocumentKind.STANDARD, Document.stages.any())
    return session.scalars(
        select(Document)
        .where(about, is_about(groups, slug, as_of))
        .options(selectinload(Document.stages).joinedload(StageSpan.holder))
        .order_by(Document.code)
    ).all()


def is_about(groups: Groups, slug: str, as_of: date) -> ColumnElement[bool]:
    """Whether an action of the groups that was told by the day is about a document, or their minutes named it; any
    document that was recorded by then where all groups are looked at."""
    if groups is None and not slug:
        return ~_added_after(as_of)
    acting = select(Action.id).where(
        Action.document_id == Document.id, of_groups(Action.group_id, groups, slug), Action.told_on <= as_of
    )
    over = day_over(as_of)
    naming = (
        select(EntryDocument.id)
        .join(Entry, Entry.id == EntryDocument.entry_id)
        .join(Meeting, Meeting.id == Entry.meeting_id)
        .where(
            EntryDocument.document_id == Document.id, of_groups(Meeting.group_id, groups, slug),
            told_by(Meeting, as_of, over), stood(Entry, over),
        )
    )  # fmt: skip
    return or_(acting.correlate(Document).exists(), naming.correlate(Document).exists())


def _added_after(day: date) -> ColumnElement[bool]:
    added = select(AuditEntry.id).where(
        AuditEntry.subject_kind == "document", AuditEntry.subject_id == Document.id,
        AuditEntry.verb == "document.added", AuditEntry.at >= day_over(day),
    )  # fmt: skip
    return added.correlate(Document).exists()


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a standard was in a stage, whoever held it; `last` is the span of its last holder by then, and `until`
    None while it runs."""

    stage: Stage
    since: date | None
    until: date | None
    last: StageSpan


def stays(row: Document, as_of: date) -> Sequence[Stay]:
    """The stages of a standard as they had begun and ended by the end of a day, in their order; one that was handed on
    is one stay."""
    found: list[Stay] = []
    for span in row.stages:
        if span.from_on is not None and span.from_on > as_of:
            continue
        until = span.until_on if span.until_on is not None and span.until_on <= as_of else None
        before = found[-1] if found else None
        if before and before.stage == span.stage and before.until == span.from_on is not None:
            found[-1] = Stay(span.stage, before.since, until, span)
        else:
            found.append(Stay(span.stage, span.from_on, until, span))
    return found


def running_then(found: Sequence[Stay]) -> Stay | None:
    """The stage that runs: the first on the way that has no end."""
    open_ones = [each for each in found if each.until is None]
    return min(open_ones, key=lambda each: (ORDER.index(each.stage), -each.last.id), default=None)


def _of_stage(stage: Stage, at: Sequence[StandardAt], finished: Sequence[Finished]) -> OfStage:
    took = Took.of(each.days for each in finished)
    return OfStage(stage, tuple(sorted(at, key=_due_first)), took, finished)


def _finished(stage: Stage, found: Sequence[tuple[Document, Sequence[Stay]]]) -> Sequence[Finished]:
    """The stages of that sort whose days are known, the longest first."""
    over = [
        Finished(
            code=row.code, title=row.title, holder=each.last.holder.called if each.last.holder else NOTHING,
            since=each.since, until=each.until, address=_address(row),
        )
        for row, those in found for each in those
        if each.stage == stage and each.since and each.until
    ]  # fmt: skip
    return tuple(sorted(over, key=lambda each: (-each.days, each.code, each.since)))


def _is_published(found: Sequence[Stay]) -> bool:
    """Whether it went the whole way, and no new round has begun."""
    return bool(found) and running_then(found) is None and found[-1].stage == ORDER[-1]


def told_standard(row: Document, found: Sequence[Stay], as_of: date) -> StandardAt:
    """A standard with the stage that runs, or the one that ended last."""
    at = running_then(found) or (found[-1] if found else None)
    due = at.last.due_on if at and at.until is None else None
    return StandardAt(
        id=row.id, code=row.code, title=row.title,
        holder=at.last.holder.called if at and at.last.holder else NOTHING,
        since=at.since if at else None, due_on=due,
        days=(as_of - at.since).days if at and at.since and at.until is None else None,
        late=max(0, (as_of - due).days) if due else 0,
        address=_address(row),
    )  # fmt: skip


def _due_first(standard: StandardAt) -> tuple[bool, date, str]:
    return standard.due_on is None, standard.due_on or date.max, standard.code


def _address(row: Document) -> Place:
    return Place("library.show", {"document_id": row.id})
