import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import PLUMBING, ROOT, Source, docstrings, is_kind, none_of, planted, tracker, words

from deploy.bundle import project_files

PRODUCT = {
    "meeting", "meetings", "minutes", "action", "actions", "organisation", "organisations", "agenda", "attendance",
    "attendee", "attendees", "conclusion", "conclusions", "recommendation", "recommendations", "assignment",
    "assignments", "chair", "chairperson", "secretary", "deadline", "deadlines",
}  # fmt: skip
OTHER_MEANINGS = {"minutes", "action"}  # as in timedelta(minutes=…) and add_argument(action=…)
SPEAKING = ("views", "commands", "forms")
OTHER_PHRASES = ("form-action", "NEEDS-ACTION", "ATTENDEE")  # of a Content-Security-Policy, and of RFC 5545
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "stuff", "base"}
# Written in two parts, so that this file is not the one that is found.
STRAY = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("proto", "type"), ("py", "pi.org"), ("pythonho", "sted"),
        ("npm", "js"), ("cla", "ude"), ("anthro", "pic"), ("chat", "gpt"), ("open", "ai"), ("sub", "agent"),
        ("language ", "model"), ("TO", "DO"), ("FIX", "ME"),
    )
)  # fmt: skip


CALENDARS_WORD = "VTO" + "DO"  # RFC 5545 §3.6.2


def product_words(file: Source) -> Iterator[str]:
    """Words of the domain in identifiers and texts of core and plumbing; what a docstring explains is free."""
    explained = docstrings(file.tree)
    for node in file.nodes:
        for name in _names(node, explained):
            for word in set(words(name)) & PRODUCT:
                yield f"{file.at(node)}: {word!r} in {name[:60]!r}; core and plumbing know no product, a feature does"


def _names(node: ast.AST, explained: set[int]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if id(node) not in explained:
            yield re.sub("|".join(OTHER_PHRASES), "", text)
        case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name
        case ast.keyword(arg=str(name)) if name not in OTHER_MEANINGS:
            yield name


def without_docstring(file: Source) -> Iterator[str]:
    """Rooms that do not say what lives in them; those where a call begins explain themselves."""
    if file.path.endswith("__init__.py") or any(is_kind(file.room, kind) for kind in SPEAKING):
        return
    if not ast.get_docstring(file.tree):
        yield f"{file.path}: the first line says in one sentence what lives here and what it does not know"


def stray_words(path: Path, text: str) -> Iterator[str]:
    """Words about the place where somebody worked, and marks of unfinished work."""
    for number, line in enumerate(text.replace(CALENDARS_WORD, "").splitlines(), 1):
        for word in STRAY:
            if word in line or (word.isalpha() and word.islower() and word in line.lower()):
                yield f"{path}:{number}: {word!r}; the project speaks of itself alone"


def test_core_and_plumbing_know_no_product() -> None:
    lower = [file for file in tracker() if file.floor in {"core", *PLUMBING}]
    none_of(line for file in lower for line in product_words(file))


def test_every_room_has_a_true_name() -> None:
    none_of(
        f"{file.path}: a room is named by what it holds" for file in tracker() if set(file.module.split(".")) & VAGUE
    )


def test_every_room_says_what_lives_in_it() -> None:
    none_of(line for file in tracker() for line in without_docstring(file))


def test_the_project_speaks_of_itself_alone() -> None:
    found: list[str] = []
    for path in project_files(ROOT):
        data = path.read_bytes()
        if b"\0" not in data and "vendor" not in path.parent.name:
            found += stray_words(path.relative_to(ROOT), data.decode("utf-8"))
    none_of(found)


@pytest.mark.parametrize(
    "text",
    [
        "def next_meeting(): ...\n",
        "class MeetingList: ...\n",
        "x = 'meetings.show'\n",
        "def f(organisation_id: int) -> None: ...\n",
        "from tracker.core import minutes\n",
        "x.actions.append(1)\n",
        "f(deadline=1)\n",
    ],
)
def test_a_product_word_is_seen(text: str) -> None:
    assert list(product_words(planted("tracker.core.web", text)))


def test_other_meanings_are_left_alone() -> None:
    text = '"""Knows no meeting."""\nx = timedelta(minutes=5)\nadd_argument(action=1)\nregistered = transaction()\n'
    assert not list(product_words(planted("tracker.core.web", text)))


def test_a_silent_room_is_seen() -> None:
    assert list(without_docstring(planted("tracker.meetings.services", "x = 1\n")))
    assert not list(without_docstring(planted("tracker.meetings.views_lists", "x = 1\n")))


@pytest.mark.parametrize("line", ["see /wo" + "rk/shared", "A Proto" + "type of it", "# TO" + "DO later"])
def test_a_stray_word_is_seen(line: str) -> None:
    assert list(stray_words(Path("README.md"), line))


def test_ordinary_words_are_not_stray() -> None:
    assert not list(stray_words(Path("README.md"), "framework/ homework roots /srv/tracker, at work"))
