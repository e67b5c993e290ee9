import sqlite3
from contextvars import Context
from pathlib import Path

import pytest
from applications import application
from flask import Blueprint, Flask
from records import load_hard_case

from tracker.access.actors import EVERYBODY, Role
from tracker.access.routes import for_roles, matrix
from tracker.core.db import session
from tracker.exchange.loading import Outcome
from tracker.meetings import views

# What every address takes, and from whom. A new route is written down here by whoever decides who may call it.
EVERYBODY_MAY = {
    ("/", "GET"),
    ("/meetings", "GET"),
    ("/meetings/<slug>", "GET"),
    ("/meetings/<slug>/<path:address>", "GET"),
    ("/meetings/<slug>/<path:address>/minutes.docx", "GET"),
    ("/static/<path:filename>", "GET"),
}
EXAMPLES = {"slug": "im-twg", "address": "2021-Q1", "filename": "theme.css"}


def examples(app: Flask) -> list[str]:
    """Every address that can be asked for, with something that is there in its places."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            built = rule.build({name: EXAMPLES[name] for name in rule.arguments})
            assert built, f"{rule.rule} needs an example in EXAMPLES"
            found.append(built[1])
    return found


def dump(file: Path) -> list[str]:
    """Everything that the database holds."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_every_route_takes_whom_it_should(app: Flask) -> None:
    roles: dict[tuple[str, str], frozenset[Role] | None] = dict.fromkeys(EVERYBODY_MAY, frozenset(EVERYBODY))
    assert {(rule, method): found for rule, method, found in matrix(app.url_map, app.view_functions)} == roles


def test_an_unmarked_route_stops_the_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Blueprint("meetings", __name__)
    planted.add_url_rule("/", "home", for_roles(Role.CHAIR)(lambda: "marked"))
    planted.add_url_rule("/forgotten", "forgotten", lambda: "unmarked")
    monkeypatch.setattr(views, "bp", planted)
    with pytest.raises(RuntimeError, match=r"for_roles.*: meetings\.forgotten$"):
        application(tmp_path)


def test_a_route_for_nobody_stops_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Blueprint("meetings", __name__)
    planted.add_url_rule("/", "home", for_roles()(lambda: "for nobody"))
    monkeypatch.setattr(views, "bp", planted)
    with pytest.raises(RuntimeError, match=r"meetings\.home"):
        application(tmp_path)


def test_whoever_lacks_the_role_is_kept_out(app: Flask) -> None:
    for name, view in app.view_functions.items():
        app.view_functions[name] = for_roles(Role.CHAIR)(lambda *_, view=view, **values: view(**values))
    for address in examples(app):
        expected = 200 if address.startswith("/static/") else 403  # WhiteNoise stands before the application
        assert app.test_client().get(address, buffered=True).status_code == expected


def test_asking_changes_nothing(app: Flask, sample: Outcome) -> None:
    load_hard_case()
    session.remove()
    file = Path(app.instance_path) / "tracker.sqlite"
    before = dump(file)
    client = app.test_client()
    for address in examples(app):
        for method in ("GET", "HEAD"):
            for query in ("", "?language=lo", "?language=en&text=both&page=2&layout=lao"):
                answer = Context().run(
                    client.open, address + query, method=method, follow_redirects=True, buffered=True
                )
                assert answer.status_code == 200
    assert dump(file) == before
