"""What would go out on a day: the digests as they would read, computed from the tables alone; writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from tracker.calendar.workdays import is_working_day
from tracker.core import clock
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.groups.models import WorkingGroup
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.mail.rendering import Letter
from tracker.reminders import mail_days, mails
from tracker.reminders.mail_days import Wishes
from tracker.reminders.mails import Sheet
from tracker.reminders.models import Digest, Receiver
from tracker.reminders.piles import Line, Outstanding
from tracker.reminders.receivers import Reader, Readers
from tracker.reminders.ripe import UNSENT, key_of, open_now, reader_of
from tracker.reminders.sweeping import due_on
from tracker.reminders.truth import still_true

SECRET = "(secret link)"  # noqa: S105  what stands instead of one
LONGEST = 366  # days that are computed at once
_FARTHEST = 400  # days, longer than any pause
_DAY = timedelta(days=1)
Told = tuple[Outstanding, Reader]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a digest: its reference or short words, by which step, whose it is."""

    item: str
    step: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """A digest as it would go out on a day, or what nobody could be told."""

    on: date
    person: str
    email: str
    language: Language
    items: tuple[Item, ...]
    letter: Letter
    group_ids: frozenset[int]
    person_id: int | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether there is an address that it goes to."""
        return bool(self.email)

    def as_json(self) -> dict[str, Any]:
        """As plain values; the date is ISO."""
        return {
            "on": self.on.isoformat(), "person": self.person, "email": self.email, "language": self.language,
            "items": [{"item": each.item, "step": each.step, "organisation": each.organisation} for each in self.items],
        }  # fmt: skip


def preview(on: date, days: int = 0, begins: Mapping[int, date] | None = None) -> list[Previewed]:
    """What would go out on a day and so many days after it, each reader once a day with everything. `begins` are first
    days of groups that are not settled yet. What was held back for a reader comes on the day on which it would."""
    return [each for each in everybody(on, days, begins) if each.is_reachable]


def unreached(on: date, days: int = 0, begins: Mapping[int, date] | None = None) -> list[Previewed]:
    """What would become due on these days for whom no mail reaches."""
    return [each for each in everybody(on, days, begins) if not each.is_reachable]


def everybody(
    on: date, days: int = 0, begins: Mapping[int, date] | None = None, only: Collection[int] | None = None
) -> list[Previewed]:
    """Both of them, with nothing but what `only` these groups tell, where it names some."""
    return [each for day in _days(on, days) for each in _on(day, begins or {}, only)]


def _days(on: date, days: int) -> Iterator[date]:
    every = (on + _DAY * number for number in range(min(max(days, 0), LONGEST) + 1))
    return (day for day in every if is_working_day(day))


def _on(on: date, begins: Mapping[int, date], only: Collection[int] | None) -> list[Previewed]:
    """Everybody's digest of one day, whoever has no address included."""
    groups = [each for each in session.scalars(select(WorkingGroup.id)) if only is None or each in only]
    readers, wished = Readers.load(groups, on), mail_days.wishes()
    piled: dict[str, list[Told]] = defaultdict(list)
    for row, reader in [*_untold(on, readers, wished), *_falling_due(on, groups, begins, readers, wished)]:
        if row.group_id in groups:
            piled[reader.key].append((row, reader))
    for row, reader in _unsent(on, readers):
        if reader.key in piled and row.group_id in groups:
            piled[reader.key].insert(0, (row, reader))
    sheets = (mails.sheet(rows, on) for rows in piled.values())
    made = (_shown(each, readers) for each in sheets if each)
    return sorted(made, key=lambda each: (each.person, each.email))


def _falling_due(
    on: date, groups: Sequence[int], begins: Mapping[int, date], readers: Readers, wished: Wishes
) -> Iterator[Told]:  # fmt: skip
    """What falls due on the day and, for whoever is not written to each day, since his last mail."""
    day = mail_days.first_carried(on, wished)
    while day <= on:
        for group_id in groups:
            for row in due_on(group_id, day, begins.get(group_id)):
                for reader in _of(row, readers):
                    if mail_days.carries(on, day, row.step, reader, wished):
                        yield row, reader
        day += _DAY


def _untold(on: date, readers: Readers, wished: Wishes) -> Iterator[Told]:
    """What is written down, was not told, and would be told on a day that is not over."""
    today = clock.today()
    if on < today:
        return
    asked = select(Digest.person_id, Digest.organisation_id).where(Digest.on == today)
    served = {(row[0], row[1]) for row in session.execute(asked)}
    for row, reader in _still(select(Receiver).where(*open_now()), readers):
        first = today + _DAY if (row.person_id, row.organisation_id) in served else today
        said = row.reminder
        if said.due_on <= on and _first_day(first, said.due_on, said.step, reader, wished) == on:
            yield said, reader


def _first_day(first: date, due: date, step: str, reader: Reader, wished: Wishes) -> date:
    """The first day from one on at which something untold is told."""
    for number in range(_FARTHEST):
        day = first + _DAY * number
        if is_working_day(day) and mail_days.may_tell(day, due, step, reader, wished):
            return day
    return date.max


def _unsent(on: date, readers: Readers) -> Iterator[Told]:
    """What stands in earlier mails that are not out yet; the next one takes it over."""
    if on < clock.today():
        return
    late = Digest.mail.has(OutgoingMail.state.in_(UNSENT))
    asked = select(Receiver).join(Receiver.digest).where(Digest.on < on, Digest.replaced_by_id.is_(None), late)
    yield from ((row.reminder, reader) for row, reader in _still(asked, readers))


def _still(asked: Select[Receiver], readers: Readers) -> list[tuple[Receiver, Reader]]:
    """Those of which something is left to do, for whoever is told of them still."""
    joined = asked.join(Receiver.reminder).options(contains_eager(Receiver.reminder)).order_by(Receiver.id)
    rows = session.scalars(joined).all()
    outstanding = {each.id for each in still_true([row.reminder for row in rows])}
    found = ((row, reader_of(row.reminder, key_of(row), readers)) for row in rows if row.reminder_id in outstanding)
    return [(row, reader) for row, reader in found if reader is not None]


def _of(row: Outstanding, readers: Readers) -> tuple[Reader, ...]:
    return readers.of(row.group_id, row.audience, row.organisation_id, row.person_id, row.step)


def _shown(sheet: Sheet, readers: Readers) -> Previewed:
    """A digest as it reads, without any secret."""
    reader, pages = sheet.reader, zip(sheet.shown, mails.page_links(sheet), strict=True)
    links = [SECRET if line.target and not reach.is_private() else page for line, page in pages]
    wish = SECRET if reader.person_id is not None and not reach.is_private() else ""
    return Previewed(
        on=sheet.on, person=reader.name, email=reader.address if reader.is_reachable else "", language=reader.language,
        items=tuple(_item(line, readers) for line in sheet.lines), letter=mails.letter(sheet, links, wish),
        group_ids=frozenset(line.owed.group_id for line in sheet.lines), person_id=reader.person_id,
    )  # fmt: skip


def _item(line: Line, readers: Readers) -> Item:
    organisation = readers.organisations.get(line.owed.organisation_id or 0)
    return Item(line.reference or line.title, line.owed.step, organisation.short_name if organisation else "")
