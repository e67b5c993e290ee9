"""The form of an open entry as it is sent: only what differs from what it was made from is an edit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tracker.actions.models import Action, ActionKind
from tracker.actions.services import AgreementRevision
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change, Wording
from tracker.core.errors import Refused
from tracker.documents.models import Stage
from tracker.drafting.entries_revision import Revision
from tracker.drafting.quick_line_names import Parties
from tracker.drafting.typed_names import documents_of, names_of, organisations_of
from tracker.meetings.models import Disposition, Entry, EntryKind, Section

Value = TypeVar("Value")
Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a form can stand for: organisations and documents, groups by acronym, points by reference."""

    parties: Parties
    groups: Mapping[str, int]
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """What was sent for one entry."""

    typed: Mapping[str, str]
    known: Known
    entry: Entry
    action: Action | None

    def revision(self) -> Revision:
        """The edit. Raises Refused where a name is nobody's or a date none."""
        text = self._wording("text") or Wording()
        referred_group, referred_to = self._referred()
        return Revision(
            en=text.en, lo=text.lo, base_en=text.base_en, base_lo=text.base_lo, small=text.small,
            remark=self._wording("disposition_remark"), label=self._label(),
            kind=self._change("kind", EntryKind),
            disposition=self._change("disposition", _or_none(Disposition)),
            referred_group_id=referred_group, referred_to_id=referred_to,
            raised_by=self._change("raised_by", self._organisations),
            asked_of=self._change("asked_of", self._organisations),
            documents=None if self._concludes else self._change("documents", self._documents),
            answers=self._change("answers", self._points),
            agreed=self._agreed() if self._concludes else None,
        )  # fmt: skip

    @property
    def _concludes(self) -> bool:
        return self.entry.section == Section.CONCLUSIONS

    def _wording(self, name: str) -> Wording | None:
        sides = {side: self.typed.get(f"{name}_{side}") for side in ("en", "lo")}
        if all(side is None for side in sides.values()):
            return None
        base = {side: self.typed.get(f"base_{name}_{side}", "") for side in sides}
        small = bool(self.typed.get("small"))
        return Wording(en=sides["en"], lo=sides["lo"], base_en=base["en"], base_lo=base["lo"], small=small)

    def _change(self, name: str, read: Callable[[str], Value]) -> Change[Value] | None:
        typed, base = self.typed.get(name), self.typed.get(f"base_{name}", "")
        if typed is None or typed.strip() == base.strip():
            return None
        return Change(_read(read, typed), _read(read, base))

    def _label(self) -> Change[str | None] | None:
        """An empty field is the natural label; one that prints none stays where nobody touches it."""
        change = self._change("label", lambda typed: typed.strip() or None)
        if change and change.base is None:
            return Change(change.to, self.entry.label or None if self.entry.label != "" else "")
        return change

    def _organisations(self, typed: str) -> Ids:
        return organisations_of(typed, self.known.parties)

    def _documents(self, typed: str) -> Ids:
        return documents_of(typed, self.known.parties)

    def _points(self, typed: str) -> Ids:
        found = []
        for name in names_of(typed):
            point = self.known.points.get(name.upper())
            if point is None:
                raise Refused(Bilingual.said("This meeting has no point %(name)s.", name=name))
            found.append(point)
        return tuple(found)

    def _referred(self) -> tuple[Change[int | None] | None, Change[int | None] | None]:
        """A working group by its acronym, or else a unit or an organisation by its name."""
        change = self._change("referred_to", lambda typed: typed.strip())
        if change is None:
            return None, None
        to, base = self._referral(change.to), self._referral(change.base)
        return Change(to[0], base[0]), Change(to[1], base[1])

    def _referral(self, typed: str) -> tuple[int | None, int | None]:
        if not typed:
            return None, None
        if group := self.known.groups.get(typed.upper()):
            return group, None
        return None, next(iter(self._organisations(typed)), None)

    def _agreed(self) -> AgreementRevision | None:
        document = self._change("documents", lambda typed: next(iter(self._documents(typed)), None))
        revision = AgreementRevision(
            words=self._wording("words"),
            confirmed_on=self._change("confirmed_on", _day),
            kind=self._change("action_kind", ActionKind),
            document_id=document,
            stage=self._change("stage", _or_none(Stage)),
            owners=self._change("owners", self._organisations),
            recipients=self._change("recipients", self._organisations),
        )
        return None if revision == AgreementRevision() else revision


def _or_none(kind: Callable[[str], Value]) -> Callable[[str], Value | None]:
    return lambda typed: kind(typed) if typed else None


def _day(typed: str) -> date | None:
    return dates.parse_date(typed[:40]) if typed.strip() else None


def _read(read: Callable[[str], Value], typed: str) -> Value:
    try:
        return read(typed)
    except ValueError as error:
        if str(error) in {dates.NOT_A_DATE, dates.NO_SUCH_DAY}:
            raise Refused(Bilingual.said("Write the date as day/month/year, for example 29/03/2021.")) from None
        raise Refused(Bilingual.said("Choose one of the list.")) from None
