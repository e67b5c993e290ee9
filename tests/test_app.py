import logging
from pathlib import Path

import pytest
from applications import KEY, application, dispose
from cast import Cast
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from pages import get, speaks

from config import Config
from tracker.access.actors import Role
from tracker.access.routes import for_everybody, for_roles
from tracker.app import create_app
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.core.i18n import Language
from tracker.core.lao import has_lao

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
def served(tmp_path: Path) -> Flask:
    """The application as it is served, not tested, with some views that go wrong; it has no database."""
    app = create_app(Config.of({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_SECRET_KEY": KEY}))
    for address, view in (("/breaks", breaks), ("/aborts/<int:status>", aborts), ("/refuses/<kind>", refuses)):
        app.add_url_rule(address, view.__name__, for_everybody(view))
    app.add_url_rule("/takes", "takes", for_everybody(takes), methods=["POST"])
    app.add_url_rule("/chair", "chair", for_roles(Role.CHAIR)(lambda: "for the chair"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "for nobody said whom")
    return app


@pytest.mark.parametrize(
    ("language", "title", "advice"),
    [
        ("en", "Something broke in the tracker", "Nothing was saved. Try again;"),
        ("lo", "ລະບົບເກີດຂໍ້ຜິດພາດ", "ບໍ່ມີຫຍັງຖືກບັນທຶກ"),
    ],
)
@pytest.mark.parametrize("address", ["/breaks", "/meetings"])
def test_an_error_inside_shows_no_details(
    served: Flask, caplog: pytest.LogCaptureFixture, address: str, language: Language, title: str, advice: str
) -> None:
    caplog.set_level(logging.ERROR)
    client = speaks(served.test_client(), language)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "of somebody, whom no database knows"
    page = get(client, address, 500)
    assert page.heading == title
    assert advice in page.text("//main")
    assert "/" in page.links("//main//a").values()
    for detail in (SECRET, "Traceback", "RuntimeError", "OperationalError", "SELECT"):
        assert detail not in page.response.text
    assert caplog.records[0].exc_info  # … but the log of the server has them


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 501, 503])
@pytest.mark.parametrize("language", ["en", "lo"])
def test_every_refusal_is_a_page_with_a_way_on(served: Flask, status: int, language: Language) -> None:
    page = get(speaks(served.test_client(), language), f"/aborts/{status}", status)
    assert page.root.get("lang") == language
    assert page.heading
    assert page.title.startswith(page.heading)
    assert has_lao(page.heading) == (language == "lo")
    assert len(page.text("//main//p[1]")) > 20
    assert "/" in page.links("//main//a").values()


@pytest.mark.parametrize(("kind", "status"), [("no", 422), ("conflict", 409), ("none", 404)])
@pytest.mark.parametrize(("language", "message"), [("en", "Not <so>."), ("lo", "ບໍ່ <ແມ່ນ>.")])
def test_what_the_domain_refuses_is_told_in_its_words(
    served: Flask, kind: str, status: int, language: Language, message: str
) -> None:
    assert get(speaks(served.test_client(), language), f"/refuses/{kind}", status).text("//main//p[1]") == message


def test_a_method_that_is_not_taken_names_those_that_are(served: Flask) -> None:
    answer = served.test_client().get("/takes")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"POST", "OPTIONS"})
    assert answer.mimetype == "text/html"
    served.config["WTF_CSRF_ENABLED"] = False
    assert served.test_client().post("/takes").text == "taken"


@pytest.mark.parametrize("address", ["/chair", "/forgotten"])
def test_whoever_is_not_named_is_kept_out(served: Flask, address: str) -> None:
    answer = served.test_client().get(address)
    assert (answer.status_code, answer.location) == (302, f"/sign-in?next={address}")


@pytest.mark.parametrize(
    "address", ["/meetings/x/../../y", "/%2e%2e/%2e%2e/etc/passwd", "/meetings/%ff%fe", "/\\x00", "/" + "x" * 9000]
)
def test_an_address_made_to_do_harm_leads_nowhere(cast: Cast, address: str) -> None:
    assert cast.client("admin").get(address).status_code == 404


@pytest.mark.parametrize("command", ["demo archive --actions 10", "samples load", "reminders run", "mail list"])
def test_a_command_on_a_new_folder_says_what_to_do_first(tmp_path: Path, command: str) -> None:
    app = application(tmp_path / "new")
    done = app.test_cli_runner().invoke(args=command.split())
    assert done.exit_code == 1
    assert done.output.splitlines()[-4:] == [
        "Error: The database has no tables yet, or those of an older version. Bring it up to date first:",
        "  python3 tasks.py flask db upgrade", "or start the tracker, which does it by itself:",
        "  python3 tasks.py run",
    ]  # fmt: skip
    with app.app_context():
        dispose()
