from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.access.voices import Voice
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import reader_language, tell
from tracker.files import uploads
from tracker.files.downloads import download
from tracker.files.uploads import Upload
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation
from tracker.points import policy, queries_points, sending_in, words
from tracker.points.agenda import agenda_lines
from tracker.points.forms import ChangeForm, NoneForm, PointForm
from tracker.points.models import Point
from tracker.points.sending_in import Said

Act = Callable[[Actor], object]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends in points for which organisations, and where the pages stand on which he does so."""

    actor: Actor
    meeting: Meeting
    organisations: Sequence[Organisation]
    pages: str
    place: dict[str, str]
    layout: str = "base.html"

    def to(self, page: str, **more: int) -> str:
        named: dict[str, Any] = {**self.place, **more}
        return url_for(f"{self.pages}.{page}", **named)

    @property
    def home(self) -> str:
        return self.to("show")

    @property
    def kept(self) -> str:
        """What a repeated request is answered with."""
        return self.home

    @property
    def own(self) -> frozenset[int]:
        return frozenset(each.id for each in self.organisations)

    def ready(self, form: PointForm) -> None:
        form.speak_for_itself()

    def speaking(self, name: str) -> Actor:
        """Who speaks, found out once more in the transaction in which it is said."""
        del name
        return self.actor

    def own_point(self, point_id: int) -> Point:
        return queries_points.point_for(self.actor, self.meeting, point_id)


def show_by(sender: Sender) -> ResponseReturnValue:
    """The agenda, what was sent in, and the form for more."""
    answer_repeat(sender.actor.who, sender.home)
    meeting, language = sender.meeting, reader_language()
    form, meeting_id, too_late = PointForm(), meeting.id, policy.too_late(meeting)
    sender.ready(form)
    form.offer(
        [(each.id, each.called) for each in sender.organisations],
        queries_points.parts_of(meeting.group_id, sender.own), language,
    )  # fmt: skip
    if form.validate_on_submit():
        with form.attempt():
            files = uploads.read_all(form.files.data)
            with transaction():
                form.once(sender.actor.who, partial(_sent, sender, meeting_id, form, files))
                return redirect(sender.home)
    return render_template(
        "points/show.html", layout=sender.layout, sender=sender, meeting=meeting, form=form, too_late=too_late,
        agenda=agenda_lines(meeting, language), points=queries_points.own_points(meeting.id, sender.own),
        without=queries_points.own_none(meeting.id, sender.own), words=words, clock_time=clock_time,
        press=NoneForm(), can_change=partial(policy.can_change, sender.actor),
    ), form.status  # fmt: skip


def _sent(sender: Sender, meeting_id: int, form: PointForm, files: tuple[Upload, ...]) -> str:
    at, actor = clock.now(), sender.speaking(form.name)
    said = Said(form.what, form.words, tuple(uploads.keep_all(files, at=at)), form.assignment_id)
    sending_in.send_in(meeting_id, said, form.voice(), by=actor, at=at)
    tell(Bilingual.said("Thank you. The point is with the chair; you can change it until it is taken up."))
    return sender.kept


def change_by(sender: Sender, point_id: int) -> ResponseReturnValue:
    """The form in which a point that was sent in is said anew."""
    answer_repeat(sender.actor.who, sender.home)
    point = sender.own_point(point_id)
    require(policy.can_change(sender.actor, point))
    form = ChangeForm(data=_kept(point))
    form.offer(point)
    if form.validate_on_submit():
        with form.attempt():
            files = uploads.read_all(form.files.data)
            with transaction():
                form.once(sender.actor.who, partial(_changed, sender, point_id, form, files))
                return redirect(sender.home)
        if form.status == 409:
            form.rebase(_kept(sender.own_point(point_id)))
    return render_template(
        "points/change.html", layout=sender.layout, sender=sender, meeting=sender.meeting, form=form,
    ), form.status  # fmt: skip


def _kept(point: Point) -> dict[str, object]:
    text = point.text.in_(reader_language()).text
    return {"kind": point.kind.value, "text": text, "base": sending_in.mark(point)}


def _changed(sender: Sender, point_id: int, form: ChangeForm, files: tuple[Upload, ...]) -> str:
    at, actor = clock.now(), sender.speaking("")
    said = Said(form.what, form.words, tuple(uploads.keep_all(files, at=at)))
    sending_in.change(point_id, said, str(form.base.data), without=form.gone, by=actor, at=at)
    tell(Bilingual.said("The point is changed."))
    return sender.kept


def withdraw_by(sender: Sender, point_id: int) -> ResponseReturnValue:
    """Take a point back."""
    sender.own_point(point_id)
    said = Bilingual.said("Withdrawn. It can be brought back below.")
    return _pressed(sender, lambda actor: sending_in.withdraw(point_id, by=actor, at=clock.now()), said)


def bring_back_by(sender: Sender, point_id: int) -> ResponseReturnValue:
    """Let a point that was withdrawn stand again."""
    sender.own_point(point_id)
    said = Bilingual.said("The point is there again.")
    return _pressed(sender, lambda actor: sending_in.bring_back(point_id, by=actor, at=clock.now()), said)


def none_by(sender: Sender) -> ResponseReturnValue:
    """Say that one of the organisations has no points."""
    meeting_id, voice = sender.meeting.id, Voice(NoneForm().number)
    said = Bilingual.said("Thank you. It is noted that you have no points for this meeting.")
    return _pressed(sender, lambda actor: sending_in.say_none(meeting_id, voice, by=actor, at=clock.now()), said)


def take_back_none_by(sender: Sender) -> ResponseReturnValue:
    """Take that back."""
    meeting_id, voice = sender.meeting.id, Voice(NoneForm().number)
    said = Bilingual.said("Taken back. You can send in points below.")
    return _pressed(sender, lambda actor: sending_in.take_back_none(meeting_id, voice, by=actor, at=clock.now()), said)


def file_by(sender: Sender, point_file_id: int) -> ResponseReturnValue:
    """A file that came with a point."""
    return download(queries_points.file_for(sender.actor, sender.meeting, point_file_id))


def _pressed(sender: Sender, act: Act, said: Bilingual) -> ResponseReturnValue:
    form, who = TrackerForm(), sender.actor.who
    if form.validate_on_submit():
        try:
            with transaction():
                form.once(who, partial(_done, sender, act, said))
        except Refused as refused:
            if refused.status != Refused.status:
                raise
            tell(refused.message)
    return redirect(sender.home)


def _done(sender: Sender, act: Act, said: Bilingual) -> str:
    act(sender.speaking(""))
    tell(said)
    return sender.kept
