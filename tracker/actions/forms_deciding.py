from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField

from tracker.actions.deciding import Seen
from tracker.actions.forms_deadline import UntilForm
from tracker.actions.forms_documents import NextStage
from tracker.core.bilingual import Bilingual
from tracker.core.fields import Choice, Choices, Day, Line, Text, later
from tracker.core.forms import TrackerForm

EITHER = later("In Lao or English.")
REFUSAL_NEEDS_IT = later("In Lao or English. Needed where you refuse.")


class SeenForm(TrackerForm):
    """A form about a part as the page showed it."""

    version = HiddenField()

    def seen(self, assignment_id: int) -> Seen:
        sent = str(self.version.data or "")
        return Seen(assignment_id, int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0)


class AnswerForm(NextStage, SeenForm):
    """Two answers in one form: accept, or return with the reason; where accepting ends the stage of a standard, also
    what comes next."""

    reason = Text(later("Or return it, and say what is missing"), hint=EITHER)

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.reason.data)

    def without_stage(self) -> None:
        del self.next_stage, self.next_action, self.next_text, self.next_holder, self.next_words, self.because


def why() -> Text:
    """A field of its own for each form, since fields stand in the order in which they are made."""
    return Text(later("Why"), needed=True, hint=EITHER)


class ReasonForm(SeenForm):
    reason = why()

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.reason.data)


class GiveTimeForm(UntilForm, ReasonForm):
    """More time that nobody asked for."""


class AskForm(UntilForm):
    """An answer to what an organisation asked; only the fields of that kind of ask are left in it."""

    until = Line(
        later("Until another day"), example="30/07/2021", hint=later("Leave it empty to grant what was asked for.")
    )
    organisation_id = Choice(later("Whose it is"), kind=int, empty=later("Choose one"), needed=True)
    answer = Text(later("Your answer"), hint=EITHER)

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.answer.data)

    def offer(self, organisations: Iterable[tuple[Any, object]], own: int) -> None:
        self.organisation_id.choices = [each for each in organisations if each[0] != own]

    def without_day(self) -> None:
        del self.until, self.as_read

    def without_organisation(self) -> None:
        del self.organisation_id


class DayForm(TrackerForm):
    on = Day(
        later("The day that was settled on"), example="20/04/2021", hint=later("Empty: no day is settled any more.")
    )


class SeveralForm(TrackerForm):
    """Parts to accept at once, each as the list showed it: its number and version."""

    parts = Choices(later("What you accept"))

    def seen(self) -> list[Seen]:
        return [Seen(*map(int, each.split("-"))) for each in self.parts.data]
