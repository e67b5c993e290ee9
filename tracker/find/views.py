from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.web import reader_language
from tracker.find import choices, words
from tracker.find.asked import SearchAsked
from tracker.find.queries_saved import saved_lists
from tracker.find.queries_search import search
from tracker.find.views_saved import ENDPOINTS
from tracker.groups.queries import groups_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("find", __name__)


@bp.get("/search", endpoint="search")
@for_signed_in
def search_page() -> ResponseReturnValue:
    actor, today, language = current_actor(), clock.today(), reader_language()
    asked = SearchAsked.of(request.args)
    return render_template(
        "find/search.html",
        asked=asked,
        found=search(actor, asked, language, today=today, page=request.args.get("page", 1, type=int)),
        misread=asked.misread(request.args),
        kinds=words.found(),
        organisations=organisation_choices(language, chosen=asked.organisation),
        choices=choices.of_search(groups_for(actor), language),
        periods=choices.periods(today, asked.period, language),
        lists=saved_lists(actor),
        endpoints=ENDPOINTS,
    )
