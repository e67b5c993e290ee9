from datetime import date

import pytest

from tracker.actions.deadlines import Basis, read

MEETING = date(2021, 3, 29)  # a Monday

SAME = """
15 April 2021                               | 15 ເມສາ 2021
15 April 2021                               | ວັນທີ 15 ເມສາ 2021
15 April 2021                               | ໃນວັນທີ ໑໕ ເດືອນ ເມສາ ປີ ໒໐໒໑
15 April 2021                               | ວັນທີ15ເດືອນ4ປີ2021
15 April 2021                               | ວັນທີ 15/04/2021
15 April                                    | ວັນທີ່ 15/4
15 April                                    | ວັນທີ 15 ເດືອນໜ້າ
the 15th                                    | ວັນທີ 15
Friday 16 April 2021                        | ວັນສຸກ ວັນທີ 16 ເມສາ 2021
Wednesday 14 April 2021                     | ວັນພຸດ ທີ 14 ເມສາ 2021
15 March                                    | 15 ມີນາ
today                                       | ມື້ນີ້
tomorrow                                    | ມື້ອື່ນ
Friday                                      | ວັນສຸກ
this Friday                                 | ວັນສຸກນີ້
next Friday                                 | ວັນສຸກໜ້າ
Friday next week                            | ວັນສຸກ ອາທິດໜ້າ
Monday next week                            | ອາທິດໜ້າ ວັນຈັນ
Sunday                                      | ວັນອາທິດ
by 15 April 2021                            | ພາຍໃນວັນທີ 15 ເມສາ 2021
by 15 April 2021                            | ບໍ່ເກີນວັນທີ 15 ເມສາ 2021
by 15 April 2021                            | ບໍ່ໃຫ້ເກີນ 15/04/2021
by 15 April 2021                            | ຮອດວັນທີ 15 ເມສາ 2021
by 15 April 2021                            | ຢ່າງຊ້າສຸດ ວັນທີ 15 ເມສາ 2021
by 15 April 2021                            | ໃຫ້ສຳເລັດພາຍໃນວັນທີ 15 ເມສາ 2021
by 15 April 2021                            | ໃຫ້ສໍາເລັດ ກ່ອນວັນທີ 16 ເມສາ 2021
by 15 April                                 | ດ່ວນ, ບໍ່ເກີນ 15 ເມສາ
before 1 May                                | ກ່ອນວັນທີ 1 ພຶດສະພາ
before May                                  | ກ່ອນເດືອນພຶດສະພາ
before the end of April                     | ກ່ອນທ້າຍເດືອນເມສາ
12-16 April 2021                            | ວັນທີ 12 ຫາ 16 ເມສາ 2021
12-16 April 2021                            | ແຕ່ວັນທີ 12 ຫາ ວັນທີ 16 ເມສາ 2021
12-16 April 2021                            | ລະຫວ່າງວັນທີ 12 ແລະ 16 ເດືອນ 4 ປີ 2021
12-16 April 2021                            | ວັນທີ 12-16/04/2021
28 December to 5 January                    | ວັນທີ 28 ທັນວາ ຫາ 5 ມັງກອນ
28 Dec 2021 - 5 Jan 2022                    | ລະຫວ່າງ ວັນທີ 28 ທັນວາ 2021 ຫາ ວັນທີ 5 ມັງກອນ 2022
April                                       | ເມສາ
April                                       | ເດືອນເມສາ
April                                       | ໃນເດືອນ 4
April 2021                                  | ເດືອນ 4/2021
within April                                | ພາຍໃນເດືອນເມສາ
February                                    | ເດືອນກຸມພາ
April to June 2021                          | ແຕ່ເດືອນເມສາ ເຖິງ ເດືອນມິຖຸນາ 2021
April to June 2021                          | ເດືອນ 4 ຫາ ເດືອນ 6 ປີ 2021
April or May                                | ເດືອນເມສາ ຫຼື ພຶດສະພາ
Q2                                          | ໄຕມາດ 2
Q2                                          | ໄຕມາດທີ 2
Q2                                          | ໄຕມາດທີສອງ
Q2 2021                                     | ໄຕມາດ 2 ປີ 2021
Q2 2021                                     | ໄຕມາດທີ 2 ຂອງປີ 2021
Q2 2021                                     | ໄຕມາດ II/2021
Q2 2021                                     | ໄຕຣມາດ 2/2021
by end of Q2                                | ຮອດທ້າຍໄຕມາດ 2
H1 2021                                     | 6 ເດືອນຕົ້ນປີ 2021
H2 2021                                     | 6 ເດືອນທ້າຍປີ 2021
2022                                        | ປີ 2022
in 2021                                     | ພາຍໃນປີ 2021
early April                                 | ຕົ້ນເດືອນເມສາ
mid April                                   | ກາງເດືອນເມສາ
late April                                  | ປາຍເດືອນເມສາ
late April 2021                             | ປາຍ ເມສາ 2021
end of April                                | ທ້າຍເດືອນເມສາ
end of April                                | ພາຍໃນທ້າຍເດືອນໜ້າ
end of the month                            | ທ້າຍເດືອນນີ້
end of the year                             | ທ້າຍປີ
end of 2021                                 | ປາຍປີ 2021
early April to mid-May                      | ຕົ້ນເດືອນເມສາ ຫາ ກາງເດືອນພຶດສະພາ
third week of April                         | ອາທິດທີ 3 ເດືອນເມສາ
third week of April                         | ອາທິດທີສາມ ຂອງເດືອນ 4
first week of May                           | ອາທິດທຳອິດຂອງເດືອນພຶດສະພາ
last week of May                            | ອາທິດສຸດທ້າຍຂອງເດືອນພຶດສະພາ
3rd and 4th week of April 2021              | ອາທິດທີ 3 ຫາ ທີ 4 ຂອງເດືອນເມສາ 2021
3rd and 4th week of April 2021              | ລະຫວ່າງອາທິດທີ 3 ແລະ ອາທິດທີ 4 ຂອງເດືອນ ເມສາ ປີ 2021
3rd and 4th week of April 2021              | ອາທິດທີ ໓-໔ ເດືອນ 4/2021
Q2, in the 3rd and 4th week of April 2021   | ໃນໄຕມາດທີ 2, ລະຫວ່າງ ອາທິດທີ 3 ຫາ ທີ 4 ຂອງເດືອນ ເມສາ 2021
this week                                   | ໃນອາທິດນີ້
next week                                   | ພາຍໃນອາທິດໜ້າ
next month                                  | ເດືອນໜ້າ
next quarter                                | ໄຕມາດຕໍ່ໄປ
next year                                   | ປີໜ້າ
within 10 days                              | ພາຍໃນ 10 ວັນ
within 10 days                              | ພາຍໃນສິບວັນ
within 10 days                              | ບໍ່ເກີນ ໑໐ ວັນ
within 10 days                              | ພາຍໃນ 10 ວັນ ນັບແຕ່ວັນປະຊຸມ
10 days after the meeting                   | 10 ວັນ ຫຼັງກອງປະຊຸມ
within two weeks                            | ພາຍໃນສອງອາທິດ
within two weeks                            | ໃນ 2 ສັບປະດາ
within one month                            | ພາຍໃນໜຶ່ງເດືອນ
within 3 months                             | ພາຍໃນ 3 ເດືອນຂ້າງໜ້າ
within 5 working days                       | ພາຍໃນ 5 ວັນລັດຖະການ
"""


@pytest.mark.parametrize(
    ("english", "lao"), [tuple(cell.strip() for cell in line.split("|")) for line in SAME.strip().splitlines()]
)
def test_lao_means_what_english_means(english: str, lao: str) -> None:
    expected, reading = read(english, MEETING), read(lao, MEETING)
    assert expected.window
    assert (reading.window, reading.precision, reading.basis) == (expected.window, expected.precision, expected.basis)
    assert reading.alternatives == expected.alternatives


@pytest.mark.parametrize(
    "phrase",
    [
        "ກອງປະຊຸມຄັ້ງຕໍ່ໄປ",
        "ກອງປະຊຸມ ຄັ້ງໜ້າ",
        "ກ່ອນກອງປະຊຸມຄັ້ງຕໍ່ໄປ",
        "ໃນກອງປະຊຸມກຸ່ມວິຊາການຄັ້ງຕໍ່ໄປ",
        "ສຳລັບກອງປະຊຸມສາມັນຄັ້ງຕໍ່ໄປ",
    ],
)
def test_the_next_meeting(phrase: str) -> None:
    reading = read(phrase, MEETING)
    assert reading.basis is Basis.NEXT_MEETING
    assert not reading.window


@pytest.mark.parametrize(
    "phrase",
    [
        "ຕໍ່ເນື່ອງ",
        "ຢ່າງຕໍ່ເນື່ອງ",
        "ໄວເທົ່າທີ່ຈະໄວໄດ້",
        "ດ່ວນ",
        "30 ກຸມພາ 2021",
        "ຫຼັງລະດູຝົນ",
        "ກ່ອນປີໃໝ່ລາວ",
        "ຫຼັງວັນທີ 15 ເມສາ",
        "ບໍ່ກ່ອນວັນທີ 1 ພຶດສະພາ",
        "ຫຼັງກອງປະຊຸມຄັ້ງຕໍ່ໄປ",
        "ພາຍໃນ 2 ເດືອນ 15 ວັນ",
        "10 ວັນ",
        "ເດືອນທີ 3",
        "ແຕ່ວັນທີ 12 ເມສາ",
        "ຕົ້ນອາທິດໜ້າ",
        "ທຸກໆວັນສຸກ",
        "ມີນາຄົມ",
    ],
)
def test_what_is_not_understood_stays_words(phrase: str) -> None:
    reading = read(phrase, MEETING)
    assert reading.basis is Basis.NONE
    assert not reading.window
    assert not reading.alternatives
