"""The form of an open entry as it is sent: only what differs from what it was made from is an edit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind
from tracker.actions.services import AgreementRevision
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change, Wording
from tracker.core.errors import Refused
from tracker.documents.models import Stage
from tracker.drafting.entries_revision import Revision
from tracker.drafting.quick_line_names import Parties
from tracker.drafting.typed_names import documents_of, organisations_of
from tracker.meetings.kinds import Disposition, EntryKind, Extent, Section
from tracker.meetings.models import Entry

Value = TypeVar("Value")
Ids = tuple[int, ...]
ANSWER = "answer-"
LONGEST_ID = 18  # digits


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a form can stand for: organisations and documents, and groups by their acronyms."""

    parties: Parties
    groups: Mapping[str, int]


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
            agreed=self._agreed() if self._concludes else None,
        )  # fmt: skip

    def answered(self) -> dict[int, Change[Extent | None]]:
        """How far the conclusion is now to answer each point, where that was changed."""
        ids = [name.removeprefix(ANSWER) for name in self.typed if name.startswith(ANSWER)]
        changes = {int(each): self._change(ANSWER + each, _or_none(Extent)) for each in ids if _is_id(each)}
        return {entry_id: change for entry_id, change in changes.items() if change is not None}

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
        """What is printed before the entry: None is what comes by itself, and nothing is nothing."""
        if "base_label" not in self.typed:
            return None
        to, base = self._printed(""), self._printed("base_")
        return Change(to, base) if to != base else None

    def _printed(self, form: str) -> str | None:
        if self.typed.get(f"{form}unlabelled"):
            return ""
        return self.typed.get(f"{form}label", "").strip() or None

    def _organisations(self, typed: str) -> Ids:
        return organisations_of(typed, self.known.parties)

    def _documents(self, typed: str) -> Ids:
        return documents_of(typed, self.known.parties)

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
            window=self._change("window", _window_of),
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


def code_of(window: Window) -> str:
    """A window as a form carries it."""
    return "/".join(day.isoformat() if day else "" for day in (window.from_, window.by, window.latest))


def _window_of(code: str) -> Window:
    days = [date.fromisoformat(day) if day else None for day in code.split("/")] if code else []
    if len(days) not in {0, 3}:
        raise ValueError("a window has three days")
    return Window(*days)


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID


def _day(typed: str) -> date | None:
    return dates.parse_date(typed[:40]) if typed.strip() else None


def _read(read: Callable[[str], Value], typed: str) -> Value:
    try:
        return read(typed)
    except ValueError as error:
        if str(error) in {dates.NOT_A_DATE, dates.NO_SUCH_DAY}:
            raise Refused(Bilingual.said("Write the date as day/month/year, for example 29/03/2021.")) from None
        raise Refused(Bilingual.said("Choose one of the list.")) from None
