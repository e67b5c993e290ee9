"""The one page of a quarter: all that it shows, as a value, counted as of a day. Knows neither screen nor paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.errors import Refused
from tracker.core.i18n import Language, say
from tracker.dashboard import changes, counting, stages
from tracker.dashboard.asked import Asked
from tracker.dashboard.decisions import decisions, grounds
from tracker.dashboard.facts import Called, CarriedOver, Change, Decision, SpecialAsked, Stages
from tracker.dashboard.figures import Counts, OfOrganisation, worst_first
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.special_meetings import in_question
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import letterhead_on

MOST_ORGANISATIONS = 20
MOST_DECISIONS, MOST_MEETINGS, MOST_CARRIED = 6, 4, 4
ALL_GROUPS = "all"
LAO_FONT = "Phetsarath OT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What management reads of a group, or of all that are followed (`slug` is '' then), in a quarter.

    `organisations` are those that have something open, those first that are late; `meetings` the special ones that
    were asked for and not held yet, or held in the quarter. `lao_font` is that of the group's papers.
    """

    slug: str
    name: Bilingual
    quarter: Quarter
    as_of: date
    today: date
    whole: Counts
    organisations: Sequence[OfOrganisation]
    decisions: Sequence[Decision]
    stages: Stages
    meetings: Sequence[SpecialAsked]
    changes: Sequence[Change]
    carried: Sequence[CarriedOver]
    lao_font: str = LAO_FONT

    @property
    def asked(self) -> Asked:
        """What its figures are figures of, for the links to what they count."""
        return Asked(today=self.today, as_of=self.as_of, group=self.slug)

    @property
    def is_past(self) -> bool:
        """Whether it shows how things stood on a day that is over."""
        return self.as_of < self.today

    @property
    def held(self) -> Sequence[SpecialAsked]:
        """The special meetings of the page that were held in the quarter; the others are not held yet."""
        return [each for each in self.meetings if each.state is Called.HELD]

    def first_meetings(self, most: int) -> Sequence[SpecialAsked]:
        """So many special meetings at the most, among them one that was held in the quarter, if any was."""
        first = self.meetings[:most]
        if not self.held or any(each.state is Called.HELD for each in first):
            return first
        return (*first[:-1], max(self.held, key=lambda each: each.held_on or self.quarter.first))


def quarter_at(today: date) -> Quarter:
    """The quarter that is looked at on a day: from its second month on the one that runs, before that the last one."""
    running = Quarter.holding(today)
    return running if today.month > running.first.month else running.before


def day_of(quarter: Quarter, today: date) -> date:
    """As of which day a quarter is looked at: its last one, or today while it runs."""
    return min(quarter.last, today)


def require_begun(quarter: Quarter, as_of: date) -> None:
    """Refused, with the day on which the quarter begins, where it had not begun on a day."""
    if as_of < quarter.first:
        raise Refused(Bilingual(en=_begins(quarter, "en"), lo=_begins(quarter, "lo")), "as_of")


def _begins(quarter: Quarter, language: Language) -> str:
    return say(
        "%(quarter)s begins on %(date)s. Before that day there is nothing to tell of it; choose an earlier quarter.",
        language, quarter=quarter.name[language], date=short_date(quarter.first),
    )  # fmt: skip


def page_of(
    groups: frozenset[int] | None, group: WorkingGroup | None, quarter: Quarter, as_of: date, today: date
) -> Page:
    """The page of one group, or of all groups that somebody follows (None: of all there are), as of a day; Refused
    where the quarter had not begun by then."""
    require_begun(quarter, as_of)
    if group is not None:
        groups = frozenset({group.id})
    slug = group.slug if group else ""
    letterhead = letterhead_on(group.id, as_of) if group else None
    asked = Asked(today=today, as_of=as_of, group=slug)
    known = grounds(groups, slug, as_of)
    whole, organisations = counting.by_organisation(groups, asked)
    return Page(
        slug=slug,
        name=group.name if group else Bilingual.said("All working groups"),
        quarter=quarter,
        as_of=as_of,
        today=today,
        whole=whole,
        organisations=worst_first(each for each in organisations if each.counts.open),
        decisions=tuple(decisions(known)),
        stages=stages.stages(known.standards, as_of),
        meetings=in_question(known.special_meetings, quarter),
        changes=tuple(changes.changes(groups, asked, quarter)),
        carried=tuple(known.carried),
        lao_font=letterhead.lao_font if letterhead else LAO_FONT,
    )
