"""A draft's file is edited and loaded again, many times: the tracker always holds what the last one says."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, count

import pytest
from applications import NOON, TESTER, load
from filling import counts
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from strategies import Cast, documents, groups, meetings, organisations, people
from test_loading import facts

from tracker.actions.models import Action, Assignment, AssignmentState, Evidence, Progress
from tracker.core.db import session, transaction
from tracker.exchange import loading, reading, writing
from tracker.exchange.dumping import dump
from tracker.exchange.meeting_file import EntryPart, MeetingFile, MeetingPart
from tracker.exchange.problems import FileProblems
from tracker.files.models import FileContent, StoredFile
from tracker.groups.models import NumberSeries
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import Disposition, MeetingKind, RecordState, Section
from tracker.meetings.models import Answer, Entry, EntryDocument, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation

HEAD = """\
group: {slug: im-twg, acronym: IM, name: Information Management}
organisations:
  - {short_name: NRA, name: National Regulatory Authority, kind: authority, language: lo}
  - {short_name: NPA, name: Norwegian People's Aid, kind: ngo, aliases: [Norwegian], language: en}
  - {short_name: MAG, name: Mines Advisory Group, kind: ngo, language: en}
documents: [{code: NS-24, kind: standard, title: Chapter 24}]
meeting:
  period: 2021-Q1
  held_on: 2021-03-29
"""
POINTS = """\
  entries:
    - id: a
      kind: issue
      text: A
      raised_by: [NRA, NPA]
      documents: [NS-24]
      points:
        - {id: b, kind: issue, text: B, points: [{id: c, kind: issue, text: C, disposition: referred}]}
        - {id: d, kind: recommendation, text: D, section: issues, asked_of: [MAG]}
    - {id: e, kind: recommendation, text: E, label: "2.", actions: [{ref: IM-A-001, owners: [NPA]}]}
  conclusions:
    - id: f
      text: F
      answers: [{entry: a}, {entry: c, extent: part}]
      actions:
        - {ref: IM-A-002, owners: [NPA, MAG], deadline: by 15 April 2021}
        - {ref: IM-A-003, recipients: [NRA], document: NS-24, stage: translate}
    - {id: g, text: G}
"""
FIRST = HEAD + POINTS
LATER = "group: im-twg\nmeeting: {period: 2021-Q2, held_on: 2021-06-29, previous: 2021-Q1"


def reports(*lines: str) -> str:
    """The same with reports about IM-A-002."""
    return POINTS.replace("deadline: by 15 April 2021", f"updates: [{', '.join(lines)}]")


BEGUN = "{on: 2021-04-02, organisation: NPA, state: in_progress}"
EDITS = {
    "points under other parents": """\
  entries:
    - id: c
      kind: issue
      text: C
      points:
        - {id: d, kind: recommendation, section: issues, text: D}
        - {id: b, kind: issue, text: B, points: [{id: a, kind: issue, text: A, raised_by: [NPA, NRA]}]}
    - {id: e, kind: recommendation, text: E}
""",
    "the other way round": """\
  entries:
    - {id: e, kind: recommendation, text: E, label: ""}
    - {id: d, kind: recommendation, text: D}
    - {id: c, kind: issue, text: C}
    - {id: b, kind: issue, text: B}
    - {id: a, kind: issue, text: A}
  conclusions:
    - {id: g, text: G, answers: [{entry: c}, {entry: a, extent: part}]}
    - {id: f, text: F}
""",
    "a parent goes and its points stay": """\
  entries:
    - {id: b, kind: issue, text: B}
    - {id: c, kind: issue, text: C}
    - {id: d, kind: recommendation, text: D}
""",
    "a parent goes with its points": "  entries: [{id: e, kind: recommendation, text: E}]\n",
    "all go": "",
    "ids change places": """\
  entries:
    - {id: e, kind: issue, text: A, raised_by: [MAG], points: [{id: g, kind: issue, text: B}]}
    - {id: f, kind: recommendation, text: E}
  conclusions:
    - {id: a, text: F, answers: [{entry: f}]}
    - {id: b, text: G}
""",
    "kinds and sections change": """\
  entries:
    - id: a
      kind: information
      section: purpose
      text: A
      points: [{id: b, kind: recommendation, section: purpose, text: B, label: "7."}]
    - {id: c, kind: issue, section: recommendations, text: C, disposition: declined}
""",
    "references change places": """\
  entries:
    - {id: e, kind: recommendation, text: E, actions: [{ref: IM-A-003, owners: [MAG]}]}
  conclusions:
    - id: f
      text: F
      actions: [{ref: IM-A-002, recipients: [NRA]}]
    - {id: g, text: G, actions: [{ref: IM-A-001, owners: [NRA], support: [NPA, MAG]}]}
""",
    "parts change hands": POINTS.replace("owners: [NPA, MAG]", "owners: [MAG, NRA], recipients: [NPA]"),
    "parts are closed": POINTS.replace("owners: [NPA, MAG]", "assignments: [{organisation: NPA, state: accepted}]"),
    "reports come": reports(
        BEGUN, "{on: 2021-04-02, organisation: MAG, note: x}", "{on: 2021-05-01, organisation: NPA, state: accepted}"
    ),
    "reports change their order": reports(
        "{on: 2021-04-02, organisation: MAG, note: x}", BEGUN, "{on: 2021-04-02, organisation: NPA, state: accepted}"
    ),
    "the last report goes": reports(BEGUN),
    "the reporter owes nothing any more": reports(BEGUN).replace("owners: [NPA, MAG]", "owners: [NRA]"),
    "it was reported before the meeting": reports("{on: 2021-01-05, organisation: NPA, state: submitted}"),
    "it was postponed": "  state: postponed\n  headcount: 3\n" + reports(BEGUN),
}  # fmt: skip


def text(meeting_id: int) -> str:
    """The meeting's file, as somebody would get it who asks for it now, with all that goes without saying."""
    session.rollback()
    return written(dump(meeting_id))


def as_meant(data: str) -> str:
    return written(reading.read(data.encode(), "file"))


def written(file: MeetingFile) -> str:
    """What a file says; answers stand in no order."""
    meant = facts(file)
    agreed = tuple(
        replace(each, answers=tuple(sorted(each.answers, key=lambda answer: answer.entry)))
        for each in meant.meeting.conclusions
    )
    return writing.write(replace(meant, meeting=replace(meant.meeting, conclusions=agreed)))


def sound() -> None:
    """Every part has one span without an end, which says how it stands; conclusions answer, and only they."""
    for part in session.scalars(select(Assignment)):
        last = [span for span in part.spans if span.until_on is None]
        assert [(span.state, span.window) for span in last] == [(part.state, part.window)]
    for report in session.scalars(select(Progress)):
        owing = {part for part in report.action.assignments if part.organisation is report.organisation}
        assert report.assignment in owing if owing else report.assignment is None
    conclusions = set(session.scalars(select(Entry.id).where(Entry.section == Section.CONCLUSIONS)))
    assert set(session.scalars(select(Answer.conclusion_id))) <= conclusions
    for links in (EntryRaisedBy, EntryDocument):
        assert not conclusions & set(session.scalars(select(links.entry_id)))


def test_an_edited_file_is_what_the_tracker_holds(app: Flask) -> None:
    first = load(FIRST)
    for name, body in EDITS.items():
        for data in (HEAD + body, FIRST):
            outcome = load(data)
            assert (outcome.meeting_id, outcome.made) == (first.meeting_id, False)
            assert outcome.changes > 0, name
            assert text(first.meeting_id) == as_meant(data)
            sound()
            assert load(data).changes == 0, name


def test_any_edit_after_any_other(either_app: Flask) -> None:
    names = list(EDITS)
    meeting_id = load(FIRST).meeting_id
    for number in range(len(names)):
        data = HEAD + EDITS[names[number * 7 % len(names)]]
        load(data)
        assert text(meeting_id) == as_meant(data)
        sound()


# Random edits


def renamed(part: EntryPart, names: Mapping[str, str]) -> EntryPart:
    return replace(part, id=names[part.id], points=tuple(renamed(each, names) for each in part.points))


@st.composite
def drafts(draw: st.DrawFn, cast: Cast) -> MeetingPart:
    """A meeting whose ids and references are the same few again and again, in another place each time."""
    refs = chain(draw(st.permutations(range(1, 7))), count(7))
    part = draw(meetings(replace(cast, refs=refs), alone=True))
    said = [*part.entries]
    if len(said) > 1 and said[0].section == said[-1].section and draw(st.booleans()):
        last = said.pop()
        said[0] = replace(said[0], points=(last, *said[0].points))
    ids = [each.id for each in part.every_entry()] + [each.id for each in part.conclusions]
    names = dict(zip(ids, draw(st.permutations("abcdefghijkl")), strict=False))
    return replace(
        part, period=Period(2021, 1), kind=MeetingKind.REGULAR, name="", record=RecordState.DRAFT,
        entries=tuple(renamed(each, names) for each in said),
        conclusions=tuple(
            replace(
                each, id=names[each.id],
                answers=tuple(replace(answer, entry=names[answer.entry]) for answer in each.answers),
            )
            for each in part.conclusions
        ),
    )  # fmt: skip


@st.composite
def edited_files(draw: st.DrawFn) -> list[MeetingFile]:
    """A file of a draft as it was at three times."""
    parts = draw(organisations())
    known = [part.short_name for part in parts]
    group = draw(groups(known))
    present, papers = draw(people(known)), draw(documents(known))
    cast = Cast(known, [part.key for part in present], [part.code for part in papers], group.acronym)
    return [
        MeetingFile(
            group=group, organisations=tuple(parts), people=present, documents=papers, meeting=draw(drafts(cast))
        )
        for _ in range(3)
    ]  # fmt: skip


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(files=edited_files())
def test_any_edit_is_what_the_tracker_holds(app: Flask, files: list[MeetingFile]) -> None:
    try:
        with transaction():
            for file in [*files, files[0]]:
                outcome = loading.load(file, "random", by=TESTER, at=NOON)
                session.expire_all()
                assert written(dump(outcome.meeting_id)) == written(file)
                sound()
            raise InterruptedError  # nothing is kept for the next example
    except InterruptedError:
        pass


# What an edit may not take away


def refused(data: str) -> str:
    before = counts()
    with pytest.raises(FileProblems) as caught:
        load(data)
    session.rollback()
    assert counts() == before
    return str(caught.value)


@pytest.mark.parametrize(("item", "name"), [("IM-A-001", "IM-A-001"), ("IM-2021-Q1/b", "IM-2021-Q1/2")])
def test_what_a_later_meeting_gave_a_verdict_on_can_not_be_left_out(either_app: Flask, item: str, name: str) -> None:
    load(FIRST)
    later = f"{LATER}, reviews: [{{item: {item}, verdict: late}}]}}\n"
    second = load(later)
    assert refused(HEAD) == f"meeting.yaml:8: '{name}' can't be left out: another meeting or action refers to it"
    load(FIRST.replace("text: B", "text: changed").replace("owners: [NPA]}", "owners: [MAG]}"))
    load(later.replace("item:", "remark: x, item:"))
    session.rollback()
    assert [review.item for review in dump(second.meeting_id).meeting.reviews] == [name]


@pytest.mark.parametrize("how", ["split_from_id", "merged_into_id"])
def test_what_another_action_refers_to_can_not_be_left_out(either_app: Flask, how: str) -> None:
    load(FIRST)
    with transaction():
        rows = {row.reference: row for row in session.scalars(select(Action))}
        setattr(rows["IM-A-002"], how, rows["IM-A-001"].id)
    reason = "'IM-A-001' can't be left out: another meeting or action refers to it"
    assert reason in refused(FIRST.replace(", actions: [{ref: IM-A-001, owners: [NPA]}]", ""))


def test_a_report_that_stays_keeps_what_was_handed_in_with_it(either_app: Flask) -> None:
    load(HEAD + reports(BEGUN))
    with transaction() as current:
        current.add(FileContent(sha256="0" * 64, data=b"x"))
        current.flush()
        file = StoredFile(sha256="0" * 64, name="x.pdf", media_type="application/pdf", size=1, at=NOON)
        current.add(file)
        current.flush()
        current.add(Evidence(progress_id=current.scalars(select(Progress.id)).one(), file_id=file.id))
    more = [
        "{on: 2021-01-04, note: earlier}",
        BEGUN,
        "{on: 2021-04-02, note: that day}",
        "{on: 2021-05-01, note: later}",
    ]
    load(HEAD + reports(*more))
    load(HEAD + reports(*more[:3]))
    assert counts()["evidence"] == 1
    assert [report.note.en for report in session.scalars(select(Progress).order_by(Progress.on, Progress.id))] == [
        "earlier", "", "that day",
    ]  # fmt: skip


def test_reports_of_one_day_stand_in_the_order_of_the_file(app: Flask) -> None:
    lines = [BEGUN, "{on: 2021-04-02, organisation: NPA, state: submitted}", "{on: 2021-04-02, note: x}"]
    for order in ((0, 1, 2), (1, 0, 2), (2, 1, 0), (2, 0), (0, 1), (1, 2, 0)):
        data = HEAD + reports(*(lines[place] for place in order))
        outcome = load(data)
        assert text(outcome.meeting_id) == as_meant(data)
        assert load(data).changes == 0
        sound()


def test_what_was_reported_in_the_tracker_stays_and_counts(app: Flask) -> None:
    load(FIRST)
    with transaction() as current:
        action = current.scalars(select(Action).where(Action.reference == "IM-A-002")).one()
        npa = current.scalars(select(Organisation).where(Organisation.short_name == "NPA")).one()
        action.progress.append(
            Progress(on=NOON.date(), organisation=npa, at=NOON, by="NPA", state_to=AssignmentState.SUBMITTED)
        )
    for data in (FIRST.replace("text: F", "text: changed"), HEAD + reports(BEGUN), FIRST):
        load(data)
        (part,) = (
            part for part in session.scalars(select(Assignment).where(Assignment.organisation_id == npa.id))
            if part.action.reference == "IM-A-002"
        )  # fmt: skip
        own = [report for report in part.action.progress if report.by == "NPA"]
        assert [report.state_to for report in own] == [AssignmentState.SUBMITTED]
        if data is FIRST:
            assert part.state == AssignmentState.SUBMITTED
        sound()


def test_where_an_item_was_referred_to_goes_with_its_disposition(app: Flask) -> None:
    load(FIRST)
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.key == "c")).one()
        entry.referred_to_id = session.scalars(select(Organisation.id).where(Organisation.short_name == "MAG")).one()
    load(FIRST.replace("text: C", "text: changed"))
    assert session.scalars(select(Entry.referred_to_id).where(Entry.key == "c")).one()
    for other in ("text: C, disposition: noted", "text: C"):
        load(FIRST.replace("text: C, disposition: referred", other))
        assert session.scalars(select(Entry.referred_to_id).where(Entry.key == "c")).one() is None
    assert session.scalars(select(Entry.disposition).where(Entry.key == "c")).one() != Disposition.REFERRED


# References


def test_given_references_never_meet_those_that_come_along(app: Flask) -> None:
    mixed = FIRST.replace("{ref: IM-A-001, owners: [NPA]}", "{owners: [NPA]}").replace("IM-A-003", "IM-A-001")
    load(mixed)
    assert sorted(session.scalars(select(Action.reference))) == ["IM-A-001", "IM-A-002", "IM-A-003"]
    assert session.scalars(select(NumberSeries.last)).one() == 3
    assert load(mixed).changes == 0


def test_a_reference_that_another_group_uses_is_passed_over(either_app: Flask) -> None:
    load("group: {slug: mre, acronym: MRE, name: x}\nmeeting: {period: 2021-Q1, held_on: 2021-03-29,\n"
         "  entries: [{id: a, kind: issue, text: x, actions: [{ref: IM-A-001}, {ref: IM-A-002}]}]}\n")  # fmt: skip
    unnamed = FIRST.replace("ref: IM-A-001, ", "").replace("ref: IM-A-002, ", "").replace("ref: IM-A-003, ", "")
    load(unnamed)
    references = select(Action.reference).join(Meeting, Meeting.id == Action.meeting_id).where(Meeting.group_id == 2)
    assert sorted(session.scalars(references)) == ["IM-A-003", "IM-A-004", "IM-A-005"]
    assert "'IM-A-002' is an action of another meeting" in refused(
        unnamed.replace("{owners: [NPA]}", "{ref: IM-A-002}")
    )


# What stands around the meeting


def test_what_a_later_file_brings_stays_with_its_meeting(app: Flask) -> None:
    load(FIRST)
    more = FIRST.replace(
        "documents: [{", "  - {short_name: HI, name: Humanity, kind: ngo, language: en}\ndocuments: [{"
    )
    outcome = load(more)
    assert (outcome.made, outcome.changes) == (False, 1)
    assert text(outcome.meeting_id) == as_meant(more)
    assert load(more).changes == 0
    assert "HI" not in text(load(LATER + "}\n").meeting_id)


def test_a_name_of_a_special_meeting_is_its_own_in_the_group(app: Flask) -> None:
    special = FIRST.replace("period: 2021-Q1\n", "period: 2021-Q1\n  kind: special\n  name: data\n")
    load(special)
    assert refused(special.replace("2021-Q1", "2021-Q2").replace("IM-A-", "IM-A-1")) == (
        "meeting.yaml:10: 'data' is the meeting 2021-Q1/data already"
    )


def test_the_longest_names_are_taken(either_app: Flask) -> None:
    name = "-".join(["a" * 19] * 3)
    long = (
        f"group: {{slug: {'g' * 40}, acronym: {'A' * 12}, name: x}}\n"
        f"organisations: [{{short_name: {'O' * 60}, lao_short_name: {'ກ' * 60}, name: x, aliases: [{'b' * 200}]}}]\n"
        f"people: [{{key: {'k' * 60}, name: {'ຂ' * 20_000}, organisation: {'O' * 60}, seat: chair}}]\n"
        f"documents: [{{code: {'d' * 60}, kind: form, title: x, edition: {'e' * 60}}}]\n"
        f"meeting: {{period: 2021-Q1, kind: special, name: {name}, held_on: 2021-03-29, number: {'n' * 60},\n"
        f"  entries: [{{id: {'i' * 60}, kind: issue, text: {'t' * 20_000}, label: {'l' * 20},\n"
        f"    raised_by: [{'b' * 200}],\n"
        f"    actions: [{{ref: {'R' * 40}, meeting: 2021-Q2/{name}}}, {{owners: [{'O' * 60}]}}]}}]}}\n"
    )
    assert load(long).made
    assert load(long).changes == 0
