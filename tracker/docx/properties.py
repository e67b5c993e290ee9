"""What the file says about itself: title, subject, author, language and dates."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.docx.markup import DECLARATION, attribute
from tracker.docx.outline import Outline
from tracker.docx.runs import LAO, LATIN

_CODES = {"lo": LAO, "en": LATIN}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_TERMS = "http://purl.org/dc/terms/"
_ELEMENTS = "http://purl.org/dc/elements/1.1/"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"

APP = f'{DECLARATION}<Properties xmlns="{_EXTENDED}"><Application>TWG tracker</Application></Properties>'.encode()


def core_properties(outline: Outline, languages: Sequence[Language], at: datetime) -> bytes:
    """docProps/core.xml; a moment without a zone is taken as UTC."""
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {
        "dc:title": _in_each(outline.title, languages),
        "dc:subject": _in_each((outline.subject,), languages),
        "dc:creator": outline.author,
        "cp:keywords": outline.keywords,
        "dc:description": "",
        "cp:lastModifiedBy": outline.author,
        "cp:revision": "1",
        "dc:language": _CODES[languages[0]],
    }
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    said = "".join(f"<{name}>{attribute(value)}</{name}>" for name, value in values.items())
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}" xmlns:dc="{_ELEMENTS}" xmlns:dcterms="{_TERMS}" '
        f'xmlns:xsi="{_SCHEMA}">{said}{dates}</cp:coreProperties>'
    ).encode()


def _in_each(texts: Sequence[Bilingual], languages: Sequence[Language]) -> str:
    whole = [" ".join(text.in_(language).text for text in texts if text) for language in languages]
    return " / ".join(dict.fromkeys(whole))
