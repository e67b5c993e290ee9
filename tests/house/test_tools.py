import subprocess
import sys
from pathlib import Path

import pytest
from sources import ROOT, none_of

RUFF = ("ruff", "check")
FORMAT = ("ruff", "format", "--check", "--diff")
MYPY = ("mypy",)
DJLINT = ("djlint", "--lint", "--quiet")


def report(*command: str) -> list[str]:
    """What a tool complains of, nothing if it is content."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def test_ruff_is_content() -> None:
    none_of(report(*RUFF, "."))


def test_the_code_is_formatted() -> None:
    none_of(report(*FORMAT, "."))


def test_the_types_hold() -> None:
    none_of(report(*MYPY))


def test_djlint_is_content() -> None:
    none_of(report(*DJLINT, "templates"))


@pytest.mark.parametrize(
    ("command", "name", "text"),
    [
        (RUFF, "bad.py", "import os\n"),
        (FORMAT, "bad.py", "x = {  'a':1 }\n"),
        (MYPY, "bad.py", "def f(x): return x\n"),
        (DJLINT, "bad.html", "<img>\n"),
    ],
)
def test_each_tool_sees_a_fault(tmp_path: Path, command: tuple[str, ...], name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert name in "".join(report(*command, str(tmp_path / name)))
