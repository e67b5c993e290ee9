"""What the one page says, in both languages, for screen and paper alike; knows neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import category

from tracker.actions.words import dates_words
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.decisions_words import FEW, listed, rest
from tracker.dashboard.facts import Called, CarriedOver, Decision, SpecialAsked, Stages, StandardAt
from tracker.dashboard.figures import Counts, OfOrganisation
from tracker.dashboard.measures import Measure
from tracker.dashboard.page import MOST_ORGANISATIONS, Page
from tracker.docx.layouts import Layout
from tracker.minutes.sentences import both
from tracker.register.words import shortened

NONE = "–"
OTHERS = -1
"""In place of an organisation: those for which the page has no row."""
LONGEST = 90
"""Letters of a text that stands in one line of the page."""
LONGEST_DECISION = 160
_LEAST = 20


LAYOUTS = (Layout.LAO_THEN_ENGLISH, Layout.LAO, Layout.ENGLISH)


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is said where a part has nothing to show."""

    decisions: Bilingual
    late: Bilingual
    stages: Bilingual
    meetings: Bilingual
    carried: Bilingual


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above each part."""

    decisions: Bilingual
    late: Bilingual
    stages: Bilingual
    meetings: Bilingual
    changes: Bilingual
    carried: Bilingual


def headings() -> Headings:
    """The headings, in the order of the page."""
    return Headings(
        Bilingual.said("Decisions needed from management"),
        Bilingual.said("Late, by organisation"),
        Bilingual.said("Standards by stage"),
        Bilingual.said("Special meetings"),
        Bilingual.said("Change since last quarter"),
        Bilingual.said("Carried over three times or more"),
    )


def title(page: Page) -> Bilingual:
    """'Follow-up of conclusions, quarter 2, 2021'."""
    year, number = page.quarter.year, page.quarter.number
    return Bilingual.said("Follow-up of conclusions, quarter %(quarter)s, %(year)s", quarter=number, year=year)


def over(page: Page) -> Bilingual:
    """Of which group, and as of which day."""
    known = Bilingual.said("as of %(date)s", date=short_date(page.as_of))
    return Bilingual(en=f"{page.name.in_('en').text} · {known.en}", lo=f"{page.name.in_('lo').text} · {known.lo}")


def total() -> Bilingual:
    """What the last row is."""
    return Bilingual.said("In total")


def decision(each: Decision, most: int = LONGEST_DECISION) -> Bilingual:
    """A decision in one sentence of so many letters, if what it is about can be cut so short."""
    said = about(each, most)
    return both(lambda side: f"{each.what[side]} {said[side]}".strip())


def about(each: Decision, most: int = LONGEST_DECISION) -> Bilingual:
    """What a decision is about and why it is needed, so that all of it has so many letters."""
    return both(lambda side: _about(each, most, side))


def _about(each: Decision, most: int, side: Language) -> str:
    across = most if side == "lo" else most * 5 // 4  # English letters are narrower
    room = max(across - letters(each.what[side]) - letters(each.why[side]), _LEAST)
    return ": ".join(filter(None, (_within(each, room, side), each.why[side])))


def _within(each: Decision, room: int, side: Language) -> str:
    """What it is about in so many letters; of a list as many names as have room, and how many more there are."""
    about, all_of_it = each.about[side], listed(each.names)[side]
    for most in range(FEW, 0, -1) if each.names else ():
        if letters(about) <= room:
            return about
        about = each.about[side].replace(all_of_it, listed(each.names, most)[side])
    if letters(about) <= room:
        return about
    more = rest(each.names, 1) if each.names else ""
    return _cut(about.removesuffix(more), room - len(more)) + more


def letters(text: str) -> int:
    """How many letters stand beside each other; Lao vowels and tones stand above and below them."""
    return sum(map(_is_beside, text))


def _cut(text: str, most: int) -> str:
    """The beginning of a text that is longer than so many letters."""
    line = " ".join(text.split())
    return shortened(line, sum(each <= most for each in accumulate(map(_is_beside, line))))


def _is_beside(character: str) -> bool:
    return category(character) != "Mn"


def change_headings() -> tuple[Bilingual, Bilingual]:
    """What changes, and how."""
    return Bilingual.said("Tasks"), Bilingual.said("Difference")


def quarters(page: Page) -> tuple[Bilingual, Bilingual]:
    """'Q1 2021', 'Q2 2021 to 24/05': the quarter before, and the one of the page with the day until which it is told
    where it is not over."""
    quarter = page.quarter
    now, cut = f"Q{quarter.number} {quarter.year}", quarter.cut_on(page.as_of)
    return (
        Bilingual.same(f"Q{quarter.before.number} {quarter.before.year}"),
        both(lambda side: f"{now} {cut[side]}".strip()),
    )


def organisation(each: OfOrganisation) -> Bilingual:
    """The name of an organisation, or that nobody owns it."""
    return each.name or Bilingual.said("not yet named")


def short_name(each: OfOrganisation, most: int) -> Bilingual:
    """The same in so many letters. The last word stays, since names of departments differ in their province."""
    whole = organisation(each)
    return both(lambda side: _short_name(whole[side], most))


def _short_name(name: str, most: int) -> str:
    first, _, last = name.rpartition(" ")
    if letters(name) <= most or not first or letters(last) > most // 2:
        return _cut(name, most)
    return f"{_cut(first, most - letters(last) - 1)} {last}"


def days(number: int | None) -> Bilingual:
    """'41 days'; a dash where there is nothing."""
    if number is None:
        return Bilingual.same(NONE)
    return both(lambda side: say_many("%(number)s day", "%(number)s days", number, side))


def figures(counts: Counts) -> tuple[Bilingual, Bilingual, Bilingual]:
    """What is open, what of it is late, and for how long the longest."""
    late = counts.longest if counts.late else None
    return Bilingual.same(str(counts.open)), Bilingual.same(str(counts.late)), days(late)


def in_words(counts: Counts) -> Bilingual:
    """What a bar shows: '3 late, 6 not late'."""
    return Bilingual.said("%(late)s late, %(rest)s not late", late=counts.late, rest=counts.in_time)


def table_headings() -> tuple[Bilingual, Bilingual, Bilingual, Bilingual, Bilingual]:
    """Organisation, open, late, longest; and what of a bar is not late."""
    return (
        Bilingual.said("Organisation"),
        Bilingual.said("Open"),
        Bilingual.said("Late"),
        Bilingual.said("Longest"),
        Bilingual.said("Not late"),
    )


def shown(page: Page) -> tuple[OfOrganisation, ...]:
    """The organisations as the table shows them: where there are too many for one sheet, the last stand together, but
    never what nobody owns."""
    found = tuple(page.organisations)
    if len(found) <= MOST_ORGANISATIONS:
        return found
    nobodys = tuple(each for each in found if each.id is None)
    named = tuple(each for each in found if each.id is not None)
    room = MOST_ORGANISATIONS - len(nobodys) - 1
    first, rest = named[:room], named[room:]
    name = both(lambda side: say_many("%(number)s other", "%(number)s others", len(rest), side))
    together = Counts(
        open=sum(each.counts.open for each in rest),
        late=sum(each.counts.late for each in rest),
        longest=max((each.counts.longest for each in rest if each.counts.longest is not None), default=None),
    )
    return (*first, OfOrganisation(OTHERS, name, together), *nobodys)


def standards(found: Sequence[StandardAt], most: int = LONGEST) -> Bilingual:
    """'Chapter 24 (NPA), Chapter 5 + 2': as many as have room, each with its holder, and how many more there are."""
    return both(lambda side: _standards(found, most, side))


def _standards(found: Sequence[StandardAt], most: int, side: Language) -> str:
    named = [f"{each.code} ({each.holder.in_(side).text})" if each.holder else each.code for each in found]
    shown = max(
        (number for number in range(1, len(named) + 1) if letters(", ".join(named[:number])) <= most), default=1
    )
    more = f" + {len(named) - shown}" if len(named) > shown else ""
    return _cut(", ".join(named[:shown]), most) + more


def other_standards(stages: Stages) -> Bilingual:
    """Those that run through no stage: published, and not begun or standing still; '' where there are none."""
    found = []
    if stages.published:
        found.append(Bilingual.said("Published: %(number)s", number=len(stages.published)))
    if stages.still:
        found.append(Bilingual.said("Not begun, or standing still: %(number)s", number=len(stages.still)))
    return Bilingual(en=" · ".join(each.en for each in found), lo=" · ".join(each.lo for each in found))


def asked_for(page: Page) -> Bilingual:
    """How many special meetings the page lists as a whole: those held in its quarter, and those not held yet."""
    asked, held = len(page.meetings), len(page.held)
    return Bilingual.said(
        "Asked for: %(asked)s · held in the quarter: %(held)s · not held yet: %(rest)s",
        asked=asked, held=held, rest=asked - held,
    )  # fmt: skip


def meeting(each: SpecialAsked) -> Bilingual:
    """How a special meeting stands: held on, planned for, or no day yet."""
    if each.state is Called.HELD and each.held_on:
        return Bilingual.said("held on %(date)s", date=short_date(each.held_on))
    if each.state is Called.PLANNED and each.planned_for:
        return Bilingual.said("planned for %(date)s", date=short_date(each.planned_for))
    return Bilingual.said("no day yet")


def meeting_more(each: SpecialAsked, most: int | None = None) -> Bilingual:
    """Who is asked for it, what was agreed, and for how long its time is over while no day is set; in so many
    characters, where the days of the window go first."""
    return both(lambda side: _meeting_more(each, side, most))


def _meeting_more(each: SpecialAsked, side: Language, most: int | None) -> str:
    said = [", ".join(owner.in_(side).text for owner in each.owners)] if each.owners else []
    if each.passed and each.state is Called.NOT_PLANNED:
        said.append(say_many("%(number)s day late", "%(number)s days late", each.passed, side))
    if each.postponed:
        said.append(say_many("postponed %(number)s time", "postponed %(number)s times", each.postponed, side))
    agreed = f"‘{each.words.in_(side).text}’" if each.words else ""
    short = " · ".join(filter(None, (*said, agreed)))
    whole = " · ".join(filter(None, (short, dates_words(each.window, None, side))))
    if most is None or letters(whole) <= most:
        return whole
    return _cut(short or whole, most)


def more_of(number: int) -> Bilingual:
    """That there are so many more than the page shows."""
    return Bilingual.said("and %(number)s more", number=number)


def more_decisions(rest: Sequence[Decision]) -> Bilingual:
    """How many decisions more are needed than the page shows, and which."""
    return both(lambda side: f"{more_of(len(rest))[side]}: {'; '.join(each.what[side] for each in rest)}")


def carried(each: CarriedOver) -> Bilingual:
    """How often it was carried over, and since when it is outstanding."""
    return both(lambda side: _carried(each, side))


def _carried(each: CarriedOver, side: Language) -> str:
    often = say_many("%(number)s time", "%(number)s times", each.times, side)
    since = say("since %(date)s", side, date=short_date(each.since))
    return f"{often}, {since}"


def carried_text(each: CarriedOver, most: int) -> Bilingual:
    """What was carried over after its reference, in each language that it has, in so many letters."""
    text = each.text
    referred = both(lambda side: f"{each.reference} {text[side]}" if text[side] else "")
    return line(referred, most)


def line(text: Bilingual, most: int = LONGEST) -> Bilingual:
    """The beginning of a long text, in one line."""
    return Bilingual(en=_cut(text.en, most), lo=_cut(text.lo, most))


def nothing() -> Nothing:
    """What stands in a part where there is nothing."""
    return Nothing(
        Bilingual.said("Nothing needs a decision."),
        Bilingual.said("Nothing is open."),
        Bilingual.said("No standard is recorded."),
        Bilingual.said("No special meeting was asked for."),
        Bilingual.said("Nothing was carried over so often."),
    )


def notes(*, is_cut: bool) -> tuple[Bilingual, ...]:
    """How the page counts, and where the rest of it stands if there is more than is shown."""
    return (late(), elsewhere()) if is_cut else (late(),)


def late() -> Bilingual:
    """What is late, and how that is counted."""
    return both(lambda side: f"{Measure.LATE.called[side]}: {Measure.LATE.told[side]}")


def elsewhere() -> Bilingual:
    """Where all of it stands that has no room on the page."""
    return Bilingual.said(
        "All that has no room here stands in the tracker under Follow-up, and in this page's Excel file."
    )


def layout(each: Layout) -> Bilingual:
    """How the languages share the page."""
    return {
        Layout.LAO_THEN_ENGLISH: Bilingual.said("Lao, with English beside"),
        Layout.LAO: Bilingual.said("Lao only"),
        Layout.ENGLISH: Bilingual.said("English only"),
    }[each]
