"""What the reader of the follow-up asks, from his address; knows no figure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import request

from tracker.access.current import current_actor
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import number
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.core.web import reader_language
from tracker.dashboard import asked_words
from tracker.dashboard.asked import Asked
from tracker.dashboard.filters import Choices, followed, offered
from tracker.dashboard.policy import groups_followed
from tracker.dashboard.scope import Groups
from tracker.groups.models import WorkingGroup

InWords = Callable[[Asked, Sequence[WorkingGroup], Bilingual], Iterable[Bilingual]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked by whom, with all that the form above the figures needs."""

    asked: Asked
    groups: Groups
    choices: Choices
    words: Sequence[Bilingual]
    language: Language

    @property
    def digits(self) -> Callable[[float], str]:
        """Numbers as the reader writes them."""
        return lambda value: number(value, self.language)


def asked_here(in_words: InWords = asked_words.of_tasks) -> Question:
    """What the address asks, and what of it matters in words; NotFound where the group is not the reader's to see, or
    the organisation is none, as after it was merged into another one."""
    actor, language = current_actor(), reader_language()
    asked = Asked.of(request.args, clock.today())
    groups = followed(actor, asked)
    choices = offered(groups, asked, language)
    named = dict(choices.organisation)
    if asked.organisation is not None and asked.organisation not in named:
        raise NotFound(Bilingual.said("There is no such organisation."))
    words = list(in_words(asked, groups, Bilingual.same(str(named.get(asked.organisation, "")))))
    return Question(asked, groups_followed(actor), choices, words, language)
