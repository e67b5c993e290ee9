"""How long a quick line takes in a meeting of 300 entries, beside what the floor needs to make one item in the same
minute; the goal is three times as long."""

import re
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from cast import Cast
from floor import floor
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Entry, Meeting

ENTRIES, ROUNDS, GOAL = 300, 60, 3.0
TOKEN = re.compile(r'(?:name="csrf_token" value|name="csrf" content)="([^"]+)"')


def fill(meeting_id: int) -> None:
    """Let a meeting have as many issues as a long one may."""
    with transaction() as current:
        meeting = current.get_one(Meeting, meeting_id)
        for number in range(ENTRIES):
            meeting.last_number += 1
            text = Bilingual(en=f"Issue {number}", lo=f"ບັນຫາທີ {number}")
            current.add(
                Entry(
                    meeting_id=meeting_id, key=f"long-{number}", number=meeting.last_number, section=Section.ISSUES,
                    kind=EntryKind.ISSUE, position=100 + number, text=text, disposition_remark=Bilingual(),
                )
            )  # fmt: skip


def adding(cast: Cast, meeting_id: int) -> Callable[[int], None]:
    """Sends one quick line as the room's script does."""
    client = cast.client("chair")
    page = Context().run(client.get, "/meetings/im-twg/2021-Q1/room").text
    headers = {"Accept": "application/json", "X-CSRFToken": str(re.findall(TOKEN, page)[0])}

    def add(number: int) -> None:
        line = f"WEI: not involved in the update of the MRE form, {number}"
        fields = {"section": "issues", "line": line, "request_key": f"line {number}"}
        response = Context().run(client.post, f"/room/{meeting_id}/add", data=fields, headers=headers)
        assert response.status_code == 200

    return add


def making(folder: Path) -> Callable[[int], None]:
    """Makes one item on the floor."""
    client = floor(folder, 10_000).test_client()
    client.get("/in")
    token = re.findall(TOKEN, client.get("/").text)[0]

    def make(number: int) -> None:
        assert client.post("/new", data={"title": f"Item {number}", "csrf_token": token}).status_code == 302

    return make


def seconds(act: Callable[[int], None], number: int) -> float:
    """How long it takes once."""
    began = perf_counter()
    act(number)
    return perf_counter() - began


def test_a_quick_line_beside_the_floor(
    cast: Cast, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting_id = session.scalars(select(Meeting.id)).one()
    fill(meeting_id)
    add, make = adding(cast, meeting_id), making(tmp_path)
    measuring = request.config.getoption("--benchmark-enable")
    times = [(seconds(add, number), seconds(make, number)) for number in range(ROUNDS if measuring else 3)]
    line, item = (median(each) for each in zip(*times, strict=True))
    told = f"a quick line {line * 1000:.1f} ms, an item of the floor {item * 1000:.1f} ms"
    with capsys.disabled():
        print(f"\n{told}: {line / item:.1f} times")
    if measuring:
        assert line <= GOAL * item
    session.rollback()
    assert session.scalars(select(Entry.text).order_by(Entry.id.desc()).limit(1)).one().en.startswith("not involved")
