"""Minutes that are ready to be signed, frozen, and issued, as the tests need them."""

from datetime import date
from io import BytesIO
from typing import Any

from applications import NOON
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from lives import ADDRESS, circulated, settle_points, the_meeting
from pages import Page
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.models import Meeting
from tracker.minutes import issuing, paper, queries_versions, signing
from tracker.minutes.models import Version
from tracker.minutes.signing import Freezing, Numbering

SIGN, ISSUE, AMEND = f"{ADDRESS}/sign", f"{ADDRESS}/issue", f"{ADDRESS}/amend"
TODAY = date(2021, 4, 12)  # the comment date, 8 April, is over
SCAN = b"%PDF-1.4 signed and stamped"


def wanted(**more: Any) -> Freezing:
    """What a chair decides who leaves everything as it is proposed."""
    return Freezing(**{"numbering": Numbering.PATTERN, "issued_on": TODAY, "authentic": "lo", **more})


def ready(cast: Cast, **more: Any) -> None:
    """The sample's minutes, circulated and with nothing left to be decided."""
    settle_points()
    circulated(cast, **more)


def frozen(cast: Cast, who: str = "chair", **more: Any) -> Version:
    """The same, frozen and printed."""
    meeting_id, actor = the_meeting().id, cast.actor(who)
    with transaction():
        version_id = signing.freeze(meeting_id, wanted(**more), today=TODAY, by=actor, at=NOON).id
    printed()
    return session.get_one(Version, version_id)


def printed() -> None:
    """Make the files of what waits."""
    version = waiting()
    version_id, sha256, made = version.id, version.sha256, paper.to_print(version, office=None)
    with transaction():
        paper.keep_files(version_id, sha256, made, at=NOON)


def issued(cast: Cast, *, scan: bytes | None = SCAN, **more: Any) -> Version:
    """The same, signed and issued."""
    version = frozen(cast, **more)
    meeting_id, version_id, sha256, actor = version.meeting_id, version.id, version.sha256, cast.actor("chair")
    with transaction():
        if scan:
            paper.attach_scan(meeting_id, scan, "scan.pdf", by=actor, at=NOON)
        without = frozenset({"number", "scan"})
        issuing.issue(meeting_id, sha256, without=without, today=TODAY, by=actor, at=NOON)
    return session.get_one(Version, version_id)


def waiting() -> Version:
    """What waits for its signature."""
    found = queries_versions.waiting(the_meeting().id)
    assert found is not None
    return found


def another(cast: Cast, quarter: int = 4, **values: Any) -> Meeting:
    """Another meeting of the sample's group, held before it."""
    with transaction() as current:
        known: dict[str, Any] = {
            "group_id": cast.group_id, "period_year": 2020, "period_quarter": quarter, "state": "held",
            "held_on": date(2020, 12, 3), **values,
        }  # fmt: skip
        meeting = Meeting(**known)
        current.add(meeting)
        current.flush()
        meeting_id = meeting.id
    return session.get_one(Meeting, meeting_id)


def again() -> Meeting:
    """The sample's meeting as others have written it meanwhile."""
    session.rollback()
    session.expire_all()
    return the_meeting()


def trail(verb: str) -> list[AuditEntry]:
    """What the trail tells of these acts."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def both(en: str) -> Bilingual:
    """A text in both languages."""
    return Bilingual(en=en, lo=f"{en} (ລາວ)")


def upload(client: FlaskClient, address: str, page: str = "", status: int = 302, **more: Any) -> Page:
    """Send a scan as a browser does."""
    fields = {**form_of(client, page or address, address), "scan": (BytesIO(SCAN), "scan.pdf"), **more}
    return send(client, address, fields, status)
