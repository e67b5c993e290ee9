"""What was written since the minutes went out is read by nobody before it goes out itself, at whatever address; and
what belongs to one meeting is not reached through another."""

import re
from collections.abc import Iterator
from contextvars import Context
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from applications import NOON
from cast import Cast
from lives import circulated, settle_points, the_meeting
from replies import address_of
from signings import TODAY, both, issued, wanted
from sqlalchemy import select, update
from standing import Standing, routes, stand, token_of
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.drafting import entries
from tracker.drafting.quick_line import QuickLine
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.services import TEXTS
from tracker.minutes import amending, signing
from tracker.minutes.models import Correction, Outcome

HIDDEN = "Zebra"
NEW = "Quagga"
READERS = ("", "npa", "unit", "management")
OF_MINUTES = ("/meetings/", "/answer/", "/minutes/", "/room/")
OF_THE_DAY = re.compile(r"/(meeting\.ics|points|reply)\b")  # where and what for: as the meeting stands now
QUESTIONS = ("", "?against=draft", "?against=1&layout=side-by-side")
ROWS_OF_A_MEETING = {"correction_id", "delivery_id", "report_id", "file_id", "entry_id", "point_id", "number"}


@pytest.fixture
def standing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """Issued minutes of a group that publishes them, and an amendment that waits for its signature."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    standing, chair = stand(cast), cast.actor("chair")
    settle_points()
    with transaction():
        session.execute(update(Correction).values(outcome=Outcome.DECLINED, answered_at=NOON))
        session.execute(update(WorkingGroup).where(WorkingGroup.id == cast.group_id).values(is_public=True))
    sent = circulated(cast).id
    standing.words |= {"token": address_of(cast, sent, "npa").rsplit("/", 1)[1]}
    issued(cast, scan=None)
    meeting_id = the_meeting().id
    with transaction():
        amending.begin(meeting_id, both("A name"), by=chair, at=NOON)
        npa = (cast.account("npa").person.organisation_id,)
        for section, kind in ((Section.ISSUES, EntryKind.ISSUE), (Section.CONCLUSIONS, EntryKind.CONCLUSION)):
            line = QuickLine(section, Bilingual.same(NEW), kind, organisations=npa)
            entries.add(meeting_id, line, by=chair, at=NOON)
    settle_points()
    _write(meeting_id)
    with transaction():
        amended = wanted(changes=Bilingual.same(f"{HIDDEN}s"))
        version = signing.freeze(meeting_id, amended, today=TODAY, by=chair, at=NOON)
        standing.numbers |= {"version_id": version.id, "number": version.number}
    return standing


def _write(meeting_id: int) -> None:
    with transaction() as current:
        meeting = current.get_one(Meeting, meeting_id)
        for name in TEXTS:
            setattr(meeting, name, Bilingual.same(f"{HIDDEN} {name}"))
        for entry in current.scalars(select(Entry).where(Entry.meeting_id == meeting_id)):
            entry.text = Bilingual.same(f"{HIDDEN} {NEW if entry.is_unsent else entry.id}")
        for action in current.scalars(select(Action).where(Action.meeting_id == meeting_id)):
            is_new = action.entry is not None and action.entry.is_unsent
            action.text = Bilingual.same(f"{HIDDEN} {NEW if is_new else action.id}")


def addresses(standing: Standing) -> Iterator[str]:
    for rule in routes(standing.cast.app, "GET"):
        at = standing.address(rule)
        yield from (f"{at}{question}" for question in (QUESTIONS if _is_of_minutes(rule) else ("",)))


def _is_of_minutes(rule: Rule) -> bool:
    return bool({"address", "version_id", "token"} & rule.arguments)


def text_of(answer: TestResponse) -> str:
    if not is_zipfile(BytesIO(answer.get_data())):
        return answer.get_data().decode(errors="ignore")
    with ZipFile(BytesIO(answer.get_data())) as archive:
        return " ".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())


def test_only_who_writes_it_reads_it(standing: Standing) -> None:
    """What is new stands nowhere else yet; what was sent already is followed up in the words it has now, while the
    minutes themselves keep those that were sent."""
    seen: dict[str, set[str]] = {}
    for name in (*READERS, "translator"):
        client = standing.cast.client(name)
        for address in addresses(standing):
            shown = text_of(Context().run(client.get, address, buffered=True))
            if NEW in shown or (HIDDEN in shown and address.startswith(OF_MINUTES) and not OF_THE_DAY.search(address)):
                seen.setdefault(name, set()).add(address)
    assert seen.keys() == {"translator"}, {name: sorted(found) for name, found in seen.items() if name != "translator"}
    assert len(seen["translator"]) > 5


def test_it_is_everybodys_once_it_went_out(standing: Standing) -> None:
    cast, meeting_id = standing.cast, the_meeting().id
    client, chair = cast.client("npa"), cast.actor("chair")
    with transaction():
        signing.take_back(meeting_id, Bilingual.same("A point is missing"), by=chair, at=NOON)
    assert NEW not in text_of(Context().run(client.get, "/actions"))
    issued(cast, scan=None, changes=Bilingual.same("Points were added"))
    assert NEW in text_of(Context().run(client.get, "/actions"))


def test_nothing_of_a_meeting_is_reached_through_another_group(standing: Standing) -> None:
    cast = standing.cast
    facts = {"period_year": 2021, "period_quarter": 1, "held_on": TODAY, "record": "circulated"}
    with transaction() as current:
        current.add(Meeting(group_id=cast.other_group_id, **facts))
    client = cast.client("other")
    fields, tried = token_of(client), 0
    for method in ("GET", "POST"):
        for rule in routes(cast.app, method):
            if "address" not in rule.arguments or not ROWS_OF_A_MEETING & rule.arguments:
                continue
            address = standing.address(rule).replace("/im-twg/", "/clearance-twg/")
            send = client.get if method == "GET" else client.post
            answer = Context().run(send, address, data=fields if method == "POST" else None)
            assert answer.status_code in {403, 404}, (method, address)
            tried += 1
    assert tried > 10
