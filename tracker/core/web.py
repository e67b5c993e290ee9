"""What every page needs from the web server: security headers, static files, the reader's language."""

import gzip
import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from werkzeug.routing import IntegerConverter, ValidationError
from whitenoise import WhiteNoise

from tracker.core import clock, dates, release
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, catalogue, language_or, say

STATIC = Path(__file__).resolve().parent.parent / "static"
YEAR = 31_536_000
MOST_ROWS = 2**31 - 1  # what the INTEGER of a database holds
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; "
    "style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class RowNumber(IntegerConverter):
    """A number in an address; one that no row can have leads nowhere."""

    def to_python(self, value: str) -> Any:
        """The number; longer ones than a database can hold are none."""
        if len(value) > len(str(MOST_ROWS)) or int(value) > MOST_ROWS:
            raise ValidationError
        return super().to_python(value)


def plug_in(app: Flask) -> None:
    """Give the application its languages, its headers and its static files."""
    app.url_map.converters["int"] = RowNumber
    Babel().init_app(app, locale_selector=reader_language)
    app.jinja_env.install_gettext_callables(_said, _said_many, newstyle=True)  # type: ignore[attr-defined] # its i18n
    app.before_request(_take_choice)
    app.after_request(_keep_choice)
    app.after_request(_keep_out_of_caches)
    app.jinja_env.globals.update(
        asset=asset,
        reader_language=reader_language,
        same_page=same_page,
        say=say,
        moment=moment,
        short_date=dates.short_date,
        quarter=dates.quarter,
        version=release.version,
    )
    compress_static(STATIC)
    static = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        autorefresh=app.debug,
        allow_all_origins=False,
        add_headers_function=_keep_for_a_year,
    )
    app.wsgi_app = _with_headers(static)  # type: ignore[method-assign, assignment]


def reader_language() -> Language:
    """The language of this page: what the address says, else what was chosen before, else the browser's."""
    language: Language | None = g.get("language")
    if language is None:
        said = (request.args.get("language"), request.cookies.get("language"))
        browser = language_or(request.accept_languages.best_match(LANGUAGES), "lo")
        language = g.language = next((each for each in said if each in LANGUAGES), browser)
    return language


def _said(message: str) -> str:
    """What `_('…')` in a template says."""
    return catalogue(reader_language()).gettext(message)


def _said_many(singular: str, plural: str, number: int) -> str:
    return catalogue(reader_language()).ngettext(singular, plural, number)


def prefer(language: Language) -> None:
    """Speak this language on the page at hand, unless its reader has chosen one."""
    if not {request.args.get("language"), request.cookies.get("language")} & set(LANGUAGES):
        g.language = language


def moment(at: datetime) -> str:
    """An instant as the reader's page shows it: '29/03/2021 08:30', by the office's clock."""
    local = clock.at_office(at)
    return f"{dates.short_date(local.date())} {dates.clock_time(local.time(), reader_language())}"


def same_page(**changed: str | int) -> str:
    """The address of this very page with some arguments changed; it holds no path, so it can lead nowhere else."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    return f"?{urlencode([*kept, *changed.items()])}"


def asked_number(name: str) -> int | None:
    """A number behind the question mark of the address; None where there is none, or none that a row can have."""
    said = request.args.get(name, "")
    fits = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_ROWS)) and int(said) <= MOST_ROWS
    return int(said) if fits else None


def tell(message: Bilingual) -> None:
    """Say something on the next page, once."""
    flash({"en": message.en, "lo": message.lo})  # type: ignore[arg-type] # kept as JSON, shown in the reader's language


def wants_data() -> bool:
    """Whether a program of the page asks, and not a person who follows a link."""
    return "HX-Request" in request.headers or request.accept_mimetypes.best == "application/json"


def asset(filename: str) -> str:
    """The address of a static file, new whenever its contents are, so that browsers may keep it for a year."""
    changed = (STATIC / filename).stat().st_mtime if current_app.debug else 0.0  # else they change with the program
    return _address_of(request.script_root, filename, changed)


@lru_cache
def _address_of(_root: str, filename: str, _changed: float) -> str:
    fingerprint = hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:10]
    return url_for("static", filename=filename, v=fingerprint)


def compress_static(folder: Path) -> None:
    """Lay a .gz beside every text file that has none or that of another text; a read-only folder stays as it is."""
    for file in folder.rglob("*"):
        if file.suffix not in {".css", ".js", ".svg"}:
            continue
        packed, wanted = file.with_name(file.name + ".gz"), gzip.compress(file.read_bytes(), mtime=0)
        try:
            if not packed.exists() or packed.read_bytes() != wanted:
                packed.write_bytes(wanted)
        except OSError:
            return


def _with_headers(answer: WSGIApplication) -> WSGIApplication:
    """The same with the security headers on every response, also on static files and on refusals of the server."""

    def answer_with_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            more = [(name, value) for name, value in HEADERS.items() if name.lower() not in there]
            return start_response(status, [*headers, *more], *error)

        return answer(environ, start)

    return answer_with_headers


def _keep_for_a_year(headers: Any, _path: str, _url: str) -> None:
    headers["Cache-Control"] = f"max-age={YEAR}, public, immutable"


def _take_choice() -> ResponseReturnValue | None:
    """Go on at the address without the language, so that a page that is passed on speaks its new reader's language."""
    if request.args.get("language") not in LANGUAGES or not request.endpoint or request.method not in {"GET", "HEAD"}:
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != "language"]
    address = url_for(request.endpoint, **(request.view_args or {}))
    return redirect(f"{address}?{urlencode(rest)}" if rest else address)


def _keep_choice(response: Response) -> Response:
    asked = request.args.get("language")
    if asked in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie("language", asked, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def _keep_out_of_caches(response: Response) -> Response:
    """A page may show a draft, and whoever sits down next at this machine may be somebody else."""
    response.cache_control.no_store = True
    return response
