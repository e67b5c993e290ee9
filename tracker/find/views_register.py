from flask import Blueprint
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.web import reader_language
from tracker.files.downloads import as_download
from tracker.find.exporting import MEDIA_TYPES, Reader, Suffix, register_file
from tracker.groups.queries import group_for

bp = Blueprint("register_sheet", __name__)


@bp.get("/groups/<slug>/register.<any(xlsx, csv):sheet>")
@for_signed_in
def download(slug: str, sheet: Suffix) -> ResponseReturnValue:
    actor = current_actor()
    group = group_for(actor, slug)
    reader = Reader(actor, clock.today(), reader_language(), sheet)
    name = f"{group.acronym}-register-{reader.today}.{sheet}"
    return as_download(register_file(reader, group), name, MEDIA_TYPES[sheet])
