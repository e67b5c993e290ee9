import re
from itertools import zip_longest

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.core.bilingual import Bilingual
from tracker.core.fields import Both, Choice, Choices, Day, Line, Mail, Tick, Whole, later
from tracker.core.forms import KeptForm, TrackerForm
from tracker.groups.facts import GroupFacts, LetterheadFacts, SeatFacts
from tracker.groups.models import SLUG, Attach, SeatRole

ACRONYM = "[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
FONT = r"[\w][\w .-]*"
MOST_LINES = 8
ROLES = {
    SeatRole.CHAIR: later("Chairperson"),
    SeatRole.ACTING_CHAIR: later("Acting chairperson"),
    SeatRole.SECRETARY: later("Secretary"),
    SeatRole.TRANSLATOR: later("Translator"),
    SeatRole.FOCAL_POINT: later("Focal point"),
}
ATTACH = {
    Attach.PDF: later("PDF"),
    Attach.WORD: later("Word"),
    Attach.BOTH: later("PDF and Word"),
}


class GroupForm(KeptForm):
    name = Both(later("Full name"), most=300, needed=True)
    acronym = Line(
        later("Acronym"),
        most=12,
        needed=True,
        hint=later("Stands first in references: IM gives IM-2021-Q1 and IM-A-003."),
    )
    slug = Line(
        later("Address"), most=40, needed=True, example="im-twg",
        hint=later("How the group stands in addresses: small letters, digits and dashes, such as im-twg."),
    )  # fmt: skip
    mailbox = Mail(later("Mailbox"), hint=later("Where answers to the group's mails arrive."))
    reminders_from = Day(
        later("Reminders from"),
        hint=later("Nothing from before this day is ever reminded; empty: no reminders at all."),
    )
    attach = Choice(
        later("Files in mails"), choices=ATTACH.items(), kind=Attach, default=Attach.PDF,
        hint=later("In which form minutes go with a mail. PDFs need LibreOffice on the server; without it Word goes."),
    )  # fmt: skip
    is_public = Tick(
        later("Anybody may read the issued minutes"),
        hint=later(
            "Whoever knows the address reads them without signing in, with the signed scans; never drafts or addresses."
        ),
    )

    def validate_acronym(self, field: Line) -> None:
        if field.data and not re.fullmatch(ACRONYM, field.data, re.ASCII):
            raise ValidationError(str(later("Use only the letters A–Z, digits and single dashes.")))

    def validate_slug(self, field: Line) -> None:
        if field.data and not re.fullmatch(SLUG, field.data):
            raise ValidationError(str(later("Use only small letters a–z, digits and single dashes.")))

    def facts(self) -> GroupFacts:
        return GroupFacts(
            slug=self.slug.data, acronym=self.acronym.data, name=self.name.data, mailbox=self.mailbox.data,
            reminders_from=self.reminders_from.data, attach=self.attach.data, is_public=bool(self.is_public.data),
        )  # fmt: skip


class MembersForm(TrackerForm):
    organisations = Choices(later("Organisations"), kind=int)
    base = HiddenField()

    @property
    def shown(self) -> frozenset[int]:
        """The members that the form showed."""
        parts = str(self.base.data or "").split(",")
        return frozenset(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10)


class TimeForm(KeptForm):
    from_on = Day(later("First day"), hint=later("Empty: from the beginning."))
    until_on = Day(later("Last day"), hint=later("The seat is held through this day. Empty: until further notice."))


class SeatForm(TimeForm):
    person_id = Choice(later("Person"), kind=int, empty=later("choose"), needed=True)
    role = Choice(later("Seat"), choices=ROLES.items(), kind=SeatRole, empty=later("choose"), needed=True)

    def facts(self) -> SeatFacts:
        return SeatFacts(
            person_id=self.person_id.data, role=self.role.data, from_on=self.from_on.data, until_on=self.until_on.data
        )


class DayOffForm(TrackerForm):
    day = Day(later("Day"), needed=True)
    name = Both(later("What day it is"), most=200)


class LetterheadForm(KeptForm):
    valid_from = Day(later("Valid from"), needed=True)
    top = Both(
        later("Centred lines"), most=1000, lines=3,
        hint=later("Country and motto, one on each line; the lines of both languages in the same order."),
    )  # fmt: skip
    left = Both(
        later("Issuing body"), most=1000, lines=4,
        hint=later("Stands at the left, from the ministry down, one on each line."),
    )  # fmt: skip
    place = Both(later("Place"), most=100, hint=later("Printed before the date."))
    number_pattern = Line(
        later("Number"),
        most=60,
        example="{n}/NRA",
        hint=later("How numbers look; {n} is the running number, {year} the year of issue."),
    )
    lao_font = Line(later("Lao font"), most=31, needed=True)
    lao_size = Whole(later("Lao size, in points"), least=8, most=24, needed=True)

    def validate_number_pattern(self, field: Line) -> None:
        rest = (field.data or "").replace("{n}", "").replace("{year}", "")
        if field.data and (field.data.count("{n}") != 1 or re.search("[{}]", rest)):
            raise ValidationError(
                str(later("Write {n} once, where the running number stands; besides it only {year} stands in braces."))
            )

    def validate_lao_font(self, field: Line) -> None:
        if field.data and not re.fullmatch(FONT, field.data):
            raise ValidationError(str(later("Write the name of a font, such as Phetsarath OT.")))

    def validate_top(self, field: Both) -> None:
        _not_too_many(field)

    def validate_left(self, field: Both) -> None:
        _not_too_many(field)

    def facts(self) -> LetterheadFacts:
        return LetterheadFacts(
            valid_from=self.valid_from.data, top=lines_of(self.top.data), left=lines_of(self.left.data),
            place=self.place.data, number_pattern=self.number_pattern.data, lao_font=self.lao_font.data,
            lao_size=self.lao_size.data,
        )  # fmt: skip


class ConfirmForm(TrackerForm):
    pass


def lines_of(text: Bilingual) -> tuple[Bilingual, ...]:
    """The lines of both languages beside each other, in their order; those empty in both are left out."""
    pairs = zip_longest(text.lo.split("\n"), text.en.split("\n"), fillvalue="")
    return tuple(Bilingual(lo=lo.strip(), en=en.strip()) for lo, en in pairs if lo.strip() or en.strip())


def text_of(lines: tuple[Bilingual, ...]) -> Bilingual:
    """The same lines as a form shows them."""
    return Bilingual(lo="\n".join(each.lo for each in lines).rstrip(), en="\n".join(each.en for each in lines).rstrip())


def _not_too_many(field: Both) -> None:
    if len(lines_of(field.data)) > MOST_LINES:
        raise ValidationError(str(later("Write %(most)s lines at the most.", most=MOST_LINES)))
