"""What is told besides the tasks, a sheet for each; knows no page."""

from collections.abc import Iterable, Iterator

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.dashboard.cockpit_facts import Facts
from tracker.dashboard.facts import Called, CarriedOver, SpecialAsked, Stages, StandardAt
from tracker.dashboard.facts_meetings import Attended, MinutesOf
from tracker.documents.models import Stage
from tracker.documents.words import stage_name
from tracker.meetings.kinds import MeetingKind
from tracker.sheets.writer import Column, Sheet, Value

DAY = 13
Row = tuple[Value, ...]


def of(facts: Facts, language: Language) -> Iterator[Sheet]:
    """The sheets of all of them."""
    yield stages(((each.stage, row) for each in facts.stages.stages for row in each.standards), language)
    yield _took(facts.stages, language)
    yield minutes(facts.minutes.meetings, language)
    yield _attended(facts.attended, language)
    yield special_meetings(facts.special_meetings, language)
    yield carried_over(facts.carried, language)


def _called(state: Called) -> Bilingual:
    return {
        Called.NOT_PLANNED: Bilingual.said("not planned yet"),
        Called.PLANNED: Bilingual.said("planned"),
        Called.HELD: Bilingual.said("held"),
        Called.DROPPED: Bilingual.said("dropped"),
    }[state]


def _text(words: Bilingual, language: Language) -> str:
    return words.in_(language).text


def stages(found: Iterable[tuple[Stage, StandardAt]], language: Language) -> Sheet:
    """The standards that are in each stage."""
    columns = (
        Column(say("Stage", language), 16), Column(say("Document", language), 20), Column(say("Title", language), 50),
        Column(say("Held by", language), 18), Column(say("Since", language), DAY), Column(say("Until", language), DAY),
        Column(say("Days", language), DAY), Column(say("Days late", language), DAY),
    )  # fmt: skip
    rows = [
        (
            stage_name(stage)[language],
            each.code,
            _text(each.title, language),
            _text(each.holder, language),
            each.since,
            each.due_on,
            each.days,
            each.late,
        )
        for stage, each in found
    ]
    return Sheet(say("Standards by stage", language), columns, rows)


def _took(stages: Stages, language: Language) -> Sheet:
    columns = (
        Column(say("Stage", language), 16), Column(say("Finished", language), DAY),
        Column(say("Median days", language), DAY), Column(say("Most days", language), DAY),
    )  # fmt: skip
    rows = [
        (stage_name(each.stage)[language], each.took.times, each.took.median, each.took.longest)
        for each in stages.stages
    ]  # fmt: skip
    return Sheet(say("Days in stage", language), columns, rows)


def minutes(meetings: Iterable[MinutesOf], language: Language) -> Sheet:
    """Meetings, and how their minutes went out."""
    columns = (
        Column(say("Meeting", language), 20), Column(say("Group", language), 12), Column(say("Kind", language), 18),
        Column(say("Held on", language), DAY), Column(say("Circulated on", language), DAY),
        Column(say("Issued on", language), DAY), Column(say("Days to circulation", language), DAY),
        Column(say("Days to issue", language), DAY), Column(say("Days not circulated", language), DAY),
        Column(say("Sent to", language), DAY), Column(say("Acknowledged", language), DAY),
    )  # fmt: skip
    kinds = {
        MeetingKind.REGULAR: say("Regular meeting", language), MeetingKind.SPECIAL: say("Special meeting", language),
    }  # fmt: skip
    rows = [
        (
            each.reference, each.group, kinds[each.kind], each.held_on, each.circulated_on, each.issued_on,
            each.to_circulate, each.to_issue, each.waiting, each.sent, each.acknowledged,
        )
        for each in meetings
    ]  # fmt: skip
    return Sheet(say("Minutes", language), columns, rows)


def _attended(attended: Attended, language: Language) -> Sheet:
    columns = (
        Column(say("Organisation", language), 28), Column(say("Meetings attended", language), DAY),
        Column(say("Meetings held", language), DAY), Column(say("People in all", language), DAY),
    )  # fmt: skip
    rows = [(_text(each.name, language), each.meetings, each.of, each.people) for each in attended.organisations]
    return Sheet(say("Attendance by organisation", language), columns, rows)


def special_meetings(asked: Iterable[SpecialAsked], language: Language) -> Sheet:
    """Special meetings that were asked for, and what became of them."""
    columns = (
        Column(say("Reference", language), 16), Column(say("Group", language), 12), Column(say("Action", language), 50),
        Column(say("Organisation", language), 24), Column(say("Agreed on", language), DAY),
        Column(say("Deadline as agreed", language), 30),
        Column(say("From", language), DAY), Column(say("To", language), DAY), Column(say("State", language), 16),
        Column(say("Planned for", language), DAY), Column(say("Held on", language), DAY),
        Column(say("Times postponed", language), DAY), Column(say("Days late", language), DAY),
    )  # fmt: skip
    rows = [
        (
            each.reference, each.group, _text(each.text, language),
            ", ".join(_text(owner, language) for owner in each.owners), each.agreed_on, _text(each.words, language),
            each.window.from_, each.window.end, _called(each.state)[language], each.planned_for, each.held_on,
            each.postponed, each.passed,
        )
        for each in asked
    ]  # fmt: skip
    return Sheet(say("Special meetings", language), columns, rows)


def carried_over(carried: Iterable[CarriedOver], language: Language) -> Sheet:
    """What meetings took up again and again."""
    columns = (
        Column(say("Reference", language), 16), Column(say("Group", language), 12), Column(say("What", language), 60),
        Column(say("Times carried over", language), DAY), Column(say("Since", language), DAY),
    )  # fmt: skip
    rows: list[Row] = [
        (each.reference, each.group, _text(each.text, language), each.times, each.since) for each in carried
    ]
    return Sheet(say("Carried over", language), columns, rows)
