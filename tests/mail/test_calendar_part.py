from email import message_from_bytes, policy

import pytest
from applications import NOON
from mailing import post_to, put, the_mail

from tracker.core.db import transaction
from tracker.files import services as files
from tracker.mail.messages import Attachment
from tracker.mail.ready import made_ready

DATA = "BEGIN:VCALENDAR\r\nSUMMARY:ກອງປະຊຸມ\r\nEND:VCALENDAR\r\n".encode()


def sent(media_type: str) -> bytes:
    with transaction():
        stored = files.keep(DATA, "invite.ics", media_type, at=NOON)
        number = stored.id
    put(attachments=(Attachment(number, "invite.ics"),))
    return made_ready(the_mail(), post_to(None), str).data


@pytest.mark.usefixtures("app")
def test_a_calendar_stands_beside_the_text_and_goes_as_a_file() -> None:
    mail = message_from_bytes(sent("text/calendar; method=REQUEST"), policy=policy.default)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    calendar, file = [part for part in mail.walk() if not part.is_multipart()][2:]
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_filename() is None
    assert file.get_filename() == "invite.ics"
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == DATA


@pytest.mark.usefixtures("app")
def test_every_try_sends_the_same_bytes() -> None:
    data = sent("text/calendar; method=CANCEL")
    assert made_ready(the_mail(), post_to(None), str).data == data
