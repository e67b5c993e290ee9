"""Mails as they arrived at a server: to whom, what they say, what is enclosed, and where their link leads."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import docx
from lxml import html

TEXTS = Path(__file__).parent / "life"
RULE = "=" * 40
_SECRET = re.compile(r"/(answer|act)/[0-9]+-[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Mail:
    """One mail that arrived."""

    message: EmailMessage

    @property
    def to(self) -> str:
        """The address alone."""
        return str(self.message["to"].addresses[0].addr_spec)

    @cached_property
    def text(self) -> str:
        """What is read without pictures and colours."""
        return self._body("plain")

    @property
    def files(self) -> dict[str, bytes]:
        """What is enclosed, by its name."""
        return {str(part.get_filename()): part.get_content() for part in self.message.iter_attachments()}

    @property
    def file(self) -> bytes:
        """The one file that is enclosed."""
        (data,) = self.files.values()
        return data

    @property
    def link(self) -> str:
        """The path behind the secret link, which the text and the page of the mail both hold."""
        (found,) = set(re.findall(r"https://\S+/answer/\S+", self.text))
        page = html.document_fromstring(self._body("html"))
        assert found in {each.get("href") for each in page.iter("a")}
        return str(urlsplit(found).path)

    def whole(self) -> str:
        """Everything that its reader sees, without what is secret."""
        heads = ("From", "To", "Reply-To", "Subject", "Date", "Content-Language")
        head = "\n".join(f"{name}: {self.message[name]}" for name in heads)
        text = _SECRET.sub(r"/\1/…", self.text)
        return f"{RULE}\n{head}\nEnclosed: {', '.join(self.files) or '-'}\n\n{text}\n"

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


def expected(name: str) -> str:
    """What must be read at one moment, whole."""
    return (TEXTS / f"{name}.txt").read_text("utf-8")


def word_text(data: bytes) -> str:
    """All that a Word file says, in its head and foot too, spaces and lines as one."""
    document = docx.Document(BytesIO(data))
    margins = [each for section in document.sections for each in (section.header, section.footer)]
    parts = [document.element.body, *(each._element for each in margins)]  # noqa: SLF001  the table in it counts too
    return " ".join(" ".join(each.text for part in parts for each in part.iter("{*}p")).split())
