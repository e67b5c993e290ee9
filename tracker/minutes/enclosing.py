"""Which files of a version go with its mails, as the group has chosen; knows no mail."""

from collections.abc import Sequence
from enum import StrEnum

from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.groups.models import Attach
from tracker.minutes.models import SCAN, VersionFile
from tracker.minutes.versions import layouts_for

PDF = "application/pdf"


class Form(StrEnum):
    """In which form minutes are enclosed."""

    SCAN = "scan"
    PDF = "pdf"
    WORD = "word"


def enclosed(
    files: Sequence[VersionFile], attach: Attach, whole: Sequence[Language]
) -> tuple[tuple[Form, VersionFile], ...]:
    """The files of a version that go with its mails: the official layout as the group wants it, the signed scan instead
    of its PDF, and whatever there is where the wanted form was never made."""
    there = {form: file for form in Form if (file := _of(files, form, whole))}
    paper = Form.SCAN if Form.SCAN in there else Form.PDF
    wanted = {Attach.PDF: (paper,), Attach.WORD: (Form.SCAN, Form.WORD), Attach.BOTH: (paper, Form.WORD)}[attach]
    found = [form for form in wanted if form in there] or list(there)[:1]
    return tuple((form, there[form]) for form in found)


def foreseen(attach: Attach, *, has_office: bool) -> tuple[Form, ...]:
    """In which forms the minutes will be enclosed when they are circulated; without an office program it is Word."""
    if not has_office or attach == Attach.WORD:
        return (Form.WORD,)
    return (Form.PDF, Form.WORD) if attach == Attach.BOTH else (Form.PDF,)


def _of(files: Sequence[VersionFile], form: Form, whole: Sequence[Language]) -> VersionFile | None:
    """The file in this form: the newest scan, or that of the official layout, else of the next one that there is."""
    if form == Form.SCAN:
        return next((each for each in reversed(files) if each.layout == SCAN), None)
    made = {each.layout: each for each in files if _is(each, form)}
    order = [*layouts_for(whole), *Layout]
    return next((made[layout] for layout in order if layout in made), None)


def _is(each: VersionFile, form: Form) -> bool:
    return each.layout != SCAN and (each.file.media_type == PDF) == (form == Form.PDF)
