"""The minutes as an outline: what stands in them, in which order, in both languages. Knows no file format."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, say
from tracker.docx.outline import (
    Block,
    Item,
    ItemList,
    Outline,
    Paragraph,
    Section,
    Signature,
    Subheading,
)
from tracker.docx.outline_json import from_data
from tracker.groups.letterheads import printed
from tracker.meetings import kinds
from tracker.meetings.models import Entry, Meeting, SignatureBlock
from tracker.minutes import sentences, tables, words
from tracker.minutes.queries import Record, read_version, record_of
from tracker.minutes.sentences import both
from tracker.organisations.models import Organisation

Children = dict[int | None, list[Entry]]


def current(meeting: Meeting) -> Outline:
    """The minutes as they are to be read: a draft as it stands, and what was circulated or issued as it was frozen."""
    version = read_version(meeting.id) if meeting.record != kinds.RecordState.DRAFT else None
    return from_data(version.outline) if version else build(record_of(meeting.id))


def build(record: Record, state: kinds.RecordState | None = None) -> Outline:
    """The minutes as the record has them now; marked as what they are, or as what they are about to be."""
    meeting = record.meeting
    children = _children(meeting.entries)
    return Outline(
        title=_title(meeting),
        letterhead=printed(
            record.letterhead, record.meeting.number, record.meeting.issued_on or record.meeting.held_on
        ),
        sections=(
            _participants(meeting),
            _purpose(record, children),
            _content(children, _answers(children)),
            _conclusion(record, children),
        ),
        closing=_closing(meeting),
        signatures=tuple(_signature(block) for block in meeting.signatures),
        notes=_authentic(meeting),
        mark=words.mark(state or meeting.record),
        reference=Bilingual.same(meeting.reference),
        subject=meeting.group.name,
        author=meeting.group.acronym,
        keywords=f"{meeting.group.acronym} {meeting.period}",
        lao_font=record.letterhead.lao_font if record.letterhead else "Phetsarath OT",
        lao_size=record.letterhead.lao_size if record.letterhead else 12,
    )


def _children(entries: Iterable[Entry]) -> Children:
    """The entries below each entry (None: at the top), without the deleted ones, in their order."""
    below: Children = defaultdict(list)
    for entry in entries:
        if entry.deleted_at is None:
            below[entry.parent_id].append(entry)
    return below


def _title(meeting: Meeting) -> tuple[Bilingual, ...]:
    group = meeting.group.name
    quarter = both(lambda language: dates.quarter(meeting.period_year, meeting.period_quarter, language))
    if meeting.name:
        first = both(
            lambda language: say(
                "Minutes of a special meeting of the %(group)s", language, group=group.in_(language).text
            )
        )
        return first, meeting.title or quarter
    first = both(
        lambda language: say("Minutes of the meeting of the %(group)s", language, group=group.in_(language).text)
    )
    return (first, meeting.title, quarter) if meeting.title else (first, quarter)


def _participants(meeting: Meeting) -> Section:
    blocks: list[Block] = [Paragraph(sentences.opening(meeting), key="opening")]
    if told := sentences.participants(meeting):
        blocks.append(Paragraph(told, key="participants"))
    if any(row.presence != kinds.Presence.ABSENT for row in meeting.attendance):
        blocks.append(tables.attendance(meeting))
    return Section(Bilingual.said("Time, venue and participants"), tuple(blocks), key="participants")


def _purpose(record: Record, children: Children) -> Section:
    blocks: list[Block] = []
    if record.meeting.purpose:
        blocks.append(Paragraph(record.meeting.purpose, key="purpose"))
    if record.reviews:
        blocks.append(tables.reviews(record.reviews))
    blocks += _entries(children, kinds.Section.PURPOSE, _answers(children))
    return Section(Bilingual.said("Purpose of the meeting"), _or_nothing(blocks), key="purpose")


def _content(children: Children, answers: dict[int, Bilingual]) -> Section:
    blocks: list[Block] = []
    for section, heading in (
        (kinds.Section.ISSUES, Bilingual.said("Issues and challenges")),
        (kinds.Section.RECOMMENDATIONS, Bilingual.said("Recommendations")),
    ):
        blocks.append(Subheading(heading, key=section.value))
        blocks += _or_nothing(_entries(children, section, answers))
    return Section(Bilingual.said("Content of the meeting"), tuple(blocks), key="content")


def _conclusion(record: Record, children: Children) -> Section:
    conclusions = _of(children, kinds.Section.CONCLUSIONS)
    blocks: list[Block] = []
    if conclusions:
        agreed = defaultdict(list)
        for action in record.actions:
            agreed[action.entry_id].append(action)
        blocks.append(Paragraph(Bilingual.said("The meeting agreed on the following:")))
        blocks.append(
            ItemList(
                tuple(
                    Item(each.text, label=each.label, note=tables.who_and_when(agreed[each.id]), key=each.key)
                    for each in conclusions
                ),
                look="decimal",
                key="conclusions",
            )
        )
    if record.actions:
        blocks.append(tables.actions(record.actions))
    return Section(Bilingual.said("Conclusion"), _or_nothing(blocks), key="conclusions")


def _of(children: Children, section: kinds.Section) -> list[Entry]:
    return [entry for entry in children[None] if entry.section == section]


def _entries(children: Children, section: kinds.Section, answers: dict[int, Bilingual]) -> list[Block]:
    entries = _of(children, section)
    return [ItemList(_items(entries, children, answers), key=section.value)] if entries else []


def _items(
    entries: Sequence[Entry], children: Children, answers: dict[int, Bilingual], above: Sequence[Organisation] = ()
) -> tuple[Item, ...]:
    """The entries as items. Who raised a point is said once: not again below an entry of the same organisations."""
    return tuple(
        Item(
            entry.text,
            lead=() if entry.raised_by == above else tuple(each.called for each in entry.raised_by),
            label=entry.label,
            note=_became(entry, answers.get(entry.id, Bilingual())),
            key=entry.key,
            items=_items(children[entry.id], children, answers, entry.raised_by),
        )
        for entry in entries
    )


def _became(entry: Entry, answered: Bilingual) -> Bilingual:
    """What became of a point; of one that is carried over also what was answered of it already."""
    if not entry.disposition:
        return answered
    said = words.outcome(entry)
    if answered and entry.disposition == kinds.Disposition.CARRIED_OVER:
        sides = {side: f"{answered[side]}, {said[side]}" if said[side] else "" for side in LANGUAGES}
        return Bilingual(en=sides["en"], lo=sides["lo"], stale=said.stale)
    return said


def _answers(children: Children) -> dict[int, Bilingual]:
    """By entry: which conclusions answer it, wholly or in part."""
    said: dict[int, list[Bilingual]] = defaultdict(list)
    for number, conclusion in enumerate(_of(children, kinds.Section.CONCLUSIONS), 1):
        for answer in conclusion.answers:
            if answer.extent == kinds.Extent.WHOLE:
                how = Bilingual.said("answered by %(conclusion)s", conclusion=f"IV.{number}")
            else:
                how = Bilingual.said("answered in part by %(conclusion)s", conclusion=f"IV.{number}")
            said[answer.entry_id].append(how)
    return {entry_id: _joined(parts) for entry_id, parts in said.items()}


def _joined(parts: Sequence[Bilingual]) -> Bilingual:
    return both(lambda language: "; ".join(part[language] for part in parts))


def _or_nothing(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(blocks) or (Paragraph(Bilingual.said("Nothing was recorded here."), quiet=True),)


def _signature(block: SignatureBlock) -> Signature:
    return Signature(block.role, block.unit, block.person.name if block.person else Bilingual())


def _closing(meeting: Meeting) -> tuple[Paragraph, ...]:
    said = sentences.closing(meeting)
    return (Paragraph(said, key="closing"),) if said else ()


def _authentic(meeting: Meeting) -> tuple[Bilingual, ...]:
    """Which text counts where the two differ; nothing where nobody said so."""
    match meeting.authentic_language:
        case "en":
            return (Bilingual.said("The English text is authentic."),)
        case "lo":
            return (Bilingual.said("The Lao text is authentic."),)
        case _:
            return ()
