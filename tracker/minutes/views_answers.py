from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_signed_in
from tracker.access.voices import Voice
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import TrackerForm
from tracker.core.i18n import say
from tracker.core.web import tell
from tracker.minutes import (
    corrections,
    policy,
    queries,
    queries_answers,
    queries_corrections,
    queries_versions,
    stances,
)
from tracker.minutes import policy_answers as answers
from tracker.minutes.corrections import Proposal
from tracker.minutes.forms_corrections import ProposalForm, StanceForm
from tracker.minutes.models import StanceKind, Version
from tracker.minutes.sentences import both
from tracker.organisations.models import Organisation

bp = Blueprint("answers", __name__)


@bp.route("/meetings/<slug>/<path:address>/corrections/new", methods=["GET", "POST"])
@for_signed_in
def propose(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    version, organisations = asked(actor, slug, address)
    if why := answers.no_corrections(version, clock.today()):
        raise Refused(why)
    place = corrections.place_in(version, request.args.get("at", ""))
    form = ProposalForm(data={"text": place.text})
    form.offer([(each.id, each.called) for each in organisations])
    back = url_for("minutes.show", slug=slug, address=address)
    if form.validate_on_submit():
        proposal = Proposal(place.key, form.text.data, Bilingual.of(form.reason.data))
        act = partial(proposed, version.id, proposal, form.organisation_id.data, actor, back)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template(
        "corrections/new.html", form=form, this_version=version, meeting=version.meeting, place=place, back=back
    ), form.status


@bp.post("/meetings/<slug>/<path:address>/corrections/<int:correction_id>/withdraw")
@for_signed_in
def withdraw(slug: str, address: str, correction_id: int) -> ResponseReturnValue:
    actor = current_actor()
    meeting = queries.meeting_for(actor, slug, address)
    queries_corrections.correction_of(meeting, correction_id)
    form = TrackerForm()
    back = url_for("minutes.show", slug=slug, address=address)
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(withdrawn, correction_id, actor, back)))
    return redirect(back)


@bp.route("/meetings/<slug>/<path:address>/answers", methods=["GET", "POST"])
@for_signed_in
def give(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    version, organisations = asked(actor, slug, address)
    if why := answers.too_late(version, clock.today()):
        raise Refused(why)
    form = StanceForm()
    form.offer([(each.id, each.called) for each in organisations])
    back = url_for("minutes.show", slug=slug, address=address)
    if form.validate_on_submit():
        act = partial(given, version.id, form, actor, back)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template(
        "answer/give.html", form=form, this_version=version, meeting=version.meeting, back=back,
        until=answers.comments_until(version), stances=queries_answers.stances_of(version.id),
    ), form.status  # fmt: skip


def asked(actor: Actor, slug: str, address: str) -> tuple[Version, tuple[Organisation, ...]]:
    meeting = queries.meeting_for(actor, slug, address)
    version = queries_versions.newest(meeting.id) if policy.can_read_minutes(actor, meeting) else None
    if version is None:
        raise NotFound(Bilingual.said("The minutes of this meeting are not circulated yet."))
    organisations = queries_answers.answering_for(actor, version)
    require(bool(organisations))
    return version, organisations


def proposed(version_id: int, proposal: Proposal, organisation_id: int, actor: Actor, onward: str) -> str:
    corrections.propose(version_id, proposal, Voice(organisation_id), by=actor, at=clock.now())
    tell(Bilingual.said("Your correction went to the chair. You are told what becomes of it."))
    return onward


def withdrawn(correction_id: int, actor: Actor, onward: str) -> str:
    corrections.withdraw(correction_id, by=actor, at=clock.now())
    tell(Bilingual.said("The correction is withdrawn."))
    return onward


def given(version_id: int, form: StanceForm, actor: Actor, onward: str) -> str:
    kind, voice = form.kind.data, Voice(form.organisation_id.data)
    reason = Bilingual.of(form.reason.data) if kind == StanceKind.OBJECTS else Bilingual()
    called = stances.give(version_id, kind, voice, reason=reason, by=actor, at=clock.now()).organisation.called
    if kind == StanceKind.AGREES:
        tell(both(lambda language: say("%(name)s agrees with the minutes.", language, name=called[language])))
    else:
        tell(both(lambda language: say("The objection of %(name)s is recorded.", language, name=called[language])))
    return onward
