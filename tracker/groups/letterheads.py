"""The head of a group's papers as it prints on one day; knows neither Word nor pages, and no meeting."""

from dataclasses import replace
from datetime import date

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.docx import outline
from tracker.groups.facts import LetterheadFacts
from tracker.groups.models import Letterhead

NUMBER_TO_COME = "………"


def printed(head: Letterhead | LetterheadFacts | None, number: str, day: date) -> outline.Letterhead:
    """Country and motto, the issuing body, and at the right the number (dots while there is none), place and date."""

    def place_and_date(language: Language) -> str:
        date = dates.long_date(day, language)
        place = head.place.in_(language).text if head else ""
        if place:
            return say("%(place)s, %(date)s", language, place=place, date=date)
        return say("dated %(date)s", language, date=date)

    return outline.Letterhead(
        top=head.top if head else (),
        left=head.left if head else (),
        right=(
            Bilingual.said("No. %(number)s", number=number or NUMBER_TO_COME),
            Bilingual(en=place_and_date("en"), lo=place_and_date("lo")),
        ),
    )


def renumbered(head: outline.Letterhead, number: str, day: date, was: date) -> outline.Letterhead:
    """The same head with another number and another day; place and issuing body stay as they were frozen, whatever the
    group's letterhead says by now."""
    dated = head.right[-1]

    def moved(language: Language) -> str:
        return dated[language].replace(dates.long_date(was, language), dates.long_date(day, language))

    return replace(
        head,
        right=(
            Bilingual.said("No. %(number)s", number=number or NUMBER_TO_COME),
            Bilingual(en=moved("en"), lo=moved("lo")),
        ),
    )
