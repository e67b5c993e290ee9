"""The office while it follows an action up: a mail server, the tracker at an address, browsers, and a calendar that is
turned by hand."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from applications import KEY, dispose
from arrived import Mail
from browsers import window
from cast import Cast
from lives import organisation, the_meeting
from playwright.sync_api import Browser, Page
from serving import serving
from sink import Sink, sink
from sqlalchemy import select
from stage import MAILBOX, UXO_LAO, WORLD, moment

from config import Config
from tracker import scheduler
from tracker.actions.models import Action
from tracker.app import create_app
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.jobs.jobs_leased import Keeper
from tracker.mail import outbox, reach
from tracker.mail.models import MailState, OutgoingMail
from tracker.meetings.kinds import RecordState

CHAPTER_24 = "IM-A-003"
TEXTS = Path(__file__).parent / "action"
FIRST_DAY = date(2021, 4, 1)


@dataclass
class Calendar:
    """The day that it is, at noon. It is turned for the tracker alone: the browser's own clock goes on, since it throws
    away the cookies of years ago."""

    at: datetime = field(default_factory=lambda: moment(FIRST_DAY))

    def turn(self, day: date) -> None:
        """From now on it is noon of this day."""
        self.at = moment(day)

    def now(self) -> datetime:
        return self.at


@dataclass
class Following:
    """Who works in the office, what its mail server took, and the calendar."""

    site: str
    cast: Cast
    server: Sink
    calendar: Calendar
    seen: int = 0

    def window(self, browser: Browser, name: str, language: Language, width: int) -> Page:
        """A window in which somebody has signed in."""
        return window(browser, self.site, self.cast, name, language, width)

    def action(self) -> Action:
        """The action about Chapter 24, as it is stored now."""
        session.rollback()
        asked = select(Action).where(Action.reference == CHAPTER_24).execution_options(populate_existing=True)
        return session.scalars(asked).one()

    def tick(self) -> None:
        """Let the jobs of the timetable run until every mail is sent."""
        keeper = Keeper()
        for _ in range(5):
            for entry in scheduler.TIMETABLE:
                scheduler.tick(self.cast.app, entry, keeper)
            session.rollback()
            if not session.scalars(select(OutgoingMail.id).where(OutgoingMail.state != MailState.SENT)).all():
                return
        raise AssertionError("not every mail could be sent")

    def arrived(self, name: str) -> None:
        """Whatever is delivered now must read as it is kept under this name, whole."""
        self.tick()
        mails = [Mail(each) for each in self.server.mails[self.seen :]]
        self.seen = len(self.server.mails)
        told = "".join(each.whole() for each in sorted(mails, key=lambda each: each.to))
        assert told == (TEXTS / f"{name}.txt").read_text("utf-8"), told


@contextmanager
def following(folder: Path, full: tuple[Path, int, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Following]:
    """The office on the day on which the sample's minutes are out."""
    file, *groups = full
    shutil.copy(file, folder / file.name)
    calendar = Calendar()
    monkeypatch.setattr(clock, "now", calendar.now)
    with sink() as server:
        env = {
            "TRACKER_INSTANCE": str(folder), "TRACKER_SECRET_KEY": KEY, "TRACKER_OFFICE": "off",
            "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{server.port}", "TRACKER_BASE_URL": WORLD,
            "TRACKER_MAIL_FROM": "tracker@twg.example",
        }  # fmt: skip
        app = create_app(Config.of(env))
        app.testing = True
        with app.app_context():
            cast = Cast(app, *groups)
            with transaction():
                meeting = the_meeting()
                meeting.record, meeting.group.mailbox = RecordState.ISSUED, MAILBOX
                meeting.issued_on = meeting.circulated_on = FIRST_DAY
                cast.account("npa").person.language = "lo"
                organisation("UXO Lao").email = UXO_LAO
            try:
                with serving(app) as site:
                    yield Following(site, cast, server, calendar)
            finally:
                dispose()
                reach.keep_base_url("http://localhost")
                outbox.keep_sender("tracker@localhost")
