from io import BytesIO
from pathlib import Path

import docx
import pytest
from applications import NOON
from cast import Cast
from lives import ADDRESS, circulated, the_meeting
from pages import get
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.files import services as files
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Entry
from tracker.minutes.models import SCAN, Version, VersionFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LAYOUTS = ("lao-then-english", "side-by-side", "lao", "english")


def keep_pdf(version_id: int, layout: str, data: bytes) -> None:
    with transaction():
        file = files.keep(data, f"x-{layout}.pdf", "application/pdf", at=NOON)
        version = session.get_one(Version, version_id)
        version.files.append(VersionFile(layout=layout, file=file))


def forget_files(version_id: int) -> None:
    with transaction():
        version = session.get_one(Version, version_id)
        version.files = []


def change_everything() -> None:
    """Whatever could leak from the record into a file that is handed out."""
    with transaction():
        the_meeting().text_state = TextState.OPEN
        for entry in session.scalars(select(Entry)):
            entry.text = Bilingual.same("Changed since")
        group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
        group.name = Bilingual.same("Renamed since")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_circulated_is_handed_out_as_it_was_kept(cast: Cast, layout: str) -> None:
    version = circulated(cast)
    stored = next(files.read(each.file) for each in version.files if each.layout == layout)
    change_everything()
    npa = cast.client("npa")
    for address in (f"{ADDRESS}/minutes.docx?layout={layout}", f"/minutes/{version.id}/{layout}.docx"):
        answer = npa.get(address)
        assert (answer.status_code, answer.mimetype, answer.data) == (200, WORD, stored)
        assert answer.headers["Content-Disposition"] == f"attachment; filename=IM-2021-Q1-v1-{layout}.docx"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_was_not_kept_is_made_of_the_frozen_text_with_the_same_bytes(cast: Cast) -> None:
    version = circulated(cast)
    stored = {each.layout: files.read(each.file) for each in version.files}
    forget_files(version.id)
    change_everything()
    for layout, data in stored.items():
        assert cast.client("npa").get(f"/minutes/{version.id}/{layout}.docx").data == data
        assert cast.client("npa").get(f"{ADDRESS}/minutes.docx?layout={layout}").data == data


def test_a_pdf_is_handed_out_where_there_is_one(cast: Cast) -> None:
    version_id = circulated(cast).id
    npa = cast.client("npa")
    get(npa, f"{ADDRESS}/minutes.pdf", 404)
    keep_pdf(version_id, "lao", b"%PDF-1.4 in Lao")
    for address in (f"{ADDRESS}/minutes.pdf?layout=lao", f"/minutes/{version_id}/lao.pdf"):
        answer = npa.get(address)
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", b"%PDF-1.4 in Lao")
    get(npa, f"/minutes/{version_id}/english.pdf", 404)
    page = get(npa, ADDRESS)
    row = "//aside[@aria-labelledby='h-files']//li[contains(., 'Lao only')]//a"
    assert [text.split(",")[0] for text in page.texts(row)] == ["PDF", "Word"]


def test_the_signed_scan_is_a_file_of_its_version(cast: Cast) -> None:
    version_id = circulated(cast).id
    keep_pdf(version_id, SCAN, b"%PDF-1.4 signed")
    npa = cast.client("npa")
    assert npa.get(f"/minutes/{version_id}/scan.pdf").data == b"%PDF-1.4 signed"
    assert npa.get(f"{ADDRESS}/scan").data == b"%PDF-1.4 signed"
    assert "Signed scan" in get(npa, f"{ADDRESS}/versions").text("//section[1]")


def test_a_draft_is_made_as_it_stands(cast: Cast) -> None:
    chair = cast.client("chair")
    change_everything()
    answer = chair.get(f"{ADDRESS}/minutes.docx")
    assert "IM-2021-Q1-lao-then-english-draft.docx" in answer.headers["Content-Disposition"]
    assert "Changed since" in "".join(docx.Document(BytesIO(answer.data)).element.itertext())
    get(chair, f"{ADDRESS}/minutes.pdf", 404)


@pytest.mark.parametrize("name", ["nix.docx", "lao.pdf", "scan.docx", "lao.doc", ".docx", "scan.pdf"])
def test_there_is_no_other_file(cast: Cast, name: str) -> None:
    version_id = circulated(cast).id
    assert cast.client("npa").get(f"/minutes/{version_id}/{name}").status_code == 404


def test_the_command_writes_what_is_read(cast: Cast, tmp_path: Path) -> None:
    version = circulated(cast)
    stored = next(files.read(each.file) for each in version.files if each.layout == "lao")
    change_everything()
    out = tmp_path / "minutes.docx"
    arguments = ["minutes", "write", "im-twg", "2021-Q1", "--layout", "lao", "--out", str(out)]
    result = cast.app.test_cli_runner().invoke(args=arguments)
    assert (result.exit_code, out.read_bytes()) == (0, stored)


def test_minutes_in_one_language_are_handed_out_in_it(cast: Cast) -> None:
    with transaction():
        entry = session.scalars(select(Entry).order_by(Entry.id)).first()
        assert entry is not None
        entry.text = Bilingual(lo=entry.text.lo)
    version = circulated(cast)
    answer = cast.client("npa").get(f"{ADDRESS}/minutes.docx")
    assert "IM-2021-Q1-v1-lao.docx" in answer.headers["Content-Disposition"]
    assert answer.data == files.read(version.files[0].file)
    assert the_meeting().record == RecordState.CIRCULATED
