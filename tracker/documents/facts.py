"""What is said of a document, as it travels between a form, a service and the trail."""

from dataclasses import dataclass
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.documents.models import Document, DocumentKind

NOTHING = Bilingual()


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFacts:
    """Everything that is said of a document; the dates are those of minutes that somebody else holds."""

    code: str
    kind: DocumentKind
    title: Bilingual = NOTHING
    held_by_id: int | None = None
    asked_on: date | None = None
    received_on: date | None = None
    passed_on: date | None = None

    @classmethod
    def of(cls, row: Document) -> "DocumentFacts":
        """What is said of it now."""
        return cls(
            code=row.code, kind=row.kind, title=Bilingual(en=row.title.en, lo=row.title.lo),
            held_by_id=row.held_by_id, asked_on=row.asked_on, received_on=row.received_on, passed_on=row.passed_on,
        )  # fmt: skip
