"""The one page as a paper of one sheet: what stands where; knows neither Word nor the screen."""

from collections.abc import Iterator, Sequence

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.dashboard import page_words as words
from tracker.dashboard.facts import Decision
from tracker.dashboard.page import Page
from tracker.dashboard.page_fit import Fit
from tracker.documents.words import stage_name
from tracker.docx.layouts import Layout
from tracker.docx.one_page import (
    Bar,
    Bars,
    Block,
    Box,
    Boxes,
    Fact,
    Facts,
    Figures,
    OnePage,
    Part,
    Point,
    Points,
    Remark,
)

_BOX = 36  # letters of the standards in a stage


def sheet(page: Page, layout: Layout, fit: Fit) -> OnePage:
    """The page as a sheet in this layout, in letters and with texts of this size."""
    said = words.headings()
    nothing = words.nothing()
    return OnePage(
        over=words.over(page),
        title=words.title(page),
        parts=(
            Part(
                said.decisions,
                tuple(_decisions(page.decisions, nothing.decisions, fit)),
            ),
            Part(said.late, (_organisations(page, nothing.late, fit.name),)),
            Part(said.stages, tuple(_stages(page, nothing.stages))),
            (
                Part(
                    said.meetings,
                    tuple(_meetings(page, nothing.meetings, fit)),
                ),
                Part(said.changes, tuple(_changes(page, layout.languages[0]))),
            ),
            Part(said.carried, tuple(_carried(page, nothing.carried, fit))),
        ),
        notes=words.notes(is_cut=fit.cuts(page)),
        lao_font=page.lao_font,
        size=fit.points,
    )


def _decisions(decisions: Sequence[Decision], nothing: Bilingual, fit: Fit) -> Iterator[Block]:
    if not decisions:
        yield Remark(nothing)
        return
    shown, rest = decisions[: fit.decisions], decisions[fit.decisions :]
    yield Points(tuple(Point(each.what, words.about(each, fit.decision)) for each in shown))
    if rest:
        yield Remark(words.more_decisions(rest))


def _organisations(page: Page, nothing: Bilingual, most: int) -> Block:
    rows = words.shown(page)
    if not rows:
        return Remark(nothing)
    name, open_, late, longest, in_time = words.table_headings()
    return Bars(
        name,
        (late, in_time),
        (open_, late, longest),
        tuple(
            Bar(
                words.short_name(each, most),
                each.counts.late,
                each.counts.in_time,
                words.figures(each.counts),
                words.in_words(each.counts),
            )
            for each in rows
        ),
        Bar(words.total(), 0, 0, words.figures(page.whole)),
        words.headings().late,
        Bilingual.said("Each row is an organisation; the bar shows how much of what is open is late"),
    )


def _stages(page: Page, nothing: Bilingual) -> Iterator[Block]:
    if page.stages.is_empty:
        yield Remark(nothing)
        return
    boxes = [
        Box(len(each.standards), stage_name(each.stage), words.standards(each.standards, _BOX))
        for each in page.stages.stages
    ]
    yield Boxes(tuple(boxes), words.headings().stages)
    if others := words.other_standards(page.stages):
        yield Remark(others)


def _meetings(page: Page, nothing: Bilingual, fit: Fit) -> Iterator[Block]:
    if not page.meetings:
        yield Remark(nothing)
        return
    yield Remark(words.asked_for(page))
    facts = [
        Fact(words.line(each.text, fit.called), words.meeting(each), words.meeting_more(each, fit.meeting))
        for each in page.first_meetings(fit.meetings)
    ]
    yield Facts(tuple(facts), fit.is_glossed)
    if len(page.meetings) > fit.meetings:
        yield Remark(words.more_of(len(page.meetings) - fit.meetings))


def _changes(page: Page, side: Language) -> Iterator[Block]:
    tasks, change = words.change_headings()
    yield Figures(
        (tasks, *(Bilingual.same(each[side]) for each in words.quarters(page)), change),
        tuple(
            (each.name, Bilingual.same(str(each.before)), Bilingual.same(str(each.now)), each.words)
            for each in page.changes
        ),
        words.headings().changes,
    )
    if compared := page.quarter.compared_on(page.as_of):
        yield Remark(compared)


def _carried(page: Page, nothing: Bilingual, fit: Fit) -> Iterator[Block]:
    if not page.carried:
        yield Remark(nothing)
        return
    facts = [Fact(words.carried_text(each, fit.told), words.carried(each)) for each in page.carried[: fit.carried]]
    yield Facts(tuple(facts), fit.is_glossed)
    if len(page.carried) > fit.carried:
        yield Remark(words.more_of(len(page.carried) - fit.carried))
