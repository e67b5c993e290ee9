from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language
from tracker.core.web import reader_language
from tracker.dashboard import cockpit_tables, page_files, page_fit, page_words, pictures, views_instructions
from tracker.dashboard.asked import Asked
from tracker.dashboard.facts import Change, Place
from tracker.dashboard.figures import OfOrganisation
from tracker.dashboard.filters import filled, followed, offered
from tracker.dashboard.page import Page, day_of, page_of, quarter_at, require_begun
from tracker.dashboard.pictures import Tone
from tracker.dashboard.policy import FOLLOWERS, groups_followed
from tracker.dashboard.quarters import Quarter
from tracker.documents.words import stage_name
from tracker.docx.layouts import Layout
from tracker.docx.one_page_bars import ONE_COLUMN
from tracker.files.downloads import as_download
from tracker.find.asked import one_of
from tracker.groups.models import WorkingGroup

bp = Blueprint("quarter_page", __name__)


@dataclass(frozen=True, slots=True)
class Question:
    """Which page is asked for, how it is laid out, and what of it was typed wrongly."""

    page: Page
    layout: Layout
    groups: Sequence[WorkingGroup]
    typed: str
    mistakes: Mapping[str, str]

    @property
    def args(self) -> dict[str, str]:
        """What leads to this very page again."""
        day = {"as_of": self.page.as_of.isoformat()} if self.page.as_of != self.usual_day else {}
        return {"group": self.page.slug, "period": str(self.page.quarter), "layout": str(self.layout), **day}

    @property
    def usual_day(self) -> date:
        """As of which day the quarter is looked at where no day is asked for."""
        return day_of(self.page.quarter, self.page.today)


@bp.get("/follow-up/page")
@for_roles(*FOLLOWERS)
def show() -> ResponseReturnValue:
    question, language = _question(), reader_language()
    page, groups = question.page, list(question.groups)
    return render_template(
        "dashboard/page.html",
        question=question,
        page=page,
        words=page_words,
        stage_name=stage_name,
        headings=page_words.headings(),
        nothing=page_words.nothing(),
        compared=page.quarter.compared_on(page.as_of),
        tables=_tables(page),
        drawn=_bars(page),
        main=question.layout.languages[0],
        gloss=question.layout.languages[-1] if len(question.layout.languages) > 1 else "",
        rooms=_rooms(question),
        layouts=[(each.value, page_words.layout(each)[language]) for each in page_words.LAYOUTS],
        choices=offered(groups, Asked(today=page.today, as_of=page.as_of, period=page.quarter), language),
        rows_of=partial(rows_of, page),
        changed=partial(changed, page),
        address=address,
        as_of=page.as_of,
        **views_instructions.on_the_page(
            current_actor(), [each for each in groups if page.slug in {"", each.slug}], page.slug, page.quarter,
            page.as_of,
        ),
    )  # fmt: skip


@bp.get("/follow-up/page.<any(docx, pdf, xlsx):suffix>")
@for_roles(*FOLLOWERS)
def export(suffix: str) -> ResponseReturnValue:
    question = _question()
    page, layout, office = question.page, question.layout, current_app.config["TRACKER_OFFICE"]
    session.rollback()  # no transaction is open while LibreOffice works
    made = page_files.made(page, layout, suffix, clock.now(), office)
    return as_download(made, page_files.file_name(page, layout, suffix), page_files.MEDIA_TYPES[suffix])


def _question() -> Question:
    actor, today, language = current_actor(), clock.today(), reader_language()
    asked = Asked.of(request.args, today)
    groups = followed(actor, asked)
    own = groups_followed(actor)
    group = next((each for each in groups if each.slug == asked.group), None)
    if group is None and own is not None and len(groups) == 1:
        group = groups[0]
    quarter = asked.period or quarter_at(today)
    form = filled(asked, request.args, language)
    typed = request.args.get("as_of", "").strip()
    mistake = form.mistakes.get("as_of", "") or (_too_early(quarter, asked, language) if typed else "")
    as_of = asked.as_of if typed and not mistake else day_of(quarter, today)
    return Question(
        page_of(own, group, quarter, as_of, today), _layout(language), groups, typed if mistake else "",
        {"as_of": mistake} if mistake else {},
    )  # fmt: skip


def _too_early(quarter: Quarter, asked: Asked, language: Language) -> str:
    """What is wrong with a day on which the quarter had not begun; it may have begun since."""
    try:
        require_begun(quarter, asked.as_of)
    except Refused as refused:
        return refused.message[language]
    return ""


def _layout(language: Language) -> Layout:
    asked = one_of(Layout, request.args.get("layout", ""))
    if asked in page_words.LAYOUTS:
        return asked
    return Layout.LAO_THEN_ENGLISH if language == "lo" else Layout.ENGLISH


def _rooms(question: Question) -> Mapping[str, int | bool]:
    """How much of what there is has room on the sheet."""
    fit = page_fit.size(question.page, question.layout)
    return {
        "full": fit.is_closest, "close": fit.is_close,
        "decision": fit.decision, "meeting": fit.meeting,
        "decisions": fit.decisions, "meetings": fit.meetings, "carried": fit.carried, "cut": fit.cuts(question.page),
    }  # fmt: skip


def _tables(page: Page) -> Sequence[Sequence[OfOrganisation]]:
    """The rows in one table or, where they are many, in two."""
    rows = page_words.shown(page)
    if len(rows) <= ONE_COLUMN:
        return (rows,) if rows else ()
    half = (len(rows) + 2) // 2  # the total stands below the second
    return rows[:half], rows[half:]


def _bars(page: Page) -> Mapping[int | None, Sequence[pictures.Part]]:
    """The bar of each row, all on one scale."""
    rows = page_words.shown(page)
    drawn = pictures.bars([((Tone.LATE, each.counts.late), (Tone.REST, each.counts.in_time)) for each in rows])
    return {each.id: bar for each, bar in zip(rows, drawn, strict=True)}


def rows_of(page: Page, measure: str, of: OfOrganisation | None = None) -> str:
    """Where the tasks stand that a figure of the page counts: of an organisation, or of all."""
    asked = page.asked.of_organisation(of.id) if of else page.asked
    values: dict[str, Any] = asked.args()
    return url_for("dashboard.rows", measure=measure, **values)


def changed(page: Page, change: Change, quarter: Quarter) -> str:
    """Where the tasks stand that a quarter's number counts, as the page compares it."""
    then = replace(page.asked, as_of=min(page.quarter.last, page.as_of))
    values: dict[str, Any] = cockpit_tables.of_quarter(change.of, quarter, then).args()
    return url_for("dashboard.rows", measure=change.of.value, **values)


def address(place: Place) -> str:
    """Where something is shown."""
    values: dict[str, Any] = dict(place.args)
    return url_for(place.page, **values)
