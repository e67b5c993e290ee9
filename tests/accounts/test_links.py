from datetime import timedelta

import pytest
from applications import KEY
from cast import Cast
from sqlalchemy import select

from tracker.accounts import links
from tracker.accounts.links import PASSWORDS, DeadLink
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound
from tracker.mail.messages import link as place

DAY = timedelta(days=1)


def made(cast: Cast, name: str = "chair", purpose: LinkPurpose = LinkPurpose.RESET) -> SecretLink:
    account = cast.account(name)
    person_id, account_id = account.person_id, account.id
    with transaction():
        link_id = links.make(purpose, person_id, account_id=account_id, lasts=DAY, at=clock.now()).id
    return session.get_one(SecretLink, link_id)


def test_a_token_leads_to_its_link_and_is_stored_nowhere(cast: Cast) -> None:
    link = made(cast)
    token = links.token(link, KEY)
    assert token.startswith(f"{link.id}-")
    assert len(token.split("-", 1)[1]) == 43
    assert links.open_link(token, PASSWORDS, KEY, clock.now()) is link
    row = session.execute(select(*SecretLink.__table__.columns)).one()
    assert token.split("-", 1)[1] not in " ".join(str(value) for value in row)


def test_a_token_is_no_good_for_anything_else(cast: Cast) -> None:
    link, other = made(cast), made(cast, "npa")
    token, foreign = links.token(link, KEY), links.token(other, KEY)
    swapped = f"{link.id}-{foreign.split('-', 1)[1]}"
    long = f"{9 * 10**30}-{token.split('-', 1)[1]}"
    for wrong in (swapped, token[:-1], f"{token}x", "", "1", "x-y", long, "0-" + "a" * 43, f"-{token}", token.upper()):
        with pytest.raises(NotFound):
            links.open_link(wrong, PASSWORDS, KEY, clock.now())
    with pytest.raises(NotFound):
        links.open_link(token, (LinkPurpose.FEED,), KEY, clock.now())
    with pytest.raises(NotFound):
        links.open_link(token, PASSWORDS, "another key" * 4, clock.now())


def test_a_token_of_an_older_generation_is_worth_nothing(cast: Cast) -> None:
    link = made(cast)
    token = links.token(link, KEY)
    with transaction():
        session.get_one(SecretLink, link.id).generation = 2
    with pytest.raises(NotFound):
        links.open_link(token, PASSWORDS, KEY, clock.now())


def test_a_newer_link_revokes_the_older_ones(cast: Cast) -> None:
    older, stranger = links.token(made(cast), KEY), links.token(made(cast, "npa"), KEY)
    newer = links.token(made(cast, purpose=LinkPurpose.FIRST_PASSWORD), KEY)
    with pytest.raises(DeadLink, match="A newer link"):
        links.open_link(older, PASSWORDS, KEY, clock.now())
    links.open_link(newer, PASSWORDS, KEY, clock.now())
    links.open_link(stranger, PASSWORDS, KEY, clock.now())


def test_a_link_ends(cast: Cast) -> None:
    token = links.token(made(cast), KEY)
    links.open_link(token, PASSWORDS, KEY, clock.now() + DAY - timedelta(minutes=1))
    with pytest.raises(DeadLink, match="time of this link"):
        links.open_link(token, PASSWORDS, KEY, clock.now() + DAY)


def test_links_that_ended_long_ago_are_swept_out(cast: Cast) -> None:
    old = made(cast).id
    with transaction():
        session.get_one(SecretLink, old).expires_at = clock.now() - timedelta(days=31)
    made(cast)
    assert old not in session.scalars(select(SecretLink.id)).all()


def test_a_place_in_a_mail_becomes_the_address(cast: Cast) -> None:
    link = made(cast)
    address = f"https://twg.example/password/{links.token(link, KEY)}"
    text = f"Here: {place(link.id)} and <a href='{place(link.id)}'>"
    assert links.complete(text, "https://twg.example", KEY) == f"Here: {address} and <a href='{address}'>"
    assert links.complete("no link", "https://twg.example", KEY) == "no link"


def test_a_place_for_a_link_that_is_not_there_is_no_mail(cast: Cast) -> None:
    with pytest.raises(NotFound):
        links.complete("{link:4711}", "https://twg.example", KEY)
