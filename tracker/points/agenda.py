"""The draft agenda of a meeting as lines to read, for those who are asked what else should stand on it."""

from tracker.core.i18n import Language
from tracker.meetings.models import Meeting
from tracker.register.queries import AgendaPoint, agenda

LONGEST = 200  # letters of a line; the whole text stands in the register


def agenda_lines(meeting: Meeting, language: Language) -> tuple[str, ...]:
    """What stands on the agenda so far, in its order: an item of the register with its reference, a point in words of
    its own. What members may not read yet is left out. Three queries."""
    return tuple(filter(None, (_line(point, language) for point in agenda(meeting, drafts=False))))


def _line(point: AgendaPoint, language: Language) -> str:
    text = " ".join((point.item.text if point.item else point.text).in_(language).text.split())
    text = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    return f"{point.item.reference}: {text}" if point.item and text else text
