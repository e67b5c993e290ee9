"""The verb of whoever translates minutes that went out already: the language that they lack, and nothing else."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models import Action
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Collision, TextConflict, Wording
from tracker.core.errors import Conflict, Refused
from tracker.core.i18n import Language, other
from tracker.core.lao import clean
from tracker.meetings import policy
from tracker.meetings.models import Attendance, Entry, Meeting, SignatureBlock
from tracker.meetings.services import lock_meeting
from tracker.minutes.queries import read_version
from tracker.minutes.queries_translation import Text, lacking, translation_of
from tracker.register.models import Review

TABLES: Mapping[str, Any] = {
    "meeting": Meeting, "attendance": Attendance, "review": Review, "entry": Entry, "action": Action,
    "signature": SignatureBlock,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A translation as it was sent: of which text, what the form was made from, and whether one that lagged was found
    to be right as it stands."""

    name: str
    text: str
    mark: str
    is_right: bool = False


def mark_of(text: Bilingual, language: Language) -> str:
    """What a form carries of a text that it shows: of the source, and of the translation."""
    return ".".join(_mark(text[side]) for side in (other(language), language))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def translate(
    meeting_id: int, language: Language, written: Sequence[Written], *, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Write the language that the minutes lack as they are read now, whether their text is open, frozen or issued, and
    answer with the names of the texts that changed.

    Raises TextConflict with every text that somebody else changed meanwhile; then nothing is stored.
    """
    meeting = lock_meeting(meeting_id)
    require(policy.can_translate(by, meeting))
    version = read_version(meeting_id)
    if version is None or language not in lacking(version):
        raise Conflict(Bilingual.said("Nothing of these minutes is to be translated any more."))
    known = {each.name: each for each in translation_of(version, language).texts}
    if unknown := [each.name for each in written if each.name not in known]:
        raise Refused(Bilingual.said("The minutes that went out don't lack this text: %(name)s.", name=unknown[0]))
    edits = [(known[each.name], each) for each in written]
    if collisions := [collision for edit in edits for collision in _collisions(*edit, language)]:
        raise TextConflict(collisions)
    if changes := _put(edits, language):
        meeting.revision += 1
        audit.record(
            "meeting.translated", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, language=language,
            changes=changes,
        )  # fmt: skip
    return tuple(changes)


def _collisions(text: Text, sent: Written, language: Language) -> list[Collision]:
    stored, typed = text.value, clean(sent.text)
    if typed == stored[language] and not sent.is_right:
        return []
    source, now = other(language), mark_of(stored, language)
    of_source, _, of_translation = sent.mark.partition(".")
    if of_source != now.partition(".")[0]:
        return [Collision(text.name, source, "", stored[source], "")]
    if of_translation != now.partition(".")[2] and typed != stored[language]:
        return [Collision(text.name, language, "", stored[language], typed)]
    return []


def _put(edits: Sequence[tuple[Text, Written]], language: Language) -> dict[str, dict[str, str]]:
    """Store what differs, and tell by name what each text said before and says now."""
    new = {text.name: (text, value) for text, sent in edits if (value := _value(text, sent, language)) != text.value}
    rows = _rows([text for text, _ in new.values()])
    for text, value in new.values():
        setattr(rows[text.kind, text.row_id], text.field, value)
    return {
        name: {"from": text.value[language], "to": value[language]} for name, (text, value) in new.items()
    }  # fmt: skip


def _value(text: Text, sent: Written, language: Language) -> Bilingual:
    stored = text.value
    if clean(sent.text) == stored[language]:
        return replace(stored, stale=None, before="") if sent.is_right and stored.stale == language else stored
    typed = {language: sent.text}
    return Wording(en=typed.get("en"), lo=typed.get("lo"), base_en=stored.en, base_lo=stored.lo).over(stored)


def _rows(texts: Sequence[Text]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        wanted[text.kind].add(text.row_id)
    found: dict[tuple[str, int], Any] = {}
    for kind, ids in wanted.items():
        table = TABLES[kind]
        for row in session.scalars(select(table).where(table.id.in_(ids)).execution_options(populate_existing=True)):
            found[kind, row.id] = row
    return found
