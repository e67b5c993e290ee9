"""Reads of issued minutes as they are published: by group, each meeting's newest version and those it replaced."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import contains_eager, defer, joinedload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.paging import page_at
from tracker.docx.layouts import Layout
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import groups_visible_to, visible_group
from tracker.meetings.models import Meeting
from tracker.minutes.handing_out import suffix_of
from tracker.minutes.models import SCAN, Version, VersionFile, VersionKind
from tracker.minutes.queries import minutes_visible_to
from tracker.minutes.versions import layouts_for

PAGE = 25
PUBLISHED = (Version.sealed_at.is_not(None), Version.kind.in_((VersionKind.ISSUED, VersionKind.AMENDED)))


@dataclass(frozen=True, slots=True)
class Paper:
    """One layout of published minutes and the suffixes in which it can be had, the PDF first: phones have no Lao
    font."""

    layout: str
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A meeting's issued minutes as they are read now, their files, and the versions that they replaced."""

    meeting: Meeting
    version: Version
    title: Bilingual
    papers: tuple[Paper, ...]
    replaced: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class PublishedList:
    """One page of issued minutes, the newest meeting first."""

    rows: list[Published]
    page: int
    pages: int
    total: int


def published_group(actor: Actor, slug: str) -> WorkingGroup:
    """The group of this slug for those who may see something of it, and for everybody if its issued minutes are public;
    else NotFound, in the same words as where there is no such group."""
    meetings = select(Meeting.group_id).where(minutes_visible_to(actor))
    return visible_group(slug, or_(WorkingGroup.is_public, groups_visible_to(actor), WorkingGroup.id.in_(meetings)))


def published_page(actor: Actor, group: WorkingGroup, page: int) -> PublishedList:
    """One page of a group's issued minutes that this reader may see: five queries."""
    issued = select(Version.meeting_id).where(*PUBLISHED)
    wanted = select(Meeting).where(Meeting.group_id == group.id, Meeting.id.in_(issued), _open(actor, group))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    start, page, pages = page_at(total, page, PAGE)
    ordered = wanted.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(PAGE).offset(start)
    return PublishedList(_published(session.scalars(ordered).all()), page, pages, total)


def published_version(actor: Actor, group: WorkingGroup, version_id: int) -> Version:
    """One issued version of a group, also one that was amended since; NotFound where there is none, or none for this
    reader."""
    found = session.scalar(
        select(Version)
        .join(Version.meeting)
        .where(Version.id == version_id, Meeting.group_id == group.id, _open(actor, group), *PUBLISHED)
        .options(contains_eager(Version.meeting).joinedload(Meeting.group))
    )
    if found is None:
        raise NotFound(Bilingual.said("There are no such minutes, or they are not open to you."))
    return found


def newest_published(meeting_id: int) -> Version:
    """What is read as a meeting's issued minutes now."""
    return session.scalars(
        _newest_first(select(Version).where(Version.meeting_id == meeting_id, *PUBLISHED)).limit(1)
    ).one()


def papers_of(version: Version) -> tuple[Paper, ...]:
    """The files in which a version can be had."""
    return _papers(version, _files([version.meeting_id]).get((version.meeting_id, version.number), ()))


def title_of(version: Version) -> Bilingual:
    """What the frozen text is called, without the name of the group where the title says more than that."""
    lines = [Bilingual(en=line.get("en", ""), lo=line.get("lo", "")) for line in version.outline["title"]]
    told = lines[1:] or lines
    return Bilingual(
        en=", ".join(each.en for each in told if each.en), lo=", ".join(each.lo for each in told if each.lo)
    )


def _open(actor: Actor, group: WorkingGroup) -> ColumnElement[bool]:
    return true() if group.is_public else minutes_visible_to(actor)


def _newest_first(wanted: Select[Version]) -> Select[Version]:
    return wanted.order_by(Version.number.desc(), Version.at.desc(), Version.id.desc())


def _published(meetings: Sequence[Meeting]) -> list[Published]:
    ids = [meeting.id for meeting in meetings]
    versions: dict[int, list[Version]] = defaultdict(list)
    known = select(Version).where(Version.meeting_id.in_(ids), *PUBLISHED).options(defer(Version.outline))
    for version in session.scalars(_newest_first(known)):
        versions[version.meeting_id].append(version)
    newest = [versions[each][0].id for each in ids]
    session.scalars(  # the text of those that are shown, and of no others
        select(Version).where(Version.id.in_(newest)).execution_options(populate_existing=True)
    ).all()
    kept = _files(ids)
    return [
        Published(
            meeting, found[0], title_of(found[0]), _papers(found[0], kept.get((meeting.id, found[0].number), ())),
            tuple(each for each in found if each.number < found[0].number and not each.edition),
        )
        for meeting in meetings if (found := versions[meeting.id])
    ]  # fmt: skip


def _files(meeting_ids: Collection[int]) -> dict[tuple[int, int], list[VersionFile]]:
    """What is kept, by meeting and number."""
    rows = session.execute(
        select(Version.meeting_id, Version.number, VersionFile)
        .join(VersionFile, VersionFile.version_id == Version.id)
        .where(Version.meeting_id.in_(meeting_ids), *PUBLISHED)
        .options(joinedload(VersionFile.file))
    )
    found: dict[tuple[int, int], list[VersionFile]] = defaultdict(list)
    for meeting_id, number, file in rows:
        found[meeting_id, number].append(file)
    return found


def _papers(version: Version, kept: Sequence[VersionFile]) -> tuple[Paper, ...]:
    return tuple(_each_paper(version, {(row.layout, suffix_of(row)) for row in kept}))


def _each_paper(version: Version, there: Collection[tuple[str, str]]) -> Iterator[Paper]:
    """The signed paper first; the copy in two columns is for reviews, so it is not published."""
    if (SCAN, ".pdf") in there:
        yield Paper(SCAN, ("pdf",))
    for layout in layouts_for(version.whole_in):
        if layout != Layout.SIDE_BY_SIDE:
            yield Paper(layout, ("pdf", "docx") if (layout, ".pdf") in there else ("docx",))
