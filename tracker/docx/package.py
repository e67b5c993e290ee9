"""A Word file as a zip of parts (ECMA-376 part 2); the same parts make the same bytes on every system."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tracker.docx.markup import DECLARATION, OFFICE

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "document": f"{_WORD}.document.main+xml",
    "styles": f"{_WORD}.styles+xml",
    "settings": f"{_WORD}.settings+xml",
    "fontTable": f"{_WORD}.fontTable+xml",
    "numbering": f"{_WORD}.numbering+xml",
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
    "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_ROOT = {
    "word/document.xml": ("document", f"{OFFICE}/officeDocument"),
    "docProps/core.xml": ("core", f"{_PACKAGE}/relationships/metadata/core-properties"),
    "docProps/app.xml": ("app", f"{OFFICE}/extended-properties"),
}


def packed(
    document: bytes,
    parts: Mapping[str, bytes],
    core: bytes,
    app: bytes,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """The file. `parts` are what the document refers to by the name of each, which is also its relationship id: the
    kind, with a number where there are several ('styles', 'header1'); so are `pictures` (PNG)."""
    related = {f"{name}.xml": (name, f"{OFFICE}/{_kind(name)}") for name in parts}
    related |= {f"media/{name}.png": (name, f"{OFFICE}/image") for name in pictures}
    content = {
        "[Content_Types].xml": _content_types(parts, "png" if pictures else ""),
        "_rels/.rels": _relationships(_ROOT),
        "word/_rels/document.xml.rels": _relationships(related),
        "word/document.xml": document,
        **{f"word/{name}.xml": part for name, part in parts.items()},
        **{f"word/media/{name}.png": picture for name, picture in pictures.items()},
        "docProps/core.xml": core,
        "docProps/app.xml": app,
    }
    packed_file = BytesIO()
    with ZipFile(packed_file, "w", ZIP_DEFLATED) as archive:
        for path, part in content.items():
            entry = ZipInfo(path, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = _UNIX
            archive.writestr(entry, part)
    return packed_file.getvalue()


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


def _content_types(parts: Mapping[str, bytes], picture: str) -> bytes:
    named = {
        "/word/document.xml": "document",
        **{f"/word/{name}.xml": _kind(name) for name in parts},
        "/docProps/core.xml": "core",
        "/docProps/app.xml": "app",
    }
    types = "".join(f'<Override PartName="{path}" ContentType="{_TYPES[kind]}"/>' for path, kind in named.items())
    drawn = f'<Default Extension="{picture}" ContentType="image/{picture}"/>' if picture else ""
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{drawn}{types}</Types>'
    ).encode()


def _relationships(targets: Mapping[str, tuple[str, str]]) -> bytes:
    """From each target to its id and type."""
    related = "".join(
        f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'
        for target, (identity, kind) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'.encode()
