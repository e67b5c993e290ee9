from wtforms import HiddenField, Label

from tracker.access.voices import LONGEST_NAME, How, Voice
from tracker.actions import words
from tracker.core.fields import LONGEST_TEXT, Both, Choice, Line, Upload, Uploads, Whole, later
from tracker.core.forms import TrackerForm
from tracker.files.kinds import MEDIA_TYPES

EVIDENCE = (".pdf", ".docx", ".doc", ".xlsx", ".xls", ".odt", ".ods", ".jpg", ".jpeg", ".png")
LONGEST_NUMBER = 10
ONE_IS_ENOUGH = later("In Lao or English; one language is enough.")
OTHER_WAYS = tuple((each, words.how(each)) for each in How if each is not How.ITSELF)


class VoiceForm(TrackerForm):
    how = Choice(later("How it came"), kind=How, choices=OTHER_WAYS)
    said_by = Line(later("Who said it"), needed=True, most=LONGEST_NAME, example="Ms Bounmy, MAG")
    paper = Upload(later("The mail, paper or file"), suffixes=tuple(MEDIA_TYPES))
    party = HiddenField()

    def speaks_for(self, organisation_id: int) -> None:
        self.party.data = self.party.data or str(organisation_id)

    def speak_for_itself(self) -> None:
        del self.how, self.said_by, self.paper

    def speak_by_link(self, name: str) -> None:
        """Whoever has the link says so for the organisation: the mail may have been passed on, so ask who it is."""
        del self.how, self.paper
        self.said_by.label = Label(self.said_by.id, str(later("Your name")))
        if not self.is_submitted():
            self.said_by.data = name

    def voice(self, file_id: int | None = None) -> Voice:
        said = str(self.party.data)
        organisation_id = int(said) if said.isascii() and said.isdigit() and len(said) < LONGEST_NUMBER else 0
        if "how" not in self:
            return Voice(organisation_id, said_by=self.said_by.data if "said_by" in self else "")
        return Voice(organisation_id, self.how.data, self.said_by.data, file_id)


class NoteForm(VoiceForm):
    note = Both(later("What you want to say"), most=LONGEST_TEXT, lines=3, hint=ONE_IS_ENOUGH)


class ReportForm(VoiceForm):
    note = Both(later("How it goes"), most=LONGEST_TEXT, lines=3, hint=ONE_IS_ENOUGH)
    begun = Choice(
        later("Has the work begun?"), kind=lambda typed: typed == "True",
        choices=((True, later("Yes, it is in progress")), (False, later("No, not yet"))), default=True,
    )  # fmt: skip
    done = Whole(later("How many are done"), example="37")
    total = Whole(later("Of how many"), example="120")
    files = Uploads(later("Files"), suffixes=EVIDENCE, hint=later("PDF, Word, Excel or pictures, 25 MB each."))

    def without_count(self) -> None:
        del self.done, self.total


class HandInForm(ReportForm):
    note = Both(later("What was done"), most=LONGEST_TEXT, lines=3, hint=ONE_IS_ENOUGH)
    files = Uploads(
        later("Files that show it"), suffixes=EVIDENCE,
        hint=later("PDF, Word, Excel or pictures, 25 MB each. Only those concerned and the chair see them."),
    )  # fmt: skip
