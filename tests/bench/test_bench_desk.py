"""How long the desk of an organisation takes that has 25 open parts among 10,000 actions, beside the floor's list of 25
items in the same minute, and how long the list of these parts takes. The goal of the plain list is twice as long; the
desk tells of meetings and minutes too."""

from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from cast import Cast
from desks import issued, owed
from flask.testing import FlaskClient
from floor import floor
from lives import organisation, the_meeting
from sqlalchemy import insert

from tracker.core.db import Base, transaction

OURS, OTHERS, ROUNDS, GOAL = 24, 10_000, 60, 6.0


def fill() -> None:
    """Ten thousand actions of others, a few late, soon and later ones of NPA."""
    mag = organisation("MAG").id
    with transaction() as current:
        meeting = the_meeting()
        rows = [
            {
                "id": 1_000 + number, "group_id": meeting.group_id, "reference": f"IM-B-{number}", "kind": "general",
                "meeting_id": meeting.id, "agreed_on": meeting.held_on, "basis": "none", "position": 0,
                "from_file": False, "asked_meeting": "", "version": 1,
                **{f"{name}_{language}": "" for name in ("text", "words", "reason") for language in ("en", "lo")},
            }
            for number in range(OTHERS)
        ]  # fmt: skip
        current.execute(insert(Base.metadata.tables["action"]), rows)
        current.execute(
            insert(Base.metadata.tables["assignment"]),
            [
                {
                    "action_id": row["id"], "organisation_id": mag, "role": "owner", "state": "open", "position": 0,
                    "part_en": "", "part_lo": "", "version": 1,
                }
                for row in rows
            ],
        )  # fmt: skip
    for number in range(OURS):
        owed(f"part {number}", number * 3 - 12)


def asking(client: FlaskClient, address: str = "/") -> Callable[[], float]:
    """How long a page takes once; without an address, the first one."""

    def ask() -> float:
        began = perf_counter()
        assert Context().run(client.get, address).status_code == 200
        return perf_counter() - began

    return ask


def test_the_desk_beside_the_floor(
    cast: Cast, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    issued()
    measuring = request.config.getoption("--benchmark-enable")
    if measuring:
        fill()
    else:
        owed("part", 3)
    below = floor(tmp_path, 10_000).test_client()
    below.get("/in")
    npa = cast.client("npa")
    desk, open_ones = asking(npa), asking(npa, f"/actions?organisation={organisation('NPA').id}")
    items = asking(below)
    times = [(desk(), open_ones(), items()) for _ in range(ROUNDS if measuring else 3)][1:]
    ours, listed, least = (median(each) for each in zip(*times, strict=True))
    with capsys.disabled():
        print(f"\nthe desk {ours * 1000:.1f} ms, the floor {least * 1000:.1f} ms: {ours / least:.1f} times")
        print(f"the list of its parts {listed * 1000:.1f} ms: {listed / least:.1f} times")
    if measuring:
        assert ours <= GOAL * least
