"""Reads of accounts together with the seats of their people."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.db import session
from tracker.groups.models import Seat
from tracker.groups.queries import holds_on


def seats_now(person_ids: Collection[int], on: date) -> Mapping[int, Sequence[Seat]]:
    """The seats that each of these people holds on a day, with their groups: one query."""
    held = (
        select(Seat)
        .where(Seat.person_id.in_(person_ids), holds_on(on))
        .options(joinedload(Seat.group))
        .order_by(Seat.group_id, Seat.id)
    )
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in session.scalars(held):
        found[seat.person_id].append(seat)
    return found
