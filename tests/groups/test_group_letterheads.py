from contextvars import Context
from datetime import date

import pytest
from cast import OTHER_GROUP, Cast, form_of, post, send
from pages import get
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import Letterhead

HERE = "/settings/groups/im-twg"
ADD = f"{HERE}/letterheads/add"
MINUTES = "/meetings/im-twg/2021-Q1?text=en"
PREVIEW = "//section[@aria-labelledby='h-preview']"


def heads(group_id: int) -> list[Letterhead]:
    session.rollback()
    wanted = select(Letterhead).where(Letterhead.group_id == group_id).order_by(Letterhead.valid_from)
    return list(session.scalars(wanted))


def audited() -> list[str]:
    session.rollback()
    wanted = select(AuditEntry.verb).where(AuditEntry.verb.like("group.letterhead%")).order_by(AuditEntry.id)
    return list(session.scalars(wanted))


def test_a_new_letterhead_begins_as_a_copy_of_the_newest(cast: Cast) -> None:
    client = cast.client("admin")
    form = form_of(client, ADD)
    assert form["left-en"].strip().startswith("Ministry of Foreign Affairs\n")
    fields = {
        **form, "valid_from": "1.3.2021", "left-lo": "ກະຊວງໃໝ່\n\nຫ້ອງການ", "left-en": "New Ministry\nDesk\nOffice\n\n",
        "number_pattern": "{n}/NEW", "lao_size": "໑໔",
    }  # fmt: skip
    for _ in range(2):
        assert send(client, ADD, fields).response.location == HERE
    _, head, _ = heads(cast.group_id)
    assert head.valid_from == date(2021, 3, 1)
    assert head.left == (
        Bilingual(lo="ກະຊວງໃໝ່", en="New Ministry"), Bilingual(en="Desk"), Bilingual(lo="ຫ້ອງການ", en="Office"),
    )  # fmt: skip
    assert (head.number_pattern, head.lao_font, head.lao_size) == ("{n}/NEW", "Phetsarath OT", 14)
    assert audited() == ["group.letterhead_added"]
    assert "New Ministry" in get(client, MINUTES).text("//header[@class='letterhead']")


def test_the_preview_is_the_head_of_the_minutes(cast: Cast) -> None:
    client = cast.client("admin")
    first, _ = heads(cast.group_id)
    page = get(client, f"{HERE}/letterheads/{first.id}")
    printed = get(client, MINUTES).texts("//header[@class='letterhead']//div[@class='letterhead-top']//p")
    assert page.texts(f"{PREVIEW}//header[2]//div[@class='letterhead-top']//p") == printed
    assert "No. 1/NRA" in page.text(PREVIEW)


def test_a_preview_keeps_what_was_typed_and_saves_nothing(cast: Cast) -> None:
    client = cast.client("admin")
    first, _ = heads(cast.group_id)
    address = f"{HERE}/letterheads/{first.id}"
    page = post(
        client, address, status=200, preview="1", top__en="One\nTwo", place__en="Paksan", number_pattern="No {n}-{year}"
    )
    assert page.texts(f"{PREVIEW}//header[2]//div[@class='letterhead-top']//p") == ["One", "Two"]
    assert "No. No 1-20" in page.text(PREVIEW)
    assert "Paksan, " in page.text(PREVIEW)
    assert page.root.xpath("//textarea[@name='top-en']")[0].text_content().strip() == "One\nTwo"
    assert audited() == []


def test_a_letterhead_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client = cast.client("admin")
    first, _ = heads(cast.group_id)
    address = f"{HERE}/letterheads/{first.id}"
    fields = {**form_of(client, address), "number_pattern": "{n}/MINE"}
    post(client, address, number_pattern="{n}/THEIRS")
    page = send(client, address, fields, 409)
    assert "Somebody else changed this meanwhile." in page.text("//div[@role='alert']")
    assert "{n}/THEIRS" in page.text("//section[@aria-labelledby='theirs']")
    assert page.root.xpath("//input[@name='number_pattern']/@value") == ["{n}/MINE"]
    assert heads(cast.group_id)[0].number_pattern == "{n}/THEIRS"
    send(client, address, {**fields, "base": page.root.xpath("//input[@name='base']/@value")[0]})
    assert heads(cast.group_id)[0].number_pattern == "{n}/MINE"


WRONG = [
    ({"valid_from": ""}, "Valid from: Fill this in."),
    ({"valid_from": "01/01/2010"}, "Another letterhead begins on that day"),
    ({"number_pattern": "NRA"}, "Number: Write {n} once"),
    ({"number_pattern": "{n}{n}"}, "Number: Write {n} once"),
    ({"number_pattern": "{n}/{month}"}, "Number: Write {n} once"),
    ({"number_pattern": "{n}/{0.__class__}"}, "Number: Write {n} once"),
    ({"lao_font": ""}, "Lao font: Fill this in."),
    ({"lao_font": 'Phetsarath"><x'}, "Lao font: Write the name of a font"),
    ({"lao_font": "F" * 32}, "Lao font: This may have 31"),
    ({"lao_size": "7"}, "Lao size, in points: Write a number from 8 to 24."),
    ({"lao_size": "big"}, "Lao size, in points: Write a whole number."),
    ({"top-lo": "ກ\n" * 9}, "Centred lines: Write 8 lines at the most."),
    ({"left-en": "x" * 100_000}, "Issuing body: This may have 1000 characters"),
]


def test_what_is_wrong_with_a_letterhead_is_told(cast: Cast) -> None:
    client = cast.client("admin")
    for wrong, told in WRONG:
        page = send(client, ADD, {**form_of(client, ADD), "valid_from": "01/01/2022", **wrong}, 422)
        assert told in page.text("//div[@role='alert']")
        assert page.root.xpath(PREVIEW)
    assert len(heads(cast.group_id)) == 2


def test_markup_in_a_letterhead_is_text(cast: Cast) -> None:
    page = post(cast.client("admin"), ADD, status=200, preview="1", left__en="<script>alert(1)</script>")
    assert not page.root.xpath("//script[not(@src)]")
    assert "<script>alert(1)</script>" in page.text(PREVIEW)


def test_a_letterhead_is_removed_after_a_question(cast: Cast) -> None:
    client = cast.client("admin")
    first, second = heads(cast.group_id)
    address = f"{HERE}/letterheads/{second.id}/remove"
    assert "01/09/2023" in get(client, address).text("//main")
    assert len(heads(cast.group_id)) == 2
    fields = form_of(client, address)
    for _ in range(2):
        assert send(client, address, fields).response.location == HERE
    assert heads(cast.group_id) == [first]
    assert audited() == ["group.letterhead_removed"]


def test_a_letterhead_of_another_group_is_out_of_reach(cast: Cast) -> None:
    client = cast.client("admin")
    first, second = heads(cast.group_id)
    other = f"/settings/groups/{OTHER_GROUP}/letterheads/{first.id}"
    fields = form_of(client, ADD)
    for address in (other, f"{other}/remove"):
        get(client, address, 404)
        send(client, address, fields, 404)
    assert heads(cast.group_id) == [first, second]


@pytest.mark.parametrize("name", ["chair", "npa", "management"])
def test_nobody_else_touches_letterheads(cast: Cast, name: str) -> None:
    first, _ = heads(cast.group_id)
    client, form = cast.client(name), form_of(cast.client("admin"), ADD)
    for address in (ADD, f"{HERE}/letterheads/{first.id}", f"{HERE}/letterheads/{first.id}/remove"):
        get(client, address, 403)
        send(client, address, form, 403)
        assert Context().run(cast.client("admin").post, address).status_code == 400
    assert audited() == []
