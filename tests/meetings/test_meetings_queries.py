import pytest
from applications import load
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records import many_meetings, meeting_file
from sqlalchemy import true

from tracker.core.errors import NotFound
from tracker.meetings import queries

WRITTEN = st.text(st.sampled_from("0123456789-Q/qim.twgx\0ກ໑ \n"), max_size=20) | st.text(max_size=40)


def test_a_meeting_is_found_at_its_address(either_app: Flask) -> None:
    regular = load(meeting_file())
    special = load(meeting_file(kind="special", name="incomplete-data"))
    assert queries.meeting_at("clearance-twg", "2021-Q2").id == regular.meeting_id
    assert queries.meeting_at("clearance-twg", "2021-Q2/incomplete-data").id == special.meeting_id


@pytest.mark.parametrize(
    ("slug", "address"),
    [
        ("clearance-twg", "2021-Q3"),
        ("clearance-twg", "2021-Q5"),
        ("clearance-twg", "2021-Q2/"),
        ("clearance-twg", "2021-Q2/incomplete"),
        ("clearance-twg", "2021-Q2\n"),
        ("clearance-twg", "໒໐໒໑-Q2"),
        ("clearance-twg", "2021-Q2/../2021-Q2"),
        ("clearance", "2021-Q2"),
        ("clearance-twg\0", "2021-Q2"),
    ],
)
def test_there_is_none_at_another(either_app: Flask, slug: str, address: str) -> None:
    load(meeting_file())
    with pytest.raises(NotFound):
        queries.meeting_at(slug, address)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slug=WRITTEN, address=WRITTEN)
def test_whatever_is_asked_for_is_found_or_not(app: Flask, slug: str, address: str) -> None:
    with pytest.raises(NotFound):
        queries.meeting_at(slug, address)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers())
def test_every_page_number_gives_a_page(app: Flask, page: int) -> None:
    if not queries.meetings_page(1, true()).total:
        many_meetings(60)
    found = queries.meetings_page(page, true())
    assert (found.page, found.pages, found.total) == (min(max(page, 1), 3), 3, 60)
    assert len(found.rows) == (10 if found.page == 3 else 25)
