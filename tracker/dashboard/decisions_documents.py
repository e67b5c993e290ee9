"""Decisions on documents: standards whose stage is overdue or whose adoption nobody works on, and minutes of others
that were asked for and did not come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Date, ScalarSelect, case, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import CLOSED, Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.as_of import day_over, stood, told_by
from tracker.dashboard.decisions_words import listed
from tracker.dashboard.facts import Decision, DecisionKind, Place, StandardAt
from tracker.dashboard.scope import Groups
from tracker.dashboard.stages import is_about, running_then, stays, told_standard
from tracker.dashboard.tasks import tasks
from tracker.documents.course import is_before
from tracker.documents.models import Document, DocumentKind, Stage
from tracker.meetings.models import Entry, EntryDocument, Meeting
from tracker.minutes.sentences import both

MISSING_FOR = 28
"""After so many days reminders tell the chair that minutes of others did not come."""


def decisions_on_documents(
    standards: Sequence[Document], groups: Groups, slug: str, as_of: date
) -> Iterable[Decision]:  # fmt: skip
    """Standards whose stage is overdue, those that nobody works on adopting, and minutes of others that did not come
    for four weeks; two queries."""
    running = _running(standards, as_of)
    late = sorted((each.told for each in running if each.told.late), key=lambda each: (-each.late, each.code))
    if late:
        yield _decision(
            late, Bilingual.said("Settle how the standard goes on"),
            both(partial(_stage_late, late[0].late, len(late) == 1)),
        )  # fmt: skip
    driven = _driven_to_adoption([each.told.id for each in running], as_of)
    waiting = [each.told for each in running if each.waits_for_adoption and each.told.id not in driven]
    if waiting:
        yield _decision(waiting, Bilingual.said("Settle a date for adoption"), Bilingual.said("adoption has no action"))
    yield from _external_minutes(groups, slug, as_of)


@dataclass(frozen=True, slots=True)
class _Running:
    """A standard in the stage that runs."""

    told: StandardAt
    stage: Stage

    @property
    def waits_for_adoption(self) -> bool:
        """Whether it is on the way to being adopted."""
        return not is_before(Stage.ADOPT, self.stage)


def _running(standards: Sequence[Document], as_of: date) -> Sequence[_Running]:
    found = []
    for row in standards:
        those = stays(row, as_of)
        if at := running_then(those):
            found.append(_Running(told_standard(row, those, as_of), at.stage))
    return found


def _driven_to_adoption(document_ids: Sequence[int], as_of: date) -> frozenset[int]:
    """The standards for whose adoption there was an open action."""
    wanted = (Action.document_id.in_(document_ids), Action.stage == Stage.ADOPT)
    task = tasks(as_of, *wanted)
    still_open = select(task.c.action_id).where(task.c.state.not_in(CLOSED))
    rows = session.scalars(select(Action.document_id).where(Action.id.in_(still_open)))
    return frozenset(each for each in rows if each)


def _decision(found: Sequence[StandardAt], what: Bilingual, why: Bilingual) -> Decision:
    first = found[0]
    if len(found) == 1:
        about = both(lambda side: _titled(first.code, first.title.in_(side).text))
        return Decision(DecisionKind.STANDARD, what, about, why, first.address)
    codes = [Bilingual.same(each.code) for each in found]
    return Decision(DecisionKind.STANDARD, what, listed(codes), why, Place("library.board"), codes)


def _titled(code: str, title: str) -> str:
    return title if code in title else f"{code}, {title}" if title else code


def _stage_late(days: int, alone: bool, language: Language) -> str:
    if alone:
        return say_many("its stage is %(number)s day late", "its stage is %(number)s days late", days, language)
    return say_many(
        "their stages are late, the longest by %(number)s day", "their stages are late, the longest by %(number)s days",
        days, language,
    )  # fmt: skip


def _external_minutes(groups: Groups, slug: str, as_of: date) -> Iterable[Decision]:
    """Minutes of others that were asked for or, where nobody asked, that minutes of ours named."""
    asked_on = case((Document.asked_on <= as_of, Document.asked_on))
    since = func.coalesce(asked_on, _first_named(as_of), type_=Date)
    found = session.execute(
        select(Document, asked_on.label("asked_on"), since.label("since"))
        .where(
            Document.kind == DocumentKind.EXTERNAL_MINUTES, is_about(groups, slug, as_of),
            since <= as_of - timedelta(days=MISSING_FOR),
            or_(Document.received_on.is_(None), Document.received_on > as_of),
        )
        .options(joinedload(Document.held_by))
        .order_by(since, Document.code)
    ).all()  # fmt: skip
    if not found:
        return
    (first, asked, day), alone = found[0], len(found) == 1
    names = [] if alone else [_called(row.Document) for row in found]
    yield Decision(
        DecisionKind.EXTERNAL_MINUTES,
        Bilingual.said("Ask for the minutes"),
        both(partial(_from, first)) if alone else listed(names),
        both(partial(_missing_for, (as_of - day).days, alone, asked is not None)),
        Place("library.show", {"document_id": first.id}) if alone else Place("library.index", {"kind": first.kind}),
        names,
    )


def _first_named(as_of: date) -> ScalarSelect[date]:
    over = day_over(as_of)
    return (
        select(func.min(Meeting.held_on))
        .join(Entry, Entry.meeting_id == Meeting.id)
        .join(EntryDocument, EntryDocument.entry_id == Entry.id)
        .where(EntryDocument.document_id == Document.id, told_by(Meeting, as_of, over), stood(Entry, over))
        .correlate(Document)
        .scalar_subquery()
    )


def _called(row: Document) -> Bilingual:
    return row.held_by.called if row.held_by else Bilingual.same(row.code)


def _from(row: Document, language: Language) -> str:
    title = row.title.in_(language).text or row.code
    if row.held_by is None:
        return title
    return say("%(title)s, from %(name)s", language, title=title, name=row.held_by.called[language])


def _missing_for(days: int, alone: bool, was_asked: bool, language: Language) -> str:
    if not alone:
        return say_many(
            "not received, the first missing for %(number)s day",
            "not received, the first missing for %(number)s days", days, language,
        )  # fmt: skip
    if was_asked:
        return say_many(
            "asked for %(number)s day ago, not received", "asked for %(number)s days ago, not received", days, language
        )
    return say_many("missing for %(number)s day", "missing for %(number)s days", days, language)
