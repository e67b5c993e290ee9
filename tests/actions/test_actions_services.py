from datetime import date

import pytest
from applications import NOON
from cast import Cast
from sqlalchemy import select
from together import at_once

from tracker.actions import services
from tracker.actions.deadlines import NO_WINDOW, Basis, Precision, Window
from tracker.actions.models import Action, AssignmentRole, AssignmentState, Progress, standing
from tracker.actions.services import Agreement, AgreementRevision
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import Change, Wording
from tracker.core.errors import Refused
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation

HELD = date(2021, 3, 29)


def organisation(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def agreed(cast: Cast, agreement: Agreement) -> Action:
    with transaction() as current:
        action = services.agree_action(current.get_one(WorkingGroup, cast.group_id), agreement)
        current.flush()
        return action


def revised(action: Action, revision: AgreementRevision) -> tuple[str, ...]:
    with transaction():
        return services.revise_action(action, revision)


def test_what_was_agreed(cast: Cast) -> None:
    npa, mag, nra = organisation("NPA"), organisation("MAG"), organisation("NRA")
    agreement = Agreement(
        on=HELD, words=Bilingual(lo="ພາຍໃນ 10 ວັນ"), owners=(npa, mag, npa), recipients=(nra, npa)
    )  # fmt: skip
    action = agreed(cast, agreement)
    assert (action.reference, action.agreed_on, action.from_file) == ("IM-A-004", HELD, False)
    assert action.first == Window(HELD, date(2021, 4, 8), date(2021, 4, 8))
    assert (action.basis, action.precision) == (Basis.FIXED, Precision.DAY)
    assert services.parties_of(action, AssignmentRole.OWNER) == (npa, mag)
    assert services.parties_of(action, AssignmentRole.RECIPIENT) == (nra, npa)
    assert [part.position for part in action.assignments] == [1, 2, 3, 4]
    for part in action.assignments:
        assert (part.state, part.window, part.closed_at) == (AssignmentState.OPEN, action.first, None)
        assert [(span.from_on, span.until_on, span.window) for span in part.spans] == [(HELD, None, action.first)]


def test_a_window_that_is_given_counts_more_than_the_words(cast: Cast) -> None:
    may = Window(date(2021, 5, 1), date(2021, 5, 31), date(2021, 5, 31))
    action = agreed(cast, Agreement(on=HELD, words=Bilingual(en="by end of Q2"), window=may))
    assert (action.first, action.basis, action.precision) == (may, Basis.FIXED, Precision.DAY)
    action = agreed(cast, Agreement(on=HELD, words=Bilingual(en="by end of Q2"), window=NO_WINDOW))
    assert (action.first, action.basis, action.precision) == (NO_WINDOW, Basis.NONE, None)


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        (Bilingual(en="at the next meeting"), Basis.NEXT_MEETING),
        (Bilingual(en="when there is time", lo="ພາຍໃນ 10 ວັນ"), Basis.FIXED),
        (Bilingual(en="when there is time"), Basis.NONE),
        (Bilingual(), Basis.NONE),
    ],
)
def test_the_words_are_read_in_either_language(cast: Cast, words: Bilingual, basis: Basis) -> None:
    assert agreed(cast, Agreement(on=HELD, words=words)).basis == basis


def test_days_off_count(cast: Cast) -> None:
    words = Bilingual(en="within 1 working day")
    assert str(agreed(cast, Agreement(on=HELD, words=words)).first.by) == "2021-03-30"
    rest = (date(2021, 3, 30), date(2021, 3, 31))
    assert str(agreed(cast, Agreement(on=HELD, words=words, days_off=rest)).first.by) == "2021-04-01"


def test_a_reference_is_given_once(either_cast: Cast) -> None:
    cast = either_cast
    group_id = cast.group_id

    def agree() -> str:
        with transaction() as current:
            return services.agree_action(current.get_one(WorkingGroup, group_id), Agreement(on=HELD)).reference

    assert sorted(at_once(cast.app, [agree] * 4)) == ["IM-A-004", "IM-A-005", "IM-A-006", "IM-A-007"]


def test_a_reference_that_somebody_took_is_passed_over(cast: Cast) -> None:
    with transaction():
        session.scalars(select(Action).where(Action.reference == "IM-A-003")).one().reference = "IM-A-004"
    assert agreed(cast, Agreement(on=HELD)).reference == "IM-A-005"


def test_parties_change_and_those_that_stay_keep_their_part(cast: Cast) -> None:
    npa, mag, nra = organisation("NPA"), organisation("MAG"), organisation("NRA")
    action = agreed(cast, Agreement(on=HELD, owners=(npa,), recipients=(nra,)))
    kept = action.assignments[0].id
    edit = AgreementRevision(owners=Change((mag, npa), (npa,)), recipients=Change((), (nra,)))
    assert revised(action, edit) == ("owners", "recipients")
    assert services.parties_of(action, AssignmentRole.OWNER) == (mag, npa)
    assert services.parties_of(action, AssignmentRole.RECIPIENT) == ()
    assert [(part.id == kept, part.position) for part in action.assignments] == [(False, 1), (True, 2)]


def test_whoever_has_reported_keeps_its_part(cast: Cast) -> None:
    npa = organisation("NPA")
    action = agreed(cast, Agreement(on=HELD, owners=(npa,)))
    with transaction() as current:
        current.add(Progress(action_id=action.id, organisation_id=npa, on=HELD, at=NOON, by="NPA", note=Bilingual()))
    assert services.is_on_its_way([action.id])
    with pytest.raises(Refused, match="has reported on an action"):
        revised(action, AgreementRevision(owners=Change((), (npa,))))


def test_what_changed_is_named(cast: Cast) -> None:
    action = agreed(cast, Agreement(on=HELD, words=Bilingual(en="by end of Q2")))
    edit = AgreementRevision(
        words=Wording(en="by end of Q3", base_en="by end of Q2"), text=Wording(en="Revise it."),
        confirmed_on=Change(date(2021, 9, 1), None),
    )  # fmt: skip
    assert revised(action, edit) == ("text", "words", "window", "confirmed_on")
    assert revised(action, AgreementRevision(text=Wording(en="Revise it.", base_en="Revise it."))) == ()


def test_nothing_has_followed_from_a_new_action(cast: Cast) -> None:
    action = agreed(cast, Agreement(on=HELD))
    assert not services.is_on_its_way([action.id])
    assert not services.is_on_its_way([])
    with transaction():
        action.merged_into_id = session.scalars(select(Action.id).where(Action.reference == "IM-A-001")).one()
    assert services.is_on_its_way([action.id])


def test_an_action_stands_while_its_conclusion_does(cast: Cast) -> None:
    agreed(cast, Agreement(on=HELD))
    with transaction():
        session.scalars(select(Entry).where(Entry.key == "c1")).one().deleted_at = NOON
    references = session.scalars(select(Action.reference).where(standing()).order_by(Action.reference)).all()
    assert references == ["IM-A-002", "IM-A-003", "IM-A-004"]
