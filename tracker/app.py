"""The roof: plugs the features in, assembles the commands, guards every route and maps errors to pages."""

from functools import partial
from pathlib import Path
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import tracker.tables  # noqa: F401  the mapper must see every table before the first query
from tracker import scheduler, server
from tracker.access import commands as access_commands
from tracker.access.actors import ANONYMOUS, Actor, Role, Via
from tracker.access.routes import for_everybody, roles_of
from tracker.accounts import links, login, sessions, views_account, views_passwords, views_second_factor
from tracker.accounts import views as accounts_views
from tracker.actions import commands as actions_commands
from tracker.administration import commands as administration_commands
from tracker.administration import views as administration_views
from tracker.administration import views_accounts, views_merging, views_outbox
from tracker.core import clock, errors, web
from tracker.core.bilingual import Bilingual
from tracker.core.db import db
from tracker.desk import views as desk_views
from tracker.documents import views as documents_views
from tracker.documents import views_editions
from tracker.drafting import (
    views_agenda,
    views_attendance,
    views_entries,
    views_heading,
    views_old_meetings,
    views_papers,
    views_planning,
    views_room,
)
from tracker.exchange import commands as exchange_commands
from tracker.exchange import views as exchange_views
from tracker.groups import views as groups_views
from tracker.groups import views_letterheads as letterheads_views
from tracker.groups import views_seats as seats_views
from tracker.groups.queries import seats_held
from tracker.mail import commands as mail_commands
from tracker.mail import post
from tracker.mail.server import MailServer
from tracker.minutes import commands as minutes_commands
from tracker.minutes import views as minutes_views
from tracker.minutes import views_meetings as meetings_views
from tracker.organisations import views as organisations_views
from tracker.organisations import views_people
from tracker.organisations.queries import answered_for

ROOT = Path(__file__).resolve().parent.parent
LARGEST_REQUEST = 32 * 1024 * 1024
LARGEST_FORM = 4 * 1024 * 1024  # without its files; a meeting file waits in the page that asks whether to load it


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
    @property
    def mail_server(self) -> MailServer | None: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def mail_limit(self) -> int: ...
    @property
    def scheduler(self) -> bool: ...
    @property
    def require_totp(self) -> bool: ...


def create_app(settings: Settings) -> Flask:
    """An application ready to serve. Never starts a scheduler; fails at once if a route carries no roles."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/plain"],
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=sessions.STAYS,
        WTF_CSRF_SSL_STRICT=False,  # the token decides; pages with a secret address send no Referer
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a page may stay open a whole meeting
        TRACKER_LISTEN=settings.listen,
        TRACKER_BASE_URL=settings.base_url,
        TRACKER_PROXY_HOPS=settings.proxy_hops,
        TRACKER_SCHEDULER=settings.scheduler,
        TRACKER_REQUIRE_TOTP=settings.require_totp,
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
    post.plug_in(app, _post(settings))
    for blueprint in (accounts_views.bp, views_account.bp, views_passwords.bp, views_second_factor.bp):
        app.register_blueprint(blueprint)
    for blueprint in (desk_views.bp, meetings_views.bp, minutes_views.bp):
        app.register_blueprint(blueprint)
    for blueprint in (views_room.bp, views_entries.bp, views_heading.bp, views_attendance.bp):
        app.register_blueprint(blueprint)
    for blueprint in (views_planning.bp, views_agenda.bp, views_papers.bp, views_old_meetings.bp):
        app.register_blueprint(blueprint)
    for blueprint in (groups_views.bp, seats_views.bp, letterheads_views.bp, exchange_views.bp):
        app.register_blueprint(blueprint)
    for blueprint in (administration_views.bp, views_merging.bp, organisations_views.bp, views_people.bp):
        app.register_blueprint(blueprint)
    app.register_blueprint(views_accounts.bp)
    for blueprint in (documents_views.bp, views_editions.bp, views_outbox.bp):
        app.register_blueprint(blueprint)
    for group in (
        actions_commands.group, exchange_commands.meetings, exchange_commands.samples, minutes_commands.group,
    ):  # fmt: skip
        app.cli.add_command(group)
    app.cli.add_command(mail_commands.group)
    app.cli.add_command(access_commands.group)
    app.cli.add_command(administration_commands.group)
    app.cli.add_command(server.serve)
    app.cli.add_command(scheduler.command)
    _map_errors(app)
    _guard(app)
    CSRFProtect(app)  # after the guard: whose sign-in has ended is asked to sign in again, with what was typed
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _post(settings: Settings) -> post.Post:
    return post.Post(
        server=settings.mail_server,
        sender=settings.mail_from,
        folder=settings.instance / "outbox",
        limit=settings.mail_limit,
        base_url=settings.base_url,
        complete=partial(links.complete, base_url=settings.base_url, secret_key=settings.secret_key),
    )


def _guard(app: Flask) -> None:
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
    return accounts_views.ended()


def _map_errors(app: Flask) -> None:
    """Every refusal and failure becomes a page or, for a program of a page, the same in its form."""

    def answer(status: int, message: Bilingual | None, **more: object) -> ResponseReturnValue:
        said = message.in_(web.reader_language()).text if message else None
        if request.accept_mimetypes.best == "application/json":
            return jsonify(message=said, **more), status
        page = "errors/part.html" if "HX-Request" in request.headers else "errors/error.html"
        return render_template(page, status=status, said=said), status

    def refused(error: errors.Refused) -> ResponseReturnValue:
        return answer(error.status, error.message, **error.details())

    def expired(_error: CSRFError) -> ResponseReturnValue:
        said = Bilingual.said(
            "This page was open too long, or your browser keeps no cookies. Load it again and send it."
        )
        return answer(400, said, csrf=True)

    def failed(error: HTTPException) -> ResponseReturnValue:
        response = error.get_response()  # keeps the headers that belong to the status, such as Allow
        if error.code is not None and error.code >= 400:
            made = current_app.make_response(answer(error.code, None))
            response.content_type = made.content_type
            response.data = made.data
        return response

    app.register_error_handler(errors.Refused, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, failed)
