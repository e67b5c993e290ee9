"""Reads of the lists that somebody keeps."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.find.models import SavedList

_OWN = (
    select(SavedList)
    .where(SavedList.account_id == bindparam("account_id"))
    .order_by(func.lower(SavedList.name), SavedList.id)
)
_OF_PAGE = _OWN.where(SavedList.page == bindparam("page"))


def saved_lists(actor: Actor, page: str = "") -> Sequence[SavedList]:
    """The lists that somebody keeps, of one page or of all, by their names."""
    asked = _OF_PAGE if page else _OWN
    return session.scalars(asked, {"account_id": actor.account_id or 0, "page": page}).all()


def saved_list(actor: Actor, saved_list_id: int) -> SavedList:
    """One of somebody's own lists; NotFound in the same words where there is none, or somebody else's."""
    found = session.scalar(
        select(SavedList).where(SavedList.id == saved_list_id, SavedList.account_id == (actor.account_id or 0))
    )
    if found is None:
        raise NotFound(Bilingual.said("You keep no such list."))
    return found
