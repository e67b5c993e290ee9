from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_everybody
from tracker.accounts import link_pages
from tracker.accounts.link_pages import DONE
from tracker.accounts.models import LinkPurpose
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import TrackerForm
from tracker.core.web import prefer, tell
from tracker.docx.outline_json import from_data
from tracker.files.downloads import download
from tracker.minutes import (
    acknowledging,
    corrections,
    handing_out,
    queries_answers,
    queries_corrections,
    queries_links,
    queries_versions,
)
from tracker.minutes import policy_answers as answers
from tracker.minutes.comparison import compare
from tracker.minutes.corrections import Proposal
from tracker.minutes.forms_corrections import ProposalForm, StanceForm
from tracker.minutes.models import Delivery, Version
from tracker.minutes.views import shown_languages
from tracker.minutes.views_answers import given, proposed, withdrawn
from tracker.organisations.models import Organisation

bp = Blueprint("answer", __name__, url_prefix="/answer")
link_pages.keep_secret(bp)


@dataclass(frozen=True, slots=True)
class Reader:
    token: str
    actor: Actor
    delivery: Delivery
    version: Version
    current: Version
    organisations: tuple[Organisation, ...]

    @property
    def is_superseded(self) -> bool:
        return self.current.id != self.version.id

    @property
    def too_late(self) -> Bilingual | None:
        return answers.too_late(self.version, clock.today())

    @property
    def no_corrections(self) -> Bilingual | None:
        return answers.no_corrections(self.version, clock.today())

    @property
    def may_answer(self) -> bool:
        return bool(self.organisations) and not (self.is_superseded or self.too_late)

    @property
    def may_correct(self) -> bool:
        return self.may_answer and not self.no_corrections

    @property
    def home(self) -> str:
        return url_for("answer.show", token=self.token)


def reader_of(token: str) -> Reader:
    link = link_pages.opened(token, LinkPurpose.ANSWER)
    delivery = queries_links.delivery_of(link)
    prefer(delivery.language)
    version = queries_versions.base_of(delivery.version)
    actor = queries_links.link_actor(link, delivery)
    current = queries_versions.newest(version.meeting_id) or version
    return Reader(token, actor, delivery, version, current, queries_answers.answering_for(actor, version))


def _way_on() -> Bilingual:
    return Bilingual.said("To answer the minutes all the same, reply to the mail in which you found the link.")


by_link = link_pages.by_link(reader_of, _way_on)


@bp.get("/<token>")
@for_everybody
@by_link
def show(reader: Reader) -> ResponseReturnValue:
    version = reader.version
    organisations = frozenset(each.id for each in reader.organisations)
    earlier = queries_versions.before(version)
    outline = from_data(reader.delivery.version.outline)
    groups = compare(from_data(earlier.outline), outline) if earlier else ()
    return render_template(
        "answer/show.html", reader=reader, this_version=version, meeting=version.meeting,
        outline=outline, earlier=earlier, groups=groups,
        shown=shown_languages(), form=TrackerForm(),
        until=answers.comments_until(version), stances=queries_answers.stances_of(version.id),
        corrections=queries_corrections.own_corrections(version, organisations),
        papers=handing_out.kept_papers(reader.delivery.version),
    )  # fmt: skip


@bp.route("/<token>/stance", methods=["GET", "POST"])
@for_everybody
@by_link
def give(reader: Reader) -> ResponseReturnValue:
    _refuse_late(reader, reader.too_late)
    form = StanceForm()
    form.offer([(each.id, each.called) for each in reader.organisations])
    if form.validate_on_submit():
        act = partial(given, reader.version.id, form, reader.actor, DONE)
        with form.attempt(), transaction():
            form.once(reader.actor.who, act)
            return redirect(reader.home)
    return render_template(
        "answer/give.html", form=form, this_version=reader.version, meeting=reader.version.meeting,
        until=answers.comments_until(reader.version), stances=queries_answers.stances_of(reader.version.id),
        back=reader.home, by_link=True,
    ), form.status  # fmt: skip


@bp.route("/<token>/corrections/new", methods=["GET", "POST"])
@for_everybody
@by_link
def propose(reader: Reader) -> ResponseReturnValue:
    _refuse_late(reader, reader.no_corrections)
    place = corrections.place_in(reader.version, request.args.get("at", ""))
    form = ProposalForm(data={"text": place.text})
    form.offer([(each.id, each.called) for each in reader.organisations])
    if form.validate_on_submit():
        proposal = Proposal(place.key, form.text.data, Bilingual.of(form.reason.data))
        act = partial(proposed, reader.version.id, proposal, form.organisation_id.data, reader.actor, DONE)
        with form.attempt(), transaction():
            form.once(reader.actor.who, act)
            return redirect(reader.home)
    return render_template(
        "corrections/new.html", form=form, this_version=reader.version, meeting=reader.version.meeting, place=place,
        back=reader.home, by_link=True,
    ), form.status  # fmt: skip


@bp.post("/<token>/corrections/<int:correction_id>/withdraw")
@for_everybody
@by_link
def withdraw(reader: Reader, correction_id: int) -> ResponseReturnValue:
    own = frozenset(each.id for each in reader.organisations)
    if correction_id not in {each.id for each in queries_corrections.own_corrections(reader.version, own)}:
        raise NotFound(Bilingual.said("There is no such correction."))
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            form.once(reader.actor.who, partial(withdrawn, correction_id, reader.actor, DONE))
    return redirect(reader.home)


@bp.post("/<token>/received")
@for_everybody
@by_link
def receive(reader: Reader) -> ResponseReturnValue:
    form = TrackerForm()
    delivery_id = reader.delivery.id
    if form.validate_on_submit():
        with transaction():
            form.once(reader.actor.who, partial(_received, delivery_id, reader.actor))
    return redirect(reader.home)


@bp.get("/<token>/files/<int:file_id>")
@for_everybody
@by_link
def file(reader: Reader, file_id: int) -> ResponseReturnValue:
    for each in handing_out.stored_files(reader.delivery.version):
        if each.id == file_id:
            return download(each.file)
    raise NotFound(Bilingual.said("There is no such file."))


def _refuse_late(reader: Reader, why: Bilingual | None) -> None:
    if reader.is_superseded:
        raise Refused(Bilingual.said("A newer version of the minutes was sent meanwhile. Answer that one."))
    if why:
        raise Refused(why)
    if not reader.organisations:
        raise Refused(Bilingual.said("Your organisation is not among those that are asked."))


def _received(delivery_id: int, actor: Actor) -> str:
    acknowledging.acknowledge(delivery_id, by=actor, at=clock.now())
    tell(Bilingual.said("Thank you. It is noted that you have received the minutes."))
    return DONE
