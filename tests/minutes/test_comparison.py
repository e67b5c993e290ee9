from dataclasses import replace
from time import process_time

from tracker.core.bilingual import Bilingual
from tracker.docx.outline import Column, Item, ItemList, Letterhead, Outline, Paragraph, Section, Subheading, Table
from tracker.minutes.comparison import Change, compare

A, B, C = (Item(Bilingual(en=f"Point {key}", lo=f"ຂໍ້ {key}"), key=key) for key in ("a", "b", "c"))
COLUMNS = tuple(Column(Bilingual.same(name), 25) for name in ("No.", "Action", "Responsible", "By when"))


def row(*cells: str) -> tuple[Bilingual, ...]:
    return tuple(Bilingual.same(cell) for cell in cells)


def minutes(*items: Item, rows: tuple[tuple[Bilingual, ...], ...] = (), more: tuple[Item, ...] = ()) -> Outline:
    """A section with two lists and a table."""
    table = Table(COLUMNS, rows, Bilingual.same("Actions"), Bilingual(), key="actions")
    issues = Bilingual(en="Issues", lo="ບັນຫາ")
    blocks = (
        Paragraph(Bilingual.same("Held on a day."), key="opening"), Subheading(issues, key="issues"),
        ItemList(items, key="issues"), Subheading(Bilingual.same("Advice"), key="advice"), ItemList(more, key="advice"),
        table,
    )  # fmt: skip
    section = Section(Bilingual.same("Content"), blocks, key="content")
    return Outline(title=row("Minutes"), letterhead=Letterhead(), sections=(section,))


def told(old: Outline, new: Outline) -> list[str]:
    """Each change in one line."""
    return [_line(group.heading.en, change) for group in compare(old, new) for change in group.changes]


def _line(section: str, change: Change) -> str:
    around = {"kept": "%s", "gone": "[-%s-]", "new": "{+%s+}"}
    texts = [
        f"{wording.label.en}{':' if wording.label else ''}{side}="
        + "".join(around[piece.kind] % piece.text for piece in pieces)
        for wording in change.wordings
        for side, pieces in sorted(wording.pieces.items())
    ]
    moved = " moved" if change.also_moved else ""
    return f"{section} | {change.name.en} | {change.what}{moved} | {' '.join(texts)}"


def test_equal_minutes_have_no_changes() -> None:
    assert (
        told(minutes(A, B, rows=(row("IM-A-1", "x", "NPA", ""),)), minutes(A, B, rows=(row("IM-A-1", "x", "NPA", ""),)))
        == []
    )


def test_a_changed_text_is_marked_in_the_language_that_changed() -> None:
    new = replace(A, text=replace(A.text, lo="ຂໍ້ ໃໝ່"))
    assert told(minutes(A, B), minutes(new, B)) == ["I. Content | Issues, 1 | changed | lo=ຂໍ້ [-a-]{+ໃໝ່+}"]


def test_who_said_it_and_the_remark_are_told_by_their_names() -> None:
    new = replace(A, lead=(Bilingual.same("NPA"),), note=Bilingual.same("noted"))
    (line,) = told(minutes(A), minutes(new))
    start, raised, remark = line.partition("Raised by:en={+NPA+} Raised by:lo={+NPA+} ")
    assert (start, bool(raised)) == ("I. Content | Issues, 1 | changed | ", True)
    assert remark == "Remark in brackets:en={+noted+} Remark in brackets:lo={+noted+}"


def test_what_came_and_what_went_stand_where_they_belong() -> None:
    assert told(minutes(A, B), minutes(A, C)) == [
        "I. Content | Issues, 2 | removed | en=[-Point b-] lo=[-ຂໍ້ b-]",
        "I. Content | Issues, 2 | added | en={+Point c+} lo={+ຂໍ້ c+}",
    ]
    assert told(minutes(A), minutes()) == ["I. Content | Issues, 1 | removed | en=[-Point a-] lo=[-ຂໍ້ a-]"]


def test_one_that_moved_past_the_others_is_the_one_that_moved() -> None:
    assert told(minutes(A, B, C), minutes(B, C, A)) == ["I. Content | Issues, 3 | moved | "]
    assert told(minutes(A, B), minutes(B, more=(A,))) == ["I. Content | Advice, 1 | moved | "]
    below = replace(B, items=(replace(A, text=Bilingual.same("Point a!")),))
    assert told(minutes(A, B), minutes(below)) == [
        "I. Content | Issues, 1.1 | changed moved | en=Point a{+!+} lo=[-ຂໍ້ a-]{+Point a!+}"
    ]


def test_one_that_only_follows_a_removed_one_did_not_move() -> None:
    assert told(minutes(A, B, C), minutes(B, C)) == ["I. Content | Issues, 1 | removed | en=[-Point a-] lo=[-ຂໍ້ a-]"]


def test_rows_are_known_by_their_reference() -> None:
    old = (row("IM-A-1", "send", "NPA", "May"), row("IM-A-2", "meet", "NRA", "June"))
    new = (row("IM-A-2", "meet", "NRA", "July"), row("IM-A-3", "go", "MAG", ""))
    lines = [line.replace(" lo=", " ") for line in told(minutes(rows=old), minutes(rows=new))]
    assert [line.split(" | ")[1:3] for line in lines] == [
        ["Actions, IM-A-1", "removed"], ["Actions, IM-A-2", "changed"], ["Actions, IM-A-3", "added"],
    ]  # fmt: skip
    assert "By when:en=[-June-]{+July+}" in lines[1]


def test_rows_that_are_only_counted_are_known_by_what_stands_in_them() -> None:
    old = (row("1", "NPA", "Ms B", "Member"), row("2", "MAG", "Mr C", "Member"))
    new = (row("1", "UXO Lao", "Mr D", "Member"), row("2", "NPA", "Ms B", "Expert"), row("3", "MAG", "Mr C", "Member"))
    lines = told(minutes(rows=old), minutes(rows=new))
    assert [line.split(" | ")[1:3] for line in lines] == [
        ["Actions, UXO Lao Mr D", "added"], ["Actions, NPA Ms B", "changed"],
    ]  # fmt: skip


def test_head_and_foot_are_compared_too() -> None:
    old = minutes()
    new = replace(
        old, letterhead=Letterhead(right=row("No. 4/NRA")), closing=(Paragraph(Bilingual(en="Closed."), key="closing"),)
    )
    assert told(old, new) == [
        "Head of the minutes | Letterhead | changed | en={+No. 4/NRA+} lo={+No. 4/NRA+}",
        "Closing and signatures | Closing sentence | added | en={+Closed.+}",
    ]


def test_time_grows_with_length_only() -> None:
    many = [replace(A, key=f"p{number}") for number in range(3000)]
    began = process_time()
    assert len(told(minutes(*many), minutes(*many[1:], many[0]))) == 1
    assert len(told(minutes(*many), minutes(*many[::-1]))) == 2999
    assert process_time() - began < 4
