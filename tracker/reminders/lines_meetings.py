"""Lines of digests about meetings and their minutes, and about a group that plans none."""

from dataclasses import replace
from datetime import date

from tracker.accounts.models import LinkPurpose
from tracker.core import dates
from tracker.core.i18n import say
from tracker.groups.models import Trigger
from tracker.meetings.appointments import called
from tracker.meetings.models import Meeting
from tracker.minutes.models import Version
from tracker.minutes.policy_answers import comments_until
from tracker.points.agenda import agenda_lines
from tracker.reminders.facts import Facts
from tracker.reminders.piles import Line, Owed, Setting, Target, Voice, first_large, pile_of

MOST_LISTED = 30  # lines of an agenda in a mail


def meeting_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """A meeting: it is near, points are called for, or its minutes are not circulated."""
    meeting = facts.meetings.get(owed.item_id)
    if meeting is None:
        return None
    if owed.trigger == Trigger.HELD:
        return _held(owed, meeting, facts, to)
    if owed.trigger == Trigger.CALL:
        return _call(owed, meeting, facts, to)
    return replace(
        _line(owed, meeting, facts, to), pile=pile_of(meeting.held_on, to.on), ends=meeting.held_on,
        stands=_when(meeting, to), expected=_where(meeting, to), button=say("Go to the meeting", to.language),
    )  # fmt: skip


def version_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """Circulated minutes that wait for an answer."""
    version = facts.versions.get(owed.item_id)
    if version is None:
        return None
    until, delivery = comments_until(version), facts.deliveries.get((version.id, owed.organisation_id))
    expected = say("Please answer the minutes: whether you agree, or what should be corrected.", to.language)
    target = None
    if owed.voice == Voice.OWNER and delivery and delivery.link_id:
        target = Target(LinkPurpose.ANSWER, "version", version.id, delivery.organisation_id, delivery.link_id)
    return replace(
        _line(owed, version.meeting, facts, to), pile=pile_of(until, to.on), ends=until, expected=expected,
        target=target, stands=first_large(to.left(until)) if until else "", agreed=_until(until, to),
        button=say("Read and answer", to.language),
        title=_minutes(version, to),
    )  # fmt: skip


def group_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """A quarter in which no regular meeting is planned."""
    group = facts.groups[owed.group_id]
    quarter = dates.quarter(*dates.quarter_of(to.on), to.language)
    return Line(
        owed=owed, group=group.acronym, language=to.language,
        title=say("%(group)s: no regular meeting in %(quarter)s", to.language, group=group.acronym, quarter=quarter),
        expected=say("No regular meeting is planned. Please plan one.", to.language),
        button=say("Plan the meeting", to.language), page=f"/meetings/{group.slug}/plan",
    )  # fmt: skip


def _held(owed: Owed, meeting: Meeting, facts: Facts, to: Setting) -> Line:
    told = say("Held on %(date)s, %(since)s.", to.language, date=dates.short_date(meeting.held_on),
               since=to.since(meeting.held_on))  # fmt: skip
    return replace(
        _line(owed, meeting, facts, to), stands=told,
        expected=say("The minutes are not circulated yet. Please circulate them.", to.language),
        button=say("Circulate the minutes", to.language),
    )  # fmt: skip


def _call(owed: Owed, meeting: Meeting, facts: Facts, to: Setting) -> Line:
    expected = say(
        "Please send your issues, recommendations and progress before the meeting, or say that you have none.",
        to.language,
    )
    agenda = agenda_lines(meeting, to.language)
    more = len(agenda) - MOST_LISTED
    listed = agenda if more <= 0 else (*agenda[:MOST_LISTED], say("and %(number)s more", to.language, number=more))
    called_for = Target(LinkPurpose.POINTS, "meeting", meeting.id, owed.organisation_id)
    return replace(
        _line(owed, meeting, facts, to), pile=pile_of(meeting.held_on, to.on), ends=meeting.held_on,
        stands=_when(meeting, to), expected=expected, button=say("Send points", to.language),
        heading=say("The agenda so far:", to.language) if listed else "", listed=listed,
        target=called_for if owed.voice == Voice.OWNER and owed.organisation_id else None,
        title=say("Points for the meeting: %(meeting)s", to.language, meeting=called(meeting, to.language)),
    )  # fmt: skip


def _line(owed: Owed, meeting: Meeting, facts: Facts, to: Setting) -> Line:
    group = facts.groups[owed.group_id]
    organisation = facts.organisations.get(owed.organisation_id or 0)
    return Line(
        owed=owed, group=group.acronym, title=called(meeting, to.language), language=to.language,
        reference=meeting.reference, organisation=organisation.called[to.language] if organisation else "",
        page=f"/meetings/{group.slug}/{meeting.address}",
    )  # fmt: skip


def _minutes(version: Version, to: Setting) -> str:
    return say("Minutes of the meeting of %(date)s", to.language, date=dates.short_date(version.meeting.held_on))


def _until(until: date | None, to: Setting) -> str:
    if until is None:
        return ""
    return say("Until %(date)s.", to.language, date=dates.weekday_date(until, to.language))


def _when(meeting: Meeting, to: Setting) -> str:
    days = (meeting.held_on - to.on).days
    if days == 0:
        return say("Today.", to.language)
    if days == 1:
        return say("Tomorrow.", to.language)
    return f"{dates.weekday_date(meeting.held_on, to.language)}."


def _where(meeting: Meeting, to: Setting) -> str:
    hours = [dates.clock_time(each, to.language) for each in (meeting.starts_at, meeting.ends_at) if each]
    facts = (
        dates.weekday_date(meeting.held_on, to.language),
        " – ".join(hours) if meeting.starts_at else "", to.plain(meeting.venue),
    )  # fmt: skip
    return say("The meeting is on %(facts)s.", to.language, facts=", ".join(filter(None, facts)))
