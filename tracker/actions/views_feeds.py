from flask import Blueprint, Response, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_everybody, for_signed_in
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.accounts.queries import account_by_id
from tracker.actions import feeds
from tracker.actions.queries_feeds import living, reader_of
from tracker.calendar.ical import MEDIA_TYPE
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.forms import TrackerForm
from tracker.core.web import tell
from tracker.mail import reach

bp = Blueprint("feeds", __name__)
WHICH = "<any(own,organisation):feed>"
MADE = "calendar_made"  # in the session: the feed and the number of the address that the next page shows, once


@bp.get("/account/calendar")
@for_signed_in
def index() -> ResponseReturnValue:
    feed, number = session.pop(MADE, None) or ("", 0)
    return _page(feed, number)


@bp.post(f"/account/calendar/{WHICH}/new")
@for_signed_in
def renew(feed: str) -> ResponseReturnValue:
    actor, form = current_actor(), TrackerForm()
    account_id = actor.account_id or 0

    def act() -> str:
        link = feeds.renew(account_id, for_organisation=feed == "organisation", by=actor, at=clock.now())
        return str(link.id)  # the address itself is secret, and kept nowhere

    with transaction():
        number = int(form.once(actor.who, act))
    session[MADE] = [feed, number]
    return redirect(url_for("feeds.index"))


@bp.post(f"/account/calendar/{WHICH}/end")
@for_signed_in
def end(feed: str) -> ResponseReturnValue:
    actor, form = current_actor(), TrackerForm()
    account_id = actor.account_id or 0

    def act() -> str:
        feeds.end(account_id, for_organisation=feed == "organisation", by=actor, at=clock.now())
        tell(Bilingual.said("That address leads nowhere any more."))
        return url_for("feeds.index")

    with transaction():
        return redirect(form.once(actor.who, act))


@bp.get("/feed/<token>.ics")
@for_everybody
def feed(token: str) -> ResponseReturnValue:
    now = clock.now()
    try:
        link = links.open_link(token, (LinkPurpose.FEED,), str(current_app.config["SECRET_KEY"]), now)
        data = feeds.calendar(reader_of(link, clock.today()), at=now)
    except Refused as error:
        words = f"{error.message.lo}\n{error.message.en}\n"
        answer = Response(words, error.status, mimetype="text/plain")
    else:
        answer = Response(data, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _page(shown: str = "", number: int = 0) -> str:
    account = account_by_id(current_actor().account_id or 0)
    today = clock.today()
    organisation = account.person.organisation
    found = {
        "own": living(account.id, None, today),
        "organisation": living(account.id, organisation.id, today),
    }
    link = found.get(shown)
    address = ""
    if link is not None and link.id == number:
        address = links.address(link, current_app.config["TRACKER_BASE_URL"], current_app.config["SECRET_KEY"])
    return render_template(
        "accounts/calendar.html", account=account, organisation=organisation, found=found, shown=shown,
        address=address, form=TrackerForm(formdata=None), is_private=reach.is_private(),
    )  # fmt: skip
