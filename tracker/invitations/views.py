from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles, for_signed_in
from tracker.calendar import ical
from tracker.calendar.ical import Method
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.i18n import LANGUAGES, Language
from tracker.core.web import reader_language, tell
from tracker.files.downloads import as_download
from tracker.invitations import attending, inviting, policy, queries, texts
from tracker.invitations.forms import InviteForm, Ticked
from tracker.invitations.guests import Asked, Guest, GuestList, Reason, guest_list, of_known_addresses
from tracker.mail import reach
from tracker.meetings.appointments import state_of
from tracker.meetings.calendar_events import event_of
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.minutes.queries import meeting_for
from tracker.organisations.queries import organisation_named

bp = Blueprint("invitations", __name__, url_prefix="/meetings/<slug>/<path:address>")
INVITERS = (Role.ADMINISTRATOR, *DRAFTERS)


@dataclass(frozen=True, slots=True)
class Row:
    asked: Asked
    guest: Guest
    stands: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    language: Language
    to: Bilingual
    subject: str
    text: str


@bp.route("/invitations", methods=["GET", "POST"])
@for_roles(*INVITERS)
def index(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = _meeting(slug, address)
    form = InviteForm(data={"seen": meeting.calendar_sequence})
    found = guest_list(meeting, clock.today())
    rows = _rows(meeting, found)
    meeting_id = meeting.id
    form.called = {name: organisation_named(name) for name in form.names()}
    if form.is_submitted() and _is_sound(form, meeting, found):
        guests = _merged([row.guest for row in rows if row.is_ticked], of_known_addresses(form.added()))
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _sent(meeting_id, guests, form, actor)))
        meeting = meeting_for(actor, slug, address)
        form.seen.data = str(meeting.calendar_sequence)
        found = guest_list(meeting, clock.today())
        rows = _rows(meeting, found)
    return render_template(
        "invitations/index.html", meeting=meeting, form=form, rows=rows, unreachable=found.unreachable,
        overview=queries.overview(meeting), answers=queries.answers(meeting.id), previews=_previews(meeting, rows),
        state=state_of(meeting), is_over=policy.too_late(meeting, clock.today()) if _is_on(meeting) else None,
        is_held=meeting.state == MeetingState.HELD, taking=TrackerForm(formdata=None), is_private=reach.is_private(),
    ), form.status  # fmt: skip


@bp.post("/invitations/take-over")
@for_roles(*INVITERS)
def take_over(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = _meeting(slug, address)
    form, meeting_id = TrackerForm(), meeting.id

    def act() -> str:
        filled = attending.take_over(meeting_id, by=actor, at=clock.now())
        if filled:
            tell(Bilingual.said("Taken over into the attendance list: %(names)s.", names=", ".join(filled)))
        else:
            tell(Bilingual.said("The attendance list holds every reply already."))
        return url_for("invitations.index", slug=slug, address=address)

    with transaction():
        return redirect(form.once(actor.who, act))


@bp.get("/meeting.ics")
@for_signed_in
def calendar_file(slug: str, address: str) -> ResponseReturnValue:
    meeting = meeting_for(current_actor(), slug, address)
    event = event_of(meeting, reader_language(), at=clock.now())
    data = ical.write([event], Method.PUBLISH, clock.office())
    return as_download(data, f"{meeting.reference}.ics", ical.MEDIA_TYPE)


def _meeting(slug: str, address: str) -> tuple[Actor, Meeting]:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(policy.can_invite(actor, meeting))
    return actor, meeting


def _is_on(meeting: Meeting) -> bool:
    return state_of(meeting) == "on"


def _ticked() -> Ticked:
    return Ticked(request.form, request.form.getlist("listed"), request.form.getlist("to"))


def _rows(meeting: Meeting, found: GuestList) -> list[Row]:
    ticked, sent = _ticked(), request.method == "POST"
    return [
        Row(
            each, ticked.with_language(each.guest) if sent else each.guest, each.stands(meeting.calendar_sequence),
            ticked.is_ticked(each) if sent else each.invitation is None or not each.invitation.cancelled,
        )
        for each in found.rows
    ]  # fmt: skip


def _is_sound(form: InviteForm, meeting: Meeting, found: GuestList) -> bool:
    form.validate_on_submit()
    if _is_on(meeting) and not _ticked().knows(found.rows):
        form.refuse(Bilingual.said("Who should be asked has changed meanwhile. Look at the list once more."))
    return form.status == 200


def _merged(ticked: Sequence[Guest], added: Sequence[Guest]) -> list[Guest]:
    """Both, each address once; what was typed in does not replace somebody who is ticked."""
    there = {each.key for each in ticked}
    more = {each.key: each for each in added if each.key not in there}
    return [*ticked, *more.values()]


def _sent(meeting_id: int, guests: Sequence[Guest], form: InviteForm, actor: Actor) -> str:
    done = inviting.send(meeting_id, guests, form.last_seen, by=actor, at=clock.now())
    if done.asked and done.taken_back:
        tell(Bilingual.said("Invitations on their way: %(asked)s; mails that take one back: %(back)s.",
                            asked=done.asked, back=done.taken_back))  # fmt: skip
    elif done.asked:
        tell(Bilingual.said("Invitations on their way: %(asked)s.", asked=done.asked))
    else:
        tell(Bilingual.said("Told by mail that they need not come: %(back)s.", back=done.taken_back))
    return request.path


def _previews(meeting: Meeting, rows: Sequence[Row]) -> list[Preview]:
    """The mail as the first who reads a language and has something to get would get it."""
    told, made = queries.told(meeting), []
    before_move = queries.answered_before_move(meeting.id)
    for language in LANGUAGES:
        reading = [row for row in rows if row.is_ticked and row.guest.language == language]
        due = [row for row in reading if row.stands != "sent"]
        row = next(iter([*due, *reading]), None)
        guest = row.guest if row else Guest("", "", language, Reason.ADDED)
        called = row.asked.organisation if row else Bilingual()
        before = row is not None and row.stands in {"sent", "behind"}
        link = reach.page("reply/…") if guest.organisation_id else ""
        occasion = texts.occasion_of(meeting, before=before)
        asked_again = guest.organisation_id in before_move
        letter = texts.letter(told, guest, occasion, organisation=called, link=link, asked_again=asked_again)
        made.append(Preview(language, called, letter.subject, letter.text))
    return made
