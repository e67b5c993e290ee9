"""Where people sign: role and unit, room for signature and stamp, and the name below."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.core.bilingual import Bilingual
from tracker.docx.grids import WHOLE, cell, gap, grid, row, said
from tracker.docx.lines import Line, Piece, stacked
from tracker.docx.markup import Xml
from tracker.docx.outline import Signature
from tracker.docx.runs import Pen
from tracker.docx.style_sheet import BARE
from tracker.docx.styles import NAME, SIGNER, UNIT

_IN_A_ROW = 2
_UNKNOWN = "." * 44


def signature_pieces(signatures: Sequence[Signature], pens: Sequence[Pen], width: int) -> list[Piece]:
    """All signatures, two beside each other, on one page; somebody who signs alone does so at the right."""
    if not signatures:
        return []
    blocks: list[Signature | None] = [*signatures]
    if len(blocks) % _IN_A_ROW:
        blocks.insert(0 if len(blocks) == 1 else len(blocks), None)
    halves = [width // 2, width - width // 2]
    starts = range(0, len(blocks), _IN_A_ROW)
    rows = [_row(blocks[start : start + _IN_A_ROW], pens, halves) for start in starts]
    name = said(Bilingual.said("Signatures"), pens)
    about = said(Bilingual.said("Role, unit and name of each person who signs"), pens)
    return [grid(BARE, halves, rows, name, about), gap(pens[0])]


def _row(blocks: Sequence[Signature | None], pens: Sequence[Pen], widths: Sequence[int]) -> Xml:
    cells = []
    for block, width in zip(blocks, widths, strict=True):
        lines = _lines(block, pens) if block else [Line(UNIT, pens[0])]
        cells.append(cell(lines, width))
    return row(cells, WHOLE)


def _lines(signature: Signature, pens: Sequence[Pen]) -> list[Line]:
    """The first line of the name leaves the room to sign above it."""
    above = [*stacked(signature.role, pens, SIGNER), *stacked(signature.unit, pens, UNIT)]
    below = list(stacked(signature.name, pens, NAME)) or [Line(NAME, pens[0], pens[0].write(_UNKNOWN, NAME.ink))]
    return [*above, below[0], *(replace(line, style=UNIT) for line in below[1:])]
