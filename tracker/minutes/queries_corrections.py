"""Reads of the corrections that were proposed to minutes, and of the papers that answers came in."""

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.files.models import StoredFile
from tracker.meetings.models import Meeting
from tracker.minutes.models import Correction, Stance, Version


def corrections(meeting_id: int) -> tuple[Correction, ...]:
    """All corrections that were proposed to a meeting's minutes, those without an answer first."""
    return tuple(
        session.scalars(
            select(Correction)
            .join(Correction.version)
            .where(Version.meeting_id == meeting_id)
            .options(
                contains_eager(Correction.version), joinedload(Correction.organisation), joinedload(Correction.file)
            )
            .order_by(Correction.outcome.is_not(None), Correction.at, Correction.id)
        )
    )


def correction_of(meeting: Meeting, correction_id: int) -> Correction:
    """One correction of a meeting's minutes; NotFound for any other."""
    found = session.scalar(
        select(Correction)
        .join(Correction.version)
        .where(Correction.id == correction_id, Version.meeting_id == meeting.id)
        .options(contains_eager(Correction.version), joinedload(Correction.organisation), joinedload(Correction.file))
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such correction."))
    return found


def own_corrections(version: Version, organisations: frozenset[int]) -> tuple[Correction, ...]:
    """What these organisations proposed to change in a version, in the order in which they did."""
    return tuple(
        session.scalars(
            select(Correction)
            .where(Correction.version_id == version.id, Correction.organisation_id.in_(organisations))
            .options(joinedload(Correction.organisation))
            .order_by(Correction.id)
        )
    )


def handed_in(meeting: Meeting, file_id: int) -> StoredFile:
    """A file that came with an answer which somebody wrote down for an organisation; NotFound for any other."""
    versions = select(Version.id).where(Version.meeting_id == meeting.id)
    kept = [
        select(kind.file_id).where(kind.file_id == file_id, kind.version_id.in_(versions))
        for kind in (Correction, Stance)
    ]
    found = session.scalar(select(StoredFile).where(or_(*(StoredFile.id.in_(each) for each in kept))))
    if found is None:
        raise NotFound(Bilingual.said("There is no such file."))
    return found
