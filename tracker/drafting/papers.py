"""The papers of a meeting before it is held, as outlines: invitation, agenda with the register, sign-in sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.docx.layouts import Layout
from tracker.docx.outline import Block, Column, Item, ItemList, Outline, Paragraph, Section, Signature, Table
from tracker.groups import models as groups
from tracker.groups.letterheads import printed
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes.sentences import both, what_meeting
from tracker.register import words
from tracker.register.items import Item as Outstanding
from tracker.register.queries import AgendaPoint

NOTHING = Bilingual()
WALK_INS = 10


class Paper(StrEnum):
    """What can be printed before a meeting."""

    INVITATION = "invitation"
    AGENDA = "agenda"
    SIGN_IN = "sign-in"

    @property
    def in_both(self) -> Layout:
        """How both languages share the paper: one sheet for all who sign, the other papers once in each language."""
        return Layout.SIDE_BY_SIDE if self is Paper.SIGN_IN else Layout.LAO_THEN_ENGLISH


@dataclass(frozen=True, slots=True)
class Planned:
    """All that the papers of one meeting are made from; `on` is the day on which they are printed."""

    meeting: Meeting
    letterhead: groups.Letterhead | None
    members: tuple[Bilingual, ...]
    agenda: tuple[AgendaPoint, ...]
    on: date


def names() -> dict[Paper, Bilingual]:
    """What the papers are called."""
    return {
        Paper.INVITATION: Bilingual.said("Invitation"),
        Paper.AGENDA: Bilingual.said("Agenda with the register"),
        Paper.SIGN_IN: Bilingual.said("Sign-in sheet"),
    }


def outline(paper: Paper, planned: Planned) -> Outline:
    """One paper of a planned meeting."""
    make = {Paper.INVITATION: invitation, Paper.AGENDA: agenda, Paper.SIGN_IN: sign_in_sheet}[paper]
    return make(planned)


def invitation(planned: Planned) -> Outline:
    """Who is invited, to what, when and where, and what stands on the agenda; signed by whoever chairs."""
    meeting = planned.meeting
    blocks: list[Block] = []
    if planned.members:
        blocks.append(Paragraph(both(lambda language: _to(planned.members, language))))
    blocks += [
        Paragraph(Bilingual.said("The chairperson invites you to take part in the following meeting:")),
        ItemList(_facts(meeting)),
    ]
    if planned.agenda:
        blocks += [
            Paragraph(Bilingual.said("On the agenda:")),
            ItemList(_points(planned), look="decimal", key="agenda"),
        ]
    chair = meeting.chair.name if meeting.chair else NOTHING
    return _paper(
        planned, Bilingual.said("Invitation"), (Section(NOTHING, tuple(blocks)),), closing=_please(meeting),
        signatures=(Signature(Bilingual.said("Chairperson"), name=chair),),
    )  # fmt: skip


def agenda(planned: Planned) -> Outline:
    """When and where, the points in their order, and the register of what is outstanding among them."""
    meeting = planned.meeting
    items = [point.item for point in planned.agenda if point.item]
    nothing = Paragraph(Bilingual.said("Nothing stands on the agenda yet."), quiet=True)
    points: Block = ItemList(_points(planned), look="decimal") if planned.agenda else nothing
    sections = [
        Section(Bilingual.said("Time and venue"), (ItemList(_facts(meeting)),)),
        Section(Bilingual.said("Agenda"), (points,)),
    ]
    if items:
        sections.append(Section(Bilingual.said("Register"), (_register(items),)))
    return _paper(planned, Bilingual.said("Agenda"), tuple(sections))


def sign_in_sheet(planned: Planned) -> Outline:
    """A row for everybody who is expected and some for those who walk in, with room to sign."""
    expected = [_expected(row) for row in planned.meeting.attendance]
    empty = (NOTHING, NOTHING, NOTHING)
    rows = [(Bilingual.same(str(number)), *who, NOTHING, NOTHING)
            for number, who in enumerate([*expected, *([empty] * WALK_INS)], 1)]  # fmt: skip
    table = Table(
        columns=(
            Column(Bilingual.said("Row"), 6, "center"),
            Column(Bilingual.said("Organisation"), 20),
            Column(Bilingual.said("Name and surname"), 24),
            Column(Bilingual.said("Position"), 17),
            Column(Bilingual.said("Telephone or e-mail"), 17),
            Column(Bilingual.said("Signature"), 16),
        ),
        rows=tuple(rows),
        caption=Bilingual.said("Participants"),
        description=Bilingual.said("A row for each participant, with room to sign; empty rows for further ones."),
        key="sign-in",
        roomy=True,
    )
    facts = [item.text for item in _facts(planned.meeting) if item.text is not planned.meeting.purpose]
    line = Paragraph(both(lambda language: ", ".join(fact.in_(language).text for fact in facts)))
    return _paper(planned, Bilingual.said("List of participants"), (Section(NOTHING, (line, table)),))


def _paper(
    planned: Planned, kind: Bilingual, sections: tuple[Section, ...], *, closing: tuple[Paragraph, ...] = (),
    signatures: tuple[Signature, ...] = (),
) -> Outline:  # fmt: skip
    meeting, head = planned.meeting, planned.letterhead
    return Outline(
        title=(kind, _named(meeting)),
        letterhead=printed(head, "", planned.on),
        sections=sections,
        closing=closing,
        signatures=signatures,
        reference=Bilingual.same(meeting.reference),
        subject=meeting.group.name,
        author=meeting.group.acronym,
        keywords=f"{meeting.group.acronym} {meeting.period}",
        lao_font=head.lao_font if head else "Phetsarath OT",
        lao_size=head.lao_size if head else 12,
    )


def _named(meeting: Meeting) -> Bilingual:
    """The group and its quarter, and the title where there is one."""
    what = what_meeting(meeting)
    if not meeting.title:
        return what
    return Bilingual(en=f"{what.en}: {meeting.title.in_('en').text}", lo=f"{what.lo}: {meeting.title.in_('lo').text}")


def _to(members: Sequence[Bilingual], language: Language) -> str:
    return say("To: %(who)s", language, who=", ".join(name[language] for name in members))


def _facts(meeting: Meeting) -> tuple[Item, ...]:
    """Date, time, venue and purpose, as far as they are known."""
    day = both(lambda language: dates.long_date(meeting.held_on, language))
    told = [
        (Bilingual.said("Date"), day),
        (Bilingual.said("Time"), _hours(meeting)),
        (Bilingual.said("Venue"), meeting.venue),
        (Bilingual.said("Purpose"), meeting.purpose),
    ]
    return tuple(Item(text, lead=(label,)) for label, text in told if text)


def _hours(meeting: Meeting) -> Bilingual:
    start = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    end = f"{meeting.ends_at:%H:%M}" if meeting.ends_at else ""
    if start and end:
        return Bilingual.said("%(start)s to %(end)s", start=start, end=end)
    return Bilingual.said("from %(start)s", start=start) if start else NOTHING


def _points(planned: Planned) -> tuple[Item, ...]:
    """The points as a list. In a regular meeting items of the register on end are one: the register tells them."""
    items: list[Item] = []
    for outstanding, run in groupby(planned.agenda, lambda point: point.item is not None):
        points = list(run)
        if outstanding and len(points) > 1 and not planned.meeting.name:
            items.append(Item(Bilingual.said("Review of what was outstanding"), note=_how_many(len(points))))
        else:
            items += [_point(point) for point in points]
    return tuple(items)


def _point(point: AgendaPoint) -> Item:
    if point.item is None:
        return Item(point.text)
    return Item(point.item.text, note=Bilingual.same(point.item.reference))


def _how_many(number: int) -> Bilingual:
    def told(language: Language) -> str:
        return say_many("%(number)s item", "%(number)s items", number, language)

    return both(told)


def _register(items: Sequence[Outstanding]) -> Table:
    return Table(
        columns=(
            Column(Bilingual.said("Item"), 15),
            Column(Bilingual.said("What it is"), 35),
            Column(Bilingual.said("Responsible"), 15),
            Column(Bilingual.said("By when"), 18),
            Column(Bilingual.said("How it stands"), 17),
        ),
        rows=tuple(
            (Bilingual.same(item.reference), item.text, words.parties(item), words.by_when(item), words.standing(item))
            for item in items
        ),
        caption=Bilingual.said("What is outstanding"),
        description=Bilingual.said("Each outstanding item with who owes or raised it, until when, and how it stands."),
        key="register",
    )


def _expected(row: Attendance) -> tuple[Bilingual, Bilingual, Bilingual]:
    organisation = row.organisation or (row.person.organisation if row.person else None)
    called = organisation.called if organisation else NOTHING
    if row.person:
        return called, row.person.name, row.person.post
    return called or row.description, NOTHING, row.description if called else NOTHING


def _please(meeting: Meeting) -> tuple[Paragraph, ...]:
    """What the reader is asked to do; nothing where the group has no mailbox to write to."""
    mailbox = meeting.group.mailbox
    if not mailbox:
        return ()
    asked = Bilingual.said(
        "Please write to %(mailbox)s who will take part, and send further points for the agenda there.", mailbox=mailbox
    )
    return (Paragraph(asked),)
