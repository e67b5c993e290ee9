from datetime import timedelta
from typing import Any

import pytest
from acting import PDF, action, action_in, ask, asked, asked_for_time, handed_in, part, said_not_ours, told
from applications import NOON
from cast import Cast, form_of, post
from cast import send as send_to
from pages import Page, get, queries_of_database
from sqlalchemy import select

from tracker.access.voices import Voice
from tracker.actions import reporting
from tracker.actions.models import Action, Assignment, AssignmentState
from tracker.actions.reporting import Handed, Report
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import session, transaction
from tracker.documents.models import Stage, StageSpan
from tracker.files import services as files

SOON, LATER = clock.today() + timedelta(days=20), clock.today() + timedelta(days=40)
SUMMARY = "//*[@class='problem']"


def at(act: str) -> str:
    return f"/actions/parts/{part().id}/{act}"


def decide(cast: Cast, act: str, name: str = "chair", status: int = 302, **fields: Any) -> Page:
    return post(cast.client(name), at(act), status=status, **fields)


def audited() -> list[str]:
    session.rollback()
    rows = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("action.%")).order_by(AuditEntry.id))
    return list(rows)


def without_stage() -> None:
    """Let the action drive no standard."""
    with transaction():
        owed = action_in("IM-A-003")
        owed.document_id = owed.stage = None


def test_it_is_accepted_from_its_page(cast: Cast) -> None:
    action_id = told(cast)
    without_stage()
    handed_in(cast)
    chair = cast.client("chair")
    post(chair, at("answer"), page=f"/actions/{action_id}", answer="accept")
    assert part().state == AssignmentState.ACCEPTED
    assert audited() == ["action.handed_in", "action.accepted"]
    assert "Accepted." in get(chair, f"/actions/{action_id}").text("//main")


def test_it_is_returned_with_a_reason(cast: Cast) -> None:
    told(cast)
    handed_in(cast)
    assert "Say why" in decide(cast, "answer", answer="return", status=422).text(SUMMARY)
    decide(cast, "answer", answer="return", reason="ຍັງຂາດໜ້າ 7.")
    assert part().state == AssignmentState.IN_PROGRESS
    page = get(cast.client("npa"), f"/actions/{action().id}")
    turn = page.text("//section[contains(@class, 'panel-turn')]")
    assert "returned" in turn
    assert "ຍັງຂາດໜ້າ 7." in turn
    assert "ຍັງຂາດໜ້າ 7." in page.text("//ol[@class='story']/li")


def test_accepting_ends_a_stage_only_with_a_next_action_or_a_reason(cast: Cast) -> None:
    told(cast)
    handed_in(cast)
    page = decide(cast, "answer", answer="accept", status=422)
    assert page.text(SUMMARY)
    assert part().state == AssignmentState.SUBMITTED
    npa = str(part().organisation_id)
    decide(cast, "answer", answer="accept", next_text__en="Review it.", next_holder=npa, next_words__en="30/06/2030")
    assert part().state == AssignmentState.ACCEPTED
    session.rollback()
    stages = session.scalars(select(StageSpan).where(StageSpan.until_on.is_(None))).all()
    assert [each.stage for each in stages] == [Stage.REVIEW]
    made = session.scalars(select(Action).order_by(Action.id.desc())).first()
    assert made is not None
    assert (made.text.en, made.stage) == ("Review it.", Stage.REVIEW)


def test_a_stage_may_end_with_a_reason(cast: Cast) -> None:
    told(cast)
    handed_in(cast)
    decide(cast, "answer", answer="accept", because="The unit has no time before July.")
    assert part().state == AssignmentState.ACCEPTED
    session.rollback()
    assert "no time before July" in str([each.remark.en for each in session.scalars(select(StageSpan))])


def test_an_answer_to_something_else_than_was_shown_is_refused(cast: Cast) -> None:
    told(cast)
    without_stage()
    handed_in(cast)
    chair, address = cast.client("chair"), at("answer")
    fields = form_of(chair, address)
    with transaction():
        stored = session.merge(part(), load=True)
        stored.done_count, stored.total_count = 1, 2
    page = send_to(chair, address, {**fields, "answer": "accept"}, 409)
    assert "Somebody else changed this meanwhile" in page.text(SUMMARY)
    assert part().state == AssignmentState.SUBMITTED
    assert page.root.xpath("//input[@name='version']/@value") == [str(part().version)]


def test_more_time_is_granted(cast: Cast) -> None:
    told(cast)
    wanted = asked_for_time(cast)
    chair, address = cast.client("chair"), f"/actions/asks/{wanted}/answer"
    post(chair, address, decision="grant")
    assert (ask(wanted).granted, part().window) == (True, ask(wanted).window)
    get(chair, address, status=409)


def test_more_time_is_refused_with_a_reason(cast: Cast) -> None:
    told(cast)
    wanted, before = asked_for_time(cast), part().window
    chair, address = cast.client("chair"), f"/actions/asks/{wanted}/answer"
    assert "Say why" in post(chair, address, decision="refuse", status=422).text(SUMMARY)
    post(chair, address, decision="refuse", answer="The meeting waits for it.")
    assert (ask(wanted).granted, ask(wanted).answer.en) == (False, "The meeting waits for it.")
    assert part().window == before


def test_another_day_may_be_granted(cast: Cast) -> None:
    told(cast)
    wanted = asked_for_time(cast)
    post(cast.client("chair"), f"/actions/asks/{wanted}/answer", until=short_date(LATER), decision="grant")
    assert part().window.by == LATER


def test_a_question_is_answered_by_the_secretary_too(cast: Cast) -> None:
    told(cast)
    wanted = asked(cast)
    page = f"/actions/asks/{wanted}/answer"
    assert "Fill this in." in post(cast.client("secretary"), page, status=422).text(SUMMARY)
    post(cast.client("secretary"), page, answer="The second.")
    assert ask(wanted).answer.en == "The second."
    get(cast.client("secretary"), f"/actions/asks/{asked_for_time(cast)}/answer", status=403)


def test_not_ours_is_agreed_to_or_refused(cast: Cast) -> None:
    told(cast)
    wanted = said_not_ours(cast)
    post(cast.client("chair"), f"/actions/asks/{wanted}/answer", decision="refuse", answer="It is yours.")
    assert ask(wanted).granted is False
    again, owed = said_not_ours(cast), part().id
    post(cast.client("chair"), f"/actions/asks/{again}/answer", decision="grant")
    session.rollback()
    assert session.get_one(Assignment, owed).organisation.short_name == "MAG"


def test_more_time_is_given_unasked(cast: Cast) -> None:
    told(cast)
    for until, state in ((SOON, AssignmentState.OPEN), (LATER, AssignmentState.POSTPONED)):
        decide(cast, "time", until=short_date(until), reason="Rain.")
        assert (part().window.by, part().state) == (until, state)
    page = decide(cast, "time", until=short_date(LATER), reason="Rain.", status=422)
    assert "no later than" in page.text(SUMMARY)


def test_it_is_dropped_and_reopened_with_a_reason(cast: Cast) -> None:
    told(cast)
    decide(cast, "drop", status=422)
    decide(cast, "drop", reason="Nobody needs it.")
    assert part().state == AssignmentState.DROPPED
    decide(cast, "reopen", reason="It is needed after all.")
    assert part().state == AssignmentState.IN_PROGRESS
    assert audited() == ["action.dropped", "action.reopened"]


def test_the_day_that_was_settled_on_is_noted(cast: Cast) -> None:
    action_id = told(cast)
    address = f"/actions/{action_id}/date"
    post(cast.client("secretary"), address, on=short_date(LATER))
    assert action().confirmed_on == LATER
    get(cast.client("npa"), address, status=403)
    post(cast.client("chair"), address, on="")
    assert action().confirmed_on is None


@pytest.mark.parametrize("act", ["answer", "time", "drop", "reassign"])
def test_only_the_chair_decides(cast: Cast, act: str) -> None:
    told(cast)
    handed_in(cast)
    get(cast.client("chair"), at(act))
    for name in ("npa", "mag", "secretary", "translator", "management", "admin", "party"):
        get(cast.client(name), at(act), status=403)
    get(cast.client("other"), at(act), status=403)


def test_nobody_accepts_its_own_work(cast: Cast) -> None:
    told(cast)
    without_stage()
    chair = cast.actor("chair")
    with transaction():
        session.merge(part(), load=True).organisation_id = cast.account("chair").person.organisation_id
    owed = session.scalars(select(Assignment).where(Assignment.action_id == action().id)).one()
    owed_id, organisation_id = owed.id, owed.organisation_id
    with transaction():
        reporting.hand_in(owed_id, Report(note=Bilingual.same("Done.")), Voice(organisation_id), by=chair, at=NOON)
    page = post(cast.client("chair"), f"/actions/parts/{owed_id}/answer", answer="accept", status=422)
    assert "Nobody accepts its own work" in page.text(SUMMARY)


def several(cast: Cast, number: int) -> list[int]:
    """So many more actions of NPA, each handed in."""
    npa, owner = cast.actor("npa"), cast.account("npa").person.organisation_id
    with transaction():
        made = []
        for each in range(number):
            owed = Action(
                group_id=cast.group_id, reference=f"IM-A-{100 + each}", agreed_on=NOON.date(),
                text=Bilingual.same(f"Task {each}"), words=Bilingual(), reason=Bilingual.same("x"),
                first=action_in("IM-A-003").first,
            )  # fmt: skip
            owed.assignments.append(
                Assignment(
                    organisation_id=owner, state=AssignmentState.OPEN, window=owed.first, part=Bilingual(), position=1
                )
            )
            session.add(owed)
            session.flush()
            made.append(owed.assignments[0].id)
        for each in made:
            kept = Handed(files.keep(PDF, f"part-{each}.pdf", "application/pdf", at=NOON))
            report = Report(note=Bilingual.same("Done."), files=(kept,))
            reporting.hand_in(each, report, Voice(owner), by=npa, at=NOON)
    return made


def test_several_are_accepted_at_once(cast: Cast) -> None:
    told(cast)
    handed_in(cast)
    made = several(cast, 3)
    chair = cast.client("chair")
    page = get(chair, "/actions/waiting")
    assert len(page.root.xpath("//article")) == 4
    boxes = page.root.xpath("//input[@name='parts']/@value")
    assert len(boxes) == 3
    assert "It moves a standard to its next stage" in page.text("//main")
    done = get(chair, send_to(chair, "/actions/waiting", {**form_of(chair, "/actions/waiting"), "parts": boxes[:2]})
               .response.headers["Location"])  # fmt: skip
    assert "2 parts are accepted." in done.text("//main")
    session.rollback()
    states = [session.get_one(Assignment, each).state for each in made]
    assert states == [AssignmentState.ACCEPTED, AssignmentState.ACCEPTED, AssignmentState.SUBMITTED]


def test_what_was_handed_in_can_be_read_before_it_is_accepted(cast: Cast) -> None:
    told(cast)
    number = handed_in(cast)
    several(cast, 1)
    page = get(cast.client("chair"), "/actions/waiting")
    links = page.links("//article//ul[@class='files mt-2']//a")
    assert len(links) == 2
    assert links["chapter-24.pdf"] == f"/actions/evidence/{number}"
    get(cast.client("chair"), links["chapter-24.pdf"])


def test_all_are_accepted_or_none(cast: Cast) -> None:
    told(cast)
    made = several(cast, 2)
    chair = cast.client("chair")
    fields = form_of(chair, "/actions/waiting")
    keys = get(chair, "/actions/waiting").root.xpath("//input[@name='parts']/@value")
    with transaction():
        session.get_one(Assignment, made[1]).done_count = 1
    page = send_to(chair, "/actions/waiting", {**fields, "parts": keys}, 422)
    assert "Choose one of the list" in page.text(SUMMARY)
    session.rollback()
    assert session.get_one(Assignment, made[0]).state == AssignmentState.SUBMITTED


def test_nothing_waits_for_the_chair(cast: Cast) -> None:
    told(cast)
    assert "Nothing waits for you." in get(cast.client("chair"), "/actions/waiting").text("//main")
    for name in ("npa", "secretary", "admin", "management"):
        get(cast.client(name), "/actions/waiting", status=403)


def test_the_list_takes_a_fixed_number_of_queries(cast: Cast) -> None:
    told(cast)
    asked(cast)
    several(cast, 1)
    chair = cast.client("chair")
    get(chair, "/actions/waiting")
    with queries_of_database() as few:
        get(chair, "/actions/waiting")
    with transaction():
        for each in session.scalars(select(Action).where(Action.reference.like("IM-A-1%"))):
            each.reference = f"IM-A-9{each.id}"
    several(cast, 20)
    with queries_of_database() as many:
        get(chair, "/actions/waiting")
    assert len(many) == len(few) <= 12
