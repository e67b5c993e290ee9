import json
import sqlite3
from contextvars import Context
from pathlib import Path

import pytest
from applications import application
from cast import Cast
from flask import Blueprint, Flask
from sources import none_of
from standing import routes, stand

from tracker import doors
from tracker.access.actors import Role
from tracker.access.routes import for_roles
from tracker.core.db import session

MATRIX = Path(__file__).parent / "access_matrix.txt"


def dump(file: Path) -> list[str]:
    """Everything that the database holds."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_every_route_takes_whom_it_should(app: Flask) -> None:
    """The kept matrix is what the command prints. Whoever adds a route decides there who may call it."""
    printed = app.test_cli_runner().invoke(args=["access", "matrix"]).stdout.splitlines()
    kept = MATRIX.read_text("utf-8").splitlines()
    none_of([f"in access_matrix.txt: {line}" for line in kept if line not in printed] + [
        f"in the routes: {line}" for line in printed if line not in kept
    ])  # fmt: skip


def test_the_matrix_is_printed_for_programs_too(app: Flask) -> None:
    told = json.loads(app.test_cli_runner().invoke(args=["access", "matrix", "--format", "json"]).stdout)
    found = {(each["route"], each["method"]): each["roles"] for each in told}
    assert found["/settings/groups", "GET"] == ["administrator", "chair", "acting_chair", "secretary"]
    assert found["/sign-in", "POST"] == [role.value for role in Role]
    assert len(found) == len(MATRIX.read_text("utf-8").splitlines()) - 1


def test_an_unmarked_route_stops_the_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted", "home", for_roles(Role.CHAIR)(lambda: "marked"))
    planted.add_url_rule("/forgotten", "forgotten", lambda: "unmarked")
    monkeypatch.setattr(doors, "PAGES", (*doors.PAGES, planted))
    with pytest.raises(RuntimeError, match=r"for_roles.*: planted\.forgotten$"):
        application(tmp_path)


def test_a_route_for_nobody_stops_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted", "home", for_roles()(lambda: "for nobody"))
    monkeypatch.setattr(doors, "PAGES", (*doors.PAGES, planted))
    with pytest.raises(RuntimeError, match=r"planted\.home"):
        application(tmp_path)


def test_whoever_lacks_the_role_is_kept_out(cast: Cast) -> None:
    app = cast.app
    for name, view in app.view_functions.items():
        app.view_functions[name] = for_roles(Role.MANAGEMENT)(lambda *_, view=view, **values: view(**values))
    standing = stand(cast)
    client = cast.client("admin")
    for rule in routes(app, "GET"):
        expected = 200 if rule.rule.startswith("/static/") else 403  # WhiteNoise stands before the application
        answer = Context().run(client.get, standing.address(rule), buffered=True)
        assert answer.status_code == expected, rule.rule


def test_asking_changes_nothing(cast: Cast) -> None:
    standing = stand(cast)
    clients = [cast.client(name) for name in ("admin", "npa", "")]
    session.remove()
    before = dump(standing.file)
    for rule in routes(cast.app, "GET"):
        address = standing.address(rule)
        for client in clients:
            for query in ("", "?language=lo", "?language=en&text=both&page=2&layout=lao&search=x"):
                answer = Context().run(client.open, address + query, method="GET", buffered=True)
                # where no scheduler has run, the page for watchers says so with 503
                assert answer.status_code < 500 or address == "/healthz", address
        assert Context().run(clients[0].head, address, buffered=True).data == b""
    assert dump(standing.file) == before
