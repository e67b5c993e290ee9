"""How an action stands, in words and with its sign, and what lists are filtered by. Knows no page."""

from dataclasses import replace
from datetime import date

from tracker.actions import words as actions
from tracker.actions.models import ActionKind, AssignmentRole, AssignmentState
from tracker.actions.words import Mark as Shape
from tracker.actions.words import Standing
from tracker.core.bilingual import Bilingual
from tracker.documents.models import DocumentKind
from tracker.find.asked import About, How, Mark, Paper, Sort, What
from tracker.meetings.kinds import EntryKind, MeetingState, RecordState
from tracker.register.items import Item
from tracker.register.words import standing


def state(item: Item) -> Bilingual:
    """How an action stands; what became of a point."""
    return standing(replace(item, carried=0))


def sign(item: Item, on: date) -> Standing:
    """How an action as a whole stands on a day, by what matters most; as `actions.words.standing_of` for one part."""
    days = actions.days_left(item.window, item.confirmed_on, on)
    match item.state:
        case AssignmentState.ACCEPTED:
            mark = Shape.DONE
        case AssignmentState.DROPPED:
            mark = Shape.DROPPED
        case AssignmentState.SUBMITTED:
            mark = Shape.WAITING
        case _ if days is not None and days <= actions.SOON.days:
            return Standing(
                Shape.LATE if days < 0 else Shape.SOON, actions.both_due(item.window, item.confirmed_on, on)
            )
        case AssignmentState.IN_PROGRESS:
            mark = Shape.DOING
        case _:
            mark = Shape.OPEN
    return Standing(mark, state(item))


def states() -> dict[How, Bilingual]:
    """The states that a list of actions can be asked for."""
    return {
        How.OPEN: Bilingual.said("not over yet"),
        How.NOT_BEGUN: Bilingual.said("not yet begun"),
        How.IN_PROGRESS: Bilingual.said("in progress"),
        How.SUBMITTED: Bilingual.said("handed in, waits for the chair"),
        How.POSTPONED: Bilingual.said("postponed"),
        How.ACCEPTED: Bilingual.said("done"),
        How.DROPPED: Bilingual.said("dropped"),
        How.ALL: Bilingual.said("all, also those that are over"),
    }


def marks() -> dict[Mark, Bilingual]:
    """What a list of actions can be narrowed to."""
    return {
        Mark.LATE: Bilingual.said("late"),
        Mark.SOON: Bilingual.said("due soon"),
        Mark.NO_DATE: Bilingual.said("without a date"),
        Mark.NO_OWNER: Bilingual.said("nobody responsible yet"),
        Mark.WAITING: Bilingual.said("waiting for the chair"),
        Mark.CARRIED: Bilingual.said("carried over"),
    }


def sorts() -> dict[Sort, Bilingual]:
    """In which order actions can stand."""
    return {
        Sort.DEADLINE: Bilingual.said("by deadline"),
        Sort.OLDEST: Bilingual.said("the oldest first"),
        Sort.NEWEST: Bilingual.said("the newest first"),
        Sort.REFERENCE: Bilingual.said("by reference"),
    }


def kinds() -> dict[ActionKind, Bilingual]:
    """The kinds of actions."""
    return {kind: actions.kind(kind) for kind in ActionKind}


def roles() -> dict[AssignmentRole, Bilingual]:
    """What an organisation can have to do with an action."""
    return {role: actions.role(role) for role in AssignmentRole}


def entry_kinds() -> dict[EntryKind, Bilingual]:
    """The kinds of entries."""
    return {
        EntryKind.ISSUE: Bilingual.said("Issue"),
        EntryKind.RECOMMENDATION: Bilingual.said("Recommendation"),
        EntryKind.INFORMATION: Bilingual.said("Information"),
        EntryKind.CONCLUSION: Bilingual.said("Conclusion"),
    }


def abouts() -> dict[About, Bilingual]:
    """What can have become of a point."""
    return {
        About.OPEN: Bilingual.said("nothing yet"),
        About.ANSWERED: Bilingual.said("answered"),
        About.CARRIED_OVER: Bilingual.said("carried over"),
        About.NOTED: Bilingual.said("noted"),
        About.REFERRED: Bilingual.said("referred"),
        About.DECLINED: Bilingual.said("declined"),
        About.WITHDRAWN: Bilingual.said("withdrawn"),
    }


def papers() -> dict[Paper, Bilingual]:
    """How far minutes can be."""
    return {
        Paper.DRAFT: Bilingual.said("Draft"),
        Paper.CIRCULATED: Bilingual.said("Circulated for comments"),
        Paper.ISSUED: Bilingual.said("Issued"),
    }


def found() -> dict[What, Bilingual]:
    """What a search can find."""
    return {
        What.ACTION: Bilingual.said("Actions"),
        What.ENTRY: Bilingual.said("What was said in meetings"),
        What.MEETING: Bilingual.said("Meetings"),
        What.MINUTES: Bilingual.said("Minutes"),
        What.DOCUMENT: Bilingual.said("Documents"),
        What.ORGANISATION: Bilingual.said("Organisations"),
    }


def meeting_states() -> dict[MeetingState, Bilingual]:
    """Whether a meeting took place."""
    return {
        MeetingState.PLANNED: Bilingual.said("planned"),
        MeetingState.HELD: Bilingual.said("held"),
        MeetingState.POSTPONED: Bilingual.said("postponed"),
        MeetingState.CANCELLED: Bilingual.said("cancelled"),
    }


def records() -> dict[RecordState, Bilingual]:
    """How far the minutes of one meeting are."""
    return {
        RecordState.DRAFT: Bilingual.said("Draft"),
        RecordState.CIRCULATED: Bilingual.said("Circulated for comments"),
        RecordState.ISSUED: Bilingual.said("Issued"),
        RecordState.AMENDED: Bilingual.said("Amended"),
    }


def document_kinds() -> dict[DocumentKind, Bilingual]:
    """The kinds of documents."""
    return {
        DocumentKind.FORM: Bilingual.said("Form"),
        DocumentKind.STANDARD: Bilingual.said("Standard"),
        DocumentKind.SYSTEM: Bilingual.said("System"),
        DocumentKind.EXTERNAL_MINUTES: Bilingual.said("Minutes of somebody else"),
    }
