"""An action as a short text to be copied into a message, in one language. Knows no page."""

from datetime import date

from tracker.actions import words
from tracker.actions.models import Action
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say


def message(action: Action, on: date, language: Language, link: str = "") -> str:
    """What is to be done, who owes it, until when, and where it was agreed; with the link, where readers can follow
    it. Parts, organisations, entry and meeting must be loaded."""
    lines = [
        f"{action.reference}: {_plain(words.text_of(action), language)}",
        *_who(action, on, language),
        *([say("As agreed: %(words)s", language, words=_plain(action.words, language))] if action.words else []),
        _where(action, language),
        *([link] if link else []),
    ]
    return "\n".join(lines)


def _who(action: Action, on: date, language: Language) -> list[str]:
    """One line for each organisation that still owes a part; one that says so where nobody does."""
    if not action.owners:
        return [say("Nobody owes it yet.", language)]
    return [
        ", ".join(
            filter(None, (
                part.organisation.called[language],
                words.until_words(part.window, action.confirmed_on, language) if part.closed_at is None else "",
                words.standing_of(part, on).words[language],
            ))
        )
        for part in action.owners
    ]  # fmt: skip


def _where(action: Action, language: Language) -> str:
    day = dates.short_date(action.agreed_on)
    if action.meeting is None:
        return say("Agreed on %(date)s, outside a meeting", language, date=day)
    return say("Agreed in the meeting of %(date)s (%(group)s)", language, date=day, group=action.group.acronym)


def _plain(text: Bilingual, language: Language) -> str:
    return " ".join(text.in_(language).text.split())
