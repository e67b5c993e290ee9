"""The fixed words of the minutes for what the record keeps as codes."""

from tracker.actions.models import AssignmentRole
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.meetings.kinds import AttendanceRole, Disposition, Presence, RecordState
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
