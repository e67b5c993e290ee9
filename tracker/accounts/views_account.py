"""The page of one's own account: name, language, sign-ins."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.accounts import browsers, second_factor, services, sessions
from tracker.accounts.forms import DetailsForm
from tracker.accounts.models import Account
from tracker.accounts.queries import LANGUAGE, account_by_id, preference
from tracker.accounts.views import speak
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.web import tell

bp = Blueprint("account", __name__)


@bp.route("/account", methods=["GET", "POST"])
@for_signed_in
def show() -> ResponseReturnValue:
    account_id = _account_id()
    form = DetailsForm(data=_values(account_by_id(account_id)))
    if form.validate_on_submit():
        language = form.language.data or ""
        with form.attempt(), transaction():
            response = redirect(form.once(current_actor().who, lambda: _revised(form, account_id, language)))
            speak(response, language)
            return response
        if form.status == 409:
            form.rebase(_values(account_by_id(account_id)))
    return _page(form, account_by_id(account_id)), form.status


def _values(account: Account) -> dict[str, Any]:
    chosen = preference(account.id, LANGUAGE) or None
    return {"name": account.person.name, "language": chosen, "base": account.person.version}


def _revised(form: DetailsForm, account_id: int, language: str) -> str:
    services.revise_details(account_id, form.name.data, language, base=form.version, by=current_actor(), at=clock.now())
    tell(Bilingual.said("Saved."))
    return url_for("account.show")


def _page(form: DetailsForm, account: Account) -> str:
    living = sessions.living(account.id, current_user.token, clock.now())
    return render_template(
        "accounts/account.html",
        form=form,
        ending=TrackerForm(formdata=None),
        account=account,
        sign_ins=[_shown(row, mine) for row, mine in living],
        codes_left=second_factor.recovery_codes_left(account.id) if account.totp_secret else None,
    )


def _shown(row: Any, mine: bool) -> dict[str, Any]:
    return {
        "id": row.id, "browser": browsers.named(row.browser), "address": row.address, "since": row.created_at,
        "until": row.expires_at, "mine": mine,
    }  # fmt: skip


@bp.post("/account/sign-ins/<int:session_id>/end")
@for_signed_in
def end_sign_in(session_id: int) -> ResponseReturnValue:
    with transaction():
        services.end_sign_in(_account_id(), session_id, by=current_actor(), at=clock.now())
    tell(Bilingual.said("That sign-in has ended."))
    return redirect(url_for("account.show"))


@bp.post("/account/sign-ins/end")
@for_signed_in
def end_sign_ins() -> ResponseReturnValue:
    token = current_user.token
    with transaction():
        services.end_sign_ins(_account_id(), but=token, by=current_actor(), at=clock.now())
    tell(Bilingual.said("All your other sign-ins have ended."))
    return redirect(url_for("account.show"))


def _account_id() -> int:
    return current_actor().account_id or 0
