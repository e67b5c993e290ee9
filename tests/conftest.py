"""What holds for every test: the settings of the person who runs them don't count, and nothing leaves this machine."""

import gc
import os
import signal
import sys

import pytest
from hypothesis import settings
from programs import PROGRAMS, need

gc.disable()  # what is read until all tests are known stays to the end
pytest_plugins = ["boundary", "postgres", "applications", "cast"]

LONG = (  # files with tests that take minutes: last of all, each would keep one processor busy while the others rest
    "minutes/test_issued_forever", "browser/test_browser", "journeys/test_the_year", "access/test_everybody",
    "house/test_tools", "browser/", "journeys/", "house/test_access", "minutes/test_not_sealed", "mail/test_kill",
    "crash/", "register/test_nothing",
)  # fmt: skip
settings.register_profile("house", deadline=None)  # a busy machine is no mistake of the code
settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_configure() -> None:
    """Forget how the tests were started: settings, .env and signals, for them and for what they start."""
    for name in [name for name in os.environ if name.startswith(("TRACKER_", "FLASK_"))]:
        del os.environ[name]
    # Many tests start the tracker itself, and each would compile the whole of it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    # A shell lets its background jobs ignore Ctrl-C, and whatever they start would ignore it too.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin first, in the order in which they stand here."""

    def place(item: pytest.Item) -> int:
        return next((number for number, name in enumerate(LONG) if f"tests/{name}" in item.nodeid), len(LONG))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, and never again among the modules and tests, which stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the programs that the test's markers name."""
    for marker in PROGRAMS:
        if item.get_closest_marker(marker):
            need(marker)
