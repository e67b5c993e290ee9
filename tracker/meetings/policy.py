"""Who may read and change what of a meeting, by role and group; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting

SEE_DRAFTS = frozenset({*DRAFTERS, Role.TRANSLATOR})


def can_see_draft(actor: Actor, meeting: Meeting) -> bool:
    """Everything of a meeting, also while its minutes are a draft: chair, acting chair, secretary and translator."""
    return may(actor, meeting.group_id, *SEE_DRAFTS)


def can_draft(actor: Actor, meeting: Meeting) -> bool:
    """Plan the meeting and write its minutes: chair, acting chair and secretary of its group."""
    return may(actor, meeting.group_id, *DRAFTERS)


def can_translate(actor: Actor, meeting: Meeting) -> bool:
    """Write the other language of a text: whoever drafts, and the group's translator."""
    return can_see_draft(actor, meeting)


def can_issue(actor: Actor, meeting: Meeting) -> bool:
    """Freeze, sign, issue and amend the minutes: the chair and the acting chair of the group, and nobody else."""
    return bool(actor.roles_in(meeting.group_id) & {Role.CHAIR, Role.ACTING_CHAIR})


def is_open(meeting: Meeting) -> bool:
    """Whether the text may be written now: of a draft, toward the next version, or for an amendment."""
    return meeting.text_state == TextState.OPEN


def is_told(meeting: Meeting) -> bool:
    """Whether the minutes have left the group's desk: circulated, issued or amended."""
    return meeting.record != RecordState.DRAFT


def groups_seen_whole(actor: Actor) -> frozenset[int]:
    """The groups in which somebody's seat shows the drafts too."""
    return frozenset(group_id for group_id, role in actor.seats if role in SEE_DRAFTS)
