"""The mail that brings management the page of a quarter, with what stands on top of it in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.core.dates import short_date
from tracker.core.i18n import Language, say
from tracker.dashboard import page_words
from tracker.dashboard.facts import Decision
from tracker.dashboard.figures import OfOrganisation, cut_short
from tracker.dashboard.page import ALL_GROUPS, Page
from tracker.mail import outbox, reach
from tracker.mail.messages import Attachment, Message
from tracker.mail.models import OutgoingMail
from tracker.mail.rendering import render
from tracker.organisations.models import Person

MOST = 8  # organisations of a group that are named in the mail, besides what nobody owns; the rest stands on the page


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The page of a group with its file, as it is kept."""

    page: Page
    mailbox: str
    file_id: int
    name: str

    @property
    def address(self) -> str:
        """Where it is looked at."""
        group = f"group={self.page.slug}&" if self.page.slug else ""
        return reach.page(f"follow-up/page?{group}period={self.page.quarter}")


def put(enclosed: Sequence[Enclosed], to: Person, *, at: datetime) -> OutgoingMail:
    """Put the mail to somebody of the management into the outbox: one, with the pages of all groups of a quarter."""
    language, (first, *_) = to.language, enclosed
    mailbox = next((each.mailbox for each in enclosed if each.mailbox), "")
    quarter, slugs = first.page.quarter, ", ".join(each.page.slug or ALL_GROUPS for each in enclosed)
    names = ", ".join(_called(each.page, language) for each in enclosed)
    why = say("You get this mail because you follow the work of %(groups)s for the management.", language, groups=names)
    whole: Counter[str] = Counter()
    for each in [each for each in enclosed if not each.page.slug] or enclosed:  # all groups hold each of them
        whole.update(decisions=len(each.page.decisions), late=each.page.whole.late)
    letter = render(
        "page_of_quarter", language, why=why, reply_to=mailbox, quarter=quarter, decisions=whole["decisions"],
        late=whole["late"], groups=[_told(each, language) for each in enclosed], as_of=short_date(first.page.as_of),
        mailboxes=_mailboxes(enclosed, language),
    )  # fmt: skip
    return outbox.put(
        Message(
            key=f"page {quarter} of {slugs} to {to.id}"[:200], to=to.email, name=to.name.in_(language).text,
            language=language, subject=letter.subject, text=letter.text, html=letter.html, why=why,
            reply_to=mailbox, sender=say("TWG tracker", language),
            attachments=tuple(Attachment(each.file_id, each.name, each.address) for each in enclosed),
        ),
        at=at,
    )  # fmt: skip


def _called(page: Page, language: Language) -> str:
    """Its group in the middle of a sentence."""
    return page.name.in_(language).text if page.slug else say("all working groups", language)


def _mailboxes(enclosed: Sequence[Enclosed], language: Language) -> list[str]:
    """Where to write about which group; nothing where a reply reaches all of them."""
    if len({each.mailbox for each in enclosed}) == 1:
        return []
    return [f"{each.page.name.in_(language).text}: {each.mailbox}" for each in enclosed if each.mailbox]


def _told(each: Enclosed, language: Language) -> dict[str, object]:
    page = each.page
    late, others = cut_short((one for one in page.organisations if one.counts.late), MOST)
    return {
        "name": page.name.in_(language).text, "decisions": [_decision(one, language) for one in page.decisions],
        "late": [_late(one, language) for one in late], "more": len(others),
        "open": page.whole.open, "late_count": page.whole.late, "link": "" if reach.is_private() else each.address,
    }  # fmt: skip


def _decision(each: Decision, language: Language) -> dict[str, str]:
    return {name: getattr(each, name).in_(language).text for name in ("what", "about", "why")}


def _late(each: OfOrganisation, language: Language) -> dict[str, object]:
    return {
        "name": page_words.organisation(each).in_(language).text, "late": each.counts.late, "open": each.counts.open,
        "longest": page_words.days(each.counts.longest).in_(language).text,
    }  # fmt: skip
