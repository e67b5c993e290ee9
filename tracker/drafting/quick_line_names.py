"""The names that a quick line may hold: of organisations and documents, exactly or by a curated alias, never nearly.
Knows no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.core.bilingual import Bilingual
from tracker.documents.models import DocumentKind
from tracker.drafting.quick_line_text import Folded, key_of

SHORTEST = 2  # letters of a name that is looked for inside a text
TRIES = 50  # places at which one name is looked at in one text


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document with the names under which it is found."""

    id: int
    called: Bilingual
    kind: DocumentKind
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A document named in a text, and where, in letters of the folded text."""

    document: KnownDocument
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody and everything a line may name. A name that two of them share names neither."""

    organisations: Mapping[str, int] = field(default_factory=dict)
    called: Mapping[int, Bilingual] = field(default_factory=dict)
    documents: tuple[tuple[str, KnownDocument], ...] = ()

    def organisation(self, name: str) -> int | None:
        """The organisation of exactly this name; None where it is nobody's or could be two's."""
        return self.organisations.get(key_of(name))

    def named_in(self, text: Folded) -> list[Found]:
        """The documents named in a text, each once, in their order; of names inside each other the longer one."""
        found: dict[int, Found] = {}
        for key, document in self.documents:
            if document.id in found:
                continue
            for number, (start, end) in enumerate(text.found(key)):
                if number >= TRIES:
                    break
                if all(end <= other.start or start >= other.end for other in found.values()):
                    found[document.id] = Found(document, start, end)
                    break
        return sorted(found.values(), key=lambda each: each.start)


def parties_of(
    names: Iterable[tuple[int, str]], called: Mapping[int, Bilingual], documents: Iterable[KnownDocument]
) -> Parties:
    """The names put in order: folded once, ambiguous ones left out, longer ones before shorter ones."""
    owners: dict[str, set[int]] = defaultdict(set)
    for organisation_id, name in names:
        owners[key_of(name)].add(organisation_id)
    meant: dict[str, dict[int, KnownDocument]] = defaultdict(dict)
    for document in documents:
        for key in document.keys:
            meant[key][document.id] = document
    return Parties(
        organisations={key: next(iter(ids)) for key, ids in owners.items() if key and len(ids) == 1},
        called=called,
        documents=tuple(
            (key, next(iter(of.values())))
            for key, of in sorted(meant.items(), key=lambda each: (-len(each[0]), each[0]))
            if len(key) >= SHORTEST and len(of) == 1
        ),
    )
