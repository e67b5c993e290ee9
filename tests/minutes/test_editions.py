from io import BytesIO
from typing import Any

import docx
import pytest
from applications import NOON
from cast import Cast
from halves import LATER, freeze, read_now, text_named, translated, without_english
from lives import ADDRESS, the_meeting
from sqlalchemy import func, select
from together import at_once

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.docx.outline_json import as_data, from_data
from tracker.docx.outline_texts import texts
from tracker.files import services as files
from tracker.groups.models import WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Entry
from tracker.minutes import editions, outline
from tracker.minutes.models import Delivery, Version, VersionKind
from tracker.minutes.queries import record_of
from tracker.organisations.models import Organisation


def facts(version: Version) -> dict[str, Any]:
    """Every column and file of a version."""
    columns = {name: getattr(version, name) for name in Version.__table__.columns.keys()}  # noqa: SIM118  names, no pairs
    return columns | {"files": [(each.layout, each.file.sha256) for each in version.files]}


def put_issued(version_id: int) -> None:
    with transaction():
        meeting, version = the_meeting(), session.get_one(Version, version_id)
        meeting.record, meeting.text_state = RecordState.ISSUED, TextState.ISSUED
        version.kind, version.registered_as, version.issued_on = VersionKind.ISSUED, "4/NRA", NOON.date()


def sides(version: Version, language: str) -> list[str]:
    return [text.en if language == "en" else text.lo for text in texts(from_data(version.outline))]


@pytest.mark.parametrize("is_issued", [False, True])
def test_the_edition_is_the_frozen_text_with_its_other_language(cast: Cast, is_issued: bool) -> None:
    whole = from_data(_circulated_whole())
    english = without_english(cast)
    base_id = read_now().id
    if is_issued:
        put_issued(base_id)
    before = facts(session.get_one(Version, base_id))
    translated(cast, english)
    edition = freeze(cast)
    assert (edition.number, edition.edition, edition.whole_in) == (1, "en", ("lo", "en"))
    assert (edition.kind, edition.sealed_at) == (before["kind"], LATER)
    assert (edition.registered_as, edition.issued_on) == (("4/NRA", NOON.date()) if is_issued else ("", None))
    session.expire_all()
    assert facts(session.get_one(Version, base_id)) == before
    made = from_data(read_now().outline)
    assert sides(read_now(), "lo") == sides(session.get_one(Version, base_id), "lo")
    assert made == whole


def _circulated_whole() -> dict[str, object]:
    """The sample as it reads with both languages when it is circulated."""
    meeting_id = the_meeting().id
    return as_data(outline.build(record_of(meeting_id), RecordState.CIRCULATED))


def test_where_nobody_named_the_authentic_language_it_is_the_one_that_went_out_first(cast: Cast) -> None:
    with transaction():
        the_meeting().authentic_language = None
    english = without_english(cast)
    assert from_data(read_now().outline).notes == ()
    translated(cast, english)
    freeze(cast)
    assert [note.en for note in from_data(read_now().outline).notes] == ["The Lao text is authentic."]


def test_it_has_the_files_that_the_version_could_not_have(cast: Cast) -> None:
    english = without_english(cast)
    base = [each.layout for each in read_now().files]
    translated(cast, english)
    edition = freeze(cast)
    assert base == ["lao"]
    assert [each.file.name for each in edition.files] == [
        f"IM-2021-Q1-v1-en-{layout}.docx" for layout in ("lao-then-english", "side-by-side", "english")
    ]
    text = "".join(docx.Document(BytesIO(files.read(edition.files[-1].file))).element.itertext())
    assert english[next(iter(english))] in text


def test_it_goes_to_whoever_reads_the_language_and_to_nobody_else(cast: Cast) -> None:
    with transaction():
        cast.account("mag").person.language = "lo"
    english = without_english(cast)
    mails = len(session.scalars(select(OutgoingMail.id)).all())
    translated(cast, english)
    edition_id = freeze(cast).id
    rows = session.scalars(select(Delivery).where(Delivery.version_id == edition_id)).all()
    assert {row.language for row in rows} == {"en"}
    assert "npa@twg.example" in {row.address for row in rows}
    assert "mag@twg.example" not in {row.address for row in rows}
    sent = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[mails:]
    assert sorted(mail.to_address for mail in sent) == sorted(row.address for row in rows)


def test_who_left_since_gets_no_edition(cast: Cast) -> None:
    english = without_english(cast)
    translated(cast, english)
    with transaction():
        cast.account("npa").person.is_active = False
    edition_id = freeze(cast).id
    sent = session.scalars(select(Delivery.address).where(Delivery.version_id == edition_id)).all()
    assert "npa@twg.example" not in sent
    assert "mag@twg.example" in sent


def test_it_is_refused_while_something_is_missing(cast: Cast) -> None:
    english = without_english(cast)
    left = english.popitem()
    translated(cast, english)
    with pytest.raises(Refused) as refused:
        freeze(cast)
    assert text_named(left[0]).value.lo[:40] in refused.value.message.en
    assert read_now().edition == ""


def test_a_name_that_is_missing_is_told(cast: Cast) -> None:
    with transaction():
        group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
        name = group.name
        group.name = Bilingual(lo=name.lo)
    english = without_english(cast)
    translated(cast, english)
    state = editions.state_of(read_now(), "en")
    assert (state.is_whole, state.elsewhere, state.translation.left) == (False, (name.lo,), ())
    with transaction():
        session.get_one(WorkingGroup, cast.group_id).name = name
    assert editions.state_of(read_now(), "en").is_whole


def test_two_at_once_make_one(cast: Cast) -> None:
    translated(cast, without_english(cast))
    meeting_id, by = the_meeting().id, cast.actor("chair")
    prepared = editions.prepare(meeting_id, "en", office=None, at=LATER)
    freeze(cast)
    with pytest.raises(Conflict) as refused, transaction():
        editions.freeze(meeting_id, "en", prepared, by=by, at=LATER)
    assert refused.value.message.en == "Secretary Person sent this language a moment ago. It goes out once."
    assert len(session.scalars(select(Version.id)).all()) == 2


def test_many_presses_at_once_make_one(either_cast: Cast) -> None:
    translated(either_cast, without_english(either_cast))
    meeting_id, by = the_meeting().id, either_cast.actor("secretary")
    prepared = editions.prepare(meeting_id, "en", office=None, at=LATER)
    to = len(editions.readers(read_now(), "en", LATER.date()))
    mails = session.scalar(select(func.count(OutgoingMail.id))) or 0
    session.rollback()

    def press() -> str:
        try:
            with transaction():
                return editions.freeze(meeting_id, "en", prepared, by=by, at=LATER).edition
        except Conflict as refused:
            return refused.message.en

    answers = at_once(either_cast.app, [press] * 10)
    session.rollback()
    assert sorted(answers) == [*["Secretary Person sent this language a moment ago. It goes out once."] * 9, "en"]
    assert session.scalar(select(func.count(Version.id))) == 2
    assert session.scalar(select(func.count(OutgoingMail.id))) == mails + to


def test_a_translation_that_changed_while_files_were_made_is_not_sent(cast: Cast) -> None:
    english = without_english(cast)
    translated(cast, english)
    meeting_id, by = the_meeting().id, cast.actor("chair")
    prepared = editions.prepare(meeting_id, "en", office=None, at=LATER)
    translated(cast, {next(iter(english)): "Other words"})
    with pytest.raises(Conflict), transaction():
        editions.freeze(meeting_id, "en", prepared, by=by, at=LATER)


def test_what_changed_elsewhere_since_is_no_part_of_it(cast: Cast) -> None:
    english = without_english(cast)
    translated(cast, english)
    was = sides(read_now(), "lo")
    with transaction():
        entries = session.scalars(select(Entry).order_by(Entry.id)).all()
        entries[5].text = entries[5].text.revise(en="Another text", lo="ຂໍ້ຄວາມ ອື່ນ")
        for organisation in session.scalars(select(Organisation)):
            organisation.short_name = f"{organisation.short_name} new"
    freeze(cast)
    made = read_now()
    assert sides(made, "lo") == was
    assert "Another text" not in sides(made, "en")
    assert not [text for text in sides(made, "en") if " new" in text]


def test_only_drafters_send_it(cast: Cast) -> None:
    translated(cast, without_english(cast))
    for who in ("translator", "npa", "other", "management"):
        with pytest.raises(Forbidden):
            freeze(cast, who)
        session.rollback()
    number = freeze(cast).number
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "minutes.edition")).one()
    assert entry.details == {"number": number, "language": "en", "sha256": read_now().sha256}


def test_readers_see_it_at_once(cast: Cast) -> None:
    english = without_english(cast)
    translated(cast, english)
    text = english[next(name for name in english if name.startswith("entry"))]
    npa = cast.client("npa")
    assert text not in npa.get(ADDRESS).text
    freeze(cast)
    assert text in npa.get(ADDRESS).text
