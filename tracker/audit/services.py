"""Writing the audit trail and the list of what an import made; knows nothing of what it records."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import insert

from tracker.audit.models import AuditEntry, Batch, BatchRow
from tracker.core.db import session


class Who(Protocol):
    """Whoever acts, as far as the trail cares."""

    @property
    def label(self) -> str: ...
    @property
    def via(self) -> str: ...


def record(
    verb: str, subject_kind: str, subject_id: int | None, *, by: Who, at: datetime, subject: str = "", **details: Any
) -> AuditEntry:
    """Add one entry to the trail, in the transaction of the change it tells of."""
    salt = secrets.token_hex(16)
    entry = AuditEntry(
        at=at, actor=by.label[:200], via=by.via, verb=verb, subject_kind=subject_kind, subject_id=subject_id,
        subject=subject[:200], details=json.loads(_text(details)), salt=salt,
        digest=digest(details, salt),
    )  # fmt: skip
    session.add(entry)
    return entry


def digest(details: Mapping[str, Any], salt: str) -> str:
    """The SHA-256 of the salt and the values, the same for the same values in whatever order, and for the values as
    they were kept (dates as their words)."""
    return hashlib.sha256((salt + _text(details)).encode()).hexdigest()


def _text(details: Mapping[str, Any]) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def note_batch(name: str, made: Iterable[tuple[str, int]], *, by: Who, at: datetime) -> Batch:
    """Remember what one import made (kind, id), so that it can be taken away again."""
    batch = Batch(name=name, at=at, actor=by.label[:200])
    session.add(batch)
    session.flush()
    rows = [{"batch_id": batch.id, "kind": kind, "row_id": row_id} for kind, row_id in made]
    if rows:
        session.execute(insert(BatchRow), rows)
    return batch
