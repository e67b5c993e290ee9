from contextvars import Context
from datetime import date

import pytest
from cast import Cast
from finding import many_actions
from lives import circulated, organisation
from pages import Page, get, queries_of_database, speaks
from parties import outsiders
from sqlalchemy import select

from tracker.actions.models import Assignment, AssignmentRole, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.documents.models import Document, Stage, StageSpan
from tracker.find import words
from tracker.find.asked import What
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Attendance, Entry, EntryAskedOf, Meeting
from tracker.search import jobs

LANGUAGES: tuple[Language, ...] = ("en", "lo")


def page_of(cast: Cast, asked: str, who: str = "chair", language: Language = "en") -> Page:
    return get(speaks(cast.client(who), language), f"/search?{asked}")


def found(cast: Cast, asked: str, who: str = "chair", language: Language = "en") -> dict[str, list[str]]:
    """The references that are found, by the kind in its English words."""
    page, told = page_of(cast, asked, who, language), {said[language]: said.en for said in words.found().values()}
    sections = page.root.xpath("//section[contains(@class, 'group')]")
    return {
        told[each.xpath("./h2/text()")[0].strip()]: [one.text_content() for one in each.xpath(".//li/p[1]/*[1]")]
        for each in sections
    }


def left_out(page: Page) -> list[str]:
    (said,) = [each for each in page.texts("//p[contains(@class, 'quiet')]") if ": " in each]
    return list(said.rsplit(": ", 1)[1].split(", "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filters_stand_in_the_address_and_on_the_page(cast: Cast, language: Language) -> None:
    npa = organisation("NPA").id
    asked = {
        "q": "chapter", "kind": "action", "state": "not_begun", "group": "im-twg", "period": "2021-Q1",
        "organisation": str(npa),
    }  # fmt: skip
    page = page_of(cast, "&".join(f"{name}={value}" for name, value in asked.items()), language=language)
    form = next(each for each in page.root.forms if each.get("role") == "search")
    assert dict(form.form_values()) == asked
    assert page.root.xpath("//details[@open]")
    assert page.texts("//section//li/p[1]/a") == ["IM-A-003"]
    assert not page_of(cast, "q=chapter", language=language).root.xpath("//main//details[@open]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_leaves_out_what_is_of_no_group(cast: Cast, language: Language) -> None:
    circulated(cast)
    page = page_of(cast, "q=chapter&group=im-twg", language=language)
    assert left_out(page) == [words.found()[each][language] for each in (What.DOCUMENT, What.ORGANISATION)]
    assert found(cast, "q=chapter&group=im-twg", language=language).keys() == {
        "Actions", "What was said in meetings", "Minutes",
    }  # fmt: skip
    for other in ("clearance-twg", "nix"):
        assert found(cast, f"q=chapter&group={other}", language=language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarter_is_that_of_the_meeting_or_of_the_day_agreed(either_cast: Cast, language: Language) -> None:
    circulated(either_cast)
    many_actions(5)  # the first days of 2021, outside meetings
    jobs.heal()
    here = found(either_cast, "period=2021-Q1", language=language)
    assert here.keys() == {"Actions", "What was said in meetings", "Meetings", "Minutes"}
    assert page_of(either_cast, "period=2021-Q1", language=language).texts("//h2")[0].endswith(" 8")
    assert found(either_cast, "period=2021-Q2", language=language) == {}


def test_an_organisation_is_sought_in_each_kind_by_what_it_has_to_do_with_it(either_cast: Cast) -> None:
    circulated(either_cast)
    wei, npa, mag, hi = (organisation(name).id for name in ("WEI", "NPA", "MAG", "HI"))
    with transaction():
        first, second = session.scalars(select(Document).order_by(Document.id).limit(2))
        first.held_by_id = hi
        second.stages.append(StageSpan(stage=Stage.REVIEW, holder_id=mag, from_on=date(2021, 1, 1)))
        for stage in session.scalars(select(StageSpan).where(StageSpan.holder_id == mag)):
            assert stage.document_id == second.id
        conclusion = session.scalars(select(Entry).where(Entry.key == "c1")).one()
        conclusion.asked.append(EntryAskedOf(organisation_id=mag, position=0))
        codes, asked = (first.code, second.code), conclusion.reference
    assert "IM-A-003" in found(either_cast, f"organisation={npa}")["Actions"]
    assert "IM-A-003" not in found(either_cast, f"organisation={mag}").get("Actions", [])
    assert len(found(either_cast, f"organisation={wei}&kind=entry")["What was said in meetings"]) >= 2
    assert asked in found(either_cast, f"organisation={mag}&kind=entry")["What was said in meetings"]
    assert codes[0] in found(either_cast, f"organisation={hi}")["Documents"]
    assert found(either_cast, f"organisation={mag}")["Documents"] == [codes[1]]
    for one in (npa, mag):
        assert len(found(either_cast, f"organisation={one}")["Organisations"]) == 1
    assert found(either_cast, f"organisation={npa}")["Organisations"] == ["NPA"]


def test_the_units_of_an_organisation_belong_to_it(cast: Cast) -> None:
    nra = organisation("NRA").id
    assert {"NRA", "IM Unit", "MRE Unit"} <= set(found(cast, f"organisation={nra}&kind=organisation")["Organisations"])
    assert "IM-A-001" in found(cast, f"organisation={nra}&kind=action")["Actions"]


def test_who_attended_is_told_where_the_minutes_may_be_read(cast: Cast) -> None:
    with transaction():
        meeting = session.scalars(select(Meeting)).one()
        meeting.attendance = [Attendance(position=0, organisation_id=organisation("NPA").id, headcount=2)]
    asked = f"organisation={organisation('NPA').id}&kind=meeting"
    assert found(cast, asked, "npa") == {}
    assert found(cast, "kind=meeting", "npa") == {"Meetings": ["IM-2021-Q1"]}
    assert found(cast, asked) == {"Meetings": ["IM-2021-Q1"]}
    assert found(cast, f"organisation={organisation('HI').id}&kind=meeting") == {}
    circulated(cast)
    for kind, said in (("meeting", "Meetings"), ("minutes", "Minutes")):
        one = f"organisation={organisation('NPA').id}&kind={kind}"
        assert found(cast, one, "npa") == {said: ["IM-2021-Q1"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_of_actions_leaves_all_else_out(either_cast: Cast, language: Language) -> None:
    circulated(either_cast)
    with transaction():
        part = session.scalars(select(Assignment).where(Assignment.role == AssignmentRole.OWNER)).one()
        part.state = AssignmentState.SUBMITTED
    page = page_of(either_cast, "q=chapter&state=submitted", language=language)
    assert page.texts("//section//li/p[1]/a") == ["IM-A-003"]
    assert left_out(page) == [said[language] for what, said in words.found().items() if what != What.ACTION]
    assert found(either_cast, "q=chapter&state=open", language=language) == {"Actions": ["IM-A-003"]}
    assert found(either_cast, "q=chapter&state=accepted", language=language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_of_minutes_is_that_of_what_stands_in_them(either_cast: Cast, language: Language) -> None:
    said = {"What was said in meetings", "Meetings", "Minutes"}
    assert found(either_cast, "state=draft", language=language).keys() == said - {"Minutes"}
    circulated(either_cast)
    assert found(either_cast, "state=circulated", language=language).keys() == said
    assert (
        found(either_cast, "state=draft", language=language)
        == found(either_cast, "state=issued", language=language)
        == {}
    )
    for record in (RecordState.ISSUED, RecordState.AMENDED):
        with transaction():
            session.scalars(select(Meeting)).one().record = record
        assert found(either_cast, "state=issued", language=language).keys() == said
    assert left_out(page_of(either_cast, "state=issued", language=language)) == [
        words.found()[each][language] for each in (What.ACTION, What.DOCUMENT, What.ORGANISATION)
    ]


def test_minutes_of_a_meeting_to_come_are_no_draft(cast: Cast) -> None:
    with transaction():
        session.scalars(select(Meeting)).one().state = MeetingState.PLANNED
    assert "Meetings" not in found(cast, "state=draft")


@pytest.mark.parametrize("kind", list(What))
def test_each_kind_by_itself(cast: Cast, kind: What) -> None:
    circulated(cast)
    assert found(cast, f"kind={kind}").keys() == {words.found()[kind].en}


def test_an_exact_reference_is_narrowed_too(cast: Cast) -> None:
    exact = "//section[@aria-label='Exactly this']//li/p/*[1]"
    for asked, stays in (
        ("IM-A-003&group=im-twg", True), ("IM-A-003&period=2021-Q2", False), ("IM-A-003&state=draft", False),
        ("NS-24", True), ("NS-24&group=im-twg", False), ("IM-2021-Q1&period=2021-Q1", True),
        ("IM-2021-Q1&state=issued", False), ("IM-2021-Q1/3&state=draft", True), ("IM-2021-Q1/3&state=open", False),
    ):  # fmt: skip
        assert bool(page_of(cast, f"q={asked}").texts(exact)) == stays, asked


@pytest.mark.parametrize("asked", ["group=im-twg", "period=2021-Q1", "state=open", "state=draft", "kind=entry"])
def test_no_filter_shows_what_the_reader_may_not_see(cast: Cast, asked: str) -> None:
    outsiders(cast)
    mine = f"{asked}&organisation={organisation('NPA').id}"
    for who in ("npa", "mag", "management", "other", "stranger"):
        for each in (asked, mine):
            seen = found(cast, each, who)
            assert seen.keys() <= {"Meetings"}, who
    circulated(cast)
    assert found(cast, asked, "stranger").keys() <= {"Meetings"}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("state=nix", {"en": "State", "lo": "ສະຖານະ"}), ("kind=nix", {"en": "Kind", "lo": "ປະເພດ"}),
        ("period=2021-Q9", {"en": "Quarter", "lo": "ໄຕມາດ"}),
        ("organisation=abc", {"en": "Organisation", "lo": "ອົງການຈັດຕັ້ງ"}),
        ("period=x&organisation=-1", {"en": "Quarter, Organisation", "lo": "ໄຕມາດ, ອົງການຈັດຕັ້ງ"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_address_says_wrongly_is_not_asked_and_said(
    cast: Cast, asked: str, names: dict[Language, str], language: Language
) -> None:
    page = page_of(cast, f"q=chapter&{asked}", language=language)
    assert page.text("//p[@role='status']").endswith(f": {names[language]}")
    assert page.texts("//section//h2") == page_of(cast, "q=chapter", language=language).texts("//section//h2")


def test_what_is_said_rightly_is_not_complained_of(cast: Cast) -> None:
    for asked in ("state=all", "group=nix", "period=2021-Q1&state=issued&kind=minutes&organisation=1", "state=&kind="):
        assert not page_of(cast, f"q=chapter&{asked}").texts("//p[@role='status']")
    for hostile in ("group=%00", "state=%00", "organisation=99999999999999999999", "group=" + "x" * 4000, "kind[]=a"):
        assert Context().run(cast.client("chair").get, f"/search?q=a&{hostile}").status_code == 200


def test_the_filters_stay_through_pages_and_all_of_a_kind(cast: Cast) -> None:
    many_actions(60)
    jobs.rebuild()
    npa = organisation("NPA").id
    page = page_of(cast, f"q=village&organisation={npa}&state=open")
    address, seen = page.links("//section//p/a")["Show all of them: Actions"], list[str]()
    while address:
        page = get(cast.client("chair"), address)
        assert f"organisation={npa}" in address
        assert "state=open" in address
        seen += page.texts("//section//li/p[1]/a")
        address = next(iter(page.links("//a[@rel='next']").values()), "")
        address = address and f"/search{address}"
    with transaction():
        owned = select(Assignment).where(Assignment.organisation_id == npa, Assignment.closed_at.is_(None))
        open_ones = {part.action.reference for part in session.scalars(owned)} - {"IM-A-003"}
    assert len(seen) == len(set(seen))
    assert set(seen) == open_ones


def test_the_number_of_queries_is_fixed_with_every_filter(cast: Cast) -> None:
    circulated(cast)
    taken, client, npa = [], cast.client("chair"), organisation("NPA").id
    every = ("group=im-twg", "period=2021-Q1", "state=open", "state=circulated", f"organisation={npa}")
    addresses = [f"/search?q={typed}&{each}" for each in every for typed in ("village", "v", "")]
    for count in (10, 990):
        many_actions(count)
        jobs.rebuild()
        for address in addresses:
            with queries_of_database() as sent:
                get(client, address)
            taken.append(len(sent))
    assert taken[: len(addresses)] == taken[len(addresses) :]
    assert max(taken) <= 32


@pytest.mark.parametrize("accelerated", [False, True])
def test_lao_is_folded_beside_filters_and_one_letter_is_enough(cast: Cast, accelerated: bool) -> None:
    if accelerated:
        jobs.rebuild()
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.key == "i1")).one()
        entry.text = Bilingual(lo="ທໍ່ນ\u0ecd\u0ec9\u0eb2ແຕກ")
        reference = entry.reference
    for typed in ("ນ\u0ec9\u0eb3", "ທໍ່ນ\u0ec9\u0ecd\u0eb2"):
        assert reference in found(cast, f"q={typed}&group=im-twg&kind=entry")["What was said in meetings"]
    assert found(cast, "q=ນ&period=2021-Q2") == {}


def test_two_groups_are_told_apart(either_cast: Cast) -> None:
    slug = session.scalars(select(WorkingGroup.slug).where(WorkingGroup.slug == "clearance-twg")).one()
    many_actions(3, slug)
    jobs.heal()
    seen = found(either_cast, "q=bring", "admin")
    assert len(seen["Actions"]) == 3
    assert found(either_cast, f"q=bring&group={slug}", "admin") == seen
    assert found(either_cast, "q=bring&group=im-twg", "admin") == found(either_cast, f"q=bring&group={slug}") == {}
