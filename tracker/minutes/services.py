"""The verbs of minutes: so far, freezing a version of them."""

import hashlib
import json
from datetime import datetime

from tracker.core.db import session
from tracker.docx.outline_json import as_data
from tracker.meetings.models import Meeting, RecordState
from tracker.minutes import outline, queries
from tracker.minutes.models import Version, VersionKind

KINDS = {
    RecordState.CIRCULATED: VersionKind.CIRCULATED,
    RecordState.ISSUED: VersionKind.ISSUED,
    RecordState.AMENDED: VersionKind.AMENDED,
}


def freeze(meeting: Meeting, *, by: str, by_person_id: int | None = None, at: datetime) -> Version:
    """Keep the minutes as they read now, under the next number.

    From here on they are read from this version, whatever becomes of the rows they were made from. The SHA-256 is that
    of the outline's canonical JSON (sorted keys, UTF-8).
    """
    session.flush()
    session.expire_all()  # lists that were changed in memory are read again in their stored order
    data = as_data(outline.build(queries.record_of(meeting.id)))
    last = queries.latest_version(meeting.id)
    version = Version(
        meeting=meeting, number=last.number + 1 if last else 1, kind=KINDS[meeting.record], outline=data,
        sha256=fingerprint(data), at=at, by=by, by_person_id=by_person_id,
    )  # fmt: skip
    session.add(version)
    return version


def fingerprint(data: dict[str, object]) -> str:
    """The SHA-256 of an outline as it is kept."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
