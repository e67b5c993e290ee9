"""The drafting room as its scripts use it, and as somebody does whose browser has none."""

from contextvars import Context
from typing import Any

from cast import form_of
from drafts import entry, the_meeting
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting

ROOM = "/meetings/im-twg/2021-Q1/room"
SCRIPT = {"Accept": "application/json"}


def revise_of(key: str) -> str:
    """Where changes of an entry of the sample are sent."""
    return f"/room/entries/{entry(key).id}/revise"


def act_on(key: str, verb: str) -> str:
    """Where an entry of the sample is moved, deleted and brought back."""
    return f"/room/entries/{entry(key).id}/{verb}"


def adding() -> str:
    """Where new lines are sent."""
    return f"/room/{the_meeting().id}/add"


def ask(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Ask for something as a script of the room does."""
    return Context().run(client.get, address, headers={**SCRIPT, **headers})


def told(client: FlaskClient, address: str, status: int = 200, **fields: Any) -> dict[str, Any]:
    """Send something as a script of the room does, and give back what it is told."""
    known = {name: form_of(client, "/account")[name] for name in ("csrf_token", "request_key")}
    response = Context().run(client.post, address, data={**known, **fields}, headers=SCRIPT)
    assert response.status_code == status, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def trail(verb: str) -> list[AuditEntry]:
    """What the trail tells of these acts."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def freeze() -> None:
    """Let the sample's minutes wait for their signatures."""
    meeting_id = the_meeting().id
    with transaction() as current:
        current.get_one(Meeting, meeting_id).text_state = TextState.FROZEN


def again() -> None:
    """Read anew what others have written."""
    session.rollback()
    session.expire_all()
