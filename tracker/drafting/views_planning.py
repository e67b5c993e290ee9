from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.calendar.workdays import next_working_day
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import weekday_date
from tracker.core.db import transaction
from tracker.core.web import reader_language, tell
from tracker.drafting import planning, planning_last, planning_state, planning_window
from tracker.drafting.forms_planning import (
    CancelForm,
    HeldForm,
    PlanForm,
    PostponeForm,
    RegularForm,
    SpecialForm,
    is_outside,
    plan_values,
)
from tracker.drafting.planning import Plan
from tracker.drafting.policy_planning import PLANNERS, can_plan
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off, group_for
from tracker.invitations import attending
from tracker.invitations import queries as invitations
from tracker.meetings.addresses import Period
from tracker.meetings.models import Meeting
from tracker.minutes.queries import meeting_for
from tracker.organisations.queries_people import people_choices
from tracker.register import words
from tracker.register.items import Item
from tracker.register.queries import outstanding, outstanding_now

bp = Blueprint("planning", __name__)


@bp.route("/meetings/<slug>/plan", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def regular(slug: str) -> ResponseReturnValue:
    actor, group = _group(slug)
    proposal = planning_last.next_regular(group, clock.today())
    form = RegularForm(data={name: getattr(proposal, name, None) for name in (*Plan.__dataclass_fields__, "period")})
    form.periods(proposal.period, reader_language())
    form.people(people_choices(reader_language()))
    group_id = group.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _regular(group_id, form, actor)))
    agenda = outstanding(group, proposal.held_on)
    return render_template(
        "planning/regular.html", group=group, form=form, proposal=proposal, agenda=agenda, words=words
    ), form.status  # fmt: skip


@bp.route("/meetings/<slug>/special", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def special(slug: str) -> ResponseReturnValue:
    actor, group = _group(slug)
    today = clock.today()
    items = outstanding_now(group, today)
    asked = next((item for item in items if item.key == request.args.get("for")), None)
    days = planning_window.days_of(group.id, asked, today) if asked else ()
    form = SpecialForm(data=_proposed(group, asked, days))
    form.outstanding(items, reader_language())
    form.people(people_choices(reader_language()))
    group_id = group.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _special(group_id, form, actor)))
    waiting = [item for item in items if item.kind == "special_meeting"]
    return render_template(
        "planning/special.html", group=group, form=form, waiting=waiting, asked=asked, words=words, days=days,
        invited=_invited(group, asked) if asked else (), chosen=form.held_on.data, weekday_date=weekday_date,
    ), form.status  # fmt: skip


@bp.route("/meetings/<slug>/<path:address>/plan/edit", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def edit(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form = PlanForm(data=plan_values(Plan.of(meeting)))
    form.people(people_choices(reader_language()))
    meeting_id = meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _edited(meeting_id, form, actor)))
        if form.status == 409:
            form.rebase(plan_values(Plan.of(meeting_for(actor, slug, address))))
    return render_template("planning/edit.html", meeting=meeting, form=form), form.status


@bp.route("/meetings/<slug>/<path:address>/plan/postpone", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def postpone(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = PostponeForm(), meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _postponed(meeting_id, form, actor)))
    return render_template("planning/postpone.html", meeting=meeting, form=form), form.status


@bp.route("/meetings/<slug>/<path:address>/plan/cancel", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def cancel(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = CancelForm(), meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _cancelled(meeting_id, form, actor)))
    return render_template("planning/cancel.html", meeting=meeting, form=form), form.status


@bp.route("/meetings/<slug>/<path:address>/plan/held", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def held(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    there = invitations.overview(meeting)
    form = HeldForm(data={"on": min(meeting.held_on, clock.today()), "take_over": there.coming + there.declined > 0})
    meeting_id = meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _held(meeting_id, form, actor)))
    return render_template("planning/held.html", meeting=meeting, form=form, invited=there), form.status


def address_of(meeting: Meeting) -> str:
    """Where the plan of a meeting stands."""
    return url_for("agenda.show", slug=meeting.group.slug, address=meeting.address)


def _group(slug: str) -> tuple[Actor, WorkingGroup]:
    actor = current_actor()
    group = group_for(actor, slug)
    require(can_plan(actor, group.id))
    return actor, group


def meeting_to_plan(slug: str, address: str) -> tuple[Actor, Meeting]:
    """Who asks, and the meeting, if he may plan it."""
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_plan(actor, meeting.group_id))
    return actor, meeting


def _regular(group_id: int, form: RegularForm, actor: Actor) -> str:
    meeting = planning.plan_regular(group_id, form.period.data, form.plan(), by=actor, at=clock.now())
    _warn_of_quarter(meeting)
    tell(Bilingual.said("%(meeting)s is planned.", meeting=meeting.reference))
    return address_of(meeting)


def _special(group_id: int, form: SpecialForm, actor: Actor) -> str:
    picked = form.picked.data or ()
    meeting = planning.plan_special(group_id, form.plan(), form.name.data, picked, by=actor, at=clock.now())
    tell(Bilingual.said("%(meeting)s is planned.", meeting=meeting.reference))
    return address_of(meeting)


def _edited(meeting_id: int, form: PlanForm, actor: Actor) -> str:
    meeting = planning.revise_plan(meeting_id, form.plan(), form.base.data or "", by=actor, at=clock.now())
    _warn_of_quarter(meeting)
    tell(Bilingual.said("The plan is saved."))
    return address_of(meeting)


def _postponed(meeting_id: int, form: PostponeForm, actor: Actor) -> str:
    meeting = planning_state.postpone(meeting_id, form.to.data, form.reason.data, by=actor, at=clock.now())
    _warn_of_quarter(meeting)
    tell(Bilingual.said("The meeting is postponed."))
    return address_of(meeting)


def _cancelled(meeting_id: int, form: CancelForm, actor: Actor) -> str:
    meeting = planning_state.cancel(meeting_id, form.reason.data, by=actor, at=clock.now())
    tell(Bilingual.said("The meeting is cancelled. What was on its agenda stays outstanding."))
    return address_of(meeting)


def _held(meeting_id: int, form: HeldForm, actor: Actor) -> str:
    if form.take_over.data:  # before the day is noted: the answers were given for the one that was planned
        attending.take_over(meeting_id, by=actor, at=clock.now())
    meeting = planning_state.hold(meeting_id, form.on.data, clock.today(), by=actor, at=clock.now())
    tell(Bilingual.said("The meeting is marked as held. Its minutes can be written now."))
    return url_for("minutes.show", slug=meeting.group.slug, address=meeting.address)


def _warn_of_quarter(meeting: Meeting) -> None:
    period = Period(meeting.period_year, meeting.period_quarter)
    if not meeting.name and is_outside(meeting.held_on, period):
        tell(Bilingual.said("The date lies outside the quarter. That may be so; look at it once more."))


def _invited(group: WorkingGroup, asked: Item) -> tuple[planning_last.Invited, ...]:
    """Whom the list of a meeting that is planned for an item would hold."""
    last = planning_last.last_regular(group.id, None)
    return planning_last.list_to_copy(group.id, last, None, planning.named_by([asked]))


def _proposed(
    group: WorkingGroup, asked: Item | None, days: Sequence[planning_window.Day]
) -> dict[str, Any]:  # fmt: skip
    """A special meeting as it is proposed: where and by whom the last one was held and, for one that was asked for, its
    item, its first working day, or the one that was chosen, and its words."""
    proposal = planning_last.next_regular(group, clock.today())
    kept = ("venue", "starts_at", "chair_id", "secretary_id")
    values: dict[str, Any] = {name: getattr(proposal, name) for name in kept}
    if asked is None:
        return values
    free = [each.day for each in days if each.works]
    start = max(filter(None, (asked.window.from_, clock.today())))
    first = free[0] if free else next_working_day(start, days_off(group.id))
    chosen = next((day for day in free if day.isoformat() == request.args.get("on")), None)
    return {
        **values, "held_on": chosen or asked.confirmed_on or first, "purpose": asked.text, "picked": [asked.key],
    }  # fmt: skip
