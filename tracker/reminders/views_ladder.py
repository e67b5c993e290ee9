from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles, for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time, short_date
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import asked_number, reader_language, tell
from tracker.groups.models import Trigger, WorkingGroup
from tracker.groups.queries import group_for
from tracker.reminders import hours, policy, queries_told, queries_unreachable, services_ladder
from tracker.reminders.forms_ladder import BeginForm, LadderForm, values
from tracker.reminders.ladder import DEFAULT, Step, ladder_of
from tracker.reminders.services_ladder import written

bp = Blueprint("ladders", __name__, url_prefix="/groups/<slug>/reminders")


@bp.get("")
@for_signed_in
def show(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = group_for(actor, slug)
    return _page(actor, group, BeginForm(data={"reminders_from": group.reminders_from or clock.today()}))


@bp.post("/begin")
@for_roles(*policy.CHANGERS)
def begin(slug: str) -> ResponseReturnValue:
    actor, group = _to_change(slug)
    form, group_id = BeginForm(), group.id

    def act() -> str:
        services_ladder.begin_reminders(group_id, form.reminders_from.data, by=actor, at=clock.now())
        tell(Bilingual.said("Reminders begin on %(date)s.", date=short_date(form.reminders_from.data)))
        return url_for("ladders.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return _page(actor, group_for(actor, slug), form)


@bp.route("/stop", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def stop(slug: str) -> ResponseReturnValue:
    actor, group = _to_change(slug)
    form, group_id = TrackerForm(), group.id

    def act() -> str:
        services_ladder.begin_reminders(group_id, None, by=actor, at=clock.now())
        tell(Bilingual.said("No reminders are sent any more."))
        return url_for("ladders.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("reminders/stop.html", group=group, form=form), form.status


@bp.route("/edit", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def edit(slug: str) -> ResponseReturnValue:
    actor, group = _to_change(slug)
    steps, group_id = ladder_of(group.id), group.id
    form = LadderForm(data={"steps": values(steps), "base": written(steps)})

    def act() -> str:
        services_ladder.change_ladder(
            group_id, form.ladder(), by=actor, at=clock.now(), base=str(form.base.data or "")
        )  # fmt: skip
        tell(Bilingual.said("The ladder is saved."))
        return url_for("ladders.show", slug=slug)

    changed = _rows_changed(form)
    if not changed and form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    opened = {*changed, *form.at_fault} or {Trigger.DUE}
    return render_template(
        "reminders/edit.html", group=group, form=form, triggers=list(Trigger), opened=opened
    ), form.status  # fmt: skip


def _rows_changed(form: LadderForm) -> set[Trigger]:
    """Where a row was added or left out; nothing is to be saved then."""
    added, left_out = request.form.get("add", ""), request.form.get("leave_out", "")
    if added in set(Trigger):
        return {form.add(Trigger(added))}
    return {form.leave_out(left_out)} if left_out else set()


@bp.route("/usual", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def usual(slug: str) -> ResponseReturnValue:
    actor, group = _to_change(slug)
    form, group_id = TrackerForm(), group.id

    def act() -> str:
        services_ladder.default_ladder(group_id, by=actor, at=clock.now())
        tell(Bilingual.said("The usual ladder holds again."))
        return url_for("ladders.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("reminders/usual.html", group=group, form=form, sections=_sections(DEFAULT)), form.status


def _to_change(slug: str) -> tuple[Actor, WorkingGroup]:
    actor = current_actor()
    answer_repeat(actor.who)
    group = group_for(actor, slug)
    require(policy.can_change_ladder(actor, group.id))
    return actor, group


def _page(actor: Actor, group: WorkingGroup, form: BeginForm) -> ResponseReturnValue:
    today, steps = clock.today(), ladder_of(group.id)
    reads = policy.can_see_mails(actor, group.id)
    return render_template(
        "reminders/ladder.html", group=group, today=today, beginning=form, sections=_sections(steps),
        may_change=policy.can_change_ladder(actor, group.id), is_usual=steps == DEFAULT,
        sending_hour=clock_time(hours.sending_hour(), reader_language()),
        lately=queries_told.went_out(group.id, today, asked_number("page") or 1) if reads else None,
        unreachable=queries_unreachable.how_many((group.id,)) if reads else 0,
    ), form.status  # fmt: skip


def _sections(steps: Iterable[Step]) -> list[tuple[Trigger, list[Step]]]:
    found: dict[Trigger, list[Step]] = {}
    for step in steps:
        found.setdefault(step.trigger, []).append(step)
    return [(trigger, found[trigger]) for trigger in Trigger if trigger in found]
