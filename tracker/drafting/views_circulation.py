from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Refused
from tracker.core.i18n import LANGUAGES, Language
from tracker.core.web import reader_language, tell
from tracker.docx.outline_json import from_data
from tracker.drafting.forms_circulation import CirculateForm, CommentDateForm, Ticked, merged
from tracker.drafting.missing import still_missing
from tracker.drafting.policy_planning import PLANNERS
from tracker.groups.queries import days_off
from tracker.mail import reach
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes import (
    circulation,
    enclosing,
    mail_texts,
    outline,
    queries,
    queries_answers,
    queries_circulation,
    recipients,
    versions,
)
from tracker.minutes.mail_texts import Announcement, Reader
from tracker.minutes.models import Reason, VersionKind
from tracker.minutes.recipients import Proposal
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import Prepared
from tracker.organisations.queries import organisation_choices

bp = Blueprint("circulation", __name__)
_one_at_a_time = Lock()  # whoever waits finds the minutes circulated, and makes no files for nothing


@bp.route("/meetings/<slug>/<path:address>/circulate", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def circulate(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = _meeting(slug, address)
    form, meeting_id = _form(meeting), meeting.id
    proposal = recipients.proposed(meeting, clock.today())
    rows = _rows(proposal)
    if form.is_submitted() and _is_sound(form, meeting, proposal, rows):
        to = merged([row.recipient for row in rows if row.is_ticked], form.added())
        onward = url_for("minutes.show", slug=slug, address=address)
        session.rollback()  # whoever waits here holds no connection
        with form.attempt(), _one_at_a_time:
            made = _prepared(actor, slug, address, form)
            with transaction():
                return redirect(form.once(actor.who, lambda: _circulated(meeting_id, made, to, form, actor, onward)))
        session.rollback()
        meeting = queries.meeting_for(actor, slug, address)
        form.revision.data = str(meeting.revision)
    return _page(meeting, form, proposal, rows), form.status


@bp.route("/meetings/<slug>/<path:address>/comment-date", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def comment_date(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = _meeting(slug, address)
    later = circulation.later_comment_date(meeting, clock.today())
    form = CommentDateForm(data={"until": later, "base": meeting.comment_until})
    meeting_id = meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _extended(meeting_id, form, actor)))
        meeting = queries.meeting_for(actor, slug, address)
    return render_template("circulation/comment_date.html", meeting=meeting, form=form), form.status


@dataclass(frozen=True, slots=True)
class Row:
    recipient: Recipient
    organisation: Bilingual
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    language: Language
    to: Bilingual
    subject: str
    text: str


def _meeting(slug: str, address: str) -> tuple[Actor, Meeting]:
    actor = current_actor()
    meeting = queries.meeting_for(actor, slug, address)
    require(can_draft(actor, meeting))
    return actor, meeting


def _form(meeting: Meeting) -> CirculateForm:
    until = circulation.usual_comment_date(meeting, clock.today())
    form = CirculateForm(
        data={"comment_until": until, "seen": queries.last_number(meeting.id), "revision": meeting.revision}
    )
    form.organisations(organisation_choices(reader_language()))
    return form


def _ticked() -> Ticked:
    return Ticked(request.form, request.form.getlist("listed"), request.form.getlist("to"))


def _rows(proposal: Proposal) -> list[Row]:
    ticked, sent = _ticked(), request.method == "POST"
    return [
        Row(
            ticked.with_language(each) if sent else each, proposal.called(each), not sent or ticked.is_ticked(each)
        )
        for each in proposal.rows
    ]  # fmt: skip


def _is_sound(form: CirculateForm, meeting: Meeting, proposal: Proposal, rows: Sequence[Row]) -> bool:
    form.validate_on_submit()
    if not _ticked().knows(proposal.rows):
        form.refuse(Bilingual.said("Who should get the minutes has changed meanwhile. Look at the list once more."))
    elif not any(row.is_ticked for row in rows) and not form.added():
        form.refuse(Bilingual.said("Tick at least one recipient."))
    if until := form.comment_until.data:
        try:
            circulation.check_comment_date(until, clock.today(), days_off(meeting.group_id))
        except Refused as refused:
            form.refuse(refused.message, "comment_until")
    return form.status == 200


def _prepared(actor: Actor, slug: str, address: str, form: CirculateForm) -> Prepared | None:
    meeting = queries.meeting_for(actor, slug, address)
    if not circulation.is_ready(meeting, form.last_seen):
        return None
    if str(form.revision.data) != str(meeting.revision):
        raise Conflict(
            Bilingual.said("The text was changed since you looked at this page. Look at it once more, and send again.")
        )
    office = current_app.config["TRACKER_OFFICE"]
    return versions.prepare(meeting.id, VersionKind.CIRCULATED, office=office, at=clock.now())


def _circulated(
    meeting_id: int, prepared: Prepared | None, to: Sequence[Recipient], form: CirculateForm, actor: Actor, onward: str
) -> str:
    version = circulation.circulate(
        meeting_id, prepared, to, comment_until=form.comment_until.data, seen=form.last_seen, by=actor, at=clock.now()
    )
    tell(Bilingual.said("Version %(number)s is on its way; recipients: %(count)s. Comments are open until %(date)s.",
                        number=version.number, count=len(to), date=short_date(form.comment_until.data)))  # fmt: skip
    return onward


def _extended(meeting_id: int, form: CommentDateForm, actor: Actor) -> str:
    meeting = circulation.extend(meeting_id, form.until.data, base=form.base.data, by=actor, at=clock.now())
    tell(Bilingual.said("Comments are open until %(date)s now. Nobody was told by mail.",
                        date=short_date(form.until.data)))  # fmt: skip
    return url_for("minutes.show", slug=meeting.group.slug, address=meeting.address)


def _page(meeting: Meeting, form: CirculateForm, proposal: Proposal, rows: Sequence[Row]) -> str:
    told = _announcement(meeting, form)
    return render_template(
        "circulation/circulate.html",
        meeting=meeting,
        form=form,
        rows=rows,
        unreachable=proposal.unreachable,
        hindered=queries_circulation.hindered(meeting),
        gaps=still_missing(meeting.id).gaps,
        told=told,
        to_answer=queries_answers.open_corrections(meeting.id),
        previews=[_preview(told, language, rows) for language in LANGUAGES],
        is_private=reach.is_private(),
        room_address=url_for("drafting.room", slug=meeting.group.slug, address=meeting.address),
    )


def _announcement(meeting: Meeting, form: CirculateForm) -> Announcement:
    record = queries.record_of(meeting.id)
    before = queries.read_version(meeting.id)
    return mail_texts.announcement(
        record.meeting,
        outline.build(record, RecordState.CIRCULATED),
        kind=VersionKind.CIRCULATED,
        number=queries.last_number(meeting.id) + 1,
        comment_until=form.comment_until.data,
        forms=enclosing.foreseen(meeting.group.attach, has_office=current_app.config["TRACKER_OFFICE"] is not None),
        before=from_data(before.outline) if before else None,
    )


def _preview(told: Announcement, language: Language, rows: Sequence[Row]) -> Preview:
    """The mail to the first who reads the language, rather to one whose organisation has something to do."""
    readers = [
        Reader(language, row.recipient.reason, row.recipient.organisation_id, row.organisation)
        for row in rows if row.is_ticked and row.recipient.language == language
    ]  # fmt: skip
    owing = [each for each in readers if each.organisation_id in told.tasks]
    reader = next(iter([*owing, *readers]), Reader(language, Reason.ADDED))
    link = reach.page("answer/…") if reader.organisation_id else ""
    made = mail_texts.letter(told, reader, link=link, on=clock.today())
    return Preview(language, reader.organisation, made.subject, made.text)
