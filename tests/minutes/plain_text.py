"""An outline as plain text in one language, so that whole documents can be compared and read in a test."""

from collections.abc import Iterator

from tracker.core.i18n import Language
from tracker.docx.outline import Item, ItemList, Outline, Paragraph, Subheading, Table


def plain_text(outline: Outline, language: Language) -> str:
    """Everything that the document prints, a line for each paragraph, entry and row."""
    return "\n".join(_lines(outline, language)) + "\n"


def _lines(outline: Outline, language: Language) -> Iterator[str]:
    head = outline.letterhead
    yield f"<{outline.mark[language]}> {outline.reference[language]}"
    yield from (f"^ {line[language]}" for line in head.top)
    yield from (f"< {line[language]}" for line in head.left)
    yield from (f"> {line[language]}" for line in head.right)
    yield from (f"# {line[language]}" for line in outline.title)
    numerals = iter(("I", "II", "III", "IV"))
    for section in outline.sections:
        numeral = next(numerals) if section.heading else ""
        yield f"\n{numeral}. {section.heading[language]}" if numeral else ""
        number = 0
        for block in section.blocks:
            match block:
                case Subheading():
                    number += 1
                    yield f"{numeral}.{number}. {block.text[language]}"
                case Paragraph():
                    yield block.text[language]
                case ItemList():
                    yield from _items(block.items, language, block.look, 0)
                case Table():
                    yield f"[{block.caption[language]}]"
                    for row in ([column.heading for column in block.columns], *block.rows):
                        yield "| " + " | ".join(cell[language].replace("\n", " / ") for cell in row)
    yield ""
    yield from (paragraph.text[language] for paragraph in outline.closing)
    for signature in outline.signatures:
        yield f"_ {signature.role[language]} {signature.unit[language]} {signature.name[language]}".rstrip()
    yield from (note[language] for note in outline.notes)


def _items(items: tuple[Item, ...], language: Language, look: str, level: int) -> Iterator[str]:
    for place, item in enumerate(items, 1):
        natural = "–" if look == "dash" and level == 0 else f"{place}."
        label = natural if item.label is None else item.label
        lead = ", ".join(name[language] for name in item.lead)
        said = item.text.in_(language)
        text = f"{lead}: {said.text}" if lead else said.text
        note = f" [{item.note[language]}]" if item.note else ""
        mark = " (!)" if said.missing else ""
        yield f"{'   ' * level}{label} {text}{note}{mark}"
        yield from _items(item.items, language, look, level + 1)
