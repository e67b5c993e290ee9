"""An item of the register in words: who owes it, by when, how it stands. Knows no page and no paper."""

from tracker.actions.models import AssignmentState
from tracker.actions.words import dates_words
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, say, say_many
from tracker.meetings.kinds import Disposition
from tracker.register.items import Item


def shortened(text: str, most: int) -> str:
    """The beginning of a long text in one line, cut at a space where there is one near."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    head, space, _ = cut.rpartition(" ")
    return f"{head if space and len(head) > most // 2 else cut} …"


def parties(item: Item) -> Bilingual:
    """Who owes an action, and says so where nobody does yet; who raised a point, if anybody."""
    if not item.parties and item.which == "action":
        return Bilingual.said("not yet named")
    return Bilingual(en=", ".join(each.en for each in item.parties), lo=", ".join(each.lo for each in item.parties))


def by_when(item: Item) -> Bilingual:
    """The words as agreed and, below them, the dates that hold now; nothing for a point, which has no deadline."""
    return Bilingual(en=_by_when(item, "en"), lo=_by_when(item, "lo"))


def _by_when(item: Item, side: Language) -> str:
    agreed = item.words.in_(side).text
    dated = dates_words(item.window, item.confirmed_on, side)
    if agreed and dated:
        return f"{agreed}\n({dated})"
    none = say("no date agreed", side) if item.which == "action" else ""
    return agreed or dated or none


def standing(item: Item) -> Bilingual:
    """How it stands, and how often it was carried over."""
    if item.scheduled_on:
        words = Bilingual.said("scheduled for %(day)s", day=dates.short_date(item.scheduled_on))
    else:
        words = _of_action(item) if item.which == "action" else _of_entry(item)
    if not item.carried:
        return words
    often = Bilingual(en=_often(item.carried, "en"), lo=_often(item.carried, "lo"))
    return Bilingual(en=f"{words.en}\n{often.en}", lo=f"{words.lo}\n{often.lo}") if words else often


def _often(number: int, language: Language) -> str:
    return say_many("carried over %(number)s time", "carried over %(number)s times", number, language)


def _of_action(item: Item) -> Bilingual:
    match item.state:
        case AssignmentState.IN_PROGRESS:
            return Bilingual.said("in progress")
        case AssignmentState.SUBMITTED:
            return Bilingual.said("handed in, waits for the chair")
        case AssignmentState.ACCEPTED:
            return Bilingual.said("done")
        case AssignmentState.POSTPONED:
            return Bilingual.said("postponed")
        case AssignmentState.DROPPED:
            return Bilingual.said("dropped")
        case _:
            return Bilingual.said("not yet begun")


def referred_to(item: Item) -> Bilingual:
    """To which unit or organisation a point was given; nothing where to none."""
    if not item.referred_to:
        return Bilingual()
    said = {side: say("referred to %(party)s", side, party=item.referred_to[side]) for side in LANGUAGES}
    return Bilingual(en=said["en"], lo=said["lo"])


def _of_entry(item: Item) -> Bilingual:
    if item.disposition == Disposition.REFERRED and item.home:
        return Bilingual.said("referred by %(group)s", group=item.home)
    if said := referred_to(item):
        return said
    if item.disposition == Disposition.REFERRED:
        return Bilingual.said("referred")
    if item.in_part:
        return Bilingual.said("answered in part")
    carried = item.disposition == Disposition.CARRIED_OVER
    return Bilingual() if carried else Bilingual.said("waits until the standard is adopted")
