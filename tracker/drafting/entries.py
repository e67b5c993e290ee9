"""The entries of a draft: adding what was said, and naming who was not known yet. Changing one that stands has a room
of its own, and so has their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from secrets import token_hex

from sqlalchemy import Select, bindparam, func, select, update

from tracker.access.actors import Actor
from tracker.actions.models import AssignmentRole
from tracker.actions.services import Agreement, AgreementRevision, agree_action, parties_of, revise_action
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import MOST_LETTERS, Change, too_long
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import LANGUAGES
from tracker.core.lao import clean
from tracker.documents.models import Document
from tracker.drafting.entries_order import locked_entry, require_standing
from tracker.drafting.entries_revision import action_of
from tracker.drafting.names import parties
from tracker.drafting.quick_line import QuickLine
from tracker.drafting.quick_line_head import head_of
from tracker.drafting.quick_line_names import Parties
from tracker.drafting.quick_line_text import key_of
from tracker.meetings.kinds import RecordState, Section
from tracker.meetings.models import Entry, EntryDocument, EntryRaisedBy, Meeting
from tracker.meetings.services import lock_draft
from tracker.organisations.facts import OrganisationFacts
from tracker.organisations.models import Organisation
from tracker.organisations.services import add_organisation


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new entry comes to stand, and whether its key is free."""

    parent_id: int | None
    position: int
    key: str


def add(
    meeting_id: int, line: QuickLine, *, after: int | None = None, days_off: Sequence[date] = (), by: Actor,
    at: datetime,
) -> Entry:  # fmt: skip
    """A new entry at the end of its section, or behind another one, with what was read in its line.

    A nested one goes below the last entry, or below the one named. A conclusion also makes its action.
    """
    _require_text(line)
    meeting = lock_draft(meeting_id, by=by)
    with session.no_autoflush:  # the meeting's row is written once, with all that changes in it
        place = _place(meeting, line, after)
    meeting.last_number += 1
    entry = Entry(
        meeting_id=meeting.id, key=place.key, number=meeting.last_number, section=line.section, kind=line.kind,
        parent_id=place.parent_id, position=place.position, text=line.text, disposition_remark=Bilingual(),
        is_unsent=meeting.record != RecordState.DRAFT,
        raisers=[EntryRaisedBy(organisation_id=each, position=n) for n, each in enumerate(line.raised_by, 1)],
        named=[EntryDocument(document_id=each, position=n) for n, each in enumerate(_linked(line), 1)],
    )  # fmt: skip
    session.add(entry)
    if line.section == Section.CONCLUSIONS:
        agreed = Agreement(
            on=meeting.held_on, kind=line.action_kind, words=line.words, owners=line.owners, stage=line.stage,
            window=line.deadline.window if line.deadline else None,
            document_id=line.documents[0] if line.documents else None, days_off=days_off,
        )  # fmt: skip
        agree_action(meeting.group, agreed, meeting=meeting, entry=entry, position=entry.number)
    session.flush()
    audit.record(
        "entry.added", "entry", entry.id, by=by, at=at, subject=f"{meeting.reference}/{entry.number}",
        section=line.section, text=plain(line.text), organisations=line.organisations, parent_id=place.parent_id,
    )  # fmt: skip
    return entry


def _linked(line: QuickLine) -> tuple[int, ...]:
    """The documents of a point; the document of a conclusion is that of its action."""
    return () if line.section == Section.CONCLUSIONS else line.documents


def _require_text(line: QuickLine) -> None:
    if not line.text:
        raise Refused(Bilingual.said("Write what was said."))
    if max(len(line.text.en), len(line.text.lo)) > MOST_LETTERS:
        raise Refused(too_long())


def _place(meeting: Meeting, line: QuickLine, after: int | None) -> _Place:
    parent_id, position = _behind(meeting, line, after) if after else (_last(meeting, line.section, line.nested), None)
    key = f"entry-{meeting.last_number + 1}"
    last, taken, organisations, documents = session.execute(
        _asked(is_nested=parent_id is not None),
        {
            "meeting_id": meeting.id, "parent_id": parent_id, "section": line.section, "key": key,
            "organisations": line.organisations, "documents": line.documents,
        },
    ).one()  # fmt: skip
    if organisations != len(set(line.organisations)):
        raise Refused(Bilingual.said("There is no such organisation."))
    if documents != len(set(line.documents)):
        raise Refused(Bilingual.said("There is no such document."))
    return _Place(parent_id, position or (last or 0) + 1, f"{key}-{token_hex(4)}" if taken else key)


@cache
def _asked(*, is_nested: bool) -> Select[int | None, int, int, int]:
    """What must be known of a new entry's place: the last position there, whether its key is taken, and how many of
    the organisations and documents named there are."""
    top = Entry.parent_id.is_(None) & (Entry.section == bindparam("section"))
    beside = Entry.parent_id == bindparam("parent_id") if is_nested else top
    own = Entry.meeting_id == bindparam("meeting_id")
    return select(
        select(func.max(Entry.position)).where(own, beside, Entry.deleted_at.is_(None)).scalar_subquery(),
        select(func.count()).where(own, Entry.key == bindparam("key")).scalar_subquery(),
        select(func.count()).where(Organisation.id.in_(bindparam("organisations", expanding=True))).scalar_subquery(),
        select(func.count()).where(Document.id.in_(bindparam("documents", expanding=True))).scalar_subquery(),
    )


def _last(meeting: Meeting, section: Section, nested: bool) -> int | None:
    """The last entry of a section for one that is nested; nothing to nest below is no reason to lose what was said."""
    if not nested:
        return None
    return session.scalar(
        select(Entry.id)
        .where(
            Entry.meeting_id == meeting.id, Entry.section == section, Entry.parent_id.is_(None),
            Entry.deleted_at.is_(None),
        )
        .order_by(Entry.position.desc(), Entry.id.desc())
        .limit(1)
    )  # fmt: skip


def _behind(meeting: Meeting, line: QuickLine, after: int) -> tuple[int | None, int | None]:
    """Below or behind the entry named; those behind it move on by one."""
    before = session.get(Entry, after, populate_existing=True)
    if before is None or before.meeting_id != meeting.id or before.section != line.section:
        raise NotFound(Bilingual.said("There is no such point."))
    require_standing(before)
    if line.nested:
        return before.id, None
    beside = Entry.parent_id == before.parent_id if before.parent_id else Entry.parent_id.is_(None)
    session.execute(
        update(Entry)
        .where(
            Entry.meeting_id == meeting.id, Entry.section == before.section, beside, Entry.deleted_at.is_(None),
            Entry.position > before.position,
        )
        .values(position=Entry.position + 1),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    return before.parent_id, before.position + 1


def add_names(entry_id: int, names: Sequence[str], *, by: Actor, at: datetime) -> Entry:
    """Make organisations of names that stand before the colon of an entry and were nobody's; from then on they raised
    the point or, in a conclusion, owe it. Refused for other words, and for a name that is taken."""
    known = parties()
    typed = _typed_names(entry_id, known)
    for name in names:
        if key_of(name) not in typed:
            raise Refused(Bilingual.said("%(name)s does not stand before the colon of this point.", name=name[:60]))
        if known.organisation(name) is None:
            add_organisation(OrganisationFacts(short_name=clean(typed[key_of(name)])), by=by, at=at)
    entry = locked_entry(entry_id, by=by)  # after the names, which are locked in this order wherever they are made
    require_standing(entry)
    _take_names(entry, parties())
    audit.record("entry.named", "entry", entry.id, by=by, at=at, subject=entry.reference, names=list(names))
    return entry


def _typed_names(entry_id: int, known: Parties) -> dict[str, str]:
    """The names before the colon of an entry, as typed, by how they are compared."""
    text = session.scalar(select(Entry.text).where(Entry.id == entry_id))
    if text is None:
        raise NotFound(Bilingual.said("There is no such point."))
    heads = [head_of(text[side], 0, known) for side in LANGUAGES]
    return {key_of(name.words): name.words for head in heads if head for name in head.names}


def _take_names(entry: Entry, known: Parties) -> None:
    """Let those named before the colon stand as organisations, and no longer in the text."""
    found: dict[int, None] = {}
    for side in LANGUAGES:
        head = head_of(entry.text[side], 0, known)
        if head:
            found |= dict.fromkeys(name.organisation_id for name in head.names if name.organisation_id)
            rest = head.without_known(entry.text[side][head.end :].strip())
            entry.text = entry.text.revise(**{side: rest}, small=True)
    if entry.section == Section.CONCLUSIONS:
        action = action_of(entry)
        if action is not None:
            owners = parties_of(action, AssignmentRole.OWNER)
            revise_action(action, AgreementRevision(owners=Change((*owners, *found), owners)))
        return
    there = [link.organisation_id for link in entry.raisers]
    for organisation_id in found:
        if organisation_id not in there:
            entry.raisers.append(EntryRaisedBy(organisation_id=organisation_id, position=len(entry.raisers) + 1))
