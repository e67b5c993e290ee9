"""Forms as people fill them in: a request key in each, and mistakes told in the reader's language."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self

from flask import abort, redirect, request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from tracker.core import repeats
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.core.fields import later, shown
from tracker.core.web import reader_language

LONGEST_KEY = 64


def fresh_key() -> str:
    """A request key that no other form has."""
    return secrets.token_urlsafe(16)


def _repeat_key(key: str) -> str:
    return f"{request.endpoint}:{key}"[-LONGEST_KEY:]


def answer_repeat(who: str, address: str = "") -> None:
    """Answer a form that is sent again as it was answered the first time, before anything is said of what has become of
    its subject by that first time; with `address` where that is too secret to be kept. Does nothing for any other
    request."""
    sent = request.form.get("request_key", "")
    if 0 < len(sent) <= LONGEST_KEY and sent.isprintable():
        before = repeats.answered(who, _repeat_key(sent))
        if before:
            abort(redirect(address or before))


class TrackerForm(FlaskForm):  # type: ignore[misc] # Flask-WTF carries no types
    """A form with a CSRF token and a one-time request key."""

    request_key = HiddenField(default=fresh_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mistakes: list[str] = []
        self.status = 200
        sent = self.request_key.data or ""
        if not (0 < len(sent) <= LONGEST_KEY and sent.isprintable()):  # PostgreSQL takes no NUL in a text
            self.request_key.data = fresh_key()

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and has no mistake; otherwise `status` becomes 422."""
        if not self.is_submitted():
            return False
        sound = bool(self.validate(extra_validators=extra_validators))
        self.status = 200 if sound else 422
        return sound

    def refuse(self, message: Bilingual, field: str | None = None, *, status: int = 422) -> None:
        """Say what is wrong with the form, beside a field where it belongs to one."""
        said = message.in_(reader_language()).text
        if field is None:
            self.mistakes.append(said)
        else:
            self[field].errors = [*self[field].errors, said]
        self.status = status

    def attempt(self) -> "Attempt":
        """A block in which a refusal becomes the form's own mistake; what follows shows the form again."""
        return Attempt(self)

    def once(self, who: str, act: Callable[[], str]) -> str:
        """Act in the open transaction and answer with the address to go on to; sent again, only the address."""
        return repeats.once(who, _repeat_key(self.request_key.data or ""), act)


class Attempt:
    """Turns a refusal inside the block into the form's mistake, beside the field that it is about where the form has
    it. What is not there, or not allowed, is no mistake."""

    def __init__(self, form: TrackerForm) -> None:
        self._form = form

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refused) or isinstance(error, NotFound | Forbidden):
            return False
        field = error.about if error.about in self._form else None
        self._form.refuse(error.message, field, status=error.status)
        return True


class KeptForm(TrackerForm):
    """A form that was made from what is kept already, and knows from which state of it."""

    base = HiddenField()
    theirs: Sequence[tuple[str, str]] = ()

    @property
    def version(self) -> int:
        """The version that the form showed; 0 where it names none."""
        said = str(self.base.data or "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0

    def rebase(self, values: Mapping[str, Any]) -> None:
        """Show what stands there now beside what was typed; sent again, the form is about that."""
        kept = [(field, values[field.name]) for field in self if field.name in values and field.name != "base"]
        self.theirs = [(str(field.label.text), _words(field, now)) for field, now in kept if field.data != now]
        self.base.data = values["base"]


def _words(field: Field, value: Any) -> str:
    if isinstance(value, Bilingual):
        return " / ".join(filter(None, (value.lo, value.en)))
    if isinstance(value, bool):
        return str(later("yes") if value else later("no"))
    if isinstance(value, date):
        return short_date(value)
    return shown(dict(getattr(field, "choices", ())).get(value, value or "–"))
