from datetime import date
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.actions.models import ActionKind
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.documents.models import DocumentKind, Stage
from tracker.drafting.quick_line import PartKind, QuickLine, read
from tracker.drafting.quick_line_names import KnownDocument, parties_of
from tracker.drafting.quick_line_text import key_of
from tracker.meetings.kinds import EntryKind, Section

HELD = date(2021, 3, 29)
NRA, NPA, WEI, UXO, MAG, MINISTRY, HI, ARMY = range(1, 9)
NAMES = [
    (NRA, "NRA"), (NRA, "ຄຊກລ"), (NPA, "NPA"), (WEI, "WEI"), (WEI, "World Education, Inc."), (UXO, "UXO Lao"),
    (UXO, "UXO"), (UXO, "ຄກລ"), (MAG, "MAG"), (MAG, "ແມັກ"), (MINISTRY, "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"),
    (MINISTRY, "Ministry of Labour and Social Welfare"), (HI, "Humanity & Inclusion"), (HI, "HI"), (ARMY, "Army 58"),
    (NRA, "Shared"), (NPA, "shared"),
]  # fmt: skip
STANDARD, FORM, SYSTEM = 1, 2, 3
DOCUMENTS = [
    (STANDARD, DocumentKind.STANDARD, "NS-24", "National Standards for Information Management, Chapter 24"),
    (FORM, DocumentKind.FORM, "MRE form", "ແບບຟອມເກັບກຳຂໍ້ມູນ"),
    (SYSTEM, DocumentKind.SYSTEM, "IMSMA", "IMSMA database"),
]
PARTIES = parties_of(
    NAMES,
    {organisation_id: Bilingual.same(name) for organisation_id, name in reversed(NAMES)},
    [
        KnownDocument(document_id, Bilingual.same(code), kind, (key_of(code), key_of(title)))
        for document_id, kind, code, title in DOCUMENTS
    ],
)


def line(text: str, section: Section = Section.ISSUES, *ignore: str) -> QuickLine:
    return read(text, section, PARTIES, HELD, ignore=ignore)


def concluded(text: str, *ignore: str) -> QuickLine:
    return line(text, Section.CONCLUSIONS, *ignore)


# Who said it


@pytest.mark.parametrize(
    ("typed", "organisations", "text"),
    [
        ("WEI: not involved", (WEI,), "not involved"),
        ("wei : not involved", (WEI,), "not involved"),
        ("UXO Lao, MAG: two", (UXO, MAG), "two"),
        ("UXO Lao and MAG: two", (UXO, MAG), "two"),
        ("UXO, ແມັກ, and NRA: three", (UXO, MAG, NRA), "three"),
        ("ຄກລ ແລະ ແມັກ: ສອງ", (UXO, MAG), "ສອງ"),
        ("ຄກລແລະແມັກ： ສອງ", (UXO, MAG), "ສອງ"),
        ("ຄກລ ກັບ ແມັກ: ສອງ", (UXO, MAG), "ສອງ"),
        ("WEI/HI: two", (WEI, HI), "two"),
        ("WEI, wei: once", (WEI,), "once"),
        ("World Education, Inc.: a name with a comma", (WEI,), "a name with a comma"),
        ("Humanity & Inclusion: a name with an and", (HI,), "a name with an and"),
        ("Ministry of Labour and Social Welfare, HI: z", (MINISTRY, HI), "z"),
        ("ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ, WEI: y", (MINISTRY, WEI), "y"),
        ("Army 58: compensation", (ARMY,), "compensation"),
        ("WEI: at 10:30: no", (WEI,), "at 10:30: no"),
    ],
)
def test_names_before_the_colon_raised_it(typed: str, organisations: tuple[int, ...], text: str) -> None:
    found = line(typed)
    assert (found.raised_by, found.owners, found.unknown) == (organisations, (), ())
    assert found.text == Bilingual.of(text)


@pytest.mark.parametrize(
    "typed",
    [
        "The report is late",
        "WEI said: they were not told",
        "They asked about two things: the form and the minutes",
        "At 10:30 the chair came",
        "10:30 the chair came",
        "https://example.org is down",
        "WEI http://example.org",
        "WEI (Lao): x",
        "1:2 is the scale",
        "WEI",
        "",
    ],
)
def test_what_is_no_list_of_names_stays_text(typed: str) -> None:
    found = line(typed)
    assert (found.organisations, found.unknown, found.text) == ((), (), Bilingual.of(typed))


def test_one_letter_apart_is_somebody_else() -> None:
    assert line("NRA: x").raised_by == (NRA,)
    assert line("NPA: x").raised_by == (NPA,)
    near = line("NBA: x")
    assert (near.raised_by, near.unknown, near.text.en) == ((), ("NBA",), "NBA: x")


def test_a_name_that_could_be_two_is_nobody() -> None:
    assert line("Shared: x").organisations == ()


def test_unknown_names_stay_in_the_text_with_an_offer() -> None:
    found = line("WEI, JICA: the new form")
    assert (found.raised_by, found.unknown, found.text.en) == ((WEI,), ("JICA",), "JICA: the new form")
    assert [part.kind for part in found.parts] == [PartKind.RAISED_BY, PartKind.UNKNOWN]
    assert line("ພະແນກ ສຶກສາ: ຂໍແບບຟອມ").unknown == ("ພະແນກ ສຶກສາ",)


def test_a_line_above_its_points_needs_no_disposition() -> None:
    found = line("WEI: On the MRE form:", Section.RECOMMENDATIONS)
    assert (found.kind, found.raised_by, found.text.en) == (EntryKind.INFORMATION, (WEI,), "On the MRE form:")
    assert line("WEI:").text.en == "WEI:"


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        (Section.PURPOSE, EntryKind.ISSUE),
        (Section.ISSUES, EntryKind.ISSUE),
        (Section.RECOMMENDATIONS, EntryKind.RECOMMENDATION),
        (Section.CONCLUSIONS, EntryKind.CONCLUSION),
    ],
)
def test_the_kind_follows_from_the_section(section: Section, kind: EntryKind) -> None:
    assert line("It is so.", section).kind == kind


@pytest.mark.parametrize("typed", ["> HI: count them", ">HI: count them", " ＞ HI: count them", ">> HI: count them"])
def test_a_mark_nests(typed: str) -> None:
    found = line(typed)
    assert (found.nested, found.raised_by, found.text.en) == (True, (HI,), "count them")
    assert not concluded(typed).nested


@pytest.mark.parametrize(
    ("typed", "language"), [("WEI: ແບບຟອມ MRE", "lo"), ("ຄຊກລ: the form", "en"), ("x", "en"), ("໑", "lo")]
)
def test_the_language_is_that_of_what_was_said(typed: str, language: Language) -> None:
    assert line(typed).text[language]


# Documents


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("WEI: not involved in the update of the MRE form", (FORM,)),
        ("the mre  FORM and ns-24.", (FORM, STANDARD)),
        ("NS-245, NS-24-1, XNS-24 and the MRE forms", ()),
        ("the National Standards for Information Management, Chapter 24, and NS-24", (STANDARD,)),
        ("in the IMSMA database", (SYSTEM,)),
        ("ແບບຟອມເກັບກຳຂໍ້ມູນຂອງ ຄຊກລ", (FORM,)),
    ],
)
def test_documents_named_in_the_text_are_linked(typed: str, documents: tuple[int, ...]) -> None:
    found = line(typed)
    assert found.documents == documents
    assert [part.id for part in found.parts if part.kind == PartKind.DOCUMENT] == list(documents)


# Conclusions


def test_owner_document_and_deadline_of_a_conclusion() -> None:
    typed = "NPA: revise the Lao translation of NS-24 - by end of Q2"
    found = concluded(typed)
    assert (found.owners, found.raised_by, found.documents) == ((NPA,), (), (STANDARD,))
    assert found.text.en == "revise the Lao translation of NS-24"
    assert found.words.en == "by end of Q2"
    assert found.deadline is not None
    assert found.deadline.window.by == date(2021, 6, 30)
    assert (found.action_kind, found.stage) == (ActionKind.STANDARD_TRANSLATION, Stage.TRANSLATE)
    assert [(part.kind, typed[part.start : part.end], part.id) for part in found.parts] == [
        (PartKind.OWNER, "NPA", NPA),
        (PartKind.DOCUMENT, "NS-24", STANDARD),
        (PartKind.DEADLINE, "by end of Q2", None),
    ]
    assert [part.called.en for part in found.parts] == ["NPA", "NS-24", ""]


@pytest.mark.parametrize(
    ("typed", "text", "words"),
    [
        ("NPA: ປັບປຸງຄຳແປ NS-24 ພາຍໃນໄຕມາດ 2", "ປັບປຸງຄຳແປ NS-24", "ພາຍໃນໄຕມາດ 2"),
        ("NPA: send it – 30/06/2021", "send it", "30/06/2021"),
        ("NPA: send it by 30/06/2021.", "send it.", "by 30/06/2021"),
        ("NPA: send it within 10 days", "send it", "within 10 days"),
        ("NPA: report - before the next meeting", "report", "before the next meeting"),
        ("Agreed in the second quarter. - between the 3rd and 4th week of April 2021",
         "Agreed in the second quarter.", "between the 3rd and 4th week of April 2021"),
        ("NPA: revise - and check - by May", "revise - and check", "by May"),
        ("NPA: do it before lunch, by the end of April", "do it before lunch", "by the end of April"),
    ],
)  # fmt: skip
def test_a_deadline_at_the_end(typed: str, text: str, words: str) -> None:
    found = concluded(typed)
    assert (found.text, found.words) == (Bilingual.of(text), Bilingual.of(words))


@pytest.mark.parametrize(
    "typed",
    [
        "revise it - as soon as NPA can",
        "revise it by hand",
        "check the data before import",
        "within the unit",
        "by end of Q2",
        "add 2,000 villages by 10",
        "in the second quarter",
    ],
)
def test_what_cannot_be_read_as_a_deadline_stays_text(typed: str) -> None:
    found = concluded(typed)
    assert (found.deadline, found.words, found.text.en) == (None, Bilingual(), typed)


def test_only_conclusions_have_a_deadline() -> None:
    assert line("WEI: send it - by end of Q2").text.en == "send it - by end of Q2"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("It was agreed to hold a special meeting on incomplete data", ActionKind.SPECIAL_MEETING),
        ("ເຫັນດີໃຫ້ຈັດກອງປະຊຸມວິສາມັນ ກ່ຽວກັບຂໍ້ມູນ", ActionKind.SPECIAL_MEETING),
        ("send round the minutes of the special meeting", ActionKind.GENERAL),
        ("WEI: submit the draft report to the MRE Unit", ActionKind.SUBMISSION),
        ("ໃຫ້ສົ່ງຮ່າງບົດລາຍງານ ໃຫ້ໜ່ວຍງານ MRE", ActionKind.SUBMISSION),
        ("NRA: follow up the adoption of NS-24", ActionKind.FOLLOW_UP),
        ("MAG: correct the incomplete data of Xiengkhuang", ActionKind.DATA_CORRECTION),
        ("NPA: ປ່ຽນແປງ NS-24", ActionKind.GENERAL),
        ("NPA: translate the form", ActionKind.GENERAL),
    ],
)
def test_the_kind_of_action_where_it_is_plain(typed: str, kind: ActionKind) -> None:
    assert concluded(typed).action_kind == kind


def test_what_the_writer_does_not_mean_stays_text() -> None:
    typed = "NPA, HI: revise NS-24 - by end of Q2"
    found = concluded(typed, "HI", "by end of Q2", "ns-24")
    assert (found.owners, found.unknown, found.documents, found.deadline) == ((NPA,), (), (), None)
    assert found.text.en == "HI: revise NS-24 - by end of Q2"


# Whatever is typed


words = st.sampled_from(
    [*(name for _, name in NAMES), *(code for _, _, code, _ in DOCUMENTS), ":", "：", ",", " and ", "ແລະ", " - ",
     " – ", "by ", "ພາຍໃນ", "end of Q2", "30/06/2021", ">", "10:30", "//", ".", "\n", " ", "\u0eb1", "ຳ", "x"]
)  # fmt: skip
lines = st.lists(words | st.text(max_size=8), max_size=25).map("".join)


@given(lines, st.sampled_from(Section))
def test_any_line_is_read_and_nothing_said_is_lost(typed: str, section: Section) -> None:
    found = line(typed, section)
    assert all(0 <= part.start < part.end <= len(typed) for part in found.parts)
    assert all(typed[part.start : part.end] == part.words for part in found.parts)
    assert bool(found.text) or not Bilingual.of(typed.strip().lstrip(">＞ \n\t")) or not key_of(typed)
    kept = key_of(found.text.en + found.text.lo)
    cut = [*(part.words for part in found.parts), ":", "："]
    rest = typed
    for piece in cut:
        rest = rest.replace(piece, " ")
    for word in key_of(rest).split():
        if word.isalnum() and word not in {"and", "ແລະ", "ກັບ"} and "ແລະ" not in word:
            assert word in kept


@pytest.mark.parametrize(
    "typed",
    ["a", "by ", "NS-24 ", ", ", " - ", "ພາຍໃນ", "\u0eb1", "- by ", " and ", " ", "໑", "—", "ແລະ", "> ", ": "],
)
def test_a_very_long_line_takes_no_time(typed: str) -> None:
    text = typed * (100_000 // len(typed))
    began = monotonic()
    for whole in (text, f"NPA: {text}", f"{text}: x"):
        assert concluded(whole).section == Section.CONCLUSIONS
    assert monotonic() - began < 5  # 0.1 on an idle machine; what grows with the square takes minutes
