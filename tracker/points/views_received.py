from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles, for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import asked_number, reader_language, tell
from tracker.files import uploads
from tracker.files.uploads import Upload
from tracker.meetings.models import Meeting
from tracker.organisations.queries import organisation_choices
from tracker.points import policy, queries, queries_points, sending_in, taking, words
from tracker.points.forms import BehalfForm, LeaveOutForm
from tracker.points.models import Point
from tracker.points.sending_in import Said

bp = Blueprint("points_received", __name__, url_prefix="/meetings/<slug>/<path:address>/points/received")
DECIDERS = (Role.ADMINISTRATOR, *DRAFTERS)


@bp.get("")
@for_signed_in
def show(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    return _page(_meeting(actor, slug, address), actor, TrackerForm())


@bp.get("/short")
@for_signed_in
def short(slug: str, address: str) -> ResponseReturnValue:
    meeting = _meeting(current_actor(), slug, address)
    return render_template(
        "points/_short.html", meeting=meeting, waiting=queries.open_points(meeting.id),
        called=len(queries.who_is_called(meeting.id)), answered=len(queries.answered(meeting.id)),
        is_over=policy.too_late(meeting) is not None,
    )  # fmt: skip


@bp.post("/<int:sent_id>/take")
@for_roles(*DECIDERS)
def take(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    return _press(slug, address, sent_id, taking.take, _taken)


@bp.post("/<int:sent_id>/put-back")
@for_roles(*DECIDERS)
def put_back(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    return _press(
        slug, address, sent_id, taking.put_back, lambda _: Bilingual.said("Put back. It waits for you again.")
    )


@bp.route("/<int:sent_id>/leave-out", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def leave_out(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    actor, meeting, point = _point(slug, address, sent_id)
    form, home = LeaveOutForm(), _home(meeting, sent_id)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _left_out(sent_id, form.words, actor, home)))
    return render_template(
        "points/leave_out.html", meeting=meeting, point=point, form=form, words=words, back=home
    ), form.status  # fmt: skip


@bp.route("/on-behalf", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def on_behalf(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    answer_repeat(actor.who)
    meeting = _meeting(actor, slug, address)
    require(policy.can_decide(actor, meeting))
    chosen, language, home, meeting_id = asked_number("organisation"), reader_language(), _home(meeting), meeting.id
    form = BehalfForm(data={"organisation_id": chosen})
    form.organisation_id.choices = organisation_choices(language, chosen=chosen)
    form.offer_parts(queries_points.parts_of(meeting.group_id, {chosen} if chosen else set()), language)
    if form.validate_on_submit():
        with form.attempt():
            files = uploads.read_all(form.files.data)
            paper = uploads.read_all([form.paper.data] if form.paper.data else ())
            with transaction():
                return redirect(form.once(actor.who, partial(_heard, form, (files, paper), meeting_id, actor, home)))
    return render_template(
        "points/on_behalf.html", meeting=meeting, form=form, back=home, too_late=policy.too_late(meeting)
    ), form.status  # fmt: skip


def _heard(
    form: BehalfForm, sent: tuple[tuple[Upload, ...], tuple[Upload, ...]], meeting_id: int, actor: Actor, home: str
) -> str:
    at = clock.now()
    files, paper = (uploads.keep_all(each, at=at) for each in sent)
    voice = form.heard(paper[0].id if paper else None)
    if form.is_none:
        sending_in.say_none(meeting_id, voice, by=actor, at=at)
    else:
        said = Said(form.what, form.words, tuple(files), form.assignment_id)
        sending_in.send_in(meeting_id, said, voice, by=actor, at=at)
    tell(Bilingual.said("It is written down as the organisation's own word."))
    return home


def _press(
    slug: str, address: str, sent_id: int, act: Callable[..., Point], told: Callable[[Point], Bilingual]
) -> ResponseReturnValue:
    actor, meeting, _ = _point(slug, address, sent_id)
    form, home = TrackerForm(), _home(meeting, sent_id)

    def press() -> str:
        tell(told(act(sent_id, by=actor, at=clock.now())))
        return home

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, press))
    return _page(queries_points.meeting_for(actor, slug, address), actor, form)


def _taken(point: Point) -> Bilingual:
    if point.entry_id is None:
        return Bilingual.said("Noted.")
    return Bilingual.said("It stands in the draft now.")


def _left_out(sent_id: int, reason: Bilingual, actor: Actor, home: str) -> str:
    taking.leave_out(sent_id, reason, by=actor, at=clock.now())
    tell(Bilingual.said("Left out. The organisation reads why."))
    return home


def _page(meeting: Meeting, actor: Actor, form: TrackerForm) -> ResponseReturnValue:
    rows = queries_points.heard(meeting)
    return render_template(
        "points/received.html", meeting=meeting, rows=rows, form=form, words=words,
        decides=policy.can_decide(actor, meeting), too_late=policy.too_late(meeting),
        place={"slug": meeting.group.slug, "address": meeting.address},
    ), form.status  # fmt: skip


def _meeting(actor: Actor, slug: str, address: str) -> Meeting:
    """The meeting, for those who read every organisation's points; NotFound for everybody else."""
    meeting = queries_points.meeting_for(actor, slug, address)
    if not policy.can_see_all(actor, meeting):
        raise NotFound(
            Bilingual.said("%(slug)s has no meeting %(address)s that is open to you.", slug=slug, address=address)
        )
    return meeting


def _point(slug: str, address: str, sent_id: int) -> tuple[Actor, Meeting, Point]:
    actor = current_actor()
    meeting = _meeting(actor, slug, address)
    require(policy.can_decide(actor, meeting))
    return actor, meeting, queries_points.point_for(actor, meeting, sent_id)


def _home(meeting: Meeting, sent_id: int | None = None) -> str:
    return url_for(
        "points_received.show", slug=meeting.group.slug, address=meeting.address,
        _anchor=f"point-{sent_id}" if sent_id else None,
    )  # fmt: skip
