"""The verbs of one's own account: signing in, passwords, sign-ins, what one chose. Knows no page and no cookie."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from tracker.access.actors import Actor, Via
from tracker.access.policy import require
from tracker.accounts import links, mails, sessions, throttle
from tracker.accounts.models import Account, LinkPurpose, Preference
from tracker.accounts.policy import can_end_sign_ins
from tracker.accounts.queries import LANGUAGE, account_by_email, account_by_id
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.core.i18n import LANGUAGES
from tracker.organisations.models import Person

RESET_LASTS = timedelta(hours=24)


def wrong() -> Bilingual:
    """What is said of an unknown account, a wrong password and a closed account alike."""
    return Bilingual.said("The e-mail address or the password is not right.")


def oneself(account: Account, via: Via = Via.SESSION) -> Actor:
    """Whoever an account belongs to, acting for itself before it is signed in."""
    name = account.person.name.in_("en").text
    return Actor(label=name, via=via, person_id=account.person_id, account_id=account.id)


def sign_in(
    account_id: int, password_hash: str, tries: Sequence[int], *, address: str, browser: str, stays: bool, at: datetime
) -> str:
    """Begin a sign-in for an account whose password, and code where it has one, were right; gives back its token.

    `password_hash` is what the password was compared with. Refused where the account was closed, or its password
    changed, in the moment between.
    """
    account = account_by_id(account_id, lock=True)
    if not account.may_sign_in or account.password_hash != password_hash:
        raise Refused(wrong())
    session.execute(update(Account).where(Account.id == account_id).values(signed_in_at=at))
    throttle.succeeded(*tries)
    audit.record("account.signed_in", "account", account_id, by=oneself(account), at=at, subject=account.email)
    lasts = sessions.STAYS if stays else sessions.LASTS
    return sessions.begin(account, address=address, browser=browser, at=at, lasts=lasts)


def renew_hash(account_id: int, old: str, new: str) -> None:
    """Keep the same password by today's method, unless it was changed meanwhile."""
    same = (Account.id == account_id, Account.password_hash == old)
    session.execute(update(Account).where(*same).values(password_hash=new))


def ask_for_reset(email: str, *, at: datetime) -> None:
    """Send a link to whoever has an account under this address; nobody else hears of it."""
    account = account_by_email(email)
    if account is None or not account.may_sign_in:
        return
    purpose = LinkPurpose.RESET if account.password_hash else LinkPurpose.FIRST_PASSWORD
    link = links.make(purpose, account.person_id, account_id=account.id, lasts=RESET_LASTS, at=at)
    mails.send_link(account, link, at=at)
    audit.record("account.reset_asked", "account", account.id, by=oneself(account, Via.LINK), at=at,
                 subject=account.email)  # fmt: skip


def set_password(token: str, password_hash: str, *, secret_key: str, at: datetime) -> Account:
    """Set the password of the account that a link leads to. The link is used up, every sign-in ends, and failed tries
    are forgiven. Raises as `links.open_link` does, and NotFound where the account was closed."""
    link = links.open_link(token, links.PASSWORDS, secret_key, at, lock=True)
    account = account_by_id(link.subject_id or 0, lock=True)
    if not account.may_sign_in:
        raise NotFound(closed())
    account.password_hash = password_hash
    link.used_at = at
    sessions.end_all(account.id, at)
    throttle.forgive(account.email)
    audit.record("account.password_set", "account", account.id, by=oneself(account, Via.LINK), at=at,
                 subject=account.email, purpose=link.purpose)  # fmt: skip
    return account


def closed() -> Bilingual:
    """What is said to whoever comes by a link to an account that was closed."""
    return Bilingual.said("This account is closed. Ask the administrator.")


def change_password(account_id: int, password_hash: str, *, seen: str, token: str, by: Actor, at: datetime) -> None:
    """A new password; every other sign-in than the one of this token ends, and so do links to a new password.

    `seen` is what the present password was compared with; Conflict where it changed meanwhile.
    """
    account = account_by_id(account_id, lock=True)
    if account.password_hash != seen:
        raise Conflict(Bilingual.said("The password was changed meanwhile."))
    account.password_hash = password_hash
    links.revoke(account_id, at)
    sessions.end_all(account_id, at, but=token)
    audit.record("account.password_changed", "account", account_id, by=by, at=at, subject=account.email)


def revise_details(account_id: int, name: Bilingual, language: str, *, base: int, by: Actor, at: datetime) -> None:
    """One's own name, and the language of one's pages and mails ('' leaves the pages to the browser).

    `base` is the version of the person that the form showed; Conflict if it is older.
    """
    account = account_by_id(account_id)
    person = session.get_one(Person, account.person_id, populate_existing=True, with_for_update={"key_share": True})
    refuse_stale(person.version, base)
    if not name:
        raise Refused(Bilingual.said("A person needs a name in at least one language."))
    before = {"name": [person.name.en, person.name.lo], "language": person.language}
    person.name = person.name.revise(en=name.en, lo=name.lo)
    person.sort_anew()
    session.execute(delete(Preference).where(Preference.account_id == account_id, Preference.name == LANGUAGE))
    if language in LANGUAGES:
        person.language = language
        session.add(Preference(account_id=account_id, name=LANGUAGE, value=language))
    after = {"name": [person.name.en, person.name.lo], "language": person.language}
    audit.record("account.details_revised", "account", account_id, by=by, at=at, subject=account.email,
                 before=before, after=after)  # fmt: skip


def end_sign_in(account_id: int, session_id: int, *, by: Actor, at: datetime) -> None:
    """End one of the account's sign-ins; NotFound where it has no such one."""
    require(can_end_sign_ins(by, account_id))
    if not sessions.end_one(account_id, session_id, at):
        raise NotFound(Bilingual.said("There is no such sign-in."))
    audit.record("account.sign_in_ended", "account", account_id, by=by, at=at, sign_in=session_id)


def end_sign_ins(account_id: int, *, by: Actor, at: datetime, but: str = "") -> None:
    """End all of the account's sign-ins, or all but the one of a token."""
    require(can_end_sign_ins(by, account_id))
    sessions.end_all(account_id, at, but=but)
    audit.record("account.sign_ins_ended", "account", account_id, by=by, at=at, all=not but)
