from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.actions.models import AssignmentRole, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.exchange import reading
from tracker.exchange.kinds import Names, Reference
from tracker.exchange.meeting_file import AssignmentPart, DuePart, MeetingFile
from tracker.exchange.problems import FileProblems, Problem, nearest, quoted
from tracker.meetings.addresses import Address, Period
from tracker.meetings.kinds import MeetingKind, Section

SAMPLE = Path(__file__).parents[2] / "tracker" / "exchange" / "samples" / "im-twg-2021-q1.yaml"

START = "group: im-twg\nmeeting:\n  period: 2021-Q1\n  held_on: 2021-03-29\n"  # line 5 is the first that a test adds
KIND_OF_DOCUMENT = "7: kind: 'from' is none of: form, standard, system, external_minutes; did you mean 'form'?"


def read(text: str) -> MeetingFile:
    return reading.read(text.encode(), "f.yaml")


def refused(text: str) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def problems_of(data: bytes) -> tuple[Problem, ...]:
    try:
        reading.read(data, "f.yaml")
    except FileProblems as error:
        return error.problems
    return ()


def test_the_smallest_file() -> None:
    file = read(START)
    assert file.group.slug == "im-twg"
    assert not file.group.is_described
    assert (file.meeting.address, str(file.meeting.address)) == (Address(Period(2021, 1)), "2021-Q1")
    assert file.meeting.held_on == date(2021, 3, 29)
    assert (file.meeting.kind, file.meeting.state, file.meeting.record) == ("regular", "held", "draft")


def test_a_special_meeting_has_a_name() -> None:
    meeting = read(START + "  kind: special\n  name: incomplete-data\n").meeting
    assert (meeting.kind, str(meeting.address)) == (MeetingKind.SPECIAL, "2021-Q1/incomplete-data")


def test_scalars_are_what_their_key_asks_for() -> None:
    source = (
        "  starts_at: 08:30\n  ends_at: 12:00\n  headcount: 010\n  number: 001\n  venue: on\n  previous: 2020-12-03\n"
    )
    meeting = read(START + source).meeting
    assert (meeting.starts_at, meeting.ends_at) == (time(8, 30), time(12, 0))
    assert (meeting.headcount, meeting.number, meeting.venue) == (10, "001", Bilingual(en="on"))
    assert meeting.previous == date(2020, 12, 3)


def test_a_text_is_lao_if_it_holds_lao_letters() -> None:
    source = START + "  title: 12:00\n  venue: ຫ້ອງການ NRA\n  purpose: {en: 'ລາວ', lo: ''}\n"
    meeting = read(source).meeting
    assert (meeting.title, meeting.venue) == (Bilingual(en="12:00"), Bilingual(lo="ຫ້ອງການ NRA"))
    assert meeting.purpose == Bilingual(en="ລາວ")


def test_texts_are_cleaned() -> None:
    source = '  title: "  a\\x07b\\u200b 👩‍👧 \\n"\n  venue: |\n    ຄໍາ\n\n    two\u00a0\n'
    meeting = read(START + source).meeting
    assert (meeting.title.en, meeting.venue.lo) == ("ab 👩‍👧", "ຄຳ\n\ntwo")


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    written = "\ufeff" + source.replace("\n", "\r\n")
    assert reading.read(written.encode(), "f") == read(source)


def test_the_section_follows_from_the_kind_and_points_stand_with_their_entry() -> None:
    meeting = read(
        START + "  entries:\n"
        "  - {id: a, kind: issue, text: x}\n"
        "  - {id: b, kind: information, text: x}\n"
        "  - {id: c, kind: recommendation, text: x, points: [{id: d, kind: issue, text: x}]}\n"
        "  - {section: purpose, id: e, kind: recommendation, text: x}\n"
    ).meeting
    assert {entry.id: entry.section for entry in meeting.every_entry()} == {
        "a": Section.ISSUES, "b": Section.ISSUES, "c": Section.RECOMMENDATIONS, "d": Section.RECOMMENDATIONS,
        "e": Section.PURPOSE,
    }  # fmt: skip


def test_assignments_and_their_shorthands_are_one_list_in_the_order_of_roles() -> None:
    conclusion = "  conclusions:\n  - id: c1\n    text: x\n    actions:\n"
    short = "    - recipients: [MRE Unit]\n      owners: [NPA, NRA]\n      follow_up:\n      - HI\n      - MAG\n"
    long = "{organisation: WEI, role: support}, {organisation: UXO, due: {by: 2021-04-25}, state: accepted}"
    (action,) = read(f"{START}{conclusion}{short}      assignments: [{long}]\n").meeting.every_action()
    assert action.assignments == (
        AssignmentPart(organisation="UXO", state=AssignmentState.ACCEPTED, due=DuePart(by=date(2021, 4, 25))),
        AssignmentPart(organisation="NPA"),
        AssignmentPart(organisation="NRA"),
        AssignmentPart(organisation="MRE Unit", role=AssignmentRole.RECIPIENT),
        AssignmentPart(organisation="WEI", role=AssignmentRole.SUPPORT),
        AssignmentPart(organisation="HI", role=AssignmentRole.FOLLOW_UP),
        AssignmentPart(organisation="MAG", role=AssignmentRole.FOLLOW_UP),
    )
    assert [part.line for part in action.assignments] == [14, 10, 10, 9, 14, 12, 13]


def test_every_part_and_reference_knows_its_line() -> None:
    entry = "  entries:\n  - id: r3\n    kind: issue\n    text: x\n    raised_by:\n    - WEI\n    documents: [N]\n"
    file = read(START + "  chair: kham\n" + entry)
    (said,) = file.meeting.entries
    assert (file.meeting.line, file.meeting.line_of("chair"), file.meeting.line_of("venue")) == (3, 5, 3)
    assert (said.line, said.line_of("kind")) == (7, 8)
    assert file.references == (
        Reference(Names.PERSON, "kham", 5),
        Reference(Names.ORGANISATION, "WEI", 11),
        Reference(Names.DOCUMENT, "N", 12),
    )


def test_a_file_knows_what_it_introduces() -> None:
    file = read(
        "organisations:\n- {short_name: UXO Lao, lao_short_name: ຄກລ, name: x, aliases: [UXO]}\n"
        "people: [{key: kham, name: x, organisation: UXO}]\ndocuments: [{code: N, kind: form, title: x}]\n" + START
    )
    assert [sorted(file.known(names)) for names in Names] == [["UXO", "UXO Lao", "ຄກລ"], ["kham"], ["N"]]


def test_the_sample_is_sound() -> None:
    file = reading.read(SAMPLE.read_bytes(), SAMPLE.name)
    assert file.group.is_described
    points = [entry for entry in file.meeting.every_entry() if not entry.points]
    assert (len(points), len(file.meeting.conclusions)) == (13, 3)
    for reference in file.references:
        assert reference.word in file.known(reference.names)


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ("headcuont: 20", "unknown key 'headcuont'; did you mean 'headcount'?"),
        ("frobnicate: 20", "unknown key 'frobnicate'"),
        ("title: {en: a, la: b}", "unknown key 'la'; did you mean 'lo'?"),
        ("entries: none", "entries: must be a list"),
        ("entries:", "entries: must be a list"),
        ("entries: [none]", "entries: must be a mapping (key: value)"),
        ("venue: [a]", "venue: must be a text, or a mapping with en and lo"),
        ("venue: {en: [a]}", "en: must be a single value"),
        ("venue: ''", "venue: is empty; give a text or leave it out"),
        ('venue: {en: "", lo: "\\u200b"}', "venue: is empty; give a text or leave it out"),
        ("chair: [kham]", "chair: must be a single value"),
        ("chair:", "chair: is empty; give a value or leave it out"),
        ("issued_on: 2021-02-30", "issued_on: there is no such day as '2021-02-30'"),
        ("issued_on: 29/03/2021", "issued_on: '29/03/2021' is not a date; write it as 2021-03-29"),
        ("issued_on: ໒໐໒໑-໐໓-໒໙", "issued_on: '໒໐໒໑-໐໓-໒໙' is not a date; write it as 2021-03-29"),
        ("issued_on: 1974-03-29", "issued_on: the year of '1974-03-29' is outside 1975 to 2100"),
        ("starts_at: 8:30", "starts_at: '8:30' is not a time of day; write it as 08:30"),
        ("starts_at: 24:00", "starts_at: '24:00' is not a time of day; write it as 08:30"),
        ("headcount: -1", "headcount: '-1' is below zero"),
        ("headcount: 1.5", "headcount: '1.5' is not a whole number"),
        ("headcount: 100001", "headcount: '100001' is more than 100000"),
        ("headcount: " + "9" * 80, f"headcount: '{'9' * 59}…' is more than 100000"),
        ("record: isued", "record: 'isued' is none of: draft, circulated, issued; did you mean 'issued'?"),
        ("record: amended", "record: 'amended' is none of: draft, circulated, issued"),
        ("authentic_language: la", "authentic_language: 'la' is none of: en, lo"),
        ("previous: 2020-13-01", "previous: there is no such day as '2020-13-01'"),
        (
            "previous: last",
            "previous: 'last' is not a meeting; write it as 2021-Q1 or, for a special one, 2021-Q2/name",
        ),
        ("name: Some Name", "name: 'Some Name' may hold only a–z, 0–9 and single dashes between them"),
        ("number: " + "1" * 61, f"number: '{'1' * 59}…' is longer than 60 letters"),
        ('number: "a\\nb"', "number: 'a b' must stand on one line"),
        (
            "reviews: [{item: no. 3, verdict: done}]",
            "item: 'no. 3' is not a reference such as IM-A-003 or IM-2021-Q1/3",
        ),
        (
            "entries: [{id: r 3, kind: issue, text: x}]",
            "id: 'r 3' may hold only letters A–Z, digits, dots, dashes and underscores",
        ),
        (
            "entries: [{id: a, kind: conclusion, text: x}]",
            "kind: 'conclusion' is none of: issue, recommendation, information",
        ),
        (
            "entries: [{id: a, kind: issue, text: x, raised_by: [A, B, A]}]",
            "raised_by: 'A' stands twice in the list",
        ),
    ],
)
def test_what_does_not_fit_its_key_is_told_with_its_line(added: str, problem: str) -> None:
    assert refused(f"{START}  {added}\n") == [f"f.yaml:5: {problem}"]


def test_a_text_has_room_for_twenty_thousand_letters() -> None:
    assert len(read(f"{START}  title: {'x' * 20_000}").meeting.title.en) == 20_000
    assert refused(f"{START}  title: {'x' * 20_001}") == ["f.yaml:5: title: the text is longer than 20000 letters"]
    assert refused(f"{START}  title: {{lo: {'ກ' * 20_001}}}") == ["f.yaml:5: lo: the text is longer than 20000 letters"]


def test_a_number_has_no_room_for_five_thousand_digits() -> None:
    assert refused(f"{START}  headcount: {'9' * 5000}") == [f"f.yaml:5: headcount: '{'9' * 59}…' is more than 100000"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("- group", "1: must be a mapping (key: value)"),
        ("group", "1: must be a mapping (key: value)"),
        (START.replace("group: im-twg", "# none"), "2: the key 'group' is missing"),
        (START.replace("  held_on", "  # held_on"), "3: the key 'held_on' is missing"),
        (START.replace("Q1", "Q5"), "3: period: '2021-Q5' is not a quarter; write it as 2021-Q1 (Q1 to Q4)"),
        (START.replace("2021-Q", "2101-Q"), "3: period: '2101-Q1' is not a quarter; write it as 2021-Q1 (Q1 to Q4)"),
        (START.replace("im-twg", "{slug: a, acronym: A}"), "1: the key 'name' is missing"),
        (START.replace("im-twg", "IM"), "1: group: 'IM' may hold only a–z, 0–9 and single dashes between them"),
        (START + "people: [{key: a, name: x}]", "5: the key 'organisation' is missing"),
        (START + "organisations: [{short_name: A, name: A, email: a b}]", "5: email: 'a b' is not an e-mail address"),
        (START + "documents:\n- code: A\n  kind: from\n  title: x", KIND_OF_DOCUMENT),
    ],
)
def test_what_does_not_fit_outside_the_meeting_is_told_too(source: str, problem: str) -> None:
    assert refused(source) == [f"f.yaml:{problem}"]


def test_problems_are_told_together_in_the_order_of_lines() -> None:
    assert refused("grup: a\nmeeting:\n  period: Q1\n  held_on: 2021-03-29\n  headcount: -3\n  tilte: x\n") == [
        "f.yaml:1: unknown key 'grup'; did you mean 'group'?",
        "f.yaml:1: the key 'group' is missing",
        "f.yaml:3: period: 'Q1' is not a quarter; write it as 2021-Q1 (Q1 to Q4)",
        "f.yaml:5: headcount: '-3' is below zero",
        "f.yaml:6: unknown key 'tilte'; did you mean 'title'?",
    ]


def test_not_more_than_fifty_problems_are_told() -> None:
    entries = "".join(f"  - {{id: e{number}, kind: isue, text: x}}\n" for number in range(80))
    assert len(refused(START + "  entries:\n" + entries)) == 50
    entries = "  - {id: same, kind: issue, text: x}\n" * 80
    assert len(refused(START + "  entries:\n" + entries)) == 50


def test_a_problem_speaks_both_languages() -> None:
    with pytest.raises(FileProblems) as caught:
        read(START + "  headcount: -1")
    (problem,) = caught.value.problems
    assert problem.in_("lo").startswith("f.yaml:5: headcount: ")
    assert problem.in_("lo") != problem.in_("en") == str(problem)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    change = data.draw(st.sampled_from(["cut", "twice", "indent", "text"]))
    new = {"cut": [], "twice": [lines[at]] * 2, "indent": ["  " + lines[at]], "text": [data.draw(st.text(max_size=20))]}
    damaged = "\n".join(lines[:at] + new[change] + lines[at + 1 :]).encode("utf-8", "replace")
    problems = problems_of(damaged)
    assert all("\n" not in str(problem) for problem in problems)
    assert all(1 <= problem.line <= len(lines) + 21 for problem in problems)


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("headcuont", ["headcount", "held_on"], "headcount"),
        ("NAP", ["MAG", "NPA", "NRA"], "NPA"),
        ("npa", ["NRA", "NPA"], "NPA"),
        ("UXO Loa", ["UXO Lao", "MAG"], "UXO Lao"),
        ("Undp", ["NRA", "MAG"], None),
        ("x", [], None),
        ("ຄຊກາ", ["ຄຊກລ", "ຄກລ"], "ຄຊກລ"),
    ],
)
def test_the_nearest_known_word_is_suggested(word: str, known: list[str], found: str | None) -> None:
    assert nearest(word, known) == found


@given(st.text(max_size=200))
def test_what_is_shown_of_a_file_stays_on_one_line(text: str) -> None:
    shown = quoted(text)
    assert shown.isprintable()
    assert len(shown) <= 62
