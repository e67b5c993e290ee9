"""Loading the entries and conclusions of a meeting: each keeps its row while its id stays in the file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.documents.models import Document
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import ConclusionPart, EntryPart, MeetingPart
from tracker.exchange.parties import Parties
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.meetings.kinds import Disposition, EntryKind, Section
from tracker.meetings.models import Answer, Entry, EntryAskedOf, EntryDocument, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation
from tracker.register.models import Review

NOWHERE: dict[str, Any] = {"referred_group_id": None, "referred_to_id": None}
NOTHING: dict[str, Any] = {"label": None, "disposition": None, "parent": None, **NOWHERE}


@dataclass(slots=True)
class Entries:
    """The entries of one meeting while it is loaded, by their key."""

    meeting: Meeting
    parties: Parties
    ledger: Ledger
    at: datetime
    rows: dict[str, Entry] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)

    def apply(self, part: MeetingPart) -> dict[str, Entry]:
        """Make, change, bring back and delete entries; numbers are given in the order of the file."""
        self.rows = {entry.key: entry for entry in self.meeting.entries}
        self._uproot(part.entries, None)
        session.flush()
        self._points(part.entries, None)
        for position, conclusion in enumerate(part.conclusions, 1):
            self._conclusion(conclusion, position)
        for conclusion in part.conclusions:
            self._answers(conclusion)
        for key, entry in self.rows.items():
            if key not in self.wanted and entry.deleted_at is None and entry.from_file:
                self._delete(entry, part)
        return self.rows

    def _uproot(self, parts: Iterable[EntryPart], parent: str | None) -> None:
        """Points that move leave their old parent first: two that change places would wait for each other for ever."""
        for part in parts:
            row = self.rows.get(part.id)
            if row is not None and row.parent is not None and row.parent.key != parent:
                self.ledger.put(row, parent=None)
            self._uproot(part.points, part.id)

    def _points(self, parts: Iterable[EntryPart], parent: Entry | None) -> None:
        for position, part in enumerate(parts, 1):
            entry = self._entry(part.id, part.section, EntryKind(part.kind))
            self.ledger.put(
                entry, section=part.section, kind=EntryKind(part.kind), parent=parent, position=position,
                label=part.label, text=part.text, disposition=part.disposition, deleted_at=None,
            )  # fmt: skip
            if part.disposition != Disposition.REFERRED:
                self.ledger.put(entry, **NOWHERE)
            organisations = self.parties.organisations
            self._link(entry.raisers, [organisations[name] for name in part.raised_by], "organisation", EntryRaisedBy)
            self._link(entry.asked, [organisations[name] for name in part.asked_of], "organisation", EntryAskedOf)
            documents = [self.parties.documents[code] for code in part.documents]
            self._link(entry.named, documents, "document", EntryDocument)
            self.ledger.match(entry.answers, (), ("entry",), Answer)
            self._points(part.points, entry)

    def _conclusion(self, part: ConclusionPart, position: int) -> None:
        entry = self._entry(part.id, Section.CONCLUSIONS, EntryKind.CONCLUSION)
        self.ledger.put(
            entry, section=Section.CONCLUSIONS, kind=EntryKind.CONCLUSION, position=position, text=part.text,
            deleted_at=None, **NOTHING,
        )  # fmt: skip
        self._link(entry.raisers, [], "organisation", EntryRaisedBy)
        self._link(entry.asked, [], "organisation", EntryAskedOf)
        self._link(entry.named, [], "document", EntryDocument)

    def _answers(self, part: ConclusionPart) -> None:
        wanted = [{"entry": self.rows[each.entry], "extent": each.extent} for each in part.answers]
        self.ledger.match(self.rows[part.id].answers, wanted, ("entry",), Answer)

    def _delete(self, entry: Entry, part: MeetingPart) -> None:
        if session.scalar(select(Review.id).where(Review.entry_id == entry.id).limit(1)) is not None:
            reason = Bilingual.said(
                "%(item)s can't be left out: another meeting or action refers to it", item=quoted(entry.reference)
            )
            raise FileProblems([Problem(self.parties.name, part.line, reason)])
        self.ledger.put(entry, deleted_at=self.at)

    def _entry(self, key: str, section: Section, kind: EntryKind) -> Entry:
        self.wanted.add(key)
        if key not in self.rows:
            self.meeting.last_number += 1
            self.ledger.changes += 1
            self.rows[key] = Entry(
                key=key,
                number=self.meeting.last_number,
                section=section,
                kind=kind,
                position=0,
                text=Bilingual(),
                from_file=True,
            )
            self.meeting.entries.append(self.rows[key])
        return self.rows[key]

    def _link(self, links: list[Any], wanted: list[Organisation] | list[Document], name: str, make: type[Any]) -> None:
        """Line up links to other rows; the same organisation under two of its names is linked once."""
        values = [{name: row, "position": place} for place, row in enumerate(dict.fromkeys(wanted), 1)]
        self.ledger.match(links, values, (name,), make)
