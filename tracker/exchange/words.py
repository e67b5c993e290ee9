"""The single values of a meeting file: dates, times, names, numbers; each with its rule, its reason and its schema."""

import re
from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from typing import cast

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.core.lao import clean
from tracker.exchange.kinds import Names, Unfit, Word
from tracker.exchange.problems import did_you_mean, quoted
from tracker.meetings.addresses import ADDRESS, PERIOD, SLUG, YEAR, Address, Period

MOST_LETTERS = 20_000  # of a text
MOST_PEOPLE = 100_000
NAME_LETTERS = 60
ALIAS_LETTERS = 200

_DATE = f"{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_LOOKS_LIKE_A_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ID = "[A-Za-z0-9][A-Za-z0-9._-]*"
_REFERENCE = "[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_ITEM = f"{_REFERENCE}(?:/[A-Za-z0-9._-]+)*"
_MAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"


def _pattern(pattern: str) -> dict[str, object]:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _spelt(pattern: str, most: int, reason: Callable[[str], Bilingual]) -> Word:
    """A string that fits a pattern as a whole."""

    def parse(text: str) -> str:
        text = clean(text)
        if len(text) > most:
            raise Unfit(Bilingual.said("%(value)s is longer than %(most)s letters", value=quoted(text), most=most))
        if not re.fullmatch(pattern, text):
            raise Unfit(reason(quoted(text)))
        return text

    return Word(parse, {**_pattern(pattern), "maxLength": most})


def line_of_text(most: int = NAME_LETTERS, *, least: int = 1, names: Names | None = None) -> Word:
    """A string of one line, taken as it is."""

    def parse(text: str) -> str:
        text = clean(text)
        if len(text) < least:
            raise Unfit(Bilingual.said("is empty; give a value or leave it out"))
        if len(text) > most:
            raise Unfit(Bilingual.said("%(value)s is longer than %(most)s letters", value=quoted(text), most=most))
        if "\n" in text:
            raise Unfit(Bilingual.said("%(value)s must stand on one line", value=quoted(text)))
        return text

    schema: dict[str, object] = {"type": "string", "minLength": least, "maxLength": most, "pattern": "^.*$"}
    return Word(parse, schema, empty=not least, names=names)


def choice(of: type[StrEnum], *, without: StrEnum | None = None) -> Word:
    """One of a few fixed words; `without` is the one that a file can't say."""
    known = [str(word) for word in of if word != without]

    def parse(text: str) -> StrEnum:
        if text.strip() in known:
            return of(text.strip())
        listed = ", ".join(known)
        reason = Bilingual.said("%(value)s is none of: %(known)s", value=quoted(text), known=listed)
        raise Unfit(did_you_mean(reason, text, known))

    return Word(parse, {"enum": known})


def _date(text: str) -> date:
    text = text.strip()
    if not re.fullmatch(_LOOKS_LIKE_A_DATE, text):
        raise Unfit(Bilingual.said("%(value)s is not a date; write it as 2021-03-29", value=quoted(text)))
    if not re.match(f"{YEAR}-", text):
        raise Unfit(Bilingual.said("the year of %(value)s is outside 1975 to 2100", value=quoted(text)))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(Bilingual.said("there is no such day as %(value)s", value=quoted(text))) from None


def _time(text: str) -> time:
    text = text.strip()
    if not re.fullmatch(_TIME, text):
        raise Unfit(Bilingual.said("%(value)s is not a time of day; write it as 08:30", value=quoted(text)))
    return time.fromisoformat(text)


def _people(text: str) -> int:
    text = text.strip()
    if re.fullmatch("-[0-9]+", text):
        raise Unfit(Bilingual.said("%(value)s is below zero", value=quoted(text)))
    if not re.fullmatch("[0-9]+", text):
        raise Unfit(Bilingual.said("%(value)s is not a whole number", value=quoted(text)))
    if len(text) > 9 or int(text) > MOST_PEOPLE:
        raise Unfit(Bilingual.said("%(value)s is more than %(most)s", value=quoted(text), most=MOST_PEOPLE))
    return int(text)


def _period(text: str) -> Period:
    try:
        return Period.parse(text.strip())
    except ValueError:
        reason = Bilingual.said("%(value)s is not a quarter; write it as 2021-Q1 (Q1 to Q4)", value=quoted(text))
        raise Unfit(reason) from None


def _address(text: str) -> Address:
    try:
        return Address.parse(text.strip())
    except ValueError:
        reason = Bilingual.said(
            "%(value)s is not a meeting; write it as 2021-Q1 or, for a special one, 2021-Q2/name", value=quoted(text)
        )
        raise Unfit(reason) from None


def _previous(text: str) -> Address | date:
    return _date(text) if re.fullmatch(_LOOKS_LIKE_A_DATE, text.strip()) else _address(text)


def _language(text: str) -> Language:
    if text.strip() not in ("en", "lo"):
        raise Unfit(Bilingual.said("%(value)s is none of: %(known)s", value=quoted(text), known="en, lo"))
    return cast("Language", text.strip())


def _not_a_slug(value: str) -> Bilingual:
    return Bilingual.said("%(value)s may hold only a–z, 0–9 and single dashes between them", value=value)


def _not_an_acronym(value: str) -> Bilingual:
    return Bilingual.said("%(value)s may hold only letters A–Z, digits and single dashes between them", value=value)


def _not_an_id(value: str) -> Bilingual:
    return Bilingual.said("%(value)s may hold only letters A–Z, digits, dots, dashes and underscores", value=value)


def _not_a_reference(value: str) -> Bilingual:
    return Bilingual.said("%(value)s is not a reference such as IM-A-003", value=value)


def _not_an_item(value: str) -> Bilingual:
    return Bilingual.said("%(value)s is not a reference such as IM-A-003 or IM-2021-Q1/3", value=value)


def _not_a_mail_address(value: str) -> Bilingual:
    return Bilingual.said("%(value)s is not an e-mail address", value=value)


DATE = Word(_date, {**_pattern(_DATE), "format": "date"}, date.isoformat, bare=True)
TIME = Word(_time, _pattern(_TIME), lambda value: value.strftime("%H:%M"))
QUARTER = Word(_period, _pattern(PERIOD))
MEETING = Word(_address, _pattern(ADDRESS))
PREVIOUS = Word(_previous, {"anyOf": [_pattern(ADDRESS), DATE.schema]}, bare=True)
PEOPLE = Word(
    _people,
    {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_PEOPLE}, _pattern("0*(?:[0-9]{1,5}|100000)")]},
    bare=True,
)
LANGUAGE = Word(_language, {"enum": ["en", "lo"]})
GROUP = _spelt(SLUG, 40, _not_a_slug)
MEETING_NAME = _spelt(SLUG, NAME_LETTERS, _not_a_slug)
ACRONYM = _spelt(_REFERENCE, 12, _not_an_acronym)
ID = _spelt(_ID, NAME_LETTERS, _not_an_id)
REFERENCE = _spelt(_REFERENCE, 40, _not_a_reference)
ITEM = _spelt(_ITEM, 2 * NAME_LETTERS, _not_an_item)
MAIL = _spelt(_MAIL, 254, _not_a_mail_address)
NAME = line_of_text()
ALIAS = line_of_text(ALIAS_LETTERS)
LABEL = line_of_text(20, least=0)
ORGANISATION = line_of_text(ALIAS_LETTERS, names=Names.ORGANISATION)
DOCUMENT = line_of_text(names=Names.DOCUMENT)
PERSON = Word(ID.parse, ID.schema, names=Names.PERSON)
