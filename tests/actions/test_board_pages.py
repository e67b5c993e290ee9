from datetime import date, timedelta

from cast import Cast
from pages import get, queries_of_database
from sqlalchemy import select

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.organisations.models import Organisation

BOARD = "/documents/board"


def standard(code: str, *spans: StageSpan) -> None:
    session.rollback()
    with transaction() as current:
        current.add(
            Document(code=code, kind=DocumentKind.STANDARD, title=Bilingual(f"Chapter {code}"), stages=list(spans))
        )


def test_each_standard_stands_in_its_stage_with_who_has_it_and_what_it_lacks(cast: Cast) -> None:
    late = clock.today() - timedelta(days=3)
    nra = session.scalars(select(Organisation.id).where(Organisation.short_name == "NRA")).one()
    standard("A-1", StageSpan(stage=Stage.REVIEW, holder_id=nra, from_on=late - timedelta(days=7), due_on=late))
    standard("A-2", StageSpan(stage=Stage.REVIEW, from_on=late))
    standard("A-3")
    standard("A-4", StageSpan(stage=Stage.PUBLISH, from_on=late, until_on=late))
    page = get(cast.client("npa"), BOARD)
    translate = page.text("//section[@aria-labelledby='h-translate']")
    assert translate.startswith("Translate 1 NS-24")
    assert translate.endswith("Adoption has no action yet")
    codes = page.texts("//section[@aria-labelledby='h-review']//h3")
    assert codes == ["A-1", "A-2"]
    first, second = page.texts("//section[@aria-labelledby='h-review']//li")
    assert "NRA has had it for 10 days 3 days late The review has no action yet" in first
    assert "nobody holds it" in second
    assert second.endswith("Nobody works on it")
    assert "A-3" in page.text("//section[@aria-labelledby='h-still']")
    assert f"published {late:%d/%m/%Y}" in page.text("//section[@aria-labelledby='h-published']")


def test_an_action_of_a_draft_is_not_shown_to_readers(cast: Cast) -> None:
    assert "IM-A-003" in get(cast.client("chair"), BOARD).text()
    for who in ("npa", "management", "party"):
        assert "IM-A-003" not in get(cast.client(who), BOARD).text(), who


def test_the_board_needs_the_same_queries_however_many_stand_on_it(cast: Cast) -> None:
    client = cast.client("management")
    with queries_of_database() as few:
        get(client, BOARD)
    session.rollback()
    with transaction() as current:
        current.add_all(
            Document(code=f"S{n}", kind=DocumentKind.STANDARD, title=Bilingual("T"),
                     stages=[StageSpan(stage=Stage.ADOPT, from_on=date(2021, 1, 1))])
            for n in range(60)
        )  # fmt: skip
    with queries_of_database() as many:
        page = get(client, BOARD)
    assert len(page.texts("//section[@aria-labelledby='h-adopt']//li")) == 60
    assert len(many) == len(few)
