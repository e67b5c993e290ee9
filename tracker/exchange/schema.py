"""The JSON Schema of a meeting file, made from the same keys that the reader goes by, for editors that check while
somebody types. Values are taken as the reader takes them: every scalar is a string."""

from tracker.exchange.kinds import Key, Kind, Many, Part, Record, Text, Word, keys_of
from tracker.exchange.meeting_file import AttendancePart, DuePart, MeetingFile, MeetingPart
from tracker.exchange.words import MOST_LETTERS
from tracker.meetings.kinds import MeetingKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_A_TEXT = {"type": "string", "minLength": 1, "maxLength": MOST_LETTERS}
_TEXT: dict[str, object] = {
    "description": "English or Lao (by its letters), or a mapping with one text for each.",
    "anyOf": [
        _A_TEXT,
        {
            "type": "object",
            "properties": {"en": {**_A_TEXT, "minLength": 0}, "lo": {**_A_TEXT, "minLength": 0}},
            "anyOf": [
                {"required": ["en"], "properties": {"en": {"minLength": 1}}},
                {"required": ["lo"], "properties": {"lo": {"minLength": 1}}},
            ],
            "additionalProperties": False,
        },
    ],
}

# What `checking` asks of one part alone and a schema can say.
_RULES: dict[type[Part], dict[str, object]] = {
    MeetingPart: {
        "if": {"properties": {"kind": {"const": MeetingKind.SPECIAL.value}}, "required": ["kind"]},
        "then": {"required": ["name"]},
        "else": {"not": {"required": ["name"]}},
    },
    AttendancePart: {"anyOf": [{"required": [key]} for key in ("organisation", "person", "description")]},
    DuePart: {"minProperties": 1},
}


def meeting_file_schema() -> dict[str, object]:
    """The schema (JSON Schema 2020-12) of one meeting file."""
    definitions: dict[str, object] = {"text": _TEXT}
    root = _part(MeetingFile, definitions)
    return {"$schema": DIALECT, "$id": "urn:twg-tracker:meeting-file", "title": "Meeting file", **root,
            "$defs": dict(sorted(definitions.items()))}  # fmt: skip


def _part(part: type[Part], definitions: dict[str, object]) -> dict[str, object]:
    keys = keys_of(part)
    properties: dict[str, object] = {}
    for key in keys:
        properties[key.name] = _of_key(key, definitions)
        if key.shorthands:
            listed = _of(Many(key.shorthands.word), definitions)
            properties |= dict.fromkeys(key.shorthands.keys, listed)
    return {
        "description": (part.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": [key.name for key in keys if key.required],
        "additionalProperties": False,
        **_RULES.get(part, {}),
    }


def _of_key(key: Key, definitions: dict[str, object]) -> dict[str, object]:
    said = _of(key.kind, definitions)
    return {"description": key.help, **said} if key.help else said


def _of(kind: Kind, definitions: dict[str, object]) -> dict[str, object]:
    match kind:
        case Word():
            return dict(kind.schema)
        case Text():
            return {"$ref": "#/$defs/text"}
        case Many(Word()):
            return {"type": "array", "items": _of(kind.of, definitions), "uniqueItems": True}
        case Many():
            return {"type": "array", "items": _of(kind.of, definitions)}
        case Record():
            return _record(kind, definitions)


def _record(kind: Record, definitions: dict[str, object]) -> dict[str, object]:
    part = kind.of()
    name = part.__name__.removesuffix("Part").lower()
    if name not in definitions:
        definitions[name] = {}  # a place holder, since an entry may hold entries
        definitions[name] = _part(part, definitions)
    link: dict[str, object] = {"$ref": f"#/$defs/{name}"}
    if not kind.short:
        return link
    (short,) = (key for key in keys_of(part) if key.field == kind.short)
    return {"anyOf": [_of(short.kind, definitions), link]}
