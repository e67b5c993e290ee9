from contextvars import Context
from datetime import timedelta
from io import BytesIO

import pytest
from acting import part, told
from applications import NOON
from calling import HERE, ROADS, TODAY, address, called, link, meeting, organisation, point, sent, trail
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from pages import get, misspelt
from sqlalchemy import select

from tracker.accounts.models import SecretLink
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.drafting import planning_state
from tracker.organisations.models import Organisation
from tracker.points.models import NoPoints, Point


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=9))


@pytest.fixture
def here(cast: Cast) -> str:
    called(cast)
    return address(link(cast))


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    """A browser in which nobody has signed in, nor chosen a language."""
    return cast.app.test_client()


def stored() -> list[Point]:
    session.rollback()
    return list(session.scalars(select(Point).order_by(Point.id)))


def weight_of(client: FlaskClient, path: str) -> int:
    with Context().run(client.get, path, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


def test_without_a_password_the_link_shows_the_agenda_and_the_form(cast: Cast, here: str, nobody: FlaskClient) -> None:
    del cast
    page = get(nobody, here)
    assert page.heading == "Points for the meeting"
    assert ("You write for NPA" in page.text("//main"), page.root.get("lang")) == (True, "en")
    assert form_of(nobody, here)["said_by"] == "Npa Person"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert not page.root.xpath("//script")
    assert (stored(), trail("point.sent_in")) == ([], [])


def test_the_page_and_all_it_loads_are_light(cast: Cast, here: str, nobody: FlaskClient) -> None:
    told(cast)
    for _ in range(3):
        sent(cast, paper=b"%PDF-1.4 the road")
    weight = 0
    for language in ("lo", "en"):
        nobody.set_cookie("language", language)
        page = get(nobody, here)
        loads = [page.response.request.path, *page.root.xpath("//link[@rel='stylesheet']/@href | //script/@src")]
        loads += [use.split("#")[0] for use in page.root.xpath("//use/@href")][:1]
        weight = max(weight, sum(weight_of(nobody, each) for each in loads))
    assert 1_000 < weight <= 30_000


def test_a_point_comes_in_under_the_name_of_whoever_wrote_it(cast: Cast, here: str, nobody: FlaskClient) -> None:
    post(nobody, here, text=ROADS.lo, said_by="Mr Kham", files=(BytesIO(b"%PDF-1.4 the road"), "road.pdf"))
    (kept,) = stored()
    assert (kept.by, kept.said_by, kept.organisation.short_name) == (
        "Mr Kham (NPA), npa@twg.example", "Mr Kham", "NPA",
    )  # fmt: skip
    page = get(nobody, here)
    assert "Mr Kham (NPA), npa@twg.example" in page.text("//section[@aria-labelledby='h-own']")
    file = Context().run(nobody.get, page.links("//li//a")["road.pdf"])
    assert (file.status_code, file.data) == (200, b"%PDF-1.4 the road")
    assert "Mr Kham (NPA)" in get(cast.client("chair"), f"{HERE}/points/received").text("//main")
    (told_of,) = trail("point.sent_in")
    assert (told_of.via, told_of.actor) == ("link", "Mr Kham (NPA), npa@twg.example")


def test_what_was_sent_in_is_changed_withdrawn_and_brought_back(cast: Cast, here: str, nobody: FlaskClient) -> None:
    number = sent(cast)
    post(nobody, f"{here}/{number}/change", text="The road is cut off.")
    assert point(number).text.en == "The road is cut off."
    post(nobody, f"{here}/{number}/withdraw", here)
    post(nobody, f"{here}/{number}/bring-back", here)
    assert [len(trail(f"point.{verb}")) for verb in ("changed", "withdrawn", "brought_back")] == [1, 1, 1]
    for verb in ("withdraw", "bring-back"):
        assert Context().run(nobody.get, f"{here}/{number}/{verb}").status_code == 405


def test_progress_by_the_link_is_reported_on_the_action(cast: Cast, here: str, nobody: FlaskClient) -> None:
    told(cast)
    chosen = str(part().id)
    post(nobody, here, kind="progress", part=chosen, text="Half is done.", said_by="Mr Kham")
    said = part().action.progress[-1]
    assert (said.note.en, said.by, said.said_by) == ("Half is done.", "Mr Kham (NPA), npa@twg.example", "Mr Kham")


def test_there_is_none_and_that_is_taken_back(cast: Cast, here: str, nobody: FlaskClient) -> None:
    del cast
    post(nobody, f"{here}/none", here)
    assert "NPA has no points for this meeting." in get(nobody, here).text("//main")
    post(nobody, f"{here}/none/take-back", here)
    session.rollback()
    assert session.scalars(select(NoPoints)).all() == []


def test_a_repeated_request_is_done_once_and_the_address_is_kept_nowhere(
    cast: Cast, here: str, nobody: FlaskClient
) -> None:
    del cast
    fields = form_of(nobody, here) | {"text": "Once"}
    for _ in range(2):
        assert send(nobody, here, fields).response.headers["Location"] == here
    assert len(stored()) == 1


def test_bad_input_is_explained_and_stays(cast: Cast, here: str, nobody: FlaskClient) -> None:
    page = post(nobody, here, status=422, text="The road", said_by="", files=(BytesIO(b"MZ"), "road.pdf"))
    assert "Your name: Fill this in." in page.text("//*[@id='problem']")
    page = post(nobody, here, status=422, text="The road", files=(BytesIO(b"MZ"), "road.pdf"))
    assert "road.pdf is not what its name says" in page.text("//*[@id='problem']")
    assert page.text("//textarea") == "The road"
    post(nobody, here, status=422, text="The road", organisation_id=str(organisation("MAG")))
    form = form_of(nobody, here, f"{here}/none") | {"organisation_id": str(organisation("MAG"))}
    send(nobody, f"{here}/none", form, 403)
    del cast
    assert stored() == []


def test_the_points_of_others_stay_theirs(cast: Cast, here: str, nobody: FlaskClient) -> None:
    number = sent(cast, "mag", paper=b"%PDF-1.4 secret")
    file = point(number).files[0].id
    assert "ທາງເຂົ້າບ້ານ" not in get(nobody, here).text("//main")
    for end in (f"/{number}/change", f"/files/{file}"):
        get(nobody, f"{here}{end}", 404)
    press = form_of(nobody, here, f"{here}/none")
    for verb in ("withdraw", "bring-back"):
        send(nobody, f"{here}/{number}/{verb}", press, 404)
    assert point(number).withdrawn_at is None


def test_the_link_opens_nothing_else(cast: Cast, here: str, nobody: FlaskClient) -> None:
    del cast
    token = here.removeprefix("/points/")
    for place in ("act", "answer", "reply", "password"):
        get(nobody, f"/{place}/{token}", 404)
    page = get(nobody, misspelt(here), 404)
    assert "There is no such link." in page.text("//main")


@pytest.mark.parametrize("how", ["over", "revoked", "closed"])
def test_a_link_that_leads_nowhere_says_why_and_the_way_on(
    cast: Cast, here: str, nobody: FlaskClient, how: str
) -> None:
    with transaction():
        made = session.scalars(select(SecretLink)).one()
        match how:
            case "over":
                made.expires_at = NOON
            case "revoked":
                made.revoked_at = NOON
            case _:
                session.get_one(Organisation, organisation("NPA")).is_active = False
    page = get(nobody, here, 410)
    assert "reply to the mail in which you found the link" in page.text("//main")
    assert "im@twg.example" in page.text("//main")
    del cast


def test_after_the_meeting_the_link_still_shows_what_was_sent_in(cast: Cast, here: str, nobody: FlaskClient) -> None:
    sent(cast)
    with transaction():
        planning_state.cancel(meeting().id, ROADS, by=cast.actor("chair"), at=NOON)
    page = get(nobody, here)
    assert ("The meeting was cancelled." in page.text("//main"), "ທາງເຂົ້າບ້ານ" in page.text("//main")) == (True, True)
    assert not page.root.xpath("//main//form")
