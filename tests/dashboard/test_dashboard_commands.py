import json
from datetime import date
from typing import Any

import pytest
from applications import NOON
from cast import GROUP, Cast
from lives import circulated, the_meeting

from tracker.core import clock
from tracker.core.db import transaction
from tracker.dashboard import counting
from tracker.dashboard.asked import Asked
from tracker.dashboard.commands import as_json
from tracker.minutes import versions

DAY = date(2021, 6, 30)


def told(cast: Cast) -> None:
    circulated(cast)
    with transaction():
        versions.mark_sent(the_meeting().id, NOON.date())


def figures(cast: Cast, *args: str) -> Any:
    done = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", "--format", "json", *args])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def refused(cast: Cast, *args: str) -> str:
    done = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", *args])
    assert done.exit_code != 0
    return done.output


def test_a_script_gets_the_same_figures_as_a_page(cast: Cast) -> None:
    told(cast)
    asked = Asked(today=clock.today(), as_of=DAY)
    found = figures(cast, "--as-of", "30/06/2021")
    assert found == json.loads(json.dumps(as_json(asked, counting.cockpit(None, asked))))
    assert (found["as_of"], found["asked"], found["whole"]["agreed"]) == ("2021-06-30", {}, 3)
    assert [each["organisation"] for each in found["organisations"]] == ["NPA", None]
    assert len(found["trend"]) == 8


def test_it_can_be_asked_for_less(cast: Cast) -> None:
    told(cast)
    npa = figures(cast, "--organisation", "NPA", "--group", GROUP, "--as-of", "2021-06-30")
    assert (npa["whole"]["agreed"], npa["asked"]["group"]) == (1, GROUP)
    kind = figures(cast, "--kind", "special_meeting", "--as-of", "2021-06-30")
    assert [each["kind"] for each in kind["kinds"]] == ["special_meeting"]
    assert figures(cast, "--to", "28/03/2021")["whole"]["agreed"] == 0
    assert figures(cast, "--from", "29/03/2021", "--to", "29/03/2021")["whole"]["agreed"] == 3
    assert figures(cast, "--as-of", "28/03/2021")["whole"]["agreed"] == 0


def test_people_get_a_table(cast: Cast) -> None:
    told(cast)
    done = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", "--as-of", "30/06/2021"])
    lines = done.output.splitlines()
    assert lines[0] == "As of 30/06/2021"
    assert lines[1].split() == ["Agreed", "3"]
    assert any(line.split()[:2] == ["NPA", "1"] for line in lines)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--group", "none"), "There is no working group none."),
        (("--organisation", "Nowhere"), "There is no organisation Nowhere."),
        (("--from", "31/02/2021"), "There is no such day in the calendar."),
        (("--as-of", "1/1/2099"), "nothing is known of that day yet"),
        (("--as-of", "31/12/1899"), "write 1900-01-01 or a later day"),
        (("--kind", "sort"), "'sort' is not one of"),
    ],
)
def test_what_is_typed_wrongly_is_explained(cast: Cast, args: tuple[str, ...], words: str) -> None:
    assert words in refused(cast, *args)
