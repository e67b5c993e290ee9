"""Loading what a meeting file says about organisations, people, documents and the group. Known ones are checked, never
changed: the settings pages are their home."""

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.documents.models import Document, Edition, StageSpan
from tracker.exchange.background import DocumentPart, OrganisationPart, PersonPart
from tracker.exchange.kinds import Names
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import MOST_PROBLEMS, FileProblems, Problem, did_you_mean, quoted
from tracker.groups.models import Letterhead, Membership, Seat, WorkingGroup
from tracker.organisations.models import Organisation, OrganisationAlias, OrganisationKind, Person

PORTION = 5_000  # names in one query; databases take 32,766 values (SQLite) or 65,535 (PostgreSQL)


@dataclass(slots=True)
class Parties:
    """Whom and what a file may name: every name leads to one row."""

    file: MeetingFile
    name: str
    ledger: Ledger
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def load(self) -> WorkingGroup:
        """Read what is known, add what is new, refuse what is unknown or contradicts; then the group."""
        self._read_known()
        self._refuse_unknown()
        new = [part for part in self.file.organisations if self._new_organisation(part)]
        self._refuse()
        self._add_organisations(new)
        for person in self.file.people:
            self._person(person)
        for document in self.file.documents:
            self._document(document)
        self._refuse()
        group = self._group()
        self._seats(group)
        return group

    def organisation(self, name: str) -> Organisation | None:
        """The organisation of this name; None for the empty one."""
        return self.organisations[name] if name else None

    def person(self, key: str) -> Person | None:
        """The person of this key; None for the empty one."""
        return self.people[key] if key else None

    def complain(self, line: int, reason: Bilingual) -> None:
        """Keep a problem until the next refusal, which comes at once when there are more than a person would read."""
        self.problems.append(Problem(self.name, line, reason))
        if len(self.problems) >= MOST_PROBLEMS:
            self._refuse()

    def _refuse(self) -> None:
        if self.problems:
            raise FileProblems(self.problems)

    def _read_known(self) -> None:
        named = {kind: {each.word for each in self.file.references if each.names == kind} for kind in Names}
        for some in _portions(named[Names.ORGANISATION] | set(self.file.organisation_names)):
            for row in session.scalars(_organisations_called(some)):
                self._name(row)
        for some in _portions(named[Names.PERSON] | {part.key for part in self.file.people}):
            for person in session.scalars(
                select(Person).options(joinedload(Person.organisation)).where(Person.key.in_(some))
            ):
                self.people[person.key] = person
        for some in _portions(named[Names.DOCUMENT] | {part.code for part in self.file.documents}):
            for document in session.scalars(select(Document).where(Document.code.in_(some))):
                self.documents[document.code] = document

    def _name(self, row: Organisation) -> None:
        for name in (*(alias.alias for alias in row.aliases), row.lao_short_name, row.short_name):
            if name:
                self.organisations[name] = row

    def _refuse_unknown(self) -> None:
        known: dict[Names, set[str]] = {
            Names.ORGANISATION: set(self.organisations),
            Names.PERSON: set(self.people),
            Names.DOCUMENT: set(self.documents),
        }
        suggestions: dict[Names, list[str]] = {}
        for each in self.file.references:
            names = known[each.names] | self.file.known(each.names)
            if each.word in names:
                continue
            if each.names not in suggestions:
                suggestions[each.names] = sorted(names | _all_names(each.names))
            reason = _unknown(each.names, quoted(each.word))
            self.complain(each.line, did_you_mean(reason, each.word, suggestions[each.names]))
        self._refuse()

    def _new_organisation(self, part: OrganisationPart) -> bool:
        """Whether the file introduces it; a known one must not be told otherwise."""
        known = self.organisations.get(part.short_name)
        if known is None:
            for name in (*part.aliases, part.lao_short_name):
                if name in self.organisations:
                    other = self.organisations[name].short_name
                    self.complain(
                        part.line,
                        Bilingual.said(
                            "%(name)s is already a name of %(other)s", name=quoted(name), other=quoted(other)
                        ),
                    )
            return True
        self._check(part.line, part.short_name, known, _said(part, "short_name", "lao_short_name", "kind", "email"))
        self._check_text(part.line, part.short_name, known.name, part.name)
        for alias in part.aliases:
            if self.organisations.get(alias) is not known:
                reason = Bilingual.said(
                    "%(name)s is not known by the name %(alias)s; add that on its own page, or leave it out here",
                    name=quoted(part.short_name), alias=quoted(alias),
                )  # fmt: skip
                self.complain(part.line_of("aliases"), reason)
        parent = known.parent.short_name if known.parent else ""
        if part.parent and self.organisations.get(part.parent, known).short_name != parent:
            self._contradicts(part.line, part.short_name, "parent", parent)
        if part.language and part.language != known.language:
            self._contradicts(part.line, part.short_name, "language", known.language)
        return False

    def _check(self, line: int, name: str, known: object, said: dict[str, Any]) -> None:
        for key, value in said.items():
            if getattr(known, key) != value:
                self._contradicts(line, name, key, getattr(known, key))

    def _check_text(self, line: int, name: str, known: Bilingual, said: Bilingual) -> None:
        if (said.en and said.en != known.en) or (said.lo and said.lo != known.lo):
            self._contradicts(line, name, "name", known.in_("en").text)

    def _contradicts(self, line: int, name: str, key: str, known: object) -> None:
        reason = Bilingual.said(
            "%(name)s is known with another %(key)s: %(known)s; change it on its own page, or leave it out here",
            name=quoted(name), key=key, known=quoted(str(known or "")),
        )  # fmt: skip
        self.complain(line, reason)

    def _add_organisations(self, parts: Iterable[OrganisationPart]) -> None:
        added = []
        for part in parts:
            row = Organisation(
                short_name=part.short_name, lao_short_name=part.lao_short_name, name=part.name,
                kind=part.kind or OrganisationKind.OTHER, email=part.email, language=part.language or "lo",
                aliases=[OrganisationAlias(alias=alias) for alias in part.aliases],
            )  # fmt: skip
            row.sort_anew()
            self._name(self.ledger.add(row))
            added.append((row, part.parent))
        session.flush()
        for row, parent in added:
            row.parent = self.organisation(parent)

    def _person(self, part: PersonPart) -> None:
        known = self.people.get(part.key)
        if known is not None:
            self._check_text(part.line, part.key, known.name, part.name)
            if self.organisations[part.organisation] is not known.organisation:
                self._contradicts(part.line, part.key, "organisation", known.organisation.short_name)
            return
        person = Person(
            key=part.key, name=part.name, post=part.post, organisation=self.organisations[part.organisation],
            email=part.email, language=part.language or "lo",
        )  # fmt: skip
        person.sort_anew()
        self.people[part.key] = self.ledger.add(person)

    def _document(self, part: DocumentPart) -> None:
        known = self.documents.get(part.code)
        if known is not None:
            self._check(part.line, part.code, known, {"kind": part.kind})
            self._check_text(part.line, part.code, known.title, part.title)
            return
        self.documents[part.code] = self.ledger.add(
            Document(
                code=part.code, kind=part.kind, title=part.title, held_by=self.organisation(part.held_by),
                asked_on=part.asked_on, received_on=part.received_on,
                editions=[Edition(label=part.edition)] if part.edition else [],
                stages=[
                    StageSpan(stage=each.stage, from_on=each.from_, until_on=each.until, due_on=each.due,
                              holder=self.organisation(each.holder))
                    for each in part.stages
                ],
            )
        )  # fmt: skip

    def _group(self) -> WorkingGroup:
        part = self.file.group
        known = session.scalar(select(WorkingGroup).where(WorkingGroup.slug == part.slug).with_for_update())
        if known is None and not part.is_described:
            slugs = session.scalars(select(WorkingGroup.slug)).all()
            reason = Bilingual.said(
                "there is no group %(name)s; to create it give its acronym and name", name=quoted(part.slug)
            )
            self.complain(part.line, did_you_mean(reason, part.slug, slugs))
        elif known is not None and part.is_described:
            self._check(part.line, part.slug, known, {"acronym": part.acronym})
            self._check_text(part.line, part.slug, known.name, part.name)
        elif known is None and session.scalar(select(WorkingGroup).where(WorkingGroup.acronym == part.acronym)):
            self.complain(
                part.line, Bilingual.said("the acronym %(name)s belongs to another group", name=quoted(part.acronym))
            )
        self._refuse()
        return known or self._new_group()

    def _new_group(self) -> WorkingGroup:
        part = self.file.group
        members = dict.fromkeys(self.organisations[name] for name in part.members)
        return self.ledger.add(
            WorkingGroup(
                slug=part.slug, acronym=part.acronym, name=part.name, mailbox=part.mailbox,
                reminders_from=part.reminders_from,
                letterheads=[
                    Letterhead(valid_from=each.valid_from, top=each.top, left=each.left, place=each.place,
                               number_pattern=each.number)
                    for each in part.letterheads
                ],
                memberships=[Membership(organisation=row) for row in members],
            )
        )  # fmt: skip

    def _seats(self, group: WorkingGroup) -> None:
        """Whoever comes in with the file takes the seat that it names; a known person's seat is only checked, since a
        file may not make somebody the chair of a group that is there already."""
        taken = {(seat.person_id, seat.role) for seat in group.seats}
        for part in self.file.people:
            person = self.people[part.key]
            if not part.seat or (person.id, part.seat) in taken:
                continue
            if group in self.ledger.made or person in self.ledger.made:
                group.seats.append(Seat(person=person, role=part.seat))
                self.ledger.changes += 1
            else:
                reason = Bilingual.said(
                    "%(name)s has no seat %(seat)s in this group; give it on the group's page, or leave it out here",
                    name=quoted(part.key), seat=quoted(part.seat),
                )  # fmt: skip
                self.complain(part.line_of("seat"), reason)
        self._refuse()


def _portions(names: Set[str]) -> Iterator[list[str]]:
    listed = sorted(names)
    return (listed[start : start + PORTION] for start in range(0, len(listed), PORTION))


def _organisations_called(names: Collection[str]) -> Select[Organisation]:
    aliased = select(OrganisationAlias.organisation_id).where(OrganisationAlias.alias.in_(names))
    return (
        select(Organisation)
        .options(selectinload(Organisation.aliases), joinedload(Organisation.parent))
        .where(
            or_(
                Organisation.short_name.in_(names),
                Organisation.lao_short_name.in_(names),
                Organisation.id.in_(aliased),
            )
        )
    )


def _said(part: OrganisationPart, *keys: str) -> dict[str, Any]:
    """What the file gives; the short name may be an alias of the known one and is no contradiction."""
    return {key: getattr(part, key) for key in keys if key != "short_name" and getattr(part, key)}


def _unknown(kind: Names, name: str) -> Bilingual:
    match kind:
        case Names.ORGANISATION:
            return Bilingual.said("there is no organisation %(name)s", name=name)
        case Names.PERSON:
            return Bilingual.said("there is no person with the key %(name)s", name=name)
        case Names.DOCUMENT:
            return Bilingual.said("there is no document with the code %(name)s", name=name)


def _all_names(kind: Names) -> set[str]:
    match kind:
        case Names.ORGANISATION:
            return {
                *session.scalars(select(Organisation.short_name)),
                *session.scalars(select(OrganisationAlias.alias)),
            }
        case Names.PERSON:
            return set(session.scalars(select(Person.key)))
        case Names.DOCUMENT:
            return set(session.scalars(select(Document.code)))
