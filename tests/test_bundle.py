import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from deploy import bundle

LINUX_311 = bundle.Target("3.11", bundle.LINUX)
LINUX_314 = bundle.Target("3.14", bundle.LINUX)
WINDOWS_311 = bundle.Target("3.11", bundle.WINDOWS)
LOCK = """\
click==8.5.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via flask
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via click
backports-zstd==1.8.0 ; python_full_version < '3.14' \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize(
    ("marker", "linux_311", "linux_314", "windows_311"),
    [
        ("sys_platform == 'win32'", False, False, True),
        ("platform_system != 'Windows'", True, True, False),
        ("python_full_version < '3.14'", True, False, True),
        ("python_version >= '3.9'", True, True, True),
        ("python_full_version <= '3.11.0'", True, False, True),
        ("python_full_version > '3.11.0'", False, True, False),
        ("platform_python_implementation == 'PyPy'", False, False, False),
        ("implementation_name != 'PyPy' and platform_python_implementation == 'PyPy'", False, False, False),
        ("(os_name == 'nt' or python_full_version >= '3.14') and platform_machine != 'arm64'", False, True, True),
    ],
)
def test_markers_are_read_for_the_machine_that_is_served(
    marker: str, linux_311: bool, linux_314: bool, windows_311: bool
) -> None:
    answers = [bundle.holds(marker, target) for target in (LINUX_311, LINUX_314, WINDOWS_311)]
    assert answers == [linux_311, linux_314, windows_311]


@pytest.mark.parametrize("marker", ["extra == 'dev'", "sys_platform in 'linux win32'", "not os_name == 'nt'"])
def test_a_marker_that_is_not_understood_is_refused(marker: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        bundle.holds(marker, LINUX_311)


def test_a_lock_is_cut_to_what_one_machine_needs() -> None:
    assert bundle.lock_for(LOCK, LINUX_314) == "click==8.5.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    assert "colorama==0.4.6 \\\n    --hash=sha256:cc\n" in bundle.lock_for(LOCK, WINDOWS_311)
    assert "colorama" not in bundle.lock_for(LOCK, LINUX_311)


@pytest.mark.parametrize("python", bundle.PYTHONS)
@pytest.mark.parametrize("platforms", [bundle.LINUX, bundle.WINDOWS])
def test_the_real_lock_can_be_cut_for_everybody_served(python: str, platforms: tuple[str, ...]) -> None:
    cut = bundle.lock_for(bundle.LOCK.read_text(encoding="utf-8"), bundle.Target(python, platforms))
    names = re.findall(r"^(\S+)==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", cut, re.MULTILINE)
    assert {"flask", "sqlalchemy", "waitress", "lxml", "tzdata"} <= set(names)
    assert len(names) == cut.count("==")
    assert ";" not in cut


def test_files_are_those_of_git_or_all_but_what_was_made(tmp_path: Path) -> None:
    for name in ("tasks.py", "tracker/app.py", ".ci/run", ".env", "instance/secret_key", ".venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for made in ("tracker/__pycache__/app.pyc", ".mypy_cache/x", "tracker-bundle-0.1.0.zip", "a.css.gz"):
        (tmp_path / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / made).touch()
    without_git = [path.relative_to(tmp_path).as_posix() for path in bundle.project_files(tmp_path)]
    assert without_git == [".ci/run", "tasks.py", "tracker/app.py"]
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "tasks.py", "tracker/app.py"], cwd=tmp_path, check=True)
    (tmp_path / "tasks.py").unlink()
    assert bundle.project_files(tmp_path) == [tmp_path / "tracker" / "app.py"]


def test_the_zip_holds_the_project_and_its_wheels(tmp_path: Path) -> None:
    wheel = tmp_path / "click-8.5.1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    bundle.pack(tmp_path / "all.zip", "twg-tracker-0.1.0", [bundle.HERE / "tasks.py"], [wheel])
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == [
            "twg-tracker-0.1.0/tasks.py",
            "twg-tracker-0.1.0/wheelhouse/click-8.5.1-py3-none-any.whl",
        ]
        assert packed.read("twg-tracker-0.1.0/tasks.py") == (bundle.HERE / "tasks.py").read_bytes()
