import pytest
from applications import NOON
from cast import Cast
from lives import the_meeting
from signings import TODAY, again, both, frozen, issued, printed, ready, trail
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.meetings.kinds import RecordState, TextState
from tracker.minutes import amending, issuing, paper, queries, queries_versions, signing
from tracker.minutes.models import SCAN, Version
from tracker.minutes.signing import Numbering
from tracker.register.models import Review

WITHOUT = frozenset({"scan"})


def begin(cast: Cast, who: str = "chair", reason: Bilingual = both("A name")) -> None:
    meeting_id, actor = again().id, cast.actor(who)
    with transaction():
        amending.begin(meeting_id, reason, by=actor, at=NOON)


def read() -> Version:
    found = queries.read_version(again().id)
    assert found is not None
    return found


def test_readers_keep_the_issued_version_until_the_amended_one_is_issued(cast: Cast) -> None:
    ready(cast)
    first = issued(cast)
    first_id, sha256 = first.id, first.sha256
    kept = [(each.layout, each.file.sha256) for each in first.files]
    begin(cast)
    assert (again().record, again().text_state) == (RecordState.ISSUED, TextState.OPEN)
    assert amending.reason_of(the_meeting()).en == "A name"
    with transaction():
        the_meeting().venue = both("Elsewhere")
    assert read().id == first_id
    second = frozen(cast, numbering=Numbering.KEPT, changes=both("The venue"))
    assert read().id == first_id
    assert (second.number, second.kind, second.changes.en) == (3, "amended", "The venue")
    second_id, text, actor = second.id, second.sha256, cast.actor("chair")
    with transaction():
        issuing.issue(the_meeting().id, text, without=WITHOUT, today=TODAY, by=actor, at=NOON)
    assert (again().record, again().text_state, read().id) == (RecordState.AMENDED, TextState.ISSUED, second_id)
    assert trail("minutes.amended")[0].subject == "IM-2021-Q1"
    old = session.get_one(Version, first_id)
    assert (old.sha256, [(each.layout, each.file.sha256) for each in old.files]) == (sha256, kept)
    assert {row.layout for row in session.get_one(Version, second_id).files} - {SCAN}
    assert queries.signed_scan(old.meeting_id) is None  # what was signed is the first paper, not this one


def test_an_amendment_that_is_taken_back_keeps_what_was_issued(cast: Cast) -> None:
    ready(cast)
    issued(cast)
    reviews = [(row.id, row.state_then) for row in session.scalars(select(Review))]
    begin(cast)
    frozen(cast, numbering=Numbering.PATTERN, changes=both("x"), issued_on=again().issued_on)
    assert again().number == "2/NRA"  # a paper of its own, under a number of its own
    meeting_id, actor = again().id, cast.actor("chair")
    with pytest.raises(Refused, match="Take it back first"), transaction():
        amending.close(meeting_id, by=actor, at=NOON)
    with transaction():
        signing.take_back(meeting_id, both("y"), by=actor, at=NOON)
    assert (again().record, again().text_state) == (RecordState.ISSUED, TextState.OPEN)
    assert again().issued_on == read().issued_on
    assert read().registered_as == "1/NRA"
    assert [(row.id, row.state_then) for row in session.scalars(select(Review))] == reviews


def test_a_closed_amendment_is_gone_on_with_later(cast: Cast) -> None:
    ready(cast)
    issued(cast)
    begin(cast)
    with transaction():
        the_meeting().venue = both("Elsewhere")
    meeting_id, actor = again().id, cast.actor("chair")
    with transaction():
        amending.close(meeting_id, by=actor, at=NOON)
    assert again().text_state == TextState.ISSUED
    with pytest.raises(Refused, match="No amendment"), transaction():
        amending.close(meeting_id, by=actor, at=NOON)
    begin(cast, reason=both("Once more"))
    assert (again().venue.en, amending.reason_of(again()).en) == ("Elsewhere", "Once more")


def test_who_may_and_when(cast: Cast) -> None:
    with pytest.raises(Refused, match="not issued yet"):
        begin(cast)
    ready(cast)
    issued(cast)
    for name in ("secretary", "translator", "npa", "admin", "other"):
        with pytest.raises(Forbidden):
            begin(cast, name)
    with pytest.raises(Refused, match="Say why"):
        begin(cast, reason=Bilingual())
    begin(cast)
    with pytest.raises(Conflict, match="being written already"):
        begin(cast)
    with pytest.raises(Refused, match="Say what the amendment changes"):
        frozen(cast, numbering=Numbering.KEPT)


def test_the_files_of_an_amendment_are_its_own(cast: Cast) -> None:
    ready(cast)
    first = issued(cast).id
    begin(cast)
    frozen(cast, numbering=Numbering.KEPT, changes=both("x"))
    printed()
    second = queries_versions.waiting(again().id)
    assert second is not None
    names = [each.file.name for each in paper.made_of(second)]
    assert names[0] == "IM-2021-Q1-v3-lao-then-english.docx"
    assert session.get_one(Version, first).files[0].file.name == "IM-2021-Q1-v2-lao-then-english.docx"
