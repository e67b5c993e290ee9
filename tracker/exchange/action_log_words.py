"""How the columns of an action log are called, and how it says how far an action is, in either language and in any
order. Knows no row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from tracker.actions.models import AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.lao import match_key
from tracker.sheets.reader import Row

FILE = Path(__file__).with_suffix(".yaml")
MOST_ABOVE = 20  # rows with a title and the like that may stand above the headings
LEAST = 2  # headings by which a row of headings is known


class Field(StrEnum):
    """What a column can hold, in the cluster's order."""

    REF = "ref"
    RAISED = "raised"
    TEXT_EN = "text_en"
    TEXT_LO = "text_lo"
    ORGANISATIONS = "organisations"
    PERSON = "person"
    WORDS = "words"
    FROM = "from"
    BY = "by"
    STATE = "state"
    PROGRESS = "progress"
    REVIEW = "review"
    EVIDENCE = "evidence"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Headings:
    """The row in which the headings stand (its place among the rows), and which field each column holds."""

    place: int
    columns: Mapping[Field, int]


def headings() -> dict[Field, Bilingual]:
    """The tracker's own words for the columns."""
    return {
        Field.REF: Bilingual.said("Ref"),
        Field.RAISED: Bilingual.said("Raised"),
        Field.TEXT_EN: Bilingual.said("Action EN"),
        Field.TEXT_LO: Bilingual.said("Action LO"),
        Field.ORGANISATIONS: Bilingual.said("Organisation(s)"),
        Field.PERSON: Bilingual.said("Focal point"),
        Field.WORDS: Bilingual.said("Deadline words"),
        Field.FROM: Bilingual.said("From"),
        Field.BY: Bilingual.said("To"),
        Field.STATE: Bilingual.said("State"),
        Field.PROGRESS: Bilingual.said("Progress"),
        Field.REVIEW: Bilingual.said("Last review"),
        Field.EVIDENCE: Bilingual.said("Evidence"),
        Field.CLOSED: Bilingual.said("Closed"),
    }


def states() -> dict[AssignmentState, Bilingual]:
    """The tracker's own words for how far an action is."""
    return {
        AssignmentState.OPEN: Bilingual.said("not yet begun"),
        AssignmentState.IN_PROGRESS: Bilingual.said("in progress"),
        AssignmentState.SUBMITTED: Bilingual.said("handed in, waits for the chair"),
        AssignmentState.ACCEPTED: Bilingual.said("done"),
        AssignmentState.POSTPONED: Bilingual.said("postponed"),
        AssignmentState.DROPPED: Bilingual.said("dropped"),
    }


def find_headings(rows: Sequence[Row]) -> Headings | None:
    """The row among the first ones that holds the most headings, each taken once, from the left."""
    found = [Headings(place, _columns(row)) for place, row in enumerate(rows[:MOST_ABOVE])]
    best = max(found, key=lambda each: len(each.columns), default=None)
    return best if best and len(best.columns) >= LEAST else None


def state_in(text: str) -> AssignmentState | None:
    """How far an action is, as a log says it; None for words that say something else."""
    return _states().get(_key(text))


def _columns(row: Row) -> dict[Field, int]:
    """Exact words only; two columns of the same name are the first one's."""
    columns: dict[Field, int] = {}
    for number, cell in enumerate(row.cells):
        field = _fields().get(_key(cell)) if isinstance(cell, str) else None
        if field is not None:
            columns.setdefault(field, number)
    return columns


def _key(text: str) -> str:
    return match_key(text).rstrip(" :*")


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, Field]:
    """The tracker's own words go before those of others."""
    others = {key: Field(name) for key, name in _others("columns")}
    return others | {_key(said): field for field, both in headings().items() for said in (both.en, both.lo)}


@lru_cache(maxsize=1)
def _states() -> Mapping[str, AssignmentState]:
    others = {key: AssignmentState(name) for key, name in _others("states")}
    return others | {_key(said): state for state, both in states().items() for said in (both.en, both.lo)}


def _others(part: str) -> Iterator[tuple[str, str]]:
    data = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  strings only
    return ((_key(words), name) for name, several in data[part].items() for words in several)
