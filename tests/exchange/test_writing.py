from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import LETTERS, TRAPS, meeting_files

from tracker.actions.models import AssignmentRole, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.exchange import reading, writing
from tracker.exchange.background import GroupPart
from tracker.exchange.meeting_file import (
    ActionPart,
    AnswerPart,
    AssignmentPart,
    AttendancePart,
    ConclusionPart,
    DuePart,
    EntryPart,
    MeetingFile,
    MeetingPart,
)
from tracker.exchange.yaml_text import WIDTH, Bare, Row, Tree, text_of
from tracker.meetings.addresses import Address, Period
from tracker.meetings.kinds import AttendanceRole, EntryKind, Extent, MeetingKind, Section

SAMPLES = Path(__file__).parents[2] / "tracker" / "exchange" / "samples"
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
LOADERS = [yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)]

BARE_MEETING = MeetingPart(period=Period(2021, 1), held_on=date(2021, 3, 29))


def said(file: MeetingFile) -> str:
    written = writing.write(file)
    assert reading.read(written.encode(), "file") == file
    return written


def of_group(meeting: MeetingPart) -> MeetingFile:
    return MeetingFile(group=GroupPart(slug="im-twg"), meeting=meeting)


@SLOW
@given(meeting_files(alone=False))
def test_what_was_written_reads_back_the_same(file: MeetingFile) -> None:
    written = writing.write(file)
    again = reading.read(written.encode(), "file")
    assert again == file
    assert writing.write(again) == written


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sample_reads_back_the_same(path: Path) -> None:
    said(reading.read(path.read_bytes(), path.name))


def test_nothing_is_said_that_goes_without_saying() -> None:
    assert said(of_group(BARE_MEETING)) == "group: im-twg\nmeeting:\n  period: 2021-Q1\n  held_on: 2021-03-29\n"


def test_a_meeting_looks_as_a_person_would_write_it() -> None:
    due = DuePart(from_=date(2021, 4, 12), by=date(2021, 4, 25), latest=date(2021, 5, 2))
    action = ActionPart(
        ref="IM-A-002",
        text=Bilingual.of("ຈັດກອງປະຊຸມວິສາມັນ"),
        assignments=(
            AssignmentPart(organisation="NRA"),
            AssignmentPart(organisation="NPA", role=AssignmentRole.SUPPORT, state=AssignmentState.ACCEPTED, due=due),
        ),
        due=due,
        meeting=Address(Period(2021, 2), "incomplete-data"),
    )
    issue = EntryPart(
        id="i1",
        kind=EntryKind.ISSUE,
        text=Bilingual(en="The form: changed", lo="ແບບຟອມ"),
        raised_by=("WEI", "UXO Lao"),
        label="2.",
        points=(EntryPart(id="i2", kind=EntryKind.RECOMMENDATION, text=Bilingual.of("First\n\nsecond")),),
    )
    proposal = EntryPart(id="r", kind=EntryKind.ISSUE, section=Section.RECOMMENDATIONS, text=Bilingual.of("yes"))
    meeting = replace(
        BARE_MEETING,
        kind=MeetingKind.SPECIAL,
        name="data",
        previous=Address(Period(2020, 4)),
        attendance=(
            AttendancePart(organisation="NRA", description=Bilingual(en="experts", lo="ຊ່ຽວຊານ"), headcount=3),
            AttendancePart(person="kham", role=AttendanceRole.CHAIR),
        ),
        entries=(issue, proposal),
        conclusions=(
            ConclusionPart(
                id="c1",
                text=Bilingual(en="ຕົກລົງ"),
                answers=(AnswerPart(entry="i2", extent=Extent.PART),),
                actions=(action,),
            ),
        ),
    )
    assert said(of_group(meeting)) == (
        """\
group: im-twg
meeting:
  period: 2021-Q1
  kind: special
  name: data
  held_on: 2021-03-29
  previous: 2020-Q4
  attendance:
    - {organisation: NRA, description: {en: experts, lo: ຊ່ຽວຊານ}, headcount: 3}
    - {person: kham, role: chair}
  entries:
    - id: i1
      kind: issue
      text:
        en: "The form: changed"
        lo: ແບບຟອມ
      raised_by: [WEI, UXO Lao]
      label: "2."
      points:
        - id: i2
          kind: recommendation
          text: "First\\n\\nsecond"
    - id: r
      kind: issue
      section: recommendations
      text: "yes"
  conclusions:
    - id: c1
      text:
        en: ຕົກລົງ
      answers: [{entry: i2, extent: part}]
      actions:
        - ref: IM-A-002
          text: ຈັດກອງປະຊຸມວິສາມັນ
          assignments:
            - organisation: NPA
              role: support
              state: accepted
              due: {from: 2021-04-12, by: 2021-04-25, latest: 2021-05-02}
          owners: [NRA]
          due: {from: 2021-04-12, by: 2021-04-25, latest: 2021-05-02}
          meeting: 2021-Q2/incomplete-data
"""
    )


def test_assignments_are_put_in_the_order_of_their_roles() -> None:
    late = ActionPart(
        assignments=(
            AssignmentPart(organisation="MRE Unit", role=AssignmentRole.RECIPIENT),
            AssignmentPart(organisation="NPA"),
        )
    )
    file = of_group(
        replace(BARE_MEETING, conclusions=(ConclusionPart(id="c", text=Bilingual.of("x"), actions=(late,)),))
    )
    written = writing.write(file)
    assert written.endswith("        - owners: [NPA]\n          recipients: [MRE Unit]\n")
    (action,) = reading.read(written.encode(), "file").meeting.every_action()
    assert action.assignments == late.assignments[::-1]


def test_a_long_text_of_several_lines_stands_as_lines() -> None:
    text = (
        "A first line that is long enough to count.\n\n  - indented, with a colon: and # a mark\nລາວ 😀 the last line"
    )
    written = said(of_group(replace(BARE_MEETING, purpose=Bilingual(en=text))))
    assert written.endswith(
        "  purpose:\n    en: |-\n      A first line that is long enough to count.\n\n"
        "        - indented, with a colon: and # a mark\n      ລາວ 😀 the last line\n"
    )


@pytest.mark.parametrize("text", [text for text in TRAPS if "\n" not in text])
def test_no_reader_of_yaml_takes_a_text_for_anything_else(text: str) -> None:
    assert yaml.safe_load(text_of({"text": text, "list": [text], "row": Row(key=text)})) == {
        "text": text,
        "list": [text],
        "row": {"key": text},
    }


@settings(max_examples=400, deadline=None)
@given(LETTERS | st.text(max_size=20), st.integers(0, 120))
def test_any_text_survives_in_any_place(text: str, longer: int) -> None:
    text = "x" * longer + text
    tree: dict[str, Tree] = {
        "a": text,
        "b": [text, text],
        "c": [{"d": text, "e": Row(f=text)}, Row(g=text)],
        "h": Row(i=text),
    }
    for loader in LOADERS:
        assert yaml.load(text_of(tree), Loader=loader) == tree  # noqa: S506 - strings only


@pytest.mark.parametrize("plain", ["ຂໍ້ສະເໜີ", "UXO Lao", "2021-Q1", "it's 5, or 6 (more)", "a:b", "e3", "👍 ok"[2:]])
def test_a_text_that_means_nothing_else_has_no_quotes(plain: str) -> None:
    assert text_of({"text": plain}) == f"text: {plain}\n"


def test_what_is_meant_to_be_guessed_has_no_quotes() -> None:
    assert text_of({"on": Bare("2021-03-29")}) == "on: 2021-03-29\n"


def test_invisible_characters_are_shown() -> None:
    assert text_of({"text": "a\u00a0b\u200b\x07"}) == 'text: "a\\u00a0b\\u200b\\u0007"\n'


def test_what_does_not_fit_on_a_line_is_broken_up() -> None:
    long = "a" * (WIDTH - 10)
    tree: dict[str, Tree] = {"rows": [Row(a=long, b="c")], "words": [long, "b"]}
    assert text_of(tree) == f"rows:\n  - a: {long}\n    b: c\nwords:\n  - {long}\n  - b\n"
