"""A text in English and Lao as one value: which side is missing, which lags, and what a revision does to it."""

from dataclasses import dataclass, replace

from tracker.core.i18n import Language, other, say
from tracker.core.lao import clean, has_lao


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it can be shown to somebody who asked for a language."""

    text: str
    language: Language
    asked: Language

    @property
    def missing(self) -> bool:
        """The language that was asked for has no text, so the other one stands here."""
        return bool(self.text) and self.language != self.asked


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Neither side is the source. `stale` names the side that lags; `before` is what the *other* side said when the
    lagging one was last in step with it, so that a translator sees what changed, word by word."""

    en: str = ""
    lo: str = ""
    stale: Language | None = None
    before: str = ""

    @classmethod
    def of(cls, text: str) -> "Bilingual":
        """A text typed in one language: Lao if it holds a Lao letter, else English."""
        text = clean(text)
        return cls(lo=text) if has_lao(text) else cls(en=text)

    @classmethod
    def same(cls, text: str) -> "Bilingual":
        """A name, number or date that reads the same in both languages."""
        text = clean(text)
        return cls(en=text, lo=text)

    @classmethod
    def said(cls, message: str, **values: object) -> "Bilingual":
        """A string of the catalogue in both languages."""
        return cls(en=say(message, "en", **values), lo=say(message, "lo", **values))

    def __composite_values__(self) -> tuple[str, str, Language | None, str]:
        """What its four columns hold."""
        return self.en, self.lo, self.stale, self.before

    def __bool__(self) -> bool:
        return bool(self.en or self.lo)

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.lo

    @property
    def lacks(self) -> Language | None:
        """The language that has no text while the other one has."""
        if self.en and not self.lo:
            return "lo"
        return "en" if self.lo and not self.en else None

    def in_(self, language: Language) -> Shown:
        """The text in this language or, where it has none, in the other one, which `missing` then says."""
        if self[language] or not self:
            return Shown(self[language], language, language)
        return Shown(self[other(language)], other(language), language)

    def revise(self, *, en: str | None = None, lo: str | None = None, small: bool = False) -> "Bilingual":
        """The text after an edit; a side that is not given, or given as it was, did not change.

        One side changed: the other lags behind, unless the change is a small correction or there is nothing to lag.
        The lagging side changed, or both did: they are in step again. A source put back to what the lagging side was
        translated from is in step as well.
        """
        new = replace(self, en=self.en if en is None else clean(en), lo=self.lo if lo is None else clean(lo))
        changed: list[Language] = [language for language in ("en", "lo") if new[language] != self[language]]
        if not changed:
            return self
        in_step = replace(new, stale=None, before="")
        (side, *both) = changed
        if both or not (self[side] and new.en and new.lo):
            return in_step
        if small:
            return new
        if self.stale is None:
            return replace(new, stale=other(side), before=self[side])
        return in_step if self.stale == side or new[side] == self.before else new
