from typing import Any

import pytest
from applications import load
from cast import Cast
from flask import Flask
from records import meeting_file
from sqlalchemy import delete, insert, select, text, update

from tracker.actions.models import Action, Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, Edition
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation, OrganisationAlias
from tracker.search import accelerator, jobs, keeping
from tracker.search.matching import holding, words_in
from tracker.search.models import SearchText
from tracker.search.sources import SOURCES


@pytest.fixture
def filled(either_cast: Cast) -> Cast:
    """The sample and everybody in it, on either database."""
    return either_cast


def found(kind: str, typed: str, *, quick: bool = False) -> list[int]:
    wanted = select(SearchText.row_id).where(holding(kind, words_in(typed), quick=quick)).order_by(SearchText.row_id)
    return list(session.scalars(wanted))


def everything() -> dict[tuple[str, int], str]:
    return {(row.kind, row.row_id): row.folded for row in session.scalars(select(SearchText))}


def action() -> Action:
    return session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()


def test_each_change_is_found_in_the_moment_it_is_kept(filled: Cast) -> None:
    row_id, entry_id = action().id, action().entry_id
    with transaction():
        session.get_one(Entry, entry_id).text = Bilingual(en="Zebra crossing", lo="ທາງມ້າລາຍ")
    assert found("entry", "zebra") == [entry_id]
    assert found("action", "zebra") == [row_id]  # an action without words of its own shows those of its conclusion
    assert found("action", "chapter") == []
    with transaction():
        session.get_one(Action, row_id).text = Bilingual(en="Giraffe")
    assert found("action", "zebra") == []
    assert found("action", "giraffe") == [row_id]


def test_what_belongs_to_a_row_is_found_with_it(filled: Cast) -> None:
    npa = session.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one()
    document = session.scalars(select(Document).where(Document.code == "NS-24")).one()
    npa_id, document_id, row_id = npa.id, document.id, action().id
    with transaction() as current:
        current.add(OrganisationAlias(organisation_id=npa_id, alias="Folkehjelp"))
        current.add(Edition(document_id=document_id, label="2021 revised"))
        mag = current.scalars(select(Organisation).where(Organisation.short_name == "MAG")).one()
        current.add(Assignment(action_id=row_id, organisation_id=mag.id))
    assert found("organisation", "folkehjelp") == [npa_id]
    assert found("document", "2021 revised") == [document_id]
    assert found("action", "mag chapter") == [row_id]
    with transaction() as current:
        current.delete(current.scalars(select(OrganisationAlias).where(OrganisationAlias.alias == "Folkehjelp")).one())
    assert found("organisation", "folkehjelp") == []


def test_what_is_taken_out_is_not_found(filled: Cast) -> None:
    row_id, entry_id = action().id, action().entry_id
    with transaction():
        entry = session.get_one(Entry, entry_id)
        entry.deleted_at = filled_at(filled)
    assert found("entry", "npa revise") == []
    assert found("action", "npa revise") == []
    with transaction():
        session.get_one(Entry, entry_id).deleted_at = None
    assert found("action", "npa revise") == [row_id]


def filled_at(cast: Cast) -> Any:
    return cast.account("npa").created_at


def _change_and_fail() -> None:
    with transaction():
        action().text = Bilingual(en="Zebra")
        session.flush()
        raise ZeroDivisionError


def test_a_change_that_is_not_kept_is_not_found(filled: Cast) -> None:
    before = everything()
    with pytest.raises(ZeroDivisionError):
        _change_and_fail()
    assert everything() == before
    with transaction():
        action().position += 1
    assert everything() == before


def test_what_changes_no_text_writes_none(filled: Cast) -> None:
    written = session.scalars(select(SearchText.id).order_by(SearchText.id)).all()
    with transaction() as current:
        for part in current.scalars(select(Assignment)):
            part.position += 1
        for row in current.scalars(select(Action)):
            row.position += 1
        assert not current.info.get(keeping.TOUCHED)
    assert session.scalars(select(SearchText.id).order_by(SearchText.id)).all() == written


def test_what_was_written_past_the_session_is_healed(filled: Cast) -> None:
    before, row_id = everything(), action().id
    with transaction() as current:
        current.connection().execute(delete(SearchText).where(SearchText.kind == "entry"))
        current.connection().execute(insert(SearchText), [{"kind": "action", "row_id": 99_999, "folded": "nobody"}])
        current.connection().execute(update(SearchText).where(SearchText.row_id == row_id).values(folded="wrong"))
    jobs.heal()
    session.rollback()
    assert everything() == before


def test_rebuilding_gives_what_keeping_gave(filled: Cast) -> None:
    load(meeting_file(title={"en": "Joint meeting", "lo": "ກອງປະຊຸມຮ່ວມ"}))
    before = everything()
    with transaction() as current:
        current.execute(delete(SearchText))
        current.connection().execute(insert(SearchText), [{"kind": "gone", "row_id": 1, "folded": "nobody"}])
    counts = jobs.rebuild()
    session.rollback()
    assert everything() == before
    assert set(counts) == set(SOURCES)


def test_the_command_says_how_much_it_wrote(app: Flask, sample: object) -> None:
    told = app.test_cli_runner().invoke(args=["find", "rebuild"])
    assert told.output == "3 action, 17 entry, 1 meeting, 0 minutes, 5 document, 12 organisation\n"


def test_the_accelerator_finds_what_is_found_without_it(filled: Cast) -> None:
    assert not accelerator.stands()
    jobs.heal()
    session.rollback()
    assert not accelerator.is_missing()
    with transaction():
        action().text = Bilingual(en='Zebra "quoted" 100%', lo="ໃຫ້ແກ້ໄຂນ້ຳ")
    quick = accelerator.stands()
    for typed in ("zebra", "ແກ້ໄຂ", "ນໍ້າ", '"quoted"', "100%", "ze", "zebra ແກ້", "chapter", "zebra OR giraffe", "z*"):
        for kind in SOURCES:
            assert found(kind, typed, quick=quick) == found(kind, typed), typed
    assert found("action", "zebra", quick=quick)


def test_a_broken_accelerator_loses_no_search(app: Flask, sample: object) -> None:
    jobs.heal()
    session.rollback()
    assert accelerator.stands()
    with transaction() as current:
        current.execute(text("DROP TABLE search_trigram"))
        current.execute(text("CREATE TABLE search_trigram (folded)"))
    words = words_in("chapter")
    answer = accelerator.accelerated(
        words,
        lambda quick: session.scalars(select(SearchText.row_id).where(holding("action", words, quick=quick))).all(),
    )
    assert len(answer) == 1


def test_an_accelerator_that_lost_a_part_is_made_anew(app: Flask, sample: object) -> None:
    jobs.heal()
    with transaction() as current:
        current.execute(text("DROP TRIGGER search_trigram_change"))
    assert not accelerator.stands()
    jobs.heal()
    session.rollback()
    assert accelerator.stands()
    assert found("action", "chapter", quick=True) == found("action", "chapter")
