"""tasks.py on a small copy of the checkout: a stand-in for flask writes down what is asked of it."""

import ast
import base64
import errno
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import tasks

ROOT = Path(__file__).resolve().parent.parent
FLASK = """
import os, signal, sys, time
with open("calls.txt", "a") as calls:
    print(os.getpid(), *sys.argv[1:], file=calls)
if sys.argv[-1] in ("serve", "slow"):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit(0)
if sys.argv[-1] == "fail":
    sys.exit(7)
"""
UV = """#!/bin/sh
echo "$@" >> "{log}"
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with tasks.py in it, and the environment that it is run in."""

    folder: Path
    env: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-W", "error", str(self.folder / "tasks.py"), *arguments]

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments), env=self.env | env, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr
        return done

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Run until the stand-in says that it is ready."""
        command = self.command(*arguments)
        with subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        ) as run:
            try:
                assert run.stdout is not None
                assert "ready\n" in run.stdout
                yield run
            finally:
                run.kill()

    def calls(self) -> list[str]:
        lines = (self.folder / "calls.txt").read_text().splitlines()
        return [line.split(" ", 1)[1] for line in lines]

    def last_process(self) -> int:
        return int((self.folder / "calls.txt").read_text().splitlines()[-1].split()[0])

    def installs(self) -> list[str]:
        log = self.folder.parent / "uv.log"
        return [line.rsplit("/", 1)[1] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A copy in which nothing was installed yet, and a stand-in for uv which installs nothing."""
    if tasks.WINDOWS:
        pytest.skip("the stand-ins are shell scripts")
    folder = tmp_path / "tracker"
    folder.mkdir()
    shutil.copy(ROOT / "tasks.py", folder)
    (folder / "flask.py").write_text(FLASK)
    for lock in tasks.LOCKS.values():
        (folder / lock).write_text("# nothing\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text(UV.format(log=tmp_path / "uv.log"))
    (tools / "uv").chmod(0o755)
    return Checkout(folder, {"PATH": f"{tools}:/usr/bin:/bin", "TRACKER_LISTEN": f"127.0.0.1:{free_port()}"})


@pytest.fixture
def without_uv(checkout: Checkout) -> Checkout:
    """The same on a machine that has no uv: pip, and no index to ask."""
    return Checkout(
        checkout.folder, checkout.env | {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


# A fresh machine


def test_an_older_python_can_read_the_file_and_is_told_what_is_needed() -> None:
    source = (ROOT / "tasks.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    older = f"import sys; sys.version_info = (3, 9, 2); __file__ = 'tasks.py'; exec({source!r})"
    done = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; this is Python ")


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "tasks.py").read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_run_migrates_loads_the_sample_and_serves(checkout: Checkout) -> None:
    with checkout.started("run") as run:
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=20) == 0
    assert checkout.calls() == ["--app wsgi db upgrade", "--app wsgi samples load --if-empty", "--app wsgi serve"]
    assert checkout.installs() == ["requirements.txt"]
    assert "--require-hashes" in (checkout.folder.parent / "uv.log").read_text()


def test_run_can_leave_the_sample_out(checkout: Checkout) -> None:
    with checkout.started("run", "--empty"):
        pass
    assert checkout.calls() == ["--app wsgi db upgrade", "--app wsgi serve"]


def test_what_is_installed_is_not_installed_again_until_the_lock_changes(checkout: Checkout) -> None:
    checkout.run("flask", "--version")
    checkout.run("flask", "--version")
    assert checkout.installs() == ["requirements.txt"]
    (checkout.folder / "requirements.txt").write_text("# another\n")
    checkout.run("flask", "--version")
    assert checkout.installs() == ["requirements.txt"] * 2


def test_the_test_packages_hold_those_of_run(checkout: Checkout) -> None:
    (checkout.folder / "pytest.py").write_text("import sys; print(sys.argv[1:])")
    assert checkout.run("test", "-k", "x").stdout.endswith("['-k', 'x']\n")
    workers = str(2 * (os.cpu_count() or 1))
    options = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    assert checkout.run("test").stdout.endswith(f"{options}\n")
    checkout.run("flask", "--version")
    assert checkout.installs() == ["requirements-dev.txt"]


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_postgresql_address_brings_its_driver(checkout: Checkout, place: str) -> None:
    env = {"TRACKER_DATABASE_URL": "postgresql://tracker@db/tracker"} if place == "environment" else {}
    (checkout.folder / ".env").write_text(
        "# ours\nTRACKER_DATABASE_URL='postgresql://tracker@db/tracker'\n" if not env else ""
    )
    checkout.run("flask", "--version", **env)
    assert checkout.installs() == ["requirements.txt", "requirements-scale.txt"]


# A .venv that can't be used


def test_a_half_made_environment_is_made_again(checkout: Checkout) -> None:
    checkout.run("flask", "--version")
    (checkout.folder / ".venv" / "unfinished").touch()
    (checkout.folder / ".venv" / "left-over").touch()
    assert "made again" in checkout.run("flask", "--version").stdout
    assert not (checkout.folder / ".venv" / "left-over").exists()


def test_an_interrupted_installation_starts_anew(checkout: Checkout) -> None:
    uv = Path(checkout.env["PATH"].split(":")[0]) / "uv"
    good = uv.read_text()
    uv.write_text("#!/bin/sh\nkill -9 $PPID\n")
    assert checkout.run("flask", "--version").returncode == -signal.SIGKILL
    uv.write_text(good)
    assert "made again" in checkout.run("flask", "--version").stdout


def test_an_environment_of_another_python_is_made_again(checkout: Checkout) -> None:
    checkout.run("flask", "--version")
    python = checkout.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text(f"#!/bin/sh\necho {checkout.folder}/.venv; echo 3; echo 5\n")
    python.chmod(0o755)
    assert "made again" in checkout.run("flask", "--version").stdout


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    checkout.run("flask", "--version")
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    assert "made again" in checkout.run("flask", "--version").stdout


def test_a_moved_checkout_gets_its_own_environment(checkout: Checkout) -> None:
    checkout.run("flask", "--version")
    moved = Checkout(checkout.folder.rename(checkout.folder.with_name("moved place")), checkout.env)
    assert "made again" in moved.run("flask", "--version").stdout
    assert "made again" not in moved.run("flask", "--version").stdout


# Without a line


def wheel(folder: Path) -> str:
    """Put a package with one module into the folder and answer with its line for a lock."""
    name = "letterbox-1.0-py3-none-any.whl"
    with zipfile.ZipFile(folder / name, "w") as packed:
        packed.writestr("letterbox.py", "")
        packed.writestr("letterbox-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: letterbox\nVersion: 1.0\n")
        packed.writestr(
            "letterbox-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        empty = base64.urlsafe_b64encode(hashlib.sha256().digest()).rstrip(b"=").decode()
        packed.writestr("letterbox-1.0.dist-info/RECORD", f"letterbox.py,sha256={empty},0\n")
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return f"letterbox==1.0 --hash=sha256:{digest}\n"


def test_a_wheelhouse_is_enough(without_uv: Checkout) -> None:
    house = without_uv.folder / "wheelhouse"
    house.mkdir()
    (without_uv.folder / "requirements.txt").write_text(wheel(house))
    (without_uv.folder / "flask.py").write_text("import letterbox, sys; print(letterbox.__name__, sys.argv[3:])")
    done = without_uv.run("flask", "db", "upgrade")
    assert done.stdout.endswith("letterbox ['db', 'upgrade']\n")
    assert done.stderr == ""


def test_a_missing_line_is_explained(without_uv: Checkout) -> None:
    (without_uv.folder / "requirements.txt").write_text("letterbox==1.0 --hash=sha256:" + "0" * 64 + "\n")
    done = without_uv.run("flask", "--version")
    assert done.returncode == 1
    assert "Is there a connection to the internet?" in done.stderr
    assert "bundle" in done.stderr


# Troubles


def test_a_debian_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tasks, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        tasks.environment("requirements.txt")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "folder of yours"), (errno.EROFS, "folder of yours"), (errno.ENOSPC, "The disk is full")],
)
def test_a_folder_that_can_not_be_written_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, words: str
) -> None:
    def refuse(self: Path) -> None:
        raise OSError(number, os.strerror(number), str(self))

    for name in ("VENV", "UNFINISHED", "STAMP", "PYTHON"):
        monkeypatch.setattr(tasks, name, tmp_path / ".venv" / name)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SystemExit, match=words):
        tasks.environment("requirements.txt")


def test_a_port_in_use_is_explained_before_anything_is_done(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = checkout.run("run", TRACKER_LISTEN=f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"can't listen on 127.0.0.1:{port} (Address already in use)." in done.stderr
    assert "TRACKER_LISTEN" in done.stderr
    assert not (checkout.folder / ".venv").exists()


def test_a_database_that_can_not_be_brought_up_to_date_ends_the_run(checkout: Checkout) -> None:
    (checkout.folder / "flask.py").write_text(FLASK + "sys.exit(3)")
    done = checkout.run("run")
    assert done.returncode == 1
    assert "could not be brought up to date" in done.stderr
    assert checkout.calls() == ["--app wsgi db upgrade"]


def test_an_unknown_command_names_the_known_ones(checkout: Checkout) -> None:
    done = checkout.run("serve")
    assert done.returncode == 2
    assert "it knows: run, test, flask, bundle, lock, strings, help" in done.stderr


def test_help_names_every_command(checkout: Checkout) -> None:
    shown = checkout.run().stdout
    assert [name for name in tasks.COMMANDS if f"tasks.py {name}" not in shown] == []


# Stopping


def test_the_exit_code_is_that_of_the_command(checkout: Checkout) -> None:
    assert checkout.run("flask", "fail").returncode == 7


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_child_is_left(checkout: Checkout, how: signal.Signals) -> None:
    with checkout.started("run") as run:
        run.send_signal(how)
        assert run.wait(timeout=20) == (-how if how == signal.SIGKILL else 0)
        assert not is_running(checkout.last_process())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_step_is_ended_with_the_run(checkout: Checkout, how: signal.Signals) -> None:
    (checkout.folder / "flask.py").write_text(FLASK.replace('"slow"', '"upgrade"'))
    with checkout.started("run") as run:
        assert run.pid != checkout.last_process()
        run.send_signal(how)
        run.wait(timeout=20)
        assert not is_running(checkout.last_process())


def test_a_child_that_does_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "signal.signal(signal.SIGINT, signal.SIG_IGN); os.kill(os.getppid(), signal.SIGINT); time.sleep(60)"
    monkeypatch.setattr(tasks, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(tasks, "GRACE", 0.5)
    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        tasks.call(["-c", f"import os, signal, time; {deaf}"])
    assert time.monotonic() - before < 20


def test_where_a_process_can_not_become_another_it_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(tasks, "WINDOWS", True)
    assert tasks.become(["-c", "raise SystemExit(5)"]) == 5
