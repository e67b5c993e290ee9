"""Meetings as they were known on a day: planned or held, and since when their minutes were told and issued. What was
recorded later is not known yet, but for what came in with a file, which is taken by its own days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from tracker.core import clock
from tracker.core.db import session
from tracker.dashboard.as_of import first_agreed, told_since
from tracker.dashboard.facts import Place
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.scope import Groups, of_groups
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import Address, Period, quoted
from tracker.meetings.kinds import MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Meeting, MeetingStateChange
from tracker.minutes.models import Version, VersionKind

ISSUED = frozenset({RecordState.ISSUED, RecordState.AMENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A meeting as it was known on a day, `named` as within its group ('2021-Q2/incomplete-data'); `told_on` and
    `issued_on` are empty where its minutes were not, by then."""

    id: int
    group_id: int
    group: str
    slug: str
    kind: MeetingKind
    quarter: Quarter
    named: str
    state: MeetingState
    held_on: date
    told_on: date | None
    issued_on: date | None

    @property
    def reference(self) -> str:
        """What people quote: 'IM-2021-Q1', 'IM-2021-Q2-incomplete-data'."""
        return quoted(self.group, self.named)

    @property
    def address(self) -> Place:
        """The minutes or, while they are nobody else's, the meetings of the group."""
        if self.told_on is None:
            return Place("meetings.of_group", {"slug": self.slug})
        return Place("minutes.show", {"slug": self.slug, "address": self.named})


def known_meetings(groups: Groups, slug: str, as_of: date) -> Sequence[Known]:
    """The meetings of these groups that were planned or held by a day, in the order of their days; three queries."""
    wanted = of_groups(Meeting.group_id, groups, slug)
    changes = _by_meeting(_changes(wanted))
    versions = _by_meeting(_versions(wanted))
    found = (_known(row, changes.get(row.id, ()), versions.get(row.id, ()), as_of) for row in _meetings(wanted))
    return sorted(filter(None, found), key=lambda each: (each.held_on, each.id))


def held(meetings: Iterable[Known], first: date | None, last: date | None) -> Sequence[Known]:
    """Those that took place from one day to another; without a day there is no bound."""
    return [
        each
        for each in meetings
        if each.state == MeetingState.HELD
        and (first is None or each.held_on >= first)
        and (last is None or each.held_on <= last)
    ]


def _meetings(wanted: ColumnElement[bool]) -> Iterable[Row[Any]]:
    return session.execute(
        select(
            Meeting.id, Meeting.group_id, WorkingGroup.acronym, WorkingGroup.slug, Meeting.kind, Meeting.period_year,
            Meeting.period_quarter, Meeting.name, Meeting.state, Meeting.record, Meeting.held_on,
            Meeting.circulated_on, Meeting.issued_on, first_agreed(Meeting).label("first_agreed"),
        )
        .join(WorkingGroup, WorkingGroup.id == Meeting.group_id)
        .where(wanted)
    )  # fmt: skip


def _changes(wanted: ColumnElement[bool]) -> Iterable[Row[Any]]:
    return session.execute(
        select(
            MeetingStateChange.meeting_id, MeetingStateChange.at, MeetingStateChange.state, MeetingStateChange.held_on
        )
        .join(Meeting, Meeting.id == MeetingStateChange.meeting_id)
        .where(wanted)
        .order_by(MeetingStateChange.meeting_id, MeetingStateChange.id)
    )


def _versions(wanted: ColumnElement[bool]) -> Iterable[Row[Any]]:
    return session.execute(
        select(Version.meeting_id, Version.kind, Version.at, Version.sealed_at, Version.issued_on)
        .join(Meeting, Meeting.id == Version.meeting_id)
        .where(wanted, Version.edition == "", Version.sealed_at.is_not(None), Version.kind != VersionKind.AMENDED)
        .order_by(Version.meeting_id, Version.number)
    )


def _by_meeting(rows: Iterable[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    return {meeting_id: list(those) for meeting_id, those in groupby(rows, key=lambda row: row.meeting_id)}


def _known(row: Row[Any], changes: Sequence[Row[Any]], versions: Sequence[Row[Any]], as_of: date) -> Known | None:
    sent = [each.at for each in versions if each.kind == VersionKind.CIRCULATED]
    told = told_since(row, sent, row.first_agreed)
    stood = _stood(row, changes, told, as_of)
    if stood is None:
        return None
    issued_on = _issued_on(row, versions, as_of)
    return Known(
        id=row.id, group_id=row.group_id, group=row.acronym, slug=row.slug, kind=row.kind,
        quarter=Quarter(row.period_year, row.period_quarter),
        named=str(Address(Period(row.period_year, row.period_quarter), row.name)), state=stood[0], held_on=stood[1],
        told_on=told if told and told <= as_of else None, issued_on=issued_on,
    )  # fmt: skip


def _stood(
    row: Row[Any], changes: Sequence[Row[Any]], told: date | None, as_of: date
) -> tuple[MeetingState, date] | None:
    """How a meeting stood on a day, and for which day; None where nobody knew of it yet."""
    holding = [clock.day_of(each.at) for each in changes if each.state == MeetingState.HELD]
    from_file = told is not None and (not holding or told < holding[0])
    if (told is not None and told <= as_of) or (from_file and row.held_on <= as_of):
        return MeetingState.HELD, row.held_on
    known = [each for each in changes if clock.day_of(each.at) <= as_of]
    if not known:
        return None
    last = known[-1]
    if len(known) == len(changes) and row.state != MeetingState.HELD:
        return row.state, row.held_on
    if last.state == MeetingState.HELD and last.held_on > as_of:
        return MeetingState.PLANNED, last.held_on
    if last.state == MeetingState.POSTPONED and len(known) > 1 and known[-2].held_on != last.held_on:
        return MeetingState.PLANNED, last.held_on
    return last.state, last.held_on


def _issued_on(row: Row[Any], versions: Sequence[Row[Any]], as_of: date) -> date | None:
    """The day that stands on the minutes that were issued first; one that was sealed later was not known before."""
    first = next((each for each in versions if each.kind == VersionKind.ISSUED), None)
    if first is None:
        issued: date | None = row.issued_on if row.record in ISSUED else None
        return issued if issued and issued <= as_of else None
    day: date = first.issued_on or row.held_on
    known: date = day if first.at == first.sealed_at else max(day, clock.day_of(first.sealed_at))
    return day if known <= as_of else None
