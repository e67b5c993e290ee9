"""Sending invitations, their updates and what takes them back, each as a mail with its calendar. Nothing goes out
without somebody asking for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.audit import services as audit
from tracker.calendar.ical import MEDIA_TYPE
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, Refused
from tracker.files import services as files
from tracker.invitations import policy, queries
from tracker.invitations.guests import Guest, invitations_of
from tracker.invitations.models import Invitation
from tracker.invitations.texts import CALLED_OFF, Occasion, Told, calendar, letter, occasion_of, why
from tracker.mail import outbox, reach
from tracker.mail.messages import Attachment, Message
from tracker.mail.messages import link as place_of
from tracker.meetings.appointments import state_of
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_meeting
from tracker.organisations.models import Organisation

AFTERWARDS = timedelta(days=30)  # a link leads on to what was answered


@dataclass(frozen=True, slots=True)
class Sent:
    """How many got an invitation or its update, and how many a mail that takes it back."""

    asked: int
    taken_back: int


def send(meeting_id: int, guests: Sequence[Guest], seen: int, *, by: Actor, at: datetime) -> Sent:
    """Ask these to the meeting: whoever was not asked yet gets an invitation, whoever knows an older date its update,
    and whoever was asked before and is not among them a mail that takes it back. Of a meeting that is off or has no
    day, everybody who was asked is told so.

    `seen` is what the page knew of the meeting's calendar. Raises Conflict where the meeting was changed since, and
    Refused where it was held, is over, or there is nothing to send.
    """
    meeting = lock_meeting(meeting_id)
    require(policy.can_invite(by, meeting))
    if meeting.calendar_sequence != seen:
        raise Conflict(Bilingual.said("The meeting was changed a moment ago. Look at the page once more, and send."))
    _require_time(meeting, clock.day_of(at))
    told = queries.told(meeting)
    before = {each.email.casefold(): each for each in invitations_of(meeting_id)}
    wanted = {guest.key: guest for guest in guests} if state_of(meeting) == "on" else {}
    organisations = _organisations({guest.organisation_id for guest in guests} | _ids(before))
    post = _Post(told, organisations, queries.answered_before_move(meeting_id), by, at)
    asked = [post.ask(guest, before.get(key)) for key, guest in wanted.items() if _is_due(before.get(key), meeting)]
    back = [each for key, each in before.items() if key not in wanted and not each.cancelled]
    for invitation in back:
        post.take_back(invitation)
    if not (asked or back):
        raise Refused(Bilingual.said("There is nothing to send: everybody has what there is."))
    session.flush()
    audit.record(
        "invitations.sent", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
        sequence=meeting.calendar_sequence, asked=[each.email for each in asked],
        taken_back=[each.email for each in back],
    )  # fmt: skip
    return Sent(len(asked), len(back))


@dataclass(frozen=True, slots=True)
class _Post:
    """What every mail of one sending shares."""

    told: Told
    organisations: Mapping[int, Organisation]
    before_move: Collection[int]
    by: Actor
    at: datetime

    def ask(self, guest: Guest, invitation: Invitation | None) -> Invitation:
        """An invitation for an address, or its update."""
        meeting = self.told.meeting
        occasion = occasion_of(meeting, before=invitation is not None and not invitation.cancelled)
        if invitation is None:
            invitation = Invitation(meeting=meeting, email=guest.address, sent_at=self.at)
            session.add(invitation)
        invitation.name, invitation.language = guest.name[:200], guest.language
        invitation.person_id, invitation.organisation_id = guest.person_id, guest.organisation_id
        invitation.link = self._link(invitation)
        self._put(invitation, guest, occasion)
        invitation.cancelled = False
        return invitation

    def take_back(self, invitation: Invitation) -> None:
        """Tell an address that it need not come."""
        occasion = occasion_of(self.told.meeting, before=True, wanted=False)
        self._put(invitation, queries.guest_of(invitation), occasion)
        invitation.cancelled = True

    def _put(self, invitation: Invitation, guest: Guest, occasion: Occasion) -> None:
        meeting = self.told.meeting
        invitation.sequence, invitation.sent_at = meeting.calendar_sequence, self.at
        session.flush()
        called = _called(self.organisations.get(guest.organisation_id or 0))
        link = place_of(invitation.link_id) if invitation.link_id and occasion not in CALLED_OFF else ""
        asked_again = guest.organisation_id in self.before_move
        made = letter(self.told, guest, occasion, organisation=called, link=link, asked_again=asked_again)
        data, method = calendar(self.told, guest, occasion, at=self.at)
        kept = files.keep(data, "invite.ics", f"{MEDIA_TYPE}; method={method.value}", at=self.at)
        page = reach.page(f"meetings/{meeting.group.slug}/{meeting.address}")
        invitation.mail = outbox.put(
            Message(
                key=f"invitation {invitation.id} {invitation.sequence} {occasion} {self.at.isoformat()}",
                to=guest.address, name=guest.name, language=guest.language, subject=made.subject, text=made.text,
                html=made.html, why=why(meeting, guest, called), reply_to=meeting.group.mailbox,
                sender=meeting.group.name.in_(guest.language).text,
                attachments=(Attachment(kept.id, kept.name, page),),
            ),
            at=self.at,
        )  # fmt: skip

    def _link(self, invitation: Invitation) -> SecretLink | None:
        """A link by which the organisation can answer until some days after the meeting."""
        meeting = self.told.meeting
        lasts = max(clock.midday(meeting.held_on) + AFTERWARDS - self.at, AFTERWARDS)
        kept, organisation_id = invitation.link, invitation.organisation_id
        if kept is not None and (kept.organisation_id, kept.person_id) == (organisation_id, invitation.person_id):
            links.prolong(kept, lasts, self.at)
            return kept
        if organisation_id is None:
            return None
        return links.make_for(
            LinkPurpose.INVITATION, ("meeting", meeting.id), person_id=invitation.person_id,
            organisation_id=organisation_id, lasts=lasts, at=self.at,
        )  # fmt: skip


def _is_due(invitation: Invitation | None, meeting: Meeting) -> bool:
    return invitation is None or invitation.cancelled or invitation.sequence < meeting.calendar_sequence


def _require_time(meeting: Meeting, today: date) -> None:
    if meeting.state == MeetingState.HELD:
        raise Refused(Bilingual.said("The meeting was held; nobody can be asked to it any more."))
    if meeting.state == MeetingState.PLANNED and meeting.held_on < today:
        raise Refused(Bilingual.said("The day of the meeting is over. Mark it as held, or give it a new date."))


def _ids(before: Mapping[str, Invitation]) -> set[int | None]:
    return {each.organisation_id for each in before.values()}


def _organisations(wanted: Collection[int | None]) -> dict[int, Organisation]:
    rows = session.scalars(select(Organisation).where(Organisation.id.in_({each for each in wanted if each})))
    return {row.id: row for row in rows}


def _called(organisation: Organisation | None) -> Bilingual:
    return organisation.called if organisation else Bilingual()
