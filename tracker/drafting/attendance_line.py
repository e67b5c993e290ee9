"""A typed line of the attendance, read: which organisation or person, how many, whether they came. Pure: knows neither
the database nor the meeting."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.core.bilingual import Bilingual
from tracker.core.lao import clean, western_digits
from tracker.drafting.quick_line_names import Parties
from tracker.drafting.quick_line_text import key_of
from tracker.meetings.kinds import AttendanceRole, Presence

LONGEST = 500  # letters of a line
LONGEST_NAME = 12  # words of a name
_COUNT_LAST = re.compile(
    r"[\s:,(–-]+[x×]?\s*(\d{1,6})\s*(?:people|persons?|participants?|pax|ຄົນ|ທ່ານ)?\s*\)?$", re.IGNORECASE
)
_COUNT_FIRST = re.compile(r"^(\d{1,6})\s+(?=\D)")
_AWAY = (
    (
        Presence.APOLOGIES,
        re.compile(r"[\s,:(–-]+(?:sen[dt]s? )?(?:apolog(?:y|ies)|ຂໍລາພັກ|ລາພັກ|ຂໍອະໄພ)\s*\)?$", re.IGNORECASE),
    ),
    (Presence.ABSENT, re.compile(r"[\s,:(–-]+(?:absent|did not come|ຂາດ|ບໍ່ໄດ້ມາ|ບໍ່ມາ)\s*\)?$", re.IGNORECASE)),
)  # fmt: skip
_TITLE = re.compile(r"^(?:(?:mr|mrs|ms|miss|dr|prof)\.?\s+|(?:ທ່ານ|ນາງ|ທ\.|ນ\.|ດຣ\.?)\s*)+", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|of)$|ຈາກ$|ຂອງ$", re.IGNORECASE)
_EXPERT = re.compile(r"\bexperts?\b|ຊ່ຽວຊານ", re.IGNORECASE)
_OBSERVER = re.compile(r"\bobservers?\b|ສັງເກດການ", re.IGNORECASE)
_EDGE = " \t\n,:;()–—-"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who can be named in a line."""

    id: int
    organisation_id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """People by their exact names, with and without a title; a name of two people names neither."""

    known: Mapping[str, KnownPerson] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[KnownPerson]) -> "People":
        """The names put in order, ambiguous ones left out."""
        found: dict[str, dict[int, KnownPerson]] = defaultdict(dict)
        for person in people:
            for name in person.names:
                found[key_of(name)][person.id] = person
                found[key_of(_TITLE.sub("", name))][person.id] = person
        return cls({key: next(iter(of.values())) for key, of in found.items() if key and len(of) == 1})

    def person(self, name: str) -> KnownPerson | None:
        """The person of exactly this name."""
        return self.known.get(key_of(name)) or self.known.get(key_of(_TITLE.sub("", name.strip())))


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """A line as it was read. Whoever is neither a known organisation nor a known person is a description."""

    organisation_id: int | None = None
    person_id: int | None = None
    description: Bilingual = field(default_factory=Bilingual)
    headcount: int | None = None
    presence: Presence = Presence.PRESENT
    role: AttendanceRole | None = None

    def __bool__(self) -> bool:
        return bool(self.organisation_id or self.person_id or self.description)


def read(line: str, parties: Parties, people: People) -> AttendanceLine:
    """Read 'NRA technicians 6', 'WEI 2', 'Tetra Tech: 1 expert', 'ນັກວິຊາການ ຄຊກລ 6', 'Mr X (MAG)', 'MAG apologies';
    never raises, and never guesses a name."""
    text, presence = _presence(western_digits(clean(line[:LONGEST])))
    text, headcount = _headcount(text, parties)
    person = people.person(text)
    if person:
        return AttendanceLine(person.organisation_id, person.id, Bilingual(), headcount, presence)
    organisation_id, rest = _organisation(text, parties)
    if headcount is None:
        rest, headcount = _headcount(rest, parties)
    person = people.person(rest) if rest else None
    if person and person.organisation_id == organisation_id:
        return AttendanceLine(organisation_id, person.id, Bilingual(), headcount, presence)
    return AttendanceLine(organisation_id, None, Bilingual.of(rest), headcount, presence, _role(rest))


def _presence(text: str) -> tuple[str, Presence]:
    for presence, words in _AWAY:
        if found := words.search(text):
            return text[: found.start()].strip(_EDGE), presence
    return text, Presence.PRESENT


def _headcount(text: str, parties: Parties) -> tuple[str, int | None]:
    """The number at the end or at the start, unless it belongs to a name, as in 'Army 58'."""
    if parties.organisation(text):
        return text, None
    for pattern in (_COUNT_LAST, _COUNT_FIRST):
        if found := pattern.search(text):
            return (text[: found.start()] + text[found.end() :]).strip(), int(found[1])
    return text, None


def _organisation(text: str, parties: Parties) -> tuple[int | None, str]:
    """The longest name of an organisation at the start or at the end, and what is left."""
    words = text.split()
    for count in range(min(len(words), LONGEST_NAME), 0, -1):
        first, last = " ".join(words[:count]), " ".join(words[-count:])
        if found := parties.organisation(first.strip(_EDGE)):
            return found, " ".join(words[count:]).strip(_EDGE)
        if found := parties.organisation(last.strip(_EDGE)):
            rest = " ".join(words[:-count]).strip(_EDGE)
            return found, _FROM.sub("", rest).strip(_EDGE)
    return None, text.strip(_EDGE)


def _role(description: str) -> AttendanceRole | None:
    if _EXPERT.search(description):
        return AttendanceRole.EXPERT
    return AttendanceRole.OBSERVER if _OBSERVER.search(description) else None
