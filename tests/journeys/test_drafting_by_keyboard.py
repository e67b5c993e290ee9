"""The main job of the chair: a meeting is planned, held and drafted in the room, by keyboard alone, in one language."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from applications import SAMPLE, application, dispose
from browsers import chromium, playwright, window
from cast import Cast, cast_of
from keyboard import Keyboard
from plain_text import plain_text
from playwright.sync_api import Browser, expect
from serving import serving
from sqlalchemy import delete, select

from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.exchange import reading
from tracker.exchange.meeting_file import ConclusionPart, EntryPart, MeetingPart
from tracker.groups.models import NumberSeries
from tracker.meetings.models import Meeting
from tracker.minutes import outline
from tracker.minutes.queries import record_of
from tracker.organisations.models import Organisation, Person

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
EXPECTED = Path(__file__).parent.parent / "minutes"
GROUP = "/meetings/im-twg"
ROOM = f"{GROUP}/2021-Q1/room"


@pytest.fixture
def office(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Cast]]:
    """A tracker on the day of the sample's meeting, whose group has never met."""
    shutil.copy(empty_sqlite, tmp_path / "tracker.sqlite")
    app = application(tmp_path)
    begun, day = datetime.now(UTC), datetime(2021, 3, 29, 6, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: day + (datetime.now(UTC) - begun))
    with app.app_context():
        for cast in cast_of(app):
            with transaction() as current:
                for action in current.scalars(select(Action)):
                    current.delete(action)
                current.flush()
                for meeting in current.scalars(select(Meeting)):
                    current.delete(meeting)
                current.execute(delete(NumberSeries))
            with serving(app) as site:
                yield site, cast
        dispose()


@dataclass(frozen=True, slots=True)
class Drafting:
    """The chair at work, with the sample's meeting to be typed in one of its languages."""

    keys: Keyboard
    language: Language
    meeting: MeetingPart
    called: dict[str, Bilingual]

    def field(self, name: str) -> str:
        """The side of a field in this language."""
        return f"#{name}" if self.language == "lo" else f"#{name}-en"

    def said(self, text: Bilingual) -> str:
        return text[self.language]

    def plan(self, chair_id: int) -> None:
        keys, meeting = self.keys, self.meeting
        keys.follow("a[href$='/plan']", "**/plan")
        keys.choose("#f-period", "2021-Q1")
        keys.type("#f-held_on", "29/03/2021")
        keys.type("#f-starts_at", "08:30")
        keys.type("#f-ends_at", "12:00")
        keys.type(self.field("f-venue"), self.said(meeting.venue))
        keys.choose("#f-chair_id", str(chair_id))
        keys.follow("main form button[type=submit]", "**/2021-Q1/plan")
        keys.follow("a[href$='/plan/held']", "**/held")
        keys.follow("main form button[type=submit]", "**/2021-Q1")
        keys.follow("a[href$='/room']", "**/room**")

    def head(self) -> None:
        keys = self.keys
        keys.follow("a[href*='/heading#f-opening']", "**/heading#f-opening")
        keys.choose("#f-authentic_language", "lo", back=True)
        keys.type(self.field("f-purpose"), self.said(self.meeting.purpose))
        for number, block in enumerate(self.meeting.signatures):
            if number:
                keys.unfold(f"details:has(#f-signatures-{number}-role) > summary")
            keys.type(self.field(f"f-signatures-{number}-role"), self.said(block.role))
        keys.follow("main form button[type=submit]", "**/room**")

    def attendance(self) -> None:
        keys = self.keys
        keys.follow("#attendance a[href$='/attendance']", "**/attendance")
        keys.unfold(".checklist > li:nth-child(2) summary")
        technicians = self.meeting.attendance[1].description
        keys.type(f".checklist > li:nth-child(2) input[name^='description-{self.language}']", self.said(technicians))
        keys.type("#headcount", "20")
        keys.follow("main form button[name=everybody]", "**/room#attendance")
        expert, others = self.meeting.attendance[8:]
        self.line("attendance", f"Tetra Tech: {self.said(expert.description)} 1")
        self.line("attendance", self.said(others.description))

    def line(self, section: str, words: str, *, nested: bool = False) -> None:
        """Type a line and press Enter; Tab nests it."""
        self.keys.type(f"#q-{section}", words)
        self.keys.press(*(["Tab"] if nested else []), "Enter")

    def points(self, entries: tuple[EntryPart, ...], *, nested: bool = False) -> None:
        for entry in entries:
            who = ", ".join(self.called[name][self.language] for name in entry.raised_by)
            said = self.said(entry.text)
            self.line(entry.section.value, f"{who}: {said}" if who else said, nested=nested)
            self.points(entry.points, nested=True)

    def conclusions(self) -> None:
        for conclusion in self.meeting.conclusions:
            words = self.said(conclusion.text)
            (action,) = conclusion.actions
            who = [part.organisation for part in action.assignments if part.role == "owner"]
            when = self.said(action.deadline)
            self.line("conclusions", f"{': '.join([*who, words])}{f' - {when}' if when else ''}")

    def settle(self) -> None:
        """Wait until everything that was typed has arrived."""
        expect(self.keys.page.locator(".entry-pending, .remark-pending")).to_have_count(0)
        expect(self.keys.page.locator("#saved:not(.saved-not)")).to_have_text(re.compile(r"\d\d:\d\d"))

    def open(self, row: str, *, back: bool = False) -> None:
        """Open an entry; its text has the focus then."""
        self.keys.reach(f"{row} > p > .entry-link", back=back)
        self.keys.press("Enter")
        expect(self.keys.page.locator(f"li.entry-open textarea[name=text_{self.language}]")).to_be_focused()

    def close(self, row: str) -> None:
        self.keys.press("Control+Enter")
        expect(self.keys.page.locator(f"{row} > p > .entry-link")).to_be_focused()
        self.settle()

    def label(self) -> None:
        """HI's point stands under WEI's list without a number; the one above it is an issue."""
        row = "#part-recommendations .entries .entries > li:nth-child(6)"
        self.open(row, back=True)
        self.keys.reach("input[name=unlabelled]")
        self.keys.press("Space")
        self.close(row)
        row = "#part-recommendations .entries .entries > li:nth-child(4)"
        self.open(row, back=True)
        self.keys.choose("select[name=kind]", "issue")
        self.close(row)

    def agreed(self, number: int, conclusion: ConclusionPart) -> None:
        """Who gets what a conclusion asks for, and which points it answers."""
        row = f"#part-conclusions > .entries > li:nth-child({number})"
        self.open(row)
        (action,) = conclusion.actions
        for part in (part for part in action.assignments if part.role == "recipient"):
            self.keys.type("input[name=recipients]", self.called[part.organisation][self.language])
        if conclusion.answers:
            self.keys.unfold("details:has(.answers) > summary")
        order = [entry.id for entry in self.meeting.every_entry()]
        for answer in conclusion.answers:
            self.keys.choose(f".answers li:nth-child({order.index(answer.entry) + 1}) select", answer.extent.value)
        self.close(row)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_chair_drafts_the_whole_meeting_in_the_room(
    chromium: Browser, office: tuple[str, Cast], language: Language
) -> None:
    site, cast = office
    page = window(chromium, site, cast, "chair", language)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    called = {row.short_name: row.called for row in session.scalars(select(Organisation))}
    chair_id = session.scalars(select(Person.id).where(Person.key == "khammoungkhoun")).one()
    meeting = reading.read(SAMPLE.read_bytes(), SAMPLE.name).meeting
    work = Drafting(Keyboard(page), language, meeting, called)

    page.goto(f"{site}{GROUP}")
    work.plan(chair_id)
    work.head()
    work.attendance()
    work.points(meeting.entries)
    work.conclusions()
    work.settle()
    work.label()
    for number, conclusion in enumerate(meeting.conclusions, 1):
        work.agreed(number, conclusion)

    page.context.close()
    session.rollback()
    session.expire_all()
    meeting_id = session.scalars(select(Meeting.id)).one()
    expected = (EXPECTED / f"sample_minutes.{language}.txt").read_text("utf-8")
    assert plain_text(outline.build(record_of(meeting_id)), language) == expected
    assert problems == []
