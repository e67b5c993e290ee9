"""How issued minutes are acknowledged, amended and asked for once more, and what the record of it all says."""

from contextvars import Context
from io import BytesIO
from typing import Any

import openpyxl
from arrived import Mail, expected
from cast import form_of, post, send
from life_signature import SIGN
from lives import ADDRESS
from pages import get
from sqlalchemy import select
from stage import HI, MAG, Life, got

from tracker.core.db import session
from tracker.meetings.models import Entry

AMEND, DISTRIBUTION, VERSIONS = (f"{ADDRESS}/{name}" for name in ("amend", "distribution", "versions"))
WHY: dict[str, Any] = {"reason__lo": "ປີຂອງໄຕມາດທີ 2 ຂາດໄປ.", "reason__en": "The year of the second quarter was missing."}
MOVED = "vientiane@hi.example"


def they_say_that_they_have_it(life: Life, mails: dict[str, Mail]) -> None:
    """MAG by its link, NPA by the button, UXO Lao on the telephone; WEI's browser tells that the page was opened."""
    visitor = life.visitor()
    post(visitor, f"{mails[MAG].link}/received", mails[MAG].link)
    npa = life.client("npa")
    (received,) = (each for each in get(npa, ADDRESS).root.xpath("//form/@action") if each.endswith("/received"))
    post(npa, received, ADDRESS)
    secretary = life.client("secretary")
    (noting,) = get(secretary, DISTRIBUTION).root.xpath(
        "//tr[contains(., 'UXO Lao')][contains(., 'Version 3')]//a[contains(@href, '/acknowledged')]/@href"
    )
    post(secretary, noting, how="telephone", said_by="Mr Khamla")
    wei = life.client("party")
    page = get(wei, ADDRESS)
    (opened,) = page.root.xpath("//script/@data-opened")
    (token,) = page.root.xpath("//meta[@name='csrf-token']/@content")
    assert Context().run(wei.post, opened, headers={"X-CSRFToken": token}).status_code == 204


def begin_an_amendment(life: Life) -> None:
    """The reason opens the text again; what is changed in the room is compared with what was issued."""
    chair = life.client("chair")
    room = post(chair, AMEND, **WHY).response.location
    session.rollback()
    number = session.scalars(select(Entry.id).where(Entry.key == "c2")).one()
    revise = f"/room/entries/{number}/revise"
    form = form_of(chair, f"{room}?entry={number}", revise)
    form["text_lo"] = form["text_lo"].replace("ໄຕມາດທີ 2", "ໄຕມາດທີ 2 ປີ 2021")
    form["text_en"] = form["text_en"].replace("second quarter", "second quarter of 2021")
    send(chair, revise, form)
    added = set(get(chair, f"{VERSIONS}/3/differences?against=draft").texts("//ins"))
    assert added == {"[ເພີ່ມ: ປີ 2021]", "[added: of 2021]"}
    assert "of 2021" not in get(life.client("npa"), f"{ADDRESS}?text=en").text("//article//*[contains(., 'second qu')]")


def freeze_the_amendment(life: Life) -> None:
    """It keeps its number, and the reason is proposed as the list of changes."""
    chair = life.client("chair")
    form = form_of(chair, SIGN, f"{SIGN}/freeze")
    assert (form["numbering"], form["issued_on"]) == ("kept", "10/05/2021")
    assert (form["changes-lo"].strip(), form["changes-en"].strip()) == tuple(WHY.values())
    send(chair, f"{SIGN}/freeze", form)


def both_versions_are_read(life: Life) -> None:
    """The old one says by what it was amended and is otherwise as it was; the new one says what was changed."""
    npa = life.client("npa")
    old, new = (get(npa, f"{VERSIONS}/{number}?text=lo") for number in (3, 4))
    assert "Amended by version 4 of 10/05/2021" in old.text("//*[contains(@class, 'notice')]")
    assert "ໄຕມາດທີ 2 ປີ 2021" not in old.text("//article")
    assert "ໄຕມາດທີ 2 ປີ 2021" in new.text("//article")
    assert WHY["reason__en"] in new.text("//aside[@aria-labelledby='h-changes']")


def hi_misses_them_and_gets_them(life: Life) -> None:
    """Its office has moved: it says so, the secretary sends them to the new address, and that settles it."""
    hi = life.client("other")
    post(hi, f"{ADDRESS}/not-received", ADDRESS)
    secretary = life.client("secretary")
    page = get(secretary, DISTRIBUTION)
    assert "HI said by Other Person on 12/05/2021" in page.text("//section[@aria-labelledby='h-missing']")
    (again,) = page.links("//section[@aria-labelledby='h-missing']//a").values()
    form = form_of(secretary, again)
    assert form["address"] == HI
    send(secretary, again, {**form, "address": MOVED})
    assert set(life.arrived("7-to-the-new-address")) == {MOVED}
    assert not get(secretary, DISTRIBUTION).root.xpath("//section[@aria-labelledby='h-missing']")


def the_record_says_all_this(life: Life) -> None:
    """As a page and as an Excel file: to whom what went, when, in which language, and how it was acknowledged."""
    management = life.client("management")
    (sheet,) = openpyxl.load_workbook(BytesIO(got(management, f"{DISTRIBUTION}.xlsx"))).worksheets
    rows = [["" if each is None else str(each) for each in row] for row in sheet.iter_rows(values_only=True)]
    assert "".join("\t".join(row) + "\n" for row in rows) == expected("8-distribution")
    shown = get(management, DISTRIBUTION).texts("//tbody/tr")
    assert len(shown) == len(rows) - 1
    assert sum("language edition" in each for each in shown) == 3
