"""The one page as an Excel workbook: every part a sheet that sorts and filters, with all its rows."""

from collections.abc import Iterator, Sequence

from tracker.actions.words import dates_words
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.dashboard import page_words as words
from tracker.dashboard.facts import StandardAt
from tracker.dashboard.page import Page
from tracker.documents.words import stage_name
from tracker.sheets import writer
from tracker.sheets.writer import Column, Sheet, Value

Row = tuple[Value, ...]
NO_TEXT = Bilingual()


def workbook(page: Page, language: Language) -> bytes:
    """The page's figures and lists in one language; no sheet leaves out what the page has no room for."""
    return writer.book(_Sheets(page, language).all())


class _Sheets:
    def __init__(self, page: Page, language: Language) -> None:
        self.page, self.language = page, language

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
            words.headings().decisions,
            [(Bilingual.said("Decision"), 32), (Bilingual.said("About"), 60), (Bilingual.said("Why"), 44)],
            [(self._in(each.what), self._in(each.about), self._in(each.why)) for each in self.page.decisions],
        )

    def _late(self) -> Sheet:
        name, open_, late, _, in_time = words.table_headings()
        return self._sheet(
            words.headings().late,
            [(name, 28), (open_, 10), (late, 10), (in_time, 12), (Bilingual.said("Longest delay in days"), 14)],
            [
                (self._in(words.organisation(each)), each.counts.open, each.counts.late, each.counts.in_time,
                 each.counts.longest)
                for each in self.page.organisations
            ],
        )  # fmt: skip

    def _stages(self) -> Sheet:
        return self._sheet(
            words.headings().stages,
            [
                (Bilingual.said("Standard"), 16), (Bilingual.said("Title"), 40), (Bilingual.said("Stage"), 24),
                (Bilingual.said("Held by"), 20), (Bilingual.said("Since"), 14), (Bilingual.said("Due on"), 14),
                (Bilingual.said("Days late"), 12),
            ],
            list(self._standards()),
        )  # fmt: skip

    def _meetings(self) -> Sheet:
        return self._sheet(
            words.headings().meetings,
            [
                (Bilingual.said("Reference"), 16), (Bilingual.said("What was agreed"), 50),
                (Bilingual.said("Organisation"), 24),
                (Bilingual.said("By when, in words"), 30), (Bilingual.said("Until"), 26), (Bilingual.said("State"), 26),
                (Bilingual.said("Days late"), 12), (Bilingual.said("Times postponed"), 12),
            ],
            [
                (each.reference, self._in(each.text), ", ".join(self._in(owner) for owner in each.owners),
                 self._in(each.words), dates_words(each.window, None, self.language), self._in(words.meeting(each)),
                 each.passed, each.postponed)
                for each in self.page.meetings
            ],
            above=words.asked_for(self.page) if self.page.meetings else NO_TEXT,
        )  # fmt: skip

    def _changes(self) -> Sheet:
        before, now = words.quarters(self.page)
        return self._sheet(
            words.headings().changes,
            [(Bilingual.said("Tasks"), 24), (before, 12), (now, 18), (Bilingual.said("Difference"), 12)],
            [(self._in(each.name), each.before, each.now, each.difference) for each in self.page.changes],
        )

    def _carried(self) -> Sheet:
        return self._sheet(
            words.headings().carried,
            [
                (Bilingual.said("Reference"), 16), (Bilingual.said("Text"), 60),
                (Bilingual.said("Times carried over"), 12), (Bilingual.said("Since"), 14),
            ],
            [(each.reference, self._in(each.text), each.times, each.since) for each in self.page.carried],
        )  # fmt: skip

    def _about(self) -> Sheet:
        return self._sheet(
            Bilingual.said("About this workbook"), [(words.title(self.page), 90)],
            [(self._in(each),) for each in self._told() if each],
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
                each.code, self._in(each.title), self._in(stage), self._in(each.holder), each.since, each.due_on,
                each.late,
            )  # fmt: skip

    def _sheet(
        self,
        title: Bilingual,
        columns: Sequence[tuple[Bilingual, int]],
        rows: Sequence[Row],
        above: Bilingual = NO_TEXT,
    ) -> Sheet:
        headings = [Column(self._in(heading), width) for heading, width in columns]
        return Sheet(self._in(title), headings, rows, self._in(above))

    def _in(self, text: Bilingual) -> str:
        return text.in_(self.language).text
