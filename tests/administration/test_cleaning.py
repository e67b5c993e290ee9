import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from applications import SAMPLE, load
from backing import everything
from filling import fill
from flask import Flask
from mailing import put
from sqlalchemy import insert, inspect, select, text, update
from together import at_once

from tracker.accounts import links
from tracker.accounts.models import Account, AttemptKind, LinkPurpose, LoginAttempt, LoginSession, SecretLink
from tracker.administration import cleaning, jobs_cleaning
from tracker.administration.jobs_cleaning import NAME, clean, remove_mail_files, sweep_out
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, db, session, transaction
from tracker.core.repeats import RequestKey
from tracker.files import services as files
from tracker.files.models import FileContent, StoredFile
from tracker.jobs.jobs_leased import Keeper
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.post import current_post
from tracker.organisations.models import Organisation, Person

DAY = timedelta(days=1)
CLEANED = {"login_session", "login_attempt", "request_key", "secret_link", "stored_file", "file_content"}


@pytest.fixture
def filled(either_app: Flask) -> Flask:
    load(SAMPLE.read_bytes())
    with db.engine.begin() as connection:
        fill(connection)
    return either_app


def ago(days: float) -> datetime:
    return clock.now() - days * DAY


def an_account() -> Account:
    organisation = Organisation(short_name="Office", name=Bilingual.same("Office"))
    person = Person(key="somebody", name=Bilingual.same("Somebody"), organisation=organisation)
    return Account(person=person, email="somebody@twg.example", created_at=ago(900))


def sign_in(account_id: int, number: int, expires: float, ended: float | None = None) -> LoginSession:
    return LoginSession(
        account_id=account_id, token_hash=f"{number:064}", created_at=ago(900), expires_at=ago(expires),
        ended_at=ago(ended) if ended is not None else None,
    )  # fmt: skip


def attempt(days: float) -> LoginAttempt:
    return LoginAttempt(email="x@y", address="::1", at=ago(days), succeeded=False, kind=AttemptKind.SIGN_IN)


def link(organisation_id: int, expires: float, **more: Any) -> SecretLink:
    return SecretLink(
        purpose=LinkPurpose.ACTION,
        organisation_id=organisation_id,
        created_at=ago(900),
        expires_at=ago(expires),
        **more,
    )


# What goes, and what stays


def test_only_what_is_old_and_over_goes(either_app: Flask) -> None:
    with transaction() as current:
        account = an_account()
        current.add(account)
        current.flush()
        office = account.person.organisation_id
        kept = [
            sign_in(account.id, 1, expires=-1), sign_in(account.id, 2, expires=29),
            sign_in(account.id, 3, -1, ended=29), attempt(29), RequestKey(who="a", key="1", answer="/", at=ago(59)),
            link(office, expires=-1), link(office, expires=59), link(office, -1, revoked_at=ago(59)),
            link(office, -1, used_at=ago(59)),
        ]  # fmt: skip
        gone = [
            sign_in(account.id, 4, expires=31), sign_in(account.id, 5, -1, ended=31), attempt(31),
            RequestKey(who="a", key="2", answer="/", at=ago(61)), link(office, expires=61),
            link(office, -1, revoked_at=ago(61)), link(office, -1, used_at=ago(61)),
        ]  # fmt: skip
        current.add_all([*kept, *gone])
        current.flush()
        stay = {(type(each), inspect(each).identity) for each in kept}
    assert sweep_out() == {
        "login_session": 2, "login_attempt": 1, "request_key": 1, "secret_link": 3, "stored_file": 0, "file_content": 0,
    }  # fmt: skip
    session.rollback()
    left = {
        (kind, (row_id,))
        for kind in (LoginSession, LoginAttempt, RequestKey, SecretLink)
        for row_id in session.scalars(select(kind.id))
    }
    assert left == stay
    assert set(sweep_out().values()) == {0}
    del either_app


def test_whatever_the_record_refers_to_stays_byte_for_byte(filled: Flask) -> None:
    """Of a database with something in every table nothing goes that anything refers to; what is not cleaned at all
    stays as it is."""
    before = everything()
    assert before.keys() == Base.metadata.tables.keys()
    sweep_out()
    after = everything()
    assert {name: after.get(name) for name in before if name not in CLEANED} == {
        name: rows for name, rows in before.items() if name not in CLEANED
    }
    for name in ("secret_link", "stored_file", "file_content"):
        assert after[name] == before[name]
    assert set(after) >= set(before) - {"login_session", "login_attempt", "request_key"}
    del filled


def test_a_link_that_a_mail_is_still_to_carry_stays(app: Flask) -> None:
    with transaction() as current:
        organisation = Organisation(short_name="X", name=Bilingual.same("X"))
        current.add(organisation)
        current.flush()
        rows = [link(organisation.id, expires=100) for _ in range(3)]
        current.add_all(rows)
        current.flush()
        ids = [row.id for row in rows]
    put("by hand", text=f"{{link:{ids[0]}}}", html="")
    put("given up", text=f"{{link:{ids[1]}}}", html="")
    with transaction() as current:
        for key, state in (("by hand", MailState.BY_HAND), ("given up", MailState.GIVEN_UP)):
            current.execute(update(OutgoingMail).where(OutgoingMail.key == key).values(state=state))
    assert sweep_out()["secret_link"] == 2
    assert session.scalars(select(SecretLink.id)).all() == [ids[0]]
    assert current_post().complete(f"{{link:{ids[0]}}}").startswith("http")
    with transaction():
        assert links.make_for(
            LinkPurpose.ACTION, ("x", 1), person_id=None, organisation_id=organisation.id, lasts=DAY, at=ago(0)
        ).id > ids[2]  # fmt: skip
    del app


def test_a_row_that_one_column_alone_refers_to_stays(filled: Flask) -> None:
    """Whichever column of whichever table it is."""
    with transaction() as current:
        office = current.scalars(select(Organisation.id)).first()
        assert office is not None
        wanted: dict[str, Any] = {}
        for key in (StoredFile.id, SecretLink.id):
            for column in cleaning.references_to(key.property.columns[0]):
                if column.table.name == "stored_file":
                    continue
                if key is StoredFile.id:
                    row_id = files.keep(str(column).encode(), str(column), "", at=ago(30)).id
                else:
                    current.add(row := link(office, expires=100))
                    current.flush()
                    row_id = row.id
                first = select(column.table.c.id).order_by(column.table.c.id).limit(1).scalar_subquery()
                current.execute(update(column.table).where(column.table.c.id == first).values({column.name: row_id}))
                wanted[str(column)] = row_id
    assert len(wanted) >= 9
    sweep_out()
    for name, row_id in wanted.items():
        table, _, of = name.partition(".")
        column = Base.metadata.tables[table].c[of]
        assert session.scalar(select(column).where(column == row_id).limit(1)), name
    del filled


def test_no_file_and_no_link_is_referred_to_without_a_foreign_key() -> None:
    found = {
        str(column)
        for key in (StoredFile.id, SecretLink.id, FileContent.sha256)
        for column in cleaning.references_to(key.property.columns[0])
    }
    named = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name == "sha256" or column.name.endswith(("file_id", "link_id"))
    }
    assert named - found == {"file_content.sha256", "version.sha256"}  # the bytes themselves; the digest of an outline


def test_files_of_nobody_go_with_their_bytes_once_they_are_a_week_old(filled: Flask) -> None:
    shared, alone, young = b"shared", b"alone", b"young"
    with transaction() as current:
        referred = files.keep(shared, "kept.pdf", "application/pdf", at=ago(30))
        files.keep(shared, "again.pdf", "application/pdf", at=ago(30))
        files.keep(alone, "alone.pdf", "application/pdf", at=ago(8))
        files.keep(young, "young.pdf", "application/pdf", at=ago(6))
        (point_id,) = current.execute(text("SELECT min(id) FROM point")).one()
        point_file = Base.metadata.tables["point_file"]
        current.execute(insert(point_file).values(point_id=point_id, file_id=referred.id))
    assert {name: count for name, count in sweep_out().items() if "file" in name} == {
        "stored_file": 2, "file_content": 1,
    }  # fmt: skip
    names = set(session.scalars(select(StoredFile.name)))
    assert {"kept.pdf", "young.pdf"} <= names
    assert not {"again.pdf", "alone.pdf"} & names
    contents = set(session.scalars(select(FileContent.sha256)))
    assert hashlib.sha256(shared).hexdigest() in contents
    assert hashlib.sha256(alone).hexdigest() not in contents
    with transaction():
        again = files.keep(alone, "later.pdf", "application/pdf", at=ago(0))
    assert files.read(again) == alone
    del filled


def test_bytes_that_are_stored_again_while_they_are_cleaned_are_there(either_app: Flask) -> None:
    data = [f"file {number}".encode() for number in range(20)]
    with transaction():
        for each in data:
            files.keep(each, "old.pdf", "application/pdf", at=ago(30))

    def store() -> None:
        for each in data:
            with transaction():
                files.keep(each, "new.pdf", "application/pdf", at=ago(0))

    def sweep() -> None:
        for _ in range(3):
            sweep_out()

    at_once(either_app, [store, sweep, store, sweep])
    session.rollback()
    stored = session.scalars(select(StoredFile)).all()
    assert [files.read(file) for file in stored if file.name == "new.pdf"]
    assert len([file for file in stored if file.name == "new.pdf"]) == 2 * len(data)


def test_more_than_one_batch_goes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "AT_ONCE", 10)
    monkeypatch.setattr(jobs_cleaning, "AT_ONCE", 10)
    with transaction() as current:
        current.add_all([attempt(40) for _ in range(35)])
    assert sweep_out()["login_attempt"] == 35
    del app


def test_a_file_of_a_mail_that_was_marked_as_sent_goes(app: Flask) -> None:
    ids = {}
    for state in (MailState.SENT, MailState.GIVEN_UP, MailState.BY_HAND):
        ids[state] = put(state)
        values = {"state": state, "sent_at": ago(0) if state == MailState.SENT else None}
        with transaction() as current:
            current.execute(update(OutgoingMail).where(OutgoingMail.id == ids[state]).values(values))
    folder = Path(app.instance_path) / "outbox"
    folder.mkdir(exist_ok=True)
    others = ("notes.txt", "mail-1.eml", "mail-999999.eml")
    for name in (*(f"mail-{number:06d}.eml" for number in ids.values()), *others):
        (folder / name).write_text("x")
    remove_mail_files(folder)
    assert {path.name for path in folder.iterdir()} == {f"mail-{ids[MailState.BY_HAND]:06d}.eml", *others}


# Once a day


def counted(monkeypatch: pytest.MonkeyPatch, fails: int = 0) -> list[datetime]:
    runs: list[datetime] = []

    def sweep() -> None:
        runs.append(clock.now())
        if len(runs) <= fails:
            raise OSError("broken")

    monkeypatch.setattr(jobs_cleaning, "sweep_out", sweep)
    return runs


def test_ten_at_once_clean_once(either_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = counted(monkeypatch)
    at_once(either_app, [lambda: Keeper().run(NAME, clean)] * 10)
    Keeper().run(NAME, clean)
    assert len(runs) == 1


@pytest.mark.parametrize(("later", "again"), [(timedelta(hours=8), 1), (timedelta(days=1), 2)])
def test_the_next_day_it_cleans_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, later: timedelta, again: int
) -> None:
    runs, morning = counted(monkeypatch), clock.midday(clock.today()) - timedelta(hours=4)
    for moment in (morning, morning + later):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        Keeper().run(NAME, clean)
    assert len(runs) == again
    del app


def test_one_that_failed_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = counted(monkeypatch, fails=1)
    with pytest.raises(OSError, match="broken"):
        Keeper().run(NAME, clean)
    for _ in range(2):
        Keeper().run(NAME, clean)
    assert len(runs) == 2
    del app
