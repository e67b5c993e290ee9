"""Lists that somebody keeps for later."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.columns import Moment, short, to
from tracker.core.db import Base


class SavedList(Base):
    """A list under a name of its own: which page, and what stands behind the question mark of its address."""

    __tablename__ = "saved_list"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = to("account", ondelete="CASCADE", index=False)
    name: Mapped[str] = short(120)
    page: Mapped[str] = short(40)
    asked: Mapped[str] = short(1000, default="")
    at: Mapped[datetime] = mapped_column(Moment)
