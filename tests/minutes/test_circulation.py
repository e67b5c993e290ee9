from collections.abc import Callable
from datetime import date

import pytest
from applications import NOON
from cast import Cast
from lives import circulated, days_later, organisation, the_meeting
from sqlalchemy import func, select
from together import at_once

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.docx.outline_json import as_data
from tracker.groups.models import DayOff
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import MeetingState, RecordState, TextState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import circulation, outline, queries, queries_circulation, stances
from tracker.minutes.models import Correction, Reason, Stance, StanceKind, Version, VersionKind
from tracker.minutes.queries_answers import Summary
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import Prepared

UNTIL = date(2021, 4, 8)
ONE = Recipient("one@example.org", "One", "lo", Reason.ADDED)


def prepared() -> Prepared:
    session.rollback()
    built = outline.build(queries.record_of(the_meeting().id), RecordState.CIRCULATED)
    return Prepared(VersionKind.CIRCULATED, as_data(built), ())  # without files, which take their time


def circulate(
    cast: Cast, made: Prepared | None, *, who: str = "chair", seen: int = 0, until: date = UNTIL,
    to: tuple[Recipient, ...] = (ONE,),
) -> Version:  # fmt: skip
    actor, meeting_id = cast.actor(who), the_meeting().id
    with transaction():
        return circulation.circulate(meeting_id, made, to, comment_until=until, seen=seen, by=actor, at=NOON)


def count(of: type) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


def put(**facts: object) -> None:
    with transaction():
        meeting = the_meeting()
        for name, value in facts.items():
            setattr(meeting, name, value)


def test_a_version_is_frozen_and_sent_and_comments_are_open(cast: Cast) -> None:
    version = circulate(cast, prepared())
    meeting = the_meeting()
    assert (meeting.record, meeting.circulated_on, meeting.comment_until) == (
        RecordState.CIRCULATED,
        NOON.date(),
        UNTIL,
    )
    assert (version.number, version.kind, version.comment_until) == (1, VersionKind.CIRCULATED, UNTIL)
    assert version.sealed_at == NOON
    assert session.scalars(select(OutgoingMail.to_address)).all() == ["one@example.org"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "minutes.circulated")).one()
    assert entry.details == {
        "version": 1, "sha256": version.sha256, "comment_until": "2021-04-08", "recipients": ["one@example.org"],
    }  # fmt: skip


def test_the_next_version_gets_the_next_number(cast: Cast) -> None:
    circulate(cast, prepared())
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("Otherwise", "ອື່ນ")
    second = circulate(cast, prepared(), who="secretary", seen=1, until=date(2021, 4, 12))
    assert (second.number, the_meeting().comment_until) == (2, date(2021, 4, 12))
    assert count(OutgoingMail) == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"headcount": None}, "Say first how many people"),
        ({"state": MeetingState.PLANNED}, "Mark the meeting as held"),
        ({"text_state": TextState.FROZEN}, "frozen to be signed"),
        ({"record": RecordState.ISSUED, "text_state": TextState.ISSUED}, "were issued"),
        ({"record": RecordState.ISSUED}, "were issued"),
    ],
)
def test_what_hinders_it_is_said(cast: Cast, facts: dict[str, object], words: str) -> None:
    made = prepared()
    put(**facts)
    with pytest.raises(Refused, match=words):
        circulate(cast, made)
    assert not circulation.is_ready(the_meeting(), 0)
    assert (count(Version), count(OutgoingMail)) == (0, 0)


def test_empty_minutes_are_not_sent(cast: Cast) -> None:
    with transaction() as current:
        for entry in current.scalars(select(Entry)):
            entry.deleted_at = NOON
    with pytest.raises(Refused, match="the minutes are empty"):
        circulate(cast, prepared())


def test_many_gaps_do_not_hinder(cast: Cast) -> None:
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("English only", "")
    version = circulate(cast, prepared())
    assert version.whole_in == ("en",)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2021, 3, 31), "31/03/2021 is over"),
        (date(2021, 4, 10), "Nobody works on 10/04/2021. The next working day is 12/04/2021."),
        (date(2021, 4, 14), "Nobody works on 14/04/2021. The next working day is 19/04/2021."),
        (date(2021, 4, 9), "Nobody works on 09/04/2021. The next working day is 12/04/2021."),
        (date(2023, 4, 3), "within a year"),
    ],
)
def test_the_comment_date_is_a_working_day_to_come(cast: Cast, until: date, words: str) -> None:
    with transaction() as current:
        current.add(DayOff(group_id=cast.group_id, day=date(2021, 4, 9)))
    with pytest.raises(Refused, match=words):
        circulate(cast, prepared(), until=until)


def test_nobody_is_no_recipient(cast: Cast) -> None:
    with pytest.raises(Refused, match="at least one recipient"):
        circulate(cast, prepared(), to=())


@pytest.mark.parametrize("name", ["npa", "translator", "management", "other", "party"])
def test_only_drafters_circulate(cast: Cast, name: str) -> None:
    made = prepared()
    with pytest.raises(Forbidden):
        circulate(cast, made, who=name)


def test_who_comes_second_is_told_who_was_first(cast: Cast) -> None:
    made = prepared()
    circulate(cast, made)
    with pytest.raises(Conflict, match=r"Version 1 was circulated a moment ago by Chair Person\."):
        circulate(cast, made, who="secretary")
    assert (count(Version), count(OutgoingMail)) == (1, 1)


def test_what_was_written_meanwhile_is_not_sent_unread(cast: Cast) -> None:
    made = prepared()
    with transaction() as current:
        current.scalars(select(Entry).where(Entry.key == "i2")).one().text = Bilingual("Otherwise", "ອື່ນ")
    with pytest.raises(Conflict, match="changed a moment ago"):
        circulate(cast, made)
    with pytest.raises(Conflict, match="changed a moment ago"):
        circulate(cast, None)
    assert the_meeting().record == RecordState.DRAFT


def pressing(cast: Cast, meeting_id: int, made: Prepared) -> Callable[[], str]:
    def press() -> str:
        actor = cast.actor("chair")
        try:
            with transaction():
                circulation.circulate(meeting_id, made, (ONE,), comment_until=UNTIL, seen=0, by=actor, at=NOON)
        except Conflict as conflict:
            return str(conflict)
        return "done"

    return press


def test_of_many_who_press_at_once_one_sends(either_cast: Cast) -> None:
    made, meeting_id = prepared(), the_meeting().id
    session.rollback()
    told = at_once(either_cast.app, [pressing(either_cast, meeting_id, made)] * 12)
    session.rollback()
    assert sorted(told) == ["Version 1 was circulated a moment ago by Chair Person."] * 11 + ["done"]
    assert (count(Version), count(OutgoingMail)) == (1, 1)


# The comment date


def extend(cast: Cast, until: date, *, base: date | None = UNTIL, who: str = "chair") -> Meeting:
    actor, meeting_id = cast.actor(who), the_meeting().id
    with transaction():
        return circulation.extend(meeting_id, until, base=base, by=actor, at=NOON)


def test_a_later_comment_date_holds_for_the_meeting_and_its_version(cast: Cast) -> None:
    version_id = circulate(cast, prepared()).id
    extend(cast, date(2021, 4, 12), who="secretary")
    assert the_meeting().comment_until == session.get_one(Version, version_id).comment_until == date(2021, 4, 12)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "minutes.comments_extended")).one()
    assert entry.details == {"before": "2021-04-08", "until": "2021-04-12"}


@pytest.mark.parametrize(
    ("until", "base", "words"),
    [
        (UNTIL, UNTIL, "Give a day after 08/04/2021"),
        (date(2021, 4, 7), UNTIL, "Give a day after 08/04/2021"),
        (date(2021, 4, 10), UNTIL, "Nobody works on 10/04/2021"),
        (date(2021, 4, 12), date(2021, 4, 7), "Somebody else moved the comment date"),
    ],
)
def test_a_comment_date_that_can_not_be(cast: Cast, until: date, base: date, words: str) -> None:
    circulate(cast, prepared())
    with pytest.raises(Refused, match=words):
        extend(cast, until, base=base)


def test_a_draft_has_no_comment_date(cast: Cast) -> None:
    with pytest.raises(Refused, match="Only circulated minutes"):
        extend(cast, date(2021, 4, 12), base=None)


def test_silence_that_was_noted_stays_noted(cast: Cast) -> None:
    version_id = circulate(cast, prepared()).id
    with transaction() as current:
        current.get_one(Version, version_id).silence_noted_at = days_later(8)
    with pytest.raises(Refused, match="silence was noted"):
        extend(cast, date(2021, 4, 12))


def test_a_reader_does_not_move_the_comment_date(cast: Cast) -> None:
    circulate(cast, prepared())
    with pytest.raises(Forbidden):
        extend(cast, date(2021, 4, 12), who="npa")


# Beside the minutes


def test_a_draft_can_be_circulated_by_its_drafters(cast: Cast) -> None:
    aside = queries_circulation.aside
    meeting = the_meeting()
    told = aside(cast.actor("secretary"), meeting)
    assert told is not None
    assert (told.may_circulate, told.is_ready) == (True, True)
    assert aside(cast.actor("translator"), meeting) is None
    put(headcount=None)
    told = aside(cast.actor("chair"), the_meeting())
    assert told is not None
    assert not told.is_ready


def test_answers_are_counted(cast: Cast) -> None:
    version = circulated(cast, to=("npa", "mag", "party", "other"))
    with transaction() as current:
        for short_name, kind, silent in (
            ("NPA", StanceKind.AGREES, False), ("MAG", StanceKind.OBJECTS, False), ("WEI", StanceKind.AGREES, True),
        ):  # fmt: skip
            current.add(
                Stance(version_id=version.id, organisation_id=organisation(short_name).id, kind=kind, silent=silent,
                       at=NOON, by="x")
            )  # fmt: skip
        for _ in range(2):
            current.add(
                Correction(version_id=version.id, place="i1", organisation_id=organisation("NPA").id, at=NOON, by="x")
            )
    told = queries_circulation.aside(cast.actor("chair"), the_meeting())
    assert told is not None
    assert told.answers == Summary(agreed=1, objecting=1, silent=1, waiting=1, open_corrections=2)
    assert told.answers.asked == 4
    reader = queries_circulation.aside(cast.actor("npa"), the_meeting())
    assert reader == queries_circulation.Aside(NOON.date(), UNTIL)


def test_an_objection_stands_in_the_next_version_until_it_is_taken_back(cast: Cast) -> None:
    wei, mag = organisation("WEI"), organisation("MAG")
    to = tuple(
        Recipient(f"{each.short_name}@example.org", "x", "en", Reason.ADDED, organisation_id=each.id)
        for each in (wei, mag)
    )
    first = circulate(cast, prepared(), to=to)
    with transaction() as current:
        reason = Bilingual(en="We said 21, not 20")
        said = {"version_id": first.id, "at": NOON}
        current.add_all([
            Stance(organisation_id=wei.id, kind=StanceKind.OBJECTS, reason=reason, by="WEI", **said),
            Stance(organisation_id=mag.id, kind=StanceKind.AGREES, by="MAG", **said),
        ])  # fmt: skip
    second = circulate(cast, prepared(), seen=1, to=to)
    (stood,) = session.scalars(select(Stance).where(Stance.version_id == second.id))
    assert (stood.organisation.short_name, stood.kind, stood.reason.en) == ("WEI", "objects", "We said 21, not 20")
    mails = {mail.to_address: mail.text for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))}
    assert "your objection stands until you say that you agree" in mails["WEI@example.org"]
    assert "counts as agreeing" in mails["MAG@example.org"]
    with transaction():
        stances.note_silence(second.id, today=date(2021, 4, 9), at=days_later(8))
    kinds = {row.organisation.short_name: (row.kind, row.silent) for row in session.scalars(
        select(Stance).where(Stance.version_id == second.id).order_by(Stance.id))}  # fmt: skip
    assert kinds == {"WEI": ("objects", False), "MAG": ("agrees", True)}
