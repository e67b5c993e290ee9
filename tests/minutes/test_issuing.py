import pytest
from applications import NOON
from cast import Cast
from lives import days_later, the_meeting
from signings import SCAN, TODAY, again, another, both, frozen, issued, ready, trail, wanted
from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.docx.outline_json import from_data
from tracker.files import services as files
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import RecordState, TextState
from tracker.minutes import issuing, paper, queries, signing, versions
from tracker.minutes.models import SCAN as SCANNED
from tracker.minutes.models import Delivery, Version
from tracker.minutes.paper import made_of, scan_of
from tracker.minutes.signing import Numbering
from tracker.minutes.versions import fingerprint
from tracker.organisations.models import Person


def addresses(version_id: int) -> list[str]:
    return sorted(session.scalars(select(Delivery.address).where(Delivery.version_id == version_id)))


def test_issued_minutes_are_sealed_and_sent_to_all_who_had_them(cast: Cast) -> None:
    ready(cast)
    before = set(session.scalars(select(Delivery.address)))
    version = issued(cast)
    meeting = again()
    assert (meeting.record, meeting.text_state) == (RecordState.ISSUED, TextState.ISSUED)
    assert version.sealed_at == NOON
    assert version.sha256 == fingerprint(version.outline)
    read = queries.read_version(meeting.id)
    assert read is not None
    assert read.id == version.id
    assert before <= set(addresses(version.id))
    mails = session.scalars(select(OutgoingMail.to_address)).all()
    assert len(mails) == len(before) + len(addresses(version.id))
    details = trail("minutes.issued")[0].details or {}
    scan = scan_of(session.get_one(Version, version.id))
    assert scan is not None
    assert (details["number"], details["scan"], details["sha256"]) == ("1/NRA", scan.file.sha256, version.sha256)
    assert files.read(scan.file) == SCAN


def test_who_left_the_work_gets_no_mail(cast: Cast) -> None:
    ready(cast)
    with transaction() as current:
        current.scalars(select(Person).where(Person.email == "mag@twg.example")).one().is_active = False
    assert "mag@twg.example" not in addresses(issued(cast).id)


def test_nothing_goes_out_without_what_was_not_named(cast: Cast) -> None:
    ready(cast)
    version = frozen(cast, numbering=Numbering.REGISTRY)
    meeting_id, sha256, actor = version.meeting_id, version.sha256, cast.actor("chair")

    def refused(*without: str, kind: type[Refused] = Refused, text: str = sha256, who: str = "chair") -> str:
        by = cast.actor(who)
        with pytest.raises(kind) as found, transaction():
            issuing.issue(meeting_id, text, without=frozenset(without), today=TODAY, by=by, at=NOON)
        return str(found.value)

    assert "no number" in refused()
    assert "scan is not attached" in refused("number")
    assert "changed a moment ago" in refused("number", "scan", kind=Conflict, text="0" * 64)
    refused("number", "scan", kind=Forbidden, who="secretary")
    with transaction():
        paper.renumber(meeting_id, "5/X", TODAY.replace(day=20), today=TODAY, by=actor, at=NOON)
        sha256 = session.get_one(Version, version.id).sha256
    assert "files are not made yet" in refused("scan", text=sha256)
    made = paper.to_print(session.get_one(Version, version.id), office=None)
    with transaction():
        paper.keep_files(version.id, sha256, made, at=NOON)
    assert "dated 20/04/2021" in refused("scan", text=sha256)
    assert again().record == RecordState.CIRCULATED
    assert not addresses(version.id)


def test_number_and_date_change_nothing_but_their_two_lines(cast: Cast) -> None:
    ready(cast)
    version = frozen(cast, numbering=Numbering.REGISTRY)
    version_id, old = version.id, from_data(version.outline)
    with transaction():
        for head in the_meeting().group.letterheads:
            head.place, head.top, head.left = both("Elsewhere"), (), ()
    actor, meeting_id = cast.actor("chair"), the_meeting().id
    with transaction():
        paper.renumber(meeting_id, "012/NRA", TODAY.replace(day=9), today=TODAY, by=actor, at=NOON)
    version = session.get_one(Version, version_id)
    new = from_data(version.outline)
    assert [line.en for line in old.letterhead.right] == ["No. ………", "Vientiane Capital, 12 April 2021"]
    assert [line.en for line in new.letterhead.right] == ["No. 012/NRA", "Vientiane Capital, 9 April 2021"]
    assert "9 ເມສາ 2021" in new.letterhead.right[1].lo
    assert (new.letterhead.top, new.letterhead.left) == (old.letterhead.top, old.letterhead.left)
    assert new.sections == old.sections
    assert version.sha256 == fingerprint(version.outline)
    assert made_of(version) == []
    assert again().number == "012/NRA"


def test_files_of_an_older_text_are_not_kept(cast: Cast) -> None:
    ready(cast)
    version = frozen(cast, numbering=Numbering.REGISTRY)
    meeting_id, version_id, sha256, actor = version.meeting_id, version.id, version.sha256, cast.actor("chair")
    made = versions.made_files(from_data(version.outline), at=NOON, office=None)
    with transaction():
        paper.renumber(meeting_id, "3/NRA", TODAY, today=TODAY, by=actor, at=NOON)
        paper.keep_files(version_id, sha256, made, at=NOON)
    assert made_of(session.get_one(Version, version_id)) == []
    with transaction():
        signing.take_back(meeting_id, both("x"), by=actor, at=NOON)
        paper.keep_files(version_id, sha256, made, at=NOON)
    assert session.get(Version, version_id) is None


def test_no_two_minutes_of_a_year_have_one_number(cast: Cast) -> None:
    ready(cast)
    frozen(cast, numbering=Numbering.REGISTRY)
    another(cast, number="7/NRA", issued_on=TODAY.replace(month=1), record="issued")
    another(cast, 3, number="8/NRA", issued_on=TODAY.replace(year=2020), record="issued")
    meeting_id, actor = the_meeting().id, cast.actor("chair")
    with pytest.raises(Refused, match="have the number 7/NRA"), transaction():
        paper.renumber(meeting_id, "7/NRA", TODAY, today=TODAY, by=actor, at=NOON)
    with transaction():
        paper.renumber(meeting_id, "8/NRA", TODAY, today=TODAY, by=actor, at=NOON)
    assert again().number == "8/NRA"


def test_the_series_goes_on_behind_a_typed_number(cast: Cast) -> None:
    another(cast, number="6/NRA", issued_on=TODAY, record="issued")
    ready(cast)
    assert frozen(cast).registered_as == "7/NRA"


def test_a_scan_that_came_late_is_kept_once_and_sent_again(cast: Cast) -> None:
    ready(cast)
    version = issued(cast, scan=None)
    meeting_id, version_id, actor = version.meeting_id, version.id, cast.actor("chair")
    before = session.query(OutgoingMail).count()
    kept = [(each.layout, each.file.sha256) for each in version.files]
    with transaction():
        issuing.add_scan(meeting_id, SCAN, "s.pdf", send=True, by=actor, at=days_later(1))
    version = session.get_one(Version, version_id)
    assert [(each.layout, each.file.sha256) for each in version.files][:-1] == kept
    assert version.files[-1].layout == SCANNED
    assert version.files[-1].file.name == "IM-2021-Q1-v2-scan.pdf"
    assert session.query(OutgoingMail).count() == before + len(addresses(version_id))
    with pytest.raises(Refused, match="kept already"), transaction():
        issuing.add_scan(meeting_id, SCAN, "s.pdf", send=False, by=actor, at=NOON)


def test_a_scan_of_what_is_not_issued_is_read_by_nobody(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    meeting_id, actor = the_meeting().id, cast.actor("chair")
    with transaction():
        paper.attach_scan(meeting_id, SCAN, "s.pdf", by=actor, at=NOON)
    assert queries.signed_scan(meeting_id) is None
    with pytest.raises(Refused, match="not issued yet"), transaction():
        issuing.add_scan(meeting_id, SCAN, "s.pdf", send=False, by=actor, at=NOON)


def test_what_is_issued_is_neither_frozen_nor_taken_back_again(cast: Cast) -> None:
    ready(cast)
    version = issued(cast)
    meeting_id, sha256, actor = version.meeting_id, version.sha256, cast.actor("chair")
    for act in (
        lambda: signing.freeze(meeting_id, wanted(), today=TODAY, by=actor, at=NOON),
        lambda: signing.take_back(meeting_id, both("x"), by=actor, at=NOON),
        lambda: paper.renumber(meeting_id, "9/X", TODAY, today=TODAY, by=actor, at=NOON),
        lambda: paper.attach_scan(meeting_id, SCAN, "s.pdf", by=actor, at=NOON),
        lambda: issuing.issue(meeting_id, sha256, today=TODAY, by=actor, at=NOON),
    ):
        with pytest.raises(Refused), transaction():
            act()
