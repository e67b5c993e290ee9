"""What the form above the figures offers, and what was typed into it. Knows no page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.dates import parse_date, short_date
from tracker.core.errors import NotFound
from tracker.core.i18n import Language, say
from tracker.dashboard.asked import NOBODY, Asked
from tracker.dashboard.policy import groups_followed
from tracker.find import choices
from tracker.find import words as lists
from tracker.find.choices import Pairs
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import groups_for
from tracker.organisations.queries import organisation_choices

DAYS = ("from_", "to", "as_of")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was asked, with the days as they were typed and what is wrong with them."""

    asked: Asked
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]

    @property
    def is_special(self) -> bool:
        """Whether it says more than a group, a quarter and an organisation."""
        return bool(self.mistakes or self.asked.args().keys() & {"kind", *DAYS})


def filled(asked: Asked, args: Mapping[str, str], language: Language) -> Filled:
    """The form as it was filled in: what could be read as the tracker writes it, the rest as it was typed."""
    said = asked.args()
    mistakes = dict(_mistakes(asked, args, language))
    days = {name: short_date(getattr(asked, name)) for name in DAYS if name in said}
    return Filled(asked, {name: args[name] if name in mistakes else days.get(name, "") for name in DAYS}, mistakes)


def _mistakes(asked: Asked, args: Mapping[str, str], language: Language) -> Iterator[tuple[str, str]]:
    for name in DAYS:
        typed = args.get(name, "").strip()
        try:
            day = parse_date(typed[:40]) if typed else None
        except ValueError:
            yield name, say("Write the date as day/month/year, for example 29/03/2021.", language)
            continue
        if name == "as_of" and day and day > asked.today:
            yield name, say("That day is still to come. These are the figures of today.", language)
    if turned_round(asked):
        yield "to", ends_too_early()[language]


def turned_round(asked: Asked) -> bool:
    """Whether its last day is before its first, so that nothing can be counted."""
    return bool(asked.from_ and asked.to and asked.to < asked.from_)


def ends_too_early() -> Bilingual:
    """What is wrong with the last day of what is turned round."""
    return Bilingual.said("This day is before the one from which it begins.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, as pairs of a value and its words."""

    group: Pairs
    period: Pairs
    organisation: Sequence[tuple[object, object]]
    kind: Pairs


def followed(actor: Actor, asked: Asked) -> Sequence[WorkingGroup]:
    """The groups whose figures somebody sees; NotFound where another one is asked for."""
    own = groups_followed(actor)
    found = [group for group in groups_for(actor) if own is None or group.id in own]
    if asked.group and asked.group not in {group.slug for group in found}:
        raise NotFound(Bilingual.said("There is no working group %(slug)s.", slug=asked.group))
    return found


def offered(groups: Sequence[WorkingGroup], asked: Asked, language: Language) -> Choices:
    """What the form offers: one query, of organisations."""
    periods = list(choices.periods(asked.today, None, language)[1:])  # nothing is agreed yet in the next quarter
    if asked.period and str(asked.period) not in dict(periods):
        periods.append((str(asked.period), asked.period.name[language]))
    nobody = (NOBODY, say("nobody responsible yet", language))
    return Choices(
        group=[(group.slug, f"{group.acronym} – {group.name.in_(language).text}") for group in groups],
        period=periods,
        organisation=[*organisation_choices(language, chosen=asked.organisation), nobody],
        kind=[(kind.value, said[language]) for kind, said in lists.kinds().items()],
    )
