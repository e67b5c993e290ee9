from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles, for_signed_in
from tracker.actions.models import Action
from tracker.actions.policy import is_live
from tracker.actions.queries_action import action_for
from tracker.calendar.workdays import next_working_day
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.fields import later
from tracker.core.forms import TrackerForm, answer_repeat, fresh_key
from tracker.core.web import asked_number, tell
from tracker.groups.queries import days_off
from tracker.reminders import asking_now, links_actions, policy, queries_told, skipping, states
from tracker.reminders.forms import NEXT, WHOLE, NowForm, SkipForm
from tracker.reminders.ladder import code_words
from tracker.reminders.models import ItemKind
from tracker.reminders.queries_upcoming import coming

bp = Blueprint("action_reminders", __name__, url_prefix="/actions/<int:action_id>/reminders")


@bp.get("")
@for_signed_in
def show(action_id: int) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    action = action_for(actor, action_id)
    drafts = policy.can_remind(actor, action.group_id)
    return render_template(
        "reminders/action.html", action=action, drafts=drafts, code_words=code_words, told=states.told,
        found=queries_told.reminders_of(action, asked_number("page") or 1), coming=coming(action, today),
        links=queries_told.links_of(action, clock.now()) if drafts else (), day_of=clock.day_of,
        can_remind=is_live(action) and not action.is_over, fresh_key=fresh_key,
    )  # fmt: skip


@bp.get("/short")
@for_signed_in
def short(action_id: int) -> ResponseReturnValue:
    action = action_for(current_actor(), action_id)
    last = queries_told.last_of(action)
    return render_template(
        "reminders/_block.html", action=action, last=last, code_words=code_words,
        states=sorted({states.told(each) for each in last.receivers}) if last else (),
        next=next(iter(coming(action, clock.today())), None),
    )  # fmt: skip


@bp.route("/now", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def now(action_id: int) -> ResponseReturnValue:
    actor, action = _to_change(action_id)
    today = clock.today()
    next_on = next_working_day(today + timedelta(days=1), days_off(action.group_id))
    told = asking_now.who_gets_it(action, today) if is_live(action) else []
    form = NowForm()
    form.offer(next_on, today=form.is_submitted() or asking_now.can_go(told, today))  # it may have gone meanwhile

    def act() -> str:
        at = clock.now()
        on = next_on if form.when.data == NEXT else today
        made = asking_now.remind_now(action_id, by=actor, at=at, on=on)
        if not any(each.is_reachable for row in made for each in row.receivers):
            tell(Bilingual.said("No mail reaches them: they stand on the list of those who are told by hand."))
        elif on == today and asking_now.had_theirs(made, today):
            tell(Bilingual.said("It goes with the next digest, because the one of today has gone already."))
        elif on == today:
            tell(Bilingual.said("It goes with the digest of today."))
        else:
            tell(Bilingual.said("It goes with the digest of %(date)s.", date=short_date(on)))
        return url_for("action_reminders.show", action_id=action_id)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        action = action_for(actor, action_id)
    return render_template("reminders/now.html", action=action, form=form, told=told), form.status


@bp.route("/skip", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def skip(action_id: int) -> ResponseReturnValue:
    actor, action = _to_change(action_id)
    form = SkipForm()
    open_parts = [part for part in action.assignments if part.closed_at is None]
    form.party.choices = [
        (WHOLE, later("everybody who owes it")), *((str(part.id), part.organisation.called) for part in open_parts)
    ]  # fmt: skip

    def act() -> str:
        chosen = form.party.data
        kind, item_id = (ItemKind.ACTION, action_id) if chosen == WHOLE else (ItemKind.PART, int(chosen))
        skipping.skip_next(kind, item_id, form.reason.data, by=actor, at=clock.now())
        tell(Bilingual.said("The next reminder is left out."))
        return url_for("action_reminders.show", action_id=action_id)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        action = action_for(actor, action_id)
    return render_template("reminders/skip.html", action=action, form=form), form.status


@bp.post("/skips/<int:skip_id>/take-back")
@for_roles(*policy.CHANGERS)
def take_back(action_id: int, skip_id: int) -> ResponseReturnValue:
    actor, action = _to_change(action_id)
    queries_told.require_skip(action, skip_id)
    form = TrackerForm()

    def act() -> str:
        skipping.withdraw_skip(skip_id, by=actor, at=clock.now())
        tell(Bilingual.said("Taken back; the next reminder comes."))
        return url_for("action_reminders.show", action_id=action_id)

    with transaction():
        return redirect(form.once(actor.who, act))


@bp.route("/links/<int:link_id>/revoke", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def revoke(action_id: int, link_id: int) -> ResponseReturnValue:
    actor, action = _to_change(action_id)
    found = {
        link.id: (organisation, person) for link, organisation, person in queries_told.links_of(action, clock.now())
    }
    if link_id not in found:
        raise NotFound(Bilingual.said("There is no such link."))
    form = TrackerForm()

    def act() -> str:
        links_actions.revoke_link(link_id, by=actor, at=clock.now())
        tell(Bilingual.said("The link is revoked."))
        return url_for("action_reminders.show", action_id=action_id)

    organisation, person = found[link_id]
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        action = action_for(actor, action_id)
    return render_template(
        "reminders/revoke.html", action=action, form=form, link_id=link_id, organisation=organisation, person=person
    ), form.status  # fmt: skip


def _to_change(action_id: int) -> tuple[Actor, Action]:
    actor = current_actor()
    answer_repeat(actor.who)
    action = action_for(actor, action_id)
    require(policy.can_remind(actor, action.group_id))
    return actor, action
