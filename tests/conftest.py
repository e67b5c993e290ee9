"""What holds for every test: the settings of the person who runs them don't count, and nothing leaves this machine."""

import os
import signal

import pytest
from hypothesis import settings
from programs import PROGRAMS, need

pytest_plugins = ["boundary", "postgres", "applications", "cast"]

settings.register_profile("house", deadline=None)  # a busy machine is no mistake of the code
settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_configure() -> None:
    """Forget how the tests were started: settings, .env and signals, for them and for what they start."""
    for name in [name for name in os.environ if name.startswith(("TRACKER_", "FLASK_"))]:
        del os.environ[name]
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    # A shell lets its background jobs ignore Ctrl-C, and whatever they start would ignore it too.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the programs that the test's markers name."""
    for marker in PROGRAMS:
        if item.get_closest_marker(marker):
            need(marker)
