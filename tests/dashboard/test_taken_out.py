"""A conclusion that is taken out of minutes and brought back, as it counts on each day."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from lived import ACTS, CHAIR, Lived
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.db import session, transaction
from tracker.dashboard import counting
from tracker.dashboard.asked import Asked
from tracker.drafting import entries_order
from tracker.meetings.kinds import EntryKind
from tracker.meetings.models import Entry, EntryGone
from tracker.minutes import versions

TOLD, GONE, BACK = date(2021, 4, 5), date(2021, 4, 12), date(2021, 4, 20)
DAYS = (TOLD, GONE - timedelta(days=1), GONE, BACK - timedelta(days=1), BACK)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def circulate(day: date) -> None:
    with transaction():
        assert ACTS["circulate"](Lived(Random(1), at(day)))  # noqa: S311  no secret


def conclusion() -> Entry:
    session.rollback()
    found = select(Entry).join(Action, Action.entry_id == Entry.id).where(Entry.kind == EntryKind.CONCLUSION)
    entry = session.scalars(found.order_by(Entry.id).limit(1)).one()
    session.refresh(entry)
    return entry


def delete(day: date) -> None:
    with transaction():
        entries_order.delete(conclusion().id, by=CHAIR, at=at(day))


def restore(day: date) -> None:
    with transaction():
        entries_order.restore(conclusion().id, by=CHAIR, at=at(day))


def agreed() -> list[int]:
    session.rollback()
    return [counting.by_organisation(None, Asked(today=BACK, as_of=day))[0].agreed for day in DAYS]


@pytest.mark.usefixtures("cast")
def test_it_counts_but_for_the_days_on_which_it_was_gone() -> None:
    circulate(TOLD)
    (every, *_) = agreed()
    delete(GONE)
    assert agreed() == [every, every, every - 1, every - 1, every - 1]
    restore(BACK)
    assert agreed() == [every, every, every - 1, every - 1, every]
    assert not conclusion().is_unsent


@pytest.mark.usefixtures("cast")
def test_what_was_gone_before_others_knew_of_it_is_new_when_it_comes_back() -> None:
    delete(TOLD - timedelta(days=1))
    circulate(TOLD)
    (without, *_) = agreed()
    restore(GONE)
    entry = conclusion()
    assert (entry.is_unsent, agreed()) == (True, [without] * 5)
    with transaction():
        versions.mark_sent(entry.meeting_id, BACK)
    assert agreed() == [without] * 4 + [without + 1]
    assert not conclusion().is_unsent


@pytest.mark.usefixtures("cast")
def test_what_waits_to_be_sent_still_does_when_it_was_gone_meanwhile() -> None:
    circulate(TOLD)
    with transaction() as current:
        current.get_one(Entry, conclusion().id).is_unsent = True
    delete(GONE)
    with transaction():
        versions.mark_sent(conclusion().meeting_id, GONE)
    restore(BACK)
    assert conclusion().is_unsent


@pytest.mark.usefixtures("cast")
def test_of_a_draft_nothing_is_kept() -> None:
    delete(TOLD)
    restore(GONE)
    assert session.scalars(select(EntryGone)).all() == []
