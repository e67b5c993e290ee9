from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.access.voices import LONGEST_NAME, How
from tracker.core.bilingual import Bilingual
from tracker.core.edits import TextConflict, Wording
from tracker.core.fields import LONGEST_TEXT, Both, Choice, Line, Text, Tick, Upload, later
from tracker.core.forms import TrackerForm
from tracker.files.kinds import MEDIA_TYPES
from tracker.minutes.models import StanceKind

HOW = (
    (How.MAIL, later("by mail")),
    (How.TELEPHONE, later("by telephone")),
    (How.WHATSAPP, later("by WhatsApp")),
    (How.WORD, later("in a Word file with tracked changes")),
    (How.PAPER, later("on paper")),
    (How.MEETING, later("in a meeting")),
)
CORRECTS, RECEIVED = "corrects", "received"
SAID = (
    (StanceKind.AGREES.value, later("agrees with the minutes")),
    (StanceKind.OBJECTS.value, later("objects to the minutes")),
    (CORRECTS, later("proposes a correction")),
    (RECEIVED, later("has received the minutes")),
)


class StanceForm(TrackerForm):
    organisation_id = Choice(later("Your organisation"), kind=int)
    kind = Choice(later("Your answer"), kind=StanceKind, choices=[(each, each) for each in StanceKind])
    reason = Text(
        later("What you object to, and why"), hint=later("Needed when you object; in Lao or English."), lines=4
    )

    def offer(self, organisations: Sequence[tuple[int, object]]) -> None:
        offer(self, organisations)

    def validate_reason(self, field: Any) -> None:
        if self.kind.data == StanceKind.OBJECTS and not field.data:
            raise ValidationError(str(later("Say what you object to.")))
        if self.kind.data == StanceKind.AGREES and field.data:
            raise ValidationError(str(later("Press 'We object' to send this, or empty the field to agree.")))

    @property
    def is_alone(self) -> bool:
        return len(self.organisation_id.choices) == 1


class ProposalForm(TrackerForm):
    organisation_id = Choice(later("Your organisation"), kind=int)
    text = Both(later("How it should read"), most=LONGEST_TEXT, lines=5, hint=later("One language is enough."))
    reason = Text(later("What is wrong, and why"), hint=later("In Lao or English."))

    def offer(self, organisations: Sequence[tuple[int, object]]) -> None:
        offer(self, organisations)

    @property
    def is_alone(self) -> bool:
        return len(self.organisation_id.choices) == 1


class DecisionForm(TrackerForm):
    words = Text(later("Your answer"), hint=later("In Lao or English; it goes to whoever proposed the correction."))
    text = Both(later("How it should read"), most=LONGEST_TEXT, lines=5)
    small = Tick(later("Small correction: the other language stays as it is"))
    base_lo = HiddenField()
    base_en = HiddenField()

    @property
    def wording(self) -> Wording:
        text, small = self.text.data, bool(self.small.data)
        return Wording(
            lo=text.lo, en=text.en, base_lo=self.base_lo.data or "", base_en=self.base_en.data or "", small=small
        )

    def start(self, proposed: Bilingual, now: Bilingual) -> None:
        self.text.data = Bilingual(lo=proposed.lo or now.lo, en=proposed.en or now.en)
        self.base_lo.data, self.base_en.data = now.lo, now.en

    def rebase(self, conflict: TextConflict) -> None:
        for each in conflict.collisions:
            self[f"base_{each.language}"].data = each.theirs


class OnBehalfForm(TrackerForm):
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("Choose one"), needed=True)
    how = Choice(later("How it came"), kind=How, choices=HOW)
    said_by = Line(later("Who said it"), needed=True, most=LONGEST_NAME, example="Ms Bounmy, MAG")
    said = Choice(later("What it said"), choices=SAID)
    reason = Text(later("In its own words"), hint=later("Needed for an objection; for a correction, what is wrong."))
    place = Choice(later("Where the correction belongs"), empty=later("nowhere"))
    text = Both(later("How it should read"), most=LONGEST_TEXT, lines=4, hint=later("Leave empty what stays as it is."))
    file = Upload(later("The mail, paper or file"), suffixes=tuple(MEDIA_TYPES))

    def offer(self, organisations: Sequence[tuple[int, object]], places: Sequence[tuple[str, object]]) -> None:
        self.organisation_id.choices = list(organisations)
        self.place.choices = list(places)

    def validate_reason(self, field: Any) -> None:
        if self.said.data == StanceKind.OBJECTS.value and not field.data:
            raise ValidationError(str(later("Say what the organisation objects to.")))

    def validate_place(self, field: Any) -> None:
        if self.said.data == CORRECTS and not field.data:
            raise ValidationError(str(later("Choose the place that is to be corrected.")))


def offer(form: StanceForm | ProposalForm, organisations: Sequence[tuple[int, object]]) -> None:
    form.organisation_id.choices = list(organisations)
    if form.organisation_id.data is None and organisations:
        form.organisation_id.data = organisations[0][0]
