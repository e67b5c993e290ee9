"""How the house says no: every refusal and failure as a page, or in the form in which a program of a page asked; and of
a command on a database that is not ready, what to do first."""

from copy import copy
from types import TracebackType
from typing import Any

import click
from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from tracker.core import errors, web
from tracker.core.bilingual import Bilingual

Trouble = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


def explain(app: Flask) -> None:
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

    def note(trouble: Trouble) -> None:
        app.logger.error("Exception on %s [%s]", request.url_rule, request.method, exc_info=trouble)

    app.log_exception = note  # type: ignore[method-assign, assignment]  # Flask names the address: a secret link
    app.register_error_handler(errors.Refused, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, failed)


NOT_THERE = ("no such table", "no such column", "has no column named")  # in SQLite's words
UNDEFINED = {"42P01", "42703"}  # PostgreSQL's table and column
FIRST = """The database has no tables yet, or those of an older version. Bring it up to date first:
  python3 tasks.py flask db upgrade
or start the tracker, which does it by itself:
  python3 tasks.py run"""


def explained(command: click.Command) -> click.Command:
    """The same command; where the database is not up to date it says so and what to do, instead of a traceback."""

    def invoke(context: click.Context) -> Any:
        try:
            return command.invoke(context)
        except DBAPIError as error:
            if not _is_behind(error):
                raise
        raise click.ClickException(FIRST)

    same = copy(command)
    same.invoke = invoke  # type: ignore[method-assign, assignment]  # the rest stays as it is
    return same


def _is_behind(error: DBAPIError) -> bool:
    words = str(error.orig)
    return getattr(error.orig, "sqlstate", "") in UNDEFINED or any(each in words for each in NOT_THERE)
