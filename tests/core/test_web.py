import gzip
from contextvars import Context
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from applications import KEY, application
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import get

from config import Config
from tracker.app import create_app
from tracker.core import web

CSS, FONT, SHAPES = "theme.css", "vendor/noto-sans-lao-lao-wght-normal.woff2", "shapes.svg"


def language_of(client: FlaskClient, address: str, **headers: str) -> str:
    answer = Context().run(client.get, address, headers=headers, follow_redirects=True)
    return str(answer.text.split('<html lang="')[1][:2])


def browser(app: Flask) -> FlaskClient:
    """One that has not been here before."""
    return app.test_client()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "lo"), ("fr", "lo"), ("en-GB,en;q=0.9", "en"), ("lo-LA,lo;q=0.9,en;q=0.8", "lo"), ("en;q=0.2,lo", "lo"),
        ("th,en;q=0.5", "en"), ("*", "lo"), (";;q=x,,\t", "lo"),
    ],
)  # fmt: skip
def test_a_newcomer_is_spoken_to_as_the_browser_asks(app: Flask, accepted: str, language: str) -> None:
    assert language_of(browser(app), "/sign-in", **{"Accept-Language": accepted}) == language


def test_a_choice_is_kept(app: Flask) -> None:
    client = browser(app)
    assert language_of(client, "/sign-in?language=en") == "en"
    assert language_of(client, "/sign-in") == "en"
    assert language_of(client, "/nowhere?language=lo") == "lo"
    assert language_of(client, "/sign-in", **{"Accept-Language": "en"}) == "lo"


@pytest.mark.parametrize("unknown", ["fr", "", "EN", "en\r\nX: y", "<b>"])
def test_a_language_that_is_not_spoken_is_no_choice(app: Flask, unknown: str) -> None:
    client = browser(app)
    client.set_cookie("language", "en")
    answer = client.get("/sign-in", query_string={"language": unknown})
    assert '<html lang="en"' in answer.text
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("language=")]
    client.set_cookie("language", "xx")
    assert language_of(client, "/sign-in", **{"Accept-Language": "lo"}) == "lo"


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/meetings?language=lo", "/meetings"),
        ("/meetings?page=2&language=lo&x=%26", "/meetings?page=2&x=%26"),
        ("/meetings/im-twg/2021-Q1?language=en&text=both&language=lo", "/meetings/im-twg/2021-Q1?text=both"),
        ("/meetings/%5C%5Cevil.example?language=lo", "/meetings/%5C%5Cevil.example"),
        ("/meetings/a%3Fb%23c?language=lo", "/meetings/a%3Fb%23c"),
        ("/?language=lo", "/"),
    ],
)
def test_an_address_that_is_passed_on_holds_no_language(client: FlaskClient, asked: str, leads_to: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (302, leads_to)


@pytest.mark.parametrize(
    "address", ["//evil.example/", "/\\evil.example", "///evil.example/%2e%2e", "/%09/evil.example"]
)
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_no_address_leads_to_another_place(client: FlaskClient, address: str, host: str) -> None:
    answer = client.get(
        "/", base_url=f"http://{host}", environ_overrides={"PATH_INFO": address, "QUERY_STRING": "language=lo"}
    )
    assert answer.status_code == 404
    assert "evil" not in answer.text


@pytest.mark.parametrize("address", ["/", "/meetings", "//meetings", "/meetings/", "/meetings?language=lo", "/nowhere"])
def test_the_host_that_is_sent_is_never_used(client: FlaskClient, address: str) -> None:
    answer = client.get("/", base_url="http://evil.example", environ_overrides={"PATH_INFO": address})
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize(("base", "secure"), [("https://twg.example.org", True), ("http://192.0.2.1:8000", False)])
def test_the_cookie_keeps_to_itself(tmp_path: Path, base: str, secure: bool) -> None:
    app = create_app(
        Config.of({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_SECRET_KEY": KEY, "TRACKER_BASE_URL": base})
    )
    cookie = app.test_client().get("/nowhere?language=lo").headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")}
    assert {"language=lo", "HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={web.YEAR}"} <= parts
    assert ("Secure" in parts) == secure


def test_caches_do_not_mix_readers(client: FlaskClient) -> None:
    for address in ("/", "/meetings", "/nowhere", "/meetings?language=lo"):
        headers = client.get(address).headers
        assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/", "/meetings", "/nowhere", f"/static/{CSS}", f"/static/{FONT}", "/static/nowhere.css"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str, method: str) -> None:
    headers = client.open(address, method=method, buffered=True).headers
    for name, value in web.HEADERS.items():
        assert headers.getlist(name) == [value], name


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    rules = dict(rule.split(" ", 1) for rule in web.HEADERS["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert {name: value for name, value in rules.items() if "unsafe" in value or "*" in value or ":" in value} == {
        "img-src": "'self' data:"  # Bootstrap's arrows and ticks
    }


@pytest.mark.parametrize(
    ("name", "kind", "packed"), [(CSS, "text/css", True), (SHAPES, "image/svg+xml", True), (FONT, "font/woff2", False)]
)
def test_static_files_are_kept_for_a_year_and_sent_small(
    client: FlaskClient, name: str, kind: str, packed: bool
) -> None:
    with client.application.test_request_context():
        address = web.asset(name)
    answer = client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Cache-Control"] == f"max-age={web.YEAR}, public, immutable"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert (answer.headers.get("Content-Encoding") == "gzip") == packed
    original = (web.STATIC / name).read_bytes()
    assert (gzip.decompress(answer.data) if packed else answer.data) == original
    assert client.get(address, buffered=True).data == original
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True).status_code == 304


@pytest.mark.parametrize("path", ["../app.py", "..%2Fapp.py", "%2e%2e/app.py", "vendor/../../app.py", "/etc/passwd"])
def test_nothing_beside_the_static_files_is_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_pages_are_sent_packed(client: FlaskClient) -> None:
    packed = client.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode().rstrip().endswith("</html>")
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_packed_copy_is_made_anew_when_its_original_changed(tmp_path: Path) -> None:
    """Also where a checkout or a copy gave both the same time."""
    file, other = tmp_path / "a.css", tmp_path / "b.woff2"
    file.write_text("p { color: red }")
    other.write_bytes(b"packed already")
    web.compress_static(tmp_path)
    file.write_text("p { color: blue }")
    (tmp_path / "a.css.gz").touch()
    web.compress_static(tmp_path)
    assert gzip.decompress((tmp_path / "a.css.gz").read_bytes()) == file.read_bytes()
    assert not (tmp_path / "b.woff2.gz").exists()


def test_the_address_of_a_file_changes_with_its_contents(app: Flask) -> None:
    with app.test_request_context():
        assert web.asset(CSS) != web.asset(SHAPES)
        address = urlsplit(web.asset(CSS))
    assert (address.path, len(parse_qs(address.query)["v"][0])) == (f"/static/{CSS}", 10)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arguments=st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=8), max_size=3),
    text=st.text(max_size=9),
)
def test_a_link_to_the_same_page_keeps_all_but_what_it_changes(
    app: Flask, arguments: dict[str, str], text: str
) -> None:
    with app.test_request_context("/meetings", query_string=arguments):
        address = web.same_page(text=text)
    assert address.startswith("?")
    assert {**arguments, "text": text} == {
        name: value for name, (value,) in parse_qs(address[1:], keep_blank_values=True).items()
    }


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_way_to_the_other_language_stays_on_the_page(client: FlaskClient, language: str) -> None:
    client.set_cookie("language", language)
    page = get(client, "/sign-in?page=2")
    words, other = ("ລາວ", "lo") if language == "en" else ("English", "en")
    assert page.links("//a[@class='masthead-language']") == {words: f"?page=2&language={other}"}
    (link,) = page.root.xpath("//a[@class='masthead-language']")
    assert (link.get("lang"), link.get("hreflang")) == (other, other)


def test_an_application_needs_no_database_to_say_that_something_is_not_there(tmp_path: Path) -> None:
    assert application(tmp_path).test_client().get("/nowhere").status_code == 404
