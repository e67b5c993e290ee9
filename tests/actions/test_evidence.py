from contextvars import Context

from acting import PDF, add_part, evidence, handed_in, part, told
from cast import Cast
from lxml import html
from pages import get
from parties import outsiders

from tracker.actions.models import AssignmentRole
from tracker.core.db import transaction

CONCERNED = ("npa", "chair", "secretary", "translator", "management", "admin")
NAME = "chapter-24.pdf"


def test_it_is_saved_and_never_shown(cast: Cast) -> None:
    told(cast)
    number = handed_in(cast)
    for name in CONCERNED:
        response = Context().run(cast.client(name).get, f"/actions/evidence/{number}")
        assert (response.status_code, response.data) == (200, PDF)
        assert response.headers["Content-Disposition"] == f"attachment; filename={NAME}"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Type"] == "application/pdf"


def test_other_members_see_not_a_byte_of_it(cast: Cast) -> None:
    action_id = told(cast)
    number = handed_in(cast)
    outsiders(cast)
    unknown = get(cast.client("mag"), "/actions/evidence/999999", status=404).text("//main")
    for name in ("mag", "party", "other", "stranger"):
        page = get(cast.client(name), f"/actions/evidence/{number}", status=404)
        assert page.text("//main") == unknown
    for address in (f"/actions/{action_id}", f"/actions/{action_id}/message"):
        page = get(cast.client("mag"), address)
        said = html.tostring(page.root, encoding="unicode")
        assert NAME not in said
        assert "/actions/evidence/" not in said
    assert "Evidence" not in get(cast.client("mag"), f"/actions/{action_id}").texts("//h2")


def test_whoever_gets_a_part_sees_it_and_whoever_loses_it_does_not(cast: Cast) -> None:
    action_id = told(cast)
    number = handed_in(cast)
    added = add_part("MAG", AssignmentRole.RECIPIENT)
    get_file = f"/actions/evidence/{number}"
    assert Context().run(cast.client("mag").get, get_file).status_code == 200
    assert NAME in get(cast.client("mag"), f"/actions/{action_id}").text("//section[@aria-labelledby='h-files']")
    with transaction() as current:
        current.delete(current.merge(part("MAG"), load=True))
    assert added
    get(cast.client("mag"), get_file, status=404)


def test_nobody_has_it_before_signing_in(cast: Cast) -> None:
    told(cast)
    number = handed_in(cast)
    response = Context().run(cast.client().get, f"/actions/evidence/{number}")
    assert response.status_code == 302
    assert PDF not in response.data
    assert [each.id for each in evidence()] == [number]
