"""For which organisation something is said, and by what way it came; knows nothing of what is said."""

from dataclasses import dataclass
from enum import StrEnum


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
    it down; with the paper or file that it came in."""

    organisation_id: int
    how: How = How.ITSELF
    said_by: str = ""
    file_id: int | None = None
