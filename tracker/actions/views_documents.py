from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.actions import queries_board, queries_documents, queries_proposals, stages
from tracker.actions.forms_documents import NOTICES
from tracker.core import clock
from tracker.core.forms import fresh_key
from tracker.core.web import asked_number
from tracker.documents import policy, queries
from tracker.documents.course import course
from tracker.documents.forms import KINDS, STAGES
from tracker.documents.models import DocumentKind

bp = Blueprint("library", __name__, url_prefix="/documents")


@bp.get("")
@for_signed_in
def index() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:200]
    kind = next((each for each in DocumentKind if each.value == request.args.get("kind")), None)
    found = queries.documents_page(kind, search=search, page=asked_number("page") or 1)
    return render_template(
        "library/index.html", found=found, search=search, kind=kind, kinds=KINDS, stages=STAGES, course=course,
        today=clock.today(), may_add=policy.can_add(current_actor()),
    )  # fmt: skip


@bp.get("/board")
@for_signed_in
def board() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "library/board.html", board=queries_board.board(actor), stages=STAGES, today=clock.today(),
        may_add=policy.can_add(actor),
    )  # fmt: skip


@bp.get("/<int:document_id>")
@for_signed_in
def show(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    standard = queries_documents.stages_of(document_id, actor)
    lines = queries_proposals.proposals_about(document_id, actor)
    may_keep = policy.can_keep(actor, queries_documents.driving_groups(document_id))
    return render_template(
        "library/show.html", standard=standard, document=standard.document, kinds=KINDS, stages=STAGES,
        today=clock.today(), may_add=policy.can_add(actor), may_keep=may_keep,
        may_go_back=may_keep and stages.why_not_back(standard.document) is None,
        has_files_open=queries.are_files_open(document_id, actor),
        lines=lines, untold=queries_proposals.untold(lines), fresh_key=fresh_key,
        notices=queries_proposals.notices_about(document_id), kinds_of_notice=NOTICES,
    )  # fmt: skip
