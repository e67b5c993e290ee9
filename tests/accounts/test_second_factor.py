from datetime import UTC, datetime, timedelta

import pyotp
from cast import Cast
from hypothesis import given
from hypothesis import strategies as st
from signing import SECRET, code_at, give_password
from sqlalchemy import select

from tracker.accounts import second_factor
from tracker.accounts.models import RecoveryCode
from tracker.accounts.queries import account_by_id
from tracker.core.db import session, transaction

# RFC 6238 appendix B, the secret '12345678901234567890' in Base32, SHA-1, the last six digits
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105
NOW = datetime(2021, 3, 29, 1, 30, 10, tzinfo=UTC)


def test_the_codes_are_those_of_the_standard() -> None:
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, tz=UTC)
        assert second_factor.step_of(RFC_SECRET, code, at) == seconds // 30
        assert second_factor.step_of(RFC_SECRET, "000000", at) is None


def test_a_clock_may_be_wrong_by_half_a_minute() -> None:
    for seconds in (-30, 0, 30):
        assert second_factor.step_of(SECRET, code_at(NOW + timedelta(seconds=seconds)), NOW)
    for seconds in (-90, 90):
        assert second_factor.step_of(SECRET, code_at(NOW + timedelta(seconds=seconds)), NOW) is None


def test_no_code_is_taken_twice_nor_an_older_one_afterwards() -> None:
    step = second_factor.step_of(SECRET, code_at(NOW), NOW)
    assert second_factor.step_of(SECRET, code_at(NOW), NOW, after=step) is None
    assert second_factor.step_of(SECRET, code_at(NOW - timedelta(seconds=30)), NOW, after=step) is None
    later = NOW + timedelta(seconds=30)
    assert second_factor.step_of(SECRET, code_at(later), later, after=step)


def test_a_code_may_be_typed_in_lao_digits_and_with_spaces() -> None:
    lao = code_at(NOW).translate({ord("0") + digit: chr(0x0ED0 + digit) for digit in range(10)})
    assert second_factor.step_of(SECRET, f" {lao[:3]} {lao[3:]} ", NOW)


@given(st.text(max_size=60))
def test_no_code_makes_it_fail(code: str) -> None:
    second_factor.step_of(SECRET, code, NOW)


def test_what_the_telephone_reads_names_the_tracker_and_the_account() -> None:
    read = pyotp.parse_uri(second_factor.for_telephone(SECRET, "chair@twg.example"))
    assert (read.name, read.issuer, read.secret) == ("chair@twg.example", "TWG tracker", SECRET)


def test_fresh_secrets_differ_and_are_long_enough() -> None:
    secrets = {second_factor.fresh_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(secret) * 5 >= 160 for secret in secrets)


def test_a_code_of_the_telephone_is_used_up(cast: Cast) -> None:
    give_password(cast, "chair", code=True)
    chair = cast.account("chair").id
    with transaction():
        assert second_factor.accept(account_by_id(chair, lock=True), code_at(NOW), NOW)
    with transaction():
        assert not second_factor.accept(account_by_id(chair, lock=True), code_at(NOW), NOW)
    with transaction():
        later = NOW + timedelta(seconds=30)
        assert second_factor.accept(account_by_id(chair, lock=True), code_at(later), later)


def test_recovery_codes_are_used_up_one_by_one_and_kept_as_hashes(cast: Cast) -> None:
    give_password(cast, "chair", code=True)
    give_password(cast, "npa", code=True)
    chair, npa = cast.account("chair").id, cast.account("npa").id
    with transaction():
        codes = second_factor.fresh_recovery_codes(chair)
    assert len(set(codes)) == 10
    assert not set(codes) & set(session.scalars(select(RecoveryCode.code_hash)))
    with transaction():
        account, stranger = account_by_id(chair, lock=True), account_by_id(npa, lock=True)
        assert not second_factor.accept(stranger, codes[0], NOW)
        assert second_factor.accept(account, f" {codes[0].upper().replace('-', ' ')} ", NOW)
        assert not second_factor.accept(account, codes[0], NOW)
        assert second_factor.accept(account, codes[1], NOW)
        assert not second_factor.accept(account, "", NOW)
    assert second_factor.recovery_codes_left(chair) == 8
    with transaction():
        second_factor.fresh_recovery_codes(chair)
    with transaction():
        assert not second_factor.accept(account_by_id(chair, lock=True), codes[2], NOW)
    assert second_factor.recovery_codes_left(chair) == 10


def test_without_a_telephone_no_code_is_right(cast: Cast) -> None:
    give_password(cast, "chair")
    chair = cast.account("chair").id
    with transaction():
        codes = second_factor.fresh_recovery_codes(chair)
        assert not second_factor.accept(account_by_id(chair, lock=True), codes[0], NOW)
