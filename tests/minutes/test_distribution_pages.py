from contextvars import Context
from io import BytesIO

import openpyxl
import pytest
from applications import NOON
from arrivals import delivery_to, mails_left, organisation_id
from cast import Cast, form_of, post, send
from lives import ADDRESS, circulated
from pages import get, queries_of_database
from parties import outsiders
from sqlalchemy import func, select

from tracker.access.voices import How
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.mail.models import MailState, OutgoingMail
from tracker.minutes import sending
from tracker.minutes.models import Delivery, Reason, Version
from tracker.minutes.sending import Recipient

HERE = f"{ADDRESS}/distribution"


def mails() -> list[tuple[str, str]]:
    session.rollback()
    return [(row.to_address, row.language) for row in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]


def trail(verb: str) -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def many(cast: Cast, count: int) -> None:
    with transaction():
        version = session.scalars(select(Version).order_by(Version.id.desc()).limit(1)).one()
        people = [Recipient(f"p{n}@x.example", f"P{n}", "lo", Reason.ADDED) for n in range(count)]
        sending.send(version, people, by=cast.actor("chair"), at=NOON)


def test_it_is_told_who_was_sent_what_when_why_and_whether_it_arrived(cast: Cast) -> None:
    circulated(cast)
    mails_left()
    npa_id = delivery_to("npa").id
    with transaction():
        delivery = session.get_one(Delivery, npa_id)
        delivery.opened_at = NOON
        delivery.acknowledged_at, delivery.acknowledged_how = NOON, How.TELEPHONE
        delivery.acknowledged_by = "Ms Boun"
        mail = session.scalars(select(OutgoingMail).where(OutgoingMail.to_address == "mag@twg.example")).one()
        mail.state, mail.sent_at, mail.trouble = MailState.FAILED, None, "receiver_refused"
    page = get(cast.client("chair"), HERE)
    assert page.heading == "Who has received the minutes"
    mag, npa = page.texts("//tbody/tr")
    assert mag.startswith("MAG Mag Person mag@twg.example focal point Version 1 in English Not sent")
    assert "The mail server does not take mails for this address. Check the address." in mag
    assert "not yet Send again" in mag
    assert "npa@twg.example focal point Version 1 in English Sent 01/04/2021 12:00 01/04/2021 12:00" in npa
    assert "01/04/2021 12:00 Ms Boun, by telephone" in npa
    assert "One mail did not go out by itself." in page.text("//main")
    only = get(cast.client("chair"), f"{HERE}?missing=1&version=1")
    assert [row.split()[0] for row in only.texts("//tbody/tr")] == ["MAG"]
    assert "Nothing of this version was sent." in get(cast.client("chair"), f"{HERE}?version=7").text("//main")


def test_one_of_an_organisation_is_enough(cast: Cast) -> None:
    circulated(cast)
    with transaction():
        version = session.scalars(select(Version)).one()
        to = Recipient("office@npa.example", "NPA", "lo", Reason.MEMBER, organisation_id=organisation_id("NPA"))
        (delivery,) = sending.send(version, [to], by=cast.actor("chair"), at=NOON)
        delivery.acknowledged_at, delivery.acknowledged_how = NOON, How.ITSELF
    page = get(cast.client("chair"), f"{HERE}?missing=1")
    assert [row.split()[0] for row in page.texts("//tbody/tr")] == ["MAG"]
    assert "by somebody else there" in get(cast.client("chair"), HERE).text("//tbody")
    assert "2 have it." in page.text("//main")


def test_a_draft_was_sent_to_nobody(cast: Cast) -> None:
    page = get(cast.client("secretary"), HERE)
    assert "Nothing was sent yet." in page.text("//main")
    for below in ("/again", "/new"):
        assert not get(cast.client("secretary"), HERE + below).root.xpath("//main//form")


def test_who_sees_it_and_who_acts(cast: Cast) -> None:
    outsiders(cast)
    circulated(cast)
    delivery_id = delivery_to("npa").id
    acts = (f"{HERE}/again", f"{HERE}/new", f"{HERE}/{delivery_id}/again", f"{HERE}/{delivery_id}/acknowledged")
    expected = {"chair": (200, 200), "secretary": (200, 200), "admin": (200, 200), "management": (200, 403),
                "translator": (403, 403), "npa": (403, 403), "other": (403, 403), "stranger": (403, 403)}  # fmt: skip
    for name, (reads, writes) in expected.items():
        client = cast.client(name)
        get(client, HERE, reads)
        assert Context().run(client.get, f"{HERE}.xlsx").status_code == reads
        for act in acts:
            get(client, act, writes)
    chair_of_another = cast.client("other")
    get(chair_of_another, "/meetings/nix/2021-Q1/distribution", 404)
    get(cast.client("chair"), f"{HERE}/999/again", 404)
    assert not get(cast.client("management"), HERE).root.xpath("//main//a[contains(@href, 'again')]")


def test_one_is_sent_it_again(cast: Cast) -> None:
    circulated(cast)
    mails_left()
    client, address = cast.client("secretary"), f"{HERE}/{delivery_to('npa').id}/again"
    fields = form_of(client, address)
    assert fields["address"] == "npa@twg.example"
    for _ in range(2):
        assert send(client, address, fields).response.location == HERE
    assert mails() == [("npa@twg.example", "en"), ("mag@twg.example", "en"), ("npa@twg.example", "en")]
    page = send(client, address, {**fields, "request_key": "another"}, 422)
    assert "The last mail to this address has not left yet." in page.text("//div[@role='alert']")
    (entry,) = trail("minutes.sent")
    assert entry.details == {"number": 1, "to": ["npa@twg.example"]}
    assert "mail number 2" in get(client, HERE).text("//main")


def test_a_new_address_gets_it_in_the_same_language_for_the_same_person(cast: Cast) -> None:
    circulated(cast)
    client, before = cast.client("chair"), delivery_to("npa")
    person_id = before.person_id
    address = f"{HERE}/{before.id}/again"
    fields = form_of(client, address)
    page = send(client, address, {**fields, "address": "npa"}, 422)
    assert "Write an e-mail address" in page.text("//div[@role='alert']")
    send(client, address, {**fields, "address": "new@npa.example"})
    assert mails()[-1] == ("new@npa.example", "en")
    made = session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(1)).one()
    assert (made.person_id, made.reason, made.link_id is not None) == (person_id, Reason.FOCAL_POINT, True)


def test_an_older_version_is_not_sent_again(cast: Cast) -> None:
    circulated(cast)
    mails_left()
    old = delivery_to("npa").id
    circulated(cast, to=("mag",))
    page = post(cast.client("chair"), f"{HERE}/{old}/again", status=422)
    assert "A newer version was sent since. Send that one." in page.text("//div[@role='alert']")
    assert f"/{old}/again" not in " ".join(get(cast.client("chair"), HERE).links("//tbody//a").values())


def test_all_who_have_not_acknowledged_get_it_again(cast: Cast) -> None:
    circulated(cast, to=("npa", "mag", "party"))
    client = cast.client("secretary")
    assert "has a mail on its way" in get(client, f"{HERE}/again").text("//main")
    mails_left()
    npa_id = delivery_to("npa").id
    with transaction():
        delivery = session.get_one(Delivery, npa_id)
        delivery.acknowledged_at, delivery.acknowledged_how = NOON, How.ITSELF
        mail = session.scalars(select(OutgoingMail).where(OutgoingMail.to_address == "party@twg.example")).one()
        mail.state, mail.sent_at = MailState.FAILED, None
    page = get(client, f"{HERE}/again")
    assert page.texts("//main//label") == [
        "MAG, Mag Person, mag@twg.example", "WEI, Party Person, party@twg.example (Not sent)",
    ]  # fmt: skip
    fields = form_of(client, f"{HERE}/again")
    assert fields["deliveries"] == str(delivery_to("mag").id)
    for _ in range(2):
        send(client, f"{HERE}/again", fields)
    assert [to for to, _ in mails()][3:] == ["mag@twg.example"]
    for wrong in ([], ["999"], ["x"]):
        page = post(client, f"{HERE}/again", deliveries=wrong, status=422)
        assert "Send again to: " in page.text("//div[@role='alert']")


def test_somebody_new_gets_it(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("chair")
    fields = {**form_of(client, f"{HERE}/new"), "address": "party@twg.example", "language": "lo"}
    for _ in range(2):
        send(client, f"{HERE}/new", fields)
    assert mails()[2:] == [("party@twg.example", "lo")]
    made = delivery_to("party")
    assert (made.person_id, made.organisation_id) == (cast.account("party").person_id, organisation_id("WEI"))
    assert (made.reason, made.version.number) == (Reason.ADDED, 1)
    page = send(client, f"{HERE}/new", {**fields, "request_key": "2"}, 422)
    assert "The last mail to this address has not left yet." in page.text("//div[@role='alert']")
    wrongs = (({"address": ""}, "Fill this in"), ({"organisation_id": "999"}, "Choose"), ({"language": "fr"}, "Choose"))
    for wrong, told in wrongs:
        page = send(client, f"{HERE}/new", {**fields, "address": "a@b.example", **wrong}, 422)
        assert told in page.text("//div[@role='alert']")


def test_an_acknowledgement_is_noted_on_behalf(cast: Cast) -> None:
    circulated(cast)
    client, delivery_id = cast.client("secretary"), delivery_to("mag").id
    address = f"{HERE}/{delivery_id}/acknowledged"
    page = post(client, address, said_by="", status=422)
    assert page.texts("//div[@role='alert']//li") == ["How: Fill this in.", "Who said it: Fill this in."]
    fields = {**form_of(client, address), "how": "telephone", "said_by": "Mr Kham"}
    for _ in range(2):
        send(client, address, fields)
    delivery = delivery_to("mag")
    assert (delivery.acknowledged_how, delivery.acknowledged_by) == (How.TELEPHONE, "Mr Kham")
    assert delivery.opened_at is None
    (entry,) = trail("minutes.acknowledged")
    assert (entry.actor, (entry.details or {})["said_by"]) == ("Secretary Person", "Mr Kham")


def test_it_is_handed_out_as_excel(cast: Cast) -> None:
    circulated(cast)
    mails_left()
    npa_id = delivery_to("npa").id
    with transaction():
        session.get_one(Delivery, npa_id).name = "=HYPERLINK(1)"
    answer = Context().run(cast.client("management").get, f"{HERE}.xlsx")
    assert "IM-2021-Q1-distribution.xlsx" in answer.headers["Content-Disposition"]
    (sheet,) = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
    assert [cell.value for cell in sheet[1]] == [
        "Version", "Sent as", "Organisation", "Name", "E-mail address", "Language", "Why", "Sent on", "Times sent",
        "Mail", "Trouble with the mail", "Opened on", "Acknowledged on", "How", "By whom", "Has it arrived",
    ]  # fmt: skip
    values = [cell.value for cell in sheet[3]]
    assert values[:7] == [1, "for comments", "NPA", "=HYPERLINK(1)", "npa@twg.example", "English", "focal point"]
    assert (str(values[7]), values[8], values[9], values[15]) == ("2021-04-01 12:00:00", 1, "Sent", "no")
    assert sheet["D3"].data_type == "s"
    lao = Context().run(cast.client("chair", "lo").get, f"{HERE}.xlsx?missing=1&version=1")
    (sheet,) = openpyxl.load_workbook(BytesIO(lao.data)).worksheets
    assert sheet.max_row == 3
    assert sheet["A1"].value != "Version"


@pytest.mark.parametrize("below", ["", "?missing=1", ".xlsx"])
def test_it_takes_the_same_queries_however_long_it_is(cast: Cast, below: str) -> None:
    circulated(cast)
    client, taken = cast.client("chair"), []
    for count in (1, 120):
        many(cast, count)
        with queries_of_database() as sent:
            Context().run(client.get, HERE + below)
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 14


def test_a_long_list_has_pages(cast: Cast) -> None:
    circulated(cast)
    many(cast, 60)
    page = get(cast.client("chair"), HERE)
    assert len(page.texts("//tbody/tr")) == 50
    assert len(get(cast.client("chair"), f"{HERE}?page=2").texts("//tbody/tr")) == 12
    assert "Version 1 went to 62 recipients. Nobody has acknowledged it yet." in page.text("//main")


def test_nothing_is_changed_by_asking_or_without_a_token(cast: Cast) -> None:
    circulated(cast)
    client, delivery_id = cast.client("chair"), delivery_to("npa").id
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    for below in ("/again", "/new", f"/{delivery_id}/again", f"/{delivery_id}/acknowledged"):
        get(client, HERE + below)
        assert Context().run(client.post, HERE + below, data={"address": "a@b.example"}).status_code == 400
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before
    assert len(mails()) == 2
