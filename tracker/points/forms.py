from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.access.voices import LONGEST_NAME, How, Voice
from tracker.actions.forms_speaking import EVIDENCE, ONE_IS_ENOUGH, OTHER_WAYS
from tracker.actions.models import Assignment
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual
from tracker.core.fields import LONGEST_TEXT, Choice, Choices, Line, Pairs, Text, Upload, Uploads, later
from tracker.core.forms import KeptForm, TrackerForm
from tracker.core.i18n import Language
from tracker.files.kinds import MEDIA_TYPES
from tracker.points.models import Point, PointKind

LONGEST_CHOICE, MOST_PARTS = 60, 50
NONE = "none"
KINDS = (
    (PointKind.ISSUE.value, later("Issue: something that is in the way")),
    (PointKind.RECOMMENDATION.value, later("Recommendation: something that should be done")),
    (PointKind.PROGRESS.value, later("Progress: how something goes")),
)
FILES_HINT = later("PDF, Word, Excel or pictures, 25 MB each.")


class PointForm(TrackerForm):
    organisation_id = Choice(later("Your organisation"), kind=int)
    kind = Choice(later("What you send in"), choices=KINDS, default=PointKind.ISSUE.value)
    text = Text(later("The point"), needed=True, most=LONGEST_TEXT, lines=4, hint=ONE_IS_ENOUGH)
    part = Choice(
        later("Progress on which action"), kind=int, empty=later("On none of these"),
        hint=later("Only for progress: it is then reported on the action too."),
    )  # fmt: skip
    files = Uploads(later("Files"), suffixes=EVIDENCE, hint=FILES_HINT)
    said_by = Line(later("Your name"), needed=True, most=LONGEST_NAME, complete="name")

    def offer(self, organisations: Pairs, parts: Iterable[Assignment], language: Language) -> None:
        self.organisation_id.choices = list(organisations)
        if self.organisation_id.data is None and self.organisation_id.choices:
            self.organisation_id.data = self.organisation_id.choices[0][0]
        self.offer_parts(parts, language)

    def offer_parts(self, parts: Iterable[Assignment], language: Language) -> None:
        labelled: list[tuple[Any, object]] = [(each.id, _called(each, language)) for each in parts]
        self.part.choices = labelled[:MOST_PARTS]
        if not self.part.choices:
            del self.part

    def speak_for_itself(self) -> None:
        del self.said_by

    @property
    def is_alone(self) -> bool:
        return len(self.organisation_id.choices) == 1

    @property
    def what(self) -> PointKind:
        return PointKind(self.kind.data)

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.text.data)

    @property
    def assignment_id(self) -> int | None:
        found: int | None = self.part.data if "part" in self else None
        return found

    @property
    def name(self) -> str:
        return str(self.said_by.data) if "said_by" in self else ""

    def voice(self) -> Voice:
        return Voice(self.organisation_id.data, said_by=self.name)

    def validate_part(self, field: Any) -> None:
        if field.data is not None and self.kind.data != PointKind.PROGRESS:
            raise ValidationError(
                str(later("Only progress is reported on an action. Choose 'Progress' above, or no action."))
            )


class ChangeForm(KeptForm):
    kind = Choice(later("What you send in"), choices=KINDS)
    text = Text(later("The point"), needed=True, most=LONGEST_TEXT, lines=4, hint=ONE_IS_ENOUGH)
    without = Choices(later("Take these files away"), kind=int)
    files = Uploads(later("More files"), suffixes=EVIDENCE, hint=FILES_HINT)

    def offer(self, point: Point) -> None:
        self.without.choices = [(each.id, each.file.name) for each in point.files]
        if not self.without.choices:
            del self.without

    @property
    def what(self) -> PointKind:
        return PointKind(self.kind.data)

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.text.data)

    @property
    def gone(self) -> Sequence[int]:
        return list(self.without.data) if "without" in self else []


class NoneForm(TrackerForm):
    organisation_id = HiddenField()

    @property
    def number(self) -> int:
        sent = str(self.organisation_id.data or "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


class BehalfForm(PointForm):
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("Choose one"), needed=True)
    kind = Choice(
        later("What was sent in"), choices=(*KINDS, (NONE, later("They have none"))), default=PointKind.ISSUE.value
    )
    text = Text(later("The point"), most=LONGEST_TEXT, lines=4, hint=ONE_IS_ENOUGH)
    how = Choice(later("How it came"), kind=How, choices=OTHER_WAYS)
    said_by = Line(later("Who said it"), needed=True, most=LONGEST_NAME, example="Ms Bounmy, MAG")
    paper = Upload(later("The mail, paper or file"), suffixes=tuple(MEDIA_TYPES))

    @property
    def is_none(self) -> bool:
        return bool(self.kind.data == NONE)

    def heard(self, file_id: int | None) -> Voice:
        return Voice(self.organisation_id.data, self.how.data, self.name, file_id)

    def validate_text(self, field: Text) -> None:
        if not self.is_none and not field.data:
            raise ValidationError(str(Text.unfilled))


class LeaveOutForm(TrackerForm):
    reason = Text(later("Why"), needed=True, hint=later("In Lao or English."))

    @property
    def words(self) -> Bilingual:
        return Bilingual.of(self.reason.data)


def _called(part: Assignment, language: Language) -> str:
    text = " ".join(text_of(part.action).in_(language).text.split())
    return f"{part.action.reference}: {text[:LONGEST_CHOICE]}{'…' if len(text) > LONGEST_CHOICE else ''}"
