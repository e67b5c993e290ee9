import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from programs import need
from sample_outline import sample
from word_file import AT

from tracker.docx import pdf
from tracker.docx.layouts import Layout
from tracker.docx.pdf import as_pdf, find_office
from tracker.docx.writer import write

Fake = Callable[[str], Path]
SCRIPTS = pytest.mark.skipif(os.name == "nt", reason="Windows starts no scripts by their first line")
WHOLE = "b'%PDF-1.7 made %%EOF'"
BEGIN = """import subprocess, sys, time
from pathlib import Path
folder = Path(sys.argv[sys.argv.index('--outdir') + 1])
files = [Path(each) for each in sys.argv[-2:]]
def put(each, data): (folder / f'{each.stem}.pdf').write_bytes(data)
"""


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """A program in the place of LibreOffice that does this with its two files."""

    def make(does: str) -> Path:
        program = tmp_path / "soffice"
        program.write_text(f"#!{sys.executable}\n{BEGIN}{does}\n")
        program.chmod(0o755)
        return program

    return make


def two() -> dict[str, bytes]:
    return {"one": b"1", "two": b"2"}


def test_without_an_office_program_or_documents_nothing_is_made(tmp_path: Path) -> None:
    assert as_pdf(two(), None) == {}
    assert as_pdf({}, tmp_path / "not asked") == {}


@SCRIPTS
def test_each_document_has_its_pdf_by_its_name(fake: Fake) -> None:
    office = fake("for each in files: put(each, b'%PDF-' + each.read_bytes() + b'%%EOF')")
    assert as_pdf(two(), office) == {"one": b"%PDF-1%%EOF", "two": b"%PDF-2%%EOF"}


@SCRIPTS
@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("sys.exit('no room on this disk')", "LibreOffice ended with 1: no room on this disk"),
        ("", "of 2 PDFs LibreOffice made 0"),
        (
            "for each in files: put(each, b'%PDF-1.7 half')",
            "of 2 PDFs LibreOffice made 0",
        ),
        ("for each in files: (folder / f'{each.stem}.pdf').mkdir()", "of 2 PDFs LibreOffice made 0"),
        ("import os; os.kill(os.getpid(), 9)", "LibreOffice ended with -9"),
    ],
    ids=["fails", "writes nothing", "writes a half", "writes a folder", "is killed"],
)
def test_a_broken_office_gives_nothing_and_a_line_in_the_log(
    fake: Fake, caplog: pytest.LogCaptureFixture, does: str, told: str
) -> None:
    with caplog.at_level(logging.WARNING):
        assert as_pdf(two(), fake(does)) == {}
    assert told in caplog.text


@SCRIPTS
def test_what_could_be_made_is_kept(fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    assert list(as_pdf(two(), fake(f"put(files[1], {WHOLE}); sys.exit(3)"))) == ["two"]
    assert "of 2 PDFs LibreOffice made 1" in caplog.text


@pytest.mark.parametrize("there", [True, False])
def test_a_program_that_can_not_be_started_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, there: bool
) -> None:
    program = tmp_path / "soffice"
    if there:
        program.write_text("no program")
    assert as_pdf(two(), program) == {}
    assert "LibreOffice could not be started" in caplog.text


@SCRIPTS
def test_one_that_hangs_is_stopped_with_what_it_started(
    fake: Fake, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice's own starter does the same: the program that works is its child, and holds what it was given."""
    monkeypatch.setattr(pdf, "PATIENCE", 1.5)
    alive = tmp_path / "alive"
    child = f"import time\nfor n in range(600):\n    open({str(alive)!r}, 'w').write(str(n)); time.sleep(0.05)"
    begun = time.monotonic()
    assert as_pdf(two(), fake(f"subprocess.Popen([sys.executable, '-c', {child!r}]).wait()")) == {}
    assert time.monotonic() - begun < 10
    assert "LibreOffice did not end within 1.5 seconds and was stopped" in caplog.text
    told = alive.read_text()
    time.sleep(0.3)
    assert alive.read_text() == told


@SCRIPTS
def test_who_waits_too_long_for_others_goes_without(
    fake: Fake, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "PATIENCE", 0.2)
    with pdf._one_at_a_time:  # noqa: SLF001  somebody else's run
        assert as_pdf(two(), fake("")) == {}
    assert "LibreOffice was busy for 0.2 seconds, so no PDF was made" in caplog.text


@SCRIPTS
def test_nothing_is_left_behind(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    as_pdf(two(), fake("(folder / 'profile').mkdir(); (folder / 'profile' / 'x').touch()"))
    assert list(room.iterdir()) == []


def test_the_program_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_ON_WINDOWS", (tmp_path / "not there",))
    assert find_office() is None
    program = tmp_path / ("libreoffice.exe" if os.name == "nt" else "libreoffice")
    program.touch(0o755)
    assert find_office() == program


# LibreOffice itself


@pytest.mark.libreoffice
def test_lao_and_english_can_be_read_out_of_the_pdf_and_its_fonts_go_with_it(tmp_path: Path) -> None:
    layouts = (Layout.LAO_THEN_ENGLISH, Layout.LAO)
    made = as_pdf({layout: write(sample(), layout, AT) for layout in layouts}, need("libreoffice"))
    assert set(made) == set(layouts)
    file = tmp_path / "made.pdf"
    file.write_bytes(made[Layout.LAO_THEN_ENGLISH])
    # As it was written: by its places on the sheet pdftotext takes marks above a letter for a line of their own.
    command = ["pdftotext", "-raw", str(file), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    words = "".join(text.stdout.split())
    for title in sample().title:
        assert "".join(title.en.split()) in words
        assert "".join(title.lo.split()) in words
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert {line.split()[-5] for line in fonts} == {"yes"}  # embedded


@pytest.mark.libreoffice
def test_one_broken_document_does_not_spoil_the_other() -> None:
    documents = {"good": write(sample(), Layout.ENGLISH, AT), "bad": b"PK\x03\x04 no document"}
    made = as_pdf(documents, need("libreoffice"))
    assert made["good"].startswith(b"%PDF-")
