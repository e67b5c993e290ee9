from contextvars import Context
from datetime import timedelta

import pytest
from applications import NOON
from cast import Cast
from flask.testing import FlaskClient
from halves import read_now
from lives import ADDRESS, circulated, the_meeting
from pages import Page, get, queries_of_database, speaks
from parties import outsiders
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry
from tracker.minutes import versions
from tracker.minutes.models import SCAN, Version, VersionFile, VersionKind

HERE = f"{ADDRESS}/versions"
CHANGED = "Every point is settled by June."


def next_version(kind: VersionKind = VersionKind.AMENDED, days: int = 10) -> Version:
    """Another version with another first point."""
    with transaction():
        meeting = the_meeting()
        meeting.record = versions.STATES[kind]
        entry = session.scalars(select(Entry).order_by(Entry.id)).first()
        assert entry is not None
        entry.text = entry.text.revise(en=CHANGED)
        version = versions.freeze(meeting, kind, by="Chair Person", at=NOON + timedelta(days=days))
        version.sealed_at = version.at
        version.changes = Bilingual(en="A date was wrong.", lo="ວັນທີຜິດ.")
    return version


def waiting() -> Version:
    """A version that waits for its signature."""
    with transaction():
        return versions.freeze(the_meeting(), VersionKind.ISSUED, by="Chair Person", at=NOON)


def ask(client: FlaskClient, address: str, method: str = "GET") -> int:
    return Context().run(client.open, address, method=method).status_code


def marks(page: Page, tag: str) -> list[str]:
    """What went (`del`) or came (`ins`) on the page."""
    return page.texts(f"//main//{tag}")


def test_the_history_tells_every_version(cast: Cast) -> None:
    circulated(cast)
    next_version()
    page = get(cast.client("npa"), HERE)
    assert page.texts("//section/h2") == ["Version 2 issued with amendments", "Version 1 circulated for comments"]
    assert "A date was wrong." in page.text("//section[1]")
    links = page.links("//section[1]//a")
    assert links["Differences to version 1"] == f"{HERE}/2/differences"
    assert links["Read version 2"] == f"{HERE}/2"
    assert f"SHA-256 {read_now().sha256}" in page.text("//section[1]")


def test_an_older_version_says_what_became_of_it(cast: Cast) -> None:
    circulated(cast)
    npa = cast.client("npa")
    assert not get(npa, f"{HERE}/1").root.xpath("//main//*[contains(@class, 'notice')]")
    next_version()
    page = get(npa, f"{HERE}/1")
    assert "Amended by version 2 of 11/04/2021" in page.text("//main//p[contains(@class, 'notice')]")
    assert page.links("//main//p[contains(@class, 'notice')]//a") == {"Read version 2": f"{HERE}/2"}
    assert CHANGED not in page.text("//article")
    assert CHANGED in get(npa, f"{HERE}/2").text("//article")
    assert "A date was wrong." in get(npa, f"{HERE}/2").text("//main")


def test_the_sheet_stands_in_the_language_asked_for(cast: Cast) -> None:
    circulated(cast)
    npa = cast.client("npa")
    assert {each.get("lang") for each in get(npa, f"{HERE}/1?text=lo").root.xpath("//article//p[@lang]")} == {"lo"}
    both = get(npa, f"{HERE}/1?text=both").root.xpath("//article//p[@lang]")
    assert {each.get("lang") for each in both} == {"lo", "en"}


def test_differences_are_marked_word_by_word(cast: Cast) -> None:
    circulated(cast)
    next_version()
    page = get(cast.client("npa"), f"{HERE}/2/differences")
    assert page.heading == "Version 2 beside version 1"
    assert "June" in " ".join(marks(page, "ins"))
    assert all(text.startswith("[added: ") and text.endswith("]") for text in marks(page, "ins"))
    assert all(text.startswith("[removed: ") for text in marks(page, "del"))
    assert marks(get(cast.client("npa"), f"{HERE}/1/differences?against=2"), "ins") == marks(page, "ins")


def test_the_first_version_has_nothing_before_it(cast: Cast) -> None:
    circulated(cast)
    page = get(cast.client("npa"), f"{HERE}/1/differences")
    assert "there is none before it" in page.text("//main")


def test_whoever_writes_sees_what_changed_since(cast: Cast) -> None:
    circulated(cast)
    with transaction():
        entry = session.scalars(select(Entry).order_by(Entry.id)).first()
        assert entry is not None
        entry.text = entry.text.revise(lo="ຂໍ້ຄວາມ ອື່ນ")
    address = f"{HERE}/1/differences?against=draft"
    for name in ("chair", "translator"):
        page = get(cast.client(name), address)
        assert page.heading == "What changed since version 1"
        assert [each.get("lang") for each in page.root.xpath("//*[contains(@class, 'marked')]")] == ["lo"]
    get(cast.client("npa"), address, 404)
    assert "against=draft" not in str(get(cast.client("npa"), f"{HERE}/1/differences").links("//main//a"))


@pytest.mark.parametrize("against", ["7", "x", "-1", "²", "0", "1" * 30])
def test_no_other_version_can_be_asked_for(cast: Cast, against: str) -> None:
    circulated(cast)
    get(cast.client("npa"), f"{HERE}/1/differences?against={against}", 404)


def test_a_version_that_waits_for_its_signature_is_its_writers_own(cast: Cast) -> None:
    circulated(cast)
    version_id = waiting().id
    with transaction():
        scan = files.keep(b"%PDF-1.4 not yet", "scan.pdf", "application/pdf", at=NOON)
        version = session.get_one(Version, version_id)
        version.files.append(VersionFile(layout=SCAN, file=scan))
    writer, reader = cast.client("translator"), cast.client("npa")
    assert "waits for its signature" in get(writer, HERE).text("//section[1]")
    assert "Nobody but its writers reads it yet." in get(writer, f"{HERE}/2").text("//main")
    assert ask(writer, f"/minutes/{version_id}/lao.docx") == 200
    assert len(get(reader, HERE).root.xpath("//main//section")) == 1
    for address in (
        f"{HERE}/2", f"{HERE}/2/differences", f"{HERE}/1/differences?against=2", f"/minutes/{version_id}/lao.docx",
        f"/minutes/{version_id}/scan.pdf", f"{ADDRESS}/scan",
    ):  # fmt: skip
        get(reader, address, 404)


def test_strangers_find_nothing(cast: Cast) -> None:
    version_id = circulated(cast).id
    outsiders(cast)
    for address in (HERE, f"{HERE}/1", f"{HERE}/1/differences", f"/minutes/{version_id}/lao.docx"):
        get(cast.client("stranger"), address, 404)
        assert ask(cast.client("unit"), address) == 200
        assert ask(cast.client(), address) == 302
        assert ask(cast.client("npa"), address, "POST") == 405
    for address in (f"{HERE}/3", f"/minutes/{version_id + 1}/lao.docx"):
        get(cast.client("npa"), address, 404)


def test_beside_the_minutes_stand_their_versions(cast: Cast) -> None:
    path = "//aside[@aria-labelledby='h-history']"
    assert not get(cast.client("chair"), ADDRESS).root.xpath(path)
    circulated(cast)
    next_version()
    links = get(cast.client("npa"), ADDRESS).links(f"{path}//a")
    assert list(links) == ["Version 2", "Differences to version 1", "Version 1", "All versions and their files"]


def test_a_draft_has_no_history(cast: Cast) -> None:
    assert "Nothing went out yet." in get(cast.client("chair"), HERE).text("//main")
    get(cast.client("npa"), HERE, 404)


def test_the_pages_in_lao(cast: Cast) -> None:
    circulated(cast)
    next_version()
    client = speaks(cast.client("chair"), "lo")
    assert get(client, HERE).heading == "ສະບັບຕ່າງໆຂອງບົດບັນທຶກ"
    page = get(client, f"{HERE}/2/differences")
    assert page.heading == "ສະບັບທີ 2 ທຽບກັບສະບັບທີ 1"
    assert page.texts("//ins[ancestor::*[@lang='en']]")[0].startswith("[added: ")


def test_the_pages_take_the_same_queries_however_many_versions(cast: Cast) -> None:
    circulated(cast)
    client, taken = cast.client("npa"), []
    for days in (10, 20):
        next_version(days=days)
        for address in (HERE, f"{HERE}/2", f"{HERE}/2/differences", ADDRESS):
            with queries_of_database() as sent:
                get(client, address)
            taken.append(len(sent))
    assert taken[:4] == taken[4:]
    assert max(taken[:3]) <= 12
    assert the_meeting().record == RecordState.AMENDED
