"""The roof: plugs the features in, assembles the commands, guards every route and maps errors to pages."""

from pathlib import Path
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import tracker.tables  # noqa: F401  the mapper must see every table before the first query
from tracker import server
from tracker.access.actors import ANONYMOUS, Actor, Role, Via
from tracker.access.routes import for_everybody, roles_of
from tracker.accounts import login
from tracker.accounts import views as accounts_views
from tracker.actions import commands as actions_commands
from tracker.core import clock, errors, web
from tracker.core.db import db
from tracker.desk import views as desk_views
from tracker.exchange import commands as exchange_commands
from tracker.groups.queries import seats_held
from tracker.minutes import commands as minutes_commands
from tracker.minutes import views as minutes_views
from tracker.minutes import views_meetings as meetings_views
from tracker.organisations.queries import answered_for

ROOT = Path(__file__).resolve().parent.parent
LARGEST_REQUEST = 32 * 1024 * 1024


class Settings(Protocol):
    """What the application must be told; the Config of the installation does."""

    @property
    def instance(self) -> Path: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def database_url(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def listen(self) -> tuple[str, int]: ...
    @property
    def proxy_hops(self) -> int: ...
    @property
    def timezone(self) -> ZoneInfo: ...


def create_app(settings: Settings) -> Flask:
    """An application ready to serve. Never starts a scheduler; fails at once if a route carries no roles."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/plain"],
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a page may stay open a whole meeting
        TRACKER_LISTEN=settings.listen,
        TRACKER_BASE_URL=settings.base_url,
        TRACKER_PROXY_HOPS=settings.proxy_hops,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False  # /meetings/ is /meetings …
    app.url_map.merge_slashes = False  # … and //meetings is nothing: werkzeug would send on to whatever Host was sent
    clock.keep_office_time(settings.timezone)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Compress(app)
    web.plug_in(app)
    login.plug_in(LoginManager(app))
    for blueprint in (accounts_views.bp, desk_views.bp, meetings_views.bp, minutes_views.bp):
        app.register_blueprint(blueprint)
    for group in (
        actions_commands.group, exchange_commands.meetings, exchange_commands.samples, minutes_commands.group,
    ):  # fmt: skip
        app.cli.add_command(group)
    app.cli.add_command(server.serve)
    _map_errors(app)
    _guard(app)
    CSRFProtect(app)  # after the guard: whose sign-in has ended is asked to sign in again, with what was typed
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _guard(app: Flask) -> None:
    """Refuse to build with an unmarked route, and every call by somebody whose roles the route does not name."""
    for_everybody(app.view_functions["static"])
    unmarked = sorted(name for name, view in app.view_functions.items() if not roles_of(view))
    if unmarked:
        raise RuntimeError(f"mark these routes with for_roles(…) of tracker/access/routes.py: {', '.join(unmarked)}")

    @app.before_request
    def check_roles() -> ResponseReturnValue | None:
        g.actor = _whoever_asks()
        if not request.endpoint or _may_call(request.endpoint):
            return None
        return abort(403) if g.actor.person_id else _ask_to_sign_in()

    app.jinja_env.globals.update(signed_in=lambda: _asking().person_id is not None, may_call=_may_call)


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
    return accounts_views.ended()


def _map_errors(app: Flask) -> None:

    def refused(error: errors.Refused) -> ResponseReturnValue:
        return render_template("errors/error.html", status=error.status, message=error.message), error.status

    def failed(error: HTTPException) -> ResponseReturnValue:
        response = error.get_response()  # keeps the headers that belong to the status, such as Allow
        if error.code is not None and error.code >= 400:
            response.content_type = "text/html; charset=utf-8"
            response.data = render_template("errors/error.html", status=error.code, message=None)
        return response

    app.register_error_handler(errors.Refused, refused)
    app.register_error_handler(HTTPException, failed)
