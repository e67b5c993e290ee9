from flask import Blueprint, Response

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.actions import queries_action
from tracker.files.downloads import download as as_download

bp = Blueprint("evidence", __name__)


@bp.get("/actions/evidence/<int:evidence_id>")
@for_signed_in
def download(evidence_id: int) -> Response:
    return as_download(queries_action.evidence_for(current_actor(), evidence_id).file)
