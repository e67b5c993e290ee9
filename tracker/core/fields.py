"""The kinds of fields that forms are made of. What was typed stays as typed, and every mistake says what to do."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, say
from tracker.core.lao import clean, western_digits
from tracker.core.web import MOST_ROWS, reader_language

LONGEST_LINE, LONGEST_TEXT, LONGEST_SECRET = 200, 20_000, 1000
Pairs = Iterable[tuple[Any, object]]


class Later:
    """A string of the catalogue that is said in the reader's language when it is shown."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return say(self.message, reader_language(), **self.values)


def later(message: str, **values: object) -> Later:
    """A label, to be said when the form is shown."""
    return Later(message, **values)


LANGUAGE_CHOICES = (("lo", later("Lao")), ("en", later("English")))


def shown(words: object) -> str:
    """A label as the reader reads it."""
    return words.in_(reader_language()).text if isinstance(words, Bilingual) else str(words)


def _wrong(said: object) -> ValidationError:
    return ValidationError(str(said))


class Asked(Field):
    """What every field has beside its value: a hint, an example, whether it is needed, how it looks."""

    look = "line"
    unfilled = later("Fill this in.")

    def __init__(
        self, label: Any = None, *, needed: bool = False, hint: object = "", example: str = "", complete: str = "",
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **more)
        self.needed, self.hint, self.example, self.complete = needed, hint, example, complete

    @property
    def typed(self) -> str:
        """What stands in the field: as typed, or as it is kept."""
        return str(self.raw_data[0]) if self.raw_data else self.kept()

    def kept(self) -> str:
        """The value as it is written into the field."""
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent; a field that was not sent keeps its value."""
        if valuelist:
            self.data = None
            self.data = self.read(valuelist[0])

    def read(self, typed: Any) -> Any:
        """The value of what was typed; ValueError says what is wrong with it."""
        return typed

    def pre_validate(self, form: Any) -> None:
        """Ask for what is needed, then check what there is."""
        if self.process_errors:
            return
        if self.data in (None, "", []) or (not self.data and isinstance(self.data, Bilingual)):
            if self.needed:
                raise _wrong(self.unfilled)
        else:
            self.check()

    def check(self) -> None:
        """Raise ValidationError where the value can't be taken."""


def _not_longer(text: str, most: int) -> None:
    if len(text) > most:
        raise _wrong(
            later("This may have %(most)s characters at the most; it has %(number)s.", most=most, number=len(text))
        )


class Line(Asked):
    """One line of text, cleaned."""

    def __init__(self, label: Any = None, *, most: int = LONGEST_LINE, **more: Any) -> None:
        super().__init__(label, **{"default": "", **more})
        self.most = most

    def read(self, typed: Any) -> Any:
        return " ".join(clean(typed).split())

    def check(self) -> None:
        _not_longer(self.data, self.most)


class Text(Line):
    """Some lines of text, cleaned."""

    look = "text"

    def __init__(self, label: Any = None, *, most: int = LONGEST_TEXT, lines: int = 3, **more: Any) -> None:
        super().__init__(label, most=most, **more)
        self.lines = lines

    def read(self, typed: Any) -> Any:
        return clean(typed)


class Mail(Line):
    """An e-mail address as it is written; no server is asked whether it exists."""

    look = "mail"

    def check(self) -> None:
        try:
            self.data = validate_email(self.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise _wrong(later("Write an e-mail address, for example name@example.org.")) from None


class Secret(Asked):
    """A password, taken as typed and never shown again."""

    look = "secret"

    def check(self) -> None:
        _not_longer(self.data, LONGEST_SECRET)


class Both(Asked):
    """A text in Lao and English; `data` is a fresh Bilingual of what was typed."""

    look = "both"
    unfilled = later("Fill this in. One language is enough.")

    def __init__(self, label: Any = None, *, most: int = LONGEST_LINE, lines: int = 1, **more: Any) -> None:
        super().__init__(label, **more)
        self.most, self.lines = most, lines

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take both sides from the form, or from the object where the form has none."""
        start = data if isinstance(data, Bilingual) else self.default or Bilingual()
        self.object_data, self.process_errors = start, []
        sides = [self._side(formdata, side, start[side]) for side in LANGUAGES]
        self.data = Bilingual(lo=sides[0], en=sides[1])

    def _side(self, formdata: Any, side: Language, kept: str) -> str:
        found = formdata.getlist(f"{self.name}-{side}") if formdata else []
        if not found:
            return kept
        text = clean(found[0])
        return " ".join(text.split()) if self.lines == 1 else text

    def check(self) -> None:
        for side in LANGUAGES:
            _not_longer(self.data[side], self.most)


class Day(Asked):
    """A date, typed day first."""

    look = "day"

    def kept(self) -> str:
        return dates.short_date(self.data) if isinstance(self.data, date) else ""

    def read(self, typed: Any) -> Any:
        if not typed.strip():
            return None
        try:
            return dates.parse_date(typed[:40])
        except ValueError:
            raise ValueError(
                str(later("Write a day of the calendar as day/month/year, for example 29/03/2021."))
            ) from None


class Clock(Asked):
    """A time of day on the 24-hour clock."""

    look = "clock"

    def kept(self) -> str:
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else ""

    def read(self, typed: Any) -> Any:
        written = western_digits(typed[:20]).strip().replace(".", ":").replace("h", ":")
        try:
            return time.fromisoformat(written.zfill(5)) if written else None
        except ValueError:
            raise ValueError(str(later("Write the time on the 24-hour clock, for example 08:30."))) from None


class Whole(Asked):
    """A whole number; in Lao digits too."""

    look = "whole"

    def __init__(self, label: Any = None, *, least: int = 0, most: int = 100_000, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    def read(self, typed: Any) -> Any:
        written = western_digits(typed[:20]).strip()
        if not written:
            return None
        if not (written.isascii() and written.removeprefix("-").isdigit()):
            raise ValueError(str(later("Write a whole number.")))
        return int(written)

    def check(self) -> None:
        if not self.least <= self.data <= self.most:
            raise _wrong(later("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most))


class Choice(Asked):
    """One of some values; where `empty` has words, none of them can be chosen too."""

    look = "choice"

    def __init__(
        self, label: Any = None, *, choices: Pairs = (), kind: Callable[[str], Any] = str, empty: object = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **{"needed": empty is None, **more})
        self.choices, self.kind, self.empty = list(choices), kind, empty

    def options(self) -> Sequence[tuple[str, str, bool]]:
        """What can be chosen: value, words, whether it is chosen now."""
        none = [("", shown(self.empty), self.data is None)] if self.empty is not None else []
        return [*none, *((str(value), shown(words), value == self.data) for value, words in self.choices)]

    def read(self, typed: Any) -> Any:
        if not typed:
            return None
        try:
            value = self.kind(typed[:100])
        except ValueError:
            value = None
        if value is None or (isinstance(value, int) and abs(value) > MOST_ROWS):
            raise ValueError(str(later("Choose one of the list.")))
        return value

    def check(self) -> None:
        if self.data not in [value for value, _ in self.choices]:
            raise _wrong(later("Choose one of the list."))


class Choices(Choice):
    """Any number of some values, as tick boxes."""

    look = "choices"

    def __init__(self, label: Any = None, *, needed: bool = False, **more: Any) -> None:
        super().__init__(label, needed=needed, **{"default": (), **more})

    def options(self) -> Sequence[tuple[str, str, bool]]:
        """What can be chosen: value, words, whether it is chosen now."""
        chosen = list(self.data or ())
        return [(str(value), shown(words), value in chosen) for value, words in self.choices]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """No box ticked is an answer too."""
        self.data = []
        self.data = [self.read(value) for value in valuelist]

    def check(self) -> None:
        known = [value for value, _ in self.choices]
        if not all(value in known for value in self.data):
            raise _wrong(later("Choose one of the list."))


class Tick(Asked):
    """Yes or no."""

    look = "tick"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A box that is not ticked is not sent."""
        self.data = bool(valuelist) and valuelist[0] not in {"", "0", "false"}


class Upload(Asked):
    """A file, known by the end of its name; what it really holds is for its reader to find out."""

    look = "upload"
    several = False

    def __init__(self, label: Any = None, *, suffixes: Sequence[str] = (), **more: Any) -> None:
        super().__init__(label, **more)
        self.suffixes = tuple(suffixes)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A file field that was left empty is sent with an empty name."""
        self.data = next((each for each in valuelist if getattr(each, "filename", "")), None)

    def check(self) -> None:
        if self.suffixes and not str(self.data.filename).lower().endswith(self.suffixes):
            raise _wrong(later("Choose a file of one of these kinds: %(kinds)s.", kinds=", ".join(self.suffixes)))


class Uploads(Upload):
    """Any number of files."""

    several = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A file field that was left empty is sent with an empty name."""
        self.data = [each for each in valuelist if getattr(each, "filename", "")]

    def check(self) -> None:
        for each in self.data:
            if self.suffixes and not str(each.filename).lower().endswith(self.suffixes):
                raise _wrong(later("Choose files of these kinds: %(kinds)s.", kinds=", ".join(self.suffixes)))
