import pytest
from cast import Cast
from lives import circulated, organisation, the_meeting
from replies import IN_TIME, POINT, TOO_LATE, mails_about, propose, proposed, trail, without_files
from sqlalchemy import select, update

from tracker.access.voices import How, Voice
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import TextConflict, Wording
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.docx.outline_json import from_data
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import corrections, deciding, queries_answers
from tracker.minutes.corrections import Proposal
from tracker.minutes.models import Delivery, Outcome, Version
from tracker.minutes.places import PlaceKind, places

NEW = "WEI was not asked about the form."


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    return circulated(cast).id


def the_entry(key: str = POINT) -> Entry:
    session.rollback()
    return session.scalars(select(Entry).where(Entry.key == key)).one()


def accept(cast: Cast, correction_id: int, who: str = "chair", words: str = "", small: bool = False) -> None:
    by = cast.actor(who)
    with transaction():
        deciding.accept(correction_id, words=Bilingual.of(words), small=small, by=by, at=IN_TIME)


def adapt(cast: Cast, correction_id: int, wording: Wording, words: str = "") -> None:
    by = cast.actor("chair")
    with transaction():
        deciding.adapt(correction_id, wording, words=Bilingual.of(words), by=by, at=IN_TIME)


def decline(cast: Cast, correction_id: int, words: str) -> None:
    by = cast.actor("chair")
    with transaction():
        deciding.decline(correction_id, Bilingual.of(words), by=by, at=IN_TIME)


def put(en: str) -> None:
    """As if somebody had changed the draft meanwhile."""
    entry_id = the_entry().id
    with transaction():
        entry = session.get_one(Entry, entry_id)
        entry.text = entry.text.revise(en=en)


def test_the_places_of_the_sample(cast: Cast, version: int) -> None:
    found = places(from_data(session.get_one(Version, version).outline))
    assert list(found) == [
        "participants", "opening", "attendance", "purpose", "o1", "content", "issues", "i1", "i2",
        "recommendations", "r1", "r2", "r3", "r3-1", "r3-2", "r3-3", "r3-4", "r3-5", "r3-6", "r4", "r5",
        "conclusions", "c1", "c2", "c3", "actions", "closing",
    ]  # fmt: skip
    sentences = [key for key, place in found.items() if place.kind == PlaceKind.SENTENCE]
    assert sentences == ["participants", "opening", "purpose", "closing"]
    assert (found["r3-1"].heading.en, found["actions"].heading.en) == ("Recommendations", "Actions agreed")


def test_only_what_differs_is_proposed(cast: Cast, version: int) -> None:
    was = the_entry().text
    propose(cast, version, lo=was.lo, en=NEW, why="ບໍ່ຄົບ")
    (kept,) = proposed()
    assert (kept.text, kept.reason, kept.place) == (Bilingual(en=NEW), Bilingual(lo="ບໍ່ຄົບ"), POINT)
    assert (kept.organisation.short_name, kept.by, kept.how) == ("NPA", "Npa Person", How.ITSELF)
    assert queries_answers.open_corrections(the_meeting().id) == 1
    (told,) = trail("correction.proposed")
    assert (told.actor, told.subject) == ("Npa Person", "IM-2021-Q1 v1")


def test_what_says_nothing_is_refused(cast: Cast, version: int) -> None:
    was = the_entry().text
    with pytest.raises(Refused, match="Change the text, or say what is wrong"):
        propose(cast, version, lo=was.lo, en=was.en)
    with pytest.raises(Refused, match="no text of its own"):
        propose(cast, version, place="attendance", en="Another table")
    with pytest.raises(Refused, match="20000 characters"):
        propose(cast, version, en="x" * 20_001)
    for place in ("", "nix", "POINT", "o1 "):
        with pytest.raises(NotFound, match="no such place"):
            propose(cast, version, place=place, why="Wrong")
    propose(cast, version, place="attendance", why="MAG was there too.")
    assert len(proposed()) == 1


def test_late_and_frozen_minutes_take_no_proposal(cast: Cast, version: int) -> None:
    npa, by, secretary = organisation("NPA").id, cast.actor("npa"), cast.actor("secretary")
    proposal = Proposal(POINT, Bilingual(en=NEW))
    with pytest.raises(Refused, match="ended on 08/04/2021"), transaction():
        corrections.propose(version, proposal, Voice(npa), by=by, at=TOO_LATE)
    with pytest.raises(Forbidden), transaction():
        corrections.propose(version, proposal, Voice(npa, How.MAIL, "Ms X"), by=by, at=TOO_LATE)
    with transaction():
        corrections.propose(version, proposal, Voice(npa, How.MAIL, "Ms X"), by=secretary, at=TOO_LATE)
    meeting_id = the_meeting().id
    with transaction():
        session.get_one(Meeting, meeting_id).text_state = TextState.FROZEN
    with pytest.raises(Refused, match="frozen to be signed"), transaction():
        corrections.propose(version, proposal, Voice(npa), by=by, at=IN_TIME)
    with pytest.raises(Refused, match="frozen to be signed"):
        accept(cast, proposed()[0].id)


def test_accepted_the_draft_changes_and_the_version_does_not(cast: Cast, version: int) -> None:
    was, before = the_entry().text, session.get_one(Version, version).outline
    accept(cast, propose(cast, version, en=NEW), words="Right.")
    now = the_entry()
    assert now.text == Bilingual(NEW, was.lo, stale="lo", before=was.en)
    kept = proposed()[0]
    assert (kept.outcome, kept.answer.en, kept.answered_by) == (Outcome.ACCEPTED, "Right.", "Chair Person")
    (told,) = trail("entry.revised")
    assert told.details is not None
    assert (told.subject, told.actor) == (now.reference, "Chair Person")
    assert told.details["changes"]["text"]["to"]["en"] == NEW
    assert trail("correction.answered")[0].details["outcome"] == "accepted"  # type: ignore[index]
    assert session.get_one(Version, version).outline == before
    assert the_meeting().revision > 0


def test_a_small_correction_leaves_the_other_language_as_it_is(cast: Cast, version: int) -> None:
    accept(cast, propose(cast, version, en=NEW), small=True)
    assert the_entry().text.stale is None


def test_both_languages_at_once_are_in_step(cast: Cast, version: int) -> None:
    accept(cast, propose(cast, version, en=NEW, lo="ບໍ່ໄດ້ຖາມ WEI"))
    assert the_entry().text == Bilingual(NEW, "ບໍ່ໄດ້ຖາມ WEI")


@pytest.mark.parametrize("place", ["opening", "participants", "purpose", "closing"])
def test_a_sentence_of_the_head_or_foot_is_kept_in_its_new_words(cast: Cast, version: int, place: str) -> None:
    composed = places(from_data(session.get_one(Version, version).outline))[place].text
    accept(cast, propose(cast, version, place=place, en="In other words."))
    session.rollback()
    kept = getattr(the_meeting(), place)
    assert kept == Bilingual("In other words.", composed.lo, stale="lo", before=composed.en)
    (told,) = trail("meeting.revised")
    assert told.details is not None
    assert told.details[place]["en"] == "In other words."


def test_of_two_proposals_at_one_place_none_is_lost(cast: Cast, version: int) -> None:
    first = propose(cast, version, en=NEW)
    second = propose(cast, version, "mag", en="MAG says otherwise.")
    accept(cast, first)
    with pytest.raises(Conflict, match="changed since it was circulated"):
        accept(cast, second)
    assert (the_entry().text.en, proposed()[1].outcome) == (NEW, None)
    both = f"{NEW} MAG says otherwise."
    adapt(cast, second, Wording(en=both, base_en=NEW))
    assert (the_entry().text.en, proposed()[1].outcome) == (both, Outcome.ADAPTED)


def test_proposals_for_different_languages_do_not_meet(cast: Cast, version: int) -> None:
    accept(cast, propose(cast, version, en=NEW))
    accept(cast, propose(cast, version, "mag", lo="ໃໝ່"))
    assert the_entry().text == Bilingual(NEW, "ໃໝ່")


def test_what_reads_as_proposed_already_is_accepted(cast: Cast, version: int) -> None:
    correction = propose(cast, version, en=NEW)
    put(NEW)
    accept(cast, correction)
    assert (proposed()[0].outcome, trail("entry.revised")) == (Outcome.ACCEPTED, [])


def test_an_adapted_text_meets_another_writer(cast: Cast, version: int) -> None:
    was = the_entry().text.en
    correction = propose(cast, version, en=NEW)
    put("The chair's own")
    with pytest.raises(TextConflict) as conflict:
        adapt(cast, correction, Wording(en="Adapted", base_en=was))
    assert conflict.value.collisions[0].theirs == "The chair's own"
    with pytest.raises(Refused, match="The text stays as it is"):
        adapt(cast, correction, Wording(en="The chair's own", base_en="The chair's own"))
    adapt(cast, correction, Wording(en=NEW, base_en="The chair's own"))
    assert proposed()[0].outcome == Outcome.ACCEPTED  # word for word what was proposed


def test_a_point_that_is_gone_can_only_be_declined(cast: Cast, version: int) -> None:
    correction, entry_id = propose(cast, version, en=NEW), the_entry().id
    with transaction():
        session.get_one(Entry, entry_id).deleted_at = IN_TIME
    with pytest.raises(Conflict, match="not in the draft any more"):
        accept(cast, correction)
    with pytest.raises(Conflict, match="not in the draft any more"):
        adapt(cast, correction, Wording(en="x"))
    decline(cast, correction, "It was withdrawn.")
    assert proposed()[0].outcome == Outcome.DECLINED


def test_to_decline_and_to_change_by_hand_need_words(cast: Cast, version: int) -> None:
    first, second = propose(cast, version, en=NEW), propose(cast, version, place="actions", why="A row is missing.")
    with pytest.raises(Refused, match="so that NPA knows"):
        decline(cast, first, "")
    with pytest.raises(Refused, match="what was changed, so that NPA knows"):
        accept(cast, second)
    with pytest.raises(Refused, match="change it in the drafting room"):
        adapt(cast, second, Wording(en="x"))
    accept(cast, second, words="The row is there now.")
    assert [each.outcome for each in proposed()] == [None, Outcome.ACCEPTED]


def take_back(cast: Cast, correction_id: int, who: str = "npa") -> None:
    by = cast.actor(who)
    with transaction():
        corrections.withdraw(correction_id, by=by, at=IN_TIME)


def test_an_answered_correction_is_answered_once(cast: Cast, version: int) -> None:
    correction = propose(cast, version, en=NEW)
    decline(cast, correction, "No.")
    for act in (accept, take_back):
        with pytest.raises(Conflict, match="answered already by Chair Person"):
            act(cast, correction)
    with pytest.raises(Conflict, match="answered already by Chair Person"):
        decline(cast, correction, "Once more, no.")
    assert len(mails_about("correction ")) == len(trail("correction.answered")) == 1


def test_withdrawn_it_waits_for_nobody(cast: Cast, version: int) -> None:
    correction = propose(cast, version, en=NEW)
    for who in ("mag", "chair"):
        with pytest.raises(Forbidden):
            take_back(cast, correction, who)
    take_back(cast, correction)
    assert queries_answers.open_corrections(the_meeting().id) == 0
    with pytest.raises(Conflict, match="withdrawn by Npa Person"):
        accept(cast, correction)
    assert mails_about("correction ") == []


@pytest.mark.parametrize("who", ["npa", "translator", "management", "other"])
def test_only_who_drafts_answers(cast: Cast, version: int, who: str) -> None:
    correction = propose(cast, version, en=NEW)
    with pytest.raises(Forbidden):
        accept(cast, correction, who)
    accept(cast, correction, "secretary")


def test_the_proposer_is_told_in_english(cast: Cast, version: int) -> None:
    was = the_entry().text
    correction = propose(cast, version, en=NEW, why="We were not asked.")
    adapt(cast, correction, Wording(en="WEI was told late.", base_en=was.en), words="Shorter.")
    (mail,) = mails_about("correction ")
    assert (mail.to_address, mail.subject) == (
        "npa@twg.example", "Minutes IM-2021-Q1: the correction of NPA was taken in, in other words",
    )  # fmt: skip
    assert mail.text == (
        "NPA proposed a correction of the minutes IM-2021-Q1.\n"
        "\n"
        "It was taken in, in other words.\n"
        "The chair says: Shorter.\n"
        "\n"
        "Where: Issues and challenges\n"
        f"As it was circulated, English: {was.en}\n"
        f"As you proposed, English: {NEW}\n"
        "Your reason: We were not asked.\n"
        "As it reads now, English: WEI was told late.\n"
        "\n"
        "-- \n"
        "You get this mail because NPA proposed a correction of the minutes.\n"
        "This mail was written by the tracker; nobody reads an answer to it.\n"
    )
    assert f"{NEW}</span>" in mail.html


def test_whoever_had_it_written_down_is_told_in_lao(cast: Cast, version: int) -> None:
    mag, person_id = organisation("MAG").id, cast.account("mag").person_id
    by = cast.actor("secretary")
    with transaction():
        told = Voice(mag, How.PAPER, "Ms Bounmy")
        kept = corrections.propose(version, Proposal("attendance", reason=Bilingual("MAG")), told, by=by, at=IN_TIME)
        correction = kept.id
        session.execute(update(Delivery).where(Delivery.person_id == person_id).values(language="lo"))
    decline(cast, correction, "ບໍ່ມີ <b>")
    (mail,) = mails_about("correction ")
    assert (mail.to_address, mail.language) == ("mag@twg.example", "lo")
    assert mail.subject == "ບົດບັນທຶກ IM-2021-Q1: ບໍ່ໄດ້ຮັບເອົາຂໍ້ສະເໜີແກ້ໄຂຂອງ ແມັກ"
    assert mail.text.startswith(
        "ສະບາຍດີ. ຂໍຂອບໃຈ ແມັກ ທີ່ໄດ້ສະເໜີແກ້ໄຂບົດບັນທຶກ IM-2021-Q1.\n\nປະທານບໍ່ໄດ້ຮັບເອົາ; ເນື້ອໃນຍັງຄືເກົ່າ.\nຄຳຕອບຂອງປະທານ: ບໍ່ມີ <b>"
        "\n\nບ່ອນ: "
    )
    assert "ເຫດຜົນຂອງທ່ານ: MAG\n" in mail.text
    assert "ບໍ່ມີ &lt;b&gt;" in mail.html
