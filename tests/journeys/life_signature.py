"""How the minutes are frozen, printed, signed, issued, finished in English, amended, and asked for once more."""

from io import BytesIO

import openpyxl
from sqlalchemy import select
from tracker.core.db import session
from tracker.meetings.models import Entry

from arrived import Mail, word_text
from cast import form_of, post, send
from flask.testing import FlaskClient
from lives import ADDRESS, the_meeting
from pages import get
from stage import HI, MAG, NPA, UXO_LAO, WEI, Life, got

SIGN, ISSUE, AMEND, TRANSLATE = (f"{ADDRESS}/{name}" for name in ("sign", "issue", "amend", "translation"))
SCAN = b"%PDF-1.4 signed and stamped by hand\n%%EOF\n"


def freeze(life: Life) -> None:
    """Nothing hinders any more; the number comes by the group's pattern, and readers keep version 2."""
    chair = life.client("chair")
    page = get(chair, SIGN)
    print(page.text("//main"))
    post(chair, f"{SIGN}/freeze", SIGN)
    page = get(chair, SIGN)
    print(page.text("//main"), page.links("//main//a"))


def print_it(life: Life) -> bytes:
    """What is printed carries number and date."""
    chair = life.client("chair")
    (address,) = (each for each in get(chair, SIGN).links("//main//a").values() if "sign/print" in each)
    paper = got(chair, address)
    text = word_text(paper)
    print(text[:600])
    return paper


def sign_and_issue(life: Life, scan: bytes, name: str) -> dict[str, Mail]:
    """The signed paper is scanned and attached, and everybody who had the minutes gets it."""
    chair = life.client("chair")
    form = form_of(chair, SIGN, f"{SIGN}/scan")
    send(chair, f"{SIGN}/scan", {**form, "scan": (BytesIO(scan), "scan.pdf")})
    page = get(chair, ISSUE)
    print(page.text("//main"))
    post(chair, ISSUE)
    mails = life.arrived(name)
    assert set(mails) == {NPA, MAG, WEI, UXO_LAO, HI}
    print([each.files.keys() for each in mails.values()])
    return mails


def translate(life: Life) -> None:
    client = life.client("translator")
    page = get(client, TRANSLATE)
    print(page.text("//main"))
    form = form_of(client, TRANSLATE)
    print({k: v for k, v in form.items() if k.startswith("text")})
    english = {f"text-entry-{number}-text": text for number, text in life.english.items()}
    send(client, TRANSLATE, {**form, **{k: v for k, v in english.items() if k in form}})
    page = get(client, TRANSLATE)
    print(page.text("//main"))


def send_the_english(life: Life) -> dict[str, Mail]:
    client = life.client("secretary")
    page = get(client, f"{TRANSLATE}/edition?into=en")
    print(page.text("//main"))
    post(client, f"{TRANSLATE}/edition", f"{TRANSLATE}/edition?into=en")
    mails = life.arrived("5-english")
    print([each.files.keys() for each in mails.values()])
    for each in mails.values():
        print(word_text(each.file)[:500], word_text(each.file)[-500:])
    return mails


def amend(life: Life) -> None:
    chair = life.client("chair")
    post(chair, AMEND, reason__lo="ປີຂອງໄຕມາດທີ 2 ຂາດໄປ.", reason__en="The year of the second quarter was missing.")
    session.rollback()
    number = session.scalars(select(Entry.id).where(Entry.key == "c2")).one()
    opened, revise = f"{ADDRESS}/room?entry={number}", f"/room/entries/{number}/revise"
    form = form_of(chair, opened, revise)
    print(form)
    form["text_lo"] = form["text_lo"].replace("ໄຕມາດທີ 2", "ໄຕມາດທີ 2 ປີ 2021")
    form["text_en"] = form["text_en"].replace("second quarter", "second quarter of 2021")
    send(chair, revise, form)
    print(get(chair, f"{ADDRESS}/versions/3/differences?against=draft").texts("//ins"))
    print(form_of(chair, SIGN, f"{SIGN}/freeze"))
    post(chair, f"{SIGN}/freeze", SIGN)


def asked_again(life: Life) -> None:
    hi = life.client("other")
    page = get(hi, ADDRESS)
    print(page.text("//aside[@aria-labelledby='h-distribution']"))
    post(hi, f"{ADDRESS}/not-received", ADDRESS)
    print(get(hi, ADDRESS).text("//aside[@aria-labelledby='h-distribution']"))
    secretary = life.client("secretary")
    page = get(secretary, f"{ADDRESS}/distribution")
    print(page.text("//main"))
    (address,) = page.links("//section[@aria-labelledby='h-missing']//a").values()
    send(secretary, address, {**form_of(secretary, address), "address": "vientiane@hi.example"})
    life.arrived("7-sent-to-a-new-address")
    page = get(secretary, f"{ADDRESS}/distribution")
    print(page.text("//main"))
    data = got(secretary, f"{ADDRESS}/distribution.xlsx")
    (sheet,) = openpyxl.load_workbook(BytesIO(data)).worksheets
    for row in sheet.iter_rows(values_only=True):
        print("\t".join("" if each is None else str(each) for each in row))
