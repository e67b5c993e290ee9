import pytest
from flask import Flask
from sqlalchemy import text

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation


def test_a_row_that_somebody_else_changed_meanwhile_is_a_conflict(either_app: Flask) -> None:
    with transaction():
        session.add(Organisation(short_name="NPA", name=Bilingual(en="Norwegian People's Aid")))

    def change() -> None:
        with transaction():
            row = session.query(Organisation).one()
            session.execute(text("UPDATE organisation SET version = version + 1"))
            row.email = "npa@example.org"

    with pytest.raises(Conflict) as caught:
        change()
    assert "Somebody else" in caught.value.message.en
    assert session.query(Organisation).one().email == ""


def test_the_kinds_of_no_have_their_own_status() -> None:
    class Special(NotFound):
        pass

    assert [kind.status for kind in (Refused, Conflict, NotFound, Special)] == [422, 409, 404, 404]


def test_a_text_is_a_text_before_the_row_is_stored() -> None:
    assert Entry().text in (None, Bilingual())
    entry = Entry(text=Bilingual(en="One"))
    entry.text = entry.text.revise(lo="ໜຶ່ງ")
    assert (entry.text_en, entry.text_lo) == ("One", "ໜຶ່ງ")  # type: ignore[attr-defined]
