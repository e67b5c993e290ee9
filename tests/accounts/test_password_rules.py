import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.accounts import passwords

OWN = ("bounmy@nra.gov.la", "Mr Bounmy SAYAVONG", "ບຸນມີ ໄຊຍະວົງ")


@pytest.mark.parametrize(
    "password",
    [
        "k7wq-m2fd-x9tn", "seven lively mangoes", "khop jai lai lai der", "ຂ້ອຍມັກກິນເຂົ້າໜຽວ", "ຝົນຕົກຢູ່ປາກຊັນ",
        "correct horse battery staple " * 30,
    ],
)  # fmt: skip
def test_a_good_password_is_taken(password: str) -> None:
    assert passwords.fault(password, OWN) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "12 characters or more"),
        ("k7wq-m2fd-x", "12 characters or more"),
        ("k" * 1001, "1000 characters at the most"),
        ("password1234", "guess this soon"),
        ("P@ssw0rd2026!", "guess this soon"),
        ("qwertyuiop12", "guess this soon"),
        ("poiuytrewq99", "guess this soon"),
        ("123456789012", "guess this soon"),
        ("aaaaaaaaaaaa", "guess this soon"),
        ("abcabcabcabc", "guess this soon"),
        ("Vientiane2026", "guess this soon"),
        ("tracker tracker", "guess this soon"),
        ("ສະບາຍດີ ສະບາຍດີ ລາວ", "guess this soon"),
        ("ຈຳປາ ຈຳປາ ຈຳປາ 123", "guess this soon"),
        ("BounmySayavong1", "your own name"),
        ("ບຸນມີ ໄຊຍະວົງ 99", "your own name"),
        ("bounmy.nra.gov.la", "your own name"),
    ],
)
def test_what_is_guessed_first_is_refused_and_told_why(password: str, why: str) -> None:
    fault = passwords.fault(password, OWN)
    assert fault is not None
    assert why in fault.en


def test_every_fresh_password_would_be_taken() -> None:
    assert [passwords.fault(passwords.fresh_password()) for _ in range(200)] == [None] * 200


@given(st.text(max_size=1100))
def test_judging_never_fails(password: str) -> None:
    passwords.fault(password, OWN)


def test_a_hash_knows_its_password_and_no_other() -> None:
    kept = passwords.hashed("seven lively mangoes")
    assert kept.startswith("scrypt:32768:8:3$")
    assert passwords.matches(kept, "seven lively mangoes")
    assert not passwords.matches(kept, "seven lively mangos")
    assert not passwords.matches("", "seven lively mangoes")
    assert not passwords.is_outdated(kept)
    assert passwords.is_outdated("pbkdf2:sha256:1000$x$y")


def test_one_password_may_come_from_two_keyboards() -> None:
    kept = passwords.hashed(unicodedata.normalize("NFC", "café ນ້ຳໃຈດີຫຼາຍ"))
    assert passwords.matches(kept, unicodedata.normalize("NFD", "café ນ້ຳໃຈດີຫຼາຍ"))


def test_every_character_of_a_long_password_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", "scrypt:256:8:1")
    long = "ຂ" * 999
    kept = passwords.hashed(long + "a")
    assert passwords.matches(kept, long + "a")
    assert not passwords.matches(kept, long + "b")
