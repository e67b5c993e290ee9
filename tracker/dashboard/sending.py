"""Sending the pages of a quarter to management: once for each group or for all, one mail to each reader. Knows neither
how the files are made nor which day it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.access.actors import SYSTEM
from tracker.audit import services as audit
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.dashboard import mails_page
from tracker.dashboard.mails_page import Enclosed
from tracker.dashboard.models import PageSent
from tracker.dashboard.page import ALL_GROUPS, Page
from tracker.dashboard.queries_sending import Due, readers
from tracker.files import services as files


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it goes with a mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """The page of a group that is to go out, with its file in each language that somebody reads."""

    due: Due
    page: Page
    papers: Mapping[Language, Paper]


def send_pages(ready: Sequence[Ready], *, at: datetime) -> int:
    """Note that the pages of a quarter are sent, and put one mail for each reader into the outbox, that of all groups
    first, then those that ask most; how many. Raises IntegrityError where one of them is sent by somebody else at the
    same moment."""
    people = readers()
    if not people:
        return 0
    session.add_all(
        PageSent(group_id=each.due.group_id, year=each.due.quarter.year, quarter=each.due.quarter.number, at=at)
        for each in ready
    )
    session.flush()
    kept: dict[tuple[int | None, Language], Enclosed] = {}
    first = sorted(
        ready, key=lambda each: (bool(each.due.slug), -len(each.page.decisions), -each.page.whole.late, each.due.slug)
    )
    for person in people:
        enclosed = [_enclosed(each, person.language, kept, at) for each in first]
        mails_page.put(enclosed, person, at=at)
    for each in ready:
        audit.record(
            "page.sent", "working_group", each.due.group_id, by=SYSTEM, at=at,
            subject=each.due.slug or ALL_GROUPS, period=str(each.due.quarter), to=[person.email for person in people],
        )  # fmt: skip
    return len(people)


def _enclosed(
    ready: Ready, language: Language, kept: dict[tuple[int | None, Language], Enclosed], at: datetime
) -> Enclosed:  # fmt: skip
    key = ready.due.group_id, language
    if key not in kept:
        paper = ready.papers.get(language) or next(iter(ready.papers.values()))
        file = files.keep(paper.data, paper.name, paper.media_type, at=at)
        kept[key] = Enclosed(ready.page, ready.due.mailbox, file.id, file.name)
    return kept[key]
