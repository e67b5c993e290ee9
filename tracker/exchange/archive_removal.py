"""Taking a generated archive away again, also after people worked in it. What lies in other groups stays theirs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Select, Table, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from tracker.access.actors import Actor
from tracker.accounts.models import Account, SecretLink
from tracker.actions.models import Action
from tracker.audit import services as audit
from tracker.audit.models import Batch
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.core.errors import Refused
from tracker.documents.models import Document
from tracker.exchange.archive import batch_of
from tracker.exchange.archive_parties import DOMAIN
from tracker.files.models import FileContent, StoredFile
from tracker.groups.models import WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.meetings.models import EntryDocument, Meeting
from tracker.organisations.models import Organisation, Person
from tracker.search.models import SearchText
from tracker.search.sources import SOURCES

ONE_ITEM = ("review", "agenda_item")  # rows that are about one item and say nothing without it
AT_ONCE = 500  # values in one question; SQLite takes 32,766

Belonging = dict[str, Select[int]]
"""For each table, the ids of the rows that belong to what goes."""


@dataclass(slots=True)
class Removed:
    """How many rows of each table went, and the names of what is kept because something else needs it."""

    rows: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def count(self, table: str, number: int) -> None:
        """So many more rows of a table."""
        if number > 0:
            self.rows[table] = self.rows.get(table, 0) + number


def size_of(name: str) -> tuple[int, int]:
    """How many meetings and actions an archive holds now. Raises Refused where there is none of that name."""
    groups = _ids(_required(name))["working_group"]
    meetings = select(func.count()).select_from(Meeting).where(Meeting.group_id.in_(groups))
    actions = select(func.count()).select_from(Action).where(Action.group_id.in_(groups))
    return session.scalar(meetings) or 0, session.scalar(actions) or 0


def remove(name: str, *, by: Actor, at: datetime) -> Removed:
    """Take an archive away, in the transaction that is open: its groups with everything in them whoever wrote it, its
    accounts, and those documents, people and organisations that nothing else needs. Raises Refused where there is
    none of that name."""
    batch = _required(name)
    ids = _ids(batch)
    removed = Removed()
    groups = select(WorkingGroup.id).where(WorkingGroup.id.in_(ids["working_group"]))
    files = set(ids["stored_file"])
    mails: set[int] = set()
    _take_away({"working_group": groups}, files, mails, removed)
    free = [each for each in ids["document"] if not _is_named(each)]
    _take_away({"document": select(Document.id).where(Document.id.in_(free))}, files, mails, removed)
    people = Account.person_id.in_(ids["person"])
    links = select(Account.id).where(people)
    removed.count("account", session.scalar(select(func.count()).select_from(links.subquery())) or 0)
    session.execute(delete(Account).where(people).execution_options(synchronize_session=False))
    _remove_mails(mails, removed)
    _remove_files(files, removed)
    _remove_parties(ids, removed)
    _remove_search_texts(removed)
    batch.undone_at = at
    audit.record("archive.removed", "batch", batch.id, by=by, at=at, subject=name, kept=removed.kept, rows=removed.rows)
    return removed


def _required(name: str) -> Batch:
    batch = batch_of(name)
    if batch is None:
        raise Refused(Bilingual.said("There is no generated archive %(name)s in this tracker.", name=name))
    return batch


def _ids(batch: Batch) -> Mapping[str, list[int]]:
    kinds = ("working_group", "organisation", "person", "document", "stored_file", "account")
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    for row in batch.rows:
        found[row.kind].append(row.row_id)
    return found


def _take_away(roots: Belonging, files: set[int], mails: set[int], removed: Removed) -> None:
    """Everything that belongs to these rows goes with them, children first; what only mentions them forgets them."""
    belonging = dict(roots)
    tables = Base.metadata.sorted_tables
    for table in tables:
        if table.name not in belonging and (mine := _belongs(table, belonging)) is not None:
            belonging[table.name] = mine
    files |= set(_mentioned(belonging, "stored_file"))
    mails |= set(_mentioned(belonging, "outgoing_mail"))
    _remove_links(belonging, removed)
    for table in tables:
        _forget(table, belonging, removed)
    for table in reversed(tables):
        if table.name in belonging:
            done = session.execute(delete(table).where(table.c.id.in_(belonging[table.name])))
            removed.count(table.name, done.rowcount)  # type: ignore[attr-defined]
    session.expire_all()


def _belongs(table: Table, belonging: Belonging) -> Select[int] | None:
    """The rows of a table that can't be without one that goes."""
    owned = [column.in_(belonging[target]) for column, target in _references(table)
             if target in belonging and (not column.nullable or table.name in ONE_ITEM)]  # fmt: skip
    return select(table.c.id).where(or_(*owned)) if owned and "id" in table.c else None


def _references(table: Table) -> Iterator[tuple[Column[int], str]]:
    for key in table.foreign_keys:
        yield key.parent, key.column.table.name


def _forget(table: Table, belonging: Belonging, removed: Removed) -> None:
    """What mentions a row that goes and stays itself, or goes in the same breath, mentions nothing from now on."""
    for column, target in _references(table):
        if target in belonging and column.nullable and table.name not in ONE_ITEM:
            mentions = and_(column.in_(belonging[target]))
            if table.name in belonging and target != table.name and _goes_before(table, target):
                mentions = and_(mentions, table.c.id.not_in(belonging[table.name]))
            session.execute(update(table).where(mentions).values({column.name: None}))


def _goes_before(table: Table, target: str) -> bool:
    """Whether a table's rows are deleted before those of another."""
    names = [each.name for each in Base.metadata.sorted_tables]
    return names.index(table.name) > names.index(target)


def _mentioned(belonging: Belonging, target: str) -> Iterator[int]:
    """The ids in another table that rows which go refer to."""
    for table in Base.metadata.sorted_tables:
        if table.name in belonging:
            for column, name in _references(table):
                if name == target:
                    ids = select(column).where(table.c.id.in_(belonging[table.name]), column.is_not(None))
                    yield from session.scalars(ids.distinct())


def _remove_links(belonging: Belonging, removed: Removed) -> None:
    """Secret links about a row that goes: the database knows of no reference."""
    for kind, ids in belonging.items():
        links = delete(SecretLink).where(SecretLink.subject_kind == kind, SecretLink.subject_id.in_(ids))
        done = session.execute(links.execution_options(synchronize_session=False))
        removed.count("secret_link", done.rowcount)  # type: ignore[attr-defined]


def _remove_search_texts(removed: Removed) -> None:
    """What was searched for and is no more."""
    for source in SOURCES.values():
        gone = delete(SearchText).where(SearchText.kind == source.kind, SearchText.row_id.not_in(select(source.id)))
        done = session.execute(gone.execution_options(synchronize_session=False))
        removed.count("search_text", done.rowcount)  # type: ignore[attr-defined]


def _is_named(document_id: int) -> bool:
    """Whether a group that stays speaks of a document."""
    named = (EntryDocument.document_id == document_id, Action.document_id == document_id)
    return any(session.scalar(select(exists().where(each))) for each in named)


def _remove_mails(ids: set[int], removed: Removed) -> None:
    """The mails about it, and those to its people: nobody lives there."""
    for some in _parcels(ids):
        mails = delete(OutgoingMail).where(OutgoingMail.id.in_(some))
        removed.count("outgoing_mail", session.execute(mails).rowcount)  # type: ignore[attr-defined]
    rest = delete(OutgoingMail).where(OutgoingMail.to_address.endswith(f"@{DOMAIN}"))
    done = session.execute(rest.execution_options(synchronize_session=False))
    removed.count("outgoing_mail", done.rowcount)  # type: ignore[attr-defined]


def _remove_files(ids: set[int], removed: Removed) -> None:
    """Files that nothing refers to any more, and their bytes."""
    stored = Base.metadata.tables["stored_file"]
    used = [select(column).where(column.is_not(None)) for table in Base.metadata.sorted_tables
            for column, target in _references(table) if target == "stored_file"]  # fmt: skip
    for some in _parcels(ids):
        free = [stored.c.id.not_in(each) for each in used]
        done = session.execute(delete(stored).where(stored.c.id.in_(some), *free))
        removed.count("stored_file", done.rowcount)  # type: ignore[attr-defined]
    kept = select(StoredFile.sha256)
    session.execute(delete(FileContent).where(FileContent.sha256.not_in(kept)).execution_options(
        synchronize_session=False))  # fmt: skip


def _remove_parties(ids: Mapping[str, list[int]], removed: Removed) -> None:
    """People and organisations, again and again while that frees something else; what is needed is kept."""
    session.flush()
    session.expire_all()
    waiting: list[tuple[type[Person | Organisation], int]] = [(Person, each) for each in ids["person"]]
    waiting += [(Organisation, each) for each in ids["organisation"]]
    while waiting:
        still = [(model, row_id) for model, row_id in waiting if not _removed(model, row_id, removed)]
        if len(still) == len(waiting):
            break
        waiting = still
    removed.kept += sorted(_called(model, row_id) for model, row_id in waiting)
    documents = session.scalars(select(Document.code).where(Document.id.in_(ids["document"])).order_by(Document.code))
    removed.kept += documents


def _removed(model: type[Person | Organisation], row_id: int, removed: Removed) -> bool:
    try:
        with session.begin_nested():
            done = session.execute(delete(model).where(model.id == row_id))
    except IntegrityError:
        return False
    removed.count(model.__tablename__, done.rowcount)  # type: ignore[attr-defined]
    return True


def _called(model: type[Person | Organisation], row_id: int) -> str:
    row = session.get(model, row_id)
    match row:
        case Organisation():
            return row.short_name
        case Person():
            return row.name.in_("en").text
    return ""


def _parcels(ids: Iterable[int]) -> Iterator[list[int]]:
    whole = sorted(ids)
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]
