"""How the five organisations get the draft, say what they think of it, and are answered."""

from typing import Any

from arrived import Mail, word_text
from cast import form_of, post
from flask.testing import FlaskClient
from lives import ADDRESS
from pages import Page, get
from sqlalchemy import select
from stage import HI, MAG, NPA, UXO_LAO, WEI, Life, everything, sign_in

from tracker.core.db import session
from tracker.minutes.models import Stance

CIRCULATE, CORRECTIONS, ANSWERS = (f"{ADDRESS}/{name}" for name in ("circulate", "corrections", "answers"))
LAO_FACTS = (
    "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "ບົດບັນທຶກກອງປະຊຸມ", "ໄຕມາດທີ 1 ປີ 2021", "29 ມີນາ 2021", "ກອງທັບ 58",
    "3 ທັນວາ 2020", "ຂໍ້ສະເໜີແນະ", "ໃຫ້ສົ່ງຮ່າງບົດລາຍງານ", "12/04/2021", "IM-A-003",
)  # fmt: skip
TOLD_LATE, NOT_TOLD = "ໄດ້ຮັບແຈ້ງພາຍຫຼັງທີ່ ຄຊກລ ໄດ້ປັບປຸງແລ້ວ", "ບໍ່ໄດ້ຮັບແຈ້ງຈາກ ຄຊກລ"


def look_before_circulating(life: Life) -> None:
    """The page says what is missing, who gets the minutes in which language, until when, and how the mails read."""
    chair, before = life.client("chair"), everything()
    page = get(chair, CIRCULATE)
    assert everything() == before
    gaps = " ".join(page.texts("//section[@aria-labelledby='h-missing']//li"))
    assert "conclusions without owner" in gaps
    assert "texts without English" in gaps
    assert page.texts("//tbody/tr/td[2]") == ["NPA", "MAG", "WEI", "UXO Lao", "HI"]
    assert "No address is known for: NRA Army 58 MRE Unit" in page.text("//section[@aria-labelledby='h-to']")
    form = form_of(chair, CIRCULATE)
    assert form["to"] == [NPA, MAG, WEI, UXO_LAO, HI]
    assert [form[f"language-{to}"] for to in form["to"]] == ["en", "lo", "en", "lo", "en"]
    assert form["comment_until"] == "08/04/2021"
    lao, english = page.texts("//section[@aria-labelledby='h-mail']//*[@lang][strong or .//strong]")
    assert "ຂໍໃຫ້ຕອບພາຍໃນວັນພະຫັດ, ວັນທີ 8 ເມສາ 2021" in lao
    assert "Please answer by Thursday, 8 April 2021" in english


def circulate(life: Life, who: str, name: str) -> dict[str, Mail]:
    """Somebody presses the button, and the timetable's job delivers."""
    post(life.client(who), CIRCULATE)
    mails = life.arrived(name)
    assert set(mails) == {NPA, MAG, WEI, UXO_LAO, HI}
    return mails


def enclosed_is(mails: dict[str, Mail], kept: bytes) -> None:
    """What was sent is what is kept, and tells the facts in Lao."""
    assert {each.file for each in mails.values()} == {kept}
    text = word_text(kept)
    assert [fact for fact in (*LAO_FACTS, "ສະບັບຮ່າງ ເພື່ອຂໍຄຳເຫັນ") if fact not in text] == []


def mag_answers_by_its_link(life: Life, mail: Mail) -> None:
    """Looking changes nothing; then it receives, corrects and agrees, all without an account."""
    visitor, before = life.visitor(), everything()
    correct = f"{mail.link}/corrections/new?at=r4"
    assert get(visitor, mail.link).heading.startswith("ບົດບັນທຶກ")
    assert correct in get(visitor, mail.link).links("//article//a").values()
    get(visitor, correct)
    assert everything() == before
    post(visitor, f"{mail.link}/received", mail.link)
    _propose(visitor, correct, "ຢູ່ແຂວງ", "ຢູ່ເມືອງຄຳ ແຂວງ", "ຊ້ຳຊ້ອນກັນ ສະເພາະຢູ່ເມືອງຄຳ.")
    post(visitor, f"{mail.link}/stance", mail.link)
    assert said() == {"MAG": "agrees"}


def npa_signs_in_and_proposes(life: Life) -> None:
    """Its focal point finds the link below the conclusion that names NPA."""
    npa, correct = sign_in(life, "npa"), f"{ADDRESS}/corrections/new?at=c3"
    assert correct in get(npa, ADDRESS).links("//article//a").values()
    _propose(npa, correct, "NPA ປັບປຸງ", "NPA ແລະ ຄຊກລ ປັບປຸງ", "NPA can't revise it alone.")


def uxo_lao_telephones(life: Life, **fields: Any) -> None:
    """The secretary writes down what Mr Khamla says on the telephone, in the name of UXO Lao."""
    secretary = life.client("secretary", "lo")
    rows = get(secretary, CORRECTIONS).links("//tbody/tr[contains(., 'ຄກລ')]//a").values()
    (address,) = (each for each in rows if each.startswith(f"{ANSWERS}/on-behalf"))
    post(secretary, address, how="telephone", said_by="ທ່ານ ຄຳຫຼ້າ", **fields)


def wei_objects_and_proposes(life: Life) -> None:
    """It says why it objects, and what the point should read instead."""
    wei = life.client("party")
    post(wei, ANSWERS, kind="objects", reason="The minutes say that WEI was told. It was not.")
    _propose(wei, f"{ADDRESS}/corrections/new?at=i1", TOLD_LATE, NOT_TOLD, "Nobody told us.")
    assert said() == {"MAG": "agrees", "WEI": "objects"}


def the_chair_answers_all(life: Life) -> None:
    """Two are taken in as they are, one in other words, one not at all; who proposed them is told."""
    chair = life.client("chair")
    page = get(chair, CORRECTIONS)
    assert page.texts("//article//*[@class='org']") == ["MAG", "NPA", "UXO Lao", "WEI"]
    proposed = form_of(chair, _answer_to(page, "NPA"))["text-lo"]
    adapted = proposed.replace(" ແລະ ຄຊກລ", "").replace("ບົດທີ 24", "ບົດທີ 24 ຮ່ວມກັບ ຄຊກລ")
    answers: dict[str, dict[str, Any]] = {
        "MAG": {"act": "accept"},
        "NPA": {"act": "adapt", "text__lo": adapted, "words": "NPA stays responsible, together with the NRA."},
        "UXO Lao": {"act": "decline", "words": "ໃນກອງປະຊຸມ ບໍ່ໄດ້ກ່າວເຖິງປີ."},
        "WEI": {"act": "accept", "words": "It is put right. Please look at version 2."},
    }
    for organisation, answer in answers.items():
        post(chair, _answer_to(page, organisation), **answer)
    assert "No correction waits for an answer." in get(chair, CORRECTIONS).text("//main")
    assert set(life.arrived("2-corrections-answered")) == {MAG, NPA, UXO_LAO, WEI}


def differences_are_shown_word_by_word(life: Life) -> None:
    """Also inside the Lao, which has no spaces between its words; the last conclusion stands in the table too."""
    page = get(life.client("npa"), f"{ADDRESS}/versions/2/differences")
    together = "[ເພີ່ມ: ຮ່ວມກັບ ຄຊກລ]"
    assert page.texts("//del") == ["[ຕັດອອກ: ພາຍຫຼັງທີ່ ຄຊກລ ໄດ້ປັບປຸງແລ້ວ]"]
    assert page.texts("//ins") == ["[ເພີ່ມ: ບໍ່]", "[ເພີ່ມ: ຈາກ ຄຊກລ]", "[ເພີ່ມ: ເມືອງຄຳ ]", together, together]


def four_agree_with_the_second_version(life: Life, mails: dict[str, Mail], old: Mail) -> None:
    """The objection is answered; MAG's first link says that there is a newer one; HI says nothing again."""
    visitor = life.visitor()
    assert "ສະບັບທີ 2" in get(visitor, old.link).text("//*[contains(@class, 'notice')]")
    assert not get(visitor, old.link).root.xpath(f"//form[@action='{old.link}/stance']")
    post(visitor, f"{mails[MAG].link}/stance", mails[MAG].link)
    post(life.client("npa"), ANSWERS, ADDRESS)
    post(life.client("party"), ANSWERS, ADDRESS)
    uxo_lao_telephones(life, said="agrees")
    assert said() == dict.fromkeys(("MAG", "NPA", "WEI", "UXO Lao"), "agrees")


def silence_of_hi_is_noted(life: Life) -> None:
    """By the timetable's job, and shown to the chair as what it is."""
    life.tick()
    page = get(life.client("chair"), CORRECTIONS)
    row = page.text("//section[@aria-labelledby='h-standings']//tbody/tr[last()]")
    assert row.startswith("HI agrees by silence")
    assert said()["HI"] == "silent"


def said() -> dict[str, str]:
    """What organisations said of the newest version of which they said something."""
    session.rollback()
    rows = session.scalars(select(Stance).order_by(Stance.version_id, Stance.id)).all()
    newest = [each for each in rows if each.version_id == rows[-1].version_id]
    return {each.organisation.short_name: "silent" if each.silent else each.kind.value for each in newest}


def _propose(client: FlaskClient, address: str, was: str, instead: str, why: str) -> None:
    text = form_of(client, address)["text-lo"]
    assert text.count(was) == 1
    post(client, address, text__lo=text.replace(was, instead), reason=why)


def _answer_to(page: Page, organisation: str) -> str:
    (link,) = page.links(f"//article[.//*[@class='org'][.='{organisation}']]//a[contains(@class, 'btn')]").values()
    return link
