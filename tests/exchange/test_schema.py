import json
from enum import StrEnum
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import TRAPS, meeting_files

from tracker.core.lao import clean
from tracker.exchange import reading, words, writing
from tracker.exchange.kinds import Unfit, Word
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import FileProblems
from tracker.exchange.schema import meeting_file_schema
from tracker.meetings.kinds import MeetingKind, RecordState, Section

SAMPLES = Path(__file__).parents[2] / "tracker" / "exchange" / "samples"
FORMATS = Draft202012Validator.FORMAT_CHECKER
VALIDATOR = Draft202012Validator(meeting_file_schema(), format_checker=FORMATS)
WORDS = {name: word for name, word in vars(words).items() if isinstance(word, Word)}
NEAR = st.from_regex(
    r"[12][90][0-9]{2}-(Q[0-9]|[01][0-9]-[0-3][0-9])(/[a-z-]{1,3})?|[0-2][0-9]:[0-9]{2}|-?[0-9]{1,7}", fullmatch=True
)
SOUND = ["en", "lo", "im-twg", "IM-A-003", "IM-2021-Q1/3", "a@b.la", "2021-Q1", "2024-02-29", "r3", "x" * 61, "x" * 201]

START = "group: im-twg\nmeeting:\n  period: 2021-Q1\n  held_on: 2021-03-29\n"


def accepts(source: str) -> bool:
    return VALIDATOR.is_valid(yaml.load(source, Loader=yaml.BaseLoader))  # noqa: S506 - strings only


def reads(source: str) -> bool:
    try:
        reading.read(source.encode(), "f")
    except FileProblems:
        return False
    return True


def test_the_schema_is_one_and_can_be_published() -> None:
    Draft202012Validator.check_schema(meeting_file_schema())
    assert json.loads(json.dumps(meeting_file_schema())) == meeting_file_schema()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_it_accepts_a_sample(path: Path) -> None:
    assert accepts(path.read_text(encoding="utf-8"))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(meeting_files(alone=False))
def test_it_accepts_what_is_written(file: MeetingFile) -> None:
    assert accepts(writing.write(file))


@pytest.mark.parametrize("name", sorted(WORDS))
@settings(max_examples=100, deadline=None)
@given(text=NEAR | st.sampled_from([*TRAPS, *SOUND]) | st.text(max_size=8))
def test_it_takes_the_same_single_values_as_the_reader(name: str, text: str) -> None:
    text = clean(text)
    assume(text)
    word = WORDS[name]
    try:
        word.parse(text)
        taken = True
    except Unfit:
        taken = False
    assert Draft202012Validator(word.schema, format_checker=FORMATS).is_valid(text) == taken


@pytest.mark.parametrize("enum", [MeetingKind, RecordState, Section])
@given(text=st.sampled_from([*RecordState, *Section, *MeetingKind, "", "isued"]))
def test_it_takes_the_same_choices_as_the_reader(enum: type[StrEnum], text: str) -> None:
    word = words.choice(enum, without=RecordState.AMENDED)
    try:
        word.parse(text)
        taken = True
    except Unfit:
        taken = False
    assert Draft202012Validator(word.schema).is_valid(text) == taken


@pytest.mark.parametrize(
    ("added", "sound"),
    [
        ("", True),
        ("  kind: special\n  name: data", True),
        ("  kind: special", False),
        ("  name: data", False),
        ("  kind: regular\n  name: data", False),
        ("  headcount: 20", True),
        ("  headcount: -1", False),
        ("  headcount: 0100000", True),
        ("  headcount: 100001", False),
        ("  venue: ຫ້ອງການ", True),
        ("  venue: {lo: ຫ້ອງການ, en: ''}", True),
        ("  venue: {en: '', lo: ''}", False),
        ("  venue: {fr: bureau}", False),
        ("  venue: [a]", False),
        ("  venue: ''", False),
        ("  frobnicate: 20", False),
        ("  entries: {}", False),
        ("  entries: []", True),
        ("  entries: [{id: a, kind: issue, text: x, label: '', points: [{id: b, kind: issue, text: x}]}]", True),
        ("  entries: [{id: a, kind: issue, text: x, points: [{id: b, kind: issue}]}]", False),
        ("  entries: [{id: a, kind: issue, text: x, raised_by: [A, A]}]", False),
        ("  entries: [{id: a, kind: issue, text: x, actions: [{owners: [A], support: [A]}]}]", True),
        ("  entries: [{id: a, kind: issue, text: x, actions: [{owners: [{organisation: A}]}]}]", False),
        ("  entries: [{id: a, kind: issue, text: x, actions: [{due: {}}]}]", False),
        ("  attendance: [{headcount: 3}]", False),
        ("  attendance: [{description: x}]", True),
        ("organisations: [{short_name: A}]", False),
        ("organisations: [{short_name: A, name: A, aliases: [B]}]", True),
        ("group2: a", False),
    ],
)
def test_it_says_the_same_of_a_file_as_the_reader(added: str, sound: bool) -> None:
    assert (accepts(START + added), reads(START + added)) == (sound, sound)


@pytest.mark.parametrize(
    ("group", "sound"),
    [("im-twg", True), ("IM", False), ("{slug: a, acronym: A, name: x}", True), ("{slug: a}", False), ("[a]", False)],
)
def test_a_group_is_a_slug_or_a_description(group: str, sound: bool) -> None:
    source = START.replace("im-twg", group)
    assert (accepts(source), reads(source)) == (sound, sound)


def test_every_key_that_the_reader_knows_stands_in_it() -> None:
    definitions = meeting_file_schema()["$defs"]
    assert isinstance(definitions, dict)
    action = [*definitions["action"]["properties"]]
    assert action == [
        "ref", "kind", "text", "assignments", "owners", "recipients", "support", "follow_up", "deadline", "due",
        "confirmed", "document", "stage", "meeting", "updates",
    ]  # fmt: skip
    assert [*definitions["due"]["properties"]] == ["from", "by", "latest"]
    assert definitions["entry"]["required"] == ["id", "kind", "text"]
    assert definitions["entry"]["properties"]["points"]["items"] == {"$ref": "#/$defs/entry"}
