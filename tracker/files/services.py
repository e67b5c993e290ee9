"""Keeping and reading stored files; knows nothing of what they are for, or who may read them."""

import hashlib
import re
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.core.db import session
from tracker.core.lao import clean
from tracker.files.models import FileContent, StoredFile

LONGEST_NAME = 255
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]')


def keep(data: bytes, name: str, media_type: str, *, at: datetime) -> StoredFile:
    """Store a file, in the transaction that is open; the same bytes are kept once, under however many names."""
    sha256 = hashlib.sha256(data).hexdigest()
    if session.get(FileContent, sha256, with_for_update={"read": True, "key_share": True}) is None:  # nor deleted now
        _keep_content(sha256, data)
    file = StoredFile(sha256=sha256, name=plain_name(name), media_type=media_type[:120], size=len(data), at=at)
    session.add(file)
    session.flush()
    return file


def _keep_content(sha256: str, data: bytes) -> None:
    """On PostgreSQL somebody else may keep the same bytes at this very moment."""
    try:
        with session.begin_nested():
            session.add(FileContent(sha256=sha256, data=data))
            session.flush()
    except IntegrityError:
        return


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises ValueError if they are not those that were stored."""
    data = session.scalar(select(FileContent.data).where(FileContent.sha256 == file.sha256))
    if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
        raise ValueError(f"the content of stored file {file.id} was changed or is missing")
    return data


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and what some systems refuse; its suffix is kept."""
    last = re.split(r"[/\\]", name)[-1]
    text = " ".join(_NOT_IN_NAMES.sub(" ", clean(last)).split()).strip(". ") or "file"
    suffix = PurePath(text).suffix[:20]
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix
