from collections.abc import Callable
from datetime import date

import pytest
from applications import NOON, load
from cast import Cast
from lives import circulated, organisation, settle_points, the_meeting
from signings import TODAY, again, another, both, frozen, ready, trail, waiting, wanted
from sqlalchemy import select
from together import at_once

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.docx.outline_json import from_data
from tracker.exchange import writing
from tracker.exchange.dumping import dump
from tracker.groups.models import NumberSeries
from tracker.meetings.kinds import Disposition, EntryKind, RecordState, TextState
from tracker.meetings.models import Entry
from tracker.minutes import paper, queries, readiness, signing
from tracker.minutes.models import Correction, Outcome, Stance, StanceKind, Version
from tracker.minutes.signing import Freezing, Numbering
from tracker.register.models import Review, Verdict
from tracker.register.queries import outstanding


def refused(cast: Cast, kind: type[Refused] = Refused, who: str = "chair", **more: object) -> str:
    """What is said to somebody who freezes the minutes."""
    meeting_id, actor = the_meeting().id, cast.actor(who)
    with pytest.raises(kind) as found, transaction():
        signing.freeze(meeting_id, wanted(**more), today=TODAY, by=actor, at=NOON)
    return str(found.value)


def test_minutes_are_frozen_with_number_and_date(cast: Cast) -> None:
    ready(cast)
    revision = the_meeting().revision
    version = frozen(cast)
    meeting = again()
    assert (meeting.text_state, meeting.record) == (TextState.FROZEN, RecordState.CIRCULATED)
    assert (meeting.number, meeting.issued_on, meeting.authentic_language) == ("1/NRA", TODAY, "lo")
    assert meeting.revision == revision + 1
    assert (version.number, version.kind, version.sealed_at, version.by) == (2, "issued", None, "Chair Person")
    assert (version.registered_as, version.issued_on, version.whole_in) == ("1/NRA", TODAY, ("lo", "en"))
    outline = from_data(version.outline)
    assert outline.letterhead.right[0].en == "No. 1/NRA"
    assert "12 April 2021" in outline.letterhead.right[1].en
    assert (outline.mark, outline.notes[0].en) == (Bilingual(), "The Lao text is authentic.")
    assert [each.file.name for each in version.files][:2] == [
        "IM-2021-Q1-v2-lao-then-english.docx", "IM-2021-Q1-v2-side-by-side.docx"
    ]  # fmt: skip
    details = trail("minutes.frozen")[0].details or {}
    assert (details["number"], details["issued_on"], details["version"]) == ("1/NRA", "2021-04-12", 2)


def test_readers_keep_what_was_circulated(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    read = queries.read_version(the_meeting().id)
    assert read is not None
    assert (read.number, read.kind) == (1, "circulated")


def test_everything_that_hinders_is_said(cast: Cast) -> None:
    assert refused(cast) == "The minutes are not circulated yet."
    version_id, npa = circulated(cast).id, organisation("NPA").id
    undecided = readiness.readiness(the_meeting()).undecided
    assert len(undecided) == 5
    with transaction() as current:
        first, second = (current.get_one(Entry, entry_id) for entry_id in undecided[:2])
        first.disposition, second.disposition = Disposition.DECLINED, Disposition.REFERRED
        current.add(
            Correction(version_id=version_id, place="purpose", organisation_id=npa, text=both("x"), at=NOON, by="NPA")
        )
    assert refused(cast) == (
        "3 points have no disposition yet; 2 points are declined without a reason, or referred to nobody; "
        "1 proposed correction waits for an answer"
    )
    settle_points()
    with transaction() as current:
        first, second = (current.get_one(Entry, entry_id) for entry_id in undecided[:2])
        first.disposition_remark, second.referred_group_id = Bilingual(lo="ບໍ່"), cast.other_group_id
        current.scalars(select(Correction)).one().outcome = Outcome.DECLINED
    assert frozen(cast).number == 2


def test_a_point_that_a_conclusion_answers_needs_no_disposition(cast: Cast) -> None:
    found = set(readiness.readiness(the_meeting()).undecided)
    answered = [answer.entry_id for entry in the_meeting().entries if not entry.deleted_at for answer in entry.answers]
    assert answered
    assert not found & set(answered)


def test_the_comment_date_is_waited_for_unless_somebody_says_otherwise(cast: Cast) -> None:
    ready(cast, until=TODAY)
    assert "Comments may still come" in refused(cast)
    frozen(cast, early=True)
    assert (trail("minutes.frozen")[0].details or {})["before_comment_date"] is True


def test_an_objection_does_not_hinder_and_is_kept_in_the_trail(cast: Cast) -> None:
    ready(cast)
    version_id, mag = session.scalars(select(Version.id)).one(), organisation("MAG").id
    with transaction() as current:
        current.add(
            Stance(version_id=version_id, organisation_id=mag, kind=StanceKind.OBJECTS, reason=both("no"), at=NOON,
                   by="MAG")
        )  # fmt: skip
    assert readiness.readiness(the_meeting()).objections[0].organisation.short_name == "MAG"
    frozen(cast)
    assert (trail("minutes.frozen")[0].details or {})["objections"] == ["MAG"]


def test_an_objection_to_an_earlier_version_is_known_until_its_organisation_says_more(cast: Cast) -> None:
    ready(cast)
    first, mag = session.scalars(select(Version.id)).one(), organisation("MAG").id
    said = {"organisation_id": mag, "at": NOON, "by": "MAG"}
    with transaction() as current:
        current.add(Stance(version_id=first, kind=StanceKind.OBJECTS, reason=both("no"), **said))
    second = circulated(cast, to=("npa",)).id
    assert [each.version_id for each in readiness.readiness(the_meeting()).objections] == [first]
    with transaction() as current:
        current.add(Stance(version_id=second, kind=StanceKind.AGREES, silent=True, **said))
    assert not readiness.readiness(the_meeting()).objections


@pytest.mark.parametrize("who", ["secretary", "translator", "npa", "admin", "management", "other"])
def test_only_the_chair_freezes(cast: Cast, who: str) -> None:
    ready(cast)
    refused(cast, Forbidden, who)


def test_a_second_one_is_told_who_was_first(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    assert refused(cast, Conflict) == "The minutes are frozen already, by Chair Person."


@pytest.mark.parametrize(
    ("day", "said"), [(date(2021, 3, 28), "on the day of the meeting"), (date(2021, 5, 14), "a month ahead")]
)
def test_a_date_that_can_not_be_is_refused(cast: Cast, day: date, said: str) -> None:
    ready(cast)
    assert said in refused(cast, issued_on=day)


def test_only_a_finished_language_can_be_authentic(cast: Cast) -> None:
    settle_points()
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.kind == EntryKind.ISSUE).limit(1)).one()
        entry.text = Bilingual(lo=entry.text.lo)
    circulated(cast)
    assert "the one that is finished" in refused(cast, authentic="en")
    version = frozen(cast, authentic="lo")
    assert [each.layout for each in version.files] == ["lao"]


def test_the_register_is_written(cast: Cast) -> None:
    ready(cast)
    older = another(cast)
    with transaction() as current:
        action = current.scalars(select(Action).order_by(Action.id).limit(1)).one()
        action.meeting_id, action.agreed_on = older.id, older.held_on
        point = Entry(
            meeting_id=older.id, key="p", number=1, section="issues", kind="issue", position=1, text=both("Quicksand"),
            disposition=Disposition.CARRIED_OVER,
        )  # fmt: skip
        told = Entry(
            meeting_id=older.id, key="q", number=2, section="issues", kind="issue", position=2, text=both("older"),
            disposition=Disposition.CARRIED_OVER,
        )  # fmt: skip
        current.add_all([point, told])
        current.flush()
        current.add(Review(meeting_id=the_meeting().id, entry_id=told.id, position=1, verdict=Verdict.DONE))
        point_id, told_id, action_id = point.id, told.id, action.id
    left = {item.key for item in outstanding(again().group, the_meeting())}
    assert left == {f"entry-{point_id}", f"entry-{told_id}", f"action-{action_id}"}
    frozen(cast)
    rows = {
        row.entry_id or -(row.action_id or 0): (row.verdict, row.given, row.state_then)
        for row in session.scalars(select(Review))
    }
    assert rows == {
        told_id: (Verdict.DONE, True, "carried_over"),
        point_id: (Verdict.CARRIED_OVER, False, "carried_over"),
        -action_id: (Verdict.CARRIED_OVER, False, "open"),
    }
    assert "Quicksand" in str(waiting().outline), "what is only carried over is printed too"
    take_back(cast)
    assert [(row.entry_id, row.state_then) for row in session.scalars(select(Review))] == [(told_id, "")]


def test_a_meeting_file_of_frozen_minutes_says_only_what_the_meeting_said(cast: Cast) -> None:
    ready(cast)
    older = another(cast)
    with transaction() as current:
        point = Entry(
            meeting_id=older.id, key="p", number=1, section="issues", kind="issue", position=1, text=both("Old"),
            disposition=Disposition.CARRIED_OVER,
        )  # fmt: skip
        current.add(point)
    frozen(cast)
    assert [row.given for row in session.scalars(select(Review))] == [False]
    text = writing.write(dump(the_meeting().id))
    session.rollback()
    assert "carried over" not in text.replace("_", " ").partition("reviews")[2]
    assert load(text).changes == 0
    assert [row.given for row in session.scalars(select(Review))] == [False]


def test_a_meeting_file_tells_nothing_that_was_not_sent_yet(cast: Cast) -> None:
    ready(cast)
    with transaction() as current:
        late = current.scalars(select(Action).where(Action.meeting_id == the_meeting().id)).first()
        assert late is not None
        assert late.entry is not None
        late.told_on, late.entry.is_unsent = None, True
        late_id = late.id
    text = writing.write(dump(the_meeting().id))
    session.rollback()
    assert load(text).changes == 0
    assert session.get_one(Action, late_id).told_on is None


def take_back(cast: Cast, reason: str = "A slip") -> None:
    meeting_id, actor = again().id, cast.actor("chair")
    with transaction():
        signing.take_back(meeting_id, both(reason), by=actor, at=NOON)


def test_what_was_taken_back_can_be_written_and_frozen_again(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    meeting_id, actor = the_meeting().id, cast.actor("chair")
    with pytest.raises(Refused, match="Say why"), transaction():
        signing.take_back(meeting_id, Bilingual(), by=actor, at=NOON)
    take_back(cast)
    meeting = again()
    assert (meeting.text_state, meeting.number, meeting.issued_on) == (TextState.OPEN, "1/NRA", None)
    assert [each.number for each in session.scalars(select(Version))] == [1]
    assert (trail("minutes.taken_back")[0].details or {})["reason"]["en"] == "A slip"
    with pytest.raises(Refused, match="not frozen"), transaction():
        signing.take_back(meeting_id, both("x"), by=actor, at=NOON)
    version = frozen(cast)
    assert (version.number, version.registered_as) == (2, "1/NRA")


def test_a_number_stays_with_its_minutes_and_the_next_ones_go_on(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    take_back(cast)
    other = another(cast, record="circulated")
    meeting_id, actor = other.id, cast.actor("chair")
    with transaction():
        second = signing.freeze(meeting_id, wanted(), today=TODAY, by=actor, at=NOON)
        assert second.registered_as == "2/NRA"
    assert frozen(cast).registered_as == "1/NRA"


def test_a_number_that_is_given_up_is_given_again(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    take_back(cast)
    assert frozen(cast, numbering=Numbering.REGISTRY).registered_as == ""
    meeting_id, actor = another(cast, record="circulated").id, cast.actor("chair")
    with transaction():
        assert signing.freeze(meeting_id, wanted(), today=TODAY, by=actor, at=NOON).registered_as == "1/NRA"


def test_a_number_that_was_taken_back_leaves_no_gap_in_the_next_year(cast: Cast) -> None:
    ready(cast)
    december, january, actor = date(2021, 12, 30), date(2022, 1, 5), cast.actor("chair")
    this, *others = the_meeting().id, *(another(cast, quarter=n, record="circulated").id for n in (1, 2, 3))

    def given(meeting_id: int, day: date) -> str:
        with transaction():
            return signing.freeze(meeting_id, wanted(issued_on=day), today=day, by=actor, at=NOON).registered_as

    assert (given(others[0], december), given(this, december)) == ("1/NRA", "2/NRA")
    with transaction():
        signing.take_back(this, both("A slip"), by=actor, at=NOON)
    assert [given(each, january) for each in (others[1], this, others[2])] == ["1/NRA", "2/NRA", "3/NRA"]


def test_a_number_that_was_typed_and_taken_back_is_not_given_to_others(cast: Cast) -> None:
    ready(cast)
    meeting_id, actor = frozen(cast, numbering=Numbering.REGISTRY).meeting_id, cast.actor("chair")
    with transaction():
        paper.renumber(meeting_id, "2/NRA", TODAY, today=TODAY, by=actor, at=NOON)
    take_back(cast)
    others = [another(cast, quarter=n, record="circulated").id for n in (1, 2)]
    for meeting_id, number in zip(others, ("3/NRA", "4/NRA"), strict=True):
        with transaction():
            version = signing.freeze(meeting_id, wanted(), today=TODAY, by=actor, at=NOON)
            assert version.registered_as == number


def test_what_the_minutes_do_not_have_can_not_be_kept(cast: Cast) -> None:
    ready(cast)
    assert "no number yet" in refused(cast, numbering=Numbering.KEPT)
    with transaction():
        for head in the_meeting().group.letterheads:
            head.number_pattern = ""
    assert "says nothing about numbers" in refused(cast)


def freezing(meeting_id: int, cast: Cast) -> Callable[[], str]:
    actor = cast.actor("chair")

    def act() -> str:
        try:
            with transaction():
                given: Freezing = wanted()
                return signing.freeze(meeting_id, given, today=TODAY, by=actor, at=NOON).registered_as
        except Conflict as conflict:
            return str(conflict)

    return act


def test_of_fifty_who_freeze_at_once_one_does(either_cast: Cast) -> None:
    ready(either_cast)
    meeting_id = the_meeting().id
    told = at_once(either_cast.app, [freezing(meeting_id, either_cast)] * 50)
    assert sorted(told) == ["1/NRA", *["The minutes are frozen already, by Chair Person."] * 49]
    session.rollback()
    assert [each.number for each in session.scalars(select(Version).order_by(Version.number))] == [1, 2]
    assert session.scalars(select(NumberSeries.last).where(NumberSeries.kind == "minutes")).one() == 1


def test_meetings_that_are_frozen_at_once_get_numbers_without_a_gap(either_cast: Cast) -> None:
    others = [another(either_cast, 4, name=f"s{n}", kind="special", record="circulated").id for n in range(8)]
    told = at_once(either_cast.app, [freezing(each, either_cast) for each in others])
    assert sorted(told) == [f"{n}/NRA" for n in range(1, 9)]
