import email
import email.policy
from email.header import decode_header, make_header

import pytest
from applications import NOON
from hypothesis import given
from hypothesis import strategies as st

from tracker.mail import headers
from tracker.mail.composing import Enclosed, compose
from tracker.mail.models import OutgoingMail
from tracker.mail.troubles import LastingTrouble

LAO = st.text(st.characters(min_codepoint=0x0E81, max_codepoint=0x0EDF) | st.sampled_from(" :,.0123456789ABC"))
ANY = st.text()


def composed(**more: object) -> bytes:
    given_ = {
        "to_address": "npa@example.la", "to_name": "", "from_name": "", "reply_to": "", "language": "lo",
        "subject": "x", "message_id": "<1@example.la>", "created_at": NOON,
    }  # fmt: skip
    return compose(OutgoingMail(**{**given_, **more}), sender="twg@example.la", text="x\n", html="", files=())


@given(LAO | ANY)
def test_a_subject_comes_out_as_it_went_in(subject: str) -> None:
    data = composed(subject=subject)
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert str(mail["subject"] or "") == headers.one_line(subject)
    assert mail.defects == []
    assert all(len(line) <= 78 for line in data.split(b"\r\n"))


@given(LAO | ANY)
def test_a_name_comes_out_as_it_went_in(name: str) -> None:
    raw = email.message_from_bytes(composed(to_name=name))["to"]
    shown, _, address = raw.rpartition("<") if "<" in raw else ("", "", raw)
    assert str(make_header(decode_header(shown.strip()))).strip() == headers.one_line(name)
    assert address.rstrip(">") == "npa@example.la"


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_value_begins_a_header_of_its_own(field: str, ending: str) -> None:
    data = composed(**{field: f"ກອງປະຊຸມ{ending}Bcc: all@example.la{ending}{ending}body"})
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert mail["bcc"] is None
    assert mail.get_content().strip() == "x"
    data = composed(**{field: f"a{ending}Bcc: all@example.la"})
    assert email.message_from_bytes(data)["bcc"] is None


@pytest.mark.parametrize(
    "address",
    ["", "x", "@", "a@", "@b", "a b@c", "a@b c", "a@b\r\nBcc: c@d", "a@b\n", "a@b,c@d", "<a@b>", "a@b;c", "a@b(c)",
     '"a"@b', "ໝາກ@b", "a@ໝາກ", "a..b@c", ".a@b", "a@-b", "a" * 65 + "@b", "a@" + "b" * 250, "a@b>"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(LastingTrouble):
        headers.address(address)
    with pytest.raises(LastingTrouble):
        composed(to_address=address)
    if address:
        with pytest.raises(LastingTrouble):
            composed(reply_to=address)


@pytest.mark.parametrize("address", ["a@b", "im.unit+twg@nra.gov.la", "tracker@[127.0.0.1]", "o'neill@x-y.example"])
def test_an_address_is_an_address(address: str) -> None:
    assert headers.address(address) == address


@pytest.mark.parametrize(
    "name", ["ບົດບັນທຶກກອງປະຊຸມ ໄຕມາດທີ 1 ປີ 2021 ສະບັບແກ້ໄຂ ແລະ ເພີ່ມເຕີມ ຄັ້ງທີ ສອງ.docx", 'a"b; c.pdf', "x.y"]
)
def test_a_file_keeps_its_name(name: str) -> None:
    mail = OutgoingMail(
        to_address="npa@example.la", to_name="", from_name="", reply_to="", language="lo", subject="x",
        message_id="<1@example.la>", created_at=NOON,
    )  # fmt: skip
    data = compose(
        mail, sender="twg@example.la", text="x", html="<p>x</p>", files=(Enclosed(name, "bad type\r\nX: y", 1, b"1"),)
    )
    arrived = email.message_from_bytes(data, policy=email.policy.default)
    (file,) = arrived.iter_attachments()
    assert (file.get_filename(), file.get_content(), file.get_content_type()) == (
        name,
        b"1",
        "application/octet-stream",
    )
