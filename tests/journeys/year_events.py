"""What happened in 2021, in words of our own: who agreed, reported, forgot, met and wrote what down, on which day."""

from collections.abc import Callable
from datetime import date

import year_doing as do
from lives import organisation
from sqlalchemy import select
from year_doing import NOTHING, WHY
from year_office import Year, organisation_id

from tracker.access.voices import How, Voice
from tracker.actions import asking, deciding, stages
from tracker.actions.deadlines import Window
from tracker.actions.models import Ask
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents import notices
from tracker.documents.models import Stage
from tracker.drafting import planning_state
from tracker.reminders import asking_now, skipping, wishes
from tracker.reminders.models import ItemKind

Happening = Callable[[Year], None]
HAPPENINGS: dict[date, list[Happening]] = {}
CHAPTER_24, SPECIAL, DRAFT_REPORT = "IM-A-003", "IM-A-002", "IM-A-001"


def on(month: int, day: int) -> Callable[[Happening], Happening]:
    """What is marked so happens in the course of this day, after the mails of the morning."""

    def mark(what: Happening) -> Happening:
        HAPPENINGS.setdefault(date(2021, month, day), []).append(what)
        return what

    return mark


# January to March: old matters, and a first meeting


@on(1, 1)
def old_matters_stand_in_the_list(year: Year) -> None:
    do.agree(year, "Send the list of villages", "ສົ່ງລາຍຊື່ບ້ານ", "HI", date(2021, 1, 8))
    do.agree(year, "Compare the two databases", "ສົມທຽບຖານຂໍ້ມູນທັງສອງ", "MAG", date(2021, 1, 29), support="NPA")
    do.agree(year, "Return the borrowed maps", "ສົ່ງຄືນແຜນທີ່ທີ່ຢືມ", "WEI", date(2020, 12, 21))


@on(1, 7)
def hi_sends_its_list(year: Year) -> None:
    do.by_telephone(year, "Send the list", "HI", "The list is with the IM Unit.")


@on(1, 8)
def wei_returns_the_maps(year: Year) -> None:
    do.by_telephone(year, "Return the borrowed", "WEI", "They are back.")
    do.accept(year, "Return the borrowed", "WEI")


@on(1, 20)
def hi_is_done(year: Year) -> None:
    do.accept(year, "Send the list", "HI")


@on(3, 10)
def mag_is_ready_after_the_management_was_told(year: Year) -> None:
    do.by_telephone(year, "Compare the two", "MAG", "Both are compared.")
    do.accept(year, "Compare the two", "MAG")


@on(3, 17)
def two_answer_the_call_for_points(year: Year) -> None:
    do.send_point(year, 1, "npa", "The road to the villages is cut off.")
    do.send_point(year, 1, "party", "")


@on(3, 29)
def the_first_meeting_is_held(year: Year) -> None:
    do.hold(year, do.regular(1))


@on(3, 30)
def minutes_of_xiengkhuang_are_asked_for(year: Year) -> None:
    number, by = do.document("Xiengkhuang minutes"), year.actor("chair")
    with transaction():
        notices.note_asked(number, date(2021, 3, 30), organisation_id("LSW Xiengkhuang"), by=by, at=year.now)


# April to June: the minutes go out late, and what they say is followed up


@on(4, 19)
def the_minutes_go_out_after_the_new_year(year: Year) -> None:
    do.circulate(year, do.regular(1), date(2021, 4, 28))


@on(4, 20)
def the_translation_gets_a_day_and_the_special_meeting_an_owner(year: Year) -> None:
    number, by = do.document("NS-24"), year.actor("chair")
    with transaction():
        stages.set_due(number, Stage.TRANSLATE, date(2021, 5, 31), by=by, at=year.now)
    do.own(year, "IM-A-002", "NRA")


@on(4, 23)
def a_day_off_is_ahead(year: Year) -> None:
    do.agree(year, "Count the devices", "ນັບເຄື່ອງມື", "Army 58", date(2021, 5, 28))


@on(5, 12)
def minutes_come_from_xiengkhuang(year: Year) -> None:
    number, by = do.document("Xiengkhuang minutes"), year.actor("chair")
    with transaction():
        notices.note_received(number, date(2021, 5, 12), by=by, at=year.now)


@on(5, 13)
def the_special_meeting_is_planned_at_last(year: Year) -> None:
    do.call_special(year, "IM-A-002", date(2021, 5, 20))


@on(5, 20)
def it_is_held(year: Year) -> None:
    do.hold(year, do.special_meeting())


@on(5, 21)
def its_minutes_go_out(year: Year) -> None:
    do.circulate(year, do.special_meeting(), date(2021, 5, 31))


@on(5, 25)
def the_draft_report_gets_an_owner(year: Year) -> None:
    do.own(year, "IM-A-001", "UXO Lao")


@on(5, 27)
def army_58_is_ready_in_time(year: Year) -> None:
    do.by_telephone(year, "Count the devices", "Army 58", "There are 41.")
    do.accept(year, "Count the devices", "Army 58")


@on(6, 1)
def the_next_meeting_is_planned(year: Year) -> None:
    do.plan(year, 2, date(2021, 6, 30))


@on(6, 18)
def npa_sends_in_a_point_again(year: Year) -> None:
    do.send_point(year, 2, "npa", "The form changed without us.")


@on(6, 21)
def wei_goes_on_leave_and_owes_something(year: Year) -> None:
    do.agree(year, "Describe the drama lessons", "ບັນຍາຍບົດລະຄອນ", "WEI", date(2021, 7, 15))
    person = year.cast.account("party").person_id
    by = year.actor("party")
    with transaction():
        wishes.set_wish(person, False, date(2021, 8, 2), by=by, at=year.now)


@on(6, 30)
def the_second_meeting_is_held(year: Year) -> None:
    do.hold(year, do.regular(2))


# July to September: a pause, a date for Chapter 24, an address for UXO Lao


@on(7, 2)
def its_minutes_go_out_at_once(year: Year) -> None:
    do.circulate(year, do.regular(2), date(2021, 7, 12))


@on(7, 5)
def uxo_lao_has_a_mailbox_now(year: Year) -> None:
    del year
    with transaction():
        organisation("UXO Lao").email = "office@uxolao.example"


@on(7, 6)
def the_translation_passes_to_review(year: Year) -> None:
    number, by = do.document("NS-24"), year.actor("chair")
    nra = organisation_id("NRA")
    ending = stages.Ending(on=date(2021, 7, 6), holder_id=nra, because=WHY)
    with transaction():
        stages.end_stage(number, Stage.TRANSLATE, ending, by=by, at=year.now)


@on(7, 20)
def chapter_24_gets_a_date(year: Year) -> None:
    do.give_time(year, "IM-A-003", "NPA", date(2021, 8, 31))


@on(7, 21)
def uxo_lao_sends_the_draft_report(year: Year) -> None:
    do.by_telephone(year, "IM-A-001", "UXO Lao", "It went to the MRE Unit.")
    do.accept(year, "IM-A-001", "UXO Lao")


@on(8, 4)
def wei_is_back(year: Year) -> None:
    do.by_telephone(year, "Describe the drama", "WEI", "Half of it.", done=False)
    do.give_time(year, "Describe the drama", "WEI", date(2021, 9, 10))


@on(8, 18)
def the_third_meeting_is_planned(year: Year) -> None:
    do.plan(year, 3, date(2021, 9, 29))


@on(8, 30)
def npa_reports_by_its_link(year: Year) -> None:
    do.by_link(year, "npa@twg.example", "IM-A-003", "report", "Three pages are left.")


@on(9, 2)
def npa_hands_in_by_its_link(year: Year) -> None:
    do.by_link(year, "npa@twg.example", "IM-A-003", "hand-in", "All 24 pages are revised.")


@on(9, 3)
def wei_wants_one_mail_a_week(year: Year) -> None:
    person, by = year.cast.account("party").person_id, year.actor("party")
    with transaction():
        wishes.set_wish(person, True, None, by=by, at=year.now)


@on(9, 21)
def chapter_24_is_done_and_the_meeting_put_off(year: Year) -> None:
    do.accept(year, "IM-A-003", "NPA")
    number, by = do.regular(3).id, year.actor("chair")
    with transaction():
        planning_state.postpone(number, date(2021, 10, 6), WHY, by=by, at=year.now)


@on(9, 22)
def wei_is_ready(year: Year) -> None:
    do.by_telephone(year, "Describe the drama", "WEI", "All six lessons.")
    do.accept(year, "Describe the drama", "WEI")


# October to December: more time, a step that is left out, and one who is asked by hand


@on(9, 28)
def hi_owes_the_curriculum(year: Year) -> None:
    do.agree(year, "Send the curriculum", "ສົ່ງຫຼັກສູດ", "HI", date(2021, 10, 15))
    do.agree(year, "Check the village names", "ກວດຊື່ບ້ານ", "MAG", date(2021, 12, 20), support="HI")


@on(10, 6)
def the_third_meeting_is_held(year: Year) -> None:
    do.hold(year, do.regular(3))


@on(10, 12)
def hi_asks_for_time(year: Year) -> None:
    owed, by = do.part("Send the curriculum", "HI"), year.actor("secretary")
    until, voice = date(2021, 11, 12), Voice(owed.organisation_id, How.TELEPHONE, "Mr Luc")
    number = owed.id
    session.rollback()
    with transaction():
        why = Bilingual(en="The printer is broken.", lo="ເຄື່ອງພິມເພ.")
        asking.ask_for_time(number, Window(None, until, until), why, voice, by=by, at=year.now)


@on(10, 20)
def hi_gets_it(year: Year) -> None:
    number, by = session.scalars(select(Ask.id)).one(), year.actor("chair")
    session.rollback()
    with transaction():
        deciding.grant_time(number, None, NOTHING, by=by, at=year.now)


@on(11, 2)
def the_minutes_of_the_third_meeting_go_out(year: Year) -> None:
    do.circulate(year, do.regular(3), date(2021, 11, 12))


@on(11, 8)
def the_chair_leaves_out_a_step(year: Year) -> None:
    owed, by = do.part("Send the curriculum", "HI"), year.actor("chair")
    number = owed.id
    session.rollback()
    with transaction():
        skipping.skip_next(ItemKind.PART, number, WHY, by=by, at=year.now)


@on(11, 17)
def hi_hands_in_at_last(year: Year) -> None:
    do.by_telephone(year, "Send the curriculum", "HI", "It is sent.")
    do.accept(year, "Send the curriculum", "HI")


@on(11, 22)
def mag_is_asked_by_hand(year: Year) -> None:
    number, by = do.action("Check the village").id, year.actor("secretary")
    session.rollback()
    with transaction():
        asking_now.remind_now(number, by=by, at=year.now, on=date(2021, 11, 23))
