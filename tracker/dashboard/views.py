from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_roles
from tracker.dashboard import cockpit_pictures, cockpit_tables, sheets
from tracker.dashboard.asked import Asked
from tracker.dashboard.asked_by_reader import Question, asked_here
from tracker.dashboard.cockpit_facts import told
from tracker.dashboard.counting import cockpit
from tracker.dashboard.figures import Cockpit, worst_first
from tracker.dashboard.filters import filled
from tracker.dashboard.measures import Measure
from tracker.dashboard.policy import FOLLOWERS
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows import all_rows, rows
from tracker.dashboard.special_meetings import waited_for_first
from tracker.files.downloads import as_download
from tracker.find.asked import one_of
from tracker.sheets import writer

bp = Blueprint("dashboard", __name__)


@bp.get("/follow-up")
@for_roles(*FOLLOWERS)
def index() -> ResponseReturnValue:
    question = asked_here()
    asked, found = question.asked, _worst_first(question)
    facts = told(question.groups, asked)
    special = waited_for_first(facts.special_meetings)[: cockpit_tables.LISTED]
    return render_template(
        "dashboard/cockpit.html",
        **_head(question),
        cockpit=found,
        facts=facts,
        drawn=cockpit_pictures.drawn(found),
        present=cockpit_pictures.present(facts.attended),
        special=special,
        windows=cockpit_pictures.special_windows(special, asked.as_of),
        listed=cockpit_tables.LISTED,
        columns=cockpit_tables.columns(found.trend, asked.as_of, question.language),
        compared=Quarter.holding(asked.as_of).compared_on(asked.as_of),
        figures=cockpit_tables.FIGURES,
        by_organisation=cockpit_tables.by_organisation(found, asked),
        by_kind=cockpit_tables.by_kind(found, asked),
        by_quarter=cockpit_tables.by_quarter(found, asked),
    )


@bp.get("/follow-up/rows", endpoint="rows")
@for_roles(*FOLLOWERS)
def show_rows() -> ResponseReturnValue:
    question, measure = asked_here(), _measure()
    found = rows(question.groups, question.asked, measure, request.args.get("page", 1, type=int))
    return render_template(
        "dashboard/rows.html",
        **_head(question),
        measure=measure,
        found=found,
        signs=[cockpit_tables.sign(task) for task in found.rows],
        windows=cockpit_pictures.task_windows(found.rows, question.asked.as_of),
    )


@bp.get("/follow-up.xlsx")
@for_roles(*FOLLOWERS)
def export() -> ResponseReturnValue:
    question = asked_here()
    facts = told(question.groups, question.asked)
    made = sheets.cockpit_file(_worst_first(question), facts, question.asked, question.words, question.language)
    return as_download(made, f"follow-up-{question.asked.as_of}.xlsx", writer.XLSX)


@bp.get("/follow-up/rows.xlsx")
@for_roles(*FOLLOWERS)
def export_rows() -> ResponseReturnValue:
    question, measure = asked_here(), _measure()
    found = all_rows(question.groups, question.asked, measure)
    made = sheets.rows_file(found, measure, question.words, question.language)
    return as_download(made, f"follow-up-{measure}-{question.asked.as_of}.xlsx", writer.XLSX)


def _measure() -> Measure:
    return one_of(Measure, request.args.get("measure", "")) or Measure.OPEN


def _worst_first(question: Question) -> Cockpit:
    found = cockpit(question.groups, question.asked)
    return replace(found, organisations=worst_first(found.organisations))


def _head(question: Question) -> dict[str, Any]:
    return {
        "asked": question.asked,
        "form": filled(question.asked, request.args, question.language),
        "choices": question.choices,
        "words": question.words,
        "rows_of": _rows_of(),
        "digits": question.digits,
    }


def _rows_of() -> Callable[[cockpit_tables.Figure, Asked], str]:
    address = url_for("dashboard.rows")  # once: a page has hundreds of figures
    return lambda figure, asked: (
        f"{address}?{urlencode({**asked.args(), 'measure': cockpit_tables.measure_of(figure).value})}"
    )
