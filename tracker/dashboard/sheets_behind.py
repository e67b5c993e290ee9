"""The rows behind figures of meetings, attendance and stages as workbooks that sort and filter; knows no page."""

from collections.abc import Iterable, Iterator, Sequence

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.dashboard.facts import Finished
from tracker.dashboard.facts_meetings import AtMeeting, Attendant, AttendedBy, Delivered
from tracker.dashboard.sheets_asked import asked_sheet
from tracker.documents.models import Stage
from tracker.documents.words import stage_name
from tracker.sheets import writer
from tracker.sheets.writer import Column, Sheet, Value

DAY = 13
Row = tuple[Value, ...]


def file_of(sheet: Sheet, said: Sequence[Bilingual], language: Language) -> bytes:
    """A workbook of some rows, and what was asked."""
    return writer.book([sheet, asked_sheet(said, language)])


def delivered(rows: Iterable[Delivered], language: Language) -> Sheet:
    """To whom minutes went."""
    columns = (
        Column(say("Meeting", language), 20), Column(say("Version", language), DAY),
        Column(say("Sent to", language), 30), Column(say("Organisation", language), 18),
        Column(say("Sent on", language), DAY), Column(say("Acknowledged on", language), DAY),
        Column(say("Acknowledged by", language), 30),
    )  # fmt: skip
    found: Iterator[Row] = (
        (
            each.meeting.reference, each.version, each.name, each.organisation[language], each.sent_on,
            each.acknowledged_on, each.acknowledged_by,
        )
        for each in rows
    )  # fmt: skip
    return Sheet(say("Deliveries of minutes", language), columns, found)


def attended(rows: Iterable[tuple[AttendedBy, AtMeeting]], language: Language) -> Sheet:
    """At which meetings organisations were."""
    columns = (
        Column(say("Organisation", language), 18), Column(say("Meeting", language), 20),
        Column(say("Held on", language), DAY), Column(say("Was there?", language), 18),
        Column(say("People", language), DAY),
    )  # fmt: skip
    there, away = say("was there", language), say("was not", language)
    found: Iterator[Row] = (
        (
            by.name.in_(language).text,
            at.meeting.reference,
            at.meeting.held_on,
            there if at.was_there else away,
            at.people,
        )
        for by, at in rows
    )
    return Sheet(say("Attendance by organisation", language), columns, found)


def attendants(rows: Iterable[Attendant], language: Language) -> Sheet:
    """Who was there."""
    columns = (
        Column(say("Counted for", language), 18), Column(say("Meeting", language), 20),
        Column(say("Held on", language), DAY), Column(say("Organisation", language), 18),
        Column(say("Name or description", language), 40), Column(say("People", language), DAY),
    )  # fmt: skip
    found: Iterator[Row] = (
        (
            each.counted_for.in_(language).text, each.meeting.reference, each.meeting.held_on,
            each.organisation[language], each.who.in_(language).text, each.people,
        )
        for each in rows
    )  # fmt: skip
    return Sheet(say("People at the meetings", language), columns, found)


def finished(rows: Iterable[tuple[Stage, Finished]], language: Language) -> Sheet:
    """The stages that are over."""
    columns = (
        Column(say("Stage", language), 16), Column(say("Document", language), 20), Column(say("Title", language), 50),
        Column(say("Held by", language), 18), Column(say("Began on", language), DAY),
        Column(say("Ended on", language), DAY), Column(say("Days", language), DAY),
    )  # fmt: skip
    found = (_finished(stage, each, language) for stage, each in rows)
    return Sheet(say("Finished stages of standards", language), columns, found)


def _finished(stage: Stage, each: Finished, language: Language) -> Row:
    return (
        stage_name(stage)[language], each.code, each.title.in_(language).text, each.holder.in_(language).text,
        each.since, each.until, each.days,
    )  # fmt: skip
