"""Actions in words: how a part stands on a day, how long is left, what its codes are called. Knows no page."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.access.voices import How
from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind, AskKind, Assignment, AssignmentRole, AssignmentState
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many

SOON = timedelta(days=14)  # what is due within so many days is due soon


class Mark(StrEnum):
    """How a part stands, by the shape that stands for it."""

    LATE = "late"
    SOON = "soon"
    WAITING = "waiting"
    NO_DATE = "nodate"
    OPEN = "open"
    DOING = "doing"
    RETURNED = "returned"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def tone(self) -> str:
        """The class that colours it; most have none."""
        coloured = {Mark.LATE, Mark.SOON, Mark.WAITING, Mark.DONE}
        return f"state-{self.value}" if self in coloured else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands on a day: the shape, and the words beside it."""

    mark: Mark
    words: Bilingual


def standing_of(part: Assignment, on: date, *, returned: bool = False, begun: bool = False) -> Standing:
    """How one part stands on a day, by what matters most: over, waiting for the chair, late, due soon, without a date,
    or how far it is. Its action must be loaded; `returned` says that the chair gave it back last, `begun` that
    it stands for a whole of which something else is in progress."""
    mark = _mark(part, on, returned, begun)
    match mark:
        case Mark.LATE | Mark.SOON:
            words = both_due(part.window, part.action.confirmed_on, on)
        case Mark.DONE:
            words = Bilingual.said("done")
        case Mark.DROPPED:
            words = Bilingual.said("dropped")
        case Mark.WAITING:
            words = Bilingual.said("handed in, waits for the chair")
        case Mark.NO_DATE:
            words = Bilingual.said("no date")
        case Mark.RETURNED:
            words = Bilingual.said("returned")
        case Mark.DOING:
            words = Bilingual.said("in progress")
        case _:
            words = Bilingual.said("not yet begun")
    return Standing(mark, words)


def _mark(part: Assignment, on: date, returned: bool, begun: bool) -> Mark:
    over = {
        AssignmentState.ACCEPTED: Mark.DONE, AssignmentState.DROPPED: Mark.DROPPED,
        AssignmentState.SUBMITTED: Mark.WAITING,
    }  # fmt: skip
    if part.state in over:
        return over[part.state]
    end = end_of(part.window, part.action.confirmed_on)
    if end is not None and end < on:
        return Mark.LATE
    if returned:
        return Mark.RETURNED
    if end is not None and end <= on + SOON:
        return Mark.SOON
    if begun or part.state == AssignmentState.IN_PROGRESS:
        return Mark.DOING
    return Mark.OPEN if end is not None else Mark.NO_DATE


def end_of(window: Window, confirmed: date | None = None) -> date | None:
    """The day after which it is late: the one that was confirmed, else the last fair reading of what was agreed."""
    return confirmed or window.end


def told_until(window: Window, confirmed: date | None = None) -> date | None:
    """The day until which people are told that they have time; when it is late tells `end_of`."""
    return confirmed or window.told_by


def days_left(window: Window, confirmed: date | None, on: date) -> int | None:
    """How many days are left on a day, 0 on the last one, fewer where it is late; None without a date."""
    end = end_of(window, confirmed)
    return None if end is None else (end - on).days


def next_end(window: Window, confirmed: date | None, on: date) -> date | None:
    """The day that counts on a day: until which people are told that they have time and, once that is over, the last
    fair reading of what was agreed."""
    told = told_until(window, confirmed)
    return told if told is not None and told >= on else end_of(window, confirmed)


def due_words(window: Window, confirmed: date | None, on: date, language: Language) -> str:
    """'4 days left', 'due today', then 'due now' as long as a fair reading leaves time, '12 days late', 'no date'."""
    end, told = end_of(window, confirmed), told_until(window, confirmed)
    if end is None:
        return say("no date", language)
    if end < on:
        return say_many("%(number)s day late", "%(number)s days late", (on - end).days, language)
    left = ((told or end) - on).days
    if left < 0:
        return say("due now", language)
    if left == 0:
        return say("due today", language)
    return say_many("%(number)s day left", "%(number)s days left", left, language)


def both_due(window: Window, confirmed: date | None, on: date) -> Bilingual:
    """The same in both languages."""
    return Bilingual(en=due_words(window, confirmed, on, "en"), lo=due_words(window, confirmed, on, "lo"))


def dates_words(window: Window, confirmed: date | None, language: Language) -> str:
    """The days themselves: '12/04/2021 – 25/04/2021', 'by 30/06/2021'; '' without a date."""
    if confirmed:
        return dates.short_date(confirmed)
    return dates.window(window.from_, window.told_by, language)


def until_words(window: Window, confirmed: date | None, language: Language) -> str:
    """'until 14/07/2021'; '' without a date."""
    end = told_until(window, confirmed)
    return say("until %(date)s", language, date=dates.short_date(end)) if end else ""


def text_of(action: Action) -> Bilingual:
    """What is to be done: its own words, or those of the conclusion that it came from, which must be loaded."""
    return action.text or (action.entry.text if action.entry else Bilingual())


def role(value: AssignmentRole) -> Bilingual:
    """What an organisation has to do with an action, as a column says it."""
    return {
        AssignmentRole.OWNER: Bilingual.said("Responsible"),
        AssignmentRole.RECIPIENT: Bilingual.said("Recipient"),
        AssignmentRole.SUPPORT: Bilingual.said("Support"),
        AssignmentRole.FOLLOW_UP: Bilingual.said("Follow-up"),
    }[value]


def kind(value: ActionKind) -> Bilingual:
    """What sort of work an action is."""
    return {
        ActionKind.GENERAL: Bilingual.said("General"),
        ActionKind.SUBMISSION: Bilingual.said("Submission"),
        ActionKind.SPECIAL_MEETING: Bilingual.said("Special meeting"),
        ActionKind.STANDARD_TRANSLATION: Bilingual.said("Translation of a standard"),
        ActionKind.DATA_CORRECTION: Bilingual.said("Correction of data"),
        ActionKind.FOLLOW_UP: Bilingual.said("Follow-up"),
    }[value]


def asked(value: AskKind) -> Bilingual:
    """What an organisation asks the chair."""
    return {
        AskKind.MORE_TIME: Bilingual.said("asks for more time"),
        AskKind.NOT_OURS: Bilingual.said("says that this is not its own"),
        AskKind.QUESTION: Bilingual.said("asks a question"),
    }[value]


def how(value: How) -> Bilingual:
    """By what way something came that somebody else wrote down."""
    return {
        How.ITSELF: Bilingual(),
        How.MAIL: Bilingual.said("by mail"),
        How.TELEPHONE: Bilingual.said("by telephone"),
        How.WHATSAPP: Bilingual.said("by WhatsApp"),
        How.WORD: Bilingual.said("in a Word file with tracked changes"),
        How.PAPER: Bilingual.said("on paper"),
        How.MEETING: Bilingual.said("in a meeting"),
    }[value]
