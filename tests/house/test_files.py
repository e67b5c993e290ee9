import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sources import ROOT, Source, none_of, planted, tracker

from deploy.vendor_assets import RECORD, VENDOR, differences

LONGEST = 400
LOCKS = ("requirements", "requirements-scale", "requirements-dev")


def too_long(file: Source) -> Iterator[str]:
    """Rooms that have grown out of their walls."""
    lines = file.text.count("\n")
    if lines > LONGEST:
        yield f"{file.path} has {lines} lines; split it by topic, each part under a true name"


def full(file: Source) -> Iterator[str]:
    """An __init__.py that holds anything: what it imports, everybody imports."""
    if file.path.endswith("__init__.py") and file.text.strip():
        yield f"{file.path} is not empty; put it into a room with a name"


def same_names(paths: Iterable[Path]) -> list[str]:
    """Names that two test files share; without packages pytest can't tell them apart."""
    return [name for name, count in Counter(path.name for path in paths).items() if count > 1]


def unlocked(wanted: str, lock: str) -> Iterator[str]:
    """What a lock lacks: packages that are wanted, hashes, and silence about where packages come from."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
    names = {re.split(r"[=\[]", block)[0].lower() for block in blocks}
    for line in wanted.splitlines():
        name = re.split(r"[\[<>=~!;\s]", line)[0].lower().replace("_", "-")
        if name and line[0] not in "#-" and name not in names:
            yield f"{name} is wanted and not locked; run: python3 tasks.py lock"
    for block in blocks:
        if "==" not in block or "--hash=sha256:" not in block:
            yield f"{block.splitlines()[0]} is not pinned by version and hash"
    for word in ("://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host"):
        if word in lock:
            yield f"{word} names a place; where packages come from is decided by the machine that installs them"


def test_no_room_is_too_long() -> None:
    none_of(line for file in tracker() for line in too_long(file))


def test_every_init_is_empty() -> None:
    none_of(line for file in tracker() for line in full(file))


def test_every_folder_with_rooms_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tracker").rglob("*.py")}
    none_of(f"{folder} needs an empty __init__.py" for folder in folders if not (folder / "__init__.py").exists())


def test_test_files_have_names_of_their_own() -> None:
    none_of(same_names((ROOT / "tests").rglob("*.py")))


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_pin_everything_and_name_no_place(name: str) -> None:
    wanted, lock = ((ROOT / f"{name}.{ending}").read_text("utf-8") for ending in ("in", "txt"))
    none_of(unlocked(wanted, lock))


def test_the_locks_agree() -> None:
    """What the tests run with is what the office runs with."""
    pins: dict[str, set[str]] = {}
    for name in LOCKS:
        for package, version in re.findall(
            r"^([\w.-]+)==(\S+)", (ROOT / f"{name}.txt").read_text("utf-8"), re.MULTILINE
        ):
            pins.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in pins.items() if len(versions) > 1} == {}


def test_vendored_files_are_as_they_came() -> None:
    none_of(differences(VENDOR))


def test_vendored_packages_bring_their_licences() -> None:
    record = json.loads((VENDOR / RECORD).read_text("utf-8"))
    packages = {each["package"] for each in record.values()}
    assert {each["package"] for name, each in record.items() if name.endswith(".LICENSE.txt")} == packages


def test_a_changed_vendored_file_is_seen(tmp_path: Path) -> None:
    for path in VENDOR.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert differences(tmp_path) == []
    (tmp_path / "bootstrap.min.css").write_text("p {}")
    (tmp_path / "bootstrap.min.css.gz").touch()
    (tmp_path / "stray.min.js").touch()
    (tmp_path / "bootstrap.LICENSE.txt").unlink()
    assert differences(tmp_path) == [
        "bootstrap.LICENSE.txt is missing",
        "stray.min.js is not listed in VENDORED.json",
        "bootstrap.min.css was changed",
    ]


def test_what_breaks_these_rules_is_seen() -> None:
    assert list(too_long(planted("tracker.meetings.services", "x = 1\n" * 401)))
    assert list(full(Source("tracker/core/__init__.py", "tracker.core", "from tracker.core.db import db\n")))
    assert same_names([Path("tests/a/test_x.py"), Path("tests/b/test_x.py"), Path("tests/b/test_y.py")]) == [
        "test_x.py"
    ]


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("flask==3.1.3\n", "not pinned"),
        ("flask>=3 \\\n    --hash=sha256:aa\n", "not pinned"),
        ("lxml==6 \\\n    --hash=sha256:aa\n", "flask is wanted"),
        ("--index-url https://example.org/simple\nflask==3.1.3 \\\n    --hash=sha256:aa\n", "names a place"),
    ],
)
def test_a_fault_of_a_lock_is_seen(lock: str, fault: str) -> None:
    good = "flask==3.1.3 \\\n    --hash=sha256:aa\n    # via -r requirements.in\n"
    assert list(unlocked("# web\nFlask>=3.1\n", good)) == []
    assert [line for line in unlocked("# web\nFlask>=3.1\n", lock) if fault in line]
