"""An outline as plain data that JSON can hold, and back without loss; knows the outline's classes and no file.

What has its default value is left out. A block carries its kind ('paragraph', 'table' …); everything else is known from
its place. Reading follows the annotations of the classes, so that a new field needs nothing here.
"""

from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Literal, Union, cast, get_args, get_origin, get_type_hints

from tracker.docx.outline import FORMAT, Block, ItemList, Outline, Paragraph, Subheading, Table

_KINDS: dict[object, type] = {"subheading": Subheading, "paragraph": Paragraph, "list": ItemList, "table": Table}
_NAMES: dict[object, object] = {block: kind for kind, block in _KINDS.items()}


def as_data(outline: Outline) -> dict[str, object]:
    """The outline as dicts, lists and strings, with the number of this format."""
    return {"format": FORMAT, **_values(outline, Outline)}


def from_data(data: object) -> Outline:
    """The outline that was written so; ValueError that names the place if it is another format or another shape."""
    given = dict(_named(data, "outline"))
    number = given.pop("format", None)
    if type(number) is not int or number != FORMAT:
        raise ValueError(f"not an outline in format {FORMAT}: format {number!r:.60}")
    return cast("Outline", _object(given, Outline, "outline"))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    values = _values(value, type(value))
    return {"kind": _NAMES[type(value)], **values} if type(value) in _NAMES else values


def _values(of: object, kind: type) -> dict[str, object]:
    defaults = _shape(kind)
    given = {name: getattr(of, name) for name in defaults}
    return {name: _plain(value) for name, value in given.items() if value != defaults[name][1]}


def _read(data: object, kind: object, place: str) -> object:
    """The value of this type that the data stands for."""
    if kind == Block or kind in _NAMES:
        return _block(data, kind, place)
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(_named(data, place), kind, place)
    choices = get_args(kind)
    if get_origin(kind) is tuple:
        return tuple(_read(one, choices[0], f"{place}[{number}]") for number, one in enumerate(_listed(data, place)))
    if get_origin(kind) in (Union, UnionType):
        (some,) = (choice for choice in choices if choice is not NoneType)
        return None if data is None else _read(data, some, place)
    if data not in choices if get_origin(kind) is Literal else type(data) is not kind:
        raise ValueError(f"{place}: {data!r:.60} can't stand here")
    return data


def _block(data: object, allowed: object, place: str) -> object:
    given = dict(_named(data, place))
    kind = given.pop("kind", None)
    block = _KINDS.get(kind) if isinstance(kind, str) else None
    if block is None or allowed not in (Block, block):
        raise ValueError(f"{place}: a block of kind {kind!r:.60} can't stand here")
    return _object(given, block, place)


def _object(given: dict[str, object], kind: type, place: str) -> object:
    shape = _shape(kind)
    unknown = [name for name in given if name not in shape]
    missing = [name for name, (_, default) in shape.items() if default is MISSING and name not in given]
    if unknown or missing:
        raise ValueError(f"{place}: {f'unknown {unknown[0]!r}' if unknown else f'{missing[0]!r} is missing'}")
    return kind(**{name: _read(value, shape[name][0], f"{place}.{name}") for name, value in given.items()})


@lru_cache
def _shape(kind: type) -> dict[str, tuple[object, object]]:
    """The type and the default of each field."""
    hints = get_type_hints(kind)
    return {field.name: (hints[field.name], field.default) for field in fields(kind)}


def _named(data: object, place: str) -> dict[str, object]:
    if not isinstance(data, dict):
        raise ValueError(f"{place}: {data!r:.60} where named values are expected")
    return data


def _listed(data: object, place: str) -> list[object]:
    if not isinstance(data, list):
        raise ValueError(f"{place}: {data!r:.60} where a list is expected")
    return data
