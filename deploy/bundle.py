"""Makes one zip of the tracker and the packages it runs with, for an office without a line; knows no page and no table.

python3 tasks.py bundle           for every Python in PYTHONS, Windows and Linux on 64 bit
python3 tasks.py bundle 3.13      for one of them, which makes a smaller zip
"""

import ast
import operator
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.core.release import version

HERE = Path(__file__).resolve().parent.parent
LOCK = HERE / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# A wheel names the oldest C library it runs with; 2.28 is older than every Debian and Ubuntu with Python 3.11.
LINUX = (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64", "linux_x86_64")
WINDOWS = ("win_amd64",)
LEFT_OUT = {".venv", ".git", "instance", "wheelhouse", "__pycache__", ".env"}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Target:
    """One Python on one system that the bundle serves."""

    python: str
    platforms: tuple[str, ...]

    @property
    def facts(self) -> dict[str, str]:
        """What the markers of a lock ask about a machine (PEP 508)."""
        windows = self.platforms == WINDOWS
        return {
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "sys_platform": "win32" if windows else "linux",
            "os_name": "nt" if windows else "posix",
            "platform_system": "Windows" if windows else "Linux",
            "platform_machine": "AMD64" if windows else "x86_64",
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
        }


def lock_for(lock: str, target: Target) -> str:
    """The lock's packages that this target needs, without markers.

    pip reads the markers of a lock for the machine it runs on, also where it downloads for another.
    """
    kept: list[str] = []
    wanted = False
    for line in lock.splitlines():
        if line and not line[0].isspace():
            requirement, _, marker = line.removesuffix("\\").partition(";")
            wanted = not marker or holds(marker, target)
            if wanted:
                kept.append(f"{requirement.strip()} \\")
        elif wanted and line.strip().startswith("--hash"):
            kept.append(line)
    return "\n".join(kept) + "\n"


def holds(marker: str, target: Target) -> bool:
    """Whether a marker such as `sys_platform == 'win32'` is true there; ValueError for one that is not understood."""
    return _true(ast.parse(marker.strip(), mode="eval").body, target.facts)


def _true(node: ast.expr, facts: dict[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And()):
            return all(_true(part, facts) for part in node.values)
        case ast.BoolOp():
            return any(_true(part, facts) for part in node.values)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=str(value))]) if (
            name in facts and type(op) in COMPARE
        ):
            return COMPARE[type(op)](_orderly(name, facts[name]), _orderly(name, value))
    raise ValueError(f"the marker {ast.unparse(node)} is not understood")


def _orderly(name: str, value: str) -> str | tuple[int, ...]:
    if "version" not in name:
        return value
    parts = [int(part) for part in value.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def project_files(top: Path) -> list[Path]:
    """The files of the project: those that git tracks or, where there is no git, all but what was made here."""
    git = shutil.which("git")
    if git and (top / ".git").exists():
        listed = subprocess.run([git, "ls-files", "-z"], cwd=top, check=True, capture_output=True)  # noqa: S603
        found: Iterable[Path] = (top / name for name in listed.stdout.decode().split("\0") if name)
    else:
        found = (path for path in top.rglob("*") if not _left_out(path.relative_to(top)))
    return sorted(path for path in found if path.is_file())


def _left_out(path: Path) -> bool:
    made = path.name.startswith("tracker-bundle-") or path.suffix in {".pyc", ".mo", ".gz"}
    return made or any(part in LEFT_OUT or part.endswith("_cache") for part in path.parts)


def download(targets: Iterable[Target], wheelhouse: Path) -> None:
    """Put the wheels of every target into one folder; the hashes of the lock are checked."""
    lock = LOCK.read_text(encoding="utf-8")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        subprocess.run([sys.executable, "-m", "ensurepip"], capture_output=True, check=True)
    for target in targets:
        print(f"Python {target.python} on {target.facts['platform_system']}", flush=True)
        wanted = wheelhouse.parent / "wanted.txt"
        wanted.write_text(lock_for(lock, target), encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
        exact = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--python-version", target.python]
        places = [f"--platform={platform}" for platform in target.platforms]
        done = subprocess.run(  # noqa: S603
            [*pip, *exact, *places, "--dest", str(wheelhouse), "-r", str(wanted)],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"Not all packages can be had for it:\n{done.stderr.strip()}")


def pack(bundle: Path, folder: str, files: Iterable[Path], wheels: Iterable[Path]) -> None:
    """Write the zip: the project and its wheelhouse in one folder."""
    with zipfile.ZipFile(bundle, "w") as packed:
        for file in files:
            packed.write(file, f"{folder}/{file.relative_to(HERE).as_posix()}", zipfile.ZIP_DEFLATED)
        for wheel in wheels:
            packed.write(wheel, f"{folder}/wheelhouse/{wheel.name}", zipfile.ZIP_STORED)


def main(pythons: list[str]) -> int:
    """Make tracker-bundle-<version>.zip beside tasks.py."""
    if unknown := sorted(set(pythons) - set(PYTHONS)):
        sys.exit(f"The bundle can't be made for Python {unknown[0]}; it serves {', '.join(PYTHONS)}.")
    number = version()
    targets = [Target(python, platforms) for python in pythons or PYTHONS for platforms in (LINUX, WINDOWS)]
    bundle = HERE / f"tracker-bundle-{number}.zip"
    with tempfile.TemporaryDirectory() as folder:
        wheelhouse = Path(folder) / "wheelhouse"
        wheelhouse.mkdir()
        download(targets, wheelhouse)
        pack(bundle, f"twg-tracker-{number}", project_files(HERE), sorted(wheelhouse.iterdir()))
    print(f"{bundle.name}: {bundle.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
