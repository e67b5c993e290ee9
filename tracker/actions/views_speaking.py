from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.voices import Voice
from tracker.actions import moving, policy, queries_action
from tracker.actions.forms_speaking import VoiceForm
from tracker.actions.models import Action, Assignment
from tracker.actions.reporting import Handed
from tracker.actions.states import PARTIES_ACTS, Act, after
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import tell
from tracker.files import uploads
from tracker.files.uploads import Upload

NOTHING = Bilingual()
BEHALF = "other"
Say = Callable[[Actor, Voice, tuple[Handed, ...], datetime], object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the fields of a form: its heading, what its button does, what to know before."""

    title: Bilingual
    act: Bilingual
    lead: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something about which part, and whether somebody else's word is written down."""

    actor: Actor
    part: Assignment
    on_behalf: bool
    back: str = ""
    page: str = "actions/sheet.html"

    @property
    def kept(self) -> str:
        """What a repeated request is answered with."""
        return self.back

    def speaking(self, form: VoiceForm) -> Actor:
        """Who speaks, found out once more in the transaction in which it is said."""
        del form
        return self.actor

    def ready(self, form: VoiceForm) -> None:
        """Ask for how it came only where it is somebody else's word. The form knows for which organisation it was made:
        the part may be another one's by the time it is sent."""
        form.speaks_for(self.part.organisation_id)
        if not self.on_behalf:
            form.speak_for_itself()


def speaker_of(assignment_id: int, act: Act | None = None) -> Speaker:
    """Who speaks for a part. A drafter who is not of its organisation writes down what that one said; one who is can
    ask for the same. Without an act it is about asking."""
    actor = current_actor()
    answer_repeat(actor.who)
    part = queries_action.part_for(actor, assignment_id)
    owns, drafts = policy.owns_part(actor, part), policy.can_speak_for_others(actor, part.action)
    require(owns or drafts)
    moving.require_live(part.action)
    after(act or Act.NOTE, part.state)
    require(act is None or act in PARTIES_ACTS[part.role])
    on_behalf = drafts and (not owns or request.args.get("for") == BEHALF)
    return Speaker(actor, part, on_behalf, url_for("actions.show", action_id=part.action_id))


def said(form: VoiceForm, speaker: Speaker, say: Say, then: Bilingual) -> ResponseReturnValue | None:
    """Do once what a sound form says, and go back to the action; None where it was refused."""
    actor, back = speaker.actor, speaker.back
    with form.attempt():
        files = uploads.read_all(form["files"].data if "files" in form else ())
        paper = uploads.read_all([form.paper.data] if "paper" in form and form.paper.data else ())
        with transaction():
            form.once(actor.who, partial(_said, form, speaker, (files, paper), say, then))
            return redirect(back)
    return None


def _said(
    form: VoiceForm, speaker: Speaker, sent: tuple[tuple[Upload, ...], tuple[Upload, ...]], say: Say, then: Bilingual
) -> str:  # fmt: skip
    at, actor = clock.now(), speaker.speaking(form)
    files, paper = (uploads.keep_all(each, at=at) for each in sent)
    voice = form.voice(paper[0].id if paper else None)
    say(actor, voice, tuple(Handed(each) for each in files), at)
    tell(then)
    return speaker.kept


def sheet(
    about: Assignment | Action, form: TrackerForm, around: Sheet, *, back: str, page: str = "actions/sheet.html"
) -> ResponseReturnValue:
    """The page of a form about an action, or a part of it."""
    part, action = (about, about.action) if isinstance(about, Assignment) else (None, about)
    return render_template(
        page, form=form, sheet=around, part=part, action=action, back=back, today=clock.today()
    ), form.status
