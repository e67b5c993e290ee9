"""Which version of the program this is: the newest that the changelog names."""

import re
from functools import lru_cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent.parent / "CHANGELOG.md"


@lru_cache
def version() -> str:
    """The version of this program."""
    return newest(CHANGELOG.read_text(encoding="utf-8"))


def newest(changelog: str) -> str:
    """The newest version in a changelog, '0' where it names none."""
    found = re.search(r"^## \[?(\d+(?:\.\d+)+)", changelog, re.MULTILINE)
    return found[1] if found else "0"
