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
UXO_LAO, HI = "office@uxolao.example", "office@hi.example"
NPA, MAG, WEI = "npa@twg.example", "mag@twg.example", "party@twg.example"
FIRST = date(2021, 4, 1)
WALL = ZoneInfo("Asia/Vientiane")
QUICK = "scrypt:256:8:1"


@dataclass
class Life:
    """The office: who works there, what its server took, what day it is, and what was downloaded of each version."""

    cast: Cast
    server: Sink
    clock: time_machine.Traveller
    english: dict[int, str]
    seen: int = 0
    kept: dict[str, str] = field(default_factory=dict)

    def on(self, day: date, hour: int = 12, minute: int = 0) -> None:
        """From now on it is this moment, as the clock on the office's wall shows it."""
        self.clock.move_to(moment(day, hour, minute), tick=False)

    def client(self, name: str, language: Language = "en") -> FlaskClient:
        """The browser of somebody who has signed in on this day."""
        return self.cast.client(name, language)

    def visitor(self) -> FlaskClient:
        """The browser of somebody whom the tracker does not know."""
        return self.cast.app.test_client()

    def tick(self) -> None:
        """Let the jobs of the timetable run until no mail waits any more."""
        keeper = Keeper()
        for _ in range(10):
            for entry in scheduler.TIMETABLE:
                scheduler.tick(self.cast.app, entry, keeper)
            session.rollback()
            if not session.scalar(select(OutgoingMail.id).where(OutgoingMail.state != MailState.SENT).limit(1)):
                return
        raise AssertionError("mails are left")

    def arrived(self, name: str) -> dict[str, Mail]:
        """What the timetable's job delivers now, by address, each mail as it must read."""
        self.tick()
        mails = [Mail(each) for each in self.server.mails[self.seen :]]
        self.seen = len(self.server.mails)
        by_address = {each.to: each for each in mails}
        assert len(by_address) == len(mails)  # nobody gets two
        assert "".join(by_address[to].whole() for to in sorted(by_address)) == expected(name)
        return by_address

    def keep(self, number: int) -> dict[str, bytes]:
        """Download all that is offered of a version, and remember it; the answer is by the end of the address."""
        files = self.download(number)
        self.kept |= {address: digest(data) for address, data in files.items()}
        return {address.rpartition("/")[2]: data for address, data in files.items()}

    def download(self, number: int) -> dict[str, bytes]:
        client = self.client("chair")
        page = get(client, f"{ADDRESS}/versions/{number}?text=both")
        found = {f"version {number}": page.text("//article").encode()}
        for address in page.links("//aside//a").values():
            if address.endswith((".docx", ".pdf")):
                found[address] = got(client, address)
        return found


def moment(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """When the clock on the office's wall shows this."""
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=WALL)
    return there.astimezone(UTC)  # with a zone of its own it would change that of the whole process


def digest(data: bytes) -> str:
    """The SHA-256 of what was downloaded."""
    return sha256(data).hexdigest()


def got(client: FlaskClient, address: str) -> bytes:
    """A file as a browser downloads it."""
    answer = Context().run(client.get, address)
    assert answer.status_code == 200, answer.text
    return answer.data


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def sign_in(life: Life, name: str) -> FlaskClient:
    """The browser of somebody who signs in with a password, as at home."""
    with transaction():
        life.cast.account(name).password_hash = generate_password_hash(PASSWORD, method=QUICK)
    client = life.cast.client()
    post(client, "/sign-in", email=f"{name}@twg.example", password=PASSWORD)
    return client


@contextmanager
def office(folder: Path, full: tuple[Path, int, int], base_url: str = WORLD, program: str = "off") -> Iterator[Life]:
    """The office with the sample's minutes drafted in Lao, on the day on which they are circulated."""
    file, *groups = full
    shutil.copy(file, folder / file.name)
    with sink() as server, time_machine.travel(moment(FIRST), tick=False) as clock:
        app = _application(folder, server, base_url, program)
        with app.app_context():
            cast = Cast(app, *groups)
            _organisations(cast)
            settle_points()
            life = Life(cast, server, clock, _without_english())
            try:
                yield life
            finally:
                dispose()
                reach.keep_base_url("http://localhost")
                outbox.keep_domain("localhost")


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
        bounmy = cast.account("mag").person
        bounmy.name, bounmy.language = Bilingual("Ms Bounmy", "ທ່ານ ນາງ ບຸນມີ"), "lo"
        current.delete(cast.account("mag"))
        group.seats.append(Seat(person=cast.account("party").person, role=SeatRole.FOCAL_POINT))
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
