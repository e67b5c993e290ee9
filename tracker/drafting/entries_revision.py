"""Changing an entry of a draft: each text and each fact by itself, so that two people who work on one entry meet only
where they mean the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models import Action
from tracker.actions.services import (
    Agreement,
    AgreementRevision,
    agree_action,
    require_documents,
    require_organisations,
    revise_action,
)
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Change, Wording, put_texts
from tracker.core.errors import NotFound, Refused
from tracker.core.lao import clean
from tracker.drafting.entries_order import locked_entry, require_standing
from tracker.groups.models import WorkingGroup
from tracker.meetings import policy
from tracker.meetings.kinds import Disposition, EntryKind, Extent, Section
from tracker.meetings.models import Answer, Entry, EntryAskedOf, EntryDocument, EntryRaisedBy
from tracker.meetings.services import require_one_language

Ids = tuple[int, ...]
Link = TypeVar("Link", EntryRaisedBy, EntryAskedOf, EntryDocument)
FACTS = ("kind", "disposition", "referred_group_id", "referred_to_id", "label")
OF_POINTS = ("disposition", "referred_group_id", "referred_to_id", "raised_by", "asked_of", "documents")
LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a form changes in an entry; None is not touched. `lo` and `en` are its text, with what the form was made
    from; `small` is a correction after which the other language still says the same. `label` None is the natural
    one, an empty one prints none. `agreed` changes the action of a conclusion: the first, or that of `action_id`."""

    en: str | None = None
    lo: str | None = None
    base_en: str = ""
    base_lo: str = ""
    small: bool = False
    remark: Wording | None = None
    label: Change[str | None] | None = None
    kind: Change[EntryKind] | None = None
    disposition: Change[Disposition | None] | None = None
    referred_group_id: Change[int | None] | None = None
    referred_to_id: Change[int | None] | None = None
    raised_by: Change[Ids] | None = None
    asked_of: Change[Ids] | None = None
    documents: Change[Ids] | None = None
    answers: Change[Ids] | None = None
    agreed: AgreementRevision | None = None
    action_id: int | None = None

    @property
    def text(self) -> Wording:
        """The edit of its text."""
        return Wording(en=self.en, lo=self.lo, base_en=self.base_en, base_lo=self.base_lo, small=self.small)

    @property
    def texts(self) -> tuple[Wording | None, ...]:
        """Every text that is edited."""
        return (self.text, self.remark, *((self.agreed.text, self.agreed.words) if self.agreed else ()))

    @property
    def only_texts(self) -> bool:
        """Whether nothing but texts is changed, which a translator may do."""
        facts = (*(getattr(self, name) for name in FACTS), self.raised_by, self.asked_of, self.documents, self.answers)
        return all(fact is None for fact in facts) and (self.agreed is None or self.agreed.only_texts)


def revise(entry_id: int, revision: Revision, *, days_off: Collection[date] = (), by: Actor, at: datetime) -> Entry:
    """Change an entry of a draft; a translator only its texts, one language at a time.

    Raises TextConflict with both versions, or Conflict, where somebody else changed the same text or fact meanwhile
    to something else; then nothing is changed.
    """
    entry = locked_entry(entry_id, by=by, translating=revision.only_texts)
    require_standing(entry)
    require_one_language(entry.meeting, revision.texts, by=by)
    _require_fitting(entry, revision)
    before = {name: plain(getattr(entry, name)) for name in ("text", "disposition_remark", *FACTS)}
    links = _put_links(entry, revision)
    texts = put_texts(entry, [("text", revision.text), ("disposition_remark", revision.remark)])
    facts = _put_facts(entry, revision)
    agreed = _put_agreed(entry, revision, days_off, by)
    if changed := (*texts, *facts, *links, *agreed):
        details = {name: {"from": before[name], "to": plain(getattr(entry, name))} for name in (*texts, *facts)}
        audit.record(
            "entry.revised", "entry", entry.id, by=by, at=at, subject=entry.reference, changed=changed, changes=details
        )
    return entry


def _require_fitting(entry: Entry, revision: Revision) -> None:
    """Refuse what an entry of this kind can't have, before anything is set."""
    concludes = entry.section == Section.CONCLUSIONS
    kind = revision.kind.to if revision.kind else entry.kind
    if concludes != (kind == EntryKind.CONCLUSION):
        raise Refused(Bilingual.said("A conclusion stays a conclusion, and a point can't become one."))
    if concludes and any((change := getattr(revision, name)) and change.to for name in OF_POINTS):
        raise Refused(
            Bilingual.said(
                "A conclusion is raised by nobody and has no disposition; its document is that of its action."
            )
        )
    if not concludes and revision.answers and revision.answers.to:
        raise Refused(Bilingual.said("Only a conclusion answers other points."))
    if revision.label and revision.label.to and len(revision.label.to) > LONGEST_LABEL:
        raise Refused(Bilingual.said("A printed label has %(most)s characters at the most.", most=LONGEST_LABEL))


def _put_facts(entry: Entry, revision: Revision) -> list[str]:
    """Set what differs; what is no longer referred is referred to nobody."""
    new: dict[str, Any] = {
        name: change.over(getattr(entry, name)) for name in FACTS if (change := getattr(revision, name)) is not None
    }
    if new.get("label"):
        new["label"] = " ".join(clean(new["label"]).split())
    if new.get("disposition", entry.disposition) != Disposition.REFERRED:
        new |= {"referred_group_id": None, "referred_to_id": None}
    if new.get("referred_to_id"):
        require_organisations((new["referred_to_id"],))
    _require_group(entry, new.get("referred_group_id"))
    changed = [name for name, value in new.items() if value != getattr(entry, name)]
    for name in changed:
        setattr(entry, name, new[name])
    return changed


def _require_group(entry: Entry, group_id: int | None) -> None:
    if group_id is None:
        return
    if session.scalar(select(WorkingGroup.id).where(WorkingGroup.id == group_id)) is None:
        raise Refused(Bilingual.said("There is no such working group."))
    if group_id == entry.meeting.group_id:
        raise Refused(Bilingual.said("It is this group's own point; carry it over instead of referring it."))


def _put_links(entry: Entry, revision: Revision) -> list[str]:
    """Line up who raised it, of whom it asks something, and the documents; one that stays keeps its row."""
    raised_by = _wanted(revision.raised_by, [link.organisation_id for link in entry.raisers])
    asked_of = _wanted(revision.asked_of, [link.organisation_id for link in entry.asked])
    documents = _wanted(revision.documents, [link.document_id for link in entry.named])
    require_organisations({*(raised_by or ()), *(asked_of or ())})
    require_documents(documents or ())
    changed = {
        "raised_by": raised_by is not None and _line_up(entry.raisers, raised_by, "organisation_id", EntryRaisedBy),
        "asked_of": asked_of is not None and _line_up(entry.asked, asked_of, "organisation_id", EntryAskedOf),
        "documents": documents is not None and _line_up(entry.named, documents, "document_id", EntryDocument),
        "answers": revision.answers is not None and _put_answers(entry, revision.answers),
    }
    return [name for name, is_changed in changed.items() if is_changed]


def _wanted(change: Change[Ids] | None, stored: list[int]) -> Ids | None:
    if change is None:
        return None
    return Change(tuple(dict.fromkeys(change.to)), tuple(dict.fromkeys(change.base))).over(tuple(stored))


def _line_up(links: list[Link], wanted: Ids, name: str, make: type[Link]) -> bool:
    there = {getattr(link, name): link for link in links}
    if list(there) == list(wanted):
        return False
    links[:] = [there.get(each) or make(**{name: each}) for each in wanted]
    for position, link in enumerate(links, 1):
        link.position = position
    return True


def _put_answers(conclusion: Entry, change: Change[Ids]) -> bool:
    """Line up the points that a conclusion answers; one that stays keeps how far it does."""
    there = {answer.entry_id: answer for answer in conclusion.answers}
    wanted = _wanted(change, list(there)) or ()
    for entry_id in set(wanted) - set(there):
        require_point(conclusion, entry_id)
    if set(wanted) == set(there):
        return False
    conclusion.answers[:] = [there.get(each) or Answer(entry_id=each, extent=Extent.WHOLE) for each in wanted]
    return True


def require_point(conclusion: Entry, entry_id: int) -> None:
    """Refuse to answer what is no standing point of the same meeting."""
    point = session.get(Entry, entry_id)
    fits = point is not None and point.meeting_id == conclusion.meeting_id and point.deleted_at is None
    if not fits or point is None or point.section == Section.CONCLUSIONS:
        raise Refused(Bilingual.said("A conclusion answers points of its own meeting."))


def answer(conclusion_id: int, entry_id: int, extent: Extent | None, *, by: Actor, at: datetime) -> Entry:
    """Say how far a conclusion answers a point of its meeting; None: not at all."""
    conclusion = locked_entry(conclusion_id, by=by)
    require_standing(conclusion)
    if conclusion.section != Section.CONCLUSIONS:
        raise Refused(Bilingual.said("Only a conclusion answers other points."))
    require_point(conclusion, entry_id)
    kept = [each for each in conclusion.answers if each.entry_id != entry_id]
    there = next((each for each in conclusion.answers if each.entry_id == entry_id), None)
    if extent is not None:
        there = there or Answer(entry_id=entry_id)
        there.extent = extent
        kept.append(there)
    conclusion.answers[:] = kept
    audit.record(
        "entry.answered", "entry", conclusion.id, by=by, at=at, subject=conclusion.reference, entry_id=entry_id,
        extent=extent,
    )  # fmt: skip
    return conclusion


def _put_agreed(entry: Entry, revision: Revision, days_off: Collection[date], by: Actor) -> Collection[str]:
    if revision.agreed is None:
        return ()
    action = action_of(entry, revision.action_id)
    if action is None:
        require(policy.can_draft(by, entry.meeting))
        if entry.section != Section.CONCLUSIONS:
            raise Refused(Bilingual.said("Only a conclusion makes an action."))
        action = agree_action(
            entry.meeting.group, Agreement(on=entry.meeting.held_on), meeting=entry.meeting, entry=entry,
            position=entry.number,
        )  # fmt: skip
    return [f"action.{name}" for name in revise_action(action, revision.agreed, days_off)]


def action_of(entry: Entry, action_id: int | None = None) -> Action | None:
    """The first action of an entry, or the one of this id; NotFound where the entry has none of that id."""
    asked = select(Action).where(Action.entry_id == entry.id, Action.merged_into_id.is_(None))
    if action_id is not None:
        asked = asked.where(Action.id == action_id)
    action = session.scalars(asked.order_by(Action.position, Action.id).limit(1)).first()
    if action is None and action_id is not None:
        raise NotFound(Bilingual.said("There is no such action."))
    return action
