from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.fields import LANGUAGE_CHOICES
from tracker.core.forms import TrackerForm
from tracker.core.web import tell
from tracker.drafting.forms_signing import FreezeForm, NumberForm, ScanForm, TakeBackForm
from tracker.drafting.signing_page import Signing, signing_page
from tracker.files.downloads import as_download
from tracker.files.kinds import LARGEST, MEDIA_TYPES
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_issue
from tracker.minutes import paper, queries_versions, signing
from tracker.minutes.handing_out import file_for
from tracker.minutes.queries import meeting_for

bp = Blueprint("signing", __name__)
SIGNERS = (Role.CHAIR, Role.ACTING_CHAIR)
WATCHERS = (Role.ADMINISTRATOR, *DRAFTERS)


@bp.get("/meetings/<slug>/<path:address>/sign")
@for_roles(*WATCHERS)
def show(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = _for_drafters(slug, address)
    return _page(actor, meeting)


@bp.post("/meetings/<slug>/<path:address>/sign/freeze")
@for_roles(*SIGNERS)
def freeze(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id = meeting.id
    page = signing_page(actor, meeting, clock.today())
    form = _freeze_form(page)
    if form.validate_on_submit():
        done = ""
        with form.attempt(), transaction():
            done = form.once(actor.who, lambda: _frozen(meeting_id, form, actor))
        if done:
            make_files(meeting_id)
            return redirect(done)
    return _page(actor, meeting_for(actor, slug, address), freezing=form)


@bp.post("/meetings/<slug>/<path:address>/sign/files")
@for_roles(*SIGNERS)
def files(slug: str, address: str) -> ResponseReturnValue:
    _, meeting = for_signers(slug, address)
    done = address_of(meeting)
    make_files(meeting.id)
    return redirect(done)


@bp.post("/meetings/<slug>/<path:address>/sign/number")
@for_roles(*SIGNERS)
def number(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id = meeting.id
    form = NumberForm()
    if form.validate_on_submit():
        done = ""
        with form.attempt(), transaction():
            done = form.once(actor.who, lambda: _numbered(meeting_id, form, actor))
        if done:
            make_files(meeting_id)
            return redirect(done)
    return _page(actor, meeting_for(actor, slug, address), numbering=form)


@bp.post("/meetings/<slug>/<path:address>/sign/scan")
@for_roles(*SIGNERS)
def scan(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id = meeting.id
    form = ScanForm()
    if form.validate_on_submit():
        data, name = form.scan.data.stream.read(LARGEST + 1), form.scan.data.filename
        make_files(meeting_id)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _scanned(meeting_id, data, name, actor)))
    return _page(actor, meeting_for(actor, slug, address), scanning=form)


@bp.route("/meetings/<slug>/<path:address>/sign/take-back", methods=["GET", "POST"])
@for_roles(*SIGNERS)
def take_back(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id, form = meeting.id, TakeBackForm()
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _taken_back(meeting_id, form, actor)))
        meeting = meeting_for(actor, slug, address)
    return render_template("signing/take_back.html", meeting=meeting, form=form), form.status


@bp.get("/meetings/<slug>/<path:address>/sign/print")
@for_roles(*WATCHERS)
def printed(slug: str, address: str) -> ResponseReturnValue:
    _, meeting = _for_drafters(slug, address)
    version = queries_versions.waiting(meeting.id)
    if version is None:
        raise NotFound(Bilingual.said("The minutes are not frozen. Freeze them for the signature first."))
    suffix = ".pdf" if request.args.get("as") == "pdf" else ".docx"
    data, name = file_for(version, request.args.get("layout", ""), suffix)
    return as_download(data, name, MEDIA_TYPES[suffix])


def for_signers(slug: str, address: str) -> tuple[Actor, Meeting]:
    """Who asks, and the meeting, if he may sign its minutes."""
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_issue(actor, meeting))
    return actor, meeting


def make_files(meeting_id: int) -> None:
    """Make the files of what waits for its signature, unless they are there."""
    version = queries_versions.waiting(meeting_id)
    made = paper.to_print(version, office=current_app.config["TRACKER_OFFICE"]) if version else ()
    if version and made:
        version_id, sha256 = version.id, version.sha256
        with transaction():
            paper.keep_files(version_id, sha256, made, at=clock.now())


def address_of(meeting: Meeting) -> str:
    """Where the minutes are signed."""
    return url_for("signing.show", slug=meeting.group.slug, address=meeting.address)


def _for_drafters(slug: str, address: str) -> tuple[Actor, Meeting]:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_draft(actor, meeting))
    return actor, meeting


def _page(
    actor: Actor, meeting: Meeting, *, freezing: TrackerForm | None = None, numbering: TrackerForm | None = None,
    scanning: TrackerForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    page = signing_page(actor, meeting, clock.today())
    sent = next((form for form in (freezing, numbering, scanning) if form), None)
    return render_template(
        "signing/show.html", meeting=meeting, page=page, sent=sent,
        freezing=freezing or _freeze_form(page), numbering=numbering or _number_form(page),
        scanning=scanning or ScanForm(), plain=TrackerForm(),
    ), sent.status if sent else 200  # fmt: skip


def _freeze_form(page: Signing) -> FreezeForm:
    before = page.before
    if before is None:
        return FreezeForm()
    values: dict[str, Any] = {
        "numbering": before.numbers[0][0], "issued_on": clock.today(), "authentic": before.authentic,
        "changes": before.changes,
    }  # fmt: skip
    form = FreezeForm(data=values)
    form.changes.needed = before.found.is_amendment
    form.numbering.choices = list(before.numbers)
    form.authentic.choices = [each for each in LANGUAGE_CHOICES if each[0] in before.allowed]
    return form


def _number_form(page: Signing) -> NumberForm:
    version = page.standing.waiting
    return NumberForm(data={"number": version.registered_as, "issued_on": version.issued_on} if version else None)


def _frozen(meeting_id: int, form: FreezeForm, actor: Actor) -> str:
    version = signing.freeze(meeting_id, form.wanted(), today=clock.today(), by=actor, at=clock.now())
    tell(Bilingual.said("The minutes are frozen. Print them now, and have them signed."))
    return address_of(version.meeting)


def _numbered(meeting_id: int, form: NumberForm, actor: Actor) -> str:
    today, at = clock.today(), clock.now()
    version = paper.renumber(meeting_id, form.number.data, form.issued_on.data, today=today, by=actor, at=at)
    tell(Bilingual.said("Number and date are saved, and the files made anew."))
    return address_of(version.meeting)


def _scanned(meeting_id: int, data: bytes, name: str, actor: Actor) -> str:
    version = paper.attach_scan(meeting_id, data, name, by=actor, at=clock.now())
    tell(Bilingual.said("The signed scan is attached."))
    return address_of(version.meeting)


def _taken_back(meeting_id: int, form: TakeBackForm, actor: Actor) -> str:
    meeting = signing.take_back(meeting_id, form.reason.data, by=actor, at=clock.now())
    tell(Bilingual.said("The minutes are taken back; they can be written again."))
    return address_of(meeting)
