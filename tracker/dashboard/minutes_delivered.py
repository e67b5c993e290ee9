"""To whom minutes had gone by a day and who had acknowledged them then: how many, and one by one from the same rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select, true

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.paging import page_at
from tracker.dashboard.as_of import day_over
from tracker.dashboard.asked import Asked
from tracker.dashboard.facts_meetings import Delivered, MinutesOf
from tracker.dashboard.long_lists import MOST, PAGE, Part, part_of
from tracker.dashboard.measures_besides import OfMinutes
from tracker.dashboard.scope import Groups, of_groups
from tracker.meetings.models import Meeting
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation


def sent_and_acknowledged(groups: Groups, asked: Asked) -> Mapping[int, tuple[int, int]]:
    """To how many each meeting's minutes had gone by the day, and how many of them had said that they have them; one
    query."""
    acknowledged = func.sum(case((_acknowledged(asked), 1), else_=0))
    rows = session.execute(_sent(groups, asked, Version.meeting_id, func.count(), acknowledged).group_by(
        Version.meeting_id
    ))  # fmt: skip
    return {meeting_id: (sent, had) for meeting_id, sent, had in rows}


def deliveries(
    groups: Groups, asked: Asked, meetings: Sequence[MinutesOf], figure: OfMinutes, page: int | None = None
) -> Part[Delivered]:
    """One page of the deliveries of the minutes of some meetings, or all of them, those first that went out last; two
    queries at most."""
    known = {each.id: each for each in meetings}
    wanted = true() if figure is OfMinutes.SENT else _acknowledged(asked)
    found = _sent(
        groups, asked, Version.meeting_id, Version.number, Delivery.name, Delivery.address, Delivery.sent_at,
        Delivery.acknowledged_at, Delivery.acknowledged_by, Organisation,
    ).where(wanted, Version.meeting_id.in_(sorted(known)))  # fmt: skip
    found = found.outerjoin(Organisation, Organisation.id == Delivery.organisation_id).order_by(
        Delivery.sent_at.desc(), Delivery.id
    )
    if page is None:
        return part_of([_delivered(each, known, asked) for each in session.execute(found.limit(MOST))], None)
    total = (
        session.scalar(select(func.count()).select_from(found.with_only_columns(Delivery.id).order_by(None).subquery()))
        or 0
    )
    start, page, pages = page_at(total, page, PAGE)
    rows = [_delivered(each, known, asked) for each in session.execute(found.limit(PAGE).offset(start))]
    return Part(rows, page, pages, total)


def _delivered(row: Row[Any], meetings: Mapping[int, MinutesOf], asked: Asked) -> Delivered:
    organisation: Organisation | None = row.Organisation
    had = row.acknowledged_at if row.acknowledged_at and row.acknowledged_at < day_over(asked.as_of) else None
    return Delivered(
        meeting=meetings[row.meeting_id], version=row.number, name=row.name or row.address,
        organisation=organisation.called if organisation else Bilingual(),
        sent_on=clock.day_of(row.sent_at), acknowledged_on=clock.day_of(had) if had else None,
        acknowledged_by=row.acknowledged_by if had else "",
    )  # fmt: skip


def _sent(groups: Groups, asked: Asked, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Delivery)
        .join(Delivery.version)
        .join(Version.meeting)
        .where(of_groups(Meeting.group_id, groups, asked.group), Delivery.sent_at < day_over(asked.as_of))
    )


def _acknowledged(asked: Asked) -> ColumnElement[bool]:
    return Delivery.acknowledged_at < day_over(asked.as_of)
