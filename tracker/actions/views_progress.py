from flask import Blueprint
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_signed_in
from tracker.actions import reporting
from tracker.actions.forms_speaking import HandInForm, NoteForm, ReportForm
from tracker.actions.models import ActionKind, Assignment
from tracker.actions.reporting import Report
from tracker.actions.states import Act
from tracker.actions.views_speaking import Sheet, Speaker, said, sheet, speaker_of
from tracker.core.bilingual import Bilingual

bp = Blueprint("progress", __name__)


@bp.route("/actions/parts/<int:assignment_id>/report", methods=["GET", "POST"])
@for_signed_in
def report(assignment_id: int) -> ResponseReturnValue:
    return report_by(speaker_of(assignment_id, Act.REPORT))


def report_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = ReportForm(data={"done": speaker.part.done_count, "total": speaker.part.total_count})
    speaker.ready(form)
    _count(form, speaker.part)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, files, at: reporting.report_progress(
                assignment_id, _report(form, files), voice, by=actor, at=at
            ),
            Bilingual.said("Reported. The chair sees it, and the next meeting does."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(Bilingual.said("Report progress"), Bilingual.said("Report it"))
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.route("/actions/parts/<int:assignment_id>/hand-in", methods=["GET", "POST"])
@for_signed_in
def hand_in(assignment_id: int) -> ResponseReturnValue:
    return hand_in_by(speaker_of(assignment_id, Act.HAND_IN))


def hand_in_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = HandInForm(data={"done": speaker.part.total_count, "total": speaker.part.total_count})
    del form.begun
    speaker.ready(form)
    _count(form, speaker.part)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, files, at: reporting.hand_in(
                assignment_id, _report(form, files), voice, by=actor, at=at
            ),
            Bilingual.said("Handed in. Nothing more is to be done until the chair has answered."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(
        Bilingual.said("Hand in"), Bilingual.said("Hand it in"),
        Bilingual.said("Say that this part is done. The chair accepts it, or returns it and says what is missing."),
    )  # fmt: skip
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.route("/actions/parts/<int:assignment_id>/take-back", methods=["GET", "POST"])
@for_signed_in
def take_back(assignment_id: int) -> ResponseReturnValue:
    return take_back_by(speaker_of(assignment_id, Act.TAKE_BACK))


def take_back_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = NoteForm()
    speaker.ready(form)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, _, at: reporting.take_back(
                assignment_id, form.note.data, voice, by=actor, at=at
            ),
            Bilingual.said("Taken back. It is in progress again."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(
        Bilingual.said("Take the handing in back"), Bilingual.said("Take it back"),
        Bilingual.said("What was said and handed in stays on record."),
    )  # fmt: skip
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.route("/actions/parts/<int:assignment_id>/receipt", methods=["GET", "POST"])
@for_signed_in
def receipt(assignment_id: int) -> ResponseReturnValue:
    return receipt_by(speaker_of(assignment_id, Act.RECEIVE))


def receipt_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = NoteForm()
    speaker.ready(form)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, _, at: reporting.confirm_receipt(
                assignment_id, form.note.data, voice, by=actor, at=at
            ),
            Bilingual.said("It is noted that this has arrived."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(Bilingual.said("Confirm receipt"), Bilingual.said("It has arrived"))
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


def _count(form: ReportForm, part: Assignment) -> None:
    if part.action.kind != ActionKind.DATA_CORRECTION and part.total_count is None and part.done_count is None:
        form.without_count()


def _report(form: ReportForm, files: tuple[reporting.Handed, ...]) -> Report:
    return Report(
        note=form.note.data, begun="begun" not in form or bool(form.begun.data),
        done=form.done.data if "done" in form else None, total=form.total.data if "total" in form else None,
        files=files,
    )  # fmt: skip
