"""The tracker of an office with a mail server of its own, five organisations, and a calendar that is turned by hand."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from applications import KEY, dispose
from arrived import Mail, expected
from cast import PASSWORD, Cast, post
from flask import Flask
from flask.testing import FlaskClient
from lives import ADDRESS, organisation, settle_points, the_meeting
from pages import get
from sink import Sink, sink
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from config import Config
from tracker import scheduler
from tracker.app import create_app
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session, transaction
from tracker.core.i18n import Language
from tracker.groups.models import Seat, SeatRole
from tracker.jobs.jobs_leased import Keeper
from tracker.mail import outbox, reach
from tracker.mail.models import MailState, OutgoingMail
from tracker.meetings.models import Entry

WORLD, OFFICE = "https://twg.example", "http://192.168.1.20:8000"
MAILBOX = "im@nra.example"
NPA, MAG, WEI = "npa@twg.example", "mag@twg.example", "party@twg.example"
UXO_LAO, HI = "office@uxolao.example", "office@hi.example"
FIRST_DAY = date(2021, 4, 1)
WALL = ZoneInfo("Asia/Vientiane")
QUICK = "scrypt:256:8:1"


@dataclass
class Life:
    """The office: who works there, what its mail server took, the calendar, the English that was taken out of the
    entries, and the fingerprints of what was downloaded."""

    cast: Cast
    server: Sink
    clock: time_machine.Traveller
    english: dict[int, str]
    seen: int = 0
    kept: dict[str, str] = field(default_factory=dict)

    def on(self, day: date, hour: int = 12, minute: int = 0) -> None:
        """From now on it is this moment."""
        self.clock.move_to(moment(day, hour, minute), tick=False)

    def client(self, name: str, language: Language = "en") -> FlaskClient:
        """The browser of somebody who signed in on this day."""
        return self.cast.client(name, language)

    def visitor(self) -> FlaskClient:
        """The browser of somebody whom the tracker does not know."""
        return self.cast.app.test_client()

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

    def arrived(self, name: str) -> dict[str, Mail]:
        """What the timetable delivers now, by address; all of it must read as it is kept under this name."""
        self.tick()
        mails = [Mail(each) for each in self.server.mails[self.seen :]]
        self.seen = len(self.server.mails)
        by_address = {each.to: each for each in sorted(mails, key=lambda each: each.to)}
        assert len(by_address) == len(mails)  # nobody gets two
        assert "".join(each.whole() for each in by_address.values()) == expected(name)
        return by_address

    def keep(self, number: int) -> dict[str, bytes]:
        """Download all that a version's page offers, and remember it; what was there before is the same as then.
        The answer goes by the ends of the addresses."""
        client, page = self.client("chair"), f"{ADDRESS}/versions/{number}?text=lo"
        files = [each for each in get(client, page).root.xpath("//aside//a/@href") if each.endswith((".docx", ".pdf"))]
        found = {page: get(client, page).text("//article").encode()} | {each: got(client, each) for each in files}
        for address, data in found.items():
            assert self.kept.setdefault(address, fingerprint(data)) == fingerprint(data), address
        return {address.rpartition("/")[2]: data for address, data in found.items()}

    def is_as_it_was(self) -> bool:
        """Whether everything that was ever downloaded can still be, and is the same."""
        before, client = dict(self.kept), self.client("chair")
        for number in range(1, 5):
            self.keep(number)
        files = {address: digest for address, digest in before.items() if "?" not in address}
        assert len(files) > 10
        return {address: fingerprint(got(client, address)) for address in files} == files


def moment(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """When the clock on the office's wall shows this."""
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=WALL)
    return there.astimezone(UTC)  # in another zone it would turn the clocks of the whole process


def fingerprint(data: bytes) -> str:
    """The SHA-256 of what was downloaded."""
    return sha256(data).hexdigest()


def got(client: FlaskClient, address: str) -> bytes:
    """A file as a browser downloads it."""
    answer = Context().run(client.get, address)
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def sign_in(life: Life, name: str) -> FlaskClient:
    """The browser of somebody who signs in with a password."""
    with transaction():
        life.cast.account(name).password_hash = generate_password_hash(PASSWORD, method=QUICK)
    client = life.cast.client()
    post(client, "/sign-in", email=f"{name}@twg.example", password=PASSWORD)
    return client


@contextmanager
def office(folder: Path, full: tuple[Path, int, int], base_url: str = WORLD, program: str = "off") -> Iterator[Life]:
    """The office on the day on which it circulates the sample's minutes, whole in Lao. `program` is what makes PDFs."""
    file, *groups = full
    shutil.copy(file, folder / file.name)
    with sink() as server, time_machine.travel(moment(FIRST_DAY), tick=False) as clock:
        app = _application(folder, server, base_url, program)
        with app.app_context():
            cast = Cast(app, *groups)
            _organisations(cast)
            settle_points()
            try:
                yield Life(cast, server, clock, _without_english())
            finally:
                dispose()
                reach.keep_base_url("http://localhost")
                outbox.keep_sender("tracker@localhost")


def _application(folder: Path, server: Sink, base_url: str, program: str) -> Flask:
    env = {
        "TRACKER_INSTANCE": str(folder), "TRACKER_SECRET_KEY": KEY, "TRACKER_OFFICE": program,
        "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{server.port}", "TRACKER_BASE_URL": base_url,
        "TRACKER_MAIL_FROM": "tracker@twg.example",
    }  # fmt: skip
    app = create_app(Config.of(env))
    app.testing = True
    return app


def _organisations(cast: Cast) -> None:
    """NPA and WEI have accounts; MAG's focal point has none and reads Lao; UXO Lao and HI have a mailbox."""
    with transaction() as current:
        group = the_meeting().group
        group.mailbox = MAILBOX
        group.seats.append(Seat(person=cast.account("party").person, role=SeatRole.FOCAL_POINT))
        bounmy = cast.account("mag").person
        bounmy.name, bounmy.language = Bilingual("Ms Bounmy", "ທ່ານ ນາງ ບຸນມີ"), "lo"
        current.delete(cast.account("mag"))
        organisation("UXO Lao").email = UXO_LAO
        organisation("HI").email = HI


def _without_english() -> dict[int, str]:
    """Take the English out of every entry; the answer is that English, by the entries' ids."""
    with transaction() as current:
        entries = current.scalars(select(Entry)).all()
        english = {each.id: each.text.en for each in entries}
        for each in entries:
            each.text = replace(each.text, en="")
    return english
