"""Reads of what a version of the minutes lacks in a language: every text of the record that is printed in it, beside
its translation. Knows no form."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tracker.actions.models import Action
from tracker.actions.queries import agreed_in
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import LANGUAGES, Language, other
from tracker.docx.outline import Outline
from tracker.docx.outline_json import from_data
from tracker.docx.outline_texts import texts
from tracker.meetings.kinds import Section
from tracker.meetings.models import Attendance, Entry, Meeting, SignatureBlock
from tracker.meetings.services import TEXTS
from tracker.minutes.models import Version
from tracker.minutes.sentences import both
from tracker.register.models import Review


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the record: of which row and in which field, where it stands in the minutes, and what it says."""

    kind: str
    row_id: int
    field: str
    where: Bilingual
    value: Bilingual

    @property
    def name(self) -> str:
        """How a form calls it: 'entry-12-text'."""
        return f"{self.kind}-{self.row_id}-{self.field}"


@dataclass(frozen=True, slots=True)
class Translation:
    """What is to be done for one language: the texts that lack it or lag in it, and those written since the version
    was frozen."""

    language: Language
    left: tuple[Text, ...]
    done: tuple[Text, ...]

    @property
    def total(self) -> int:
        """How many texts the version lacked."""
        return len(self.left) + len(self.done)

    @property
    def texts(self) -> tuple[Text, ...]:
        """Everything that may be written."""
        return (*self.left, *self.done)


def lacking(version: Version | None) -> tuple[Language, ...]:
    """The languages that a version was not whole in."""
    return tuple(side for side in LANGUAGES if version is not None and side not in version.whole_in)


def translation_of(version: Version, language: Language) -> Translation:
    """What a version lacks in a language, in six queries; texts that came to the record after it was frozen are no part
    of it."""
    printed = in_one(from_data(version.outline))
    source = other(language)
    found = [each for each in texts_of(version.meeting_id) if each.value[source] and each.value[source] in printed]
    left = tuple(each for each in found if not each.value[language] or each.value.stale == language)
    known = {each.name for each in left}
    done = tuple(each for each in found if each.name not in known and each.value[language] not in printed)
    return Translation(language, left, done)


def in_one(outline: Outline) -> str:
    """All that an outline prints, to look texts up in."""
    return "\0".join(text[side] for text in texts(outline) for side in LANGUAGES)


def texts_of(meeting_id: int) -> Iterator[Text]:
    """The texts of a record that are written in two languages, in about the order in which they are read."""
    head = _of_meeting(meeting_id)
    yield from (head[name] for name in ("title", "venue", "opening", "participants"))
    yield from _of_attendance(meeting_id)
    yield head["purpose"]
    yield from _of_reviews(meeting_id)
    yield from _of_entries(meeting_id)
    yield from _of_actions(meeting_id)
    yield head["closing"]
    yield from _of_signatures(meeting_id)


def _of_meeting(meeting_id: int) -> dict[str, Text]:
    names = {
        "title": Bilingual.said("Title"), "venue": Bilingual.said("Venue"), "purpose": Bilingual.said("Purpose"),
        "opening": Bilingual.said("Opening sentence"), "closing": Bilingual.said("Closing sentence"),
        "participants": Bilingual.said("Sentence on the participants"),
    }  # fmt: skip
    columns = [getattr(Meeting, name) for name in TEXTS]
    row: Any = session.execute(select(*columns).where(Meeting.id == meeting_id)).one()
    return {name: Text("meeting", meeting_id, name, names[name], getattr(row, name)) for name in TEXTS}


def _of_attendance(meeting_id: int) -> Iterator[Text]:
    asked = select(Attendance.id, Attendance.position, Attendance.description)
    for row in session.execute(asked.where(Attendance.meeting_id == meeting_id).order_by(Attendance.position)):
        where = Bilingual.said("Participants, row %(number)s", number=row.position)
        yield Text("attendance", row.id, "description", where, row.description)


def _of_reviews(meeting_id: int) -> Iterator[Text]:
    asked = select(Review.id, Review.remark).where(Review.meeting_id == meeting_id, Review.given)
    for row in session.execute(asked.order_by(Review.position, Review.id)):
        yield Text("review", row.id, "remark", Bilingual.said("Review of what was outstanding, remark"), row.remark)


def _of_entries(meeting_id: int) -> Iterator[Text]:
    asked = select(
        Entry.id, Entry.number, Entry.parent_id, Entry.section, Entry.text, Entry.disposition_remark
    ).where(Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None))  # fmt: skip
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in session.execute(asked.order_by(Entry.position, Entry.id)):
        below[row.parent_id].append(row)
    tops = sorted(below[None], key=lambda row: list(Section).index(row.section))
    for row in _in_order(tops, below):
        where = _entry(row.section, row.number)
        yield Text("entry", row.id, "text", where, row.text)
        yield Text("entry", row.id, "disposition_remark", where, row.disposition_remark)


def _in_order(rows: Iterable[Any], below: dict[int | None, list[Any]]) -> Iterator[Any]:
    for row in rows:
        yield row
        yield from _in_order(below[row.id], below)


def _entry(section: Section, number: int) -> Bilingual:
    heading = {
        Section.PURPOSE: Bilingual.said("Purpose of the meeting"),
        Section.ISSUES: Bilingual.said("Issues and challenges"),
        Section.RECOMMENDATIONS: Bilingual.said("Recommendations"),
        Section.CONCLUSIONS: Bilingual.said("Conclusion"),
    }[section]
    return both(lambda language: f"{heading[language]}, /{number}")


def _of_actions(meeting_id: int) -> Iterator[Text]:
    asked = select(Action.id, Action.reference, Action.text, Action.words).where(agreed_in(meeting_id))
    for row in session.execute(asked.order_by(Action.position, Action.id)):
        yield Text("action", row.id, "text", Bilingual.same(row.reference), row.text)
        where = Bilingual.said("%(reference)s, by when", reference=row.reference)
        yield Text("action", row.id, "words", where, row.words)


def _of_signatures(meeting_id: int) -> Iterator[Text]:
    asked = select(SignatureBlock.id, SignatureBlock.position, SignatureBlock.role, SignatureBlock.unit)
    rows: Sequence[Any] = session.execute(
        asked.where(SignatureBlock.meeting_id == meeting_id).order_by(SignatureBlock.position)
    ).all()
    for row in rows:
        where = Bilingual.said("Signature %(number)s", number=row.position)
        yield Text("signature", row.id, "role", where, row.role)
        yield Text("signature", row.id, "unit", where, row.unit)
