"""The sentences that the minutes compose from the record; an edited wording takes the place of each."""

from collections.abc import Callable, Sequence

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.meetings.kinds import AttendanceRole, MeetingState, Presence
from tracker.meetings.models import Attendance, Meeting


def both(write: Callable[[Language], str]) -> Bilingual:
    """A text written once for each language."""
    return Bilingual(en=write("en"), lo=write("lo"))


def listed(names: Sequence[str], language: Language) -> str:
    """'A, B and C' / 'A, B ແລະ C'."""
    if len(names) < 2:
        return "".join(names)
    return say("%(first)s and %(last)s", language, first=", ".join(names[:-1]), last=names[-1])


def opening(meeting: Meeting) -> Bilingual:
    """When, where and for how long the meeting was held, and who chaired it."""
    return meeting.opening or both(lambda language: _opening(meeting, language))


def _opening(meeting: Meeting, language: Language) -> str:
    if meeting.state != MeetingState.HELD:
        return _not_held(meeting, language)
    parts = [_held(meeting, language)]
    if meeting.chair:
        name = meeting.chair.name.in_(language).text
        post = meeting.chair.post.in_(language).text
        unit = meeting.chair.organisation.called[language]
        parts.append(
            say("%(name)s, %(post)s (%(unit)s), chaired the meeting.", language, name=name, post=post, unit=unit)
            if post
            else say("%(name)s (%(unit)s) chaired the meeting.", language, name=name, unit=unit)
        )
    return " ".join(parts)


def _held(meeting: Meeting, language: Language) -> str:
    facts: dict[str, object] = {
        "what": what_meeting(meeting)[language],
        "date": dates.long_date(meeting.held_on, language),
        "venue": meeting.venue.in_(language).text,
        "start": meeting.starts_at.strftime("%H:%M") if meeting.starts_at else "",
        "end": meeting.ends_at.strftime("%H:%M") if meeting.ends_at else "",
    }
    if facts["venue"] and facts["start"] and facts["end"]:
        return say("%(what)s was held on %(date)s at %(venue)s, from %(start)s to %(end)s.", language, **facts)
    if facts["venue"] and facts["start"]:
        return say("%(what)s was held on %(date)s at %(venue)s, starting at %(start)s.", language, **facts)
    if facts["venue"]:
        return say("%(what)s was held on %(date)s at %(venue)s.", language, **facts)
    if facts["start"] and facts["end"]:
        return say("%(what)s was held on %(date)s, from %(start)s to %(end)s.", language, **facts)
    return say("%(what)s was held on %(date)s.", language, **facts)


def _not_held(meeting: Meeting, language: Language) -> str:
    what, date = what_meeting(meeting)[language], dates.long_date(meeting.held_on, language)
    match meeting.state:
        case MeetingState.CANCELLED:
            return say("%(what)s, planned for %(date)s, was cancelled.", language, what=what, date=date)
        case MeetingState.POSTPONED:
            return say("%(what)s, planned for %(date)s, was postponed.", language, what=what, date=date)
        case _:
            return say("%(what)s is planned for %(date)s.", language, what=what, date=date)


def what_meeting(meeting: Meeting) -> Bilingual:
    """How a sentence names the meeting: its group and quarter, or the group and the title of a special one."""

    def name(language: Language) -> str:
        group = meeting.group.name.in_(language).text
        quarter = dates.quarter(meeting.period_year, meeting.period_quarter, language)
        if meeting.name:
            return say("The special meeting of the %(group)s", language, group=group)
        return say("The meeting of the %(group)s for %(quarter)s", language, group=group, quarter=quarter)

    return both(name)


def participants(meeting: Meeting) -> Bilingual:
    """How many took part and who they were; who sent apologies; nothing where the meeting was not held."""
    if meeting.participants or meeting.state != MeetingState.HELD:
        return meeting.participants
    return both(lambda language: _participants(meeting, language))


def _participants(meeting: Meeting, language: Language) -> str:
    present = [row for row in meeting.attendance if row.presence == Presence.PRESENT]
    number = meeting.headcount if meeting.headcount is not None else meeting.counted
    if not number:
        return ""
    who = _who(present, language)
    if who:
        head = say_many("There was %(number)s participant: %(who)s.", "There were %(number)s participants: %(who)s.",
                        number, language, who="; ".join(who))  # fmt: skip
    else:
        head = say_many("There was %(number)s participant.", "There were %(number)s participants.", number, language)
    away = [row for row in meeting.attendance if row.presence == Presence.APOLOGIES]
    if not away:
        return head
    names = listed([name_of(row, language) for row in away], language)
    apologies = say("Apologies were received from %(who)s.", language, who=names)
    return f"{head} {apologies}"


def _who(present: Sequence[Attendance], language: Language) -> list[str]:
    """The kinds of participants in the order of the list; organisations that are only named stand together."""
    organisations = [row for row in present if row.organisation and not row.person and not row.description]
    parts: list[str] = []
    for row in present:
        if row.role == AttendanceRole.CHAIR:
            continue
        if row not in organisations:
            parts.append(_counted(row, name_of(row, language)))
        elif row is organisations[0]:
            names = [_counted(each, name_of(each, language)) for each in organisations]
            parts.append(
                say_many("%(number)s organisation (%(names)s)", "%(number)s organisations (%(names)s)",
                         len(names), language, names=listed(names, language))
            )  # fmt: skip
    return parts


def _counted(row: Attendance, name: str) -> str:
    return name if row.person or row.headcount is None else f"{name}: {row.headcount}"


def name_of(row: Attendance, language: Language) -> str:
    """A participant as a sentence names it: person, description or organisation, with the organisation in brackets."""
    organisation = row.organisation or (row.person.organisation if row.person else None)
    called = organisation.called[language] if organisation else ""
    own = row.person.name.in_(language).text if row.person else row.description.in_(language).text
    if own and called:
        return f"{own} ({called})"
    return own or called


def closing(meeting: Meeting) -> Bilingual:
    """Thanks, and when the meeting was closed; nothing where it was not held."""
    if meeting.closing or meeting.state != MeetingState.HELD:
        return meeting.closing
    return both(lambda language: _closing(meeting, language))


def _closing(meeting: Meeting, language: Language) -> str:
    date = dates.long_date(meeting.held_on, language)
    if meeting.ends_at:
        return say(
            "The chairperson thanked all participants for their contributions and closed the meeting at %(end)s"
            " on %(date)s.",
            language,
            end=meeting.ends_at.strftime("%H:%M"),
            date=date,
        )
    return say(
        "The chairperson thanked all participants for their contributions and closed the meeting on %(date)s.",
        language,
        date=date,
    )
