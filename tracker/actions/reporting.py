"""What an organisation says about its part of an action: progress, handing in, receipt. It says so itself, or the
secretary writes it down for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.access.voices import How, Voice, require_speaker
from tracker.actions import policy
from tracker.actions.models import Assignment, Evidence, Progress
from tracker.actions.moving import Step, lock_part, step
from tracker.actions.states import PARTIES_ACTS, TOLD_AS, Act
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.files.models import StoredFile

MOST_FILES = 20
NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is handed in, and what it is called where that is not its name."""

    file: StoredFile
    title: Bilingual = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is reported: in words, as a count (37 of 120), with files; `begun` is false where work has not begun yet."""

    note: Bilingual = NOTHING
    begun: bool = True
    done: int | None = None
    total: int | None = None
    files: tuple[Handed, ...] = ()


def report_progress(assignment_id: int, report: Report, voice: Voice, *, by: Actor, at: datetime) -> Progress:
    """Append what is reported on a part and move it on; what is over can't be reported on."""
    part = _lock_own(assignment_id, Act.REPORT, voice, by=by)
    if not (report.note or report.files or _counts_anew(part, report)):
        raise Refused(Bilingual.said("Say in a few words how it goes, or give a number, or hand in a file."), "note")
    act = Act.REPORT if report.begun else Act.NOTE
    return _said(part, act, report, voice, "action.reported", by=by, at=at)


def hand_in(assignment_id: int, report: Report, voice: Voice, *, by: Actor, at: datetime) -> Progress:
    """Say that an owner's part is done; from now on it waits for the chair. A count must be complete."""
    part = _lock_own(assignment_id, Act.HAND_IN, voice, by=by)
    if not (report.note or report.files):
        raise Refused(Bilingual.said("Say what was done, or hand in a file that shows it."), "note")
    if report.done is not None and report.total is not None and report.done < report.total:
        raise Refused(
            Bilingual.said("%(done)s of %(total)s is not all of it. Report it as progress, or correct the number.",
                           done=report.done, total=report.total),
            "done",
        )  # fmt: skip
    return _said(part, Act.HAND_IN, report, voice, "action.handed_in", by=by, at=at)


def take_back(assignment_id: int, note: Bilingual, voice: Voice, *, by: Actor, at: datetime) -> Progress:
    """Take back a handing in that the chair has not answered yet; what was said and handed in stays on record."""
    part = _lock_own(assignment_id, Act.TAKE_BACK, voice, by=by)
    return _said(part, Act.TAKE_BACK, Report(note=note), voice, "action.taken_back", by=by, at=at)


def confirm_receipt(assignment_id: int, note: Bilingual, voice: Voice, *, by: Actor, at: datetime) -> Progress:
    """Say that what was to come has arrived: a recipient's part is over then."""
    part = _lock_own(assignment_id, Act.RECEIVE, voice, by=by)
    return _said(part, Act.RECEIVE, Report(note=note), voice, "action.received", by=by, at=at)


def require_voice(part: Assignment, voice: Voice, *, by: Actor) -> None:
    """Raise Forbidden for whoever may not speak for the part's organisation, and Refused where it is not said who spoke
    there, or where the voice is another organisation's."""
    if voice.organisation_id != part.organisation_id:
        raise Refused(Bilingual.said("This part is another organisation's now. Look at the action again."))
    if voice.how == How.ITSELF:
        require(policy.owns_part(by, part))
        return
    require(policy.can_speak_for_others(by, part.action))
    require_speaker(voice)


def _lock_own(assignment_id: int, act: Act, voice: Voice, *, by: Actor) -> Assignment:
    part = lock_part(assignment_id)
    require_voice(part, voice, by=by)
    require_role(part, act)
    return part


def require_role(part: Assignment, act: Act) -> None:
    """Refuse what is not for an organisation with this role in the action to do."""
    if act not in PARTIES_ACTS[part.role]:
        raise Refused(_not_in_this_role(act))


def _not_in_this_role(act: Act) -> Bilingual:
    if act == Act.RECEIVE:
        return Bilingual.said("Only an organisation that is to receive something confirms that it came.")
    if act == Act.REPORT:
        return Bilingual.said("Who receives something confirms that it came; progress is for others to report.")
    return Bilingual.said("Only who owes the action hands it in; others report what they did.")


def _said(
    part: Assignment, act: Act, report: Report, voice: Voice, verb: str, *, by: Actor, at: datetime
) -> Progress:  # fmt: skip
    _check_count(report)
    _refuse_again(part, act, report, voice, by=by, on=clock.day_of(at))
    told = step(part, act, _step(report, voice), by=by, at=at)
    _keep_files(told, report.files, voice)
    audit.record(
        verb, "action", part.action_id, by=by, at=at, subject=part.action.reference, part=part.id,
        organisation=part.organisation.short_name, how=voice.how, said_by=voice.said_by, state=part.state,
        note={"en": report.note.en, "lo": report.note.lo}, done=report.done, total=report.total,
        files=[each.file.sha256 for each in report.files],
    )  # fmt: skip
    return told


def _counts_anew(part: Assignment, report: Report) -> bool:
    """Whether it brings another count than the one that stands there already, with which its form began."""
    return report.done is not None and (report.done, report.total) != (part.done_count, part.total_count)


def _refuse_again(part: Assignment, act: Act, report: Report, voice: Voice, *, by: Actor, on: date) -> None:
    """Refuse the very same of the same person and day, with nothing between: a page that was gone back to and sent."""
    last = session.scalars(
        select(Progress).where(Progress.assignment_id == part.id).order_by(Progress.id.desc()).limit(1)
    ).first()
    if last is None or act not in {Act.REPORT, Act.NOTE, Act.HAND_IN} or last.by_person_id != by.person_id:
        return
    before = (last.on, last.kind, last.how, last.said_by, last.note, last.done_count, last.total_count)
    if before != (on, TOLD_AS[act], voice.how, voice.said_by, report.note, report.done, report.total):
        return
    sent = {each.file.sha256 for each in report.files}
    if sent <= {each.file.sha256 for each in last.evidence}:
        raise Refused(Bilingual.said("The very same stands there already, since today. Say what is new."), "note")


def _step(report: Report, voice: Voice) -> Step:
    return Step(note=report.note, how=voice.how, said_by=voice.said_by, done=report.done, total=report.total)


def _check_count(report: Report) -> None:
    if report.total is not None and report.done is None:
        raise Refused(Bilingual.said("Give both numbers: how many are done, and of how many."), "done")
    if report.done is not None and report.total is not None and report.done > report.total:
        raise Refused(Bilingual.said("More are done than there are. Look at the two numbers again."), "done")


def _keep_files(told: Progress, files: Sequence[Handed], voice: Voice) -> None:
    if len(files) > MOST_FILES:
        raise Refused(Bilingual.said("Hand in %(most)s files at the most at once.", most=MOST_FILES))
    wanted = [(each.file.id, each.title or Bilingual.same(each.file.name)) for each in files]
    if voice.file_id is not None:
        wanted.append((voice.file_id, Bilingual.said("What it was written down from")))
    told.evidence = [Evidence(file_id=file_id, title=title) for file_id, title in wanted]
    session.flush()
