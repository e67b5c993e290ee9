from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.core.fields import Line, later
from tracker.core.forms import TrackerForm
from tracker.core.repeats import RequestKey


class NameForm(TrackerForm):
    name = Line(later("Name"), needed=True)


@pytest.fixture(autouse=True)
def form(app: Flask) -> Iterator[NameForm]:
    app.config["WTF_CSRF_ENABLED"] = False  # the token is tried where pages are
    with app.test_request_context(
        "/", method="POST", headers={"Accept-Language": "en"}, data={"name": "x", "request_key": "k1"}
    ):
        yield NameForm()


def test_a_refusal_becomes_the_mistake_of_the_form(form: NameForm) -> None:
    assert form.validate_on_submit()
    with form.attempt(), transaction():
        raise Refused(Bilingual("No.", "ບໍ່."))
    assert (form.mistakes, form.status) == (["No."], 422)


def test_a_conflict_keeps_its_status(form: NameForm) -> None:
    with form.attempt():
        raise Conflict(Bilingual("Somebody else.", ""))
    assert form.status == 409


@pytest.mark.parametrize("sent", ["", "a\0b", "a\ud800", "k" * 65])
def test_a_request_key_that_no_form_of_ours_has_is_none(form: NameForm, sent: str) -> None:
    again = NameForm(MultiDict({"name": "x", "request_key": sent}))
    assert (form.request_key.data, again.request_key.data == sent) == ("k1", False)


@pytest.mark.parametrize("kind", [NotFound, Forbidden, RuntimeError])
def test_what_is_no_mistake_of_the_writer_goes_on(form: NameForm, kind: type[Exception]) -> None:
    with pytest.raises(kind), form.attempt():
        raise kind(Bilingual("x", ""))


def test_sent_again_it_is_done_once_and_answered_alike(form: NameForm) -> None:
    done = []

    def act() -> str:
        done.append("yes")
        return f"/{len(done)}"

    answers = []
    for _ in range(2):
        with transaction():
            answers.append(form.once("somebody", act))
    assert (answers, done) == (["/1", "/1"], ["yes"])
    with transaction():
        assert form.once("somebody else", act) == "/2"
    assert session.scalar(select(func.count()).select_from(RequestKey)) == 2


def test_what_was_refused_can_be_sent_again(form: NameForm) -> None:
    def refuse() -> str:
        raise Refused(Bilingual("No.", ""))

    with form.attempt(), transaction():
        form.once("somebody", refuse)
    with transaction():
        assert form.once("somebody", lambda: "/done") == "/done"


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_a_form_without_a_sound_key_gets_a_new_one(app: Flask, key: str) -> None:
    with app.test_request_context(
        "/", method="POST", headers={"Accept-Language": "en"}, data={"name": "x", "request_key": key}
    ):
        made = NameForm().request_key.data
        assert made
        assert made != key


def test_a_mistake_stands_beside_its_field(app: Flask) -> None:
    with app.test_request_context("/", method="POST", headers={"Accept-Language": "en"}, data={"request_key": "k"}):
        empty = NameForm()
        assert not empty.validate_on_submit()
        assert (empty.status, empty.name.errors) == (422, ["Fill this in."])
        empty.refuse(Bilingual("Taken.", ""), "name")
        assert list(empty.name.errors) == ["Fill this in.", "Taken."]
