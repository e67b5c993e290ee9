from datetime import date
from typing import Any

import pytest
from acting import action, handed_in, part, told
from cast import Cast, post
from pages import Page, get
from parties import outsiders
from sqlalchemy import select

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Stage
from tracker.meetings.kinds import EntryKind, MeetingState, RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.register.models import Review, Verdict

SUMMARY = "//*[@class='problem']"
ADD = "/groups/im-twg/actions/add"
NEW: dict[str, Any] = {"text__en": "Count the reports.", "reason": "WEI asked for it."}


def newest() -> Action:
    session.rollback()
    return session.scalars(select(Action).order_by(Action.id.desc())).first() or Action()


def audited() -> list[str]:
    session.rollback()
    rows = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("action.%")).order_by(AuditEntry.id))
    return list(rows)


def chair(cast: Cast, address: str, status: int = 302, **fields: Any) -> Page:
    return post(cast.client("chair"), address, status=status, **fields)


def organisation(cast: Cast, name: str) -> str:
    return str(cast.account(name).person.organisation_id)


def test_a_part_is_given_to_another_organisation(cast: Cast) -> None:
    told(cast)
    number = handed_in(cast)
    owed = part().id
    address = f"/actions/parts/{owed}/reassign"
    assert "Who owes it from now on" in chair(cast, address, 422, reason="MAG knows it.").text(SUMMARY)
    chair(cast, address, organisation_id=organisation(cast, "mag"), reason="MAG knows it.")
    session.rollback()
    given = session.get_one(Assignment, owed)
    assert (given.organisation.short_name, given.state) == ("MAG", AssignmentState.OPEN)
    assert audited()[-1] == "action.reassigned"
    get(cast.client("npa"), f"/actions/evidence/{number}", status=404)


def test_an_organisation_is_named(cast: Cast) -> None:
    action_id = told(cast)
    address = f"/actions/{action_id}/parts/add"
    wanted: dict[str, Any] = {"organisation_id": organisation(cast, "mag"), "role": "support", "what__en": "Read it."}
    chair(cast, address, **wanted)
    named = part("MAG")
    assert (named.role, named.part.en, named.window) == (AssignmentRole.SUPPORT, "Read it.", action().first)
    assert "has this part in the action already" in chair(cast, address, 422, **wanted).text(SUMMARY)


@pytest.mark.parametrize("split", [False, True])
def test_the_very_same_is_not_agreed_twice_on_one_day(cast: Cast, split: bool) -> None:
    action_id = told(cast)
    address = f"/actions/{action_id}/split" if split else ADD
    fields = {**NEW, "owner_id": organisation(cast, "mag")}
    chair(cast, address, **fields)
    made = newest()
    page = chair(cast, address, 409, **fields)
    assert f"{made.reference} says the very same, since today." in page.text(SUMMARY)
    assert list(page.links(f"{SUMMARY}//a").values()) == ["#f-text"]
    assert (newest().id, audited().count("action.added")) == (made.id, 1)
    chair(cast, address, **{**fields, "owner_id": organisation(cast, "npa")})
    post(cast.client("secretary"), ADD, status=302, **fields)
    with transaction():
        for each in session.scalars(select(Action).where(Action.id >= made.id)):
            each.merged_into_id = action_id
    chair(cast, address, **fields)
    assert audited().count("action.added") == 4


def test_part_of_it_becomes_an_action_of_its_own(cast: Cast) -> None:
    action_id = told(cast)
    address = f"/actions/{action_id}/split"
    mag = organisation(cast, "mag")
    fields: dict[str, Any] = {
        "text__en": "Agree on the terms.",
        "reason": "Two tasks.",
        "owner_id": mag,
        "words__en": "30/06/2030",
    }
    assert "Fill this in" in chair(cast, address, 422, **{**fields, "reason": ""}).text(SUMMARY)
    chair(cast, address, **fields)
    made = newest()
    assert (made.split_from_id, made.text.en, made.first.by and made.first.by.year) == (
        action_id, "Agree on the terms.", 2030,
    )  # fmt: skip
    assert [each.organisation.short_name for each in made.assignments] == ["MAG"]
    page = get(cast.client("chair"), f"/actions/{action_id}")
    assert f"Split off from it: {made.reference}" in page.text("//main")


def test_two_are_compared_before_they_are_merged(cast: Cast) -> None:
    action_id = told(cast)
    other = action("IM-A-001")
    address = f"/actions/{action_id}/merge"
    page = get(cast.client("chair"), f"{address}?with=im-a-001")
    assert page.texts("//section/h2") == ["IM-A-003", "IM-A-001"]
    assert page.texts("//form[@method='post']//button")[:2] == ["Let IM-A-003 go on", "Let IM-A-001 go on"]
    compared = f"{address}?with=IM-A-001"
    assert chair(cast, compared, 422, keep="this").text(SUMMARY)
    assert action("IM-A-001").merged_into_id is None
    chair(cast, compared, keep="other", reason="The same.")
    assert action().merged_into_id == other.id
    assert {each.organisation.short_name for each in action("IM-A-001").assignments} == {"MRE Unit", "NPA"}
    assert "became part of another one" in get(cast.client("chair"), address, status=422).text("//main")


def test_what_reads_alike_is_offered(cast: Cast) -> None:
    action_id = told(cast)
    page = get(cast.client("chair"), f"/actions/{action_id}/merge")
    assert "No open action of this group reads like this one." in page.text("//main")
    chair(cast, ADD, text__en="NPA revises the Lao translation of the National Standards, Chapter 24.", reason="Again.",
          owner_id=organisation(cast, "npa"))  # fmt: skip
    page = get(cast.client("chair"), f"/actions/{action_id}/merge")
    assert page.links("//ul[@class='changes']//a") == {
        newest().reference: f"/actions/{action_id}/merge?with={newest().reference}"
    }
    get(cast.client("chair"), f"/actions/{action_id}/merge?with=IM-A-999", status=404)
    get(cast.client("chair"), f"/actions/{action_id}/merge?with=IM-A-003", status=404)


def test_an_action_is_made_outside_a_meeting(cast: Cast) -> None:
    document = session.scalars(select(Action.document_id).where(Action.reference == "IM-A-003")).one()
    fields: dict[str, Any] = {
        **NEW, "owners": organisation(cast, "npa"), "recipient_id": organisation(cast, "mag"),
        "words__en": "30/06/2030", "kind": "data_correction", "document_id": str(document), "stage": "review",
    }  # fmt: skip
    post(cast.client("secretary"), ADD, **fields)
    made = newest()
    assert (made.kind, made.stage, made.reason.en) == (ActionKind.DATA_CORRECTION, Stage.REVIEW, "WEI asked for it.")
    assert [(each.organisation.short_name, each.role) for each in made.assignments] == [
        ("NPA", AssignmentRole.OWNER), ("MAG", AssignmentRole.RECIPIENT),
    ]  # fmt: skip
    page = get(cast.client("npa"), f"/actions/{made.id}")
    assert "outside a meeting; the next meeting confirms it" in page.text("//main")
    assert audited() == ["action.added"]


def test_words_of_a_deadline_are_read_and_shown_first(cast: Cast) -> None:
    page = post(cast.client("secretary"), ADD, status=200, **NEW, words__en="by the end of Q2 2030")
    assert "The deadline is read as: by 30/06/2030." in page.text("//p[@role='status']")
    seen = str(page.root.xpath("//input[@name='as_read']/@value")[0])
    post(cast.client("secretary"), ADD, **NEW, words__en="by the end of Q2 2030", as_read=seen)
    assert newest().words.en == "by the end of Q2 2030"
    page = post(cast.client("secretary"), ADD, status=200, **NEW, words__en="soon")
    assert "it stays as these words" in page.text("//p[@role='status']")


def test_it_may_follow_from_a_point(cast: Cast) -> None:
    told(cast)
    point = session.scalars(select(Entry).where(Entry.kind == EntryKind.RECOMMENDATION).order_by(Entry.id)).first()
    assert point is not None
    number, reference = point.id, point.reference
    address = f"{ADD}?entry={number}"
    assert reference in get(cast.client("secretary"), address).text("//main")
    post(cast.client("secretary"), address, reason="Nobody answered it.", text__en="")
    assert newest().entry_id == number
    assert f"It follows from {reference}" in get(cast.client("npa"), f"/actions/{newest().id}").text("//main")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text__en": "x"}, "Fill this in"), ({"reason": "x"}, "Fill this in. One language is enough."),
        ({**NEW, "stage": "review"}, "Choose the document"), ({**NEW, "owner_id": "999999"}, "Choose one of the list"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(cast: Cast, fields: dict[str, Any], said: str) -> None:
    page = post(cast.client("secretary"), ADD, status=422, **fields)
    assert said in page.text(SUMMARY)
    assert page.text("//textarea[@name='text-en']") == fields.get("text__en", "")


def test_sent_twice_it_is_made_once(cast: Cast) -> None:
    for _ in range(2):
        post(cast.client("secretary"), ADD, **NEW, request_key="the same")
    assert audited() == ["action.added"]


def test_who_may_change_it(cast: Cast) -> None:
    action_id = told(cast)
    outsiders(cast)
    for act in ("split", "merge", "parts/add"):
        for name in ("npa", "mag", "secretary", "management", "admin", "other"):
            get(cast.client(name), f"/actions/{action_id}/{act}", status=403)
        get(cast.client("chair"), f"/actions/999999/{act}", status=404)
    for name in ("npa", "mag", "translator", "management"):
        get(cast.client(name), ADD, status=403)
    get(cast.client("secretary"), "/groups/none/actions/add", status=404)
    get(cast.client("secretary"), "/groups/clearance-twg/actions/add", status=404)


def test_what_became_part_of_another_is_not_changed(cast: Cast) -> None:
    action_id = told(cast)
    keep = action("IM-A-001").id
    with transaction():
        session.get_one(Action, action_id).merged_into_id = keep
    for act in ("split", "parts/add", "date"):
        page = get(cast.client("chair"), f"/actions/{action_id}/{act}", status=422)
        assert "became part of another one" in page.text()


def carried_over(cast: Cast, *references: str) -> None:
    """A told meeting of the quarter before left these open."""
    with transaction() as current:
        made = Meeting(
            group_id=cast.group_id, period_year=2020, period_quarter=4, held_on=date(2021, 3, 30),
            state=MeetingState.HELD, record=RecordState.ISSUED,
        )  # fmt: skip
        rows = current.scalars(select(Action).where(Action.reference.in_(references))).all()
        current.add_all(
            Review(meeting=made, action_id=each.id, verdict=Verdict.CARRIED_OVER, remark=Bilingual()) for each in rows
        )


def test_what_goes_on_tells_how_old_it_is_by_what_became_part_of_it(cast: Cast) -> None:
    older = told(cast)
    chair(cast, ADD, text__en="Chapter 24 again", reason="Again.", owner_id=organisation(cast, "npa"))
    again = newest()
    chair(cast, ADD, text__en="And Chapter 24", reason="Again.", owner_id=organisation(cast, "npa"))
    third = newest()
    carried_over(cast, "IM-A-003", again.reference)
    chair(cast, f"/actions/{again.id}/merge?with=IM-A-003", keep="this", reason="The same.")
    page = get(cast.client("npa"), f"/actions/{again.id}")
    said = "//section[@aria-labelledby='h-said']"
    assert page.texts(f"{said}//li") == ["IM-A-003 Minutes of 29/03/2021, IM-2021-Q1/17 Carried over once."]
    assert page.links(f"{said}//li//a")["IM-A-003"] == f"/actions/{older}"
    assert "the next meeting confirms it" not in page.text(said)
    assert "Carried over once." in page.text("//section[@aria-labelledby='h-next']")  # one meeting left both open
    register = get(cast.client("chair"), "/groups/im-twg/register").text("//main")
    assert "carried over 1 time" in register
    assert again.reference in get(cast.client("chair"), "/actions?mark=carried").text("//main")
    chair(cast, f"/actions/{third.id}/merge?with={again.reference}", keep="this", reason="The same.")
    lines = get(cast.client("npa"), f"/actions/{third.id}").texts(f"{said}//li")
    assert [each.split()[0] for each in lines] == ["IM-A-003", again.reference]
    assert action().merged_into_id == third.id


def test_whoever_would_keep_the_younger_one_is_told(cast: Cast) -> None:
    older = told(cast)
    chair(cast, ADD, text__en="Chapter 24 again", reason="Again.", owner_id=organisation(cast, "npa"))
    younger = newest()
    page = get(cast.client("chair"), f"/actions/{younger.id}/merge?with=IM-A-003")
    assert "IM-A-003 is the older one, agreed on 29/03/2021." in page.text("//main//p[@class='notice']")
    turned = f"/actions/{older}/merge?with={younger.reference}"
    assert page.links("//main//p[@class='notice']//a") == {"Keep IM-A-003 instead": turned}
    page = get(cast.client("chair"), turned)
    assert not page.texts("//main//p[@class='notice']")
    assert page.texts("//section/h2") == ["IM-A-003", younger.reference]
