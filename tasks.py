"""Two commands on a fresh machine, Linux or Windows, with Python 3.11 or newer and nothing else:

python3 tasks.py run [--empty]    make .venv, bring the database up to date, load the sample into an empty one, serve
python3 tasks.py test [...]       run the tests; what follows goes to pytest
python3 tasks.py flask ...        run any command of the tracker, such as: flask meetings load FILE
python3 tasks.py bundle [3.13]    make one zip with all packages, for an office without a line
python3 tasks.py lock [...]       renew the locked packages (needs uv; --upgrade takes newer ones)
python3 tasks.py strings          bring the Lao catalogue in line with what the tracker says
python3 tasks.py help             show this

On Windows say `py tasks.py` instead of `python3 tasks.py`. Knows how to start the tracker, nothing of what it does.
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
if sys.version_info[:2] < NEEDED:
    sys.exit(f"Python 3.11 or newer is needed; this is Python {sys.version.split()[0]}.")

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / "Scripts" / "python.exe" if WINDOWS else VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
STAMP = VENV / "tracker.json"
WHEELHOUSE = HERE / "wheelhouse"
SIDE_BY_SIDE = (  # a file shares what it makes; half of the tests wait; the long ones begin first
    "-n", str(2 * (os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder",
)  # fmt: skip
LOCKS = {
    "run": "requirements.txt",
    "scale": "requirements-scale.txt",
    "test": "requirements-dev.txt",
}
FLASK = ["-m", "flask", "--app", "wsgi"]
GRACE = 10  # seconds that a child has to stop by itself after Ctrl-C


class Trouble(SystemExit):
    """Something the person at the keyboard can put right; ends the program with the words that say how."""


# The environment


def environment(*locks: str) -> None:
    """Make .venv if it is not there or not sound, and install what of the locks is not installed yet."""
    sound = _sound()
    if sound and all(_stamp().get(lock) == _digest(lock) for lock in locks):
        return
    try:
        if not sound:
            _make()
        for lock in locks:
            _install(lock)
    except OSError as error:
        raise Trouble(_explain(error)) from None


def _sound() -> bool:
    """A .venv is used if it was finished, was made here, and its Python runs and is of this one's version."""
    if UNFINISHED.exists() or _stamp().get("folder", str(VENV)) != str(VENV):
        return False
    probe = "import sys; print(sys.prefix, *sys.version_info[:2], sep='\\n')"
    try:
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=True, cwd=HERE)
    except (OSError, subprocess.CalledProcessError):
        return False
    prefix, *version = answer.stdout.splitlines()
    return Path(prefix).resolve() == VENV.resolve() and version == [str(part) for part in sys.version_info[:2]]


def _make() -> None:
    if sys.prefix == str(VENV):
        raise Trouble("The folder .venv has to be made again, but this Python runs from it: deactivate it first.")
    uv = shutil.which("uv")
    if uv is None and importlib.util.find_spec("ensurepip") is None:
        raise Trouble("Python's venv is not complete here. On Debian and Ubuntu: sudo apt install python3-venv")
    if VENV.is_symlink() or VENV.exists():
        _say("The folder .venv is incomplete or made by another Python; it is made again.")
        _clear()
    VENV.mkdir()
    UNFINISHED.touch()
    options = ["--without-pip"] if uv else []
    made = subprocess.run([sys.executable, "-m", "venv", *options, VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Trouble(f"The environment could not be made:\n{_last_lines(made.stdout + made.stderr)}")


def _clear() -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    else:
        shutil.rmtree(VENV)


def _install(lock: str) -> None:
    if _stamp().get(lock) == _digest(lock):
        return
    _say(f"Installing the packages of {lock}; this happens once and may take minutes on a slow line.")
    UNFINISHED.touch()
    command = [*_installer(), "--quiet", "--require-hashes", *_wheels(lock), "-r", str(HERE / lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    if done.returncode:
        raise Trouble(
            f"The packages could not be installed. Is there a connection to the internet?\n"
            f"Without one use the bundle, which carries them (README.md).\n{_last_lines(done.stderr)}"
        )
    # The test packages include those that the tracker runs with.
    known = LOCKS.values() if lock == LOCKS["test"] else [lock]
    stamp = {**_stamp(), "folder": str(VENV), **{each: _digest(each) for each in known}}
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    UNFINISHED.unlink()


def _installer() -> list[str]:
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", str(PYTHON)]
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False)
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]


def _wheels(lock: str) -> list[str]:
    """A bundle carries the packages of `run`, and then nothing is asked of the network."""
    if not WHEELHOUSE.is_dir():
        return []
    return (["--no-index"] if lock == LOCKS["run"] else []) + ["--find-links", str(WHEELHOUSE)]


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _digest(lock: str) -> str:
    # Text, so that a checkout with other line ends is the same lock.
    return hashlib.sha256((HERE / lock).read_text(encoding="utf-8").encode()).hexdigest()


def _explain(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Nothing can be written to {error.filename or HERE}.\n"
            "Put the tracker into a folder of yours, and end other programs that use its .venv."
        )
    if error.errno == errno.ENOSPC:
        return "The disk is full."
    return str(error)


def _last_lines(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-4:])


def _say(line: str) -> None:
    print(line, flush=True)


# Programs


def _child_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}  # a Windows console speaks Lao only in UTF-8


def call(arguments: list[str]) -> int:
    """Run .venv's Python to its end and answer with its exit code; a signal ends both, and no child is left."""
    child = subprocess.Popen([PYTHON, *arguments], cwd=HERE, env=_child_environment())
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        return child.wait()
    except SystemExit:
        child.terminate()
        _exit_with(child)
        raise
    except KeyboardInterrupt:
        # A terminal tells everybody in it; a plain signal reached only this process.
        if not WINDOWS and not sys.stdin.isatty():
            child.send_signal(signal.SIGINT)
        _exit_with(child)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
        if child.poll() is None:
            child.kill()
            child.wait()


def _exit(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _exit_with(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        sys.exit(child.wait(timeout=GRACE))


def become(arguments: list[str]) -> int:
    """Go on as .venv's Python: where the system can, in this very process, so that there is no child to leave."""
    if WINDOWS:
        return call(arguments)
    sys.stdout.flush()
    os.chdir(HERE)
    return os.execve(PYTHON, [str(PYTHON), *arguments], _child_environment())  # noqa: S606  no shell is wanted


def _setting(name: str) -> str:
    """A setting of the tracker, from the environment or from the file .env, or nothing."""
    if name in os.environ:
        return os.environ[name]
    file = HERE / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = [line.split("=", 1)[1] for line in lines if line.removeprefix("export ").startswith(f"{name}=")]
    return found[-1].strip().strip("\"'") if found else ""


def _locks_to_run() -> list[str]:
    postgresql = _setting("TRACKER_DATABASE_URL").startswith("postgres")
    return [LOCKS["run"], LOCKS["scale"]] if postgresql else [LOCKS["run"]]


def _check_port() -> None:
    host, _, port = (_setting("TRACKER_LISTEN") or "127.0.0.1:8000").rpartition(":")
    try:
        with socket.create_server(
            (host.strip("[]"), int(port)), family=socket.AF_INET6 if "[" in host else socket.AF_INET
        ):
            pass
    except (ValueError, OverflowError):
        return  # the tracker itself explains a setting that can't be read
    except OSError as error:
        why = str(error.strerror).partition(" (while")[0]
        raise Trouble(
            f"The tracker can't listen on {host}:{port} ({why}).\n"
            "Another program, or another tracker, may be using it: end that one, or choose a port of your own\n"
            f"by the setting TRACKER_LISTEN, for example {host}:8001."
        ) from None


# The commands


def run(arguments: list[str]) -> int:
    """Everything from a fresh copy to pages that can be read."""
    if set(arguments) - {"--empty"}:
        raise Trouble("run knows one option: --empty")
    _check_port()
    environment(*_locks_to_run())
    if call([*FLASK, "db", "upgrade"]):
        raise Trouble("The database could not be brought up to date; the reason stands above.")
    if "--empty" not in arguments and call([*FLASK, "samples", "load", "--if-empty"]):
        raise Trouble("The sample could not be loaded; the reason stands above.")
    return become([*FLASK, "serve"])


def test(arguments: list[str]) -> int:
    """All tests, several files at once, or those that pytest's arguments choose."""
    environment(LOCKS["test"])
    return become(["-m", "pytest", *(arguments or SIDE_BY_SIDE)])


def flask(arguments: list[str]) -> int:
    """Any command of the tracker, in its environment."""
    environment(*_locks_to_run())
    return become([*FLASK, *arguments])


def bundle(arguments: list[str]) -> int:
    """One zip with the program and its packages."""
    environment(LOCKS["run"])
    return become(["-m", "deploy.bundle", *arguments])


def strings(arguments: list[str]) -> int:
    """The catalogue with exactly what is said."""
    environment(LOCKS["run"])
    return become(["-m", "deploy.strings", *arguments])


def lock(arguments: list[str]) -> int:
    """The exact packages with their hashes, for every system and every Python that is served."""
    uv = shutil.which("uv")
    if uv is None:
        raise Trouble("uv is needed to make the locks.")
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    options += ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    for name in LOCKS.values():
        made = [uv, "pip", "compile", *options, *arguments, Path(name).with_suffix(".in").name, "--output-file", name]
        if subprocess.run(made, cwd=HERE, check=False).returncode:
            raise Trouble(f"{name} could not be made; the reason stands above.")
    return 0


def help(_arguments: list[str]) -> int:  # noqa: A001  named as it is typed
    """What can be typed."""
    _say(__doc__.strip())
    return 0


COMMANDS = {"run": run, "test": test, "flask": flask, "bundle": bundle, "lock": lock, "strings": strings, "help": help}


def main(arguments: list[str]) -> int:
    """Do what was typed; the exit code says whether it went well."""
    name = {"-h": "help", "--help": "help"}.get(arguments[0], arguments[0]) if arguments else "help"
    if name not in COMMANDS:
        print(f"tasks.py knows no {name!r}; it knows: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](arguments[1:])
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
