from functools import partial

import pytest
from flask import Flask
from shelf import names, organisation, stored
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from together import at_once

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.repeats import RequestKey, once


def add(name: str) -> str:
    session.add(organisation(name))
    return f"/organisations/{name}"


def ask(who: str, key: str, name: str) -> str:
    with transaction():
        return once(who, key, lambda: add(name))


def test_a_repeat_gets_the_first_answer_and_does_nothing(either_app: Flask) -> None:
    before = clock.now()
    assert ask("account 1", "k1", "NRA") == "/organisations/NRA"
    assert ask("account 1", "k1", "NPA") == "/organisations/NRA"
    assert names() == {"NRA"}
    assert before <= session.scalars(select(RequestKey.at)).one() <= clock.now()


def test_a_key_is_good_for_one_person_and_one_request(either_app: Flask) -> None:
    assert [ask("a", "1", "A"), ask("a", "2", "B"), ask("b", "1", "C")] == [f"/organisations/{x}" for x in "ABC"]
    assert names() == {"A", "B", "C"}


def test_an_empty_answer_is_an_answer(either_app: Flask) -> None:
    with transaction():
        assert once("a", "1", lambda: "") == ""
    assert ask("a", "1", "NRA") == ""
    assert names() == set()


def test_what_failed_can_be_sent_again(either_app: Flask) -> None:
    def fail() -> str:
        session.add(organisation("half"))
        raise ValueError

    with pytest.raises(ValueError), transaction():  # noqa: PT011  our own
        once("a", "1", fail)
    assert ask("a", "1", "NRA") == "/organisations/NRA"
    assert names() == {"NRA"}


def test_sent_four_times_at_once_it_acts_once(either_app: Flask) -> None:
    for turn in range(5):
        answers = at_once(either_app, [partial(ask, "a", f"{turn}", f"{turn}{letter}") for letter in "ABCD"])
        assert len(set(answers)) == 1
    assert sorted(name[0] for name in names()) == list("01234")


def test_the_second_acts_where_the_first_failed(either_app: Flask) -> None:
    stored("taken")

    def try_it(name: str) -> str:
        try:
            return ask("a", "1", name)
        except IntegrityError:
            return "failed"

    answers = at_once(either_app, [lambda: try_it("taken"), lambda: try_it("free")])
    assert answers in (["failed", "/organisations/free"], ["/organisations/free", "/organisations/free"])
    assert names() == {"taken", "free"}
