"""Making a mail into the bytes that travel; knows neither the database nor the server."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from markupsafe import escape

from tracker.core.dates import number
from tracker.core.i18n import Language, say
from tracker.mail.headers import address, named, words
from tracker.mail.models import OutgoingMail
from tracker.mail.styles import write_into

MEGABYTE = 1_000_000
CALENDAR = "text/calendar"
_METHOD = re.compile(r";\s*method=([A-Z]+)")
_SUBKIND = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a mail: its bytes, or None for one that is too large and is named with its address instead."""

    name: str
    media_type: str
    size: int
    data: bytes | None
    address: str = ""


def compose(mail: OutgoingMail, *, sender: str, text: str, html: str, files: tuple[Enclosed, ...]) -> bytes:
    """The whole mail, lines ended as SMTP wants them. `text` and `html` have their links filled in already."""
    left_out = [file for file in files if file.data is None]
    for file in left_out:
        told = _too_large(file, mail.language)
        text = f"{text.rstrip()}\n\n{told}\n{file.address}\n"
        html = html.replace("</body>", f"{_paragraph(told, file.address)}</body>")
    body = EmailMessage(policy=policy.SMTP)
    body.set_content(text, cte="base64")
    if html:
        body.add_alternative(html, subtype="html", cte="base64")
    for file in files:
        if file.data is not None and file.media_type.startswith(CALENDAR):
            _add_calendar(body, file)
    for file in files:
        if file.data is not None:
            kind, subkind = _kind(file.media_type)
            body.add_attachment(file.data, maintype=kind, subtype=subkind, filename=file.name)
    _bound(body, mail.message_id)
    return _head(mail, sender).encode("ascii") + body.as_bytes()


def _add_calendar(body: EmailMessage, file: Enclosed) -> None:
    """A calendar stands beside the text too, so that programs offer to accept it, RFC 6047 §2.4; what is to be done
    with it stands in its media type."""
    method = _METHOD.search(file.media_type)
    params = {"charset": "utf-8", **({"method": method[1]} if method else {})}
    body.add_alternative(file.data, maintype="text", subtype="calendar", cte="base64", params=params)


def _bound(body: EmailMessage, message_id: str) -> None:
    """Part the mail by marks of its own and not by chance ones, so that each try sends the same bytes."""
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for place, part in enumerate(part for part in body.walk() if part.is_multipart()):
        part.set_boundary(f"=_{place}_{mark}")


def _kind(media_type: str) -> tuple[str, str]:
    """The media type of an attachment. Text would be written anew in another encoding, so it goes as mere bytes."""
    if media_type.startswith(CALENDAR):
        return "application", "ics"
    kind, _, subkind = media_type.partition("/")
    plain = kind in {"application", "image", "audio", "video"} and _SUBKIND.fullmatch(subkind)
    return (kind, subkind) if plain else ("application", "octet-stream")


def _head(mail: OutgoingMail, sender: str) -> str:
    """RFC 5322 §3.6, and RFC 3834 §5 so that no holiday notice is sent back."""
    lines = {
        "From": named(mail.from_name or say("TWG tracker", mail.language), sender),
        "To": named(mail.to_name, mail.to_address),
        "Reply-To": address(mail.reply_to) if mail.reply_to else "",
        "Subject": words(mail.subject),
        "Date": format_datetime(_whole_seconds(mail.created_at)),
        "Message-ID": mail.message_id,
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)


def _whole_seconds(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _too_large(file: Enclosed, language: Language) -> str:
    size = number(round(file.size / MEGABYTE, 1), language)
    return say(
        "%(name)s has %(size)s MB, too much for a mail. It is in the tracker:", language, name=file.name, size=size
    )


def _paragraph(told: str, link: str) -> str:
    return write_into(f'<p>{escape(told)}<br><a href="{escape(link)}">{escape(link)}</a></p>')
