from datetime import date

import pytest
from cast import Cast
from drafts import added, entry, now, the_meeting
from sqlalchemy import select
from together import at_once

from tracker.actions.deadlines import Basis, Precision, Window
from tracker.actions.models import Action, ActionKind, AssignmentRole
from tracker.actions.services import AgreementRevision, parties_of
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import Change, TextConflict, Wording
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.documents.models import Document, Stage
from tracker.drafting import changes, entries_order, entries_revision
from tracker.drafting.entries_revision import Revision
from tracker.meetings.kinds import Disposition, EntryKind, Extent, Section, TextState
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation


def revise(cast: Cast, entry_id: int, revision: Revision, who: str = "chair") -> Entry:
    by = cast.actor(who)
    with transaction():
        return entries_revision.revise(entry_id, revision, by=by, at=now())


def refused(cast: Cast, entry_id: int, revision: Revision, who: str = "chair") -> str:
    with pytest.raises(Refused) as error:
        revise(cast, entry_id, revision, who)
    session.rollback()
    return error.value.message.en


def organisation(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()


def told() -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == "entry.revised").order_by(AuditEntry.id)))


def text_of(entry_id: int) -> Bilingual:
    """What it says now, also to those who looked before somebody else wrote."""
    session.rollback()
    return session.get_one(Entry, entry_id).text


# Texts


def test_a_text_is_revised_and_the_other_side_lags(cast: Cast) -> None:
    row = entry("i1")
    old, revision = row.text, row.meeting.revision
    revise(cast, row.id, Revision(en="It was changed without WEI.", base_en=old.en))
    assert text_of(row.id) == Bilingual("It was changed without WEI.", old.lo, stale="lo", before=old.en)
    assert the_meeting().revision == revision + 1
    (entry_told,) = told()
    assert entry_told.details is not None
    assert entry_told.details["changes"]["text"]["from"] == {"en": old.en, "lo": old.lo}


def test_a_small_correction_leaves_the_other_side_in_step(cast: Cast) -> None:
    row = entry("i1")
    old = row.text
    revise(cast, row.id, Revision(lo=old.lo + "!", base_lo=old.lo, small=True))
    assert text_of(row.id) == Bilingual(old.en, old.lo + "!")


def test_two_who_change_one_text_choose(cast: Cast) -> None:
    entry_id = added(cast, "as it was")
    revise(cast, entry_id, Revision(en="by the secretary", base_en="as it was"), "secretary")
    mine = Revision(
        en="by the chair", base_en="as it was", lo="ໂດຍປະທານ", base_lo="",
        disposition=Change(Disposition.NOTED, None),
    )  # fmt: skip
    with pytest.raises(TextConflict) as error:
        revise(cast, entry_id, mine)
    (clash,) = error.value.collisions
    assert (clash.field, clash.language, clash.base, clash.theirs, clash.mine) == (
        "text", "en", "as it was", "by the secretary", "by the chair",
    )  # fmt: skip
    session.rollback()
    assert text_of(entry_id) == Bilingual("by the secretary")
    assert session.get_one(Entry, entry_id).disposition is None
    revise(cast, entry_id, Revision(en="by the chair", base_en="by the secretary"))
    assert text_of(entry_id) == Bilingual("by the chair")


def test_two_who_write_the_same_do_not_collide(cast: Cast) -> None:
    entry_id = added(cast, "as it was")
    for who in ("secretary", "chair"):
        revise(cast, entry_id, Revision(en="as it is", base_en="as it was"), who)
    assert len(told()) == 1


def test_a_side_that_the_form_did_not_change_is_never_written_back(cast: Cast) -> None:
    entry_id = added(cast, "as it was")
    revise(cast, entry_id, Revision(en="newer", base_en="as it was"))
    revise(cast, entry_id, Revision(en="as it was", base_en="as it was", lo="ໃໝ່", base_lo=""), "secretary")
    assert text_of(entry_id) == Bilingual("newer", "ໃໝ່")


def test_a_translator_and_a_drafter_never_collide(either_cast: Cast) -> None:
    cast = either_cast
    entry_id = added(cast, "as it was")
    chair, translator = cast.actor("chair"), cast.actor("translator")

    def draft() -> None:
        with transaction():
            entries_revision.revise(entry_id, Revision(en="newer", base_en="as it was"), by=chair, at=now())

    def translate() -> None:
        with transaction():
            edit = Revision(lo="ໃໝ່", base_lo="", en="as it was", base_en="as it was")
            entries_revision.revise(entry_id, edit, by=translator, at=now())

    at_once(cast.app, [draft, translate])
    assert (text_of(entry_id).en, text_of(entry_id).lo) == ("newer", "ໃໝ່")


def test_of_two_at_once_one_is_told(either_cast: Cast) -> None:
    cast = either_cast
    entry_id = added(cast, "as it was")
    actors = [cast.actor("chair"), cast.actor("secretary")]

    def write(number: int) -> str:
        try:
            with transaction():
                edit = Revision(en=f"by {number}", base_en="as it was")
                entries_revision.revise(entry_id, edit, by=actors[number], at=now())
        except TextConflict as error:
            return error.collisions[0].theirs
        return ""

    done = at_once(cast.app, [lambda: write(0), lambda: write(1)])
    assert sorted(done) == ["", text_of(entry_id).en]


def test_a_translator_writes_texts_alone_one_language_at_a_time(cast: Cast) -> None:
    entry_id = added(cast, "as it was")
    revise(cast, entry_id, Revision(lo="ໃໝ່"), "translator")
    assert refused(cast, entry_id, Revision(lo="ໜຶ່ງ", base_lo="ໃໝ່", en="one", base_en="as it was"), "translator") == (
        "A translator writes one language at a time."
    )
    for facts in (
        Revision(disposition=Change(Disposition.NOTED, None)),
        Revision(raised_by=Change((), ())),
        Revision(label=Change("1", None)),
    ):
        with pytest.raises(Forbidden):
            revise(cast, entry_id, facts, "translator")
        session.rollback()


@pytest.mark.parametrize("who", ["npa", "mag", "other", "management"])
def test_others_change_nothing(cast: Cast, who: str) -> None:
    entry_id = entry("i1").id
    with pytest.raises(Forbidden):
        revise(cast, entry_id, Revision(en="x", base_en="y"), who)


def test_a_text_of_100_kb_is_explained(cast: Cast) -> None:
    assert refused(cast, entry("i1").id, Revision(en="x" * 100_000, base_en=entry("i1").text.en)) == (
        "A text may have 20000 characters at the most."
    )


def test_what_was_deleted_or_issued_or_never_there(cast: Cast) -> None:
    entry_id = added(cast, "one")
    with transaction():
        entries_order.delete(entry_id, by=cast.actor("chair"), at=now())
    assert "Bring it back" in refused(cast, entry_id, Revision(en="two", base_en="one"))
    with pytest.raises(NotFound):
        revise(cast, 99_999, Revision(en="x"))
    session.rollback()
    with transaction():
        the_meeting().text_state = TextState.ISSUED
    assert "issued" in refused(cast, entry("i1").id, Revision(en="two", base_en="one"))


def test_saving_what_stands_changes_nothing(cast: Cast) -> None:
    old = entry("i1").text
    revise(cast, entry("i1").id, Revision(en=old.en, base_en=old.en, lo=old.lo, base_lo=old.lo))
    assert told() == []


# Facts of a point


def test_facts_of_a_point(cast: Cast) -> None:
    row = entry("i2")
    wei, army, npa = organisation("WEI"), organisation("Army 58"), organisation("NPA")
    form = session.scalars(select(Document.id).where(Document.code == "MRE form")).one()
    documents = tuple(link.document_id for link in row.named)
    revise(
        cast, row.id,
        Revision(
            raised_by=Change((wei, army), (army,)), asked_of=Change((npa,), ()),
            documents=Change((form, *documents), documents), kind=Change(EntryKind.INFORMATION, EntryKind.ISSUE),
            label=Change("", None), disposition=Change(Disposition.REFERRED, None),
            referred_to_id=Change(npa, None), remark=Wording(en="to those who survey"),
        ),
    )  # fmt: skip
    session.expire_all()
    row = entry("i2")
    assert [each.short_name for each in row.raised_by] == ["WEI", "Army 58"]
    assert [each.short_name for each in row.asked_of] == ["NPA"]
    assert [each.code for each in row.documents] == ["MRE form", "NTS"]
    assert (row.kind, row.label, row.disposition, row.referred_to_id) == ("information", "", "referred", npa)
    assert row.disposition_remark == Bilingual(en="to those who survey")
    revise(cast, row.id, Revision(disposition=Change(Disposition.NOTED, Disposition.REFERRED)))
    session.expire_all()
    assert (entry("i2").referred_to_id, entry("i2").disposition) == (None, "noted")


def test_a_fact_that_somebody_else_changed_is_not_overwritten(cast: Cast) -> None:
    entry_id = entry("i1").id
    revise(cast, entry_id, Revision(disposition=Change(Disposition.NOTED, None)))
    with pytest.raises(Conflict):
        revise(cast, entry_id, Revision(disposition=Change(Disposition.CARRIED_OVER, None)), "secretary")
    session.rollback()
    revise(cast, entry_id, Revision(disposition=Change(Disposition.NOTED, None), label=Change("a", None)), "secretary")
    session.expire_all()
    assert (entry("i1").disposition, entry("i1").label) == ("noted", "a")


def test_a_label_is_stored_clean_for_word_and_the_database_to_take_it(cast: Cast) -> None:
    revise(cast, entry("i1").id, Revision(label=Change(" a\0\x0b1\u202e ", None)))
    session.expire_all()
    assert entry("i1").label == "a 1"


def test_a_point_is_referred_to_another_group(cast: Cast) -> None:
    entry_id = entry("i1").id
    referred = Change(Disposition.REFERRED, None)
    own = Revision(disposition=referred, referred_group_id=Change(cast.group_id, None))
    assert refused(cast, entry_id, own).startswith("It is this group's own point")
    assert refused(cast, entry_id, Revision(disposition=referred, referred_group_id=Change(99, None))) == (
        "There is no such working group."
    )
    revise(cast, entry_id, Revision(disposition=referred, referred_group_id=Change(cast.other_group_id, None)))
    session.expire_all()
    assert entry("i1").referred_group_id == cast.other_group_id


@pytest.mark.parametrize(
    ("key", "revision", "reason"),
    [
        ("i1", Revision(kind=Change(EntryKind.CONCLUSION, EntryKind.ISSUE)), "A conclusion stays a conclusion"),
        ("c1", Revision(kind=Change(EntryKind.ISSUE, EntryKind.CONCLUSION)), "A conclusion stays a conclusion"),
        ("c1", Revision(disposition=Change(Disposition.NOTED, None)), "A conclusion is raised by nobody"),
        ("c1", Revision(raised_by=Change((1,), ())), "A conclusion is raised by nobody"),
        ("i1", Revision(answers=Change((1,), ())), "Only a conclusion answers"),
        ("i1", Revision(label=Change("x" * 21, None)), "A printed label has 20 characters"),
        ("i1", Revision(asked_of=Change((99_999,), ())), "There is no such organisation."),
        ("i2", Revision(documents=Change((99_999,), (3,))), "There is no such document."),
        ("i1", Revision(agreed=AgreementRevision(kind=Change(ActionKind.GENERAL, ActionKind.GENERAL))), "Only a concl"),
    ],
)
def test_what_does_not_fit_is_explained(cast: Cast, key: str, revision: Revision, reason: str) -> None:
    if key == "i2":
        documents = tuple(link.document_id for link in entry("i2").named)
        revision = Revision(documents=Change((99_999,), documents))
    assert refused(cast, entry(key).id, revision).startswith(reason)


# Conclusions


def the_action(key: str) -> Action:
    session.expire_all()
    return session.scalars(select(Action).where(Action.entry_id == entry(key).id)).one()


def test_the_action_of_a_conclusion(cast: Cast) -> None:
    npa, mag, nra = organisation("NPA"), organisation("MAG"), organisation("NRA")
    document = the_action("c3").document_id
    revise(
        cast, entry("c3").id,
        Revision(agreed=AgreementRevision(
            owners=Change((mag, npa), (npa,)), recipients=Change((nra,), ()),
            words=Wording(en="by end of Q2"), kind=Change(ActionKind.GENERAL, ActionKind.STANDARD_TRANSLATION),
            stage=Change(Stage.REVIEW, Stage.TRANSLATE), document_id=Change(None, document),
        )),
    )  # fmt: skip
    action = the_action("c3")
    assert parties_of(action, AssignmentRole.OWNER) == (mag, npa)
    assert parties_of(action, AssignmentRole.RECIPIENT) == (nra,)
    assert (action.kind, action.stage, action.document_id, str(action.first.by)) == (
        "general", "review", None, "2021-06-30",
    )  # fmt: skip
    assert {part.window for part in action.assignments} == {action.first}
    assert all([span.window for span in part.spans] == [action.first] for part in action.assignments)
    (entry_told,) = told()
    assert entry_told.details is not None
    assert "action.owners" in entry_told.details["changed"]


def test_a_window_that_was_put_right_stays_when_the_other_language_comes(cast: Cast) -> None:
    entry_id = added(cast, "NPA: revise it - by end of Q2", Section.CONCLUSIONS)
    action = session.scalars(select(Action).where(Action.entry_id == entry_id)).one()
    june = Window(None, date(2021, 6, 30), date(2021, 6, 30))
    may = Window(None, date(2021, 5, 31), date(2021, 5, 31))
    assert action.first == june
    revise(cast, entry_id, Revision(agreed=AgreementRevision(window=Change(may, june))))
    revise(cast, entry_id, Revision(agreed=AgreementRevision(words=Wording(lo="ພາຍໃນທ້າຍໄຕມາດ 2"))), "translator")
    session.expire_all()
    assert (action.first, action.basis, action.precision) == (may, Basis.FIXED, Precision.DAY)
    revise(cast, entry_id, Revision(agreed=AgreementRevision(words=Wording(en="by 1 July", base_en="by end of Q2"))))
    session.expire_all()
    assert str(action.first.by) == "2021-07-01"


def test_words_that_say_no_date_take_the_window_away(cast: Cast) -> None:
    entry_id = added(cast, "NPA: revise it - by end of Q2", Section.CONCLUSIONS)
    edit = AgreementRevision(words=Wording(en="when there is time", base_en="by end of Q2"))
    revise(cast, entry_id, Revision(agreed=edit))
    action = session.scalars(select(Action).where(Action.entry_id == entry_id)).one()
    assert (bool(action.first), action.basis, action.precision) == (False, Basis.NONE, None)


def test_two_who_change_the_words_of_a_deadline_choose(cast: Cast) -> None:
    row = entry("c2")
    words = the_action("c2").words
    revise(cast, row.id, Revision(agreed=AgreementRevision(words=Wording(en="in May", base_en=words.en))))
    edit = AgreementRevision(words=Wording(en="in June", base_en=words.en))
    with pytest.raises(TextConflict) as error:
        revise(cast, row.id, Revision(agreed=edit), "secretary")
    assert [(each.field, each.theirs) for each in error.value.collisions] == [("words", "in May")]


def test_a_conclusion_that_lost_its_action_gets_one(cast: Cast) -> None:
    with transaction() as current:
        current.delete(the_action("c1"))
    npa = organisation("NPA")
    revise(cast, entry("c1").id, Revision(agreed=AgreementRevision(owners=Change((npa,), ()))))
    assert parties_of(the_action("c1"), AssignmentRole.OWNER) == (npa,)
    assert the_action("c1").reference == "IM-A-004"


def test_an_action_of_another_entry_is_not_there(cast: Cast) -> None:
    edit = Revision(
        action_id=the_action("c2").id, agreed=AgreementRevision(confirmed_on=Change(date(2021, 5, 1), None))
    )
    with pytest.raises(NotFound):
        revise(cast, entry("c1").id, edit)


def test_conclusions_answer_points(cast: Cast) -> None:
    conclusion, point = entry("c1").id, entry("i2").id
    by = cast.actor("chair")
    before = tuple(answer.entry_id for answer in entry("c1").answers)
    revise(cast, conclusion, Revision(answers=Change((*before, point), before)))
    session.expire_all()
    extents = {answer.entry_id: answer.extent for answer in entry("c1").answers}
    assert (extents[point], extents[before[0]], len(extents)) == (Extent.WHOLE, Extent.PART, len(before) + 1)
    for extent in (Extent.PART, None):
        with transaction():
            entries_revision.answer(conclusion, point, extent, by=by, at=now())
        session.expire_all()
        assert {answer.entry_id: answer.extent for answer in entry("c1").answers}.get(point) == extent
    for wrong in (entry("c2").id, 99_999):
        with pytest.raises(Refused), transaction():
            entries_revision.answer(conclusion, wrong, Extent.WHOLE, by=by, at=now())
    with pytest.raises(Refused), transaction():
        entries_revision.answer(point, conclusion, Extent.WHOLE, by=by, at=now())


# What others did meanwhile


def test_a_page_learns_who_changed_what_last(cast: Cast) -> None:
    meeting_id = the_meeting().id
    entry_id = added(cast, "one", who="secretary")
    last = changes.last_change(meeting_id)
    assert last is not None
    assert (last.actor, last.verb, last.entry_id) == ("Secretary Person", "entry.added", entry_id)
    revise(cast, entry_id, Revision(en="two", base_en="one"))
    last = changes.last_change(meeting_id)
    assert last is not None
    assert last.actor == "Chair Person"
    assert changes.last_change(99_999) is None
