"""Who stands at the door: finds out who asks, and lets in whom a route names. Knows no feature's rules."""

from typing import cast

from flask import Flask, abort, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.access.actors import ANONYMOUS, Actor, Role, Via
from tracker.access.routes import for_everybody, roles_of
from tracker.accounts import views as accounts
from tracker.accounts import views_second_factor
from tracker.core import clock, web
from tracker.groups.queries import seats_held
from tracker.organisations.queries import answered_for


def guard(app: Flask) -> None:
    """Refuse to build with an unmarked route, and every call by somebody whose roles the route does not name."""
    for_everybody(app.view_functions["static"])
    unmarked = sorted(name for name, view in app.view_functions.items() if not roles_of(view))
    if unmarked:
        raise RuntimeError(f"mark these routes with for_roles(…) of tracker/access/routes.py: {', '.join(unmarked)}")

    @app.before_request
    def check_roles() -> ResponseReturnValue | None:
        g.actor = _whoever_asks()
        if request.headers.get("X-Account", str(g.actor.account_id)) != str(g.actor.account_id):
            return jsonify(signed_in=False), 401  # another account has signed in since that page was loaded
        if not request.endpoint or _may_call(request.endpoint):
            return views_second_factor.asked_first(g.actor)
        return abort(403) if g.actor.person_id else _ask_to_sign_in()

    app.jinja_env.globals.update(signed_in=lambda: _asking().account_id, may_call=_may_call)


def _asking() -> Actor:
    """Whoever asks, also on the page of an error that came before anybody was asked."""
    return cast("Actor", g.get("actor", ANONYMOUS))


def _may_call(endpoint: str) -> bool:
    """Whether whoever asks has one of the roles that a view is marked for."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and bool((roles_of(view) or frozenset()) & _asking().roles)


def _whoever_asks() -> Actor:
    """The actor of the sign-in that came with the request: three reads, whatever it may do."""
    if request.endpoint == "static" or not current_user.is_authenticated:
        return ANONYMOUS
    account = current_user.account
    everywhere = {Role.ADMINISTRATOR: account.is_admin, Role.MANAGEMENT: account.is_management, Role.PARTY: True}
    return Actor(
        label=account.person.name.in_("en").text,
        via=Via.SESSION,
        person_id=account.person_id,
        account_id=account.id,
        organisations=answered_for(account.person.organisation_id),
        everywhere=frozenset(role for role, held in everywhere.items() if held),
        seats=seats_held(account.person_id, clock.today()),
    )


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send somebody to the sign-in page and back; what was typed into a form waits there for its writer."""
    if web.wants_data():
        return jsonify(signed_in=False), 401
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return accounts.ended()
