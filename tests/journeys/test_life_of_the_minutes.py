"""The whole life of the minutes, from the draft to the amendment, by the pages, the mails and the timetable's jobs;
five organisations in two languages, a real mail server, and every mail as it must read."""

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import life_afterwards as afterwards
import life_comments as comments
import life_signature as signature
import pytest
from cast import post
from lives import ADDRESS
from stage import MAG, MAILBOX, NPA, OFFICE, Life, office

Full = tuple[Path, int, int]
# A PDF keeps the marks above and below a Lao letter in an order of its own: words with one mark at the most.
PRINTED = (
    "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "ໄຕມາດທີ 1 ປີ 2021", "29 ມີນາ 2021", "ກອງທັບ 58", "12/04/2021", "IM-A-003",
)  # fmt: skip


@pytest.fixture
def life(full_sqlite: Full, tmp_path: Path) -> Iterator[Life]:
    with office(tmp_path, full_sqlite) as life:
        yield life


def test_from_the_draft_to_the_amendment(life: Life) -> None:
    comments.look_before_circulating(life)
    first = comments.circulate(life, "chair", "1-circulated")
    comments.enclosed_is(first, life.keep(1)["lao.docx"])

    life.on(date(2021, 4, 2))
    comments.mag_answers_by_its_link(life, first[MAG])
    comments.npa_signs_in_and_proposes(life)
    comments.uxo_lao_telephones(life, said="corrects", place="r2", reason="PDF ຂາດຫາຍ ສະເພາະບົດລາຍງານກ່ອນປີ 2020.")
    comments.wei_objects_and_proposes(life)

    life.on(date(2021, 4, 6))
    comments.the_chair_answers_all(life)
    second = comments.circulate(life, "secretary", "3-second-version")
    comments.enclosed_is(second, life.keep(2)["lao.docx"])
    comments.differences_are_shown_word_by_word(life)
    life.on(date(2021, 4, 7))
    comments.four_agree_with_the_second_version(life, second, first[MAG])

    life.on(date(2021, 4, 13), 23, 59)
    life.tick()
    assert "HI" not in comments.said()
    life.on(date(2021, 4, 14), 0, 1)
    comments.silence_of_hi_is_noted(life)

    life.on(date(2021, 4, 19))
    signature.freeze(life)
    paper = signature.print_the_paper(life)
    life.on(date(2021, 4, 20))
    issued = signature.issue(life, signature.SCAN, "4-issued")
    kept = life.keep(3)
    assert (kept["lao.docx"], kept["scan.pdf"]) == (paper, signature.SCAN)
    afterwards.they_say_that_they_have_it(life, issued)

    life.on(date(2021, 4, 26))
    signature.translate(life)
    english = signature.send_the_english(life)
    assert english[NPA].file in life.keep(3).values()

    life.on(date(2021, 5, 10))
    afterwards.begin_an_amendment(life)
    afterwards.freeze_the_amendment(life)
    signature.issue(life, signature.SCAN + b"amended", "6-amended")
    life.keep(4)
    afterwards.both_versions_are_read(life)

    life.on(date(2021, 5, 12))
    afterwards.hi_misses_them_and_gets_them(life)
    afterwards.the_record_says_all_this(life)
    assert life.is_as_it_was()


def test_where_nobody_can_reach_the_pages_the_mail_carries_all(full_sqlite: Full, tmp_path: Path) -> None:
    with office(tmp_path, full_sqlite, OFFICE) as life:
        post(life.client("chair"), f"{ADDRESS}/circulate", to=[NPA, MAG])
        mails = life.arrived("office")
        assert set(mails) == {NPA, MAG}
        for mail in mails.values():
            assert "http" not in mail.text
            assert mail.message["reply-to"] == MAILBOX
        comments.enclosed_is(mails, life.keep(1)["lao.docx"])


@pytest.mark.libreoffice
def test_where_libreoffice_is_the_mail_brings_a_pdf_in_lao(full_sqlite: Full, tmp_path: Path) -> None:
    with office(tmp_path, full_sqlite, program="") as life:
        post(life.client("chair"), f"{ADDRESS}/circulate", to=[MAG])
        life.tick()
        (mail,) = life.server.mails
        (enclosed,) = mail.iter_attachments()
        assert (enclosed.get_content_type(), enclosed.get_filename()) == ("application/pdf", "IM-2021-Q1-v1-lao.pdf")
        printed = tmp_path / "printed.pdf"
        printed.write_bytes(enclosed.get_content())
        assert life.keep(1)["lao.pdf"] == printed.read_bytes()
    read = subprocess.run(["pdftotext", str(printed), "-"], check=True, capture_output=True, timeout=60)
    text = re.sub(r"\s", "", read.stdout.decode())
    assert [fact for fact in PRINTED if fact.replace(" ", "") not in text] == []
