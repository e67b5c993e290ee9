"""What the rows of an action log mean in this tracker: which actions are new, which are there, which can't be taken and
why. Changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, union_all

from tracker.actions.deadlines import Reading, Window
from tracker.actions.models import Action
from tracker.actions.services import agreed_reading
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.core.lao import match_key
from tracker.exchange.action_log_rows import LogRow, names_in
from tracker.exchange.problems import quoted
from tracker.groups import services as groups
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, OrganisationAlias, Person

SOME = 500
Meetings = Mapping[tuple[str, str], tuple[int, date]]


@dataclass(frozen=True, slots=True)
class Coming:
    """An action that a row brings; without a reference it gets the group's next one."""

    row: LogRow
    reference: str
    agreed_on: date
    meeting_id: int | None
    owners: tuple[int, ...]
    people: Mapping[int, int]
    reading: Reading
    window: Window


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that can't be taken, and why."""

    number: int
    ref: str
    reasons: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a log brings: new actions, rows that are there already (their numbers and references), rows that can't be
    taken; and the names that the tracker does not know, of organisations and of people."""

    coming: tuple[Coming, ...]
    known: tuple[tuple[int, str], ...]
    wrong: tuple[Wrong, ...]
    organisations: tuple[str, ...]
    people: tuple[str, ...]


def look(group: WorkingGroup, rows: Sequence[LogRow]) -> Look:
    """Compare a log with what a group has; a fixed number of questions for each five hundred rows."""
    return _Looking(group, rows).look()


def reference_of(group: WorkingGroup, ref: str) -> str:
    """Under which reference a row's action is kept: its own where that is one of the group's, written as the group
    writes it, else one that says from which log it comes: 'IM-LOG-12'."""
    number = groups.number_in(group, ref)
    if number is not None:
        return groups.reference_of(group, number)
    own = f"{group.acronym}-"
    if not ref or ref.startswith(own):
        return ref
    if ref.upper().startswith(own.upper()):
        return own + ref[len(own) :]
    return f"{group.acronym}-LOG-{'-'.join(ref.split())}"


@dataclass(slots=True)
class _Looking:
    group: WorkingGroup
    rows: Sequence[LogRow]
    coming: list[Coming] = field(default_factory=list)
    known: list[tuple[int, str]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    strangers: dict[str, None] = field(default_factory=dict)

    def look(self) -> Look:
        names, people, meetings = _organisations(), _people(), _meetings(self.group.id)
        told, own = _told_before(self.group)
        refs = [_known(self.group, row.ref, own) for row in self.rows]
        there = _references(refs)
        off = days_off(self.group.id)
        first: dict[object, int] = {}
        for row, ref in zip(self.rows, refs, strict=True):
            reasons = list(row.problems)
            meeting_id, agreed_on = _raised(row, meetings, reasons)
            owners = tuple(self._owners(row, names, reasons))
            same = (agreed_on, _words(row.text)) if agreed_on and not ref else ref
            if isinstance(same, str) and there.get(same, self.group.id) != self.group.id:
                reasons.append(Bilingual.said("%(ref)s is an action of another group", ref=quoted(same)))
            elif isinstance(same, str) and same in there:
                self.known.append((row.number, same))
                continue
            elif same in told:
                self.known.append((row.number, told[same]))
                continue
            elif same in first:
                reasons.append(Bilingual.said("it says the same as row %(row)s", row=first[same]))
            if reasons or agreed_on is None:
                self.wrong.append(Wrong(row.number, row.ref, tuple(dict.fromkeys(reasons))))
                continue
            first[same] = row.number
            reading = agreed_reading(row.words, agreed_on, off)
            self.coming.append(
                Coming(row, ref, agreed_on, meeting_id, owners, self._named(row, people, owners), reading,
                       _window(row, reading))
            )  # fmt: skip
        return Look(tuple(self.coming), tuple(self.known), tuple(self.wrong), tuple(self.unknown),
                    tuple(self.strangers))  # fmt: skip

    def _owners(self, row: LogRow, names: Mapping[str, int | None], reasons: list[Bilingual]) -> Iterator[int]:
        """Exact names only; one that several organisations have is none."""
        seen = set()
        for name in names_in(row.organisations, lambda said: match_key(said) in names):
            found = names.get(match_key(name))
            if found is None:
                self.unknown[name] = None
                reasons.append(Bilingual.said("%(name)s is no organisation that is known here", name=quoted(name)))
            elif found not in seen:
                seen.add(found)
                yield found

    def _named(self, row: LogRow, people: Mapping[tuple[int, str], int], owners: tuple[int, ...]) -> Mapping[int, int]:
        """The person of each owner, where the log names somebody who belongs to it."""
        named: dict[int, int] = {}
        for name in names_in(row.person, lambda said: any((owner, match_key(said)) in people for owner in owners)):
            found = {owner: people[owner, match_key(name)] for owner in owners if (owner, match_key(name)) in people}
            if not found:
                self.strangers[name] = None
            named |= found
        return named


def _raised(row: LogRow, meetings: Meetings, reasons: list[Bilingual]) -> tuple[int | None, date | None]:
    if row.meeting is None:
        return None, row.raised_on
    found = meetings.get(row.meeting)
    if found is None:
        named = "-".join(filter(None, row.meeting))
        reasons.append(Bilingual.said("the group has no meeting %(meeting)s", meeting=quoted(named)))
        return None, None
    if row.closed_on and row.closed_on < found[1]:
        reasons.append(Bilingual.said("it was closed before it was raised"))
    return found


def _window(row: LogRow, reading: Reading) -> Window:
    """The days that the log gives or, where it gives none or the same, what the words say."""
    said = reading.window
    given = row.window
    return said if not given or (given.from_, given.by) == (said.from_, said.by) else given


def _organisations() -> dict[str, int | None]:
    """Organisations by every name they have; None for a name that several have."""
    shorts = select(Organisation.id, Organisation.short_name)
    laos = select(Organisation.id, Organisation.lao_short_name)
    table = Base.metadata.tables["organisation"]
    english, lao = (select(table.c.id, table.c[name]) for name in ("name_en", "name_lo"))
    others = select(OrganisationAlias.organisation_id, OrganisationAlias.alias)
    names: dict[str, int | None] = {}
    for owner, said in session.execute(union_all(shorts, laos, english, lao, others)):
        key = match_key(said)
        if key:
            names[key] = owner if names.get(key, owner) == owner else None
    return names


def _people() -> dict[tuple[int, str], int]:
    """People by their organisation and either name."""
    rows = session.execute(select(Person.id, Person.organisation_id, Person.name).order_by(Person.id.desc()))
    return {(owner, match_key(said)): person for person, owner, name in rows for said in (name.en, name.lo) if said}


def _meetings(group_id: int) -> dict[tuple[str, str], tuple[int, date]]:
    rows = session.execute(
        select(Meeting.id, Meeting.held_on, Meeting.period_year, Meeting.period_quarter, Meeting.name)
        .where(Meeting.group_id == group_id)
    )  # fmt: skip
    return {(f"{year}-Q{quarter}", name): (row_id, held_on) for row_id, held_on, year, quarter, name in rows}


def _references(refs: Sequence[str]) -> dict[str, int]:
    """Those of the references that are taken, and by which group."""
    taken: dict[str, int] = {}
    wanted = sorted(filter(None, set(refs)))
    for start in range(0, len(wanted), SOME):
        some = Action.reference.in_(wanted[start : start + SOME])
        taken |= dict(session.execute(select(Action.reference, Action.group_id).where(some)).all())
    return taken


def _told_before(group: WorkingGroup) -> tuple[dict[tuple[date, tuple[str, str]], str], dict[str, str]]:
    """The group's actions by the day and words by which one without a reference is known again; and its references by
    how they read in whatever letters, and with however many zeros."""
    rows = session.execute(
        select(Action.agreed_on, Action.text, Action.reference).where(Action.group_id == group.id).order_by(Action.id)
    ).all()
    told = {(agreed_on, _words(text)): reference for agreed_on, text, reference in rows}
    named = {reference_of(group, row.reference).casefold(): row.reference for row in rows}
    return told, named | {row.reference.casefold(): row.reference for row in rows}


def _known(group: WorkingGroup, ref: str, own: Mapping[str, str]) -> str:
    """A row's reference as the group has it, if it has it."""
    named = reference_of(group, ref)
    return own.get(ref.casefold()) or own.get(named.casefold(), named)


def _words(text: Bilingual) -> tuple[str, str]:
    return match_key(text.en), match_key(text.lo)
