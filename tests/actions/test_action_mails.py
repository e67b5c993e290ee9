from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acting import asked, asked_for_time, handed_in, part, said_not_ours, told
from applications import NOON
from cast import Cast
from letters import letters
from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.voices import How, Voice
from tracker.actions import asking, changing, deciding, reporting
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.deciding import Seen
from tracker.actions.models import AssignmentRole
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import LANGUAGES, Language
from tracker.groups.models import WorkingGroup
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation, Person

TEXTS = Path(__file__).parent / "mails"
WHY = Bilingual(en="Page 7 is missing.", lo="ຍັງຂາດໜ້າ 7.")
UNTIL = Window(None, NOON.date().replace(year=2099), NOON.date().replace(year=2099))


@pytest.fixture(params=["world", "office"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Whether the pages can be reached from everywhere, or in the office alone."""
    reach.keep_base_url({"world": "https://twg.example", "office": "http://192.168.1.20:8000"}[request.param])
    yield request.param
    reach.keep_base_url("http://localhost")


def mails() -> list[OutgoingMail]:
    """The mails about actions, the oldest first."""
    session.rollback()
    asked = select(OutgoingMail).where(OutgoingMail.key.like("action %")).order_by(OutgoingMail.id)
    return list(session.scalars(asked))


def speaks(cast: Cast, language: Language) -> None:
    """Let NPA's focal point read this language."""
    npa = cast.account("npa").person_id
    with transaction():
        session.get_one(Person, npa).language = language
        session.get_one(WorkingGroup, cast.group_id).mailbox = "im@nra.example"


def seen() -> Seen:
    owed = part()
    return Seen(owed.id, owed.version)


def does(act: Callable[[], object]) -> None:
    with transaction():
        act()


def everything(cast: Cast) -> None:
    """Each answer that there is, one after the other."""
    chair = cast.actor("chair")
    handed_in(cast)
    once = seen()
    does(lambda: deciding.return_with_reason(once, WHY, by=chair, at=NOON))
    question, time = asked(cast), asked_for_time(cast)
    does(lambda: deciding.answer_question(question, Bilingual(en="The second.", lo="ສະບັບທີສອງ."), by=chair, at=NOON))
    does(lambda: deciding.refuse_ask(time, WHY, by=chair, at=NOON))
    again = asked_for_time(cast)
    does(lambda: deciding.grant_time(again, UNTIL, Bilingual(), by=chair, at=NOON))
    other = said_not_ours(cast)
    does(lambda: deciding.refuse_ask(other, Bilingual(en="It is yours.", lo="ແມ່ນຂອງທ່ານ."), by=chair, at=NOON))
    handed_in(cast)
    twice = seen()
    does(lambda: deciding.accept(twice, Bilingual(), by=chair, at=NOON))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_told_as_a_whole(cast: Cast, place: str, language: Language) -> None:
    told(cast)
    speaks(cast, language)
    everything(cast)
    found = letters(mails())
    file = TEXTS / f"{place}.{language}.txt"
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_gets_a_part_and_who_loses_it_are_told(cast: Cast, language: Language) -> None:
    told(cast)
    speaks(cast, language)
    mag = cast.account("mag").person.organisation_id
    with transaction():
        session.get_one(Person, cast.account("mag").person_id).language = language
    chair, wanted = cast.actor("chair"), said_not_ours(cast)
    does(lambda: changing.grant_not_ours(wanted, mag, WHY, by=chair, at=NOON))
    assert letters(mails()) == (TEXTS / f"moved.{language}.txt").read_text(encoding="utf-8")


def test_who_owes_a_new_action_outside_a_meeting_is_told(cast: Cast) -> None:
    npa, mag = (cast.account(name).person.organisation_id for name in ("npa", "mag"))
    agreed = Agreement(on=NOON.date(), text=Bilingual.same("Count."), owners=(npa,), recipients=(mag,))
    new, secretary = NewAction(agreed=agreed, reason=WHY), cast.actor("secretary")
    does(lambda: changing.add_action(cast.group_id, new, by=secretary, at=NOON))
    assert [mail.to_address for mail in mails()] == ["npa@twg.example", "mag@twg.example"]


def test_named_organisations_are_told(cast: Cast) -> None:
    action_id = told(cast)
    mag, chair = cast.account("mag").person.organisation_id, cast.actor("chair")
    does(lambda: changing.add_part(action_id, mag, AssignmentRole.SUPPORT, Bilingual(), by=chair, at=NOON))
    assert [mail.to_address for mail in mails()] == ["mag@twg.example"]


def on_behalf(cast: Cast) -> None:
    """The secretary writes down that NPA hands in, and the chair accepts it."""
    owed, secretary, chair = part(), cast.actor("secretary"), cast.actor("chair")
    voice = Voice(owed.organisation_id, How.TELEPHONE, "Ms Noy")
    does(lambda: reporting.hand_in(owed.id, Report(note=WHY), voice, by=secretary, at=NOON))
    once = seen()
    does(lambda: deciding.accept(once, by=chair, at=NOON))


def test_what_was_written_down_is_answered_to_the_focal_point(cast: Cast) -> None:
    told(cast)
    on_behalf(cast)
    assert [mail.to_address for mail in mails()] == ["npa@twg.example"]


def test_without_a_focal_point_the_organisations_own_address_is_told_or_nobody(cast: Cast) -> None:
    told(cast)
    with transaction():
        session.get_one(Person, cast.account("npa").person_id).email = ""
        organisation = session.get_one(Organisation, cast.account("npa").person.organisation_id)
        organisation.email = ""
    on_behalf(cast)
    assert mails() == []
    with transaction():
        session.get_one(Organisation, cast.account("npa").person.organisation_id).email = "office@npa.example"
    chair, once = cast.actor("chair"), seen()
    does(lambda: deciding.reopen(once, WHY, by=chair, at=NOON))
    on_behalf(cast)
    assert [mail.to_address for mail in mails()] == ["office@npa.example"]


def test_the_chair_gets_no_mail_about_his_own_answer(cast: Cast) -> None:
    told(cast)
    npa = cast.actor("npa")
    owed = part()
    wanted = asked(cast)
    itself: Actor = replace(cast.actor("chair"), person_id=npa.person_id)
    does(lambda: deciding.answer_question(wanted, WHY, by=itself, at=NOON))
    assert mails() == []
    chair = cast.actor("chair")
    voice = Voice(owed.organisation_id)
    question = Bilingual.same("Which?")
    number = None
    with transaction():
        number = asking.ask_question(owed.id, question, voice, by=npa, at=NOON).id
    does(lambda: deciding.answer_question(number, WHY, by=chair, at=NOON))
    assert len(mails()) == 1
