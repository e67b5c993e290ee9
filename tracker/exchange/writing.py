"""From the typed parts of a meeting file to its text, in one canonical order, with nothing said that goes without
saying; what was read and written again is the same."""

from tracker.core.bilingual import Bilingual
from tracker.exchange.kinds import Key, Kind, Many, Part, Record, Shorthands, Text, Values, Word, keys_of
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.yaml_text import Bare, Row, Tree, text_of


def write(file: MeetingFile) -> str:
    """The file as YAML, lines ended by \\n; whoever stores it encodes it as UTF-8."""
    return text_of(_part(file, {}))


def _part(part: Part, around: Values) -> dict[str, Tree]:
    keys = keys_of(type(part))
    values = {key.field: getattr(part, key.field) for key in keys}
    tree: dict[str, Tree] = Row() if part.ONE_LINE else {}
    for key in keys:
        value = values[key.field]
        if key.shorthands:
            tree |= _with_shorthands(key, key.shorthands, value)
        elif value != (key.usual(values, around) if key.usual else key.default):
            child = _tree(key.kind, value, values)
            tree[key.name] = Row(child) if part.ONE_LINE and isinstance(child, dict) else child
    return tree


def _with_shorthands(key: Key, shorthands: Shorthands, parts: tuple[Part, ...]) -> dict[str, Tree]:
    """A list of parts; where those of one shorthand say no more than a word each, they stand under it."""
    long: list[Tree] = []
    short: dict[str, Tree] = {}
    for place, name in enumerate(shorthands.keys):
        here = [part for part in parts if shorthands.place(part) == place]
        words = [getattr(part, shorthands.into) for part in here]
        if all(part == shorthands.part(name, word) for part, word in zip(here, words, strict=True)):
            short |= {name: [*words]} if words else {}
        else:
            long += [_part(part, {}) for part in here]
    return {key.name: long, **short} if long else short


def _tree(kind: Kind, value: object, values: Values) -> Tree:
    match kind, value:
        case Word(), _:
            return Bare(kind.write(value)) if kind.bare else kind.write(value)
        case Text(), Bilingual():
            return _text(value)
        case Record(), Part():
            tree = _part(value, values)
            return tree[kind.short] if tree.keys() == {kind.short} else tree
        case Many(), tuple():
            return [_tree(kind.of, item, values) for item in value]
    raise TypeError(f"{value!r} does not stand under such a key")


def _text(text: Bilingual) -> Tree:
    """One string where its letters say which language it is in."""
    if text.lacks:
        only = text.en or text.lo
        if Bilingual.of(only) == Bilingual(en=text.en, lo=text.lo):
            return only
    return {name: side for name, side in (("en", text.en), ("lo", text.lo)) if side}
