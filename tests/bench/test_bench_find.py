"""How long searching and listing take among 100,000 actions, and one party's open actions beside the floor in the same
minute: `python3 tasks.py test tests/bench/test_bench_find.py --benchmark-enable`."""

import sys
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from applications import NOON, dispose
from cast import Cast
from floor import STEPS, floor
from sqlalchemy import select, text

from tracker.actions.models import Assignment, Progress
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.organisations.models import Organisation
from tracker.search import jobs

sys.path.append(str(Path(__file__).parent.parent / "find"))
from finding import FIRST, many_actions

FEW, MANY, TURNS = 200, 100_000, 40
SEARCHES = (
    "village", "village 77", "ນ", "ບ້ານນ້ຳ 4711", "survey nowhere", "X-A-004711", "village&group=im-twg",
    "village&group=clearance-twg", "v&period=2021-Q2", "ນ&state=accepted", "&state=open&period=2022-Q4",
    "v&state=dropped", "v&organisation=3&kind=action", "village 77&state=in_progress&group=im-twg",
)  # fmt: skip
LISTS = (
    "/actions", "/actions?mark=late", "/actions?mark=no_owner", "/actions?mark=waiting", "/actions?sort=oldest",
    "/actions?sort=reference", "/actions?state=all&sort=newest", "/actions?state=accepted", "/actions?mark=no_date",
    "/actions?q=village+77", "/actions?mark=carried", "/entries?q=ບ",
)  # fmt: skip


def milliseconds(act: Callable[[], object], rounds: int) -> float:
    """The middle of some rounds, the first one not counted."""
    act()
    taken = []
    for _ in range(rounds):
        began = perf_counter()
        act()
        taken.append((perf_counter() - began) * 1000)
    return median(taken)


@pytest.fixture
def filled(cast: Cast, request: pytest.FixtureRequest) -> tuple[Cast, bool]:
    """Everybody of the cast beside that many actions, all of them searched; and whether time is taken."""
    measuring = bool(request.config.getoption("--benchmark-enable"))
    many_actions(MANY if measuring else FEW)
    began = perf_counter()
    jobs.rebuild()
    if measuring:
        print(f"\nwriting {MANY:,} texts anew: {perf_counter() - began:.1f} s")
    with transaction() as current:
        current.execute(text("ANALYZE"))
    dispose()
    return cast, measuring


def asking(cast: Cast, who: str, address: str) -> Callable[[], object]:
    """Asks for a page as somebody does."""
    client = cast.client(who)

    def ask() -> None:
        assert Context().run(client.get, address).status_code == 200

    return ask


def test_searching_among_many(filled: tuple[Cast, bool], capsys: pytest.CaptureFixture[str]) -> None:
    cast, measuring = filled
    taken: dict[str, float] = {}
    for way in ("with", "without"):
        if way == "without":
            with transaction() as current:
                current.execute(text("DROP TRIGGER search_trigram_change"))
        for words in SEARCHES:
            for who in ("chair", "npa"):
                taken[f"{way} {who} {words}"] = milliseconds(
                    asking(cast, who, f"/search?q={words}"), 5 if measuring else 1
                )
    with capsys.disabled():
        for name, each in taken.items() if measuring else ():
            print(f"search {name}: {each:.0f} ms")


def test_lists_among_many(filled: tuple[Cast, bool], capsys: pytest.CaptureFixture[str]) -> None:
    cast, measuring = filled
    for address in LISTS:
        for who in ("management", "npa"):
            each = milliseconds(asking(cast, who, address), 5 if measuring else 1)
            with capsys.disabled():
                if measuring:
                    print(f"{who} {address}: {each:.0f} ms")


def seconds(act: Callable[[], object]) -> float:
    """How long it takes once."""
    began = perf_counter()
    act()
    return perf_counter() - began


def beside_the_floor(filled: tuple[Cast, bool], address: str, below: str, folder: Path) -> str:
    """A page in turns with one of the floor: how long both take in the middle, and how many times as long ours does."""
    cast, measuring = filled
    browser = floor(folder, 10_000).test_client()
    browser.get("/in")
    ask = asking(cast, "npa", address)
    times = [(seconds(ask), seconds(lambda: browser.get(below))) for _ in range(TURNS if measuring else 2)][1:]
    ours, plain = (median(each) * 1000 for each in zip(*times, strict=True))
    return f"{ours:.1f} ms, floor {plain:.1f} ms, {ours / plain:.1f} times"


def test_one_partys_open_actions_beside_the_floor(
    filled: tuple[Cast, bool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    npa = session.scalars(select(Organisation.id).where(Organisation.short_name == "NPA")).one()
    told = beside_the_floor(filled, f"/actions?organisation={npa}", "/", tmp_path)
    with capsys.disabled():
        if filled[1]:
            print(f"\none party's open actions, among a thousand of its own: {told}")


def test_one_action_with_its_history_beside_the_floor(
    filled: tuple[Cast, bool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_npa = (Assignment.organisation.has(short_name="NPA"), Assignment.action.has(meeting_id=None))
    part = session.scalars(select(Assignment).where(*of_npa).limit(1)).one()
    with transaction() as current:
        for number in range(STEPS):
            note = Bilingual(en=f"Village {number} is done", lo=f"ບ້ານທີ {number} ສຳເລັດແລ້ວ")
            step = Progress(action_id=part.action_id, assignment_id=part.id, on=FIRST, at=NOON, by="NPA", note=note)
            current.add(step)
    told = beside_the_floor(filled, f"/actions/{part.action_id}", "/1", tmp_path)
    with capsys.disabled():
        if filled[1]:
            print(f"\none action with its history: {told}")
