"""Mails about minutes as one text: who gets what, the whole plain text, and what the HTML says."""

from collections.abc import Iterable

from lxml import html

from tracker.mail.models import OutgoingMail

RULE = "=" * 40


def letters(mails: Iterable[OutgoingMail]) -> str:
    """All of them, one below the other."""
    return "".join(_letter(mail) for mail in mails)


def _letter(mail: OutgoingMail) -> str:
    files = ", ".join(each.name for each in mail.attachments) or "-"
    head = f"To: {mail.to_name} <{mail.to_address}>\nSubject: {mail.subject}\nFiles: {files}\n"
    return f"{RULE}\n{head}\n{mail.text}\n{'-' * 10} as HTML\n{_read(mail.html)}\n\n"


def _read(page: str) -> str:
    """The paragraphs as a reader sees them, links with where they lead."""
    root = html.document_fromstring(page)
    return "\n".join(_paragraph(each) for each in root.iter("h1", "h2", "h3", "p"))


def _paragraph(part: html.HtmlElement) -> str:
    said = " ".join(part.text_content().split())
    mark = "#" * int(part.tag[1]) + " " if part.tag in {"h1", "h2", "h3"} else ""
    targets = "".join(f" -> {link.get('href')}" for link in part.iter("a"))
    return f"{mark}{said}{targets}"
