from datetime import date

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from pages import get
from parties import put_sample
from sqlalchemy import select

from tracker.actions import proposals
from tracker.actions.models_proposals import Proposal, ProposalOutcome
from tracker.actions.proposals import Outcome
from tracker.actions.queries_proposals import proposals_about
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.documents.models import Document, Edition
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry

WHY = Bilingual("The form has no room for it.", "")
DAY = date(2021, 4, 1)


def form() -> Document:
    session.rollback()
    return session.scalars(select(Document).where(Document.code == "MRE form")).one()


def entry(key: str) -> int:
    return session.scalars(select(Entry.id).where(Entry.key == key)).one()


def edition() -> int:
    document_id = form().id
    session.rollback()
    with transaction() as current:
        made = Edition(document_id=document_id, label="2022")
        current.add(made)
        current.flush()
        return made.id


def record(cast: Cast, key: str, said: Outcome, who: str = "chair") -> None:
    document_id, entry_id, by = form().id, entry(key), cast.actor(who)
    session.rollback()
    with transaction():
        proposals.record_outcome(document_id, entry_id, said, by=by, at=NOON)


def outcomes(cast: Cast) -> dict[str, str]:
    lines = proposals_about(form().id, cast.actor("chair"))
    return {line.entry.key: line.proposal.outcome.value if line.proposal else "" for line in lines}


def test_six_points_of_the_sample_propose_something_about_the_form(cast: Cast) -> None:
    lines = proposals_about(form().id, cast.actor("chair"))
    assert [line.entry.key for line in lines if line.is_proposal] == [f"r3-{n}" for n in range(1, 7)]
    assert [line.entry.key for line in lines if not line.is_proposal] == ["i1"]
    assert [[each.short_name for each in line.untold] for line in lines] == [["WEI"]] * 5 + [["HI"], ["WEI"]]


def test_a_proposal_is_taken_up_in_an_edition_or_declined_because(cast: Cast) -> None:
    record(cast, "r3-2", Outcome(outcome=ProposalOutcome.TAKEN_UP, on=DAY, edition_id=edition()))
    record(cast, "r3-3", Outcome(outcome=ProposalOutcome.DECLINED, on=DAY, reason=WHY, edition_id=edition_of("2022")))
    found = outcomes(cast)
    assert (found["r3-2"], found["r3-3"], found["r3-4"]) == ("taken_up", "declined", "")
    record(cast, "r3-3", Outcome(outcome=ProposalOutcome.TAKEN_UP, on=DAY, edition_id=edition_of("2022")))
    last = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "proposal.outcome").order_by(AuditEntry.id)
    ).all()
    assert last[-1].details is not None
    assert last[-1].details["before"]["outcome"] == "declined"
    assert len(session.scalars(select(Proposal)).all()) == 2


def edition_of(label: str) -> int:
    return session.scalars(select(Edition.id).where(Edition.label == label)).one()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Outcome(outcome=ProposalOutcome.DECLINED, on=DAY), "Say why it is declined"),
        (Outcome(outcome=ProposalOutcome.TAKEN_UP, on=DAY), "Choose the edition"),
        (Outcome(outcome=ProposalOutcome.TAKEN_UP, on=DAY, edition_id=999), "Choose the edition"),
        (Outcome(outcome=ProposalOutcome.DECLINED, on=date(2021, 4, 2), reason=WHY), "has not come yet"),
    ],
)
def test_an_outcome_that_says_too_little_is_refused(cast: Cast, said: Outcome, words: str) -> None:
    with pytest.raises(Refused) as refused:
        record(cast, "r3-2", said)
    assert words in refused.value.message.en
    assert outcomes(cast)["r3-2"] == ""


def test_only_a_point_about_it_and_only_by_whoever_drafts(cast: Cast) -> None:
    declined = Outcome(outcome=ProposalOutcome.DECLINED, on=DAY, reason=WHY)
    with pytest.raises(NotFound):
        record(cast, "r4", declined)
    for who in ("npa", "other", "translator", "management"):
        with pytest.raises(Forbidden):
            record(cast, "r3-2", declined, who)


def test_the_page_records_it_once_and_takes_it_back(cast: Cast) -> None:
    put_sample(RecordState.CIRCULATED)
    client, page = cast.client("secretary"), f"/documents/{form().id}"
    address = f"{page}/proposals/{entry('r3-2')}"
    bad = post(client, address, status=422, outcome="declined")
    assert "Say why it is declined" in bad.text("//*[@class='problem']")
    fields = {**form_of(client, address), "outcome": "declined", "reason-en": "No room."}
    first, second = (send(client, address, fields).response.location for _ in range(2))
    assert first == second
    told = get(cast.client("party"), page)
    assert "declined: 1" in told.text()
    assert "No room." in told.text(f"//li[@id='e-{entry('r3-2')}']")
    assert get(client, address).text("//select[@name='outcome']/option[@selected]") == "Declined, because"
    get(client, f"{address}/take-back", status=405)
    post(client, f"{address}/take-back", page)
    assert outcomes(cast)["r3-2"] == ""
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("proposal.%")).order_by(AuditEntry.id))
    assert list(verbs) == ["proposal.outcome", "proposal.reopened"]
    for who in ("npa", "management", "translator"):
        get(cast.client(who), address, status=403)
    get(client, f"{page}/proposals/{entry('r4')}", status=404)
