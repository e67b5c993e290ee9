import re
from contextvars import Context

import pytest
from cast import Cast
from finding import many_actions
from lives import circulated
from pages import get, queries_of_database, speaks
from parties import outsiders
from sqlalchemy import select, text

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.lao import match_key
from tracker.meetings.models import Entry
from tracker.search import jobs

HOSTILE = (
    "%", "_", "\\", "'", '"', '""', "*", "NEAR(a b)", "a AND", "OR", "NOT chapter", "-", "--", "/*", "folded:a", "^a",
    "\0", "a\0b", "chapter\0", "(", ")", "{}", "<script>alert(1)</script>", "ກ" * 10_000, "a " * 5_000, "\u200b", "🙂",
    "%00", "';DROP TABLE search_text;--", "9" * 400, "x" * 200, "IM-2021-Q9/1", "IM-2021-Q1/" + "9" * 100,
    "IM-2021-Q1/",
)  # fmt: skip


def references(cast: Cast, who: str, typed: str, kind: str = "", language: str = "en") -> list[str]:
    """What somebody finds, by the references."""
    page = get(speaks(cast.client(who), language), f"/search?q={typed}&kind={kind}")  # type: ignore[arg-type]
    return [each.text_content() for each in page.root.xpath("//li[@class='hit']/p[1]/*[1]")]


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_page_before_anything_is_typed(cast: Cast, language: str) -> None:
    page = get(cast.client("npa", language), "/search")  # type: ignore[arg-type]
    assert page.heading == {"en": "Search", "lo": "ຄົ້ນຫາ"}[language]
    assert list(page.links("//main//p//a").values()) == ["/actions", "/entries", "/meetings"]


# The three ways to type it, with the tone before, between and after the parts of the vowel.
@pytest.mark.parametrize("typed", ["ນ\u0ec9\u0eb3", "ນ\u0ecd\u0ec9\u0eb2", "ນ\u0ec9\u0ecd\u0eb2"])
@pytest.mark.parametrize("stored", ["ນ\u0ec9\u0eb3", "ນ\u0ecd\u0ec9\u0eb2", "ນ\u0ec9\u0ecd\u0eb2"])
def test_water_is_found_in_each_of_its_spellings(cast: Cast, typed: str, stored: str) -> None:
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.key == "i1")).one()
        entry.text = Bilingual(lo=f"ທໍ່{stored}ແຕກ")
    assert references(cast, "chair", f"ທໍ່{typed}") == [entry.reference]
    page = get(cast.client("chair"), f"/search?q=ທໍ່{typed}")
    assert [match_key(each) for each in page.texts("//mark")] == [match_key("ທໍ່ນ້ຳ")]


@pytest.mark.parametrize("letter", ["n", "N", "ນ", "4", "໔"])
def test_one_letter_is_enough(cast: Cast, letter: str) -> None:
    found = references(cast, "chair", letter)
    assert "IM-A-003" in found
    assert get(cast.client("chair"), f"/search?q={letter}").texts("//mark")


def test_old_spellings_and_capitals_make_no_difference(cast: Cast) -> None:
    wanted = references(cast, "chair", "ໜ່ວຍງານ MRE")
    assert wanted
    assert references(cast, "chair", "ຫນວຍງານ mre") == wanted


def test_several_words_find_what_has_all_of_them(cast: Cast) -> None:
    assert references(cast, "chair", "chapter translation npa", "action") == ["IM-A-003"]
    assert references(cast, "chair", "NPA, “chapter”  24!", "action") == ["IM-A-003"]
    assert references(cast, "chair", "chapter 24 ບົດທີ", "action") == ["IM-A-003"]
    assert references(cast, "chair", "chapter nowhere", "action") == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("IM-A-003", "IM-A-003"), ("im-a-003", "IM-A-003"), (" IM-A-003 ", "IM-A-003"),
        ("IM-2021-Q1/3", "IM-2021-Q1/3"), ("im-2021-q1/3", "IM-2021-Q1/3"), ("IM-2021-Q1", "IM-2021-Q1"),
        ("NS-24", "NS-24"), ("ns-24", "NS-24"),
    ],
)  # fmt: skip
def test_an_exact_reference_leads(cast: Cast, typed: str, first: str) -> None:
    page = get(cast.client("chair"), f"/search?q={typed}")
    top = page.root.xpath("//section[@aria-label='Exactly this']//li/p/*[1]")
    assert [each.text_content() for each in top] == [first]
    assert references(cast, "chair", typed)[0] == first


def test_results_are_grouped_by_kind_and_lead_to_their_pages(cast: Cast) -> None:
    page = get(cast.client("chair"), "/search?q=chapter+24")
    assert page.texts("//section/h2") == ["Actions 1", "What was said in meetings 2", "Documents 1"]
    links = page.links("//li[@class='hit']//a")
    action_id = re.fullmatch(r"/actions/(\d+)", links["IM-A-003"])
    assert action_id
    assert links["IM-2021-Q1/17"].startswith("/meetings/im-twg/2021-Q1#e-")


def test_the_words_are_shown_in_the_readers_language_or_beside_it(cast: Cast) -> None:
    english = get(cast.client("chair", "en"), "/search?q=ບົດທີ&kind=action")
    assert english.text("//li[@class='hit']/p[1]").endswith("Chapter 24.")
    assert english.root.xpath("//li[@class='hit']/p[2]/span/@lang") == ["lo"]
    assert english.texts("//mark") == ["ບົດທີ"]
    lao = get(cast.client("chair", "lo"), "/search?q=ບົດທີ&kind=action")
    assert "ບົດທີ" in lao.text("//li[@class='hit']/p[1]/span[last()]")
    assert not lao.root.xpath("//li[@class='hit']/p[2]/span[@lang]")


def test_a_draft_is_found_by_its_writers_alone(cast: Cast) -> None:
    for who in ("chair", "secretary", "translator", "admin"):
        assert "IM-A-003" in references(cast, who, "chapter")
        assert references(cast, who, "IM-2021-Q1/3")[0] == "IM-2021-Q1/3"
    for who in ("npa", "mag", "party", "management", "other"):
        assert references(cast, who, "chapter") == ["NS-24"]
        assert references(cast, who, "IM-2021-Q1/3") == []
        assert references(cast, who, "IM-A-003") == []


def test_told_minutes_are_found_by_those_who_may_read_them(cast: Cast) -> None:
    circulated(cast)
    for who in ("npa", "mag", "management"):
        page = get(cast.client(who), "/search?q=chapter")
        assert page.texts("//section/h2") == ["Actions 1", "What was said in meetings 2", "Minutes 1", "Documents 1"]
    outsiders(cast)
    assert references(cast, "stranger", "rejected") == []
    assert references(cast, "stranger", "chapter") == ["NS-24"]


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    assert cast.client().get("/search?q=a").status_code == 302


def test_what_was_taken_out_is_not_found(cast: Cast) -> None:
    circulated(cast)
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.number == 17)).one()
        entry.deleted_at = cast.account("npa").created_at
    assert references(cast, "chair", "chapter", "entry") == ["IM-2021-Q1/14"]
    assert references(cast, "chair", "chapter", "action") == []
    assert references(cast, "chair", "IM-A-003", "action") == []


@pytest.mark.parametrize("accelerated", [False, True])
def test_no_input_does_harm(cast: Cast, accelerated: bool) -> None:
    if accelerated:
        jobs.rebuild()
    client = cast.client("chair")
    for typed in HOSTILE:
        for kind in ("", "entry", "nix"):
            asked = {"q": typed, "kind": kind, "page": typed[:40]}
            answer = Context().run(client.get, "/search", query_string=asked)
            assert answer.status_code == 200, typed
            assert "<script>alert" not in answer.text
    assert session.scalar(text("SELECT count(*) FROM search_text"))


def test_signs_of_patterns_are_only_signs(cast: Cast) -> None:
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.key == "i1")).one()
        entry.text = Bilingual(en="100% of a_b reports")
    for accelerated in (False, True):
        if accelerated:
            jobs.rebuild()
        for typed in ("100%25", "a_b", "0%25 of"):
            assert references(cast, "chair", typed, "entry") == [entry.reference]
        assert references(cast, "chair", "1%250", "entry") == []
        assert references(cast, "chair", "axb", "entry") == []


def test_the_number_of_queries_is_fixed(cast: Cast) -> None:
    circulated(cast)
    taken, client = [], cast.client("chair")
    for count in (10, 990):
        many_actions(count)
        jobs.rebuild()
        for address in ("/search?q=village", "/search?q=v", "/search?q=village&kind=action&page=2"):
            with queries_of_database() as sent:
                get(client, address)
            taken.append(len(sent))
    assert taken[:3] == taken[3:]
    assert max(taken) <= 30


def test_one_kind_is_turned_page_by_page(cast: Cast) -> None:
    many_actions(60)
    jobs.rebuild()
    page = get(cast.client("chair"), "/search?q=bring+village")
    assert page.texts("//section/h2") == ["Actions 60"]
    assert len(page.root.xpath("//li[@class='hit']")) == 5
    seen = []
    address = page.links("//section//p/a")["Show all of them: Actions"]
    for _ in range(3):
        page = get(cast.client("chair"), address)
        seen += references_of(page.texts("//li[@class='hit']/p[1]/a"))
        address = "/search" + next(iter(page.links("//a[@rel='next']").values()), "")
    assert len(set(seen)) == 60


def references_of(texts: list[str]) -> list[str]:
    return [each for each in texts if each.startswith("X-A-")]


def test_more_than_are_counted_says_so(cast: Cast) -> None:
    many_actions(130)
    jobs.rebuild()
    assert get(cast.client("chair"), "/search?q=bring+village").texts("//section/h2") == ["Actions more than 100"]
