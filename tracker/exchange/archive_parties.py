"""Who and what a generated archive is about: organisations, people, groups and documents, all marked as generated."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from tracker.core import clock
from tracker.core.lao import lao_sort_key
from tracker.documents.models import DocumentKind, NoticeKind, Stage
from tracker.exchange.archive_phrases import NOTHING, Both, Theme, filled, phrases, texts
from tracker.exchange.archive_plan import GroupPlan, Wanted
from tracker.exchange.archive_rows import Rows
from tracker.groups.models import Attach, SeatRole
from tracker.groups.services import ACTIONS
from tracker.organisations.models import OrganisationKind

DOMAIN = "demo.example"  # RFC 2606 §2: never a real mailbox
KINDS = (OrganisationKind.OPERATOR, OrganisationKind.NGO, OrganisationKind.COMPANY, OrganisationKind.NGO,
         OrganisationKind.OPERATOR, OrganisationKind.DONOR)  # fmt: skip
STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody generated."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the archive and who speaks for it."""

    id: int
    called: Both
    speaker: Person


@dataclass(frozen=True, slots=True)
class Paper:
    """A form or a standard: its editions, or the stage that it is in."""

    id: int
    called: Both
    editions: tuple[int, ...] = ()
    stage: Stage | None = None


@dataclass(slots=True)
class Group:
    """A group of the archive; `given` counts the references that its actions have."""

    id: int
    acronym: str
    theme: Theme
    chair: Person
    secretary: Person
    unit: Organisation
    members: tuple[Organisation, ...]
    forms: tuple[Paper, ...] = ()
    standards: tuple[Paper, ...] = ()
    given: int = 0

    def next_reference(self) -> str:
        """A reference for the next action."""
        self.given += 1
        return f"{self.acronym}-A-{self.given:03d}"


@dataclass(slots=True)
class Parties:
    """Writes the parties of an archive; numbers go on behind those of earlier archives."""

    rows: Rows
    wanted: Wanted
    chance: Random
    first_group: int
    first_organisation: int
    made: list[tuple[str, int]] = field(default_factory=list)
    people: int = 0

    def write(self, plans: list[GroupPlan]) -> list[Group]:
        """All of them; gives back the groups."""
        authority = self._organisation(phrases().one("parties", "authority"), OrganisationKind.AUTHORITY, None)
        pool = [self._numbered(KINDS[number % len(KINDS)]) for number in range(10 + 6 * self.wanted.groups)]
        return [self._group(number, each, authority, pool) for number, each in enumerate(plans)]

    def _group(self, number: int, plan: GroupPlan, authority: Organisation, pool: list[Organisation]) -> Group:
        theme = phrases().themes[number % len(phrases().themes)]
        acronym = f"G{self.first_group + number}"
        group_id = self.rows.new_id("working_group")
        self.made.append(("working_group", group_id))
        name = filled(phrases().one("parties", "generated"), name=theme.name)
        self.rows.add(
            "working_group", id=group_id, slug=acronym.lower(), acronym=acronym, mailbox=f"{acronym.lower()}@{DOMAIN}",
            **texts("name", (f"{acronym} {name[0]}", f"{acronym} {name[1]}")), reminders_from=None, attach=Attach.WORD,
            is_public=False, version=1,
        )  # fmt: skip
        self.rows.made("number_series", group_id=group_id, kind=ACTIONS, year=0, last=plan.actions)
        unit = filled(phrases().one("parties", "unit"), number=acronym)
        group = Group(
            group_id, acronym, theme, self._person(authority.id), self._person(authority.id),
            self._organisation(unit, OrganisationKind.UNIT, authority.id),
            tuple(self.chance.sample(pool, min(len(pool), 14))),
        )  # fmt: skip
        self._seats(group)
        group.forms = tuple(self._form(group, n) for n in (1, 2))
        group.standards = tuple(self._standard(group, n) for n in (1, 2, 3))
        self._others(group)
        return group

    def _seats(self, group: Group) -> None:
        speakers = [(each.speaker, SeatRole.FOCAL_POINT) for each in (group.unit, *group.members)]
        for person, role in [(group.chair, SeatRole.CHAIR), (group.secretary, SeatRole.SECRETARY), *speakers]:
            self.rows.made(
                "seat", group_id=group.id, person_id=person.id, role=role, from_on=None, until_on=None
            )  # fmt: skip
        for each in (group.unit, *group.members):
            self.rows.made("membership", group_id=group.id, organisation_id=each.id)

    def _numbered(self, kind: OrganisationKind) -> Organisation:
        called = filled(phrases().one("parties", kind.value), number=f"{self.first_organisation:02d}")
        self.first_organisation += 1
        return self._organisation(called, kind, None)

    def _organisation(self, called: Both, kind: OrganisationKind, parent_id: int | None) -> Organisation:
        if parent_id is None and kind == OrganisationKind.AUTHORITY:
            called = called[0] + self._mark(), called[1] + self._mark()
        organisation_id = self.rows.new_id("organisation")
        self.made.append(("organisation", organisation_id))
        self.rows.add(
            "organisation", id=organisation_id, short_name=called[0], lao_short_name=called[1],
            **texts("name", filled(phrases().one("parties", "generated"), name=called)), kind=kind,
            parent_id=parent_id, email="", language="lo" if organisation_id % 2 else "en", is_active=True,
            lao_sort=lao_sort_key(called[1])[:400], version=1,
        )  # fmt: skip
        return Organisation(organisation_id, called, self._person(organisation_id))

    def _mark(self) -> str:
        return "" if self.first_group == 1 else f" {self.first_group}"

    def _person(self, organisation_id: int) -> Person:
        self.people += 1
        key = f"demo-{self.first_group}-{self.people:03d}"
        name = filled(phrases().one("parties", "person"), number=f"{self.people:03d}")
        person = Person(self.rows.new_id("person"), name[0])
        self.made.append(("person", person.id))
        self.rows.add(
            "person", id=person.id, key=key, **texts("name", name), **texts("post", phrases().one("parties", "post")),
            organisation_id=organisation_id, email=f"{key}@{DOMAIN}", phone="", language="lo" if person.id % 2 else
            "en", is_active=True, lao_sort=lao_sort_key(name[1])[:400], version=1,
        )  # fmt: skip
        return person

    def _document(self, code: str, kind: DocumentKind, title: Both, **dates: Any) -> int:
        document_id = self.rows.new_id("document")
        self.made.append(("document", document_id))
        told = {"held_by_id": None, "asked_on": None, "received_on": None, "passed_on": None} | dates
        self.rows.add("document", id=document_id, code=code, kind=kind, **texts("title", title), **told, version=1)
        return document_id

    def _form(self, group: Group, number: int) -> Paper:
        thing = self.chance.choice(group.theme.things)
        code = f"Demo form {group.acronym}-{number}"
        title = filled(phrases().one("parties", "form"), number=f"{group.acronym}-{number}", thing=thing)
        document_id = self._document(code, DocumentKind.FORM, title)
        years = range(self.wanted.until.year - self.wanted.years + 1, self.wanted.until.year + 1, 3)
        editions = tuple(self.rows.made("edition", document_id=document_id, label=f"{year}-01") for year in years)
        for kind in NoticeKind.CONSULTED, NoticeKind.TOLD:
            for each in group.members[:3]:
                self.rows.made(
                    "document_notice", document_id=document_id, edition_id=editions[-1], organisation_id=each.id,
                    kind=kind, on=self.wanted.until - timedelta(days=100), **texts("remark", NOTHING),
                    at=clock.midday(self.wanted.until), by=group.secretary.name,
                )  # fmt: skip
        return Paper(document_id, (code, code), editions)

    def _standard(self, group: Group, number: int) -> Paper:
        """A standard that has come some stages far; the one it is in has no end."""
        thing = self.chance.choice(group.theme.things)
        code = f"Demo NS {group.acronym}-{number}"
        title = filled(phrases().one("parties", "standard"), number=f"{group.acronym}-{number}", thing=thing)
        document_id = self._document(code, DocumentKind.STANDARD, title)
        self.rows.made("edition", document_id=document_id, label=str(self.wanted.until.year - number))
        reached = self.chance.randrange(len(STAGES))
        begins = self.wanted.until - timedelta(days=90 * (reached + 1) + self.chance.randint(0, 60))
        for place, stage in enumerate(STAGES[: reached + 1]):
            ends = begins + timedelta(days=self.chance.randint(60, 90))
            self.rows.made(
                "stage_span", document_id=document_id, stage=stage, holder_id=self.chance.choice(group.members).id,
                from_on=begins, until_on=ends if place < reached else None, due_on=ends, **texts("remark", NOTHING),
            )  # fmt: skip
            begins = ends + timedelta(days=1)
        return Paper(document_id, (code, code), (), STAGES[reached])

    def _others(self, group: Group) -> None:
        number = f"{group.acronym}-1"
        title = filled(phrases().one("parties", "system"), number=number)
        self._document(f"Demo system {number}", DocumentKind.SYSTEM, title)
        asked = self.wanted.until - timedelta(days=self.chance.randint(60, 200))
        received = asked + timedelta(days=30) if self.chance.random() < 0.5 else None
        self._document(
            f"Demo minutes {number}", DocumentKind.EXTERNAL_MINUTES,
            filled(phrases().one("parties", "minutes"), place=phrases().any_of(self.chance, "places")),
            held_by_id=self.chance.choice(group.members).id, asked_on=asked, received_on=received,
        )  # fmt: skip
