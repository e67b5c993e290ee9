"""Reads of what nobody could be told because there is no address: what, for whom, since when. Knows no page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import LANGUAGES, Language
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation, Person
from tracker.reminders.lines import lines
from tracker.reminders.models import ItemKind, Receiver, Reminder
from tracker.reminders.piles import Line, Owed
from tracker.reminders.ripe import open_now
from tracker.reminders.truth import still_true


@dataclass(frozen=True, slots=True)
class Unreached:
    """An organisation, or somebody in it, whom no mail reaches, and what was to be told in one group, in each language;
    `language` is the one that its people read."""

    group: WorkingGroup
    organisation: Organisation | None
    person: Person | None
    receiver_ids: tuple[int, ...]
    lines: dict[Language, tuple[Line, ...]]
    since: date
    language: Language

    @property
    def called(self) -> Bilingual:
        """How they are called."""
        if self.person is not None:
            return self.person.name
        return self.organisation.called if self.organisation else Bilingual()

    @property
    def phone(self) -> str:
        """The telephone of the person, where it is one."""
        return self.person.phone if self.person else ""


def unreachable(group_ids: Collection[int], on: date) -> list[Unreached]:
    """Whom no mail reaches in some groups, the longest waiting first, with what is still true of what was to be told.
    A fixed number of queries."""
    rows = session.scalars(
        select(Receiver)
        .join(Receiver.reminder)
        .where(*open_now(), Receiver.is_reachable.is_(False), Reminder.group_id.in_(group_ids))
        .options(
            contains_eager(Receiver.reminder).joinedload(Reminder.group, innerjoin=True),
            joinedload(Receiver.organisation), joinedload(Receiver.person),
        )
        .order_by(Reminder.due_on, Receiver.id)
    ).all()  # fmt: skip
    outstanding = {each.id for each in still_true([row.reminder for row in rows])}
    piled: dict[tuple[int, int | None, int | None], list[Receiver]] = defaultdict(list)
    for row in rows:
        if row.reminder_id in outstanding:
            piled[row.reminder.group_id, row.organisation_id, row.person_id].append(row)
    told = {
        language: _by_thing([row for each in piled.values() for row in each], language, on) for language in LANGUAGES
    }
    found = (_unreached(each, told) for each in piled.values())
    return [each for each in found if each.lines[each.language]]


def how_many(group_ids: Collection[int]) -> int:
    """How many organisations or persons no mail reaches, of whom something in some groups is still to be told."""
    rows = session.scalars(
        select(Receiver)
        .join(Receiver.reminder)
        .where(*open_now(), Receiver.is_reachable.is_(False), Reminder.group_id.in_(group_ids))
        .options(contains_eager(Receiver.reminder))
    ).all()
    outstanding = {each.id for each in still_true([row.reminder for row in rows])}
    told = [row for row in rows if row.reminder_id in outstanding]
    return len({(row.reminder.group_id, row.organisation_id, row.person_id) for row in told})


_Thing = tuple[ItemKind, int, int | None]


def _by_thing(rows: Sequence[Receiver], language: Language, on: date) -> dict[_Thing, Line]:
    """The lines of everything that is to be told, in their order, made together."""
    made = lines([Owed.of(row.reminder) for row in rows], language, on)
    return {(line.owed.kind, line.owed.item_id, line.owed.organisation_id): line for line in made}


def _unreached(rows: Sequence[Receiver], told: Mapping[Language, Mapping[_Thing, Line]]) -> Unreached:
    first = rows[0]
    own = {(row.reminder.kind, row.reminder.item_id, row.reminder.organisation_id) for row in rows}
    reader = first.person or first.organisation
    return Unreached(
        group=first.reminder.group, organisation=first.organisation, person=first.person,
        receiver_ids=tuple(row.id for row in rows),
        lines={side: tuple(line for thing, line in found.items() if thing in own) for side, found in told.items()},
        since=min(row.reminder.due_on for row in rows), language=reader.language if reader else "lo",
    )  # fmt: skip
