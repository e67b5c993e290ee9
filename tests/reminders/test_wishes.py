from datetime import date

import pytest
from applications import NOON
from cast import Cast
from sqlalchemy import select

from tracker.access.actors import Actor, Via
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.reminders.wishes import Wished, set_wish, wish_of


def test_a_wish_is_kept_and_on_record(cast: Cast) -> None:
    npa, person_id = cast.actor("npa"), cast.account("npa").person_id
    assert wish_of(person_id) == Wished("en")
    with transaction():
        set_wish(person_id, True, date(2021, 5, 1), "lo", by=npa, at=NOON)
    assert wish_of(person_id) == Wished("lo", weekly=True, paused_until=date(2021, 5, 1))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "reminders.wished")).one()
    assert entry.details == {"weekly": True, "paused_until": "2021-05-01", "language": "lo"}
    with transaction():
        set_wish(person_id, True, date(2021, 5, 1), by=npa, at=NOON)
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.verb == "reminders.wished")).all()) == 1


def test_a_pause_that_is_over_is_none_and_one_of_years_is_refused(cast: Cast) -> None:
    npa, person_id = cast.actor("npa"), cast.account("npa").person_id
    with transaction():
        assert set_wish(person_id, False, date(2021, 4, 1), by=npa, at=NOON).paused_until is None
    with pytest.raises(Refused, match="three months"), transaction():
        set_wish(person_id, False, date(2024, 4, 1), by=npa, at=NOON)


def test_whoever_comes_by_the_own_link_and_the_administrator_may(cast: Cast) -> None:
    person_id, admin = cast.account("npa").person_id, cast.actor("admin")
    for actor in (Actor("Npa Person", Via.LINK, person_id=person_id, link_id=7), admin):
        with transaction():
            set_wish(person_id, True, None, by=actor, at=NOON)


@pytest.mark.parametrize("name", ["mag", "chair", "management"])
def test_nobody_else_may(cast: Cast, name: str) -> None:
    person_id, actor = cast.account("npa").person_id, cast.actor(name)
    with pytest.raises(Forbidden), transaction():
        set_wish(person_id, True, None, by=actor, at=NOON)
    assert wish_of(person_id) == Wished("en")


def test_nobody_has_no_wishes(cast: Cast) -> None:
    with pytest.raises(NotFound):
        wish_of(999_999)
