from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.calendar.workdays import is_working_day
from tracker.core import clock
from tracker.core.dates import weekday_date
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off, group_for, groups_for
from tracker.reminders import policy
from tracker.reminders.forms_ladder import PreviewForm
from tracker.reminders.ladder import code_words
from tracker.reminders.preview import Previewed, everybody

bp = Blueprint("reminder_previews", __name__)
_DAY = timedelta(days=1)


@bp.get("/groups/<slug>/reminders/preview")
@for_roles(*policy.CHANGERS, Role.MANAGEMENT)
def show(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = group_for(actor, slug)
    require(policy.can_see_mails(actor, group.id))
    form = PreviewForm.of(request.args, clock.today())
    first, days = form.first, form.many
    last = first + _DAY * (days - 1)
    found = _found(actor, group, first, days)
    off = days_off(group.id)
    shown = [
        (day, [each for each in found if each.on == day], is_working_day(day, off))
        for day in (first + _DAY * n for n in range(days))
    ]  # fmt: skip
    return render_template(
        "reminders/preview.html", group=group, form=form, first=first, last=last, days=days, shown=shown,
        earlier=_at(slug, first - _DAY * days, days), later_on=_at(slug, last + _DAY, days),
        code_words=code_words, weekday=weekday_date,
    ), form.status  # fmt: skip


def _found(actor: Actor, group: WorkingGroup, first: date, days: int) -> list[Previewed]:
    """What would go out to whom the group tells something, without what is told by groups that are not the reader's to
    see; where nobody said yet when reminders begin, as if it were that day."""
    begins = {} if group.reminders_from else {group.id: first}
    seen = [each.id for each in groups_for(actor) if policy.can_see_mails(actor, each.id)]
    return [each for each in everybody(first, days - 1, begins, seen) if group.id in each.group_ids]


def _at(slug: str, on: date, days: int) -> str:
    return url_for("reminder_previews.show", slug=slug, on=on.isoformat(), days=days)
