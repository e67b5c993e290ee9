from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.access.voices import Voice
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.web import asked_number, reader_language, tell
from tracker.docx.outline_json import from_data
from tracker.files import services as files
from tracker.files.kinds import LARGEST, media_type_of
from tracker.minutes import acknowledging, corrections, queries, queries_links, queries_versions, stances
from tracker.minutes import policy_answers as answers
from tracker.minutes.corrections import Proposal
from tracker.minutes.forms_corrections import CORRECTS, RECEIVED, OnBehalfForm
from tracker.minutes.models import StanceKind, Version
from tracker.minutes.places import Place, places
from tracker.organisations.queries import organisation_choices

bp = Blueprint("on_behalf", __name__)
SHOWN = 60  # letters of a place in the list of places
Paper = tuple[bytes, str, str]  # its bytes, its name, its kind


@bp.route("/meetings/<slug>/<path:address>/answers/on-behalf", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def record(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = queries.meeting_for(actor, slug, address)
    require(answers.can_answer_for_others(actor, meeting))
    version = queries_versions.newest(meeting.id)
    if version is None:
        raise NotFound(Bilingual.said("The minutes of this meeting are not circulated yet."))
    form = OnBehalfForm(data={"organisation_id": asked_number("organisation")})
    form.offer(organisation_choices(reader_language()), _places(version))
    back = url_for("corrections.index", slug=slug, address=address)
    if form.validate_on_submit():
        version_id = version.id
        with form.attempt():
            paper = _paper(form)
            with transaction():
                return redirect(form.once(actor.who, partial(_recorded, version_id, form, paper, actor, back)))
    return render_template(
        "answer/on_behalf.html", form=form, meeting=meeting, this_version=version, back=back,
        is_commented=answers.is_commented(version),
    ), form.status  # fmt: skip


def _places(version: Version) -> list[tuple[str, object]]:
    language = reader_language()
    return [(each.key, _named(each.heading.in_(language).text, each)) for each in _all(version)]


def _all(version: Version) -> list[Place]:
    return list(places(from_data(version.outline)).values())


def _named(heading: str, place: Place) -> str:
    text = place.text.in_(reader_language()).text
    short = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"
    return f"{heading}: {short}" if short else heading


def _paper(form: OnBehalfForm) -> Paper | None:
    upload = form.file.data
    if upload is None:
        return None
    data = upload.stream.read(LARGEST + 1)
    media_type = media_type_of(data, upload.filename)
    if not media_type:
        raise Refused(Bilingual.said("The file is not what its name says, or is damaged."))
    return data, upload.filename, media_type


def _recorded(version_id: int, form: OnBehalfForm, paper: Paper | None, actor: Actor, back: str) -> str:
    at = clock.now()
    file_id = files.keep(*paper, at=at).id if paper else None
    voice = Voice(form.organisation_id.data, form.how.data, form.said_by.data, file_id)
    reason = Bilingual.of(form.reason.data)
    match form.said.data:
        case kind if kind == RECEIVED:
            acknowledging.acknowledge(
                queries_links.delivery_to(version_id, voice.organisation_id), by=actor, at=at, how=voice.how,
                said_by=voice.said_by,
            )  # fmt: skip
        case kind if kind == CORRECTS:
            proposal = Proposal(form.place.data, form.text.data, reason)
            corrections.propose(version_id, proposal, voice, by=actor, at=at)
        case kind:
            stances.give(version_id, StanceKind(kind), voice, reason=reason, by=actor, at=at)
    tell(Bilingual.said("It is written down as the organisation's own word."))
    return back
