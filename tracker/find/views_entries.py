from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.web import reader_language
from tracker.files.downloads import as_download
from tracker.find import choices, words
from tracker.find.asked import EntriesAsked
from tracker.find.exporting import MEDIA_TYPES, Reader, Suffix, about, entries_file
from tracker.find.queries_entries import entries_page
from tracker.find.queries_saved import saved_lists
from tracker.groups.queries import groups_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("entry_list", __name__)


@bp.get("/entries")
@for_signed_in
def index() -> ResponseReturnValue:
    actor, today, language = current_actor(), clock.today(), reader_language()
    asked = EntriesAsked.of(request.args)
    found = entries_page(actor, asked, request.args.get("page", 1, type=int))
    return render_template(
        "find/entries.html",
        found=found,
        asked=asked,
        abouts={entry.id: about(entry, found.answered) for entry in found.rows},
        lists=saved_lists(actor, "entries"),
        organisations=organisation_choices(language, chosen=asked.organisation),
        choices=choices.of_entries(groups_for(actor), language),
        periods=choices.periods(today, asked.period, language),
        query=urlencode(asked.args()),
        kinds=words.entry_kinds(),
    )


@bp.get("/entries.<any(xlsx, csv):sheet>")
@for_signed_in
def export(sheet: Suffix) -> ResponseReturnValue:
    reader = Reader(current_actor(), clock.today(), reader_language(), sheet)
    made = entries_file(reader, EntriesAsked.of(request.args))
    return as_download(made, f"entries-{reader.today}.{sheet}", MEDIA_TYPES[sheet])
