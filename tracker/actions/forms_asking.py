from collections.abc import Iterable
from typing import Any

from tracker.actions.forms_deadline import UntilForm
from tracker.actions.forms_speaking import ONE_IS_ENOUGH, VoiceForm
from tracker.core.fields import LONGEST_TEXT, Both, Choice, later


class TimeForm(VoiceForm, UntilForm):
    reason = Both(later("Why"), most=LONGEST_TEXT, lines=3, needed=True, hint=ONE_IS_ENOUGH)


class NotOursForm(VoiceForm):
    suggested_id = Choice(later("Whose it should be"), kind=int, empty=later("We don't know"))
    reason = Both(later("Why it is not ours"), most=LONGEST_TEXT, lines=3, needed=True, hint=ONE_IS_ENOUGH)

    def offer(self, organisations: Iterable[tuple[Any, object]], own: int) -> None:
        self.suggested_id.choices = [each for each in organisations if each[0] != own]


class QuestionForm(VoiceForm):
    question = Both(later("Your question to the chair"), most=LONGEST_TEXT, lines=3, needed=True, hint=ONE_IS_ENOUGH)
