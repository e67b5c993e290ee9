"""What is told by hand to whom no mail reaches, in one language: a short text to copy into a message, and a letter to
print."""

from dataclasses import dataclass
from datetime import date

from tracker.core import dates
from tracker.core.i18n import Language, say
from tracker.reminders.piles import Line
from tracker.reminders.queries_unreachable import Unreached

MOST = 10  # things in a short text


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter: from whom, to whom, about what, its paragraphs, and what is owed."""

    sender: str
    day: str
    to: str
    subject: str
    greeting: str
    opening: str
    lines: tuple[Line, ...]
    closing: str
    language: Language


def whatsapp(told: Unreached, language: Language) -> str:
    """A short text to copy, as a telephone shows it: no more than ten things."""
    found = told.lines[language]
    head = say(
        "Hello. %(group)s reminds %(name)s:", language, group=told.group.acronym, name=told.called.in_(language).text
    )
    items = [_item(number, line) for number, line in enumerate(found[:MOST], 1)]
    more = [say("And %(number)s more.", language, number=len(found) - MOST)] if len(found) > MOST else []
    return "\n".join([head, "", *items, *more, "", say("Please answer here how it goes. Thank you.", language)])


def letter(told: Unreached, language: Language, on: date) -> Paper:
    """A letter to print and hand over."""
    group, name = told.group.name.in_(language).text, told.called.in_(language).text
    return Paper(
        sender=group, day=dates.long_date(on, language), to=name,
        subject=say("Reminder of what was agreed", language), greeting=say("Dear Sir or Madam,", language),
        opening=say("On %(date)s the following is still open for %(name)s:", language, date=dates.short_date(on),
                    name=name),
        lines=told.lines[language],
        closing=say("Please tell the secretary of %(group)s how it goes.", language, group=told.group.acronym),
        language=language,
    )  # fmt: skip


def _item(number: int, line: Line) -> str:
    reference = f" ({line.reference})" if line.reference else ""
    facts = " ".join(filter(None, (line.stands, line.agreed, line.expected)))
    return f"{number}. {line.title}{reference}\n{facts}"
