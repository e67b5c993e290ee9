import pytest

from tracker.exchange import reading
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import FileProblems

START = "group: im-twg\nmeeting:\n  period: 2021-Q1\n  held_on: 2021-03-29\n"  # line 5 is the first that a test adds
BACKWARDS = "{stage: adopt, from: 2021-02-01, until: 2021-01-31}"
LAST = "- {short_name: C, name: C, aliases: [Cc], parent: A}"
MEETING = START.removeprefix("group: im-twg\n")
ENTRY = "entries:\n  - {id: r3, kind: recommendation, text: Do it}\n"


def read(text: str) -> MeetingFile:
    return reading.read(text.encode(), "f.yaml")


def refused(text: str) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (ENTRY + "  - {id: r3, kind: issue, text: x}", "7: 'r3' stands twice; first on line 6"),
        (ENTRY + "  - text: x\n    kind: issue\n    id: r3", "9: 'r3' stands twice; first on line 6"),
        (ENTRY + "  conclusions: [{id: r3, text: x}]", "7: 'r3' stands twice; first on line 6"),
        (
            ENTRY + "  conclusions:\n  - id: c\n    text: x\n    answers:\n    - extent: part\n      entry: r33",
            "12: there is no entry 'r33' in this file; did you mean 'r3'?",
        ),
        (
            ENTRY + "  conclusions: [{id: c, text: x, answers: [{entry: r3}, {entry: r3, extent: part}]}]",
            "7: 'r3' stands twice; first on line 7",
        ),
        ("conclusions: [{id: c, text: x, answers: [{entry: c}]}]", "5: there is no entry 'c' in this file"),
        ("starts_at: 12:00\n  ends_at: 08:30", "6: ends_at: the end is not after the start"),
        ("starts_at: 12:00\n  ends_at: 12:00", "6: ends_at: the end is not after the start"),
        ("previous: 2021-Q1", "5: previous: a meeting can't be its own previous meeting"),
        ("kind: special", "5: a special meeting needs the key 'name'"),
        ("name: data", "5: only a special meeting has a name"),
        ("attendance: [{headcount: 3}]", "5: a row needs an organisation, a person or a description"),
        ("attendance:\n  - person: k\n  - person: k", "7: 'k' stands twice; first on line 6"),
        ("reviews: [{item: A-1, verdict: done}, {item: A-1, verdict: late}]", "5: 'A-1' stands twice; first on line 5"),
        (
            "entries: [{id: a, kind: issue, text: x, points: [{id: b, section: purpose, kind: issue, text: x}]}]",
            "5: a point is printed where its entry is; give both the same section",
        ),
    ],
)
def test_a_contradiction_in_the_meeting_is_told_with_its_line(added: str, problem: str) -> None:
    assert refused(f"{START}  {added}\n") == [f"f.yaml:{problem}"]


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (
            "organisations:\n- {short_name: A, name: A, parent: B}\n- {short_name: B, name: B, parent: Cc}\n" + LAST,
            "6: the parents go round in a circle: 'A → B → C → A'",
        ),
        (
            "organisations:\n- {short_name: A, name: A, parent: B}\n- {short_name: B, name: B, parent: B}",
            "7: the parents go round in a circle: 'B → B'",
        ),
        (
            "organisations:\n- {short_name: A, name: A}\n- {short_name: A, name: B}",
            "7: 'A' stands twice; first on line 6",
        ),
        (
            "organisations:\n- {short_name: NPA, name: A, aliases: [UXO]}\n- short_name: UXO\n  name: B",
            "6: 'UXO' already names the organisation 'UXO'",
        ),
        (
            "organisations:\n- {short_name: A, name: A, lao_short_name: ກ}\n- {short_name: B, name: B, aliases: [ກ]}",
            "7: 'ກ' already names the organisation 'A'",
        ),
        (
            "people: [{key: k, name: A, organisation: B}, {key: k, name: C, organisation: D}]",
            "5: 'k' stands twice; first on line 5",
        ),
        (
            "documents:\n- {code: N, kind: form, title: x}\n- {code: N, kind: form, title: y}",
            "7: 'N' stands twice; first on line 6",
        ),
        (
            f"documents: [{{code: N, kind: form, title: x, stages:\n [{BACKWARDS}]}}]",
            "6: until: the end is before the start",
        ),
    ],
)
def test_a_contradiction_around_the_meeting_is_told_with_its_line(added: str, problem: str) -> None:
    assert refused(START + added) == [f"f.yaml:{problem}"]


def test_two_letterheads_can_not_begin_on_one_day() -> None:
    heads = "letterheads:\n  - valid_from: 2010-01-01\n  - {place: x, valid_from: 2010-01-01}\n"
    source = f"group:\n  slug: a\n  acronym: A\n  name: x\n  {heads}{MEETING}"
    assert refused(source) == ["f.yaml:7: '2010-01-01' stands twice; first on line 6"]


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ("due: {}", "due: give at least one of from, by and latest"),
        ("due: {from: 2021-04-25, by: 2021-04-12}", "due: 'by' is before 'from'"),
        ("due: {from: 2021-04-25, latest: 2021-04-12}", "due: 'latest' is before 'from'"),
        ("assignments: [{organisation: A, due: {by: 2021-04-25, latest: 2021-04-12}}]", "due: 'latest' is before 'by'"),
        ("owners: [A], assignments: [{organisation: A}]", "'A' stands twice as 'owner' of this action"),
        ("owners: [A, A]", "owners: 'A' stands twice in the list"),
        ("owners: A", "owners: must be a list"),
        ("assignments: [A]", "assignments: must be a mapping (key: value)"),
        (
            "assignments: [{organisation: A, role: boss}]",
            "role: 'boss' is none of: owner, recipient, support, follow_up",
        ),
        ("meeting: soon", "meeting: 'soon' is not a meeting; write it as 2021-Q1 or, for a special one, 2021-Q2/name"),
        ("updates: [{organisation: A}]", "the key 'on' is missing"),
        ("recipent: [A]", "unknown key 'recipent'; did you mean 'recipients'?"),
        ("ref: 'IM A 3'", "ref: 'IM A 3' is not a reference such as IM-A-003"),
    ],
)
@pytest.mark.parametrize("holder", ["conclusions: [{id: c, text: x, ", "entries: [{id: c, kind: issue, text: x, "])
def test_what_is_wrong_with_an_action_is_told(action: str, problem: str, holder: str) -> None:
    assert refused(f"{START}  {holder}actions: [\n    {{{action}}}]}}]") == [f"f.yaml:6: {problem}"]


def test_two_actions_can_not_have_one_reference() -> None:
    entries = "  entries:\n  - {id: a, kind: issue, text: x, actions: [{ref: IM-A-1}]}\n"
    conclusions = "  conclusions:\n  - id: c\n    text: x\n"
    assert refused(f"{START}{entries}{conclusions}    actions:\n    - kind: general\n      ref: IM-A-1\n") == [
        "f.yaml:12: 'IM-A-1' stands twice; first on line 6"
    ]


def test_units_may_stand_in_any_order_and_share_a_parent() -> None:
    parents = ["U", "N", "N", "", "A name from before"]
    rows = [f"- {{short_name: {name}, name: x, aliases: [{name}2]" for name in "VUWNX"]
    source = "".join(f"{row}, parent: {up}}}\n" if up else f"{row}}}\n" for row, up in zip(rows, parents, strict=True))
    assert len(read("organisations:\n" + source + START).organisations) == 5
