"""Actions, and points that wait, as rows of the cluster's action log; knows no file format and no reader's rights."""

from collections.abc import Iterator, Sequence

from tracker.actions.models import Progress
from tracker.actions.words import told_until
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.find.queries_sheet import Beside
from tracker.find.words import state
from tracker.meetings.models import Entry
from tracker.minutes.words import verdict
from tracker.register.items import Item
from tracker.register.models import Review
from tracker.register.words import parties
from tracker.sheets.writer import Column, Value


def columns(language: Language) -> tuple[Column, ...]:
    """What stands above the actions, in the cluster's order."""
    return (
        Column(say("Ref", language), 14),
        Column(say("Raised", language), 12),
        Column(say("Action EN", language), 50),
        Column(say("Action LO", language), 50),
        Column(say("Organisation(s)", language), 22),
        Column(say("Focal point", language), 24),
        Column(say("Deadline words", language), 28),
        Column(say("From", language), 12),
        Column(say("To", language), 12),
        Column(say("State", language), 18),
        Column(say("Progress", language), 40),
        Column(say("Last review", language), 24),
        Column(say("Evidence", language), 10),
        Column(say("Closed", language), 12),
    )


def rows(items: Sequence[Item], known: Beside, language: Language) -> Iterator[tuple[Value, ...]]:
    """One row for each action or point."""
    for item in items:
        action_id = item.id if item.which == "action" else 0
        closed, files = known.closed.get(action_id), known.files.get(action_id)
        yield (
            item.reference, item.since, item.text.en, item.text.lo, parties(item)[language],
            ", ".join(name.in_(language).text for name in known.people.get(action_id, ())),
            item.words.in_(language).text,
            item.confirmed_on or item.window.from_, told_until(item.window, item.confirmed_on),
            state(item)[language] or (say("carried over", language) if item.which == "entry" else ""),
            _progress(known.progress.get(action_id), language), _review(known.reviews.get(action_id), language),
            files, clock.day_of(closed) if closed else None,
        )  # fmt: skip


def _progress(row: Progress | None, language: Language) -> str:
    if row is None:
        return ""
    counted = row.done_count is not None and row.total_count is not None
    count = say("%(done)s of %(total)s", language, done=row.done_count, total=row.total_count) if counted else ""
    told = ", ".join(filter(None, (count, row.note.in_(language).text)))
    return f"{dates.short_date(row.on)}: {told}" if told else dates.short_date(row.on)


def _review(row: Review | None, language: Language) -> str:
    if row is None:
        return ""
    return f"{row.meeting.period}: {verdict(row.verdict)[language]}"


def entry_columns(language: Language) -> tuple[Column, ...]:
    """What stands above entries."""
    return (
        Column(say("Ref", language), 16),
        Column(say("Meeting", language), 16),
        Column(say("Held on", language), 12),
        Column(say("Kind", language), 16),
        Column(say("Text EN", language), 60),
        Column(say("Text LO", language), 60),
        Column(say("Raised by", language), 22),
        Column(say("Disposition", language), 20),
        Column(say("Remark", language), 40),
    )


def entry_rows(
    entries: Sequence[Entry], kinds: dict[str, Bilingual], abouts: dict[str, Bilingual], language: Language
) -> Iterator[tuple[Value, ...]]:
    """One row for each entry; `abouts` says what became of it, by its reference."""
    for entry in entries:
        yield (
            entry.reference, entry.meeting.reference, entry.meeting.held_on, kinds[entry.kind][language],
            entry.text.en, entry.text.lo, ", ".join(each.called[language] for each in entry.raised_by),
            abouts[entry.reference][language], entry.disposition_remark.in_(language).text,
        )  # fmt: skip
