"""A document with the actions that drive it: what its stage that runs has, lacks and waits for. Asks no database."""

from dataclasses import dataclass

from tracker.actions.models import Action, Assignment
from tracker.actions.words import text_of
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.documents.course import Course, StageStep, is_before
from tracker.documents.models import Document, DocumentKind, Stage


@dataclass(frozen=True, slots=True)
class Driver:
    """An action that is about a document; one that the reader may not see is only known to be there."""

    action: Action
    is_visible: bool

    @property
    def owners(self) -> list[Assignment]:
        """The parts of those who owe it."""
        return self.action.owners

    @property
    def is_over(self) -> bool:
        """Whether every owner's part of it is over."""
        return self.action.is_over

    @property
    def is_accepted(self) -> bool:
        """Whether it is over, and something of it was accepted."""
        return self.action.is_accepted

    @property
    def text(self) -> Bilingual:
        """What is to be done."""
        return text_of(self.action)


@dataclass(frozen=True, slots=True)
class Standard:
    """A document with where it stands and what drives it; forms and systems have no stages."""

    document: Document
    course: Course
    drivers: tuple[Driver, ...]

    @property
    def has_stages(self) -> bool:
        """Whether it goes the way of a standard."""
        return self.document.kind == DocumentKind.STANDARD or bool(self.document.stages)

    @property
    def steps(self) -> tuple[StageStep, ...]:
        """Its stages, in their order."""
        return self.course.steps

    def driving(self, stage: Stage) -> list[Driver]:
        """The actions of a stage, as far as the reader may see them."""
        return [each for each in self.drivers if each.action.stage == stage and each.is_visible]

    def next_actions(self) -> list[Driver]:
        """The open actions of the stage that runs, as far as the reader may see them."""
        at = self.course.current
        return [each for each in self.driving(at.stage) if not each.is_over] if at else []

    @property
    def lacks(self) -> Stage | None:
        """The stage that should have an action and has none: the one that runs or, before it, the adoption."""
        at = self.course.current
        if at is None:
            return None
        if not self._has_open(at.stage) and not self.waits_for_next:
            return at.stage
        ahead = is_before(at.stage, Stage.ADOPT)
        return Stage.ADOPT if ahead and not self._has_open(Stage.ADOPT) else None

    @property
    def waits_for_next(self) -> bool:
        """Whether the work of the stage that runs is accepted, and nobody has said what comes next."""
        at = self.course.current
        done = at and any(each.is_accepted and self._is_of_this_round(each) for each in self._of(at.stage))
        return bool(at and done) and not self._has_open(at.stage if at else Stage.REVISE)

    @property
    def is_orphan(self) -> bool:
        """Whether nobody works on it: no stage runs, or nobody holds it and nothing drives it."""
        at = self.course.current
        return not self.course.is_published and (at is None or (at.holder is None and not self._has_open(at.stage)))

    def _of(self, stage: Stage) -> list[Driver]:
        return [each for each in self.drivers if each.action.stage == stage]

    def _has_open(self, stage: Stage) -> bool:
        return any(not each.is_over for each in self._of(stage))

    def _is_of_this_round(self, driver: Driver) -> bool:
        """A stage that was gone back to waits for new work, and not for what was accepted before it began."""
        at = self.course.current
        since = at.from_on if at else None
        closed = [part.closed_at for part in driver.owners if part.closed_at]
        return since is None or (bool(closed) and clock.day_of(max(closed)) >= since)
