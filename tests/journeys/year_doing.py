"""What people do in the course of a year, each in one call: agree, report, forget, meet, write down and send."""

from datetime import date, time

from cast import post
from sqlalchemy import select
from year_office import Year, organisation_id

from tracker.access.voices import How, Voice
from tracker.actions import changing, deciding, reporting
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.deciding import Seen
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document
from tracker.drafting import planning, planning_state
from tracker.drafting.planning import Plan
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import circulation, recipients, versions
from tracker.minutes.models import VersionKind
from tracker.points import sending_in
from tracker.points.models import PointKind
from tracker.points.sending_in import Said
from tracker.register.queries import outstanding

WHY = Bilingual(en="So that it is not forgotten.", lo="ເພື່ອບໍ່ໃຫ້ລືມ.")
NOTHING = Bilingual()
VENUE = Bilingual(en="the NRA office", lo="ຫ້ອງການ ຄຊກລ")


def agree(year: Year, english: str, lao: str, owner: str = "", end: date | None = None, support: str = "") -> None:
    """The chair writes down what was agreed outside a meeting."""
    window = Window(None, end, end) if end else NO_WINDOW
    text, owners = Bilingual(en=english, lo=lao), (organisation_id(owner),) if owner else ()
    agreed = Agreement(on=year.now.date(), text=text, window=window, owners=owners)
    helping = (organisation_id(support),) if support else ()
    by = year.actor("chair")
    with transaction():
        changing.add_action(
            year.cast.group_id, NewAction(agreed=agreed, reason=WHY, support=helping), by=by, at=year.now
        )


def action(start: str) -> Action:
    """An action by its reference, or by the first words of its English text."""
    session.rollback()
    found = session.scalars(select(Action).order_by(Action.id))
    return next(each for each in found if each.reference == start or each.text.en.startswith(start))


def part(start: str, owner: str) -> Assignment:
    """An organisation's part of it."""
    return next(each for each in action(start).assignments if each.organisation.short_name == owner)


def by_telephone(year: Year, start: str, owner: str, english: str, *, done: bool = True) -> None:
    """The secretary writes down what an organisation reports on the telephone."""
    owed, by = part(start, owner), year.actor("secretary")
    number, voice = owed.id, Voice(owed.organisation_id, How.TELEPHONE, "Ms Noy")
    say = reporting.hand_in if done else reporting.report_progress
    session.rollback()
    with transaction():
        say(number, Report(note=Bilingual.of(english)), voice, by=by, at=year.now)


def accept(year: Year, start: str, owner: str) -> None:
    """The chair finds that a part is done."""
    owed, by = part(start, owner), year.actor("chair")
    seen = Seen(owed.id, owed.version)
    session.rollback()
    with transaction():
        deciding.accept(seen, by=by, at=year.now)


def plan(year: Year, quarter: int, held_on: date) -> None:
    """The chair plans the regular meeting of a quarter."""
    venue = Bilingual(en="the NRA office", lo="ຫ້ອງການ ຄຊກລ")
    planned = Plan(NOTHING, held_on, time(8, 30), time(12), venue, NOTHING, None, None)
    by = year.actor("chair")
    with transaction():
        planning.plan_regular(year.cast.group_id, Period(2021, quarter), planned, by=by, at=year.now)


def regular(quarter: int) -> Meeting:
    """The regular meeting of a quarter."""
    session.rollback()
    return session.scalars(select(Meeting).where(Meeting.period_quarter == quarter, Meeting.name == "")).one()


def hold(year: Year, meeting: Meeting) -> None:
    """The meeting takes place on this day."""
    number, by = meeting.id, year.actor("chair")
    with transaction():
        planning_state.hold(number, year.now.date(), year.now.date(), by=by, at=year.now)


def circulate(year: Year, meeting: Meeting, until: date) -> None:
    """The draft of the minutes goes out to whoever is proposed."""
    number, by = meeting.id, year.actor("chair")
    with transaction():
        now = session.get_one(Meeting, number)
        now.headcount = now.headcount or 14
        if not now.entries:
            text = Bilingual(en="The reports of the quarter were gone through.", lo="ໄດ້ຜ່ານບົດລາຍງານປະຈຳໄຕມາດ.")
            now.entries.append(
                Entry(key="i1", number=1, section=Section.ISSUES, kind="information", position=1, text=text)
            )
            now.last_number = 1
    to = recipients.proposed(session.get_one(Meeting, number), year.now.date()).rows
    session.rollback()
    prepared = versions.prepare(number, VersionKind.CIRCULATED, office=None, at=year.now)
    with transaction():
        circulation.circulate(number, prepared, to, comment_until=until, seen=0, by=by, at=year.now)


def send_point(year: Year, quarter: int, name: str, english: str) -> None:
    """Somebody sends in a point for the next meeting; without words he says that there is none."""
    number, by = regular(quarter).id, year.actor(name)
    voice = Voice(year.cast.account(name).person.organisation_id)
    session.rollback()
    with transaction():
        if english:
            said = Said(PointKind.ISSUE, Bilingual.of(english))
            sending_in.send_in(number, said, voice, by=by, at=year.now)
        else:
            sending_in.say_none(number, voice, by=by, at=year.now)


def document(code: str) -> int:
    """The number of a document."""
    session.rollback()
    return session.scalars(select(Document.id).where(Document.code == code)).one()


def own(year: Year, start: str, owner: str) -> None:
    """The chair gives an action to an organisation."""
    number, to, by = action(start).id, organisation_id(owner), year.actor("chair")
    session.rollback()
    with transaction():
        changing.add_part(number, to, AssignmentRole.OWNER, NOTHING, by=by, at=year.now)


def give_time(year: Year, start: str, owner: str, until: date) -> None:
    """The chair says until when."""
    owed, by = part(start, owner), year.actor("chair")
    seen = Seen(owed.id, owed.version)
    session.rollback()
    with transaction():
        deciding.give_time(seen, Window(None, until, until), WHY, by=by, at=year.now)


def call_special(year: Year, start: str, held_on: date) -> None:
    """The chair plans the special meeting that an action asks for."""
    asking, by = action(start), year.actor("chair")
    title = Bilingual(en="Incomplete data", lo="ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ")
    planned = Plan(title, held_on, time(8, 30), None, VENUE, NOTHING, None, None)
    items = [each for each in outstanding(asking.group, held_on) if each.reference == asking.reference]
    picked = [each.key for each in items]
    session.rollback()
    with transaction():
        planning.plan_special(year.cast.group_id, planned, "", picked, by=by, at=year.now)


def special_meeting() -> Meeting:
    """The special meeting as it is stored now."""
    session.rollback()
    return session.scalars(select(Meeting).where(Meeting.name != "")).one()


def by_link(year: Year, to: str, start: str, says: str, english: str) -> None:
    """Somebody opens the link of the newest mail that names an action, and writes there how it goes."""
    mails = [mail for day in sorted(year.digests) for mail in year.digests[day] if mail.to == to]
    reference = action(start).reference
    told = [mail for mail in mails if reference in mail.text][-1].text
    lines = told[told.index(f"({reference})") :].splitlines()
    link = next(line for line in lines if "/act/" in line).split("https://twg.example")[1]
    post(year.cast.app.test_client(), f"{link}/{says}", said_by="Ms Noy", note__en=english)
