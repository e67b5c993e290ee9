import logging
from pathlib import Path

import pytest
from applications import KEY
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from lxml import html

from config import Config
from tracker.access.routes import for_everybody, for_roles
from tracker.access.actors import Role
from tracker.app import create_app
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.meetings import views

SECRET = "the password of somebody"  # noqa: S105  it is none


def breaks() -> ResponseReturnValue:
    raise RuntimeError(SECRET)


def aborts(status: int) -> ResponseReturnValue:
    abort(status)


def refuses(kind: str) -> ResponseReturnValue:
    raise {"no": Refused, "conflict": Conflict, "none": NotFound}[kind](Bilingual(en="Not <so>.", lo="ບໍ່ <ແມ່ນ>."))


def takes() -> ResponseReturnValue:
    return "taken"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is served, not tested, with some views that go wrong."""
    monkeypatch.setattr(views, "bp", views.bp)
    app = create_app(Config.of({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_SECRET_KEY": KEY}))
    for address, view in (("/breaks", breaks), ("/aborts/<int:status>", aborts), ("/refuses/<kind>", refuses)):
        app.add_url_rule(address, view.__name__, for_everybody(view))
    app.add_url_rule("/takes", "takes", for_everybody(takes), methods=["POST"])
    app.add_url_rule("/chair", "chair", for_roles(Role.CHAIR)(lambda: "for the chair"))
    return app
