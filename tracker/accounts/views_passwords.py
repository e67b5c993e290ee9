"""Pages of passwords: forgotten, set by a link, changed."""

import time

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.access.current import current_actor
from tracker.access.routes import for_everybody, for_signed_in
from tracker.accounts import links, login, passwords, services
from tracker.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from tracker.accounts.links import DeadLink
from tracker.accounts.models import Account, AttemptKind
from tracker.accounts.queries import account_by_id
from tracker.accounts.views_proving import is_oneself, note_try
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.web import tell

bp = Blueprint("passwords", __name__)
SAME_TIME = 0.5  # seconds that an answer takes, whether there is such an account or not


@bp.route("/forgot-password", methods=["GET", "POST"])
@for_everybody
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        began = time.monotonic()
        email = form.email.data.lower()
        if note_try(form, email, AttemptKind.RESET) is not None:
            with transaction():
                services.ask_for_reset(email, at=clock.now())
            time.sleep(max(0.0, began + SAME_TIME - time.monotonic()))
            return redirect(url_for("passwords.asked"))
    return render_template("accounts/forgotten.html", form=form), form.status


@bp.get("/forgot-password/asked")
@for_everybody
def asked() -> ResponseReturnValue:
    return render_template("accounts/asked.html")


@bp.route("/password/<token>", methods=["GET", "POST"])
@for_everybody
def by_link(token: str) -> ResponseReturnValue:
    try:
        return _unseen(_by_link(token))
    except (NotFound, DeadLink) as error:
        page = render_template("accounts/dead_link.html", message=error.message)
        return _unseen(current_app.make_response((page, error.status)))


def _by_link(token: str) -> Response:
    link = links.open_link(token, links.PASSWORDS, _key(), clock.now())
    account = account_by_id(link.subject_id or 0)
    if not account.may_sign_in:
        raise NotFound(services.closed())
    form = NewPasswordForm()
    if form.validate_on_submit() and _is_good(form, account):
        password_hash = passwords.hashed(form.password.data)
        with transaction():
            services.set_password(token, password_hash, secret_key=_key(), at=clock.now())
        login.sign_out()
        tell(Bilingual.said("Your password is set. Sign in with it."))
        return current_app.make_response(redirect(url_for("accounts.sign_in")))
    page = render_template("accounts/new_password.html", form=form, account=account)
    return current_app.make_response((page, form.status))


@bp.route("/account/password", methods=["GET", "POST"])
@for_signed_in
def change() -> ResponseReturnValue:
    form, account = ChangePasswordForm(), current_user.account
    if form.validate_on_submit() and _is_good(form, account) and is_oneself(form, account):
        account_id, seen, token = account.id, account.password_hash, current_user.token
        password_hash = passwords.hashed(form.password.data)
        with form.attempt(), transaction():
            services.change_password(
                account_id, password_hash, seen=seen, token=token, by=current_actor(), at=clock.now()
            )
            tell(Bilingual.said("Your password is changed. Your other sign-ins have ended."))
            return redirect(url_for("account.show"))
    return render_template("accounts/change_password.html", form=form, account=account), form.status


def _is_good(form: NewPasswordForm, account: Account) -> bool:
    if form.password.data != form.password_again.data:
        form.refuse(Bilingual.said("This is not the same as above."), "password_again")
        return False
    person = account.person
    fault = passwords.fault(form.password.data, (account.email, person.name.en, person.name.lo))
    if fault:
        form.refuse(fault, "password")
    return fault is None


def _unseen(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
