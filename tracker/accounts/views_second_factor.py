"""Pages of the second factor: setting it up with a telephone, recovery codes, switching it off."""

from typing import cast

import segno
from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.accounts import second_factor, services_second_factor
from tracker.accounts.forms import PresentPasswordForm, SetUpForm
from tracker.accounts.policy import needs_second_factor
from tracker.accounts.views_proving import is_oneself
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import tell, wants_data

bp = Blueprint("second_factor", __name__)
SEALED_FOR = 3600  # seconds in which a secret that was shown must be confirmed
FREE = {"second_factor.show", "accounts.sign_out", "static"}


@bp.route("/account/codes", methods=["GET", "POST"])
@for_signed_in
def show() -> ResponseReturnValue:
    account = current_user.account
    if account.totp_secret:
        return render_template("accounts/codes.html", left=second_factor.recovery_codes_left(account.id))
    form, account_id, email = SetUpForm(), account.id, account.email
    secret = _unsealed(form.sealed.data or "", account_id)
    if form.validate_on_submit():
        if secret is None:
            form.refuse(Bilingual.said("That took too long. Here is a new picture; begin anew with it."))
        elif is_oneself(form, account):
            with form.attempt(), transaction():
                codes = services_second_factor.switch_on(
                    account_id, secret, form.code.data, by=current_actor(), at=clock.now()
                )
                return _recovery_page(codes)
    secret = secret or second_factor.fresh_secret()
    form.sealed.data = _seal().dumps([account_id, secret])
    picture = segno.make(second_factor.for_telephone(secret, email), error="m").svg_data_uri(scale=5, light="#fff")
    required = _is_required(current_actor())
    return render_template(
        "accounts/set_up_codes.html", form=form, picture=picture, secret=secret, required=required
    ), form.status


@bp.route("/account/codes/recovery", methods=["GET", "POST"])
@for_signed_in
def recovery() -> ResponseReturnValue:
    form, account = PresentPasswordForm(), current_user.account
    if not account.totp_secret:
        return redirect(url_for("second_factor.show"))
    if form.validate_on_submit() and is_oneself(form, account):
        account_id = account.id
        with form.attempt(), transaction():
            codes = services_second_factor.renew_recovery_codes(account_id, by=current_actor(), at=clock.now())
            return _recovery_page(codes)
    return render_template("accounts/renew_codes.html", form=form), form.status


@bp.route("/account/codes/off", methods=["GET", "POST"])
@for_signed_in
def off() -> ResponseReturnValue:
    form, account = PresentPasswordForm(), current_user.account
    if not account.totp_secret:
        return redirect(url_for("second_factor.show"))
    if form.validate_on_submit() and is_oneself(form, account):
        account_id = account.id
        with transaction():
            services_second_factor.switch_off(account_id, by=current_actor(), at=clock.now())
        tell(Bilingual.said("No code is asked for any more."))
        return redirect(url_for("account.show"))
    return render_template(
        "accounts/switch_off_codes.html", form=form, required=_is_required(current_actor())
    ), form.status


def asked_first(actor: Actor) -> ResponseReturnValue | None:
    if request.endpoint in FREE or not _is_required(actor) or current_user.account.totp_secret:
        return None
    return (jsonify(codes=False), 403) if wants_data() else redirect(url_for("second_factor.show"))


def _is_required(actor: Actor) -> bool:
    return bool(current_app.config["TRACKER_REQUIRE_TOTP"]) and needs_second_factor(actor)


def _recovery_page(codes: tuple[str, ...]) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes)


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="second factor")


def _unsealed(sealed: str, account_id: int) -> str | None:
    try:
        whose, secret = cast("tuple[int, str]", _seal().loads(sealed, max_age=SEALED_FOR))
    except (BadSignature, ValueError, TypeError):
        return None
    return secret if whose == account_id else None
