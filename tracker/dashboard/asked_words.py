"""What is asked, in words, each part of it by itself; knows no page."""

from collections.abc import Iterator, Sequence
from functools import partial

from tracker.actions import words
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.asked import NOBODY, Asked
from tracker.dashboard.quarters import Quarter
from tracker.groups.models import WorkingGroup
from tracker.minutes.sentences import both

Groups = Sequence[WorkingGroup]


def of_tasks(asked: Asked, groups: Groups, organisation: Bilingual) -> Iterator[Bilingual]:
    """What is asked of tasks; the day always, since figures without one say nothing."""
    yield _group(asked, groups)
    if asked.organisation is not None:
        yield Bilingual.said("nobody responsible yet") if asked.organisation == NOBODY else organisation
    if asked.kind:
        yield words.kind(asked.kind)
    yield from _agreed(asked)
    if asked.done:
        yield both(partial(_done_in, asked.done))
    if asked.late_for is not None:
        yield both(partial(_late_for, asked.late_for))
    yield _day(asked)


def of_minutes(asked: Asked, groups: Groups, _organisation: Bilingual) -> Iterator[Bilingual]:
    """What is asked of meetings, whoever took part."""
    yield _group(asked, groups)
    yield from _held(asked)
    yield _day(asked)


def of_attendance(asked: Asked, groups: Groups, organisation: Bilingual) -> Iterator[Bilingual]:
    """What is asked of meetings and who came."""
    yield _group(asked, groups)
    if asked.organisation:
        yield organisation
    yield from _held(asked)
    yield _day(asked)


def of_all_times(asked: Asked, groups: Groups, _organisation: Bilingual) -> Iterator[Bilingual]:
    """What is asked of standards, special meetings and what was carried over, whenever something was agreed."""
    yield _group(asked, groups)
    yield _day(asked)


def _group(asked: Asked, groups: Groups) -> Bilingual:
    named = [group.name for group in groups if group.slug == asked.group] or [
        group.name for group in groups if len(groups) == 1
    ]
    return named[0] if named else Bilingual.said("All groups")


def _day(asked: Asked) -> Bilingual:
    return Bilingual.said("as of %(date)s", date=short_date(asked.as_of))


def _agreed(asked: Asked) -> Iterator[Bilingual]:
    if asked.period:
        yield both(partial(_agreed_in, asked.period))
    elif asked.from_ and asked.to:
        days = {"first": short_date(asked.from_), "last": short_date(asked.to)}
        yield Bilingual.said("agreed from %(first)s to %(last)s", **days)
    elif asked.from_:
        yield Bilingual.said("agreed since %(date)s", date=short_date(asked.from_))
    elif asked.to:
        yield Bilingual.said("agreed until %(date)s", date=short_date(asked.to))


def _held(asked: Asked) -> Iterator[Bilingual]:
    if asked.period:
        yield both(partial(_held_in, asked.period))
    elif asked.from_ and asked.to:
        days = {"first": short_date(asked.from_), "last": short_date(asked.to)}
        yield Bilingual.said("held from %(first)s to %(last)s", **days)
    elif asked.from_:
        yield Bilingual.said("held since %(date)s", date=short_date(asked.from_))
    elif asked.to:
        yield Bilingual.said("held until %(date)s", date=short_date(asked.to))


def _agreed_in(quarter: Quarter, language: Language) -> str:
    return say("agreed in %(quarter)s", language, quarter=quarter.name[language])


def _held_in(quarter: Quarter, language: Language) -> str:
    return say("held in %(quarter)s", language, quarter=quarter.name[language])


def _done_in(quarter: Quarter, language: Language) -> str:
    return say("done in %(quarter)s", language, quarter=quarter.name[language])


def _late_for(days: int, language: Language) -> str:
    return say_many(
        "with an owner, late for more than %(number)s day", "with an owner, late for more than %(number)s days", days,
        language,
    )  # fmt: skip
