"""A page as a test reads it: its title, heading, text and links, and how many queries it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event
from werkzeug.test import TestResponse

from tracker.core.db import db
from tracker.core.i18n import Language


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was answered with the status that was expected."""

    response: TestResponse
    root: html.HtmlElement

    @property
    def title(self) -> str:
        return self.text("//title")

    @property
    def heading(self) -> str:
        """The one heading of the first level."""
        assert len(self.root.xpath("//h1")) == 1
        return self.text("//h1")

    def text(self, path: str = "//body") -> str:
        """The text of the first element at an XPath, spaces and lines as one."""
        return " ".join(self.root.xpath(path)[0].text_content().split())

    def texts(self, path: str) -> list[str]:
        """The same of all of them."""
        return [" ".join(each.text_content().split()) for each in self.root.xpath(path)]

    def links(self, path: str = "//a") -> dict[str, str]:
        """The links by their words."""
        return {" ".join(each.text_content().split()): each.get("href", "") for each in self.root.xpath(path)}


def get(client: FlaskClient, address: str, status: int = 200) -> Page:
    """Ask for a page as a browser does, over redirections of the tracker's own, each request by itself.

    A test has a context of the application, in which requests would share their language and their session.
    """
    response = Context().run(client.get, address, follow_redirects=True)
    assert response.status_code == status, response.text
    return Page(response, html.document_fromstring(response.text))


def speaks(client: FlaskClient, language: Language) -> FlaskClient:
    """The same browser with the page's language chosen."""
    client.set_cookie("language", language)
    return client


@contextmanager
def queries_of_database() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def misspelt(address: str) -> str:
    """An address, or what it ends in, with another letter at its end."""
    return address[:-1] + ("A" if address[-1] != "A" else "B")
