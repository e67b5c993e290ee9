"""Pages of signing in and out."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from tracker.access.routes import for_everybody
from tracker.accounts import login, passwords, second_factor, services, sessions, throttle
from tracker.accounts.forms import CodeForm, SignInForm
from tracker.accounts.models import Account
from tracker.accounts.queries import LANGUAGE, account_by_email, account_by_id, preference
from tracker.accounts.throttle import TooMany
from tracker.accounts.views_proving import address, note_try, refuse_for_now
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.i18n import LANGUAGES
from tracker.core.web import YEAR, tell

bp = Blueprint("accounts", __name__)
KEPT_AT_MOST = 200_000
LONGEST_ADDRESS = 2000


@bp.route("/sign-in", methods=["GET", "POST"])
@for_everybody
def sign_in() -> ResponseReturnValue:
    form, onward, (kept, to) = SignInForm(), _local(request.args.get("next", "")), _kept()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward or url_for("desk.show"))
    if form.validate_on_submit() and (found := _by_password(form)):
        account, noted = found
        account_id, password_hash, stays = account.id, account.password_hash, bool(form.stays.data)
        if account.totp_secret:
            login.await_code(account_id, password_hash, noted, stays=stays, onward=onward, at=clock.now())
            return _code_page(CodeForm(formdata=None)) if kept else redirect(url_for("accounts.code"))
        with form.attempt():
            return _begin(account_id, password_hash, (noted,), stays=stays, onward=onward)
    return _sign_in_page(form, onward, kept, to, ended=bool(kept)), form.status


@bp.route("/sign-in/code", methods=["GET", "POST"])
@for_everybody
def code() -> ResponseReturnValue:
    half = login.awaited(clock.now())
    account = account_by_id(half.account_id) if half else None
    if half is None or account is None or login.digest(account.password_hash) != half.password:
        tell(Bilingual.said("Sign in again; that took too long."))
        return redirect(url_for("accounts.sign_in"))
    form, password_hash = CodeForm(), account.password_hash
    if form.validate_on_submit() and (tries := _by_code(form, half.account_id)):
        with form.attempt():
            return _begin(
                half.account_id, password_hash, (half.attempt, *tries), stays=half.stays, onward=_local(half.next)
            )
    return _code_page(form), form.status


@bp.post("/sign-out")
@for_everybody
def sign_out() -> ResponseReturnValue:
    response = redirect(url_for("accounts.sign_in"))
    if current_user.is_authenticated:
        if preference(current_user.account.id, LANGUAGE):
            response.delete_cookie("language")  # it was this reader's, and the next one may read another
        with transaction():
            sessions.end(current_user.token, clock.now())
    login.sign_out()
    return response


def ended() -> ResponseReturnValue:
    fields = [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]
    kept = json.dumps(fields) if _is_ours() else ""  # another site could have made this browser send anything
    onward = _local(request.full_path.rstrip("?"))
    kept = kept if len(kept) <= KEPT_AT_MOST else ""
    return _sign_in_page(SignInForm(formdata=None), "", kept, onward, ended=True), 401


def _by_password(form: SignInForm) -> tuple[Account, int] | None:
    email = form.email.data.lower()
    noted = note_try(form, email)
    if noted is None:
        return None
    account = account_by_email(email)
    kept = account.password_hash if account else ""
    right = passwords.matches(kept, form.password.data)
    if account is None or not right or not account.may_sign_in:
        form.refuse(services.wrong())
        return None
    if passwords.is_outdated(kept):
        renewed = passwords.hashed(form.password.data)
        with transaction():
            services.renew_hash(account.id, kept, renewed)
    return account, noted


def _by_code(form: CodeForm, account_id: int) -> tuple[int, ...]:
    try:
        with transaction():
            account = account_by_id(account_id, lock=True)
            noted = throttle.attempt(account.email, address(), at=clock.now())
            right = second_factor.accept(account, form.code.data, clock.now())
    except TooMany as error:
        refuse_for_now(form, error)
        return ()
    if not right:
        form.refuse(Bilingual.said("The code is not right, or was used already. Wait for the next one."), "code")
    return (noted,) if right else ()


def _begin(
    account_id: int, password_hash: str, tries: tuple[int, ...], *, stays: bool, onward: str
) -> ResponseReturnValue:
    with transaction():
        token = services.sign_in(
            account_id, password_hash, tries, address=address(), browser=request.user_agent.string, stays=stays,
            at=clock.now(),
        )  # fmt: skip
    login.sign_in(account_by_id(account_id), token, stays=stays)
    kept, to = _kept()
    if kept:
        return render_template("accounts/go_on.html", fields=_fields(kept), to=to)
    response = redirect(onward or url_for("desk.show"))
    chosen = preference(account_id, LANGUAGE)
    if chosen and request.cookies.get("language") not in LANGUAGES:
        speak(response, chosen)
    return response


def speak(response: Response, language: str) -> None:
    if language in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie("language", language, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    else:
        response.delete_cookie("language")


def _sign_in_page(form: SignInForm, onward: str, kept: str, kept_to: str, *, ended: bool) -> str:
    return render_template("accounts/sign_in.html", form=form, next=onward, kept=kept, kept_to=kept_to, ended=ended)


def _code_page(form: CodeForm) -> str:
    kept, to = _kept()
    return render_template("accounts/code.html", form=form, kept=kept, kept_to=to)


def _kept() -> tuple[str, str]:
    kept, to = request.form.get("kept", "")[:KEPT_AT_MOST], _local(request.form.get("kept_to", ""))
    return (kept, to) if kept and to else ("", "")


def _fields(kept: str) -> list[tuple[str, str]]:
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept) if not _is_secret(str(name))]
    except (ValueError, TypeError):
        return []


def _is_secret(name: str) -> bool:
    return name in {"csrf_token", "sealed"} or name.startswith("password")


def _is_ours() -> bool:
    if request.headers.get("Origin") == request.host_url.rstrip("/"):
        return True
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError:
        return False
    return True


def _local(onward: str) -> str:
    try:
        parts = urlsplit(onward)
    except ValueError:
        return ""
    # Browsers read ///host and /\\host as they read //host: somebody else's address.
    sound = onward.startswith("/") and not onward.startswith("//") and not parts.scheme and not parts.netloc
    return onward if sound and "\\" not in onward and onward.isprintable() and len(onward) <= LONGEST_ADDRESS else ""
