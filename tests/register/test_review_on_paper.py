import pytest
from cast import Cast
from following import WHY, owed, seen
from looking_back import IN_JUNE, IN_MAY, NEXT, meeting, next_meeting, part
from pages import get, speaks
from plain_text import plain_text

from tracker.access.voices import Voice
from tracker.actions import deciding, reporting
from tracker.actions.reporting import Report
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.docx.outline_texts import whole_in
from tracker.meetings.models import Meeting
from tracker.minutes import outline, versions
from tracker.minutes.models import VersionKind
from tracker.minutes.queries import record_of

pytestmark = pytest.mark.usefixtures("parts_noted")

PAPER: dict[Language, str] = {
    "en": """\
II. Purpose of the meeting
[Review of what was outstanding]
| Item | What it is | Verdict | Remark
| IM-A-001 | The draft report on UXO/mine risk education is to go to the MRE Unit. | carried over to the next meeting |
| IM-A-002 | It was agreed to hold a special meeting on incomplete data in the second quarter. | late |
| IM-A-003 / NPA | NPA is to revise the Lao translation of the National Standards for Information Management, \
Chapter 24. | done | accepted on 20/06/2021; Thank you.
| IM-2021-Q1/14 | Once the National Standards for Information Management, Chapter 24, have been revised and translated \
into Lao, the NRA is asked to follow up their adoption. | carried over to the next meeting |
| IM-A-004 / NPA, MAG | Count the reports. | late | NPA: 37 of 120: Half.
""",
    "lo": """\
II. ຈຸດປະສົງຂອງກອງປະຊຸມ
[ການທົບທວນຄືນ ວຽກ ແລະ ບັນຫາທີ່ຍັງຄ້າງ]
| ຂໍ້ | ເນື້ອໃນ | ຜົນການພິຈາລະນາ | ໝາຍເຫດ
| IM-A-001 | ໃຫ້ສົ່ງຮ່າງບົດລາຍງານ ການໂຄສະນາສຶກສາຄວາມສ່ຽງ ຕໍ່ກັບ ລບຕ ໃຫ້ໜ່ວຍງານ MRE. | ຍົກໄປກອງປະຊຸມຄັ້ງຕໍ່ໄປ |
| IM-A-002 | ເຫັນດີໃຫ້ຈັດກອງປະຊຸມວິສາມັນ ກ່ຽວກັບຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ ໃນໄຕມາດທີ 2. | ກາຍກຳນົດເວລາ |
| IM-A-003 / NPA | ໃຫ້ NPA ປັບປຸງຄຳແປພາສາລາວ ຂອງມາດຕະຖານແຫ່ງຊາດ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ ບົດທີ 24. | ສຳເລັດ | \
ຮັບຮອງແລ້ວ ວັນທີ 20/06/2021; ຂອບໃຈ.
| IM-2021-Q1/14 | ຫຼັງຈາກມາດຕະຖານແຫ່ງຊາດ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ ບົດທີ 24 ໄດ້ຮັບການປັບປຸງ ແລະ ແປເປັນພາສາລາວແລ້ວ, \
ຂໍໃຫ້ ຄຊກລ ຕິດຕາມການຮັບຮອງເອົາມາດຕະຖານດັ່ງກ່າວ. | ຍົກໄປກອງປະຊຸມຄັ້ງຕໍ່ໄປ |
| IM-A-004 / NPA, ແມັກ | ນັບບົດລາຍງານ. | ກາຍກຳນົດເວລາ | NPA: 37 ຈາກ 120: ເຄິ່ງໜຶ່ງ.
""",
}


def followed_up(cast: Cast) -> int:
    """NPA's translation was accepted, and NPA reported its half of something else."""
    found, chair, npa = next_meeting(cast.group_id), cast.actor("chair"), cast.actor("npa")
    owed(cast, ("NPA", "MAG"), at=IN_MAY)
    one, other = part("IM-A-003"), part("IM-A-004")
    with transaction():
        deciding.accept(seen(one), Bilingual("Thank you.", "ຂອບໃຈ."), by=chair, at=IN_JUNE)
        half = Report(note=Bilingual("Half.", "ເຄິ່ງໜຶ່ງ."), done=37, total=120)
        reporting.report_progress(other.id, half, Voice(other.organisation_id), by=npa, at=IN_MAY)
    return found


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_next_paper_tells_what_became_of_everything(cast: Cast, language: Language) -> None:
    built = outline.build(record_of(followed_up(cast)))
    text = plain_text(built, language)
    purpose = "II." + text.partition("\nII.")[2].partition("\n\nIII.")[0] + "\n"
    assert [line.rstrip() for line in purpose.splitlines()] == [line.rstrip() for line in PAPER[language].splitlines()]
    assert whole_in(built) == ("lo", "en")


def test_the_next_draft_shows_the_translation_as_done(cast: Cast) -> None:
    followed_up(cast)
    for language, done in (("en", "done accepted on 20/06/2021"), ("lo", "ສຳເລັດ ຮັບຮອງແລ້ວ ວັນທີ 20/06/2021")):
        page = get(speaks(cast.client("chair"), language), f"{NEXT}/room")  # type: ignore[arg-type] # one of the two
        assert done in page.texts("//*[@id='review-rows']/li")[2]


def test_every_version_keeps_what_was_known_then(cast: Cast) -> None:
    found, chair = followed_up(cast), cast.actor("chair")

    def version() -> str:
        with transaction():
            made = versions.freeze(session.get_one(Meeting, found), VersionKind.CIRCULATED, by="Chair", at=IN_JUNE)
            made.sealed_at = IN_JUNE
        return str(made.outline)

    first = version()
    with transaction():
        deciding.drop(seen(part("IM-A-004")), WHY, by=chair, at=IN_JUNE)
    assert "Because." not in first
    the_part = part("IM-A-003")
    with transaction():
        deciding.reopen(seen(the_part), WHY, by=chair, at=IN_JUNE)
    second = version()
    assert "accepted on 20/06/2021" in first
    assert "accepted on 20/06/2021" not in second
    assert meeting(found).text_state == "open"


def test_a_paper_that_was_written_elsewhere_says_only_what_it_said(cast: Cast) -> None:
    found = followed_up(cast)
    with transaction():
        row = meeting(found)
        row.record = "circulated"  # type: ignore[assignment] # as a meeting file brings it
        made = versions.freeze(row, by="a meeting file", at=IN_JUNE)
    assert "Review of what was outstanding" not in str(made.outline)
