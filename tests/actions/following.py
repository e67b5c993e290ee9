"""An action that several organisations owe, and what can be done with it by whom."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

from cast import Cast
from sqlalchemy import func, select

from tracker.access.actors import Actor
from tracker.access.voices import How, Voice
from tracker.actions import changing
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.deciding import Seen
from tracker.actions.models import CLOSED, Action, Assignment, Progress
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.organisations.models import Organisation

AGREED = date(2021, 4, 1)
UNTIL = Window(None, date(2021, 4, 30), date(2021, 4, 30))
LATER = Window(None, date(2021, 5, 20), date(2021, 5, 20))
WHY = Bilingual(en="Because.", lo="ຍ້ອນວ່າ.")


def organisation_id(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def owed(
    cast: Cast, owners: tuple[str, ...] = ("NPA",), recipients: tuple[str, ...] = (), support: tuple[str, ...] = (),
    *, window: Window = UNTIL, at: datetime,
) -> int:  # fmt: skip
    """A new action outside a meeting, by its id."""
    ids = {name: organisation_id(name) for name in {*owners, *recipients, *support}}
    agreed = Agreement(
        on=AGREED, text=Bilingual(en="Count the reports.", lo="ນັບບົດລາຍງານ."), window=window,
        owners=tuple(ids[name] for name in owners), recipients=tuple(ids[name] for name in recipients),
    )  # fmt: skip
    chair = cast.actor("chair")
    with transaction():
        place = session.scalar(select(func.count()).select_from(Action).where(Action.meeting_id.is_(None))) or 0
        reason = Bilingual(en=f"{WHY.en} {place}", lo=f"{WHY.lo} {place}") if place else WHY
        new = NewAction(agreed=agreed, reason=reason, support=tuple(ids[name] for name in support))
        return changing.add_action(cast.group_id, new, by=chair, at=at).id


def part_of(action_id: int, short_name: str) -> Assignment:
    """The part of an organisation as it is stored now."""
    session.rollback()
    return session.scalars(
        select(Assignment)
        .join(Assignment.organisation)
        .where(Assignment.action_id == action_id, Organisation.short_name == short_name)
        .execution_options(populate_existing=True)
    ).one()


def seen(part: Assignment) -> Seen:
    return Seen(part.id, part.version)


def itself(part: Assignment) -> Voice:
    return Voice(part.organisation_id)


def by_telephone(part: Assignment) -> Voice:
    return Voice(part.organisation_id, How.TELEPHONE, "Ms Noy")


def doing(act: Callable[[], object]) -> Callable[[], bool]:
    """The same in a transaction of its own, and whether it was done."""

    def tried() -> bool:
        try:
            with transaction():
                act()
        except Refused:
            return False
        return True

    return tried


def steps(action_id: int) -> int:
    """How many steps stand in the time line."""
    session.rollback()
    return session.scalar(select(func.count()).where(Progress.action_id == action_id)) or 0


def assert_whole(action_id: int) -> None:
    """What holds of every action at any time: its history has no gap and no overlap and ends with how it stands, and
    what is over says when."""
    session.rollback()
    session.expire_all()
    action = session.get_one(Action, action_id)
    for part in action.assignments:
        assert (part.closed_at is not None) == (part.state in CLOSED)
        spans = part.spans
        assert spans
        for one, two in pairwise(spans):
            assert one.until_on is not None
            assert one.until_on + timedelta(days=1) == two.from_on
            assert one.from_on <= one.until_on
        last = spans[-1]
        assert last.until_on is None
        assert (last.state, last.window, last.organisation_id) == (part.state, part.window, part.organisation_id)


def actor_of(cast: Cast, name: str) -> Actor:
    session.rollback()
    return cast.actor(name)
