"""How the two languages share the paper; knows nothing of what is printed on it."""

from enum import StrEnum

from tracker.core.i18n import LANGUAGES, Language


class Layout(StrEnum):
    """The four ways in which a document in two languages is set."""

    LAO_THEN_ENGLISH = "lao-then-english"
    SIDE_BY_SIDE = "side-by-side"
    LAO = "lao"
    ENGLISH = "english"

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that this layout prints, in their order on the paper."""
        if self is Layout.LAO:
            return ("lo",)
        return ("en",) if self is Layout.ENGLISH else LANGUAGES
