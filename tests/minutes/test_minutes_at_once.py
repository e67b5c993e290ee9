"""Fifty who press the same button at the same time, before the real server: one is heard, the others are told."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from applications import dispose
from cast import Cast, form_of
from flask import Flask
from lives import ADDRESS, circulated, settle_points, the_meeting
from lxml import html
from sqlalchemy import func, select
from waitress.server import create_server

from tracker.core.db import session, transaction
from tracker.groups.models import NumberSeries
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import RecordState, TextState
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation
from tracker.server import BACKLOG, THREADS

FIFTY = 50
Answer = tuple[int, str]


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port at which the application answers, from as many threads as in an office."""
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=THREADS, backlog=BACKLOG, ident=None)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.maintenance_interval = 0
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(10)


def pressed(cast: Cast, who: str, page: str, action: str = "", **fields: Any) -> tuple[str, dict[str, Any]]:
    """The cookie of somebody and what his form sends."""
    client = cast.client(who)
    form = form_of(client, page, action) | fields
    cookie = client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}; language=en", form


def send(port: int, address: str, cookie: str, form: dict[str, Any]) -> Answer:
    """Press once; what the tracker answers and, where it refuses, its words."""
    line = HTTPConnection("127.0.0.1", port, timeout=120)
    body = urlencode({**form, "request_key": uuid4().hex}, doseq=True)
    line.request("POST", address, body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    if answer.status in {302, 303}:
        return answer.status, answer.headers["Location"]
    found: Any = html.document_fromstring(text).xpath("//*[contains(@class, 'problem')]")
    return answer.status, " ".join(found[0].text_content().split()) if found else text


def fifty(cast: Cast, address: str, forms: list[tuple[str, dict[str, Any]]]) -> Counter[Answer]:
    """Press fifty times at once, in turns with each of these forms."""
    session.rollback()
    dispose()
    start = threading.Barrier(FIFTY)

    def one(number: int) -> Answer:
        start.wait(30)
        return send(port, address, *forms[number % len(forms)])

    with served(cast.app) as port, ThreadPoolExecutor(FIFTY) as pool:
        return Counter(pool.map(one, range(FIFTY)))


def count(of: Any) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


def heard(told: Counter[Answer]) -> tuple[Answer, dict[Answer, int]]:
    """The one that was done, and what the others were told."""
    done = [answer for answer in told if answer[0] < 400]
    assert len(done) == 1, told
    assert told[done[0]] == 1, told
    return done[0], {answer: number for answer, number in told.items() if answer != done[0]}


def test_fifty_who_circulate_at_once_send_one_version_and_one_mail_a_person(either_cast: Cast) -> None:
    address = f"{ADDRESS}/circulate"
    with transaction() as current:
        for organisation in current.scalars(select(Organisation)):
            organisation.email = f"office-{organisation.id}@twg.example"
    told = fifty(either_cast, address, [pressed(either_cast, who, address) for who in ("chair", "secretary")])
    done, others = heard(told)
    assert done == (302, ADDRESS)
    assert sum(others.values()) == FIFTY - 1
    for status, words in others:
        assert (status, "Version 1 was circulated a moment ago by" in words) == (409, True), words
    assert [each.number for each in session.scalars(select(Version))] == [1]
    sent = Counter(session.scalars(select(OutgoingMail.to_address)))
    assert set(sent.values()) == {1}
    assert len(sent) == count(Delivery) > 5
    assert the_meeting().record == RecordState.CIRCULATED


def test_fifty_who_freeze_at_once_make_one_version_with_one_number(either_cast: Cast) -> None:
    circulated(either_cast)
    settle_points()
    page, address = f"{ADDRESS}/sign", f"{ADDRESS}/sign/freeze"
    told = fifty(either_cast, address, [pressed(either_cast, "chair", page, address, authentic="lo")])
    done, others = heard(told)
    assert done == (302, page)
    assert sum(others.values()) == FIFTY - 1
    for status, words in others:
        assert (status, "The minutes are frozen already, by Chair Person." in words) == (409, True), words
    assert [each.number for each in session.scalars(select(Version).order_by(Version.number))] == [1, 2]
    assert session.scalars(select(NumberSeries.last).where(NumberSeries.kind == "minutes")).all() == [1]
    assert the_meeting().text_state == TextState.FROZEN
    assert the_meeting().number == "1/NRA"
