"""What was asked, as the last sheet of every workbook of the follow-up."""

from collections.abc import Sequence

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.sheets.writer import Column, Sheet


def asked_sheet(said: Sequence[Bilingual], language: Language) -> Sheet:
    """What was asked, each part of it on a row."""
    rows = ((each.in_(language).text,) for each in said)
    return Sheet(say("What was asked", language), [Column(say("What was asked", language), 90)], rows)
