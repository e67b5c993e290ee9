from contextvars import Context
from datetime import date

import pytest
from applications import NOON
from arrivals import issued
from cast import GROUP, OTHER_GROUP, Cast
from lives import circulated, settle_points, the_meeting
from pages import get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.groups.models import Letterhead, WorkingGroup
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import versions
from tracker.minutes.models import SCAN, Version, VersionFile, VersionKind

HERE = f"/groups/{GROUP}/minutes"
PDF = b"%PDF-1.4 signed"


def public(is_public: bool = True) -> None:
    with transaction():
        session.scalars(select(WorkingGroup).where(WorkingGroup.slug == GROUP)).one().is_public = is_public


def scanned(version_id: int) -> None:
    with transaction():
        kept = files.keep(PDF, "signed paper.pdf", "application/pdf", at=NOON)
        version = session.get_one(Version, version_id)
        version.files.append(VersionFile(layout=SCAN, file=kept))


@pytest.fixture
def version_id(cast: Cast) -> int:
    """The sample's minutes, circulated and then issued with a scan."""
    circulated(cast)
    settle_points()
    made = issued().id
    scanned(made)
    return made


def test_issued_minutes_stand_by_year_with_their_files(cast: Cast, version_id: int) -> None:
    page = get(cast.client("npa"), HERE)
    assert page.heading == "Issued minutes"
    assert page.texts("//main//h2") == ["2021"]
    (one,) = page.texts("//main//article")
    assert one.startswith("Quarter 1, 2021 held on 29/03/2021 No. 12/NRA issued on 01/04/2021 Signed scan PDF")
    assert page.links("//main//article//a")["Quarter 1, 2021"] == f"{HERE}/{version_id}"
    for link in page.root.xpath("//main//article//ul//a/@href"):
        answer = Context().run(cast.client("npa").get, link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.data.startswith(b"%PDF" if link.endswith(".pdf") else b"PK")
    assert Context().run(cast.client("npa").get, f"{HERE}/{version_id}/scan.pdf").data == PDF


def test_the_page_of_one_is_the_sheet_and_nothing_else(cast: Cast, version_id: int) -> None:
    page = get(cast.client("npa"), f"{HERE}/{version_id}?text=both")
    assert page.heading == "Quarter 1, 2021"
    assert "Army 58" in page.text("//article")
    assert page.texts("//aside/h2") == ["The minutes as a file"]
    assert not page.root.xpath("//main//form | //main//button")
    assert "@twg.example" not in page.response.text


@pytest.mark.parametrize("below", ["", "/{}", "/{}/scan.pdf", "/{}/lao.docx", "/{}/lao-then-english.docx"])
def test_everybody_reads_them_where_the_group_says_so_and_nobody_else(cast: Cast, version_id: int, below: str) -> None:
    outsiders(cast)
    address = HERE + below.format(version_id)
    for name in ("", "stranger"):
        assert Context().run(cast.client(name).get, address).status_code == 404
    for name in ("npa", "unit", "management", "chair", "other"):
        assert Context().run(cast.client(name).get, address).status_code == 200, name
    public()
    for name in ("", "stranger"):
        answer = Context().run(cast.client(name).get, address)
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]


def test_who_may_not_know_is_told_the_same_as_of_no_group(cast: Cast, version_id: int) -> None:
    for client in (cast.client(), cast.client("", "lo")):
        texts = [get(client, f"/groups/{slug}/minutes", 404).text("//main") for slug in (GROUP, "nix")]
        assert texts[0].replace(GROUP, "nix") == texts[1]
    get(cast.client(), f"{HERE}/{version_id}", 404)


def test_nothing_but_issued_minutes_is_published(cast: Cast) -> None:
    public()
    first = circulated(cast).id
    settle_points()
    with transaction():
        waiting = versions.freeze(the_meeting(), VersionKind.ISSUED, by="x", at=NOON).id
    for name in ("", "chair"):
        client = cast.client(name)
        assert "No minutes of this group were issued yet." in get(client, HERE).text("//main")
        for number in (first, waiting, 999):
            get(client, f"{HERE}/{number}", 404)
            assert Context().run(client.get, f"{HERE}/{number}/lao.docx").status_code == 404


def test_what_was_amended_stands_below_what_replaced_it(cast: Cast, version_id: int) -> None:
    public()
    newer = issued(VersionKind.AMENDED, "12a/NRA").id
    page = get(cast.client(), HERE)
    (one,) = page.texts("//main//article")
    assert "No. 12a/NRA issued on 01/04/2021 amended" in one
    assert "One version before it, amended since Version 2 No. 12/NRA" in one
    old = get(cast.client(), f"{HERE}/{version_id}")
    assert "These minutes were amended by version 3." in old.text("//p[@class='notice']")
    assert old.links("//p[@class='notice']//a") == {"Read the amended minutes": f"{HERE}/{newer}"}
    assert not get(cast.client(), f"{HERE}/{newer}").root.xpath("//p[@class='notice']")
    assert Context().run(cast.client().get, f"{HERE}/{version_id}/scan.pdf").data == PDF
    assert Context().run(cast.client().get, f"{HERE}/{newer}/scan.pdf").status_code == 404


def test_a_translation_that_came_later_is_read_instead(cast: Cast, version_id: int) -> None:
    public()
    with transaction():
        base = session.get_one(Version, version_id)
        edition = Version(
            meeting=base.meeting, number=base.number, kind=base.kind, edition="en", languages="en lo",
            outline=base.outline, sha256=base.sha256, at=NOON, by="x", sealed_at=NOON, registered_as="12/NRA",
            issued_on=base.issued_on,
        )  # fmt: skip
        session.add(edition)
        session.flush()
        edition_id = edition.id
    page = get(cast.client(), HERE)
    assert page.links("//main//article//a")["Quarter 1, 2021"] == f"{HERE}/{edition_id}"
    assert "before it" not in page.text("//main")
    assert "A translation of these minutes has come since." in get(cast.client(), f"{HERE}/{version_id}").text("//main")
    assert Context().run(cast.client().get, f"{HERE}/{edition_id}/scan.pdf").data == PDF


def test_files_stay_the_same_whatever_is_changed(cast: Cast, version_id: int) -> None:
    public()
    with transaction():
        version = session.get_one(Version, version_id)
        version.files.clear()  # as of minutes that came in by a meeting file
    client, address = cast.client(), f"{HERE}/{version_id}/lao-then-english.docx"
    before, page = Context().run(client.get, address).data, get(client, f"{HERE}/{version_id}").text("//article")
    with transaction():
        for head in session.scalars(select(Letterhead)):
            head.lao_font = "Saysettha OT"
        the_meeting().title = Bilingual.same("Changed")
        the_meeting().group.name = Bilingual.same("Changed")
    assert Context().run(client.get, address).data == before
    assert get(client, f"{HERE}/{version_id}").text("//article") == page


def test_files_that_are_not_there_are_not_found(cast: Cast, version_id: int) -> None:
    client = cast.client("npa")
    for name in ("side-by-side.docx", "lao.pdf", "lao.exe", "x.docx", "scan.docx", "lao."):
        assert Context().run(client.get, f"{HERE}/{version_id}/{name}").status_code == 404, name
    other = f"/groups/{OTHER_GROUP}/minutes/{version_id}"
    assert Context().run(cast.client("other").get, other).status_code == 404


def test_it_speaks_lao_and_is_linked(cast: Cast, version_id: int) -> None:
    page = get(cast.client("npa", "lo"), HERE)
    assert page.root.get("lang") == "lo"
    assert "2021" in page.text("//main//article//h3")
    assert page.text("//main//article//h3") != "Quarter 1, 2021"
    assert HERE in get(cast.client("npa"), f"/meetings/{GROUP}").links("//main//a").values()


def test_a_long_list_takes_the_same_queries(cast: Cast, version_id: int) -> None:
    taken = []
    for count in (1, 30):
        with transaction() as current:
            first = session.get_one(Version, version_id)
            for n in range(count):
                year = 2030 + n + count
                meeting = Meeting(group_id=cast.group_id, period_year=year, period_quarter=1, held_on=date(year, 2, 1),
                                  state=MeetingState.HELD, record=RecordState.ISSUED)  # fmt: skip
                current.add(
                    Version(
                        meeting=meeting,
                        number=1,
                        kind=VersionKind.ISSUED,
                        languages="lo",
                        outline=first.outline,
                        sha256=first.sha256,
                        at=NOON,
                        by="x",
                        sealed_at=NOON,
                    )
                )
        with queries_of_database() as sent:
            page = get(cast.client("npa"), HERE)
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 16
    assert len(page.texts("//main//article")) == 25
    assert len(get(cast.client("npa"), f"{HERE}?page=2").texts("//main//article")) == 7
