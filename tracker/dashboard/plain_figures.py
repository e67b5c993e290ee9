"""All that the cockpit counts and tells, as plain values under stable English names; knows neither page nor command.

Days are ISO dates, texts stand in both languages, organisations by their English short names."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.core.bilingual import Bilingual
from tracker.dashboard.asked import Asked
from tracker.dashboard.cockpit_facts import Facts
from tracker.dashboard.facts import CarriedOver, OfStage, SpecialAsked, StandardAt, Took
from tracker.dashboard.facts_meetings import Attended, MinutesOf, MinutesTold
from tracker.dashboard.figures import Cockpit, Counts

Plain = dict[str, Any]


def plain_figures(asked: Asked, cockpit: Cockpit, facts: Facts) -> Plain:
    """What was asked, all that is counted of it, and all that is told besides."""
    return {
        "as_of": asked.as_of.isoformat(),
        "asked": plain_question(asked),
        "whole": plain_counts(cockpit.whole),
        "organisations": [
            {"id": each.id, "organisation": _called(each.name) if each.id else None, **plain_counts(each.counts)}
            for each in cockpit.organisations
        ],
        "kinds": [{"kind": each.kind.value, **plain_counts(each.counts)} for each in cockpit.kinds],
        "ages": [asdict(each) for each in cockpit.ages],
        "trend": [
            {"year": each.quarter.year, **asdict(each), "quarter": each.quarter.number} for each in cockpit.trend
        ],
        "stages": [_stage(each) for each in facts.stages.stages],
        "minutes": _minutes(facts.minutes),
        "attendance": _attendance(facts.attended),
        "special_meetings": [_special_meeting(each) for each in facts.special_meetings],
        "carried_over": [_carried_over(each) for each in facts.carried],
    }


def plain_question(asked: Asked) -> Mapping[str, str | int]:
    """What was asked besides the day, only what was: an organisation by its id, as the figures name it."""
    said: dict[str, str | int | None] = {
        "group": asked.group or None, "organisation": asked.organisation,
        "kind": asked.kind.value if asked.kind else None, "from": _day(asked.from_), "to": _day(asked.to),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def plain_counts(counts: Counts) -> Plain:
    """What is counted of some tasks, with the share of a hundred that was done on time."""
    return {**asdict(counts), "on_time_rate": counts.on_time_rate}


def _stage(of: OfStage) -> Plain:
    return {
        "stage": of.stage.value, "now": len(of.standards), "finished": _took(of.took),
        "standards": [_standard(each) for each in of.standards],
    }  # fmt: skip


def _standard(each: StandardAt) -> Plain:
    return {
        "code": each.code, "title": _text(each.title), "held_by": _called(each.holder) or None,
        "since": _day(each.since), "until": _day(each.due_on), "days": each.days, "days_late": each.late,
    }  # fmt: skip


def _minutes(told: MinutesTold) -> Plain:
    return {
        "held": len(told.meetings), "to_circulation": _took(told.to_circulate), "to_issue": _took(told.to_issue),
        "not_circulated": _took(told.waiting), "sent": told.sent, "acknowledged": told.acknowledged,
        "acknowledged_rate": told.acknowledged_rate, "meetings": [_meeting(each) for each in told.meetings],
    }  # fmt: skip


def _meeting(each: MinutesOf) -> Plain:
    return {
        "reference": each.reference, "group": each.group, "kind": each.kind.value, "held_on": _day(each.held_on),
        "circulated_on": _day(each.circulated_on), "issued_on": _day(each.issued_on),
        "days_to_circulation": each.to_circulate, "days_to_issue": each.to_issue,
        "days_not_circulated": each.waiting, "sent": each.sent, "acknowledged": each.acknowledged,
    }  # fmt: skip


def _attendance(attended: Attended) -> Plain:
    return {
        "meetings": attended.meetings,
        "organisations": [
            {
                "id": each.id, "organisation": _called(each.name), "meetings": each.meetings, "of": each.of,
                "people": each.people,
            }
            for each in attended.organisations
        ],
    }  # fmt: skip


def _special_meeting(each: SpecialAsked) -> Plain:
    return {
        "reference": each.reference, "group": each.group, "text": _text(each.text),
        "organisations": [_called(owner) for owner in each.owners], "agreed_on": _day(each.agreed_on),
        "deadline": _text(each.words), "from": _day(each.window.from_), "to": _day(each.window.end),
        "state": each.state.value, "planned_for": _day(each.planned_for), "held_on": _day(each.held_on),
        "times_postponed": each.postponed, "days_late": each.passed,
    }  # fmt: skip


def _carried_over(each: CarriedOver) -> Plain:
    return {
        "reference": each.reference, "group": each.group, "text": _text(each.text), "times": each.times,
        "since": _day(each.since),
    }  # fmt: skip


def _took(took: Took) -> Plain:
    return {"times": took.times, "median_days": took.median, "longest_days": took.longest}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(words: Bilingual) -> dict[str, str]:
    return {"en": words.en, "lo": words.lo}


def _called(name: Bilingual) -> str:
    return name.in_("en").text
