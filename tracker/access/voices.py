"""For which organisation something is said, and by what way it came; knows nothing of what is said."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused

LONGEST_NAME = 200


class How(StrEnum):
    """By what way an organisation said something that somebody else writes down for it; empty: it did so itself."""

    ITSELF = ""
    MAIL = "mail"
    TELEPHONE = "telephone"
    WHATSAPP = "whatsapp"
    WORD = "word"
    PAPER = "paper"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Voice:
    """For which organisation something is said, by what way it came, and who said it there where somebody else writes
    it down or it came by a secret link; with the paper or file that it came in."""

    organisation_id: int
    how: How = How.ITSELF
    said_by: str = ""
    file_id: int | None = None


def require_speaker(voice: Voice) -> None:
    """Refuse what is written down for an organisation without saying who said it there."""
    if not voice.said_by:
        raise Refused(Bilingual.said("Say who said it."))
    if len(voice.said_by) > LONGEST_NAME:
        raise Refused(Bilingual.said("A name may have %(most)s characters at the most.", most=LONGEST_NAME))
