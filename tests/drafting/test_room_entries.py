from contextvars import Context
from typing import Any

import pytest
from cast import Cast, form_of, post, send
from drafts import added, entry, shape, the_meeting
from pages import Page, get
from rooms import ROOM, SCRIPT, act_on, adding, again, freeze, revise_of, told, trail
from sqlalchemy import func, select

from tracker.accounts.models import LoginSession
from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.meetings.kinds import Disposition, EntryKind, Extent
from tracker.meetings.models import Answer, Entry
from tracker.organisations.models import Organisation

LONG = "x" * 100_000
FIRST, SECOND = "The Mine Risk Educat", "During non-technical"


def fresh(key: str) -> Entry:
    again()
    return entry(key)


def opened(key: str) -> str:
    return f"{ROOM}?entry={entry(key).id}"


def answers(**extents: str) -> dict[str, Any]:
    """How far the open conclusion answers points, by their keys."""
    return {f"answer-{entry(key).id}": extent for key, extent in extents.items()}


def revised(cast: Cast, key: str, who: str = "chair", status: int = 302, **fields: Any) -> Page:
    """Change an entry by its form, as a browser without scripts does."""
    page = post(cast.client(who), revise_of(key), opened(key), status, **fields)
    again()
    return page


# Adding


def test_a_line_is_added_by_a_plain_form(cast: Cast) -> None:
    page = post(cast.client("chair"), adding(), ROOM, section="issues", line="UXO Lao, MAG: the lists overlap")
    session.rollback()
    last = session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert page.response.location == f"{ROOM}#entry-{last.id}"
    assert ([each.short_name for each in last.raised_by], last.text.en) == (["UXO Lao", "MAG"], "the lists overlap")
    (told_of,) = trail("entry.added")
    assert (told_of.actor, told_of.subject_id) == ("Chair Person", last.id)


def test_a_script_is_told_what_it_needs_to_go_on(cast: Cast) -> None:
    client, before = cast.client("chair"), the_meeting().revision
    answer = told(client, adding(), section="issues", line="> below the last")
    assert (answer["revision"], answer["section"], answer["parent"]) == (before + 1, "issues", entry("i2").id)
    assert get(client, f"/room/entries/{answer['entry']}").text("//p") == "below the last"


def test_somebody_who_came_is_added_to_the_attendance(cast: Cast) -> None:
    assert told(cast.client("chair"), adding(), section="attendance", line="MLSW 2")["revision"]
    again()
    row = the_meeting().attendance[-1]
    assert (row.organisation.short_name if row.organisation else "", row.headcount) == ("MLSW", 2)


@pytest.mark.parametrize(
    ("section", "line", "said"),
    [
        ("issues", "", "Write what was said."),
        ("issues", "   ", "Write what was said."),
        ("issues", LONG, "A text may have 20000 characters at the most."),
        ("attendance", "", "Write who was there"),
        ("nowhere", "x", "The minutes have no such section."),
        ("", "x", "The minutes have no such section."),
    ],
)
def test_a_line_that_can_not_be_taken_is_explained_and_stays(cast: Cast, section: str, line: str, said: str) -> None:
    client, before = cast.client("chair"), session.scalar(select(func.count()).select_from(Entry))
    assert said in told(client, adding(), 422, section=section, line=line)["message"]
    page = post(client, adding(), ROOM, 422, section=section, line=line)
    assert said in page.text("//*[@id='problem']")
    kept = page.root.xpath(f"//input[@id='q-{section}']/@value")
    assert kept == ([line] if section in {"issues", "attendance"} else [])
    again()
    assert session.scalar(select(func.count()).select_from(Entry)) == before


def test_parts_that_are_not_meant_stay_text(cast: Cast) -> None:
    line = "NPA: revise the translation of NS-24 - by end of Q2"
    told(cast.client("chair"), adding(), section="conclusions", line=line, seen=["NPA", "NS-24"], means="NPA")
    session.rollback()
    action = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert (action.document_id, [part.organisation.short_name for part in action.assignments]) == (None, ["NPA"])


@pytest.mark.parametrize(
    ("window", "by"), [("0", "2021-06-05"), ("1", "2021-05-06"), ("7", "2021-06-05"), ("x", "2021-06-05")]
)
def test_one_of_two_readings_is_chosen(cast: Cast, window: str, by: str) -> None:
    told(cast.client("chair"), adding(), section="conclusions", line="NPA: send it - by 05/06/2021", window=window)
    session.rollback()
    action = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert str(action.first.by) == by


def test_an_unknown_name_is_created_only_where_it_stands_and_is_asked_for(cast: Cast) -> None:
    client, line = cast.client("chair"), "Zorg: late again"
    told(client, adding(), section="issues", line=line, create=["Other", "x" * 1000])
    told(client, adding(), section="issues", line=line, create="Zorg")
    told(client, adding(), section="issues", line=line, create="Zorg")  # as one does who was offline
    session.rollback()
    again()
    made = select(Organisation.short_name).where(Organisation.short_name.in_(["Zorg", "Other"]))
    assert list(session.scalars(made)) == ["Zorg"]
    assert shape()[-3:] == ["Zorg: late again", "late again", "late again"]


# Revising


def test_everything_of_a_point_is_changed_by_its_form(cast: Cast) -> None:
    page = revised(
        cast, "i1", text_en="New English", small="1", raised_by="MAG, npa", asked_of="NRA", documents="NTS, IMSMA",
        kind="information", disposition="referred", referred_to="CL", disposition_remark_en="Theirs",
        label="(a)",
    )  # fmt: skip
    assert page.response.location == f"{ROOM}#entry-{entry('i1').id}"
    row = fresh("i1")
    assert (row.text.en, row.text.stale) == ("New English", None)
    assert [each.short_name for each in row.raised_by] == ["MAG", "NPA"]
    assert [each.short_name for each in row.asked_of] == ["NRA"]
    assert [each.code for each in row.documents] == ["NTS", "IMSMA"]
    assert (row.kind, row.disposition, row.label) == (EntryKind.INFORMATION, Disposition.REFERRED, "(a)")
    assert row.referred_group is not None
    assert (row.referred_group.acronym, row.disposition_remark.en) == ("CL", "Theirs")
    (told_of,) = trail("entry.revised")
    assert set((told_of.details or {})["changed"]) >= {"text", "raised_by", "kind", "label"}


def test_everything_of_a_conclusion_is_changed_by_its_form(cast: Cast) -> None:
    revised(
        cast, "c1", owners="NPA", recipients="MRE Unit, MAG", words_en="by 15 April 2021", confirmed_on="16/04/2021",
        action_kind="general", documents="NS-24", stage="review",
        **answers(i2="whole", i1=""),
    )  # fmt: skip
    action = session.scalars(select(Action).where(Action.reference == "IM-A-001")).one()
    assert [(part.organisation.short_name, part.role.value) for part in action.assignments] == [
        ("NPA", "owner"), ("MRE Unit", "recipient"), ("MAG", "recipient"),
    ]  # fmt: skip
    assert (str(action.first.by), str(action.confirmed_on), action.kind.value) == (
        "2021-04-15",
        "2021-04-16",
        "general",
    )
    assert (action.document.code if action.document else "", action.stage) == ("NS-24", "review")
    found = session.scalars(select(Answer).where(Answer.conclusion_id == entry("c1").id))
    extents = {answer.entry_id: answer.extent for answer in found}
    assert extents[entry("i2").id] == Extent.WHOLE
    assert entry("i1").id not in extents


def test_a_label_is_natural_none_or_its_own(cast: Cast) -> None:
    for fields, label in (({"unlabelled": "1"}, ""), ({}, ""), ({"unlabelled": None}, None), ({"label": " * "}, "*")):
        revised(cast, "i1", **fields)
        assert fresh("i1").label == label


def test_a_script_sends_one_field_and_touches_nothing_else(cast: Cast) -> None:
    before = fresh("i1").text
    told(cast.client("chair"), revise_of("i1"), disposition="noted", base_disposition="")
    row = fresh("i1")
    assert (row.disposition, row.text, row.label) == (Disposition.NOTED, before, None)


def test_the_same_is_no_change(cast: Cast) -> None:
    revised(cast, "i1")
    revised(cast, "c2")
    assert trail("entry.revised") == []


WRONG = {
    "i1": [
        ("text_en", LONG, "at the most"),
        ("raised_by", "Nobody", "No organisation is called Nobody."),
        ("raised_by", ", ".join(f"N{n}" for n in range(70)), "more than 60 names"),
        ("asked_of", "NRA, Nobody", "No organisation is called Nobody."),
        ("documents", "NS-99", "No document is called NS-99."),
        ("kind", "conclusion", "A conclusion stays a conclusion"),
        ("kind", "rumour", "Choose one of the list."),
        ("disposition", "burnt", "Choose one of the list."),
        ("label", "a label that is far too long", "20 characters at the most"),
        ("referred_to", "Nobody", "No organisation is called Nobody."),
    ],
    "c1": [
        ("owners", "Nobody", "No organisation is called Nobody."),
        ("confirmed_on", "31/02/2021", "day/month/year"),
        ("confirmed_on", "soon", "day/month/year"),
        ("action_kind", "party", "Choose one of the list."),
        ("stage", "burn", "Choose one of the list."),
        ("window", "2021-04-12", "Choose one of the list."),
        ("window", "2021-05-12/2021-04-12/", "Choose one of the list."),
        ("answer-999999", "part", "A conclusion answers points of its own meeting."),
        ("answer-1", "fully", "Choose one of the list."),
    ],
}


@pytest.mark.parametrize("key", ["i1", "c1"])
def test_what_can_not_be_taken_is_explained_and_stays_typed(cast: Cast, key: str) -> None:
    client, before, version = cast.client("chair"), fresh(key).text, fresh(key).version
    form = form_of(client, opened(key), revise_of(key))
    for field, value, said in WRONG[key]:
        page = send(client, revise_of(key), {**form, "text_lo": "ຂຽນໄວ້", field: value}, 422)
        assert said in page.text("//*[@id='problem']")
        assert page.text("//form[@data-saves]//textarea[@name='text_lo']") == "ຂຽນໄວ້"
        assert page.root.xpath("//form[@data-saves]//input[@name='base_text_lo']/@value") == [before.lo]
        script = {name: each for name, each in form.items() if name not in {"csrf_token", "request_key"}}
        assert said in told(client, revise_of(key), 422, **{**script, field: value})["message"]
    assert fresh(key).version == version


def test_a_conclusion_is_no_point_that_another_one_answers(cast: Cast) -> None:
    told(cast.client("chair"), revise_of("c1"), 422, **{f"answer-{entry('c2').id}": "part"})


# Two at once


def test_a_stale_text_is_refused_with_both_and_can_be_sent_again(cast: Cast) -> None:
    client, address = cast.client("secretary"), revise_of("i1")
    form = form_of(client, opened("i1"), address)
    revised(cast, "i1", text_en="<b>Of the chair</b>")
    page = send(client, address, {**form, "text_en": "Of the secretary", "text_lo": "ລາວ"}, 409)
    assert "Choose which of the two stays" in page.text("//*[@id='problem']")
    assert page.texts("//*[@id='problem']//p[@class='said']") == ["Of the secretary", "<b>Of the chair</b>"]
    assert fresh("i1").text.en == "<b>Of the chair</b>"
    shown = {field.name: field.value for field in page.root.xpath("//form[@data-saves]//*[@name]")}
    shown |= {name: shown[name].lstrip() for name in ("text_en", "text_lo")}
    assert (shown["text_en"], shown["base_text_en"]) == ("Of the secretary", "<b>Of the chair</b>")
    send(client, address, shown)
    assert (fresh("i1").text.en, fresh("i1").text.lo) == ("Of the secretary", "ລາວ")


def test_a_script_is_told_both_texts(cast: Cast) -> None:
    base = fresh("i1").text.en
    revised(cast, "i1", text_en="Of the chair")
    answer = told(cast.client("secretary"), revise_of("i1"), 409, text_en="Mine", base_text_en=base)
    assert answer["conflict"] == {"field": "text_en", "language": "en", "theirs": "Of the chair", "mine": "Mine"}


def test_another_language_and_another_field_do_not_collide(cast: Cast) -> None:
    client, before = cast.client("translator"), fresh("i1").text
    revised(cast, "i1", text_lo="ລາວໃໝ່", disposition="noted")
    told(client, revise_of("i1"), text_en="New English", base_text_en=before.en)
    row = fresh("i1")
    assert (row.text.lo, row.text.en, row.disposition) == ("ລາວໃໝ່", "New English", Disposition.NOTED)


def test_a_fact_that_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client, points = cast.client("secretary"), {f"answer-{entry('i2').id}": "part"}
    revised(cast, "i1", disposition="noted")
    revised(cast, "c1", **answers(i2="whole"))
    told(client, revise_of("i1"), 409, disposition="declined", base_disposition="")
    told(client, revise_of("c1"), 409, **points)
    assert fresh("i1").disposition == Disposition.NOTED


# Order, deleting and bringing back


@pytest.mark.parametrize(
    ("verbs", "order"),
    [
        (["up"], [SECOND, FIRST]), (["up", "down"], [FIRST, SECOND]), (["nest"], [FIRST, f"  {SECOND}"]),
        (["nest", "lift"], [FIRST, SECOND]), (["delete"], [FIRST]), (["delete", "restore"], [FIRST, SECOND]),
    ],
)  # fmt: skip
def test_entries_are_moved_by_plain_buttons(cast: Cast, verbs: list[str], order: list[str]) -> None:
    client = cast.client("chair")
    for verb in verbs:
        page, stands = (ROOM, "restore") if verb == "restore" else (opened("i2"), "up")
        send(client, act_on("i2", verb), form_of(client, page, act_on("i2", stands)))
    again()
    assert shape() == order
    said = {
        "up": "moved",
        "down": "moved",
        "nest": "nested",
        "lift": "lifted",
        "delete": "deleted",
        "restore": "restored",
    }
    assert trail(f"entry.{said[verbs[-1]]}")[-1].subject_id == entry("i2").id


def test_what_was_deleted_is_said_and_stands_below(cast: Cast) -> None:
    client = cast.client("chair")
    send(client, act_on("i2", "delete"), form_of(client, opened("i2"), act_on("i2", "up")))
    page = get(client, ROOM)
    assert "can be brought back" in page.text("//p[@role='status']")
    assert page.text("//*[@id='deleted']//summary") == "1 deleted entry"
    get(client, f"/room/entries/{entry('i2').id}", 404)


@pytest.mark.parametrize(
    ("key", "verb", "said"),
    [
        ("i1", "up", "It is the first here already."), ("i2", "down", "It is the last here already."),
        ("i1", "nest", "Nothing stands before it here"), ("i1", "lift", "It is not nested."),
        ("c2", "nest", "A conclusion stands by itself"), ("i1", "restore", "This point is there already."),
        ("i1", "names", "Zorg does not stand before the colon"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_explained(cast: Cast, key: str, verb: str, said: str) -> None:
    assert said in told(cast.client("chair"), act_on(key, verb), 422, name="Zorg")["message"]


def test_what_can_not_be_done_by_a_button_is_explained_in_the_room(cast: Cast) -> None:
    client = cast.client("chair")
    page = send(client, act_on("i1", "nest"), form_of(client, opened("i1"), act_on("i1", "up")), 422)
    assert "Nothing stands before it here" in page.text("//*[@id='problem']")
    assert page.root.xpath("//form[@data-saves]")


def test_names_that_nobody_had_become_organisations(cast: Cast) -> None:
    entry_id = added(cast, "Zorg, WEI: late again")
    told(cast.client("chair"), f"/room/entries/{entry_id}/names", name="Zorg")
    again()
    row = session.get_one(Entry, entry_id)
    assert sorted(each.short_name for each in row.raised_by) == ["WEI", "Zorg"]
    assert row.text.en == "late again"
    assert trail("entry.named")


# Who may, and how it is sent


@pytest.mark.parametrize("address", ["add", "revise", "up", "delete", "restore", "names"])
def test_strangers_find_nothing_and_readers_may_not(cast: Cast, address: str) -> None:
    where = adding() if address == "add" else act_on("i1", address)
    fields = {"section": "issues", "line": "x", "text_en": "x"}
    told(cast.client("other"), where, 404, **fields)
    for name in ("npa", "mag", "party", "management"):
        told(cast.client(name), where, 403, **fields)
    assert cast.client("chair").get(where).status_code == 405
    assert fresh("i1").text.en.startswith("The Mine Risk")


def test_a_translator_writes_texts_of_one_language_and_nothing_else(cast: Cast) -> None:
    client, before = cast.client("translator"), fresh("i1").text
    revised(cast, "i1", "translator", text_en="In English")
    revised(cast, "i1", "translator", 422, text_en="Both", text_lo="ທັງສອງ")
    told(client, revise_of("i1"), 403, disposition="noted", base_disposition="")
    told(client, revise_of("c1"), 403, owners="NPA", base_owners="")
    told(client, revise_of("c1"), 403, **{f"answer-{entry('i2').id}": "part"})
    told(client, adding(), 403, section="issues", line="x")
    told(client, act_on("i1", "up"), 403)
    assert (fresh("i1").text.en, fresh("i1").text.lo) == ("In English", before.lo)


def test_minutes_that_are_frozen_are_no_longer_changed(cast: Cast) -> None:
    client, form = cast.client("chair"), form_of(cast.client("chair"), opened("i1"), revise_of("i1"))
    freeze()
    del form["csrf_token"]
    for where in (adding(), revise_of("i1"), act_on("i1", "delete")):
        answer = told(client, where, 422, **{**form, "section": "issues", "line": "x", "text_en": "x"})
        assert "frozen" in answer["message"]


def test_a_repeated_request_key_does_it_once(cast: Cast) -> None:
    client = cast.client("chair")
    first, second = (
        told(client, adding(), section="issues", line="Once", request_key="the same") for _ in range(2)
    )  # fmt: skip
    assert first["entry"] == second["entry"]
    for _ in range(2):
        told(client, act_on("i2", "up"), request_key="another")
    again()
    assert shape() == [SECOND, FIRST, "Once"]


@pytest.mark.parametrize("where", [adding, lambda: revise_of("i1"), lambda: act_on("i1", "delete")])
def test_a_missing_token_and_an_ended_session_change_nothing(cast: Cast, where: Any) -> None:
    client, fields = cast.client("chair"), {"section": "issues", "line": "x", "text_en": "x", "request_key": "k"}
    missing = Context().run(client.post, where(), data=fields, headers=SCRIPT)
    assert (missing.status_code, missing.get_json()["csrf"]) == (400, True)
    token = form_of(client, "/account")["csrf_token"]
    with transaction() as current:
        for row in current.scalars(select(LoginSession)):
            row.ended_at = clock.now()
    ended = Context().run(client.post, where(), data={**fields, "csrf_token": token}, headers=SCRIPT)
    assert (ended.status_code, ended.get_json()) == (401, {"signed_in": False})
    page = Context().run(client.post, where(), data={**fields, "csrf_token": token})
    assert page.status_code == 401
    assert "Sign in" in page.text
    assert fresh("i1").text.en.startswith("The Mine Risk")


def test_a_verb_that_is_none_is_not_found(cast: Cast) -> None:
    told(cast.client("chair"), act_on("i1", "explode"), 404)
    told(cast.client("chair"), "/room/entries/999999/up", 404)
    told(cast.client("chair"), "/room/999999/add", 404, section="issues", line="x")
