"""What was issued never changes: whatever anybody presses, whatever else of the tracker is changed, renamed or merged,
and while an amendment of it is written and issued."""

from contextvars import Context
from dataclasses import dataclass
from datetime import date

import pytest
from applications import NOON, SAMPLE, TESTER, load
from cast import Cast
from flask_migrate import upgrade
from lives import circulated, settle_points, the_meeting
from lxml import html
from pressing import press_all, press_blindly
from signings import TODAY, both, frozen, issued
from sqlalchemy import select, update
from standing import Standing, stand

from tracker.accounts.models import Account
from tracker.actions.models import Action, Assignment, AssignmentState
from tracker.administration import merging
from tracker.administration.merging import Kind
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.core.i18n import LANGUAGES
from tracker.docx.layouts import Layout
from tracker.exchange.problems import FileProblems
from tracker.files import services as files
from tracker.groups.models import Letterhead, Seat, WorkingGroup
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Attendance, Entry, Meeting
from tracker.minutes import amending, issuing, queries_versions
from tracker.minutes.models import SCAN, Correction, Outcome, Version
from tracker.minutes.signing import Numbering
from tracker.minutes.versions import fingerprint
from tracker.organisations.models import Organisation, Person

REVIEW_COPY = Layout.SIDE_BY_SIDE  # not published
PEOPLE = ("npa", "secretary", "chair", "admin")
OTHERS = ("", "translator", "party", "stranger", "unit", "mag", "management", "other")
COMMANDS = (
    ["minutes", "write", "im-twg", "2021-Q1", "--outline"], ["mail", "deliver"], ["mail", "list"],
    ["meetings", "load", str(SAMPLE)], ["meetings", "dump", "im-twg", "2021-Q1"], ["samples", "load"],
    ["actions", "deadline", "by end of Q2"], ["access", "matrix"], ["accounts", "reset", "npa@twg.example"],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that anybody gets of an issued version."""

    rows: tuple[object, ...]
    files: dict[str, bytes]
    pages: dict[str, str]


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks after the sample's meeting."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def standing(cast: Cast) -> Standing:
    """A tracker in which something stands behind every address, and whose minutes are issued."""
    standing = stand(cast)
    settle_points()
    with transaction():
        session.execute(update(Correction).values(outcome=Outcome.DECLINED, answered_at=NOON))
        session.execute(update(WorkingGroup).where(WorkingGroup.id == cast.group_id).values(is_public=True))
    circulated(cast)
    version = issued(cast)
    standing.numbers["version_id"] = version.id
    return standing


def kept(standing: Standing, version_id: int, *, is_read: bool = True) -> Kept:
    """What is handed out of a version now; while it is the one that is read, also at the address of its meeting."""
    session.rollback()
    session.expire_all()
    version = session.get_one(Version, version_id)
    rows = (
        version.sha256, fingerprint(version.outline), version.registered_as, version.issued_on, version.changes,
        [(each.layout, each.file.name, files.read(each.file)) for each in version.files],
    )  # fmt: skip
    meeting, slug = version.meeting, version.meeting.group.slug
    here = f"/meetings/{slug}/{meeting.address}"
    documents = [f"/minutes/{version_id}/{layout}.docx" for layout in Layout]
    documents += [f"/minutes/{version_id}/{SCAN}.pdf"]
    documents += [f"/groups/{slug}/minutes/{version_id}/{layout}.docx" for layout in Layout if layout != REVIEW_COPY]
    articles = [f"{here}/versions/{version.number}", f"/groups/{slug}/minutes/{version_id}"]
    if is_read:
        documents += [f"{here}/minutes.docx?layout={layout}" for layout in Layout] + [f"{here}/scan"]
        articles.append(here)
    client = standing.cast.client("admin")
    found = {address: Context().run(client.get, address) for address in documents}
    assert {address: answer.status_code for address, answer in found.items()} == dict.fromkeys(documents, 200)
    return Kept(rows, {address: answer.data for address, answer in found.items()}, _pages(standing, articles))


def _pages(standing: Standing, articles: list[str]) -> dict[str, str]:
    pages = {}
    for language in LANGUAGES:
        client = standing.cast.client("admin", language)
        for address in articles:
            answer = Context().run(client.get, f"{address}?text={language}")
            assert answer.status_code == 200, address
            article = html.document_fromstring(answer.text).find(".//article")
            assert article is not None, address
            pages[f"{address} {language}"] = html.tostring(article, encoding="unicode")
    return pages


def differing(before: Kept, after: Kept) -> list[str]:
    """Where something reads otherwise than before."""
    wrong = ["the version's row"] if before.rows != after.rows else []
    wrong += [address for address, data in after.files.items() if before.files[address] != data]
    return wrong + [address for address, page in after.pages.items() if before.pages[address] != page]


def let_in(standing: Standing) -> None:
    """Whoever was shut out meanwhile may come back."""
    with transaction():
        for name in PEOPLE:
            standing.cast.account(name).is_active = True
        standing.cast.account("admin").is_admin = True


def test_nothing_that_anybody_presses_changes_it(standing: Standing) -> None:
    version_id = standing.numbers["version_id"]
    before = kept(standing, version_id)
    for name in OTHERS:
        press_blindly(standing, name)
    done = {name: press_all(standing, name) for name in PEOPLE}
    assert min(done.values()) > 10, done
    let_in(standing)
    assert differing(before, kept(standing, version_id)) == []


def test_nothing_that_is_changed_around_it_changes_it(standing: Standing) -> None:
    version_id = standing.numbers["version_id"]
    before = kept(standing, version_id)
    _rename_everything(standing)
    _merge_what_can_be_merged()
    with pytest.raises((FileProblems, Refused)):
        load(SAMPLE.read_bytes().replace(b"08:30", b"09:30"), SAMPLE.name)
    session.rollback()
    runner = standing.cast.app.test_cli_runner()
    for command in COMMANDS:
        assert runner.invoke(args=command).exit_code != 2, command  # click's own: no such command
    upgrade()
    let_in(standing)
    assert differing(before, kept(standing, version_id)) == []


def test_an_amendment_does_not_change_it(standing: Standing) -> None:
    cast, version_id = standing.cast, standing.numbers["version_id"]
    before = kept(standing, version_id)
    meeting_id, chair = the_meeting().id, cast.actor("chair")
    with transaction():
        amending.begin(meeting_id, both("A name"), by=chair, at=NOON)
    assert press_all(standing, "chair") > 10
    _finish(standing, meeting_id)
    let_in(standing)
    after = kept(standing, version_id, is_read=False)
    assert session.get_one(Meeting, meeting_id).record == "amended"
    assert differing(before, after) == []


def _finish(standing: Standing, meeting_id: int) -> None:
    """Issue the amendment, however far the buttons brought it."""
    let_in(standing)
    settle_points()
    with transaction():
        settled = update(Correction).where(Correction.outcome.is_(None))
        session.execute(settled.values(outcome=Outcome.DECLINED, answered_at=NOON))
        session.execute(update(Seat).values(from_on=None, until_on=None))
        meeting = session.get_one(Meeting, meeting_id)
        meeting.venue = both("Quite elsewhere")
    chair = standing.cast.actor("chair")
    if session.get_one(Meeting, meeting_id).text_state == TextState.ISSUED:
        with transaction():
            amending.begin(meeting_id, both("Once more"), by=chair, at=NOON)
    if queries_versions.waiting(meeting_id) is None:
        frozen(standing.cast, numbering=Numbering.KEPT, changes=both("The venue"))
    version = queries_versions.waiting(meeting_id)
    assert version is not None
    text, without = version.sha256, frozenset({"scan", "number"})
    with transaction():
        issuing.issue(meeting_id, text, without=without, today=date(2021, 6, 1), by=chair, at=NOON)


def _rename_everything(standing: Standing) -> None:
    """As if every service had a hole: each name and each text that the minutes were made of reads otherwise."""
    with transaction() as current:
        for row in (*current.scalars(select(Organisation)), *current.scalars(select(Person))):
            row.name = Bilingual("Renamed", "ປ່ຽນຊື່")
        for group in current.scalars(select(WorkingGroup)):
            group.name, group.acronym = Bilingual.same("Another group"), f"X{group.id}"
        for head in current.scalars(select(Letterhead)):
            head.top = head.left = (Bilingual.same("A new ministry"),)
            head.place, head.number_pattern = Bilingual.same("Elsewhere"), "{n}/X"
        current.add(Letterhead(group_id=standing.cast.group_id, valid_from=date(2021, 4, 1), top=(), left=()))
        for entry in current.scalars(select(Entry)):
            entry.text = Bilingual.same("Something else was said")
        for action in current.scalars(select(Action)):
            action.words, action.confirmed_on = Bilingual.same("next year"), date(2030, 1, 1)
        for part in current.scalars(select(Assignment)):
            part.state, part.closed_at = AssignmentState.ACCEPTED, NOON
        meeting = current.get_one(Meeting, the_meeting().id)
        meeting.purpose, meeting.number, meeting.issued_on = both("Another purpose"), "99/X", date(2021, 12, 31)
        meeting.authentic_language = "en"
        current.execute(update(Attendance).values(headcount=7))


def _merge_what_can_be_merged() -> None:
    names: dict[Kind, type[Organisation] | type[Person]] = {"organisation": Organisation, "person": Person}
    merged = 0
    for kind, model in names.items():
        active = select(Account.person_id).where(Account.is_active)
        wanted = select(model.id).order_by(model.id.desc())
        if kind == "person":
            wanted = wanted.where(model.id.not_in(active))
        ids = session.scalars(wanted).all()
        for keep, gone in zip(ids[::2], ids[1::2], strict=False):
            try:
                bases = merging.party(kind, keep).version, merging.party(kind, gone).version
                with transaction():
                    merging.merge(kind, keep, gone, bases=bases, by=TESTER, at=NOON)
                merged += 1
            except Refused:
                continue
    assert merged > 2
