"""The paper that is signed: its number and date, the files to print, and the scan of what was signed."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.docx.outline_json import from_data
from tracker.files import services as files
from tracker.files.kinds import media_type_of
from tracker.groups.letterheads import renumbered
from tracker.groups.services import lock_numbers, running_number
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_meeting
from tracker.minutes import versions
from tracker.minutes.models import SCAN, Version, VersionFile
from tracker.minutes.numbers import pattern_on
from tracker.minutes.signing import locked_waiting, record, require_day, require_free
from tracker.minutes.versions import MadeFile


def renumber(meeting_id: int, number: str, day: date, *, today: date, by: Actor, at: datetime) -> Version:
    """Give the frozen minutes the registry's number and date. Nothing else of the text changes; the files are to be
    made anew, a scan stays. An empty number is printed as dots."""
    meeting, version = locked_waiting(meeting_id, by)
    require_day(meeting, day, today)
    lock_numbers(meeting.group_id, day.year, typed=running_number(pattern_on(meeting, day), day.year, number))
    if number:
        require_free(meeting, number, day)
    was = version.issued_on or meeting.held_on
    if (number, day) == (version.registered_as, was):
        return version
    told = {"number": {"from": version.registered_as, "to": number}, "issued_on": {"from": was, "to": day}}
    record("numbered", meeting, by=by, at=at, version=version.number, **told)
    meeting.number = version.registered_as = number
    meeting.issued_on = version.issued_on = day
    meeting.revision += 1
    outline = from_data(version.outline)
    versions.put_outline(version, replace(outline, letterhead=renumbered(outline.letterhead, number, day, was)))
    for each in made_of(version):
        version.files.remove(each)
    session.flush()
    return version


def made_of(version: Version) -> list[VersionFile]:
    """The files that were made of a version, without the scan."""
    return [each for each in version.files if each.layout != SCAN]


def scan_of(version: Version) -> VersionFile | None:
    """The signed paper that is kept with a version."""
    return next((each for each in version.files if each.layout == SCAN), None)


def to_print(version: Version, *, office: Path | None) -> tuple[MadeFile, ...]:
    """The files of a frozen version as they are to be kept; none where they are there. Takes seconds where LibreOffice
    makes the PDFs: call it while no transaction is open."""
    if made_of(version):
        return ()
    return versions.made_files(from_data(version.outline), at=version.at, office=office)


def keep_files(version_id: int, sha256: str, made: tuple[MadeFile, ...], *, at: datetime) -> None:
    """Keep files with the version they were made of; nothing where somebody else has, or where it reads otherwise by
    now."""
    version = _locked(version_id)
    if version is None or version.sealed_at or version.sha256 != sha256 or made_of(version):
        return
    versions.add_files(version, made, version.meeting.reference, at=at)
    session.flush()


def attach_scan(meeting_id: int, data: bytes, name: str, *, by: Actor, at: datetime) -> Version:
    """Keep the scan of the signed paper with the frozen minutes, in the place of one that was there; Refused if it is
    no PDF."""
    meeting, version = locked_waiting(meeting_id, by)
    put_scan(meeting, version, data, name, by=by, at=at)
    return version


def put_scan(meeting: Meeting, version: Version, data: bytes, name: str, *, by: Actor, at: datetime) -> None:
    """Keep a scan with a version of a locked meeting."""
    media_type = checked_scan(data, name)
    before = scan_of(version)
    if before is not None:
        version.files.remove(before)
    file = files.keep(data, versions.file_name(version, meeting.reference, SCAN, ".pdf"), media_type, at=at)
    version.files.append(VersionFile(layout=SCAN, file=file))
    session.flush()
    replaced = before.file.sha256 if before else ""
    record("scan_attached", meeting, by=by, at=at, version=version.number, sha256=file.sha256, replaced=replaced)


def checked_scan(data: bytes, name: str) -> str:
    """The media type of a scan; Refused if it is too large or no PDF."""
    media_type = media_type_of(data, name) if name.lower().endswith(".pdf") else ""
    if not media_type:
        raise Refused(Bilingual.said("The file is no PDF, or is damaged. Scan the signed paper into one PDF file."))
    return media_type


def _locked(version_id: int) -> Version | None:
    """The version with its meeting's row locked."""
    meeting_id = session.scalar(select(Version.meeting_id).where(Version.id == version_id))
    if meeting_id is None:
        return None
    lock_meeting(meeting_id)
    asked = select(Version).where(Version.id == version_id).execution_options(populate_existing=True)
    return session.scalar(asked)
