from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.forms import TrackerForm
from tracker.core.web import tell
from tracker.drafting.forms_signing import AddScanForm, AmendForm, IssueForm
from tracker.drafting.views_signing import SIGNERS, address_of, for_signers, make_files
from tracker.files.kinds import LARGEST
from tracker.meetings.models import Meeting
from tracker.minutes import amending, issuing, paper, queries_versions
from tracker.minutes.queries import meeting_for

bp = Blueprint("issuing", __name__)


@bp.route("/meetings/<slug>/<path:address>/issue", methods=["GET", "POST"])
@for_roles(*SIGNERS)
def issue(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id = meeting.id
    version = queries_versions.waiting(meeting_id)
    form = IssueForm(data={"sha256": version.sha256 if version else ""})
    if form.validate_on_submit():
        make_files(meeting_id)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _issued(meeting_id, form, actor)))
        meeting = meeting_for(actor, slug, address)
        version = queries_versions.waiting(meeting_id)
        form.sha256.data = version.sha256 if version else ""
    if version is None and form.status == 200:
        return redirect(address_of(meeting))
    return render_template(
        "signing/issue.html", meeting=meeting, waiting=version, form=form,
        recipients=issuing.recipients(meeting, clock.today()), scan=paper.scan_of(version) if version else None,
    ), form.status  # fmt: skip


@bp.route("/meetings/<slug>/<path:address>/issue/scan", methods=["GET", "POST"])
@for_roles(*SIGNERS)
def add_scan(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id = meeting.id
    version = queries_versions.last_issued(meeting_id)
    if version is None:
        raise NotFound(Bilingual.said("The minutes are not issued yet."))
    form = AddScanForm()
    if form.validate_on_submit():
        data, name = form.scan.data.stream.read(LARGEST + 1), form.scan.data.filename
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _scan_added(meeting_id, data, name, form, actor)))
        meeting = meeting_for(actor, slug, address)
    return render_template("signing/add_scan.html", meeting=meeting, form=form), form.status


@bp.route("/meetings/<slug>/<path:address>/amend", methods=["GET", "POST"])
@for_roles(*SIGNERS)
def amend(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id, form = meeting.id, AmendForm()
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _begun(meeting_id, form, actor)))
        meeting = meeting_for(actor, slug, address)
    return render_template("signing/amend.html", meeting=meeting, form=form), form.status


@bp.route("/meetings/<slug>/<path:address>/amend/close", methods=["GET", "POST"])
@for_roles(*SIGNERS)
def close_amendment(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = for_signers(slug, address)
    meeting_id, form = meeting.id, TrackerForm()
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _closed(meeting_id, actor)))
        meeting = meeting_for(actor, slug, address)
    return render_template("signing/close_amendment.html", meeting=meeting, form=form), form.status


def _minutes_of(meeting: Meeting) -> str:
    return url_for("minutes.show", slug=meeting.group.slug, address=meeting.address)


def _issued(meeting_id: int, form: IssueForm, actor: Actor) -> str:
    version = issuing.issue(
        meeting_id, form.sha256.data or "", without=form.without(), today=clock.today(), by=actor, at=clock.now()
    )
    tell(Bilingual.said("The minutes are issued, and on their way to everybody who had them before."))
    return _minutes_of(version.meeting)


def _scan_added(meeting_id: int, data: bytes, name: str, form: AddScanForm, actor: Actor) -> str:
    version = issuing.add_scan(meeting_id, data, name, send=bool(form.send.data), by=actor, at=clock.now())
    tell(Bilingual.said("The signed scan is kept with the minutes."))
    return _minutes_of(version.meeting)


def _begun(meeting_id: int, form: AmendForm, actor: Actor) -> str:
    meeting = amending.begin(meeting_id, form.reason.data, by=actor, at=clock.now())
    tell(Bilingual.said("The minutes can be written again; readers keep the issued ones until the amendment is out."))
    return url_for("drafting.room", slug=meeting.group.slug, address=meeting.address)


def _closed(meeting_id: int, actor: Actor) -> str:
    meeting = amending.close(meeting_id, by=actor, at=clock.now())
    tell(Bilingual.said("The amendment is closed. What was written is kept for the next one."))
    return _minutes_of(meeting)
