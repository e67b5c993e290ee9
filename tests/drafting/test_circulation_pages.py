from datetime import date
from pathlib import Path
from typing import Any

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from lives import circulated, organisation, the_meeting
from pages import Page, get, queries_of_database, speaks
from sqlalchemy import delete, func, select

from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.docx.layouts import Layout
from tracker.groups.models import Attach, DayOff, Membership
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import MeetingState, RecordState, TextState
from tracker.meetings.models import Entry
from tracker.minutes import versions
from tracker.minutes.models import Correction, Delivery, Version
from tracker.minutes.versions import MadeFile

HERE = "/meetings/im-twg/2021-Q1"
CIRCULATE, UNTIL = f"{HERE}/circulate", f"{HERE}/comment-date"


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three days after the meeting; files are made elsewhere."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    made = (MadeFile(Layout.LAO_THEN_ENGLISH, ".docx", b"PK a file"),)
    monkeypatch.setattr(versions, "made_files", lambda *_, **__: made)


def count(of: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(of)) or 0


def put(**facts: object) -> None:
    with transaction():
        meeting = the_meeting()
        for name, value in facts.items():
            setattr(meeting, name, value)


def mistakes(page: Page) -> list[str]:
    return page.texts("//*[@id='problem']//li")


def test_the_page_shows_what_will_happen(cast: Cast) -> None:
    with transaction() as current:
        current.add(DayOff(group_id=cast.group_id, day=date(2021, 4, 5)))
    page = get(cast.client("chair"), CIRCULATE)
    assert page.heading == "Circulate the minutes"
    assert "points without disposition" in page.text("//section[@aria-labelledby='h-missing']")
    rows = page.texts("//tbody/tr")
    assert [row.split(" Lao")[0] for row in rows] == [
        "Npa Person npa@twg.example NPA focal point", "Mag Person mag@twg.example MAG focal point",
    ]  # fmt: skip
    assert page.texts("//p[contains(@class, 'remark-warn')]//span") == [
        "NRA", "UXO Lao", "Army 58", "HI", "WEI", "MRE Unit",
    ]  # fmt: skip
    assert page.root.xpath("//input[@name='comment_until']/@value") == ["09/04/2021"], "the day off does not count"
    assert page.text("//section[@aria-labelledby='h-mail']//li") == "The minutes are enclosed as a Word file."
    assert count(Version) == count(OutgoingMail) == 0


def test_the_mail_is_shown_as_it_will_be_sent(cast: Cast) -> None:
    client = cast.client("chair")
    shown = get(client, CIRCULATE).root.xpath("//blockquote[@lang='en']/div")[0].text_content()
    post(client, CIRCULATE)
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.to_address == "npa@twg.example")).one()
    assert shown == mail.text
    lao = get(client, CIRCULATE).root.xpath("//blockquote[@lang='lo']")[0].text_content()
    assert "ຮ່າງບົດບັນທຶກກອງປະຊຸມ" in lao


def test_pressing_it_sends_the_first_version(cast: Cast) -> None:
    page = post(cast.client("secretary"), CIRCULATE)
    assert page.response.location == HERE
    session.rollback()
    meeting = the_meeting()
    assert (meeting.record, meeting.comment_until) == (RecordState.CIRCULATED, date(2021, 4, 8))
    assert session.scalars(select(OutgoingMail.to_address).order_by(OutgoingMail.id)).all() == [
        "npa@twg.example", "mag@twg.example",
    ]  # fmt: skip
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "minutes.circulated")).one()
    assert entry.actor == "Secretary Person"
    told = get(cast.client("npa"), HERE).text("//aside[@aria-labelledby='h-circulation']")
    assert "Circulated on 01/04/2021. Comments until 08/04/2021." in told


def test_recipients_and_languages_can_be_chosen(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, CIRCULATE)
    chosen = {"to": ["mag@twg.example"], "language-mag@twg.example": "lo", "comment_until": "12/04/2021"}
    more = {
        "address_2": "mre@example.org", "name_2": "MRE", "organisation_2": str(organisation("MRE Unit").id),
        "language_2": "en", "address_3": "NPA@twg.example",
    }  # fmt: skip
    send(client, CIRCULATE, {**form, **chosen, **more})
    session.rollback()
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [(row.address, row.language, row.reason, row.name) for row in rows] == [
        ("mag@twg.example", "lo", "focal_point", "Mag Person"), ("mre@example.org", "en", "added", "MRE"),
        ("NPA@twg.example", "lo", "added", ""),
    ]  # fmt: skip
    assert the_meeting().comment_until == date(2021, 4, 12)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"comment_until": "31/03/2021"}, "31/03/2021 is over"),
        ({"comment_until": "10/04/2021"}, "Nobody works on 10/04/2021"),
        ({"comment_until": "soon"}, "Write a day of the calendar"),
        ({"comment_until": ""}, "Fill this in."),
        ({"address_1": "nobody"}, "Write an e-mail address"),
        ({"name_1": "Somebody"}, "Write the address, or leave the whole row empty."),
        ({"organisation_1": "9999"}, "Choose one of the list."),
        ({"language_1": "fr"}, "Choose one of the list."),
        ({"listed": ["npa@twg.example"]}, "Who should get the minutes has changed meanwhile."),
        ({"listed": None, "to": None}, "Who should get the minutes has changed meanwhile."),
        ({"name_1": "x" * 500}, "at the most"),
    ],
)
def test_bad_input_is_explained_and_stays(cast: Cast, fields: dict[str, Any], words: str) -> None:
    client = cast.client("chair")
    form = {**form_of(client, CIRCULATE), "name_3": "Three", "address_3": "three@example.org"}
    page = send(client, CIRCULATE, {**form, **fields}, 422)
    assert any(words in each for each in mistakes(page)), mistakes(page)
    assert page.root.xpath("//input[@name='address_3']/@value") == ["three@example.org"]
    assert page.root.xpath("//input[@name='name_3']/@value") == ["Three"]
    assert count(Version) == 0


def test_all_mistakes_are_told_at_once(cast: Cast) -> None:
    client = cast.client("chair")
    wrong = {"to": None, "comment_until": "10/04/2021", "name_1": "Somebody"}
    told = mistakes(send(client, CIRCULATE, {**form_of(client, CIRCULATE), **wrong}, 422))
    assert [each.split(":")[0] for each in told] == ["Tick at least one recipient.", "Comments until", "E-mail"]


def test_somebody_must_get_it(cast: Cast) -> None:
    client = cast.client("chair")
    page = send(client, CIRCULATE, {**form_of(client, CIRCULATE), "to": None}, 422)
    assert mistakes(page) == ["Tick at least one recipient."]
    assert page.root.xpath("//input[@name='to'][@checked]") == []
    assert count(Version) == 0


def test_who_came_to_the_list_meanwhile_is_ticked_and_told(cast: Cast) -> None:
    client = cast.client("chair")
    form = {**form_of(client, CIRCULATE), "to": ["npa@twg.example"]}
    with transaction():
        organisation("HI").email = "hi@example.org"
    page = send(client, CIRCULATE, form, 422)
    assert page.root.xpath("//input[@name='to'][@checked]/@value") == ["npa@twg.example", "hi@example.org"]


@pytest.mark.parametrize(
    ("facts", "words", "link"),
    [
        ({"headcount": None}, "Nobody has said how many people were there.", "Say how many"),
        ({"state": MeetingState.PLANNED}, "The meeting is not noted as held.", "Mark as held"),
    ],
)
def test_what_hinders_is_said_with_the_way_out(cast: Cast, facts: dict[str, Any], words: str, link: str) -> None:
    client = cast.client("chair")
    form = form_of(client, CIRCULATE)
    put(**facts)
    page = get(client, CIRCULATE)
    assert words in page.text("//section[@aria-labelledby='h-first']")
    assert link in page.links("//section[@aria-labelledby='h-first']//a")
    assert not page.root.xpath("//main//form")
    send(client, CIRCULATE, form, 422)
    assert count(Version) == 0
    assert "btn-outline-primary" in get(client, HERE).root.xpath("//a[text()='Circulate…']/@class")[0]


def test_empty_minutes_hinder(cast: Cast) -> None:
    with transaction() as current:
        for entry in current.scalars(select(Entry)):
            entry.deleted_at = NOON
    assert "The minutes hold no entry yet." in get(cast.client("chair"), CIRCULATE).text("//main")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"record": RecordState.CIRCULATED, "text_state": TextState.FROZEN}, "frozen to be signed"),
        ({"record": RecordState.ISSUED, "text_state": TextState.ISSUED}, "These minutes were issued."),
        ({"record": RecordState.ISSUED}, "These minutes were issued."),
    ],
)
def test_what_is_frozen_or_issued_is_not_circulated(cast: Cast, facts: dict[str, Any], words: str) -> None:
    client = cast.client("chair")
    form = form_of(client, CIRCULATE)
    put(**facts)
    page = get(client, CIRCULATE)
    assert words in page.text("//div[@class='empty']")
    assert not page.root.xpath("//main//form")
    send(client, CIRCULATE, form, 422)
    assert count(OutgoingMail) == 0


def test_the_same_press_twice_sends_once(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, CIRCULATE)
    first, second = send(client, CIRCULATE, form), send(client, CIRCULATE, form)
    assert first.response.location == second.response.location == HERE
    assert (count(Version), count(OutgoingMail)) == (1, 2)


def test_who_comes_second_is_told_and_sends_nothing(cast: Cast) -> None:
    chair, secretary = cast.client("chair"), cast.client("secretary")
    late = form_of(secretary, CIRCULATE)
    post(chair, CIRCULATE)
    page = send(secretary, CIRCULATE, late, 409)
    assert mistakes(page) == ["Version 1 was circulated a moment ago by Chair Person."]
    assert "Look at it anew" in page.links("//main//a")
    assert not page.root.xpath("//main//button[contains(@class, 'btn-primary')]")
    send(secretary, CIRCULATE, {**late, "request_key": "another"}, 409)
    assert (count(Version), count(OutgoingMail)) == (1, 2)


def test_the_next_version_says_how_much_changed(cast: Cast) -> None:
    client = cast.client("chair")
    post(client, CIRCULATE)
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("Otherwise", "")
    page = get(client, CIRCULATE)
    assert page.heading == "Circulate version 2"
    told = page.text("//section[@aria-labelledby='h-mail']//ul")
    assert "One passage reads otherwise than in the version before." in told
    assert "The Lao is not finished: it follows later." in told
    assert "no answer yet" not in told
    with transaction() as current:
        version_id, npa = session.scalars(select(Version.id)).one(), cast.account("npa").person.organisation_id
        current.add(Correction(version_id=version_id, organisation_id=npa, place="i1", text=Bilingual("New"), at=NOON,
                               by="NPA"))  # fmt: skip
    told = get(client, CIRCULATE).text("//section[@aria-labelledby='h-mail']//ul")
    assert "1 proposed correction has no answer yet; this version does not hold it." in told
    post(client, CIRCULATE, comment_until="12/04/2021")
    assert count(OutgoingMail) == 4
    newest = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert newest is not None
    assert "(version 2)" in newest.subject


def test_the_form_of_the_file_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = cast.client("chair")
    monkeypatch.setitem(cast.app.config, "TRACKER_OFFICE", Path("soffice"))
    said = "//section[@aria-labelledby='h-mail']//li[1]"
    assert get(client, CIRCULATE).text(said) == "The minutes are enclosed as PDF."
    with transaction():
        group = the_meeting().group
        group.attach = Attach.BOTH
    assert get(client, CIRCULATE).text(said) == "The minutes are enclosed as PDF and as a Word file."


@pytest.mark.parametrize("address", [CIRCULATE, UNTIL])
def test_who_may_do_it(cast: Cast, address: str) -> None:
    circulated(cast, at=NOON, to=())
    for name in ("chair", "secretary", "admin"):
        get(cast.client(name), address)
    known = form_of(cast.client("chair"), address)
    for name in ("translator", "npa", "party", "management", "other"):
        client = cast.client(name)
        get(client, address, 403)
        send(client, address, {**known, "csrf_token": form_of(client, "/account")["csrf_token"]}, 403)
    get(cast.client("chair"), address.replace("2021-Q1", "2020-Q1"), 404)
    with transaction() as current:
        current.execute(delete(Membership).where(Membership.organisation_id == organisation("HI").id))
    get(cast.client("other"), address, 404)
    assert count(Version) == 1


def test_the_page_takes_a_fixed_number_of_queries(cast: Cast) -> None:
    client = cast.client("chair")
    get(client, CIRCULATE)
    with queries_of_database() as few:
        get(client, CIRCULATE)
    with transaction():
        for number, name in enumerate(("HI", "WEI", "UXO Lao", "Army 58", "NRA", "MRE Unit")):
            organisation(name).email = f"{number}@example.org"
    with queries_of_database() as many:
        assert len(get(client, CIRCULATE).texts("//tbody/tr")) == 8
    assert len(many) <= len(few)


def test_the_page_in_lao(cast: Cast) -> None:
    page = get(speaks(cast.client("chair"), "lo"), CIRCULATE)
    assert page.heading == "ແຈກຢາຍບົດບັນທຶກ"
    assert "ຜູ້ປະສານງານ" in page.text("//tbody/tr")


def test_the_way_to_it_stands_in_the_room(cast: Cast) -> None:
    assert get(cast.client("chair"), f"{HERE}/room").links()["Circulate…"] == CIRCULATE
    assert "Circulate…" not in get(cast.client("translator"), f"{HERE}/room").links()


# The comment date


def test_more_time_is_given(cast: Cast) -> None:
    client = cast.client("secretary")
    post(client, CIRCULATE)
    page = get(client, UNTIL)
    assert page.root.xpath("//input[@name='until']/@value") == ["20/04/2021"], "after Pi Mai"
    post(client, UNTIL, until="13/04/2021")
    assert "Comments are open until 13/04/2021 now. Nobody was told by mail." in get(client, HERE).text("//main")
    assert the_meeting().comment_until == date(2021, 4, 13)
    assert count(OutgoingMail) == 2


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("08/04/2021", "Give a day after 08/04/2021."), ("10/04/2021", "Nobody works on 10/04/2021"),
        ("", "Fill this in."), ("x", "Write a day of the calendar"),
    ],
)  # fmt: skip
def test_a_date_that_can_not_be_is_explained(cast: Cast, until: str, words: str) -> None:
    client = cast.client("chair")
    post(client, CIRCULATE)
    page = send(client, UNTIL, {**form_of(client, UNTIL), "until": until}, 422)
    assert any(words in each for each in mistakes(page))
    assert page.root.xpath("//input[@name='until']/@value") == [until]


def test_a_draft_has_no_comment_date_to_move(cast: Cast) -> None:
    page = get(cast.client("chair"), UNTIL)
    assert "Only circulated minutes have a comment date." in page.text("//main")
    assert not page.root.xpath("//main//form")


def test_two_who_move_it_at_once(cast: Cast) -> None:
    client = cast.client("chair")
    post(client, CIRCULATE)
    late = form_of(client, UNTIL)
    post(client, UNTIL, until="12/04/2021")
    page = send(client, UNTIL, {**late, "until": "13/04/2021"}, 409)
    assert mistakes(page) == ["Somebody else moved the comment date a moment ago. Look at it once more."]
    assert the_meeting().comment_until == date(2021, 4, 12)


def test_what_was_changed_since_the_page_was_made_is_looked_at_first(cast: Cast) -> None:
    client = cast.client("chair")
    form = form_of(client, CIRCULATE)
    with transaction():
        the_meeting().revision += 1
    page = send(client, CIRCULATE, form, 409)
    assert "changed since you looked at this page" in page.text("//*[@id='problem']")
    assert count(Version) == 0
    again = page.root.xpath("//input[@name='revision']/@value")
    send(client, CIRCULATE, {**form, "revision": again[0]})
    assert count(Version) == 1
