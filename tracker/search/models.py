"""The folded texts that are searched; knows nothing of whose texts they are."""

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.columns import short
from tracker.core.db import Base


class SearchText(Base):
    """All that can be found of one row, folded by `match_key`: never shown, and made anew whenever the row changes."""

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("kind", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = short(20)
    row_id: Mapped[int]
    folded: Mapped[str] = mapped_column(Text)
