from datetime import date, timedelta
from typing import Any

import pytest
from acting import told
from applications import NOON
from cast import Cast, cast_of, form_of, send
from flask import Flask
from instructed import HERE, PAGE, SAID, give, instructions, organisation_id
from pages import get, queries_of_database, speaks
from sqlalchemy import select
from standing import token_of
from time_machine import travel

from tracker.access.voices import How
from tracker.actions import changing, deciding
from tracker.actions.deciding import Seen
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.dashboard import instructing, queries_instructions
from tracker.dashboard.instructing import Remark
from tracker.dashboard.quarters import Quarter
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation, Person

SUMMARY = "//*[@class='problem']"
QUARTER = Quarter(2021, 1)
WHY = Bilingual(en="It is settled otherwise.", lo="ແກ້ໄຂດ້ວຍທາງອື່ນແລ້ວ.")


def mails() -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail.to_address).order_by(OutgoingMail.id)))


def audited() -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == "instruction.given")))


def test_a_remark_of_management_becomes_an_action(cast: Cast) -> None:
    owners: dict[str, Any] = {"owner_id": str(organisation_id(cast)), "other_id": str(organisation_id(cast, "mag"))}
    page = give(cast, **owners, until="30/07/2031")
    (given,) = instructions()
    action, today = given.action, clock.today()
    assert page.response.location == "/follow-up/page?group=im-twg&period=2021-Q1&as_of=2021-03-31#instructions"
    assert (given.period, given.as_of, given.remark.lo, given.by) == (
        "2021-Q1", date(2021, 3, 31), SAID["text-lo"], "Management Person",
    )  # fmt: skip
    assert (given.how, given.said_by) == (How.ITSELF, "")
    assert (action.text.en, action.meeting_id, action.agreed_on, action.told_on) == (
        SAID["text-en"], None, today, today,
    )  # fmt: skip
    assert action.first.by == date(2031, 7, 30)
    assert [part.organisation.short_name for part in action.owners] == ["NPA", "MAG"]
    day = f"{today:%d/%m/%Y}"
    assert action.reason.en == f"Instruction of Management Person of {day} on the follow-up of quarter 1, 2021"
    assert day in action.reason.lo
    assert mails() == ["npa@twg.example", "mag@twg.example", "chair@twg.example", "secretary@twg.example"]


@pytest.mark.parametrize(
    ("owner", "ends"),
    [
        ("NPA", "Who leads the group is told. Who owes it is told."),
        ("HI", "Nobody of HI has an e-mail address in this group: have them told another way."),
        ("", "Who leads the group is told. Nobody owes it yet."),
    ],
)
def test_the_page_says_who_is_told_and_who_is_not(cast: Cast, owner: str, ends: str) -> None:
    found = session.scalars(select(Organisation.id).where(Organisation.short_name == owner)).first()
    client = cast.client("management")
    sent = send(client, HERE, {**token_of(client), **PAGE, **SAID, "owner_id": str(found or "")})
    assert get(client, sent.response.location).text("//p[@role='status']").endswith(ends)
    assert mails() == ["npa@twg.example"] * (owner == "NPA") + ["chair@twg.example", "secretary@twg.example"]


@pytest.mark.parametrize("alone", [False, True])
def test_the_page_says_where_nobody_who_leads_the_group_is_told(cast: Cast, alone: bool) -> None:
    for name in ("chair", "secretary"):
        with transaction() as current:
            current.get_one(Person, cast.account(name).person_id).email = ""
    client = cast.client("chair" if alone else "management")
    if alone:
        with transaction() as current:
            current.get_one(Person, cast.account("chair").person_id).email = "chair@twg.example"
    written = {"said_by": "Mr Kham", "how": "paper"} if alone else {}
    sent = send(client, HERE, {**token_of(client), **PAGE, **SAID, **written})
    told = get(client, sent.response.location).text("//p[@role='status']")
    nobody = "Nobody who leads the group has an e-mail address: have them told another way."
    assert (nobody in told, "Who leads the group is told." in told) == (not alone, False)
    assert mails() == []


def test_it_is_audited(cast: Cast) -> None:
    give(cast)
    (entry,) = audited()
    assert (entry.subject, entry.subject_id) == (instructions()[0].action.reference, instructions()[0].id)
    assert entry.details
    assert entry.details["remark"] == {"en": SAID["text-en"], "lo": SAID["text-lo"]}
    assert (entry.details["period"], entry.details["as_of"]) == ("2021-Q1", "2021-03-31")


def test_others_write_down_who_said_it_and_how(cast: Cast) -> None:
    page = give(cast, "secretary", 422, said_by="")
    assert "Who said it" in page.text(SUMMARY)
    assert page.root.xpath("//textarea[@name='text-en']")[0].text.strip() == SAID["text-en"]
    assert instructions() == []
    give(cast, "secretary", owner_id=str(organisation_id(cast)))
    (given,) = instructions()
    assert (given.how, given.said_by, given.by) == (How.TELEPHONE, "Ms Bounmy", "Secretary Person")
    assert given.action.reason.en.startswith("Instruction of Ms Bounmy of ")
    assert mails() == ["npa@twg.example", "chair@twg.example"]


def test_the_service_asks_who_said_it(cast: Cast) -> None:
    remark = Remark(group_id=cast.group_id, quarter=QUARTER, as_of=date(2021, 3, 31), text=Bilingual.same("Count."))
    with pytest.raises(Exception, match="Say who said it"), transaction():
        instructing.give_instruction(remark, by=cast.actor("chair"), at=NOON)
    assert instructions() == []


def test_words_are_read_and_shown_before_anything_is_done(cast: Cast) -> None:
    page = give(cast, "management", 200, until="end of July 2031")
    assert "The deadline is read as:" in page.text("//*[@role='status']")
    assert instructions() == []
    (read,) = page.root.xpath("//input[@name='as_read']/@value")
    give(cast, until="end of July 2031", as_read=read)
    assert instructions()[0].action.words.en == "end of July 2031"
    assert instructions()[0].action.first.by == date(2031, 7, 31)


@pytest.mark.parametrize(
    ("until", "wrong"),
    [
        ("31/12/1900", "31/12/1900 is over. Give a day that is still to come."),
        ("30/06/2020", "30/06/2020 is over."), ("end of 2020", "31/12/2020 is over."), ("1900-12-31", "is over"),
        ("2100-01-01", "is more than 5 years ahead"), ("end of 2060", "is more than 5 years ahead"),
        ("31/12/9999", "31/12/9999 is more than 5 years ahead. Look at the year again"),
    ],
)  # fmt: skip
def test_a_day_that_must_be_a_slip_is_explained_and_stays(cast: Cast, until: str, wrong: str) -> None:
    page = give(cast, "management", 422, until=until)
    assert wrong in page.text(SUMMARY)
    assert page.root.xpath("//input[@name='until']/@value") == [until]
    assert page.root.xpath("//textarea[@name='text-en']")[0].text.strip() == SAID["text-en"]
    assert instructions() == []


def test_the_service_takes_no_such_day_either(cast: Cast) -> None:
    remark = Remark(
        group_id=cast.group_id, quarter=QUARTER, as_of=date(2021, 3, 31), text=Bilingual.same("Count."),
        words=Bilingual.same("31/03/2021"),
    )  # fmt: skip
    with pytest.raises(Refused, match="is over"), transaction():
        instructing.give_instruction(remark, by=cast.actor("management"), at=NOON)
    assert instructions() == []


def test_its_page_is_one_that_there_is(cast: Cast) -> None:
    give(cast, "management", 422, as_of="2999-01-01")
    give(cast, "management", 422, period="2021-Q2")
    assert instructions() == []


def test_a_lao_reader_reads_who_gave_it_in_lao(cast: Cast) -> None:
    with transaction():
        cast.account("management").person.name = Bilingual("Management Person", "ທ່ານ Management")
    give(cast)
    page = get(speaks(cast.client("chair"), "lo"), "/follow-up/page?group=im-twg&period=2021-Q1")
    said = page.text("//*[@id='instructions']//ul")
    assert "ທ່ານ Management" in said
    assert "Management Person" not in said


def test_nobody_and_no_date_are_allowed(cast: Cast) -> None:
    give(cast, text__lo="")
    (given,) = instructions()
    assert (given.action.owners, given.action.first.end, given.remark.lo) == ([], None, "")


def test_what_is_missing_is_asked_for(cast: Cast) -> None:
    page = give(cast, "management", 422, text__en="", text__lo="")
    assert "Fill this in. One language is enough." in page.text(SUMMARY)
    page = give(cast, "management", 422, group="", of="")
    assert "Group" in page.text(SUMMARY)
    assert page.texts("//select[@name='group']/option")[1:] != []
    page = give(cast, "management", 422, owner_id="999999")
    assert "Choose one of the list." in page.text(SUMMARY)
    give(cast, "management", 422, period="2021-Q5")
    give(cast, "management", 422, as_of="soon")
    assert instructions() == []


def test_the_very_same_is_not_said_twice(cast: Cast) -> None:
    give(cast)
    client = cast.client("management")
    sent = {**token_of(client), **PAGE, **SAID, "request_key": "another"}
    assert "says the very same, since today" in send(client, HERE, sent, 409).text(SUMMARY)
    assert len(instructions()) == 1


def test_sent_again_it_is_done_once(cast: Cast) -> None:
    client = cast.client("management")
    sent = {**token_of(client), **PAGE, **SAID}
    first, second = send(client, HERE, sent), send(client, HERE, sent)
    assert first.response.location == second.response.location
    assert (len(instructions()), len(audited())) == (1, 1)


@pytest.mark.parametrize(("who", "status"), [("", 401), ("npa", 403), ("party", 403), ("translator", 403)])
def test_it_is_not_for_everybody(cast: Cast, who: str, status: int) -> None:
    client = cast.client(who)
    send(client, HERE, {**token_of(client), **PAGE, **SAID}, status)
    assert instructions() == []


def test_another_group_is_not_there(cast: Cast) -> None:
    give(cast, "other", 404)
    give(cast, "management", 404, group="nowhere", of="nowhere")
    assert instructions() == []


def test_there_is_nothing_to_look_at(cast: Cast) -> None:
    get(cast.client("management"), HERE, status=405)


def test_the_form_stands_on_the_page(cast: Cast) -> None:
    page = "/follow-up/page?group=im-twg&period=2021-Q1"
    client = cast.client("management")
    sent = {**form_of(client, page, HERE), **SAID}
    send(client, HERE, sent)
    assert instructions()[0].as_of == date(2021, 3, 31)
    shown = get(client, page)
    assert SAID["text-en"] in shown.text("//*[@id='instructions']")
    assert shown.links("//*[@id='instructions']//li//a") == {
        instructions()[0].action.reference: f"/actions/{instructions()[0].action_id}"
    }
    whole = get(cast.client("chair"), "/follow-up/page?period=2021-Q1")
    assert whole.root.xpath("//form[@action='/follow-up/instructions']//*[@name='said_by']")
    assert whole.root.xpath("//select[@name='group']/option[@value='im-twg']")


def state(as_of: date, today: date | None = None) -> tuple[str, date]:
    session.rollback()
    (group_id,) = {each.group_id for each in instructions()}
    (found,) = queries_instructions.instructions_on([group_id], QUARTER, as_of, today or clock.today())
    return found.standing.words.en, found.stands_on


def test_what_became_of_it_on_the_day_of_the_page(either_app: Flask) -> None:
    cast = next(cast_of(either_app))
    begin, npa = NOON.date(), organisation_id(cast)
    with travel(NOON, tick=False):
        give(cast, owner_id=str(npa), until="10/04/2021")
    (given,) = instructions()
    part_id = given.action.owners[0].id
    chair = cast.actor("chair")
    later = NOON + timedelta(days=20)
    with transaction():
        deciding.drop(Seen(part_id, 1), WHY, by=chair, at=later)
    assert state(begin) == ("not yet begun", begin)
    assert state(date(2021, 4, 12)) == ("2 days late", date(2021, 4, 12))
    assert state(later.date()) == ("dropped", later.date())
    before = begin - timedelta(days=1)
    assert state(before, later.date()) == ("dropped", later.date())
    assert state(before, begin) == ("not yet begun", begin)


def test_a_merged_one_goes_on(cast: Cast) -> None:
    action_id = told(cast)
    give(cast, owner_id=str(organisation_id(cast)))
    (given,) = instructions()
    today, chair = clock.today(), cast.actor("chair")
    assert state(today) == ("no date", today)
    with transaction():
        changing.merge_actions(action_id, [given.action_id], WHY, by=chair, at=clock.now())
    assert state(today) == ("Goes on as IM-A-003.", today)


def test_the_queries_are_as_many_at_few_and_at_many(cast: Cast) -> None:
    def asked() -> int:
        session.rollback()
        with queries_of_database() as sent:
            queries_instructions.instructions_on([cast.group_id], QUARTER, clock.today(), clock.today())
        return len(sent)

    give(cast, owner_id=str(organisation_id(cast)))
    few = asked()
    for number in range(4):
        give(cast, owner_id=str(organisation_id(cast)), text__en=f"Another {number}", request_key=f"key {number}")
    assert (asked(), len(instructions())) == (few, 5)
