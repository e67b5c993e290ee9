"""The tables of the minutes: who attended, what became of older items, who does what by when."""

from collections.abc import Sequence

from tracker.actions.deadlines import Basis
from tracker.actions.models import Action, AssignmentRole
from tracker.actions.words import dates_words, text_of, told_until
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.docx.outline import Column, Table
from tracker.meetings.kinds import Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes import words
from tracker.minutes.sentences import both
from tracker.register.review import Reviewed
from tracker.register.words import shortened

NOTHING = Bilingual()
LONGEST_ITEM = 240  # letters of an older item in the review; whole, it stands in its own minutes


def attendance(meeting: Meeting) -> Table:
    """Everybody on the list, in its order, and the total that was declared."""
    rows = [_attendant(number, row) for number, row in enumerate(meeting.attendance, 1)]
    if meeting.headcount is not None:
        rows.append((NOTHING, Bilingual.said("Total"), NOTHING, NOTHING, Bilingual.same(str(meeting.headcount))))
    return Table(
        columns=(
            Column(Bilingual.said("Row"), 8, "center"),
            Column(Bilingual.said("Organisation"), 24),
            Column(Bilingual.said("Name or description"), 36),
            Column(Bilingual.said("Role"), 18),
            Column(Bilingual.said("People"), 14, "center"),
        ),
        rows=tuple(rows),
        caption=Bilingual.said("Participants"),
        description=Bilingual.said("Each participant or group of participants, with organisation, role and number."),
        key="attendance",
    )


def _attendant(number: int, row: Attendance) -> tuple[Bilingual, ...]:
    organisation = row.organisation or (row.person.organisation if row.person else None)
    role = words.attendance_role(row.role)
    if row.presence != Presence.PRESENT:
        absent = words.presence(row.presence)
        role = both(lambda language: f"{role[language]} ({absent[language]})")
    who = _person(row) if row.person else row.description
    headcount = 1 if row.person and row.headcount is None else row.headcount
    return (
        Bilingual.same(str(number)),
        organisation.called if organisation else NOTHING,
        who,
        role,
        Bilingual.same(str(headcount)) if headcount is not None and row.presence == Presence.PRESENT else NOTHING,
    )


def _person(row: Attendance) -> Bilingual:
    person = row.person
    if person is None or not person.post:
        return person.name if person else NOTHING
    return Bilingual(en=f"{person.name.in_('en').text}\n{person.post.in_('en').text}",
                     lo=f"{person.name.in_('lo').text}\n{person.post.in_('lo').text}")  # fmt: skip


def reviews(rows: Sequence[Reviewed]) -> Table:
    """What the meeting found about every older item. Its words stand whole in its own minutes, so long ones are
    cut here, and what has one language is quoted in it."""
    return Table(
        columns=(
            Column(Bilingual.said("Item"), 18),
            Column(Bilingual.said("What it is"), 38),
            Column(Bilingual.said("Verdict"), 18),
            Column(Bilingual.said("Remark"), 26),
        ),
        rows=tuple((_item(row), _item_text(row), _verdict(row), row.printed) for row in rows),
        caption=Bilingual.said("Review of what was outstanding"),
        description=Bilingual.said("Each outstanding item with the verdict of this meeting."),
        key="reviews",
    )


def _item(row: Reviewed) -> Bilingual:
    """Its reference and, below it, who owes an action or raised a point."""
    parties = both(lambda language: ", ".join(each[language] for each in row.item.parties))
    return both(lambda language: "\n".join(filter(None, (row.item_reference, parties[language]))))


def _item_text(row: Reviewed) -> Bilingual:
    return both(lambda language: shortened(row.item.text.in_(language).text, LONGEST_ITEM))


def _verdict(row: Reviewed) -> Bilingual:
    told = words.verdict(row.verdict)
    if row.until is None:
        return told
    until = Bilingual.said("until %(date)s", date=dates.short_date(row.until))
    return both(lambda language: f"{told[language]}\n({until[language]})")


def actions(rows: Sequence[Action]) -> Table:
    """Who does what by when."""
    return Table(
        columns=(
            Column(Bilingual.said("No."), 15),
            Column(Bilingual.said("Action"), 40),
            Column(Bilingual.said("Responsible"), 22),
            Column(Bilingual.said("By when"), 23),
        ),
        rows=tuple((Bilingual.same(row.reference), text_of(row), who(row), when(row)) for row in rows),
        caption=Bilingual.said("Actions agreed"),
        description=Bilingual.said("Each action with who is responsible for it and until when."),
        key="actions",
    )


def who(action: Action) -> Bilingual:
    """The organisations by role, a line for each role; says so where nobody is responsible yet."""

    def lines(language: Language) -> str:
        told = []
        for role in AssignmentRole:
            names = [part.organisation.called[language] for part in action.assignments if part.role == role]
            if names:
                joined = ", ".join(names)
                plain = role == AssignmentRole.OWNER
                told.append(joined if plain else f"{words.assignment_role(role)[language]}: {joined}")
            elif role == AssignmentRole.OWNER:
                told.append(Bilingual.said("not yet named")[language])
        return "\n".join(told)

    return both(lines)


def when(action: Action) -> Bilingual:
    """The words as agreed and, where they were read as dates that do not stand in them, the dates below them."""

    def lines(language: Language) -> str:
        words_agreed = action.words.in_(language).text
        dated = window_of(action, language)
        if words_agreed and dated and not _names_its_dates(words_agreed, action):
            return f"{words_agreed}\n({dated})"
        return words_agreed or dated or Bilingual.said("no date agreed")[language]

    return both(lines)


def _names_its_dates(words_agreed: str, action: Action) -> bool:
    days = [action.confirmed_on] if action.confirmed_on else [action.first.from_, action.first.by]
    return all(dates.short_date(day) in words_agreed for day in days if day)


def window_of(action: Action, language: Language) -> str:
    """The dates of an action: the confirmed one, or the first window; empty where there are none."""
    if told_until(action.first, action.confirmed_on):
        return dates_words(action.first, action.confirmed_on, language)
    return Bilingual.said("next meeting")[language] if action.basis == Basis.NEXT_MEETING and not action.words else ""


def who_and_when(agreed: Sequence[Action]) -> Bilingual:
    """What is printed behind a conclusion: for each of its actions who is responsible and by when."""

    def line(language: Language) -> str:
        return "; ".join(_short(action, language) for action in agreed)

    return both(line)


def _short(action: Action, language: Language) -> str:
    parts = []
    for role in AssignmentRole:
        names = [part.organisation.called[language] for part in action.assignments if part.role == role]
        if names or role == AssignmentRole.OWNER:
            joined = ", ".join(names) or Bilingual.said("not yet named")[language]
            parts.append(f"{words.assignment_role(role)[language]}: {joined}")
    heading, by_when = Bilingual.said("By when"), action.words.in_(language).text or window_of(action, language)
    by_when = by_when or Bilingual.said("no date agreed")[language]
    parts.append(f"{heading[language]}: {by_when}")
    return ", ".join(parts)
