"""A generated archive to try the tracker with and to measure it on: many meetings and actions over some years, all of
it marked as generated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.accounts.models import Account
from tracker.accounts.passwords import fresh_password, hashed
from tracker.audit import services as audit
from tracker.audit.models import Batch
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.exchange.archive_actions import Actions, Agreed
from tracker.exchange.archive_lives import Lives
from tracker.exchange.archive_meetings import Meetings
from tracker.exchange.archive_parties import DOMAIN, Group, Parties
from tracker.exchange.archive_phrases import phrases
from tracker.exchange.archive_plan import GroupPlan, Wanted, plan, weekday
from tracker.exchange.archive_register import Pool
from tracker.exchange.archive_rows import Rows
from tracker.files import services as files
from tracker.files.kinds import MEDIA_TYPES
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR
from tracker.meetings.kinds import MeetingKind, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import versions
from tracker.organisations.models import Organisation

TABLES = (
    "working_group", "number_series", "organisation", "person", "seat", "membership", "document", "edition",
    "document_notice", "stage_span", "meeting", "meeting_state_change", "signature_block", "attendance", "entry",
    "entry_raised_by", "entry_asked_of", "entry_document", "answer", "proposal", "action", "assignment",
    "assignment_span", "ask", "progress", "evidence", "review",
)  # fmt: skip
FROZEN = 3  # of each group's newest minutes: kept as versions, as they were circulated or issued
FILES = 5

Told = Callable[[int], None]
"""Is told how many actions are made so far."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account of the archive before it is written; `password` is shown once and kept nowhere."""

    what: str
    password: str
    password_hash: str

    @property
    def email(self) -> str:
        """The name to sign in with."""
        return f"{self.what}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the rows of each table, the groups' slugs, and how many accounts are new."""

    rows: dict[str, int]
    groups: tuple[str, ...]


def batch_name(name: str) -> str:
    """Under which name it is remembered what belongs to an archive."""
    return f"archive {name}"[:80]


def batch_of(name: str) -> Batch | None:
    """What is remembered of an archive that was made and not taken away."""
    return session.scalar(select(Batch).where(Batch.name == batch_name(name), Batch.undone_at.is_(None)))


def newcomers() -> tuple[Newcomer, ...]:
    """The archive's accounts with fresh passwords. Hashing takes a while: call it outside a transaction."""
    made = []
    for what in ("chair", "secretary", "focal", "management"):
        password = fresh_password()
        made.append(Newcomer(what, password, hashed(password)))
    return tuple(made)


def make(
    wanted: Wanted, accounts: Sequence[Newcomer] = (), *, by: Actor, at: datetime, tell: Told = lambda _: None
) -> Made:
    """Write a generated archive, in the transaction that is open. Raises Refused where one of that name is there."""
    _refuse_what_cannot_be(wanted)
    chance = Random(wanted.seed)  # noqa: S311  nothing secret is made of it
    evidence = tuple(
        files.keep(_pdf(wanted.name, number), f"demo-evidence-{number}.pdf", MEDIA_TYPES[".pdf"], at=at).id
        for number in range(1, FILES + 1)
    )
    parties_before = _generated_before()
    rows = Rows(session.connection(), TABLES)
    plans = [plan(wanted, number, chance) for number in range(wanted.groups)]
    parties = Parties(rows, wanted, chance, *parties_before)
    groups = parties.write(plans)
    rows.write()
    _write_groups(rows, wanted, chance, list(zip(groups, plans, strict=True)), evidence, tell)
    rows.finish()
    _freeze([group.id for group in groups], at)
    _note(wanted, parties.made + [("stored_file", each) for each in evidence], groups, accounts, by=by, at=at)
    return Made(dict(rows.counts), tuple(group.acronym.lower() for group in groups))


def _refuse_what_cannot_be(wanted: Wanted) -> None:
    if batch_of(wanted.name) is not None:
        raise Refused(Bilingual.said("There is an archive %(name)s already; give another name.", name=wanted.name))
    if wanted.until.year - wanted.years <= FIRST_YEAR or wanted.until.year >= LAST_YEAR:
        raise Refused(
            Bilingual.said("The years must lie between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
        )


def _generated_before() -> tuple[int, int]:
    """The numbers with which this archive's groups and organisations begin: behind all that were given."""
    acronyms = session.scalars(select(WorkingGroup.acronym).where(WorkingGroup.acronym.startswith("G")))
    groups = [int(each[1:]) for each in acronyms if each[1:].isdigit() and each.isascii()]
    names = session.scalars(select(Organisation.short_name).where(Organisation.short_name.startswith("Demo ")))
    last = [int(each.rpartition(" ")[2]) for each in names if each.isascii() and each.rpartition(" ")[2].isdigit()]
    return max(groups, default=0) + 1, max(last, default=0) + 1


def _write_groups(
    rows: Rows, wanted: Wanted, chance: Random, work: list[tuple[Group, GroupPlan]], evidence: tuple[int, ...],
    tell: Told,
) -> None:  # fmt: skip
    held = [_meetings(rows, wanted, chance, group, evidence) for group, _ in work]
    for mine, following in pairwise(held):
        mine.neighbour = following
    for mine, (_, each) in zip(held, work, strict=True):
        _hold(mine, each, wanted, tell)


def _meetings(rows: Rows, wanted: Wanted, chance: Random, group: Group, evidence: tuple[int, ...]) -> Meetings:
    lives = Lives(rows, chance, wanted.until, group.chair, group.secretary, evidence)
    pool = Pool(rows, chance)
    return Meetings(rows, chance, group, None, Actions(rows, chance, group, lives, pool, wanted.until), pool)


def _hold(mine: Meetings, planned: GroupPlan, wanted: Wanted, tell: Told) -> None:
    held = [meeting for meeting in planned.meetings if meeting.took_place]
    due, done = 0.0, 0
    for meeting in planned.meetings:
        mine.hold(meeting)
        if meeting.took_place:
            due += planned.outside / len(held)
            for _ in range(round(due) - done):
                _between(mine, meeting.held_on, wanted)
            done = round(due)
        mine.rows.write_some()
        tell(mine.group.given)


def _between(mine: Meetings, held_on: date, wanted: Wanted) -> None:
    """An action that is agreed between two meetings."""
    day = min(weekday(held_on + timedelta(days=mine.chance.randint(5, 30))), wanted.until)
    mine.actions.agree(Agreed(day, told_on=day), phrases().one("remarks", "outside"))


def _freeze(group_ids: list[int], at: datetime) -> None:
    """Keep the newest minutes of each group as they were circulated or issued."""
    for group_id in group_ids:
        newest = session.scalars(
            select(Meeting)
            .where(Meeting.group_id == group_id, Meeting.record != RecordState.DRAFT,
                   Meeting.kind == MeetingKind.REGULAR)
            .order_by(Meeting.held_on.desc())
            .limit(FROZEN)
        )  # fmt: skip
        for meeting_id in [each.id for each in newest]:
            meeting = session.get_one(Meeting, meeting_id)
            secretary = meeting.secretary
            versions.freeze(meeting, by=secretary.name.en if secretary else "", at=at)


def _note(
    wanted: Wanted, made: list[tuple[str, int]], groups: list[Group], accounts: Sequence[Newcomer], *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    people = {
        "chair": groups[0].chair, "secretary": groups[0].secretary, "focal": groups[0].members[0].speaker,
        "management": groups[0].unit.speaker,
    }  # fmt: skip
    for each in accounts:
        account = Account(
            person_id=people[each.what].id, email=each.email, password_hash=each.password_hash, created_at=at,
            is_management=each.what == "management",
        )  # fmt: skip
        session.add(account)
        session.flush()
        made.append(("account", account.id))
    batch = audit.note_batch(batch_name(wanted.name), made, by=by, at=at)
    session.flush()
    audit.record(
        "archive.generated", "batch", batch.id, by=by, at=at, subject=wanted.name, years=wanted.years,
        groups=wanted.groups, actions=wanted.actions, seed=wanted.seed, until=wanted.until,
    )  # fmt: skip


def _pdf(name: str, number: int) -> bytes:
    """The smallest PDF that is one, with a comment that tells it from the others."""
    return (
        f"%PDF-1.4\n% generated for the archive {name}, file {number}\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n".encode()
    )
