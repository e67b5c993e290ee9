import json
import re
from typing import Any

import pytest
from applications import NOON
from cast import GROUP, Cast
from lives import circulated, the_meeting

from tracker.core.db import transaction
from tracker.minutes import versions


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


def test_a_script_gets_figures(cast: Cast) -> None:
    told(cast)
    found = figures(cast, "--as-of", "30/06/2021")
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
    day = figures(cast, "--from", "29/03/2021", "--to", "29/03/2021", "--kind", "special_meeting")
    assert day["asked"] == {"kind": "special_meeting", "from": "2021-03-29", "to": "2021-03-29"}
    assert figures(cast, "--from", "29/03/2021", "--to", "29/03/2021")["whole"]["agreed"] == 3
    assert figures(cast, "--as-of", "28/03/2021")["whole"]["agreed"] == 0


def test_people_get_a_table(cast: Cast) -> None:
    told(cast)
    done = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", "--as-of", "30/06/2021"])
    lines = done.output.splitlines()
    assert lines[0] == "All groups, as of 30/06/2021"
    assert lines[1].split() == ["Agreed", "3"]
    assert any(line.split()[:2] == ["NPA", "1"] for line in lines)
    assert any(line.startswith("  Special meeting  ") for line in lines)


def test_people_read_what_they_asked_in_words(cast: Cast) -> None:
    told(cast)
    asked = ("--group", GROUP, "--organisation", "NPA", "--kind", "general", "--from", "1/3/2021", "--to", "30/6/2021")
    done = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", *asked, "--as-of", "30/06/2021"])
    assert done.output.splitlines()[0] == (
        "Information Management Technical Working Group, NPA, General, agreed from 01/03/2021 to 30/06/2021, "
        "as of 30/06/2021"
    )


def test_the_help_names_every_key(cast: Cast) -> None:
    told(cast)
    said = cast.app.test_cli_runner().invoke(args=["dashboard", "figures", "--help"]).output
    missing = {key for key in keys(figures(cast)) if not re.search(rf"\b{key}\b", said)}
    assert not missing


def keys(found: Any) -> set[str]:
    """Every name in it, however deep."""
    if isinstance(found, list):
        return {key for each in found for key in keys(each)}
    return {*found, *(key for each in found.values() for key in keys(each))} if isinstance(found, dict) else set()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--group", "none"), "There is no working group none."),
        (("--organisation", "Nowhere"), "There is no organisation Nowhere."),
        (("--from", "31/02/2021"), "There is no such day in the calendar."),
        (("--as-of", "1/1/2099"), "nothing is known of that day yet"),
        (("--as-of", "31/12/1899"), "write 1900-01-01 or a later day"),
        (("--kind", "sort"), "'sort' is not one of"),
        (("--from", "2/1/2021", "--to", "1/1/2021"), "This day is before the one from which it begins."),
    ],
)
def test_what_is_typed_wrongly_is_explained(cast: Cast, args: tuple[str, ...], words: str) -> None:
    assert words in refused(cast, *args)
