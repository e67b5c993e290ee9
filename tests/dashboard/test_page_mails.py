from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cast import Cast
from letters import letters
from mornings import OFFICE, WORLD, speaks
from pages import queries_of_database
from pages_made import nothing, page
from sent_pages import DUE, mails, run, wished

from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.i18n import LANGUAGES, Language
from tracker.dashboard import jobs, sending
from tracker.dashboard.figures import Counts, OfOrganisation
from tracker.dashboard.page import Page
from tracker.groups.models import WorkingGroup
from tracker.mail import reach

TEXTS = Path(__file__).parent / "mails"
CLEARANCE = Bilingual(en="Clearance", lo="ການເກັບກູ້")


@pytest.fixture(params=["world", "office"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    reach.keep_base_url({"world": WORLD, "office": OFFICE}[request.param])
    yield request.param
    reach.keep_base_url("http://localhost")


def pages(monkeypatch: pytest.MonkeyPatch, **by_slug: Page) -> None:
    """Let these be the pages of the groups."""
    monkeypatch.setattr(jobs, "_page", lambda due, _today: by_slug[due.slug.replace("-", "_") or "all_of_them"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_top_is_told_as_a_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str, language: Language
) -> None:
    speaks(cast, language, "management")
    pages(monkeypatch, im_twg=page(organisations=5), clearance_twg=nothing(slug="clearance-twg", name=CLEARANCE))
    for group_id in (cast.group_id, cast.other_group_id):
        wished(group_id)
    with transaction() as current:
        for group_id, mailbox in ((cast.group_id, "im@nra.example"), (cast.other_group_id, "clearance@nra.example")):
            current.get_one(WorkingGroup, group_id).mailbox = mailbox if place == "world" else ""
    run(DUE)
    assert letters(mails()) == (TEXTS / f"page.{place}.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_all_groups_is_told_as_a_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str, language: Language
) -> None:
    speaks(cast, language, "management")
    every = page(organisations=3, decided=2)
    pages(monkeypatch, all_of_them=replace(every, slug="", name=Bilingual.said("All working groups")))
    wished(None)
    run(DUE)
    assert letters(mails()) == (TEXTS / f"page_of_all.{place}.{language}.txt").read_text(encoding="utf-8")


def test_what_stands_on_two_pages_is_counted_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    every = replace(page(organisations=3, decided=2), slug="", name=Bilingual.said("All working groups"))
    pages(monkeypatch, im_twg=page(organisations=1, decided=1), all_of_them=every)
    wished(cast.group_id)
    wished(None)
    run(DUE)
    (mail,) = mails()
    assert mail.subject == "Follow-up, quarter 2, 2021: 2 decisions needed, 9 late"


def test_a_reply_is_offered_where_it_reaches_every_group(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, im_twg=nothing(), clearance_twg=nothing(slug="clearance-twg", name=CLEARANCE))
    for group_id in (cast.group_id, cast.other_group_id):
        wished(group_id)
        with transaction() as current:
            current.get_one(WorkingGroup, group_id).mailbox = "twg@nra.example"
    run(DUE)
    assert "Or reply to this mail; the secretary writes it down for you." in mails()[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_good_news_is_told_too(cast: Cast, monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    speaks(cast, language, "management")
    pages(monkeypatch, im_twg=nothing())
    wished(cast.group_id)
    run(DUE)
    assert (
        mails()[0].subject
        == {
            "en": "Follow-up, quarter 2, 2021: nothing needs a decision, nothing is late",
            "lo": "ການປະຕິບັດມະຕິ ໄຕມາດທີ 2 ປີ 2021: ບໍ່ມີສິ່ງທີ່ຕ້ອງຕັດສິນ, ບໍ່ມີວຽກກາຍກຳນົດ",
        }[language]
    )


def test_many_organisations_are_cut_short(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    many = page(organisations=3)
    nobodys = OfOrganisation(None, Bilingual(en="Nobody", lo="ຍັງບໍ່ມີໃຜ"), Counts(open=8, late=6, longest=459))
    late = [*[many.organisations[0]] * 11, nobodys]
    pages(monkeypatch, im_twg=nothing(organisations=late, whole=many.whole))
    wished(cast.group_id)
    run(DUE)
    assert mails()[0].text.count("- NRA: 4 of 12, the longest by 41 days\n") == 8
    assert "- Nobody: 6 of 8, the longest by 459 days\n- and 3 more on the page\n" in mails()[0].text


def test_the_same_page_is_the_one_of_its_last_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Page] = []
    whole = sending.send_pages

    def send(ready: list[sending.Ready], *, at: object) -> int:
        found.extend(each.page for each in ready)
        return whole(ready, at=at)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "send_pages", send)
    wished(cast.group_id)
    run(DUE)
    assert [(each.slug, each.as_of, each.today) for each in found] == [("im-twg", date(2021, 6, 30), DUE)]


def test_nothing_is_asked_for_where_nothing_is_due(cast: Cast) -> None:
    del cast
    with queries_of_database() as asked:
        run(DUE)
    assert len(asked) <= 4
