"""Making the digests of a day: one mail a reader, of what is still to be told and still true. Knows no ladder."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select

from tracker.access.actors import SYSTEM
from tracker.core.db import session
from tracker.mail import outbox
from tracker.mail.models import OutgoingMail
from tracker.mail.troubles import Trouble
from tracker.organisations.models import Organisation, Person
from tracker.reminders import linking, mails, ripe
from tracker.reminders.mails import Sheet
from tracker.reminders.models import Digest, Receiver, ReminderState
from tracker.reminders.receivers import Reader, Readers
from tracker.reminders.ripe import To
from tracker.reminders.truth import still_true


def make(to: To, readers: Readers, on: date, *, at: datetime) -> bool:
    """Make the digest of one reader, with what an earlier one could not tell yet; False where nothing is to be told."""
    if not _is_mine(to, on):
        return False
    earlier = ripe.unsent(to, on)
    found = [*ripe.told_by(earlier), *ripe.untold(to, on)]
    told = _to_tell(found, to, readers)
    sheet = mails.sheet([(row.reminder, reader) for row, reader in told], on) if told else None
    digest = _digest(to, sheet, at) if sheet else None
    for each in earlier:
        outbox.give_up(each.mail_id or 0, by=SYSTEM, at=at).trouble = Trouble.REPLACED.value
        each.replaced_by = digest
    if digest is not None:
        for row, _ in told:
            row.digest = digest
    session.flush()
    return digest is not None


def _is_mine(to: To, on: date) -> bool:
    """Whether nobody else makes or made this digest: the reader's own row is locked meanwhile."""
    asked = select(Person.id).where(Person.id == to.person_id)
    if to.person_id is None:
        asked = select(Organisation.id).where(Organisation.id == to.organisation_id)
    found = session.scalar(asked.with_for_update(key_share=True))
    return found is not None and not session.scalar(select(exists().where(ripe.is_to(to, Digest), Digest.on == on)))


def _to_tell(found: Sequence[Receiver], to: To, readers: Readers) -> list[tuple[Receiver, Reader]]:
    """What is true still and for this reader still, with why he is told; the rest is let go."""
    outstanding = {each.id for each in still_true([row.reminder for row in found])}
    told: list[tuple[Receiver, Reader]] = []
    for row in found:
        if row.reminder_id not in outstanding:
            continue
        reader = ripe.reader_of(row.reminder, to.key, readers)
        if reader is None:
            session.delete(row)
        elif not reader.is_reachable:
            row.is_reachable, row.digest_id = False, None
        else:
            told.append((row, reader))
    _let_go([row for row in found if row.reminder_id not in outstanding])
    return to_one_address(told)


def to_one_address(told: Sequence[tuple[Receiver, Reader]]) -> list[tuple[Receiver, Reader]]:
    """What goes to the address of the first one. An organisation may be known by several, to which different things
    went: what is another address's waits for the digest of another day, and its links are never sent to this one."""
    for row, reader in told:
        if reader.address != told[0][1].address:
            row.digest = None
    return [(row, reader) for row, reader in told if reader.address == told[0][1].address]


def _let_go(rows: Sequence[Receiver]) -> None:
    """Nothing is left to do: a reminder of which nobody was told holds no more, of another one nobody else is told."""
    out = or_(Receiver.told_on.is_not(None), Digest.mail.has(OutgoingMail.state.not_in(ripe.UNSENT)))
    asked = select(Receiver.reminder_id).outerjoin(Receiver.digest).where(out)
    told = set(session.scalars(asked.where(Receiver.reminder_id.in_({row.reminder_id for row in rows}))))
    for row in rows:
        if row.reminder_id not in told:
            row.reminder.state = ReminderState.VOID
        elif row.digest_id is None:
            session.delete(row)


def _digest(to: To, sheet: Sheet, at: datetime) -> Digest:
    """The row that says that this reader has a digest on this day, then the mail: of two who try, one goes on."""
    reader = sheet.reader
    digest = Digest(
        on=sheet.on, person_id=to.person_id, organisation_id=to.organisation_id, address=reader.address[:254],
        name=reader.name[:200], language=reader.language, made_at=at,
    )  # fmt: skip
    session.add(digest)
    session.flush()
    places, wishes = linking.places(sheet, at=at)
    digest.mail = mails.put(sheet, mails.letter(sheet, places, wishes), at=at)
    return digest
