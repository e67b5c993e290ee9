"""Settings from the environment (TRACKER_*) and .env; refuses to start on a bad value and makes what it can."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import load_dotenv
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HERE = Path(__file__).resolve().parent
KNOWN = {
    "TRACKER_INSTANCE",
    "TRACKER_SECRET_KEY",
    "TRACKER_DATABASE_URL",
    "TRACKER_BASE_URL",
    "TRACKER_LISTEN",
    "TRACKER_PROXY_HOPS",
    "TRACKER_TIMEZONE",
}


class BadSetting(SystemExit):
    """A setting that can't be used; ends the program with one line that says which and why."""


@dataclass(frozen=True, slots=True)
class Config:
    """What one installation of the tracker is told from outside."""

    instance: Path
    secret_key: str
    database_url: str
    base_url: str
    listen: tuple[str, int]
    proxy_hops: int
    timezone: ZoneInfo

    @classmethod
    def from_environment(cls) -> "Config":
        """The settings of this process; `.env` beside this file fills what the environment leaves out."""
        load_dotenv(HERE / ".env")
        return cls.of(os.environ)

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Config":
        """Settings from a mapping; makes the data folder and, at first run, a secret key in it."""
        unknown = sorted(name for name in env if name.startswith("TRACKER_") and name not in KNOWN)
        if unknown:
            raise BadSetting(f"{unknown[0]} is not a setting of the tracker; it knows {', '.join(sorted(KNOWN))}")
        instance = Path(env.get("TRACKER_INSTANCE") or HERE / "instance").resolve()
        listen = _listen(env.get("TRACKER_LISTEN") or "127.0.0.1:8000")
        _make(instance)
        return cls(
            instance=instance,
            secret_key=_secret_key(env.get("TRACKER_SECRET_KEY", ""), instance),
            database_url=_database_url(env.get("TRACKER_DATABASE_URL", ""), instance),
            base_url=_base_url(env.get("TRACKER_BASE_URL") or f"http://{listen[0]}:{listen[1]}"),
            listen=listen,
            proxy_hops=_hops(env.get("TRACKER_PROXY_HOPS") or "0"),
            timezone=_timezone(env.get("TRACKER_TIMEZONE") or "Asia/Vientiane"),
        )


def _make(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"TRACKER_INSTANCE: the data folder {instance} can't be made: {error.strerror}") from None


def _secret_key(given: str, instance: Path) -> str:
    if given:
        if len(given) < 32:
            raise BadSetting("TRACKER_SECRET_KEY must have at least 32 characters")
        return given
    file = instance / "secret_key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise BadSetting(f"TRACKER_INSTANCE: nothing can be written to {instance}: {error.strerror}") from None
    key = file.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise BadSetting(f"{file} is too short to be a secret key; delete it and a new one is made")
    return key


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{(instance / 'tracker.sqlite').as_posix()}"
    try:
        url = make_url(given)
    except ArgumentError:
        raise BadSetting("TRACKER_DATABASE_URL is no database address, such as postgresql://user@host/name") from None
    kind = url.get_backend_name()
    if kind not in {"sqlite", "postgresql"}:
        raise BadSetting(f"TRACKER_DATABASE_URL: the tracker runs on SQLite or PostgreSQL, not on {kind}")
    if kind == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _base_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("TRACKER_BASE_URL must be an address such as https://twg.example.org")
    return given.rstrip("/")


def _listen(given: str) -> tuple[str, int]:
    host, colon, port = given.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSetting("TRACKER_LISTEN must be an address and a port, such as 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def _hops(given: str) -> int:
    if not given.isascii() or not given.isdigit() or int(given) > 9:
        raise BadSetting("TRACKER_PROXY_HOPS must be the number of proxies in front of the tracker, 0 to 9")
    return int(given)


def _timezone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSetting(f"TRACKER_TIMEZONE: {given!r} is no time zone, such as Asia/Vientiane") from None
