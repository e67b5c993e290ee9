"""The office of a whole year: its people in two languages, a mail server of its own, a clock that is turned by hand,
and each morning what the timetable does for reminders."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import time_machine
from applications import KEY, dispose
from arrived import RULE, Mail
from cast import Cast
from flask import Flask
from lives import organisation, settle_points, the_meeting
from sink import Sink, sink
from sqlalchemy import select
from stage import MAILBOX, WORLD, moment

from config import Config
from tracker.access.actors import Actor
from tracker.app import create_app
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import DayOff, Seat, SeatRole, WorkingGroup
from tracker.mail import jobs as mail_jobs
from tracker.mail import outbox, reach
from tracker.mail.models import MailState, OutgoingMail
from tracker.meetings.kinds import MeetingState
from tracker.minutes import jobs as minutes_jobs
from tracker.organisations.models import Organisation, Person
from tracker.reminders import jobs
from tracker.reminders.preview import SECRET, Previewed, preview

TEXTS = Path(__file__).parent / "year"
FIRST, LAST = date(2021, 1, 4), date(2021, 12, 31)
DAY_OFF = date(2021, 5, 14)
_LINK = re.compile(WORLD + r"/(?:act|answer|points|reminders|reply)/[0-9]+-[A-Za-z0-9_-]{43}")
_MAILBOXES = {  # who reads them in which language stands in the sample
    "MAG": "office@mag.example", "HI": "office@hi.example", "Army 58": "office@army58.example",
    "MLSW": "office@mlsw.example",
}  # fmt: skip


@dataclass
class Year:
    """The office, what its mail server took, and the digests of each day."""

    cast: Cast
    server: Sink
    clock: time_machine.Traveller
    digests: dict[date, list[Mail]] = field(default_factory=dict)
    others: dict[date, list[Mail]] = field(default_factory=dict)
    seen: int = 0

    @property
    def now(self) -> datetime:
        """This moment."""
        return datetime.now(moment(FIRST).tzinfo)

    def turn(self, day: date, hour: int, minute: int) -> None:
        """From now on it is this moment."""
        self.clock.move_to(moment(day, hour, minute), tick=False)

    def actor(self, name: str) -> Actor:
        """Somebody of the cast, as he stands today."""
        session.rollback()
        return self.cast.actor(name)

    def morning(self, day: date) -> Sequence[Mail]:
        """What the timetable does at the sending hour; the digests that arrive."""
        self.turn(day, 7, 31)
        minutes_jobs.note_silence()
        jobs.remind()
        arrived = sorted(self._arrived(), key=lambda each: each.to)
        if arrived:
            self.digests[day] = arrived
        return arrived

    def noon(self, day: date) -> None:
        """Whatever was written in the morning's course goes out: minutes, invitations, answers."""
        self.turn(day, 10, 30)
        if arrived := sorted(self._arrived(), key=lambda each: (str(each.message["Subject"]), each.to)):
            self.others[day] = arrived

    def foreseen(self, day: date) -> dict[str, str]:
        """What the preview says of a day, on the day before, by address."""
        self.turn(day - timedelta(days=1), 20, 0)
        session.rollback()
        return {each.email: _foreseen(each) for each in preview(day)}

    def month(self, number: int) -> str:
        """All mails of a month as they are read: of each day the digests, then the others."""
        days = sorted(day for day in {*self.digests, *self.others} if day.month == number)
        return "".join(
            _whole(day, mail) for day in days for mail in (*self.digests.get(day, ()), *self.others.get(day, ()))
        )

    def _arrived(self) -> list[Mail]:
        waits = select(OutgoingMail.id).where(OutgoingMail.state != MailState.SENT, OutgoingMail.trouble == "")
        for _ in range(10):
            session.rollback()
            if not session.scalars(waits.limit(1)).all():
                break
            mail_jobs.deliver()
        new = self.server.taken[self.seen :]
        self.seen += len(new)
        return [Mail(message_from_bytes(data, policy=policy.default)) for data in new]


def read(mail: Mail) -> str:
    """A digest as it is read, without what is secret."""
    return f"Subject: {mail.message['Subject']}\n\n{_LINK.sub(SECRET, mail.text).strip()}\n"


def kept(number: int) -> str:
    """What must be read in a month, whole."""
    return (TEXTS / f"2021-{number:02}.txt").read_text("utf-8")


@contextmanager
def office(folder: Path, full: tuple[Path, int, int]) -> Iterator[Year]:
    """The office before its first morning."""
    file, *groups = full
    shutil.copy(file, folder / file.name)
    with sink() as server, time_machine.travel(moment(date(2021, 1, 1)), tick=False) as clock:
        app = _application(folder, server)
        with app.app_context():
            cast = Cast(app, *groups)
            _people(cast)
            try:
                yield Year(cast, server, clock)
            finally:
                dispose()
                reach.keep_base_url("http://localhost")
                outbox.keep_sender("tracker@localhost")


def _application(folder: Path, server: Sink) -> Flask:
    env = {
        "TRACKER_INSTANCE": str(folder), "TRACKER_SECRET_KEY": KEY, "TRACKER_OFFICE": "off",
        "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{server.port}", "TRACKER_BASE_URL": WORLD,
        "TRACKER_MAIL_FROM": "tracker@twg.example",
    }  # fmt: skip
    app = create_app(Config.of(env))
    app.testing = True
    return app


def _people(cast: Cast) -> None:
    """The chair, NPA's focal point and Army 58 read Lao, the others English. MAG, HI and Army 58 have a mailbox and
    nobody who is named; UXO Lao has somebody without e-mail; the first meeting of the year is still to be held."""
    settle_points()
    with transaction() as current:
        group = current.get_one(WorkingGroup, cast.group_id)
        group.reminders_from, group.mailbox = FIRST, MAILBOX
        current.add(DayOff(group_id=group.id, day=DAY_OFF, name=Bilingual(en="Staff day", lo="ວັນພະນັກງານ")))
        meeting = the_meeting()
        meeting.state, meeting.venue = MeetingState.PLANNED, Bilingual(en="the NRA office", lo="ຫ້ອງການ ຄຊກລ")
        meeting.starts_at = time(8, 30)
        names = {"npa": ("Ms Keo", "ທ່ານ ນາງ ແກ້ວ"), "chair": ("Mr Somchit", "ທ່ານ ສົມຈິດ")}
        for name, (english, lao) in names.items():
            person = cast.account(name).person
            person.name, person.language = Bilingual(english, lao), "lo"
        mag = cast.account("mag")
        for seat in [each for each in group.seats if each.person_id == mag.person_id]:
            group.seats.remove(seat)
        khamla = Person(
            key="khamla", name=Bilingual("Mr Khamla", "ທ່ານ ຄຳຫຼ້າ"), organisation=organisation("UXO Lao"), language="lo"
        )
        party = cast.account("party").person
        group.seats += [Seat(person=each, role=SeatRole.FOCAL_POINT) for each in (khamla, party)]
        for short_name, address in _MAILBOXES.items():
            organisation(short_name).email = address


def _foreseen(told: Previewed) -> str:
    return f"Subject: {told.letter.subject}\n\n{told.letter.text.strip()}\n"


def _whole(day: date, mail: Mail) -> str:
    heads = "\n".join(
        f"{name}: {mail.message[name]}" for name in ("From", "To", "Reply-To", "Date", "Content-Language")
    )
    return f"{RULE}\n{day:%A}\n{heads}\n{read(mail)}\n"


def organisation_id(short_name: str) -> int:
    """The id of an organisation."""
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()
