"""A phrase cut into words of the lexicon and dates in figures; knows no grammar and no calendar."""

import re

from tracker.actions.deadline_lexicon import LEXICON, MONTH_NAMES, Kind, Token
from tracker.core.lao import spelling_key

LONGEST = 300  # characters; what is longer is a story, not a deadline
MOST = 24  # words
YEARS = range(1975, 2200)

_WORD = re.compile(
    "|".join(
        re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in sorted(LEXICON, key=len, reverse=True)
    )
)
_BLANK = re.compile(r'[\s."]*')
_FIGURES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        (Kind.ISO_DATE, r"(\d{4})(?:-(?=\d+-)|/(?=\d+/)|\.(?=\d+\.))(\d{1,2})[-/.](\d{1,2})(?!\d)"),
        (
            Kind.DATE,
            r"(\d{1,2})(?: ?/ ?(?=\d+ ?/)|\.(?=\d+\.)|-(?=\d+-\d{4}))(\d{1,2})(?: ?/ ?|[.-])(\d{4}|\d{2})(?!\d)",
        ),
        (Kind.MONTH_YEAR, r"(\d{1,2})(?: ?/ ?|[.-])(\d{4})(?!\d)"),
        (Kind.YEAR_MONTH, r"(\d{4})[-/](\d{1,2})(?![\d/.-])"),
        (Kind.DAY_MONTH, r"(\d{1,2}) ?/ ?(\d{1,2})(?![\d/])"),
        (Kind.FILLER, r"\d{1,2}:\d{2}(?: ?(?:am|pm|hrs|hours|h)(?![a-z])| ?ໂມງ)?"),
        (Kind.FILLER, r"\d{1,2} ?(?:am|pm)(?![a-z])"),
        (Kind.ORDINAL, r"(\d{1,2}) ?(?:st|nd|rd|th)(?![a-z])"),
        (Kind.NUMBER, r"(\d{1,4})(?!\d)"),
        (Kind.YEAR, r"'(\d{2})(?!\d)"),
        (Kind.MONTH, r"ເດືອນ ?(1[0-2]|0?[1-9])(?![\d/.-])"),
        (Kind.WEEK_OF, r"week of (?:the )?(?=\d)"),
    )
)
_MONTH = "(" + "|".join(name for name in MONTH_NAMES if name.isascii()) + ")"
_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"(?<![a-z])an? (?=(?:day|week|fortnight|month|year)(?![a-z]))", "1 "),
        (r"(day|week|fortnight|month|year)s?'s? time(?![a-z])", r"\1s"),
        (rf"(\d|st|nd|rd|th)(?:-{_MONTH}-| {_MONTH}\.? )(\d\d)(?![\d:/.-]|st|nd|rd|th)", r"\1 \2\3 '\4"),  # 15-Apr-21
        (rf"(?<=\d)-(?={_MONTH}(?![a-z]))", " "),  # 15-April
        (r"(?<=[a-z])-(?=\d{4}(?!\d))", " "),  # April-2021
        (r"(?<=\d{4})-(?=[qh]\d)", " "),  # 2021-Q2
        (r"(?<=[iv]) ?[/-] ?(?=\d{4}(?!\d))", " "),  # II/2021
        (r"(?<![a-z])(early|mid|late|end|month|quarter|year)-(?=[a-z\d])", r"\1 "),
    )
)


def tokens(phrase: str) -> tuple[Token, ...] | None:
    """The phrase as words, without those that say nothing about time; None where any word is not known."""
    if len(phrase) > LONGEST:
        return None
    text = spelling_key(phrase)
    for pattern, plain in _REWRITTEN:
        text = pattern.sub(plain, text)
    text = text.strip(" -*•.,;:")
    found: list[Token] = []
    position = 0
    while (position := _after_blanks(text, position)) < len(text):
        token, position = _token(text, position)
        if token is None:
            return None
        if token.kind is not Kind.FILLER:
            found.append(token)
            if len(found) > MOST:
                return None
    return tuple(found)


def _after_blanks(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _token(text: str, position: int) -> tuple[Token | None, int]:
    for kind, pattern in _FIGURES:
        if figures := pattern.match(text, position):
            return _in_figures(kind, figures.groups()), figures.end()
    word = _WORD.match(text, position)
    return (LEXICON[word[0]], word.end()) if word else (None, position)


def _in_figures(kind: Kind, figures: tuple[str, ...]) -> Token | None:
    numbers = tuple(map(int, figures))
    if any(len(figure) == 4 and int(figure) not in YEARS for figure in figures):
        return None
    match kind, figures:
        case Kind.YEAR_MONTH, _:
            return Token(Kind.MONTH_YEAR, numbers=numbers[::-1])
        case Kind.NUMBER, (figure,) if len(figure) == 4:
            return Token(Kind.YEAR, numbers[0])
        case _:
            return Token(kind, numbers[0] if numbers else 0, numbers)
