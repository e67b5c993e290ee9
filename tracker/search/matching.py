"""What somebody types, as conditions on the folded texts. Knows nothing of what is found."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, column, literal_column, select, table

from tracker.core.lao import match_key
from tracker.search.accelerator import LETTERS, TABLE, looked_up
from tracker.search.models import SearchText

LONGEST, MOST_WORDS = 200, 10
_AROUND = ".,;:!?\"'()[]{}«»…"


def words_in(typed: str) -> tuple[str, ...]:
    """The words that are searched, folded, each once; what stands around a word does not belong to it."""
    said = match_key(typed[:LONGEST]).split()
    return tuple(dict.fromkeys(word.strip(_AROUND) or word for word in said))[:MOST_WORDS]


def holding(kind: str, words: Sequence[str], *, quick: bool) -> ColumnElement[bool]:
    """Which kept texts of a kind hold all the words; `quick` where the accelerator stands."""
    plain = [word for word in words if not quick or len(word) < LETTERS]
    conditions = [SearchText.folded.contains(word, autoescape=True) for word in plain]
    if quick and (asked := looked_up(words)):
        found: Select[int] = select(literal_column("rowid")).select_from(table(TABLE))
        conditions.append(SearchText.id.in_(found.where(column(TABLE).op("MATCH")(asked))))
    return and_(SearchText.kind == kind, *conditions)
