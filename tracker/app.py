"""The roof: settings, plumbing and doors put together into one application."""

from datetime import time
from functools import partial
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import tracker.tables  # noqa: F401  the mapper must see every table before the first query
from tracker import doors, guard, refusals
from tracker.accounts import links, login, sessions
from tracker.core import clock, web
from tracker.core.db import db
from tracker.mail import post
from tracker.mail.server import MailServer
from tracker.reminders import hours

ROOT = Path(__file__).resolve().parent.parent
LARGEST_REQUEST = 110 * 1024 * 1024  # four of the largest files at once
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
    @property
    def office(self) -> Path | None: ...
    @property
    def reminders_at(self) -> time: ...
    @property
    def backups(self) -> Path | None: ...


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
        WTF_I18N_ENABLED=False,  # every message of a form is the tracker's own
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a page may stay open a whole meeting
        TRACKER_LISTEN=settings.listen,
        TRACKER_BASE_URL=settings.base_url,
        TRACKER_PROXY_HOPS=settings.proxy_hops,
        TRACKER_SCHEDULER=settings.scheduler,
        TRACKER_REQUIRE_TOTP=settings.require_totp,
        TRACKER_OFFICE=settings.office,
        TRACKER_BACKUPS=settings.backups,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False  # /meetings/ is /meetings …
    app.url_map.merge_slashes = False  # … and //meetings is nothing: werkzeug would send on to whatever Host was sent
    clock.keep_office_time(settings.timezone)
    hours.keep_sending_hour(settings.reminders_at)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Compress(app)
    web.plug_in(app)
    login.plug_in(LoginManager(app, add_context_processor=False))  # an error page must not ask the database
    post.plug_in(app, _post(settings))
    for blueprint in doors.PAGES:
        app.register_blueprint(blueprint)
    for command in doors.COMMANDS:
        app.cli.add_command(refusals.explained(command))
    refusals.explain(app)
    guard.guard(app)
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
