"""A tracker in which something stands behind every address, and an address for every route."""

import shutil
from contextvars import Context
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from applications import NOON, dispose
from cast import Cast
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from parties import outsiders
from sqlalchemy import select
from werkzeug.routing import Rule

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, LoginSession
from tracker.actions.deadlines import NO_WINDOW
from tracker.actions.models import Action, Ask, AskKind, Evidence, Progress
from tracker.actions.services import Agreement, agree_action
from tracker.administration.backups import name_at
from tracker.audit.models import Batch
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentFile, DocumentNotice, Edition, NoticeKind
from tracker.files import services as files
from tracker.find.models import SavedList
from tracker.groups.models import Audience, DayOff, Letterhead, Seat, WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import EntryKind
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import versions
from tracker.minutes.models import Correction, Delivery, NotReceived, VersionKind
from tracker.organisations.models import Organisation
from tracker.points.models import Point, PointFile, PointKind
from tracker.register.models import AgendaItem, Review, Verdict
from tracker.reminders.ladder import NOW
from tracker.reminders.models import ItemKind, Receiver, Reminder, Skip

WORDS = {
    "slug": "im-twg", "address": "2021-Q1", "filename": "theme.css", "verb": "up", "section": "issues", "way": "up",
    "paper": "invitation", "feed": "own", "token": "1.x", "number": "1", "layout": "lao-then-english", "suffix": "docx",
    "sheet": "csv",
}  # fmt: skip
EVERYBODY = (
    "", "party", "stranger", "unit", "npa", "mag", "management", "other", "translator", "secretary", "chair", "admin",
)  # fmt: skip


@dataclass
class Standing:
    """The tracker, one row behind every number of an address, and the database as it was at first."""

    cast: Cast
    file: Path
    numbers: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def address(self, rule: Rule) -> str:
        """An address of the route at which something stands."""
        words = WORDS | self.words
        given = {name: self.numbers.get(name, words.get(name)) for name in rule.arguments}
        unknown = [name for name, value in given.items() if value is None]
        assert not unknown, f"{rule.rule}: say in tests/standing.py what stands for {', '.join(unknown)}"
        built = rule.build(given)
        assert built, rule.rule
        return built[1]

    def again(self) -> None:
        """Put the database back as it was."""
        dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(f"{self.file}.first", self.file)


def stand(cast: Cast) -> Standing:
    """Fill the tracker of the cast."""
    outsiders(cast)
    standing = Standing(cast, Path(cast.app.instance_path) / "tracker.sqlite")
    with transaction() as current:
        meeting = current.scalars(select(Meeting)).one()
        entry = current.scalars(select(Entry).where(Entry.kind == EntryKind.ISSUE).order_by(Entry.position)).first()
        assert entry is not None
        stored = files.keep(b"%PDF-1.4 a form", "form.pdf", "application/pdf", at=NOON)
        document = current.scalars(select(Document).order_by(Document.id)).first()
        assert document is not None
        edition = Edition(document_id=document.id, label="1")
        edition.files = [DocumentFile(language="en", file=stored)]
        notice = DocumentNotice(
            document=document, organisation=cast.account("mag").person.organisation, kind=NoticeKind.TOLD,
            on=date(2021, 4, 1), at=NOON, by="Chair Person",
        )  # fmt: skip
        day_off = DayOff(group_id=cast.group_id, day=date(2026, 12, 2), name=Bilingual.same("Day"))
        points = [AgendaItem(meeting_id=meeting.id, position=n, text=Bilingual.same(f"Point {n}")) for n in (1, 2)]
        mail = OutgoingMail(
            key="test", message_id="<test@twg.example>", to_address="npa@twg.example", subject="Test", text="Test",
            created_at=NOON, next_try_at=NOON,
        )  # fmt: skip
        sign_in = LoginSession(
            account_id=cast.account("npa").id, token_hash="0" * 64, created_at=NOON, expires_at=clock.now()
        )  # fmt: skip
        current.add_all([edition, notice, day_off, *points, mail, sign_in])
        version = versions.freeze(meeting, VersionKind.CIRCULATED, by="Chair Person", at=NOON)
        version.sealed_at = NOON
        delivery = Delivery(version=version, address="x@twg.example", language="lo", sent_at=NOON)
        report = NotReceived(meeting=meeting, organisation=cast.account("mag").person.organisation, at=NOON, by="MAG")
        correction = Correction(
            version=version, place="i1", organisation=cast.account("mag").person.organisation,
            reason=Bilingual.same("Wrong"), at=NOON, by="MAG",
        )  # fmt: skip
        saved = SavedList(account_id=cast.account("npa").id, name="Late", page="actions", asked="mark=late", at=NOON)
        batch = Batch(name=f"action log {cast.group_id} log.xlsx", at=NOON, actor="a test")
        sent = Point(
            meeting=meeting, organisation=cast.account("npa").person.organisation, kind=PointKind.ISSUE,
            text=Bilingual.same("The road"), at=NOON, by="NPA", files=[PointFile(file=stored)],
        )  # fmt: skip
        current.add_all([saved, delivery, report, correction, batch, sent])
        action = owed_by_npa(cast)
        part = action.assignments[0]
        ask = Ask(
            assignment=part, organisation_id=part.organisation_id, kind=AskKind.QUESTION, window=NO_WINDOW,
            reason=Bilingual.same("Which edition?"), answer=Bilingual(), asked_at=NOON, asked_by="NPA",
        )  # fmt: skip
        step = Progress(
            action=action, assignment=part, organisation_id=part.organisation_id, on=NOON.date(), at=NOON, by="NPA",
            note=Bilingual.same("A draft"), window=NO_WINDOW,
        )  # fmt: skip
        step.evidence = [Evidence(file=stored, title=Bilingual.same("form.pdf"))]
        current.add_all([ask, step, Review(meeting_id=meeting.id, action_id=action.id, verdict=Verdict.LATE)])
        reminded = Reminder(
            group_id=cast.group_id, kind=ItemKind.PART, item_id=part.id, step=NOW, occurrence=NOON.date(),
            organisation_id=part.organisation_id, audience=Audience.OWNER, due_on=NOON.date(), made_at=NOON,
            receivers=[Receiver(organisation_id=part.organisation_id, is_reachable=False)],
        )  # fmt: skip
        skip = Skip(kind=ItemKind.ACTION, item_id=action.id, reason=Bilingual.same("Busy"), at=NOON, by="Chair Person")
        whose = {"person_id": None, "organisation_id": part.organisation_id}
        by_mail = links.make_for(
            LinkPurpose.ACTION, ("assignment", part.id), **whose, lasts=timedelta(days=60), at=clock.now()
        )
        current.add_all([reminded, skip])
        current.flush()
        standing.words["item"] = f"action-{action.id}"
        first: dict[str, Any] = {
            "action_id": action, "assignment_id": part, "ask_id": ask, "evidence_id": step.evidence[0],
            "meeting_id": meeting, "entry_id": entry, "document_id": document, "edition_id": edition,
            "notice_id": notice,
            "file_id": edition.files[0], "day_off_id": day_off, "point_id": points[1], "mail_id": mail,
            "account_id": cast.account("npa"), "organisation_id": current.scalars(select(Organisation)).first(),
            "person_id": cast.account("mag").person,
            "seat_id": current.scalars(select(Seat).where(Seat.group_id == cast.group_id)).first(),
            "letterhead_id": current.scalars(select(Letterhead)).first(),
            "session_id": sign_in, "version_id": version, "delivery_id": delivery, "report_id": report,
            "correction_id": correction, "saved_list_id": saved, "batch_id": batch,
            "receiver_id": reminded.receivers[0], "skip_id": skip, "link_id": by_mail, "sent_id": sent,
            "point_file_id": sent.files[0],
        }  # fmt: skip
        standing.numbers = {name: row.id for name, row in first.items()}
    standing.words["saved"] = _a_backup(Path(cast.app.config["TRACKER_BACKUPS"])).name
    dispose()
    shutil.copy(standing.file, f"{standing.file}.first")
    return standing


def _a_backup(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name_at(clock.now(), ".sqlite")
    file.write_bytes(b"a backup")
    return file


def owed_by_npa(cast: Cast) -> Action:
    """An action that was agreed outside a meeting."""
    group = session.get_one(WorkingGroup, cast.group_id)
    npa = cast.account("npa").person.organisation_id
    agreed = Agreement(on=date(2021, 4, 1), text=Bilingual.same("Count the reports"), owners=(npa,))
    action = agree_action(group, agreed)
    session.flush()
    return action


def routes(app: Flask, method: str) -> list[Rule]:
    """The routes that take a method, in the order of their addresses."""
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(rules, key=lambda rule: rule.rule)


def named(rule: Rule) -> str:
    """The route as one word."""
    return rule.rule.replace(" ", "")


def token_of(client: FlaskClient) -> dict[str, str]:
    """What every form of this browser sends whatever it is about."""
    page = Context().run(client.get, "/account/password" if client.get_cookie("session") else "/sign-in").text
    root = html.document_fromstring(page)
    tokens = [field.value for form in root.forms for field in form.inputs if field.name == "csrf_token"]  # type: ignore[attr-defined] # HTML elements know their forms
    return {"csrf_token": str(tokens[0]) if tokens else "", "request_key": "one of a kind"}
