import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from applications import NOON, SAMPLE, TESTER, load
from click.testing import Result
from filling import counts
from flask import Flask
from sqlalchemy import select
from werkzeug.security import check_password_hash

from tracker.accounts import links
from tracker.accounts import passwords as passwords_room
from tracker.accounts.models import Account, LinkPurpose
from tracker.actions.models import Action
from tracker.audit.models import AuditEntry, Batch
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.exchange import reading, sample
from tracker.exchange.dumping import dump
from tracker.groups.models import Seat, WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.meetings.queries import meeting_at
from tracker.minutes.models import Delivery, NotReceived, Version, VersionKind
from tracker.organisations.models import Organisation, Person

TRAIL = {"audit_entry", "batch", "batch_row"}
NAMES = ["chair", "secretary", "npa", "management", "admin"]
MEETING = "meeting:\n  period: 2021-Q2\n  held_on: 2021-06-29\n"
LATER = f"group: im-twg\n{MEETING}"
OWN = "group: {slug: own, acronym: OWN, name: x}\n"
OTHER = """\
group: {slug: mre-twg, acronym: MRE, name: Mine risk education}
meeting:
  period: 2021-Q1
  held_on: 2021-03-30
  chair: khammoungkhoun
  entries: [{id: a, kind: issue, text: x, raised_by: [NPA, LSW Xiengkhuang], documents: [NS-24]}]
"""


def flask(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["samples", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def facts() -> dict[str, int]:
    """How many rows there are, but for the trail of what happened."""
    return {table: count for table, count in counts().items() if table not in TRAIL}


def passwords(shown: str) -> dict[str, str]:
    """The sign-in names and passwords that were printed."""
    return dict(re.findall(r"^  (\S+@\S+) +(\S+) ", shown, re.MULTILINE))


def accounts() -> dict[str, Account]:
    session.rollback()
    return {account.email: account for account in session.scalars(select(Account))}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes are slow on purpose; one test looks at them."""
    monkeypatch.setattr(sample, "hashed", lambda password: f"no hash of {password}")


@pytest.fixture
def loaded(app: Flask) -> Iterator[Flask]:
    assert flask(app, "load").exit_code == 0
    yield app
    session.rollback()


# Loading


def test_the_sample_comes_with_accounts_whose_passwords_are_shown_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "hashed", passwords_room.hashed)
    result = flask(app, "load", "--if-empty")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "The sample meeting of Q1 2021 is loaded."
    shown = passwords(result.stdout)
    assert list(shown) == [f"{name}@tracker.example" for name in NAMES]
    assert len(set(shown.values())) == len(shown)
    stored = accounts()
    assert stored.keys() == shown.keys()
    for email, password in shown.items():
        assert re.fullmatch("[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", password)
        assert stored[email].password_hash.startswith("scrypt:32768:8:3$")
    for name in ("chair@tracker.example", "admin@tracker.example"):
        assert check_password_hash(stored[name].password_hash, shown[name])
    assert not check_password_hash(stored["admin@tracker.example"].password_hash, shown["chair@tracker.example"])
    monkeypatch.setattr(sample, "hashed", str)
    again = flask(app, "load")
    assert (again.exit_code, again.stdout) == (0, "The sample meeting is there already.\n")
    assert accounts()["chair@tracker.example"].password_hash == stored["chair@tracker.example"].password_hash


def test_each_account_may_do_what_its_name_says(loaded: Flask) -> None:
    found = accounts()
    rights = {
        email.split("@")[0]: (account.is_admin, account.is_management, account.person.organisation.short_name)
        for email, account in found.items()
    }
    assert rights == {
        "chair": (False, False, "NRA"),
        "secretary": (False, False, "IM Unit"),
        "npa": (False, False, "NPA"),
        "management": (False, True, "NRA"),
        "admin": (True, False, "NRA"),
    }
    seats = {(seat.person.key, seat.role.value) for seat in session.scalars(select(Seat))}
    assert seats == {
        ("khammoungkhoun", "chair"), ("sample-secretary", "secretary"), ("sample-npa", "focal_point"),
    }  # fmt: skip


def test_into_an_empty_tracker_means_once_and_never_again(app: Flask) -> None:
    assert flask(app, "load", "--if-empty").stdout
    for _ in range(2):
        assert flask(app, "load", "--if-empty").stdout == ""
    assert flask(app, "remove").exit_code == 0
    before = counts()
    result = flask(app, "load", "--if-empty")
    assert (result.exit_code, result.stdout, counts()) == (0, "", before)


def test_a_tracker_with_a_group_is_not_empty(app: Flask) -> None:
    load(SAMPLE.read_bytes())
    assert flask(app, "load", "--if-empty").stdout == ""
    assert facts()["account"] == 0


def test_where_the_meeting_is_known_the_accounts_are_added(app: Flask) -> None:
    outcome = load(SAMPLE.read_bytes())
    assert len(passwords(flask(app, "load").stdout)) == 5
    assert dump(outcome.meeting_id).meeting == reading.read(SAMPLE.read_bytes(), "sample").meeting


def test_an_edited_sample_stays_as_it_is(loaded: Flask) -> None:
    with transaction():
        meeting_at("im-twg", "2021-Q1").headcount = 33
    assert flask(loaded, "load").exit_code == 0
    assert meeting_at("im-twg", "2021-Q1").headcount == 33


def test_a_meeting_of_somebody_else_is_neither_changed_nor_claimed(either_app: Flask) -> None:
    load(SAMPLE.read_bytes().replace(b"headcount: 20", b"headcount: 33"))
    before = counts()
    result = flask(either_app, "load")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: IM-2021-Q1 is in this tracker and is not the sample.\n"
    assert counts() == before
    assert "no sample" in flask(either_app, "remove").stderr


def test_an_account_that_got_another_name_is_no_reason_to_fail(loaded: Flask) -> None:
    with transaction():
        for name in ("chair", "npa"):
            account = session.scalars(select(Account).where(Account.email == f"{name}@tracker.example")).one()
            account.email = f"{name}@nra.example"
    assert flask(loaded, "load").stdout == "The sample meeting is there already.\n"
    with transaction() as current:
        account = current.scalars(select(Account).where(Account.email == "admin@tracker.example")).one()
        current.delete(account)
    assert list(passwords(flask(loaded, "load").stdout)) == ["admin@tracker.example"]


def test_a_sample_that_was_circulated_is_not_changed(loaded: Flask) -> None:
    with transaction():
        meeting_at("im-twg", "2021-Q1").record = RecordState.CIRCULATED
    before = counts()
    result = flask(loaded, "load")
    assert (result.exit_code, result.stdout) == (0, "The sample meeting is there already.\n")
    assert counts() == before


# Taking it away


def test_nothing_of_it_is_left(either_app: Flask) -> None:
    before = facts()
    for _ in range(2):
        assert len(passwords(flask(either_app, "load").stdout)) == 5
        assert facts() != before
        result = flask(either_app, "remove")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "The sample is removed.\n", "")
        assert facts() == before
    assert [entry.verb for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "meeting.loaded",
        "sample.loaded",
        "sample.removed",
    ] * 2


def test_what_is_not_there_can_not_be_taken_away(app: Flask) -> None:
    for _ in range(2):
        result = flask(app, "remove")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "Error: There is no sample in this tracker.\n"
        flask(app, "load")
        assert flask(app, "remove").exit_code == 0


def test_what_another_group_needs_is_kept_and_named(either_app: Flask) -> None:
    assert flask(either_app, "load").exit_code == 0
    other = load(OTHER)
    before = dump(other.meeting_id)
    result = flask(either_app, "remove")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "The sample is removed.",
        *(
            f"  kept, because something else needs it: {name}"
            for name in ("NS-24", "NRA", "MLSW", "LSW Xiengkhuang", "NPA", "khammoungkhoun")
        ),
    ]
    session.rollback()
    assert dump(other.meeting_id) == before
    assert accounts() == {}
    assert [group.slug for group in session.scalars(select(WorkingGroup))] == ["mre-twg"]
    assert len(passwords(flask(either_app, "load").stdout)) == 5
    assert dump(meeting_at("im-twg", "2021-Q1").id).meeting == reading.read(SAMPLE.read_bytes(), "sample").meeting
    assert flask(either_app, "remove").exit_code == 0
    assert dump(other.meeting_id) == before


def test_a_later_meeting_keeps_its_group_and_the_date_of_the_one_before(loaded: Flask) -> None:
    later = load(LATER + "  previous: 2021-Q1\n  attendance: [{person: sample-npa}]\n")
    result = flask(loaded, "remove")
    assert result.exit_code == 0
    kept = {line.rpartition(": ")[2] for line in result.stdout.splitlines()[1:]}
    assert kept == {"im-twg", "sample-npa", "khammoungkhoun", "NRA", "UXO Lao", "Army 58", "NPA", "HI", "MAG", "WEI"}
    session.rollback()
    assert str(dump(later.meeting_id).meeting.previous) == "2021-03-29"
    assert len(passwords(flask(loaded, "load").stdout)) == 5
    assert {seat.person.key for seat in session.scalars(select(Seat))} == {
        "khammoungkhoun", "sample-secretary", "sample-npa",
    }  # fmt: skip


@pytest.mark.parametrize("item", ["IM-A-001", "IM-2021-Q1/3", "IM-2021-Q1/c2"])
def test_what_a_later_meeting_gave_a_verdict_on_stays(loaded: Flask, item: str) -> None:
    load(LATER + f"  reviews: [{{item: {item}, verdict: late}}]\n")
    before = counts()
    result = flask(loaded, "remove")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: A later meeting gave verdicts on items of IM-2021-Q1; it stays.\n"
    assert counts() == before


@pytest.mark.parametrize("how", ["split_from_id", "merged_into_id"])
def test_what_another_action_refers_to_stays(either_app: Flask, how: str) -> None:
    assert flask(either_app, "load").exit_code == 0
    load(LATER + "  entries: [{id: a, kind: issue, text: x, actions: [{ref: IM-A-009}]}]\n")
    with transaction():
        rows = {row.reference: row for row in session.scalars(select(Action))}
        setattr(rows["IM-A-009"], how, rows["IM-A-001"].id)
    before = counts()
    result = flask(either_app, "remove")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: Something else in the tracker refers to items of IM-2021-Q1; it stays.\n"
    assert counts() == before


def test_its_own_actions_may_refer_to_each_other(either_app: Flask) -> None:
    assert flask(either_app, "load").exit_code == 0
    with transaction():
        one, two, three = session.scalars(select(Action).order_by(Action.reference))
        one.split_from_id = three.id
        three.merged_into_id = two.id
        two.scheduled_meeting = meeting_at("im-twg", "2021-Q1")
    assert flask(either_app, "remove").stdout == "The sample is removed.\n"
    assert set(facts().values()) == {0}


def test_versions_of_its_minutes_go_with_it(loaded: Flask) -> None:
    with transaction() as current:
        meeting = meeting_at("im-twg", "2021-Q1")
        version = Version(
            meeting=meeting, number=1, kind=VersionKind.CIRCULATED, outline={}, sha256="0" * 64, at=NOON, by="x"
        )
        somebody = current.scalars(select(Organisation).limit(1)).one()
        current.add_all([version, NotReceived(meeting=meeting, organisation=somebody, at=NOON, by="x")])
        current.flush()
        link = links.make_for(
            LinkPurpose.ANSWER, ("version", version.id), person_id=None, organisation_id=somebody.id,
            lasts=timedelta(days=1), at=NOON,
        )  # fmt: skip
        current.add(Delivery(version=version, address="x@x.example", language="lo", organisation=somebody, link=link))
    assert flask(loaded, "remove").exit_code == 0
    assert set(facts().values()) == {0}


def test_issued_minutes_stay(loaded: Flask) -> None:
    with transaction():
        meeting_at("im-twg", "2021-Q1").record = RecordState.ISSUED
    before = facts()
    result = flask(loaded, "remove")
    assert result.exit_code == 1
    assert "IM-2021-Q1 were issued" in result.output
    assert facts() == before


def test_what_came_later_under_an_old_number_is_not_taken_for_the_sample(either_app: Flask) -> None:
    """SQLite may give the number of a row that is gone to a new one."""
    flask(either_app, "load")
    flask(either_app, "remove")
    own = "".join(f"  - {{short_name: O{number}, name: x}}\n" for number in range(20))
    other = load(f"{OWN}organisations:\n{own}{MEETING}")
    before = dump(other.meeting_id), facts()
    flask(either_app, "load")
    assert len(dump(meeting_at("im-twg", "2021-Q1").id).organisations) == 12
    assert flask(either_app, "remove").stdout == "The sample is removed.\n"
    session.rollback()
    assert (dump(other.meeting_id), facts()) == before


def test_an_account_that_somebody_made_his_own_stays(loaded: Flask) -> None:
    with transaction():
        accounts_ = {row.email: row for row in session.scalars(select(Account))}
        accounts_["admin@tracker.example"].email = "admin@nra.example"
    assert "sample-admin" in flask(loaded, "remove").stdout
    assert list(accounts()) == ["admin@nra.example"]


def test_a_party_that_the_sample_did_not_bring_stays(app: Flask) -> None:
    lao = "ອົງການຊ່ວຍເຫຼືອປະຊາຊົນ ນອກແວ"
    npa = f"{{short_name: NPA, name: {{en: Norwegian People's Aid, lo: {lao}}}, kind: ngo, language: en}}"
    load(f"{OWN}organisations: [{npa}]\n{MEETING}")
    assert flask(app, "load").exit_code == 0
    assert flask(app, "remove").stdout == "The sample is removed.\n"
    assert [row.short_name for row in session.scalars(select(Organisation))] == ["NPA"]


def test_a_party_that_is_known_otherwise_is_told(app: Flask) -> None:
    load(f"{OWN}organisations: [{{short_name: NPA, name: Another}}]\n{MEETING}")
    before = counts()
    result = flask(app, "load")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "'NPA' is known with another name: 'Another'" in result.stderr
    assert counts() == before


def test_the_trail_says_what_was_kept(loaded: Flask) -> None:
    load(OTHER)
    with transaction():
        kept = sample.remove(by=TESTER, at=NOON)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "sample.removed")).one()
    assert (entry.actor, entry.details) == ("a test", {"kept": list(kept)})
    undone = {batch.name: batch.undone_at for batch in session.scalars(select(Batch))}
    assert undone == {"load meeting 1": NOON, "sample": NOON, "load meeting 2": None}


def test_people_of_the_sample_have_names_in_both_languages(loaded: Flask) -> None:
    people = session.scalars(select(Person).where(Person.key.startswith("sample-"))).all()
    assert len(people) == 4
    for person in people:
        assert person.name == Bilingual(en=person.name.en, lo=person.name.lo)
        assert person.name.en
        assert person.name.lo
        assert person.lao_sort
