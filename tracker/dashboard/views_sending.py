from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import answer_repeat
from tracker.core.web import tell
from tracker.dashboard import page_sending, queries_sending
from tracker.dashboard.forms_sending import SendingForm
from tracker.dashboard.models import PageSending
from tracker.dashboard.policy_sending import SENDERS, SENDERS_OF_ALL, can_set_sending
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.sending_days import USUAL, goes_out_on, next_after
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import group_for

bp = Blueprint("page_sending", __name__)


@bp.route("/groups/<slug>/page-sending", methods=["GET", "POST"])
@for_roles(*SENDERS)
def show(slug: str) -> ResponseReturnValue:
    return _setting(slug)


@bp.route("/follow-up/page-sending", methods=["GET", "POST"])
@for_roles(*SENDERS_OF_ALL)
def of_all() -> ResponseReturnValue:
    return _setting("")


def _setting(slug: str) -> ResponseReturnValue:
    """The setting of a group or, where there is no slug, of all."""
    actor = current_actor()
    answer_repeat(actor.who)
    group_id = group_for(actor, slug).id if slug else None
    require(can_set_sending(actor, group_id))
    form = SendingForm(data=_values(queries_sending.sending_of(group_id)))

    def act() -> str:
        page_sending.send_page_after(group_id, form.wanted, base=form.shown_days, by=actor, at=clock.now())
        tell(_told(form.wanted))
        return url_for("page_sending.show", slug=slug) if slug else url_for("page_sending.of_all")

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        if form.status == 409:
            form.rebase(_values(queries_sending.sending_of(group_id)))
    return _shown(group_for(actor, slug) if slug else None, form), form.status


def _shown(group: WorkingGroup | None, form: SendingForm) -> str:
    group_id = group.id if group else None
    kept = queries_sending.sending_of(group_id)
    upcoming = next_after(clock.today(), kept.days, kept.since) if kept else None
    return render_template(
        "dashboard/page_sending.html", group=group, form=form, kept=kept, upcoming=upcoming,
        goes_out=goes_out_on(upcoming, kept.days) if upcoming and kept else None, readers=queries_sending.readers(),
        went_out=[(Quarter(each.year, each.quarter), clock.day_of(each.at))
                  for each in queries_sending.went_out(group_id)],
    )  # fmt: skip


def _values(kept: PageSending | None) -> dict[str, object]:
    return {
        "is_sent": kept is not None, "days": kept.days if kept else USUAL, "base": kept.days if kept else 0,
    }  # fmt: skip


def _told(days: int | None) -> Bilingual:
    if days is None:
        return Bilingual.said("The page is not sent any more.")
    return Bilingual.said("The page of each quarter is sent to management from now on.")
