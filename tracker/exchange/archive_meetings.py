"""What is said at a generated meeting: who came, issues and recommendations, and what was concluded on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

from tracker.core.i18n import Language
from tracker.exchange.archive_actions import Actions, Agreed
from tracker.exchange.archive_lives import midday
from tracker.exchange.archive_parties import Group, Organisation, Paper
from tracker.exchange.archive_phrases import NOTHING, Both, filled, phrases, texts
from tracker.exchange.archive_plan import MeetingPlan
from tracker.exchange.archive_register import Pool
from tracker.exchange.archive_rows import Rows
from tracker.meetings.kinds import (
    AttendanceRole,
    Disposition,
    EntryKind,
    Extent,
    MeetingKind,
    MeetingState,
    Presence,
    RecordState,
    Section,
    TextState,
)

LO: Language = "lo"
PRINTED = {Section.ISSUES: EntryKind.ISSUE, Section.RECOMMENDATIONS: EntryKind.RECOMMENDATION}
OF_KIND = {EntryKind.ISSUE: "issues", EntryKind.RECOMMENDATION: "recommendations",
           EntryKind.INFORMATION: "information"}  # fmt: skip
DISPOSITIONS = (Disposition.CARRIED_OVER, Disposition.NOTED, Disposition.REFERRED, Disposition.DECLINED,
                Disposition.WITHDRAWN)  # fmt: skip
WEIGHTS = (30, 40, 12, 12, 6)
TEXT_STATES = {
    RecordState.DRAFT: TextState.OPEN, RecordState.CIRCULATED: TextState.OPEN, RecordState.ISSUED: TextState.ISSUED,
    RecordState.AMENDED: TextState.ISSUED,
}  # fmt: skip


@dataclass(slots=True)
class Meetings:
    """Writes the meetings of one group, one after the other."""

    rows: Rows
    chance: Random
    group: Group
    neighbour: "Meetings | None"
    actions: Actions
    pool: Pool
    specials: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    previous: int | None = None

    def hold(self, plan: MeetingPlan) -> int:
        """Write a meeting with everything said at it, and the verdicts that it gave; gives back its id."""
        meeting_id = self.rows.new_id("meeting")
        number = 0
        if plan.took_place:
            if plan.kind == MeetingKind.REGULAR and plan.is_told:
                self.pool.review(meeting_id, plan.held_on)
            number = self._say(meeting_id, plan)
        people = self._attend(meeting_id, plan) if plan.took_place else None
        self._write(meeting_id, plan, number, people)
        if plan.kind == MeetingKind.REGULAR and plan.took_place:
            self.previous = meeting_id
        return meeting_id

    def _write(self, meeting_id: int, plan: MeetingPlan, last: int, people: int | None) -> None:
        circulated = plan.circulated_on
        issued = plan.held_on + timedelta(days=35) if plan.record in (RecordState.ISSUED, RecordState.AMENDED) else None
        special = plan.kind == MeetingKind.SPECIAL
        title = filled(phrases().one("meeting", "special"), number=plan.name) if special else NOTHING
        self.rows.add(
            "meeting", id=meeting_id, group_id=self.group.id, kind=plan.kind, period_year=plan.year,
            period_quarter=plan.quarter, name=plan.name, **texts("title", title), held_on=plan.held_on,
            starts_at=time(8, 30), ends_at=time(12, 0), **texts("venue", phrases().one("meeting", "venue")),
            chair_id=self.group.chair.id, secretary_id=self.group.secretary.id,
            **texts("purpose", phrases().one("meeting", "purpose")), headcount=people,
            previous_id=None if special else self.previous, previous_on=None, state=plan.state, record=plan.record,
            text_state=TEXT_STATES[plan.record], number=self._number(issued), circulated_on=circulated,
            comment_until=circulated + timedelta(days=14) if circulated else None, issued_on=issued,
            authentic_language=LO, **texts("opening", NOTHING), **texts("participants", NOTHING),
            **texts("closing", NOTHING), last_number=last, calendar_sequence=0, revision=1, version=1,
        )  # fmt: skip
        cancelled = plan.state == MeetingState.CANCELLED
        self.rows.made(
            "meeting_state_change", meeting_id=meeting_id, at=midday(plan.held_on - timedelta(days=14)),
            by=self.group.secretary.name, by_person_id=self.group.secretary.id, state=plan.state,
            held_on=plan.held_on, **texts("reason", phrases().one("remarks", "moved") if cancelled else NOTHING),
        )  # fmt: skip
        for place, role in enumerate(("chair", "secretary"), 1):
            self.rows.made(
                "signature_block", meeting_id=meeting_id, position=place, person_id=None,
                **texts("role", phrases().one("meeting", role)), **texts("unit", NOTHING),
            )  # fmt: skip

    def _number(self, issued: date | None) -> str:
        if issued is None:
            return ""
        self.numbers[issued.year] = self.numbers.get(issued.year, 0) + 1
        return f"{self.group.acronym}/{self.numbers[issued.year]}/{issued.year}"

    def _attend(self, meeting_id: int, plan: MeetingPlan) -> int:
        """Who came; gives back how many they were."""
        came = self.chance.sample(self.group.members, min(len(self.group.members), 8))
        people = 0
        for place, (values, count) in enumerate(self._seated(came), 1):
            self.rows.made("attendance", meeting_id=meeting_id, position=place, headcount=count, **values)
            people += count if values["presence"] == Presence.PRESENT else 0
        return people

    def _seated(self, came: list[Organisation]) -> Iterator[tuple[dict[str, Any], int]]:
        nobody = {"person_id": None, "organisation_id": None, **texts("description", NOTHING)}
        here = {"presence": Presence.PRESENT}
        yield {**nobody, "person_id": self.group.chair.id, "role": AttendanceRole.CHAIR, **here}, 1
        yield {**nobody, "person_id": self.group.secretary.id, "role": AttendanceRole.SECRETARY, **here}, 1
        for each in came:
            excused = self.chance.random() < 0.1
            presence = Presence.APOLOGIES if excused else Presence.PRESENT
            values = {**nobody, "organisation_id": each.id, "role": AttendanceRole.MEMBER, "presence": presence}
            yield values, self.chance.randint(1, 3)
        described = {**nobody, **texts("description", phrases().one("meeting", "expert"))}
        yield {**described, "role": AttendanceRole.EXPERT, **here}, 2

    def _say(self, meeting_id: int, plan: MeetingPlan) -> int:
        """The entries, conclusions and actions of a meeting; gives back how many entries there are."""
        conclusions = -(-plan.actions * 2 // 3)
        points = [*self._points(meeting_id, plan, conclusions + self.chance.randint(1, 4))]
        open_points = list(points)
        left = plan.actions
        place, number = 0, len(points)
        for conclusion in range(conclusions):
            number += 1
            count = min(left, max(1, -(-left // (conclusions - conclusion))))
            entry_id = self._entry(
                meeting_id, number, Section.CONCLUSIONS, EntryKind.CONCLUSION, conclusion + 1,
                self._worded("conclusions", self.chance.choice(self.group.members)),
            )  # fmt: skip
            self._answer(entry_id, open_points)
            for _ in range(count):
                place += 1
                self._agree(meeting_id, entry_id, place, plan)
            left -= count
        self._dispose(open_points, plan)
        for each in points:
            self.rows.add("entry", **each)
        return number

    def _points(self, meeting_id: int, plan: MeetingPlan, count: int) -> Iterator[dict[str, Any]]:
        positions = dict.fromkeys(PRINTED, 0)
        for number in range(1, count + 1):
            section = Section.ISSUES if number <= count // 2 else Section.RECOMMENDATIONS
            kind = EntryKind.INFORMATION if self.chance.random() < 0.06 else PRINTED[section]
            who = self.chance.choice(self.group.members)
            positions[section] += 1
            entry_id = self.rows.new_id("entry")
            yield self._row(entry_id, meeting_id, number, section, kind, positions[section],
                            self._worded(OF_KIND[kind], who))  # fmt: skip
            self._raise(entry_id, who)
            if self.chance.random() < 0.1:
                self._name(entry_id, self.chance.choice(self.group.forms), plan)

    def _raise(self, entry_id: int, who: Organisation) -> None:
        others = [self.chance.choice(self.group.members)] if self.chance.random() < 0.15 else []
        raisers = list(dict.fromkeys(each.id for each in (who, *others)))
        for place, organisation_id in enumerate(raisers, 1):
            self.rows.made("entry_raised_by", entry_id=entry_id, organisation_id=organisation_id, position=place)
        if self.chance.random() < 0.08:
            self.rows.made("entry_asked_of", entry_id=entry_id, organisation_id=self.group.unit.id, position=1)

    def _name(self, entry_id: int, form: Paper, plan: MeetingPlan) -> None:
        """The entry is about a form; of some of these proposals it is recorded what became of them."""
        self.rows.made("entry_document", entry_id=entry_id, document_id=form.id, position=1)
        if self.chance.random() < 0.4 or not plan.is_told:
            return
        taken = self.chance.random() < 0.7
        self.rows.made(
            "proposal", document_id=form.id, entry_id=entry_id, outcome="taken_up" if taken else "declined",
            edition_id=self.chance.choice(form.editions) if taken else None,
            **texts("reason", phrases().one("remarks", "taken_up" if taken else "declined")),
            on=plan.held_on + timedelta(days=9), at=midday(plan.held_on + timedelta(days=9)),
            by=self.group.secretary.name, by_person_id=self.group.secretary.id,
        )  # fmt: skip

    def _answer(self, conclusion_id: int, open_points: list[dict[str, Any]]) -> None:
        if not open_points or self.chance.random() < 0.08:
            return
        point = open_points.pop(self.chance.randrange(len(open_points)))
        extent = Extent.PART if self.chance.random() < 0.12 else Extent.WHOLE
        self.rows.made("answer", conclusion_id=conclusion_id, entry_id=point["id"], extent=extent)

    def _dispose(self, points: list[dict[str, Any]], plan: MeetingPlan) -> None:
        """What no conclusion answers gets a disposition; in a draft some still wait for one."""
        for point in points:
            if point["kind"] == EntryKind.INFORMATION or (not plan.is_told and self.chance.random() < 0.5):
                continue
            disposition = self.chance.choices(DISPOSITIONS, WEIGHTS)[0]
            point["disposition"] = disposition
            if disposition == Disposition.CARRIED_OVER:
                self.pool.add_entry(point["id"], plan.held_on, disposition)
            elif disposition == Disposition.DECLINED:
                point.update(texts("disposition_remark", phrases().one("remarks", "declined")))
            elif disposition == Disposition.REFERRED:
                self._refer(point, plan)

    def _refer(self, point: dict[str, Any], plan: MeetingPlan) -> None:
        """To the group that comes next or, where there is none, to a unit."""
        if self.neighbour is None or not plan.is_told:
            point["referred_to_id"] = self.group.unit.id
            self.pool.add_entry(point["id"], plan.held_on, Disposition.REFERRED)
            return
        point["referred_group_id"] = self.neighbour.group.id
        self.neighbour.pool.add_entry(point["id"], plan.held_on, Disposition.REFERRED)

    def _agree(self, meeting_id: int, entry_id: int, place: int, plan: MeetingPlan) -> None:
        agreed = Agreed(plan.held_on, plan.circulated_on, meeting_id, entry_id, place)
        if self.chance.random() < 0.015 and plan.is_told:
            self.actions.agree_meeting(agreed, self._special(plan.held_on))
        else:
            self.actions.agree(agreed)

    def _special(self, agreed_on: date) -> tuple[int | None, date]:
        """A special meeting that was agreed on: most of them are scheduled; with its day."""
        day = agreed_on + timedelta(days=self.chance.randint(20, 60))
        if self.chance.random() < 0.2:
            return None, day
        self.specials += 1
        return self.hold(self.actions.special_plan(day, f"special-{self.specials}")), day

    def _worded(self, kind: str, who: Organisation) -> Both:
        return filled(
            phrases().any_of(self.chance, kind), thing=self.chance.choice(self.group.theme.things),
            place=phrases().any_of(self.chance, "places"), who=who.called,
        )  # fmt: skip

    def _entry(self, meeting_id: int, number: int, section: Section, kind: EntryKind, place: int, text: Both) -> int:
        entry_id = self.rows.new_id("entry")
        self.rows.add("entry", **self._row(entry_id, meeting_id, number, section, kind, place, text))
        return entry_id

    def _row(
        self, entry_id: int, meeting_id: int, number: int, section: Section, kind: EntryKind, place: int, text: Both
    ) -> dict[str, Any]:
        return {
            "id": entry_id, "meeting_id": meeting_id, "key": f"e{number}", "number": number, "section": section,
            "kind": kind, "parent_id": None, "position": place, "label": None, **texts("text", text),
            "disposition": None, **texts("disposition_remark", NOTHING), "referred_group_id": None,
            "referred_to_id": None, "from_file": False, "proposed_by_id": None, "deleted_at": None, "version": 1,
        }  # fmt: skip
