import logging
import random
import string
from datetime import timedelta

import pytest
from applications import KEY, NOON
from by_link import link_of, link_to, rows, said, trail
from cast import Cast, form_of, post, send
from flask.testing import FlaskClient
from following import WHY, organisation_id, owed, part_of, seen
from pages import get, misspelt
from replies import go_to
from sqlalchemy import select

from tracker.access.actors import Actor, Via
from tracker.accounts import links
from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.actions import changing, deciding, reporting
from tracker.actions.models import Assignment, AssignmentState
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Conflict, Forbidden, NotFound, Refused
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation, Person
from tracker.reminders import links_actions

MAILBOX = "im-twg@nra.example"
ACTS = ("", "/report", "/hand-in", "/take-back", "/receipt", "/more-time", "/not-ours", "/question")


@pytest.fixture
def action(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """NPA owes it, MAG is to receive it."""
    go_to(monkeypatch)
    with transaction() as current:
        current.get_one(WorkingGroup, cast.group_id).mailbox = MAILBOX
    return owed(cast, recipients=("MAG",), at=NOON)


@pytest.fixture
def here(cast: Cast, action: int) -> str:
    """The address that NPA's focal point was sent."""
    return link_to(cast, action, "NPA", "npa")


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    return cast.client()


def spoil(cast: Cast, action: int, here: str, how: str) -> None:
    """Let something happen after which the link leads nowhere."""
    npa, link_id, person_id = part_of(action, "NPA"), link_of(here).id, cast.account("npa").person_id
    part, chair, other = seen(npa), cast.actor("chair"), owed(cast, owners=("WEI",), at=NOON)
    with transaction() as current:
        match how:
            case "expired":
                current.get_one(SecretLink, link_id).expires_at = NOON
            case "revoked":
                links_actions.revoke_link(link_id, by=chair, at=clock.now())
            case "reassigned":
                changing.reassign(part, organisation_id("HI"), WHY, by=chair, at=clock.now())
            case "dropped":
                deciding.drop(part, WHY, by=chair, at=clock.now())
            case "merged":
                changing.merge_actions(other, [action], WHY, by=chair, at=clock.now())
            case "left":
                current.get_one(Person, person_id).is_active = False
            case "blocked":
                current.scalars(select(Account).where(Account.person_id == person_id)).one().is_active = False
            case "moved":
                current.get_one(Person, person_id).organisation_id = organisation_id("HI")
            case _:
                current.get_one(Organisation, organisation_id("NPA")).is_active = False


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("expired", "The time of this link is over."), ("revoked", "This link was withdrawn."),
        ("reassigned", "This part was given to another organisation."), ("dropped", "This part was dropped."),
        ("merged", "This action became part of another one"), ("left", "no longer answers for the organisation"),
        ("blocked", "no longer answers for the organisation"), ("moved", "no longer answers for the organisation"),
        ("closed", "The organisation that this link was made for is closed."),
    ],
)  # fmt: skip
def test_a_dead_link_says_why_and_shows_a_way_on(
    cast: Cast, action: int, here: str, nobody: FlaskClient, how: str, why: str
) -> None:
    fields = form_of(nobody, f"{here}/report")
    spoil(cast, action, here, how)
    steps, before = len(said()), rows(cast)
    for act in ACTS:
        page = get(nobody, f"{here}{act}", 410)
        assert why in page.text("//div[@lang='en']")
        assert "ຂໍໃຫ້ຕອບອີເມວ" in page.text("//div[@lang='lo']")
        assert page.links()[MAILBOX] == f"mailto:{MAILBOX}"
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
    send(nobody, f"{here}/report", {**fields, "note-en": "Half."}, 410)
    assert len(said()) == steps
    assert rows(cast) == before


@pytest.mark.parametrize("how", ["revoked", "left", "reassigned", "dropped", "merged"])
def test_what_happens_while_somebody_writes_is_noticed_in_the_transaction(
    cast: Cast, action: int, here: str, how: str
) -> None:
    link_id = link_of(here).id
    spoil(cast, action, here, how)
    with pytest.raises(Refused), transaction():
        links_actions.take_up(link_id, None, "Ms Bounmy", at=clock.now())


def test_a_dead_link_speaks_the_language_of_its_receiver_first(cast: Cast, here: str) -> None:
    link_id, person_id = link_of(here).id, cast.account("npa").person_id
    with transaction() as current:
        current.get_one(Person, person_id).language = "lo"
        current.get_one(SecretLink, link_id).expires_at = NOON
    assert get(cast.app.test_client(), here, 410).root.get("lang") == "lo"


def test_a_part_that_is_over_is_told_as_such(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    chair, part = cast.actor("chair"), seen(part_of(action, "NPA"))
    with transaction():
        deciding.accept(part, Bilingual(), by=chair, at=clock.now())
    page = get(nobody, here)
    assert "This part is over. Nothing more is to be done." in page.text("//section[@aria-labelledby='h-turn']")
    assert not page.root.xpath("//main//form")
    assert "This part is over." in get(nobody, f"{here}/report", 422).text("//main")


def test_of_a_part_that_was_reassigned_the_new_organisation_reads_nothing_older(
    cast: Cast, action: int, here: str, nobody: FlaskClient
) -> None:
    post(nobody, f"{here}/report", note__en="Between us.")
    spoil(cast, action, here, "reassigned")
    page = get(nobody, link_to(cast, action, "HI"))
    assert "Between us." not in page.text("//main")
    assert "Your turn" in page.texts("//h2")


def test_ten_thousand_changed_tokens_open_nothing(cast: Cast, here: str) -> None:
    token, dice = here.split("/")[2], random.Random(24)  # noqa: S311  to try
    letters = string.ascii_letters + string.digits + "-_"
    tried: set[str] = set()
    while len(tried) < 10_000:
        at = dice.randrange(len(token))
        tried.add(
            dice.choice((
                token[:at] + dice.choice(letters) + token[at + 1 :], token[:at] + token[at + 1 :],
                token[:at] + dice.choice(letters) + token[at:], token[:at] + token[at:].swapcase(),
                "".join(dice.sample(token, len(token))), f"{dice.randrange(10**9)}{token[token.index('-'):]}",
            ))
        )  # fmt: skip
    tried.discard(token)
    session.rollback()
    opened = []
    for each in tried:
        try:
            opened.append(links.find(each, (LinkPurpose.ACTION,), KEY))
        except NotFound:
            continue
    assert opened == []
    assert links.find(token, (LinkPurpose.ACTION,), KEY).id == link_of(here).id


def test_changed_addresses_and_other_links_are_no_such_link(cast: Cast, here: str, nobody: FlaskClient) -> None:
    token = here.split("/")[2]
    other = misspelt(f"/act/{token}")
    for address in (other, "/act/1-x", f"/act/{token}%00", "/act/ທ", f"/answer/{token}", f"/reply/{token}"):
        page = get(nobody, address, 404)
        assert "There is no such link." in page.text("//div[@lang='en']")
    link_id = link_of(here).id
    with transaction() as current:
        current.get_one(SecretLink, link_id).subject_kind = "meeting"
    assert "This link leads to nothing any more." in get(nobody, here, 404).text("//div[@lang='en']")
    with transaction() as current:
        current.get_one(SecretLink, link_id).purpose = LinkPurpose.ANSWER
    get(nobody, here, 404)
    del cast


def test_a_link_of_an_organisation_never_speaks_for_the_one_above(cast: Cast, action: int, nobody: FlaskClient) -> None:
    """Its person may answer for a unit of his organisation, which he was reminded for, and not the other way round."""
    with transaction() as current:
        unit = Organisation(short_name="NPA Store", name=Bilingual.same("Store"), parent_id=organisation_id("NPA"))
        current.add(unit)
        current.flush()
        current.get_one(Assignment, part_of_id(action)).organisation_id = unit.id
    here = link_to(cast, action, "NPA Store", "npa")
    post(nobody, f"{here}/report", note__en="For the store.")
    assert said()[-1].organisation_id == part_of(action, "NPA Store").organisation_id


def part_of_id(action_id: int) -> int:
    parts = select(Assignment.id).where(Assignment.action_id == action_id).order_by(Assignment.id).limit(1)
    return session.scalars(parts).one()


def test_the_address_stands_in_no_log(
    cast: Cast, here: str, nobody: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = form_of(nobody, f"{here}/report")
    monkeypatch.setattr(reporting, "report_progress", lambda *_given, **_more: 1 / 0)
    cast.app.testing, cast.app.config["PROPAGATE_EXCEPTIONS"] = False, False
    with caplog.at_level(logging.DEBUG):
        send(nobody, f"{here}/report", {**fields, "note-en": "x"}, 500)
    cast.app.testing = True
    assert "Exception on /act/<token>/report [POST]" in caplog.text
    assert here.split("/")[2] not in caplog.text


def test_who_drafts_takes_a_link_back(cast: Cast, action: int, here: str, nobody: FlaskClient) -> None:
    link_id = link_of(here).id
    for name in ("npa", "mag", "translator", "management", "other"):
        actor = cast.actor(name)
        with pytest.raises(Forbidden), transaction():
            links_actions.revoke_link(link_id, by=actor, at=clock.now())
    by_link = Actor("NPA", Via.LINK, link_id=link_id, organisations=frozenset({organisation_id("NPA")}))
    with pytest.raises(Forbidden), transaction():
        links_actions.revoke_link(link_id, by=by_link, at=clock.now())
    secretary = cast.actor("secretary")
    with transaction():
        links_actions.revoke_link(link_id, by=secretary, at=clock.now())
    with pytest.raises(Conflict), transaction():
        links_actions.revoke_link(link_id, by=secretary, at=clock.now())
    (told,) = trail("link.revoked")
    assert (told.actor, told.subject_kind, told.subject_id) == ("Secretary Person", "action", action)
    assert told.details == {
        "link": link_id, "part": part_of(action, "NPA").id, "person": cast.account("npa").person_id,
        "organisation": organisation_id("NPA"),
    }  # fmt: skip
    get(nobody, here, 410)


def test_only_a_link_to_a_part_can_be_taken_back(cast: Cast, action: int) -> None:
    chair, npa = cast.actor("chair"), organisation_id("NPA")
    with transaction():
        other = links.make_for(
            LinkPurpose.WISHES, ("person", 1), person_id=None, organisation_id=npa, lasts=timedelta(days=1), at=NOON
        ).id
    for number in (other, 999_999):
        with pytest.raises(NotFound), transaction():
            links_actions.revoke_link(number, by=chair, at=clock.now())

    assert part_of(action, "NPA").state == AssignmentState.OPEN
