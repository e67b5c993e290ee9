"""The distribution record as rows of a sheet, in one language; knows no file format."""

from collections.abc import Iterator, Sequence

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.mail.models import MailState
from tracker.mail.troubles import explain
from tracker.minutes import words_distribution as words
from tracker.minutes.queries_distribution import Line
from tracker.minutes.words import language as language_name
from tracker.sheets import writer
from tracker.sheets.writer import Column, Value


def made(title: str, lines: Sequence[Line], language: Language) -> bytes:
    """The record as an Excel file."""
    return writer.workbook(title, columns(language), (row(each, language) for each in lines))


def columns(language: Language) -> tuple[Column, ...]:
    """What stands above it."""
    return (
        Column(say("Version", language), 8),
        Column(say("Sent as", language), 16),
        Column(say("Organisation", language), 18),
        Column(say("Name", language), 24),
        Column(say("E-mail address", language), 30),
        Column(say("Language", language), 10),
        Column(say("Why", language), 22),
        Column(say("Sent on", language), 17),
        Column(say("Times sent", language), 8),
        Column(say("Mail", language), 20),
        Column(say("Trouble with the mail", language), 40),
        Column(say("Opened on", language), 17),
        Column(say("Acknowledged on", language), 17),
        Column(say("How", language), 16),
        Column(say("By whom", language), 24),
        Column(say("Has it arrived", language), 12),
    )


def row(line: Line, language: Language) -> tuple[Value, ...]:
    """One recipient."""
    return tuple(value[language] if isinstance(value, Bilingual) else value for value in _values(line))


def _values(line: Line) -> Iterator[Value | Bilingual]:
    delivery, mail = line.delivery, line.mail
    yield delivery.version.number
    yield words.kind(delivery.version.kind)
    yield delivery.organisation.called if delivery.organisation else ""
    yield delivery.name
    yield delivery.address
    yield language_name(delivery.language)
    yield words.reason(delivery.reason)
    yield (mail.sent_at if mail else None) or delivery.sent_at
    yield len(delivery.mails)
    yield words.mail_state(mail.state) if mail else ""
    yield explain(mail.trouble) if mail and mail.trouble and mail.state != MailState.SENT else ""
    yield delivery.opened_at
    yield delivery.acknowledged_at
    yield words.how(delivery.acknowledged_how) if delivery.acknowledged_how is not None else ""
    yield delivery.acknowledged_by
    yield Bilingual.said("yes") if line.arrived else Bilingual.said("no")
