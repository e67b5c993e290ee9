"""The special meeting of April 2021: asked for in March, scheduled, invited to, postponed, held, and done when its
minutes are circulated."""

from datetime import date
from email import message_from_bytes, policy

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from inviting_cast import HERE, link_of, mails_to, meeting, replies
from lives import circulated, organisation, the_meeting
from pages import get
from sqlalchemy import select
from strict import Part, read

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Assignment, AssignmentState, Progress
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.mail.post import current_post
from tracker.mail.ready import made_ready
from tracker.meetings.models import Entry, Meeting
from tracker.register.queries import outstanding

REFERENCE = "IM-A-002"


def go_to(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(day))


def action() -> Action:
    session.rollback()
    asked = select(Action).where(Action.reference == REFERENCE).execution_options(populate_existing=True)
    return session.scalars(asked).one()


def kinds() -> list[str]:
    steps = select(Progress).where(Progress.action_id == action().id).order_by(Progress.id)
    return [step.kind.value for step in session.scalars(steps)]


def is_outstanding(cast: Cast, on: date) -> bool:
    session.rollback()
    group = session.get_one(WorkingGroup, cast.group_id)
    return REFERENCE in {item.reference for item in outstanding(group, on)}


def calendar_of(mail: OutgoingMail) -> tuple[str, Part]:
    """What the calendar in a mail is to do, and its event, out of the bytes that would travel."""
    whole = message_from_bytes(made_ready(mail, current_post(), lambda text: text.replace("{link:", "")).data,
                               policy=policy.default)  # fmt: skip
    (shown,) = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
    (enclosed,) = [part for part in whole.walk() if part.get_filename() == "invite.ics"]
    data = shown.get_payload(decode=True)
    assert isinstance(data, bytes)
    assert data == enclosed.get_payload(decode=True)
    (event,) = [part for part in read(data) if part.kind == "VEVENT"]
    return str(shown.get_param("method")), event


def come_with_three(nobody: FlaskClient) -> None:
    here = link_of("npa")
    send(nobody, here, {**form_of(nobody, here), "says": "coming", "people": "3"})


def test_from_the_sentence_in_the_minutes_to_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, date(2021, 4, 1))
    number = organisation("NRA").id
    with transaction():
        group = the_meeting().group
        group.mailbox = "im@twg.example"
        agreed = Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
        asking = session.scalars(select(Action).where(Action.reference == REFERENCE)).one()
        asking.assignments.append(Assignment(organisation_id=number, window=agreed))
    circulated(cast, at=NOON)
    chair, nobody = cast.client("chair"), cast.app.test_client()

    # Scheduled from its action: the first working day of the window is proposed.
    form = f"/meetings/im-twg/special?for=action-{action().id}"
    fields = form_of(chair, form)
    assert fields["held_on"] == "12/04/2021"
    send(chair, form, {**fields, "title-en": "Incomplete data", "title-lo": "ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ", "starts_at": "08:30"})
    assert (action().scheduled_meeting_id, kinds()) == (meeting().id, ["scheduled"])
    assert is_outstanding(cast, date(2021, 4, 13))

    # Invited: NPA comes with three.
    post(chair, f"{HERE}/invitations")
    method, event = calendar_of(mails_to("npa")[-1])
    uid = event.value("UID")
    assert (method, event.value("SEQUENCE"), event.value("DTSTART")) == ("REQUEST", "0", "20210412T083000")
    come_with_three(nobody)
    assert replies() == {"NPA": (3, "")}

    # Postponed past its window: a new window with the reason; the update goes out when the chair sends it.
    go_to(monkeypatch, date(2021, 4, 9))
    chair = cast.client("chair")
    post(chair, f"{HERE}/plan/postpone", to="11/05/2021", reason__en="The hall is taken")
    (part,) = action().assignments
    assert (part.state, part.window.by, action().first.by) == (
        AssignmentState.POSTPONED, date(2021, 5, 11), date(2021, 4, 25)
    )  # fmt: skip
    post(chair, f"{HERE}/invitations")
    method, event = calendar_of(mails_to("npa")[-1])
    assert (method, event.value("UID"), event.value("SEQUENCE")) == ("REQUEST", uid, "1")
    assert event.value("DTSTART") == "20210511T083000"

    # What was said for the first day has to be said again.
    come_with_three(nobody)

    # Held: the answers stand on the list; outstanding until its minutes go out.
    go_to(monkeypatch, date(2021, 5, 11))
    chair = cast.client("chair")
    post(chair, f"{HERE}/plan/held")
    assert [row.headcount for row in meeting().attendance if row.organisation and row.headcount] == [3]
    go_to(monkeypatch, date(2021, 5, 12))
    chair = cast.client("chair")
    assert is_outstanding(cast, date(2021, 5, 12))
    with transaction():
        now = session.scalars(select(Meeting).where(Meeting.name != "")).one()
        now.headcount = 3
        now.entries.append(
            Entry(key="a", number=1, section="issues", kind="issue", position=1, text=Bilingual("Reports lack dates."))
        )
        now.last_number = 1
    post(chair, f"{HERE}/circulate", comment_until="19/05/2021")

    # Circulated: done, and nobody pressed 'accept'.
    assert kinds() == ["scheduled", "postponed", "accepted"]
    (part,) = action().assignments
    assert (part.state, part.closed_at) == (AssignmentState.ACCEPTED, clock.now())
    assert not is_outstanding(cast, date(2021, 6, 1))
    assert "Incomplete data" in get(chair, HERE).heading
