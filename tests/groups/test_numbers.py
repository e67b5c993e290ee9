import pytest
from cast import Cast
from together import at_once

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import NumberSeries, WorkingGroup
from tracker.groups.services import coming_number, next_number, next_reference, running_number


@pytest.mark.parametrize(
    ("pattern", "number", "running"),
    [
        ("{n}/NRA", "4/NRA", 4), ("{n}/NRA", "012/NRA", 12), ("{n}/NRA", "4/NPA", None), ("{n}/NRA", "4/NRA ", None),
        ("IM-{n}/{year}", "IM-7/2021", 7), ("IM-{n}/{year}", "IM-7/2020", None), ("{n}", "໔", None), ("", "", None),
        ("{n}.(x", "3.(x", 3), ("{n}/NRA", "9999999/NRA", None),
    ],
)  # fmt: skip
def test_a_number_is_known_by_its_pattern(pattern: str, number: str, running: int | None) -> None:
    assert running_number(pattern, 2021, number) == running


def test_the_next_number_follows_the_highest_in_use() -> None:
    assert coming_number("{n}/NRA", 2021, {"3/NRA", "012/X", "2/NRA"}) == "4/NRA"
    assert coming_number("{n}-{year}", 2021, {"3-2020"}) == "1-2021"


def test_each_year_has_a_series_of_its_own(cast: Cast) -> None:
    with transaction():
        assert next_number(cast.group_id, "{n}/NRA", 2021, lambda: {"4/NRA"}) == "5/NRA"
        assert next_number(cast.group_id, "{n}/NRA", 2022, lambda: ()) == "1/NRA"
        assert next_number(cast.other_group_id, "{n}/NRA", 2021, lambda: ()) == "1/NRA"
    rows = {(row.group_id, row.year): row.last for row in session.query(NumberSeries).filter_by(kind="minutes")}
    assert rows == {(cast.group_id, 2021): 5, (cast.group_id, 2022): 1, (cast.other_group_id, 2021): 1}


def test_of_many_who_begin_a_series_at_once_each_gets_a_number(either_cast: Cast) -> None:
    cast = either_cast
    with transaction() as current:
        current.query(NumberSeries).delete()
        current.add(WorkingGroup(slug="new", acronym="NEW", name=Bilingual.same("New")))
        current.flush()
        group_id = current.query(WorkingGroup.id).filter_by(slug="new").scalar()

    def give() -> str:
        with transaction() as current:
            return next_reference(current.get_one(WorkingGroup, group_id))

    assert sorted(at_once(cast.app, [give] * 12)) == [f"NEW-A-{n:03d}" for n in range(1, 13)]
