"""Strict YAML: bytes to a tree in which every scalar is a string with its line; knows no key of a meeting file.

Whatever can mean something else than it seems to is refused: aliases, anchors, tags, merge keys, a key twice, a second
document. Depth and number of values are counted while the parser runs, so a bomb is refused before it grows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from tracker.core.bilingual import Bilingual
from tracker.exchange.problems import MOST_PROBLEMS, FileProblems, Problem, quoted
from tracker.exchange.yaml_mistakes import not_a_character, why_not_yaml

MOST_BYTES = 2_000_000
MOST_LEVELS = 40
MOST_VALUES = 100_000

PARSER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# YAML 1.1 §5.1, but NEL, LS and PS are read as blanks: editors do not count them as lines, and YAML 1.2 neither.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BLANKS = ("\x85", "\u2028", "\u2029")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, always a string: `on`, `12:00` and `010` are what was typed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: "list[Node]"
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in the order of the file; `key_lines` says where each key stands."""

    values: "dict[str, Node]"
    key_lines: dict[str, int]
    line: int


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Findings:
    """The problems met so far in one file."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, reason: Bilingual) -> None:
        """Note a problem and go on, or raise FileProblems when there are more than a person would read."""
        self.problems.append(Problem(self.name, line, reason))
        if len(self.problems) >= MOST_PROBLEMS:
            raise FileProblems(self.problems)

    def stop(self, line: int, reason: Bilingual) -> FileProblems:
        """The error to raise where reading can't go on: this problem with all those before it."""
        self.add(line, reason)
        return FileProblems(self.problems)


def compose(data: bytes, findings: Findings) -> Node:
    """The file's tree. What still leaves a tree is noted in the findings; otherwise FileProblems is raised."""
    text = _decoded(data, findings)
    try:
        root = _Composer(findings).compose(yaml.parse(text, Loader=PARSER))
    except yaml.MarkedYAMLError as error:
        raise findings.stop(*why_not_yaml(error, text)) from None
    except ValueError:  # an escape beyond Unicode, where PyYAML has no libyaml to tell the line
        raise findings.stop(1, not_a_character()) from None
    if root is None:
        raise findings.stop(1, Bilingual.said("the file is empty"))
    return root


def _decoded(data: bytes, findings: Findings) -> str:
    if len(data) > MOST_BYTES:
        raise findings.stop(1, Bilingual.said("the file is larger than 2 MB"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise findings.stop(1, Bilingual.said("the file is stored as UTF-16; store it as UTF-8"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start].decode("utf-8", "replace"))) + 1
        raise findings.stop(line, Bilingual.said("this is not UTF-8 text; store the file as UTF-8")) from None
    bad = _FORBIDDEN.search(text)
    if bad:
        line = len(_LINE_END.findall(text[: bad.start()])) + 1
        code = f"U+{ord(bad[0]):04X}"
        raise findings.stop(line, Bilingual.said("a control character (%(code)s) stands here; delete it", code=code))
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    return text.replace("\ufeff", "")


class _Composer:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.open: list[Sequence | Mapping] = []
        self.keys: list[tuple[str, int] | None] = []  # for each open mapping, the key that waits for its value
        self.root: Node | None = None
        self.take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        for count, event in enumerate(events):
            if count > MOST_VALUES:
                raise self.findings.stop(_line(event), Bilingual.said("the file holds too many values"))
            take = self.take.get(type(event))
            if take is not None:
                take(event)
        return self.root

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            reason = Bilingual.said("a file holds one meeting; a second one starts here")
            raise self.findings.stop(_line(event), reason)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._plainly(event)
        self._single(event.value, _line(event))

    def _alias(self, event: yaml.AliasEvent) -> None:
        self.findings.add(_line(event), Bilingual.said("aliases (*name) are not allowed; write the value out"))
        self._single("", _line(event))

    def _end(self, event: yaml.CollectionEndEvent) -> None:
        self.open.pop()
        self.keys.pop()

    def _single(self, text: str, line: int) -> None:
        if self._key_is_next():
            self._key(text, line)
        else:
            self._place(Scalar(text, line))

    def _key_is_next(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1], Mapping) and self.keys[-1] is None

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        line = _line(event)
        if len(self.open) >= MOST_LEVELS:
            raise self.findings.stop(line, Bilingual.said("nested deeper than %(most)s levels", most=MOST_LEVELS))
        self._plainly(event)
        if self._key_is_next():
            raise self.findings.stop(line, Bilingual.said("a key must be a single word, not a list or a mapping"))
        mapping = isinstance(event, yaml.MappingStartEvent)
        node: Sequence | Mapping = Mapping({}, {}, line) if mapping else Sequence([], line)
        self._place(node)
        self.open.append(node)
        self.keys.append(None)

    def _key(self, key: str, line: int) -> None:
        mapping = self.open[-1]
        if key == "<<":
            self.findings.add(line, Bilingual.said("merge keys (<<) are not allowed; write the values out"))
        elif isinstance(mapping, Mapping) and key in mapping.values:
            first = mapping.key_lines[key]
            values = {"key": quoted(key), "first": first}
            self.findings.add(line, Bilingual.said("the key %(key)s stands twice; first on line %(first)s", **values))
        self.keys[-1] = (key, line)

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        waiting = self.keys[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif waiting is not None:
            key, line = waiting
            self.keys[-1] = None
            if key != "<<" and key not in parent.values:
                parent.values[key] = node
                parent.key_lines[key] = line

    def _plainly(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            reason = Bilingual.said("anchors (&name) are not allowed; put the text in quotes")
            self.findings.add(_line(event), reason)
        if event.tag:
            self.findings.add(_line(event), Bilingual.said("tags (!name) are not allowed; put the text in quotes"))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark is not None else 1
