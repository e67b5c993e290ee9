"""What the pages of accounts share: noting a try before it is looked at, and asking for the present password."""

from flask import after_this_request, request
from werkzeug.wrappers import Response

from tracker.accounts import passwords, throttle
from tracker.accounts.models import Account, AttemptKind
from tracker.accounts.throttle import TooMany
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm


def address() -> str:
    return request.remote_addr or ""


def note_try(form: TrackerForm, email: str, kind: AttemptKind = AttemptKind.SIGN_IN) -> int | None:
    try:
        with transaction():
            return throttle.attempt(email, address(), at=clock.now(), kind=kind)
    except TooMany as error:
        refuse_for_now(form, error)
        return None


def refuse_for_now(form: TrackerForm, error: TooMany) -> None:

    def say_when(response: Response) -> Response:
        response.headers["Retry-After"] = str(error.seconds)
        return response

    after_this_request(say_when)
    form.refuse(error.message, status=error.status)


def is_oneself(form: TrackerForm, account: Account) -> bool:
    # Counted like tries to sign in, so that nobody finds out a password at a desk that was left.
    kept, email = account.password_hash, account.email
    noted = note_try(form, email)
    if noted is None:
        return False
    if not passwords.matches(kept, form["password_present"].data or ""):
        form.refuse(Bilingual.said("This is not your present password."), "password_present")
        return False
    with transaction():
        throttle.succeeded(noted)
    return True
