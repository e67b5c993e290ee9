from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from tracker.core.bilingual import Bilingual
from tracker.core.fields import Both, Choice, Choices, Clock, Day, Line, Mail, Secret, Text, Tick, Whole, later


class Shelf(Form):
    name = Line(later("Name"), most=20, needed=True)
    note = Text(later("Text"), most=50)
    both = Both(later("Title"), most=20)
    day = Day(later("Date"))
    at = Clock(later("Begins at"))
    many = Whole(later("How many"), least=1, most=9)
    mail = Mail(later("E-mail"))
    word = Secret(later("Password"))
    one = Choice(later("Kind"), choices=[(1, "one"), (2, "two")], kind=int, empty=later("none"))
    some = Choices(later("Kinds"), choices=[(1, "one"), (2, "two")], kind=int)
    yes = Tick(later("Active"))


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def sent(**typed: Any) -> Shelf:
    form = Shelf(MultiDict({"name": "x", **{name.replace("__", "-"): value for name, value in typed.items()}}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("name", "  ຄ\u200bກ \n ລ ", "ຄກ ລ"),
        ("note", "a\n\nb ", "a\n\nb"),
        ("day", "29/03/2021", date(2021, 3, 29)),
        ("day", "໒໙/໓/໒໐໒໑", date(2021, 3, 29)),
        ("day", "2021-03-29", date(2021, 3, 29)),
        ("day", " ", None),
        ("at", "8:30", time(8, 30)),
        ("at", "໐໘.໓໐", time(8, 30)),
        ("at", "", None),
        ("many", "໓", 3),
        ("many", "", None),
        ("mail", " Name@Example.org ", "Name@example.org"),
        ("one", "2", 2),
        ("one", "", None),
        ("some", ["1", "2"], [1, 2]),
        ("yes", "1", True),
    ],
)
def test_what_is_typed_becomes_a_value(field: str, typed: Any, value: object) -> None:
    form = sent(**{field: typed})
    assert (form[field].data, form.errors) == (value, {})


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", " \u200b ", "Fill this in."),
        ("name", "x" * 21, "at the most; it has 21"),
        ("note", "x" * 100_000, "it has 100000"),
        ("both__lo", "ກ" * 21, "it has 21"),
        ("day", "31/02/2021", "a day of the calendar"),
        ("day", "x" * 100_000, "a day of the calendar"),
        ("at", "25:00", "24-hour clock"),
        ("many", "10", "from 1 to 9"),
        ("many", "-1", "from 1 to 9"),
        ("many", "1.5", "whole number"),
        ("many", "9" * 5000, "from 1 to 9"),
        ("mail", "nobody", "e-mail address"),
        ("mail", "a@b.c\nBcc: d@e.f", "e-mail address"),
        ("word", "x" * 1001, "it has 1001"),
        ("one", "3", "one of the list"),
        ("one", "x", "one of the list"),
        ("some", ["1", "3"], "one of the list"),
        ("some", ["1", "x"], "one of the list"),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_what_was_typed(field: str, typed: Any, told: str) -> None:
    form = sent(**{field: typed})
    name = field.partition("__")[0]
    assert [name] == list(form.errors)
    assert told in str(form[name].errors[0])
    if name in {"day", "at", "many"}:
        assert form[name].typed == typed  # type: ignore[attr-defined] # WTForms knows only its own fields


def test_a_field_that_was_not_sent_keeps_its_value_and_a_box_that_was_not_ticked_is_no() -> None:
    form = Shelf(MultiDict({"name": "y"}), data={"day": date(2021, 1, 1), "both": Bilingual("a", "ກ"), "yes": True})
    assert (form.day.data, form.both.data, form.yes.data) == (date(2021, 1, 1), Bilingual("a", "ກ"), False)
    assert form.day.typed == "01/01/2021"


def test_both_sides_of_a_text_are_typed_by_themselves() -> None:
    form = Shelf(MultiDict({"name": "y", "both-lo": " ຂ "}), data={"both": Bilingual("a", "ກ")})
    assert form.both.data == Bilingual("a", "ຂ")


def test_a_choice_shows_what_is_chosen() -> None:
    assert sent(one="2").one.options() == [("", "none", False), ("1", "one", False), ("2", "two", True)]
    assert sent(some=["1"]).some.options() == [("1", "one", True), ("2", "two", False)]


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_value_or_a_mistake(typed: str) -> None:
    names = ("name", "note", "day", "at", "many", "mail", "word", "one", "yes", "both__en")
    form = sent(**dict.fromkeys(names, typed), some=[typed])
    assert set(form.errors) <= {"name", "note", "both", "day", "at", "many", "mail", "one", "some"}
