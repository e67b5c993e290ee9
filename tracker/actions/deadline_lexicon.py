"""The words that deadlines are written with, English and Lao alike; knows no dates and no grammar."""

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from tracker.core.lao import spelling_key


class Kind(Enum):
    """What a word does in a deadline."""

    NUMBER = auto()
    ORDINAL = auto()
    ROMAN = auto()
    YEAR = auto()
    MONTH = auto()
    WEEKDAY = auto()
    UNIT = auto()
    PART = auto()
    RELATIVE_DAY = auto()
    DATE = auto()  # numbers as written: first, second, year
    ISO_DATE = auto()  # year, month, day
    MONTH_YEAR = auto()
    YEAR_MONTH = auto()
    DAY_MONTH = auto()  # numbers as written: first, second
    NTH = auto()  # ທີ before a number
    DATE_WORD = auto()  # ວັນທີ before a number
    NEXT = auto()
    THIS = auto()
    LAST = auto()
    END = auto()
    WEEK_OF = auto()
    BETWEEN = auto()
    FROM = auto()
    TO = auto()
    UNTIL = auto()
    AND = auto()
    BY = auto()
    LATEST = auto()
    BEFORE = auto()
    WITHIN = auto()
    AT_MOST = auto()
    IN = auto()
    FOR = auto()
    ANCHOR = auto()
    MEETING = auto()
    REGULAR = auto()
    SEPARATOR = auto()
    FILLER = auto()
    # Made by the grammar out of two words:
    DAY_OF_MONTH = auto()
    WEEK_NUMBER = auto()
    QUARTER_NUMBER = auto()
    QUARTER_YEAR = auto()  # numbers: quarter, year
    HALF_NUMBER = auto()
    BARE_WEEK = auto()  # 'week 3', which may be a week of anything
    BARE_HALF = auto()
    COMING = auto()  # numbers: unit, THIS or NEXT
    COMING_WEEKDAY = auto()  # numbers: weekday, THIS or NEXT
    NTH_WEEKDAY = auto()  # numbers: weekday, which one
    DURATION = auto()  # numbers: how many, unit


class Unit(IntEnum):
    """A stretch of time that is counted or named."""

    DAY = auto()
    WORKING_DAY = auto()
    WEEK = auto()
    FORTNIGHT = auto()
    MONTH = auto()
    QUARTER = auto()
    HALF = auto()
    YEAR = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its meaning; `numbers` are the parts of what has several."""

    kind: Kind
    value: int = 0
    numbers: tuple[int, ...] = ()


OF = (1,)
"""The numbers of a unit that stands behind 'of': the 3rd of the month is not the third month."""

_MONTHS = (
    "january|jan|ມັງກອນ", "february|feb|ກຸມພາ", "march|mar|ມີນາ", "april|apr|ເມສາ", "may|ພຶດສະພາ", "june|jun|ມິຖຸນາ",
    "july|jul|ກໍລະກົດ", "august|aug|ສິງຫາ", "september|sept|sep|ກັນຍາ", "october|oct|ຕຸລາ", "november|nov|ພະຈິກ",
    "december|dec|ທັນວາ",
)  # fmt: skip
_WEEKDAYS = (
    "monday|mon|ວັນຈັນ", "tuesday|tue|tues|ວັນອັງຄານ", "wednesday|wed|ວັນພຸດ", "thursday|thu|thur|thurs|ວັນພະຫັດ",
    "friday|fri|ວັນສຸກ", "saturday|sat|ວັນເສົາ", "sunday|sun|ວັນອາທິດ",
)  # fmt: skip
_NUMBERS = (
    "one|ໜຶ່ງ|ນຶ່ງ", "two|ສອງ", "three|ສາມ", "four|ສີ່", "five|ຫ້າ", "six|ຫົກ", "seven|ເຈັດ", "eight|ແປດ", "nine|ເກົ້າ",
    "ten|ສິບ", "eleven|ສິບເອັດ", "twelve|ສິບສອງ", "thirteen|ສິບສາມ", "fourteen|ສິບສີ່", "fifteen|ສິບຫ້າ", "sixteen|ສິບຫົກ",
    "seventeen|ສິບເຈັດ", "eighteen|ສິບແປດ", "nineteen|ສິບເກົ້າ", "twenty|ຊາວ",
)  # fmt: skip
_TENS = {30: "thirty|ສາມສິບ", 40: "forty|ສີ່ສິບ", 45: "forty five|ສີ່ສິບຫ້າ", 60: "sixty|ຫົກສິບ", 90: "ninety|ເກົ້າສິບ"}
_ORDINALS = (
    "first|ທຳອິດ|ທີໜຶ່ງ", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
_UNITS = {
    Unit.DAY: "day|days|calendar day|calendar days|ວັນ|ມື້",
    Unit.WORKING_DAY: "working day|working days|workday|workdays|business day|business days|ວັນລັດຖະການ|ວັນເຮັດວຽກ"
    "|ມື້ເຮັດວຽກ|ວັນເຮັດການ|ມື້ລັດຖະການ",
    Unit.WEEK: "week|weeks|ອາທິດ|ສັບປະດາ",
    Unit.FORTNIGHT: "fortnight|fortnights",
    Unit.MONTH: "month|months|ເດືອນ",
    Unit.QUARTER: "quarter|quarters|q|ໄຕມາດ|ໄຕຣມາດ",
    Unit.HALF: "half|h",
    Unit.YEAR: "year|years|calendar year|ປີ",
}
_PARTS = (
    "early|early in|beginning of|start of|the beginning of|the start of|ຕົ້ນ",
    "mid|middle of|the middle of|ກາງ",
    "late|late in|ປາຍ",
)
_WORDS = {
    Kind.NEXT: ("next|coming|upcoming|following|ຕໍ່ໄປ|ຖັດໄປ|ໜ້າ|ຄັ້ງຕໍ່ໄປ|ຄັ້ງໜ້າ|ຄັ້ງຖັດໄປ|ທີ່ຈະມາເຖິງ|ຈະມາເຖິງ"),
    Kind.THIS: "this|current|ນີ້",
    Kind.LAST: "last|final|ສຸດທ້າຍ",
    Kind.END: "end of|end|last day of|last day in|ທ້າຍ|ສິ້ນ|ໝົດ|ວັນສຸດທ້າຍ|ມື້ສຸດທ້າຍ",
    Kind.WEEK_OF: "week commencing|week beginning|week starting|w/c",
    Kind.BETWEEN: "between|in between|ລະຫວ່າງ|ແຕ່ລະຫວ່າງ",
    Kind.FROM: "from|ແຕ່|ນັບແຕ່|ຕັ້ງແຕ່|ເລີ່ມແຕ່|ຈາກ",
    Kind.TO: "to|through|thru|-",
    Kind.UNTIL: "until|till|ຫາ|ຮອດ|ເຖິງ|ຈົນຮອດ|ຈົນເຖິງ|ຈົນຫາ|ໄປຫາ|ໄປຮອດ|ໄປເຖິງ",
    Kind.AND: "and|or|&|/|ແລະ|ຫຼື|ກັບ",
    Kind.BY: (
        "by|up to|on or before|by or before|before or on|not later than|no later than|not after"
        "|no later|ບໍ່ຊ້າກວ່າ|ບໍ່ໃຫ້ຊ້າກວ່າ|ບໍ່ໃຫ້ກາຍ"
    ),
    Kind.LATEST: (
        "at the latest|at latest|the latest|latest|or before|or earlier|or sooner|ຢ່າງຊ້າ|ຢ່າງຊ້າສຸດ|ຢ່າງຊ້າທີ່ສຸດ|ຊ້າສຸດ"
    ),
    Kind.BEFORE: "before|prior to|ahead of|ກ່ອນ",
    Kind.WITHIN: "within|ພາຍໃນ",
    Kind.AT_MOST: "not more than|no more than|at most|maximum|ບໍ່ເກີນ|ບໍ່ໃຫ້ເກີນ|ຢ່າງຫຼາຍ",
    Kind.IN: "in|ໃນ",
    Kind.FOR: "for|ສຳລັບ",
    Kind.ANCHOR: (
        "after the meeting|after this meeting|of the meeting|of this meeting|from the meeting"
        "|from this meeting|from now|from today|from the date of the meeting"
        "|from the date of this meeting|ຫຼັງກອງປະຊຸມ|ຫຼັງຈາກກອງປະຊຸມ|ຫຼັງກອງປະຊຸມນີ້"
        "|ພາຍຫຼັງກອງປະຊຸມ|ນັບແຕ່ກອງປະຊຸມ|ນັບແຕ່ວັນປະຊຸມ|ນັບແຕ່ມື້ປະຊຸມ|ນັບຈາກວັນປະຊຸມ|ນັບແຕ່ມື້ນີ້"
        "|ນັບຈາກມື້ນີ້|ຈາກມື້ນີ້|ຂ້າງໜ້າ"
    ),
    Kind.MEETING: ("meeting|twg|twg meeting|technical working group meeting|ກອງປະຊຸມ|ກອງປະຊຸມກຸ່ມວິຊາການ|ການປະຊຸມ"),
    Kind.REGULAR: "regular|ordinary|quarterly|of the group|of the twg|of the working group|ສາມັນ",
    Kind.NTH: "ທີ|ທີ່",
    Kind.DATE_WORD: "ວັນທີ|ວັນທີ່",
    Kind.FILLER: (
        "the|of|on|at|during|in the course of|to be done|to be completed|to be submitted"
        "|to be finished|to be finalised|to be finalized|done|completed|submitted|finished|due"
        "|due date|deadline|target date|target|date|is|tentative|tentatively|planned|scheduled"
        "|expected|ad|ongoing|continuous|continuously|continuing|on-going|asap|as soon as possible"
        "|immediately|urgent|urgently|tbc|tbd|to be confirmed|to be determined|to be decided"
        "|to be agreed|close of business|cob|eod|noon|but|end of day|end of the day|ຂອງ|ໃຫ້"
        "|ໃຫ້ສຳເລັດ|ໃຫ້ແລ້ວ|ສຳເລັດ|ແລ້ວ|ກຳນົດ|ກຳນົດເວລາ|ກຳນົດສົ່ງ|ສົ່ງ|ແມ່ນ|ຊ່ວງ|ໄລຍະ|ເວລາ|ຄສ"
        "|ໃນຊ່ວງ|ໃນໄລຍະ|ຕໍ່ເນື່ອງ|ຢ່າງຕໍ່ເນື່ອງ|ໄວເທົ່າທີ່ຈະໄວໄດ້|ໄວທີ່ສຸດ|ໂດຍໄວ|ດ່ວນ|ທັນທີ"
        "|ລໍຖ້າຢືນຢັນ|ຈະແຈ້ງພາຍຫຼັງ|ຍັງບໍ່ທັນກຳນົດ|ຄາດຄະເນ|ຄາດວ່າ"
    ),
    Kind.SEPARATOR: ",|;|:|(|)|[|]",
}


def _lexicon() -> dict[str, Token]:
    lists: list[tuple[Kind, dict[int, str]]] = [
        (Kind.MONTH, dict(enumerate(_MONTHS, 1))),
        (Kind.WEEKDAY, dict(enumerate(_WEEKDAYS, 1))),
        (Kind.NUMBER, dict(enumerate(_NUMBERS, 1)) | _TENS),
        (Kind.ORDINAL, dict(enumerate(_ORDINALS, 1))),
        (Kind.ROMAN, dict(enumerate(("i", "ii", "iii", "iv"), 1))),
        (Kind.UNIT, {unit.value: words for unit, words in _UNITS.items()}),
        (Kind.PART, dict(enumerate(_PARTS, 1))),
        (Kind.RELATIVE_DAY, dict(enumerate(("today|ມື້ນີ້", "tomorrow|ມື້ອື່ນ", "day after tomorrow|ມື້ຮື")))),
        *((kind, {0: words}) for kind, words in _WORDS.items()),
    ]
    words = {
        spelling_key(word): Token(kind, value)
        for kind, meanings in lists
        for value, words in meanings.items()
        for word in words.split("|")
    }
    return words | {"of the month": Token(Kind.UNIT, Unit.MONTH, OF)}


LEXICON = _lexicon()
"""Every word by its `lao.spelling_key`."""
MONTH_NAMES = tuple(word for words in _MONTHS for word in words.split("|"))
