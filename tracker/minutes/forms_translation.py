from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField

from tracker.core.differences import Piece, marked
from tracker.core.edits import TextConflict
from tracker.core.forms import TrackerForm
from tracker.core.i18n import Language, other
from tracker.core.lao import clean
from tracker.minutes.queries_translation import Text
from tracker.minutes.translating import Written, mark_of

MOST_AT_ONCE = 100
ONE_LINE = ("title", "venue", "description", "role", "unit", "words")


@dataclass(frozen=True, slots=True)
class Row:
    text: Text
    language: Language
    typed: str
    mark: str
    is_right: bool
    theirs: str = ""

    @property
    def name(self) -> str:
        return self.text.name

    @property
    def source(self) -> str:
        return self.text.value[other(self.language)]

    @property
    def lags(self) -> bool:
        return self.text.value.stale == self.language

    @property
    def changed(self) -> tuple[Piece, ...]:
        return marked(self.text.value.before, self.source) if self.lags and self.text.value.before else ()

    @property
    def lines(self) -> int:
        return 1 if self.text.field in ONE_LINE else min(12, 2 + len(self.source) // 60)


class TranslationForm(TrackerForm):
    into = HiddenField()
    sent: Mapping[str, Written] = {}
    theirs: Mapping[str, tuple[Language, str]] = {}

    def take(self, fields: Mapping[str, Any]) -> None:
        names = [name.removeprefix("text-") for name in fields if name.startswith("text-")]
        self.sent = {
            name: Written(
                name, _typed(name, fields[f"text-{name}"]), fields.get(f"mark-{name}", ""), f"right-{name}" in fields
            )
            for name in names[: 2 * MOST_AT_ONCE]
        }  # fmt: skip

    def rebase(self, conflict: TextConflict) -> None:
        self.theirs = {each.field: (each.language, each.theirs) for each in conflict.collisions}

    def rows(self, texts: Sequence[Text], language: Language) -> list[Row]:
        return [self._row(text, language) for text in texts]

    def _row(self, text: Text, language: Language) -> Row:
        sent, now = self.sent.get(text.name), mark_of(text.value, language)
        side, theirs = self.theirs.get(text.name, (language, ""))
        if sent is None:
            return Row(text, language, text.value[language], now, is_right=False)
        mark = now if text.name in self.theirs else sent.mark
        return Row(text, language, sent.text, mark, sent.is_right, theirs if side == language else "")


class EditionForm(TrackerForm):
    into = HiddenField()


def _typed(name: str, typed: str) -> str:
    text = clean(typed)
    return " ".join(text.split()) if name.rpartition("-")[2] in ONE_LINE else text
