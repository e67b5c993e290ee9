from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_roles
from tracker.core.bilingual import Bilingual
from tracker.core.web import asked_number
from tracker.dashboard import asked_words, cockpit_pictures, rows_behind, sheets_behind, sheets_facts
from tracker.dashboard.asked_by_reader import Question, asked_here
from tracker.dashboard.facts import Took
from tracker.dashboard.long_lists import part_of
from tracker.dashboard.measures_besides import OfAttendance, OfCarriedOver, OfMinutes, OfSpecialMeetings, OfStages
from tracker.dashboard.policy import FOLLOWERS
from tracker.dashboard.quarters import Quarter
from tracker.documents.models import Stage
from tracker.documents.words import stage_name
from tracker.files.downloads import as_download
from tracker.find.asked import one_of
from tracker.sheets import writer
from tracker.sheets.writer import Sheet

bp = Blueprint("behind", __name__, url_prefix="/follow-up")
Figure = OfMinutes | OfAttendance | OfStages | OfSpecialMeetings | OfCarriedOver
EXPORTS = {
    OfMinutes: "behind.export_meetings", OfAttendance: "behind.export_attendance", OfStages: "behind.export_standards",
    OfSpecialMeetings: "behind.export_special_meetings", OfCarriedOver: "behind.export_carried_over",
}  # fmt: skip


@bp.get("/meetings")
@for_roles(*FOLLOWERS)
def meetings() -> ResponseReturnValue:
    question, figure, only = asked_here(asked_words.of_minutes), _of_minutes(), asked_number("meeting")
    if figure.is_of_deliveries:
        sent = rows_behind.deliveries_behind(question.groups, question.asked, figure, only, _page())
        return render_template("dashboard/deliveries.html", **_head(question, figure, meeting=only), found=sent)
    rows = rows_behind.meetings_behind(question.groups, question.asked, figure, only)
    took = Took.of(days for row in rows if (days := row.days(figure)) is not None)
    found = part_of(rows, _page())
    return render_template("dashboard/meetings.html", **_head(question, figure, meeting=only), found=found, took=took)


@bp.get("/meetings.xlsx")
@for_roles(*FOLLOWERS)
def export_meetings() -> ResponseReturnValue:
    question, figure, only = asked_here(asked_words.of_minutes), _of_minutes(), asked_number("meeting")
    if figure.is_of_deliveries:
        sent = rows_behind.deliveries_behind(question.groups, question.asked, figure, only)
        return _download(question, figure, sheets_behind.delivered(sent.rows, question.language))
    rows = rows_behind.meetings_behind(question.groups, question.asked, figure, only)
    return _download(question, figure, sheets_facts.minutes(rows, question.language))


@bp.get("/attendance")
@for_roles(*FOLLOWERS)
def attendance() -> ResponseReturnValue:
    question, figure = asked_here(asked_words.of_attendance), _of_attendance()
    if figure is OfAttendance.PEOPLE:
        people, lines = rows_behind.people_behind(question.groups, question.asked, _page())
        return render_template("dashboard/attendants.html", **_head(question, figure), found=lines, people=people)
    found = part_of(rows_behind.attendance_behind(question.groups, question.asked, figure), _page())
    return render_template("dashboard/attendance.html", **_head(question, figure), found=found)


@bp.get("/attendance.xlsx")
@for_roles(*FOLLOWERS)
def export_attendance() -> ResponseReturnValue:
    question, figure = asked_here(asked_words.of_attendance), _of_attendance()
    if figure is OfAttendance.PEOPLE:
        _, lines = rows_behind.people_behind(question.groups, question.asked)
        return _download(question, figure, sheets_behind.attendants(lines.rows, question.language))
    rows = rows_behind.attendance_behind(question.groups, question.asked, figure)
    return _download(question, figure, sheets_behind.attended(rows, question.language))


@bp.get("/standards")
@for_roles(*FOLLOWERS)
def standards() -> ResponseReturnValue:
    question, figure, stage = asked_here(asked_words.of_all_times), _of_stages(), _stage()
    head = {**_head(question, figure, stage=stage), "stage_name": stage_name}
    if stage:
        head["words"] = [stage_name(stage), *question.words]
    if figure is OfStages.FINISHED:
        over = rows_behind.finished_behind(question.groups, question.asked, stage)
        took = Took.of(row.days for _, row in over)
        return render_template("dashboard/finished.html", **head, found=part_of(over, _page()), took=took)
    found = part_of(rows_behind.standards_behind(question.groups, question.asked, stage), _page())
    return render_template("dashboard/standards.html", **head, found=found)


@bp.get("/standards.xlsx")
@for_roles(*FOLLOWERS)
def export_standards() -> ResponseReturnValue:
    question, figure, stage = asked_here(asked_words.of_all_times), _of_stages(), _stage()
    if figure is OfStages.FINISHED:
        over = rows_behind.finished_behind(question.groups, question.asked, stage)
        return _download(question, figure, sheets_behind.finished(over, question.language))
    rows = rows_behind.standards_behind(question.groups, question.asked, stage)
    return _download(question, figure, sheets_facts.stages(rows, question.language))


@bp.get("/special-meetings")
@for_roles(*FOLLOWERS)
def special_meetings() -> ResponseReturnValue:
    question, figure = asked_here(asked_words.of_all_times), _of_special_meetings()
    quarter = _quarter(question)
    found = part_of(rows_behind.special_behind(question.groups, question.asked, figure, quarter), _page())
    head = _head(question, figure, quarter=str(quarter) if figure is OfSpecialMeetings.OF_QUARTER else None)
    head["words"] = _said(question, figure, quarter)
    windows = cockpit_pictures.special_windows(found.rows, question.asked.as_of)
    return render_template("dashboard/special_meetings.html", **head, found=found, windows=windows)


@bp.get("/special-meetings.xlsx")
@for_roles(*FOLLOWERS)
def export_special_meetings() -> ResponseReturnValue:
    question, figure = asked_here(asked_words.of_all_times), _of_special_meetings()
    quarter = _quarter(question)
    rows = rows_behind.special_behind(question.groups, question.asked, figure, quarter)
    words = _said(question, figure, quarter)
    return _download(question, figure, sheets_facts.special_meetings(rows, question.language), words)


@bp.get("/carried-over")
@for_roles(*FOLLOWERS)
def carried_over() -> ResponseReturnValue:
    question = asked_here(asked_words.of_all_times)
    found = part_of(rows_behind.carried_behind(question.groups, question.asked), _page())
    return render_template("dashboard/carried_over.html", **_head(question, OfCarriedOver.OFTEN), found=found)


@bp.get("/carried-over.xlsx")
@for_roles(*FOLLOWERS)
def export_carried_over() -> ResponseReturnValue:
    question = asked_here(asked_words.of_all_times)
    rows = rows_behind.carried_behind(question.groups, question.asked)
    return _download(question, OfCarriedOver.OFTEN, sheets_facts.carried_over(rows, question.language))


def _of_minutes() -> OfMinutes:
    return one_of(OfMinutes, request.args.get("figure", "")) or OfMinutes.HELD


def _of_attendance() -> OfAttendance:
    return one_of(OfAttendance, request.args.get("figure", "")) or OfAttendance.MEETINGS


def _of_stages() -> OfStages:
    return one_of(OfStages, request.args.get("figure", "")) or OfStages.NOW


def _of_special_meetings() -> OfSpecialMeetings:
    return one_of(OfSpecialMeetings, request.args.get("figure", "")) or OfSpecialMeetings.ASKED


def _quarter(question: Question) -> Quarter:
    """The quarter of the page that leads here; the one of the day where none is said."""
    return Quarter.of(request.args.get("quarter", "")) or Quarter.holding(question.asked.as_of)


def _said(question: Question, figure: OfSpecialMeetings, quarter: Quarter) -> Sequence[Bilingual]:
    return [quarter.name, *question.words] if figure is OfSpecialMeetings.OF_QUARTER else question.words


def _stage() -> Stage | None:
    return one_of(Stage, request.args.get("stage", ""))


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _head(question: Question, figure: Figure, **more: object) -> dict[str, Any]:
    return {
        "asked": question.asked, "figure": figure, "words": question.words, "digits": question.digits,
        "export": EXPORTS[type(figure)], "given": {**question.asked.args(), "figure": figure.value, **more},
    }  # fmt: skip


def _download(question: Question, figure: Figure, sheet: Sheet, words: Sequence[Bilingual] = ()) -> ResponseReturnValue:
    said = [figure.told, *(words or question.words)]
    made = sheets_behind.file_of(sheet, said, question.language)
    return as_download(made, f"follow-up-{figure}-{question.asked.as_of}.xlsx", writer.XLSX)
