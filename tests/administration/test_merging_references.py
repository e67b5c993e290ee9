from flask import Flask
from sqlalchemy import UniqueConstraint

from tracker.administration.merging import KINDS, Kind
from tracker.administration.merging_doubles import COMBINED
from tracker.administration.merging_references import Reference, references
from tracker.administration.merging_words import words


def every() -> list[Reference]:
    kinds: list[Kind] = list(KINDS)
    return [each for kind in kinds for each in references(kind)]


def test_every_reference_is_known_and_has_words(app: Flask) -> None:
    places = [each.place for each in every()]
    assert len(places) == len(set(places)) > 30
    for place in places:
        assert words(place).en
        assert words(place).lo


def test_what_only_moves_can_not_meet_its_like() -> None:
    met = [
        each.place
        for each in every()
        for key in [*each.table.constraints, *(index for index in each.table.indexes if index.unique)]
        if (isinstance(key, UniqueConstraint) or key in each.table.indexes) and each.column in list(key.columns)
        if each.merge == "move"
    ]
    assert met == []


def test_whatever_becomes_one_has_its_rule() -> None:
    assert {each.place for each in every() if each.merge == "combine"} == set(COMBINED)
