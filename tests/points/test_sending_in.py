import pytest
from acting import part, told
from applications import NOON
from calling import (
    DAY,
    MAPS,
    ROADS,
    called,
    link,
    meeting,
    organisation,
    point,
    sent,
    stored,
    trail,
    voice_of,
    written_down,
)
from cast import Cast
from parties import outsiders
from sqlalchemy import select

from tracker.access.voices import How, Voice
from tracker.accounts.links import DeadLink
from tracker.accounts.models import SecretLink
from tracker.actions.models import AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.drafting import planning_state
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation
from tracker.points import by_link, queries, queries_points, sending_in
from tracker.points.models import NoPoints, Point, PointKind
from tracker.points.sending_in import Said

ISSUE = Said(PointKind.ISSUE, ROADS)


@pytest.fixture
def call(cast: Cast) -> Cast:
    called(cast)
    return cast


def silent() -> set[str]:
    session.rollback()
    rows = session.execute(queries.not_answered()).all()
    names = {each.id: each.short_name for each in session.scalars(select(Organisation))}
    return {names[row.organisation_id] for row in rows if row.meeting_id == meeting().id}


def refused(cast: Cast, name: str, said: Said, short_name: str, kind: type[Exception] = Refused) -> str:
    actor, voice, number = cast.actor(name), Voice(organisation(short_name)), meeting().id
    session.rollback()
    with pytest.raises(kind) as error, transaction():
        sending_in.send_in(number, said, voice, by=actor, at=NOON)
    return str(error.value)


def none(cast: Cast, name: str = "npa") -> None:
    actor, voice, number = cast.actor(name), Voice(cast.account(name).person.organisation_id), meeting().id
    session.rollback()
    with transaction():
        sending_in.say_none(number, voice, by=actor, at=NOON)


def test_the_members_are_called_until_they_answer(call: Cast) -> None:
    everybody = {"NRA", "UXO Lao", "Army 58", "NPA", "HI", "MAG", "WEI"}
    assert {each.short_name for each in queries.who_is_called(meeting().id)} == everybody
    assert silent() == everybody
    sent(call)
    none(call, "mag")
    written_down(call, "HI")
    assert silent() == everybody - {"NPA", "MAG", "HI"}
    assert queries.answered(meeting().id) == {organisation(name) for name in ("NPA", "MAG", "HI")}
    assert queries.open_points(meeting().id) == 2


def test_a_unit_answers_for_the_organisation_that_it_belongs_to(call: Cast) -> None:
    with transaction():
        session.scalars(
            select(Organisation).where(Organisation.short_name == "IM Unit")
        ).one().parent_id = organisation("NRA")
    assert "NRA" in silent()
    written_down(call, "IM Unit")
    assert "NRA" not in silent()


@pytest.mark.parametrize("how", ["cancelled", "postponed", "held", "circulated", "closed"])
def test_nobody_is_called_for_a_meeting_that_takes_no_points(call: Cast, how: str) -> None:
    number, chair = meeting().id, call.actor("chair")
    session.rollback()
    with transaction():
        match how:
            case "cancelled":
                planning_state.cancel(number, MAPS, by=chair, at=NOON)
            case "postponed":
                planning_state.postpone(number, None, MAPS, by=chair, at=NOON)
            case "held":
                planning_state.hold(number, DAY, DAY, by=chair, at=NOON)
            case "circulated":
                session.get_one(Meeting, number).record = RecordState.CIRCULATED
            case _:
                session.get_one(Organisation, organisation("NPA")).is_active = False
    assert ("NPA" in silent(), bool(silent())) == (False, how == "closed")


def test_a_point_is_kept_with_its_files_and_stands_in_the_trail(call: Cast) -> None:
    kept = point(sent(call, paper=b"%PDF-1.4 the road"))
    assert (kept.kind, kept.text, kept.by, kept.how) == (PointKind.ISSUE, ROADS, "Npa Person", How.ITSELF)
    assert [each.file.name for each in kept.files] == ["map.pdf"]
    (told_of,) = trail("point.sent_in")
    assert (told_of.subject, told_of.subject_id, told_of.actor) == ("IM-2021-Q2", kept.id, "Npa Person")


def test_the_secretary_writes_down_what_another_said(call: Cast) -> None:
    kept = point(written_down(call))
    assert (kept.organisation.short_name, kept.how, kept.said_by, kept.by) == (
        "MAG", How.TELEPHONE, "Ms Bounmy", "Secretary Person",
    )  # fmt: skip
    voice, number = Voice(organisation("MAG"), How.MAIL), meeting().id
    for name, kind in (("secretary", Refused), ("translator", Forbidden), ("npa", Forbidden)):
        actor = call.actor(name)
        session.rollback()
        with pytest.raises(kind), transaction():
            sending_in.send_in(number, ISSUE, voice, by=actor, at=NOON)


def test_everybody_speaks_for_his_own_organisation_alone(call: Cast) -> None:
    refused(call, "npa", ISSUE, "MAG", Forbidden)
    refused(call, "management", ISSUE, "NRA", Forbidden)
    outsiders(call)
    stranger = call.account("stranger").person.organisation.short_name
    assert "not among those that are asked" in refused(call, "stranger", ISSUE, stranger, Forbidden)


def test_a_unit_that_an_action_names_sends_in_too(call: Cast) -> None:
    outsiders(call)
    actor = call.actor("unit")
    assert queries_points.sending_for(actor, meeting()) == []
    told(call)
    assert [each.short_name for each in queries_points.sending_for(actor, meeting())] == ["MRE Unit"]


def test_what_is_not_sound_is_refused_and_explained(call: Cast) -> None:
    assert "Write the point" in refused(call, "npa", Said(PointKind.ISSUE, Bilingual()), "NPA")
    assert "20000 characters" in refused(call, "npa", Said(PointKind.ISSUE, Bilingual(en="x" * 20_001)), "NPA")
    assert "Only progress" in refused(call, "npa", Said(PointKind.ISSUE, ROADS, (), 1), "NPA")
    with transaction():
        many = tuple(stored(name=f"{n}.pdf") for n in range(21))
    assert "20 files" in refused(call, "npa", Said(PointKind.ISSUE, ROADS, many), "NPA")


def test_an_organisation_sends_in_so_many_points_at_the_most(call: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_in, "MOST_POINTS", 2)
    sent(call)
    sent(call)
    assert "2 points" in refused(call, "npa", ISSUE, "NPA")
    sent(call, "mag")


def test_nothing_is_sent_in_once_the_meeting_was_held(call: Cast) -> None:
    number = sent(call)
    with transaction():
        planning_state.hold(meeting().id, DAY, DAY, by=call.actor("chair"), at=NOON)
    assert "held on 24/06/2021" in refused(call, "npa", ISSUE, "NPA")
    actor = call.actor("npa")
    for act in (sending_in.withdraw, sending_in.bring_back):
        session.rollback()
        with pytest.raises(Refused, match="held on"), transaction():
            act(number, by=actor, at=NOON)


def test_a_point_is_changed_while_nobody_has_decided(call: Cast) -> None:
    number, actor = sent(call, paper=b"%PDF-1.4 the road"), call.actor("npa")
    base, gone = sending_in.mark(point(number)), point(number).files[0].id
    session.rollback()
    with transaction():
        said = Said(PointKind.RECOMMENDATION, MAPS, (stored(name="new.pdf"),))
        sending_in.change(number, said, base, without=[gone], by=actor, at=NOON)
    kept = point(number)
    assert (kept.kind, kept.text, [each.file.name for each in kept.files]) == (
        PointKind.RECOMMENDATION, MAPS, ["new.pdf"],
    )  # fmt: skip
    session.rollback()
    with pytest.raises(Conflict), transaction():
        sending_in.change(number, ISSUE, base, by=actor, at=NOON)
    other = call.actor("mag")
    session.rollback()
    with pytest.raises(Forbidden), transaction():
        sending_in.change(number, ISSUE, base, by=other, at=NOON)
    assert len(trail("point.changed")) == 1


def test_a_point_is_withdrawn_and_brought_back(call: Cast) -> None:
    number, actor = sent(call), call.actor("npa")
    session.rollback()
    with transaction():
        sending_in.withdraw(number, by=actor, at=NOON)
    assert ("NPA" in silent(), queries.open_points(meeting().id)) == (True, 0)
    session.rollback()
    with pytest.raises(Refused, match="withdrawn meanwhile"), transaction():
        sending_in.withdraw(number, by=actor, at=NOON)
    with transaction():
        sending_in.bring_back(number, by=actor, at=NOON)
    assert ("NPA" in silent(), point(number).withdrawn_at) == (False, None)
    assert [len(trail(f"point.{verb}")) for verb in ("withdrawn", "brought_back")] == [1, 1]


def test_an_organisation_says_that_it_has_none_and_may_think_again(call: Cast) -> None:
    none(call)
    none(call)
    assert ("NPA" in silent(), len(session.scalars(select(NoPoints)).all())) == (False, 1)
    number = sent(call)
    assert session.scalars(select(NoPoints)).all() == []
    with pytest.raises(Refused, match="sent in already"):
        none(call)
    actor, voice = call.actor("npa"), Voice(organisation("NPA"))
    session.rollback()
    with transaction():
        sending_in.withdraw(number, by=actor, at=NOON)
    none(call)
    meeting_id = meeting().id
    session.rollback()
    with transaction():
        sending_in.take_back_none(meeting_id, voice, by=actor, at=NOON)
    assert ("NPA" in silent(), len(trail("points.none_taken_back"))) == (True, 1)


def test_progress_on_an_action_is_reported_on_it_too(call: Cast) -> None:
    told(call)
    number = sent(call, text=MAPS, kind=PointKind.PROGRESS, part=part().id, paper=b"%PDF-1.4 chapter")
    kept = point(number)
    assert kept.action is not None
    assert (kept.action.reference, part().state) == ("IM-A-003", AssignmentState.IN_PROGRESS)
    said = part().action.progress[-1]
    assert (said.note, said.by, [each.file_id for each in said.evidence]) == (
        MAPS, "Npa Person", [kept.files[0].file_id],
    )  # fmt: skip
    actor, base = call.actor("npa"), sending_in.mark(kept)
    session.rollback()
    with pytest.raises(Refused, match="stands in its story"), transaction():
        sending_in.change(number, Said(PointKind.PROGRESS, ROADS), base, by=actor, at=NOON)


def test_progress_on_the_action_of_another_is_refused_and_nothing_is_kept(call: Cast) -> None:
    told(call)
    owed = part().id
    refused(call, "mag", Said(PointKind.PROGRESS, MAPS, (), owed), "MAG")
    assert session.scalars(select(Point)).all() == []


def test_a_link_speaks_for_its_organisation_on_its_meeting(call: Cast) -> None:
    made = link(call)
    actor, number = voice_of(made), meeting().id
    session.rollback()
    with transaction():
        sending_in.send_in(number, ISSUE, Voice(organisation("NPA")), by=actor, at=NOON)
    first = session.scalars(select(Meeting.id).order_by(Meeting.id)).first()
    assert first is not None
    for meeting_id, short_name in ((number, "MAG"), (first, "NPA")):
        voice = Voice(organisation(short_name))
        session.rollback()
        with pytest.raises(Forbidden), transaction():
            sending_in.send_in(meeting_id, ISSUE, voice, by=actor, at=NOON)


def test_who_comes_by_a_link_is_known_while_he_is_there(call: Cast) -> None:
    made = link(call).id
    caller = by_link.caller_of(session.get_one(SecretLink, made), NOON)
    assert (caller.actor().label, caller.actor().organisations) == (
        "Npa Person (NPA), npa@twg.example", frozenset({organisation("NPA")}),
    )  # fmt: skip
    assert caller.actor("Mr Kham").label == "Mr Kham (NPA), npa@twg.example"
    session.rollback()
    with transaction():
        call.account("npa").person.organisation_id = organisation("MAG")
    with pytest.raises(DeadLink, match="no longer answers"):
        by_link.caller_of(session.get_one(SecretLink, made), NOON)


@pytest.mark.parametrize("how", ["account", "person", "organisation", "revoked", "over"])
def test_a_link_whose_time_is_over_says_why(call: Cast, how: str) -> None:
    made = link(call).id
    session.rollback()
    with transaction():
        row, account = session.get_one(SecretLink, made), call.account("npa")
        match how:
            case "account":
                account.is_active = False
            case "person":
                account.person.is_active = False
            case "organisation":
                account.person.organisation.is_active = False
            case "revoked":
                row.revoked_at = NOON
            case _:
                row.expires_at = NOON
    with pytest.raises(DeadLink) as error:
        by_link.caller_of(session.get_one(SecretLink, made), NOON)
    assert error.value.ask_at == "im@twg.example"
