"""Lines of digests about actions: parts of them, those that nobody owes, and what waits for the chair's answer."""

from dataclasses import replace

from tracker.accounts.models import LinkPurpose
from tracker.actions import words
from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind, Ask, AskKind, Assignment, AssignmentRole, AssignmentState
from tracker.core import clock, dates
from tracker.core.i18n import say, say_many
from tracker.groups.models import Trigger
from tracker.reminders.facts import Facts
from tracker.reminders.models import ItemKind
from tracker.reminders.piles import Line, Owed, Pile, Setting, Target, Voice, first_large, pile_of


def part_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """One organisation's part of an action; None where it is not there any more."""
    part = facts.parts.get(owed.item_id)
    if part is None:
        return None
    if part.state == AssignmentState.SUBMITTED:
        return _handed_in(owed, part, facts, to)
    action, ends = part.action, words.next_end(part.window, part.action.confirmed_on, to.on)
    expected, button = _expected(owed, part, facts, to)
    target = Target(LinkPurpose.ACTION, "assignment", part.id, part.organisation_id)
    return replace(
        _line(owed, action, facts, to, part), pile=pile_of(ends, to.on), expected=expected, button=button,
        stands=_stands(owed, part.window, action, to),
        escalated=_escalated(owed, facts, to), target=target if owed.voice == Voice.OWNER else None,
    )  # fmt: skip


def action_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """An action as a whole: one that nobody owes, or a special meeting that is not scheduled."""
    action = facts.actions.get(owed.item_id)
    if action is None:
        return None
    if owed.trigger == Trigger.WINDOW_OPENS or (action.kind == ActionKind.SPECIAL_MEETING and action.owners):
        expected, button = _to_schedule(to), say("Schedule the meeting", to.language)
        ends = words.next_end(action.first, action.confirmed_on, to.on)
        pile, stands = pile_of(ends, to.on), _stands(owed, action.first, action, to) if ends else ""
    else:
        expected = say("Nobody owes it yet. Please give it an owner.", to.language)
        button, pile, stands = say("Give it an owner", to.language), Pile.WAITING, ""
    return replace(_line(owed, action, facts, to), pile=pile, stands=stands, expected=expected, button=button)


def ask_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """What an organisation asked the chair."""
    ask = facts.asks.get(owed.item_id)
    if ask is None:
        return None
    return replace(
        _line(owed, ask.assignment.action, facts, to, ask.assignment),
        stands=say("Asked %(since)s.", to.language, since=to.since(clock.day_of(ask.asked_at))),
        expected=_asked(ask, to), button=say("Answer it", to.language), page=f"/actions/asks/{ask.id}/answer",
    )  # fmt: skip


def _handed_in(owed: Owed, part: Assignment, facts: Facts, to: Setting) -> Line:
    called = part.organisation.called[to.language]
    return replace(
        _line(owed, part.action, facts, to, part),
        expected=say(
            "%(organisation)s handed it in. Please accept it, or return it with what is missing.", to.language,
            organisation=called,
        ),
        button=say("Accept or return", to.language), page=f"/actions/parts/{part.id}/answer",
    )  # fmt: skip


def _line(owed: Owed, action: Action, facts: Facts, to: Setting, part: Assignment | None = None) -> Line:
    shown = words.text_of(action).in_(to.language)
    window, confirmed = (part.window if part else action.first), action.confirmed_on
    return Line(
        owed=owed, ends=words.next_end(window, confirmed, to.on), group=facts.groups[owed.group_id].acronym,
        title=to.plain(words.text_of(action)), language=shown.language, missing=shown.missing,
        reference=action.reference,
        organisation=part.organisation.called[to.language] if part else "",
        agreed=_agreed(action, part, to), origin=_origin(action, facts, to), page=f"/actions/{action.id}",
    )  # fmt: skip


def _stands(owed: Owed, window: Window, action: Action, to: Setting) -> str:
    """How much time is left; of a special meeting that is not scheduled when its window opens, before it does."""
    if owed.trigger == Trigger.WINDOW_OPENS and window.from_ and window.from_ > to.on and not action.confirmed_on:
        days = (window.from_ - to.on).days
        return say_many("Its time begins in %(number)s day.", "Its time begins in %(number)s days.", days, to.language)
    return first_large(words.due_words(window, action.confirmed_on, to.on, to.language))


def _agreed(action: Action, part: Assignment | None, to: Setting) -> str:
    """The words of the deadline, and the days that hold now."""
    window, agreed = part.window if part else action.first, to.plain(action.words)
    until = words.told_until(window, action.confirmed_on)
    day = dates.short_date(until) if until else ""
    if agreed and day and window.from_ and not action.confirmed_on and window.from_ != until:
        return say("As agreed: “%(words)s” (%(dates)s).", to.language, words=agreed,
                   dates=words.dates_words(window, None, to.language))  # fmt: skip
    if agreed and day:
        return say("As agreed: “%(words)s” (until %(date)s).", to.language, words=agreed, date=day)
    if agreed:
        return say("As agreed: “%(words)s”.", to.language, words=agreed)
    return say("Until %(date)s.", to.language, date=day) if day else ""


def _origin(action: Action, facts: Facts, to: Setting) -> str:
    """Which meeting and paragraph it came from, and whom it concerns."""
    group, day = facts.groups[action.group_id].acronym, dates.short_date(action.agreed_on)
    number = facts.numbers.get(action.entry_id or 0)
    if action.meeting is None:
        agreed = say("%(group)s, agreed on %(date)s outside a meeting.", to.language, group=group, date=day)
    elif number:
        agreed = say("%(group)s, meeting of %(date)s, %(place)s.", to.language, group=group,
                     date=dates.short_date(action.meeting.held_on), place=f"IV.{number}")  # fmt: skip
    else:
        agreed = say("%(group)s, meeting of %(date)s.", to.language, group=group,
                     date=dates.short_date(action.meeting.held_on))  # fmt: skip
    named = [agreed]
    if owners := [part.organisation.called[to.language] for part in action.owners]:
        named.append(say("Responsible: %(organisations)s.", to.language, organisations=", ".join(owners)))
    helping = [each for each in action.assignments if each.role in (AssignmentRole.SUPPORT, AssignmentRole.FOLLOW_UP)]
    if helping:
        others = ", ".join(each.organisation.called[to.language] for each in helping)
        named.append(say("Together with: %(organisations)s.", to.language, organisations=others))
    return " ".join(named)


def _expected(owed: Owed, part: Assignment, facts: Facts, to: Setting) -> tuple[str, str]:
    """What the reader is asked to do, and what the button says."""
    called, language = part.organisation.called[to.language], to.language
    if owed.voice == Voice.CHAIR:
        told = say(
            "%(organisation)s has not handed it in. Please speak with it, and decide how it goes on.", language,
            organisation=called,
        )  # fmt: skip
        return told, say("Go to the action", language)
    if owed.voice == Voice.MANAGEMENT:
        told = say(
            "%(organisation)s has not handed it in. Please see to it that it goes on.", language, organisation=called
        )
        return told, say("Go to the action", language)
    claim = facts.claims.get(part.id)
    if claim is not None and claim.organisation_id == part.organisation_id:
        return _claimed(claim, to), say("Report progress", language)
    return _owner_expected(owed, part, to), say("Report progress", language)


def _claimed(claim: Ask, to: Setting) -> str:
    """What the reader's organisation asked, so that it is not pressed for what waits for the chair."""
    if claim.kind == AskKind.MORE_TIME:
        return say("You asked for more time; the chair has not answered yet.", to.language)
    return say("You said that this is not yours; the chair has not answered yet.", to.language)


def _owner_expected(owed: Owed, part: Assignment, to: Setting) -> str:
    owners = ", ".join(each.organisation.called[to.language] for each in part.action.owners)
    if part.role == AssignmentRole.SUPPORT:
        return say("You support %(organisations)s here. Please say how it goes.", to.language, organisations=owners)
    if part.role == AssignmentRole.FOLLOW_UP:
        return say("You follow it up. Please say how it goes.", to.language)
    if owed.trigger == Trigger.WINDOW_OPENS:
        return _to_schedule(to)
    if words.end_of(part.window, part.action.confirmed_on) is None:
        return say("Please say when it will be done, or report progress.", to.language)
    return say("Please report progress, or hand it in.", to.language)


def _to_schedule(to: Setting) -> str:
    return say("The meeting is not scheduled yet. Please schedule it.", to.language)


def _escalated(owed: Owed, facts: Facts, to: Setting) -> str:
    """How often those who owe it were reminded, and how long the chair has known, for whoever is told of it."""
    before = facts.before.get((ItemKind.PART, owed.item_id, owed.organisation_id))
    if owed.voice == Voice.OWNER or before is None:
        return ""
    since = dates.short_date(before.since)
    told = say_many("Reminded %(number)s time since %(date)s.", "Reminded %(number)s times since %(date)s.",
                    before.times, to.language, date=since)  # fmt: skip
    if owed.voice == Voice.MANAGEMENT and before.chair_since:
        told += " " + say("The chair was told on %(date)s.", to.language, date=dates.short_date(before.chair_since))
    return told


def _asked(ask: Ask, to: Setting) -> str:
    called, why = ask.organisation.called[to.language], to.plain(ask.reason)
    match ask.kind:
        case AskKind.MORE_TIME:
            until = words.until_words(ask.window, None, to.language)
            told = say("%(organisation)s asks for more time (%(until)s).", to.language, organisation=called,
                       until=until)  # fmt: skip
        case AskKind.NOT_OURS:
            told = say("%(organisation)s says that it is not its own.", to.language, organisation=called)
        case _:
            told = say("%(organisation)s asks a question.", to.language, organisation=called)
    quoted = f"“{why}”" if why else ""
    return " ".join(filter(None, (told, quoted, say("Please answer.", to.language))))
