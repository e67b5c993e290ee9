"""XML as text: what is escaped already and what is not are two types, so that no text can end up as markup."""

import re
from typing import NewType

Xml = NewType("Xml", str)

NOTHING = Xml("")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2


def escaped(text: str) -> Xml:
    """The text as content of an element; characters that XML forbids are left out."""
    text = _ILLEGAL.sub("", text)
    return Xml(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def attribute(text: str) -> Xml:
    """The text as an attribute's value in double quotes, in one line."""
    return Xml(escaped(" ".join(text.split())).replace('"', "&quot;"))


def joined(*pieces: Xml) -> Xml:
    """Markup after markup."""
    return Xml("".join(pieces))


def word_part(root: str, content: Xml) -> bytes:
    """A whole part of a Word file whose root element has this name."""
    return f'{DECLARATION}<w:{root} xmlns:w="{WORD}" xmlns:r="{OFFICE}">{content}</w:{root}>'.encode()
