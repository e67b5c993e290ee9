"""The pages behind secret links, for whoever has the address and no password: the link is found, its receiver's
language spoken, the address told to nobody, and a link that leads nowhere explained. Knows no feature."""

from collections.abc import Callable
from functools import wraps
from typing import Protocol, TypeVar

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.accounts import links
from tracker.accounts.links import DeadLink
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.core.web import prefer
from tracker.organisations.models import Organisation, Person

DONE = "done"  # what a repeated request is answered with: the address itself is secret, and kept nowhere


class Opened(Protocol):
    """Whoever came by a link, with the address of the page that it leads to."""

    @property
    def home(self) -> str: ...


Came = TypeVar("Came", bound=Opened)
View = Callable[..., ResponseReturnValue]


def keep_secret(bp: Blueprint) -> None:
    """Let no page of this blueprint tell its address to where its links lead. No cache keeps any page of the tracker,
    and no search engine takes one in (core/web)."""
    bp.after_request(_untold)


def found(token: str, purpose: LinkPurpose) -> SecretLink:
    """The link of an address, also one that is good no more; from here on the page speaks its receiver's language.
    Raises NotFound where no such link was ever made."""
    link = links.find(token, (purpose,), str(current_app.config["SECRET_KEY"]))
    person = session.get(Person, link.person_id) if link.person_id else None
    receiver = person or session.get(Organisation, link.organisation_id)
    if receiver is not None:
        prefer(receiver.language)
    return link


def opened(token: str, purpose: LinkPurpose) -> SecretLink:
    """The same of a link that is still good; DeadLink where it is not."""
    link = found(token, purpose)
    why = links.why_over(link, clock.now())
    if why:
        raise DeadLink(why)
    return link


def by_link(came: Callable[[str], Came], way_on: Callable[[], Bilingual]) -> Callable[[View], View]:
    """Give a view whoever comes by the token of the address. Where nobody can, `way_on` says what to do instead; what
    the view refuses is explained, with the way back to where the link leads."""

    def behind(view: View) -> View:
        @wraps(view)
        def answered(token: str, **more: int) -> ResponseReturnValue:
            try:
                reader = came(token)
            except (NotFound, DeadLink) as error:
                return dead(error, way_on())
            try:
                return view(reader, **more)
            except Refused as error:
                return render_template("links/refused.html", message=error.message, back=reader.home), error.status

        return answered

    return behind


def dead(error: NotFound | DeadLink, way_on: Bilingual) -> ResponseReturnValue:
    """The page of a link that leads nowhere: why, in both languages, and what to do instead."""
    ask_at = error.ask_at if isinstance(error, DeadLink) else ""
    return render_template("links/dead.html", message=error.message, way_on=way_on, ask_at=ask_at), error.status


def _untold(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
