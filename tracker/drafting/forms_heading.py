import json
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField

from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change, TextConflict, Wording
from tracker.core.errors import Refused
from tracker.core.fields import LANGUAGE_CHOICES, Both, Choice, Clock, Tick, Whole, later
from tracker.core.forms import TrackerForm
from tracker.core.i18n import LANGUAGES
from tracker.meetings.models import Meeting
from tracker.meetings.services import FACTS, TEXTS, MeetingRevision, Signing

SENTENCES = ("opening", "participants", "closing")
NOBODY = later("not yet known")
BLOCKS = 4


class SignatureForm(Form):
    role = Both(later("Signs as"), most=200)
    unit = Both(later("Unit"), most=200)
    person_id = Choice(later("Name, if known"), kind=int, empty=NOBODY)


class HeadingForm(TrackerForm):
    bases = HiddenField()
    title = Both(later("Title"), most=300)
    venue = Both(later("Venue"), most=300)
    starts_at = Clock(later("Began at"))
    ends_at = Clock(later("Ended at"))
    chair_id = Choice(later("Chairperson"), kind=int, empty=NOBODY)
    secretary_id = Choice(later("Secretary"), kind=int, empty=NOBODY)
    headcount = Whole(later("How many people were said to be there"), most=100_000)
    purpose = Both(later("Purpose"), most=20_000, lines=4)
    opening = Both(later("Opening sentence"), most=20_000, lines=3)
    participants = Both(later("Sentence on the participants"), most=20_000, lines=3)
    closing = Both(later("Closing sentence"), most=20_000, lines=3)
    composed = Tick(later("Compose the three sentences from the record again"))
    authentic_language = Choice(
        later("Which language counts where they differ"), choices=LANGUAGE_CHOICES, empty=later("nobody said so")
    )
    signatures = FieldList(FormField(SignatureForm), min_entries=BLOCKS)

    def people(self, choices: list[tuple[Any, object]]) -> None:
        self.chair_id.choices = self.secretary_id.choices = choices
        for block in self.signatures:
            block.form.person_id.choices = choices

    def remember(self, meeting: Meeting) -> None:
        self.bases.data = json.dumps(stored(meeting), ensure_ascii=False)

    def revision(self, shown: dict[str, Bilingual]) -> MeetingRevision:
        base = _read(self.bases.data)
        words = {name: self._wording(name, base, shown.get(name)) for name in TEXTS}
        facts = {name: Change(self[name].data, self._fact(name, base)) for name in FACTS}
        return MeetingRevision(**words, **{name: each for name, each in facts.items() if each.to != each.base})  # type: ignore[arg-type] # names and kinds are those of the revision

    def _fact(self, name: str, base: dict[str, Any]) -> Any:
        kept = base.get(name, "")
        try:
            return self[name].read(str(kept)) if kept != "" else None
        except ValueError:
            said = Bilingual.said("The address or the form was not understood. Go back and try again.")
            raise Refused(said) from None

    def _wording(self, name: str, base: dict[str, Any], composed: Bilingual | None) -> Wording | None:
        typed: Bilingual = self[name].data
        was = Bilingual(en=str(base.get(f"{name}_en", "")), lo=str(base.get(f"{name}_lo", "")))
        if name in SENTENCES and self.composed.data:
            typed = Bilingual()
        elif name in SENTENCES and not was and composed == Bilingual(typed.en, typed.lo):
            return None
        if (typed.en, typed.lo) == (was.en, was.lo):
            return None
        return Wording(en=typed.en, lo=typed.lo, base_en=was.en, base_lo=was.lo)

    def signing(self) -> list[Signing]:
        blocks = (block.form for block in self.signatures)
        return [Signing(each.role.data, each.unit.data, each.person_id.data) for each in blocks]

    def signs_anew(self) -> bool:
        typed = [_told(each) for each in self.signing() if each.role or each.unit or each.person_id]
        return bool(typed != _read(self.bases.data).get("signatures", typed))

    def rebase(self, conflict: TextConflict, meeting: Meeting) -> None:
        self.theirs = [(str(self[each.field].label.text), each.language, each.theirs) for each in conflict.collisions]
        self.remember(meeting)

    theirs: list[tuple[str, str, str]] = []  # noqa: RUF012  replaced, never changed


def stored(meeting: Meeting) -> dict[str, Any]:
    texts = {f"{name}_{side}": getattr(meeting, name)[side] for name in TEXTS for side in LANGUAGES}
    times = {name: f"{value:%H:%M}" if (value := getattr(meeting, name)) else "" for name in ("starts_at", "ends_at")}
    facts = {
        name: "" if (value := getattr(meeting, name)) is None else str(value) for name in FACTS if name not in times
    }
    signatures = [_told(Signing(each.role, each.unit, each.person_id)) for each in meeting.signatures]
    return {**texts, **times, **facts, "signatures": signatures}


def _told(block: Signing) -> list[Any]:
    return [block.role.lo, block.role.en, block.unit.lo, block.unit.en, block.person_id]


def _read(kept: str | None) -> dict[str, Any]:
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
