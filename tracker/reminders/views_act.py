from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_everybody
from tracker.accounts import link_pages
from tracker.accounts.link_pages import DONE
from tracker.accounts.models import LinkPurpose
from tracker.actions import asking, queries_action, views_asking, views_progress, words
from tracker.actions.forms_speaking import VoiceForm
from tracker.actions.states import Act
from tracker.actions.views_speaking import Speaker
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import reader_language, tell
from tracker.reminders import links_actions
from tracker.reminders.links_actions import Answering
from tracker.reminders.part_told import told_of

bp = Blueprint("act", __name__, url_prefix="/act")
link_pages.keep_secret(bp)


@dataclass(frozen=True, slots=True)
class Reader:
    token: str
    who: Answering

    @property
    def home(self) -> str:
        return url_for("act.show", token=self.token)


@dataclass(frozen=True, slots=True)
class LinkSpeaker(Speaker):
    act: Act | None = None
    name: str = ""
    link_id: int = 0

    @property
    def kept(self) -> str:
        return DONE

    def speaking(self, form: VoiceForm) -> Actor:
        return links_actions.take_up(self.link_id, self.act, form.said_by.data, at=clock.now())

    def ready(self, form: VoiceForm) -> None:
        form.speaks_for(self.part.organisation_id)
        form.speak_by_link(self.name)


def reader_of(token: str) -> Reader:
    link = link_pages.found(token, LinkPurpose.ACTION)
    return Reader(token, links_actions.answering(link, clock.now()))


def _way_on() -> Bilingual:
    return Bilingual.said("To answer all the same, reply to the mail in which you found the link.")


by_link = link_pages.by_link(reader_of, _way_on)


def speaker_of(reader: Reader, act: Act | None = None) -> Speaker:
    who = reader.who
    actor = who.actor()
    answer_repeat(actor.who, reader.home)
    links_actions.require_possible(who.part, act)
    return LinkSpeaker(
        actor, who.part, on_behalf=False, back=reader.home, page="act/sheet.html", act=act, link_id=who.link_id,
        name=who.person.name.in_(reader_language()).text if who.person else "",
    )  # fmt: skip


@bp.get("/<token>")
@for_everybody
@by_link
def show(reader: Reader) -> ResponseReturnValue:
    who, part = reader.who, reader.who.part
    return render_template(
        "act/show.html", reader=reader, who=who, part=part, action=part.action, words=words, today=clock.today(),
        told=told_of(part, queries_action.told(who.actor(), part.action)),
    )  # fmt: skip


@bp.route("/<token>/report", methods=["GET", "POST"])
@for_everybody
@by_link
def report(reader: Reader) -> ResponseReturnValue:
    return views_progress.report_by(speaker_of(reader, Act.REPORT))


@bp.route("/<token>/hand-in", methods=["GET", "POST"])
@for_everybody
@by_link
def hand_in(reader: Reader) -> ResponseReturnValue:
    return views_progress.hand_in_by(speaker_of(reader, Act.HAND_IN))


@bp.route("/<token>/take-back", methods=["GET", "POST"])
@for_everybody
@by_link
def take_back(reader: Reader) -> ResponseReturnValue:
    return views_progress.take_back_by(speaker_of(reader, Act.TAKE_BACK))


@bp.route("/<token>/receipt", methods=["GET", "POST"])
@for_everybody
@by_link
def receipt(reader: Reader) -> ResponseReturnValue:
    return views_progress.receipt_by(speaker_of(reader, Act.RECEIVE))


@bp.route("/<token>/more-time", methods=["GET", "POST"])
@for_everybody
@by_link
def more_time(reader: Reader) -> ResponseReturnValue:
    return views_asking.more_time_by(speaker_of(reader))


@bp.route("/<token>/not-ours", methods=["GET", "POST"])
@for_everybody
@by_link
def not_ours(reader: Reader) -> ResponseReturnValue:
    return views_asking.not_ours_by(speaker_of(reader))


@bp.route("/<token>/question", methods=["GET", "POST"])
@for_everybody
@by_link
def question(reader: Reader) -> ResponseReturnValue:
    return views_asking.question_by(speaker_of(reader))


@bp.post("/<token>/asks/<int:ask_id>/withdraw")
@for_everybody
@by_link
def withdraw(reader: Reader, ask_id: int) -> ResponseReturnValue:
    actor = reader.who.actor()
    ask, part = queries_action.ask_for(actor, ask_id)
    if part.id != reader.who.part.id or ask.organisation_id != part.organisation_id:
        raise NotFound(Bilingual.said("There is no such question."))
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            form.once(actor.who, partial(_withdrawn, reader.who.link_id, ask_id))
    return redirect(reader.home)


def _withdrawn(link_id: int, ask_id: int) -> str:
    at = clock.now()
    asking.withdraw_ask(ask_id, by=links_actions.take_up(link_id, None, "", at=at), at=at)
    tell(Bilingual.said("Taken back; the chair need not answer it."))
    return DONE
