from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.actions.words import dates_words
from tracker.core import clock
from tracker.core.web import reader_language
from tracker.files.downloads import as_download
from tracker.find import choices, words
from tracker.find.asked import ActionsAsked
from tracker.find.exporting import MEDIA_TYPES, Reader, Suffix, actions_file
from tracker.find.queries_actions import actions_page
from tracker.find.queries_saved import saved_lists
from tracker.groups.queries import groups_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("action_list", __name__)


@bp.get("/actions")
@for_signed_in
def index() -> ResponseReturnValue:
    actor, today, language = current_actor(), clock.today(), reader_language()
    asked = ActionsAsked.of(request.args)
    found = actions_page(actor, asked, request.args.get("page", 1, type=int), today=today)
    return render_template(
        "find/actions.html",
        found=found,
        asked=asked,
        lists=saved_lists(actor, "actions"),
        organisations=organisation_choices(language, chosen=asked.organisation),
        choices=choices.of_actions(groups_for(actor), language),
        periods=choices.periods(today, asked.period, language),
        query=urlencode(asked.args()),
        signs={item.id: words.sign(item, today) for item in found.rows},
        untils={item.id: dates_words(item.window, item.confirmed_on, language) for item in found.rows},
    )


@bp.get("/actions.<any(xlsx, csv):sheet>")
@for_signed_in
def export(sheet: Suffix) -> ResponseReturnValue:
    reader = Reader(current_actor(), clock.today(), reader_language(), sheet)
    made = actions_file(reader, ActionsAsked.of(request.args))
    return as_download(made, f"actions-{reader.today}.{sheet}", MEDIA_TYPES[sheet])
