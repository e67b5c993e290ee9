from tracker.core.bilingual import Bilingual
from tracker.docx.outline import Column, Item, ItemList, Letterhead, Outline, Paragraph, Section, Signature, Subheading
from tracker.docx.outline import Table as TableBlock
from tracker.docx.outline_plain import as_text, plain_lines

SAME = Bilingual.same


def document() -> Outline:
    points = ItemList((
        Item(Bilingual("First", "ທີໜຶ່ງ"), lead=(SAME("A"), SAME("B")), note=SAME("noted"),
             items=(Item(Bilingual("Below")), Item(SAME("Bare"), label=""))),
        Item(SAME("Second"), label="b)"),
    ))  # fmt: skip
    table = TableBlock(
        columns=(Column(SAME("Who"), 50), Column(SAME("When"), 50)),
        rows=((SAME("A\nB"), SAME("soon")), (SAME("C"), Bilingual())),
        caption=SAME("Tasks"),
        description=SAME("Who and when."),
    )
    return Outline(
        title=(SAME("Title"),),
        letterhead=Letterhead(top=(SAME("State"),), right=(SAME("No. 1"),)),
        sections=(
            Section(SAME("One"), (Paragraph(SAME("Said.")), Subheading(SAME("Points")), points)),
            Section(Bilingual(), (Paragraph(SAME("Without a number.")),)),
            Section(SAME("Two"), (table,)),
        ),
        closing=(Paragraph(SAME("The end.")),),
        signatures=(Signature(SAME("Chair"), name=SAME("Mr A")),),
        notes=(SAME("The Lao text is authentic."),),
        mark=SAME("DRAFT"),
    )


def test_the_whole_document_as_text() -> None:
    assert as_text(plain_lines(document(), "en")) == (
        "DRAFT\nState\nNo. 1\nTitle\n"
        "\nI. One\nSaid.\n"
        "\n1. Points\n– A, B: First [noted]\n  1. Below\n  Bare\nb) Second\n"
        "\nWithout a number.\n"
        "\nII. Two\n"
        "\nTasks\n– Who: A / B; When: soon\n– Who: C\n"
        "\nThe end.\nChair, Mr A\nThe Lao text is authentic."
    )


def test_what_is_not_translated_stands_in_the_other_language_and_says_so() -> None:
    lines = [line.text for line in plain_lines(document(), "lo")]
    assert "– A, B: ທີໜຶ່ງ [noted]" in lines
    assert "1. Below (ຍັງບໍ່ທັນແປ)" in lines


def test_an_item_says_how_deep_it_stands() -> None:
    assert [line.level for line in plain_lines(document(), "en") if line.look == "item"] == [0, 1, 1, 0, 0, 0]
