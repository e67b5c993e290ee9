"""What a meeting may find about an older item, from what was reported since the last one. Asks no database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.actions.models import AssignmentState, ProgressKind
from tracker.actions.words import told_until
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language
from tracker.meetings.kinds import Extent
from tracker.register.items import Item
from tracker.register.models import Verdict
from tracker.register.words import referred_to, shortened

NOTHING = Bilingual()
REPORTED = frozenset({ProgressKind.REPORT, ProgressKind.HANDED_IN})
LONGEST_NOTE = 180  # letters; the action's page has it whole


@dataclass(frozen=True, slots=True)
class Told:
    """A step of an action's time line: what, of which part and whose (None: of the whole), on which day, in which
    words; how many of how many."""

    kind: ProgressKind
    part: int | None
    party: Bilingual
    on: date
    note: Bilingual = NOTHING
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an item since the last meeting: the steps of an action in their order, and what follows from a
    point: how far this meeting's conclusions answer it, actions made from it, a standard that was adopted."""

    steps: tuple[Told, ...] = ()
    answered: Extent | None = None
    actions: tuple[str, ...] = ()
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A verdict and its remark. The remark says something in both languages; where what was reported was written in one
    of them only, the other one is marked as lagging."""

    verdict: Verdict
    remark: Bilingual = NOTHING

    @property
    def printed(self) -> Bilingual:
        """The remark as it is printed where nobody looked at it."""
        return replace(self.remark, stale=None, before="")


def propose(item: Item, since: Since, day: date, *, held: bool = False) -> Proposal:
    """The verdict that a meeting of this day may give; `held` where it is a special one that took place: what it was
    planned for is done by that, once its minutes are circulated."""
    if item.which == "entry":
        return _of_a_point(item, since)
    over = _over(item, since)
    if over is not None:
        return over
    if held and item.scheduled_on == day:
        return Proposal(Verdict.DONE, Bilingual.said("held on %(day)s", day=dates.short_date(day)))
    verdict, first = _of_an_open_one(item, since, day)
    return Proposal(verdict, _remark(first, since, item))


def _of_an_open_one(item: Item, since: Since, day: date) -> tuple[Verdict, list[Bilingual]]:
    """The verdict on an action that is not over, and what its remark begins with."""
    if item.scheduled_on is not None:
        return Verdict.ON_TRACK, [Bilingual.said("scheduled for %(day)s", day=dates.short_date(item.scheduled_on))]
    if item.is_late(day):
        return Verdict.LATE, []
    end, kinds = told_until(item.window, item.confirmed_on), {each.kind for each in since.steps}
    until = [Bilingual.said("until %(date)s", date=dates.short_date(end))] if end else []
    if until and (ProgressKind.POSTPONED in kinds or item.state == AssignmentState.POSTPONED):
        return Verdict.DEFERRED, until
    begun = item.state in {AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED}
    if begun or _reports(since):
        return Verdict.ON_TRACK, _handed_in(item, since)
    return Verdict.CARRIED_OVER, until if ProgressKind.DATED in kinds else []


def _of_a_point(item: Item, since: Since) -> Proposal:
    if since.adopted:
        return Proposal(Verdict.DONE, Bilingual.said("the standard was adopted"))
    if since.answered == Extent.WHOLE:
        return Proposal(Verdict.DONE, Bilingual.said("answered in the conclusions"))
    if since.actions:
        follows = Bilingual.said("%(references)s followed from it", references=", ".join(since.actions))
        return Proposal(Verdict.CARRIED_OVER, follows)
    if since.answered == Extent.PART:
        return Proposal(Verdict.CARRIED_OVER, Bilingual.said("answered in part in the conclusions"))
    return Proposal(Verdict.CARRIED_OVER, referred_to(item))


def _over(item: Item, since: Since) -> Proposal | None:
    """What was found already: accepted, or dropped, by parts or as a whole."""
    whole = [
        each for each in since.steps if each.part is None
        and each.kind in {ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED}
    ]  # fmt: skip
    state = item.state
    if not item.parties and whole and whole[-1].kind != ProgressKind.REOPENED:
        over = whole[-1].kind == ProgressKind.ACCEPTED
        state = AssignmentState.ACCEPTED if over else AssignmentState.DROPPED
    if state == AssignmentState.ACCEPTED:
        last = _last(since, ProgressKind.ACCEPTED) or _last(since, ProgressKind.RECEIVED)
        words = Bilingual.said("accepted on %(day)s", day=dates.short_date(last.on)) if last else NOTHING
        if last and item.scheduled_on:
            words = Bilingual.said("held on %(day)s", day=dates.short_date(item.scheduled_on))
        return Proposal(Verdict.DONE, _joined([words], [last.note] if last else [], ""))
    if state == AssignmentState.DROPPED:
        last = _last(since, ProgressKind.DROPPED)
        words = Bilingual.said("dropped on %(day)s", day=dates.short_date(last.on)) if last else NOTHING
        return Proposal(Verdict.DROPPED, _joined([words], [last.note] if last else [], ""))
    return None


def _last(since: Since, kind: ProgressKind) -> Told | None:
    return next((each for each in reversed(since.steps) if each.kind == kind), None)


def _reports(since: Since) -> list[Told]:
    """The last report of each part."""
    last = {each.part: each for each in since.steps if each.kind in REPORTED}
    return list(last.values())


def _handed_in(item: Item, since: Since) -> list[Bilingual]:
    if item.state != AssignmentState.SUBMITTED:
        return []
    handed = _last(since, ProgressKind.HANDED_IN)
    if handed is None:
        return [Bilingual.said("handed in, waits for the chair")]
    return [Bilingual.said("handed in on %(day)s, waits for the chair", day=dates.short_date(handed.on))]


def _remark(first: Sequence[Bilingual], since: Since, item: Item) -> Bilingual:
    """What is known, then how many of how many and the last note of every part that reported."""
    reports = _reports(since)
    named = len(item.parties) > 1
    notes = [_with_party(each, named=named) for each in reports]
    day = max((each.on for each in reports), default=None)
    return _joined(first, notes, dates.short_date(day) if day else "")


def _with_party(told: Told, *, named: bool) -> Bilingual:
    count = told.done is not None and told.total is not None

    def side(language: Language) -> str:
        said = []
        if count:
            of = Bilingual.said("%(done)s of %(total)s", done=told.done, total=told.total)
            said.append(of[language])
        if note := shortened(told.note[language], LONGEST_NOTE):
            said.append(note)
        words = ": ".join(said)
        return f"{told.party[language]}: {words}" if named and words else words

    stale: Language | None = told.note.lacks
    return Bilingual(en=side("en"), lo=side("lo"), stale=stale)


def _joined(first: Sequence[Bilingual], notes: Sequence[Bilingual], day: str) -> Bilingual:
    """One remark; the side on which nobody wrote anything says at least on which day something was reported."""
    parts = [*first, *notes]
    texts = {side: _in_a_row([part[side] for part in parts if part[side]]) for side in LANGUAGES}
    if day and not (texts["en"] and texts["lo"]):
        reported = Bilingual.said("reported on %(day)s", day=day)
        texts = {side: texts[side] or reported[side] for side in LANGUAGES}
    lagging = {part.stale or part.lacks for part in parts} - {None}
    whole = bool(texts["en"] and texts["lo"])
    stale = next(iter(sorted(lagging, key=str))) if whole and len(lagging) == 1 else None
    return Bilingual(en=texts["en"], lo=texts["lo"], stale=stale)


def _in_a_row(texts: Sequence[str]) -> str:
    """One line of several: a full stop stands at its end alone."""
    return "; ".join([*(each.rstrip(". ") for each in texts[:-1]), *texts[-1:]])
