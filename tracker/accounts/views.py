"""Pages of signing in and out."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.security import check_password_hash

from tracker.access.routes import for_everybody, for_signed_in
from tracker.accounts import login, sessions
from tracker.accounts.forms import SignInForm
from tracker.accounts.queries import account_by_email
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction

bp = Blueprint("accounts", __name__)
KEPT_AT_MOST = 200_000


@bp.route("/sign-in", methods=["GET", "POST"])
@for_everybody
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        account = account_by_email(form.email.data)
        if account and check_password_hash(account.password_hash, form.password.data):
            with transaction():
                token = sessions.begin(
                    account, address=request.remote_addr or "", browser=request.user_agent.string, at=clock.now()
                )
            kept, to = request.form.get("kept", ""), _local(request.form.get("kept_to", ""))
            login.sign_in(account, token)
            if kept and to:
                return render_template("accounts/go_on.html", fields=_fields(kept), to=to)
            return redirect(_local(request.args.get("next", "")) or url_for("desk.show"))
        form.refuse(Bilingual.said("The e-mail address or the password is not right."))
    return render_template("accounts/sign_in.html", form=form, next=_local(request.args.get("next", ""))), form.status


@bp.post("/sign-out")
@for_everybody
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with transaction():
            sessions.end(current_user.token, clock.now())
    login.sign_out()
    return redirect(url_for("accounts.sign_in"))


@bp.get("/account")
@for_signed_in
def mine() -> ResponseReturnValue:
    return render_template("accounts/mine.html")


def ended() -> ResponseReturnValue:
    """The sign-in page for somebody whose sign-in ended while a form was filled in; what was typed waits in it."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    kept = json.dumps(fields)
    return render_template(
        "accounts/sign_in.html",
        form=SignInForm(formdata=None),
        next="",
        kept=kept if len(kept) <= KEPT_AT_MOST else "",
        kept_to=request.full_path.rstrip("?"),
    ), 401


def _fields(kept: str) -> list[tuple[str, str]]:
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept)]
    except (ValueError, TypeError):
        return []


def _local(address: str) -> str:
    """An address of this tracker, or nothing: a link to the sign-in page must not lead on to somebody else's."""
    parts = urlsplit(address)
    sound = address.startswith("/") and not parts.scheme and not parts.netloc and "\\" not in address
    return address if sound and address.isprintable() else ""
