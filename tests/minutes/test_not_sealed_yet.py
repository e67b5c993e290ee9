"""What was written since the minutes went out is read by nobody before it goes out itself, at whatever address; and
what belongs to one meeting is not reached through another."""

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
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.services import TEXTS
from tracker.minutes import amending, signing
from tracker.minutes.models import Correction, Outcome

HIDDEN = "Zebra"
READERS = ("", "npa", "unit", "management")
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
        for row in (*current.scalars(select(Entry)), *current.scalars(select(Action))):
            row.text = Bilingual.same(f"{HIDDEN} {row.id}")


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
    seen: dict[str, set[str]] = {}
    for name in (*READERS, "translator"):
        client = standing.cast.client(name)
        for address in addresses(standing):
            if HIDDEN in text_of(Context().run(client.get, address, buffered=True)):
                seen.setdefault(name, set()).add(address)
    assert seen.keys() == {"translator"}, seen
    assert len(seen["translator"]) > 5


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
