"""Who was consulted about a document, told of an edition, or given other people's minutes; and when these were asked
for and came. Knows neither groups nor who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import Language
from tracker.documents.models import Document, DocumentFile, DocumentNotice, Edition, NoticeKind
from tracker.documents.services import lock_document
from tracker.files.models import StoredFile
from tracker.organisations.models import Organisation

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That some organisations were consulted, told or given something on a day."""

    kind: NoticeKind
    organisation_ids: Sequence[int]
    on: date
    edition_id: int | None = None
    remark: Bilingual = NOTHING


def note(document_id: int, said: Notice, *, by: Actor, at: datetime) -> int:
    """Note whom a document went to, and answer how many are new; what is noted already is not noted twice."""
    row = lock_document(document_id)
    _require_past(said.on, at)
    wanted = list(dict.fromkeys(said.organisation_ids))
    found = session.execute(select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(wanted)))
    names = {row.id: row.short_name for row in found}
    if not wanted or set(wanted) - set(names):
        raise Refused(Bilingual.said("Choose an organisation of the list."))
    if said.edition_id is not None and said.edition_id not in [each.id for each in row.editions]:
        raise Refused(Bilingual.said("There is no such edition."))
    there = set(session.scalars(_same(document_id, said)))
    new = [each for each in wanted if each not in there]
    for organisation_id in new:
        session.add(
            DocumentNotice(
                document_id=document_id, edition_id=said.edition_id, organisation_id=organisation_id, kind=said.kind,
                on=said.on, remark=said.remark, at=at, by=by.label[:200],
            )
        )  # fmt: skip
    session.flush()
    _keep_passed_on(row)
    if new:
        audit.record("document.noted", "document", row.id, by=by, at=at, subject=row.code, kind=said.kind, on=said.on,
                     edition=said.edition_id, organisations=[names[each] for each in new])  # fmt: skip
    return len(new)


def take_back(document_id: int, notice_id: int, *, by: Actor, at: datetime) -> None:
    """Take away what was noted by mistake; the trail keeps it. NotFound where the document has no such note."""
    row = lock_document(document_id)
    kept = session.get(DocumentNotice, notice_id)
    if kept is None or kept.document_id != document_id:
        raise NotFound(Bilingual.said("There is no such note."))
    audit.record("document.note_taken_back", "document", row.id, by=by, at=at, subject=row.code, kind=kept.kind,
                 on=kept.on, organisation=kept.organisation.short_name, edition=kept.edition_id,
                 remark={"en": kept.remark.en, "lo": kept.remark.lo})  # fmt: skip
    if kept.kind == NoticeKind.PASSED_ON and row.passed_on == kept.on:
        row.passed_on = None
    session.delete(kept)
    session.flush()
    _keep_passed_on(row)


def note_asked(
    document_id: int, on: date | None, held_by_id: int | None, *, by: Actor, at: datetime
) -> Document:  # fmt: skip
    """Note whom a document was asked of and when; without a day, that it was not asked for after all."""
    row = lock_document(document_id)
    if on is not None:
        _require_past(on, at)
        _require_order(on, row.received_on)
    if held_by_id is not None and session.get(Organisation, held_by_id) is None:
        raise Refused(Bilingual.said("There is no such organisation."))
    before = row.asked_on, row.held_by_id
    if before != (on, held_by_id):
        row.asked_on, row.held_by_id = on, held_by_id
        audit.record("document.asked", "document", row.id, by=by, at=at, subject=row.code, on=on, held_by=held_by_id,
                     before=before)  # fmt: skip
    return row


def note_received(
    document_id: int, on: date | None, file: StoredFile | None = None, language: Language = "lo", *, by: Actor,
    at: datetime,
) -> Document:  # fmt: skip
    """Note when a document came, and keep its file as its newest edition; without a day, that it did not come."""
    row = lock_document(document_id)
    if on is not None:
        _require_past(on, at)
        _require_order(row.asked_on, on)
    before, row.received_on = row.received_on, on
    if file is not None and on is not None:
        _edition_of(row, on).files.append(DocumentFile(language=language, file=file))
    session.flush()
    audit.record("document.received", "document", row.id, by=by, at=at, subject=row.code, on=on, before=before,
                 file=file.sha256 if file else None)  # fmt: skip
    return row


def _edition_of(row: Document, on: date) -> Edition:
    """A new edition under the name of the day; a second one of a day gets a number."""
    taken = {each.label for each in row.editions}
    labels = (short_date(on) if n == 1 else f"{short_date(on)} ({n})" for n in range(1, len(taken) + 2))
    edition = Edition(label=next(label for label in labels if label not in taken))
    row.editions.append(edition)
    return edition


def _keep_passed_on(row: Document) -> None:
    """Let the document say when it was last passed on."""
    passed = select(func.max(DocumentNotice.on)).where(
        DocumentNotice.document_id == row.id, DocumentNotice.kind == NoticeKind.PASSED_ON
    )
    last = session.scalar(passed)
    if last is not None and row.passed_on != last:
        row.passed_on = last
        session.flush()


def _same(document_id: int, said: Notice) -> Select[int]:
    return select(DocumentNotice.organisation_id).where(
        DocumentNotice.document_id == document_id,
        DocumentNotice.kind == said.kind,
        DocumentNotice.on == said.on,
        DocumentNotice.edition_id.is_not_distinct_from(said.edition_id),
    )


def _require_past(on: date, at: datetime) -> None:
    if on > clock.day_of(at):
        raise Refused(Bilingual.said("That day has not come yet. Write the day on which it happened."))


def _require_order(asked: date | None, received: date | None) -> None:
    if asked and received and received < asked:
        raise Refused(Bilingual.said("It can't have come before it was asked for."))
