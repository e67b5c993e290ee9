"""Names that were typed into a field with commas between them, and what they stand for. Exact names only."""

import re

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.drafting.quick_line_names import Parties
from tracker.drafting.quick_line_text import key_of

BETWEEN = re.compile(r"[,;，、\n]")
MOST_NAMES = 60


def organisations_of(typed: str, parties: Parties) -> tuple[int, ...]:
    """The organisations named, each once; Refused where a name is nobody's."""
    found = {}
    for name in names_of(typed):
        organisation = parties.organisation(name)
        if organisation is None:
            raise Refused(Bilingual.said("No organisation is called %(name)s.", name=name))
        found[organisation] = True
    return tuple(found)


def documents_of(typed: str, parties: Parties) -> tuple[int, ...]:
    """The documents named by their code or title, each once; Refused where there is no such document."""
    known = {key: document.id for key, document in parties.documents}
    found = {}
    for name in names_of(typed):
        document = known.get(key_of(name))
        if document is None:
            raise Refused(Bilingual.said("No document is called %(name)s.", name=name))
        found[document] = True
    return tuple(found)


def names_of(typed: str) -> list[str]:
    """The names between the commas."""
    names = [name.strip() for name in BETWEEN.split(typed[:5000]) if name.strip()]
    if len(names) > MOST_NAMES:
        raise Refused(Bilingual.said("These are more than %(most)s names.", most=MOST_NAMES))
    return names
