from tracker.access.voices import How
from tracker.core.fields import LANGUAGE_CHOICES, Choice, Choices, Line, Mail, later
from tracker.core.forms import TrackerForm

HOW = (
    (How.MAIL, later("by mail")),
    (How.TELEPHONE, later("by telephone")),
    (How.WHATSAPP, later("by WhatsApp")),
    (How.PAPER, later("on paper")),
    (How.MEETING, later("in a meeting")),
)


class AgainForm(TrackerForm):
    address = Mail(
        later("Address"),
        needed=True,
        hint=later("Change it to send the minutes to a new address; the old one stays in the record."),
    )


class AllAgainForm(TrackerForm):
    deliveries = Choices(later("Send again to"), kind=int, needed=True)


class RecipientForm(TrackerForm):
    address = Mail(later("E-mail address"), needed=True)
    name = Line(later("Name"))
    organisation_id = Choice(later("Organisation"), kind=int, empty=later("none"))
    language = Choice(later("Language"), choices=LANGUAGE_CHOICES)


class AcknowledgedForm(TrackerForm):
    how = Choice(later("How"), choices=HOW, kind=How, empty=later("choose"), needed=True)
    said_by = Line(later("Who said it"), needed=True)
