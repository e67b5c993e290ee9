from datetime import date

from cast import Cast
from many_followed import follow
from pages import queries_of_database

from tracker.access.actors import Role
from tracker.actions.models import ActionKind
from tracker.dashboard import counting
from tracker.dashboard.asked import NOBODY, Asked
from tracker.dashboard.measures import Measure, Summary
from tracker.dashboard.policy import groups_followed
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows import rows

TODAY = date(2021, 12, 1)
ALL = Asked(today=TODAY, as_of=TODAY)


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    del cast
    asked = ALL
    found, there = [], 0
    for more in (10, 1_000):
        follow(more, there)
        there += more
        with queries_of_database() as sent:
            counting.cockpit(None, asked)
        figures = [each for each in sent if not each.startswith("BEGIN")]
        with queries_of_database() as sent:
            rows(None, asked, Measure.AGREED)
        listed = [each for each in sent if not each.startswith("BEGIN")]
        found.append((len(figures), len(listed)))
    assert found[0] == found[1]
    assert found[0] == (5, 2)


def test_an_address_says_what_is_asked_and_is_read_again() -> None:
    said = {"group": "im-twg", "organisation": "3", "kind": "general", "period": "2021-Q2", "as_of": "2021-06-30",
            "done": "2021-Q3"}  # fmt: skip
    asked = Asked.of(said, TODAY)
    assert asked.args() == said
    assert (asked.from_, asked.to, asked.is_past) == (date(2021, 4, 1), date(2021, 6, 30), True)
    days = Asked.of({"from_": "1/4/2021", "to": "2021-06-30"}, TODAY)
    assert days.args() == {"from_": "2021-04-01", "to": "2021-06-30"}
    assert Asked.of(days.args(), TODAY) == days


def test_what_an_address_says_wrongly_is_not_asked() -> None:
    wrong = {"organisation": "٣", "kind": "x", "period": "2021-Q5", "from_": "31/02/2021", "as_of": "soon", "done": "1"}
    assert Asked.of(wrong, TODAY) == ALL
    assert Asked.of({"as_of": "2030-01-01"}, TODAY) == ALL
    assert Asked.of({"organisation": "9" * 30}, TODAY) == ALL
    assert ALL.args() == {}


def test_what_is_narrowed_keeps_what_else_was_asked() -> None:
    asked = Asked.of({"group": "im-twg", "period": "2021-Q1"}, TODAY)
    assert asked.of_organisation(None).args() == {"group": "im-twg", "organisation": str(NOBODY), "period": "2021-Q1"}
    assert asked.of_kind(ActionKind.GENERAL).args()["kind"] == "general"
    assert asked.done_in(Quarter(2021, 3)).args() == {"group": "im-twg", "done": "2021-Q3"}
    assert asked.at_end_of(Quarter(2021, 3)).args() == {"group": "im-twg", "as_of": "2021-09-30"}
    assert asked.at_end_of(Quarter(2021, 4)).args() == {"group": "im-twg"}


def test_every_figure_has_a_name_and_says_how_it_is_counted(cast: Cast) -> None:
    with cast.app.test_request_context():
        names = [each.called for each in (*Measure, *Summary)]
        told = [each.told for each in (*Measure, *Summary)]
    assert len({each.en for each in names}) == len({each.en for each in told}) == len(names)
    assert all(each.en.endswith(".") and each.en.count(". ") == 0 for each in told)


def test_management_follows_all_groups_and_who_leads_one_follows_that(cast: Cast) -> None:
    followed = {name: groups_followed(cast.actor(name)) for name in ("management", "admin", "chair", "secretary")}
    mine = frozenset({cast.group_id})
    assert followed == {"management": None, "admin": None, "chair": mine, "secretary": mine}
    assert groups_followed(cast.actor("npa")) == groups_followed(cast.actor("translator")) == frozenset()
    assert Role.MANAGEMENT in cast.actor("management").everywhere
