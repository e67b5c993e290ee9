from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField

from tracker.actions.changing import NewAction
from tracker.actions.models import ActionKind
from tracker.actions.models_proposals import ProposalOutcome
from tracker.actions.proposals import Outcome
from tracker.actions.queries_documents import StageEnding
from tracker.actions.services import Agreement
from tracker.actions.stages import Beginning, Ending
from tracker.core.bilingual import Bilingual
from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Choices, Day, Text, Upload, later
from tracker.core.forms import TrackerForm
from tracker.core.i18n import Language
from tracker.documents.forms import STAGES
from tracker.documents.models import Document, NoticeKind, Stage
from tracker.documents.notices import Notice
from tracker.files.kinds import MEDIA_TYPES

Pairs = list[tuple[Any, object]]
SHOWN = 60  # letters of an action in the list of actions
OUTCOMES = {
    ProposalOutcome.TAKEN_UP: later("Taken up in an edition"),
    ProposalOutcome.DECLINED: later("Declined, because"),
}
NOTICES = {
    NoticeKind.TOLD: later("Told of it"),
    NoticeKind.CONSULTED: later("Consulted"),
    NoticeKind.PASSED_ON: later("Passed on to"),
}


class NextStage:
    """What comes next once a stage has ended: fields for any form that ends one."""

    next_stage = Choice(later("Next stage"), choices=STAGES.items(), kind=Stage, empty=later("the one that follows"))
    next_action = Choice(later("Its action"), kind=int, empty=later("a new one, or none yet"))
    next_text = Both(later("A new action: what is to be done"), most=2000, lines=2)
    next_holder = Choice(later("Who does it"), kind=int, empty=later("not known yet"))
    next_words = Both(
        later("Until when, in words"),
        most=300,
        hint=later("As people say it: by 30/06/2021, in the third week of May."),
    )
    because = Text(
        later("Why there is no action yet, or why a stage is skipped"), most=2000, lines=2,
        hint=later("A stage ends with a next action or a reason."),
    )  # fmt: skip

    def offer_next(self, ending: StageEnding, organisations: Pairs, language: Language) -> None:
        """Let people choose among the open actions of the document, and the organisations."""
        self.next_action.choices = [
            (each.action.id, _named(each.action.reference, each.text, language)) for each in ending.ready
        ]
        self.next_holder.choices = organisations
        self.next_stage.choices = [pair for pair in STAGES.items() if pair[0] != ending.stage]

    def ending(self, ending: StageEnding, on: date, today: date, group_id: int | None = None) -> Ending:
        """What was said, for the service that ends the stage; a new action is made in this group, or in the one whose
        action ended it."""
        stage = self.next_stage.data or ending.next_stage
        new = None
        if stage and self.next_action.data is None and self.next_text.data:
            new = NewAction(
                agreed=Agreement(
                    on=today, kind=ActionKind.STANDARD_TRANSLATION if stage == Stage.TRANSLATE else ActionKind.GENERAL,
                    text=self.next_text.data, words=self.next_words.data, document_id=ending.document.id, stage=stage,
                    owners=(self.next_holder.data,) if self.next_holder.data else (),
                ),
                reason=_goes_on(ending.document, stage),
            )  # fmt: skip
        return Ending(
            on=on, next_stage=stage, action_id=self.next_action.data, new=new,
            group_id=group_id or ending.group_id,
            holder_id=self.next_holder.data, because=Bilingual.of(self.because.data),
        )  # fmt: skip


class EndStageForm(NextStage, TrackerForm):
    stage = HiddenField()
    on = Day(later("Ended on"), needed=True, example="29/03/2021")
    group_id = Choice(later("The group that asks for it"), kind=int, needed=False)


class BeginStageForm(TrackerForm):
    stage = Choice(later("Stage"), choices=STAGES.items(), kind=Stage)
    on = Day(later("Begun on"), needed=True, example="29/03/2021")
    holder_id = Choice(later("Who holds it"), kind=int, empty=later("not known yet"))
    due_on = Day(later("Until"), example="30/06/2021")
    because = Text(
        later("Why another stage than the one that follows"), most=2000, lines=2,
        hint=later("Only where a stage is skipped or gone back to."),
    )  # fmt: skip

    def beginning(self) -> Beginning:
        return Beginning(
            on=self.on.data, holder_id=self.holder_id.data, due_on=self.due_on.data,
            because=Bilingual.of(self.because.data),
        )  # fmt: skip


class HolderForm(TrackerForm):
    stage = HiddenField()
    holder_id = Choice(later("Who holds it"), kind=int, empty=later("not known yet"))
    on = Day(later("Since"), example="29/03/2021", hint=later("Empty: since today, if somebody else holds it now."))
    due_on = Day(later("Until"), example="30/06/2021")


class OutcomeForm(TrackerForm):
    outcome = Choice(later("What became of it"), choices=OUTCOMES.items(), kind=ProposalOutcome)
    edition_id = Choice(later("Edition"), kind=int, empty=later("none"))
    reason = Both(later("Why, or how"), most=2000, lines=2, hint=later("Declining needs a reason."))
    on = Day(later("Decided on"), needed=True, example="29/03/2021")

    def said(self) -> Outcome:
        return Outcome(
            outcome=self.outcome.data, on=self.on.data, edition_id=self.edition_id.data, reason=self.reason.data
        )


class NoticeForm(TrackerForm):
    kind = Choice(later("What was done"), choices=NOTICES.items(), kind=NoticeKind)
    edition_id = Choice(later("Edition"), kind=int, empty=later("no edition in particular"))
    group_id = Choice(later("All organisations of a group"), kind=int, empty=later("only those ticked below"))
    organisation_ids = Choices(later("Organisations"), kind=int)
    on = Day(later("On"), needed=True, example="29/03/2021")
    remark = Text(later("Remark"), most=2000, lines=2)

    def notice(self, members: Sequence[int]) -> Notice:
        return Notice(
            kind=self.kind.data, organisation_ids=[*self.organisation_ids.data, *members], on=self.on.data,
            edition_id=self.edition_id.data, remark=Bilingual.of(self.remark.data),
        )  # fmt: skip


class AskedForm(TrackerForm):
    held_by_id = Choice(later("Asked of"), kind=int, empty=later("nobody in particular"))
    on = Day(later("Asked for on"), needed=True, example="29/03/2021")


class ReceivedForm(TrackerForm):
    on = Day(later("Received on"), needed=True, example="29/03/2021")
    language = Choice(later("Language of the file"), choices=LANGUAGE_CHOICES, default="lo")
    file = Upload(
        later("File"),
        suffixes=tuple(MEDIA_TYPES),
        hint=later("PDF, Word, Excel, OpenDocument, picture or ZIP; 25 MB at the most."),
    )


def _named(reference: str, text: Bilingual, language: Language) -> str:
    said = text.in_(language).text
    short = said if len(said) <= SHOWN else f"{said[:SHOWN].rstrip()}…"
    return f"{reference} {short}"


def _goes_on(document: Document, stage: Stage) -> Bilingual:
    """Why the action is made outside a meeting."""
    said = {
        Stage.REVISE: Bilingual.said("%(code)s is revised next.", code=document.code),
        Stage.TRANSLATE: Bilingual.said("%(code)s is translated next.", code=document.code),
        Stage.REVIEW: Bilingual.said("%(code)s is reviewed next.", code=document.code),
        Stage.ADOPT: Bilingual.said("%(code)s is to be adopted next.", code=document.code),
        Stage.PUBLISH: Bilingual.said("%(code)s is published next.", code=document.code),
    }
    return said[stage]
