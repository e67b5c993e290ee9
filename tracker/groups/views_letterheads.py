from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.edits import mark_of
from tracker.core.web import tell
from tracker.docx import outline
from tracker.groups import queries_settings, services_letterheads
from tracker.groups.facts import LetterheadFacts
from tracker.groups.forms import ConfirmForm, LetterheadForm, text_of
from tracker.groups.letterheads import printed
from tracker.groups.models import WorkingGroup
from tracker.groups.services import written

bp = Blueprint("letterheads", __name__, url_prefix="/settings/groups/<slug>/letterheads")
EXAMPLE = 1  # a running number, in the preview


@bp.route("/add", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def add(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    group_id = group.id
    latest = next(iter(queries_settings.letterheads_of(group_id)), None)
    usual = LetterheadFacts.of(latest) if latest else LetterheadFacts(valid_from=clock.today())
    form = LetterheadForm(data={**_shown(usual), "valid_from": clock.today()})

    def act() -> str:
        services_letterheads.add_letterhead(group_id, form.facts(), by=actor, at=clock.now())
        tell(Bilingual.said("The letterhead is saved."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit() and not _only_looks():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return _page(form, group, None)


@bp.route("/<int:letterhead_id>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def edit(slug: str, letterhead_id: int) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    group_id = group.id
    head = queries_settings.letterhead_of(group_id, letterhead_id)
    form = LetterheadForm(data=_shown(LetterheadFacts.of(head)))

    def act() -> str:
        services_letterheads.revise_letterhead(
            group_id, letterhead_id, form.facts(), base=form.base.data or "", by=actor, at=clock.now()
        )
        tell(Bilingual.said("The letterhead is saved."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit() and not _only_looks():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        if form.status == 409:
            form.rebase(_shown(LetterheadFacts.of(queries_settings.letterhead_of(group_id, letterhead_id))))
    return _page(form, group, letterhead_id)


@bp.route("/<int:letterhead_id>/remove", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def remove(slug: str, letterhead_id: int) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    group_id = group.id
    form = ConfirmForm()

    def act() -> str:
        services_letterheads.remove_letterhead(group_id, letterhead_id, by=actor, at=clock.now())
        tell(Bilingual.said("The letterhead is removed."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    head = queries_settings.letterhead_of(group_id, letterhead_id)
    return render_template("groups/remove_letterhead.html", form=form, group=group, head=head), form.status


def _only_looks() -> bool:
    return "preview" in request.form


def _shown(facts: LetterheadFacts) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in LetterheadFacts.__dataclass_fields__}
    return {**values, "top": text_of(facts.top), "left": text_of(facts.left), "base": mark_of(facts)}


def _page(form: LetterheadForm, group: WorkingGroup, letterhead_id: int | None) -> ResponseReturnValue:
    page = render_template(
        "groups/letterhead.html", form=form, group=group, letterhead_id=letterhead_id, preview=_preview(form)
    )
    return page, form.status


def _preview(form: LetterheadForm) -> outline.Letterhead:
    """What is in the form now, saved or not, on a paper of the first day on which it could be printed."""
    day = max(clock.today(), form.valid_from.data or clock.today())
    return printed(form.facts(), written(form.number_pattern.data or "", EXAMPLE, day.year), day)
