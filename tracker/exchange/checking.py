"""What a well-formed meeting file can still get wrong within itself; what needs the database is checked on loading."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from tracker.core.bilingual import Bilingual
from tracker.exchange.background import OrganisationPart
from tracker.exchange.meeting_file import ActionPart, DuePart, MeetingFile
from tracker.exchange.problems import did_you_mean, quoted
from tracker.meetings.kinds import MeetingKind

Found: TypeAlias = Iterator[tuple[int, Bilingual]]


def wrong_in(file: MeetingFile) -> Found:
    """The contradictions inside the file, with their lines."""
    for check in CHECKS:
        yield from check(file)


def _twice(named: Iterable[tuple[str, int]]) -> Found:
    first: dict[str, int] = {}
    for name, line in named:
        if name in first:
            values = {"name": quoted(name), "first": first[name]}
            yield line, Bilingual.said("%(name)s stands twice; first on line %(first)s", **values)
        first.setdefault(name, line)


def _names_once(file: MeetingFile) -> Found:
    group = file.group
    yield from _twice((str(head.valid_from), head.line_of("valid_from")) for head in group.letterheads)
    yield from _twice((person.key, person.line_of("key")) for person in file.people)
    yield from _twice((document.code, document.line_of("code")) for document in file.documents)


def _organisation_names_once(file: MeetingFile) -> Found:
    """An organisation may repeat its own name; two organisations can't share one."""
    yield from _twice((part.short_name, part.line_of("short_name")) for part in file.organisations)
    owners: dict[str, OrganisationPart] = {part.short_name: part for part in file.organisations}
    for part in file.organisations:
        others = [(name, "aliases") for name in part.aliases]
        if part.lao_short_name:
            others.append((part.lao_short_name, "lao_short_name"))
        for name, key in others:
            owner = owners.setdefault(name, part)
            if owner is not part:
                values = {"name": quoted(name), "other": quoted(owner.short_name)}
                yield part.line_of(key), Bilingual.said("%(name)s already names the organisation %(other)s", **values)


def _parents_without_circle(file: MeetingFile) -> Found:
    named = file.organisation_names
    settled: set[str] = set()
    for start in file.organisations:
        path: dict[str, None] = {}
        part: OrganisationPart | None = start
        while part and part.short_name not in settled:
            if part.short_name in path:
                names = list(path)
                circle = " → ".join([*names[names.index(part.short_name) :], part.short_name])
                reason = Bilingual.said("the parents go round in a circle: %(circle)s", circle=quoted(circle))
                yield part.line_of("parent"), reason
                break
            path[part.short_name] = None
            part = named.get(part.parent)
        settled.update(path)


def _identity(file: MeetingFile) -> Found:
    meeting = file.meeting
    if meeting.kind == MeetingKind.SPECIAL and not meeting.name:
        yield meeting.line_of("kind"), Bilingual.said("a special meeting needs the key 'name'")
    if meeting.kind == MeetingKind.REGULAR and meeting.name:
        yield meeting.line_of("name"), Bilingual.said("only a special meeting has a name")
    if meeting.previous == meeting.address:
        yield meeting.line_of("previous"), Bilingual.said("previous: a meeting can't be its own previous meeting")


def _ids_once(file: MeetingFile) -> Found:
    meeting = file.meeting
    ids = [(entry.id, entry.line_of("id")) for entry in meeting.every_entry()]
    ids += [(conclusion.id, conclusion.line_of("id")) for conclusion in meeting.conclusions]
    yield from _twice(ids)
    yield from _twice((action.ref, action.line_of("ref")) for action in meeting.every_action() if action.ref)
    yield from _twice((review.item, review.line_of("item")) for review in meeting.reviews)


def _answers(file: MeetingFile) -> Found:
    entries = [entry.id for entry in file.meeting.every_entry()]
    known = frozenset(entries)
    for conclusion in file.meeting.conclusions:
        yield from _twice((answer.entry, answer.line_of("entry")) for answer in conclusion.answers)
        for answer in conclusion.answers:
            if answer.entry not in known:
                reason = Bilingual.said("there is no entry %(name)s in this file", name=quoted(answer.entry))
                yield answer.line_of("entry"), did_you_mean(reason, answer.entry, entries)


def _sections(file: MeetingFile) -> Found:
    for entry in file.meeting.every_entry():
        for point in entry.points:
            if point.section != entry.section:
                reason = Bilingual.said("a point is printed where its entry is; give both the same section")
                yield point.line_of("section"), reason


def _attendance(file: MeetingFile) -> Found:
    rows = file.meeting.attendance
    yield from _twice((row.person, row.line_of("person")) for row in rows if row.person)
    for row in rows:
        if not (row.organisation or row.person or row.description):
            yield row.line, Bilingual.said("a row needs an organisation, a person or a description")


def _time_goes_forward(file: MeetingFile) -> Found:
    meeting = file.meeting
    if meeting.starts_at and meeting.ends_at and meeting.ends_at <= meeting.starts_at:
        yield meeting.line_of("ends_at"), Bilingual.said("ends_at: the end is not after the start")
    for document in file.documents:
        for stage in document.stages:
            if stage.from_ and stage.until and stage.until < stage.from_:
                yield stage.line_of("until"), Bilingual.said("until: the end is before the start")


def _windows(file: MeetingFile) -> Found:
    for action in file.meeting.every_action():
        for due in (action.due, *(assignment.due for assignment in action.assignments)):
            if due is not None:
                yield from _window(due)


def _window(due: DuePart) -> Found:
    given = [(name, day) for name, day in (("from", due.from_), ("by", due.by), ("latest", due.latest)) if day]
    if not given:
        yield due.line, Bilingual.said("due: give at least one of from, by and latest")
    for (earlier, first), (later, second) in pairwise(given):
        if second < first:
            values = {"later": quoted(later), "earlier": quoted(earlier)}
            yield due.line_of(later), Bilingual.said("due: %(later)s is before %(earlier)s", **values)


def _assignments(file: MeetingFile) -> Found:
    for action in file.meeting.every_action():
        yield from _one_part_each(action)


def _one_part_each(action: ActionPart) -> Found:
    seen: set[tuple[str, str]] = set()
    for part in action.assignments:
        if (part.role, part.organisation) in seen:
            values = {"name": quoted(part.organisation), "role": quoted(part.role)}
            yield part.line, Bilingual.said("%(name)s stands twice as %(role)s of this action", **values)
        seen.add((part.role, part.organisation))


CHECKS: tuple[Callable[[MeetingFile], Found], ...] = (
    _names_once,
    _organisation_names_once,
    _parents_without_circle,
    _identity,
    _ids_once,
    _answers,
    _sections,
    _attendance,
    _time_goes_forward,
    _windows,
    _assignments,
)
