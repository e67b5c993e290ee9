import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
import yaml
from applications import KEY, SAMPLE, load
from click.testing import Result
from filling import counts
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import select
from together import at_once

import config
from tracker.actions.models import Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange import commands, parties, reading
from tracker.exchange.dumping import dump
from tracker.groups.models import Membership
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.meetings.queries import meeting_at

GROUP = """\
group: {slug: im-twg, acronym: IM, name: Information Management}
organisations:
  - {short_name: NRA, name: National Regulatory Authority, lao_short_name: ຄຊກລ}
  - {short_name: NPA, name: Norwegian People's Aid, aliases: [Norwegian]}
"""  # line 5 is the first that a test adds
MEETING = """\
meeting:
  period: 2021-Q1
  held_on: 2021-03-29
"""
ENTRIES = """\
  entries:
    - {id: i1, kind: issue, text: Reports are late, raised_by: [NPA]}
  conclusions:
    - id: c1
      text: Send them
      answers: [{entry: i1}]
      actions: [{owners: [NPA]}]
"""
WHOLE = GROUP + MEETING + ENTRIES


def flask(app: Flask, *arguments: str | Path) -> Result:
    """Run a command; whatever goes wrong, nobody sees a traceback."""
    result = app.test_cli_runner().invoke(args=[*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "meeting.yaml"


def refused(app: Flask, file: Path) -> list[str]:
    """The lines that say why a file was not taken, without its name; nothing of it is stored."""
    before = counts()
    result = flask(app, "meetings", "load", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert counts() == before
    lines = result.stderr.splitlines()
    assert lines
    for line in lines:
        assert re.match(re.escape(f"{file}:") + r"[1-9][0-9]*: \S", line)
    return [line.removeprefix(f"{file}:") for line in lines]


# What is wrong in a file


WRONG = [
    (MEETING + "  previous: 2021-Q1\n", ["8: previous: a meeting can't be its own previous meeting"]),
    (
        MEETING + "  previous: 2020-Q4\n",
        ["8: the tracker holds no meeting 2020-Q4; load that first, or give its date instead"],
    ),
    (
        MEETING + ENTRIES.replace("[{entry: i1}]", "[{entry: i2}]"),
        ["13: there is no entry 'i2' in this file; did you mean 'i1'?"],
    ),
    (MEETING + ENTRIES.replace("id: c1", "id: i1"), ["11: 'i1' stands twice; first on line 9"]),
    (MEETING + "  held_on: 2021-03-30\n", ["8: the key 'held_on' stands twice; first on line 7"]),
    (
        MEETING + ENTRIES.replace("[NPA]", "[NPAA]"),
        [
            "9: there is no organisation 'NPAA'; did you mean 'NPA'?",
            "14: there is no organisation 'NPAA'; did you mean 'NPA'?",
        ],
    ),
    (MEETING.replace("03-29", "02-30"), ["7: held_on: there is no such day as '2021-02-30'"]),
    (
        MEETING.replace("Q1", "Q5"),
        ["6: period: '2021-Q5' is not a quarter; write it as 2021-Q1 (Q1 to Q4)"],
    ),
    (MEETING + "  starts_at: '12:00'\n  ends_at: '08:30'\n", ["9: ends_at: the end is not after the start"]),
    (MEETING + "  headcount: -1\n", ["8: headcount: '-1' is below zero"]),
    (MEETING + "  headcount: 1" + "0" * 5000 + "\n", [f"8: headcount: '1{'0' * 58}…' is more than 100000"]),
    (MEETING + "  chair: nobody\n", ["8: there is no person with the key 'nobody'"]),
    (
        MEETING + ENTRIES.replace("[NPA]}\n", "[NPA], documents: [NS-24]}\n"),
        ["9: there is no document with the code 'NS-24'"],
    ),
    (MEETING + "  reviews: [{item: IM-A-001, verdict: done}]\n", ["8: the tracker holds no item 'IM-A-001'"]),
    (
        MEETING + f"  reviews: [{{item: IM-2021-Q1/{'9' * 40}, verdict: done}}]\n",
        [f"8: the tracker holds no item 'IM-2021-Q1/{'9' * 40}'"],
    ),
    (
        MEETING + "  purpose: &a x\n  title: *a\n",
        [
            "8: anchors (&name) are not allowed; put the text in quotes",
            "9: aliases (*name) are not allowed; write the value out",
            "9: title: is empty; give a text or leave it out",
        ],
    ),
    (
        MEETING + "  purpose: !!python/object/apply:os.system [ls]\n",
        [
            "8: tags (!name) are not allowed; put the text in quotes",
            "8: purpose: must be a text, or a mapping with en and lo",
        ],
    ),
    (MEETING + '  purpose: "\\ud800"\n', ["8: an escape in the text stands for no character"]),
    (MEETING + "  purpose: a\0b\n", ["8: a control character (U+0000) stands here; delete it"]),
    (MEETING + "  purpose: a\u202bb\x1b[31m\n", ["8: a control character (U+001B) stands here; delete it"]),
    (MEETING + MEETING, ["8: the key 'meeting' stands twice; first on line 5"]),
    (MEETING + "---\n" + MEETING, ["8: a file holds one meeting; a second one starts here"]),
]


def test_what_is_wrong_is_told_with_its_line(app: Flask, file: Path) -> None:
    for data, reasons in WRONG:
        file.write_text(GROUP + data, "utf-8")
        assert refused(app, file) == reasons


def test_parents_in_a_circle_are_told(app: Flask, file: Path) -> None:
    file.write_text(
        f"{GROUP}  - {{short_name: A, name: A, parent: B}}\n  - {{short_name: B, name: B, parent: A}}\n{MEETING}"
    )
    assert refused(app, file) == ["5: the parents go round in a circle: 'A → B → A'"]


NO_FILES = [
    (b"", "1: the file is empty"),
    (b"\n# nothing\n", "1: the file is empty"),
    (b"[" * 10_000_000, "1: the file is larger than 2 MB"),
    (b"[" * 1_900_000, "1: nested deeper than 40 levels"),
    (b"{a: " * 400_000, "1: nested deeper than 40 levels"),
    (b"- x\n" * 450_000, "99999: the file holds too many values"),
    (bytes(range(256)) * 20, "3: this is not UTF-8 text; store the file as UTF-8"),
    (WHOLE.encode("utf-16"), "1: the file is stored as UTF-16; store it as UTF-8"),
    (b"\x7fELF\x00\x01", "1: a control character (U+007F) stands here; delete it"),
    (b"just a text", "1: must be a mapping (key: value)"),
    (b"- a\n- b\n", "1: must be a mapping (key: value)"),
    (b"\ta: 1\n", "1: a tab stands here; indent with spaces"),
]


def test_what_is_no_meeting_file_is_told_on_one_line(app: Flask, file: Path) -> None:
    for data, reason in NO_FILES:
        file.write_bytes(data)
        assert refused(app, file) == [reason]


def test_what_can_not_be_read_is_told(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    assert refused(app, tmp_path / "missing.yaml") == ["1: can't be read: No such file or directory"]
    (reason,) = refused(app, tmp_path / "folder.yaml")
    assert reason.startswith("1: can't be read: ")


def test_no_more_is_told_than_a_person_would_read(
    either_app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def look(reason: Bilingual, word: str, _known: Iterable[str]) -> Bilingual:
        looked_for.append(word)
        return reason

    monkeypatch.setattr(parties, "did_you_mean", look)
    many = ", ".join(f"organisation {number}" for number in range(33_000))
    file.write_text(f"{GROUP}{MEETING}  entries: [{{id: a, kind: issue, text: x, raised_by: [{many}]}}]\n", "utf-8")
    assert len(refused(either_app, file)) == 50
    assert len(looked_for) == 50  # a suggestion takes its time, with so many names


def test_names_are_looked_up_in_portions(app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties, "PORTION", 2)
    file.write_bytes(SAMPLE.read_bytes())
    assert flask(app, "meetings", "load", file).exit_code == 0
    assert flask(app, "meetings", "load", file).stdout == f"{file}: IM-2021-Q1 is as the file says already\n"
    assert dump(meeting_at("im-twg", "2021-Q1").id) == reading.read(SAMPLE.read_bytes(), "sample")


# What only looks wrong


def test_files_of_windows_editors_are_taken(app: Flask, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    result = flask(app, "meetings", "load", file)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{file}: IM-2021-Q1 loaded\n", "")
    assert dump(meeting_at("im-twg", "2021-Q1").id).meeting == reading.read(_with_reference(), "").meeting


def _with_reference() -> bytes:
    return WHOLE.replace("{owners", "{ref: IM-A-001, owners").encode()


def test_emoji_and_unseen_characters_do_no_harm(either_app: Flask, file: Path) -> None:
    file.write_text(WHOLE.replace("Reports are late", '"👩‍👩‍👧 \u200bຊ້າ\u202e\\u0007 <b>"'), "utf-8")
    assert flask(either_app, "meetings", "load", file).exit_code == 0
    (text,) = session.scalars(select(Entry.text).where(Entry.key == "i1"))
    assert text.lo == "👩‍👩‍👧 ຊ້າ <b>"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names")
def test_a_file_may_have_any_name(either_app: Flask, tmp_path: Path) -> None:
    for name in (b"\xff\xfe.yaml", b"a\nb\x1b[31m.yaml", "ບົດ.yaml".encode()):
        take(either_app, tmp_path / os.fsdecode(name))


def take(app: Flask, file: Path) -> None:
    file.write_text(WHOLE, "utf-8")
    result = flask(app, "meetings", "load", file)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert ".yaml: IM-2021-Q1 " in line
    file.write_text("x", "utf-8")
    (line,) = flask(app, "meetings", "load", file).stderr.splitlines()
    assert line.endswith(".yaml:1: must be a mapping (key: value)")


# One organisation under two of its names


def test_two_names_of_one_organisation_are_one_organisation(either_app: Flask, file: Path) -> None:
    group = GROUP.replace("Information Management}", "x, members: [NRA, Norwegian, ຄຊກລ]}")
    file.write_text(group + MEETING + ENTRIES.replace("raised_by: [NPA]", "raised_by: [NPA, NRA, Norwegian]"), "utf-8")
    assert flask(either_app, "meetings", "load", file).exit_code == 0
    assert [row.organisation.short_name for row in session.scalars(select(Membership).order_by(Membership.id))] == [
        "NRA",
        "NPA",
    ]
    assert [row.organisation.short_name for row in session.scalars(select(EntryRaisedBy).order_by("position"))] == [
        "NPA",
        "NRA",
    ]
    assert flask(either_app, "meetings", "load", file).stdout.endswith("is as the file says already\n")


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ("{owners: [NPA, Norwegian]}", "14: 'Norwegian' stands twice as 'owner' of this action"),
        (
            "{owners: [Norwegian], assignments: [{organisation: NPA, state: accepted}]}",
            "14: 'Norwegian' stands twice as 'owner' of this action",
        ),
        ("{recipients: [ຄຊກລ, NRA]}", "14: 'NRA' stands twice as 'recipient' of this action"),
    ],
)
def test_an_organisation_owes_one_part_in_each_role(app: Flask, file: Path, action: str, reason: str) -> None:
    file.write_text(WHOLE.replace("{owners: [NPA]}", action), "utf-8")
    assert refused(app, file) == [reason]


def test_it_may_have_several_roles_under_several_names(app: Flask, file: Path) -> None:
    file.write_text(WHOLE.replace("{owners: [NPA]}", "{owners: [NPA], support: [Norwegian]}"), "utf-8")
    assert flask(app, "meetings", "load", file).exit_code == 0
    assert {part.organisation.short_name for part in session.scalars(select(Assignment))} == {"NPA"}


def test_a_known_organisation_gets_no_new_name_by_a_file(app: Flask, file: Path) -> None:
    load(WHOLE)
    file.write_text(WHOLE.replace("[Norwegian]", "[Norwegian, Norsk]").replace("owners: [NPA]", "owners: [Norsk]"))
    reason = "4: 'NPA' is not known by the name 'Norsk'; add that on its own page, or leave it out here"
    assert refused(app, file) == [reason]
    file.write_text(WHOLE.replace("[Norwegian]", "[NRA]").replace("  - {short_name: NRA", "  - {short_name: MAG"))
    assert "4: 'NPA' is not known by the name 'NRA'; add that on its own page, or leave it out here" in refused(
        app, file
    )


def test_an_item_under_two_of_its_references_is_one_item(app: Flask, file: Path) -> None:
    load(WHOLE)
    later = "group: im-twg\nmeeting: {period: 2021-Q2, held_on: 2021-06-29, reviews: [\n"
    file.write_text(later + "{item: IM-2021-Q1/1, verdict: done},\n{item: IM-2021-Q1/i1, verdict: late}]}\n")
    assert refused(app, file) == ["4: 'IM-2021-Q1/i1' stands twice; first on line 3"]


def test_a_meeting_gives_no_verdict_on_its_own_items(app: Flask, file: Path) -> None:
    for item in ("IM-A-001", "IM-2021-Q1/i1"):
        own = f"  reviews: [{{item: {item}, verdict: done}}]\n"
        file.write_text(GROUP + MEETING + own + ENTRIES, "utf-8")
        assert refused(app, file) == [
            f"8: '{item}' is an item of this meeting itself; verdicts are given on older ones"
        ]


# Several files


def test_the_good_ones_are_kept_when_one_is_bad(app: Flask, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml", "d.yaml")]
    files[0].write_text(WHOLE, "utf-8")
    files[1].write_text(WHOLE.replace("2021-Q1", "2021-Q9"), "utf-8")
    files[3].write_text("group: im-twg\nmeeting: {period: 2021-Q3, held_on: 2021-09-20, previous: 2021-Q1}\n", "utf-8")
    result = flask(app, "meetings", "load", *files)
    assert result.exit_code == 1
    assert result.stdout == f"{files[0]}: IM-2021-Q1 loaded\n{files[3]}: IM-2021-Q3 loaded\n"
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{files[1]}:6", f"{files[2]}:1"]
    assert [meeting.address for meeting in session.scalars(select(Meeting).order_by(Meeting.id))] == [
        "2021-Q1",
        "2021-Q3",
    ]


def test_a_trial_finds_what_an_earlier_file_would_bring_and_keeps_nothing(either_app: Flask, tmp_path: Path) -> None:
    first, bad, second = (tmp_path / name for name in ("1.yaml", "2.yaml", "3.yaml"))
    first.write_text(WHOLE, "utf-8")
    bad.write_text(WHOLE.replace("2021-Q1", "2021-Q2").replace("{owners: [NPA]}", "{owners: [MAG]}"), "utf-8")
    second.write_text(
        "group: im-twg\nmeeting: {period: 2021-Q3, held_on: 2021-09-20, previous: 2021-Q1, headcount: 3,\n"
        "  attendance: [{organisation: Norwegian}], reviews: [{item: IM-A-001, verdict: late}]}\n",
        "utf-8",
    )
    before = counts()
    result = flask(either_app, "meetings", "load", "--dry-run", first, bad, second)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{first}: IM-2021-Q1 loaded\n{second}: IM-2021-Q3 loaded\nDry run: nothing was changed.\n"
    )
    assert result.stderr == (f"{bad}:14: there is no organisation 'MAG'\n{second}: note: said 3 people, listed 1\n")
    assert counts() == before
    assert flask(either_app, "meetings", "load", "--dry-run", first, second).exit_code == 0
    assert counts() == before


def test_files_that_are_loaded_at_once_are_all_taken(either_app: Flask, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.yaml" for number in range(4)]
    for number, file in enumerate(files):
        own = WHOLE.replace("2021-Q1", f"2021-Q{number + 1}") if number else WHOLE
        file.write_text(own.replace("{owners", f"{{ref: IM-A-01{number}, owners"), "utf-8")
    read = [reading.read(file.read_bytes(), file.name) for file in (*files, *files)]
    outcomes = at_once(either_app, [partial(commands.store, file, "x.yaml") for file in read])
    assert sum(outcome.made for outcome in outcomes) == 4
    found = counts()
    assert (found["organisation"], found["meeting"], found["action"]) == (2, 4, 4)


def test_without_a_file_the_usage_is_told(app: Flask) -> None:
    result = flask(app, "meetings", "load")
    assert result.exit_code == 2
    assert "FILE…" in result.stderr


# Writing files


def test_a_file_is_written_to_the_screen_or_to_a_file(app: Flask, tmp_path: Path) -> None:
    load(SAMPLE.read_bytes(), SAMPLE.name)
    shown = flask(app, "meetings", "dump", "im-twg", "2021-Q1")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert reading.read(shown.stdout_bytes, "shown") == reading.read(SAMPLE.read_bytes(), "sample")
    out = tmp_path / "out.yaml"
    assert flask(app, "meetings", "dump", "im-twg", "2021-Q1", "--out", out).stdout == ""
    assert out.read_bytes() == shown.stdout_bytes
    assert b"\r" not in shown.stdout_bytes
    assert flask(app, "meetings", "load", out).stdout == f"{out}: IM-2021-Q1 is as the file says already\n"


@pytest.mark.parametrize(
    ("group", "period", "reason"),
    [
        ("im", "2021-Q1", "There is no working group im."),
        ("IM", "2021-Q1", "There is no working group IM."),
        ("im-twg", "2021-Q2", "im-twg has no meeting 2021-Q2."),
        ("im-twg", "2021-Q1/special", "im-twg has no meeting 2021-Q1/special."),
        ("im-twg", "yesterday", "im-twg has no meeting yesterday."),
        ("im-twg", "9999-Q1", "im-twg has no meeting 9999-Q1."),
    ],
)
def test_what_is_not_there_can_not_be_written(app: Flask, group: str, period: str, reason: str) -> None:
    load(WHOLE)
    result = flask(app, "meetings", "dump", group, period)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {reason}\n")


def test_no_database_minds_what_was_typed(either_app: Flask) -> None:
    load(WHOLE)
    for group, period in (("a\0b", "2021-Q1"), ("\udcff", "2021-Q1"), ("im-twg", "\udcff"), ("im-twg", "2021-Q1\0")):
        result = flask(either_app, "meetings", "dump", group, period)
        assert (result.exit_code, result.stdout) == (1, "")
        assert re.fullmatch("Error: .+\n", result.stderr)


def test_where_nothing_can_be_written_is_told(app: Flask, tmp_path: Path) -> None:
    load(WHOLE)
    result = flask(app, "meetings", "dump", "im-twg", "2021-Q1", "--out", tmp_path / "no" / "x.yaml")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path / 'no' / 'x.yaml'} can't be written: No such file or directory\n"


def test_the_schema_is_one_and_the_sample_keeps_to_it(app: Flask) -> None:
    result = flask(app, "meetings", "schema")
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    written = yaml.load(SAMPLE.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506  strings only
    Draft202012Validator(schema).validate(written)
    assert not Draft202012Validator(schema).is_valid({**written, "meting": {}})


def test_output_is_utf8_whatever_the_terminal_speaks(app: Flask, tmp_path: Path) -> None:
    """Windows gives a program whose output goes to a file the letters of its code page."""
    load(SAMPLE.read_bytes(), SAMPLE.name)
    named = tmp_path / "ບົດ.yaml"
    named.write_bytes(SAMPLE.read_bytes())
    env = os.environ | {
        "TRACKER_INSTANCE": app.instance_path, "TRACKER_SECRET_KEY": KEY, "LC_ALL": "C", "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252",
    }  # fmt: skip

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "meetings", *arguments],
            env=env, cwd=Path(config.__file__).parent, capture_output=True, check=False,
        )  # fmt: skip

    done = run("dump", "im-twg", "2021-Q1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert reading.read(done.stdout, "dump") == reading.read(SAMPLE.read_bytes(), "sample")
    again = run("load", str(named))
    assert again.returncode == 0
    assert again.stdout.decode("ascii").endswith("???.yaml: IM-2021-Q1 is as the file says already\n")
