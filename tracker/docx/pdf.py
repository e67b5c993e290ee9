"""Word files made into PDF by LibreOffice, where the machine has it; knows nothing of what stands in them."""

import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

PATIENCE = 120  # seconds for one run, however many files it makes
_PROGRAMS = ("soffice", "libreoffice")
_ON_WINDOWS = (
    Path(r"C:\Program Files\LibreOffice\program\soffice.exe"),
    Path(r"C:\Program Files (x86)\LibreOffice\program\soffice.exe"),
)
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
    with _one_at_a_time, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number}.docx" for number in range(len(documents))]
        for source, data in zip(sources, documents.values(), strict=True):
            source.write_bytes(data)
        _run(office, folder, sources)
        made = {key: source.with_suffix(".pdf") for key, source in zip(documents, sources, strict=True)}
        return {key: path.read_bytes() for key, path in made.items() if path.exists()}


def _run(office: Path, folder: Path, sources: list[Path]) -> None:
    """A profile of its own, because two runs with one profile hinder each other."""
    command = [
        str(office), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources),
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, cwd=folder)  # noqa: S603  our own list
    except subprocess.TimeoutExpired:
        _log.warning("LibreOffice did not make the PDFs within %s seconds", PATIENCE)
    except (OSError, subprocess.CalledProcessError) as error:
        _log.warning("LibreOffice could not make the PDFs: %s", error)
