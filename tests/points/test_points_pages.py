from contextvars import Context
from io import BytesIO
from typing import Any

import pytest
from acting import part, told
from calling import DAY, HERE, MAPS, ROADS, TODAY, called, entries, meeting, organisation, point, sent, trail
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from pages import get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.drafting import entries_order, planning_state
from tracker.organisations.models import Organisation
from tracker.points.models import NoPoints, Point, PointKind

POINTS, SHORT = f"{HERE}/points", f"{HERE}/points/received/short"
PDF = b"%PDF-1.4 the road"


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))


@pytest.fixture
def call(cast: Cast) -> Cast:
    called(cast)
    return cast


def stored() -> list[Point]:
    session.rollback()
    return list(session.scalars(select(Point).order_by(Point.id).execution_options(populate_existing=True)))


def write(client: FlaskClient, status: int = 302, **fields: Any) -> Any:
    return post(client, POINTS, status=status, **{"text": ROADS.lo, **fields})


def test_an_organisation_sends_in_a_point_in_its_language(call: Cast) -> None:
    client = call.client("npa")
    page = get(client, POINTS)
    assert page.heading == "Points for the meeting"
    assert "On the agenda so far" in page.text("//main")
    write(client, kind="issue", files=(BytesIO(PDF), "road.pdf"))
    (kept,) = stored()
    assert (kept.text, kept.kind, kept.organisation.short_name) == (ROADS, PointKind.ISSUE, "NPA")
    page = get(client, POINTS)
    own = page.text("//section[@aria-labelledby='h-own']")
    assert ("waits for the chair" in own, "Npa Person" in own) == (True, True)
    assert page.root.xpath("//p[contains(@class,'said')]")[0].get("lang") == "lo"
    file = Context().run(client.get, page.links("//section//li//a")["road.pdf"])
    assert (file.data, file.headers["Content-Disposition"]) == (PDF, "attachment; filename=road.pdf")
    assert len(trail("point.sent_in")) == 1


def test_the_page_speaks_lao(call: Cast) -> None:
    page = get(call.client("npa", "lo"), POINTS)
    assert page.root.get("lang") == "lo"


def test_a_repeated_request_is_done_once(call: Cast) -> None:
    client = call.client("npa")
    fields = form_of(client, POINTS) | {"text": "Once"}
    send(client, POINTS, fields)
    send(client, POINTS, fields)
    assert len(stored()) == 1
    withdraw = f"{POINTS}/{stored()[0].id}/withdraw"
    press = form_of(client, POINTS, withdraw)
    send(client, withdraw, press)
    send(client, withdraw, press)
    assert len(trail("point.withdrawn")) == 1


def test_what_is_missing_or_is_no_such_file_is_explained_and_what_was_typed_stays(call: Cast) -> None:
    client = call.client("npa")
    assert "Fill this in." in write(client, 422, text="").text("//*[@id='problem']")
    page = write(client, 422, text="The road", files=(BytesIO(b"MZ not a pdf"), "road.pdf"))
    assert "road.pdf is not what its name says" in page.text("//*[@id='problem']")
    assert page.text("//textarea") == "The road"
    page = write(client, 422, files=(BytesIO(b"<script>"), "road.html"))
    assert "Choose files of these kinds" in page.text("//*[@id='problem']")
    assert "Choose one of the list." in write(client, 422, kind="conclusion").text("//*[@id='problem']")
    number = str(organisation("MAG"))
    assert "Choose one of the list." in write(client, 422, organisation_id=number).text("//*[@id='problem']")
    assert stored() == []


def test_hostile_text_is_shown_as_text(call: Cast) -> None:
    client = call.client("npa")
    write(client, text="<script>alert(1)</script>\u200b\x00 {{ 7*7 }}")
    for who, address in (("npa", POINTS), ("chair", f"{POINTS}/received")):
        page = get(call.client(who), address)
        assert not page.root.xpath("//script[contains(., 'alert')]")
        assert page.text("//p[contains(@class,'said')]") == "<script>alert(1)</script> {{ 7*7 }}"


def test_progress_on_an_action_is_reported_there_too(call: Cast) -> None:
    told(call)
    client, chosen = call.client("npa"), part().id
    page = write(client, 422, kind="issue", part=str(chosen))
    assert "Only progress is reported on an action" in page.text("//*[@id='problem']")
    write(client, kind="progress", part=str(chosen), text="Half of it is done.")
    assert part().action.progress[-1].note.en == "Half of it is done."
    assert "Progress: IM-A-003" in get(client, POINTS).text("//section[@aria-labelledby='h-own']")
    assert not get(client, POINTS).root.xpath("//a[contains(@href, '/change')]")


def test_a_point_is_changed_and_a_change_meanwhile_is_shown(call: Cast) -> None:
    client, number = call.client("npa"), sent(call)
    change = f"{POINTS}/{number}/change"
    before = form_of(client, change)
    assert before["text"].strip() == ROADS.lo
    send(client, change, before | {"text": MAPS.en, "kind": "recommendation"})
    assert (point(number).text, point(number).kind) == (MAPS, PointKind.RECOMMENDATION)
    page = send(client, change, before | {"text": "Third", "request_key": "another"}, 409)
    assert ("Third" in page.text("//textarea"), MAPS.en in page.text("//section[@aria-labelledby='theirs']")) == (
        True, True,
    )  # fmt: skip
    get(call.client("mag"), change, 404)


def test_a_point_is_withdrawn_and_brought_back_by_its_organisation(call: Cast) -> None:
    client, number = call.client("npa"), sent(call)
    post(client, f"{POINTS}/{number}/withdraw", POINTS)
    assert "withdrawn" in get(client, POINTS).text("//section[@aria-labelledby='h-own']")
    post(client, f"{POINTS}/{number}/bring-back", POINTS)
    assert point(number).withdrawn_at is None
    other = call.client("mag")
    for verb in ("withdraw", "bring-back"):
        send(other, f"{POINTS}/{number}/{verb}", form_of(other, "/account"), 404)
        assert Context().run(client.get, f"{POINTS}/{number}/{verb}").status_code == 404
    assert point(number).withdrawn_at is None


def test_an_organisation_has_none_and_takes_that_back(call: Cast) -> None:
    client = call.client("npa")
    post(client, f"{POINTS}/none", POINTS)
    page = get(client, POINTS)
    assert "NPA has no points for this meeting." in page.text("//section[@aria-labelledby='h-own']")
    assert not page.root.xpath("//*[@id='h-none']")
    post(client, f"{POINTS}/none/take-back", POINTS)
    assert session.scalars(select(NoPoints)).all() == []
    form = form_of(client, POINTS, f"{POINTS}/none")
    write(client)
    page = send(client, f"{POINTS}/none", form)
    assert "Points were sent in already." in get(client, POINTS).text("//main")
    send(client, f"{POINTS}/none", form | {"organisation_id": "x", "request_key": "b"}, 403)


def test_what_the_chair_did_is_told_to_the_organisation(call: Cast) -> None:
    chair, client = call.client("chair"), call.client("npa")
    taken, left = sent(call), sent(call, text=MAPS)
    post(chair, f"{POINTS}/received/{taken}/take", f"{POINTS}/received")
    post(chair, f"{POINTS}/received/{left}/leave-out", reason="Not for this group.")
    own = get(client, POINTS).text("//section[@aria-labelledby='h-own']")
    assert "taken up as IM-2021-Q2/1" in own
    assert "Why: Not for this group." in own
    assert not get(client, POINTS).root.xpath("//a[contains(@href, '/change')]")
    (entry,), actor = entries(), call.actor("chair")
    entry_id = entry.id
    session.rollback()
    with transaction():
        entries_order.delete(entry_id, by=actor, at=clock.now())
    assert "waits for the chair" in get(client, POINTS).text("//section[@aria-labelledby='h-own']")
    assert "deleted from the draft since" in get(chair, f"{POINTS}/received").text("//main")


def test_nothing_is_shown_to_others(call: Cast) -> None:
    number = sent(call, paper=PDF)
    file = f"{POINTS}/files/{point(number).files[0].id}"
    outsiders(call)
    for name in ("stranger", "management", "unit"):
        for address in (POINTS, file, f"{POINTS}/{number}/change", f"{POINTS}/received", SHORT):
            get(call.client(name), address, 404)
    for name in ("mag", "other"):  # of other members
        for address in (file, f"{POINTS}/{number}/change", f"{POINTS}/received", SHORT):
            get(call.client(name), address, 404)
        assert "ທາງເຂົ້າບ້ານ" not in get(call.client(name), POINTS).text("//main")
    for name in ("translator", "secretary", "admin"):
        get(call.client(name), file)
        assert "ທາງເຂົ້າບ້ານ" in get(call.client(name), f"{POINTS}/received").text("//main")


def test_one_who_answers_for_several_chooses(call: Cast) -> None:
    with transaction():
        unit = session.scalars(select(Organisation).where(Organisation.short_name == "UXO Lao")).one()
        unit.parent_id = organisation("NPA")
    client = call.client("npa")
    assert get(client, POINTS).root.xpath("//select[@name='organisation_id']")
    write(client, organisation_id=str(organisation("UXO Lao")))
    assert stored()[0].organisation.short_name == "UXO Lao"


def test_after_the_meeting_the_page_says_so_and_offers_nothing(call: Cast) -> None:
    client, number = call.client("npa"), sent(call)
    form = form_of(client, POINTS)
    with transaction():
        planning_state.hold(meeting().id, DAY, DAY, by=call.actor("chair"), at=clock.now())
    page = get(client, POINTS)
    assert "The meeting was held on 24/06/2021" in page.text("//main")
    assert not page.root.xpath("//main//form")
    send(client, POINTS, form | {"text": "Late"}, 422)
    assert [each.id for each in stored()] == [number]


def test_a_fixed_number_of_queries(call: Cast) -> None:
    counts = []
    for more in (1, 12):
        for _ in range(more):
            sent(call, paper=PDF)
            sent(call, "mag")
        found = []
        for who, address in (("npa", POINTS), ("chair", f"{POINTS}/received"), ("chair", SHORT)):
            client = call.client(who)
            session.rollback()
            session.expire_all()
            with queries_of_database() as queries:
                get(client, address)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
