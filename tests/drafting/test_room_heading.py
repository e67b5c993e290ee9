import json
from typing import Any

import pytest
from cast import Cast, form_of, send
from drafts import the_meeting
from pages import Page, get
from rooms import ROOM, again, freeze, trail

from tracker.core.db import transaction
from tracker.meetings.models import Meeting

HEAD = "/meetings/im-twg/2021-Q1/heading"


def sent(cast: Cast, fields: dict[str, Any], status: int = 302, who: str = "chair") -> Page:
    """Fill in the page of head and foot and send it."""
    client = cast.client(who)
    page = send(client, HEAD, {**form_of(client, HEAD), **fields}, status)
    again()
    return page


def test_place_time_and_purpose_are_kept(cast: Cast) -> None:
    fields = {
        "venue-en": "the ministry",
        "starts_at": "9.00",
        "ends_at": "11:30",
        "headcount": "໒໑",
        "purpose-en": "To meet.",
    }
    page = sent(cast, {**fields, "authentic_language": ""})
    assert page.response.location == f"{ROOM}#sheet"
    meeting = the_meeting()
    assert (meeting.venue.en, f"{meeting.starts_at:%H:%M}", f"{meeting.ends_at:%H:%M}") == (
        "the ministry",
        "09:00",
        "11:30",
    )
    assert (meeting.headcount, meeting.purpose.en, meeting.authentic_language) == (21, "To meet.", None)
    assert meeting.opening.en == ""  # still composed
    (told_of,) = trail("meeting.revised")
    assert told_of.actor == "Chair Person"


def test_the_same_is_no_change(cast: Cast) -> None:
    sent(cast, {})
    assert trail("meeting.revised") + trail("meeting.signatures") == []


def test_a_sentence_is_written_in_other_words_and_composed_again(cast: Cast) -> None:
    sent(cast, {"opening-en": "We met."})
    page = get(cast.client("chair"), f"{ROOM}?text=en")
    assert page.text("//*[@id='heading-opening']/p") == "We met."
    sent(cast, {"composed": "1"})
    assert "was held on 29 March 2021" in get(cast.client("chair"), f"{ROOM}?text=en").text(
        "//*[@id='heading-opening']/p"
    )


def test_who_signs_is_said_anew(cast: Cast) -> None:
    person = str(cast.account("chair").person_id)
    sent(
        cast,
        {
            "signatures-1-role-en": "",
            "signatures-1-role-lo": "",
            "signatures-0-person_id": person,
            "signatures-2-role-en": "Secretary",
        },
    )
    assert [(each.role.en, each.person_id) for each in the_meeting().signatures] == [
        ("Chairperson", int(person)), ("Secretary", None),
    ]  # fmt: skip
    assert len(trail("meeting.signatures")) == 1


def test_what_can_not_be_taken_is_explained_and_stays_typed(cast: Cast) -> None:
    client, before = cast.client("chair"), the_meeting().version
    form = form_of(client, HEAD)
    for field, value, said in (
        ("starts_at", "soon", "24-hour clock"), ("ends_at", "07:00", "The meeting must end after it began."),
        ("headcount", "many", "Write a whole number."), ("headcount", "-3", "from 0 to 100000"),
        ("chair_id", "999999", "Choose one of the list."), ("chair_id", "x", "Choose one of the list."),
        ("authentic_language", "fr", "Choose one of the list."), ("purpose-en", "x" * 100_000, "at the most"),
        ("venue-en", "x" * 301, "at the most"), ("signatures-0-role-en", "x" * 201, "at the most"),
    ):  # fmt: skip
        page = send(client, HEAD, {**form, "title-en": "Kept", field: value}, 422)
        assert said in page.text("//*[@id='problem']"), field
        assert page.root.xpath("//*[@id='problem']"), field
        assert page.root.xpath("//input[@name='title-en']/@value") == ["Kept"]
    again()
    assert the_meeting().version == before


@pytest.mark.parametrize("bases", ["", "{", "[]", "1", '{"title_en": 5, "headcount": [1]}', "x" * 100_000])
def test_what_the_form_was_made_from_can_be_garbled(cast: Cast, bases: str) -> None:
    client = cast.client("chair")
    response = client.post(HEAD, data={**form_of(client, HEAD), "bases": bases, "venue-en": "elsewhere"})
    assert response.status_code in {302, 409, 422}


def test_a_stale_text_is_refused_with_theirs_beside_it_and_can_be_sent_again(cast: Cast) -> None:
    client = cast.client("secretary")
    form = form_of(client, HEAD)
    sent(cast, {"purpose-en": "<b>Of the chair</b>"})
    page = send(client, HEAD, {**form, "purpose-en": "Of the secretary", "venue-lo": "ບ່ອນໃໝ່"}, 409)
    assert "Choose which of the two stays" in page.text("//*[@id='problem']")
    assert page.text("//section[@aria-labelledby='theirs']//dd") == "<b>Of the chair</b>"
    again()
    assert (the_meeting().purpose.en, the_meeting().venue.lo) == ("<b>Of the chair</b>", "ຫ້ອງການ ຄຊກລ")
    shown = dict(page.root.forms[0].form_values())
    shown |= {name: value.lstrip("\n") for name, value in shown.items()}
    assert shown["purpose-en"] == "Of the secretary"
    send(client, HEAD, shown)
    again()
    assert (the_meeting().purpose.en, the_meeting().venue.lo) == ("Of the secretary", "ບ່ອນໃໝ່")


def test_another_language_does_not_collide(cast: Cast) -> None:
    client = cast.client("secretary")
    form = form_of(client, HEAD)
    sent(cast, {"purpose-en": "Of the chair"})
    send(client, HEAD, {**form, "purpose-lo": "ຂອງເລຂາ"})
    again()
    assert (the_meeting().purpose.en, the_meeting().purpose.lo) == ("Of the chair", "ຂອງເລຂາ")


def test_a_translator_writes_one_language_of_the_texts(cast: Cast) -> None:
    page = get(cast.client("translator"), HEAD)
    assert page.root.xpath("//*[@name='headcount' or starts-with(@name, 'signatures')]") == []
    sent(cast, {"purpose-en": "In English"}, who="translator")
    assert the_meeting().purpose.en == "In English"
    sent(cast, {"purpose-en": "Both", "purpose-lo": "ທັງສອງ"}, 422, who="translator")
    sent(cast, {"headcount": "7"}, 403, who="translator")
    sent(cast, {"signatures-0-role-en": "Me"}, 302, who="translator")
    assert the_meeting().headcount == 20
    assert the_meeting().signatures[0].role.en == "Chairperson"


def test_who_may(cast: Cast) -> None:
    get(cast.client("other"), HEAD, 404)
    form = form_of(cast.client("chair"), HEAD)
    for name, status in (("other", 404), ("npa", 403), ("mag", 403), ("management", 403)):
        client = cast.client(name)
        send(client, HEAD, {**form, "csrf_token": form_of(client, "/account")["csrf_token"]}, status)


def test_frozen_minutes_keep_their_head(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, HEAD)
    freeze()
    assert "frozen" in send(client, HEAD, {**form, "venue-en": "elsewhere"}, 422).text("//*[@id='problem']")


def test_a_repeated_key_a_missing_token_and_an_ended_session(cast: Cast) -> None:
    client = cast.client("chair")
    form = {**form_of(client, HEAD), "venue-en": "elsewhere"}
    send(client, HEAD, form)
    meeting_id = the_meeting().id
    with transaction() as current:
        current.get_one(Meeting, meeting_id).headcount = 5
    send(client, HEAD, form)
    again()
    assert len(trail("meeting.revised")) == 1
    send(client, HEAD, {**form, "csrf_token": None}, 400)
    assert "Sign in" in send(cast.client(), HEAD, form, 401).title
    assert json.loads(form["bases"])["venue_en"] == "the NRA office"
