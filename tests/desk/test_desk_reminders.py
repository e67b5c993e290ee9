import pytest
from calling import HERE, TODAY, called, sent
from cast import Cast
from desks import issued
from pages import Page, get
from reminded import begun, unreached

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.points.models import PointKind

OFF = "No reminders are sent yet for:"
UNREACHED = "//section[@aria-label='Cannot be reached']"
SENT_IN = "//section[@aria-label='Points that were sent in']"


def desk(cast: Cast, who: str = "chair") -> Page:
    session.rollback()
    return get(cast.client(who), "/")


def test_where_reminders_are_off(cast: Cast) -> None:
    page = desk(cast)
    assert OFF in page.text()
    assert page.links()["IM"] == "/groups/im-twg/reminders"
    assert {"IM", "CL"} <= set(desk(cast, "admin").links())
    for name in ("npa", "translator", "management"):
        assert OFF not in desk(cast, name).text()
    begun(cast)
    assert OFF not in desk(cast).text()


def test_how_many_cannot_be_reached(cast: Cast) -> None:
    issued()
    begun(cast)
    with transaction() as current:
        current.get_one(WorkingGroup, cast.other_group_id).reminders_from = None
    unreached(cast, "one")
    unreached(cast, "two")
    unreached(cast, "three", "HI")
    for name in ("chair", "admin"):
        page = desk(cast, name)
        assert "2 organisations cannot be reached by mail" in page.text(UNREACHED)
        assert page.links(f"{UNREACHED}//a") == {"Tell them by hand": "/reminders/unreachable"}
    assert not desk(cast, "other").root.xpath(UNREACHED)


def test_points_that_wait_for_the_chair(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))
    called(cast)
    sent(cast)
    sent(cast, kind=PointKind.RECOMMENDATION)
    for name in ("chair", "secretary"):
        page = desk(cast, name)
        assert "2 points wait for you" in page.text(SENT_IN)
        assert page.links(f"{SENT_IN}//a") == {"Look at the points": f"{HERE}/points/received"}
    for name in ("npa", "admin", "management", "other"):
        assert not desk(cast, name).root.xpath(SENT_IN)
