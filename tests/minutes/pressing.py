"""Pressing every button that somebody finds on any page, with every field changed."""

from collections.abc import Iterator
from contextvars import Context
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from standing import Standing, routes, token_of
from werkzeug.test import TestResponse

LEFT_OUT = {"accounts.sign_out", "issuing.amend", "static"}
PAPER = b"%PDF-1.4 another paper"


def press_all(standing: Standing, name: str) -> int:
    """Send every form that somebody finds on the pages of the tracker, then every route only what all forms have; gives
    back how often something was done."""
    app, done = standing.cast.app, 0
    client, pressed = standing.cast.client(name), set[str]()
    for rule in routes(app, "GET"):
        page = Context().run(client.get, standing.address(rule), buffered=True)
        if page.status_code != 200 or page.mimetype != "text/html" or not page.text.strip():
            continue
        for address, fields in list(_forms(page.text, standing.address(rule))):
            if address in pressed or _endpoint(client, address) in LEFT_OUT:
                continue
            pressed.add(address)
            answer = _send(client, address, fields)
            done += answer.status_code < 400
            if _has_ended(answer):
                client = standing.cast.client(name)
    return done + press_blindly(standing, name)


def press_blindly(standing: Standing, name: str) -> int:
    """Send every route what all forms have, and nothing else."""
    client = standing.cast.client(name)
    fields, done = token_of(client), 0
    for rule in routes(standing.cast.app, "POST"):
        if rule.endpoint in LEFT_OUT:
            continue
        answer = _send(client, standing.address(rule), fields)
        done += answer.status_code < 400
        if name and _has_ended(answer):
            client = standing.cast.client(name)
            fields = token_of(client)
    return done


def _has_ended(answer: TestResponse) -> bool:
    """Whether the sign-in was over before this, by an act of the same reader."""
    return answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", "")


def _forms(page: str, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    root = html.document_fromstring(page)
    for form in root.forms:  # type: ignore[attr-defined] # HTML elements know their forms
        if form.method == "POST":
            yield (form.get("action") or at).split("#")[0], _changed(form)


def _changed(form: Any) -> dict[str, Any]:
    """What the form sends when every text of it was changed and every box is ticked."""
    values: dict[str, Any] = {}
    for each in form.inputs:
        if not each.name or each.get("type") in {"submit", "radio"}:
            continue
        if each.get("type") == "file":
            values[each.name] = (BytesIO(PAPER), "paper.pdf")
        elif each.tag == "textarea":
            values[each.name] = f"{(each.value or '').strip()} changed"
        elif each.tag == "input" and each.get("type") == "checkbox":
            values[each.name] = each.get("value") or "1"
        elif each.tag == "input" and each.get("type") in {None, "text"} and not each.value:
            values[each.name] = "Changed"
        elif each.value is not None and not hasattr(each.value, "add"):
            values[each.name] = each.value
    return values


def _send(client: FlaskClient, address: str, fields: dict[str, Any]) -> TestResponse:
    answer = Context().run(client.post, address, data=fields, buffered=True)
    answer.close()
    return answer


def _endpoint(client: FlaskClient, address: str) -> str:
    found, _ = client.application.url_map.bind("localhost").match(address.partition("?")[0], method="POST")
    return str(found)
