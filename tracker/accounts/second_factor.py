"""The code of a telephone (RFC 6238) and the recovery codes for when it is lost; knows no page and no password."""

import hashlib
import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, func, select, update

from tracker.accounts.models import Account, RecoveryCode
from tracker.accounts.passwords import LETTERS
from tracker.core.db import session
from tracker.core.lao import western_digits

STEP = 30  # seconds, as every application of a telephone has it
NEAR = (0, -1, 1)  # steps that a clock may be wrong by
RECOVERY_CODES = 10
ISSUER = "TWG tracker"


def fresh_secret() -> str:
    """A secret to be shared with a telephone: 160 bits in Base32."""
    return pyotp.random_base32(32)


def for_telephone(secret: str, email: str) -> str:
    """What the picture says that a telephone reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: datetime, *, after: int | None = None) -> int | None:
    """The time step that a code belongs to, if it is right now and later than the last one used; otherwise None."""
    typed = "".join(western_digits(code).split())
    now = int(at.timestamp()) // STEP
    steps = [now + near for near in NEAR if after is None or now + near > after]
    otp = pyotp.TOTP(secret)
    right = [step for step in steps if compare_digest(otp.generate_otp(step).encode(), typed[:20].encode())]
    return right[0] if right else None


def fresh_recovery_codes(account_id: int) -> tuple[str, ...]:
    """Ten new one-time codes of about 79 bits each, to be shown once; the old ones are worth nothing from now on."""
    codes = tuple(
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(RECOVERY_CODES)
    )
    forget_recovery_codes(account_id)
    session.add_all(RecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)) for code in codes)
    return codes


def forget_recovery_codes(account_id: int) -> None:
    """Make the recovery codes of an account worth nothing."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def recovery_codes_left(account_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = (RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def accept(account: Account, code: str, at: datetime) -> bool:
    """Whether a code of the telephone or a recovery code is right, and was not used before; it is used up by this.

    The account's row must be locked.
    """
    if not account.totp_secret:
        return False
    step = step_of(account.totp_secret, code, at, after=account.totp_step)
    if step is not None:
        session.execute(update(Account).where(Account.id == account.id).values(totp_step=step))
        return True
    return use_recovery_code(account.id, code, at)


def use_recovery_code(account_id: int, code: str, at: datetime) -> bool:
    """Use up a recovery code; False where the account has no such code left."""
    unused = select(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.code_hash == _hash(account_id, code),
        RecoveryCode.used_at.is_(None),
    )
    found = session.scalar(unused.with_for_update())
    if found is None:
        return False
    found.used_at = at
    return True


def _hash(account_id: int, code: str) -> str:
    """Enough for a code that nobody can guess; scrypt would take a second for ten of them."""
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{account_id}:{letters}".encode(errors="replace")).hexdigest()
