from cast import Cast
from desks import issued
from pages import Page, get
from reminded import begun, unreached

from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup

OFF = "No reminders are sent yet for:"
UNREACHED = "//section[@aria-label='Cannot be reached']"


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
