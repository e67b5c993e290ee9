import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader, meta, nodes
from sources import ROOT, none_of, planted, tracker

TEMPLATES = ROOT / "templates"
JINJA = Environment(
    loader=FileSystemLoader(TEMPLATES),
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    autoescape=True,
)
BY_ADDRESS = {"src", "href", "action", "formaction", "srcset", "data"}


def pages() -> list[Path]:
    """The templates of pages; mails are read by other programs and carry their own rules."""
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if "mail" not in path.relative_to(TEMPLATES).parts]


class Reading(HTMLParser):
    """Collects what the Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        self.inside = tag
        if tag == "style" or "style" in names:
            self.found.append(f"<{tag}> carries a style; put the rule into static/theme.css")
        self.found += [
            f"<{tag} {name}> is a script; put it into a file of static/" for name in names if name.startswith("on")
        ]
        for name, value in attrs:
            if name in BY_ADDRESS and re.match(r"\s*(javascript:|//)", value or "", re.IGNORECASE):
                self.found.append(f"<{tag} {name}={value!r}> leaves the page's own files")
            if (
                tag in {"script", "link", "img", "source", "iframe"}
                and name in BY_ADDRESS
                and (value or "").startswith("http")
            ):
                self.found.append(f"<{tag}> loads {value} from elsewhere; vendor it with its licence")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and data.strip():
            self.found.append("<script> has its text in the page; put it into a file of static/")


def refused_by_the_browser(text: str) -> list[str]:
    """Styles and scripts in a page, which the strict policy of the tracker does not let through."""
    html = re.sub(r"{#.*?#}|{%.*?%}", "", text, flags=re.DOTALL)
    reading = Reading()
    reading.feed(re.sub(r"{{.*?}}", "x", html, flags=re.DOTALL))
    reading.close()
    return reading.found


def endpoints(text: str) -> Iterator[tuple[int, str]]:
    """The endpoints that a template links to, each with its line."""
    for call in JINJA.parse(text).find_all(nodes.Call):
        match call:
            case nodes.Call(node=nodes.Name(name="url_for"), args=[nodes.Const(value=str(endpoint)), *_]):
                yield call.lineno, endpoint


def endpoints_of_code(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The same of a Python file."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="url_for"), args=[ast.Constant(value=str(endpoint)), *_]):
                yield node.lineno, endpoint


def test_pages_pass_the_content_security_policy() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in pages()
        for line in refused_by_the_browser(path.read_text("utf-8"))
    ]
    none_of(found)


def test_every_link_leads_to_a_route_that_exists(app: Flask) -> None:
    places = [
        (path.relative_to(ROOT).as_posix(), endpoints(path.read_text("utf-8")))
        for path in sorted(TEMPLATES.rglob("*.*"))
    ]
    places += [(file.path, endpoints_of_code(file.tree)) for file in tracker()]
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    lost = [
        f"{place}:{line}: {name} is no route" for place, found in places for line, name in found if name not in known
    ]
    none_of(lost)


def test_every_template_that_is_included_exists() -> None:
    for path in sorted(TEMPLATES.rglob("*.*")):
        home = TEMPLATES / "mail" if "mail" in path.relative_to(TEMPLATES).parts else TEMPLATES
        for name in meta.find_referenced_templates(JINJA.parse(path.read_text("utf-8"))):
            assert name is None or (home / name).exists(), f"{path.relative_to(ROOT)}: {name} does not exist"


def test_every_page_says_its_language() -> None:
    for path in pages():
        for tag in re.findall(r"<html[^>]*>", path.read_text("utf-8")):
            assert "lang=" in tag, f"{path.relative_to(ROOT)}: <html> carries the language of the page"


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">x</p>',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">x</button>',
        '<a href="javascript:go()">x</a>',
        '<script src="https://cdn.example.org/htmx.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.org/x.css">',
        '{% if x %}<p {% if y %}style="{{ z }}"{% endif %}>x</p>{% endif %}',
    ],
)
def test_what_the_browser_would_refuse_is_seen(text: str) -> None:
    assert refused_by_the_browser(text)


def test_what_it_lets_through_is_not() -> None:
    text = '<a href="https://example.org">on click</a><script src="{{ asset(name) }}"></script><svg fill="none"/>'
    assert refused_by_the_browser(text) == []


def test_endpoints_are_read_from_templates_and_code() -> None:
    text = "<a href=\"{{ url_for('meetings.show', id=1) }}\">{% if x %}{{ url_for('lost') }}{% endif %}</a>"
    assert [name for _, name in endpoints(text)] == ["meetings.show", "lost"]
    code = planted("tracker.meetings.views", "def f(): return redirect(url_for('meetings.index'))\n")
    assert [name for _, name in endpoints_of_code(code.tree)] == ["meetings.index"]
