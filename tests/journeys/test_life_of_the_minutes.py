from pathlib import Path
from collections.abc import Iterator
from datetime import date
import pytest
from stage import MAG, Life, office
from cast import form_of, post
from lives import ADDRESS
from pages import get
import life_comments as comments
import life_signature as signature

@pytest.fixture
def life(full_sqlite: tuple[Path, int, int], tmp_path: Path) -> Iterator[Life]:
    with office(tmp_path, full_sqlite) as life:
        yield life


def test_x(life: Life) -> None:
    comments.look_before_circulating(life)
    first = comments.circulate(life, "chair", "1-circulated")
    comments.enclosed(first, life.keep(1)["lao.docx"])
    life.on(date(2021, 4, 2))
    comments.mag_answers_by_its_link(life, first[MAG])
    comments.npa_signs_in_and_proposes(life)
    comments.uxo_lao_telephones(life)
    comments.wei_objects(life)
    life.on(date(2021, 4, 6))
    comments.the_chair_answers_all(life)
    second = comments.circulate(life, "secretary", "3-second-version")
    comments.enclosed(second, life.keep(2)["lao.docx"])
    comments.differences_are_shown_word_by_word(life)
    life.on(date(2021, 4, 7))
    comments.they_answer_the_second_version(life, second, first[MAG])
    comments.silence_is_noted_when_the_day_is_over(life)

    life.on(date(2021, 4, 19))
    signature.freeze(life)
    signature.print_it(life)
    life.on(date(2021, 4, 20))
    signature.sign_and_issue(life, signature.SCAN, "4-issued")
    print(life.keep(3).keys())
    life.on(date(2021, 4, 26))
    signature.translate(life)
    signature.send_the_english(life)
    print(life.download(3).keys())
    life.on(date(2021, 5, 10))
    signature.amend(life)
    signature.sign_and_issue(life, signature.SCAN + b"amended", "6-amended")
    for name in ("chair","npa"):
        for v in (3,4):
            print(get(life.client(name), f"{ADDRESS}/versions/{v}").text("//main")[:600])
    life.on(date(2021, 5, 12))
    signature.asked_again(life)
    for n in (1,2,3,4): life.download(n)
