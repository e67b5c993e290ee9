"""Reads of meetings: who may see which, the list of them, and one meeting by its address."""

import contextlib
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor, Role
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.paging import page_at
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import is_own, visible_group
from tracker.meetings import policy
from tracker.meetings.addresses import SLUG, Address
from tracker.meetings.kinds import EntryKind, RecordState
from tracker.meetings.models import Entry, Meeting

PAGE = 25


@dataclass(frozen=True, slots=True)
class MeetingList:
    """One page of meetings, newest first, each with the number of its conclusions."""

    rows: list[tuple[Meeting, int]]
    page: int
    pages: int
    total: int


TOLD = Meeting.record != RecordState.DRAFT
UNSENT = select(Entry.id).where(Entry.is_unsent)
"""The ids of the entries that were written since minutes of theirs were sent."""


def meetings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which meetings somebody may see, or something of them, by role and group.

    Whoever drafts or translates sees all of its group; its other members what was circulated or issued, and of any
    meeting when it was or is to be; management what was circulated or issued anywhere.
    """
    if Role.ADMINISTRATOR in actor.everywhere:
        return true()
    own = is_own(Meeting.group_id, actor)
    readers = true() if Role.MANAGEMENT in actor.everywhere else own
    return or_(Meeting.group_id.in_(policy.groups_seen_whole(actor)), and_(TOLD, readers), own)


def meetings_page(page: int, visible: ColumnElement[bool], group_id: int | None = None) -> MeetingList:
    """Those meetings of one group, or of all, that are visible; a page past the end is the last one."""
    wanted = _wanted(visible, group_id)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    start, page, pages = page_at(total, page, PAGE)
    rows = session.execute(_with_conclusions(wanted).limit(PAGE).offset(start))
    return MeetingList([(meeting, number) for meeting, number in rows], page, pages, total)


def meetings_listed(
    visible: ColumnElement[bool], group_id: int | None = None, *, most: int
) -> list[tuple[Meeting, int]]:
    """The same in one list, of so many at most: one query."""
    rows = session.execute(_with_conclusions(_wanted(visible, group_id)).limit(most))
    return [(meeting, number) for meeting, number in rows]


def _wanted(visible: ColumnElement[bool], group_id: int | None) -> Select[int]:
    wanted: Select[int] = select(Meeting.id).where(visible)
    return wanted if group_id is None else wanted.where(Meeting.group_id == group_id)


def _with_conclusions(wanted: Select[int]) -> Select[Meeting, int]:
    conclusions = (
        select(func.count())
        .where(Entry.meeting_id == Meeting.id, Entry.kind == EntryKind.CONCLUSION, Entry.deleted_at.is_(None))
        .correlate(Meeting)
        .scalar_subquery()
    )
    return (
        select(Meeting, conclusions)
        .where(Meeting.id.in_(wanted))
        .options(joinedload(Meeting.group))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )


def meeting_at(slug: str, address: str) -> Meeting:
    """The meeting at an address such as ('im-twg', '2021-Q2/incomplete-data'), whoever asks; NotFound if there is
    none."""
    group = visible_group(slug, true())
    with contextlib.suppress(ValueError):
        asked = at_address(group.id, Address.parse(address)).options(joinedload(Meeting.group))
        if meeting := session.scalar(asked):
            return meeting
    raise NotFound(Bilingual.said("%(slug)s has no meeting %(address)s.", slug=slug, address=address))


def visible_meeting(slug: str, address: str, visible: ColumnElement[bool]) -> Meeting:
    """The meeting at an address if it is visible; NotFound in the same words whether it is not, or is not there."""
    with contextlib.suppress(ValueError):
        asked = in_period(Address.parse(address)).join(Meeting.group).where(WorkingGroup.slug == slug, visible)
        if re.fullmatch(SLUG, slug) and (meeting := session.scalar(asked.options(contains_eager(Meeting.group)))):
            return meeting
    raise NotFound(
        Bilingual.said("%(slug)s has no meeting %(address)s that is open to you.", slug=slug, address=address)
    )


def at_address(group_id: int, address: Address) -> Select[Meeting]:
    """The meeting of a group in a period: the regular one, or the special one of that name."""
    return in_period(address).where(Meeting.group_id == group_id)


def in_period(address: Address) -> Select[Meeting]:
    """The meetings of that address, in whatever group."""
    return select(Meeting).where(
        Meeting.period_year == address.period.year,
        Meeting.period_quarter == address.period.quarter,
        Meeting.name == address.name,
    )
