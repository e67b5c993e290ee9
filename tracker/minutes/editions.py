"""Language editions: a version of the minutes that went out, with the language that came to it later. Knows no page."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, Refused
from tracker.core.i18n import Language, other
from tracker.docx.layouts import Layout
from tracker.docx.outline import Outline
from tracker.docx.outline_json import as_data, from_data
from tracker.docx.outline_texts import whole_in
from tracker.meetings import policy
from tracker.meetings.services import lock_meeting
from tracker.minutes import outline, recipients, sending
from tracker.minutes.amended import listed_anew
from tracker.minutes.finishing import Finished, finish
from tracker.minutes.handing_out import stored_files
from tracker.minutes.models import Delivery, Version
from tracker.minutes.queries import read_version, record_of
from tracker.minutes.queries_translation import Translation, lacking, translation_of
from tracker.minutes.queries_versions import before
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import STATES, MadeFile, add_files, made_files, put_outline

MOST_SHOWN, MOST_LETTERS = 10, 80


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an edition would hold, of which version it is; made while no transaction was open."""

    version_id: int
    outline: Outline
    files: tuple[MadeFile, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How far the translation of a version is. `elsewhere` are texts that can't be written with it: names of people and
    organisations, and what reads otherwise in the record by now."""

    translation: Translation
    elsewhere: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the edition can be sent."""
        return not self.translation.left and not self.elsewhere


def state_of(version: Version, language: Language) -> State:
    """How far the translation of a version into a language is."""
    translation = translation_of(version, language)
    source = other(language)
    left = {each.value[source] for each in translation.left}
    missing = _finished(version, translation).missing
    elsewhere = dict.fromkeys(each[source] for each in missing if each[source] not in left)
    return State(translation, tuple(elsewhere))


def prepare(meeting_id: int, language: Language, *, office: Path | None, at: datetime) -> Prepared | None:
    """Make the edition and its files, or None where nothing is lacking. Takes seconds where LibreOffice makes the PDFs:
    call it while no transaction is open. Raises Refused while something is missing."""
    version = read_version(meeting_id)
    if version is None or language not in lacking(version):
        return None
    finished = _whole(version, language)
    kept = {row.layout for row in stored_files(version)}
    made = made_files(finished, at=at, office=office)
    new = tuple(each for each in made if each.layout not in kept or not _is_of(each.layout, version))
    return Prepared(version.id, finished, new)


def _is_of(layout: Layout, version: Version) -> bool:
    """Whether the version had everything that this layout prints, so that its own file stays the one."""
    return set(layout.languages) <= set(version.whole_in)


def freeze(meeting_id: int, language: Language, prepared: Prepared | None, *, by: Actor, at: datetime) -> Version:
    """Keep the edition beside its version, sealed, and send it to whoever reads its language.

    Raises Conflict where it was sent a moment ago, or reads otherwise by now.
    """
    meeting = lock_meeting(meeting_id)
    require(policy.can_draft(by, meeting))
    version = read_version(meeting_id)
    if prepared is None or version is None or language not in lacking(version) or version.id != prepared.version_id:
        raise Conflict(_already(version))
    if as_data(_whole(version, language)) != as_data(prepared.outline):
        raise Conflict(Bilingual.said("Something in the translation was changed a moment ago. Look at it once more."))
    to = readers(version, language, clock.day_of(at))
    edition = _edition(version, language, prepared.outline, by=by, at=at)
    add_files(edition, prepared.files, meeting.reference, at=at)
    session.flush()
    audit.record(
        "minutes.edition", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, number=edition.number,
        language=language, sha256=edition.sha256,
    )  # fmt: skip
    sending.send(edition, to, by=by, at=at)
    return edition


def readers(version: Version, language: Language, on: date) -> tuple[Recipient, ...]:
    """Who gets the edition: those to whom the version went in this language, and whoever else should have the minutes
    on this day and reads it."""
    rows = session.scalars(
        select(Delivery)
        .join(Delivery.version)
        .where(Version.meeting_id == version.meeting_id, Version.number == version.number)
        .where(Delivery.language == language)
        .options(joinedload(Delivery.person))
        .order_by(Delivery.id)
    )
    found = list(recipients.still_there(rows))
    found += [each for each in recipients.proposed(version.meeting, on).rows if each.language == language]
    return tuple({each.address.casefold(): each for each in reversed(found)}.values())[::-1]


def _edition(version: Version, language: Language, finished: Outline, *, by: Actor, at: datetime) -> Version:
    edition = Version(
        meeting_id=version.meeting_id, number=version.number, kind=version.kind, edition=language,
        languages=" ".join(whole_in(finished)), changes=version.changes, at=at, by=by.label[:200],
        by_person_id=by.person_id, sealed_at=at, registered_as=version.registered_as, issued_on=version.issued_on,
        comment_until=version.comment_until,
    )  # fmt: skip
    put_outline(edition, finished)
    session.add(edition)
    session.flush()
    return edition


def _already(version: Version | None) -> Bilingual:
    if version is None or not version.edition:
        return Bilingual.said("Nothing of these minutes is to be translated any more.")
    return Bilingual.said("%(who)s sent this language a moment ago. It goes out once.", who=version.by)


def _whole(version: Version, language: Language) -> Outline:
    """The finished text; Refused with what is still missing."""
    state = state_of(version, language)
    if not state.is_whole:
        missing = [*(each.value[other(language)] for each in state.translation.left), *state.elsewhere]
        listed = "; ".join(f"«{text[:MOST_LETTERS]}»" for text in missing[:MOST_SHOWN])
        raise Refused(Bilingual.said("Some texts still lack this language: %(texts)s", texts=listed))
    return _finished(version, state.translation).outline


def _finished(version: Version, translation: Translation) -> Finished:
    """The frozen text with the other language as the record has it by now; its source side is never touched."""
    frozen = from_data(version.outline)
    now = outline.build(record_of(version.meeting_id), STATES[version.kind])
    finished = finish(frozen, now, translation.language, [each.value for each in translation.done])
    if replaced := before(version):
        listed = listed_anew(finished.outline, from_data(replaced.outline), translation.language)
        finished = replace(finished, outline=listed)
    if not finished.outline.notes:  # nobody said which text counts: the one that went out first
        finished = replace(finished, outline=replace(finished.outline, notes=(_authentic(translation.language),)))
    return finished


def _authentic(later: Language) -> Bilingual:
    if later == "en":
        return Bilingual.said("The Lao text is authentic.")
    return Bilingual.said("The English text is authentic.")
