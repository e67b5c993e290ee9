"""The sheet of the preview as plain text, line for line as plain_text tells the outline."""

from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement


def sheet_text(article: HtmlElement) -> str:
    """Everything that stands on the sheet in one language, a line for each paragraph, entry and row."""
    return "\n".join(_lines(article)) + "\n"


def _lines(article: HtmlElement) -> Iterator[str]:
    head = _one(article, "header")
    for sign, place in (("^", "div[1]"), ("<", "div[2]/div[1]"), (">", "div[2]/div[2]"), ("#", "div[3]")):
        yield from (f"{sign} {_text(line)}" for line in head.xpath(f"{place}//p"))
    *sections, closing = article.xpath("section")
    for section in sections:
        yield f"\n{_text(_one(section, 'h2'))}"
        yield from _section(section)
    yield ""
    yield from (_text(line) for line in closing.xpath("div[not(contains(@class, 'quiet'))]/p"))
    for signature in closing.xpath("ul/li"):
        yield f"_ {' '.join(_text(line) for line in signature.xpath('p'))}"
    yield from (_text(line) for line in closing.xpath("div[contains(@class, 'quiet')]/p"))


def _section(section: HtmlElement) -> Iterator[str]:
    numeral = _text(_one(section, "h2")).split()[0]
    for block in section.xpath("*[not(self::h2)]"):
        match block.tag, block.get("class", "").split()[:1]:
            case "h3", _:
                yield f"{numeral}{_text(block)}"
            case "ol", _:
                yield from _items(block, 0)
            case "div", ["sheet-table"]:
                yield f"[{_text(_one(block, './/caption'))}]"
                for row in block.xpath(".//tr"):
                    yield "| " + " | ".join(_cell(cell) for cell in row)
            case _:
                yield from (_text(line) for line in block.xpath("p"))


def _items(entries: HtmlElement, level: int) -> Iterator[str]:
    for entry in entries:
        said = _one(entry, "div/p")
        lead = ", ".join(_text(name) for name in said.xpath("span[@class='org']"))
        note = "".join(f" {_text(each)}" for each in said.xpath("span[@class='entry-note']"))
        mark = " (!)" if said.xpath("span[contains(@class, 'remark')]") else ""
        text = " ".join("".join(said.xpath("text()")).split())
        label = _text(_one(entry, "span"))
        yield f"{'   ' * level}{label} {f'{lead}: {text}' if lead else text}{note}{mark}"
        for below in entry.xpath("ol"):
            yield from _items(below, level + 1)


def _cell(cell: HtmlElement) -> str:
    return str(cell.text_content()).strip().replace("\n", " / ")


def _one(parent: HtmlElement, path: str) -> Any:
    (found,) = parent.xpath(path)
    return found


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
