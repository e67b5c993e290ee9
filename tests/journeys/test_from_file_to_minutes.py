"""The main job from end to end: a meeting file goes in by command, and minutes come out that the NRA could sign."""

import json
import re
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from applications import SAMPLE
from flask import Flask
from openxml_audit import OpenXmlValidator

from tracker.docx.layouts import Layout
from tracker.docx.outline_json import from_data

LAO = re.compile("[\u0e80-\u0eff]")
FACTS = {
    Layout.ENGLISH: [
        "Ministry of Labour and Social Welfare", "Minutes of the meeting of the Information Management",
        "29 March 2021", "08:30", "12:00", "SOUTHIVONG", "20 participants", "UXO Lao", "Army 58", "NPA", "HI", "MAG",
        "WEI", "international expert", "Tetra Tech", "3 December 2020", "compensation", "IMSMA", "PDF",
        "1.1, 1.2, 2 and 3", "drama", "curriculum", "stamp", "directly and indirectly", "disabilities", "Xiengkhuang",
        "Chapter 24", "draft report", "3rd and 4th week of April 2021", "12/04/2021", "25/04/2021", "Chairperson",
        "IM Unit", "IM-A-001", "IM-A-002", "IM-A-003", "DRAFT", "Page 1 of",
    ],
    Layout.LAO: [
        "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "ບົດບັນທຶກກອງປະຊຸມ", "ໄຕມາດທີ 1 ປີ 2021", "29 ມີນາ 2021", "ຄກລ", "ແມັກ",
        "ກອງທັບ 58", "3 ທັນວາ 2020", "ຂໍ້ສະເໜີແນະ", "ສະຫຼຸບ", "ປະທານກອງປະຊຸມ", "ໜ່ວຍງານ IM", "ສະບັບຮ່າງ",
    ],
}  # fmt: skip


def flask(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def loaded(app: Flask) -> Flask:
    assert "IM-2021-Q1 loaded" in flask(app, "meetings", "load", str(SAMPLE))
    return app


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_is_a_sound_word_file(loaded: Flask, tmp_path: Path, layout: Layout) -> None:
    out = tmp_path / "minutes.docx"
    flask(loaded, "minutes", "write", "im-twg", "2021-Q1", "--layout", layout.value, "--out", str(out))
    assert [str(error) for error in OpenXmlValidator().validate(out).errors] == []
    document = docx.Document(BytesIO(out.read_bytes()))
    text = "\n".join("".join(element.itertext()) for element in document.element.body)
    for language_layout, facts in FACTS.items():
        if set(language_layout.languages) <= set(layout.languages):
            shown = [fact for fact in facts if fact not in {"DRAFT", "Page 1 of", "ສະບັບຮ່າງ"}]
            assert [fact for fact in shown if fact not in text] == []


@pytest.mark.libreoffice
def test_libreoffice_prints_the_facts_of_both_languages(loaded: Flask, tmp_path: Path) -> None:
    out = tmp_path / "minutes.docx"
    flask(loaded, "minutes", "write", "im-twg", "2021-Q1", "--out", str(out))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(out)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    printed = subprocess.run(
        ["pdftotext", "-layout", str(out.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    lines = " ".join(printed.split())
    missing = [fact for fact in FACTS[Layout.ENGLISH] if fact not in lines and fact != "Page 1 of"]
    assert missing == []
    pages = re.findall(r"Page (\d+) of (\d+)", printed)
    assert pages
    assert {int(total) for _, total in pages} == {printed.count("\f")}
    assert LAO.search(printed)


def test_the_outline_is_printed_as_json(loaded: Flask) -> None:
    made = from_data(json.loads(flask(loaded, "minutes", "write", "im-twg", "2021-Q1", "--outline")))
    assert made.reference.en == "IM-2021-Q1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-group", "2021-Q1", "--outline"], "Error: There is no working group no-group."),
        (["im-twg", "2031-Q1", "--outline"], "Error: im-twg has no meeting 2031-Q1."),
        (["im-twg", "2021-Q1"], "Say where to write"),
        (["im-twg", "2021-Q1", "--out", "no/such/folder.docx"], "can't be written"),
    ],
)
def test_what_can_not_be_written_is_told_in_a_line(loaded: Flask, arguments: list[str], said: str) -> None:
    result = loaded.test_cli_runner().invoke(args=["minutes", "write", *arguments])
    assert result.exit_code in {1, 2}
    assert said in result.stderr
    assert "Traceback" not in result.output
