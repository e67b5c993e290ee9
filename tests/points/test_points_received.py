from contextvars import Context
from io import BytesIO

import pytest
from acting import part, told
from calling import HERE, MAPS, TODAY, called, entries, organisation, point, sent, trail, written_down
from cast import Cast, form_of, post, send
from pages import get
from sqlalchemy import select

from tracker.access.voices import How
from tracker.core import clock
from tracker.core.db import session
from tracker.points.models import NoPoints, Point, PointKind

LIST = f"{HERE}/points/received"
BEHALF = f"{LIST}/on-behalf"


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))


@pytest.fixture
def call(cast: Cast) -> Cast:
    called(cast)
    return cast


def test_the_chair_sees_who_has_not_answered(call: Cast) -> None:
    client = call.client("chair")
    assert "Nothing was sent in yet." in get(client, LIST).text("//main")
    sent(call)
    post(call.client("mag"), f"{HERE}/points/none", f"{HERE}/points")
    page = get(client, LIST)
    rows = page.texts("//table//tbody/tr")
    assert [row.split()[0] for row in rows[:2]] == ["NPA", "MAG"]
    assert (rows[0], "has none" in rows[1]) == ("NPA 1 point", True)
    assert [row.split(" no answer")[0] for row in rows[2:]] == ["Army 58", "HI", "NRA", "UXO Lao", "WEI"]


def test_one_press_takes_a_point_into_the_draft_and_one_puts_it_back(call: Cast) -> None:
    client, number = call.client("secretary"), sent(call)
    take = f"{LIST}/{number}/take"
    fields = form_of(client, LIST, take)
    answer = send(client, take, fields).response
    assert answer.headers["Location"] == f"{LIST}#point-{number}"
    send(client, take, fields)
    send(client, take, fields | {"request_key": "another"})
    assert (len(entries()), len(trail("point.taken"))) == (1, 1)
    page = get(client, LIST)
    assert "taken up as IM-2021-Q2/1" in page.text("//main")
    assert page.links()["Look at it in the draft"].startswith(f"{HERE}/room?entry={entries()[0].id}")
    assert "ທາງເຂົ້າບ້ານຖືກຕັດຂາດ." in get(client, f"{HERE}/room").text("//main")
    post(client, f"{LIST}/{number}/put-back", LIST)
    assert (entries(), point(number).decided_at) == ([], None)


def test_what_can_not_be_put_back_is_explained(call: Cast) -> None:
    client, number = call.client("chair"), sent(call)
    post(client, f"{LIST}/{number}/take", LIST)
    post(client, f"/room/entries/{entries()[0].id}/revise", f"{HERE}/room?entry={entries()[0].id}", text_lo="ອື່ນ")
    page = post(client, f"{LIST}/{number}/put-back", LIST, 422)
    assert "IM-2021-Q2/1 was worked on since." in page.text("//*[@id='problem']")


def test_a_point_is_left_out_with_the_reason(call: Cast) -> None:
    client, number = call.client("chair"), sent(call)
    address = f"{LIST}/{number}/leave-out"
    assert "Fill this in." in post(client, address, status=422).text("//*[@id='problem']")
    post(client, address, reason="ບໍ່ແມ່ນໜ້າທີ່ຂອງກຸ່ມນີ້")
    assert (point(number).reason.lo, entries()) == ("ບໍ່ແມ່ນໜ້າທີ່ຂອງກຸ່ມນີ້", [])
    page = post(client, address, status=422, reason="Again")
    assert "decided on already" in page.text("//*[@id='problem']")
    assert len(trail("point.left_out")) == 1


def test_progress_is_noted(call: Cast) -> None:
    client, number = call.client("chair"), sent(call, kind=PointKind.PROGRESS)
    assert "Note it" in get(client, LIST).text("//main")
    post(client, f"{LIST}/{number}/take", LIST)
    assert ("noted" in get(client, LIST).text("//main"), entries()) == (True, [])


def test_the_secretary_writes_down_what_came_another_way(call: Cast) -> None:
    told(call)
    client, npa, owed = call.client("secretary"), organisation("NPA"), part().id
    session.rollback()
    address = f"{BEHALF}?organisation={npa}"
    page = post(client, address, status=422)
    assert "Who said it: Fill this in." in page.text("//*[@id='problem']")
    assert "Fill this in." in page.text("//*[@id='problem']")
    fields = form_of(client, address) | {
        "how": "mail", "said_by": "Ms Bounmy", "text": MAPS.en, "kind": "progress", "part": str(owed),
        "paper": (BytesIO(b"%PDF-1.4 the mail"), "mail.pdf"),
    }  # fmt: skip
    send(client, address, fields)
    send(client, address, {**fields, "paper": (BytesIO(b"%PDF-1.4 the mail"), "mail.pdf")})
    session.rollback()
    (kept,) = session.scalars(select(Point)).all()
    assert (kept.how, kept.said_by, kept.by, kept.action_id) == (
        How.MAIL, "Ms Bounmy", "Secretary Person", part().action_id,
    )  # fmt: skip
    assert [each.file.name for each in kept.files] == ["mail.pdf"]
    assert "Ms Bounmy, by mail; written down by Secretary Person" in get(client, LIST).text("//main")


def test_the_secretary_writes_down_that_there_is_none(call: Cast) -> None:
    client = call.client("secretary")
    post(client, BEHALF, organisation_id=str(organisation("HI")), kind="none", said_by="Mr Noy", how="telephone")
    session.rollback()
    (none,) = session.scalars(select(NoPoints)).all()
    assert (none.how, none.said_by, none.by) == (How.TELEPHONE, "Mr Noy", "Secretary Person")
    written_down(call, "HI")
    page = post(
        client, BEHALF, status=422, organisation_id=str(organisation("HI")), kind="none", said_by="Mr Noy", how="mail"
    )
    assert "Points were sent in already." in page.text("//*[@id='problem']")


def test_the_pages_of_planning_and_drafting_lead_here(call: Cast) -> None:
    sent(call)
    client = call.client("chair")
    for address in (f"{HERE}/plan", f"{HERE}/room"):
        page = get(client, address)
        assert page.links()["Points that were sent in"] == LIST
        assert page.root.xpath(f"//*[@hx-get='{LIST}/short']")
    assert get(client, f"{LIST}/short").text() == (
        "1 point waits for you 1 of 7 have answered Points that were sent in"
    )


def test_only_those_who_draft_may_act_and_only_by_sending(call: Cast) -> None:
    number = sent(call)
    for verb in ("take", "put-back", "leave-out"):
        for name in ("translator", "npa", "management", "other"):
            status = 404 if name == "other" else 403
            client = call.client(name)
            send(client, f"{LIST}/{number}/{verb}", form_of(client, "/account"), status)
        if verb != "leave-out":
            assert Context().run(call.client("chair").get, f"{LIST}/{number}/{verb}").status_code == 404
    client = call.client("translator")
    send(client, BEHALF, form_of(client, "/account"), 403)
    assert "Take into the draft" not in get(call.client("translator"), LIST).text("//main")
    get(call.client("chair"), f"{LIST}/999/leave-out", 404)
    assert point(number).decided_at is None
