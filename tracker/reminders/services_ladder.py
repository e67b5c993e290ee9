"""Changing how a group is reminded: its own ladder, the default one again, and the day from which it counts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.core.i18n import Language, say
from tracker.groups.models import LadderStep, WorkingGroup
from tracker.reminders import policy
from tracker.reminders.ladder import DEFAULT, FARTHEST, Step, ladder_of, twice

MOST = 100  # steps of a ladder


def change_ladder(group_id: int, steps: Sequence[Step], *, by: Actor, at: datetime, base: str | None = None) -> None:
    """The group is reminded by exactly these steps, in this order. Refused where there is none, where a step stands
    there twice, and where one is more than a year away; Conflict where the ladder is no longer the one of `base`."""
    group = _locked(group_id, by)
    _refuse_unsound(steps)
    before = ladder_of(group_id)
    if base is not None and base != written(before):
        raise Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved."))
    if tuple(steps) == before:
        return
    session.execute(delete(LadderStep).where(LadderStep.group_id == group_id))
    session.add_all(
        LadderStep(
            group_id=group_id, position=place, trigger=step.trigger, days=step.days, working_days=step.working_days,
            weekly=step.weekly, audience=step.audience,
        )
        for place, step in enumerate(steps)
    )  # fmt: skip
    session.flush()
    _record("ladder.changed", group, before, steps, by, at)


def default_ladder(group_id: int, *, by: Actor, at: datetime) -> None:
    """The group is reminded by the default steps again; its own are forgotten."""
    group = _locked(group_id, by)
    before = ladder_of(group_id)
    gone = session.scalars(select(LadderStep.id).where(LadderStep.group_id == group_id)).all()
    if gone:
        session.execute(delete(LadderStep).where(LadderStep.group_id == group_id))
        _record("ladder.reset", group, before, DEFAULT, by, at)


def begin_reminders(group_id: int, begin: date | None, *, by: Actor, at: datetime) -> None:
    """Nothing from before this day is told; none at all is where there is no day."""
    group = _locked(group_id, by)
    if group.reminders_from != begin:
        before, group.reminders_from = group.reminders_from, begin
        session.flush()
        audit.record("group.reminders_from_set", "working_group", group.id, by=by, at=at, subject=group.acronym,
                     before=before, now=begin)  # fmt: skip


def _locked(group_id: int, by: Actor) -> WorkingGroup:
    """The group, its row locked until the transaction ends, for somebody who may say how it is reminded."""
    require(policy.can_change_ladder(by, group_id))
    group = session.get(WorkingGroup, group_id, with_for_update=True, populate_existing=True)
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    return group


def _refuse_unsound(steps: Sequence[Step]) -> None:
    if not 1 <= len(steps) <= MOST:
        raise Refused(Bilingual.said("A ladder has from 1 to %(most)s steps.", most=MOST))
    if (step := twice(steps)) is not None:
        raise Refused(Bilingual(en=_twice(step, "en"), lo=_twice(step, "lo")))
    if any(abs(step.days) > FARTHEST for step in steps):
        raise Refused(Bilingual.said("A step is a year away at the most."))


def _twice(step: Step, language: Language) -> str:
    return say("There is a step twice: %(step)s.", language, step=step.words[language])


def _record(
    verb: str, group: WorkingGroup, before: Sequence[Step], now: Sequence[Step], by: Actor, at: datetime
) -> None:
    audit.record(verb, "working_group", group.id, by=by, at=at, subject=group.acronym,
                 before=[_plain(step) for step in before], now=[_plain(step) for step in now])  # fmt: skip


def written(steps: Sequence[Step]) -> str:
    """A ladder as one line, by which a form knows from which one it was made."""
    return ", ".join(map(_plain, steps))


def _plain(step: Step) -> str:
    return f"{step.code} weekly" if step.weekly else step.code
