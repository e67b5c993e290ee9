from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.web import reader_language
from tracker.documents.models import DocumentKind
from tracker.files.downloads import as_download
from tracker.find.exporting import MEDIA_TYPES, Reader, Suffix, board_file, documents_file, meetings_file
from tracker.minutes.queries import group_with_meetings_for

bp = Blueprint("library_sheets", __name__)


@bp.get("/documents.<any(xlsx, csv):sheet>")
@for_signed_in
def documents(sheet: Suffix) -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:200]
    kind = next((each for each in DocumentKind if each.value == request.args.get("kind")), None)
    reader = _reader(sheet)
    return _given(documents_file(reader, kind, search), "documents", reader)


@bp.get("/documents/board.<any(xlsx, csv):sheet>")
@for_signed_in
def board(sheet: Suffix) -> ResponseReturnValue:
    reader = _reader(sheet)
    return _given(board_file(reader), "standards", reader)


@bp.get("/meetings.<any(xlsx, csv):sheet>")
@for_signed_in
def meetings(sheet: Suffix) -> ResponseReturnValue:
    reader = _reader(sheet)
    return _given(meetings_file(reader, None), "meetings", reader)


@bp.get("/meetings/<slug>.<any(xlsx, csv):sheet>")
@for_signed_in
def of_group(slug: str, sheet: Suffix) -> ResponseReturnValue:
    reader = _reader(sheet)
    group = group_with_meetings_for(reader.actor, slug)
    return _given(meetings_file(reader, group), f"{group.acronym}-meetings", reader)


def _reader(sheet: Suffix) -> Reader:
    return Reader(current_actor(), clock.today(), reader_language(), sheet)


def _given(made: bytes, name: str, reader: Reader) -> ResponseReturnValue:
    return as_download(made, f"{name}-{reader.today}.{reader.suffix}", MEDIA_TYPES[reader.suffix])
