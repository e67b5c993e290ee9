"""The programs beside Python that some tests need: where they are found, and what to install where they are not."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Program:
    """A program, how it is found, and what to tell somebody who lacks it."""

    name: str
    install: str
    find: Callable[[], Path | None]


def _first(*names: str) -> Path | None:
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def _chromium() -> Path | None:
    return _first("chromium", "chromium-browser", "google-chrome", "msedge")


def _libreoffice() -> Path | None:
    """With pdftotext, which reads what LibreOffice printed."""
    return _first("soffice", "libreoffice") if _first("pdftotext") else None


def _postgresql() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them off the PATH, one folder per version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = _first("pg_ctl")
    candidates = [*reversed(folders), *([on_path.resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if shutil.which("initdb", path=folder)), None)


PROGRAMS = {
    "chromium": Program("Chromium", "apt install chromium", _chromium),
    "postgresql": Program("a PostgreSQL server's programs", "apt install postgresql", _postgresql),
    "libreoffice": Program(
        "LibreOffice Writer with pdftotext",
        "apt install libreoffice-writer-nogui fonts-lao fonts-liberation poppler-utils",
        _libreoffice,
    ),
}


@cache
def _where(marker: str) -> Path | None:
    return PROGRAMS[marker].find()


def need(marker: str) -> Path:
    """Where the program of a marker is; without it the test is skipped, and with CI=true it fails."""
    found = _where(marker)
    if found is None:
        lacking = f"{PROGRAMS[marker].name} is not installed here ({PROGRAMS[marker].install})"
        if os.environ.get("CI") == "true":
            pytest.fail(lacking, pytrace=False)
        pytest.skip(lacking)
    return found


def chromium_without_windows() -> Path:
    """The one that can have no windows, which needs half of the time, or else the whole one."""
    whole = need("chromium")
    return _first("chromium-headless-shell") or whole
