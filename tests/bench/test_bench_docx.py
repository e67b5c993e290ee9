"""How long a document takes to write at 30, 300 and 3,000 items; the goals are 80 ms for 30 and 0.6 s for 3,000."""

from datetime import UTC, datetime

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tracker.core.bilingual import Bilingual
from tracker.docx.layouts import Layout
from tracker.docx.outline import Item, ItemList, Letterhead, Outline, Section
from tracker.docx.outline_json import as_data, from_data
from tracker.docx.writer import write

AT = datetime(2021, 4, 1, tzinfo=UTC)


def outline(items: int) -> Outline:
    """As many items as asked for, a quarter of them under others, no two alike."""

    def item(number: int, *below: Item) -> Item:
        text = Bilingual(
            f"Point {number}: reports that IMSMA can't import go back to whoever sent them, with the reason.",
            f"ຂໍ້ {number}: ສົ່ງບົດລາຍງານທີ່ນຳເຂົ້າ IMSMA ບໍ່ໄດ້ ຄືນໃຫ້ຜູ້ສົ່ງ ພ້ອມດ້ວຍເຫດຜົນ ຂອງ ຫ້ອງການ ຄຊກລ (NRA).",
        )
        return Item(text, (Bilingual("UXO Lao", "ຄກລ"),), items=below)

    rows = [
        item(number, item(number + 1)) if number % 4 == 2 else item(number)
        for number in range(items)
        if number % 4 != 3
    ]
    return Outline(
        (Bilingual.same("2021"),), Letterhead(), (Section(Bilingual("Content", "ເນື້ອໃນ"), (ItemList(tuple(rows)),)),)
    )


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("items", [30, 300, 3000])
def test_write(benchmark: BenchmarkFixture, items: int, layout: Layout) -> None:
    document = outline(items)
    assert benchmark(write, document, layout, AT).startswith(b"PK")


@pytest.mark.parametrize("items", [30, 3000])
def test_outline_as_data_and_back(benchmark: BenchmarkFixture, items: int) -> None:
    document = outline(items)
    assert benchmark(lambda: from_data(as_data(document))) == document
