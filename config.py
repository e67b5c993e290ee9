"""Settings from the environment (TRACKER_*) and .env; refuses to start on a bad value and makes what it can."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time as clock_time
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import load_dotenv
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from tracker.docx.pdf import find_office
from tracker.mail.headers import address
from tracker.mail.server import MailServer
from tracker.mail.troubles import LastingTrouble

HERE = Path(__file__).resolve().parent
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
KNOWN = {
    "TRACKER_INSTANCE",
    "TRACKER_SECRET_KEY",
    "TRACKER_DATABASE_URL",
    "TRACKER_BASE_URL",
    "TRACKER_LISTEN",
    "TRACKER_PROXY_HOPS",
    "TRACKER_TIMEZONE",
    "TRACKER_SMTP_URL",
    "TRACKER_MAIL_FROM",
    "TRACKER_MAIL_LIMIT",
    "TRACKER_SCHEDULER",
    "TRACKER_REQUIRE_TOTP",
    "TRACKER_OFFICE",
    "TRACKER_REMINDERS_AT",
    "TRACKER_BACKUPS",
}


class BadSetting(SystemExit):
    """A setting that can't be used; ends the program with one line that says which and why."""


@dataclass(frozen=True, slots=True)
class Config:
    """What one installation of the tracker is told from outside."""

    instance: Path
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    listen: tuple[str, int]
    proxy_hops: int
    timezone: ZoneInfo
    mail_server: MailServer | None
    mail_from: str
    mail_limit: int
    scheduler: bool
    require_totp: bool
    office: Path | None
    reminders_at: clock_time
    backups: Path | None

    @classmethod
    def from_environment(cls) -> "Config":
        """The settings of this process; `.env` beside this file fills what the environment leaves out."""
        try:
            load_dotenv(HERE / ".env", encoding="utf-8-sig")  # Windows editors begin a file with a mark
        except OSError as error:
            raise BadSetting(f"{HERE / '.env'} can't be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise BadSetting(f"{HERE / '.env'} is not UTF-8 text; store it as UTF-8") from None
        return cls.of(os.environ)

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Config":
        """Settings from a mapping; makes the data folder and, at first run, a secret key in it."""
        unknown = sorted(name for name in env if name.startswith("TRACKER_") and name not in KNOWN)
        if unknown:
            raise BadSetting(f"{unknown[0]} is not a setting of the tracker; it knows {', '.join(sorted(KNOWN))}")
        instance = (HERE / (env.get("TRACKER_INSTANCE") or "instance")).resolve()
        listen = _listen(env.get("TRACKER_LISTEN") or "127.0.0.1:8000")
        base_url = _base_url(env.get("TRACKER_BASE_URL") or _address(*listen))
        mail_server = _mail_server(env.get("TRACKER_SMTP_URL", ""))
        _make(instance)
        return cls(
            instance=instance,
            secret_key=_secret_key(env.get("TRACKER_SECRET_KEY", ""), instance),
            database_url=_database_url(env.get("TRACKER_DATABASE_URL", ""), instance),
            base_url=base_url,
            listen=listen,
            proxy_hops=_hops(env.get("TRACKER_PROXY_HOPS") or "0"),
            timezone=_timezone(env.get("TRACKER_TIMEZONE") or "Asia/Vientiane"),
            mail_server=mail_server,
            mail_from=_mail_from(env.get("TRACKER_MAIL_FROM", ""), mail_server, base_url),
            mail_limit=_mail_limit(env.get("TRACKER_MAIL_LIMIT") or "10"),
            scheduler=_switch("TRACKER_SCHEDULER", env.get("TRACKER_SCHEDULER") or "on"),
            require_totp=_switch("TRACKER_REQUIRE_TOTP", env.get("TRACKER_REQUIRE_TOTP") or "off"),
            office=_office(env.get("TRACKER_OFFICE", "")),
            reminders_at=_time_of_day(env.get("TRACKER_REMINDERS_AT") or "07:30"),
            backups=_backups(env.get("TRACKER_BACKUPS", ""), instance),
        )


def _time_of_day(given: str) -> clock_time:
    """A time such as 07:30 or 7:30."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", given.strip())
    if found is None:
        raise BadSetting(f"TRACKER_REMINDERS_AT must be a time of the day such as 07:30, not {given}")
    return clock_time(int(found[1]), int(found[2]))


def _office(given: str) -> Path | None:
    """LibreOffice, which makes PDFs: the program that is named, none at all, or the one that is found."""
    if given == "off":
        return None
    if not given:
        return find_office()
    if not Path(given).is_file():
        raise BadSetting(f"TRACKER_OFFICE: there is no program {given}; name LibreOffice's soffice, or say off")
    return Path(given)


def _backups(given: str, instance: Path) -> Path | None:
    """The folder of backups, seen from this file's as the data folder is; it is made with the first of them."""
    return None if given == "off" else (HERE / given).resolve() if given else instance / "backups"


def _make(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"TRACKER_INSTANCE: the data folder {instance} can't be made: {error.strerror}") from None


def _secret_key(given: str, instance: Path) -> str:
    if given:
        if len(given.strip()) < 32:
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
    return _kept_key(file)


def _kept_key(file: Path) -> str:
    """The key in the file. Another process of the same first start may just be writing it, hence the patience."""
    key = ""
    for _ in range(20):
        try:
            key = file.read_text(encoding="ascii").strip()
        except OSError as error:
            raise BadSetting(f"{file} can't be read: {error.strerror}") from None
        except UnicodeDecodeError:
            break
        if len(key) >= 32:
            return key
        time.sleep(0.02)
    raise BadSetting(f"{file} holds no secret key; delete it and a new one is made")


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return _in_full(URL.create("sqlite", database=(instance / "tracker.sqlite").as_posix()))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise BadSetting("TRACKER_DATABASE_URL is no database address, such as postgresql://user@host/name") from None
    if url.drivername not in DRIVERS:
        raise BadSetting(f"TRACKER_DATABASE_URL: the tracker runs on sqlite or postgresql, not on {url.drivername}")
    if url.drivername == "sqlite" and url.database in {None, "", ":memory:"}:
        raise BadSetting("TRACKER_DATABASE_URL names no file, such as sqlite:////srv/twg/tracker.sqlite")
    return _in_full(url.set(drivername=DRIVERS[url.drivername]))


def _in_full(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _base_url(given: str) -> str:
    try:
        parts = urlsplit(given)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not re.fullmatch(r"[!-~]+", given) or set(given) & set("?#@"):
        raise BadSetting("TRACKER_BASE_URL must be an address such as https://twg.example.org")
    return given.rstrip("/")


def _listen(given: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+):([0-9]{1,5})", given)
    if not found or not 0 < int(found[2]) < 65536:
        raise BadSetting("TRACKER_LISTEN must be an address and a port, such as 127.0.0.1:8000")
    return found[1].strip("[]"), int(found[2])


def _hops(given: str) -> int:
    if not re.fullmatch("[0-9]", given):
        raise BadSetting("TRACKER_PROXY_HOPS must be the number of proxies in front of the tracker, 0 to 9")
    return int(given)


def _timezone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(f"TRACKER_TIMEZONE: {given!r} is no time zone, such as Asia/Vientiane") from None


def _mail_server(given: str) -> MailServer | None:
    try:
        return MailServer.of(given) if given else None
    except ValueError as error:
        raise BadSetting(f"TRACKER_SMTP_URL {error}") from None


def _mail_from(given: str, server: MailServer | None, base_url: str) -> str:
    """Who mails come from: as set; else who signs in to the server; else the tracker at its own address."""
    host = urlsplit(base_url).hostname or "localhost"
    own = f"tracker@{host}" if re.search("[a-z]$", host) else f"tracker@[{host}]"
    sender = given or (server.user if server and "@" in server.user else own)
    try:
        return address(sender)
    except LastingTrouble:
        raise BadSetting("TRACKER_MAIL_FROM must be an e-mail address such as twg@example.org") from None


def _mail_limit(given: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", given):
        raise BadSetting("TRACKER_MAIL_LIMIT must be the MB of files that a mail may carry, 0 to 99")
    return int(given) * 1_000_000


def _switch(name: str, given: str) -> bool:
    if given not in {"on", "off"}:
        raise BadSetting(f"{name} must be on or off")
    return given == "on"
