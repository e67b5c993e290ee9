"""The figures and what stands behind them as workbooks that sort and filter; knows no page."""

from collections.abc import Sequence

from tracker.actions import words
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.dashboard import sheets_facts
from tracker.dashboard.asked import Asked
from tracker.dashboard.cockpit_facts import Facts
from tracker.dashboard.cockpit_tables import FIGURES, Counted, by_kind, by_organisation, by_quarter, state
from tracker.dashboard.figures import Cockpit
from tracker.dashboard.measures import Measure
from tracker.dashboard.rows import Task
from tracker.dashboard.sheets_asked import asked_sheet
from tracker.sheets import writer
from tracker.sheets.writer import Column, Sheet, Value

NUMBER = 13
Row = tuple[Value, ...]


def cockpit_file(cockpit: Cockpit, facts: Facts, asked: Asked, said: Sequence[Bilingual], language: Language) -> bytes:
    """All that the cockpit shows, a sheet for each of its tables, and what was asked on the last one."""
    return writer.book([
        _whole(cockpit, language),
        _organisations(by_organisation(cockpit, asked), language),
        _kinds(by_kind(cockpit, asked), language),
        _ages(cockpit, language),
        _trend(cockpit, asked, language),
        *sheets_facts.of(facts, language),
        asked_sheet(said, language),
    ])  # fmt: skip


def rows_file(rows: Sequence[Task], measure: Measure, said: Sequence[Bilingual], language: Language) -> bytes:
    """The tasks behind a figure, and what was asked."""
    columns = (
        Column(say("Reference", language), 16), Column(say("Group", language), 12),
        Column(say("in Lao", language), 60), Column(say("in English", language), 60),
        Column(say("Kind", language), 20), Column(say("Organisation", language), 18),
        Column(say("State", language), 18), Column(say("Agreed on", language), NUMBER),
        Column(say("First agreed until", language), NUMBER), Column(say("Until", language), NUMBER),
        Column(say("Days late", language), NUMBER), Column(say("Done on", language), NUMBER),
        Column(say("Days until done", language), NUMBER), Column(say("Times extended", language), NUMBER),
        Column(say("Days extended", language), NUMBER),
    )  # fmt: skip
    tasks = (_task(each, language) for each in rows)
    return writer.book([Sheet(measure.called[language], columns, tasks), asked_sheet([measure.told, *said], language)])


def _task(task: Task, language: Language) -> Row:
    return (
        task.reference, task.group, task.text.lo, task.text.en, words.kind(task.kind)[language],
        task.organisation[language], state(task.state)[language], task.agreed_on, task.first_end, task.ends_on,
        task.late, task.done_on, task.took, task.times, task.later,
    )  # fmt: skip


def _whole(cockpit: Cockpit, language: Language) -> Sheet:
    columns = (
        Column(say("Figure", language), 32), Column(say("Number", language), NUMBER),
        Column(say("How it is counted", language), 90),
    )  # fmt: skip
    rows = [(each.called[language], getattr(cockpit.whole, each.value), each.told[language]) for each in FIGURES.whole]
    return Sheet(say("Together", language), columns, rows)


def _organisations(found: Sequence[Counted], language: Language) -> Sheet:
    return _divided(say("By organisation", language), say("Organisation", language), found, language)


def _kinds(found: Sequence[Counted], language: Language) -> Sheet:
    return _divided(say("By kind", language), say("Kind", language), found, language)


def _divided(title: str, heading: str, found: Sequence[Counted], language: Language) -> Sheet:
    columns = [Column(heading, 28), *(Column(each.called[language], NUMBER) for each in FIGURES.whole)]
    rows = ((each.name[language], *(getattr(each.counts, one.value) for one in FIGURES.whole)) for each in found)
    return Sheet(title, columns, rows)


def _ages(cockpit: Cockpit, language: Language) -> Sheet:
    headings = (
        say("Agreed so many days ago at least", language), say("at most", language),
        *(each.called[language] for each in FIGURES.ages),
    )  # fmt: skip
    rows = [(each.least, each.most, each.open, each.late) for each in cockpit.ages]
    return Sheet(say("How old is what is open", language), [Column(each, 18) for each in headings], rows)


def _trend(cockpit: Cockpit, asked: Asked, language: Language) -> Sheet:
    columns = [Column(say("Quarter", language), 20), *(Column(each.called[language], NUMBER) for each in FIGURES.trend)]
    found = by_quarter(cockpit, asked)
    rows: list[Row] = [
        (
            f"{each.quarter} {each.quarter.cut_on(asked.as_of)[language]}".strip(),
            *(number for _, number, _ in each.figures),
        )
        for each in found
    ]
    return Sheet(say("Quarter by quarter", language), columns, rows)
