"""A realistic outline in both languages: the facts of one real meeting told in our own words, the Lao illustrative."""

from dataclasses import replace

from tracker.core.bilingual import Bilingual
from tracker.docx.outline import (
    Block,
    Column,
    Item,
    ItemList,
    Letterhead,
    Outline,
    Paragraph,
    Section,
    Signature,
    Subheading,
    Table,
)

NRA_EN = "National Regulatory Authority for UXO/Mine Action Sector in Lao PDR"
NRA_LO = "ຄະນະກຳມະການຄຸ້ມຄອງແຫ່ງຊາດ ເພື່ອແກ້ໄຂບັນຫາລະເບີດບໍ່ທັນແຕກ ທີ່ຕົກຄ້າງຢູ່ ສປປ ລາວ"


def both(en: str, lo: str) -> Bilingual:
    return Bilingual(en=en, lo=lo)


WEI = both("WEI", "ອົງການ WEI")
HI = Bilingual.same("HI")
UXO_LAO = both("UXO Lao", "ຄກລ")
MAG = both("MAG", "ແມັກ")

LETTERHEAD = Letterhead(
    top=(
        both("Lao People's Democratic Republic", "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ"),
        both("Peace Independence Democracy Unity Prosperity", "ສັນຕິພາບ ເອກະລາດ ປະຊາທິປະໄຕ ເອກະພາບ ວັດທະນະຖາວອນ"),
    ),
    left=(
        both("Ministry of Labour and Social Welfare", "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"),
        both(NRA_EN, NRA_LO),
    ),
    right=(
        both("No. 001/NRA", "ເລກທີ 001/ຄຊກລ"),
        both("Vientiane Capital, 29 March 2021", "ນະຄອນຫຼວງວຽງຈັນ, ວັນທີ 29 ມີນາ 2021"),
    ),
)

MEETING = Section(
    both("Time, venue and participants", "ເວລາ, ສະຖານທີ່ ແລະ ຜູ້ເຂົ້າຮ່ວມ"),
    (
        Paragraph(
            both(
                "The meeting took place at the NRA office on 29 March 2021, from 08:30 to 12:00, with "
                "Mr Khammoungkhoun Southivong in the chair. Twenty people took part.",
                "ກອງປະຊຸມ ໄດ້ຈັດຂຶ້ນໃນວັນທີ 29 ມີນາ 2021 ທີ່ຫ້ອງການ ຄຊກລ, ເວລາ 08:30 ຫາ 12:00 ໂມງ, ໂດຍການເປັນປະທານຂອງ "
                "ທ່ານ ຄຳເມືອງຄູນ ສຸທິວົງ. ຜູ້ເຂົ້າຮ່ວມ ລວມທັງໝົດ 20 ທ່ານ.",
            ),
            key="opening",
        ),
        ItemList(
            (
                Item(both("technical staff of the NRA", "ວິຊາການ ຄຊກລ")),
                Item(both("UXO Lao, Army 58, NPA, HI, MAG and WEI", "ຄກລ, ກອງທັບ 58, NPA, HI, ແມັກ ແລະ WEI")),
                Item(both("an expert from Tetra Tech", "ຊ່ຽວຊານຈາກ Tetra Tech")),
            )
        ),
    ),
    key="I",
)
PURPOSE = Section(
    both("Purpose", "ຈຸດປະສົງ"),
    (
        Paragraph(
            both(
                "To go through what was left open on 3 December 2020 and to settle how incomplete data is dealt with.",
                "ເພື່ອທົບທວນບັນຫາທີ່ຍັງຄ້າງຈາກວັນທີ 3 ທັນວາ 2020 ແລະ ຕົກລົງວິທີແກ້ໄຂຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ.",
            )
        ),
        Paragraph(
            both("No older action is recorded.", "ບໍ່ມີໜ້າວຽກທີ່ຄ້າງຈາກກອງປະຊຸມຄັ້ງຜ່ານມາ."),
            quiet=True,
        ),
    ),
    key="II",
)
WEI_POINTS = (
    Item(
        both(
            "WEI takes part when the form is revised, so that its data can be recorded in IMSMA.",
            "ໃຫ້ WEI ມີສ່ວນຮ່ວມໃນການປັບປຸງແບບຟອມ ເພື່ອໃຫ້ບັນທຶກຂໍ້ມູນໃນຖານຂໍ້ມູນ IMSMA ໄດ້ຄົບຖ້ວນ.",
        ),
        label="",
    ),
    Item(both("Add training of trainers to topics 1.1, 1.2, 2 and 3.", "ເພີ່ມການຝຶກອົບຮົມຄູຝຶກ ໃນຫົວຂໍ້ 1.1, 1.2, 2 ແລະ 3.")),
    Item(both("Leave room for teaching material.", "ໃຫ້ມີບ່ອນບັນທຶກອຸປະກອນການສອນ.")),
    Item(
        both("A village chief's signature and stamp is hard to get.", "ລາຍເຊັນ ແລະ ຕາປະທັບຂອງນາຍບ້ານ ໄດ້ຮັບຍາກ."),
        label="3 bis.",
    ),
    Item(Bilingual(en="Record direct and indirect beneficiaries.")),
)
CONTENT = Section(
    both("Content", "ເນື້ອໃນກອງປະຊຸມ"),
    (
        Subheading(both("Issues and challenges", "ບັນຫາ ແລະ ສິ່ງທ້າທາຍ")),
        ItemList(
            (
                Item(
                    both(
                        "The new education form was announced after the fact and does not fit what WEI must report.",
                        "ແບບຟອມໃໝ່ ໄດ້ແຈ້ງໃຫ້ຮູ້ພາຍຫຼັງປັບປຸງແລ້ວ ແລະ ບໍ່ກົງກັບຂໍ້ມູນທີ່ WEI ຕ້ອງລາຍງານ.",
                    ),
                    lead=(WEI,),
                    key="i1",
                ),
                Item(
                    both(
                        "Some villagers ask for money before they report UXO, or report it in another village.",
                        "ປະຊາຊົນບາງຄົນ ຮຽກຮ້ອງຄ່າຕອບແທນກ່ອນລາຍງານ ລບຕ ຫຼື ລາຍງານຢູ່ບ້ານອື່ນ.",
                    ),
                    lead=(both("Army 58", "ກອງທັບ 58"),),
                    note=both("noted", "ຮັບຊາບ"),
                    key="i2",
                ),
            )
        ),
        Subheading(both("Recommendations", "ຂໍ້ສະເໜີແນະ")),
        ItemList(
            (
                Item(
                    Bilingual(
                        en="Send reports that IMSMA can't import back to whoever sent them, with the reason.",
                        lo="ສົ່ງບົດລາຍງານທີ່ນຳເຂົ້າ IMSMA ບໍ່ໄດ້ ຄືນໃຫ້ຜູ້ສົ່ງ.",
                        stale="lo",
                        before="Send reports back.",
                    )
                ),
                Item(
                    both("PDF files are gone after the import.", "ເອກະສານ PDF ສູນຫາຍ ຫຼັງຈາກນຳເຂົ້າ."),
                    lead=(UXO_LAO,),
                ),
                Item(
                    both("Five points on the form of mine risk education.", "5 ຂໍ້ ກ່ຽວກັບແບບຟອມການໂຄສະນາສຶກສາຄວາມສ່ຽງ."),
                    lead=(WEI,),
                    items=WEI_POINTS,
                ),
                Item(
                    both("Count participants with disabilities.", "ໃຫ້ນັບຜູ້ເຂົ້າຮ່ວມທີ່ເປັນຄົນພິການ."),
                    lead=(HI,),
                ),
                Item(
                    both("Data of Xiengkhouang overlaps; minutes are missing.", "ຂໍ້ມູນແຂວງຊຽງຂວາງຊ້ຳກັນ; ຍັງບໍ່ໄດ້ຮັບບົດບັນທຶກ."),
                    lead=(UXO_LAO, MAG),
                    note=both("carried over", "ຍົກໄປກອງປະຊຸມຄັ້ງຕໍ່ໄປ"),
                ),
            )
        ),
    ),
    key="III",
)
ACTION_TABLE = Table(
    columns=(
        Column(both("No.", "ລ/ດ"), 12, "center"),
        Column(both("Action", "ໜ້າວຽກ"), 42),
        Column(both("Responsible", "ຜູ້ຮັບຜິດຊອບ"), 22),
        Column(both("Due date", "ກຳນົດເວລາ"), 24),
    ),
    rows=(
        (
            Bilingual.same("IM-A-001"),
            both("Hand the draft report to the MRE Unit.", "ສົ່ງຮ່າງບົດລາຍງານ ໃຫ້ໜ່ວຍງານ MRE."),
            Bilingual(),
            both("no date", "ບໍ່ມີກຳນົດ"),
        ),
        (
            Bilingual.same("IM-A-002"),
            both("Call a special meeting on incomplete data.", "ຈັດກອງປະຊຸມວິສາມັນ ກ່ຽວກັບຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ."),
            Bilingual(),
            both(
                "between the 3rd and 4th week of April 2021\n12/04/2021 – 25/04/2021",
                "ລະຫວ່າງ ອາທິດທີ 3 ແລະ ທີ 4 ຂອງເດືອນ ເມສາ 2021\n12/04/2021 – 25/04/2021",
            ),
        ),
        (
            Bilingual.same("IM-A-003"),
            Bilingual(en="Revise the Lao translation of Chapter 24."),
            Bilingual.same("NPA"),
            both("no date", "ບໍ່ມີກຳນົດ"),
        ),
    ),
    caption=both("Actions agreed", "ໜ້າວຽກທີ່ຕົກລົງກັນ"),
    description=both("What is to be done, by whom and until when", "ໜ້າວຽກ, ຜູ້ຮັບຜິດຊອບ ແລະ ກຳນົດເວລາ"),
)
CONCLUSION = Section(
    both("Conclusion", "ສະຫຼຸບ"),
    (
        Paragraph(both("The meeting agreed:", "ກອງປະຊຸມ ໄດ້ຕົກລົງດັ່ງນີ້:")),
        ItemList(
            (
                Item(both("The draft report goes to the MRE Unit.", "ສົ່ງຮ່າງບົດລາຍງານໃຫ້ ໜ່ວຍງານ MRE.")),
                Item(both("A special meeting is held in April.", "ຈັດກອງປະຊຸມວິສາມັນ ໃນເດືອນເມສາ.")),
                Item(both("NPA revises the Lao text of Chapter 24.", "NPA ປັບປຸງຄຳແປພາສາລາວ ຂອງບົດທີ 24.")),
            ),
            look="decimal",
        ),
        ACTION_TABLE,
    ),
    key="IV",
)
SIGNATURES = (
    Signature(
        both("Chairperson of the meeting", "ປະທານກອງປະຊຸມ"),
        both("Office of the NRA", "ຫ້ອງການ ຄຊກລ"),
        both("Khammoungkhoun Southivong", "ຄຳເມືອງຄູນ ສຸທິວົງ"),
    ),
    Signature(both("Secretary", "ເລຂານຸການ"), both("IM Unit", "ໜ່ວຍງານ IM")),
)


def sample(*more: Block, draft: bool = True) -> Outline:
    """The whole document; further blocks stand in a section of their own before the conclusion."""
    extra = (Section(both("More", "ເພີ່ມເຕີມ"), more),) if more else ()
    return Outline(
        title=(
            both("Minutes of Meeting", "ບົດບັນທຶກກອງປະຊຸມ"),
            both("Information Management Technical Working Group", "ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ"),
            both("Quarter 1, 2021", "ໄຕມາດທີ 1 ປີ 2021"),
        ),
        letterhead=LETTERHEAD,
        sections=(MEETING, PURPOSE, CONTENT, *extra, CONCLUSION),
        closing=(
            Paragraph(
                both(
                    "The chairperson thanked everybody and closed the meeting at 12:00.",
                    "ປະທານກອງປະຊຸມ ໄດ້ສະແດງຄວາມຂອບໃຈ ແລະ ປິດກອງປະຊຸມ ໃນເວລາ 12:00 ໂມງ.",
                )
            ),
        ),
        signatures=SIGNATURES,
        notes=(both("The Lao text is authentic.", "ສະບັບພາສາລາວ ແມ່ນສະບັບທີ່ຖືເປັນທາງການ."),),
        mark=both("DRAFT", "ສະບັບຮ່າງ") if draft else Bilingual(),
        reference=Bilingual.same("IM-2021-Q1"),
        subject=both("Meeting of 29 March 2021", "ກອງປະຊຸມ ວັນທີ 29 ມີນາ 2021"),
        author="NRA",
        keywords="minutes; IM TWG",
    )


def only(*blocks: Block) -> Outline:
    """The same document with these blocks as its only section."""
    return replace(sample(), sections=(Section(both("Only", "ເທົ່ານັ້ນ"), blocks),))
