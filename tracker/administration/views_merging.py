from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.administration import merging
from tracker.administration.forms_merging import MergeForm, PickForm
from tracker.administration.merging import Kind
from tracker.administration.merging_words import facts, words
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import MOST_ROWS, reader_language, tell
from tracker.organisations.models import Organisation
from tracker.organisations.queries import all_organisations
from tracker.organisations.queries_people import people_choices

bp = Blueprint("merging", __name__, url_prefix="/settings")


@bp.route("/organisations/merge", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def organisations() -> ResponseReturnValue:
    return _page("organisation", all_organisations(reader_language()))


@bp.route("/people/merge", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    return _page("person", people_choices(reader_language()))


def _page(kind: Kind, choices: Sequence[tuple[Any, object]]) -> ResponseReturnValue:
    """Pick two, see what will happen, and do it: the two stand in the address, so that the page can be passed on."""
    actor = current_actor()
    keep_id, gone_id = (request.args.get(name, type=_row_number) for name in ("keep", "gone"))
    pick = PickForm(formdata=None, keep=keep_id, gone=gone_id)
    pick.keep.choices = pick.gone.choices = list(choices)
    form = MergeForm()
    if keep_id is None or gone_id is None:
        return render_template("administration/merge.html", kind=kind, pick=pick, form=form, plan=None)
    if form.validate_on_submit():
        bases = form.bases()
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _merged(kind, keep_id, gone_id, bases, actor)))
    return _plan(kind, keep_id, gone_id, pick, form)


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= MOST_ROWS:
        raise ValueError(text)
    return number


def _plan(kind: Kind, keep_id: int, gone_id: int, pick: PickForm, form: MergeForm) -> ResponseReturnValue:
    keep, gone = merging.party(kind, keep_id), merging.party(kind, gone_id)
    plan = None
    with form.attempt():
        plan = merging.plan(keep, gone)
    form.shown(keep, gone)
    page = render_template(
        "administration/merge.html", kind=kind, pick=pick, form=form, plan=plan, keep=keep, gone=gone, words=words,
        facts=facts(),
    )  # fmt: skip
    return page, form.status


def _merged(kind: Kind, keep_id: int, gone_id: int, bases: tuple[int, int], actor: Actor) -> str:
    row = merging.merge(kind, keep_id, gone_id, bases=bases, by=actor, at=clock.now())
    tell(Bilingual.said("The two are one now: %(name)s.", name=merging.called(row)))
    organisation_id = row.id if isinstance(row, Organisation) else row.organisation_id
    return url_for("organisations.show", organisation_id=organisation_id)
