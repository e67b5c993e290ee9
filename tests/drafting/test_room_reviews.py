from datetime import date

import pytest
from cast import Cast, form_of, post
from following import owed
from looking_back import IN_JUNE, NEXT, action, looked_at, meeting, next_meeting, part
from pages import get, queries_of_database, speaks
from rooms import ask, told, trail

from tracker.access.voices import Voice
from tracker.actions import reporting
from tracker.actions.reporting import Report
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.meetings.kinds import RecordState, TextState
from tracker.register.models import Verdict

pytestmark = pytest.mark.usefixtures("parts_noted")

ROOM = f"{NEXT}/room"


def of(found: int, reference: str, verb: str = "revise") -> str:
    return f"/room/{found}/reviews/action-{action(reference).id}/{verb}"


def report(cast: Cast, words: str) -> None:
    the_part, npa = part("IM-A-003"), cast.actor("npa")
    with transaction():
        voice = Voice(the_part.organisation_id)
        reporting.report_progress(the_part.id, Report(note=Bilingual.same(words)), voice, by=npa, at=IN_JUNE)


def test_the_draft_begins_with_what_was_outstanding(cast: Cast) -> None:
    next_meeting(cast.group_id)
    report(cast, "Half of it.")
    page = get(cast.client("chair"), ROOM)
    rows = page.texts("//*[@id='review-rows']/li")
    assert [row.split()[0] for row in rows] == ["IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/14"]
    assert rows[2].endswith("on track Half of it. proposed")
    assert "4 verdicts are only proposed" in page.text("//*[@id='part-purpose']")
    assert "ກາຍກຳນົດເວລາ" in get(speaks(cast.client("chair"), "lo"), ROOM).texts("//*[@id='review-rows']/li")[1]


def test_a_verdict_and_its_remark_are_changed_in_place(either_cast: Cast) -> None:
    found = next_meeting(either_cast.group_id)
    client = either_cast.client("secretary")
    answer = told(client, of(found, "IM-A-003"), verdict="late", base_verdict="carried_over", remark_en="Due in May.",
                  base_remark_en="")  # fmt: skip
    assert answer["entry"] == f"action-{action('IM-A-003').id}"
    row = looked_at(found)["IM-A-003"]
    assert (row.verdict, row.remark, row.given) == (Verdict.LATE, Bilingual("Due in May."), True)
    (entry,) = trail("review.given")
    assert entry.subject == "IM-2021-Q2"


def test_what_is_reported_later_changes_no_verdict_that_was_given(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client = cast.client("chair")
    told(client, of(found, "IM-A-003", "take"))
    report(cast, "Half of it.")
    assert looked_at(found)["IM-A-003"].verdict == Verdict.CARRIED_OVER
    told(client, of(found, "IM-A-003", "follow"))
    assert looked_at(found)["IM-A-003"].verdict == Verdict.ON_TRACK
    assert len(trail("review.taken_back")) == 1


def test_all_are_taken_as_they_were_shown(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client, address = cast.client("chair"), f"/room/{found}/reviews/take"
    shown = form_of(client, ROOM, address)
    report(cast, "Half of it.")
    assert "changed this meanwhile" in told(client, address, 409, mark=shown["mark"])["message"]
    assert not any(each.given for each in looked_at(found).values())
    post(client, address, ROOM)
    assert all(each.given for each in looked_at(found).values())
    assert "proposed" not in get(client, ROOM).text("//*[@id='review-rows']")


def test_two_people_do_not_overwrite_each_other(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    told(cast.client("chair"), of(found, "IM-A-001"), verdict="dropped", base_verdict="carried_over",
         remark_en="Nobody wants it.", base_remark_en="")  # fmt: skip
    client = cast.client("secretary")
    other = told(client, of(found, "IM-A-001"), 409, remark_en="It waits.", base_remark_en="")
    assert other["conflict"]["field"] == "remark_en"
    assert other["conflict"]["theirs"] == "Nobody wants it."
    told(client, of(found, "IM-A-001"), 409, verdict="late", base_verdict="carried_over")
    assert looked_at(found)["IM-A-001"].verdict == Verdict.DROPPED


def test_deferring_may_bring_a_day(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client = cast.client("chair")
    told(client, of(found, "IM-A-003"), verdict="deferred", base_verdict="carried_over")
    assert "day after the meeting" in told(client, of(found, "IM-A-003"), 422, until="1/6/2021")["message"]
    assert "day/month/year" in told(client, of(found, "IM-A-003"), 422, until="soon")["message"]
    told(client, of(found, "IM-A-003"), until="15/9/2021")
    assert looked_at(found)["IM-A-003"].until == date(2021, 9, 15)
    assert "deferred until 15/09/2021" in get(client, ROOM).texts("//*[@id='review-rows']/li")[2]
    told(client, of(found, "IM-A-003"), verdict="late", base_verdict="deferred")
    assert looked_at(found)["IM-A-003"].until is None


def test_without_scripts_a_row_opens_and_is_saved(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client, key = cast.client("chair"), f"action-{action('IM-A-001').id}"
    opened = f"{ROOM}?review={key}"
    page = post(client, of(found, "IM-A-001"), opened, verdict="late", remark_lo="ຍັງລໍຖ້າ")
    assert page.response.location.endswith(f"{ROOM}#entry-{key}")
    assert looked_at(found)["IM-A-001"].remark == Bilingual(lo="ຍັງລໍຖ້າ")
    told(cast.client("secretary"), of(found, "IM-A-001"), remark_lo="ບໍ່ລໍຖ້າ", base_remark_lo="ຍັງລໍຖ້າ")
    page = post(client, of(found, "IM-A-001"), opened, 409, remark_lo="ລໍ", base_remark_lo="ຍັງລໍຖ້າ")
    assert "ບໍ່ລໍຖ້າ" in page.text("//*[@id='problem']")
    assert page.text(f"//textarea[@id='remark_lo-{key}']") == "ລໍ"


def test_a_row_by_itself(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client = cast.client("chair")
    row = ask(client, of(found, "IM-A-001", "open"))
    assert "entry-open" in row.text
    assert "Take as proposed" in row.text
    for item in ("action-999", "entry-1", "action-x", "other-1", "action-" + "9" * 30):
        assert ask(client, f"/room/{found}/reviews/{item}").status_code == 404
        told(client, f"/room/{found}/reviews/{item}/take", 404)


def test_who_may(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    address = of(found, "IM-A-001", "take")
    for name, status in (("other", 404), ("npa", 403), ("management", 403), ("translator", 403), ("secretary", 200)):
        told(cast.client(name), address, status)
    assert cast.client("chair").get(address).status_code == 405
    get(cast.client("translator"), of(found, "IM-A-001", "open"))
    assert len(trail("review.given")) == 1


def test_a_repeated_request_is_done_once(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client = cast.client("chair")
    for _ in range(2):
        told(client, of(found, "IM-A-001"), request_key="the same", remark_en="Once.", base_remark_en="")
    assert len(trail("review.given")) == 1


def test_issued_minutes_keep_their_verdicts(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    client = cast.client("chair")
    told(client, of(found, "IM-A-001", "take"))
    with transaction():
        row = meeting(found)
        row.record, row.text_state = RecordState.ISSUED, TextState.ISSUED
    told(client, of(found, "IM-A-001"), 422, remark_en="More.", base_remark_en="")
    with transaction():
        meeting(found).text_state = TextState.OPEN  # an amendment
    told(client, of(found, "IM-A-001"), remark_en="More.", base_remark_en="")
    for verb, fields in (("revise", {"verdict": "late", "base_verdict": "carried_over"}), ("follow", {}), ("take", {})):
        assert "stay" in told(client, of(found, "IM-A-001", verb), 422, **fields)["message"]
    assert looked_at(found)["IM-A-001"].remark == Bilingual("More.")


def test_the_number_of_queries_is_the_same_however_much_there_is(cast: Cast) -> None:
    next_meeting(cast.group_id)
    client = cast.client("chair")
    with queries_of_database() as few:
        get(client, ROOM)
    for _ in range(10):
        owed(cast, ("NPA", "MAG"), at=IN_JUNE)
    with queries_of_database() as many:
        assert len(get(client, ROOM).texts("//*[@id='review-rows']/li")) == 14
    assert len(few) == len(many)
