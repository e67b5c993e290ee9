"""How far a reminder has come with one of those whom it is for; knows no database and no page."""

from enum import StrEnum

from tracker.mail.models import MailState
from tracker.reminders.models import Digest, Receiver


class Told(StrEnum):
    """Where what is to be told stands. `UNREACHED` waits for somebody who tells it by hand, `BY_HAND_DONE` was told so;
    `REPLACED` was taken over by the digest of a later day."""

    UNTOLD = "untold"
    UNREACHED = "unreached"
    BY_HAND_DONE = "by_hand_done"
    WAITING = "waiting"
    SENT = "sent"
    BY_HAND = "by_hand"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    REPLACED = "replaced"


_OF_MAILS = {
    MailState.WAITING: Told.WAITING, MailState.LEASED: Told.WAITING, MailState.SENT: Told.SENT,
    MailState.BY_HAND: Told.BY_HAND, MailState.FAILED: Told.FAILED, MailState.GIVEN_UP: Told.GIVEN_UP,
}  # fmt: skip


def state_of(digest: Digest) -> Told:
    """How the mail of a digest stands; one whose mail is not kept any more was sent."""
    if digest.replaced_by_id is not None:
        return Told.REPLACED
    return _OF_MAILS[digest.mail.state] if digest.mail else Told.SENT


def told(receiver: Receiver) -> Told:
    """How far a reminder has come with one receiver."""
    if receiver.told_on is not None:
        return Told.BY_HAND_DONE
    if receiver.digest is not None:
        return state_of(receiver.digest)
    return Told.UNTOLD if receiver.is_reachable else Told.UNREACHED
