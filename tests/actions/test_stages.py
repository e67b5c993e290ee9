from datetime import date, datetime, timedelta
from itertools import count, pairwise

import pytest
from applications import NOON
from cast import Cast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import organisation
from parties import put_sample
from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.voices import Voice
from tracker.actions import changing, deciding, queries_board, reporting, stages
from tracker.actions.changing import NewAction
from tracker.actions.deciding import Seen
from tracker.actions.models import Action, ActionKind, Assignment, Progress, ProgressKind
from tracker.actions.queries_documents import driving_groups, ends_stage, stages_of
from tracker.actions.queries_proposals import proposals_about
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.actions.stages import Beginning, Ending
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.documents.course import ORDER, course, following
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.documents.queries import not_adopted
from tracker.meetings.kinds import RecordState

DAY = date(2021, 4, 1)
NOTHING = Bilingual()
WHY = Bilingual("The NRA has not chosen anybody yet.", "")


def standard(code: str = "NS-24") -> Document:
    session.rollback()
    return session.scalars(select(Document).where(Document.code == code)).one()


def spans(code: str = "NS-24") -> list[tuple[str, str | None, date | None, date | None]]:
    return [
        (span.stage.value, span.holder.short_name if span.holder else None, span.from_on, span.until_on)
        for span in standard(code).stages
    ]


def new_action(document: Document, stage: Stage, owner: int, words: str = "by 30 June 2021") -> NewAction:
    agreed = Agreement(
        on=DAY, kind=ActionKind.GENERAL, text=Bilingual("Review the Lao text.", ""), words=Bilingual(words, ""),
        document_id=document.id, stage=stage, owners=(owner,),
    )  # fmt: skip
    return NewAction(agreed=agreed, reason=Bilingual("The translation is done.", ""))


def end(cast: Cast, stage: Stage, ending: Ending, who: str = "chair", at: datetime = NOON) -> StageSpan | None:
    document_id, by = standard().id, cast.actor(who)
    session.rollback()
    with transaction():
        return stages.end_stage(document_id, stage, ending, by=by, at=at)


def test_a_stage_ends_with_a_new_action_whose_owner_holds_the_next(cast: Cast) -> None:
    document, unit = standard(), organisation("IM Unit")
    new = new_action(document, Stage.REVIEW, unit.id)
    end(cast, Stage.TRANSLATE, Ending(on=DAY, new=new, group_id=cast.group_id))
    assert spans() == [("translate", "NPA", None, DAY), ("review", "IM Unit", DAY, None)]
    made = session.scalars(select(Action).order_by(Action.id.desc())).first()
    assert made is not None
    assert (made.document_id, made.stage, made.reason.en) == (document.id, Stage.REVIEW, "The translation is done.")
    assert standard().stages[-1].due_on == date(2021, 6, 30)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "document.stage_ended")).one()
    assert entry.details is not None
    assert (entry.details["action"], entry.details["next_stage"], entry.details["holder"]) == (
        made.reference, "review", "IM Unit",
    )  # fmt: skip


def test_a_stage_ends_with_a_reason_where_there_is_no_action_yet(cast: Cast) -> None:
    end(cast, Stage.TRANSLATE, Ending(on=DAY, because=WHY))
    assert spans() == [("translate", "NPA", None, DAY), ("review", None, DAY, None)]
    assert standard().stages[0].remark.en == WHY.en
    found = stages_of(standard().id, cast.actor("chair"))
    assert found.lacks == Stage.REVIEW
    assert found.is_orphan


def test_a_stage_ends_with_an_open_action_of_the_next_one(cast: Cast) -> None:
    document, unit = standard(), organisation("IM Unit")
    made = add(cast, new_action(document, Stage.REVIEW, unit.id))
    end(cast, Stage.TRANSLATE, Ending(on=DAY, action_id=made))
    assert spans()[-1] == ("review", "IM Unit", DAY, None)
    other = add(cast, new_action(standard(), Stage.PUBLISH, organisation("IM Unit").id))
    with pytest.raises(Refused, match="another document or stage"):
        end(cast, Stage.REVIEW, Ending(on=DAY, action_id=other))


def add(cast: Cast, new: NewAction) -> int:
    by = cast.actor("chair")
    session.rollback()
    with transaction():
        return changing.add_action(cast.group_id, new, by=by, at=NOON).id


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (Ending(on=DAY), "Say which action comes next, or why there is none yet"),
        (Ending(on=DAY, next_stage=Stage.ADOPT), "Another stage than the one that follows"),
        (Ending(on=DAY, next_stage=Stage.TRANSLATE, because=WHY), "can't come next"),
        (Ending(on=DAY + timedelta(days=1), because=WHY), "has not come yet"),
        (Ending(on=DAY, action_id=999_999, because=WHY), "another document or stage"),
        (Ending(on=DAY, holder_id=999_999, because=WHY), "no such organisation"),
    ],
)
def test_an_ending_that_says_too_little_is_refused(cast: Cast, ending: Ending, said: str) -> None:
    with pytest.raises(Refused) as refused:
        end(cast, Stage.TRANSLATE, ending)
    assert said in refused.value.message.en
    assert spans() == [("translate", "NPA", None, None)]


def test_a_stage_is_skipped_or_gone_back_to_with_a_reason(cast: Cast) -> None:
    end(cast, Stage.TRANSLATE, Ending(on=DAY, next_stage=Stage.ADOPT, because=WHY))
    end(cast, Stage.ADOPT, Ending(on=DAY, next_stage=Stage.TRANSLATE, because=WHY))
    at = course(standard().stages)
    assert at.current is not None
    assert [step.is_done for step in at.steps] == [False] * 5
    assert at.current.stage == Stage.TRANSLATE


def test_whoever_ends_a_stage_that_ended_meanwhile_is_told(cast: Cast) -> None:
    end(cast, Stage.TRANSLATE, Ending(on=DAY, because=WHY))
    with pytest.raises(Conflict):
        end(cast, Stage.TRANSLATE, Ending(on=DAY, because=WHY))


@pytest.mark.parametrize("who", ["other", "npa", "mag", "translator", "management", "party"])
def test_only_a_group_that_drives_it_moves_it(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        end(cast, Stage.TRANSLATE, Ending(on=DAY, because=WHY), who)
    assert spans() == [("translate", "NPA", None, None)]


def test_who_has_it_changes_and_stays_on_record(cast: Cast) -> None:
    document_id, by, unit = standard().id, cast.actor("secretary"), organisation("IM Unit").id
    session.rollback()
    with transaction():
        stages.hand_over(document_id, Stage.TRANSLATE, unit, DAY - timedelta(days=5), by=by, at=NOON)
    assert spans() == [("translate", "IM Unit", DAY - timedelta(days=5), None)]
    npa = organisation("NPA").id
    session.rollback()
    with transaction():
        stages.hand_over(document_id, Stage.TRANSLATE, npa, DAY, by=by, at=NOON)
        stages.set_due(document_id, Stage.TRANSLATE, date(2021, 3, 20), by=by, at=NOON)
    assert spans() == [
        ("translate", "IM Unit", DAY - timedelta(days=5), DAY), ("translate", "NPA", DAY, None),
    ]  # fmt: skip
    at = stages_of(document_id, by).course
    assert (at.days_late(DAY), at.days_held(date(2021, 4, 4))) == (12, 3)


def test_since_when_it_is_held_is_said_afterwards(cast: Cast) -> None:
    document_id, by, npa = standard().id, cast.actor("secretary"), organisation("NPA").id
    session.rollback()
    for on, kept in ((None, None), (DAY, DAY), (DAY - timedelta(days=3), DAY)):
        with transaction():
            stages.hand_over(document_id, Stage.TRANSLATE, npa, on, by=by, at=NOON)
        assert spans() == [("translate", "NPA", kept, None)]
        session.rollback()


def test_the_last_step_is_taken_back_while_nothing_followed(cast: Cast) -> None:
    document, unit, by = standard(), organisation("IM Unit"), cast.actor("chair")
    end(cast, Stage.TRANSLATE, Ending(on=DAY, new=new_action(document, Stage.REVIEW, unit.id), group_id=cast.group_id))
    last = standard().stages[-1].id
    document_id = standard().id
    session.rollback()
    with transaction():
        stages.take_back(document_id, last, by=by, at=NOON)
    assert spans() == [("translate", "NPA", None, None)]
    with pytest.raises(Conflict), transaction():
        stages.take_back(document_id, last, by=by, at=NOON)
    found = stages_of(document_id, by)
    assert [each.action.stage for each in found.drivers] == [Stage.TRANSLATE, Stage.REVIEW]
    end(cast, Stage.TRANSLATE, Ending(on=DAY, action_id=found.drivers[1].action.id))
    span_id, action_id = standard().stages[-1].id, found.drivers[1].action.id
    session.rollback()
    with transaction() as current:
        current.add(Progress(action_id=action_id, on=DAY, at=NOON, by="IM Unit", kind=ProgressKind.REPORT, note=WHY))
    with pytest.raises(Refused, match="go back, with the reason"), transaction():
        stages.take_back(document_id, span_id, by=by, at=NOON)


def test_accepting_the_last_part_ends_the_stage(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    document, unit, chair = standard(), organisation("IM Unit"), cast.actor("chair")
    part = session.scalars(
        select(Assignment).join(Action).where(Action.document_id == document.id, Action.stage == Stage.TRANSLATE)
    ).one()
    part_id, action_id = part.id, part.action_id
    new = new_action(document, Stage.REVIEW, unit.id)
    assert ends_stage(part.action, chair) is not None
    ending = Ending(on=DAY, new=new, group_id=cast.group_id)
    with transaction():
        assert stages.stage_done(action_id, ending, by=chair, at=NOON) is None
    hand_in(part_id, cast)
    session.rollback()
    with transaction():
        accept(part_id, chair)
        assert stages.stage_done(action_id, None, by=chair, at=NOON) is None
    found = stages_of(document.id, chair)
    assert found.waits_for_next
    assert found.lacks == Stage.ADOPT
    session.rollback()
    with transaction():
        begun = stages.stage_done(action_id, ending, by=chair, at=NOON)
        assert begun is not None
        assert begun.stage == Stage.REVIEW
    assert spans() == [("translate", "NPA", None, DAY), ("review", "IM Unit", DAY, None)]
    assert not stages_of(document.id, chair).waits_for_next


def hand_in(part_id: int, cast: Cast) -> None:
    by, npa = cast.actor("npa"), organisation("NPA").id
    session.rollback()
    with transaction():
        reporting.hand_in(part_id, Report(note=WHY), Voice(npa), by=by, at=NOON)


def accept(part_id: int, by: Actor) -> None:
    version = session.get_one(Assignment, part_id).version
    deciding.accept(Seen(part_id, version), by=by, at=NOON)


def waiting(code: str, since: date) -> bool:
    return bool(session.scalar(select(not_adopted(Document.id, since)).where(Document.code == code)))


def test_a_standard_is_adopted_once_its_adoption_ended_and_went_on(either_cast: Cast) -> None:
    cast, march = either_cast, date(2021, 3, 29)
    assert waiting("NS-24", march)
    assert not waiting("MRE form", march)
    end(cast, Stage.TRANSLATE, Ending(on=DAY, next_stage=Stage.ADOPT, because=WHY))
    end(cast, Stage.ADOPT, Ending(on=DAY, next_stage=Stage.REVIEW, because=WHY))
    assert waiting("NS-24", march), "it was sent back"
    end(cast, Stage.REVIEW, Ending(on=DAY, because=WHY))
    assert waiting("NS-24", march), "adoption runs"
    end(cast, Stage.ADOPT, Ending(on=DAY, because=WHY))
    assert not waiting("NS-24", march)
    assert waiting("NS-24", date(2021, 4, 2)), "what is asked later waits for the next round"
    end(cast, Stage.PUBLISH, Ending(on=DAY))
    assert not waiting("NS-24", march)
    assert course(standard().stages).is_published
    begin(cast, Stage.REVISE)
    assert not waiting("NS-24", march)
    chair = cast.actor("chair")
    assert [each.document.code for each in queries_board.board(chair).columns[0].standards] == ["NS-24"]
    assert [line.entry.key for line in proposals_about(standard().id, chair)] == ["r5"]
    assert driving_groups(standard().id) == {cast.group_id}


def begin(cast: Cast, stage: Stage) -> None:
    document_id, by = standard().id, cast.actor("chair")
    session.rollback()
    with transaction():
        stages.begin_stage(document_id, stage, Beginning(on=DAY), by=by, at=NOON)


def test_a_stage_begins_only_where_none_runs(cast: Cast) -> None:
    with pytest.raises(Refused, match="runs already"):
        begin(cast, Stage.REVISE)


NUMBERS = count(1)
Step = tuple[str, Stage, int, bool, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "end", "back", "hold", "due"]), st.sampled_from(ORDER), st.integers(-2, 3),
        st.booleans(), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried_one_stage_runs_and_each_end_has_what_follows_or_a_reason(
    cast: Cast, steps: list[Step]
) -> None:
    by, code = cast.actor("chair"), f"H-{next(NUMBERS)}"
    session.rollback()
    with transaction() as current:
        row = Document(code=code, kind=DocumentKind.STANDARD, title=Bilingual("T"))
        current.add(row)
        current.flush()
        document_id = row.id
    for step in steps:
        try_one(cast, document_id, by, step)
        session.rollback()
        check(document_id)


def try_one(cast: Cast, document_id: int, by: Actor, step: Step) -> None:
    what, stage, days, has_reason, has_action = step
    on, why, unit = DAY + timedelta(days=days), WHY if has_reason else NOTHING, organisation("IM Unit").id
    row = session.get_one(Document, document_id)
    at = course(row.stages)
    running = at.current.stage if at.current else stage
    new = new_action(row, stage, unit) if has_action else None
    last = row.stages[-1].id if row.stages else 0
    session.rollback()
    try:
        with transaction():
            match what:
                case "begin":
                    stages.begin_stage(document_id, stage, Beginning(on=on, because=why), by=by, at=NOON)
                case "end":
                    ending = Ending(on=on, next_stage=stage, new=new, group_id=cast.group_id, because=why)
                    stages.end_stage(document_id, running, ending, by=by, at=NOON)
                case "back":
                    stages.take_back(document_id, last, by=by, at=NOON)
                case "hold":
                    stages.hand_over(document_id, running, unit if has_action else None, on, by=by, at=NOON)
                case _:
                    stages.set_due(document_id, running, on, by=by, at=NOON)
    except Refused:
        return


def check(document_id: int) -> None:
    row = session.get_one(Document, document_id)
    open_ones = [span for span in row.stages if span.until_on is None]
    assert len(open_ones) <= 1
    assert all(span is row.stages[-1] for span in open_ones)
    driven = set(session.scalars(select(Action.stage).where(Action.document_id == document_id)))
    for before, after in pairwise(row.stages):
        assert before.until_on is not None
        assert after.from_on is not None
        assert before.until_on <= after.from_on
        if before.stage == after.stage:
            continue
        assert before.remark or after.stage in driven or following(before.stage) is None
        assert after.stage == following(before.stage) or before.remark or following(before.stage) is None
