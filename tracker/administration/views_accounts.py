"""The administrator's pages of accounts."""

from dataclasses import asdict

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.accounts import browsers, links, services, services_managing, sessions
from tracker.accounts.models import Account
from tracker.accounts.queries import account_by_id, accounts_page, people_without_account
from tracker.accounts.services_managing import AccountFacts
from tracker.administration.forms_accounts import AddAccountForm, EditAccountForm
from tracker.administration.queries_accounts import seats_now
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.lao import clean
from tracker.core.web import reader_language, tell
from tracker.groups.forms import ROLES
from tracker.organisations import services as organisations
from tracker.organisations.facts import PersonFacts
from tracker.organisations.queries import organisation_choices

bp = Blueprint("manage_accounts", __name__, url_prefix="/settings/accounts")
only_administrators = for_roles(Role.ADMINISTRATOR)


@bp.get("")
@only_administrators
def index() -> ResponseReturnValue:
    search, state = clean(request.args.get("search", "")[:200]), request.args.get("state", "")
    active = {"active": True, "closed": False}.get(state)
    page = request.args.get("page", 1, type=int)
    found = accounts_page(page, reader_language(), search=search, active=active)
    seats = seats_now([row.person_id for row in found.rows], clock.today())
    return render_template(
        "administration/accounts.html", found=found, seats=seats, roles=ROLES, search=search, state=state
    )


@bp.route("/add", methods=["GET", "POST"])
@only_administrators
def add() -> ResponseReturnValue:
    language = reader_language()
    form = AddAccountForm(people=people_without_account(language), organisations=organisation_choices(language))
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(current_actor().who, lambda: _added(form)))
    return render_template("administration/account_add.html", form=form), form.status


def _added(form: AddAccountForm) -> str:
    actor, at = current_actor(), clock.now()
    person_id = form.person.data
    if person_id is None:
        facts = PersonFacts(
            name=form.name.data, organisation_id=form.organisation.data, email=form.email.data,
            language=reader_language(),
        )  # fmt: skip
        person_id = organisations.add_person(facts, by=actor, at=at).id
    account = services_managing.add_account(person_id, form.facts(), by=actor, at=at)
    if form.send.data:
        services_managing.make_link(account.id, by=actor, at=at, send=True)
        tell(Bilingual.said("The account is there, and a link is on its way to %(email)s.", email=account.email))
    else:
        tell(Bilingual.said("The account is there. Its owner needs a link to choose a password."))
    return url_for("manage_accounts.show", account_id=account.id)


@bp.route("/<int:account_id>", methods=["GET", "POST"])
@only_administrators
def show(account_id: int) -> ResponseReturnValue:
    form = EditAccountForm(data=_values(account_by_id(account_id)))
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(current_actor().who, lambda: _revised(form, account_id)))
        if form.status == 409:
            form.rebase(_values(account_by_id(account_id)))
    return _page(form, account_by_id(account_id)), form.status


def _values(account: Account) -> dict[str, object]:
    return {**asdict(AccountFacts.of(account)), "base": account.version}


def _revised(form: EditAccountForm, account_id: int) -> str:
    facts = form.facts(is_active=bool(form.is_active.data))
    services_managing.revise_account(account_id, facts, base=form.version, by=current_actor(), at=clock.now())
    tell(Bilingual.said("Saved."))
    return url_for("manage_accounts.show", account_id=account_id)


def _page(form: EditAccountForm, account: Account) -> str:
    living = sessions.living(account.id, current_user.token, clock.now())
    return render_template(
        "administration/account.html",
        form=form,
        asking=TrackerForm(formdata=None),
        account=account,
        seats=seats_now([account.person_id], clock.today())[account.person_id],
        roles=ROLES,
        sign_ins=[(browsers.named(row.browser), row.address, row.created_at) for row, _ in living],
    )


@bp.post("/<int:account_id>/send-link")
@only_administrators
def send_link(account_id: int) -> ResponseReturnValue:
    account = account_by_id(account_id)
    email = account.email
    form = TrackerForm()
    with transaction():
        onward = form.once(current_actor().who, lambda: _sent(account_id))
    tell(Bilingual.said("A link is on its way to %(email)s.", email=email))
    return redirect(onward)


def _sent(account_id: int) -> str:
    services_managing.make_link(account_id, by=current_actor(), at=clock.now(), send=True)
    return url_for("manage_accounts.show", account_id=account_id)


@bp.post("/<int:account_id>/show-link")
@only_administrators
def show_link(account_id: int) -> ResponseReturnValue:
    with transaction():
        link = services_managing.make_link(account_id, by=current_actor(), at=clock.now())
        address = links.address(link, current_app.config["TRACKER_BASE_URL"], current_app.config["SECRET_KEY"])
    return render_template("administration/account_link.html", account=account_by_id(account_id), address=address)


@bp.route("/<int:account_id>/reset-codes", methods=["GET", "POST"])
@only_administrators
def reset_codes(account_id: int) -> ResponseReturnValue:
    account, form = account_by_id(account_id), TrackerForm()
    if form.validate_on_submit():
        with transaction():
            services_managing.reset_second_factor(account_id, by=current_actor(), at=clock.now())
        tell(Bilingual.said("The password alone lets in now."))
        return redirect(url_for("manage_accounts.show", account_id=account_id))
    return render_template("administration/account_reset_codes.html", form=form, account=account), form.status


@bp.post("/<int:account_id>/end-sign-ins")
@only_administrators
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    account_by_id(account_id)
    mine = current_user.token if account_id == current_actor().account_id else ""
    with transaction():
        services.end_sign_ins(account_id, but=mine, by=current_actor(), at=clock.now())
    tell(Bilingual.said("All sign-ins of this account have ended."))
    return redirect(url_for("manage_accounts.show", account_id=account_id))
