"""The four ways in which the domain says no; each carries a message for people, in both languages."""

from typing import ClassVar

from tracker.core.bilingual import Bilingual


class Refused(Exception):
    """What was asked for is not allowed as things stand; nothing was changed. `about` names what is to be put right,
    as forms call it, where it is one thing that was typed."""

    status: ClassVar[int] = 422  # of HTTP, RFC 9110 §15.5

    def __init__(self, message: Bilingual, about: str = "") -> None:
        super().__init__(message.in_("en").text)
        self.message = message
        self.about = about

    def details(self) -> dict[str, object]:
        """What a program of the page is told beside the message."""
        return {}


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile; nothing was changed."""

    status = 409


class NotFound(Refused):
    """There is no such thing, or not for this reader."""

    status = 404


class Forbidden(Refused):
    """Whoever asks may see the thing, but not do this to it."""

    status = 403
