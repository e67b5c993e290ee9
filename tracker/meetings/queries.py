"""Reads of meetings: the list, and one meeting by its address."""

import contextlib
import re
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import SLUG, Address
from tracker.meetings.models import Entry, EntryKind, Meeting

PAGE = 25


@dataclass(frozen=True, slots=True)
class MeetingList:
    """One page of meetings, newest first, each with the number of its conclusions."""

    rows: list[Row[tuple[Meeting, int]]]
    page: int
    pages: int
    total: int


def meetings_page(page: int, group_slug: str | None = None) -> MeetingList:
    """Meetings of one group, or of all; a page past the end is the last one."""
    wanted: Select[int] = select(Meeting.id)
    if group_slug is not None:
        wanted = wanted.join(Meeting.group).where(WorkingGroup.slug == group_slug)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    conclusions = (
        select(func.count())
        .where(Entry.meeting_id == Meeting.id, Entry.kind == EntryKind.CONCLUSION, Entry.deleted_at.is_(None))
        .correlate(Meeting)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Meeting, conclusions)
        .where(Meeting.id.in_(wanted))
        .options(joinedload(Meeting.group))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return MeetingList(list(rows.all()), page, pages, total)


def group_by_slug(slug: str) -> WorkingGroup:
    """The group of this slug; NotFound if there is none."""
    found = re.fullmatch(SLUG, slug)  # PostgreSQL takes no NUL in a text, and addresses can hold one
    group = session.scalar(select(WorkingGroup).where(WorkingGroup.slug == slug)) if found else None
    if group is None:
        raise NotFound(Bilingual.said("There is no working group %(slug)s.", slug=slug))
    return group


def meeting_at(slug: str, address: str) -> Meeting:
    """The meeting at an address such as ('im-twg', '2021-Q2/incomplete-data'); NotFound if there is none."""
    group = group_by_slug(slug)
    with contextlib.suppress(ValueError):
        asked = at_address(group.id, Address.parse(address)).options(joinedload(Meeting.group))
        if meeting := session.scalar(asked):
            return meeting
    raise NotFound(Bilingual.said("%(slug)s has no meeting %(address)s.", slug=slug, address=address))


def at_address(group_id: int, address: Address) -> Select[Meeting]:
    """The meeting of a group in a period: the regular one, or the special one of that name."""
    return select(Meeting).where(
        Meeting.group_id == group_id,
        Meeting.period_year == address.period.year,
        Meeting.period_quarter == address.period.quarter,
        Meeting.name == address.name,
    )
