from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Day, Line, Upload, later
from tracker.core.forms import KeptForm, TrackerForm
from tracker.documents.facts import DocumentFacts
from tracker.documents.models import DocumentKind, Stage
from tracker.files.kinds import MEDIA_TYPES

KINDS = {
    DocumentKind.FORM: later("Form"),
    DocumentKind.STANDARD: later("Standard"),
    DocumentKind.SYSTEM: later("System"),
    DocumentKind.EXTERNAL_MINUTES: later("Minutes of somebody else"),
}
STAGES = {
    Stage.REVISE: later("Revise"),
    Stage.TRANSLATE: later("Translate"),
    Stage.REVIEW: later("Review"),
    Stage.ADOPT: later("Adopt"),
    Stage.PUBLISH: later("Publish"),
}


class DocumentForm(KeptForm):
    code = Line(later("Code"), most=60, needed=True, hint=later("As people call it: NS-24, MRE form, IMSMA."))
    kind = Choice(later("Kind"), choices=KINDS.items(), kind=DocumentKind)
    title = Both(later("Title"), most=500, needed=True)
    held_by_id = Choice(later("Held by"), kind=int, empty=later("nobody in particular"))
    asked_on = Day(later("Asked for on"), example="29/03/2021")
    received_on = Day(later("Received on"), example="29/03/2021")
    passed_on = Day(later("Forwarded on"), example="29/03/2021")

    def facts(self) -> DocumentFacts:
        return DocumentFacts(**{name: self[name].data for name in DocumentFacts.__dataclass_fields__})


class NewDocumentForm(DocumentForm):
    edition = Line(later("Edition"), most=60, hint=later("The name that people use for it, for example its year."))


class EditionForm(TrackerForm):
    label = Line(
        later("Edition"), most=60, needed=True, hint=later("The name that people use for it, for example its year.")
    )


class FileForm(TrackerForm):
    language = Choice(later("Language of the file"), choices=LANGUAGE_CHOICES)
    file = Upload(
        later("File"),
        suffixes=tuple(MEDIA_TYPES),
        needed=True,
        hint=later("PDF, Word, Excel, OpenDocument, picture or ZIP; 25 MB at the most."),
    )


def document_values(facts: DocumentFacts, version: int) -> dict[str, object]:
    return {**{name: getattr(facts, name) for name in DocumentFacts.__dataclass_fields__}, "base": version}
