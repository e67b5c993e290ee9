"""The fixed words of the distribution record."""

from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.mail.models import MailState
from tracker.minutes.models import Reason, VersionKind


def reason(value: Reason) -> Bilingual:
    """Why somebody was sent the minutes."""
    return {
        Reason.FOCAL_POINT: Bilingual.said("focal point"),
        Reason.MEMBER: Bilingual.said("member of the group"),
        Reason.ACTION: Bilingual.said("named in an action"),
        Reason.ATTENDED: Bilingual.said("took part"),
        Reason.ADDED: Bilingual.said("added by hand"),
    }[value]


def kind(value: VersionKind) -> Bilingual:
    """What a version was sent as."""
    return {
        VersionKind.CIRCULATED: Bilingual.said("for comments"),
        VersionKind.ISSUED: Bilingual.said("issued"),
        VersionKind.AMENDED: Bilingual.said("amended"),
    }[value]


def how(value: How) -> Bilingual:
    """By what way somebody let it be known."""
    return {
        How.ITSELF: Bilingual.said("in the tracker"),
        How.MAIL: Bilingual.said("by mail"),
        How.TELEPHONE: Bilingual.said("by telephone"),
        How.WHATSAPP: Bilingual.said("by WhatsApp"),
        How.WORD: Bilingual.said("in a Word file"),
        How.PAPER: Bilingual.said("on paper"),
        How.MEETING: Bilingual.said("in a meeting"),
    }[value]


def mail_state(value: MailState) -> Bilingual:
    """How far a mail has come."""
    return {
        MailState.WAITING: Bilingual.said("Waiting"),
        MailState.LEASED: Bilingual.said("Being sent"),
        MailState.SENT: Bilingual.said("Sent"),
        MailState.FAILED: Bilingual.said("Not sent"),
        MailState.BY_HAND: Bilingual.said("To be sent by hand"),
        MailState.GIVEN_UP: Bilingual.said("Given up"),
    }[value]
