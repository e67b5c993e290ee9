"""Reads for the desk of management: what needs its decision, what became of its instructions, and which organisations
are late. Knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.access.actors import Actor, Role
from tracker.dashboard import queries_instructions
from tracker.dashboard.asked import Asked
from tracker.dashboard.counting import open_by_organisation
from tracker.dashboard.decisions import decisions, grounds
from tracker.dashboard.facts import Decision
from tracker.dashboard.figures import OfOrganisation, cut_short, worst_first
from tracker.dashboard.queries_instructions import Instructed

MOST = 10  # organisations, besides what nobody owns, and instructions; the rest stands on the pages


@dataclass(frozen=True, slots=True)
class Watched:
    """What management looks at first: what it has to decide, what it asked for and is not done, the oldest first, and
    which organisations are late, the latest first."""

    decisions: Sequence[Decision]
    instructions: Sequence[Instructed]
    more: int
    late: Sequence[OfOrganisation]
    others: int


def watched(actor: Actor, on: date) -> Watched | None:
    """What management watches on a day, over all groups: two queries, those of the decisions, and six at the most of
    the instructions. None, and no query, for anybody else."""
    if Role.MANAGEMENT not in actor.everywhere:
        return None
    late, others = cut_short(late_on(on), MOST)
    asked = queries_instructions.not_yet_done(on)
    return Watched(decisions(grounds(None, "", on)), asked[:MOST], len(asked[MOST:]), late, len(others))


def late_on(on: date) -> Sequence[OfOrganisation]:
    """Who is late on a day, what nobody owns last; two queries."""
    found = open_by_organisation(None, Asked(today=on, as_of=on))
    return worst_first(each for each in found if each.counts.late)
