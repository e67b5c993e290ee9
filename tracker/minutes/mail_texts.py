"""What a mail about minutes says: the facts of a version, gathered once, and the letter of it to one reader. Knows no
outbox."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline import Outline, Table
from tracker.docx.outline_json import from_data
from tracker.docx.outline_plain import PlainLine, as_text, plain_lines
from tracker.docx.outline_texts import texts, whole_in
from tracker.mail import reach
from tracker.mail.messages import Place
from tracker.mail.rendering import Letter, render
from tracker.meetings.models import Meeting
from tracker.minutes import queries_answers, queries_versions
from tracker.minutes.amended import listed_in
from tracker.minutes.enclosing import Form, enclosed
from tracker.minutes.models import Reason, Version, VersionKind
from tracker.minutes.queries_circulation import named_in_actions
from tracker.minutes.sentences import both

NOTHING = Bilingual()
MOST_PASSAGES = 20  # of those that were changed; the minutes list all


@dataclass(frozen=True, slots=True)
class Task:
    """One action as the minutes say it: its reference, what is to be done, by whom and by when."""

    reference: Bilingual
    text: Bilingual
    who: Bilingual
    when: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """All that the mails of one version say, whoever reads them. `changed` counts the passages that read otherwise than
    in the version before; `objecting` are the organisations whose objection to an earlier one stands; `lines` are the
    whole minutes, for readers who can't reach the pages."""

    kind: VersionKind
    number: int
    edition: str = ""
    reference: str
    about: Bilingual
    group: str
    mailbox: str
    held_on: date
    comment_until: date | None = None
    registered_as: str = ""
    issued_on: date | None = None
    changes: Bilingual = NOTHING
    passages: tuple[Bilingual, ...] = ()
    changed: int = 0
    forms: tuple[Form, ...] = ()
    whole: tuple[Language, ...] = LANGUAGES
    notes: tuple[Bilingual, ...] = ()
    objecting: frozenset[int] = frozenset()
    tasks: Mapping[int, tuple[Task, ...]]
    lines: Mapping[Language, tuple[PlainLine, ...]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a mail, for which organisation, and why it comes."""

    language: Language
    reason: Reason
    organisation_id: int | None = None
    organisation: Bilingual = NOTHING


def announcement(
    meeting: Meeting, built: Outline, *, kind: VersionKind, number: int, comment_until: date | None,
    forms: tuple[Form, ...], before: Outline | None = None,
) -> Announcement:  # fmt: skip
    """What the mails will say of a version that is not frozen yet."""
    return Announcement(
        kind=kind, number=number, reference=meeting.reference, about=_about(meeting), group=meeting.group.acronym,
        mailbox=meeting.group.mailbox, held_on=meeting.held_on, comment_until=comment_until, forms=forms,
        whole=whole_in(built), notes=built.notes, tasks=_tasks(meeting.id, built), lines=_lines(built),
        changed=changed_passages(before, built) if before else 0,
    )  # fmt: skip


def announcement_of(version: Version) -> Announcement:
    """What the mails of a frozen version say."""
    meeting, built = version.meeting, from_data(version.outline)
    before = queries_versions.before(version)
    return Announcement(
        kind=version.kind, number=version.number, edition=version.edition, reference=meeting.reference,
        about=_about(meeting), group=meeting.group.acronym, mailbox=meeting.group.mailbox, held_on=meeting.held_on,
        comment_until=version.comment_until, registered_as=version.registered_as, issued_on=version.issued_on,
        changes=version.changes, passages=listed_in(built),
        forms=tuple(form for form, _, _ in enclosures(version)), whole=version.whole_in,
        notes=built.notes, tasks=_tasks(meeting.id, built), lines=_lines(built),
        changed=changed_passages(from_data(before.outline), built) if before else 0,
        objecting=queries_answers.objecting(version.id),
    )  # fmt: skip


def enclosures(version: Version) -> tuple[tuple[Form, int, str], ...]:
    """The files that go with the mails of a version: form, id of the stored file, name. With a language edition goes
    the paper in that language alone; the other one was sent before."""
    whole = tuple(language for language in version.whole_in if version.edition in ("", language))
    found = enclosed(version.files, version.meeting.group.attach, whole)
    return tuple((form, each.file_id, each.file.name) for form, each in found)


def letter(told: Announcement, to: Reader, *, link: Place | str, on: date, again: bool = False) -> Letter:
    """The mail to one reader, as it reads on a day. Without a link it asks for a reply."""
    language = to.language
    until = told.comment_until
    return render(
        template_of(told), language, why=why(told, to), reply_to=told.mailbox,
        told=told, again=again, link=link if link and not reach.is_private() else "",
        about=told.about.in_(language).text, until=dates.weekday_date(until, language) if until else "",
        over=until is not None and until < on, objects=to.organisation_id in told.objecting,
        issued=_long(told.issued_on, language),
        organisation=to.organisation[language], lacking=language not in told.whole,
        tasks=[_task(task, language) for task in told.tasks.get(to.organisation_id or 0, ())],
        notes=[note.in_(language).text for note in told.notes], changes=told.changes.in_(language).text,
        passages=[each[language] for each in told.passages[:MOST_PASSAGES]],
        more=max(0, len(told.passages) - MOST_PASSAGES),
        lines=told.lines.get(language, ()), minutes=as_text(told.lines.get(language, ())).strip(),
    )  # fmt: skip


def why(told: Announcement, to: Reader) -> str:
    """Why the mail comes to this reader."""
    said = _because(to.reason, bool(to.organisation))[to.language]
    return said % {"group": told.group, "organisation": to.organisation[to.language]}


def template_of(told: Announcement) -> str:
    """The name of the template: what the version was frozen for, or that a language came to it later."""
    return "minutes_edition" if told.edition else f"minutes_{told.kind}"


def changed_passages(before: Outline, now: Outline) -> int:
    """How many passages read otherwise than before, in either language; what was put in or taken out counts too."""
    old, new = Counter(_passages(before)), Counter(_passages(now))
    return max((new - old).total(), (old - new).total())


def _passages(built: Outline) -> list[tuple[str, str]]:
    return [(text.en, text.lo) for part in (built.sections, built.closing) for text in texts(part) if text]


def _about(meeting: Meeting) -> Bilingual:
    """The group and the quarter of a regular meeting, the group and the title of a special one."""
    quarter = both(lambda language: dates.quarter(meeting.period_year, meeting.period_quarter, language))
    title = meeting.title if meeting.name and meeting.title else quarter
    return both(lambda language: f"{meeting.group.name.in_(language).text}, {title.in_(language).text}")


def _tasks(meeting_id: int, built: Outline) -> dict[int, tuple[Task, ...]]:
    """By organisation: its actions, in the words of these very minutes."""
    tables = (block for section in built.sections for block in section.blocks if isinstance(block, Table))
    rows = next((table.rows for table in tables if table.key == "actions"), ())
    printed = {row[0].en: Task(*row) for row in rows}
    if not printed:
        return {}
    named = named_in_actions(meeting_id)
    return {
        organisation_id: tuple(task for reference, task in printed.items() if reference in references)
        for organisation_id, references in named.items()
    }


def _lines(built: Outline) -> dict[Language, tuple[PlainLine, ...]]:
    return {language: plain_lines(built, language) for language in LANGUAGES} if reach.is_private() else {}


def _task(task: Task, language: Language) -> dict[str, str]:
    parts = {name: getattr(task, name).in_(language).text for name in ("reference", "text", "who", "when")}
    return {name: "; ".join(part.split("\n")) for name, part in parts.items()}


def _long(day: date | None, language: Language) -> str:
    return dates.long_date(day, language) if day else ""


def _because(reason: Reason, has_organisation: bool) -> Bilingual:
    if reason == Reason.FOCAL_POINT and has_organisation:
        return Bilingual.said("You get this mail because you are the focal point of %(organisation)s in %(group)s.")
    if reason == Reason.MEMBER and has_organisation:
        return Bilingual.said("You get this mail because %(organisation)s is a member of %(group)s.")
    if reason == Reason.ACTION and has_organisation:
        return Bilingual.said("You get this mail because these minutes name %(organisation)s in an action.")
    if reason == Reason.ATTENDED and has_organisation:
        return Bilingual.said("You get this mail because you took part in this meeting for %(organisation)s.")
    return Bilingual.said("You get this mail because the secretary of %(group)s sends you these minutes.")
