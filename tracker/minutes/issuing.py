"""Issuing the signed minutes: sealed for ever, and sent to all who had them. Knows no page."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.core.errors import Conflict, Refused
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.minutes import sending, versions
from tracker.minutes.models import Delivery, Version, VersionKind
from tracker.minutes.paper import made_of, put_scan, scan_of
from tracker.minutes.queries_versions import last_issued
from tracker.minutes.recipients import proposed, still_there
from tracker.minutes.sending import Recipient
from tracker.minutes.signing import locked_to_issue, locked_waiting, record
from tracker.minutes.versions import STATES
from tracker.register.services import carry_out_verdicts


def issue(
    meeting_id: int, sha256: str, *, without: frozenset[str] = frozenset(), today: date, by: Actor, at: datetime
) -> Version:
    """Seal the frozen minutes and send them to everybody who had the last version; from now on nothing of them changes.

    `sha256` is that of the text that was looked at; `without` names what they go out without: 'number', 'scan'.
    Raises Conflict where the text is another by now, and Refused where something lacks that was not named.
    """
    meeting, version = locked_waiting(meeting_id, by)
    if version.sha256 != sha256:
        raise Conflict(Bilingual.said("Number or date were changed a moment ago. Look at the minutes once more."))
    _require_complete(version, without, today)
    version.sealed_at = at
    versions.mark_sent(meeting_id, clock.day_of(at))
    meeting.record, meeting.text_state = STATES[version.kind], TextState.ISSUED
    meeting.revision += 1
    session.flush()
    if version.kind == VersionKind.ISSUED:
        carry_out_verdicts(meeting, by=by, at=at)
    sent = sending.send(version, recipients(meeting, today), by=by, at=at)
    scan = scan_of(version)
    record(
        "issued" if version.kind == VersionKind.ISSUED else "amended", meeting, by=by, at=at, version=version.number,
        number=version.registered_as, issued_on=version.issued_on, sha256=version.sha256,
        scan=scan.file.sha256 if scan else "", sent_to=len(sent),
    )  # fmt: skip
    return version


def add_scan(meeting_id: int, data: bytes, name: str, *, send: bool, by: Actor, at: datetime) -> Version:
    """Keep the scan of minutes that were issued without it, once; and send it to all who got them, if asked to."""
    meeting = locked_to_issue(meeting_id, by)
    version = last_issued(meeting.id)
    if version is None:
        raise Refused(Bilingual.said("The minutes are not issued yet."))
    if scan_of(version) is not None:
        raise Refused(Bilingual.said("The signed scan is kept already, and issued minutes do not change."))
    put_scan(meeting, version, data, name, by=by, at=at)
    if send:
        sending.send(version, _of_deliveries(version.id), by=by, at=at, again=True)
    return version


def recipients(meeting: Meeting, on: date) -> Sequence[Recipient]:
    """Who gets the issued minutes: whoever had the version before, and whoever should have it on this day; each address
    once."""
    before = session.scalars(
        select(Version.id)
        .where(Version.meeting_id == meeting.id, Version.sealed_at.is_not(None))
        .where(select(Delivery.id).where(Delivery.version_id == Version.id).exists())
        .order_by(Version.number.desc(), Version.edition, Version.id)
        .limit(1)
    ).first()
    known = _of_deliveries(before) if before else []
    there = {each.address.casefold() for each in known}
    return [*known, *(each for each in proposed(meeting, on).rows if each.address.casefold() not in there)]


def _of_deliveries(version_id: int) -> list[Recipient]:
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.version_id == version_id)
        .order_by(Delivery.id)
        .options(joinedload(Delivery.person))
    )
    return list(still_there(rows))


def _require_complete(version: Version, without: frozenset[str], today: date) -> None:
    if not made_of(version):
        raise Refused(Bilingual.said("The files are not made yet. Make them, and look at them, before you issue."))
    if version.issued_on and version.issued_on > today:
        day = short_date(version.issued_on)
        said = Bilingual.said("They are dated %(day)s. Issue them from that day on, or change the date.", day=day)
        raise Refused(said)
    if not version.registered_as and "number" not in without:
        raise Refused(Bilingual.said("They have no number. Type it in, or say that they go out without."))
    if scan_of(version) is None and "scan" not in without:
        raise Refused(Bilingual.said("The signed scan is not attached. Attach it, or say that they go out without."))
