from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from applications import KEY
from cast import Cast
from signing import SECRET, code_at
from sqlalchemy import select, update
from together import at_once

from tracker.access.actors import Actor
from tracker.accounts import links, second_factor, services, services_managing, throttle
from tracker.accounts.models import Account, LinkPurpose, LoginAttempt
from tracker.accounts.queries import account_by_email, account_by_id
from tracker.accounts.services_managing import AccountFacts
from tracker.core.db import session, transaction
from tracker.core.errors import Refused

NOW = datetime(2021, 3, 29, 1, 30, 10, tzinfo=UTC)
CHAIR = "chair@twg.example"


def trying(act: Callable[[], object]) -> Callable[[], bool]:
    """The same in a transaction of its own, and whether it was done."""

    def tried() -> bool:
        try:
            with transaction():
                return act() is not False
        except Refused:
            return False

    return tried


def test_tries_at_the_same_moment_are_all_counted(either_cast: Cast) -> None:
    tries = [trying(partial(throttle.attempt, CHAIR, f"10.0.0.{n}", at=NOW)) for n in range(12)]
    assert sum(at_once(either_cast.app, tries)) == 5
    assert len(session.scalars(select(LoginAttempt)).all()) == 5


def test_a_link_that_is_used_twice_at_once_works_once(either_cast: Cast) -> None:
    account = either_cast.account("chair")
    person_id, account_id = account.person_id, account.id
    with transaction():
        link = links.make(LinkPurpose.RESET, person_id, account_id=account_id, lasts=timedelta(days=1), at=NOW)
        token = links.token(link, KEY)
    acts = [trying(partial(services.set_password, token, f"hash {n}", secret_key=KEY, at=NOW)) for n in range(4)]
    assert sum(at_once(either_cast.app, acts)) == 1
    assert either_cast.account("chair").password_hash.startswith("hash ")


@pytest.mark.parametrize("kind", ["telephone", "recovery"])
def test_a_code_that_is_used_twice_at_once_works_once(either_cast: Cast, kind: str) -> None:
    with transaction():
        session.execute(update(Account).values(totp_secret=SECRET))
        account = account_by_email(CHAIR)
        assert account
        account_id = account.id
        code = second_factor.fresh_recovery_codes(account_id)[0] if kind == "recovery" else code_at(NOW)

    def use() -> bool:
        return second_factor.accept(account_by_id(account_id, lock=True), code, NOW)

    assert sum(at_once(either_cast.app, [trying(use)] * 4)) == 1


def test_two_administrators_can_not_both_stop_being_it(either_cast: Cast) -> None:
    with transaction():
        session.execute(update(Account).where(Account.email == CHAIR).values(is_admin=True))
    by = Actor.command("a test")
    rows = [(each.id, each.email, each.version) for each in map(either_cast.account, ("admin", "chair"))]
    session.rollback()
    acts = [
        trying(partial(services_managing.revise_account, row_id, AccountFacts(email), base=version, by=by, at=NOW))
        for row_id, email, version in rows
    ]
    assert sorted(at_once(either_cast.app, acts)) == [False, True]
    assert len(session.scalars(select(Account.id).where(Account.is_admin)).all()) == 1


def test_an_id_of_a_link_is_never_given_again(either_cast: Cast) -> None:
    account = either_cast.account("chair")
    person_id, account_id = account.person_id, account.id
    made = partial(links.make, LinkPurpose.RESET, person_id, account_id=account_id, lasts=timedelta(days=1))
    with transaction():
        first = made(at=NOW).id
    with transaction():
        second = made(at=NOW + timedelta(days=60)).id  # the first one is swept out
    assert second != first
