from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import TextConflict
from tracker.core.errors import NotFound
from tracker.core.web import tell
from tracker.docx.outline_json import from_data
from tracker.files.downloads import download
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.minutes import (
    deciding,
    mails_corrections,
    outline,
    queries,
    queries_answers,
    queries_corrections,
    queries_versions,
)
from tracker.minutes import policy_answers as answers
from tracker.minutes.beside import Case, case_of
from tracker.minutes.forms_corrections import DecisionForm
from tracker.minutes.places import places

bp = Blueprint("corrections", __name__)


@bp.get("/meetings/<slug>/<path:address>/corrections")
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def index(slug: str, address: str) -> ResponseReturnValue:
    meeting = _meeting(current_actor(), slug, address)
    version = queries_versions.circulated(meeting.id)
    if version is None:
        raise NotFound(Bilingual.said("The minutes of this meeting are not circulated yet."))
    proposed = queries_corrections.corrections(meeting.id)
    now = places(outline.build(queries.record_of(meeting.id)))
    was = {each.id: places(from_data(each.outline)) for each in {each.version for each in proposed}}
    cases = [case_of(each, was[each.version_id], now) for each in proposed]
    return render_template(
        "corrections/index.html", meeting=meeting, this_version=version, until=answers.comments_until(version),
        standings=queries_answers.standings(version), summary=queries_answers.summary(version.id),
        waiting=[each for each in cases if each.correction.outcome is None],
        answered=[each for each in cases if each.correction.outcome is not None],
        is_open=meeting.text_state == TextState.OPEN, is_commented=answers.is_commented(version),
    )  # fmt: skip


@bp.route("/meetings/<slug>/<path:address>/corrections/<int:correction_id>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def decide(slug: str, address: str, correction_id: int) -> ResponseReturnValue:
    actor = current_actor()
    meeting = _meeting(actor, slug, address)
    case = _case(meeting, correction_id)
    form = DecisionForm()
    if not form.is_submitted():
        form.start(case.correction.text, case.now or Bilingual())
    back = url_for("corrections.index", slug=slug, address=address)
    if form.validate_on_submit():
        with form.attempt():
            try:
                with transaction():
                    return redirect(form.once(actor.who, partial(_decided, correction_id, form, actor, back)))
            except TextConflict as conflict:
                session.rollback()
                form.rebase(conflict)
                raise
        case = _case(meeting, correction_id)
    return render_template(
        "corrections/decide.html", form=form, case=case, meeting=meeting, back=back,
        is_open=meeting.text_state == TextState.OPEN,
    ), form.status  # fmt: skip


@bp.get("/meetings/<slug>/<path:address>/answers/files/<int:file_id>")
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def file(slug: str, address: str, file_id: int) -> ResponseReturnValue:
    return download(queries_corrections.handed_in(_meeting(current_actor(), slug, address), file_id))


def _meeting(actor: Actor, slug: str, address: str) -> Meeting:
    meeting = queries.meeting_for(actor, slug, address)
    require(answers.can_answer_for_others(actor, meeting))
    return meeting


def _case(meeting: Meeting, correction_id: int) -> Case:
    correction = queries_corrections.correction_of(meeting, correction_id)
    now = places(outline.build(queries.record_of(meeting.id)))
    return case_of(correction, places(from_data(correction.version.outline)), now)


def _decided(correction_id: int, form: DecisionForm, actor: Actor, onward: str) -> str:
    words, at = Bilingual.of(form.words.data), clock.now()
    match request.form.get("act"):
        case "adapt":
            done = deciding.adapt(correction_id, form.wording, words=words, by=actor, at=at)
        case "decline":
            done = deciding.decline(correction_id, words, by=actor, at=at)
        case _:
            done = deciding.accept(correction_id, words=words, small=bool(form.small.data), by=actor, at=at)
    if mails_corrections.reader_of(done):
        tell(Bilingual.said("The correction is answered, and whoever proposed it is told by mail."))
    else:
        tell(Bilingual.said("The correction is answered. The organisation has no e-mail address, so nobody was told."))
    return onward
