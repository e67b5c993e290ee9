"""The rows of an action log, read as what they say: words, days, states. Knows neither the tracker's organisations nor
its actions."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.actions.deadlines import Window
from tracker.actions.models import CLOSED, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.dates import parse_date, short_date
from tracker.core.i18n import say
from tracker.core.lao import clean
from tracker.exchange.action_log_words import Field, state_in
from tracker.exchange.problems import quoted
from tracker.meetings.addresses import PERIOD, SLUG
from tracker.sheets.reader import LONGEST, Cell, Row

EARLIEST = date(1975, 1, 1)
LONGEST_REFERENCE = 20
MEETING = re.compile(rf"(?:[A-Za-z0-9]+-)?({PERIOD})(?:[-/]({SLUG}))?", re.ASCII)
_DATED = re.compile(r"\s*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})\s*:?\s*", re.ASCII)
_ENTRY = re.compile(rf"(?:[A-Za-z0-9]+-)?{PERIOD}(?:-{SLUG})?/\d+", re.ASCII)
_NOBODY = frozenset({"", "-", "–", "tbd", "n/a", "?"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that was said about an action, on a day if one is known."""

    note: Bilingual
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row as far as it can be read; with any problem it is not taken. `meeting` is the period and the name of the
    meeting at which it was raised, where the log names one."""

    number: int
    ref: str
    raised_on: date | None
    meeting: tuple[str, str] | None
    text: Bilingual
    organisations: str
    person: str
    words: Bilingual
    window: Window
    state: AssignmentState
    closed_on: date | None
    told: tuple[Told, ...]
    problems: tuple[Bilingual, ...]


def read_rows(rows: Sequence[Row], columns: Mapping[Field, int], today: date) -> tuple[LogRow, ...]:
    """The rows below the headings."""
    return tuple(_Reading(row, columns, today).read() for row in rows)


class _Reading:
    """One row while it is read."""

    def __init__(self, row: Row, columns: Mapping[Field, int], today: date) -> None:
        self.row = row
        self.columns = columns
        self.today = today
        self.problems: list[Bilingual] = []

    def read(self) -> LogRow:
        raised_on, meeting = self._raised()
        closed_on = self._day(Field.CLOSED, up_to_today=True)
        text = Bilingual(en=self._text(Field.TEXT_EN), lo=self._text(Field.TEXT_LO))
        if not text:
            self.problems.append(Bilingual.said("it does not say what is to be done"))
        if text.en and not text.lo:
            text = Bilingual.of(text.en)  # a log with one column of actions may be written in Lao
        if raised_on and closed_on and closed_on < raised_on:
            self.problems.append(Bilingual.said("it was closed before it was raised"))
        return LogRow(
            number=self.row.number, ref=self._reference(), raised_on=raised_on, meeting=meeting, text=text,
            organisations=self._text(Field.ORGANISATIONS), person=self._text(Field.PERSON), words=self._words(),
            window=self._window(), state=self._state(closed_on), closed_on=closed_on,
            told=tuple(self._told()), problems=tuple(self.problems),
        )  # fmt: skip

    def _cell(self, field: Field) -> Cell:
        place = self.columns.get(field)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else ""

    def _text(self, field: Field) -> str:
        cell = self._cell(field)
        if isinstance(cell, date):
            return short_date(cell)
        if len(cell) >= LONGEST:
            self.problems.append(Bilingual.said("a text may have %(most)s characters at the most", most=LONGEST))
        return clean(cell)

    def _reference(self) -> str:
        ref = " ".join(self._text(Field.REF).split())
        if _ENTRY.fullmatch(ref):
            self.problems.append(Bilingual.said("%(ref)s is a point of minutes, and no action", ref=quoted(ref)))
        elif len(ref) > LONGEST_REFERENCE:
            self.problems.append(
                Bilingual.said("a reference may have %(most)s characters at the most", most=LONGEST_REFERENCE)
            )
        return ref

    def _raised(self) -> tuple[date | None, tuple[str, str] | None]:
        """A day, or a meeting by its quarter ('2021-Q1') or reference ('IM-2021-Q1')."""
        said = self._cell(Field.RAISED)
        named = MEETING.fullmatch(said.strip()) if isinstance(said, str) else None
        if named:
            return None, (named[1], named[2] or "")
        day = self._day(Field.RAISED, up_to_today=True)
        if day is None and not said:
            self.problems.append(Bilingual.said("it does not say when it was raised"))
        return day, None

    def _day(self, field: Field, *, up_to_today: bool = False) -> date | None:
        """Day first, as everywhere; Excel's own dates are taken as they are."""
        cell = self._cell(field)
        if not cell or (isinstance(cell, str) and cell.strip().lower() in _NOBODY):
            return None
        try:
            day = cell if isinstance(cell, date) else parse_date(cell)
        except ValueError:
            self.problems.append(Bilingual.said("%(words)s is no date (day/month/year)", words=quoted(str(cell))))
            return None
        if day < EARLIEST or (up_to_today and day > self.today):
            self.problems.append(Bilingual.said("%(date)s can't be right", date=short_date(day)))
            return None
        return day

    def _words(self) -> Bilingual:
        cell = self._cell(Field.WORDS)
        if isinstance(cell, date):
            day = short_date(cell)
            return Bilingual(en=say("by %(date)s", "en", date=day), lo=say("by %(date)s", "lo", date=day))
        return Bilingual.of(self._text(Field.WORDS))

    def _window(self) -> Window:
        from_, by = self._day(Field.FROM), self._day(Field.BY)
        if from_ and by and by < from_:
            self.problems.append(Bilingual.said("the window ends before it begins"))
            return Window()
        return Window(from_, by, by)

    def _state(self, closed_on: date | None) -> AssignmentState:
        said = self._text(Field.STATE)
        if not said:
            return AssignmentState.ACCEPTED if closed_on else AssignmentState.OPEN
        state = state_in(said)
        if state is None:
            self.problems.append(Bilingual.said("%(words)s is no state that is known here", words=quoted(said)))
            return AssignmentState.OPEN
        if closed_on and state not in CLOSED:
            self.problems.append(
                Bilingual.said(
                    "it says closed on %(date)s and %(words)s", date=short_date(closed_on), words=quoted(said)
                )
            )
        return state

    def _told(self) -> Iterator[Told]:
        progress = self._text(Field.PROGRESS)
        if progress:
            yield self._dated(progress)
        review = self._text(Field.REVIEW)
        if review:
            yield Told(note=Bilingual.said("Last review: %(words)s", words=review))
        evidence = self._text(Field.EVIDENCE)
        if evidence and not evidence.isdigit():  # a number only counts the files
            yield Told(note=Bilingual.said("Evidence: %(words)s", words=evidence))

    def _dated(self, said: str) -> Told:
        """'29/03/2021: half of it is done', or words alone."""
        found = _DATED.match(said)
        if found:
            try:
                day = parse_date(found[1])
            except ValueError:
                return Told(note=Bilingual.of(said))
            if EARLIEST <= day <= self.today:
                return Told(note=Bilingual.of(said[found.end() :]), on=day)
        return Told(note=Bilingual.of(said))


def names_in(cell: str, is_known: Callable[[str], bool]) -> list[str]:
    """The names in a cell: the whole of it where that is one, else what stands between commas and the like."""
    if cell.strip().lower() in _NOBODY or cell in _nobody_yet():
        return []
    if is_known(cell):
        return [cell]
    parts = re.split(r"[,;\n]|\s(?:and|ແລະ|&|/)\s|/", cell)
    return [part.strip() for part in parts if part.strip()]


def _nobody_yet() -> tuple[str, str]:
    """What the tracker's own lists say where nobody owes an action yet."""
    said = Bilingual.said("not yet named")
    return said.en, said.lo
