"""The sample meeting: loading it with accounts to try the tracker with, and taking it away again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, false, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from tracker.access.actors import Actor
from tracker.accounts.models import Account, SecretLink
from tracker.accounts.passwords import fresh_password, hashed
from tracker.actions.models import Action
from tracker.audit import services as audit
from tracker.audit.models import Batch, BatchRow
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.documents.models import Document
from tracker.exchange import loading, reading
from tracker.groups.models import Seat, SeatRole, WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes.models import Correction, Delivery, NotReceived, Stance, Version
from tracker.organisations.models import Organisation, Person
from tracker.register.models import Review

FILE = Path(__file__).parent / "samples" / "im-twg-2021-q1.yaml"
BATCH = "sample"
Party = Document | Person | Organisation
KINDS: tuple[type[Party], ...] = (Document, Person, Organisation)  # each before those it refers to
DOMAIN = "tracker.example"  # RFC 2606 §2: never a real mailbox


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account of the sample before it is written; `password` is shown once and kept nowhere."""

    name: str
    organisation: str
    what: Bilingual
    password: str
    password_hash: str
    seat: SeatRole | None = None
    admin: bool = False
    management: bool = False

    @property
    def email(self) -> str:
        """The name to sign in with."""
        return f"{self.name}@{DOMAIN}"


def newcomers() -> tuple[Newcomer, ...]:
    """The accounts of the sample with fresh passwords. Hashing takes a while: call it outside a transaction."""

    def one(name: str, organisation: str, what: Bilingual, **seat: Any) -> Newcomer:
        password = fresh_password()
        return Newcomer(name, organisation, what, password, hashed(password), **seat)

    return (
        one("chair", "NRA", Bilingual.said("Chairperson"), seat=SeatRole.CHAIR),
        one("secretary", "IM Unit", Bilingual.said("Secretary"), seat=SeatRole.SECRETARY),
        one("npa", "NPA", Bilingual.said("Focal point of NPA"), seat=SeatRole.FOCAL_POINT),
        one("management", "NRA", Bilingual.said("Management"), management=True),
        one("admin", "NRA", Bilingual.said("Administrator"), admin=True),
    )


def is_wanted() -> bool:
    """Whether this tracker is empty and never held the sample."""
    held = select(func.count()).select_from(Batch).where(Batch.name == BATCH)
    return not session.scalar(select(func.count()).select_from(WorkingGroup)) and not session.scalar(held)


def load(accounts: Sequence[Newcomer], *, by: Actor, at: datetime) -> tuple[Newcomer, ...]:
    """Load the sample meeting and its accounts; gives back those accounts that are new.

    A sample that is there already stays as somebody may have edited it. Refused where a meeting of that name is not the
    sample: the transaction must then be rolled back.
    """
    meeting = _there()
    made: list[tuple[str, int]] = []
    if meeting is None:
        outcome = loading.load(reading.read(FILE.read_bytes(), FILE.name), FILE.name, by=by, at=at)
        if not outcome.made and outcome.changes:
            raise Refused(
                Bilingual.said("%(meeting)s is in this tracker and is not the sample.", meeting=outcome.reference)
            )
        meeting = session.get_one(Meeting, outcome.meeting_id)
        made += [("meeting", meeting.id)] if outcome.made else []
    new = tuple(each for each in accounts if not _has_account(each, meeting))
    for each in new:
        made += _add(each, meeting, at)
    if made:
        audit.note_batch(BATCH, made, by=by, at=at)
        audit.record("sample.loaded", "meeting", meeting.id, by=by, at=at, subject=meeting.reference)
    return new


def _there() -> Meeting | None:
    """The sample's meeting, if it was loaded and not removed."""
    return session.scalar(
        select(Meeting)
        .join(BatchRow, (BatchRow.kind == "meeting") & (BatchRow.row_id == Meeting.id))
        .join(Batch)
        .where(Batch.name == BATCH, Batch.undone_at.is_(None))
    )


def _person(each: Newcomer, meeting: Meeting) -> Person | None:
    """The chair is the person of the meeting file, the others are people made for their accounts."""
    if each.seat == SeatRole.CHAIR and meeting.chair:
        return meeting.chair
    return session.scalar(select(Person).where(Person.key == f"sample-{each.name}"))


def _has_account(each: Newcomer, meeting: Meeting) -> bool:
    """Whether the person has an account, under whatever name, or somebody else has one under this name."""
    person = _person(each, meeting)
    mine = Account.person_id == person.id if person else false()
    return session.scalar(select(Account.id).where(or_(Account.email == each.email, mine))) is not None


def _add(each: Newcomer, meeting: Meeting, at: datetime) -> list[tuple[str, int]]:
    made = []
    person = _person(each, meeting)
    if person is None:
        organisation = session.scalars(select(Organisation).where(Organisation.short_name == each.organisation)).one()
        person = Person(key=f"sample-{each.name}", name=each.what, organisation=organisation, email=each.email)
        person.sort_anew()
        session.add(person)
        session.flush()
        made.append(("person", person.id))
    person.email = person.email or each.email
    if each.seat and not any(seat.person is person and seat.role == each.seat for seat in meeting.group.seats):
        meeting.group.seats.append(Seat(person=person, role=each.seat))
    account = Account(
        person=person, email=each.email, password_hash=each.password_hash, is_admin=each.admin,
        is_management=each.management, created_at=at,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return [("account", account.id), *made]


def remove(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """Take the sample away: its meeting, its accounts, its group unless that holds other meetings, and the parties that
    came with it. Gives back the names of what is kept because something else needs it."""
    batches = list(session.scalars(select(Batch).where(Batch.name == BATCH, Batch.undone_at.is_(None))))
    if not batches:
        raise Refused(Bilingual.said("There is no sample in this tracker."))
    rows = {(row.kind, row.row_id) for batch in batches for row in batch.rows}
    ids = [row_id for kind, row_id in rows if kind == "meeting"]
    meetings = session.scalars(select(Meeting).where(Meeting.id.in_(ids))).all()
    loads = _loads_of(meetings)
    parties = {(row.kind, row.row_id) for batch in loads for row in batch.rows}
    kept = [name for meeting in meetings for name in _remove_meeting(meeting)]
    # An account that somebody has made his own, by another address, is no sample any more.
    accounts = Account.id.in_([row_id for kind, row_id in rows if kind == "account"])
    session.execute(delete(Account).where(accounts, Account.email.endswith(f"@{DOMAIN}")))
    session.execute(delete(Seat).where(Seat.person_id.in_([row_id for kind, row_id in rows if kind == "person"])))
    kept += _remove_unneeded(parties | {row for row in rows if row[0] == "person"})
    for batch in (*batches, *loads):
        batch.undone_at = at
    audit.record("sample.removed", "batch", batches[0].id, by=by, at=at, kept=kept)
    return tuple(kept)


def _loads_of(meetings: Sequence[Meeting]) -> Sequence[Batch]:
    names = [loading.batch_name(each) for each in meetings]
    return session.scalars(select(Batch).where(Batch.name.in_(names), Batch.undone_at.is_(None))).all()


def _remove_meeting(meeting: Meeting) -> list[str]:
    """Remove a meeting, and its group unless that holds something else; gives back the name of a group that stays."""
    group = meeting.group
    _refuse_if_issued(meeting)
    _refuse_if_reviewed(meeting)
    reference = meeting.reference
    try:
        with session.begin_nested():
            _delete(meeting)
    except IntegrityError:
        raise Refused(
            Bilingual.said("Something else in the tracker refers to items of %(meeting)s; it stays.", meeting=reference)
        ) from None
    needed = select(Meeting.id).where(Meeting.group_id == group.id).limit(1)
    if session.scalar(needed) or session.scalar(select(Action.id).where(Action.group_id == group.id).limit(1)):
        return [group.slug]
    session.execute(delete(WorkingGroup).where(WorkingGroup.id == group.id))
    return []


def _refuse_if_issued(meeting: Meeting) -> None:
    if meeting.record in (RecordState.ISSUED, RecordState.AMENDED):
        raise Refused(
            Bilingual.said("The minutes of %(meeting)s were issued; issued minutes stay.", meeting=meeting.reference)
        )


def _refuse_if_reviewed(meeting: Meeting) -> None:
    actions = select(Action.id).where(Action.meeting_id == meeting.id)
    entries = select(Entry.id).where(Entry.meeting_id == meeting.id)
    reviewed = select(Review.id).where(
        Review.meeting_id != meeting.id, Review.action_id.in_(actions) | Review.entry_id.in_(entries)
    )
    if session.scalar(reviewed.limit(1)):
        raise Refused(
            Bilingual.said(
                "A later meeting gave verdicts on items of %(meeting)s; it stays.", meeting=meeting.reference
            )
        )


def _delete(meeting: Meeting) -> None:
    """Delete a meeting with its actions and versions; a later one keeps its date as a bare one."""
    mine = Action.meeting_id == meeting.id
    following = update(Meeting).where(Meeting.previous_id == meeting.id)
    session.execute(following.values(previous_id=None, previous_on=meeting.held_on))
    session.execute(update(Action).where(Action.scheduled_meeting_id == meeting.id).values(scheduled_meeting_id=None))
    versions = select(Version.id).where(Version.meeting_id == meeting.id)
    for row in (Correction, Stance, Delivery):
        session.execute(delete(row).where(row.version_id.in_(versions)))
    to_versions = (SecretLink.subject_kind == "version", SecretLink.subject_id.in_(versions))
    session.execute(delete(SecretLink).where(*to_versions).execution_options(synchronize_session=False))
    session.execute(delete(NotReceived).where(NotReceived.meeting_id == meeting.id))
    session.execute(delete(Version).where(Version.meeting_id == meeting.id))
    session.execute(delete(Review).where(Review.meeting_id == meeting.id))
    session.execute(update(Action).where(mine).values(split_from_id=None, merged_into_id=None))
    session.execute(delete(Action).where(mine))
    session.execute(delete(Meeting).where(Meeting.id == meeting.id))


def _remove_unneeded(rows: set[tuple[str, int]]) -> list[str]:
    """Remove what nothing refers to any more, again and again while that frees something else; the rest is kept."""
    session.flush()
    session.expire_all()
    waiting: list[tuple[type[Party], int]] = [
        (kind, row_id) for kind in KINDS for name, row_id in rows if name == kind.__tablename__
    ]
    while True:
        still = [(kind, row_id) for kind, row_id in waiting if not _removed(kind, row_id)]
        if len(still) == len(waiting):
            break
        waiting = still
    kept = []
    for kind, row_id in sorted(waiting, key=lambda each: (each[0].__tablename__, each[1])):
        row = session.get(kind, row_id)
        if isinstance(row, Party):
            kept.append(_called(row))
    return kept


def _removed(kind: type[Party], row_id: int) -> bool:
    try:
        with session.begin_nested():
            session.execute(delete(kind).where(kind.id == row_id))
    except IntegrityError:
        return False
    return True


def _called(row: Party) -> str:
    match row:
        case Document():
            return row.code
        case Person():
            return row.key
        case Organisation():
            return row.short_name
