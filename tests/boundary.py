"""Tests speak to this machine only: a connection to any other is refused, and fails the test that tried."""

import ipaddress
import sys
from collections.abc import Iterator

import pytest

refused: list[str] = []


def pytest_configure() -> None:
    """From now on every connection of this process to another machine is refused, whichever library opens it."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"} and not is_local(arguments[1]):
        refused.append(str(arguments[1]))
        raise RuntimeError(f"a test tried to reach {arguments[1]}; tests speak to this machine only")


def is_local(address: object) -> bool:
    """Whether a socket's address is a file or the loopback of this machine."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(str(address[0])).is_loopback
    except ValueError:
        return address[0] in {"localhost", ""}


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    """A refused connection fails the test, also where the code under test swallowed the error."""
    refused.clear()
    yield
    if refused:
        pytest.fail(f"this test tried to reach {', '.join(refused)}", pytrace=False)
