from pathlib import Path

import pytest
from applications import NOON, load
from cast import Cast
from flask import Flask
from lives import circulated, organisation, the_meeting
from pages import queries_of_database
from plain_text import plain_text
from sqlalchemy import select
from word_file import WordFile

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.docx.outline import ItemList, Outline, Paragraph, Table
from tracker.docx.outline_json import from_data
from tracker.docx.outline_texts import whole_in
from tracker.docx.writer import write
from tracker.exchange.loading import Outcome
from tracker.meetings.kinds import Disposition
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import outline, queries
from tracker.minutes.models import Version
from tracker.minutes.versions import fingerprint
from tracker.organisations.models import Organisation

HERE = Path(__file__).parent
GROUP = "group: {slug: im-twg, acronym: IM, name: {en: Data Working Group, lo: ກຸ່ມວິຊາການ ດ້ານຂໍ້ມູນ}}\n"
PARTIES = """
organisations:
  - {short_name: NRA, lao_short_name: ຄຊກລ, name: National Regulatory Authority}
  - {short_name: NPA, name: Norwegian People's Aid}
people:
  - {key: boun, name: {en: Mr Boun, lo: ທ່ານ ບຸນ}, organisation: NRA}
"""


def built(text: str) -> Outline:
    return outline.build(queries.record_of(load(text).meeting_id))


def english(made: Outline) -> str:
    return plain_text(made, "en")


def entry(key: str) -> Entry:
    return session.scalars(select(Entry).where(Entry.key == key)).one()


def meeting(lines: str, period: str = "2021-Q1") -> str:
    return f"{GROUP}{PARTIES}meeting:\n  period: {period}\n  held_on: 2021-03-29\n{lines}"


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_sample_reads_as_minutes(sample: Outcome, language: Language) -> None:
    made = outline.build(queries.record_of(sample.meeting_id))
    expected = (HERE / f"sample_minutes.{language}.txt").read_text(encoding="utf-8")
    assert plain_text(made, language) == expected


def test_the_minutes_are_read_in_a_fixed_number_of_queries(app: Flask) -> None:
    def asked(number: int, period: str) -> int:
        entries = "".join(f"    - {{id: i{n}, kind: issue, text: One, raised_by: [NPA]}}\n" for n in range(number))
        agreed = "".join(
            f"    - {{id: c{n}, text: So, answers: [{{entry: i{n}}}], actions: [{{owners: [NPA]}}]}}\n"
            for n in range(number)
        )
        made = load(meeting(f"  entries:\n{entries}  conclusions:\n{agreed}", period))
        session.expire_all()
        session.expunge_all()
        with queries_of_database() as statements:
            outline.build(queries.record_of(made.meeting_id))
        return len(statements)

    assert asked(3, "2021-Q1") == asked(1_200, "2021-Q2")


def test_an_empty_meeting_says_that_nothing_was_recorded(app: Flask) -> None:
    made = built(meeting(""))
    purpose, content, conclusion = made.sections[1:]
    for section in (purpose, conclusion):
        assert [type(block) for block in section.blocks] == [Paragraph]
    quiet = [block for section in made.sections for block in section.blocks if isinstance(block, Paragraph)]
    assert [block.text.en for block in quiet if block.quiet] == ["Nothing was recorded here."] * 4
    assert len(content.blocks) == 4


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "The meeting of the Data Working Group for Quarter 1, 2021 was held on 29 March 2021."),
        ("  venue: the NRA\n", "… was held on 29 March 2021 at the NRA."),
        ('  venue: the NRA\n  starts_at: "08:30"\n', "… was held on 29 March 2021 at the NRA, starting at 08:30."),
        (
            '  starts_at: "08:30"\n  ends_at: "12:00"\n  chair: boun\n',
            "… was held on 29 March 2021, from 08:30 to 12:00. Mr Boun (NRA) chaired the meeting.",
        ),
    ],
)
def test_the_opening_says_what_is_known(app: Flask, lines: str, said: str) -> None:
    opening = built(meeting(lines)).sections[0].blocks[0]
    assert isinstance(opening, Paragraph)
    assert opening.text.en == said.replace("… ", "The meeting of the Data Working Group for Quarter 1, 2021 ")


@pytest.mark.parametrize(
    ("lines", "said_en", "said_lo"),
    [
        ("  headcount: 1\n", "There was 1 participant.", "ມີຜູ້ເຂົ້າຮ່ວມ"),
        ("  headcount: 12\n", "There were 12 participants.", "12"),
        (
            "  attendance: [{organisation: NRA, headcount: 3}]\n",
            "There were 3 participants: 1 organisation (NRA: 3).",
            "ຄຊກລ: 3",
        ),
        (
            "  attendance: [{organisation: NRA}, {organisation: NPA}, {person: boun, presence: apologies}]\n",
            "There were 2 participants: 2 organisations (NRA and NPA). Apologies were received from Mr Boun (NRA).",
            "ຄຊກລ ແລະ NPA",
        ),
        (
            "  attendance: [{organisation: NPA, description: {en: drivers, lo: ຄົນຂັບລົດ}, headcount: 2}]\n",
            "There were 2 participants: drivers (NPA): 2.",
            "ຄົນຂັບລົດ (NPA): 2",
        ),
    ],
)
def test_participants_are_told_with_the_right_number(app: Flask, lines: str, said_en: str, said_lo: str) -> None:
    told = built(meeting(lines)).sections[0].blocks[1]
    assert isinstance(told, Paragraph)
    assert told.text.en == said_en
    assert said_lo in told.text.lo


@pytest.mark.parametrize(
    ("state", "said"),
    [("planned", " is planned for {}."), ("cancelled", ", planned for {}, was cancelled."),
     ("postponed", ", planned for {}, was postponed.")],
)  # fmt: skip
def test_a_meeting_that_was_not_held_thanks_nobody(app: Flask, state: str, said: str) -> None:
    made = built(meeting(f"  state: {state}\n  headcount: 3\n"))
    assert [block.text.en for block in made.sections[0].blocks if isinstance(block, Paragraph)] == [
        "The meeting of the Data Working Group for Quarter 1, 2021" + said.format("29 March 2021")
    ]
    assert made.closing == ()


def test_an_edited_wording_takes_the_place_of_a_composed_sentence(app: Flask) -> None:
    made = built(meeting("  wording: {opening: We met., participants: Many came., closing: We parted.}\n"))
    assert [block.text.en for block in made.sections[0].blocks if isinstance(block, Paragraph)] == [
        "We met.", "Many came.",
    ]  # fmt: skip
    assert made.closing[0].text.en == "We parted."


def test_a_special_meeting_has_its_own_title(app: Flask) -> None:
    made = built(meeting("  kind: special\n  name: data\n  title: Incomplete data\n", "2021-Q2"))
    assert [line.en for line in made.title] == [
        "Minutes of a special meeting of the Data Working Group",
        "Incomplete data",
    ]
    assert made.reference.en == "IM-2021-Q2-data"


def test_the_letterhead_is_that_of_the_day(app: Flask) -> None:
    heads = (
        "group: {slug: im-twg, acronym: IM, name: Data, letterheads: ["
        "{valid_from: 2010-01-01, left: [Labour]}, {valid_from: 2023-09-01, left: [Foreign Affairs]}]}\n"
    )
    old = f"{heads}meeting: {{period: 2023-Q3, held_on: 2023-08-31}}\n"
    new = f"{heads}meeting: {{period: 2023-Q4, held_on: 2023-09-01}}\n"
    late = f"{heads}meeting: {{period: 2023-Q2, held_on: 2023-06-01, record: issued, issued_on: 2023-10-02}}\n"
    left = [[line.en for line in built(text).letterhead.left] for text in (old, new, late)]
    assert left == [["Labour"], ["Foreign Affairs"], ["Foreign Affairs"]]


def test_only_minutes_that_are_not_issued_carry_a_mark(app: Flask) -> None:
    marks = {
        record: built(meeting(f"  record: {record}\n", period)).mark.en
        for record, period in (("draft", "2021-Q1"), ("circulated", "2021-Q2"), ("issued", "2021-Q3"))
    }
    assert marks == {"draft": "DRAFT", "circulated": "DRAFT for comments", "issued": ""}


def test_what_became_of_an_entry_stands_behind_it(app: Flask) -> None:
    made = built(
        meeting(
            "  entries:\n"
            "    - {id: i1, kind: issue, text: One, disposition: carried_over}\n"
            "    - {id: i2, kind: issue, text: Two}\n"
            "    - {id: i3, kind: issue, text: Three}\n"
            "    - {id: i4, kind: issue, text: Four, disposition: carried_over}\n"
            "  conclusions:\n"
            "    - {id: c1, text: Yes, answers: [{entry: i2}, {entry: i3, extent: part}]}\n"
            "    - {id: c2, text: Also, answers: [{entry: i3, extent: part}, {entry: i4, extent: part}]}\n"
        )
    )
    (issues,) = [block for block in made.sections[2].blocks if isinstance(block, ItemList)]
    assert [item.note.en for item in issues.items] == [
        "carried over to the next meeting",
        "answered by IV.1",
        "answered in part by IV.1; answered in part by IV.2",
        "answered in part by IV.2, carried over to the next meeting",
    ]


def test_points_of_the_same_organisation_name_it_once(app: Flask) -> None:
    made = built(
        meeting(
            "  entries:\n"
            "    - id: r1\n      kind: recommendation\n      text: About the form\n"
            "      raised_by: [NPA]\n      points:\n"
            "        - {id: r2, kind: recommendation, text: Space, raised_by: [NPA]}\n"
            "        - {id: r3, kind: recommendation, text: Numbers, raised_by: [NRA]}\n"
        )
    )
    assert "– NPA: About the form\n   1. Space\n   2. NRA: Numbers\n" in english(made)


def test_who_and_when_of_an_action(app: Flask) -> None:
    made = built(
        meeting(
            "  conclusions:\n"
            "    - id: c1\n      text: Do it\n      actions:\n"
            "        - {owners: [NPA, NRA], recipients: [NRA], deadline: by 15 April 2021}\n"
            "        - {deadline: next meeting}\n"
            "        - {owners: [NPA], confirmed: 2021-05-03, deadline: soon}\n"
            "        - {owners: [NPA], deadline: by 15/04/2021}\n"
        )
    )
    (actions,) = [block for block in made.sections[3].blocks if isinstance(block, Table)]
    assert [[cell.en for cell in row] for row in actions.rows] == [
        ["IM-A-001", "Do it", "NPA, NRA\nTo be sent to: NRA", "by 15 April 2021\n(by 15/04/2021)"],
        ["IM-A-002", "Do it", "not yet named", "next meeting"],
        ["IM-A-003", "Do it", "NPA", "soon\n(03/05/2021)"],
        ["IM-A-004", "Do it", "NPA", "by 15/04/2021"],
    ]


def test_verdicts_stand_in_section_two(app: Flask) -> None:
    load(meeting("  conclusions: [{id: c1, text: Do it, actions: [{owners: [NPA]}]}]\n"))
    made = built(meeting("  reviews: [{item: IM-A-001, verdict: late, remark: Not yet}]\n", "2021-Q2"))
    (reviews,) = [block for block in made.sections[1].blocks if isinstance(block, Table)]
    assert [[cell.en for cell in row] for row in reviews.rows] == [["IM-A-001\nNPA", "Do it", "late", "Not yet"]]


def test_what_was_issued_reads_on_as_it_was_frozen(app: Flask) -> None:
    made = load(meeting("  record: issued\n  attendance: [{organisation: NPA}]\n"))
    row = session.get_one(Meeting, made.meeting_id)
    before = outline.current(row)
    with transaction():
        session.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one().short_name = "XYZ"
    version = queries.read_version(row.id)
    assert version is not None
    assert (version.number, version.kind, version.sha256) == (1, "issued", fingerprint(version.outline))
    assert outline.current(row) == before
    assert "XYZ" in english(outline.build(queries.record_of(row.id)))


def test_a_draft_reads_as_it_stands_and_is_frozen_when_it_comes_in_as_issued(app: Flask) -> None:
    one, two = "{id: i1, kind: issue, text: One}", "{id: i2, kind: issue, text: Two}"
    load(meeting(f"  venue: the NRA\n  entries: [{one}, {two}]\n"))
    issued = meeting(f"  venue: the park\n  record: issued\n  entries: [{two}, {one}]\n")
    made = load(issued)
    load(issued)
    assert [version.number for version in session.scalars(select(Version))] == [1]
    text = english(outline.current(session.get_one(Meeting, made.meeting_id)))
    assert "at the park" in text
    assert "– Two\n– One\n" in text


def test_a_deleted_entry_is_not_printed(app: Flask) -> None:
    two = meeting("  entries: [{id: i1, kind: issue, text: One}, {id: i2, kind: issue, text: Two}]\n")
    load(two)
    assert "Two" not in english(built(two.replace(", {id: i2, kind: issue, text: Two}", "")))


def test_a_point_is_printed_with_whom_it_was_referred_to_and_why_it_was_declined(cast: Cast) -> None:
    why = Bilingual(("No budget this year. " * 20).strip(), "ປີນີ້ບໍ່ມີງົບປະມານ")
    with transaction():
        one, two, three = (entry(key) for key in ("i1", "i2", "r1"))
        one.disposition, one.referred_to = Disposition.REFERRED, organisation("MRE Unit")
        two.disposition, two.disposition_remark = Disposition.DECLINED, why
        three.disposition, three.referred_group_id = Disposition.REFERRED, cast.other_group_id
    made = outline.build(queries.record_of(the_meeting().id))
    assert "[referred to MRE Unit]" in plain_text(made, "en")
    assert "[ສົ່ງຕໍ່ໃຫ້ ໜ່ວຍງານ MRE]" in plain_text(made, "lo")
    assert "[referred to CL]" in plain_text(made, "en")
    assert f"[declined: {why.en}]" in plain_text(made, "en")
    assert "[ບໍ່ຮັບເອົາ: ປີນີ້ບໍ່ມີງົບປະມານ]" in plain_text(made, "lo")
    assert f"[declined: {why.en}]" in WordFile(write(made, Layout.ENGLISH, NOON)).text()
    version = circulated(cast)
    with transaction():
        organisation("MRE Unit").short_name = "Education"
    assert "referred to MRE Unit" in plain_text(from_data(version.outline), "en")


def test_a_reason_without_its_translation_says_so_in_the_other_language(cast: Cast) -> None:
    with transaction():
        row = entry("i2")
        row.disposition, row.disposition_remark = Disposition.DECLINED, Bilingual("No budget")
    made = outline.build(queries.record_of(the_meeting().id))
    assert whole_in(made) == ("en",)
    assert "[declined: No budget] (ຍັງບໍ່ທັນແປ)" in WordFile(write(made, Layout.LAO, NOON)).text()
