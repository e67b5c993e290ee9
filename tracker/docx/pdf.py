"""Word files made into PDF by LibreOffice, where the machine has it; knows nothing of what stands in them."""

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

PATIENCE = 120.0  # seconds for one run, however many files it makes; and as long for those before it
_PROGRAMS = ("soffice", "libreoffice")
_ON_WINDOWS = (
    Path(r"C:\Program Files\LibreOffice\program\soffice.exe"),
    Path(r"C:\Program Files (x86)\LibreOffice\program\soffice.exe"),
)
_A_PAGE = re.compile(rb"/Type\s*/Page\b")
_log = logging.getLogger(__name__)
_one_at_a_time = Lock()  # each run takes a processor and some hundred megabytes


def find_office() -> Path | None:
    """LibreOffice's program on this machine, if there is one."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None and sys.platform == "win32":
        return next((path for path in _ON_WINDOWS if path.exists()), None)
    return Path(found) if found else None


def as_pdf(documents: Mapping[str, bytes], office: Path | None) -> dict[str, bytes]:
    """The PDFs of Word files, by the same names, in one run; those that could not be made are left out, all of them
    where there is no office program. Takes some seconds: call it while no transaction is open."""
    if office is None or not documents:
        return {}
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        _log.warning("LibreOffice was busy for %s seconds, so no PDF was made", PATIENCE)
        return {}
    try:
        with tempfile.TemporaryDirectory(prefix="tracker-pdf-", ignore_cleanup_errors=True) as name:
            made = _made(documents, office, Path(name))
    finally:
        _one_at_a_time.release()
    if len(made) < len(documents):
        _log.warning("of %s PDFs LibreOffice made %s", len(documents), len(made))
    return made


def sheets_of(data: bytes) -> int:
    """How many pages a PDF of LibreOffice has, which writes each as an object of its own (ISO 32000-1, 7.7.3.3)."""
    return len(_A_PAGE.findall(data))


def _made(documents: Mapping[str, bytes], office: Path, folder: Path) -> dict[str, bytes]:
    sources = {name: folder / f"{number}.docx" for number, name in enumerate(documents)}
    for name, source in sources.items():
        source.write_bytes(documents[name])
    _run(office, folder, list(sources.values()))
    printed = {name: source.with_suffix(".pdf") for name, source in sources.items()}
    found = {name: path.read_bytes() for name, path in printed.items() if path.is_file()}
    return {name: data for name, data in found.items() if _is_whole(data)}


def _is_whole(data: bytes) -> bool:
    """Whether a PDF was written to its end; a program that was stopped leaves halves (ISO 32000-1, 7.5.5)."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]


def _run(office: Path, folder: Path, sources: list[Path]) -> None:
    """With a profile of its own, because two runs with one profile hinder each other."""
    command = [
        str(office), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources),
    ]  # fmt: skip
    # What it says goes into a file: a program that it started, and that outlives it, would keep a pipe open.
    with (folder / "said").open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603  our own list
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd=folder,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            _log.warning("LibreOffice could not be started: %s", error)
            return
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            _log.warning("LibreOffice did not end within %s seconds and was stopped", PATIENCE)
            return
        finally:
            if process.poll() is None:
                _stop(process)
    if code:
        words = (folder / "said").read_bytes()[-300:].decode("utf-8", "replace")
        _log.warning("LibreOffice ended with %s: %s", code, " ".join(words.split()))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it together with what it started: the program of that name only starts the one that does the work."""
    if sys.platform == "win32":
        everything = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(everything, capture_output=True, check=False)  # noqa: S603  our own list
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
