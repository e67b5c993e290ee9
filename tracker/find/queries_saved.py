"""Reads of the lists that somebody keeps."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.find.models import SavedList


def saved_lists(actor: Actor, page: str = "") -> Sequence[SavedList]:
    """The lists that somebody keeps, of one page or of all, by their names."""
    asked = select(SavedList).where(SavedList.account_id == (actor.account_id or 0))
    if page:
        asked = asked.where(SavedList.page == page)
    return session.scalars(asked.order_by(func.lower(SavedList.name), SavedList.id)).all()


def saved_list(actor: Actor, saved_list_id: int) -> SavedList:
    """One of somebody's own lists; NotFound in the same words where there is none, or somebody else's."""
    found = session.scalar(
        select(SavedList).where(SavedList.id == saved_list_id, SavedList.account_id == (actor.account_id or 0))
    )
    if found is None:
        raise NotFound(Bilingual.said("You keep no such list."))
    return found
