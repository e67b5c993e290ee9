"""From the bytes of a meeting file to its typed parts; knows what may stand where, not what exists in the database."""

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Final

from tracker.core.bilingual import Bilingual
from tracker.core.lao import clean
from tracker.exchange import kinds, yaml_nodes
from tracker.exchange.checking import wrong_in
from tracker.exchange.kinds import Key, Kind, Many, Part, Record, Shorthands, Text, Values, Word, keys_of
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import MOST_PROBLEMS, FileProblems, Problem, did_you_mean, quoted
from tracker.exchange.words import MOST_LETTERS
from tracker.exchange.yaml_nodes import Findings, Mapping, Node, Scalar, Sequence

_WRONG: Final = object()  # stands for a value whose problem has been noted


def read(data: bytes, name: str) -> MeetingFile:
    """The meeting file, or FileProblems with what is wrong with it. `name` is shown before each problem."""
    findings = Findings(name)
    reader = _Reader(findings)
    values = reader.values(MeetingFile, yaml_nodes.compose(data, findings))
    if findings.problems or values is None:
        raise FileProblems(findings.problems)
    build: Callable[..., MeetingFile] = MeetingFile
    file = build(**values, references=tuple(reader.references))
    wrong = [Problem(name, line, reason) for line, reason in islice(wrong_in(file), MOST_PROBLEMS)]
    if wrong:
        raise FileProblems(wrong)
    return file


class _Reader:
    """Walks the tree along the kinds of its keys and notes what does not fit.

    `around` are, for a part, the values read so far of the part that it stands in.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.references: list[kinds.Reference] = []

    def wrong(self, node: Node, key: str, reason: Bilingual) -> object:
        self.findings.add(node.line, Bilingual(en=f"{key}: {reason.en}", lo=f"{key}: {reason.lo}") if key else reason)
        return _WRONG

    def value(self, kind: Kind, node: Node, key: str, around: Values) -> object:
        """What the node says, or _WRONG."""
        match kind:
            case Word():
                return self.word(kind, node, key)
            case Text():
                return self.text(node, key)
            case Record():
                return self.record(kind, node, key, around)
            case Many():
                return self.many(kind, node, key, around)

    def word(self, kind: Word, node: Node, key: str) -> object:
        if not isinstance(node, Scalar):
            return self.wrong(node, key, Bilingual.said("must be a single value"))
        if not node.text.strip() and not kind.empty:
            return self.wrong(node, key, Bilingual.said("is empty; give a value or leave it out"))
        try:
            value = kind.parse(node.text)
        except kinds.Unfit as error:
            return self.wrong(node, key, error.reason)
        if kind.names:
            self.references.append(kinds.Reference(kind.names, str(value), node.line))
        return value

    def text(self, node: Node, key: str) -> object:
        match node:
            case Scalar():
                value = Bilingual.of(self.side(node, key))
            case Mapping():
                self.only_known(node, ("en", "lo"))
                sides = {name: self.side(node.values[name], name) for name in ("en", "lo") if name in node.values}
                value = Bilingual(en=sides.get("en", ""), lo=sides.get("lo", ""))
            case Sequence():
                return self.wrong(node, key, Bilingual.said("must be a text, or a mapping with en and lo"))
        return value or self.wrong(node, key, Bilingual.said("is empty; give a text or leave it out"))

    def side(self, node: Node, key: str) -> str:
        """A text in one language; one that can't be taken is noted, and its beginning given."""
        if not isinstance(node, Scalar):
            self.wrong(node, key, Bilingual.said("must be a single value"))
            return "?"
        if len(node.text) > MOST_LETTERS:
            self.wrong(node, key, Bilingual.said("the text is longer than %(most)s letters", most=MOST_LETTERS))
        return clean(node.text[:MOST_LETTERS])

    def many(self, kind: Many, node: Node, key: str, around: Values) -> object:
        if not isinstance(node, Sequence):
            return self.wrong(node, key, Bilingual.said("must be a list"))
        values = [self.value(kind.of, item, key, around) for item in node.items]
        if isinstance(kind.of, Word):
            self.no_word_twice(values, node, key)
        return _WRONG if any(value is _WRONG for value in values) else tuple(values)

    def no_word_twice(self, values: Iterable[object], node: Sequence, key: str) -> None:
        seen: set[object] = set()
        for value, item in zip(values, node.items, strict=True):
            if value in seen and value is not _WRONG:
                self.wrong(item, key, Bilingual.said("%(value)s stands twice in the list", value=quoted(str(value))))
            seen.add(value)

    def record(self, kind: Record, node: Node, key: str, around: Values) -> object:
        part = kind.of()
        build: Callable[..., Part] = part
        if isinstance(node, Scalar) and kind.short:
            (short,) = (each for each in keys_of(part) if each.field == kind.short)
            value = self.value(short.kind, node, key, {})
            return value if value is _WRONG else build(**{short.field: value}, line=node.line)
        values = self.values(part, node, key, around)
        return _WRONG if values is None else build(**values)

    def values(self, part: type[Part], node: Node, key: str = "", around: Values | None = None) -> Values | None:
        """The values of a part by its fields, or None if one of them is wrong."""
        if not isinstance(node, Mapping):
            self.wrong(node, key, Bilingual.said("must be a mapping (key: value)"))
            return None
        keys = keys_of(part)
        self.only_known(node, [name for each in keys for name in each.spellings])
        values: dict[str, object] = {"line": node.line, "lines": node.key_lines}
        for each in keys:
            values[each.field] = self.under(each, node, values, around or {})
        return None if any(value is _WRONG for value in values.values()) else values

    def under(self, key: Key, node: Mapping, values: Values, around: Values) -> object:
        """What stands under a key of a part, or what is meant if nothing does."""
        given = node.values.get(key.name)
        if key.shorthands:
            return self.with_shorthands(key, key.shorthands, node)
        if given is not None:
            return self.value(key.kind, given, key.name, values)
        if key.required:
            return self.wrong(node, "", Bilingual.said("the key %(key)s is missing", key=quoted(key.name)))
        return key.usual(values, around) if key.usual else key.default

    def with_shorthands(self, key: Key, shorthands: Shorthands, node: Mapping) -> object:
        """A list of parts together with those that further keys name by a word only, in the order of these keys."""
        given = node.values.get(key.name)
        parts = () if given is None else self.value(key.kind, given, key.name, {})
        found: list[object] = list(parts) if isinstance(parts, tuple) else [parts]
        for name in shorthands.keys:
            listed = node.values.get(name)
            if listed is None:
                continue
            named = self.value(Many(shorthands.word), listed, name, {})
            if isinstance(named, tuple) and isinstance(listed, Sequence):
                lines = (item.line for item in listed.items)
                found += [shorthands.part(name, word, line) for word, line in zip(named, lines, strict=True)]
            else:
                found.append(_WRONG)
        sound = [part for part in found if isinstance(part, Part)]
        return tuple(sorted(sound, key=shorthands.place)) if len(sound) == len(found) else _WRONG

    def only_known(self, node: Mapping, known: Collection[str]) -> None:
        for name in node.values:
            if name not in known:
                reason = Bilingual.said("unknown key %(key)s", key=quoted(name))
                self.findings.add(node.key_lines[name], did_you_mean(reason, name, known))
