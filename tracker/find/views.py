from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core.bilingual import Bilingual
from tracker.core.lao import clean
from tracker.core.web import reader_language
from tracker.find.indexed import ACTION, DOCUMENT, ENTRY, MEETING, MINUTES, ORGANISATION
from tracker.find.queries_saved import saved_lists
from tracker.find.queries_search import KINDS, search
from tracker.find.views_saved import ENDPOINTS
from tracker.search.matching import LONGEST

bp = Blueprint("find", __name__)


@bp.get("/search", endpoint="search")
@for_signed_in
def search_page() -> ResponseReturnValue:
    actor = current_actor()
    typed = clean(request.args.get("q", ""))[:LONGEST]
    kind = next((each for each in KINDS if each == request.args.get("kind")), "")
    page = request.args.get("page", 1, type=int)
    return render_template(
        "find/search.html",
        typed=typed,
        kind=kind,
        found=search(actor, typed, reader_language(), kind=kind, page=page),
        kinds=_kinds(),
        lists=saved_lists(actor),
        endpoints=ENDPOINTS,
    )


def _kinds() -> dict[str, Bilingual]:
    return {
        ACTION: Bilingual.said("Actions"),
        ENTRY: Bilingual.said("What was said in meetings"),
        MEETING: Bilingual.said("Meetings"),
        MINUTES: Bilingual.said("Minutes"),
        DOCUMENT: Bilingual.said("Documents"),
        ORGANISATION: Bilingual.said("Organisations"),
    }
