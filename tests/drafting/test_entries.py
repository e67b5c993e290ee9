import pytest
from applications import NOON
from cast import Cast
from drafts import added, entry, line, now, shape, the_meeting
from pages import queries_of_database
from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.models import Action, ActionKind, AssignmentRole, AssignmentSpan, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.core.i18n import Language
from tracker.documents.models import Stage
from tracker.drafting import entries, names
from tracker.drafting.quick_line import QuickLine, read
from tracker.meetings.kinds import EntryKind, Section, TextState
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation


def trail() -> list[str]:
    return list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def refused(cast: Cast, text: str, section: Section = Section.ISSUES, who: str = "chair") -> str:
    with pytest.raises(Refused) as error:
        added(cast, text, section, who)
    session.rollback()
    return error.value.message.en


# Adding


def test_a_line_becomes_an_entry(cast: Cast) -> None:
    before = the_meeting()
    revision, number = before.revision, before.last_number
    found = session.get_one(Entry, added(cast, "UXO Lao, MAG: data overlap, see the MRE form", Section.RECOMMENDATIONS))
    assert [each.short_name for each in found.raised_by] == ["UXO Lao", "MAG"]
    assert [each.code for each in found.documents] == ["MRE form"]
    assert (found.kind, found.text) == (EntryKind.RECOMMENDATION, Bilingual(en="data overlap, see the MRE form"))
    assert found.reference == f"IM-2021-Q1/{number + 1}"
    assert (found.meeting.revision, found.meeting.last_number) == (revision + 1, number + 1)
    assert shape(Section.RECOMMENDATIONS)[-1] == "data overlap, see th"
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (told.verb, told.subject, told.actor) == ("entry.added", found.reference, "Chair Person")


def test_lines_stand_in_the_order_in_which_they_came(cast: Cast) -> None:
    for text in ("one", "> two", "> three", "four"):
        added(cast, text, Section.PURPOSE)
    assert shape(Section.PURPOSE)[1:] == ["one", "  two", "  three", "four"]


def test_a_line_comes_behind_another_one(cast: Cast) -> None:
    first = added(cast, "one", Section.PURPOSE)
    added(cast, "three", Section.PURPOSE)
    added(cast, "two", Section.PURPOSE, after=first)
    added(cast, "> below", Section.PURPOSE, after=first)
    assert shape(Section.PURPOSE)[1:] == ["one", "  below", "two", "three"]
    with pytest.raises(NotFound):
        added(cast, "elsewhere", Section.ISSUES, after=first)


def test_nothing_to_nest_under_is_no_reason_to_lose_what_was_said(cast: Cast) -> None:
    for key in ("i1", "i2"):
        with transaction() as current:
            current.delete(entry(key))
    added(cast, "> first of all")
    assert shape() == ["first of all"]


def test_a_conclusion_makes_its_action(cast: Cast) -> None:
    entry_id = added(cast, "NPA: revise the Lao translation of NS-24 - by end of Q2", Section.CONCLUSIONS)
    found = session.get_one(Entry, entry_id)
    assert (found.kind, found.text.en) == (EntryKind.CONCLUSION, "revise the Lao translation of NS-24")
    assert (found.raised_by, found.documents) == ([], [])
    action = session.scalars(select(Action).where(Action.entry_id == entry_id)).one()
    assert (action.reference, action.kind, action.stage) == (
        "IM-A-004", ActionKind.STANDARD_TRANSLATION, Stage.TRANSLATE,
    )  # fmt: skip
    assert action.document is not None
    assert (action.document.code, action.words.en, str(action.first.by)) == ("NS-24", "by end of Q2", "2021-06-30")
    (part,) = action.assignments
    assert (part.organisation.short_name, part.role, part.state) == (
        "NPA", AssignmentRole.OWNER, AssignmentState.OPEN,
    )  # fmt: skip
    assert part.window == action.first
    (span,) = session.scalars(select(AssignmentSpan).where(AssignmentSpan.assignment_id == part.id))
    assert (span.from_on, span.until_on, span.window) == (found.meeting.held_on, None, action.first)


def test_a_conclusion_without_owner_and_date_makes_one_too(cast: Cast) -> None:
    entry_id = added(cast, "> The form stays as it is.", Section.CONCLUSIONS)
    action = session.scalars(select(Action).where(Action.entry_id == entry_id)).one()
    assert (action.assignments, action.words, action.first.by, action.kind) == ([], Bilingual(), None, "general")
    assert session.get_one(Entry, entry_id).parent_id is None


def test_a_key_that_a_file_took_is_not_given_again(cast: Cast) -> None:
    with transaction():
        entry("i1").key = f"entry-{the_meeting().last_number + 1}"
    found = session.get_one(Entry, added(cast, "one more"))
    assert found.key.startswith(f"entry-{found.number}-")


@pytest.mark.parametrize(
    ("text", "section"), [("", Section.ISSUES), ("  >  ", Section.ISSUES), ("\u200b", Section.ISSUES)]
)
def test_an_empty_line_is_explained(cast: Cast, text: str, section: Section) -> None:
    assert refused(cast, text, section) == "Write what was said."


def test_a_line_of_100_kb_is_explained(cast: Cast) -> None:
    assert refused(cast, "x" * 100_000) == "A text may have 20000 characters at the most."


def test_parties_that_are_not_there_are_explained(cast: Cast) -> None:
    chair, meeting_id = cast.actor("chair"), the_meeting().id
    for wrong in (
        QuickLine(Section.ISSUES, Bilingual("x"), EntryKind.ISSUE, organisations=(99_999,)),
        QuickLine(Section.ISSUES, Bilingual("x"), EntryKind.ISSUE, documents=(99_999,)),
    ):
        with pytest.raises(Refused), transaction():
            entries.add(meeting_id, wrong, by=chair, at=NOON)


@pytest.mark.parametrize("who", ["translator", "npa", "mag", "other", "management"])
def test_only_those_who_draft_add(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        added(cast, "x", who=who)


@pytest.mark.parametrize("who", ["secretary", "admin"])
def test_secretary_and_administrator_draft_too(cast: Cast, who: str) -> None:
    assert added(cast, "x", who=who)


def test_frozen_minutes_take_no_more(cast: Cast) -> None:
    with transaction():
        the_meeting().text_state = TextState.FROZEN
    assert refused(cast, "x") == "The minutes are frozen to be signed. Take them back to change them."


def test_a_meeting_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound), transaction():
        entries.add(99_999, line("x"), by=Actor.command("a test"), at=NOON)


def test_a_line_takes_few_statements_however_long_the_meeting(cast: Cast) -> None:
    for number in range(30):
        added(cast, f"{number}")
    chair, meeting_id = cast.actor("chair"), the_meeting().id
    point = line("> MAG: see the MRE form")
    agreed = line("NPA: revise NS-24 - by end of Q2", Section.CONCLUSIONS)
    for each, most in ((point, 8), (agreed, 12)):
        with transaction(), queries_of_database() as sent:
            entries.add(meeting_id, each, by=chair, at=now())
            session.flush()
        assert len([statement for statement in sent if not statement.startswith("BEGIN")]) <= most, "\n".join(
            each[:110] for each in sent
        )


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_sample_can_be_typed(cast: Cast, language: Language) -> None:
    known, held_on = names.parties(), the_meeting().held_on
    agreed = {action.entry_id: action for action in session.scalars(select(Action))}
    for row in the_meeting().entries:
        action = agreed.get(row.id)
        owners = [part.organisation for part in action.assignments if part.role == "owner"] if action else []
        words = action.words[language] if action else ""
        who = ", ".join(each.called[language] for each in row.raised_by or owners)
        typed = f"{who}{': ' if who else ''}{row.text[language]}{' - ' if words else ''}{words}"
        found = read(typed, row.section, known, held_on)
        assert found.text[language] == row.text[language]
        assert found.raised_by == tuple(each.id for each in row.raised_by)
        assert found.owners == tuple(each.id for each in owners)
        assert (found.words[language], found.unknown) == (words, ())
        if action:
            assert (found.action_kind, found.stage) == (action.kind, action.stage) or (language, row.key) == (
                "en",
                "c1",
            )


# Names that nobody had


def test_a_new_name_becomes_an_organisation(cast: Cast) -> None:
    entry_id = added(cast, "WEI, JICA, ABC: the new form")
    with transaction():
        entries.add_names(entry_id, ["JICA"], by=cast.actor("chair"), at=now())
    found = session.get_one(Entry, entry_id)
    assert [each.short_name for each in found.raised_by] == ["WEI", "JICA"]
    assert found.text == Bilingual(en="ABC: the new form")
    assert trail()[-2:] == ["organisation.added", "entry.named"]


def test_a_new_owner_of_a_conclusion(cast: Cast) -> None:
    entry_id = added(cast, "NPA, JICA: train the users", Section.CONCLUSIONS)
    with transaction():
        entries.add_names(entry_id, ["jica"], by=cast.actor("secretary"), at=now())
    action = session.scalars(select(Action).where(Action.entry_id == entry_id)).one()
    assert [part.organisation.short_name for part in action.assignments] == ["NPA", "JICA"]
    assert session.get_one(Entry, entry_id).text.en == "train the users"


def test_a_name_that_came_meanwhile_is_not_made_twice(cast: Cast) -> None:
    entry_id = added(cast, "JICA: the new form")
    with transaction() as current:
        current.add(Organisation(short_name="JICA", name=Bilingual.same("JICA")))
    with transaction():
        entries.add_names(entry_id, ["JICA"], by=cast.actor("chair"), at=now())
    assert [each.short_name for each in session.get_one(Entry, entry_id).raised_by] == ["JICA"]


def test_other_words_are_no_new_names(cast: Cast) -> None:
    entry_id = added(cast, "JICA: the new form")
    for wrong in ("form", "NRA", ""):
        with pytest.raises(Refused), transaction():
            entries.add_names(entry_id, [wrong], by=cast.actor("chair"), at=now())


def test_two_queries_read_the_names(cast: Cast) -> None:
    with queries_of_database() as sent:
        known = names.parties()
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 2
    wei = known.organisation("world education, inc.")
    assert wei == known.organisation("WEI")
    assert known.organisation("ຄຊກລ") == known.organisation("NRA") != known.organisation("NPA")


# On both databases


def test_everything_holds_on_both(either_cast: Cast) -> None:
    cast = either_cast
    added(cast, "> UXO Lao, MAG: see the MRE form")
    last = added(cast, "NPA, JICA: revise NS-24 - by end of Q2", Section.CONCLUSIONS)
    with transaction():
        entries.add_names(last, ["JICA"], by=cast.actor("chair"), at=now())
    assert shape()[-1] == "  see the MRE form"
    assert the_meeting().revision >= 3
