"""How the house says no: every refusal and failure as a page, or in the form in which a program of a page asked."""

from types import TracebackType

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
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
