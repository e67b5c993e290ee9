import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.core.lao import clean
from tracker.core.lao_words import pieces

LETTERS = [chr(point) for point in range(0x0E81, 0x0EE0) if unicodedata.name(chr(point), "")]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.sampled_from([*LETTERS, *"aé19/.:, \n’\u0301"]), max_size=60),
)
MINUTES = (Path(__file__).parents[1] / "minutes" / "sample_minutes.lo.txt").read_text("utf-8")


@given(TEXTS)
@example("\u0ec8ກ\u0ec8")
@example("ເ\u0ec8")
@example("ໜ໌ໆ ຯລຯ")
def test_pieces_give_the_text_back_and_never_part_a_mark_from_its_letter(text: str) -> None:
    found = pieces(text)
    assert "".join(found) == text
    assert all(found)
    assert not [piece for piece in found[1:] if unicodedata.category(piece[0]).startswith("M")]


@pytest.mark.parametrize(
    "cut",
    [
        "ບົດ|ບັນ|ທຶກ|ກອງ|ປະ|ຊຸມ|ກຸ່ມ|ວິ|ຊາ|ການ| |ດ້ານ|ການ|ຄຸ້ມ|ຄອງ|ຂໍ້|ມູນ|ຂ່າວ|ສານ",
        "ຄະ|ນະ|ກຳ|ມະ|ການ|ຄຸ້ມ|ຄອງ|ແຫ່ງ|ຊາດ| |ເພື່ອ|ແກ້|ໄຂ|ບັນ|ຫາ|ລະ|ເບີດ|ບໍ່|ທັນ|ແຕກ",
        "ກະ|ຊວງ|ແຮງ|ງານ| |ແລະ| |ສະ|ຫວັດ|ດີ|ການ|ສັງ|ຄົມ",
        "ຫົວ|ໜ້າ| |ຫຼາຍ| |ຫມາຍ| |ຫນ້າ| |ແຫຼ່ງ| |ໂຫຼດ| |ໄຫມ| |ແຫວນ| |ເຫດ| |ເຫັນ",
        "ຄວາມ| |ກວ້າງ| |ຄວນ| |ສວນ| |ຕົວ| |ເຮືອນ| |ເຊຍ| |ເຈົ້າ| |ກວດ|ກາ| |ຂວາ",
        "ນອກ|ຈາກ|ນີ້|ຍັງ|ອອກ|ແບບ",
        "ເສດ|ຖະ|ກິດ| |ວຽງ|ຈັນ| |ນະ|ຄອນ|ຫຼວງ| |ພະ|ນັກ|ງານ|ວິ|ຊາ|ການ",
        "ວັນ|ທີ| |29/03/2021| |ເວ|ລາ| |08:30| |ໂມງ| |໑໒/໐໓/໒໐໒໑",
        "ໃຫ້|ອົງ|ການ| |NPA| |ສົ່ງ|(|IMSMA|)|ພາຍ|ໃນ|ອາ|ທິດ|ທີ| |3",
        "NPA| |sends| |1,250.5| |ha| |of| |data|,| |doesn't| |it|?",
        "ເວັບ|ໄຊທ໌",
        "ສປປ| |ລາວ| |(|ຄກລ|,| |ລບຕ|)",
    ],
)
def test_lao_is_cut_into_syllables_and_the_rest_into_words(cut: str) -> None:
    assert "|".join(pieces(cut.replace("|", ""))) == cut


def test_no_piece_of_the_minutes_is_a_letter_that_cannot_stand_alone() -> None:
    alone = {piece for piece in pieces(clean(MINUTES)) if piece in LETTERS and unicodedata.category(piece) == "Lo"}
    assert alone <= {"ໆ", "ຯ", "ລ", "ດ"}  # ລ/ດ is short for the number of a row


@pytest.mark.parametrize("piece", ["ກ", "ເ", "\u0ec8", "ກວ", "ຫນ", "a", "1/", " "])
def test_time_grows_with_length_only(piece: str) -> None:
    began = process_time()
    pieces(piece * 50_000)
    assert process_time() - began < 2
