"""What management says on the page of a quarter becomes an action. Knows no page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.access.actors import Actor, Role
from tracker.access.voices import LONGEST_NAME, How
from tracker.actions import changing, mails
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.services import Agreement, agreed_reading
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import is_a_day, parse_date, short_date
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language, say
from tracker.dashboard import mails_instructions
from tracker.dashboard.models import Instruction
from tracker.dashboard.quarters import Quarter
from tracker.minutes.sentences import both
from tracker.organisations.models import Person

NOTHING = Bilingual()
MOST_YEARS = 5
"""How far ahead the day may lie until which something is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What management said about a group on the page of a quarter as it stood on a day, and by what way where somebody
    else writes it down."""

    group_id: int
    quarter: Quarter
    as_of: date
    text: Bilingual
    owners: tuple[int, ...] = ()
    words: Bilingual = NOTHING
    days_off: Collection[date] = ()
    how: How = How.ITSELF
    said_by: str = ""


def speaks_itself(actor: Actor) -> bool:
    """Whether somebody is of the management, so that his remark is his own."""
    return Role.MANAGEMENT in actor.everywhere


def give_instruction(remark: Remark, *, by: Actor, at: datetime) -> Instruction:
    """Keep what management said, and make an action of it at once, which the next meeting is to confirm; those who owe
    it and those who lead the group are told. What others write down says who said it, and by what way it came."""
    if not speaks_itself(by):
        _require_speaker(remark)
    name, on = _name(remark, by), clock.day_of(at)
    require_within_reach(remark.words, agreed_reading(remark.words, on, remark.days_off).window, on)
    made = changing.instruct(remark.group_id, _action(remark, name, on), by=by, at=at)
    given = Instruction(
        group=made.group, period=str(remark.quarter), as_of=remark.as_of, remark=remark.text, at=at, by=by.label[:200],
        by_person_id=by.person_id, action=made,
    )  # fmt: skip
    if not speaks_itself(by):
        given.how, given.said_by = remark.how, remark.said_by
    session.add(given)
    session.flush()
    audit.record(
        "instruction.given", "instruction", given.id, by=by, at=at, subject=made.reference, period=given.period,
        as_of=given.as_of, how=given.how, said_by=given.said_by, remark={"en": remark.text.en, "lo": remark.text.lo},
    )  # fmt: skip
    mails_instructions.tell_leading(given, name, _called(by), by=by, at=at)
    return given


def untold(given: Instruction, *, by: Actor, at: datetime) -> Bilingual:
    """The names of the owners of whom nobody has an address at which he is told of an instruction."""
    names = [part.organisation.called for part in given.action.owners if not mails.reaches(part, by=by, at=at)]
    return both(lambda side: ", ".join(each.in_(side).text for each in names))


def require_within_reach(words: Bilingual, window: Window, on: date) -> None:
    """Refused where the time of an instruction of a day is over already, or so far ahead that it must be a slip."""
    last = window.end or window.from_ or _typed(words)
    if last is None:
        return
    if last < on:
        raise Refused(
            Bilingual.said("%(date)s is over. Give a day that is still to come.", date=short_date(last)), "until"
        )
    if last > on + timedelta(days=366 * MOST_YEARS):
        raise Refused(
            Bilingual.said(
                "%(date)s is more than %(years)s years ahead. Look at the year again, or say until when a first step is"
                " to be done.",
                date=short_date(last), years=MOST_YEARS,
            ),
            "until",
        )  # fmt: skip


def _typed(words: Bilingual) -> date | None:
    """A day of the calendar that is too far away to be read as a deadline."""
    for typed in filter(None, (words.en, words.lo)):
        if is_a_day(typed):
            return parse_date(typed)
    return None


def _require_speaker(remark: Remark) -> None:
    if not remark.said_by:
        raise Refused(Bilingual.said("Say who said it."), "said_by")
    if len(remark.said_by) > LONGEST_NAME:
        raise Refused(Bilingual.said("A name may have %(most)s characters at the most.", most=LONGEST_NAME), "said_by")
    if remark.how is How.ITSELF:
        raise Refused(Bilingual.said("Say by what way it came."), "how")


def _name(remark: Remark, by: Actor) -> Bilingual:
    if not speaks_itself(by):
        return Bilingual.same(remark.said_by)
    return _called(by)


def _called(by: Actor) -> Bilingual:
    person = session.get(Person, by.person_id) if by.person_id else None
    return person.name if person else Bilingual.same(by.label)


def _action(remark: Remark, name: Bilingual, on: date) -> NewAction:
    agreed = Agreement(
        on=on, text=remark.text, words=remark.words, owners=remark.owners, days_off=remark.days_off
    )  # fmt: skip
    reason = Bilingual(en=_reason(remark, name, on, "en"), lo=_reason(remark, name, on, "lo"))
    return NewAction(agreed=agreed, reason=reason)


def _reason(remark: Remark, name: Bilingual, on: date, language: Language) -> str:
    return say(
        "Instruction of %(name)s of %(date)s on the follow-up of quarter %(quarter)s, %(year)s", language,
        name=name.in_(language).text, date=short_date(on), quarter=remark.quarter.number, year=remark.quarter.year,
    )  # fmt: skip
