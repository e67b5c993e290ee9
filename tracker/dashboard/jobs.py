"""What the timetable calls to send the pages of a quarter to management; which are due, the database says."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import IntegrityError

from tracker.calendar.workdays import is_working_day
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.core.i18n import Language
from tracker.dashboard import page_files, queries_sending, sending
from tracker.dashboard.page import ALL_GROUPS, Page, day_of, page_of
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.queries_sending import Due
from tracker.dashboard.sending import Paper, Ready
from tracker.docx.layouts import Layout
from tracker.docx.pdf import as_pdf, sheets_of
from tracker.groups.models import WorkingGroup
from tracker.reminders.hours import is_time

SECONDS = 300
LAYOUTS: dict[Language, Layout] = {"lo": Layout.LAO_THEN_ENGLISH, "en": Layout.ENGLISH}
_log = logging.getLogger(__name__)


def send_due_pages() -> None:
    """Send the pages whose day has come, on a working day, from the sending hour on: one mail for each reader and
    quarter. What fails is logged and tried again with the next run."""
    at, today = clock.now(), clock.today()
    if not (is_time(at) and is_working_day(today)):
        return
    due, languages = queries_sending.due(today), sorted({each.language for each in queries_sending.readers()})
    by_quarter: defaultdict[Quarter, list[Due]] = defaultdict(list)
    for each in due if languages else ():
        by_quarter[each.quarter].append(each)
    for quarter in sorted(by_quarter):
        ready = _ready(by_quarter[quarter], languages, today, at)
        if ready:
            _send(ready, quarter, at)


def _send(ready: Sequence[Ready], quarter: Quarter, at: datetime) -> None:
    try:
        with transaction():
            sending.send_pages(ready, at=at)
    except IntegrityError:
        _log.info("the pages of %s were sent elsewhere at the same moment", quarter)
    except Exception:
        _log.exception("the pages of %s could not be sent", quarter)


def _ready(due: Sequence[Due], languages: Sequence[Language], today: date, at: datetime) -> list[Ready]:
    """The pages with their files: PDF, or Word where this machine makes none."""
    pages: dict[Due, Page] = {}
    words: dict[tuple[Due, Language], bytes] = {}
    for each in due:
        try:
            page = _page(each, today)
            words |= {(each, language): page_files.word(page, LAYOUTS[language], at) for language in languages}
            pages[each] = page
        except Exception:
            _log.exception("the page of %s for group %s could not be made", each.quarter, each.slug or ALL_GROUPS)
    session.rollback()  # nothing is open while LibreOffice works
    made = _pdfs(pages, words, at)
    return [
        Ready(
            each, page,
            {language: _paper(page, language, made.get((each, language)), words[each, language])
             for language in languages},
        )
        for each, page in pages.items()
    ]  # fmt: skip


def _pdfs(
    pages: Mapping[Due, Page], words: Mapping[tuple[Due, Language], bytes], at: datetime
) -> dict[tuple[Due, Language], bytes]:
    """The PDFs that could be made, all in one run; what takes two sheets, since this machine has wider letters than was
    thought, once more and closer."""
    office: Path | None = current_app.config["TRACKER_OFFICE"]
    keys = {f"{number}": key for number, key in enumerate(words) if key[0] in pages}
    made = {keys[name]: data for name, data in as_pdf({name: words[keys[name]] for name in keys}, office).items()}
    for due, language in [key for key, data in made.items() if sheets_of(data) > 1]:
        with suppress(Refused):
            made[due, language] = page_files.pdf(pages[due], LAYOUTS[language], at, office)
    return made


def _page(due: Due, today: date) -> Page:
    group = session.get_one(WorkingGroup, due.group_id) if due.group_id is not None else None
    return page_of(None, group, due.quarter, day_of(due.quarter, today), today)


def _paper(page: Page, language: Language, pdf: bytes | None, word: bytes) -> Paper:
    suffix = "pdf" if pdf else "docx"
    return Paper(page_files.file_name(page, LAYOUTS[language], suffix), page_files.MEDIA_TYPES[suffix], pdf or word)
