"""The one page as files: Word, PDF and Excel. No transaction may be open while a PDF is made; knows nobody who asks."""

from datetime import datetime
from pathlib import Path

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.dashboard import page_fit
from tracker.dashboard.page import ALL_GROUPS, Page
from tracker.dashboard.page_fit import Fit
from tracker.dashboard.page_paper import sheet
from tracker.dashboard.page_sheets import workbook
from tracker.docx.layouts import Layout
from tracker.docx.one_page_writer import write
from tracker.docx.pdf import as_pdf, sheets_of
from tracker.sheets import writer

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {"docx": WORD, "pdf": "application/pdf", "xlsx": writer.XLSX}


def file_name(page: Page, layout: Layout, suffix: str) -> str:
    """'follow-up-im-twg-2021-Q2.lao.pdf'; a page as of a past day within its quarter says the day."""
    day = f"-{page.as_of.isoformat()}" if page.as_of < page.quarter.last else ""
    return f"follow-up-{page.slug or ALL_GROUPS}-{page.quarter}{day}.{layout}.{suffix}"


def word(page: Page, layout: Layout, at: datetime, fit: Fit | None = None) -> bytes:
    """The page as a Word file, dated with this moment: of one sheet, the fuller it is the smaller are its letters."""
    return write(sheet(page, layout, fit or page_fit.fit(page, layout)), layout, at)


def pdf(page: Page, layout: Layout, at: datetime, office: Path | None) -> bytes:
    """The page as PDF of one sheet, made by LibreOffice: once more in smaller letters where it lacks the fonts that the
    page asks for, and took two. Refused where it could not be made."""
    fit = page_fit.fit(page, layout)
    made = b""
    for each in (fit, *page_fit.closer(fit)):
        made = as_pdf({"page": word(page, layout, at, each)}, office).get("page", b"")
        if sheets_of(made) <= 1:
            break
    if not made:
        raise Refused(Bilingual.said("No PDF could be made on this machine. Take the Word file, which says the same."))
    return made


def made(page: Page, layout: Layout, suffix: str, at: datetime, office: Path | None) -> bytes:
    """The page as a file of this kind: 'docx', 'pdf' or 'xlsx'."""
    if suffix == "pdf":
        return pdf(page, layout, at, office)
    return word(page, layout, at) if suffix == "docx" else workbook(page, layout.languages)
