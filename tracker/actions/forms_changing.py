from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from tracker.actions import words
from tracker.actions.changing import NewAction
from tracker.actions.forms_deadline import WordsForm, agreed_words
from tracker.actions.forms_deciding import ReasonForm, why
from tracker.actions.forms_speaking import ONE_IS_ENOUGH
from tracker.actions.models import ActionKind, AssignmentRole
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.fields import LONGEST_TEXT, Both, Choice, Choices, Text, later
from tracker.core.forms import TrackerForm
from tracker.documents.forms import STAGES
from tracker.documents.models import Stage

Pairs = Sequence[tuple[Any, object]]
NOBODY = later("nobody")


class ReassignForm(ReasonForm):
    organisation_id = Choice(later("Who owes it from now on"), kind=int, empty=later("Choose one"), needed=True)
    reason = why()

    def offer(self, organisations: Pairs, own: int) -> None:
        self.organisation_id.choices = [each for each in organisations if each[0] != own]


class PartForm(TrackerForm):
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("Choose one"), needed=True)
    role = Choice(
        later("What it has to do with it"),
        kind=AssignmentRole,
        choices=[(each, words.role(each)) for each in AssignmentRole],
    )
    what = Both(later("Which part"), most=1000, lines=2, hint=later("Leave it empty where it is the whole."))

    def offer(self, organisations: Pairs) -> None:
        self.organisation_id.choices = list(organisations)


class NewActionForm(WordsForm):
    text = Both(later("What is to be done"), most=LONGEST_TEXT, lines=3, needed=True, hint=ONE_IS_ENOUGH)
    owners = Choices(later("Who owes it"), kind=int)
    owner_id = Choice(later("Somebody else who owes it"), kind=int, empty=NOBODY)
    recipient_id = Choice(later("Who receives it"), kind=int, empty=NOBODY)
    support_id = Choice(later("Who supports"), kind=int, empty=NOBODY)
    words = agreed_words()
    kind = Choice(
        later("Kind"), kind=ActionKind, choices=[(each, words.kind(each)) for each in ActionKind],
        default=ActionKind.GENERAL,
    )  # fmt: skip
    document_id = Choice(later("Document"), kind=int, empty=later("none"))
    stage = Choice(later("Its stage"), kind=Stage, choices=list(STAGES.items()), empty=later("none"))
    reason = Text(
        later("Why, outside a meeting"), needed=True, hint=later("In Lao or English. The next meeting confirms it.")
    )

    def offer(self, members: Pairs, organisations: Pairs, documents: Pairs) -> None:
        self.owners.choices = list(members)
        for field in (self.owner_id, self.recipient_id, self.support_id):
            field.choices = list(organisations)
        self.document_id.choices = list(documents)

    def validate_stage(self, field: Any) -> None:
        if field.data and not self.document_id.data:
            raise ValidationError(str(later("Choose the document whose stage this is.")))

    def new_action(self, on: date, days_off: Collection[date], entry_id: int | None = None) -> NewAction:
        return NewAction(
            agreed=Agreement(
                on=on, kind=self.kind.data, text=self.text.data, words=self.words.data, days_off=days_off,
                document_id=self.document_id.data, stage=self.stage.data,
                owners=tuple(dict.fromkeys([*self.owners.data, *_one(self.owner_id.data)])),
                recipients=_one(self.recipient_id.data),
            ),
            reason=Bilingual.of(self.reason.data), entry_id=entry_id, support=_one(self.support_id.data),
        )  # fmt: skip


class SplitForm(NewActionForm):
    reason = Text(later("Why it is split off"), needed=True, hint=later("In Lao or English."))


class MergeForm(TrackerForm):
    reason = Text(later("Why they are the same"), needed=True, hint=later("In Lao or English."))

    @property
    def said(self) -> Bilingual:
        return Bilingual.of(self.reason.data)


def _one(value: int | None) -> tuple[int, ...]:
    return () if value is None else (value,)
