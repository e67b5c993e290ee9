"""Instructions of management, given by the form of the page of a quarter."""

from typing import Any

from cast import Cast, send
from pages import Page
from sqlalchemy import select
from standing import token_of

from tracker.core.db import session
from tracker.dashboard.models import Instruction

HERE = "/follow-up/instructions"
SAID: dict[str, Any] = {"text-en": "Count the reports again.", "text-lo": "ນັບບົດລາຍງານຄືນໃໝ່."}
SPOKEN: dict[str, Any] = {"said_by": "Ms Bounmy", "how": "telephone"}
PAGE: dict[str, Any] = {"period": "2021-Q1", "as_of": "2021-03-31", "of": "im-twg", "group": "im-twg"}


def give(cast: Cast, who: str = "management", status: int = 302, **fields: Any) -> Page:
    """Send the form; a field named with __ stands for one with a dash."""
    client = cast.client(who)
    sent = {name.replace("__", "-"): value for name, value in fields.items()}
    spoken = {} if who == "management" else SPOKEN
    return send(client, HERE, {**token_of(client), **PAGE, **SAID, **spoken, **sent}, status)


def instructions() -> list[Instruction]:
    """Those that are kept, the oldest first."""
    session.rollback()
    return list(session.scalars(select(Instruction).order_by(Instruction.id).execution_options(populate_existing=True)))


def organisation_id(cast: Cast, name: str = "npa") -> int:
    return cast.account(name).person.organisation_id
