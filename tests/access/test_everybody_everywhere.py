"""Every route, asked by every member of the cast: who gets what stands in whoever.txt, a line for each route, a column
for each of EVERYBODY. Whoever adds a route adds the line that a failure here prints, after thinking about each column.

Nothing that is typed in is right here: 422 says that somebody may do it, 400 that the address itself makes no sense
without more, 404 that there is nothing for this reader, 403 that a reader may not do it, 302 that it was done, or that
an anonymous reader is asked to sign in.
"""

from contextvars import Context
from pathlib import Path

import pytest
from cast import Cast
from flask.testing import FlaskClient
from sources import none_of
from standing import EVERYBODY, Standing, named, routes, stand, token_of

TABLE = Path(__file__).parent / "whoever.txt"


@pytest.fixture
def standing(cast: Cast) -> Standing:
    return stand(cast)


def kept(method: str) -> dict[str, list[str]]:
    """The statuses that the table has for a method, by route."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        verb, route, *statuses = line.split()
        if verb == method:
            found[route] = statuses
    return found


def differing(method: str, met: dict[str, list[str]]) -> list[str]:
    """The lines of the table that are missing, wrong or over."""
    there = kept(method)
    wrong = [route for route in {**there, **met} if there.get(route) != met.get(route)]
    return [f"{method} {route} {' '.join(met.get(route, ['is no route any more']))}" for route in wrong]


def ask(client: FlaskClient, method: str, address: str, fields: dict[str, str]) -> int:
    answer = Context().run(client.open, address, method=method, data=fields or None, buffered=True)
    answer.close()
    return answer.status_code


def test_everybody_gets_the_pages_of_the_own_roles(standing: Standing) -> None:
    app = standing.cast.app
    met: dict[str, list[str]] = {named(rule): [] for rule in routes(app, "GET")}
    for name in EVERYBODY:
        client = standing.cast.client(name)
        for rule in routes(app, "GET"):
            met[named(rule)].append(str(ask(client, "GET", standing.address(rule), {})))
    none_of(differing("GET", met))


def test_everybody_does_what_the_own_roles_allow(standing: Standing) -> None:
    app = standing.cast.app
    met: dict[str, list[str]] = {named(rule): [] for rule in routes(app, "POST")}
    for name in EVERYBODY:
        client, fields = fresh(standing, name)
        for rule in routes(app, "POST"):
            status = ask(client, "POST", standing.address(rule), fields)
            met[named(rule)].append(str(status))
            if status < 400:
                standing.again()
                client, fields = fresh(standing, name)
    none_of(differing("POST", met))


def fresh(standing: Standing, name: str) -> tuple[FlaskClient, dict[str, str]]:
    client = standing.cast.client(name)
    return client, token_of(client)
