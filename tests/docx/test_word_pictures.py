import struct
import zlib
from itertools import pairwise

import pytest
from lxml import etree

from tracker.docx.pictures import Pictures, Size, bar

SIZE = Size(2000, 150)
PAPER, DARK, FIRM = (255, 255, 255), (0x96, 0x2A, 0x17), (0x6B, 0x7A, 0x7D)


def pixels(png: bytes) -> list[list[tuple[int, int, int, int]]]:
    """The rows of an unpacked PNG of eight bits and four channels (ISO/IEC 15948)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (depth, colour) == (8, 6)
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    raw, rows, above = zlib.decompress(data), [], bytes(4 * width)
    for row in range(height):
        start = row * (4 * width + 1)
        above = unfiltered(raw[start], raw[start + 1 : start + 1 + 4 * width], above)
        rows.append([tuple(above[place : place + 4]) for place in range(0, len(above), 4)])
    return rows  # type: ignore[return-value]


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    made = bytearray()
    for place, value in enumerate(line):
        left, up = (made[place - 4] if place >= 4 else 0), above[place]
        corner = above[place - 4] if place >= 4 else 0
        nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
        made.append((value + (0, left, up, (left + up) // 2, nearest)[kind]) % 256)
    return bytes(made)


def width_of(png: bytes, colour: tuple[int, int, int]) -> float:
    """How far to the right a colour is found, of the whole width."""
    rows = pixels(png)
    return max((x + 1 for row in rows for x, found in enumerate(row) if found == (*colour, 255)), default=0) / len(
        rows[0]
    )


def test_a_bar_is_as_long_as_what_it_shows() -> None:
    png = bar(3, 3, 12, SIZE)
    assert width_of(png, DARK) == pytest.approx(0.25, abs=0.02)
    assert width_of(png, FIRM) == pytest.approx(0.5, abs=0.02)
    assert width_of(bar(0, 12, 12, SIZE), FIRM) == pytest.approx(1, abs=0.02)
    assert width_of(bar(0, 12, 12, SIZE), DARK) == 0


def test_the_dark_part_is_hatched_so_that_a_grey_printer_shows_it() -> None:
    rows = pixels(bar(12, 0, 12, SIZE))
    middle = [found[:3] for found in rows[len(rows) // 2]]
    changes = sum(before != after for before, after in pairwise(middle))
    assert changes > 20
    assert {DARK, PAPER} <= set(middle)


def test_what_is_little_is_seen_and_nothing_draws_nothing() -> None:
    assert width_of(bar(1, 0, 5000, SIZE), DARK) > 0
    assert {found[3] for row in pixels(bar(0, 0, 0, SIZE)) for found in row} == {0}


def test_the_same_picture_is_kept_once_and_shown_with_its_own_words() -> None:
    pictures = Pictures()
    shown = [pictures.show(bar(3, 3, 12, SIZE), SIZE, alt) for alt in ("3 late", 'a "quoted" <one>')]
    pictures.show(bar(1, 3, 12, SIZE), SIZE, "1 late")
    assert sorted(pictures.kept) == ["picture1", "picture2"]
    names = {"w": "w", "r": "r"}
    root = etree.fromstring(f'<w:p xmlns:w="{names["w"]}" xmlns:r="{names["r"]}">{"".join(shown)}</w:p>')
    known = [each.attrib for each in root.iter("{*}docPr")]
    assert [each["descr"] for each in known] == ["3 late", 'a "quoted" <one>']
    assert len({each["id"] for each in known}) == 2
    assert [each.get("{r}embed") for each in root.iter("{*}blip")] == ["picture1", "picture1"]
