"""Reads of which version is which: the newest, the one that is out for comments, the one that waits for its signature,
and what belongs to one number. Knows no reader."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased, defer

from tracker.core.db import session
from tracker.minutes.models import Version, VersionKind


def newest(meeting_id: int, *kinds: VersionKind) -> Version | None:
    """The newest version that anybody could read, of these kinds or of any, without its language editions; its outline
    is read when it is asked for."""
    wanted = select(Version).where(
        Version.meeting_id == meeting_id, Version.sealed_at.is_not(None), Version.edition == ""
    )
    if kinds:
        wanted = wanted.where(Version.kind.in_(kinds))
    return session.scalars(wanted.order_by(Version.number.desc()).limit(1).options(defer(Version.outline))).first()


def circulated(meeting_id: int) -> Version | None:
    """The newest version that went out for comments, also where minutes were issued since; None where they came in as
    issued."""
    return newest(meeting_id, VersionKind.CIRCULATED)


def last_issued(meeting_id: int) -> Version | None:
    """The version that was issued last, amended ones included."""
    return newest(meeting_id, VersionKind.ISSUED, VersionKind.AMENDED)


def waiting(meeting_id: int) -> Version | None:
    """The version that was frozen and waits for its signature."""
    return session.scalars(
        select(Version)
        .where(Version.meeting_id == meeting_id, Version.sealed_at.is_(None))
        .order_by(Version.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def newest_with_editions(meeting_id: int) -> Sequence[Version]:
    """The newest number that can be read, then its language editions; nothing before the first."""
    sealed = (Version.meeting_id == meeting_id, Version.sealed_at.is_not(None))
    number = select(Version.number).where(*sealed).order_by(Version.number.desc()).limit(1).scalar_subquery()
    return session.scalars(select(Version).where(*sealed, Version.number == number).order_by(Version.edition)).all()


def base_of(version: Version) -> Version:
    """The version that a language edition belongs to; any other is its own."""
    if not version.edition:
        return version
    return session.scalars(
        select(Version).where(
            Version.meeting_id == version.meeting_id, Version.number == version.number, Version.edition == ""
        )
    ).one()


def before(version: Version) -> Version | None:
    """The text that was read before this version, with the language that came to it later; none for the first, and none
    for a language that came later."""
    if version.edition or version.number == 1:
        return None
    return session.scalars(
        select(Version)
        .where(Version.meeting_id == version.meeting_id, Version.number < version.number)
        .where(Version.sealed_at.is_not(None))
        .order_by(Version.number.desc(), Version.at.desc(), Version.id.desc())
        .limit(1)
    ).first()


def family(version_id: int) -> Select[int]:
    """The ids of a version and of all language editions of the same number."""
    this = aliased(Version)
    return (
        select(Version.id)
        .join(this, and_(this.meeting_id == Version.meeting_id, this.number == Version.number))
        .where(this.id == version_id)
    )
