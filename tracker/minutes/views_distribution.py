from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.web import asked_number, reader_language, tell
from tracker.files.downloads import as_download
from tracker.mail.models import MailState
from tracker.mail.troubles import explain
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes import (
    acknowledging,
    distribution_sheet,
    not_received,
    queries_recipients,
    queries_versions,
    resending,
)
from tracker.minutes import queries_distribution as queries
from tracker.minutes import words_distribution as words
from tracker.minutes.forms_distribution import AcknowledgedForm, AgainForm, AllAgainForm, RecipientForm
from tracker.minutes.models import Reason
from tracker.minutes.policy_distribution import DISTRIBUTION_READERS, can_see_distribution
from tracker.minutes.queries import meeting_for
from tracker.minutes.sending import Recipient
from tracker.organisations.queries import organisation, organisation_choices
from tracker.sheets import writer

bp = Blueprint("distribution", __name__, url_prefix="/meetings/<slug>/<path:address>")
MAY_ACT = (Role.ADMINISTRATOR, *DRAFTERS)


@bp.get("/distribution")
@for_roles(*DISTRIBUTION_READERS)
def index(slug: str, address: str) -> ResponseReturnValue:
    meeting = _read(slug, address)
    number, missing = _filter()
    page = request.args.get("page", 1, type=int)
    reports = queries.not_received_open({meeting.group_id}, meeting.id)
    return render_template(
        "distribution/index.html",
        meeting=meeting,
        found=queries.distribution_page(meeting.id, page, reader_language(), number=number, missing=missing),
        numbers=queries.sent_numbers(meeting.id),
        number=number,
        missing=missing,
        reports=reports,
        settling={each.id: TrackerForm(formdata=None) for each in reports},
        may_act=can_draft(current_actor(), meeting),
        under_way=resending.is_under_way,
        words=words,
        explain=explain,
    )


@bp.get("/distribution.xlsx")
@for_roles(*DISTRIBUTION_READERS)
def sheet(slug: str, address: str) -> ResponseReturnValue:
    meeting = _read(slug, address)
    number, missing = _filter()
    lines = queries.distribution(meeting.id, reader_language(), number=number, missing=missing)
    made = distribution_sheet.made(meeting.reference, lines, reader_language())
    return as_download(made, f"{meeting.reference}-distribution.xlsx", writer.XLSX)


@bp.route("/distribution/again", methods=["GET", "POST"])
@for_roles(*MAY_ACT)
def again_all(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = current_actor(), _to_act(slug, address)
    every = _newest(meeting)
    lines = [each for each in every if not each.arrived and not resending.is_under_way(each.delivery)]
    gone_out = [each.delivery.id for each in lines if each.mail and each.mail.state == MailState.SENT]
    form = AllAgainForm(data={"deliveries": gone_out})
    form.deliveries.choices = _choices(every)  # sent a second time, nobody may be left to choose
    meeting_id = meeting.id

    def act() -> str:
        count = resending.resend_all(meeting_id, form.deliveries.data, by=actor, at=clock.now())
        if count == 1:
            tell(Bilingual.said("The minutes are sent again to one recipient."))
        else:
            tell(Bilingual.said("The minutes are sent again to %(count)s recipients.", count=count))
        return _list(slug, address)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    form.deliveries.choices = _choices(lines)
    return render_template("distribution/again_all.html", form=form, meeting=meeting, lines=lines), form.status


@bp.route("/distribution/new", methods=["GET", "POST"])
@for_roles(*MAY_ACT)
def new(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = current_actor(), _to_act(slug, address)
    form = RecipientForm(data=_proposed(meeting, asked_number("organisation")))
    form.organisation_id.choices = organisation_choices(reader_language(), chosen=form.organisation_id.data)
    meeting_id = meeting.id

    def act() -> str:
        to = Recipient(
            form.address.data, form.name.data, form.language.data, Reason.ADDED,
            organisation_id=form.organisation_id.data,
        )  # fmt: skip
        sent = resending.send_to(meeting_id, to, by=actor, at=clock.now())
        tell(Bilingual.said("The minutes are sent to %(address)s.", address=sent.address))
        return _list(slug, address)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    versions = queries_versions.newest_with_editions(meeting_id)
    return render_template("distribution/new.html", form=form, meeting=meeting, versions=versions), form.status


@bp.route("/distribution/<int:delivery_id>/again", methods=["GET", "POST"])
@for_roles(*MAY_ACT)
def again(slug: str, address: str, delivery_id: int) -> ResponseReturnValue:
    actor, meeting = current_actor(), _to_act(slug, address)
    delivery = queries_recipients.delivery_of(meeting.id, delivery_id)
    form = AgainForm(data={"address": delivery.address})
    meeting_id = meeting.id

    def act() -> str:
        sent = resending.resend(meeting_id, delivery_id, address=form.address.data, by=actor, at=clock.now())
        tell(Bilingual.said("The minutes are sent to %(address)s.", address=sent.address))
        return _list(slug, address)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("distribution/again.html", form=form, meeting=meeting, delivery=delivery), form.status


@bp.route("/distribution/<int:delivery_id>/acknowledged", methods=["GET", "POST"])
@for_roles(*MAY_ACT)
def acknowledged(slug: str, address: str, delivery_id: int) -> ResponseReturnValue:
    actor, meeting = current_actor(), _to_act(slug, address)
    delivery = queries_recipients.delivery_of(meeting.id, delivery_id)
    form = AcknowledgedForm(data={"said_by": delivery.name})

    def act() -> str:
        acknowledging.acknowledge(delivery_id, by=actor, at=clock.now(), how=form.how.data, said_by=form.said_by.data)
        tell(Bilingual.said("It is noted that the minutes were received."))
        return _list(slug, address)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    page = render_template("distribution/acknowledged.html", form=form, meeting=meeting, delivery=delivery)
    return page, form.status


@bp.post("/not-received/<int:report_id>/settle")
@for_roles(*MAY_ACT)
def settle(slug: str, address: str, report_id: int) -> ResponseReturnValue:
    actor, meeting_id = current_actor(), _to_act(slug, address).id
    form = TrackerForm()

    def act() -> str:
        not_received.settle_by_hand(meeting_id, report_id, by=actor, at=clock.now())
        tell(Bilingual.said("It is noted as settled."))
        return _list(slug, address)

    with transaction():
        return redirect(form.once(actor.who, act))


def _read(slug: str, address: str) -> Meeting:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_see_distribution(actor, meeting))
    return meeting


def _to_act(slug: str, address: str) -> Meeting:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_draft(actor, meeting))
    return meeting


def _filter() -> tuple[int | None, bool]:
    return asked_number("version"), bool(request.args.get("missing"))


def _list(slug: str, address: str) -> str:
    return url_for("distribution.index", slug=slug, address=address)


def _newest(meeting: Meeting) -> list[queries.Line]:
    """Whom the newest version went to."""
    versions = queries_versions.newest_with_editions(meeting.id)
    return queries.distribution(meeting.id, reader_language(), number=versions[0].number) if versions else []


def _choices(lines: list[queries.Line]) -> list[tuple[Any, object]]:
    return [(each.delivery.id, _called(each)) for each in lines]


def _called(line: queries.Line) -> str:
    """'NPA, Ms Boun, boun@npa.example', and what became of the last mail where it did not go out."""
    delivery = line.delivery
    organisation = delivery.organisation.called[reader_language()] if delivery.organisation else ""
    stuck = (
        words.mail_state(line.mail.state)[reader_language()] if line.mail and line.mail.state in queries.STUCK else ""
    )
    said = ", ".join(filter(None, (organisation, delivery.name, delivery.address)))
    return f"{said} ({stuck})" if stuck else said


def _proposed(meeting: Meeting, organisation_id: int | None) -> dict[str, Any]:
    """What is known of an organisation that asks for the minutes."""
    if organisation_id is None or request.method == "POST":
        return {"language": "lo"}
    last = queries_recipients.last_delivery_to(meeting.id, organisation_id)
    if last is not None:
        return {
            "organisation_id": organisation_id,
            "address": last.address,
            "name": last.name,
            "language": last.language,
        }
    mailbox = organisation(organisation_id)
    return {"organisation_id": organisation_id, "address": mailbox.email, "language": mailbox.language}
