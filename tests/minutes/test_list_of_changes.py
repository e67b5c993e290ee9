from dataclasses import replace

from applications import NOON
from cast import Cast
from lives import the_meeting
from signings import TODAY, again, both, frozen, issued, ready
from sqlalchemy import select
from word_file import WordFile

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.docx.layouts import Layout
from tracker.docx.outline import Item, ItemList, Letterhead, Outline, Paragraph, Section, Subheading
from tracker.docx.outline_json import from_data
from tracker.docx.writer import write
from tracker.mail.models import OutgoingMail
from tracker.meetings.models import Entry
from tracker.minutes import amending, issuing
from tracker.minutes.amended import list_of_changes, listed_anew, listed_in
from tracker.minutes.comparison import compare
from tracker.minutes.models import Version
from tracker.minutes.signing import Numbering


def outline(*items: Item, title: Bilingual = both("Minutes")) -> Outline:
    blocks = (Subheading(both("Issues"), "issues"), ItemList(items, key="list"))
    return Outline((title,), Letterhead(), (Section(both("First"), ()), Section(both("Content"), blocks, "content")))


def point(key: str, en: str, lo: str = "ລາວ", note: Bilingual = Bilingual()) -> Item:
    return Item(Bilingual(en, lo), key=key, note=note)


def told(old: Outline, new: Outline, side: str = "en") -> list[str]:
    made = list_of_changes(old, new)
    return [each.text.en if side == "en" else each.text.lo for each in made]


def test_each_passage_stands_with_its_place_and_with_what_it_said() -> None:
    old = outline(point("a", "Ten"), point("b", "Twenty"), point("d", "Forty"))
    new = outline(point("a", "Eleven"), point("c", "Thirty"), point("d", "Forty", note=both("declined")))
    assert told(old, new) == [
        "The passages that were changed:", "– II.1.1: “Eleven” (before: “Ten”)", "– II.1.2: taken out: “Twenty”",
        "– II.1.2: added: “Thirty”", "– II.1.3, Remark in brackets: added: “declined”",
    ]  # fmt: skip
    assert told(old, old) == []


def test_a_change_of_one_language_alone_is_told_in_both() -> None:
    old, new = outline(point("a", "Ten", "ສິບ")), outline(point("a", "Ten", "ສິບເອັດ"))
    assert told(old, new)[1:] == ["– II.1.1: changed in the Lao text only"]
    assert told(old, new, "lo")[1:] == ["– II.1.1: “ສິບເອັດ” (ແຕ່ກ່ອນ: “ສິບ”)"]
    lacking = outline(point("a", "", "ສິບເອັດ"))
    assert told(old, lacking)[1:] == ["– II.1.1: “ສິບເອັດ” (before: “Ten”)"]


def test_a_language_that_comes_later_has_its_list_as_the_passages_read_then() -> None:
    foot = Paragraph(both("Closed at noon."), key="closing")
    old = replace(outline(point("a", "Ten", "ສິບ")), closing=(foot,))
    frozen = replace(outline(point("a", "Ten", "ສິບເອັດ")), closing=(foot,))
    lagging = replace(frozen, closing=(*list_of_changes(old, frozen), foot))
    finished = replace(outline(point("a", "Eleven", "ສິບເອັດ")), closing=lagging.closing)
    whole = listed_anew(finished, old, "en")
    assert [each.en for each in listed_in(lagging)] == ["– II.1.1: changed in the Lao text only"]
    assert [each.en for each in listed_in(whole)] == ["– II.1.1: “Eleven” (before: “Ten”)"]
    assert [each.lo for each in listed_in(whole)] == [each.lo for each in listed_in(lagging)]
    assert whole.closing[-1] == foot
    plain = replace(finished, closing=(foot,))
    assert listed_anew(plain, old, "en") == plain


def test_what_moved_and_what_reads_the_same_at_several_places() -> None:
    one, two = point("a", "One"), point("b", "Two")
    assert told(outline(one, two), outline(two, one))[1:] == ["– II.1.1: moved"]
    same = outline(point("a", "New"), point("b", "New"))
    assert told(outline(point("a", "Old"), point("b", "Old")), same)[1:] == ["– II.1.1; II.1.2: “New” (before: “Old”)"]


def test_a_long_passage_is_cut_where_it_differs() -> None:
    long = "word " * 300
    (_, line) = told(outline(point("a", f"{long}here {long}")), outline(point("a", f"{long}there {long}")))
    assert line.startswith("– II.1.1: “… word")
    assert " there word" in line
    assert " here word" in line
    assert len(line) < 700


def test_the_amended_minutes_list_what_changed_on_paper_and_in_the_mail(cast: Cast) -> None:
    ready(cast)
    issued(cast)
    meeting_id, chair = again().id, cast.actor("chair")
    with transaction():
        amending.begin(meeting_id, both("A name"), by=chair, at=NOON)
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.key == "c1")).one()
        entry.text = both("Send it in May.")
        action = session.scalars(select(Action).where(Action.reference == "IM-A-003")).one()
        action.words = both("by 1 May")
    version = frozen(cast, numbering=Numbering.KEPT, changes=both("Two dates"))
    built, version_id, sha256 = from_data(version.outline), version.id, version.sha256
    passages = [each.en for each in listed_in(built)]
    assert len(passages) == 3
    assert passages[0].startswith("– IV.1; IM-A-001, Action: “Send it in May.” (before: “")
    assert passages[1].startswith("– IV.3, Remark in brackets: “")
    assert passages[2].startswith("– IM-A-003, By when: “by 1 May” (before: “")
    for layout in Layout:
        text = WordFile(write(built, layout, NOON)).text()
        assert ("– IV.1; IM-A-001, Action: “Send it in May.”" in text) == ("en" in layout.languages)
        assert ("– IV.1; IM-A-001, ໜ້າວຽກ: “Send it in May. (ລາວ)”" in text) == ("lo" in layout.languages)
    with transaction():
        issuing.issue(meeting_id, sha256, without=frozenset({"scan"}), today=TODAY, by=chair, at=NOON)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert "– IM-A-003, By when: “by 1 May” (before: “" in " ".join(mail.text.split())
    assert "– IM-A-003, By when: “by 1 May” (before: “" in mail.html
    kept = session.get_one(Version, version_id)
    assert kept.sha256 == sha256
    assert [each.en for each in listed_in(from_data(kept.outline))] == passages
    assert the_meeting().record == "amended"


def test_the_list_itself_is_no_passage(cast: Cast) -> None:
    plain = outline(point("a", "Ten"))
    listing = replace(plain, closing=(Paragraph(both("– II.1.1: moved"), key="amended-1"),))
    assert compare(plain, listing) == ()
