"""How the five organisations get the draft, say what they think of it, and are answered."""

from datetime import date

from arrived import Mail, word_text
from cast import form_of, post
from flask.testing import FlaskClient
from lives import ADDRESS
from pages import Page, get
from stage import HI, MAG, NPA, UXO_LAO, WEI, Life, everything, sign_in

from tracker.minutes.models import Delivery, How, Stance
from tracker.core.db import session
from sqlalchemy import select

CIRCULATE, CORRECTIONS = f"{ADDRESS}/circulate", f"{ADDRESS}/corrections"
ON_BEHALF = f"{ADDRESS}/answers/on-behalf"
LAO_FACTS = (
    "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "ບົດບັນທຶກກອງປະຊຸມ", "ໄຕມາດທີ 1 ປີ 2021", "29 ມີນາ 2021", "ກອງທັບ 58",
    "3 ທັນວາ 2020", "ຂໍ້ສະເໜີແນະ", "ໃຫ້ສົ່ງຮ່າງບົດລາຍງານ", "12/04/2021", "IM-A-003", "ສະບັບຮ່າງ",
)  # fmt: skip


def look_before_circulating(life: Life) -> None:
    """The page shows what is missing, who gets the minutes in which language, the date and the mails; it does nothing."""
    chair, before = life.client("chair"), everything()
    page = get(chair, CIRCULATE)
    assert everything() == before
    gaps = page.texts("//section[@aria-labelledby='h-missing']//li")
    assert {"2conclusions without owner", "17texts without English"} <= set(gaps)
    assert page.texts("//tbody/tr/td[2]") == ["NPA", "MAG", "WEI", "UXO Lao", "HI"]
    assert "No address is known for: NRA Army 58 MRE Unit" in page.text("//section[@aria-labelledby='h-to']")
    form = form_of(chair, CIRCULATE)
    assert form["to"] == [NPA, MAG, WEI, UXO_LAO, HI]
    assert [form[f"language-{to}"] for to in form["to"]] == ["en", "lo", "en", "lo", "en"]
    assert form["comment_until"] == "08/04/2021"
    assert len(page.root.xpath("//*[@class='mail-text mt-2']")) == 2


def circulate(life: Life, who: str, name: str) -> dict[str, Mail]:
    """Somebody presses the button, the timetable's job delivers; every mail brings the same file."""
    post(life.client(who), CIRCULATE)
    mails = life.arrived(name)
    assert set(mails) == {NPA, MAG, WEI, UXO_LAO, HI}
    return mails


def enclosed(mails: dict[str, Mail], kept: bytes) -> None:
    """What was sent is what is kept, and tells the facts in Lao."""
    assert {each.file for each in mails.values()} == {kept}
    text = word_text(kept)
    print(text[-300:]); missing = [fact for fact in LAO_FACTS if fact not in text]
    assert missing == []


def mag_answers_by_its_link(life: Life, mail: Mail) -> None:
    """Looking changes nothing; then it is received, corrected and agreed with, all without an account."""
    visitor, before = life.visitor(), everything()
    page = get(visitor, mail.link)
    assert page.heading.startswith("ບົດບັນທຶກ")
    assert page.links("//article//a")
    get(visitor, f"{mail.link}/corrections/new?at=r4")
    assert everything() == before
    post(visitor, f"{mail.link}/received", mail.link)
    propose(visitor, f"{mail.link}/corrections/new?at=r4", "ຢູ່ແຂວງ", "ຢູ່ເມືອງຄຳ ແຂວງ", "ຊ້ຳຊ້ອນກັນ ສະເພາະຢູ່ເມືອງຄຳ.")
    post(visitor, f"{mail.link}/stance", mail.link)
    assert said()["MAG"] == "agrees"
    delivery = delivery_to(MAG)
    assert (delivery.acknowledged_how, delivery.acknowledged_by) == (How.ITSELF, "ທ່ານ ນາງ ບຸນມີ (MAG)")


def npa_signs_in_and_proposes(life: Life) -> None:
    """Its focal point signs in, and sees the link below the conclusion that names NPA."""
    npa = sign_in(life, "npa")
    new = f"{ADDRESS}/corrections/new?at=c3"
    assert new in get(npa, ADDRESS).links("//article//a").values()
    propose(npa, new, "NPA ປັບປຸງ", "NPA ແລະ ຄຊກລ ປັບປຸງ", "NPA can't revise it alone.")


def uxo_lao_telephones(life: Life) -> None:
    """The secretary writes down what is said on the telephone: what is wrong, and what the organisation thinks."""
    missing = "PDF ຂາດຫາຍ ສະເພາະບົດລາຍງານກ່ອນປີ 2020."
    write_down(life, said="corrects", place="r2", reason=missing)


def wei_objects(life: Life) -> None:
    """It says why, and what it should read instead."""
    wei = life.client("party")
    post(wei, f"{ADDRESS}/answers", kind="objects", reason="The minutes say that WEI was told. It was not.")
    was, instead = "ໄດ້ຮັບແຈ້ງພາຍຫຼັງທີ່ ຄຊກລ ໄດ້ປັບປຸງແລ້ວ", "ບໍ່ໄດ້ຮັບແຈ້ງຈາກ ຄຊກລ"
    propose(wei, f"{ADDRESS}/corrections/new?at=i1", was, instead, "Nobody told us.")
    assert said() == {"MAG": "agrees", "WEI": "objects"}


def propose(client: FlaskClient, address: str, was: str, instead: str, why: str) -> None:
    """Change the text that stands in the form, and send it."""
    text = form_of(client, address)["text-lo"]
    assert text.count(was) == 1
    post(client, address, text__lo=text.replace(was, instead), reason=why)


def write_down(life: Life, **fields: str) -> None:
    """The secretary notes what Mr Khamla of UXO Lao says on the telephone."""
    secretary = life.client("secretary", "lo")
    page = get(secretary, CORRECTIONS)
    (address,) = [each for each in page.links("//tbody/tr[contains(., 'ຄກລ')]//a").values() if ON_BEHALF in each]
    post(secretary, address, how="telephone", said_by="ທ່ານ ຄຳຫຼ້າ", **fields)


def the_chair_answers_all(life: Life) -> dict[str, Mail]:
    """One correction is taken in as it is, one in other words, one not at all; the proposers are told."""
    chair = life.client("chair")
    page = get(chair, CORRECTIONS)
    assert page.texts("//section[@aria-labelledby='h-waiting']//article//*[@class='org']") == ["MAG", "NPA", "UXO Lao", "WEI"]
    decide(chair, page, "MAG", act="accept", words="")
    adapted = form_of(chair, answer_to(page, "NPA"))["text-lo"].replace(" ແລະ ຄຊກລ", "").replace("ບົດທີ 24", "ບົດທີ 24 ຮ່ວມກັບ ຄຊກລ")
    decide(chair, page, "NPA", act="adapt", text__lo=adapted, words="NPA stays responsible, together with the NRA.")
    decide(chair, page, "UXO Lao", act="decline", words="ໃນກອງປະຊຸມ ບໍ່ໄດ້ກ່າວເຖິງປີ.")
    decide(chair, page, "WEI", act="accept", words="It is put right. Please look at version 2.")
    assert "No correction waits for an answer." in get(chair, CORRECTIONS).text("//main")
    mails = life.arrived("2-corrections-answered")
    assert set(mails) == {MAG, NPA, UXO_LAO, WEI}
    return mails


def answer_to(page: Page, organisation: str) -> str:
    """Where a correction of an organisation is answered."""
    (address,) = page.links(f"//article[.//*[@class='org'][.='{organisation}']]//a[contains(@class, 'btn')]").values()
    return address


def decide(chair: FlaskClient, page: Page, organisation: str, **fields: str) -> None:
    """Answer a correction as the page of the corrections offers it."""
    post(chair, answer_to(page, organisation), **fields)


def differences_are_shown_word_by_word(life: Life) -> None:
    """Also inside the Lao, which has no spaces between its words."""
    for name in ("npa", "chair"):
        page = get(life.client(name), f"{ADDRESS}/versions/2/differences")
        print(page.texts("//del"), page.texts("//ins"))


def they_answer_the_second_version(life: Life, mails: dict[str, Mail], old: Mail) -> None:
    """The objection is taken back; HI says nothing again."""
    visitor = life.visitor()
    assert mails[MAG].link != old.link
    page = get(visitor, old.link)
    assert "ສະບັບທີ 2" in page.text("//*[@class='notice mb-3']")
    post(visitor, f"{mails[MAG].link}/stance", mails[MAG].link)
    post(life.client("npa"), f"{ADDRESS}/answers", ADDRESS)
    post(life.client("party"), f"{ADDRESS}/answers", ADDRESS)
    write_down(life, said="agrees")
    assert said() == dict.fromkeys(("MAG", "NPA", "WEI", "UXO Lao"), "agrees")


def silence_is_noted_when_the_day_is_over(life: Life) -> None:
    """Not a minute before, and only where nothing was said."""
    life.on(date(2021, 4, 13), 23, 59)
    life.tick()
    assert "HI" not in said()
    life.on(date(2021, 4, 14), 0, 1)
    life.tick()
    page = get(life.client("chair"), CORRECTIONS)
    rows = page.texts("//section[@aria-labelledby='h-standings']//tbody/tr")
    print(rows)
    assert said()["HI"] == "silent"


def said() -> dict[str, str]:
    """What is known of the organisations' answers to the newest version that has some."""
    session.rollback()
    rows = session.scalars(select(Stance).order_by(Stance.version_id)).all()
    newest = [each for each in rows if each.version_id == rows[-1].version_id]
    return {each.organisation.short_name: "silent" if each.silent else each.kind.value for each in newest}


def delivery_to(address: str) -> Delivery:
    """What went last to an address."""
    session.rollback()
    wanted = select(Delivery).where(Delivery.address == address).order_by(Delivery.id.desc()).limit(1)
    return session.scalars(wanted).one()
