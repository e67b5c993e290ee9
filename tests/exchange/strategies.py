"""Random meeting files that make sense: what they answer, name and refer to exists in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import count
from typing import TypeVar

from hypothesis import strategies as st

from tracker.actions.models import ActionKind, AssignmentRole, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.core.lao import clean
from tracker.documents.models import DocumentKind, Stage
from tracker.exchange.background import (
    DocumentPart,
    GroupPart,
    LetterheadPart,
    OrganisationPart,
    PersonPart,
    StagePart,
)
from tracker.exchange.kinds import NOTHING
from tracker.exchange.meeting_file import (
    BY_ROLE,
    ActionPart,
    AnswerPart,
    AssignmentPart,
    AttendancePart,
    ConclusionPart,
    DuePart,
    EntryPart,
    MeetingFile,
    MeetingPart,
    ReviewPart,
    SignaturePart,
    UpdatePart,
    WordingPart,
)
from tracker.groups.models import SeatRole
from tracker.meetings.addresses import Address, Period
from tracker.meetings.kinds import (
    AttendanceRole,
    Disposition,
    EntryKind,
    Extent,
    MeetingKind,
    MeetingState,
    Presence,
    RecordState,
    Section,
)
from tracker.organisations.models import OrganisationKind
from tracker.register.models import Verdict

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

# Texts that some reader of YAML would take for something else, or that need care in quotes or blocks.
TRAPS = [
    "on", "yes", "No", "null", "~", "12:00", "08:30", "010", "0x1F", "0o17", "1e3", "2.", ".5", "1_000", "=", "<<",
    "2021-03-29", "- a", "? b", "a?", "a: b", "a:b", "a #b", "#c", "a:", "'a'", '"b"', "it's", "{a}", "[b]", "a, b",
    "&a", "*b", "!c", "%d", "@e", "`f", "|", ">", "---", "...", "a\\b", "ຂໍ້ສະເໜີ: ກ່ຽວກັບ MRE", "໑໒", "👩‍👩‍👧 ok", "a\tb",
    "a\u00a0b", "é", "one line\nand another", "  far in\n    deeper\n\nafter a gap ",
    "long " * 30 + "\n  - not a list\n# nor a comment",
]  # fmt: skip
LETTERS = st.text("abຂລ່ຳ 09.,:#-'\"\\{}[]&*!|>%@`~?=\n\t\u200b\u00a0é😀", max_size=30)


def _one_line(text: str, most: int) -> str:
    return clean(" ".join(clean(text).split())[:most])


texts = (st.sampled_from(TRAPS) | LETTERS).map(clean).filter(bool)
names = texts.map(lambda text: _one_line(text, 40)).filter(bool)
lines = st.just("") | names
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True) | st.sampled_from(["on", "no", "1e3", "010"])
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,6}", fullmatch=True) | st.sampled_from(["null", "Yes", "12", "r3"])
refs = st.sampled_from(["IM-A-003", "IM-2020-Q4/3", "IM-2020-Q4-data/12"])
days = st.dates(date(1975, 1, 1), date(2100, 12, 31))
times = st.times(max_value=time(23, 59)).map(lambda moment: moment.replace(second=0, microsecond=0))
periods = st.builds(Period, st.integers(1975, 2100), st.integers(1, 4))
mails = st.sampled_from(["", "im-twg@nra.example", "o'hara+x@mail.nra.gov.la"])
languages: st.SearchStrategy[Language] = st.sampled_from(["en", "lo"])
bilinguals = texts.map(Bilingual.of) | st.builds(lambda en, lo: Bilingual(en=en, lo=lo), texts, texts | st.just(""))
maybe_texts = st.just(NOTHING) | bilinguals


def one_of(words: type[Word], *, without: StrEnum | None = None) -> st.SearchStrategy[Word]:
    """Any of the words that a file can say."""
    return st.sampled_from([word for word in words if word != without])


def _some(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


def _of(known: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(known) if known else st.just("")


def _several_of(known: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_of(known), max_size=3, unique=True).map(tuple) if known else st.just(())


def _order(found: list[date]) -> DuePart:
    first, second, third = sorted(found)
    return DuePart(from_=first, by=second, latest=third)


windows = st.lists(days, min_size=3, max_size=3).map(_order) | days.map(lambda day: DuePart(by=day))


@st.composite
def organisations(draw: st.DrawFn) -> list[OrganisationPart]:
    """Up to five organisations; each name means one of them, and parents stand before their units."""
    called = draw(st.lists(names, min_size=1, max_size=9, unique=True))
    mine, spare = called[:5], called[5:]
    parts: list[OrganisationPart] = []
    for short_name in mine:
        lao, alias = draw(st.booleans()), draw(st.booleans())
        part = OrganisationPart(
            short_name=short_name,
            lao_short_name=spare.pop() if spare and lao else "",
            name=draw(bilinguals),
            kind=draw(one_of(OrganisationKind)),
            parent=draw(_of(["", *(part.short_name for part in parts)])),
            aliases=(spare.pop(),) if spare and alias else (),
            email=draw(mails),
            language=draw(languages),
        )
        parts.append(part)
    return parts


@st.composite
def groups(draw: st.DrawFn, known: list[str]) -> GroupPart:
    """A group that the file creates."""
    heads = [
        LetterheadPart(
            valid_from=day, top=draw(_some(bilinguals)), left=draw(_some(bilinguals)), place=draw(maybe_texts),
            number=draw(lines),
        )
        for day in sorted(draw(st.lists(days, max_size=2, unique=True)))
    ]  # fmt: skip
    return GroupPart(
        slug=draw(slugs),
        acronym=draw(st.from_regex("[A-Z]{1,6}", fullmatch=True)),
        name=draw(bilinguals),
        mailbox=draw(mails),
        reminders_from=draw(st.none() | days),
        letterheads=tuple(heads),
        members=draw(_several_of(known)),
    )


def documents(known: list[str]) -> st.SearchStrategy[tuple[DocumentPart, ...]]:
    """Up to three documents."""
    stage = st.builds(
        StagePart, stage=one_of(Stage), from_=st.none() | st.dates(date(2000, 1, 1), date(2010, 1, 1)),
        until=st.none() | st.dates(date(2010, 1, 1), date(2020, 1, 1)), holder=_of(["", *known]), due=st.none() | days,
    )  # fmt: skip
    document = st.builds(
        DocumentPart, code=names, kind=one_of(DocumentKind), title=bilinguals, edition=lines, held_by=_of(["", *known]),
        stages=_some(stage), asked_on=st.none() | days, received_on=st.none() | days,
    )  # fmt: skip
    return st.lists(document, max_size=3, unique_by=lambda part: part.code).map(tuple)


def people(known: list[str]) -> st.SearchStrategy[tuple[PersonPart, ...]]:
    """Up to three people."""
    person = st.builds(
        PersonPart, key=ids, name=bilinguals, post=maybe_texts, organisation=_of(known), email=mails,
        language=languages, seat=st.none() | one_of(SeatRole),
    )  # fmt: skip
    return st.lists(person, max_size=3, unique_by=lambda part: part.key).map(tuple)


@dataclass(frozen=True)
class Cast:
    """What a random meeting may name."""

    organisations: list[str]
    people: list[str]
    documents: list[str]
    acronym: str
    refs: Iterator[int] = field(default_factory=lambda: count(1))


@st.composite
def actions(draw: st.DrawFn, cast: Cast) -> ActionPart:
    """An action whose assignments stand in the order of their roles."""
    assignment = st.builds(
        AssignmentPart, organisation=_of(cast.organisations), role=one_of(AssignmentRole),
        person=_of(["", "", *cast.people]), state=one_of(AssignmentState), due=st.none() | windows,
    )  # fmt: skip
    plain = st.builds(AssignmentPart, organisation=_of(cast.organisations), role=one_of(AssignmentRole))
    update = st.builds(
        UpdatePart, on=days, organisation=_of(["", *cast.organisations]), note=maybe_texts,
        state=st.none() | one_of(AssignmentState),
    )  # fmt: skip
    assigned = draw(st.lists(assignment | plain, max_size=3, unique_by=lambda part: (part.organisation, part.role)))
    return ActionPart(
        ref=f"{cast.acronym}-A-{next(cast.refs):03}",
        kind=draw(one_of(ActionKind)),
        text=draw(maybe_texts),
        assignments=tuple(sorted(assigned, key=BY_ROLE.place)),
        deadline=draw(maybe_texts),
        due=draw(st.none() | windows),
        confirmed=draw(st.none() | days),
        document=draw(_of(["", *cast.documents])),
        stage=draw(st.none() | one_of(Stage)),
        meeting=draw(st.none() | st.builds(Address, periods, st.just("") | slugs)),
        updates=tuple(sorted(draw(_some(update)), key=lambda part: part.on)),
    )


@st.composite
def entries(draw: st.DrawFn, cast: Cast, key: str, above: Section | None = None) -> EntryPart:
    """An entry, with points under it if it stands at the top."""
    section = above or draw(one_of(Section, without=Section.CONCLUSIONS))
    under = draw(st.integers(0, 2)) if above is None else 0
    return EntryPart(
        id=key,
        kind=draw(one_of(EntryKind, without=EntryKind.CONCLUSION)),
        section=section,
        text=draw(bilinguals),
        raised_by=draw(_several_of(cast.organisations)),
        asked_of=draw(_several_of(cast.organisations)),
        label=draw(st.none() | st.sampled_from(["", "2.", "a)", "ກ."])),
        documents=draw(_several_of(cast.documents)),
        disposition=draw(st.none() | one_of(Disposition)),
        actions=draw(st.lists(actions(cast), max_size=1).map(tuple)),
        points=tuple(draw(entries(cast, f"{key}.{number}", section)) for number in range(under)),
    )


def _attendance(cast: Cast) -> st.SearchStrategy[tuple[AttendancePart, ...]]:
    told = {
        "headcount": st.none() | st.integers(0, 100_000),
        "role": one_of(AttendanceRole),
        "presence": one_of(Presence),
    }
    row = st.builds(AttendancePart, organisation=_of(cast.organisations), description=maybe_texts, **told) | st.builds(
        AttendancePart, description=bilinguals, **told
    )
    return _some(row)


@st.composite
def meetings(draw: st.DrawFn, cast: Cast, *, alone: bool) -> MeetingPart:
    """A meeting whose conclusions answer its own entries."""
    said = [draw(entries(cast, key)) for key in draw(st.lists(ids, max_size=3, unique=True))]
    known = [entry.id for entry in said] + [point.id for entry in said for point in entry.points]
    answer = st.builds(AnswerPart, entry=_of(known), extent=one_of(Extent))
    answers = st.lists(answer, max_size=2, unique_by=lambda part: part.entry) if known else st.just([])
    agreed = [
        ConclusionPart(
            id=f"conclusion_{number}", text=draw(bilinguals), answers=tuple(draw(answers)),
            actions=draw(st.lists(actions(cast), max_size=2).map(tuple)),
        )
        for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    starts_at, ends_at = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    kind = draw(one_of(MeetingKind))
    person = _of(["", *cast.people])
    signature = st.builds(SignaturePart, role=bilinguals, unit=maybe_texts, person=person)
    review = st.builds(ReviewPart, item=refs, verdict=one_of(Verdict), remark=maybe_texts)
    return MeetingPart(
        period=draw(periods),
        kind=kind,
        name=draw(slugs) if kind == MeetingKind.SPECIAL else "",
        state=draw(one_of(MeetingState)),
        record=draw(one_of(RecordState, without=RecordState.AMENDED)),
        number=draw(lines),
        circulated_on=draw(st.none() | days),
        issued_on=draw(st.none() | days),
        title=draw(maybe_texts),
        held_on=draw(days),
        starts_at=draw(st.sampled_from([None, starts_at])),
        ends_at=draw(st.sampled_from([None, ends_at])),
        venue=draw(maybe_texts),
        chair=draw(person),
        secretary=draw(person),
        previous=draw(st.none() | days if alone else st.builds(Address, periods, st.just("a-name-of-its-own"))),
        headcount=draw(st.none() | st.integers(0, 100_000)),
        purpose=draw(maybe_texts),
        wording=draw(st.builds(WordingPart, opening=maybe_texts, participants=maybe_texts, closing=maybe_texts)),
        authentic_language=draw(st.none() | languages),
        attendance=draw(_attendance(cast)),
        reviews=() if alone else tuple(draw(st.lists(review, max_size=2, unique_by=lambda part: part.item))),
        entries=tuple(said),
        conclusions=tuple(agreed),
        signatures=draw(_some(signature)),
    )


@st.composite
def meeting_files(draw: st.DrawFn, *, alone: bool = True) -> MeetingFile:
    """A whole file; unless it can stand alone, it also refers to meetings and items that it does not hold."""
    parts = draw(organisations())
    known = [part.short_name for part in parts]
    named = known + [alias for part in parts for alias in part.aliases]
    group = draw(groups(known))
    present, papers = draw(people(known)), draw(documents(known))
    cast = Cast(
        known if alone else named, [part.key for part in present], [part.code for part in papers], group.acronym
    )
    meeting = draw(meetings(cast, alone=alone))
    if not alone and draw(st.booleans()):
        group = GroupPart(slug=group.slug)
    return MeetingFile(group=group, organisations=tuple(parts), people=present, documents=papers, meeting=meeting)
