"""Mails from templates: mail/<name>/subject.<language>.txt, body.<language>.txt and body.<language>.html.

Secret links stand as places to fill in. Whatever else comes in as a value can't look like such a place, nor end a line
of the subject.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tracker.core.dates import short_date
from tracker.core.i18n import Language, say
from tracker.mail.messages import Place
from tracker.mail.styles import write_into

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "mail"
_BLANK_LINES = re.compile(r"\n{3,}")
_LIKE_A_PLACE = re.compile(r"\{(?=link:|l?i?n?k?\Z)")  # also its beginning, which the next value could go on with


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader sees of a mail."""

    subject: str
    text: str
    html: str


@lru_cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=select_autoescape(["html"]), finalize=_harmless, keep_trailing_newline=False,
    )  # fmt: skip
    made.globals.update(say=say, short_date=short_date)
    return made


def _harmless(value: Any) -> Any:
    if isinstance(value, Place) or not isinstance(value, str) or "{" not in value:
        return value
    return type(value)(_LIKE_A_PLACE.sub("(", value))


def render(name: str, language: Language, /, *, why: str = "", reply_to: str = "", **values: Any) -> Letter:
    """The mail of this name in one language. Raises jinja2.TemplateNotFound or UndefinedError where a template is
    missing or asks for a value that was not given."""
    told = {**values, "language": language, "why": why, "reply_to": reply_to}
    subject = _templates().get_template(f"{name}/subject.{language}.txt").render(told)
    subject = " ".join(subject.split())
    content = f"{name}/body.{language}"
    text = _templates().get_template("base.txt").render(told, content=f"{content}.txt")
    html = _templates().get_template("base.html").render(told, content=f"{content}.html", subject=subject)
    return Letter(subject, _BLANK_LINES.sub("\n\n", text).strip() + "\n", write_into(html))
