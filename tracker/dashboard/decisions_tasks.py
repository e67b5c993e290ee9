"""Decisions on tasks: what has long been late, and what nobody owns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language, say_many
from tracker.dashboard.decisions_words import as_words, listed, rows_of
from tracker.dashboard.facts import Decision, DecisionKind, Place
from tracker.dashboard.measures import Measure, condition
from tracker.dashboard.scope import Groups, of_groups
from tracker.dashboard.tasks import tasks
from tracker.groups.models import Audience, Trigger
from tracker.minutes.sentences import both
from tracker.organisations.queries import names_and_ways
from tracker.reminders.ladder import DEFAULT

LATE_FOR = next(step.days for step in DEFAULT if (step.trigger, step.audience) == (Trigger.DUE, Audience.MANAGEMENT))
"""From how many days of being late on reminders tell management."""
NOBODY_FOR = 30


def decisions_on_tasks(groups: Groups, slug: str, as_of: date) -> Iterable[Decision]:
    """What is late for longer than reminders wait before they tell management, and what nobody owned for thirty days;
    three queries."""
    rows = _rows(groups, slug, as_of)
    late, nobody = [row for row in rows if row.organisation_id], [row for row in rows if not row.organisation_id]
    texts = _texts([row.action_id for row in (*late, *nobody)])
    names, ways = names_and_ways()
    if late:
        yield _late(late, texts, names, {each: way[-1] for each, way in ways.items()}, slug, as_of)
    if nobody:
        yield _nobody(nobody[0], texts, slug, as_of)


def _rows(groups: Groups, slug: str, as_of: date) -> Sequence[Row[Any]]:
    """How many tasks of each organisation there are, with the day of the one that waits for longest."""
    task = tasks(as_of, of_groups(Action.group_id, groups, slug))
    owner = task.c.organisation_id
    late = and_(
        owner.is_not(None), task.c.ends_on < as_of - timedelta(days=LATE_FOR), condition(Measure.LATE, task, as_of)
    )
    nobody = and_(
        owner.is_(None), task.c.agreed_on <= as_of - timedelta(days=NOBODY_FOR),
        condition(Measure.NO_OWNER, task, as_of),
    )  # fmt: skip
    return session.execute(
        select(
            owner, func.count().label("number"), func.min(task.c.ends_on).label("ends_on"),
            func.min(task.c.agreed_on).label("agreed_on"), func.min(task.c.action_id).label("action_id"),
        )
        .where(or_(late, nobody))
        .group_by(owner)
    ).all()  # fmt: skip


def _texts(action_ids: Sequence[int]) -> Mapping[int, Bilingual]:
    rows = session.scalars(select(Action).where(Action.id.in_(action_ids)).options(joinedload(Action.entry)))
    return {action.id: as_words(text_of(action)) for action in rows}


def _late(
    rows: Sequence[Row[Any]], texts: Mapping[int, Bilingual], names: Mapping[int, Bilingual], tops: Mapping[int, int],
    slug: str, as_of: date,
) -> Decision:  # fmt: skip
    """Each organisation that is late counts with its units, those with the most first."""
    numbers: dict[int, int] = {}
    for row in rows:
        top = tops[row.organisation_id]
        numbers[top] = numbers.get(top, 0) + row.number
    order = sorted(numbers, key=lambda each: (-numbers[each], names[each].en))
    total, longest = sum(numbers.values()), max((as_of - row.ends_on).days for row in rows)
    what = Bilingual.said("Settle what has long been late")
    whose = [both(partial(_counted, names[each], numbers[each])) for each in order] if total > 1 else []
    place = rows_of("late", slug, as_of, late_for=LATE_FOR, **({"organisation": order[0]} if len(order) == 1 else {}))
    if total == 1:
        name, text = names[order[0]], texts[rows[0].action_id]
        about = both(lambda side: f"{name[side]}: {text.in_(side).text}")
        place = Place("actions.show", {"action_id": rows[0].action_id})
    else:
        about = both(partial(_tasks, total, listed(whose)))
    why = both(partial(_late_for, total, longest))
    return Decision(DecisionKind.LATE, what, about, why, place, whose)


def _counted(name: Bilingual, number: int, language: Language) -> str:
    return f"{name[language]} ({number})"


def _tasks(number: int, names: Bilingual, language: Language) -> str:
    return say_many(
        "%(number)s task: %(names)s", "%(number)s tasks: %(names)s", number, language, names=names[language]
    )


def _late_for(number: int, longest: int, language: Language) -> str:
    if number == 1:
        return say_many("%(number)s day late", "%(number)s days late", longest, language)
    return say_many(
        "late for more than %(days)s days, the longest for %(number)s day",
        "late for more than %(days)s days, the longest for %(number)s days", longest, language, days=LATE_FOR,
    )  # fmt: skip


def _nobody(row: Row[Any], texts: Mapping[int, Bilingual], slug: str, as_of: date) -> Decision:
    alone, days = row.number == 1, (as_of - row.agreed_on).days
    since = (as_of - timedelta(days=NOBODY_FOR)).isoformat()
    return Decision(
        DecisionKind.NO_OWNER,
        Bilingual.said("Name who is responsible"),
        texts[row.action_id] if alone else both(partial(_actions, row.number, texts[row.action_id])),
        both(partial(_nobody_since, days, alone)),
        Place("actions.show", {"action_id": row.action_id}) if alone else rows_of("no_owner", slug, as_of, to=since),
    )


def _actions(number: int, text: Bilingual, language: Language) -> str:
    return say_many(
        "%(number)s action, such as: %(text)s", "%(number)s actions, such as: %(text)s", number, language,
        text=text.in_(language).text,
    )  # fmt: skip


def _nobody_since(days: int, alone: bool, language: Language) -> str:
    if alone:
        return say_many("nobody has owned it for %(number)s day", "nobody has owned it for %(number)s days", days,
                        language)  # fmt: skip
    return say_many(
        "nobody owns them, the oldest for %(number)s day", "nobody owns them, the oldest for %(number)s days", days,
        language,
    )  # fmt: skip
