"""Switching the second factor on and off, and new recovery codes; the codes themselves stand in second_factor."""

from datetime import datetime

from tracker.access.actors import Actor
from tracker.accounts import second_factor
from tracker.accounts.models import Account
from tracker.accounts.queries import account_by_id
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused


def switch_on(account_id: int, secret: str, code: str, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Ask for a code at every sign-in from now on; gives back the recovery codes, to be shown once.

    Refused where the code, which shows that the telephone has the secret, is not right.
    """
    account = account_by_id(account_id, lock=True)
    if account.totp_secret:
        raise Refused(Bilingual.said("Codes are asked for already."))
    step = second_factor.step_of(secret, code, at)
    if step is None:
        raise Refused(
            Bilingual.said("The code is not right. Take a new one; if that fails, set your telephone's clock right.")
        )
    account.totp_secret, account.totp_step = secret, step
    audit.record("account.codes_switched_on", "account", account_id, by=by, at=at, subject=account.email)
    return second_factor.fresh_recovery_codes(account_id)


def switch_off(account_id: int, *, by: Actor, at: datetime) -> None:
    """Ask for the password alone."""
    account = account_by_id(account_id, lock=True)
    forget(account)
    audit.record("account.codes_switched_off", "account", account_id, by=by, at=at, subject=account.email)


def forget(account: Account) -> None:
    """Take the secret and the recovery codes away."""
    account.totp_secret, account.totp_step = "", None
    second_factor.forget_recovery_codes(account.id)


def renew_recovery_codes(account_id: int, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Ten new recovery codes, to be shown once, instead of those before. Refused where no codes are asked for."""
    account = account_by_id(account_id, lock=True)
    if not account.totp_secret:
        raise Refused(Bilingual.said("Switch the codes on first."))
    audit.record("account.recovery_codes_renewed", "account", account_id, by=by, at=at, subject=account.email)
    return second_factor.fresh_recovery_codes(account_id)
