"""The few rules of look that are written into mails, because many readers' programs drop style sheets."""

import re

# Section 9 of static/theme.css, with its tokens filled in.
_RULES = {
    "body": "margin:0;padding:0;background:#eff3f2;color:#1a2528;"
    "font-family:'Noto Sans Lao','Phetsarath OT','Leelawadee UI','Lao UI',sans-serif;font-size:16px",
    "h1": "font-size:19px;font-weight:650;margin:0 0 12px",
    "h2": "font-size:16px;font-weight:650;margin:24px 0 0;border-top:1px solid #d5dddc;padding-top:12px",
    "h3": "font-size:16px;font-weight:650;margin:12px 0 0",
    "p": "margin:4px 0",
    "a": "color:#0e545f",
    ".mail": "max-width:576px;margin:0 auto;background:#fff;padding:16px",
    ".mail-foot": "margin-top:24px;border-top:1px solid #d5dddc;padding-top:12px;font-size:14px;color:#4c5b5f",
    ".quiet": "color:#4c5b5f",
    ".btn": "display:inline-block;margin-top:8px;padding:8px 16px;border-radius:6px;background:#0e4a53;color:#fff;"
    "font-weight:600;text-decoration:none",
}
_LINE_HEIGHT = {"lo": "line-height:1.75", "en": "line-height:1.5"}
# Values of templates are escaped, so an attribute holds no angle bracket.
_START = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_LANGUAGE = re.compile(r'\blang="(en|lo)"')


def write_into(html: str) -> str:
    """The same HTML with the rules of each element written into it."""
    return _START.sub(_styled, html)


def _styled(found: re.Match[str]) -> str:
    tag, attributes = found.groups()
    classes = _CLASSES.search(attributes)
    names = [tag, *(f".{name}" for name in classes[1].split())] if classes else [tag]
    rules = [_RULES[name] for name in names if name in _RULES]
    if language := _LANGUAGE.search(attributes):
        rules.append(_LINE_HEIGHT[language[1]])
    if not rules or "style=" in attributes:
        return found[0]
    closed = " /" if attributes.endswith("/") else ""
    return f'<{tag}{attributes.removesuffix("/").rstrip()} style="{";".join(rules)}"{closed}>'
