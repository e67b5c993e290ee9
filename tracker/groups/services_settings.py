"""The administrator's verbs for a group: what it is called, which organisations belong to it, when it rests."""

from collections.abc import Sequence, Set
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.audit.changes import changes, plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.groups import policy
from tracker.groups.facts import GroupFacts
from tracker.groups.models import DayOff, Membership, NumberSeries, WorkingGroup
from tracker.organisations.models import Organisation

RESERVED = frozenset({"add", "files"})  # pages that stand where a group's would


def add_group(facts: GroupFacts, *, by: Actor, at: datetime) -> WorkingGroup:
    """A new group without members; Refused where another has its address or its acronym."""
    require(policy.can_change_settings(by))
    _refuse_taken(facts)
    row = WorkingGroup(
        slug=facts.slug, acronym=facts.acronym, name=Bilingual().revise(en=facts.name.en, lo=facts.name.lo),
        mailbox=facts.mailbox, reminders_from=facts.reminders_from, attach=facts.attach, is_public=facts.is_public,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record("group.added", "working_group", row.id, by=by, at=at, subject=row.acronym, slug=row.slug)
    return row


def revise_group(group_id: int, facts: GroupFacts, *, base: int, by: Actor, at: datetime) -> WorkingGroup:
    """The group says what the form says; Conflict where it is newer than `base`.

    Its address and acronym stand in minutes and references: they stay once there are any.
    """
    row = locked(group_id, by)
    refuse_stale(row.version, base)
    before = GroupFacts.of(row)
    if (facts.slug, facts.acronym) != (before.slug, before.acronym):
        if is_quoted(group_id):
            raise Refused(Bilingual.said("Address and acronym stand in minutes and references already; they stay."))
        _refuse_taken(facts, row.id)
    row.slug, row.acronym, row.mailbox = facts.slug, facts.acronym, facts.mailbox
    row.reminders_from, row.attach, row.is_public = facts.reminders_from, facts.attach, facts.is_public
    row.name = row.name.revise(en=facts.name.en, lo=facts.name.lo)
    session.flush()
    if changed := changes(before, GroupFacts.of(row)):
        audit.record("group.revised", "working_group", row.id, by=by, at=at, subject=row.acronym, changes=changed)
    return row


def is_quoted(group_id: int) -> bool:
    """Whether a meeting or a reference carries the group's address or acronym already."""
    held = select(WorkingGroup.id).where(WorkingGroup.id == group_id, WorkingGroup.meetings.any())
    counted = select(NumberSeries.id).where(NumberSeries.group_id == group_id, NumberSeries.last > 0)
    return session.scalar(held) is not None or session.scalar(counted) is not None


def set_members(group_id: int, organisation_ids: Set[int], *, base: Set[int], by: Actor, at: datetime) -> None:
    """Exactly these organisations belong to the group; Conflict where its members are no longer those of `base`.

    Whoever belongs to it no more sees no more of it than what names him.
    """
    row = locked(group_id, by)
    there = {each.organisation_id: each for each in _memberships(group_id)}
    if there.keys() != base:
        raise Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved."))
    joining = session.scalars(select(Organisation).where(Organisation.id.in_(organisation_ids - there.keys()))).all()
    leaving = [each for organisation_id, each in there.items() if organisation_id not in organisation_ids]
    if not joining and not leaving:
        return
    session.add_all(Membership(group_id=group_id, organisation_id=each.id) for each in joining)
    for each in leaving:
        session.delete(each)
    audit.record("group.members_changed", "working_group", row.id, by=by, at=at, subject=row.acronym,
                 joined=[each.short_name for each in joining],
                 left=[each.organisation.short_name for each in leaving])  # fmt: skip


def add_day_off(group_id: int, day: date, name: Bilingual, *, by: Actor, at: datetime) -> None:
    """The group does not work on that day; Refused where it is one already."""
    row = locked(group_id, by)
    if session.scalar(select(DayOff.id).where(DayOff.group_id == group_id, DayOff.day == day)):
        raise Refused(Bilingual.said("This day is off already."))
    session.add(DayOff(group_id=group_id, day=day, name=name))
    audit.record("group.day_off_added", "working_group", row.id, by=by, at=at, subject=row.acronym,
                 day=day, name=plain(name))  # fmt: skip


def remove_day_off(group_id: int, day_off_id: int, *, by: Actor, at: datetime) -> None:
    """The group works on that day again."""
    row = locked(group_id, by)
    found = session.scalar(select(DayOff).where(DayOff.group_id == group_id, DayOff.id == day_off_id))
    if found is not None:
        audit.record("group.day_off_removed", "working_group", row.id, by=by, at=at, subject=row.acronym,
                     day=found.day, name=plain(found.name))  # fmt: skip
        session.delete(found)


def locked(group_id: int, by: Actor) -> WorkingGroup:
    """The group, its row locked until the transaction ends, for somebody who may change its settings."""
    require(policy.can_change_settings(by))
    row = session.get(WorkingGroup, group_id, with_for_update=True)
    if row is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    return row


def _memberships(group_id: int) -> Sequence[Membership]:
    return session.scalars(
        select(Membership).where(Membership.group_id == group_id).options(joinedload(Membership.organisation))
    ).all()


def _refuse_taken(facts: GroupFacts, group_id: int | None = None) -> None:
    if facts.slug in RESERVED:
        raise Refused(
            Bilingual.said("A page of the tracker has the address %(slug)s; choose another.", slug=facts.slug)
        )
    others = select(WorkingGroup).where(WorkingGroup.id != (group_id or 0))
    if taken := session.scalar(others.where(WorkingGroup.slug == facts.slug)):
        raise Refused(
            Bilingual.said("The address %(slug)s belongs to %(group)s.", slug=taken.slug, group=taken.acronym)
        )
    if taken := session.scalar(others.where(WorkingGroup.acronym == facts.acronym)):
        raise Refused(
            Bilingual.said("The acronym %(acronym)s belongs to %(slug)s.", acronym=taken.acronym, slug=taken.slug)
        )
