"""The one mail of a day to one reader, from the lines of what he is reminded of. Knows no ladder."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.accounts.models import Account
from tracker.core.db import session
from tracker.core.i18n import Language, say
from tracker.groups.models import WorkingGroup
from tracker.mail import outbox, reach
from tracker.mail.messages import Message
from tracker.mail.models import OutgoingMail
from tracker.mail.rendering import Letter, render
from tracker.organisations.models import Organisation, Person
from tracker.reminders.lines import lines
from tracker.reminders.models import ItemKind
from tracker.reminders.piles import Line, Outstanding, Owed, Pile, Voice, pile_words
from tracker.reminders.receivers import Reader, Why

MOST = 60  # lines of one mail; the rest stands in the list
_ALONE = (ItemKind.MEETING, ItemKind.VERSION, ItemKind.GROUP)  # what a subject names, where there is nothing else
_OWING = (Why.FOCAL_POINT, Why.NAMED, Why.ORGANISATION, Why.LEADING_IT, Why.SENT)
_VOICES = {Why.CHAIR: Voice.CHAIR, Why.MANAGEMENT: Voice.MANAGEMENT}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reader is told on a day: all lines, from which groups, and why he is told."""

    reader: Reader
    on: date
    lines: tuple[Line, ...]
    groups: tuple[WorkingGroup, ...]
    why: str

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines that stand in the mail."""
        return self.lines[:MOST]

    @property
    def mailbox(self) -> str:
        """Where an answer goes: the mailbox of the group of the first line, else of another one that has one."""
        return next((group.mailbox for group in self.groups if group.mailbox), "")

    @property
    def sender(self) -> str:
        """Whose mail it is: the group's or, of several groups, the tracker's."""
        language = self.reader.language
        return self.groups[0].name.in_(language).text if len(self.groups) == 1 else say("TWG tracker", language)

    @property
    def key(self) -> str:
        """Under which the outbox knows the mail."""
        return f"digest {self.on.isoformat()} {self.reader.key}"


def sheet(rows: Sequence[tuple[Outstanding, Reader]], on: date) -> Sheet | None:
    """What the rows say to their one reader, each with why he is told of it; None where nothing is left of them."""
    reader = rows[0][1]
    owed = [Owed.of(row, _VOICES.get(each.why, Voice.OWNER)) for row, each in rows]
    made = lines(owed, reader.language, on, reader.person_id)
    if not made:
        return None
    asked = select(WorkingGroup).where(WorkingGroup.id.in_({line.owed.group_id for line in made}))
    found = {group.id: group for group in session.scalars(asked)}
    groups = tuple(found[group_id] for group_id in dict.fromkeys(line.owed.group_id for line in made))
    return Sheet(reader, on, made, groups, _why(reader, [each for _, each in rows], groups))


def letter(told: Sheet, links: Sequence[str], wishes: str = "") -> Letter:
    """The mail as it reads, with the link of each line that is shown, where there is one, and the one to the wishes."""
    language, kinds = told.reader.language, {line.owed.kind for line in told.lines}
    counts = Counter(line.pile for line in told.lines)
    owners = {line.organisation for line in told.lines if line.owed.voice == Voice.OWNER}
    about = owners.pop() if len(owners) == 1 and all(line.owed.voice == Voice.OWNER for line in told.lines) else ""
    alone = told.lines[0] if len(told.lines) == 1 and told.lines[0].owed.kind in _ALONE else None
    return render(
        "digest", language, why=told.why, reply_to=told.mailbox, alone=alone, about=about,
        groups=", ".join(group.acronym for group in told.groups), actions=kinds == {ItemKind.PART},
        counts={pile.value: counts[pile] for pile in Pile}, piles=_piled(told, links),
        first=next((link for link in links if link), ""), more=len(told.lines) - len(told.shown),
        owes=any(line.owed.voice == Voice.OWNER for line in told.lines), example=_example(told),
        is_private=reach.is_private(), list=reach.page("actions"), wishes=wishes,
    )  # fmt: skip


def put(told: Sheet, made: Letter, *, at: datetime) -> OutgoingMail:
    """Put the mail into the outbox."""
    to = told.reader
    return outbox.put(
        Message(
            key=told.key, to=to.address, name=to.name, language=to.language, subject=made.subject, text=made.text,
            html=made.html, why=told.why, reply_to=told.mailbox, sender=told.sender,
        ),
        at=at,
    )  # fmt: skip


def page_links(told: Sheet) -> list[str]:
    """Where each line that is shown is found by a reader who signs in; nothing for whoever has no account, or where
    nobody outside the office could."""
    asked = select(Account.id).where(Account.person_id == told.reader.person_id, Account.is_active)
    if reach.is_private() or session.scalar(asked) is None:
        return [""] * len(told.shown)
    return [reach.page(line.page) for line in told.shown]


def _example(told: Sheet) -> str:
    """The reference that an answer by mail would begin with."""
    parts = (line for line in told.lines if line.owed.kind == ItemKind.PART and line.owed.voice == Voice.OWNER)
    return next((line.reference for line in parts), "")


def _piled(told: Sheet, links: Sequence[str]) -> list[tuple[Pile, str, list[tuple[Line, str]]]]:
    """The lines that are shown by their piles, each with its link."""
    piled: dict[Pile, list[tuple[Line, str]]] = {}
    for line, link in zip(told.shown, links, strict=True):
        piled.setdefault(line.pile, []).append((line, link))
    return [(pile, pile_words(pile)[told.reader.language], found) for pile, found in piled.items()]


def _why(reader: Reader, as_whom: Sequence[Reader], groups: Sequence[WorkingGroup]) -> str:
    language, called = reader.language, _called(reader)
    acronyms = ", ".join(group.acronym for group in groups)
    told, whys = _whys(language, called, acronyms), {each.why for each in as_whom}
    owing = [told[why] for why in _OWING if why in whys]
    return " ".join([*owing[:1], *(told[why] for why in (Why.CHAIR, Why.MANAGEMENT) if why in whys)])


def _whys(language: Language, organisation: str, groups: str) -> Mapping[Why, str]:
    return {
        Why.FOCAL_POINT: say(
            "You get this mail because you are a focal point of %(organisation)s.", language, organisation=organisation
        ),
        Why.NAMED: say("You get this mail because you are named in an action.", language),
        Why.ORGANISATION: say(
            "You get this mail because no person of %(organisation)s can be written to.", language,
            organisation=organisation,
        ),
        Why.LEADING_IT: say(
            "You get this mail because no focal point of %(organisation)s can be written to.", language,
            organisation=organisation,
        ),
        Why.SENT: say(
            "You get this mail because the minutes or the invitation came to you for %(organisation)s.", language,
            organisation=organisation,
        ),
        Why.CHAIR: say("You get this mail because you lead %(groups)s.", language, groups=groups),
        Why.MANAGEMENT: say(
            "You get this mail because you follow the work of %(groups)s for the management.", language, groups=groups
        ),
    }  # fmt: skip


def _called(reader: Reader) -> str:
    """The organisation for which somebody reads."""
    if reader.person_id is None:
        return reader.name
    asked = select(Organisation).join(Person, Person.organisation_id == Organisation.id)
    return session.scalars(asked.where(Person.id == reader.person_id)).one().called[reader.language]
