"""Lines of digests about documents: a stage of a standard, and other people's minutes that were asked for."""

from dataclasses import replace

from tracker.core import dates
from tracker.core.i18n import say
from tracker.documents.models import Document
from tracker.documents.words import stage_name
from tracker.reminders.facts import Facts
from tracker.reminders.piles import Line, Owed, Setting, Voice, first_large, pile_of


def stage_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """A stage of a standard that takes longer than agreed."""
    span = facts.stages.get(owed.item_id)
    if span is None:
        return None
    holder = span.holder.called[to.language] if span.holder else ""
    stage, due = stage_name(span.stage)[to.language], span.due_on
    if owed.voice == Voice.OWNER:
        expected = say("Please say how far it is, or that the stage is over.", to.language)
    else:
        expected = say("Please speak with %(organisation)s, and decide how it goes on.", to.language,
                       organisation=holder)  # fmt: skip
    agreed = say("Stage: %(stage)s.", to.language, stage=stage)
    if due:
        agreed += " " + say("Until %(date)s.", to.language, date=dates.short_date(due))
    return replace(
        _line(owed, span.document, facts, to, holder), pile=pile_of(due, to.on), ends=due, agreed=agreed,
        stands=first_large(to.left(due)) if due else "", expected=expected,
    )  # fmt: skip


def document_line(owed: Owed, facts: Facts, to: Setting) -> Line | None:
    """Somebody else's minutes that were asked for and did not come."""
    document = facts.documents.get(owed.item_id)
    if document is None:
        return None
    organisation = facts.organisations.get(owed.organisation_id or document.held_by_id or 0)
    holder = organisation.called[to.language] if organisation else ""
    if owed.voice == Voice.OWNER:
        expected = say("Please send these minutes.", to.language)
    else:
        expected = say("Please ask for them once more, or record that they came.", to.language)
    asked = document.asked_on or owed.occurrence
    stands = say("Asked for on %(date)s, %(since)s.", to.language, date=dates.short_date(asked), since=to.since(asked))
    return replace(_line(owed, document, facts, to, holder), stands=stands, expected=expected)


def _line(owed: Owed, document: Document, facts: Facts, to: Setting, holder: str) -> Line:
    shown = document.title.in_(to.language)
    group = facts.groups[owed.group_id].acronym
    origin = say("%(group)s. Held by: %(organisation)s.", to.language, group=group, organisation=holder)
    return Line(
        owed=owed, group=group, title=to.plain(document.title), language=shown.language,
        missing=shown.missing, reference=document.code, organisation=holder,
        origin=origin if holder else f"{group}.", button=say("Go to the document", to.language),
        page=f"/documents/{document.id}",
    )  # fmt: skip
