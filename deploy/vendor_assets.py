"""Copies the styles and fonts named in vendor.json from their npm packages into tracker/static/vendor; knows no page.

python deploy/vendor_assets.py            fetch again (needs npm), write VENDORED.json
python deploy/vendor_assets.py --check    compare the files with VENDORED.json (needs nothing)
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

WANTED = Path(__file__).resolve().parent / "vendor.json"
VENDOR = Path(__file__).resolve().parent.parent / "tracker" / "static" / "vendor"
RECORD = "VENDORED.json"
TEXTS = (".css", ".js", ".txt")
SOURCE_MAP = (b"/*# sourceMappingURL", b"//# sourceMappingURL")


def differences(vendor: Path) -> list[str]:
    """What in the folder differs from its VENDORED.json, one line each: changed, missing and unlisted files."""
    record = json.loads((vendor / RECORD).read_text(encoding="utf-8"))
    # The tracker lays compressed copies (.gz) beside the texts when it starts.
    there = {path.name: path for path in vendor.iterdir() if path.name != RECORD and path.suffix != ".gz"}
    lines = [f"{name} is missing" for name in record if name not in there]
    lines += [f"{name} is not listed in {RECORD}" for name in sorted(set(there) - set(record))]
    for name in sorted(set(there) & set(record)):
        if _sha256(there[name].read_bytes()) != record[name]["sha256"]:
            lines.append(f"{name} was changed")
    return lines


def fetch(vendor: Path) -> dict[str, dict[str, Any]]:
    """Write the wanted files of every package and their licences; answer with the record."""
    record: dict[str, dict[str, Any]] = {}
    for package, wanted in json.loads(WANTED.read_text(encoding="utf-8")).items():
        for source, name in {"LICENSE": wanted["licence_file"], **wanted["files"]}.items():
            data = _as_kept(name, _from_package(package, source))
            (vendor / name).write_bytes(data)
            record[name] = {
                "package": package,
                "from": source,
                "licence": wanted["licence"],
                "bytes": len(data),
                "sha256": _sha256(data),
            }
    return record


def _from_package(package: str, source: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the packages")
    with tempfile.TemporaryDirectory() as folder:
        # npm pack downloads and checks one archive; it installs nothing and runs no script of the package.
        subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            member = packed.extractfile(f"package/{source}")
            if member is None:
                sys.exit(f"{package} has no file {source}")
            return member.read()


def _as_kept(name: str, data: bytes) -> bytes:
    """Texts with LF, as git keeps them, and without a source map, which is not shipped."""
    if not name.endswith(TEXTS):
        return data
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(SOURCE_MAP))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main(arguments: list[str]) -> int:
    """Fetch, or only check; 1 when a file is not what the record says."""
    if "--check" not in arguments:
        VENDOR.mkdir(parents=True, exist_ok=True)
        record = fetch(VENDOR)
        text = json.dumps(record, indent=2, sort_keys=True) + "\n"
        (VENDOR / RECORD).write_text(text, encoding="utf-8", newline="\n")
    lines = differences(VENDOR)
    print("\n".join(lines) or "the vendored files are as recorded")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
