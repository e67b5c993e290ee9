"""How the minutes are frozen, printed, signed on paper and issued, and how their English follows."""

from io import BytesIO

from arrived import Mail, word_text
from cast import form_of, post, send
from lives import ADDRESS
from pages import get
from stage import HI, MAG, NPA, UXO_LAO, WEI, Life, got

SIGN, ISSUE, TRANSLATE = (f"{ADDRESS}/{name}" for name in ("sign", "issue", "translation"))
SCAN = b"%PDF-1.4 signed and stamped by hand\n%%EOF\n"
ENGLISH_FACTS = (
    "Minutes of the meeting of the Information Management Technical Working Group", "29 March 2021",
    "which nobody told", "for Kham district, Xiengkhuang overlap", "together with the NRA", "No. 1/NRA",
    "The Lao text is authentic.",
)  # fmt: skip


def freeze(life: Life) -> None:
    """Nothing hinders any more; the number comes by the group's pattern; readers keep the version that they have."""
    chair = life.client("chair")
    page = get(chair, SIGN)
    assert not page.root.xpath("//*[@id='h-hinders']")
    assert "the English follows as an edition of its own" in page.text("//section[@aria-labelledby='h-known']")
    assert page.text("//select[@name='numbering']/option[1]") == "by the group's pattern: 1/NRA"
    post(chair, f"{SIGN}/freeze", SIGN)
    get(life.client("npa"), f"{ADDRESS}/versions/3", 404)
    assert "1/NRA" not in get(life.client("npa"), ADDRESS).text("//article")


def print_the_paper(life: Life) -> bytes:
    """What is printed carries number and date, and is no draft."""
    chair = life.client("chair")
    (address,) = (each for each in get(chair, SIGN).links("//main//a").values() if f"{SIGN}/print" in each)
    paper = got(chair, address)
    text = word_text(paper)
    assert "ເລກທີ 1/NRA ນະຄອນຫຼວງວຽງຈັນ, ວັນທີ 19 ເມສາ 2021" in text
    assert "ສະບັບຮ່າງ" not in text
    return paper


def issue(life: Life, scan: bytes, name: str) -> dict[str, Mail]:
    """The signed paper is scanned and attached, and goes to everybody who had the minutes."""
    chair = life.client("chair")
    form = form_of(chair, SIGN, f"{SIGN}/scan")
    send(chair, f"{SIGN}/scan", {**form, "scan": (BytesIO(scan), "scan.pdf")})
    page = get(chair, ISSUE)
    assert "5 recipients" in page.text("//main")
    assert "From now on nothing of these minutes changes" in page.text("//main")
    post(chair, ISSUE)
    mails = life.arrived(name)
    assert set(mails) == {NPA, MAG, WEI, UXO_LAO, HI}
    assert {each.file for each in mails.values()} == {scan}
    return mails


def translate(life: Life) -> None:
    """Every text that went out without its English gets it on the page of the translation."""
    translator = life.client("translator")
    form = form_of(translator, TRANSLATE)
    empty = {name for name in form if name.startswith("text-")}
    assert empty == {f"text-entry-{number}-text" for number in life.english}
    english = {f"text-entry-{number}-text": _as_corrected(text) for number, text in life.english.items()}
    send(translator, TRANSLATE, {**form, **english})
    page = get(translator, TRANSLATE)
    assert f"{len(empty)} of {len(empty)} texts are translated." in page.text("//main")
    assert "The secretary or the chair sends the edition." in page.text("//main")


def send_the_english(life: Life) -> dict[str, Mail]:
    """The edition goes to those who read English and to nobody else, and names the authentic language."""
    post(life.client("secretary"), f"{TRANSLATE}/edition")
    mails = life.arrived("5-english")
    assert set(mails) == {NPA, WEI, HI}
    (word,) = {each.file for each in mails.values()}
    text = word_text(word)
    assert [fact for fact in ENGLISH_FACTS if fact not in text] == []
    return mails


def _as_corrected(text: str) -> str:
    """The sample's English with what the corrections changed in the Lao."""
    changes = {
        "which was told only after the NRA had updated it": "which nobody told",
        "for Xiengkhuang overlap": "for Kham district, Xiengkhuang overlap",
        "NPA is to revise the Lao translation": "NPA, together with the NRA, is to revise the Lao translation",
    }
    for was, now in changes.items():
        text = text.replace(was, now)
    return text
