"""The two languages and the one catalogue of translated strings; knows nothing of requests or pages."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Language = Literal["en", "lo"]
LANGUAGES: tuple[Language, Language] = ("lo", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def other(language: Language) -> Language:
    """The language that this one is translated into."""
    return "lo" if language == "en" else "en"


def language_or(value: str | None, default: Language) -> Language:
    """What was asked for if the tracker speaks it, otherwise the default."""
    return value if value in LANGUAGES else default


@lru_cache
def catalogue(language: Language) -> NullTranslations:
    """The translations into one language, read straight from the .po file so that no compiled copy can be stale.

    The English strings are the message ids, so English needs no file.
    """
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def say(message: str, language: Language, **values: object) -> str:
    """The message in one language, its %(name)s places filled in."""
    translated: str = catalogue(language).gettext(message)
    return translated % values if values else translated


def say_many(singular: str, plural: str, number: int, language: Language, **values: object) -> str:
    """The message in the form that the number asks for; `%(number)s` stands for it."""
    translated: str = catalogue(language).ngettext(singular, plural, number)
    return translated % {"number": number, **values}
