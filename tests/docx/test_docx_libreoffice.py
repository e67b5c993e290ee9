import subprocess
from pathlib import Path

import pytest
from sample_outline import sample
from word_file import AT

from tracker.docx.layouts import Layout
from tracker.docx.writer import write

pytestmark = pytest.mark.libreoffice


def converted(folder: Path, layout: Layout, form: str) -> bytes:
    source = folder / "written.docx"
    source.write_bytes(write(sample(), layout, AT))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return source.with_suffix(f".{form.partition(':')[0]}").read_bytes()


def test_libreoffice_counts_lists_and_headings_as_they_were_meant(tmp_path: Path) -> None:
    text = converted(tmp_path, Layout.LAO_THEN_ENGLISH, "txt:Text (encoded):UTF8").decode("utf-8-sig")
    # As plain text every bullet is a round one; numbers and headings are counted as on paper.
    english = text[text.index("Minutes of Meeting") :]
    lines = [line.strip().replace("\t", " ").replace("•", "–") for line in english.splitlines()]
    expected = [
        "I. Time, venue and participants",
        "– technical staff of the NRA",
        "II. Purpose",
        "III. Content",
        "1. Issues and challenges",
        "2. Recommendations",
        "2. Add training of trainers to topics 1.1, 1.2, 2 and 3.",
        "3. Leave room for teaching material.",
        "3 bis. A village chief's signature and stamp is hard to get.",
        "5. Record direct and indirect beneficiaries.",
        "– HI: Count participants with disabilities.",
        "IV. Conclusion",
        "1. The draft report goes to the MRE Unit.",
        "3. NPA revises the Lao text of Chapter 24.",
    ]
    assert [line for line in lines if line in expected] == expected


def test_libreoffice_prints_both_languages_beside_each_other(tmp_path: Path) -> None:
    assert converted(tmp_path, Layout.SIDE_BY_SIDE, "pdf").startswith(b"%PDF-")
