"""Passwords: how they are hashed and made; knows no account."""

import secrets

from werkzeug.security import generate_password_hash

METHOD = "scrypt:32768:8:3"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read aloud


def fresh_password() -> str:
    """A password to be typed once, such as 'k7wq-m2fd-x9tn' (about 59 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hashed(password: str) -> str:
    """The scrypt hash to be stored. Slow on purpose: call it outside a transaction."""
    return generate_password_hash(password, method=METHOD)
