from dataclasses import replace

import pytest
from applications import NOON
from cast import Cast
from halves import read_now, text_named, without_english
from lives import the_meeting
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.core.edits import TextConflict
from tracker.core.errors import Conflict, Forbidden, Refused
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Entry
from tracker.minutes.queries_translation import translation_of
from tracker.minutes.translating import Written, mark_of, translate


def written(name: str, text: str) -> Written:
    return Written(name, text, mark_of(text_named(name).value, "en"))


def save(cast: Cast, *texts: Written, who: str = "translator") -> tuple[str, ...]:
    meeting_id, by = the_meeting().id, cast.actor(who)
    with transaction():
        return translate(meeting_id, "en", texts, by=by, at=NOON)


def put_text_state(state: TextState) -> None:
    with transaction():
        the_meeting().text_state = state


def test_what_is_printed_without_its_english_is_to_be_translated(cast: Cast) -> None:
    english = without_english(cast)
    found = translation_of(read_now(), "en")
    assert {each.name for each in found.left} == set(english)
    assert (found.done, found.total) == ((), len(english))
    assert found.left[0].where.en == "Venue"


@pytest.mark.parametrize("state", list(TextState))
def test_the_language_that_is_missing_is_written_however_far_the_text_is(cast: Cast, state: TextState) -> None:
    english = without_english(cast)
    put_text_state(state)
    name = next(name for name in english if name.startswith("entry"))
    before, outline = text_named(name).value, dict(read_now().outline)
    assert save(cast, written(name, f"  {english[name]}\n")) == (name,)
    assert text_named(name).value == before.revise(en=english[name])
    assert read_now().outline == outline
    found = translation_of(read_now(), "en")
    assert ([each.name for each in found.done], found.total) == ([name], len(english))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "meeting.translated")).one()
    assert entry.details == {"language": "en", "changes": {name: {"from": "", "to": english[name]}}}


def test_what_was_just_written_can_be_put_right(cast: Cast) -> None:
    name = next(iter(without_english(cast)))
    put_text_state(TextState.ISSUED)
    save(cast, written(name, "Frist"))
    assert save(cast, written(name, "First")) == (name,)
    assert text_named(name).value.en == "First"


def test_a_text_that_the_version_has_is_not_touched(cast: Cast) -> None:
    english = without_english(cast)
    for name in (f"meeting-{the_meeting().id}-purpose", "entry-9999-text", "account-1-email", ""):
        with pytest.raises(Refused):
            save(cast, Written(name, "Something else", "."))
    assert text_named(next(iter(english))).value.en == ""


def test_two_who_translate_the_same_text_are_told(cast: Cast) -> None:
    first, second, *_ = without_english(cast)
    earlier = [written(first, "Mine"), written(second, "Mine too")]
    save(cast, written(first, "Theirs"), who="secretary")
    with pytest.raises(TextConflict) as refused:
        save(cast, *earlier)
    (collision,) = refused.value.collisions
    assert (collision.field, collision.language, collision.theirs, collision.mine) == (first, "en", "Theirs", "Mine")
    session.rollback()
    assert (text_named(first).value.en, text_named(second).value.en) == ("Theirs", "")
    assert save(cast, Written(first, "Theirs", earlier[0].mark)) == ()


def test_a_source_that_changed_meanwhile_is_told(cast: Cast) -> None:
    name = next(name for name in without_english(cast) if name.startswith("entry"))
    sent = written(name, "Of the old text")
    mark = mark_of(text_named(name).value.revise(lo="ຂໍ້ຄວາມ ອື່ນ"), "en")
    with pytest.raises(TextConflict) as refused:
        save(cast, Written(name, sent.text, mark))
    assert refused.value.collisions[0].language == "lo"


def test_a_translation_that_lags_may_be_right_as_it_stands(cast: Cast) -> None:
    name = next(name for name in without_english(cast) if name.startswith("entry"))
    save(cast, written(name, "A lagging text"))
    with transaction():
        entry = session.get_one(Entry, text_named(name).row_id)
        entry.text = replace(entry.text, stale="en", before="before")
    assert name in {each.name for each in translation_of(read_now(), "en").left}
    same = text_named(name).value
    assert save(cast, Written(name, same.en, mark_of(same, "en"))) == ()
    assert save(cast, Written(name, same.en, mark_of(same, "en"), is_right=True)) == (name,)
    assert text_named(name).value.stale is None


def test_only_writers_of_the_group_may(cast: Cast) -> None:
    name = next(iter(without_english(cast)))
    for who in ("npa", "management", "other"):
        with pytest.raises(Forbidden):
            save(cast, written(name, "x"), who=who)
        session.rollback()
    assert save(cast, written(name, "By the chair"), who="chair") == (name,)


def test_minutes_that_lack_nothing_are_not_translated(cast: Cast) -> None:
    without_english(cast)
    meeting_id, by = the_meeting().id, cast.actor("chair")
    with pytest.raises(Conflict), transaction():
        translate(meeting_id, "lo", [], by=by, at=NOON)
