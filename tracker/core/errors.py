"""The three ways in which the domain says no; each carries a message for people, in both languages."""

from tracker.core.bilingual import Bilingual


class Refused(Exception):
    """What was asked for is not allowed as things stand; nothing was changed."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.in_("en").text)
        self.message = message


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile; nothing was changed."""


class NotFound(Refused):
    """There is no such thing, or not for this reader."""
