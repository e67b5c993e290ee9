from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from applications import NOON
from cast import Cast
from instructed import organisation_id
from letters import letters
from mornings import OFFICE, WORLD, speaks
from sqlalchemy import select

from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import LANGUAGES, Language
from tracker.dashboard import instructing
from tracker.dashboard.instructing import Remark
from tracker.dashboard.quarters import Quarter
from tracker.groups.models import WorkingGroup
from tracker.mail import reach
from tracker.mail.models import OutgoingMail

TEXTS = Path(__file__).parent / "mails"
COUNT = Bilingual(en="Count the reports again.", lo="ນັບບົດລາຍງານຄືນໃໝ່.")


@pytest.fixture(params=["world", "office"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    reach.keep_base_url({"world": WORLD, "office": OFFICE}[request.param])
    yield request.param
    reach.keep_base_url("http://localhost")


def mails(key: str = "instruction %") -> list[OutgoingMail]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.key.like(key)).order_by(OutgoingMail.id)))


def said(cast: Cast, who: str, text: Bilingual = COUNT, **more: object) -> None:
    remark = Remark(
        group_id=cast.group_id, quarter=Quarter(2021, 1), as_of=date(2021, 3, 31), text=text, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    actor = cast.actor(who)
    with transaction():
        instructing.give_instruction(remark, by=actor, at=NOON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_who_lead_are_told_as_a_whole(cast: Cast, place: str, language: Language) -> None:
    speaks(cast, language, "chair", "secretary", "npa", "management")
    with transaction() as current:
        current.get_one(WorkingGroup, cast.group_id).mailbox = "im@nra.example"
    said(cast, "management", owners=(organisation_id(cast),), words=Bilingual(en="by the end of July 2021"))
    said(cast, "secretary", Bilingual.same("MRE 2021"), how=How.TELEPHONE, said_by="Ms Bounmy")
    assert letters(mails()) == (TEXTS / f"instruction.{place}.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_who_owe_it_get_their_usual_mail(cast: Cast, language: Language) -> None:
    speaks(cast, language, "npa", "management")
    said(cast, "management", owners=(organisation_id(cast),))
    found = letters(mails("action part %"))
    assert found == (TEXTS / f"instruction.owed.{language}.txt").read_text(encoding="utf-8")


def test_whoever_writes_it_down_is_not_told(cast: Cast) -> None:
    said(cast, "chair", how=How.PAPER, said_by="Mr Kham")
    assert [mail.to_address for mail in mails()] == ["secretary@twg.example"]


def test_a_day_that_was_said_as_a_day_stands_there_once(cast: Cast) -> None:
    said(cast, "management", words=Bilingual.same("30/07/2021"))
    (mail, _) = mails()
    assert mail.subject.endswith("until 30/07/2021")
    assert mail.text.count("30/07/2021") == 1


def test_words_that_name_no_day_ask_for_one(cast: Cast) -> None:
    said(cast, "management", words=Bilingual.same("when the rain stops"))
    (mail, _) = mails()
    assert "Deadline, as said: when the rain stops. No day can be read from it. Please settle one.\n" in mail.text
