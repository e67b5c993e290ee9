from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import TextConflict
from tracker.core.i18n import Language, say_many
from tracker.core.web import tell
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_translate
from tracker.minutes import editions, queries, translating, words
from tracker.minutes.forms_translation import MOST_AT_ONCE, EditionForm, TranslationForm
from tracker.minutes.models import Version
from tracker.minutes.queries_translation import lacking
from tracker.minutes.sentences import both
from tracker.minutes.views import readable

bp = Blueprint("translating", __name__)


@bp.route("/meetings/<slug>/<path:address>/translation", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS, Role.TRANSLATOR)
def show(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = readable(actor, slug, address)
    require(can_translate(actor, meeting))
    meeting_id, (_, language) = meeting.id, _asked(meeting)
    form = TranslationForm(data={"into": language})
    form.take(request.form)
    if form.validate_on_submit():
        to: Language = language or _named()
        on = url_for("translating.show", slug=slug, address=address, into=to)
        with form.attempt():
            try:
                with transaction():
                    return redirect(form.once(actor.who, lambda: _saved(meeting_id, to, form, actor, on)))
            except TextConflict as conflict:
                session.rollback()
                form.rebase(conflict)
                raise
    return _page(readable(actor, slug, address), form, may_send=can_draft(actor, meeting)), form.status


def _page(meeting: Meeting, form: TranslationForm, *, may_send: bool) -> str:
    version, language = _asked(meeting)
    if version is None or language is None:
        return render_template("minutes/translated.html", meeting=meeting, frozen=version, form=form)
    state = editions.state_of(version, language)
    left, done = state.translation.left[:MOST_AT_ONCE], state.translation.done[:MOST_AT_ONCE]
    return render_template(
        "minutes/translation.html",
        meeting=meeting,
        frozen=version,
        language=language,
        languages=lacking(version),
        state=state,
        form=form,
        left=form.rows(left, language),
        done=form.rows(done, language),
        may_send=may_send,
        called=words.language,
    )


def _saved(meeting_id: int, language: Language, form: TranslationForm, actor: Actor, on: str) -> str:
    written = [each for each in form.sent.values() if each.text or each.is_right]
    changed = translating.translate(meeting_id, language, written, by=actor, at=clock.now())
    tell(both(lambda side: say_many("%(number)s text was saved.", "%(number)s texts were saved.", len(changed), side)))
    return on


@bp.route("/meetings/<slug>/<path:address>/translation/edition", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def send(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = readable(actor, slug, address)
    require(can_draft(actor, meeting))
    meeting_id, (_, language) = meeting.id, _asked(meeting)
    form = EditionForm(data={"into": language})
    if form.validate_on_submit():
        on, at = url_for("minutes.show", slug=slug, address=address), clock.now()
        with form.attempt():
            to: Language = language or _named()
            prepared = editions.prepare(meeting_id, to, office=current_app.config["TRACKER_OFFICE"], at=at)
            with transaction():
                return redirect(
                    form.once(actor.who, lambda: _sent(editions.freeze(meeting_id, to, prepared, by=actor, at=at), on))
                )
    meeting = readable(actor, slug, address)
    version, language = _asked(meeting)
    if version is None or language is None:
        return render_template("minutes/translated.html", meeting=meeting, frozen=version, form=form), form.status
    return render_template(
        "minutes/edition.html",
        meeting=meeting,
        frozen=version,
        language=language,
        state=editions.state_of(version, language),
        to=editions.readers(version, language, clock.today()),
        form=form,
        called=words.language,
    ), form.status


def _sent(edition: Version, on: str) -> str:
    if edition.edition == "en":
        tell(Bilingual.said("The English edition of version %(number)s is on its way.", number=edition.number))
    else:
        tell(Bilingual.said("The Lao edition of version %(number)s is on its way.", number=edition.number))
    return on


def _asked(meeting: Meeting) -> tuple[Version | None, Language | None]:
    """What is read now, and the language that it lacks: the one that was asked for, else the first."""
    version = queries.read_version(meeting.id)
    languages = lacking(version)
    if _named() in languages:
        return version, _named()
    return version, languages[-1] if languages else None


def _named() -> Language:
    return "lo" if request.values.get("into") == "lo" else "en"
