"""What every page needs from the web server: security headers, static files, the reader's language."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, Response, g, request, url_for
from flask_babel import Babel, get_locale
from flask_babel import Domain as BabelDomain
from whitenoise import WhiteNoise

from tracker.core import dates
from tracker.core.i18n import LANGUAGES, Language, catalogue, language_or, say

STATIC = Path(__file__).resolve().parent.parent / "static"
YEAR = 31_536_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _Domain(BabelDomain):  # type: ignore[misc] # Flask-Babel carries no types
    """Translations of the request's language, from the tracker's own catalogue."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogue(language_or(locale.language if locale else None, "en"))


class _Babel(Babel):  # type: ignore[misc] # Flask-Babel carries no types
    domain_instance = _Domain()


def plug_in(app: Flask) -> None:
    """Give the application its languages, its headers and its static files."""
    _Babel().init_app(app, locale_selector=reader_language)
    app.after_request(_add_headers)
    app.after_request(_keep_language)
    app.jinja_env.globals.update(
        asset=asset,
        in_language=in_language,
        reader_language=reader_language,
        say=say,
        short_date=dates.short_date,
        quarter=dates.quarter,
    )
    compress_static(STATIC)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(STATIC), prefix="static/", max_age=YEAR, autorefresh=app.debug
    )


def reader_language() -> Language:
    """The language of this page: the address says it (and the choice is kept), else the cookie, else the browser."""
    if "language" not in g:
        asked = request.args.get("language") or request.cookies.get("language")
        browser = request.accept_languages.best_match(LANGUAGES)
        g.language = language_or(asked, language_or(browser, "lo"))
    return cast("Language", g.language)


def in_language(language: Language) -> str:
    """The address of this very page in a language."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "language"]
    return f"{request.path}?{urlencode([*arguments, ('language', language)])}"


@lru_cache
def _fingerprint(filename: str, _changed: float) -> str:
    return hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """The address of a static file, new whenever its contents are, so that browsers may keep it for a year."""
    return url_for("static", filename=filename, v=_fingerprint(filename, (STATIC / filename).stat().st_mtime))


def compress_static(folder: Path) -> None:
    """Lay a .gz beside every text file that has none or an older one; a read-only folder stays as it is."""
    for file in folder.rglob("*"):
        if file.suffix not in {".css", ".js", ".svg"}:
            continue
        packed = file.with_name(file.name + ".gz")
        try:
            if not packed.exists() or packed.stat().st_mtime < file.stat().st_mtime:
                packed.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
        except OSError:
            return


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _keep_language(response: Response) -> Response:
    asked = request.args.get("language")
    if asked in LANGUAGES and request.cookies.get("language") != asked:
        response.set_cookie("language", asked, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    response.vary.update(("Cookie", "Accept-Language"))
    return response
