"""The one page as an Excel workbook: every part a sheet that sorts and filters, with all its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.actions.words import dates_words
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.dashboard import page_words as words
from tracker.dashboard.facts import SpecialAsked, StandardAt
from tracker.dashboard.page import Page
from tracker.documents.words import stage_name
from tracker.minutes.sentences import both
from tracker.sheets import writer
from tracker.sheets.writer import Column, Sheet, Value

Row = tuple[Value | Bilingual, ...]
NO_TEXT = Bilingual()


@dataclass(frozen=True, slots=True)
class _Words:
    """A column of texts, which stands once for each language."""

    heading: Bilingual
    width: int


def workbook(page: Page, languages: Sequence[Language]) -> bytes:
    """The page's figures and lists, with the texts of a second language beside those of the first; no sheet leaves out
    what the page has no room for."""
    return writer.book(_Sheets(page, languages).all())


class _Sheets:
    def __init__(self, page: Page, languages: Sequence[Language]) -> None:
        self.page, self.languages = page, languages

    def all(self) -> Iterator[Sheet]:
        """The sheets, in the order of the page."""
        yield self._decisions()
        yield self._late()
        yield self._stages()
        yield self._meetings()
        yield self._changes()
        yield self._carried()
        yield self._about()

    def _decisions(self) -> Sheet:
        return self._sheet(
            Bilingual.said("Decisions needed"),
            [
                _Words(Bilingual.said("Decision"), 32),
                _Words(Bilingual.said("About"), 60),
                _Words(Bilingual.said("Why"), 44),
            ],
            [(each.what, each.about, each.why) for each in self.page.decisions],
        )

    def _late(self) -> Sheet:
        name, open_, late, _, in_time = words.table_headings()
        return self._sheet(
            words.headings().late,
            [_Words(name, 28), (open_, 10), (late, 10), (in_time, 12), (Bilingual.said("Longest delay in days"), 14)],
            [
                (words.organisation(each), each.counts.open, each.counts.late, each.counts.in_time,
                 each.counts.longest)
                for each in self.page.organisations
            ],
        )  # fmt: skip

    def _stages(self) -> Sheet:
        return self._sheet(
            words.headings().stages,
            [
                (Bilingual.said("Standard"), 16), _Words(Bilingual.said("Title"), 40),
                _Words(Bilingual.said("Stage"), 24), _Words(Bilingual.said("Held by"), 20),
                (Bilingual.said("Since"), 14), (Bilingual.said("Due on"), 14),
                (Bilingual.said("Days late"), 12),
            ],
            list(self._standards()),
        )  # fmt: skip

    def _meetings(self) -> Sheet:
        return self._sheet(
            words.headings().meetings,
            [
                (Bilingual.said("Reference"), 16), _Words(Bilingual.said("What was agreed"), 50),
                _Words(Bilingual.said("Organisation"), 24),
                _Words(Bilingual.said("By when, in words"), 30), _Words(Bilingual.said("Until"), 26),
                _Words(Bilingual.said("State"), 26),
                (Bilingual.said("Days late"), 12), (Bilingual.said("Times postponed"), 12),
            ],
            [
                (each.reference, each.text, _owners(each), each.words, _window(each), words.meeting(each), each.passed,
                 each.postponed)
                for each in self.page.meetings
            ],
            above=words.asked_for(self.page) if self.page.meetings else NO_TEXT,
        )  # fmt: skip

    def _changes(self) -> Sheet:
        before, now = words.quarters(self.page)
        return self._sheet(
            words.headings().changes,
            [_Words(Bilingual.said("Tasks"), 24), (before, 12), (now, 18), (Bilingual.said("Difference"), 12)],
            [(each.name, each.before, each.now, each.difference) for each in self.page.changes],
        )

    def _carried(self) -> Sheet:
        return self._sheet(
            Bilingual.said("Carried over"),
            [
                (Bilingual.said("Reference"), 16), _Words(Bilingual.said("Text"), 60),
                (Bilingual.said("Times carried over"), 12), (Bilingual.said("Since"), 14),
            ],
            [(each.reference, each.text, each.times, each.since) for each in self.page.carried],
        )  # fmt: skip

    def _about(self) -> Sheet:
        return self._sheet(
            Bilingual.said("About this workbook"), [_Words(words.title(self.page), 90)],
            [(each,) for each in self._told() if each],
        )  # fmt: skip

    def _told(self) -> Iterator[Bilingual]:
        yield words.over(self.page)
        yield self.page.quarter.compared_on(self.page.as_of)
        yield words.late()

    def _standards(self) -> Iterator[Row]:
        for each in self.page.stages.stages:
            yield from self._of_stage(each.standards, stage_name(each.stage))
        yield from self._of_stage(self.page.stages.published, Bilingual.said("Published"))
        yield from self._of_stage(self.page.stages.still, Bilingual.said("Not begun, or standing still"))

    def _of_stage(self, standards: Sequence[StandardAt], stage: Bilingual) -> Iterator[Row]:
        for each in standards:
            yield (
                each.code, each.title, stage, each.holder, each.since, each.due_on, each.late,
            )  # fmt: skip

    def _sheet(
        self,
        title: Bilingual,
        columns: Sequence[_Words | tuple[Bilingual, int]],
        rows: Sequence[Row],
        above: Bilingual = NO_TEXT,
    ) -> Sheet:
        headings = [heading for column in columns for heading in self._headings(column)]
        values = [[cell for value in row for cell in self._cells(value)] for row in rows]
        return Sheet(self._in(title), headings, values, "   ".join(self._said(above)).strip())

    def _headings(self, column: _Words | tuple[Bilingual, int]) -> list[Column]:
        if isinstance(column, _Words):
            return [Column(said, column.width) for said in self._said(column.heading)]
        heading, width = column
        return [Column(self._in(heading), width)]

    def _cells(self, value: Value | Bilingual) -> Sequence[Value]:
        return self._said(value) if isinstance(value, Bilingual) else (value,)

    def _said(self, text: Bilingual) -> Sequence[str]:
        """The text in each language; the second one stands empty where it lacks it."""
        return (self._in(text), *(text[side] for side in self.languages[1:]))

    def _in(self, text: Bilingual) -> str:
        return text.in_(self.languages[0]).text


def _owners(each: SpecialAsked) -> Bilingual:
    return both(lambda side: ", ".join(owner.in_(side).text for owner in each.owners))


def _window(each: SpecialAsked) -> Bilingual:
    return both(lambda side: dates_words(each.window, None, side))
