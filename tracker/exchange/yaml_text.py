"""A tree of strings to YAML that people like to edit: block style, short things on one line, quotes only where some
reader of YAML would guess something else. Knows no key of a meeting file."""

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml

WIDTH = 110
LONG = 80  # a text of several lines that is longer stands as a block of lines

_PLAIN = re.compile(r"[^\W_](?:[^\n:#]|:(?=\S)|(?<=\S)#)*")
_NUMBER = re.compile(r"[-+.0-9_][-+.0-9_:eExXoOa-fA-F]*")
_FLOW_MARKS = frozenset(",[]{}:?")
_JOINER = "\u200d"  # holds the parts of an emoji together; everything else unseen is written as an escape
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_GUESSES = yaml.SafeLoader.yaml_implicit_resolvers


class Bare(str):
    """A string that stands without quotes, such as a date: whatever YAML makes of it is meant."""

    __slots__ = ()


class Row(dict[str, "Tree"]):
    """A mapping that stands on one line where it fits."""


Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]


def text_of(tree: dict[str, Tree]) -> str:
    """The YAML document, with a line end at its end."""
    return "\n".join(_mapping(tree, 0)) + "\n"


def _mapping(tree: dict[str, Tree], depth: int) -> Iterator[str]:
    for key, value in tree.items():
        yield from _after(f"{'  ' * depth}{key}:", value, depth + 1)


def _sequence(items: list[Tree], depth: int) -> Iterator[str]:
    for item in items:
        start = "  " * depth + "-"
        flow = _on_one_line(item, len(start) + 1)
        if flow is None and isinstance(item, dict):
            first, *rest = _mapping(item, depth + 1)
            yield f"{start} {first.lstrip()}"
            yield from rest
        else:
            yield from _after(start, item, depth + 1)


def _after(start: str, value: Tree, depth: int) -> Iterator[str]:
    """The lines of a value that follows a key or the dash of a list."""
    flow = _on_one_line(value, len(start) + 1)
    if flow is not None:
        yield f"{start} {flow}"
    elif isinstance(value, str):
        yield f"{start} |-"
        yield from ("  " * depth + line if line else "" for line in value.split("\n"))
    else:
        yield start
        yield from _mapping(value, depth) if isinstance(value, dict) else _sequence(value, depth)


def _on_one_line(value: Tree, column: int) -> str | None:
    """The value as it can follow on the same line, or None if it needs lines of its own."""
    match value:
        case str():
            return None if _is_block(value) else _scalar(value)
        case Row():
            pairs = [(key, _inside(item)) for key, item in value.items()]
            flow = "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
            fits = column + len(flow) <= WIDTH and all(item is not None for _, item in pairs)
            return flow if fits else None
        case list():
            items = [_inside(item) for item in value]
            flow = "[" + ", ".join(map(str, items)) + "]"
            return flow if column + len(flow) <= WIDTH and all(item is not None for item in items) else None
        case _:
            return None


def _inside(value: Tree) -> str | None:
    """A value inside braces or brackets, where more characters mean something; None for what does not belong there."""
    match value:
        case str():
            return _quoted(value) if _FLOW_MARKS.intersection(value) else _scalar(value)
        case Row():
            return _on_one_line(value, 0)
        case _:
            return None


def _is_block(text: str) -> bool:
    return "\n" in text and len(text) > LONG and text == text.strip() and all(_is_seen(c) or c == "\n" for c in text)


def _scalar(text: str) -> str:
    if isinstance(text, Bare):
        return str(text)
    sure = _PLAIN.fullmatch(text) and text == text.rstrip() and all(map(_is_seen, text)) and not _could_be_else(text)
    return text if sure else _quoted(text)


def _could_be_else(text: str) -> bool:
    """Whether some YAML, old or new, takes the plain text for a number, a date, a truth value or nothing at all."""
    if _NUMBER.fullmatch(text) or not any(map(str.isalpha, text)):
        return True
    return text.lower() in {"y", "n"} or any(rule.match(text) for _, rule in _GUESSES.get(text[0], ()))


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or letter == _JOINER


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (c if _is_seen(c) else _escape(c)) for c in text) + '"'


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
