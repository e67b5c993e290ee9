"""Handing a file to a browser so that it is saved and never run; knows nothing of who may have it."""

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

from tracker.files.models import StoredFile
from tracker.files.services import plain_name, read

_ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download(file: StoredFile) -> Response:
    """A stored file as an answer."""
    return as_download(read(file), file.name, file.media_type)


def as_download(data: bytes, name: str, media_type: str) -> Response:
    """Bytes as an answer: saved under this name, never guessed at, without any right if shown after all."""
    return _saved(BytesIO(data), name, media_type)


def from_disk(path: Path, name: str, media_type: str) -> Response:
    """A file of the disk as such an answer, sent piece by piece."""
    return _saved(path, name, media_type)


def _saved(what: BytesIO | Path, name: str, media_type: str) -> Response:
    response = send_file(
        what, mimetype=media_type or "application/octet-stream", as_attachment=True,
        download_name=plain_name(name), max_age=0,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = _ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.cache_control.no_store = True
    return response
