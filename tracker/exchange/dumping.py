"""A meeting from the tracker as a meeting file: everything that loading it elsewhere needs."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Assignment, AssignmentState, standing
from tracker.audit.models import Batch, BatchRow
from tracker.core.db import Base, session
from tracker.documents.models import Document, StageSpan
from tracker.exchange.background import DocumentPart, GroupPart, LetterheadPart, OrganisationPart, PersonPart, StagePart
from tracker.exchange.loading import batch_name
from tracker.exchange.meeting_file import (
    ActionPart,
    AnswerPart,
    AssignmentPart,
    AttendancePart,
    ConclusionPart,
    DuePart,
    EntryPart,
    MeetingFile,
    MeetingPart,
    ReviewPart,
    SignaturePart,
    UpdatePart,
    WordingPart,
)
from tracker.groups.models import Membership, Seat, WorkingGroup
from tracker.meetings.addresses import Address, Period
from tracker.meetings.kinds import EntryKind, RecordState
from tracker.meetings.models import Answer, Attendance, Entry, EntryAskedOf, EntryDocument, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation, Person
from tracker.register.models import Review


def dump(meeting_id: int) -> MeetingFile:
    """The file of a meeting. Deleted entries stay behind; so do bytes of files, accounts and the trail."""
    meeting = _whole(meeting_id)
    actions = _actions(meeting)
    named = _Named(meeting, actions)
    named.collect()
    return MeetingFile(
        group=_group(meeting.group),
        organisations=tuple(_organisation(row) for row in named.sorted_organisations()),
        people=tuple(_person(row, meeting.group) for row in sorted(named.people, key=lambda row: row.id)),
        documents=tuple(_document(row) for row in sorted(named.documents, key=lambda row: row.id)),
        meeting=_meeting(meeting, actions),
    )


def _whole(meeting_id: int) -> Meeting:
    return session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.group).options(
                selectinload(WorkingGroup.letterheads),
                selectinload(WorkingGroup.memberships).joinedload(Membership.organisation),
                selectinload(WorkingGroup.seats).joinedload(Seat.person),
            ),
            joinedload(Meeting.chair),
            joinedload(Meeting.secretary),
            joinedload(Meeting.previous),
            selectinload(Meeting.attendance).options(
                joinedload(Attendance.organisation), joinedload(Attendance.person)
            ),
            selectinload(Meeting.signatures),
            selectinload(Meeting.entries).options(
                selectinload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
                selectinload(Entry.asked).joinedload(EntryAskedOf.organisation),
                selectinload(Entry.named).joinedload(EntryDocument.document),
                selectinload(Entry.answers).joinedload(Answer.entry),
            ),
        )
    ).one()


def _actions(meeting: Meeting) -> list[Action]:
    return list(
        session.scalars(
            select(Action)
            .where(Action.meeting_id == meeting.id, standing())
            .order_by(Action.position, Action.id)
            .options(
                joinedload(Action.document),
                selectinload(Action.assignments).options(
                    joinedload(Assignment.organisation), joinedload(Assignment.person)
                ),
                selectinload(Action.progress),
            )
        )
    )


class _Named:
    """Whom and what the file names, and what came in with this meeting's own file."""

    def __init__(self, meeting: Meeting, actions: Iterable[Action]) -> None:
        self.meeting = meeting
        self.actions = actions
        self.organisations: set[Organisation] = set()
        self.people: set[Person] = set()
        self.documents: set[Document] = set()

    def collect(self) -> None:
        """Everybody and everything named, the organisations above them included."""
        meeting = self.meeting
        self._came_with_it()
        self.organisations.update(membership.organisation for membership in meeting.group.memberships)
        self._people(meeting.chair, meeting.secretary, *(block.person for block in meeting.signatures))
        for row in meeting.attendance:
            self._organisations(row.organisation)
            self._people(row.person)
        for entry in meeting.entries:
            if entry.deleted_at is None:
                self.organisations.update(entry.raised_by, entry.asked_of)
                self.documents.update(entry.documents)
        for action in self.actions:
            self.documents.update([action.document] if action.document else [])
            self._organisations(*(part.organisation for part in action.assignments))
            self._organisations(*(step.organisation for step in action.progress))
            self._people(*(part.person for part in action.assignments))
        for document in self.documents:
            self._organisations(document.held_by, *(stage.holder for stage in document.stages))
        self._organisations(*(person.organisation for person in self.people))
        for organisation in list(self.organisations):
            above = organisation.parent
            while above is not None and above not in self.organisations:
                self.organisations.add(above)
                above = above.parent

    def sorted_organisations(self) -> list[Organisation]:
        """In the order in which they came into the tracker."""
        return sorted(self.organisations, key=lambda row: row.id)

    def _organisations(self, *rows: Organisation | None) -> None:
        self.organisations.update(row for row in rows if row is not None)

    def _people(self, *rows: Person | None) -> None:
        self.people.update(row for row in rows if row is not None)

    def _came_with_it(self) -> None:
        """What the file of this meeting brought in belongs to it, even where nothing names it."""
        came = (
            select(BatchRow.row_id).join(Batch).where(Batch.name == batch_name(self.meeting), Batch.undone_at.is_(None))
        )

        def ids(kind: type[Base]) -> Select[int]:
            return came.where(BatchRow.kind == kind.__tablename__)

        self.organisations.update(session.scalars(select(Organisation).where(Organisation.id.in_(ids(Organisation)))))
        self.people.update(session.scalars(select(Person).where(Person.id.in_(ids(Person)))))
        self.documents.update(session.scalars(select(Document).where(Document.id.in_(ids(Document)))))


def _group(group: WorkingGroup) -> GroupPart:
    return GroupPart(
        slug=group.slug, acronym=group.acronym, name=group.name, mailbox=group.mailbox,
        reminders_from=group.reminders_from,
        letterheads=tuple(
            LetterheadPart(valid_from=head.valid_from, top=head.top, left=head.left, place=head.place,
                           number=head.number_pattern)
            for head in group.letterheads
        ),
        members=tuple(membership.organisation.short_name for membership in group.memberships),
    )  # fmt: skip


def _organisation(row: Organisation) -> OrganisationPart:
    return OrganisationPart(
        short_name=row.short_name, lao_short_name=row.lao_short_name, name=row.name, kind=row.kind,
        parent=_short(row.parent), aliases=tuple(alias.alias for alias in row.aliases), email=row.email,
        language=row.language,
    )  # fmt: skip


def _person(row: Person, group: WorkingGroup) -> PersonPart:
    seat = next((seat.role for seat in group.seats if seat.person_id == row.id), None)
    return PersonPart(
        key=row.key, name=row.name, post=row.post, organisation=row.organisation.short_name, email=row.email,
        language=row.language, seat=seat,
    )  # fmt: skip


def _document(row: Document) -> DocumentPart:
    return DocumentPart(
        code=row.code, kind=row.kind, title=row.title, edition=row.editions[-1].label if row.editions else "",
        held_by=_short(row.held_by), stages=tuple(_stage(stage) for stage in row.stages), asked_on=row.asked_on,
        received_on=row.received_on,
    )  # fmt: skip


def _stage(row: StageSpan) -> StagePart:
    return StagePart(stage=row.stage, from_=row.from_on, until=row.until_on, holder=_short(row.holder), due=row.due_on)


def _short(row: Organisation | None) -> str:
    return row.short_name if row else ""


def _key(row: Person | None) -> str:
    return row.key if row else ""


def _meeting(meeting: Meeting, actions: list[Action]) -> MeetingPart:
    below: dict[int | None, list[Entry]] = {}
    for entry in meeting.entries:
        if entry.deleted_at is None:
            below.setdefault(entry.parent_id, []).append(entry)
    top = below.get(None, [])
    previous = meeting.previous
    return MeetingPart(
        period=Period(meeting.period_year, meeting.period_quarter), kind=meeting.kind, name=meeting.name,
        state=meeting.state,
        record=RecordState.ISSUED if meeting.record == RecordState.AMENDED else meeting.record,
        number=meeting.number, circulated_on=meeting.circulated_on, issued_on=meeting.issued_on,
        title=meeting.title, held_on=meeting.held_on, starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        venue=meeting.venue, chair=_key(meeting.chair), secretary=_key(meeting.secretary),
        previous=Address.parse(previous.address) if previous else meeting.previous_on,
        headcount=meeting.headcount, purpose=meeting.purpose,
        wording=WordingPart(opening=meeting.opening, participants=meeting.participants, closing=meeting.closing),
        authentic_language=meeting.authentic_language,
        attendance=tuple(_attendance(row) for row in meeting.attendance),
        reviews=tuple(_reviews(meeting)),
        entries=tuple(_entry(entry, below, actions) for entry in top if entry.kind != EntryKind.CONCLUSION),
        conclusions=tuple(_conclusion(entry, actions) for entry in top if entry.kind == EntryKind.CONCLUSION),
        signatures=tuple(
            SignaturePart(role=block.role, unit=block.unit, person=_key(block.person)) for block in meeting.signatures
        ),
    )  # fmt: skip


def _attendance(row: Attendance) -> AttendancePart:
    return AttendancePart(
        organisation=_short(row.organisation), person=_key(row.person), description=row.description,
        headcount=row.headcount, role=row.role, presence=row.presence,
    )  # fmt: skip


def _reviews(meeting: Meeting) -> Iterable[ReviewPart]:
    rows = session.scalars(
        select(Review)
        .where(Review.meeting_id == meeting.id, Review.given)
        .order_by(Review.position, Review.id)
        .options(joinedload(Review.action), joinedload(Review.entry).joinedload(Entry.meeting))
    )
    return (ReviewPart(item=row.item_reference, verdict=row.verdict, remark=row.remark) for row in rows)


def _entry(row: Entry, below: dict[int | None, list[Entry]], actions: list[Action]) -> EntryPart:
    return EntryPart(
        id=row.key, section=row.section, kind=row.kind, text=row.text,
        raised_by=tuple(each.short_name for each in row.raised_by),
        asked_of=tuple(each.short_name for each in row.asked_of),
        label=row.label, documents=tuple(each.code for each in row.documents), disposition=row.disposition,
        points=tuple(_entry(each, below, actions) for each in below.get(row.id, [])),
        actions=tuple(_action(each) for each in actions if each.entry_id == row.id),
    )  # fmt: skip


def _conclusion(row: Entry, actions: list[Action]) -> ConclusionPart:
    return ConclusionPart(
        id=row.key, text=row.text,
        answers=tuple(
            AnswerPart(entry=answer.entry.key, extent=answer.extent)
            for answer in row.answers
            if answer.entry.deleted_at is None
        ),
        actions=tuple(_action(each) for each in actions if each.entry_id == row.id),
    )  # fmt: skip


def _action(row: Action) -> ActionPart:
    return ActionPart(
        ref=row.reference, kind=row.kind, text=row.text, deadline=row.words, due=_due(row.first),
        confirmed=row.confirmed_on, document=row.document.code if row.document else "", stage=row.stage,
        meeting=Address.parse(row.asked_meeting) if row.asked_meeting else None,
        assignments=tuple(_assignment(each, row) for each in row.assignments),
        updates=tuple(
            UpdatePart(on=each.on, organisation=_short(each.organisation), note=each.note, state=each.state_to)
            for each in row.progress
        ),
    )  # fmt: skip


def _assignment(row: Assignment, action: Action) -> AssignmentPart:
    """Its state is left out where the reports say it, so that the shorthands do."""
    said = [step.state_to for step in action.progress if step.organisation_id == row.organisation_id and step.state_to]
    return AssignmentPart(
        organisation=row.organisation.short_name, role=row.role, person=_key(row.person),
        state=AssignmentState.OPEN if said and said[-1] == row.state else row.state,
        due=_due(row.window) if row.window != action.first else None,
    )  # fmt: skip


def _due(window: Window) -> DuePart | None:
    if window == Window(None, None, None):
        return None
    return DuePart(from_=window.from_, by=window.by, latest=window.latest)
