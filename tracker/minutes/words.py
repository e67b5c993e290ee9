"""The fixed words of the minutes for what the record keeps as codes."""

from tracker.actions.models import AssignmentRole
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, say
from tracker.docx.layouts import Layout
from tracker.meetings.kinds import AttendanceRole, Disposition, Presence, RecordState
from tracker.meetings.models import Entry
from tracker.register.models import Verdict


def disposition(value: Disposition) -> Bilingual:
    """What became of an issue or recommendation."""
    return {
        Disposition.CARRIED_OVER: Bilingual.said("carried over to the next meeting"),
        Disposition.NOTED: Bilingual.said("noted"),
        Disposition.REFERRED: Bilingual.said("referred"),
        Disposition.DECLINED: Bilingual.said("declined"),
        Disposition.WITHDRAWN: Bilingual.said("withdrawn"),
    }[value]


def outcome(entry: Entry) -> Bilingual:
    """What became of a point, to whom it was referred, and the remark on it whole; nothing where it has no disposition.
    A side whose remark is not written yet lacks."""
    said, remark = settled(entry), entry.disposition_remark
    if not (said and remark):
        return said
    sides = {side: f"{said[side]}: {remark[side]}" if remark[side] else "" for side in LANGUAGES}
    return Bilingual(en=sides["en"], lo=sides["lo"], stale=remark.stale)


def settled(entry: Entry) -> Bilingual:
    """The same without the remark."""
    if entry.disposition is None:
        return Bilingual()
    if entry.disposition != Disposition.REFERRED or not (entry.referred_to or entry.referred_group):
        return disposition(entry.disposition)
    named = [entry.referred_to.called] if entry.referred_to else []
    named += [Bilingual.same(entry.referred_group.acronym)] if entry.referred_group else []
    to = {side: ", ".join(each[side] for each in named) for side in LANGUAGES}
    return Bilingual(
        en=say("referred to %(party)s", "en", party=to["en"]), lo=say("referred to %(party)s", "lo", party=to["lo"])
    )


def verdict(value: Verdict) -> Bilingual:
    """What the meeting found about an older item."""
    return {
        Verdict.DONE: Bilingual.said("done"),
        Verdict.ON_TRACK: Bilingual.said("on track"),
        Verdict.LATE: Bilingual.said("late"),
        Verdict.DEFERRED: Bilingual.said("deferred"),
        Verdict.DROPPED: Bilingual.said("dropped"),
        Verdict.CARRIED_OVER: Bilingual.said("carried over to the next meeting"),
    }[value]


def assignment_role(value: AssignmentRole) -> Bilingual:
    """What an organisation has to do with an action, in front of its name."""
    return {
        AssignmentRole.OWNER: Bilingual.said("Responsible"),
        AssignmentRole.RECIPIENT: Bilingual.said("To be sent to"),
        AssignmentRole.SUPPORT: Bilingual.said("With support of"),
        AssignmentRole.FOLLOW_UP: Bilingual.said("Followed up by"),
    }[value]


def attendance_role(value: AttendanceRole) -> Bilingual:
    """In what capacity somebody attended."""
    return {
        AttendanceRole.CHAIR: Bilingual.said("Chairperson"),
        AttendanceRole.SECRETARY: Bilingual.said("Secretary"),
        AttendanceRole.MEMBER: Bilingual.said("Member"),
        AttendanceRole.EXPERT: Bilingual.said("Expert"),
        AttendanceRole.OBSERVER: Bilingual.said("Observer"),
        AttendanceRole.GUEST: Bilingual.said("Guest"),
    }[value]


def presence(value: Presence) -> Bilingual:
    """Whether somebody came."""
    return {
        Presence.PRESENT: Bilingual.said("present"),
        Presence.APOLOGIES: Bilingual.said("apologies"),
        Presence.ABSENT: Bilingual.said("absent"),
    }[value]


def mark(value: RecordState) -> Bilingual:
    """What is printed on every page of minutes that are not issued; nothing on issued ones."""
    return {
        RecordState.DRAFT: Bilingual.said("DRAFT"),
        RecordState.CIRCULATED: Bilingual.said("DRAFT for comments"),
        RecordState.ISSUED: Bilingual(),
        RecordState.AMENDED: Bilingual(),
    }[value]


def layout(value: Layout) -> Bilingual:
    """How the two languages share the paper, as files are listed."""
    return {
        Layout.LAO_THEN_ENGLISH: Bilingual.said("Lao, then English"),
        Layout.SIDE_BY_SIDE: Bilingual.said("Lao and English side by side"),
        Layout.LAO: Bilingual.said("Lao only"),
        Layout.ENGLISH: Bilingual.said("English only"),
    }[value]


def language(value: Language) -> Bilingual:
    """A language by its name."""
    return {"lo": Bilingual.said("Lao"), "en": Bilingual.said("English")}[value]
