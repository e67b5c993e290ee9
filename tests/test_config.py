import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import URL, create_engine, make_url

import config
from config import KNOWN, BadSetting, Config
from tracker.docx.pdf import find_office

ROOT = Path(config.__file__).parent
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")


def of(folder: Path, **settings: str) -> Config:
    return Config.of({"TRACKER_INSTANCE": str(folder)} | settings)


def refused(folder: Path, **settings: str) -> str:
    """The one line that a bad setting ends with."""
    with pytest.raises(BadSetting) as caught:
        of(folder, **settings)
    (line,) = str(caught.value).splitlines()
    return line


def test_nothing_need_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "HERE", tmp_path)
    told = Config.of({})
    assert told == Config(
        instance=tmp_path / "instance",
        secret_key=(tmp_path / "instance" / "secret_key").read_text(),
        database_url=f"sqlite:///{(tmp_path / 'instance' / 'tracker.sqlite').as_posix()}",
        base_url="http://127.0.0.1:8000",
        listen=("127.0.0.1", 8000),
        proxy_hops=0,
        timezone=ZoneInfo("Asia/Vientiane"),
        mail_server=None,
        mail_from="tracker@[127.0.0.1]",
        mail_limit=10_000_000,
        scheduler=True,
        require_totp=False,
        office=find_office(),
        reminders_at=time(7, 30),
        backups=tmp_path / "instance" / "backups",
    )


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    assert of(tmp_path, **dict.fromkeys(KNOWN - {"TRACKER_INSTANCE"}, "")) == of(tmp_path)


def test_a_folder_is_meant_from_the_checkout_wherever_the_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "HERE", tmp_path)
    assert of(Path("data/of the office")).instance == tmp_path / "data" / "of the office"
    assert (tmp_path / "data" / "of the office").is_dir()


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        (
            "TRACKER_BASE_URL",
            ["twg.example.org", "ftp://x", "javascript:alert(1)", "https://", "http://[::1", "http://a b", "http://h\n",
             "http://h:99999", "http://h:x", "http://h:0", "https://u:p@h", "https://h/?a", "https://h/#a",
             "http://ໝາກ.la"],
            "TRACKER_BASE_URL must be an address such as https://twg.example.org",
        ),
        (
            "TRACKER_LISTEN",
            ["8000", ":8000", "h:", "h:0", "h:65536", "h:-1", "h:1e3", "h:٣", "[]:80", "::1:8000", "a b:80",
             "h:" + "0" * 5000 + "1", "http://127.0.0.1:8000"],
            "TRACKER_LISTEN must be an address and a port, such as 127.0.0.1:8000",
        ),
        (
            "TRACKER_PROXY_HOPS",
            ["-1", "10", "one", "1.0", "٣", "0" * 5000],
            "TRACKER_PROXY_HOPS must be the number of proxies in front of the tracker, 0 to 9",
        ),
        (
            "TRACKER_MAIL_FROM",
            ["twg", "a@b c", "a@b\nBcc: c@d", "Name <a@b.la>", "ໝາກ@b.la", "a@", "@b", "a..b@c", "a@b,c@d"],
            "TRACKER_MAIL_FROM must be an e-mail address such as twg@example.org",
        ),
        (
            "TRACKER_MAIL_LIMIT",
            ["-1", "100", "ten", "1.5", "٣"],
            "TRACKER_MAIL_LIMIT must be the MB of files that a mail may carry, 0 to 99",
        ),
        ("TRACKER_SCHEDULER", ["yes", "1", "ON"], "TRACKER_SCHEDULER must be on or off"),
        (
            "TRACKER_SMTP_URL",
            ["mail.example.org", "http://h", "smtp://", "smtp://h:0", "smtp://h:99999", "smtp://h/path", "smtp://h#a",
             "smtp://[::1"],
            "TRACKER_SMTP_URL must be an address such as smtp://user:password@mail.example.org:587",
        ),
        ("TRACKER_SECRET_KEY", ["short", "k" * 31, " " * 40], "TRACKER_SECRET_KEY must have at least 32 characters"),
        (
            "TRACKER_DATABASE_URL",
            ["tracker", "postgresql", "postgresql://u@host:port/name", "postgresql://u@[::1/name", " postgresql://x"],
            "TRACKER_DATABASE_URL is no database address, such as postgresql://user@host/name",
        ),
        (
            "TRACKER_DATABASE_URL",
            ["sqlite://", "sqlite:///", "sqlite:///:memory:"],
            "TRACKER_DATABASE_URL names no file, such as sqlite:////srv/twg/tracker.sqlite",
        ),
    ],
)  # fmt: skip
def test_a_bad_setting_ends_with_one_clear_line(tmp_path: Path, name: str, values: list[str], reason: str) -> None:
    assert {refused(tmp_path, **{name: value}) for value in values} == {reason}


@pytest.mark.parametrize("kind", ["mysql", "oracle", "postgres", "sqlite+aiosqlite", "postgresql+asyncpg"])
def test_other_databases_are_refused_by_their_name(tmp_path: Path, kind: str) -> None:
    assert refused(tmp_path, TRACKER_DATABASE_URL=f"{kind}://u:secret@h/x") == (
        f"TRACKER_DATABASE_URL: the tracker runs on sqlite or postgresql, not on {kind}"
    )


@pytest.mark.parametrize("zone", ["Asia", "Vientiane", "../etc/passwd", "/etc/localtime", "x" * 300, "zone.tab"])
def test_what_is_no_time_zone_is_refused(tmp_path: Path, zone: str) -> None:
    assert refused(tmp_path, TRACKER_TIMEZONE=zone) == (
        f"TRACKER_TIMEZONE: {zone!r} is no time zone, such as Asia/Vientiane"
    )


def test_a_name_that_is_no_setting_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, TRACKER_SMPT_URL="x", TRACKER_SECRET="y")  # noqa: S106  no password either
    assert said == f"TRACKER_SECRET is not a setting of the tracker; it knows {', '.join(sorted(KNOWN))}"


def test_settings_of_other_programs_are_none_of_ours(tmp_path: Path) -> None:
    assert of(tmp_path, FLASK_DEBUG="1", PATH="", MY_TRACKER_X="1") == of(tmp_path)


def test_the_addresses_of_the_sixth_version_stand_in_brackets(tmp_path: Path) -> None:
    told = of(tmp_path, TRACKER_LISTEN="[::1]:8000")
    assert (told.listen, told.base_url) == (("::1", 8000), "http://[::1]:8000")


def test_a_base_address_is_given_back_without_its_last_stroke(tmp_path: Path) -> None:
    assert of(tmp_path, TRACKER_BASE_URL="https://twg.example.org/").base_url == "https://twg.example.org"
    assert of(tmp_path, TRACKER_BASE_URL="https://nra.la:8443/twg").base_url == "https://nra.la:8443/twg"


def test_postgresql_is_spoken_to_by_psycopg(tmp_path: Path) -> None:
    given = "postgresql://tracker:p%40ss%25@db.example:5433/twg?sslmode=require"
    url = make_url(of(tmp_path, TRACKER_DATABASE_URL=given).database_url)
    assert url == URL.create(
        "postgresql+psycopg", "tracker", "p@ss%", "db.example", 5433, "twg", {"sslmode": "require"}
    )
    again = of(tmp_path, TRACKER_DATABASE_URL="postgresql+psycopg://tracker@/twg?host=/run/postgresql").database_url
    assert again.startswith("postgresql+psycopg://tracker@/twg?host=")


@POSIX
def test_the_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "ກອງ ປະຊຸມ 100%41 #1?"
    engine = create_engine(of(folder).database_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("create table there (id)")
    engine.dispose()
    assert (folder / "tracker.sqlite").exists()


# LibreOffice


def test_the_office_program_is_found_named_or_left_out(tmp_path: Path) -> None:
    program = tmp_path / "a program files" / "soffice"
    program.parent.mkdir()
    program.touch()
    assert of(tmp_path).office == find_office()
    assert of(tmp_path, TRACKER_OFFICE="off").office is None
    assert of(tmp_path, TRACKER_OFFICE=str(program)).office == program


@pytest.mark.parametrize("given", ["on", "OFF", "soffice-that-is-not-there", "/nowhere/soffice", "."])
def test_an_office_program_that_is_not_there_is_refused(tmp_path: Path, given: str) -> None:
    assert refused(tmp_path, TRACKER_OFFICE=given) == (
        f"TRACKER_OFFICE: there is no program {given}; name LibreOffice's soffice, or say off"
    )


# The secret key


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    key = of(tmp_path).secret_key
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert of(tmp_path).secret_key == key
    assert of(tmp_path / "another").secret_key != key


@POSIX
def test_only_its_owner_may_read_the_secret_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        of(tmp_path)
    finally:
        os.umask(before)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_many_that_start_at_once_have_one_secret_key(tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(lambda _, at=folder: of(at).secret_key, range(8)))) == 1


def test_a_given_secret_key_is_used_and_kept_nowhere(tmp_path: Path) -> None:
    assert of(tmp_path, TRACKER_SECRET_KEY="k" * 32).secret_key == "k" * 32
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("held", [b"", b"too short\n", b"\xff" * 64], ids=["empty", "short", "no text"])
def test_a_broken_secret_key_is_told(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(held)
    assert refused(tmp_path) == f"{tmp_path / 'secret_key'} holds no secret key; delete it and a new one is made"
    assert (tmp_path / "secret_key").read_bytes() == held


def test_a_folder_in_the_place_of_the_secret_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    assert refused(tmp_path).startswith(f"{tmp_path / 'secret_key'} can't be read: ")


def test_a_file_in_the_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    for folder in (tmp_path / "data", tmp_path / "data" / "under it"):
        assert refused(folder).startswith(f"TRACKER_INSTANCE: the data folder {folder} can't be made: ")


# .env, and the program as a whole


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose `.env` is read as that of the checkout; the environment is as before afterwards."""
    monkeypatch.setattr(config, "HERE", tmp_path)
    monkeypatch.delenv("PYTHON_DOTENV_DISABLED")
    monkeypatch.setattr(os, "environ", {"TRACKER_LISTEN": "127.0.0.1:9000"})
    return tmp_path


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "from a Windows editor"])
def test_env_fills_what_the_environment_leaves_out(checkout: Path, start: bytes) -> None:
    (checkout / ".env").write_bytes(start + b"TRACKER_PROXY_HOPS=1\r\nTRACKER_LISTEN=127.0.0.1:7000\r\n")
    told = Config.from_environment()
    assert (told.proxy_hops, told.listen) == (1, ("127.0.0.1", 9000))


def test_an_env_that_is_no_text_is_told(checkout: Path) -> None:
    (checkout / ".env").write_bytes("TRACKER_PROXY_HOPS=1\n".encode("utf-16"))
    with pytest.raises(BadSetting, match="is not UTF-8 text; store it as UTF-8"):
        Config.from_environment()


def test_a_name_in_env_that_is_no_setting_is_refused(checkout: Path) -> None:
    (checkout / ".env").write_text("TRACKER_LISTN=127.0.0.1:7000\n")
    with pytest.raises(BadSetting, match="TRACKER_LISTN is not a setting"):
        Config.from_environment()


def test_the_program_ends_with_the_line_alone(tmp_path: Path) -> None:
    env = os.environ | {"TRACKER_INSTANCE": str(tmp_path), "TRACKER_TIMEZONE": "Asia"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "meetings", "schema"],
        env=env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "TRACKER_TIMEZONE: 'Asia' is no time zone, such as Asia/Vientiane\n"


def test_the_hour_from_which_reminders_go_out(tmp_path: Path) -> None:
    assert of(tmp_path).reminders_at == time(7, 30)
    assert of(tmp_path, TRACKER_REMINDERS_AT="6:05").reminders_at == time(6, 5)


@pytest.mark.parametrize("given", ["24:00", "7", "07:60", "half past seven"])
def test_an_hour_that_is_none(tmp_path: Path, given: str) -> None:
    assert refused(tmp_path, TRACKER_REMINDERS_AT=given) == (
        f"TRACKER_REMINDERS_AT must be a time of the day such as 07:30, not {given}"
    )
