"""Calendar feeds: secret addresses that are made, renewed and ended, and what stands behind one."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.accounts import links
from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState
from tracker.actions.queries_feeds import Reader, meetings_in, parts_in
from tracker.actions.words import text_of, told_until
from tracker.audit import services as audit
from tracker.calendar import ical
from tracker.calendar.ical import Method, TaskState, Todo
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language, say
from tracker.mail import reach
from tracker.meetings.calendar_events import event_of
from tracker.organisations.models import Person

LASTS = timedelta(days=5 * 365)
LONGEST_SUMMARY = 200
ROLES = (AssignmentRole.OWNER, AssignmentRole.SUPPORT, AssignmentRole.FOLLOW_UP, AssignmentRole.RECIPIENT)
STATES = {
    AssignmentState.OPEN: TaskState.WAITING, AssignmentState.POSTPONED: TaskState.WAITING,
    AssignmentState.IN_PROGRESS: TaskState.UNDER_WAY, AssignmentState.SUBMITTED: TaskState.UNDER_WAY,
    AssignmentState.ACCEPTED: TaskState.DONE, AssignmentState.DROPPED: TaskState.DROPPED,
}  # fmt: skip


def renew(account_id: int, *, for_organisation: bool, by: Actor, at: datetime) -> SecretLink:
    """A new address for somebody's own calendar, or for that of his organisation; the one before leads nowhere from now
    on."""
    person = _person(account_id)
    organisation_id = person.organisation_id if for_organisation else None
    links.end(LinkPurpose.FEED, ("account", account_id), organisation_id, at)
    link = links.make_for(
        LinkPurpose.FEED, ("account", account_id), person_id=person.id, organisation_id=organisation_id, lasts=LASTS,
        at=at,
    )  # fmt: skip
    audit.record("feed.made", "account", account_id, by=by, at=at, link=link.id, organisation=organisation_id)
    return link


def end(account_id: int, *, for_organisation: bool, by: Actor, at: datetime) -> None:
    """Let an address lead nowhere from now on."""
    organisation_id = _person(account_id).organisation_id if for_organisation else None
    links.end(LinkPurpose.FEED, ("account", account_id), organisation_id, at)
    audit.record("feed.ended", "account", account_id, by=by, at=at, organisation=organisation_id)


def calendar(reader: Reader, *, at: datetime) -> bytes:
    """The meetings of the reader's groups and the actions of his organisations, in his language. A fixed number of
    queries."""
    today, language = clock.day_of(at), reader.language
    events = [event_of(meeting, language, at=at) for meeting in meetings_in(reader, today)]
    name = say("TWG: %(name)s", language, name=reader.name.in_(language).text)
    return ical.write(
        [*events, *_todos(parts_in(reader, today), language, at)], Method.PUBLISH, clock.office(), name=name
    )


def _todos(parts: Iterable[Assignment], language: Language, at: datetime) -> Iterator[Todo]:
    """One task for each action: that of the part which is open still, an owner's before any other."""
    chosen: dict[int, Assignment] = {}
    for part in sorted(parts, key=lambda part: (part.closed_at is not None, ROLES.index(part.role))):
        chosen.setdefault(part.action_id, part)
    for part in chosen.values():
        yield _todo(part, language, at)


def _todo(part: Assignment, language: Language, at: datetime) -> Todo:
    action, state = part.action, STATES[part.state]
    due = told_until(part.window, action.confirmed_on)
    source = action.scheduled_meeting or action.meeting
    return Todo(
        uid=action.calendar_uid, at=at, from_on=part.window.from_, due_on=due,
        summary=_summary(action, part, language), description=action.words.in_(language).text, language=language,
        url="" if reach.is_private() else reach.page(f"actions/{action.id}"), state=state,
        percent=_percent(part), completed_at=part.closed_at if state == TaskState.DONE else None,
        related=source.calendar_uid if source else "",
    )  # fmt: skip


def _summary(action: Action, part: Assignment, language: Language) -> str:
    text = " ".join((part.part or text_of(action)).in_(language).text.split())
    short = text if len(text) <= LONGEST_SUMMARY else f"{text[:LONGEST_SUMMARY].rstrip()}…"
    return f"{action.reference}: {short}"


def _percent(part: Assignment) -> int | None:
    """How much is done, where it is counted or over."""
    if part.state == AssignmentState.ACCEPTED:
        return 100
    if part.total_count and part.done_count is not None:
        return part.done_count * 100 // part.total_count
    return None


def _person(account_id: int) -> Person:
    found = session.scalar(select(Person).join(Account, Account.person_id == Person.id).where(Account.id == account_id))
    if found is None:
        raise NotFound(Bilingual.said("There is no such account."))
    return found
